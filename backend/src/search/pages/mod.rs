//! Home, and the results of a search.

mod asked;
mod machines;
pub mod map;
mod meaning;
mod names;
pub mod shared;
pub mod territory;
mod territory_views;
mod views;

use std::borrow::Cow;

use askama::Template;
use schema::values::fold;
use uuid::Uuid;

use self::asked::Asked;
pub use self::machines::{PARAMETERS, filter_in, filter_of, said, watched};
use self::machines::{downloads, feed_of};
use self::names::Names;
use self::views::{
    CountedLink, EmptyHelp, Entry, EntryGuarantee, Figures, HomePage, ResultsPage, Serves, Sort as SortView,
    SortLink,
};
use super::{Found, Order, SupplierFilter, facet_counts, search};
use crate::base::page::{Address, Link, Nav};
use crate::base::search::Facet;
use crate::base::stamp::StampState;
use crate::base::visit::{Answer, Visit};
use crate::base::words::Lang;
use crate::error::{Error, Result};
use crate::organizations::Organization;
use crate::reference::Reference;
use crate::{alerts, guarantees, networks, organizations, products};

/// Results of one page.
const SHOWN: usize = 20;
/// Guarantees drawn on one result; the others are counted.
const STAMPS: usize = 4;

/// The address of a search that asks for one value.
pub fn search_for(visit: &Visit, name: &str, value: &str) -> String {
    Address::new("/fournisseurs").with(name, value).href(visit.words)
}

/// « Rennes (35) », else the département, else the town of the address.
pub fn place_of(reference: &Reference, organization: &Organization) -> Option<String> {
    let named = |code: &Option<String>| code.as_deref().and_then(|code| reference.territories.get(code));
    match (named(&organization.commune), named(&organization.departement)) {
        (Some(commune), Some(departement)) => Some(format!("{} ({})", commune.name, departement.code.code())),
        (Some(commune), None) => Some(commune.name.clone()),
        (None, Some(departement)) => Some(departement.name.clone()),
        (None, None) => organization.city.clone(),
    }
}

fn pick<'a>(visit: &Visit, fr: &'a str, en: &'a str) -> &'a str {
    if visit.words.lang == Lang::En { en } else { fr }
}

