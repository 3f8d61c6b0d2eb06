//! A network's page, and what its moderators write on it.

use crate::base::desk::{DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::{Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::base::words::Words;
use crate::error::{Error, Result};
use crate::networks::{self, Network, NetworkTyped};
use crate::reference::Reference;
use crate::rights::{self, Operation};
use crate::search::pages::search_for;

async fn named(visit: &Visit, slug: &str) -> Result<Network> {
    networks::by_slug(&visit.app.db, slug).await?.ok_or(Error::NotFound)
}

/// What a network is; of one territory, by how large that is.
pub(super) fn kind_of(words: Words, network: &Network) -> String {
    let territory = network.territory.as_deref().unwrap_or("region:");
    words.say(match network.kind.as_str() {
        "regional" if !territory.starts_with("region:") => "network-local".to_owned(),
        kind => format!("network-{kind}"),
    })
}

/// Where it acts; of several places of one name it is said which.
fn territory_of(reference: &Reference, network: &Network) -> Option<String> {
    let place = reference.territories.get(network.territory.as_deref()?)?;
    Some(reference.territories.told_apart(place))
}

/// All of them.
pub(super) async fn list(visit: &Visit) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let reference = app.reference.get();
    let row = |one: Network| Row {
        href: Some(words.path(&format!("/reseaux/{}", one.slug))),
        cells: vec![
            one.name.clone(),
            kind_of(words, &one),
            territory_of(&reference, &one).unwrap_or_default(),
        ],
        buttons: Vec::new(),
    };
    let rows: Vec<Row> = networks::all(&app.db).await?.into_iter().map(row).collect();
    let mut section = Section::default();
    match rows.is_empty() {
        true => section.text.push(words.say("networks-none")),
        false => {
            section.table = Some(Table {
                caption: words.say("networks-caption"),
                headers: ["own-name", "network-kind", "network-territory"].map(|key| words.say(key)).into(),
                rows,
            });
        }
    }
    let mut page = DeskPage::new(visit, words.say("networks-heading"), Nav::None, vec![section]);
    page.page.indexed = true;
    Ok(page)
}

pub(super) async fn network(visit: &Visit, slug: &str) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let network = named(visit, slug).await?;
    let reference = app.reference.get();
    let mut facts = vec![(words.say("network-kind"), kind_of(words, &network))];
    if let Some(name) = territory_of(&reference, &network) {
        facts.push((words.say("network-territory"), name));
    }
    facts.push((
        words.say("network-members"),
        words.number(networks::count_members(&app.db, network.id).await?),
    ));
    let mut links = vec![Link {
        label: words.say("network-suppliers"),
        href: search_for(visit, "reseau", &network.slug),
    }];
    links.extend(network.website.clone().map(|href| Link { label: words.say("supplier-website"), href }));
    let mut text: Vec<String> = network.description.split("\n\n").map(str::to_owned).collect();
    text.retain(|paragraph| !paragraph.is_empty());
    let mut sections = vec![Section { text, facts, links, ..Section::default() }];
    if !network.charter.is_empty() {
        let text = network.charter.split("\n\n").map(str::to_owned).collect();
        sections.push(Section { heading: words.say("network-charter"), text, ..Section::default() });
    }
    let mut page = DeskPage::new(visit, network.name.clone(), Nav::None, sections);
    page.page.indexed = true;
    page.band = network.colour;
    page.trail = vec![Link { label: words.say("networks-heading"), href: words.path("/reseaux") }];
    Ok(page)
}

async fn moderated(visit: &Visit, slug: &str) -> Result<Network> {
    rights::check(&visit.actor, Operation::ChangeNetwork)?;
    let all = networks::moderated_by(&visit.app.db, &visit.actor).await?;
    all.into_iter().find(|network| network.slug == slug).ok_or(Error::NotFound)
}

pub(super) async fn edit(visit: &Visit, slug: &str, form: &Form) -> Result<DeskPage> {
    let words = visit.words;
    let network = moderated(visit, slug).await?;
    let fields = vec![
        Field::optional(words, "description", "textarea").value(&network.description),
        Field::optional(words, "website", "url").value(network.website.as_deref().unwrap_or_default()),
        Field::optional(words, "colour", "text")
            .hint(words.say("hint-colour"))
            .value(network.colour.as_deref().unwrap_or_default()),
        Field::optional(words, "charter", "textarea")
            .label(words.say("network-charter"))
            .value(&network.charter),
    ];
    let view = FormView::new(words, "reseau", fields).with("version", network.version);
    let mut first = Section::form(words.say("network-edit"), Vec::new(), view.reading().typed(form));
    let link = |key: &str, path: String| Link { label: words.say(key), href: words.path(&path) };
    first.links = vec![
        link("network-see", format!("/reseaux/{slug}")),
        link("imports-title", format!("/moderation/reseaux/{slug}/imports")),
    ];
    let note = Field::new(words, "note", "text", "off").label(words.say("voucher-note"));
    let voucher = FormView::new(words, "bon", vec![note]).typed(form);
    let voucher = Section::form(words.say("voucher-heading"), vec![words.say("voucher-text")], voucher);
    let mut page = DeskPage::new(visit, network.name.clone(), Nav::Desk, vec![first, voucher]);
    page.trail = vec![
        Link { label: words.say("account-desk-heading"), href: words.path("/espace") },
        Link { label: words.say("queue-heading"), href: words.path("/moderation") },
    ];
    Ok(page)
}

pub(super) async fn act(visit: &Visit, slug: &str, form: &Form) -> Result<Answer> {
    let (app, words) = (&visit.app, visit.words);
    rights::signed_in(&visit.actor)?;
    let network = moderated(visit, slug).await?;
    match form.text("faire") {
        "reseau" => {
            let typed = NetworkTyped {
                description: form.text("description").to_owned(),
                website: form.text("website").to_owned(),
                colour: form.text("colour").to_owned(),
                charter: form.text("charter").to_owned(),
            };
            let version = form.text("version").parse().ok();
            networks::update_network(app, &visit.actor, network.id, version, &typed).await?;
            Ok(Answer::SeeOther(format!("{}?fait=saved", visit.address.path)))
        }
        "bon" => {
            let code = networks::create_voucher(app, &visit.actor, network.id, form.text("note")).await?;
            let mut page = edit(visit, slug, &Form::default()).await?;
            let told = Section {
                heading: words.say("voucher-made"),
                text: vec![words.say("voucher-made-text")],
                secrets: vec![code],
                ..Section::default()
            };
            page.sections.insert(0, told);
            Ok(Answer::Page(page.done()?))
        }
        _ => Err(Error::NotFound),
    }
}
