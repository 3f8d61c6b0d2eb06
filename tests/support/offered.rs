//! What is shared, to be found: said in a line, saved as the program saves it.

use backend::actor::Actor;
use backend::base::db;
use backend::base::events::{Event, OrganizationEvent, What, record};
use backend::sharing::calendar::{Exception, Opening, Span, Step, Terms};
use backend::sharing::{self, Resource};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use schema::Codes;
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::House;

/// A resource before it is saved.
pub struct NewResource {
    pub row: Resource,
    weekly: Vec<Span>,
    exceptions: Vec<Exception>,
    terms: Terms,
    zone: Tz,
}

/// A free offer of premises in Rennes, open day and night, booked at once, a year ahead.
pub fn offered(owner: Uuid, name: &str) -> NewResource {
    let now = chrono::Utc::now();
    NewResource {
        row: Resource {
            id: Uuid::now_v7(),
            organization: owner,
            direction: "offer".to_owned(),
            kind: "premises".to_owned(),
            name: name.to_owned(),
            description: String::new(),
            places: None,
            units: 1,
            unit: None,
            address: Some("3 rue du Port".to_owned()),
            post_code: Some("35000".to_owned()),
            city: Some("Rennes".to_owned()),
            commune: Some("commune:35238".to_owned()),
            departement: Some("departement:35".to_owned()),
            latitude: Some(48.123_456),
            longitude: Some(-1.654_321),
            exact: true,
            radius_km: None,
            access: String::new(),
            accessibility: Codes::default(),
            accessibility_note: String::new(),
            price_kind: "free".to_owned(),
            price_cents: None,
            price_currency: None,
            price_per: None,
            exchange: String::new(),
            deposit_cents: None,
            cancellation_hours: None,
            insurance: String::new(),
            audience: "everyone".to_owned(),
            booking_mode: "at_once".to_owned(),
            answer_hours: 48,
            opening: serde_json::Value::Null,
            terms: serde_json::Value::Null,
            valid_from: None,
            valid_until: None,
            handover: "La clé est sous le pot.".to_owned(),
            created_at: now,
            updated_at: now,
            version: 1,
            archived_at: None,
        },
        weekly: (0..7).map(|weekday| Span { weekday, from: 0, until: 1440 }).collect(),
        exceptions: Vec::new(),
        terms: Terms {
            buffer_before: 0,
            buffer_after: 0,
            shortest: 15,
            longest: 1440,
            step: Step::Quarter,
            notice: 0,
            horizon_days: 365,
        },
        zone: Tz::Europe__Paris,
    }
}

impl NewResource {
    pub fn with(mut self, change: impl FnOnce(&mut Resource)) -> Self {
        change(&mut self.row);
        self
    }

    pub fn on_terms(mut self, change: impl FnOnce(&mut Terms)) -> Self {
        change(&mut self.terms);
        self
    }

    /// Open on these weekdays (Monday is 0) between these hours.
    pub fn open(mut self, weekdays: &[u8], from: u16, until: u16) -> Self {
        self.weekly = weekdays
            .iter()
            .map(|weekday| Span { weekday: *weekday, from: from * 60, until: until * 60 })
            .collect();
        self
    }

    pub fn closed_on(self, day: NaiveDate) -> Self {
        self.open_on(day, &[])
    }

    /// Open on a day between these minutes after midnight alone.
    pub fn open_on(mut self, day: NaiveDate, spans: &[(u16, u16)]) -> Self {
        self.exceptions.push(Exception { first: day, last: day, open: spans.to_vec() });
        self
    }

    /// On other clocks than those of Paris.
    pub fn on_clocks_of(mut self, zone: Tz) -> Self {
        self.zone = zone;
        self
    }

    pub fn id(&self) -> Uuid {
        self.row.id
    }

    fn row(self) -> Resource {
        let opening = Opening::new(self.zone, self.weekly, self.exceptions).unwrap();
        let (opening, terms) = sharing::stored(&opening, &self.terms).unwrap();
        Resource { opening, terms, ..self.row }
    }
}

impl House {
    /// Saves what is shared, and the index has it.
    pub async fn share(&self, new: Vec<NewResource>) {
        let rows: Vec<Resource> = new.into_iter().map(NewResource::row).collect();
        let tx = db::begin(&self.app.db).await.unwrap();
        sharing::insert_resources(&tx, rows.clone()).await.unwrap();
        for row in rows {
            let what = What::ResourceSaved {
                resource: row.id,
                before: None,
                after: serde_json::to_value(&row).unwrap(),
            };
            let event = Event::Organization(OrganizationEvent { organization: row.organization, what });
            record(&tx, self.app.clock.now(), &Actor::System, &event).await.unwrap();
        }
        tx.commit().await.unwrap();
        self.drain().await;
    }

    /// An accepted booking of one unit; the index has nothing to do with it.
    pub async fn booked(
        &self,
        resource: Uuid,
        by: Uuid,
        (starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>),
    ) {
        use schema::sharing::booking;
        let now = self.app.clock.now();
        let row = booking::Model {
            id: Uuid::now_v7(),
            resource,
            organization: by,
            booked_by: None,
            series: None,
            bundle: None,
            starts_at,
            ends_at,
            busy_from: starts_at,
            busy_until: ends_at,
            units: 1,
            state: "accepted".to_owned(),
            holds: true,
            purpose: String::new(),
            answer_by: None,
            counter_starts_at: None,
            counter_ends_at: None,
            reason: None,
            owed_cents: None,
            owed_currency: None,
            handed_over_at: None,
            handed_back_at: None,
            handover_note: String::new(),
            created_at: now,
            updated_at: now,
            version: 1,
            people: None,
            told_given_at: None,
        };
        let row: booking::ActiveModel = sea_orm::IntoActiveModel::into_active_model(row);
        booking::Entity::insert(row).exec_without_returning(&self.app.db).await.unwrap();
    }
}
