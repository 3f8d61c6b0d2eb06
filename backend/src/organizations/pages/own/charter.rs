//! The charter of suppliers: what it says, and what an organisation accepted of it, when.

use super::{frame, mine};
use crate::base::clock::day_of;
use crate::base::desk::{DeskPage, FormView, Section};
use crate::base::visit::Visit;
use crate::error::Result;
use crate::organizations::CHARTER;
use crate::rights::Role;

pub(super) async fn charter(visit: &Visit, id: &str) -> Result<DeskPage> {
    let words = visit.words;
    let mine = mine(visit, id).await?;
    let text = words.say("charter-text").split("\n\n").map(str::to_owned).collect();
    let dated = |version: &str| version.parse().map(|day| words.date(&day)).unwrap_or_default();
    let heading = words.with("charter-of", "day", dated(CHARTER));
    let mut section = Section { heading, text, ..Section::default() };
    let accepted = mine.organization.charter_version.as_deref();
    if let (Some(version), Some(at)) = (accepted, mine.organization.charter_accepted_at) {
        let day = words.date(&day_of(at));
        section.text.push(words.with2("charter-accepted-on", "version", dated(version), "day", day));
    }
    match (accepted, mine.role) {
        (Some(CHARTER), _) => {}
        (_, Role::Owner) => {
            section.form = Some(FormView::new(words, "charte", Vec::new()).with("version", CHARTER));
        }
        _ => section.text.push(words.say("charter-owner")),
    }
    Ok(frame(visit, &mine, words.say("charter-heading"), vec![section]))
}
