//! One's alerts.

mod said;

use uuid::Uuid;

pub use self::said::{proposed, said};
use crate::accounts::{self, Account};
use crate::actor::Actor;
use crate::alerts::{self, Alert, Asked, Digest, Kind, Pace, Saved};
use crate::base::desk::{self, Button, DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::{Address, Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::base::words::Words;
use crate::base::zones;
use crate::error::{Error, Message, Result};
use crate::search::pages::place_of;
use crate::{networks, organizations, rights, sharing};

const PATH: &str = "/espace/alertes";
/// Of what an alert found.
const SHOWN: u64 = 50;

/// Where one asks to be told of a search.
pub fn address_of(kind: Kind, query: &[(String, String)]) -> Address {
    let mut address = Address::new("/espace/alertes/nouvelle");
    address.query.push(("pour".to_owned(), kind.path().to_owned()));
    let carried = query.iter().filter(|(name, _)| !matches!(name.as_str(), "apres" | "tri" | "pour"));
    address.query.extend(carried.cloned());
    address
}

/// The search of an alert, or the request it is of.
fn search_of(kind: Kind, pairs: &[(String, String)]) -> Address {
    if let Some(request) = alerts::request_in(pairs) {
        return Address::new(&format!("/{}/{request}", kind.path()));
    }
    Address { path: format!("/{}", kind.path()), query: pairs.to_vec() }
}

fn page(visit: &Visit, title: String, sections: Vec<Section>) -> DeskPage {
    let words = visit.words;
    let mut page = DeskPage::new(visit, title, Nav::Desk, sections);
    page.trail = vec![Link { label: words.say("account-desk-heading"), href: words.path("/espace") }];
    if visit.address.path != PATH {
        page.trail.push(Link { label: words.say("alerts-heading"), href: words.path(PATH) });
    }
    page
}

fn pace_field(words: Words, value: Pace) -> Field {
    let choices =
        Pace::ALL.iter().map(|one| (one.code().to_owned(), words.say(format!("alert-pace-{}", one.code()))));
    Field::new(words, "pace", "select", "").value(value.code()).choices(choices.collect())
}

fn kind_of(alert: &Alert) -> Result<Kind> {
    Kind::named(&alert.kind).ok_or_else(|| Error::internal("an alert of an unknown kind"))
}

/// Brings back what has just been deleted.
fn undo(visit: &Visit) -> Option<Section> {
    let id = visit.one("rendre").filter(|id| Uuid::parse_str(id).is_ok())?;
    let form = FormView::new(visit.words, "rendre-alerte", Vec::new()).with("id", id);
    Some(Section::form(String::new(), Vec::new(), form))
}

/// At which hour of their own someone is told what was found together.
fn digest_form(words: Words, account: &Account, digest: Digest, typed: &Form) -> Section {
    let hours = (0..24).map(|hour| (hour.to_string(), words.with("digest-hour", "hour", hour.to_string())));
    let days = (1..8).map(|day| (day.to_string(), words.say(format!("sharing-day-{}", day - 1))));
    let fields = vec![
        Field::new(words, "hour", "select", "").value(&digest.hour.to_string()).choices(hours.collect()),
        Field::new(words, "weekday", "select", "").value(&digest.weekday.to_string()).choices(days.collect()),
    ];
    let zone = account.time_zone.parse().unwrap_or(chrono_tz::Europe::Paris);
    let text = vec![words.with("digest-text", "zone", zones::clock(words, zone))];
    let form = FormView::new(words, "recapitulatif", fields).typed(typed);
    let profile = Link { label: words.say("digest-zone-link"), href: words.path("/espace/profil") };
    let section = Section::form(words.say("digest-heading"), text, form);
    Section { links: vec![profile], ..section }
}

async fn list(visit: &Visit, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let account = accounts::own(&app.db, &visit.actor).await?;
    let rows = alerts::of_account(&app.db, account.id).await?;
    let ids: Vec<Uuid> = rows.iter().map(|alert| alert.id).collect();
    let found = alerts::last_found(&app.db, &ids).await?;
    let networks = networks::all(&app.db).await?;
    let mut section = Section { text: vec![words.say("alerts-lead")], ..Section::default() };
    let mut table = Vec::new();
    for alert in &rows {
        let pairs = alerts::pairs_of(&alert.filter);
        let sought = said(visit, &networks, kind_of(alert)?, &pairs);
        let last = match found.get(&alert.id) {
            None => words.say("alert-found-nothing"),
            Some((count, at)) => {
                let when = accounts::pages::moment(words, &account, *at);
                words.with2("alert-found", "count", *count, "when", when)
            }
        };
        let button = |act: &'static str, label: String| Button {
            act,
            value: alert.id.to_string(),
            label: words.say(label),
            about: alert.name.clone(),
        };
        let in_turn = match alerts::resumed_at(alert) {
            Some(pace) => button("reprendre-alerte", format!("alert-resume-{}", pace.code())),
            None => button("suspendre-alerte", "submit-suspendre-alerte".to_owned()),
        };
        table.push(Row {
            cells: vec![
                alert.name.clone(),
                words.list(&sought),
                words.say(format!("alert-pace-{}", alert.pace)),
                last,
            ],
            href: Some(words.path(&format!("{PATH}/{}", alert.id))),
            buttons: vec![in_turn, button("supprimer-alerte", "submit-supprimer-alerte".to_owned())],
        });
    }
    match table.is_empty() {
        true => section.text.push(words.say("alerts-none")),
        false => {
            let headers = [
                "alert-header-name",
                "alert-header-sought",
                "alert-header-pace",
                "alert-header-found",
                "table-do",
            ];
            section.table = Some(Table {
                caption: words.with("alerts-caption", "count", table.len()),
                headers: headers.map(|key| words.say(key)).into(),
                rows: table,
            });
        }
    }
    section.links = [("link-suppliers", "/fournisseurs"), ("alerts-sharing", "/mutualisation")]
        .map(|(label, path)| Link { label: words.say(label), href: words.path(path) })
        .into();
    let digest = digest_form(words, &account, alerts::digest_of(&app.db, account.id).await?, form);
    let sections = undo(visit).into_iter().chain([section, digest]).collect();
    Ok(page(visit, words.say("alerts-heading"), sections))
}

/// What an address asks to be told of.
fn asked_in(visit: &Visit) -> Result<(Kind, Vec<(String, String)>)> {
    let asked = visit.one("pour").unwrap_or(Kind::Suppliers.path());
    let kind = Kind::ALL.into_iter().find(|kind| kind.path() == asked).ok_or(Error::NotFound)?;
    let ours = |name: &str| matches!(name, "pour" | "fait");
    Ok((kind, visit.address.query.iter().filter(|(name, _)| !ours(name)).cloned().collect()))
}

fn query_of(pairs: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

async fn new(visit: &Visit, form: &Form) -> Result<DeskPage> {
    let words = visit.words;
    rights::signed_in(&visit.actor)?;
    let (kind, pairs) = asked_in(visit)?;
    let title = words.say("alert-new-heading");
    let back = |address: Address| Link { label: words.say("alert-back"), href: address.href(words) };
    let read = Saved::read(&visit.app, kind, &query_of(&pairs)).await;
    let read = match read
        .and_then(|read| read.to_come(&visit.app.reference.get(), visit.app.clock.now()).map(|()| read))
    {
        Ok(read) => read,
        Err(Error::Invalid(wrong)) => {
            let named = |path: &str, said: String| match path {
                "query" => said,
                parameter => format!("{parameter}\u{A0}: {said}"),
            };
            let problems = wrong.iter().map(|one| named(&one.path, words.message(&one.message)));
            let text = [words.say("alert-not-understood")].into_iter().chain(problems).collect();
            let links = vec![back(search_of(kind, &pairs))];
            return Ok(page(visit, title, vec![Section { text, links, ..Section::default() }]));
        }
        Err(error) => return Err(error),
    };
    let sought = said(visit, &networks::all(&visit.app.db).await?, kind, &read.pairs);
    let fields = vec![
        Field::new(words, "alertName", "text", "off")
            .value(&proposed(words, &sought))
            .hint(words.say("hint-alertName")),
        pace_field(words, Pace::Daily),
    ];
    let mut section = Section::form(
        String::new(),
        vec![words.say(format!("alert-new-{}", kind.path()))],
        FormView::new(words, "suivre", fields).typed(form),
    );
    section.facts = vec![(words.say("alert-header-sought"), words.list(&sought))];
    section.links = vec![back(search_of(kind, &read.pairs))];
    Ok(page(visit, title, vec![section]))
}

async fn one(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let account = accounts::own(&app.db, &visit.actor).await?;
    let alert = alerts::by_id(&app.db, &visit.actor, uuid(id)?).await?;
    let (kind, pairs) = (kind_of(&alert)?, alerts::pairs_of(&alert.filter));
    let sought = said(visit, &networks::all(&app.db).await?, kind, &pairs);
    let facts = vec![
        (words.say("alert-header-sought"), words.list(&sought)),
        (words.say("alert-header-pace"), words.say(format!("alert-pace-{}", alert.pace))),
        (words.say("alert-since"), accounts::pages::moment(words, &account, alert.created_at)),
    ];
    let results = Link { label: words.say("alert-results"), href: search_of(kind, &pairs).href(words) };
    let about = Section { facts, links: vec![results], ..Section::default() };
    let found = found(visit, &account, &alert, kind).await?;
    let pace = Pace::named(&alert.pace).unwrap_or(Pace::Paused);
    let fields =
        vec![Field::new(words, "alertName", "text", "off").value(&alert.name), pace_field(words, pace)];
    let edit = FormView::new(words, "alerte", fields).typed(form);
    let edit = Section::form(words.say("alert-edit-heading"), Vec::new(), edit);
    let delete = FormView::new(words, "supprimer-alerte", Vec::new()).with("id", alert.id);
    let delete =
        Section::form(words.say("alert-delete-heading"), vec![words.say("alert-delete-text")], delete);
    Ok(page(visit, alert.name, vec![about, found, edit, delete]))
}

/// What an alert found so far, as far as it may still be seen.
async fn found(visit: &Visit, account: &Account, alert: &Alert, kind: Kind) -> Result<Section> {
    let (app, words) = (&visit.app, visit.words);
    let rows = alerts::found_of(&app.db, alert.id, SHOWN).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.item).collect();
    let reference = app.reference.get();
    let shown: Vec<(Uuid, String, String, String)> = match kind {
        Kind::Suppliers => organizations::by_ids(&app.db, &Actor::Anonymous, &ids)
            .await?
            .into_iter()
            .map(|one| {
                let place = place_of(&reference, &one).unwrap_or_default();
                (one.id, one.name, place, format!("/fournisseurs/{}", one.slug))
            })
            .collect(),
        Kind::Resources => sharing::by_ids(&app.db, &Actor::Anonymous, &ids)
            .await?
            .into_iter()
            .map(|one| {
                let commune = one.commune.as_deref().and_then(|code| reference.territories.name(code));
                let place = commune.map(str::to_owned).or(one.city).unwrap_or_default();
                (one.id, one.name, place, format!("/mutualisation/{}", one.id))
            })
            .collect(),
    };
    let heading = words.say("alert-found-heading");
    if shown.is_empty() {
        return Ok(Section { heading, text: vec![words.say("alert-found-nothing")], ..Section::default() });
    }
    let row = |(id, name, place, path): (Uuid, String, String, String)| {
        let at = rows.iter().find(|row| row.item == id).map(|row| row.matched_at);
        let when = at.map(|at| accounts::pages::moment(words, account, at)).unwrap_or_default();
        Row { cells: vec![name, place, when], href: Some(words.path(&path)), buttons: Vec::new() }
    };
    let table = Table {
        caption: words.with("alert-found-caption", "count", shown.len()),
        headers: ["alert-header-name", "alert-header-place", "alert-header-when"]
            .map(|key| words.say(key))
            .into(),
        rows: shown.into_iter().map(row).collect(),
    };
    Ok(Section { heading, table: Some(table), ..Section::default() })
}

fn uuid(text: &str) -> Result<Uuid> {
    Uuid::parse_str(text).map_err(|_| Error::NotFound)
}

/// `rest` is what follows `/espace/alertes`.
async fn page_of(visit: &Visit, rest: &[&str], form: &Form) -> Result<DeskPage> {
    rights::signed_in(&visit.actor)?;
    match *rest {
        [] => list(visit, form).await,
        ["nouvelle"] => new(visit, form).await,
        [id] => one(visit, id, form).await,
        _ => Err(Error::NotFound),
    }
}

pub async fn show(visit: &Visit, rest: &[&str], form: &Form) -> Result<Answer> {
    Ok(Answer::Page(page_of(visit, rest, form).await?.done()?))
}

pub async fn send(visit: &Visit, rest: &[&str], form: &Form) -> Result<Answer> {
    desk::answered(act(visit, rest, form).await, form, page_of(visit, rest, form)).await
}

/// The name is called otherwise in a form than where nothing else has one.
fn at_fields(error: Error) -> Error {
    match error {
        Error::Invalid(mut wrong) => {
            wrong
                .iter_mut()
                .filter(|one| one.path == "name")
                .for_each(|one| one.path = "alertName".to_owned());
            Error::Invalid(wrong)
        }
        other => other,
    }
}

async fn act(visit: &Visit, rest: &[&str], form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    rights::signed_in(actor)?;
    let pace = || {
        Pace::named(form.text("pace")).ok_or_else(|| {
            let value: String = form.text("pace").chars().take(60).collect();
            Error::invalid("pace", Message::new("invalid-unknown-code").with("value", value))
        })
    };
    let to_list = |done: &str| Ok(Answer::SeeOther(format!("{PATH}?fait={done}")));
    match (rest, form.text("faire")) {
        (["nouvelle"], "suivre") => {
            let (kind, pairs) = asked_in(visit)?;
            let name = form.text("alertName").to_owned();
            let asked = Asked { id: None, kind, name, query: query_of(&pairs), pace: pace()? };
            let (saved, known) = alerts::save(app, actor, asked).await.map_err(at_fields)?;
            let done = if known { "alert-known" } else { "alert-saved" };
            Ok(Answer::SeeOther(format!("{PATH}/{}?fait={done}", saved.id)))
        }
        ([id], "alerte") => {
            let alert = alerts::by_id(&app.db, actor, uuid(id)?).await?;
            let query = query_of(&alerts::pairs_of(&alert.filter));
            let (kind, name) = (kind_of(&alert)?, form.text("alertName").to_owned());
            let asked = Asked { id: Some(alert.id), kind, name, query, pace: pace()? };
            alerts::save(app, actor, asked).await.map_err(at_fields)?;
            Ok(Answer::SeeOther(format!("{PATH}/{}?fait=alert-saved", alert.id)))
        }
        ([] | [_], "supprimer-alerte") => {
            let id = uuid(form.text("id"))?;
            alerts::delete(app, actor, id).await?;
            Ok(Answer::SeeOther(format!("{PATH}?fait=alert-deleted&rendre={id}")))
        }
        ([], "rendre-alerte") => {
            alerts::restore(app, actor, uuid(form.text("id"))?).await?;
            to_list("alert-restored")
        }
        ([], "recapitulatif") => {
            // What isn't a number is none of those that are offered.
            let number = |name| form.text(name).parse().unwrap_or(-1);
            alerts::choose_digest(app, actor, number("hour"), number("weekday")).await?;
            to_list("digest")
        }
        ([], "suspendre-alerte") => {
            alerts::pause(app, actor, uuid(form.text("id"))?).await?;
            to_list("alert-paused")
        }
        ([], "reprendre-alerte") => {
            alerts::resume(app, actor, uuid(form.text("id"))?).await?;
            to_list("alert-resumed")
        }
        _ => Err(Error::NotFound),
    }
}