/// The short name of a scheme: what stands before its explanation. A comma within brackets is none.
pub fn short_name(name: &str) -> String {
    let mut depth = 0;
    let end = name.char_indices().find(|(place, char)| {
        match char {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0 && name[*place..].starts_with(", ")
    });
    end.map_or(name, |(place, _)| &name[..place]).to_owned()
}

pub async fn home(visit: &Visit) -> Result<Answer> {
    let app = &visit.app;
    let reference = app.reference.get();
    let counted = facet_counts(app, vec![Facet::Themes, Facet::Territories]).await;
    let (total, facets) = match counted {
        Ok(answer) => (answer.total as u64, answer.facets),
        Err(Error::Unavailable(_)) => (organizations::count(&app.db).await?, Default::default()),
        Err(error) => return Err(error),
    };
    let count_of = |facet, value: &str| {
        let counts: &[(String, usize)] = facets.get(&facet).map(Vec::as_slice).unwrap_or_default();
        counts.iter().find(|(v, _)| v == value).map_or(0, |(_, count)| *count as u64)
    };
    let themes = reference.themes.iter().filter(|theme| theme.parent.is_none()).map(|theme| CountedLink {
        label: pick(visit, &theme.label_fr, &theme.label_en).to_owned(),
        href: search_for(visit, "theme", &theme.code),
        count: count_of(Facet::Themes, &theme.code),
    });
    let regions = reference.territories.iter().filter(|t| t.code.as_str().starts_with("region:"));
    let regions = regions.map(|region| CountedLink {
        label: region.name.clone(),
        href: visit.words.path(&territory::path_of(region)),
        count: count_of(Facet::Territories, region.code.as_str()),
    });
    let mut regions: Vec<CountedLink> = regions.filter(|link| link.count > 0).collect();
    regions.sort_by(|a, b| a.label.cmp(&b.label));
    let (held, checked) = guarantees::counts(&app.db, app.clock.today()).await?;
    let mut page = visit.page("", visit.words.say("home-description"), Nav::None);
    page.title = String::new();
    let view = HomePage {
        page,
        themes: themes.filter(|link| link.count > 0).collect(),
        regions,
        figures: Figures {
            suppliers: total,
            products: products::count(&app.db).await?,
            guarantees: held,
            checked,
            day: app.clock.today(),
        },
    };
    Ok(Answer::Page(view.render().map_err(Error::internal)?))
}

pub async fn results(visit: &Visit) -> Result<Answer> {
    let app = &visit.app;
    let reference = app.reference.get();
    let all_networks = networks::all(&app.db).await?;
    let mut asked = Asked::read(visit, &reference, &all_networks);
    let facets = Facet::OF_SUPPLIERS.to_vec();
    let mut found = None;
    let mut engine_down = false;
    if asked.can_run() {
        let after = visit.one("apres");
        match search(app, &visit.actor, &asked.filter, asked.order, SHOWN, after, facets).await {
            Ok(answer) => found = Some(answer),
            Err(Error::Unavailable(cause)) => {
                tracing::warn!(cause, "search is down");
                engine_down = true;
            }
            Err(Error::Invalid(fields)) => asked.problems.extend(fields.iter().map(asked::problem_of)),
            Err(error) => return Err(error),
        }
    }
    let names = Names { visit, reference: &reference, networks: &all_networks };
    let results = match &found {
        Some(found) => entries(visit, &reference, found, &asked.filter).await?,
        None if engine_down => by_name(visit, &reference, asked.filter.text.as_deref()).await?,
        None => Vec::new(),
    };
    let chips = names.chips(&asked);
    let empty = match &found {
        Some(found) if found.total == 0 => Some(help(visit, &reference, &asked, &names).await?),
        _ => None,
    };
    let words = visit.words;
    let need = asked.filter.text.clone().or_else(|| chips.first().map(|chip| chip.label.clone()));
    let title =
        need.map_or_else(|| words.say("search-heading"), |need| words.with("search-title-of", "need", need));
    let mut page = visit.page(title, words.say("search-description"), Nav::Suppliers);
    // All suppliers are a page of their own; the endless combinations of filters aren't.
    page.indexed = visit.address.query.is_empty();
    let next = found
        .as_ref()
        .filter(|found| found.has_more)
        .and_then(|found| found.end_cursor.as_ref())
        .map(|cursor| visit.address.with("apres", cursor).href(words));
    let mistaken = !asked.problems.is_empty();
    let watched = asked.can_run() && !asked.active.is_empty();
    let alert =
        watched.then(|| alerts::pages::address_of(alerts::Kind::Suppliers, &visit.address.query).href(words));
    let view = ResultsPage {
        page,
        facets: found
            .as_ref()
            .map(|found| names.facets(found, &asked))
            .unwrap_or_else(|| names.chosen_only(&asked)),
        filters_open: asked.problems.iter().any(|problem| !matches!(problem.field, "q" | "territoire")),
        sorts: sorts(visit, &asked),
        total: found.as_ref().map_or(results.len() as u64, |found| found.total as u64),
        results,
        empty,
        next,
        first: visit.one("apres").map(|_| visit.address.without_all("apres").href(words)),
        engine_down,
        chips,
        fields: asked.fields,
        problems: asked.problems,
        choices: asked.choices,
        choices_heading: asked.choices_heading,
        downloads: if engine_down { Vec::new() } else { downloads(visit, &visit.address) },
        feed: feed_of(visit, &visit.address),
        alert,
        tiles_url: app.settings.tiles.as_ref().map(|tiles| tiles.url.clone()).unwrap_or_default(),
        tiles_attribution: app.settings.tiles.as_ref().map(|t| t.attribution.clone()).unwrap_or_default(),
    };
    let html = view.render().map_err(Error::internal)?;
    Ok(if mistaken { Answer::Mistaken(html) } else { Answer::Page(html) })
}

fn sorts(visit: &Visit, asked: &Asked) -> Vec<SortLink> {
    let mut all = vec![
        (SortView::Relevance, Order::Relevance, None),
        (SortView::Name, Order::Name, Some("nom")),
        (SortView::Recent, Order::RecentlyUpdated, Some("recent")),
    ];
    if asked.filter.near.is_some() {
        all.insert(1, (SortView::Distance, Order::Distance, Some("distance")));
    }
    all.into_iter()
        .map(|(by, order, code)| {
            let address = visit.address.without_all("tri");
            let address = code.map_or_else(|| address.clone(), |code| address.with("tri", code));
            SortLink { by, href: address.href(visit.words), current: order == asked.order }
        })
        .collect()
}

/// Reads what each result of the page shows: a fixed number of statements.
async fn entries(
    visit: &Visit,
    reference: &Reference,
    found: &Found,
    filter: &SupplierFilter,
) -> Result<Vec<Entry>> {
    let app = &visit.app;
    let ids: Vec<Uuid> = found.suppliers.iter().map(|one| one.organization.id).collect();
    let held = async {
        match &found.held {
            Some(held) => Ok(Cow::Borrowed(held)),
            None => guarantees::lines_of(&app.db, &ids).await.map(Cow::Owned),
        }
    };
    let (categories, reaches, sold, held) = tokio::try_join!(
        products::categories_of(&app.db, &ids),
        products::reaches(&app.db, &ids),
        products::lines_of(&app.db, &ids),
        held,
    )?;
    let containers = |code: &String| reference.territories.with_containers(code);
    let asked_whole: Vec<String> = filter.territories.iter().flat_map(containers).collect();
    let today = app.clock.today();
    let entry = |one: &super::FoundSupplier| {
        let organization = &one.organization;
        let reach = reaches.get(&organization.id);
        let mut offered: Vec<_> = sold
            .get(&organization.id)
            .into_iter()
            .flatten()
            .filter(|product| products::is_offered(*product, today))
            .collect();
        // What was asked for stands first, and it is its lead time that is told.
        offered.sort_by_key(|product| !is_meant(product, filter));
        let meant = offered.iter().filter(|product| is_meant(product, filter)).count();
        let timed = if meant > 0 { &offered[..meant] } else { &offered[..] };
        let lead_time_days = timed.iter().filter_map(|p| p.lead_time_days?.try_into().ok()).min();
        let rows = categories.get(&organization.id).map(Vec::as_slice).unwrap_or_default();
        // What is only supposed is told where nothing else is known.
        let confirmed = rows.iter().any(|row| row.confirmed);
        let names: Vec<String> = if offered.is_empty() {
            let told = rows.iter().filter(|row| row.confirmed == confirmed);
            let labels = told.filter_map(|row| reference.category(&row.category));
            labels.map(|c| pick(visit, &c.label_fr, &c.label_en).to_owned()).take(3).collect()
        } else {
            offered.iter().map(|product| product.name.clone()).take(3).collect()
        };
        let mut stamps: Vec<_> = held
            .get(&organization.id)
            .into_iter()
            .flatten()
            .filter_map(|g| Some((g, reference.scheme(&g.scheme)?)))
            .filter(|(g, scheme)| guarantees::level(*g, scheme, today).is_some())
            .collect();
        stamps.sort_by(|a, b| guarantees::compare_for_show(a, b, today));
        Entry {
            name: organization.name.clone(),
            path: format!("/fournisseurs/{}", organization.slug),
            commune: place_of(reference, organization),
            legal_form: organization
                .legal_form
                .as_deref()
                .and_then(|code| reference.legal_form(code))
                .map(|form| pick(visit, &form.label_fr, &form.label_en).to_owned()),
            distance_km: one.distance_km,
            sells_offers: !offered.is_empty(),
            sells_supposed: offered.is_empty() && !confirmed,
            sells: names,
            serves: match (!filter.territories.is_empty(), one.serves_whole) {
                (false, _) => Serves::NotAsked,
                // By the supplier itself, or only by some of what it sells.
                (true, true) if reach.is_some_and(|r| r.serves.iter().any(|c| asked_whole.contains(c))) => {
                    Serves::All
                }
                (true, true) => Serves::AllByOffer,
                (true, false) => Serves::Part,
            },
            area_supposed: reach.is_some_and(|reach| !reach.area_confirmed),
            lead_time_days,
            other_guarantees: stamps.len().saturating_sub(STAMPS),
            guarantees: stamps
                .into_iter()
                .take(STAMPS)
                .filter_map(|(g, scheme)| {
                    let name = short_name(pick(visit, &scheme.name_fr, &scheme.name_en));
                    Some(EntryGuarantee { scheme: name, stamp: guarantees::stamp(g, today)? })
                })
                .filter(|one| one.stamp.state != StampState::Expired)
                .collect(),
        }
    };
    Ok(found.suppliers.iter().map(entry).collect())
}

/// Whether a product is one that the search asks for: by its category, or by a word of its name.
fn is_meant(product: &products::Line, filter: &SupplierFilter) -> bool {
    let by_category = filter.categories.iter().any(|prefix| product.category.starts_with(prefix.as_str()));
    let name = fold(&product.name);
    let asked = filter.text.as_deref().map(fold).unwrap_or_default();
    let mut words =
        asked.split(' ').map(|word| word.trim_end_matches(['s', 'x'])).filter(|word| word.len() > 3);
    by_category || words.any(|word| name.split(' ').any(|of| of.starts_with(word)))
}

/// Without the engine: suppliers by their name, from the database.
async fn by_name(visit: &Visit, reference: &Reference, text: Option<&str>) -> Result<Vec<Entry>> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let rows = organizations::named_like(&visit.app.db, &visit.actor, text, SHOWN as u64).await?;
    Ok(rows.into_iter().map(|organization| by_name_entry(reference, organization)).collect())
}

