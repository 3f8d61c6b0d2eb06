//! The glossary, the pages of plain text, and where the national pilot edits the reference.

pub mod desk;
mod fields;
mod views;

use askama::Template;
use schema::values::fold;

use self::views::{GlossaryPage, GlossaryTerm, Letter, TextPage};
use crate::base::page::Nav;
use crate::base::visit::{Answer, Visit};
use crate::base::words::Lang;
use crate::error::{Error, Result};

pub fn glossary(visit: &Visit) -> Result<Answer> {
    let reference = visit.app.reference.get();
    let words = visit.words;
    let english = words.lang == Lang::En;
    let pick = |fr: &String, en: &String| if english { en.clone() } else { fr.clone() };
    let mut terms: Vec<_> =
        reference.terms.iter().map(|term| (fold(&pick(&term.term_fr, &term.term_en)), term)).collect();
    terms.sort_by(|a, b| a.0.cmp(&b.0));
    let mut letters: Vec<Letter> = Vec::new();
    for (folded, term) in terms {
        let letter = folded.chars().next().unwrap_or('#').to_ascii_uppercase();
        let see = term.see.iter().filter_map(|code| {
            let other = reference.terms.iter().find(|t| t.code == *code)?;
            Some((other.code.clone(), pick(&other.term_fr, &other.term_en)))
        });
        let shown = GlossaryTerm {
            code: term.code.clone(),
            name: pick(&term.term_fr, &term.term_en),
            definition: pick(&term.definition_fr, &term.definition_en),
            see: see.collect(),
            source: Some(term.source.clone()).filter(|source| !source.is_empty()),
            to_check: term.checked.is_none(),
        };
        match letters.last_mut().filter(|last| last.letter == letter) {
            Some(last) => last.terms.push(shown),
            None => letters.push(Letter { letter, terms: vec![shown] }),
        }
    }
    let view = GlossaryPage {
        page: visit.page(words.say("glossary-heading"), words.say("glossary-lead"), Nav::Glossary),
        letters,
    };
    Ok(Answer::Page(view.render().map_err(Error::internal)?))
}

/// Address, French text, English text.
macro_rules! texts {
    ($($path:literal: $file:literal),* $(,)?) => {
        &[$((
            $path,
            include_str!(concat!("../../../../web/pages/texts/fr/", $file)),
            include_str!(concat!("../../../../web/pages/texts/en/", $file)),
        )),*]
    };
}

/// The pages of plain text, by the last part of their address.
pub const TEXTS: &[(&str, &str, &str)] = texts! {
    "mentions-legales": "legal.html",
    "accessibilite": "accessibility.html",
    "licence-des-donnees": "data.html",
    "a-propos": "about.html",
    "api": "api.html",
};

pub fn text(visit: &Visit, path: &str) -> Result<Answer> {
    let (_, fr, en) = TEXTS.iter().find(|(known, ..)| *known == path).ok_or(Error::NotFound)?;
    let body = if visit.words.lang == Lang::En { en } else { fr };
    let heading =
        body.split_once("<h1>").and_then(|(_, rest)| rest.split_once("</h1>")).map(|(title, _)| title);
    let title = heading.unwrap_or_default().to_owned();
    let first = body.split_once("<p>").and_then(|(_, rest)| rest.split_once("</p>")).map(|(text, _)| text);
    let description = plain(first.unwrap_or_default());
    let page = visit.page(plain(&title), description, Nav::None);
    let body = body.split_once("</h1>").map_or(*body, |(_, rest)| rest);
    Ok(Answer::Page(TextPage { page, body: body.to_owned() }.render().map_err(Error::internal)?))
}

/// Our own HTML without its tags.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut within = false;
    for c in html.chars() {
        match c {
            '<' => within = true,
            '>' => within = false,
            _ if !within => text.push(c),
            _ => {}
        }
    }
    text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").chars().take(160).collect()
}
