//! Every letter as it would look, for whoever writes them: on this machine alone.

use super::page;
use crate::accounts;
use crate::base::desk::{DeskPage, Section};
use crate::base::mail::Letter;
use crate::base::page::Link;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};

pub fn previews(visit: &Visit) -> Result<Answer> {
    if !visit.app.settings.is_local() {
        return Err(Error::NotFound);
    }
    let section = |(name, letter): (&str, Letter)| {
        let link = |ending: &str| Link {
            label: format!("{name}.{ending}"),
            href: visit.words.path(&format!("/apercu/courriels/{name}.{ending}")),
        };
        Section {
            heading: letter.subject,
            text: letter.paragraphs,
            links: vec![link("html"), link("txt")],
            ..Section::default()
        }
    };
    let sections = accounts::samples(&visit.app, visit.words.lang).into_iter().map(section).collect();
    let shown: DeskPage = page(visit, "previews", sections);
    Ok(Answer::Page(shown.done()?))
}

/// Its media type and its text.
pub fn preview(visit: &Visit, name: &str) -> Result<(&'static str, String)> {
    let origin = visit.app.settings.public_origin();
    let (name, ending) = name.rsplit_once('.').ok_or(Error::NotFound)?;
    if !visit.app.settings.is_local() {
        return Err(Error::NotFound);
    }
    let all = accounts::samples(&visit.app, visit.words.lang);
    let (_, letter) = all.into_iter().find(|(known, _)| *known == name).ok_or(Error::NotFound)?;
    match ending {
        "html" => Ok(("text/html; charset=utf-8", letter.html(&origin)?)),
        "txt" => Ok(("text/plain; charset=utf-8", letter.text(&origin)?)),
        _ => Err(Error::NotFound),
    }
}