/// What the database alone says of a result.
fn by_name_entry(reference: &Reference, organization: Organization) -> Entry {
    Entry {
        commune: place_of(reference, &organization),
        path: format!("/fournisseurs/{}", organization.slug),
        name: organization.name,
        legal_form: None,
        distance_km: None,
        sells: Vec::new(),
        sells_offers: false,
        sells_supposed: false,
        serves: Serves::NotAsked,
        area_supposed: false,
        lead_time_days: None,
        guarantees: Vec::new(),
        other_guarantees: 0,
    }
}

/// Of what contains the one territory that was asked for, the smallest in which something is found.
async fn broader<Counted: Future<Output = Result<u64>>>(
    visit: &Visit,
    reference: &Reference,
    asked: &[String],
    count: impl Fn(Vec<String>) -> Counted,
) -> Result<Option<CountedLink>> {
    let [code] = asked else { return Ok(None) };
    for container in reference.territories.with_containers(code).into_iter().skip(1) {
        let found = count(vec![container.clone()]).await?;
        if found > 0 {
            return Ok(Some(CountedLink {
                label: reference.territories.name(&container).unwrap_or(&container).to_owned(),
                href: visit.address.with("territoire", &container).href(visit.words),
                count: found,
            }));
        }
    }
    Ok(None)
}

