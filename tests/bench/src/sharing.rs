//! One slot that a thousand book at once, and what is free of five hundred resources over a month.

use std::time::{Duration, Instant};

use backend::accounts::{self, NewUser, Role, SignIn, SignedIn};
use backend::actor::{Actor, By, Person, Standing};
use backend::app::App;
use backend::base::visit::Origin;
use backend::base::words::Lang;
use backend::organizations::{self, Typed};
use backend::sharing::calendar::{Availability, Window};
use backend::sharing::{self, Booking, Resource};
use chrono::{DateTime, Utc};
use schema::Codes;
use schema::sharing::{booking, resource};
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::Result;
use crate::wire::{Times, Wire};

const PASSWORD: &str = "le hibou boit du thé vert";
const RACERS: usize = 1_000;
const CONNECTIONS: usize = 200;
const UNITS: usize = 5;
const RESOURCES: usize = 500;
/// Of each, in the month.
const BOOKINGS: i64 = 30;
const BOOK: &str =
    "mutation($id: ID!, $in: BookingInput!) { bookSharedResource(id: $id, input: $in) { state } }";

pub struct Shared {
    /// Of the thousand.
    pub booked: usize,
    /// CONFLICT, with the next free slot.
    pub told: usize,
    /// Until the last one has its answer, seconds.
    pub race: f64,
    pub month: Times,
}

/// On a running house.
pub async fn measure(app: &App, address: &str) -> Result<Shared> {
    let stamp = Uuid::now_v7().simple().to_string();
    let email = format!("s-{stamp}@x.example");
    let new = NewUser {
        email: email.clone(),
        name: "Bench".to_owned(),
        password: PASSWORD.to_owned(),
        lang: Lang::Fr,
        role: Role::Member,
    };
    let account = accounts::create_user(app, new).await?;
    let person = Person { account, by: By::Session(Uuid::now_v7()), standing: Standing::default() };
    let actor = Actor::Person(person);
    let mut ids = Vec::new();
    for name in ["Prête", "Emprunte"] {
        let typed = Typed {
            name: format!("{name} {stamp}"),
            rna: format!("W{:09}", Uuid::now_v7().as_u128() % 1_000_000_000),
            post_code: "35000".to_owned(),
            city: "Rennes".to_owned(),
            ..Typed::default()
        };
        ids.push(organizations::create(app, &actor, &typed).await?.id);
    }
    let (owner, booker) = (ids[0], ids[1]);
    let from = Origin { ip: "127.0.0.1".to_owned(), browser: true, ..Origin::default() };
    let asked = SignIn { email, password: PASSWORD.to_owned(), code: None };
    let SignedIn::In(entry) = accounts::sign_in(app, &Actor::Anonymous, &from, asked).await? else {
        return Err("a second factor".into());
    };
    let (booked, told, race) = race(app, address, &entry.session, owner, booker).await?;
    Ok(Shared { booked, told, race, month: month(app, owner, booker).await? })
}

fn room(owner: Uuid, units: usize, now: DateTime<Utc>) -> Resource {
    let weekly: Vec<Value> =
        (0..7).map(|day| json!({ "weekday": day, "from": 480, "until": 1_200 })).collect();
    Resource {
        id: Uuid::now_v7(),
        organization: owner,
        direction: "offer".to_owned(),
        kind: "premises".to_owned(),
        name: "Salle".to_owned(),
        description: String::new(),
        places: None,
        units: i32::try_from(units).unwrap_or(1),
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
            "buffer_before": 0, "buffer_after": 30, "shortest": 60, "longest": 720, "step": 60, "notice": 0,
            "horizon_days": 365,
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

/// At noon in UTC, so many days from today.
fn noon(now: DateTime<Utc>, days: i64) -> DateTime<Utc> {
    (now + chrono::Duration::days(days)).date_naive().and_time(chrono::NaiveTime::MIN).and_utc()
        + chrono::Duration::hours(12)
}

async fn race(
    app: &App,
    address: &str,
    session: &str,
    owner: Uuid,
    booker: Uuid,
) -> Result<(usize, usize, f64)> {
    let now = app.clock.now();
    let row = room(owner, UNITS, now);
    let id = row.id;
    resource::Entity::insert(row.into_active_model()).exec_without_returning(&app.db).await?;
    let start = noon(now, 10);
    let input = json!({
        "organization": booker, "startsAt": start.to_rfc3339(),
        "endsAt": (start + chrono::Duration::hours(2)).to_rfc3339(),
    });
    let body = json!({ "query": BOOK, "variables": { "id": id, "in": input } }).to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nauthorization: Bearer {session}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut racing = JoinSet::new();
    let begun = Instant::now();
    for _ in 0..CONNECTIONS {
        let (mut wire, request) = (Wire::open(address).await?, request.clone());
        racing.spawn(async move {
            let mut answers = Vec::new();
            for _ in 0..RACERS / CONNECTIONS {
                answers.push(wire.ask(request.as_bytes()).await?);
            }
            Result::Ok(answers)
        });
    }
    let (mut booked, mut told) = (0, 0);
    while let Some(answers) = racing.join_next().await {
        for body in answers?? {
            let answer: Value = serde_json::from_slice(&body)?;
            let error = &answer["errors"][0]["extensions"];
            if answer.get("errors").is_none() {
                booked += 1;
            } else if error["code"] == "CONFLICT" && error["nextFree"]["startsAt"].is_string() {
                told += 1;
            }
        }
    }
    Ok((booked, told, begun.elapsed().as_secs_f64()))
}

async fn month(app: &App, owner: Uuid, booker: Uuid) -> Result<Times> {
    let now = app.clock.now();
    let rooms: Vec<Resource> = (0..RESOURCES).map(|_| room(owner, 1, now)).collect();
    for chunk in rooms.chunks(100) {
        let rows = chunk.iter().map(|room| room.clone().into_active_model());
        resource::Entity::insert_many(rows).exec_without_returning(&app.db).await?;
    }
    for room in &rooms {
        let rows = (0..BOOKINGS).map(|day| held(room.id, booker, noon(now, day), now).into_active_model());
        booking::Entity::insert_many(rows).exec_without_returning(&app.db).await?;
    }
    let ids: Vec<Uuid> = rooms.iter().map(|room| room.id).collect();
    let whole = Window::new(now, now + chrono::Duration::days(31));
    let mut took: Vec<Duration> = Vec::new();
    for _ in 0..20 {
        let start = Instant::now();
        let taken = sharing::taken_of(&app.db, &ids, whole).await?;
        let mut free = 0;
        for room in &rooms {
            let (opening, terms) = sharing::schedule(room)?;
            let held = taken.get(&room.id).map(Vec::as_slice).unwrap_or_default();
            free += Availability::new(&opening, &terms, 1, held).free(whole.from, whole.until, 1).len();
        }
        if free == 0 {
            return Err("nothing is free".into());
        }
        took.push(start.elapsed());
    }
    Ok(Times::new(took))
}

fn held(resource: Uuid, organization: Uuid, from: DateTime<Utc>, now: DateTime<Utc>) -> Booking {
    let until = from + chrono::Duration::hours(2);
    Booking {
        id: Uuid::now_v7(),
        resource,
        organization,
        booked_by: None,
        series: None,
        bundle: None,
        starts_at: from,
        ends_at: until,
        busy_from: from,
        busy_until: until + chrono::Duration::minutes(30),
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
    }
}
