//! A row of a list as an organisation, and what it may sell.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use schema::Area;
use schema::values::fold;
use uuid::Uuid;

use super::suppliers::Import;
use crate::interchange::rules::{Field, Key, Reason, SupplierRow};
use crate::organizations::Organization;
use crate::products::Suppliance;

impl Import<'_> {
    /// The row as an organisation and what it may sell. Keeps who `held` is.
    pub(super) fn read(
        &mut self,
        row: &SupplierRow,
        held: Option<&Organization>,
    ) -> (Organization, Suppliance) {
        let (place, warnings) = self.places.locate(row);
        for warning in warnings {
            self.report.warn(row.line, warning);
        }
        let now = self.app.clock.now();
        let departement = place.departement.as_ref().map(ToString::to_string);
        let organization = Organization {
            id: held.map_or_else(Uuid::now_v7, |held| held.id),
            siret: siret(row),
            rna: row.rna.as_ref().map(ToString::to_string),
            vouched_by: matches!(row.key, Key::Source(_))
                .then(|| self.network.as_ref().map(|n| n.id))
                .flatten(),
            slug: held.map(|held| held.slug.clone()).unwrap_or_default(),
            name: row.name.clone(),
            brand: row.brand.clone().filter(|brand| fold(brand) != fold(&row.name)),
            legal_form: row
                .legal_form
                .as_deref()
                .and_then(|written| self.reference.legal_form_named(written))
                .map(|form| form.code.clone()),
            naf: row.naf.as_ref().map(ToString::to_string),
            address: row.address.clone(),
            post_code: row.post_code.as_ref().map(ToString::to_string),
            city: row.city.clone(),
            commune: place.commune.as_ref().map(ToString::to_string),
            departement: departement.clone(),
            latitude: place.point.map(|p| p.latitude()),
            longitude: place.point.map(|p| p.longitude()),
            headcount: held.and_then(|held| held.headcount.clone()),
            website: row.website.as_ref().map(ToString::to_string),
            description: row.description.clone().unwrap_or_default(),
            source: Some(self.source.id),
            created_at: held.map_or(now, |held| held.created_at),
            updated_at: now,
            edited_at: None,
            email: row
                .email
                .as_ref()
                .map(ToString::to_string)
                .or_else(|| held.and_then(|held| held.email.clone())),
            archived_at: held.and_then(|held| held.archived_at),
            open_to_proposals: held.is_none_or(|held| held.open_to_proposals),
            charter_version: held.and_then(|held| held.charter_version.clone()),
            charter_accepted_at: held.and_then(|held| held.charter_accepted_at),
            version: held.map_or(1, |held| held.version),
        };
        let names = [row.name.as_str()].into_iter().chain(row.brand.as_deref());
        let supposed =
            self.reference.trades.suppose(organization.naf.as_deref(), names, &organization.description);
        let mut categories = BTreeSet::new();
        for code in &row.categories {
            if self.reference.category(code.as_str()).is_some() {
                categories.insert((code.to_string(), true));
            } else {
                self.report
                    .warn(row.line, format!("category-unknown: {code} is no category of this reference"));
            }
        }
        let mut themes = BTreeSet::new();
        for written in &row.themes {
            match self.reference.theme_named(written) {
                Some(theme) => {
                    themes.insert((theme.code.clone(), true));
                }
                None => {
                    self.report.warn(row.line, format!("theme-unknown: « {written} » is no theme known here"))
                }
            }
        }
        // What the list states is not supposed beside it.
        if categories.is_empty() {
            categories.extend(supposed.categories.into_iter().map(|code| (code, false)));
        }
        let stated: BTreeSet<String> = themes.iter().map(|(code, _)| code.clone()).collect();
        themes.extend(
            supposed
                .themes
                .into_iter()
                .filter(|code| !stated.contains(code) && self.reference.theme(code).is_some())
                .map(|code| (code, false)),
        );
        let area = departement.map(|code| (Area::Territories(vec![code]), false));
        let suppliance =
            Suppliance { organization: organization.id, area, categories, themes, currencies: Vec::new() };
        (organization, suppliance)
    }
}

pub(super) fn siret(row: &SupplierRow) -> Option<String> {
    match &row.key {
        Key::Siret(siret) => Some(siret.to_string()),
        Key::Rna(_) | Key::Source(_) => None,
    }
}

/// What a row says that another of its file may contradict; empty where it says nothing.
fn sayings(row: &SupplierRow) -> [(Field, String); 7] {
    let text = |value: &Option<String>| value.as_deref().unwrap_or_default().to_owned();
    let website = row.website.as_ref().map(ToString::to_string).unwrap_or_default();
    [
        (Field::Name, row.name.clone()),
        (Field::Brand, text(&row.brand)),
        (Field::LegalForm, text(&row.legal_form)),
        (Field::Address, text(&row.address)),
        (Field::City, text(&row.city)),
        (Field::Website, website),
        (Field::Description, text(&row.description)),
    ]
}

/// The row of a file that names an organisation first.
pub(super) struct First {
    line: u64,
    /// How often it was met so far.
    pub(super) times: u16,
    /// What it says, each by its hash; none where it says nothing.
    said: [Option<u64>; 7],
}

impl First {
    pub(super) fn of(row: &SupplierRow) -> First {
        First { line: row.line, times: 0, said: sayings(row).map(|(_, text)| hash(&text)) }
    }

    /// Where a later row says something else.
    pub(super) fn contradicted_by(&self, row: &SupplierRow) -> Vec<Reason> {
        let each = sayings(row).into_iter().zip(self.said);
        let other =
            |said: &str, first: Option<u64>| first.is_some() && hash(said).is_some_and(|h| Some(h) != first);
        let told = |((field, said), _): ((Field, String), Option<u64>)| {
            let value = said.chars().filter(|c| !matches!(c, '«' | '»')).take(80).collect();
            Reason::Repeated { field, value, first: self.line }
        };
        each.filter(|((_, said), first)| other(said, *first)).map(told).collect()
    }
}

fn hash(text: &str) -> Option<u64> {
    let folded = fold(text);
    let mut hasher = DefaultHasher::new();
    folded.hash(&mut hasher);
    (!folded.is_empty()).then(|| hasher.finish())
}
