//! What is new among a hundred thousand alerts: how long it takes to know whom to tell, and until the letter has left.

use std::path::Path;
use std::time::{Duration, Instant};

use backend::actor::Actor;
use backend::alerts;
use backend::app::App;
use backend::base::clock::Clock;
use backend::base::db;
use backend::base::deliveries::Claimed;
use backend::base::events::{Event, OrganizationEvent, Reaction, What, record};
use backend::interchange::{self, Options};
use backend::settings::{Encryption, Server, Settings};
use backend::sharing::Resource;
use backend::{organizations, worker};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use schema::accounts::account;
use schema::alerts::{alert, found};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde_json::json;
use tokio::sync::watch;
use uuid::Uuid;

use crate::Result;
use crate::people::sink;
use crate::wire::Times;

const PEOPLE: usize = 1_000;
const ALERTS: usize = 100_000;
const TRIES: usize = 10;

pub struct Watched {
    pub supplier: Times,
    pub resource: Times,
    /// Of the last one, how many were to be told.
    pub told: u64,
    /// From the change to the letter's end at the mail server, the longest, in seconds.
    pub letter: f64,
}

/// In a database of its own, with a mail server that takes all.
pub async fn measure(folder: &Path) -> Result<Watched> {
    let data = folder.join("alerts");
    std::fs::remove_dir_all(&data).ok();
    let text = data.to_string_lossy().into_owned();
    let mut settings = Settings::read(|name| (name == "DATA_DIR").then(|| text.clone()))?;
    let server = sink().await?;
    settings.mail.server = Some(Server {
        host: server.ip().to_string(),
        port: server.port(),
        encryption: Encryption::Nothing,
        login: None,
    });
    settings.mail.pace = u32::MAX;
    let app = App::open(settings, Clock::default()).await?;
    worker::prepare(&app).await?;
    fill(&app).await?;
    // What was made by a change is looked at here, not by a worker.
    let mut supplier = Vec::new();
    for number in 0..TRIES {
        let id = import(&app, &data, &format!("Menuiserie {number}")).await?;
        let what = What::OrganizationChanged { before: json!({}), after: json!({}), by: None };
        supplier.push(matched(&app, id, what).await?);
    }
    let mut resource = Vec::new();
    let owner = organizations::newest(&app.db, 1).await?[0];
    for number in 0..TRIES {
        let id = offer(&app, owner, number).await?;
        let what = What::ResourceSaved { resource: id, before: None, after: json!({}) };
        resource.push(matched(&app, owner, what).await?);
    }
    let told = found::Entity::find().count(&app.db).await? / (2 * TRIES) as u64;
    let letter = told_in(&app, &data).await?;
    app.db.clone().close().await?;
    std::fs::remove_dir_all(&data)?;
    Ok(Watched { supplier: Times::new(supplier), resource: Times::new(resource), told, letter })
}

const WORDS: [&str; 20] = [
    "menuiserie",
    "boulangerie",
    "élagage",
    "traiteur",
    "imprimerie",
    "nettoyage",
    "maraîchage",
    "couture",
    "recyclage",
    "plomberie",
    "cuisine",
    "réunion",
    "remorque",
    "sonorisation",
    "chapiteau",
    "laverie",
    "atelier",
    "formation",
    "comptabilité",
    "graphisme",
];

