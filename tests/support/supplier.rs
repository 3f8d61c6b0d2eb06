//! Suppliers to be found: said in a line, saved as the program saves them.

use std::sync::atomic::{AtomicU64, Ordering};

use backend::actor::Actor;
use backend::base::db;
use backend::base::events::{Event, record};
use backend::guarantees::{self, Guarantee};
use backend::networks::{self, Network};
use backend::organizations::{self, Organization};
use backend::products::{self, Product, Suppliance};
use chrono::NaiveDate;
use schema::guarantees::State;
use schema::{Area, Codes};
use uuid::Uuid;

use crate::House;

static NEXT: AtomicU64 = AtomicU64::new(50_000);

/// The nth invented SIRET: its SIREN begins with 000, the check digits of both are right.
pub fn siret(n: u64) -> String {
    let siren = checked(format!("000{n:05}"));
    checked(format!("{siren}0001"))
}

fn checked(digits: String) -> String {
    let doubled = |d: u32| if d > 4 { 2 * d - 9 } else { 2 * d };
    let values = digits.chars().rev().filter_map(|c| c.to_digit(10)).enumerate();
    let sum: u32 = values.map(|(place, d)| if place % 2 == 0 { doubled(d) } else { d }).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// A supplier before it is saved.
pub struct NewSupplier {
    pub organization: Organization,
    pub sells: Suppliance,
    pub products: Vec<Product>,
    pub guarantees: Vec<Guarantee>,
    pub networks: Vec<String>,
}

/// One that says nothing but its name.
pub fn supplier(name: &str) -> NewSupplier {
    let id = Uuid::now_v7();
    let now = chrono::Utc::now();
    NewSupplier {
        organization: Organization {
            id,
            siret: Some(siret(NEXT.fetch_add(1, Ordering::Relaxed))),
            rna: None,
            vouched_by: None,
            slug: format!(
                "{}-{}",
                schema::values::fold(name).replace(' ', "-"),
                &id.simple().to_string()[20..]
            ),
            name: name.to_owned(),
            brand: None,
            legal_form: None,
            naf: None,
            address: None,
            post_code: None,
            city: None,
            commune: None,
            departement: None,
            latitude: None,
            longitude: None,
            headcount: None,
            website: None,
            description: String::new(),
            source: None,
            created_at: now,
            updated_at: now,
            edited_at: None,
            email: None,
            archived_at: None,
            open_to_proposals: true,
            charter_version: None,
            charter_accepted_at: None,
            version: 1,
        },
        sells: Suppliance {
            organization: id,
            area: None,
            categories: Default::default(),
            themes: Default::default(),
            currencies: vec!["EUR".to_owned()],
        },
        products: Vec::new(),
        guarantees: Vec::new(),
        networks: Vec::new(),
    }
}

impl NewSupplier {
    /// Known by its SIRET.
    pub fn siret(mut self, siret: &str) -> Self {
        self.organization.siret = Some(siret.to_owned());
        self
    }

    /// An association, known by its RNA number alone.
    pub fn rna(mut self, rna: &str) -> Self {
        (self.organization.siret, self.organization.rna) = (None, Some(rna.to_owned()));
        self
    }

    /// With no number: a network answers for it.
    pub fn vouched(mut self, network: Uuid) -> Self {
        (self.organization.siret, self.organization.vouched_by) = (None, Some(network));
        self
    }

    pub fn describing(mut self, description: &str) -> Self {
        self.organization.description = description.to_owned();
        self
    }

    /// In a commune: its code, its département's, its point.
    pub fn at(mut self, commune: &str, departement: &str, point: (f64, f64)) -> Self {
        self.organization.commune = Some(format!("commune:{commune}"));
        self.organization.departement = Some(format!("departement:{departement}"));
        (self.organization.latitude, self.organization.longitude) = (Some(point.0), Some(point.1));
        self
    }

    pub fn form(mut self, code: &str) -> Self {
        self.organization.legal_form = Some(code.to_owned());
        self
    }

    pub fn serving(mut self, territories: &[&str]) -> Self {
        self.sells.area = Some((Area::Territories(crate::strings(territories)), true));
        self
    }

    pub fn serving_around(mut self, latitude: f64, longitude: f64, km: f64) -> Self {
        self.sells.area = Some((Area::Radius { latitude, longitude, km }, true));
        self
    }

    pub fn serving_all(mut self) -> Self {
        self.sells.area = Some((Area::Country, true));
        self
    }

    pub fn category(mut self, code: &str) -> Self {
        self.sells.categories.insert((code.to_owned(), true));
        self
    }

    pub fn theme(mut self, code: &str) -> Self {
        self.sells.themes.insert((code.to_owned(), true));
        self
    }

    pub fn accepting(mut self, currencies: &[&str]) -> Self {
        self.sells.currencies = crate::strings(currencies);
        self
    }

    pub fn selling(mut self, product: NewProduct) -> Self {
        self.products.push(Product { organization: self.organization.id, ..product.0 });
        self
    }

    pub fn holding(mut self, guarantee: Guarantee) -> Self {
        self.guarantees.push(Guarantee { organization: self.organization.id, ..guarantee });
        self
    }

    pub fn member_of(mut self, slug: &str) -> Self {
        self.networks.push(slug.to_owned());
        self
    }

    pub fn updated(mut self, day: &str) -> Self {
        let day: NaiveDate = day.parse().unwrap();
        self.organization.updated_at = day.and_time(chrono::NaiveTime::MIN).and_utc();
        self
    }
}

pub struct NewProduct(pub Product);

/// A service of a category, on quotation, the whole year.
pub fn product(name: &str, category: &str) -> NewProduct {
    let now = chrono::Utc::now();
    NewProduct(Product {
        id: Uuid::now_v7(),
        organization: Uuid::nil(),
        name: name.to_owned(),
        description: String::new(),
        nature: "services".to_owned(),
        category: category.to_owned(),
        price_cents: None,
        currency: "EUR".to_owned(),
        unit: None,
        minimum_order: None,
        packaging: None,
        seasonality: None,
        delivery_terms: None,
        payment_terms: None,
        capacity_per_month: None,
        currencies: Codes::default(),
        lead_time_days: None,
        area: None,
        serves: Codes::default(),
        serves_part: Codes::default(),
        valid_from: None,
        valid_until: None,
        created_at: now,
        updated_at: now,
        version: 1,
        archived_at: None,
    })
}

impl NewProduct {
    pub fn within(mut self, days: i32) -> Self {
        self.0.lead_time_days = Some(days);
        self
    }

    pub fn serving(mut self, territories: &[&str]) -> Self {
        self.0.area = Some(Area::Territories(crate::strings(territories)));
        self
    }

    pub fn offered(mut self, from: Option<NaiveDate>, until: Option<NaiveDate>) -> Self {
        (self.0.valid_from, self.0.valid_until) = (from, until);
        self
    }
}

/// A guarantee under a scheme, without an end.
pub fn grant(scheme: &str, state: State) -> Guarantee {
    let now = chrono::Utc::now();
    let long_ago = now.date_naive() - chrono::Days::new(400);
    let checked = matches!(state, State::EvidenceChecked | State::RegisterChecked).then_some(long_ago);
    Guarantee {
        id: Uuid::now_v7(),
        organization: Uuid::nil(),
        scheme: scheme.to_owned(),
        renewal: 1,
        state,
        reference: None,
        valid_from: None,
        valid_until: None,
        declared_on: long_ago,
        declared_source: None,
        evidence_checked_on: checked,
        evidence_checked_by: checked.map(|_| "Réseau".to_owned()),
        evidence_note: None,
        register_checked_on: checked.filter(|_| state == State::RegisterChecked),
        register_link: None,
        peer_reviewed_on: None,
        peer_valid_until: None,
        peer_summary: None,
        reason: matches!(state, State::Refused | State::Suspended | State::Withdrawn)
            .then(|| "Essai".to_owned()),
        created_at: now,
        updated_at: now,
        barred: false,
    }
}

impl House {
    pub async fn network(&self, slug: &str) {
        let network = Network {
            id: Uuid::now_v7(),
            slug: slug.to_owned(),
            name: format!("Réseau {slug}"),
            kind: "thematic".to_owned(),
            territory: None,
            description: String::new(),
            website: None,
            created_at: self.app.clock.now(),
            colour: None,
            charter: String::new(),
            archived_at: None,
            version: 1,
        };
        let tx = db::begin(&self.app.db).await.unwrap();
        networks::insert(&tx, self.app.clock.now(), network).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Saves suppliers with their event; the index follows when the worker does.
    pub async fn save(&self, new: Vec<NewSupplier>) {
        let reference = self.app.reference.get();
        let known = networks::all(&self.app.db).await.unwrap();
        let (mut rows, mut sold, mut offered, mut held, mut members) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for one in new {
            let id = one.organization.id;
            for slug in &one.networks {
                let network = known.iter().find(|network| network.slug == *slug).unwrap();
                members.push((network.id, id, self.app.clock.today()));
            }
            rows.push(one.organization);
            sold.push(one.sells);
            offered.extend(one.products);
            held.extend(one.guarantees);
        }
        let event = Event::SuppliersGenerated { organizations: rows.iter().map(|row| row.id).collect() };
        let tx = db::begin(&self.app.db).await.unwrap();
        organizations::insert(&tx, rows).await.unwrap();
        products::insert(&tx, &reference, &sold).await.unwrap();
        products::insert_products(&tx, &reference, offered).await.unwrap();
        guarantees::insert(&tx, held).await.unwrap();
        networks::join(&tx, members).await.unwrap();
        record(&tx, self.app.clock.now(), &Actor::System, &event).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Saves suppliers, and the index has them.
    pub async fn open_to(&self, new: Vec<NewSupplier>) {
        self.save(new).await;
        self.drain().await;
    }
}
