//! What is shared, said in a line and saved as the program saves it.

use backend::sharing::Resource;
use chrono::{DateTime, Duration, NaiveTime, Utc};
use schema::Codes;
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use crate::House;

/// So many days from today on, at a full hour in UTC.
pub fn at(house: &House, days: i64, hour: u32) -> DateTime<Utc> {
    let day = (house.app.clock.now() + Duration::days(days)).date_naive();
    day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap()).and_utc()
}

/// A room that everyone books at once, for nothing: open day and night in Paris, by the hour, for a year.
pub fn resource(name: &str, organization: &str) -> Resource {
    let now = Utc::now();
    let weekly: Vec<_> = (0..7).map(|day| json!({ "weekday": day, "from": 0, "until": 1440 })).collect();
    Resource {
        id: Uuid::now_v7(),
        organization: organization.parse().unwrap(),
        direction: "offer".to_owned(),
        kind: "premises".to_owned(),
        name: name.to_owned(),
        description: String::new(),
        places: None,
        units: 1,
        unit: None,
        address: None,
        post_code: None,
        city: None,
        commune: None,
        departement: None,
        latitude: None,
        longitude: None,
        exact: false,
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
        opening: json!({ "zone": "Europe/Paris", "weekly": weekly, "exceptions": [] }),
        terms: json!({
            "buffer_before": 0, "buffer_after": 0, "shortest": 60, "longest": 14400, "step": 60, "notice": 0,
            "horizon_days": 730,
        }),
        valid_from: None,
        valid_until: None,
        handover: String::new(),
        created_at: now,
        updated_at: now,
        version: 1,
        archived_at: None,
    }
}

impl House {
    /// Saves it; returns its id.
    pub async fn offers(&self, resource: Resource) -> Uuid {
        let id = resource.id;
        schema::sharing::resource::Entity::insert(resource.into_active_model())
            .exec_without_returning(&self.app.db)
            .await
            .unwrap();
        id
    }

    /// What can be booked along with a resource, one unit of it.
    pub async fn offers_along(&self, resource: Uuid, extra: Uuid) {
        let row = schema::sharing::extra::Model { resource, extra, units: 1 };
        schema::sharing::extra::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.app.db)
            .await
            .unwrap();
    }
}
