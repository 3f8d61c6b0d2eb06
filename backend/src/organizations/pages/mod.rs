//! The page of a supplier.

pub mod own;
mod views;

use askama::Template;
use chrono::{DateTime, Utc};
use schema::Area;
use schema::values::TerritoryKind;

pub use self::views::Source;
use self::views::{HeldGuarantee, Offer, SupplierPage};
use super::{Organization, by_slug, moved_to, sources};
use crate::base::page::{Address, Link, Nav};
use crate::base::stamp::Level;
use crate::base::visit::{Answer, Visit};
use crate::base::words::Lang;
use crate::error::{Error, Result};
use crate::guarantees::{self, Guarantee};
use crate::networks;
use crate::organizations;
use crate::products::pages::Price;
use crate::products::{self, Product};
use crate::reference::{AreaMap, Reference, Scheme, Territory};
use crate::search::pages::{place_of, search_for, short_name};
use crate::sharing;

/// The page stays under 350 elements.
const OFFERS: usize = 12;
const SHARED: u64 = 6;
/// With the logo and what every page needs, that is eight requests.
const PHOTOS: usize = 2;

pub async fn supplier(visit: &Visit, slug: &str) -> Result<Answer> {
    let app = &visit.app;
    let Some(organization) = by_slug(&app.db, &visit.actor, slug).await? else {
        return match moved_to(&app.db, &visit.actor, slug).await? {
            Some(slug) => Ok(Answer::Moved(format!("/fournisseurs/{slug}"))),
            None => Err(Error::NotFound),
        };
    };
    let id = [organization.id];
    let reference = app.reference.get();
    let today = app.clock.today();
    let sells = products::for_suppliers(&app.db, &id).await?.remove(&organization.id).unwrap_or_default();
    let sold = products::sold_by(&app.db, &id).await?.remove(&organization.id).unwrap_or_default();
    let (offered, sold): (Vec<Product>, Vec<Product>) =
        sold.into_iter().partition(|product| products::is_offered(product, today));
    let coming = sold.iter().filter(|product| product.valid_from.is_some_and(|first| today < first));
    let listed: Vec<&Product> = offered.iter().chain(coming).collect();
    let held = guarantees::held_by(&app.db, &id).await?.remove(&organization.id).unwrap_or_default();
    let member_of =
        networks::of_organizations(&app.db, &id).await?.remove(&organization.id).unwrap_or_default();
    let (shared, all_shared) = sharing::shared_by(&app.db, organization.id, today, SHARED).await?;
    let more_shared = all_shared.saturating_sub(SHARED);
    let mut source_ids: Vec<_> = held.iter().filter_map(|g| g.declared_source).collect();
    source_ids.extend(organization.source);
    let known_sources = sources(&app.db, &source_ids).await?;
    let english = visit.words.lang == Lang::En;
    let pick = |fr: &str, en: &str| if english { en } else { fr }.to_owned();

    let mut shown: Vec<(&Guarantee, &Scheme)> =
        held.iter().filter_map(|g| Some((g, reference.scheme(&g.scheme)?))).collect();
    shown.sort_by(|a, b| guarantees::compare_for_show(a, b, today));
    let decided = guarantees::decisions(&app.db, organization.id, &held).await?;
    let by = |by: &Option<String>| match by {
        Some(network) => visit.words.with("by-network", "network", network),
        None => visit.words.say("by-moderators"),
    };
    let guarantee = |(g, scheme): &(&Guarantee, &Scheme)| {
        Some(HeldGuarantee {
            anchor: match g.renewal {
                1 => format!("garantie-{}", scheme.code),
                n => format!("garantie-{}-{n}", scheme.code),
            },
            scheme: pick(&scheme.name_fr, &scheme.name_en),
            scheme_path: guarantees::pages::path_of(&scheme.code),
            stamp: guarantees::stamp(*g, today)?,
            end_supposed: guarantees::end_is_supposed(g, scheme),
            declared_by: g.declared_source.and_then(|id| known_sources.get(&id)).map(|s| s.name.clone()),
            evidence_seen: match (&g.evidence_checked_by, &g.evidence_note) {
                (Some(who), Some(note)) => Some(visit.words.with2(
                    "evidence-seen-by",
                    "who",
                    who,
                    "note",
                    note.trim_end_matches('.'),
                )),
                (who, note) => who.clone().or_else(|| note.clone()),
            },
            suspended: decided
                .get(&g.id)
                .filter(|_| guarantees::state_code(g.state) == "suspended")
                .map(|(day, who)| (*day, by(who))),
            register_seen: (guarantees::state_code(g.state) == "register-checked").then(|| {
                match decided.get(&g.id) {
                    Some((_, who)) => by(who),
                    None => visit.words.say("by-register"),
                }
            }),
            register_name: short_name(&pick(&scheme.name_fr, &scheme.name_en)),
            register_url: g.register_link.clone().or_else(|| scheme.register_url.clone()),
            register_by_peers: scheme.register == "no",
            peers_url: None,
        })
    };
    let mut grounds: Vec<(&String, Level)> = shown
        .iter()
        .filter_map(|(g, scheme)| Some((guarantees::level(*g, scheme, today)?, scheme)))
        .flat_map(|(level, scheme)| scheme.grounds.iter().map(move |code| (code, level)))
        .collect();
    // Each ground once, at the best level of what opens it.
    grounds.sort_by(|a, b| a.0.cmp(b.0).then(b.1.cmp(&a.1)));
    grounds.dedup_by_key(|(code, _)| *code);
    let ground = |(code, level): &(&String, Level)| {
        let name = visit.words.say(format!("ground-{}", code.to_lowercase()));
        let known = match level {
            Level::Declared => "level-declared",
            Level::EvidenceChecked => "level-evidence",
            Level::RegisterChecked => "level-register",
        };
        visit.words.with2("supplier-ground", "ground", name, "level", visit.words.say(known))
    };
    let grounds: Vec<String> = grounds.iter().map(ground).collect();
    let (guarantees, lapsed): (Vec<HeldGuarantee>, Vec<HeldGuarantee>) =
        shown.iter().filter_map(guarantee).partition(HeldGuarantee::counts);
    let area = sells.supplier.as_ref().and_then(|supplier| supplier.area.as_ref());
    let area_names = area.map(|area| area_in_words(visit, &reference, area)).unwrap_or_default();
    let pictures = organizations::pictures(&app.db, organization.id).await?;
    let logo = pictures.iter().find(|file| file.purpose == "logo");
    let logo = logo.map(|file| (format!("/images/{}", file.id), file.alt.clone()));
    let photos = pictures.iter().filter(|file| file.purpose == "photo");
    let mut photos: Vec<(String, String)> =
        photos.map(|file| (format!("/images/{}", file.id), file.alt.clone())).collect();
    let more_photos = photos.split_off(photos.len().min(PHOTOS));
    // Products say it themselves.
    let categories = |confirmed: bool| {
        let told = sells.categories.iter().filter(|row| offered.is_empty() && row.confirmed == confirmed);
        let told = told.filter_map(|row| reference.category(&row.category));
        told.map(|category| pick(&category.label_fr, &category.label_en)).collect::<Vec<_>>()
    };
    let source = organization.source.and_then(|id| known_sources.get(&id));
    let description = summary(&organization, &reference);
    let view = SupplierPage {
        page: visit.page(organization.name.clone(), description, Nav::Suppliers),
        logo,
        photos,
        more_photos,
        name: organization.name.clone(),
        other_names: organization.brand.iter().cloned().collect(),
        description: Some(organization.description.clone()).filter(|text| !text.is_empty()),
        legal_form: organization
            .legal_form
            .as_deref()
            .and_then(|code| reference.legal_form(code))
            .map(|form| pick(&form.label_fr, &form.label_en)),
        siret: organization.siret.clone(),
        rna: organization.rna.clone(),
        address: address(&organization),
        commune: place_of(&reference, &organization),
        point: organization.latitude.zip(organization.longitude),
        website: organization.website.clone(),
        headcount: organization.headcount.clone(),
        more_offers: (listed.len() > OFFERS).then(|| Link {
            label: visit.words.with("more-offers", "count", listed.len() - OFFERS),
            href: search_for(visit, "q", &organization.name),
        }),
        offers: listed
            .into_iter()
            .take(OFFERS)
            .map(|product| offer(visit, product, sells.supplier.as_ref(), &reference))
            .collect(),
        shared: shared.iter().map(|one| sharing::pages::line(visit, one)).collect(),
        more_shared: (more_shared > 0).then(|| Link {
            label: visit.words.with("supplier-shares-more", "count", more_shared),
            href: Address::new("/mutualisation")
                .with("organisation", &organization.id.to_string())
                .href(visit.words),
        }),
        categories: categories(true),
        supposed_categories: categories(false),
        area: area_names.clone(),
        map: area.and_then(|area| AreaMap::of(area, &reference.territories)),
        map_label: visit.words.with("map-of-area", "area", visit.words.list(&area_names)),
        area_supposed: sells.supplier.as_ref().is_some_and(|s| s.area.is_some() && !s.area_confirmed),
        // The euro is always accepted.
        currencies: ["EUR"]
            .into_iter()
            .chain(sells.supplier.iter().flat_map(|one| one.currencies.iter().map(String::as_str)))
            .enumerate()
            .filter(|(place, code)| *place == 0 || *code != "EUR")
            .map(|(_, code)| code)
            .filter_map(|code| reference.currency(code))
            .map(|currency| pick(&currency.label_fr, &currency.label_en))
            .collect(),
        themes: sells
            .themes
            .iter()
            .filter_map(|row| reference.theme(&row.theme))
            .map(|theme| Link {
                label: pick(&theme.label_fr, &theme.label_en),
                href: search_for(visit, "theme", &theme.code),
            })
            .collect(),
        themes_supposed: sells.themes.iter().any(|row| !row.confirmed),
        grounds,
        guarantees,
        lapsed,
        networks: member_of
            .iter()
            .map(|network| Link {
                label: network.name.clone(),
                href: search_for(visit, "reseau", &network.slug),
            })
            .collect(),
        source: source_of(visit, source, organization.updated_at),
        read_by_someone: organizations::has_members(&app.db, organization.id).await?,
        moderated_at: networks::pages::moderated_at(visit, &organization).await?,
    };
    Ok(Answer::Page(view.render().map_err(Error::internal)?))
}