/// A search that someone may follow.
fn filter(
    draw: &mut ChaCha8Rng,
    places: &[String],
    categories: &[String],
    themes: &[String],
) -> (&'static str, Vec<(String, String)>) {
    fn one<'a>(draw: &mut ChaCha8Rng, of: &'a [String]) -> &'a str {
        &of[draw.random_range(0..of.len())]
    }
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let word = WORDS[draw.random_range(0..WORDS.len())];
    let rare = format!("{word} {}", ["bois", "bio", "vélo", "enfants", "hôpital"][draw.random_range(0..5)]);
    match draw.random_range(0..10) {
        0..3 => (
            "suppliers",
            vec![pair("categorie", one(draw, categories)), pair("territoire", one(draw, places))],
        ),
        3..5 => ("suppliers", vec![pair("theme", one(draw, themes)), pair("territoire", one(draw, places))]),
        5 => ("suppliers", vec![pair("q", &rare), pair("territoire", one(draw, places))]),
        6 => (
            "suppliers",
            vec![
                pair("categorie", one(draw, categories)),
                pair("centre", one(draw, places)),
                pair("rayon", "30"),
            ],
        ),
        7 => ("resources", vec![pair("type", "premises"), pair("territoire", one(draw, places))]),
        8 => ("resources", vec![pair("q", &rare)]),
        _ => (
            "resources",
            vec![pair("type", "equipment"), pair("centre", one(draw, places)), pair("rayon", "50")],
        ),
    }
}

async fn fill(app: &App) -> Result<()> {
    let now = app.clock.now();
    let reference = app.reference.get();
    let places: Vec<String> = reference
        .territories
        .iter()
        .filter(|one| one.population.is_none_or(|people| people > 5_000))
        .map(|one| one.code.to_string())
        .filter(|code| !code.starts_with("country:"))
        .collect();
    let categories: Vec<String> = reference
        .categories
        .iter()
        .filter(|one| one.code.ends_with("0000"))
        .map(|one| one.code.clone())
        .collect();
    let themes: Vec<String> = reference.themes.iter().map(|theme| theme.code.clone()).collect();
    let mut draw = ChaCha8Rng::seed_from_u64(crate::SEED);
    let tx = db::begin(&app.db).await?;
    for person in 0..PEOPLE {
        let id = Uuid::now_v7();
        let email = format!("watcher-{person}@rennes.example");
        let new = account::ActiveModel {
            id: Set(id),
            email: Set(Some(email.clone())),
            email_key: Set(Some(email)),
            name: Set("Amina Diop".to_owned()),
            password: Set(None),
            lang: Set("fr".to_owned()),
            time_zone: Set("Europe/Paris".to_owned()),
            totp_secret: Set(None),
            totp_step: Set(None),
            totp_since: Set(None),
            created_at: Set(now),
            confirmed_at: Set(Some(now)),
            erased_at: Set(None),
        };
        account::Entity::insert(new).exec_without_returning(&tx).await?;
        let rows = (0..ALERTS / PEOPLE).map(|number| {
            let (kind, pairs) = filter(&mut draw, &places, &categories, &themes);
            alert::ActiveModel {
                id: Set(Uuid::now_v7()),
                account: Set(id),
                kind: Set(kind.to_owned()),
                name: Set(format!("Alerte {number}")),
                filter: Set(json!(pairs)),
                pace: Set(if number % 4 == 0 { "at_once" } else { "daily" }.to_owned()),
                pace_before: Set(None),
                created_at: Set(now),
                updated_at: Set(now),
                deleted_at: Set(None),
            }
        });
        alert::Entity::insert_many(rows.collect::<Vec<_>>()).exec_without_returning(&tx).await?;
    }
    tx.commit().await?;
    // Their keys are made as they are every day.
    Ok(alerts::tidy(app).await?)
}

/// A carpenter of Rennes, read from a list.
async fn import(app: &App, data: &Path, name: &str) -> Result<Uuid> {
    let list = data.join("list.csv");
    let stamp = Uuid::now_v7().as_u128() % 1_000_000_000;
    std::fs::write(
        &list,
        format!(
            "rna;name;post_code;city;description\nW{stamp:09};{name};35000;Rennes;Menuiserie bois, charpente, escaliers et agencement pour les écoles et les hôpitaux\n"
        ),
    )?;
    let options = Options { source: Some("Bench".into()), ..Options::default() };
    interchange::import_suppliers(app, &list, &options, |_, _| {}).await?;
    Ok(organizations::newest(&app.db, 1).await?[0])
}

