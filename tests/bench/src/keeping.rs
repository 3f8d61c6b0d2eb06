//! What members and moderators wait for: a queue of ten thousand, a catalogue of five thousand products, a product saved
//! to the search that finds it.

use std::time::{Duration, Instant};

use backend::accounts::{self, NewUser, Role};
use backend::actor::{Actor, By, Person, Standing};
use backend::app::App;
use backend::base::db;
use backend::base::form::Upload;
use backend::base::words::Lang;
use backend::networks::{self, CaseKind, NewCase};
use backend::organizations::{self, Typed};
use backend::products::{self, ProductTyped};
use serde_json::json;
use uuid::Uuid;

use crate::Result;
use crate::wire::{Times, Wire};

const CASES: usize = 10_000;
const PRODUCTS: usize = 5_000;

pub struct Keeping {
    pub queue: Times,
    /// Seconds.
    pub catalogue: f64,
    pub visible: Times,
}

async fn person(app: &App, email: &str, role: Role, standing: Standing) -> Result<Actor> {
    let new = NewUser {
        email: email.to_owned(),
        name: "Bench".to_owned(),
        password: "le hibou boit du thé vert".to_owned(),
        lang: Lang::Fr,
        role,
    };
    let account = accounts::create_user(app, new).await?;
    Ok(Actor::Person(Person { account, by: By::Session(Uuid::now_v7()), standing }))
}

/// On a running house, whose worker works.
pub async fn measure(app: &App, address: &str) -> Result<Keeping> {
    let stamp = Uuid::now_v7().simple().to_string();
    networks::open(app, &format!("bench-{stamp}"), "Bench", "regional", Some("region:53".to_owned())).await?;
    let network = networks::by_slug(&app.db, &format!("bench-{stamp}")).await?.ok_or("no network")?.id;
    let standing =
        Standing { administrator: false, moderates: vec![network], pilot: false, second_factor: true };
    let moderator = person(app, &format!("m-{stamp}@x.example"), Role::Moderator(network), standing).await?;
    let owner = person(app, &format!("o-{stamp}@x.example"), Role::Member, Standing::default()).await?;
    let suppliers = organizations::newest(&app.db, CASES as u64).await?;
    for chunk in (0..CASES).collect::<Vec<_>>().chunks(500) {
        let tx = db::begin(&app.db).await?;
        for number in chunk {
            let organization = suppliers[number % suppliers.len()];
            let note = format!("Erreur {number}");
            let new = NewCase { kind: CaseKind::Error, organization, subject: None, note };
            networks::open_case(&tx, app, &Actor::System, new).await?;
        }
        tx.commit().await?;
    }
    let mut queue = Vec::new();
    for _ in 0..50 {
        let start = Instant::now();
        networks::cases(app, &moderator, None, 0, 50).await?;
        queue.push(start.elapsed());
    }
    let typed = Typed {
        name: format!("Atelier {stamp}"),
        rna: format!("W{:09}", Uuid::now_v7().as_u128() % 1_000_000_000),
        post_code: "35000".to_owned(),
        city: "Rennes".to_owned(),
        ..Typed::default()
    };
    let organization = organizations::create(app, &owner, &typed).await?.id;
    let mut table = "nom;nature;catégorie;prix HT;délai en jours\n".to_owned();
    for number in 0..PRODUCTS {
        table += &format!("Table {number};fournitures;39100000;{number},50;{}\n", number % 60);
    }
    let sent = Upload { field: "file".to_owned(), name: "c.csv".to_owned(), bytes: table.into_bytes() };
    let start = Instant::now();
    products::import_catalogue(app, &owner, organization, &sent).await?;
    let catalogue = start.elapsed().as_secs_f64();
    Ok(Keeping { queue: Times::new(queue), catalogue, visible: visible(app, address, &owner).await? })
}

/// From a saved product to the search that finds it, each time.
async fn visible(app: &App, address: &str, owner: &Actor) -> Result<Times> {
    let typed = Typed {
        name: "Atelier des mots".to_owned(),
        rna: format!("W{:09}", Uuid::now_v7().as_u128() % 1_000_000_000),
        post_code: "35000".to_owned(),
        city: "Rennes".to_owned(),
        ..Typed::default()
    };
    let organization = organizations::create(app, owner, &typed).await?.id;
    let mut wire = Wire::open(address).await?;
    let mut took = Vec::new();
    for _ in 0..10 {
        let now = app.clock.now().timestamp_micros().unsigned_abs();
        let word: String = (0..12).map(|n| char::from(b'a' + (now / 26_u64.pow(n) % 26) as u8)).collect();
        let product = ProductTyped {
            name: word.clone(),
            nature: "goods".to_owned(),
            category: "39100000".to_owned(),
            ..ProductTyped::default()
        };
        products::create_product(app, owner, organization, &product).await?;
        let saved = Instant::now();
        let query = "query($text: String) { suppliers(filter: { text: $text }, first: 1) { totalCount } }";
        while wire.data(query, json!({ "text": word })).await?["suppliers"]["totalCount"] != 1 {
            if saved.elapsed() > Duration::from_secs(20) {
                return Err("a product was never found".into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        took.push(saved.elapsed());
    }
    Ok(Times::new(took))
}
