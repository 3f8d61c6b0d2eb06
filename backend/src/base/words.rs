//! The words of the interface: every visible string comes from `web/locales`, French first.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid, static_loader};

use crate::error::{Message, Part};

static_loader! {
    static LOCALES = {
        locales: "../web/locales",
        fallback_language: "fr",
        customise: |bundle| {
            // Directional isolates around every argument would show in copied text and in titles.
            bundle.set_use_isolating(false);
            let french = bundle.locales.first().is_some_and(|lang| lang.language.as_str() == "fr");
            bundle.set_formatter(Some(if french { french_number } else { english_number }));
        },
    };
}

const FR: LanguageIdentifier = langid!("fr");
const EN: LanguageIdentifier = langid!("en");

/// French groups thousands with it, and sets it before `;`, `!` and `?`.
const NARROW: char = '\u{202F}';

fn french_number<M>(value: &FluentValue, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(decimal(Lang::Fr, number.value)),
        _ => None,
    }
}

fn english_number<M>(value: &FluentValue, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(decimal(Lang::En, number.value)),
        _ => None,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    Fr,
    En,
}

impl Lang {
    pub fn code(self) -> &'static str {
        match self {
            Lang::Fr => "fr",
            Lang::En => "en",
        }
    }

    pub fn other(self) -> Lang {
        match self {
            Lang::Fr => Lang::En,
            Lang::En => Lang::Fr,
        }
    }
}

/// What may stand in a sentence: text as it is, numbers with the language's own grouping and plural.
pub trait Arg {
    fn value(&self) -> FluentValue<'_>;
}

impl Arg for str {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl Arg for String {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl<T: Arg + ?Sized> Arg for &T {
    fn value(&self) -> FluentValue<'_> {
        (**self).value()
    }
}

macro_rules! number_args {
    ($($number:ty),*) => { $(impl Arg for $number {
        fn value(&self) -> FluentValue<'_> { FluentValue::from(*self) }
    })* };
}
number_args!(u8, u16, u32, u64, usize, i32, i64, f64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    pub lang: Lang,
}

impl Words {
    pub fn new(lang: Lang) -> Self {
        Words { lang }
    }

    /// A key that no locale has is shown as it is: visible in review, never an empty label.
    pub fn say(&self, key: impl AsRef<str>) -> String {
        self.look_up(key.as_ref(), None)
    }

    pub fn with(&self, key: &str, name: &str, value: impl Arg) -> String {
        self.look_up(key, Some(&HashMap::from([(name, value.value())])))
    }

    pub fn with2(&self, key: &str, a: &str, x: impl Arg, b: &str, y: impl Arg) -> String {
        self.look_up(key, Some(&HashMap::from([(a, x.value()), (b, y.value())])))
    }

