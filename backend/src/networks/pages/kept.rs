//! Where the national pilot opens networks and keeps them: what they are, who moderates them, who belongs to them.

use uuid::Uuid;

use super::case::trail;
use super::merge::named;
use super::network::kind_of;
use crate::accounts;
use crate::base::desk::{Button, DeskPage, FormView, Row, Section, Table};
use crate::base::events;
use crate::base::form::{Field, Form};
use crate::base::page::{Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};
use crate::networks::{self, Network, NetworkKept, NetworkTyped};
use crate::organizations::{self, pages::own::account_of};
use crate::rights::{self, Operation};

pub(super) use crate::networks::RESERVED as NEW;

const LIST: &str = "/moderation/reseaux";
/// Members and changes shown at a time.
const SHOWN: u64 = 50;

pub(super) async fn list(visit: &Visit) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    rights::check(&visit.actor, Operation::KeepNetworks)?;
    let reference = app.reference.get();
    let state = |one: &Network| if one.archived_at.is_some() { "network-archived" } else { "own-shown" };
    let row = |one: Network| Row {
        href: Some(words.path(&format!("{LIST}/{}/tenue", one.slug))),
        cells: vec![
            one.name.clone(),
            kind_of(words, &one),
            one.territory
                .as_deref()
                .and_then(|code| reference.territories.name(code))
                .unwrap_or_default()
                .to_owned(),
            words.say(state(&one)),
        ],
        buttons: Vec::new(),
    };
    let table = Table {
        caption: words.say("networks-kept-caption"),
        headers: ["own-name", "network-kind", "network-territory", "own-state"]
            .map(|key| words.say(key))
            .into(),
        rows: networks::kept_networks(&app.db).await?.into_iter().map(row).collect(),
    };
    let section = Section {
        text: vec![words.say("networks-kept-text")],
        table: Some(table),
        links: vec![Link { label: words.say("network-new"), href: words.path(&format!("{LIST}/{NEW}")) }],
        ..Section::default()
    };
    let mut page = DeskPage::new(visit, words.say("networks-kept"), Nav::Desk, vec![section]);
    page.trail = trail(visit)[..1].to_vec();
    Ok(page)
}

/// Of a new one, or of one that is there.
fn fields(visit: &Visit, held: Option<&Network>) -> Vec<Field> {
    let words = visit.words;
    let text = |of: fn(&Network) -> Option<&String>| held.and_then(of).cloned().unwrap_or_default();
    let reference = visit.app.reference.get();
    let territory = text(|one| one.territory.as_ref());
    let mut fields = vec![
        Field::new(words, "name", "text", "off")
            .label(words.say("own-name"))
            .value(&text(|one| Some(&one.name))),
    ];
    if held.is_none() {
        fields.push(Field::new(words, "slug", "text", "off").hint(words.say("hint-network-slug")));
    }
    if held.is_none_or(|one| one.kind != "national") {
        let kinds = ["regional", "thematic"];
        fields.push(
            Field::new(words, "networkKind", "radios", "")
                .choices(
                    kinds.map(|kind| (kind.to_owned(), words.say(format!("network-kind-{kind}")))).into(),
                )
                .value(&text(|one| Some(&one.kind))),
        );
    }
    let hint = match reference.territories.name(&territory) {
        Some(name) => words.with("hint-network-territory-now", "name", name),
        None => words.say("hint-network-territory"),
    };
    fields.extend([
        Field::optional(words, "territory", "text").hint(hint).value(&territory),
        Field::optional(words, "description", "textarea").value(&text(|one| Some(&one.description))),
        Field::optional(words, "website", "url").value(&text(|one| one.website.as_ref())),
        Field::optional(words, "colour", "text")
            .hint(words.say("hint-colour"))
            .value(&text(|one| one.colour.as_ref())),
        Field::optional(words, "charter", "textarea")
            .label(words.say("network-charter"))
            .value(&text(|one| Some(&one.charter))),
    ]);
    fields
}

fn typed(form: &Form) -> NetworkKept {
    let text = |name: &str| form.text(name).to_owned();
    let said = NetworkTyped {
        description: text("description"),
        website: text("website"),
        colour: text("colour"),
        charter: text("charter"),
    };
    NetworkKept { name: text("name"), kind: text("networkKind"), territory: text("territory"), said }
}