async fn count(visit: &Visit, filter: SupplierFilter) -> Result<u64> {
    let found = search(&visit.app, &visit.actor, &filter, Order::Relevance, 0, None, Vec::new()).await?;
    Ok(found.total as u64)
}

/// What would help when nothing matches: each filter's removal, and a wider territory.
async fn help(visit: &Visit, reference: &Reference, asked: &Asked, names: &Names<'_>) -> Result<EmptyHelp> {
    let mut removals = Vec::new();
    for (name, value) in asked.active.iter().take(8) {
        let without = visit.address.without(name, value);
        let lighter = Visit { address: without.clone(), ..visit.clone() };
        let total = count(visit, Asked::read(&lighter, reference, names.networks).filter).await?;
        if total > 0 {
            removals.push(CountedLink {
                label: names.label(name, value),
                href: without.href(visit.words),
                count: total,
            });
        }
    }
    removals.sort_by_key(|link| std::cmp::Reverse(link.count));
    let within = |territories| count(visit, SupplierFilter { territories, ..asked.filter.clone() });
    let broader = broader(visit, reference, &asked.filter.territories, within).await?;
    let mut spelling = None;
    if let Some(text) = asked.filter.text.as_deref().and_then(|text| reference.vocabulary.correct(text)) {
        let filter = SupplierFilter { text: Some(text.clone()), ..asked.filter.clone() };
        if count(visit, filter).await? > 0 {
            spelling = Some(Link { href: visit.address.with("q", &text).href(visit.words), label: text });
        }
    }
    Ok(EmptyHelp { spelling, removals, broader })
}