async fn offer(app: &App, owner: Uuid, number: usize) -> Result<Uuid> {
    let now = app.clock.now();
    let row = json!({
        "id": Uuid::now_v7(), "organization": owner, "direction": "offer", "kind": "premises",
        "name": format!("Salle {number}"), "description": "Cuisine équipée et salle de réunion pour les associations",
        "places": 20, "units": 1, "unit": null, "address": null, "post_code": "35000", "city": "Rennes",
        "commune": "commune:35238", "departement": "departement:35", "latitude": 48.1173, "longitude": -1.6778,
        "exact": true, "radius_km": 30, "access": "", "accessibility": [], "accessibility_note": "",
        "price_kind": "free", "price_cents": null, "price_currency": null, "price_per": null, "exchange": "",
        "deposit_cents": null, "cancellation_hours": null, "insurance": "", "audience": "everyone",
        "booking_mode": "none", "answer_hours": 48, "opening": { "zone": "Europe/Paris", "weekly": [] },
        "terms": { "buffer_before": 0, "buffer_after": 0, "shortest": 60, "longest": 600, "step": 60, "notice": 0, "horizon_days": 90 }, "valid_from": null,
        "valid_until": null, "handover": "", "created_at": now, "updated_at": now, "version": 1, "archived_at": null,
    });
    let resource: Resource = serde_json::from_value(row)?;
    let id = resource.id;
    schema::sharing::resource::Entity::insert(resource.into_active_model())
        .exec_without_returning(&app.db)
        .await?;
    Ok(id)
}

/// How long it takes to know whom to tell of a change.
async fn matched(app: &App, organization: Uuid, what: What) -> Result<Duration> {
    let event = Event::Organization(OrganizationEvent { organization, what });
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    let of = record(&tx, now, &Actor::System, &event).await?;
    tx.commit().await?;
    let due = Claimed {
        id: Uuid::now_v7(),
        of,
        reaction: Reaction::Match,
        recipient: String::new(),
        at: now,
        event,
        number: 0,
        attempts: 1,
    };
    let start = Instant::now();
    alerts::look_out(app, &due).await?;
    Ok(start.elapsed())
}

/// From a change to the letter that has left, all of the way through the workers; the longest of some.
async fn told_in(app: &App, data: &Path) -> Result<f64> {
    // What was matched above is told first.
    let (stop, stopped) = watch::channel(false);
    let working = tokio::spawn(worker::run(app.clone(), stopped));
    while waits(app).await? {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let person = account::Entity::find().one(&app.db).await?.ok_or("nobody")?.id;
    let mut longest = 0.0_f64;
    for number in 0..3 {
        let word = format!("zyx{}", ["abcde", "fghij", "klmno"][number]);
        let now = app.clock.now();
        let row = alert::ActiveModel {
            id: Set(Uuid::now_v7()),
            account: Set(person),
            kind: Set("suppliers".to_owned()),
            name: Set("Rare".to_owned()),
            filter: Set(json!([["q", word]])),
            pace: Set("at_once".to_owned()),
            pace_before: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
            deleted_at: Set(None),
        };
        alert::Entity::insert(row).exec_without_returning(&app.db).await?;
        alerts::tidy(app).await?;
        let start = Instant::now();
        let id = import(app, data, &word).await?;
        loop {
            let mine = found::Entity::find()
                .filter(found::Column::Account.eq(person))
                .filter(found::Column::Item.eq(id));
            if mine.one(&app.db).await?.is_some_and(|row| row.told_at.is_some()) {
                break;
            }
            if start.elapsed() > Duration::from_secs(60) {
                return Err("a letter never left".into());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        longest = longest.max(start.elapsed().as_secs_f64());
    }
    stop.send_replace(true);
    working.await?;
    Ok(longest)
}

async fn waits(app: &App) -> Result<bool> {
    use schema::events::delivery;
    let open = delivery::Entity::find()
        .filter(delivery::Column::State.eq("waiting"))
        .filter(delivery::Column::DueAt.lte(app.clock.now()))
        .filter(delivery::Column::Reaction.is_in(["match", "letter", "index"]));
    Ok(open.one(&app.db).await?.is_some())
}