fn above(visit: &Visit) -> Vec<Link> {
    let list = Link { label: visit.words.say("networks-kept"), href: visit.words.path(LIST) };
    trail(visit).into_iter().take(1).chain([list]).collect()
}

pub(super) async fn new(visit: &Visit, form: &Form) -> Result<DeskPage> {
    let words = visit.words;
    rights::check(&visit.actor, Operation::KeepNetworks)?;
    let view = FormView::new(words, "ouvrir-reseau", fields(visit, None)).typed(form);
    let section = Section::form(String::new(), Vec::new(), view);
    let mut page = DeskPage::new(visit, words.say("network-new"), Nav::Desk, vec![section]);
    page.trail = above(visit);
    Ok(page)
}

pub(super) async fn open(visit: &Visit, form: &Form) -> Result<Answer> {
    let slug = networks::open_network(&visit.app, &visit.actor, form.text("slug"), &typed(form)).await?;
    Ok(Answer::SeeOther(format!("{LIST}/{slug}/tenue?fait=network-opened")))
}

async fn held(visit: &Visit, slug: &str) -> Result<Network> {
    rights::check(&visit.actor, Operation::KeepNetworks)?;
    let all = networks::kept_networks(&visit.app.db).await?;
    all.into_iter().find(|one| one.slug == slug).ok_or(Error::NotFound)
}

pub(super) async fn page(visit: &Visit, slug: &str, form: &Form) -> Result<DeskPage> {
    let words = visit.words;
    let one = held(visit, slug).await?;
    let view = FormView::new(words, "tenir-reseau", fields(visit, Some(&one)));
    let view = view.with("version", one.version).reading().typed(form);
    let mut first = Section::form(String::new(), Vec::new(), view);
    match one.archived_at {
        Some(_) => first.text.push(words.say("network-archived")),
        None => first
            .links
            .push(Link { label: words.say("network-see"), href: words.path(&format!("/reseaux/{slug}")) }),
    }
    let mut sections = vec![first, moderators(visit, &one, form).await?];
    sections.extend(members(visit, &one, form).await?);
    if one.kind != "national" {
        let (act, text) = match one.archived_at {
            None => ("archiver-reseau", "network-archive-text"),
            Some(_) => ("restaurer-reseau", "network-restore-text"),
        };
        let view = FormView::new(words, act, Vec::new());
        sections.push(Section::form(words.say("network-archive"), vec![words.say(text)], view));
    }
    sections.push(history(visit, &one).await?);
    let mut page = DeskPage::new(visit, one.name, Nav::Desk, sections);
    page.band = one.colour;
    page.trail = above(visit);
    Ok(page)
}

async fn moderators(visit: &Visit, one: &Network, form: &Form) -> Result<Section> {
    let words = visit.words;
    let email = Field::new(words, "email", "email", "off").hint(words.say("hint-moderator"));
    let view = FormView::new(words, "nommer", vec![email]).typed(form);
    let mut section =
        Section::form(words.say("network-moderators"), vec![words.say("network-moderators-text")], view);
    let row = |account: accounts::Account| Row {
        cells: vec![
            account.name.clone(),
            account.email.unwrap_or_default(),
            words.say(if account.totp_since.is_some() { "moderator-ready" } else { "moderator-waiting" }),
        ],
        href: None,
        buttons: vec![Button {
            act: "demettre",
            value: account.id.to_string(),
            label: words.say("submit-demettre"),
            about: account.name,
        }],
    };
    let rows: Vec<Row> = accounts::moderators_of(&visit.app.db, one.id).await?.into_iter().map(row).collect();
    if !rows.is_empty() {
        section.table = Some(Table {
            caption: words.say("network-moderators"),
            headers: ["own-name", "field-email", "own-state", "moderator-end"]
                .map(|key| words.say(key))
                .into(),
            rows,
        });
    }
    Ok(section)
}

