//! Reads typed fields one by one and notes what is wrong in each.

use chrono::NaiveDate;
use schema::Codes;
use schema::values::WebUrl;

use crate::base::form::{Form, line, text};
use crate::error::{Message, Notes};

/// Months a grant holds, at most: half a century.
const MONTHS: i32 = 600;

pub struct Reader<'a> {
    pub typed: &'a Form,
    pub wrong: Notes,
}

impl Reader<'_> {
    /// One line, which may be empty.
    pub fn line(&mut self, field: &str, most: usize) -> String {
        let read = line(self.typed.text(field), most).map(Option::unwrap_or_default);
        self.wrong.take(field, read)
    }

    pub fn needed(&mut self, field: &str, most: usize) -> String {
        let read = line(self.typed.text(field), most);
        let read = read.and_then(|line| line.ok_or(Message::new("invalid-reference-missing")));
        self.wrong.take(field, read)
    }

    pub fn text(&mut self, field: &str, most: usize) -> String {
        let read = text(self.typed.text(field), most);
        self.wrong.take(field, read)
    }

    pub fn needed_text(&mut self, field: &str, most: usize) -> String {
        let read = text(self.typed.text(field), most).and_then(|text| match text.is_empty() {
            true => Err(Message::new("invalid-reference-missing")),
            false => Ok(text),
        });
        self.wrong.take(field, read)
    }

    pub fn one_of(&mut self, field: &str, among: &[&str]) -> String {
        let typed = self.typed.text(field).trim();
        let read = among.iter().find(|known| **known == typed).map(|known| (*known).to_owned());
        self.wrong.take(field, read.ok_or(Message::new("invalid-reference-choice")))
    }

    /// In the order they had, else in that of the choices.
    pub fn some_of(&mut self, field: &str, among: &[&str], before: &Codes) -> Codes {
        let typed = self.typed.all(field);
        if typed.iter().any(|one| !among.contains(&one.as_str())) {
            self.wrong.note(field, Message::new("invalid-reference-choice"));
        }
        if typed.len() == before.len() && before.iter().all(|one| typed.contains(one)) {
            return before.clone();
        }
        among.iter().filter(|known| typed.iter().any(|one| one == **known)).copied().collect()
    }

    /// A day that isn't still to come.
    pub fn day(&mut self, field: &str, today: NaiveDate) -> Option<NaiveDate> {
        let typed = self.typed.given(field)?;
        let read = NaiveDate::parse_from_str(typed, "%Y-%m-%d");
        let read =
            read.map_err(|_| Message::new("invalid-reference-day")).and_then(|day| match day <= today {
                true => Ok(Some(day)),
                false => Err(Message::new("invalid-reference-day-to-come")),
            });
        self.wrong.take(field, read)
    }

    pub fn months(&mut self, field: &str) -> Option<i32> {
        let typed = self.typed.given(field)?;
        let read = typed.parse().ok().filter(|months| (1..=MONTHS).contains(months));
        let wrong = Message::new("invalid-reference-months").with("most", MONTHS.to_string());
        self.wrong.take(field, read.map(Some).ok_or(wrong))
    }

    pub fn address(&mut self, field: &str, before: Option<&str>) -> Option<String> {
        let typed = self.typed.given(field)?;
        if Some(typed) == before {
            return Some(typed.to_owned());
        }
        let read = WebUrl::parse(typed).map(|url| Some(url.to_string()));
        self.wrong.take(field, read.map_err(|_| Message::new("invalid-web-address")))
    }
}