/// Where a page under a former address of an organisation leads; none where the address is its own.
pub async fn moved(visit: &Visit, slug: &str, act: &str) -> Result<Option<Answer>> {
    if by_slug(&visit.app.db, &visit.actor, slug).await?.is_some() {
        return Ok(None);
    }
    let led = moved_to(&visit.app.db, &visit.actor, slug).await?;
    Ok(led.map(|slug| Answer::Moved(format!("/fournisseurs/{slug}/{act}"))))
}

fn summary(organization: &Organization, reference: &Reference) -> String {
    let text: String = organization.description.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return [Some(organization.name.clone()), place_of(reference, organization)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ");
    }
    match text.char_indices().nth(155) {
        Some((cut, _)) => format!("{}…", text[..cut].trim_end()),
        None => text,
    }
}

fn address(organization: &Organization) -> Vec<String> {
    let town = [organization.post_code.clone(), organization.city.clone()];
    let town = town.into_iter().flatten().collect::<Vec<_>>().join(" ");
    organization.address.clone().into_iter().chain((!town.is_empty()).then_some(town)).collect()
}

fn offer(
    visit: &Visit,
    product: &Product,
    supplier: Option<&products::Supplier>,
    reference: &Reference,
) -> Offer {
    let currencies =
        products::currency_names(&products::accepted(product, supplier), reference, visit.words.lang);
    let paid = visit.words.with("offer-currencies", "names", visit.words.list(&currencies));
    let least = product.minimum_order.as_ref().map(|least| visit.words.with("from-order", "least", least));
    let others = [&product.packaging, &product.seasonality, &product.delivery_terms];
    let terms: Vec<String> = least
        .into_iter()
        .chain(others.into_iter().flatten().cloned())
        .chain((!product.currencies.is_empty()).then_some(paid))
        .collect();
    Offer {
        name: product.name.clone(),
        path: format!("/produits/{}", product.id),
        price: Price::of(visit.words, reference, product),
        lead_time_days: product.lead_time_days.and_then(|days| days.try_into().ok()),
        terms: (!terms.is_empty()).then(|| terms.join(" · ")),
        currencies,
        confirmed: true,
        from: product.valid_from.filter(|first| visit.app.clock.today() < *first),
    }
}

