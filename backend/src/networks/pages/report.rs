//! What is wrong with a page, said by whoever sees it.

use uuid::Uuid;

use super::seen::SHEET;
use super::supplier;
use crate::base::desk::{DeskPage, FormView, Section};
use crate::base::form::{Field, Form};
use crate::base::page::{Address, Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};
use crate::networks::{self, GENERAL, Place, Report, Topic, Whose, page_name};
use crate::{organizations, products, sharing};

/// The page at hand.
struct Subject {
    whose: Whose,
    /// As a French path of ours.
    page: String,
    name: String,
    /// Of what an organisation offers: who that is.
    owner: Option<String>,
}

async fn subject(visit: &Visit, typed: &str) -> Result<Subject> {
    let (app, actor, words) = (&visit.app, &visit.actor, visit.words);
    let place = Place::parse(typed).ok_or(Error::NotFound)?;
    let parts: Vec<&str> = place.path.split('/').skip(1).collect();
    let uuid = |id: &str| Uuid::parse_str(id).map_err(|_| Error::NotFound);
    let reference = app.reference.get();
    let named = |networks: &[networks::Network], page: &str| page_name(words, &reference, networks, page);
    let plain = |whose: Whose, page: String| Subject { whose, name: named(&[], &page), page, owner: None };
    match *parts.as_slice() {
        ["fournisseurs", slug, ..] => {
            let one = supplier(visit, slug).await?;
            let page = format!("/fournisseurs/{}", one.slug);
            Ok(Subject { whose: Whose::Organization(one.id), page, name: one.name, owner: None })
        }
        ["produits", id] => {
            let found = products::by_id(&app.db, uuid(id)?).await?.ok_or(Error::NotFound)?;
            let owner = organizations::by_ids(&app.db, actor, &[found.organization]).await?;
            let owner = owner.into_iter().next().ok_or(Error::NotFound)?;
            let page = format!("/produits/{}", found.id);
            Ok(Subject {
                whose: Whose::Organization(owner.id),
                page,
                name: found.name,
                owner: Some(owner.name),
            })
        }
        ["mutualisation", id, ..] => {
            let (found, _) = sharing::held(&app.db, actor, uuid(id)?).await?;
            let owner = organizations::by_id(&app.db, found.organization).await?;
            let page = format!("/mutualisation/{}", found.id);
            Ok(Subject {
                whose: Whose::Organization(owner.id),
                page,
                name: found.name,
                owner: Some(owner.name),
            })
        }
        ["reseaux", slug] => {
            let one = networks::by_slug(&app.db, slug).await?.ok_or(Error::NotFound)?;
            let page = format!("/reseaux/{}", one.slug);
            Ok(Subject { whose: Whose::Network(one.id), page, name: one.name, owner: None })
        }
        ["territoires", slug] | ["territoires", slug, "themes" | "categories", _] => {
            let one = reference.territories.of_slug(slug).ok_or(Error::NotFound)?;
            Ok(plain(Whose::Territory(one.code.to_string()), place.path.clone()))
        }
        ["garanties", code] => {
            reference.scheme(code).ok_or(Error::NotFound)?;
            Ok(plain(Whose::Everyone, place.path.clone()))
        }
        ["glossaire"] if reference.terms.iter().any(|term| term.code == place.anchor) => {
            Ok(plain(Whose::Everyone, format!("/glossaire#{}", place.anchor)))
        }
        _ => {
            let (path, _) = GENERAL.iter().find(|(path, _)| *path == place.path).ok_or(Error::NotFound)?;
            // What a search shows depends on what was searched for.
            let page = match *path {
                "/fournisseurs" | "/mutualisation" if !place.query.is_empty() => {
                    format!("{path}?{}", place.query)
                }
                _ => (*path).to_owned(),
            };
            Ok(plain(Whose::Everyone, page))
        }
    }
}

/// The page that is named, or the site as a whole.
fn asked(visit: &Visit) -> String {
    visit.one("page").unwrap_or("/").to_owned()
}

pub(super) async fn of_any(visit: &Visit, form: &Form) -> Result<DeskPage> {
    page(visit, subject(visit, &asked(visit)).await?, form)
}