    pub fn with_all(&self, key: &str, args: &[(&'static str, String)]) -> String {
        self.look_up(key, Some(&args.iter().map(|(name, value)| (*name, value.value())).collect()))
    }

    /// What is said to whoever asked.
    pub fn message(&self, message: &Message) -> String {
        let said = |part: &Part| match part {
            Part::Length(minutes) => self.length(*minutes),
            Part::Day(day) => self.date(day),
            Part::Moment(at) => self.moment(at),
            Part::Sentence(sentence) => self.message(sentence),
        };
        let parts = message.parts.iter().map(|(name, part)| (*name, said(part)));
        let args: Vec<_> = message.args.iter().cloned().chain(parts).collect();
        self.with_all(message.key, &args)
    }

    /// « 45 min », « 2 heures », « 1 h 30 », « 3 jours ».
    pub fn length(&self, minutes: u32) -> String {
        match (minutes / 60, minutes % 60) {
            _ if minutes > 0 && minutes.is_multiple_of(1_440) => {
                self.with("length-days", "count", minutes / 1_440)
            }
            (0, minutes) => self.with("length-minutes", "count", minutes),
            (hours, 0) => self.with("length-hours", "count", hours),
            (hours, minutes) => {
                self.with2("length-hours-minutes", "hours", hours, "minutes", format!("{minutes:02}"))
            }
        }
    }

    fn look_up(&self, key: &str, args: Option<&HashMap<&str, FluentValue>>) -> String {
        let lang = match self.lang {
            Lang::Fr => FR,
            Lang::En => EN,
        };
        LOCALES
            .lookup_single_language(&lang, key, args)
            .or_else(|_| LOCALES.lookup_single_language(&FR, key, args))
            .unwrap_or_else(|_| key.to_owned())
    }

    /// « 3 mars 2027 », “3 March 2027”.
    pub fn date(&self, day: &NaiveDate) -> String {
        format!("{} {}", self.day_and_month(day), day.year())
    }

    /// « le 3 mars 2027 », « du 1er au 2 décembre 2026 », “30 November to 2 December 2026”: both days belong to it.
    pub fn days(&self, first: &NaiveDate, last: &NaiveDate) -> String {
        if first == last {
            return self.with("days-one", "day", self.date(first));
        }
        let begins = match (first.year() == last.year(), first.month() == last.month()) {
            (true, true) if first.day() == 1 => self.say("day-first"),
            (true, true) => first.day().to_string(),
            (true, false) => self.day_and_month(first),
            _ => self.date(first),
        };
        self.with2("days-several", "first", begins, "last", self.date(last))
    }

    fn day_and_month(&self, day: &NaiveDate) -> String {
        let month = self.say(format!("month-{}", day.month()));
        let number = if day.day() == 1 { self.say("day-first") } else { day.day().to_string() };
        format!("{number}\u{A0}{month}")
    }

    /// « 3 mars 2027, 14:05 ».
    pub fn moment(&self, local: &NaiveDateTime) -> String {
        format!("{}, {}", self.date(&local.date()), local.format("%H:%M"))
    }

    /// Without its year: « 3 mars », « 30 nov. », “30 Nov”.
    pub fn short_date(&self, day: &NaiveDate) -> String {
        let month = self.say(format!("month-short-{}", day.month()));
        let number = if day.day() == 1 { self.say("day-first") } else { day.day().to_string() };
        format!("{number}\u{A0}{month}")
    }

    /// « jusqu’au 3 mars 2027 », “until 3 March 2027”.
    pub fn until(&self, day: &NaiveDate) -> String {
        self.with("until", "date", self.date(day))
    }

    pub fn number(&self, number: impl Arg) -> String {
        match number.value() {
            FluentValue::Number(number) => decimal(self.lang, number.value),
            _ => String::new(),
        }
    }

    /// Integer cents of euro, without « ,00 »: « 1 250 € », “€1,250”.
    pub fn euros(&self, cents: &i64) -> String {
        let cents = *cents;
        let whole = grouped(self.lang, cents.unsigned_abs() / 100);
        let rest = cents.unsigned_abs() % 100;
        let sign = if cents < 0 { "-" } else { "" };
        match (self.lang, rest) {
            (Lang::Fr, 0) => format!("{sign}{whole}\u{A0}€"),
            (Lang::Fr, _) => format!("{sign}{whole},{rest:02}\u{A0}€"),
            (Lang::En, 0) => format!("{sign}€{whole}"),
            (Lang::En, _) => format!("{sign}€{whole}.{rest:02}"),
        }
    }

    /// « a, b et c », “a, b and c”.
    pub fn list(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [most @ .., last] => format!("{} {} {last}", most.join(", "), self.say("and")),
        }
    }

    /// The address in this language of a page known by its French path.
    pub fn path(&self, path: &str) -> String {
        match (self.lang, path) {
            (Lang::Fr, _) => path.to_owned(),
            (Lang::En, "/") => "/en".to_owned(),
            (Lang::En, _) => format!("/en{path}"),
        }
    }
}

fn decimal(lang: Lang, value: f64) -> String {
    let cents = (value.abs() * 100.0).round() as u64;
    let sign = if value < 0.0 && cents > 0 { "-" } else { "" };
    let whole = grouped(lang, cents / 100);
    let point = if lang == Lang::Fr { ',' } else { '.' };
    match cents % 100 {
        0 => format!("{sign}{whole}"),
        rest if rest % 10 == 0 => format!("{sign}{whole}{point}{}", rest / 10),
        rest => format!("{sign}{whole}{point}{rest:02}"),
    }
}

fn grouped(lang: Lang, value: u64) -> String {
    let digits = value.to_string();
    let between = if lang == Lang::Fr { NARROW } else { ',' };
    let mut out = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(between);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_french_date_is_written_in_words() {
        let w = Words::new(Lang::Fr);
        assert_eq!(w.until(&day("2027-03-03")), "jusqu’au 3\u{A0}mars 2027");
        assert_eq!(w.date(&day("2027-01-01")), "1er\u{A0}janvier 2027");
        assert_eq!(w.short_date(&day("2026-11-30")), "30\u{A0}nov.");
    }

    #[test]
    fn an_english_date_is_written_in_words() {
        assert_eq!(Words::new(Lang::En).until(&day("2027-03-03")), "until 3\u{A0}March 2027");
    }

    #[test]
    fn days_say_no_month_and_no_year_twice() {
        let said = |lang, first, last| Words::new(lang).days(&day(first), &day(last));
        assert_eq!(said(Lang::Fr, "2026-11-30", "2026-11-30"), "le 30\u{A0}novembre 2026");
        assert_eq!(said(Lang::Fr, "2026-12-01", "2026-12-02"), "du 1er au 2\u{A0}décembre 2026");
        assert_eq!(said(Lang::Fr, "2026-11-30", "2026-12-02"), "du 30\u{A0}novembre au 2\u{A0}décembre 2026");
        let turn = "du 31\u{A0}décembre 2026 au 1er\u{A0}janvier 2027";
        assert_eq!(said(Lang::Fr, "2026-12-31", "2027-01-01"), turn);
        assert_eq!(said(Lang::En, "2026-12-01", "2026-12-02"), "1 to 2\u{A0}December 2026");
        assert_eq!(said(Lang::En, "2026-11-30", "2026-11-30"), "30\u{A0}November 2026");
    }

    #[test]
    fn money_is_shown_from_integer_cents() {
        assert_eq!(Words::new(Lang::Fr).euros(&1_234_550), "12\u{202F}345,50\u{A0}€");
        assert_eq!(Words::new(Lang::En).euros(&125_000), "€1,250");
    }

    #[test]
    fn numbers_in_sentences_are_grouped_and_plural_follows_the_language() {
        let fr = Words::new(Lang::Fr);
        assert_eq!(fr.with("search-total", "count", 0), "0\u{A0}fournisseur correspond");
        assert_eq!(fr.with("search-total", "count", 3853), "3\u{202F}853\u{A0}fournisseurs correspondent");
        assert_eq!(Words::new(Lang::En).with("search-total", "count", 1), "1 supplier matches");
    }

    #[test]
    fn lengths_are_said_in_the_units_of_people() {
        let said = |lang, minutes| {
            Words::new(lang).message(&Message::new("invalid-stay-too-long").with_length("length", minutes))
        };
        for (minutes, fr, en) in [
            (45, "45\u{A0}min", "45 min"),
            (60, "1\u{A0}heure", "1\u{A0}hour"),
            (90, "1\u{A0}h\u{A0}30", "1 h 30"),
            (480, "8\u{A0}heures", "8\u{A0}hours"),
            (1_440, "1 jour", "1 day"),
            (2_880, "2 jours", "2 days"),
        ] {
            assert_eq!(said(Lang::Fr, minutes), format!("C’est trop long\u{A0}: {fr} au plus."));
            assert_eq!(said(Lang::En, minutes), format!("That is too long: {en} at most."));
        }
    }

    #[test]
    fn english_addresses_stand_under_en() {
        assert_eq!(Words::new(Lang::En).path("/"), "/en");
        assert_eq!(Words::new(Lang::En).path("/glossaire#siret"), "/en/glossaire#siret");
        assert_eq!(Words::new(Lang::Fr).path("/fournisseurs"), "/fournisseurs");
    }
}
