//! Pages of one's own: sections one after the other, each with what it shows and what can be done.

mod meanwhile;

use std::borrow::Borrow;
use std::future::Future;

use askama::Template;

use crate::base::form::{Field, Form, place};
use crate::base::page::{Link, Nav, Page};
use crate::base::visit::{Answer, Visit};
use crate::base::words::Words;
use crate::error::{Error, FieldError, Message, Result};

/// Fields of words that one writes to others: never a password, which may have spaces too.
const WRITTEN: [&str; 4] = ["reason", "note", "text", "purpose"];

#[derive(Template)]
#[template(path = "desk/page.html")]
pub struct DeskPage {
    pub page: Page,
    /// The pages above this one.
    pub trail: Vec<Link>,
    /// What has just been done.
    pub notice: Option<String>,
    /// A colour of its own, `#rrggbb`.
    pub band: Option<String>,
    pub sections: Vec<Section>,
    /// The pages beside this one.
    pub menu: Vec<MenuLink>,
}

pub struct MenuLink {
    pub link: Link,
    pub current: bool,
}

#[derive(Default)]
pub struct Section {
    /// Empty when the page's heading says it.
    pub heading: String,
    pub text: Vec<String>,
    /// What is known, each with its name.
    pub facts: Vec<(String, String)>,
    /// A picture of our own making, as SVG.
    pub picture: Option<String>,
    /// Pictures that were sent: address and what it shows.
    pub photos: Vec<(String, String)>,
    /// Shown once, to be kept.
    pub secrets: Vec<String>,
    pub week: Option<WeekView>,
    /// What narrows the table.
    pub filters: Vec<MenuLink>,
    pub table: Option<Table>,
    pub form: Option<FormView>,
    /// Moments that a form of the page can be sent with, so that it comes back filled in with one of them.
    pub picks: Vec<Pick>,
    pub links: Vec<Link>,
}

/// A moment for a form of the page, whose other fields stay as they are.
pub struct Pick {
    /// The form's.
    pub act: &'static str,
    /// A local time, or two with a slash between.
    pub moment: String,
    pub label: String,
}

#[derive(Default)]
pub struct Table {
    pub caption: String,
    pub headers: Vec<String>,
    pub rows: Vec<Row>,
}

impl Table {
    /// The name of a column.
    fn header(&self, place: impl Borrow<usize>) -> &str {
        self.headers.get(*place.borrow()).map_or("", String::as_str)
    }
}

#[derive(Default)]
pub struct Row {
    pub cells: Vec<String>,
    /// Where its first cell leads.
    pub href: Option<String>,
    /// What can be done with it.
    pub buttons: Vec<Button>,
}

/// Dates, times and amounts stay whole in a narrow cell: a line ends after a comma or before a bracket.
pub fn whole(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let may_end = out.ends_with(',') || rest.peek() == Some(&'(');
        out.push(if c == ' ' && !may_end { '\u{A0}' } else { c });
    }
    out
}

