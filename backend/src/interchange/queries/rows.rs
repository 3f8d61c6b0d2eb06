//! Suppliers read for an export: what is public of them, under a licence that lets it go on.

use std::collections::HashMap;

use schema::Area;
use schema::values::{TerritoryCode, TerritoryKind};
use uuid::Uuid;

use crate::actor::Actor;
use crate::app::App;
use crate::base::words::{Lang, Words};
use crate::error::Result;
use crate::guarantees::{self, Guarantee};
use crate::interchange::rules::{Exported, ExportedGuarantee, ExportedProduct, Labelled};
use crate::networks;
use crate::organizations::{self, OUR_LICENCE, Organization, Source};
use crate::products::{self, Product};
use crate::reference::{Reference, Scheme};

/// These suppliers, in their order, without those whose source has no licence, nor what they took from a page whose licence
/// doesn't let it go on under theirs.
pub async fn read(app: &App, reference: &Reference, words: Words, ids: &[Uuid]) -> Result<Vec<Exported>> {
    let organizations = organizations::by_ids(&app.db, &Actor::Anonymous, ids).await?;
    let (organizations, refused) = organizations::passed_on(&app.db, organizations).await?;
    let mut sells = products::for_suppliers(&app.db, ids).await?;
    let mut sold = products::sold_by(&app.db, ids).await?;
    let mut held = guarantees::held_by(&app.db, ids).await?;
    let mut networks = networks::of_organizations(&app.db, ids).await?;
    let mut source_ids: Vec<Uuid> =
        held.values().flatten().filter_map(|guarantee| guarantee.declared_source).collect();
    source_ids.extend(organizations.iter().filter_map(|organization| organization.source));
    source_ids.sort_unstable();
    source_ids.dedup();
    let sources = organizations::sources(&app.db, &source_ids).await?;
    let one = One { app, reference, words, sources: &sources };
    let mut rows = Vec::with_capacity(organizations.len());
    for organization in organizations {
        let Some((source, licence)) = one.terms(organization.source) else { continue };
        let id = organization.id;
        let mut sells = sells.remove(&id).unwrap_or_default();
        for moved in refused.get(&id).into_iter().flatten() {
            sells = products::without(sells, &moved["products"])?;
        }
        let mut row = one.identity(organization, source, licence);
        if let Some(supplier) = sells.supplier {
            row.serves_country = matches!(supplier.area, Some(Area::Country));
            row.area = supplier.area.as_ref().map(|area| one.area(area)).unwrap_or_default();
            row.area_supposed = supplier.area.is_some() && !supplier.area_confirmed;
            row.currencies = supplier.currencies.iter().cloned().collect();
        }
        for category in sells.categories {
            let labelled = one.category(&category.category);
            match category.confirmed {
                true => row.categories.push(labelled),
                false => row.categories_supposed.push(labelled),
            }
        }
        for theme in sells.themes {
            let labelled = one.theme(&theme.theme);
            match theme.confirmed {
                true => row.themes.push(labelled),
                false => row.themes_supposed.push(labelled),
            }
        }
        let today = app.clock.today();
        let offered = sold.remove(&id).unwrap_or_default().into_iter();
        row.products = offered
            .filter(|product| products::is_offered(product, today))
            .map(|product| one.product(product))
            .collect();
        // What it sells says what it is about, where nobody said more.
        for product in &row.products {
            if !row.categories.iter().any(|category| category.code == product.category) {
                row.categories.push(one.category(&product.category));
            }
        }
        for guarantee in held.remove(&id).unwrap_or_default() {
            one.guarantee(&guarantee, &mut row);
        }
        row.networks =
            networks.remove(&id).unwrap_or_default().into_iter().map(|network| network.slug).collect();
        rows.push(row);
    }
    Ok(rows)
}

struct One<'a> {
    app: &'a App,
    reference: &'a Reference,
    words: Words,
    sources: &'a HashMap<Uuid, Source>,
}