async fn members(visit: &Visit, one: &Network, form: &Form) -> Result<Vec<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let offset = visit.one("apres").and_then(|text| text.parse::<u64>().ok()).unwrap_or(0).min(1_000_000);
    let mut ids = networks::members(&app.db, one.id, offset, SHOWN + 1).await?;
    let more = ids.len() as u64 > SHOWN;
    ids.truncate(SHOWN as usize);
    let known = organizations::any_by_ids(&app.db, &ids).await?;
    let row = |id: &Uuid| {
        let member = known.get(id)?;
        Some(Row {
            cells: vec![member.name.clone(), member.city.clone().unwrap_or_default()],
            href: Some(words.path(&format!("/fournisseurs/{}", member.slug))),
            buttons: vec![Button {
                act: "retirer-membre",
                value: member.id.to_string(),
                label: words.say("submit-retirer-membre"),
                about: member.name.clone(),
            }],
        })
    };
    let other = Field::new(words, "other", "text", "").hint(words.say("hint-other"));
    let view = FormView::new(words, "adherer", vec![other]).typed(form);
    let count = networks::count_members(&app.db, one.id).await?;
    let mut section = Section::form(
        words.say("network-members"),
        vec![words.with("network-members-count", "count", count)],
        view,
    );
    let rows: Vec<Row> = ids.iter().filter_map(row).collect();
    if !rows.is_empty() {
        section.table = Some(Table {
            caption: words.say("network-members"),
            headers: ["own-name", "fact-town", "moderator-end"].map(|key| words.say(key)).into(),
            rows,
        });
    }
    if more {
        let next = visit.address.without_all("fait").without_all("apres");
        let href = next.with("apres", &(offset + SHOWN).to_string()).href(words);
        section.links.push(Link { label: words.say("duplicates-next"), href });
    }
    Ok(vec![section])
}

/// What was done with it, the last first.
async fn history(visit: &Visit, one: &Network) -> Result<Section> {
    let (app, words) = (&visit.app, visit.words);
    let rows = events::about(&app.db, one.id, SHOWN).await?;
    let who: Vec<Uuid> = rows.iter().filter_map(|row| account_of(&row.actor)).collect();
    let names = accounts::names(&app.db, &who).await?;
    let account = accounts::own(&app.db, &visit.actor).await?;
    let row = |one: events::Happened| Row {
        cells: vec![
            accounts::pages::moment(words, &account, one.at),
            words.say(format!("event-{}", one.kind)),
            match account_of(&one.actor) {
                Some(id) => names.get(&id).cloned().unwrap_or_else(|| words.say("former-member")),
                None => words.say("journal-by-site"),
            },
        ],
        ..Row::default()
    };
    let table = Table {
        caption: words.with("journal-caption", "count", SHOWN),
        headers: ["journal-when", "journal-what", "journal-who"].map(|key| words.say(key)).into(),
        rows: rows.into_iter().map(row).collect(),
    };
    Ok(Section { heading: words.say("own-journal"), table: Some(table), ..Section::default() })
}

pub(super) async fn act(visit: &Visit, slug: &str, form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    let one = held(visit, slug).await?;
    let id = || Uuid::parse_str(form.text("id")).map_err(|_| Error::NotFound);
    let done = match form.text("faire") {
        "tenir-reseau" => {
            let version = form.text("version").parse().ok();
            let kept = networks::keep_network(app, actor, &one, version, &typed(form)).await;
            kept.map_err(|error| readable(visit, error))?;
            "saved"
        }
        "archiver-reseau" => {
            networks::archive_network(app, actor, one.id).await?;
            "network-archived"
        }
        "restaurer-reseau" => {
            networks::restore_network(app, actor, one.id).await?;
            "network-restored"
        }
        "nommer" => {
            networks::name_moderator(app, actor, one.id, form.text("email")).await?;
            "moderator-named"
        }
        "demettre" => {
            networks::end_moderator(app, actor, one.id, id()?).await?;
            "moderator-ended"
        }
        "adherer" => {
            let member = named(visit, form.text("other")).await?;
            networks::add_member(app, actor, one.id, member.id).await?;
            "network-joined"
        }
        "retirer-membre" => {
            networks::remove_member(app, actor, one.id, id()?).await?;
            "network-left"
        }
        _ => return Err(Error::NotFound),
    };
    Ok(Answer::SeeOther(format!("{}?fait={done}", visit.address.path)))
}

/// The place someone else chose meanwhile, by its name.
fn readable(visit: &Visit, error: Error) -> Error {
    let Error::Stale(mut wrong) = error else { return error };
    let reference = visit.app.reference.get();
    for one in wrong.iter_mut().filter(|one| one.path == "territory") {
        for (_, value) in &mut one.message.args {
            let named = reference.territories.name(value).map(str::to_owned);
            *value = named.unwrap_or_else(|| value.clone());
        }
    }
    Error::Stale(wrong)
}