/// A week as a table: a day is a column, a time of day a row.
pub struct WeekView {
    pub caption: String,
    pub before: Link,
    pub after: Link,
    /// A day of the week that is shown, for the field that chooses another.
    pub day: String,
    pub days: Vec<String>,
    pub rows: Vec<WeekRow>,
    /// The form that its cells fill in, and what sends that one; none where they are links.
    pub fills: Option<(&'static str, String)>,
}

pub struct WeekRow {
    pub time: String,
    pub cells: Vec<WeekCell>,
}

pub struct WeekCell {
    /// Of the style sheet: `free`, `partly`, `full`, `closed`, `past`.
    pub state: &'static str,
    pub text: String,
    /// For those who hear it: when.
    pub about: String,
    pub href: Option<String>,
    /// A local time, as a pick has it.
    pub moment: Option<String>,
}

pub struct Button {
    pub act: &'static str,
    pub value: String,
    pub label: String,
    /// For those who hear it: which row.
    pub about: String,
}

/// Fields that few need, under a heading that opens.
pub struct Fold {
    pub label: String,
    pub fields: Vec<Field>,
}

impl Fold {
    /// Nothing that is wrong stays out of sight.
    pub fn is_open(&self) -> bool {
        self.fields.iter().any(|field| field.problem.is_some())
    }
}

pub struct FormView {
    /// What is to be done, among the forms of a page.
    pub act: &'static str,
    /// Sent along as they are.
    pub hidden: Vec<(&'static str, String)>,
    pub fields: Vec<Field>,
    /// More fields, each of which may be left as it is.
    pub folds: Vec<Fold>,
    /// What is wrong and belongs to no field.
    pub problems: Vec<String>,
    /// What can be done about it, said under it.
    pub aside: Vec<String>,
    pub submit: String,
    /// Another way to send it, which changes nothing: its act and its words.
    pub second: Option<(&'static str, String)>,
    /// Picks of the page send it.
    pub filled_from_page: bool,
    /// It can't be undone.
    pub final_act: bool,
    /// What is typed is kept as a draft.
    pub drafted: bool,
    /// What was typed before and never sent: since when, and where it is taken up again.
    pub draft: Option<Link>,
    /// What its fields held before anything was typed, where that is sent along.
    held: Vec<Field>,
}

impl FormView {
    pub fn new(words: Words, act: &'static str, fields: Vec<Field>) -> FormView {
        let submit = words.say(format!("submit-{act}"));
        FormView {
            act,
            hidden: Vec::new(),
            fields,
            folds: Vec::new(),
            problems: Vec::new(),
            aside: Vec::new(),
            submit,
            second: None,
            filled_from_page: false,
            final_act: false,
            drafted: false,
            draft: None,
            held: Vec::new(),
        }
    }

    /// What was typed, but for passwords and codes.
    pub fn typed(mut self, typed: &Form) -> FormView {
        let act = typed.text("faire");
        if act == self.act || self.second.as_ref().is_some_and(|(second, _)| act == *second) {
            self.every_field().for_each(|field| field.typed(typed));
        }
        self
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> FormView {
        self.hidden.push((name, value.to_string()));
        self
    }

    pub fn mend(&mut self, words: Words, wrong: &[FieldError]) {
        self.problems = place(words, self.every_field(), wrong);
    }

    fn every_field(&mut self) -> impl Iterator<Item = &mut Field> {
        self.fields.iter_mut().chain(self.folds.iter_mut().flat_map(|fold| fold.fields.iter_mut()))
    }

    /// A browser sends files in a form of their own kind.
    pub fn sends_files(&self) -> bool {
        self.fields.iter().any(|field| field.kind == "file")
    }
}

impl Section {
    pub fn form(heading: String, text: Vec<String>, form: FormView) -> Section {
        Section { heading, text, form: Some(form), ..Section::default() }
    }

    pub fn said(text: Vec<String>) -> Section {
        Section { text, ..Section::default() }
    }
}

impl DeskPage {
    /// The form that moments of the page are chosen for, and what sends it.
    fn sends(&self) -> Option<&(&'static str, String)> {
        self.sections.iter().find_map(|section| section.week.as_ref()?.fills.as_ref())
    }

    /// A page with these sections; `fait` in the address says what has just been done.
    pub fn new(visit: &Visit, title: String, nav: Nav, sections: Vec<Section>) -> DeskPage {
        let words = visit.words;
        let mut page = visit.page(title.clone(), title, nav);
        page.indexed = false;
        let known = |done: &&str| done.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        let said = visit.one("fait").filter(known).map(|done| words.say(format!("done-{done}")));
        let notice = said.filter(|said| !said.starts_with("done-"));
        DeskPage { page, trail: Vec::new(), notice, band: None, sections, menu: Vec::new() }
    }

    fn form_of(&mut self, act: &str) -> Option<&mut FormView> {
        let mut forms = self.sections.iter_mut().filter_map(|section| section.form.as_mut());
        forms.find(|form| form.act == act || form.second.as_ref().is_some_and(|(second, _)| *second == act))
    }

    /// Says what is wrong beside the form it was sent with.
    pub fn mend(&mut self, act: &str, wrong: &[FieldError]) {
        let words = self.page.words;
        match self.form_of(act) {
            Some(form) => form.mend(words, wrong),
            // A button of a table has no place of its own.
            None => {
                let said = wrong.iter().map(|one| words.message(&one.message));
                self.notice = Some(said.collect::<Vec<_>>().join(" "));
            }
        }
    }

    /// Where the form is gone that something was typed in, its words are shown, to be taken elsewhere.
    fn keep(&mut self, typed: &Form) {
        if self.form_of(typed.text("faire")).is_some() {
            return;
        }
        let written = WRITTEN.into_iter().filter_map(|name| typed.given(name));
        let text: Vec<String> = written.map(str::to_owned).collect();
        if !text.is_empty() {
            let heading = self.page.words.say("typed-kept");
            self.sections.insert(0, Section { heading, ..Section::said(text) });
        }
    }

    pub fn done(&self) -> Result<String> {
        self.render().map_err(Error::internal)
    }
}

/// The page with what was typed, where nothing was to be saved yet: it goes on from what was read.
pub async fn unsaved(form: &Form, page: impl Future<Output = Result<DeskPage>>) -> Result<Answer> {
    let mut page = page.await?;
    if let Some(view) = page.form_of(form.text("faire")) {
        view.still_reading(form);
    }
    Ok(Answer::Page(page.done()?))
}

/// What was done; or, where it was refused for something that can be mended, the page with what was typed and why.
pub async fn answered(
    done: Result<Answer>,
    form: &Form,
    page: impl Future<Output = Result<DeskPage>>,
) -> Result<Answer> {
    let stale = matches!(done, Err(Error::Stale(_)));
    let of_all = |message| vec![FieldError { path: String::new(), message }];
    let (mut wrong, wait) = match done {
        Err(Error::Invalid(wrong) | Error::Stale(wrong)) => (wrong, None),
        Err(Error::Forbidden(message)) => (of_all(message), None),
        Err(Error::RateLimited(wait)) => (of_all(Message::too_many(wait)), Some(wait)),
        other => return other,
    };
    let mut page = page.await?;
    if let Some(view) = page.form_of(form.text("faire")) {
        match stale {
            true => view.changed_by_others(form, &mut wrong),
            false => view.still_reading(form),
        }
    }
    page.mend(form.text("faire"), &wrong);
    page.keep(form);
    let page = page.done()?;
    Ok(match wait {
        Some(wait) => Answer::TooMany { page, wait },
        None => Answer::Mistaken(page),
    })
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_line_ends_after_a_comma_or_before_a_bracket() {
        let said = whole("3\u{A0}mars 2027, 14:00 – 16:00 (heure de La Réunion)");
        assert_eq!(
            said.split(' ').collect::<Vec<_>>(),
            ["3\u{A0}mars\u{A0}2027,", "14:00\u{A0}–\u{A0}16:00", "(heure\u{A0}de\u{A0}La\u{A0}Réunion)",]
        );
    }
}