/// Who is served, in words.
pub fn area_in_words(visit: &Visit, reference: &Reference, area: &Area) -> Vec<String> {
    // Of several communes of one name it is said which.
    let name = |place: &Territory| match place.code.kind() {
        TerritoryKind::Commune => reference.territories.told_apart(place),
        _ => place.name.clone(),
    };
    match area {
        Area::Country => vec![visit.words.say("area-country")],
        Area::Territories(codes) => {
            codes.iter().filter_map(|code| reference.territories.get(code)).map(name).collect()
        }
        Area::Radius { latitude, longitude, km } => {
            let nearest = reference.territories.nearest_commune(*latitude, *longitude);
            let around = nearest.map(name).unwrap_or_default();
            // « du Tampon », « des Sables-d’Olonne ».
            let (key, around) = match around.split_once(' ') {
                Some(("Le", rest)) => ("area-radius-le", rest.to_owned()),
                Some(("Les", rest)) => ("area-radius-les", rest.to_owned()),
                _ => ("area-radius", around),
            };
            vec![visit.words.with2(key, "km", *km, "place", around)]
        }
    }
}

/// Where what a page says comes from; `updated` is when its members last wrote it.
pub fn source_of(visit: &Visit, source: Option<&organizations::Source>, updated: DateTime<Utc>) -> Source {
    let licence = match source {
        Some(source) => source.licence.as_deref(),
        None => Some("etalab-2.0"),
    };
    Source {
        name: source.map_or_else(|| visit.words.say("source-members"), |s| s.name.clone()),
        day: source.map_or(updated, |s| s.read_at).date_naive(),
        licence: licence.map(|code| licence_name(code).to_owned()),
        licence_url: licence.and_then(licence_url),
    }
}

/// As people call it.
pub fn licence_name(code: &str) -> &str {
    match code {
        "etalab-2.0" => "Licence Ouverte 2.0",
        "odbl" => "ODbL 1.0",
        "cc-by-4.0" => "CC BY 4.0",
        "cc-by-sa-4.0" => "CC BY-SA 4.0",
        "cc0" => "CC0 1.0",
        other => other,
    }
}

fn licence_url(code: &str) -> Option<String> {
    let url = match code {
        "etalab-2.0" => "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        "odbl" => "https://opendatacommons.org/licenses/odbl/1-0/",
        "cc-by-4.0" => "https://creativecommons.org/licenses/by/4.0/",
        "cc-by-sa-4.0" => "https://creativecommons.org/licenses/by-sa/4.0/",
        "cc0" => "https://creativecommons.org/publicdomain/zero/1.0/",
        _ => return None,
    };
    Some(url.to_owned())
}
