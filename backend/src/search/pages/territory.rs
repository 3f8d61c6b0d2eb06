//! Landing pages: a territory, alone or with a theme or a purchase category, and what is there. None is ever empty.

use std::collections::HashMap;

use askama::Template;
use schema::Area;
use schema::values::{CpvPrefix, TerritoryKind, fold};

use super::machines::{downloads, feed_of};
use super::territory_views::{RegionView, TerritoriesPage, TerritoryPage};
use super::views::CountedLink;
use super::{by_name_entry, entries, pick};
use crate::actor::Actor;
use crate::app::App;
use crate::base::page::{Address, Link, Nav};
use crate::base::search::Facet;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};
use crate::organizations;
use crate::reference::{AreaMap, Reference, Territory};
use crate::search::{Order, SupplierFilter, facet_counts, search};

/// Suppliers shown; the others are one click away.
const SHOWN: usize = 12;
/// Categories and territories within: the most served.
const LINKS: usize = 24;

/// What is looked at in a territory.
#[derive(Clone, Copy, Debug)]
pub enum About<'a> {
    All,
    Theme(&'a str),
    /// A CPV code or its beginning.
    Category(&'a str),
}

/// `/territoires/departement-35-ille-et-vilaine`
pub fn path_of(territory: &Territory) -> String {
    let name = fold(&territory.name).replace(' ', "-");
    format!("/territoires/{}-{}-{name}", territory.code.kind().as_str(), territory.code.code().to_lowercase())
}

/// « Ille-et-Vilaine (35) », « Rennes (35) », « Bretagne ».
pub fn name_of(reference: &Reference, territory: &Territory) -> String {
    let departement = match territory.code.kind() {
        TerritoryKind::Departement => Some(territory.code.code()),
        TerritoryKind::Commune => territory
            .departement
            .as_deref()
            .and_then(|code| reference.territories.get(code))
            .map(|departement| departement.code.code()),
        _ => None,
    };
    match departement {
        Some(code) => format!("{} ({code})", territory.name),
        None => territory.name.clone(),
    }
}

/// A page of one territory. `after` is what follows its name in the address.
pub async fn territory(visit: &Visit, slug: &str, about: About<'_>) -> Result<Answer> {
    let reference = visit.app.reference.get();
    let territory = reference.territories.of_slug(slug).ok_or(Error::NotFound)?;
    let base = path_of(territory);
    let (subject, path, filter) = subject(visit, &reference, territory, about).ok_or(Error::NotFound)?;
    if visit.address.path != path {
        return Ok(Answer::Moved(path));
    }
    let app = &visit.app;
    let facets = vec![Facet::Themes, Facet::Categories, Facet::Territories];
    let answer = search(app, &visit.actor, &filter, Order::Relevance, SHOWN, None, facets).await;
    let (found, engine_down) = match answer {
        Ok(found) => (Some(found), false),
        // Who is there can be told without the search; who serves it with that, can't.
        Err(Error::Unavailable(_)) if matches!(about, About::All) => (None, true),
        Err(error) => return Err(error),
    };
    let results = match &found {
        Some(found) => entries(visit, &reference, found, &filter).await?,
        None => {
            let departements = departements_of(&reference, territory);
            let rows = organizations::located_in(&app.db, &visit.actor, &departements, SHOWN as u64).await?;
            rows.into_iter().map(|organization| by_name_entry(&reference, organization)).collect()
        }
    };
    if results.is_empty() {
        return Err(if engine_down { Error::Unavailable("search".to_owned()) } else { Error::NotFound });
    }
    let counts = |facet| found.iter().flat_map(move |found| found.facets.get(&facet)).flatten();
    let alone = matches!(about, About::All);
    let themes = counts(Facet::Themes).filter(|_| alone).filter_map(|(code, count)| {
        let theme = reference.theme(code)?;
        Some(link(
            visit,
            pick(visit, &theme.label_fr, &theme.label_en),
            &format!("{base}/themes/{code}"),
            *count,
        ))
    });
    let categories = counts(Facet::Categories).filter(|_| alone).filter_map(|(code, count)| {
        let category = reference.category(code)?;
        let path = format!("{base}/categories/{code}");
        Some(link(visit, pick(visit, &category.label_fr, &category.label_en), &path, *count))
    });
    let inside = counts(Facet::Territories).filter(|_| alone).filter_map(|(code, count)| {
        let within = reference.territories.get(code)?;
        let holds = within.region.as_deref() == Some(territory.code.as_str());
        (holds && within.code.kind() == TerritoryKind::Departement)
            .then(|| link(visit, &name_of(&reference, within), &path_of(within), *count))
    });
    let words = visit.words;
    let name = name_of(&reference, territory);
    // What the database alone answers is about no subject.
    let subject = subject.filter(|_| !engine_down);
    let heading = match &subject {
        Some(subject) => words.with2("territory-heading-of", "subject", subject, "territory", &name),
        None => words.with("territory-heading", "territory", &name),
    };
    let total = found.as_ref().map_or(0, |found| found.total as u64);
    let description = words.with2("territory-description", "territory", &name, "count", total);
    let query = match about {
        About::All => Vec::new(),
        About::Theme(code) => vec![("theme".to_owned(), code.to_owned())],
        About::Category(code) => vec![("categorie".to_owned(), code.to_owned())],
    };
    let mut all = Address::new("/fournisseurs").with("territoire", territory.code.as_str());
    all.query.extend(query);
    let mut page = visit.page(heading.clone(), description, Nav::Suppliers);
    // Small units are there for people; their pages say much the same as those of what holds them.
    page.indexed =
        !engine_down && matches!(territory.code.kind(), TerritoryKind::Region | TerritoryKind::Departement);
    let area = Area::Territories(vec![territory.code.to_string()]);
    let view = TerritoryPage {
        heading,
        trail: trail(visit, &reference, territory, alone),
        map: AreaMap::of(&area, &reference.territories),
        map_label: words.with("map-of-territory", "territory", &name),
        total,
        results,
        engine_down,
        themes: themes.collect(),
        categories: categories.take(LINKS).collect(),
        inside: inside.take(LINKS).collect(),
        feed: feed_of(visit, &all),
        downloads: downloads(visit, &all),
        all: all.href(words),
        page,
    };
    Ok(Answer::Page(view.render().map_err(Error::internal)?))
}

/// Régions, and départements that lie in one.
fn is_listed(territory: &Territory) -> bool {
    territory.code.kind() == TerritoryKind::Region || territory.region.is_some()
}

/// What the page is about, its address, and the search it shows.
fn subject(
    visit: &Visit,
    reference: &Reference,
    territory: &Territory,
    about: About<'_>,
) -> Option<(Option<String>, String, SupplierFilter)> {
    let base = path_of(territory);
    let filter =
        SupplierFilter { territories: vec![territory.code.to_string()], ..SupplierFilter::default() };
    Some(match about {
        About::All => (None, base, filter),
        About::Theme(code) => {
            let theme = reference.theme(code)?;
            let label = pick(visit, &theme.label_fr, &theme.label_en).to_owned();
            let filter = SupplierFilter { themes: vec![theme.code.clone()], ..filter };
            (Some(label), format!("{base}/themes/{}", theme.code), filter)
        }
        About::Category(code) => {
            let prefix = CpvPrefix::parse(code).ok()?;
            let category = reference.category_of_prefix(prefix.as_str())?;
            let label = pick(visit, &category.label_fr, &category.label_en).to_owned();
            let filter = SupplierFilter { categories: vec![prefix.as_str().to_owned()], ..filter };
            (Some(label), format!("{base}/categories/{}", category.code), filter)
        }
    })
}

fn link(visit: &Visit, label: &str, path: &str, count: usize) -> CountedLink {
    CountedLink { label: label.to_owned(), href: visit.words.path(path), count: count as u64 }
}

/// France, what holds the territory, and the territory itself where the page is about something in it.
fn trail(visit: &Visit, reference: &Reference, territory: &Territory, alone: bool) -> Vec<Link> {
    let mut links =
        vec![Link { label: visit.words.say("territories-heading"), href: visit.words.path("/territoires") }];
    let holders = [&territory.region, &territory.departement].into_iter().flatten();
    let holders = holders.filter_map(|code| reference.territories.get(code));
    for one in holders.chain((!alone).then_some(territory)) {
        links.push(Link { label: one.name.clone(), href: visit.words.path(&path_of(one)) });
    }
    links
}

/// The départements a territory lies in.
fn departements_of(reference: &Reference, territory: &Territory) -> Vec<String> {
    match (territory.code.kind(), &territory.departement) {
        (TerritoryKind::Departement, _) => vec![territory.code.to_string()],
        (_, Some(departement)) => vec![departement.clone()],
        _ => reference
            .territories
            .iter()
            .filter(|t| t.region.as_deref() == Some(territory.code.as_str()))
            .filter(|t| t.code.kind() == TerritoryKind::Departement)
            .map(|t| t.code.to_string())
            .collect(),
    }
}

/// How many suppliers have their address in each département and région.
async fn located(visit: &Visit, reference: &Reference) -> Result<HashMap<String, usize>> {
    let mut counted = HashMap::new();
    for (code, count) in organizations::count_by_departement(&visit.app.db, &visit.actor).await? {
        let region = reference.territories.get(&code).and_then(|territory| territory.region.clone());
        for unit in region.into_iter().chain([code]) {
            *counted.entry(unit).or_insert(0) += count as usize;
        }
    }
    Ok(counted)
}

/// Every région and its départements that someone serves.
pub async fn index(visit: &Visit) -> Result<Answer> {
    let reference = visit.app.reference.get();
    let counted: HashMap<String, usize> = match facet_counts(&visit.app, vec![Facet::Territories]).await {
        Ok(answer) => answer.facets.into_values().flatten().filter(|(_, count)| *count > 0).collect(),
        // Who is there, where who serves it can't be asked.
        Err(Error::Unavailable(_)) => located(visit, &reference).await?,
        Err(error) => return Err(error),
    };
    let all = |kind| reference.territories.iter().filter(move |t| t.code.kind() == kind);
    let counted_link = |territory: &Territory| {
        let count = counted.get(territory.code.as_str())?;
        Some(link(visit, &name_of(&reference, territory), &path_of(territory), *count))
    };
    let mut regions: Vec<RegionView> = all(TerritoryKind::Region)
        .filter_map(|region| {
            let within = all(TerritoryKind::Departement)
                .filter(|t| t.region.as_deref() == Some(region.code.as_str()))
                .filter_map(counted_link);
            Some(RegionView { link: counted_link(region)?, inside: within.collect() })
        })
        .collect();
    regions.sort_by_key(|region| fold(&region.link.label));
    let words = visit.words;
    let page = visit.page(words.say("territories-heading"), words.say("territories-lead"), Nav::Suppliers);
    let view = TerritoriesPage { page, regions };
    Ok(Answer::Page(view.render().map_err(Error::internal)?))
}

/// The paths of all landing pages that search engines may list: régions and départements, each with the themes and
/// categories that are served there.
pub async fn all_paths(app: &App) -> Result<Vec<String>> {
    let reference = app.reference.get();
    let counted = facet_counts(app, vec![Facet::Territories]).await?;
    let mut paths = Vec::new();
    for (code, _) in counted.facets.into_values().flatten() {
        let Some(territory) = reference.territories.get(&code).filter(|t| is_listed(t)) else { continue };
        let base = path_of(territory);
        let filter = SupplierFilter { territories: vec![code], ..SupplierFilter::default() };
        let facets = vec![Facet::Themes, Facet::Categories];
        let found = search(app, &Actor::Anonymous, &filter, Order::Relevance, 0, None, facets).await?;
        for (part, facet) in [("themes", Facet::Themes), ("categories", Facet::Categories)] {
            let values = found.facets.get(&facet).into_iter().flatten();
            paths.extend(values.map(|(value, _)| format!("{base}/{part}/{value}")));
        }
        paths.push(base);
    }
    paths.sort_unstable();
    Ok(paths)
}