impl One<'_> {
    fn pick<'b>(&self, fr: &'b str, en: &'b str) -> &'b str {
        if self.words.lang == Lang::En { en } else { fr }
    }

    /// The source's name and licence; none where it has none: then it is never exported.
    fn terms(&self, source: Option<Uuid>) -> Option<(String, String)> {
        match source {
            None => Some((self.words.say("source-members"), OUR_LICENCE.to_owned())),
            Some(id) => {
                let source = self.sources.get(&id)?;
                Some((source.name.clone(), source.licence.clone()?))
            }
        }
    }

    fn page(&self, path: &str) -> String {
        format!("{}{}", self.app.settings.public_origin(), self.words.path(path))
    }

    fn identity(&self, organization: Organization, source: String, licence: String) -> Exported {
        let insee = |code: &Option<String>| {
            code.as_deref().and_then(|code| code.split_once(':')).map(|(_, code)| code.to_owned())
        };
        Exported {
            id: organization.id,
            page: self.page(&format!("/fournisseurs/{}", organization.slug)),
            legal_form: organization.legal_form.as_deref().and_then(|code| {
                let form = self.reference.legal_form(code)?;
                Some(Labelled {
                    code: form.code.clone(),
                    label: self.pick(&form.label_fr, &form.label_en).to_owned(),
                })
            }),
            commune: insee(&organization.commune),
            departement: insee(&organization.departement),
            point: organization.latitude.zip(organization.longitude),
            siret: organization.siret,
            rna: organization.rna,
            name: organization.name,
            brand: organization.brand,
            naf: organization.naf,
            address: organization.address,
            post_code: organization.post_code,
            city: organization.city,
            website: organization.website,
            description: organization.description,
            created: organization.created_at,
            updated: organization.updated_at,
            statuses: Vec::new(),
            categories: Vec::new(),
            categories_supposed: Vec::new(),
            themes: Vec::new(),
            themes_supposed: Vec::new(),
            area: Vec::new(),
            area_supposed: false,
            serves_country: false,
            currencies: Vec::new(),
            products: Vec::new(),
            guarantees: Vec::new(),
            networks: Vec::new(),
            source,
            licence,
        }
    }

    fn area(&self, area: &Area) -> Vec<String> {
        match area {
            Area::Country => vec![self.words.say("area-country")],
            Area::Territories(codes) => codes.iter().map(|code| self.territory(code)).collect(),
            Area::Radius { latitude, longitude, km } => vec![format!("{km} km @ {latitude},{longitude}")],
        }
    }

    /// « Ille-et-Vilaine (35) »; other units by their name and code.
    fn territory(&self, code: &str) -> String {
        let name = self.reference.territories.name(code).unwrap_or(code);
        match TerritoryCode::parse(code) {
            Ok(code) if code.kind() == TerritoryKind::Departement => format!("{name} ({})", code.code()),
            _ => format!("{name} ({code})"),
        }
    }

    fn category(&self, code: &str) -> Labelled {
        let known = self.reference.category(code);
        let label = known.map_or(code, |c| self.pick(&c.label_fr, &c.label_en)).to_owned();
        Labelled { code: code.to_owned(), label }
    }

    fn theme(&self, code: &str) -> Labelled {
        let known = self.reference.theme(code);
        let label = known.map_or(code, |t| self.pick(&t.label_fr, &t.label_en)).to_owned();
        Labelled { code: code.to_owned(), label }
    }

    fn product(&self, product: Product) -> ExportedProduct {
        ExportedProduct {
            page: self.page(&format!("/produits/{}", product.id)),
            name: product.name,
            category: product.category,
            price_cents: product.price_cents,
            price_currency: product.price_cents.map(|_| product.currency),
            unit: product.unit,
            minimum_order: product.minimum_order,
            currencies: product.currencies.0,
            lead_time_days: product.lead_time_days,
        }
    }

    /// What is in force, unless a list without a licence alone says so.
    fn guarantee(&self, guarantee: &Guarantee, row: &mut Exported) {
        let today = self.app.clock.today();
        if self.terms(guarantee.declared_source).is_none() {
            return;
        }
        let Some(scheme) = self.reference.scheme(&guarantee.scheme) else { return };
        let Some(level) = guarantees::level(guarantee, scheme, today) else { return };
        row.statuses.extend(listed_as(scheme));
        row.guarantees.push(ExportedGuarantee {
            scheme: scheme.code.clone(),
            name: self.pick(&scheme.name_fr, &scheme.name_en).to_owned(),
            level: level.code(),
            peer_reviewed: guarantees::peer_reviewed(guarantee, today),
            until: guarantee.valid_until,
        });
    }
}

/// What lists call it.
fn listed_as(scheme: &Scheme) -> Option<String> {
    scheme.list_codes.iter().next().cloned()
}
