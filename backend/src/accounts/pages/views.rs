use askama::Template;

use crate::base::form::{Field, Form, place};
use crate::base::page::{Link, Nav, Page};
use crate::base::visit::Visit;
use crate::base::words::Words;
use crate::error::{Error, FieldError, Result};

/// Every page of someone's own: sections one after the other, each with what it shows and what can be done.
#[derive(Template)]
#[template(path = "accounts/page.html")]
pub struct AccountPage {
    pub page: Page,
    /// What has just been done.
    pub notice: Option<String>,
    pub sections: Vec<Section>,
    /// The pages of the desk; empty for whoever hasn't signed in.
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
    /// A picture of our own making, as SVG.
    pub picture: Option<String>,
    /// Shown once, to be kept.
    pub secrets: Vec<String>,
    pub table: Option<Table>,
    pub form: Option<FormView>,
    pub links: Vec<Link>,
}

#[derive(Default)]
pub struct Table {
    pub caption: String,
    pub headers: Vec<String>,
    pub rows: Vec<Row>,
}

#[derive(Default)]
pub struct Row {
    pub cells: Vec<String>,
    /// What can be done with it.
    pub button: Option<Button>,
}

pub struct Button {
    pub act: &'static str,
    pub value: String,
    pub label: String,
    /// For those who hear it: which row.
    pub about: String,
}

pub struct FormView {
    /// What is to be done, among the forms of a page.
    pub act: &'static str,
    pub fields: Vec<Field>,
    /// What is wrong and belongs to no field.
    pub problems: Vec<String>,
    pub submit: String,
    /// It can't be undone.
    pub final_act: bool,
}

impl FormView {
    pub fn new(words: Words, act: &'static str, fields: Vec<Field>) -> FormView {
        let submit = words.say(format!("submit-{act}"));
        FormView { act, fields, problems: Vec::new(), submit, final_act: false }
    }

    /// What was typed, but for passwords and codes.
    pub fn typed(mut self, typed: &Form) -> FormView {
        if typed.text("faire") == self.act {
            for field in self.fields.iter_mut().filter(|field| !field.fixed) {
                if !matches!(field.autocomplete, "current-password" | "new-password" | "one-time-code") {
                    field.value = typed.text(field.name).to_owned();
                }
            }
        }
        self
    }

    pub fn mend(&mut self, words: Words, wrong: &[FieldError]) {
        self.problems = place(words, &mut self.fields, wrong);
    }
}

impl Section {
    pub fn form(heading: String, text: Vec<String>, form: FormView) -> Section {
        Section { heading, text, form: Some(form), ..Section::default() }
    }
}

/// A page with these sections; `fait` in the address says what has just been done.
pub fn page(visit: &Visit, name: &str, sections: Vec<Section>) -> AccountPage {
    let words = visit.words;
    let title = words.say(format!("account-{name}-heading"));
    let mut page = visit.page(title.clone(), title, Nav::Desk);
    page.indexed = false;
    let notice = visit.one("fait").filter(|done| done.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
    let said = notice.map(|done| words.say(format!("done-{done}"))).filter(|said| !said.starts_with("done-"));
    AccountPage { page, notice: said, sections, menu: Vec::new() }
}

impl AccountPage {
    /// Says what is wrong beside the form it was sent with.
    pub fn mend(&mut self, act: &str, wrong: &[FieldError]) {
        let words = self.page.words;
        let forms = self.sections.iter_mut().filter_map(|section| section.form.as_mut());
        if let Some(form) = forms.into_iter().find(|form| form.act == act) {
            form.mend(words, wrong);
        }
    }

    pub fn done(&self) -> Result<String> {
        self.render().map_err(Error::internal)
    }
}