pub(super) async fn of_supplier(visit: &Visit, slug: &str, form: &Form) -> Result<DeskPage> {
    page(visit, subject(visit, &format!("/fournisseurs/{slug}")).await?, form)
}

fn page(visit: &Visit, of: Subject, form: &Form) -> Result<DeskPage> {
    let words = visit.words;
    let text = match (&of.whose, &of.owner) {
        (Whose::Organization(_), None) => words.with("signaler-text", "name", &of.name),
        (Whose::Organization(_), Some(owner)) => {
            words.with2("report-text-item", "name", &of.name, "owner", owner)
        }
        (Whose::Network(_), _) => words.with("report-text-network", "name", &of.name),
        (Whose::Territory(_), _) => words.with("report-text-territory", "name", &of.name),
        (Whose::Everyone, _) => words.with("report-text-everyone", "name", &of.name),
    };
    let mut section = Section::said(vec![text]);
    if visit.one("fait").is_none() {
        section.form = Some(FormView::new(words, "signaler", fields(visit, &of.page)).typed(form));
    }
    let title = words.say("signaler-heading");
    let mut shown = DeskPage::new(visit, title, Nav::None, vec![section]);
    shown.trail = vec![Link { label: of.name, href: words.path(&of.page) }];
    Ok(shown)
}

fn fields(visit: &Visit, page: &str) -> Vec<Field> {
    let words = visit.words;
    let mut fields = Vec::new();
    if page == "/glossaire" {
        let reference = visit.app.reference.get();
        let term = |code: &str| page_name(words, &reference, &[], &format!("/glossaire#{code}"));
        let mut terms: Vec<(String, String)> =
            reference.terms.iter().map(|one| (one.code.clone(), term(&one.code))).collect();
        terms.sort_by_key(|(_, name)| schema::values::fold(name));
        terms.insert(0, (String::new(), words.say("report-no-term")));
        fields.push(Field::optional(words, "term", "select").choices(terms));
    }
    let topic = |topic: Topic| (topic.code().to_owned(), words.say(format!("topic-{}", topic.code())));
    fields.push(
        Field::new(words, "topic", "select", "")
            .choices(Topic::ALL.map(topic).into())
            .value(Topic::Wrong.code()),
    );
    if page.starts_with("/fournisseurs/") {
        let field = |(code, key): (&str, &str)| (code.to_owned(), words.say(key));
        let mut choices = vec![(String::new(), words.say("report-no-field"))];
        choices.extend(SHEET.map(field));
        fields.push(Field::optional(words, "field", "select").choices(choices));
    }
    fields.push(
        Field::new(words, "note", "textarea", "")
            .label(words.say("signaler-note"))
            .hint(words.say("signaler-hint")),
    );
    if visit.actor.person().is_none() {
        let email = Field { optional: true, ..Field::new(words, "email", "email", "email") };
        fields.push(email.label(words.say("report-email")).hint(words.say("report-email-hint")));
    }
    fields
}

pub(super) async fn send(visit: &Visit, slug: Option<&str>, form: &Form) -> Result<Answer> {
    let of = match (slug, form.given("term")) {
        (Some(slug), _) => subject(visit, &format!("/fournisseurs/{slug}")).await?,
        (None, Some(term)) if asked(visit) == "/glossaire" => {
            subject(visit, &format!("/glossaire#{term}")).await?
        }
        (None, _) => subject(visit, &asked(visit)).await?,
    };
    let text = |name: &str| form.text(name).to_owned();
    let field = form.given("field").filter(|_| of.page.starts_with("/fournisseurs/"));
    let field = field.filter(|field| SHEET.iter().any(|(known, _)| known == field));
    let report = Report {
        whose: of.whose,
        page: Some(field.map_or(of.page.clone(), |field| format!("{}#{field}", of.page))),
        topic: text("topic"),
        note: text("note"),
        email: text("email"),
        lang: visit.words.lang,
    };
    networks::report_error(&visit.app, &visit.actor, &visit.from, &report).await?;
    Ok(Answer::SeeOther(match slug {
        Some(_) => format!("{}/signaler?fait=reported", of.page),
        None => {
            let french = crate::base::words::Words::new(crate::base::words::Lang::Fr);
            Address::new("/signaler").with("page", &of.page).with("fait", "reported").href(french)
        }
    }))
}
