//! People are told of what is new in what they look for, once.

use backend::actor::Actor;
use backend::base::db;
use backend::base::events::{What, record_of};
use backend::sharing::Resource;
use backend::worker;
use bdis_tests::*;
use chrono::Duration;
use schema::alerts::{alert, found, key};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

pub(super) const AMINA: &str = "amina@rennes.example";
pub(super) const BRUNO: &str = "bruno@scop.example";
const RENNES: (f64, f64) = (48.1173, -1.6778);
pub(super) const SAVE: &str = "mutation($in: AlertInput!) { saveAlert(input: $in) { id query pace } }";

pub(super) async fn watch(
    person: &mut Person<'_>,
    kind: &str,
    name: &str,
    query: &str,
    pace: &str,
) -> String {
    let asked = json!({ "in": { "kind": kind, "name": name, "query": query, "pace": pace } });
    let saved = person.graphql(SAVE, asked).await.json();
    saved["data"]["saveAlert"]["id"].as_str().unwrap_or_else(|| panic!("{saved}")).to_owned()
}

/// Letters of alerts to someone.
pub(super) fn alerts_to(house: &House, email: &str) -> Vec<Arrived> {
    let all = house.mail.to(email).into_iter();
    all.filter(|letter| letter.subject.contains("alerte")).collect()
}

pub(super) fn bread(name: &str) -> NewSupplier {
    supplier(name).at("35238", "35", RENNES).serving(&["departement:35"]).category("15811000").theme("food")
}

/// Something that happened to a supplier since: it is seen otherwise.
pub(super) async fn changed(house: &House, id: Uuid) {
    let tx = db::begin(&house.app.db).await.unwrap();
    record_of(&tx, house.app.clock.now(), &Actor::System, id, What::OrganizationRestored).await.unwrap();
    tx.commit().await.unwrap();
    house.drain().await;
}

/// A kitchen that an organisation offers, as it is saved.
pub(super) async fn offer(
    house: &House,
    owner: Uuid,
    name: &str,
    change: impl FnOnce(&mut Resource),
) -> Uuid {
    let now = house.app.clock.now();
    let row = json!({
        "id": Uuid::now_v7(), "organization": owner, "direction": "offer", "kind": "premises", "name": name,
        "description": "Cuisine équipée", "places": 12, "units": 1, "unit": null, "address": null, "post_code": null,
        "city": "Rennes", "commune": "commune:35238", "departement": "departement:35", "latitude": RENNES.0,
        "longitude": RENNES.1, "exact": true, "radius_km": null, "access": "", "accessibility": ["step-free"],
        "accessibility_note": "", "price_kind": "free", "price_cents": null, "price_currency": null, "price_per": null,
        "exchange": "", "deposit_cents": null, "cancellation_hours": null, "insurance": "", "audience": "everyone",
        "booking_mode": "on_request", "answer_hours": 48, "opening": { "zone": "Europe/Paris", "weekly": [], "exceptions": [] },
        "terms": { "buffer_before": 0, "buffer_after": 0, "shortest": 60, "longest": 600, "step": 60, "notice": 0, "horizon_days": 90 }, "valid_from": null,
        "valid_until": null, "handover": "", "created_at": now, "updated_at": now, "version": 1, "archived_at": null,
    });
    let mut resource: Resource = serde_json::from_value(row).unwrap();
    change(&mut resource);
    let id = resource.id;
    let tx = db::begin(&house.app.db).await.unwrap();
    schema::sharing::resource::Entity::insert(resource.into_active_model())
        .exec_without_returning(&tx)
        .await
        .unwrap();
    let what = What::ResourceSaved { resource: id, before: None, after: json!({}) };
    record_of(&tx, now, &Actor::System, owner, what).await.unwrap();
    tx.commit().await.unwrap();
    house.drain().await;
    id
}

pub(super) async fn owner(house: &House, name: &str) -> Uuid {
    let new = supplier(name).at("35238", "35", RENNES);
    let id = new.organization.id;
    house.open_to(vec![new]).await;
    id
}

story! {
    async fn a_new_supplier_is_told_to_those_who_watch_for_it(house) {
        let mut amina = house.member(AMINA).await;
        let mut bruno = house.member(BRUNO).await;
        house.open_to(vec![bread("Le Vieux Fournil")]).await;
        watch(&mut amina, "SUPPLIERS", "Pain d’ici", "territoire=departement:35&theme=food", "AT_ONCE").await;
        watch(&mut bruno, "SUPPLIERS", "Pain de Nantes", "territoire=departement:44&theme=food", "AT_ONCE").await;
        house.drain().await;
        assert!(alerts_to(&house, AMINA).is_empty(), "what was there isn't told");
        house.open_to(vec![bread("Le Pain")]).await;
        let letters = alerts_to(&house, AMINA);
        assert_eq!(letters.len(), 1);
        let letter = &letters[0];
        assert!(letter.subject.contains("Pain d’ici"), "{}", letter.subject);
        assert!(letter.text.contains("Le Pain, Rennes (35)") && letter.text.contains("/fournisseurs/le-pain-"), "{}", letter.text);
        assert!(!letter.text.contains("Vieux Fournil"));
        assert_eq!(letter.header("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
        assert!(alerts_to(&house, BRUNO).is_empty());
        let rows = found::Entity::find().all(&house.app.db).await.unwrap();
        assert!(rows.len() == 1 && rows[0].told_at.is_some(), "{rows:?}");
        let page = amina.get("/espace/alertes").await.text;
        assert!(page.contains("Pain d’ici") && page.contains("Ille-et-Vilaine"), "{page}");
        let one = amina.get(&format!("/espace/alertes/{}", rows[0].alert)).await.text;
        assert!(one.contains("Le Pain") && one.contains("/fournisseurs/le-pain-"), "{one}");
    }
}

story! {
    async fn words_are_meant_as_the_search_means_them(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Menuiserie", "q=menuiseries+bois", "AT_ONCE").await;
        house.open_to(vec![
            supplier("Atelier Martin").describing("Menuiserie en bois massif"),
            supplier("Martin et fils").describing("Menuisrie, bois"),
            supplier("Bois et Forêts").describing("Bûcheronnage"),
        ]).await;
        let letters = alerts_to(&house, AMINA);
        assert_eq!(letters.len(), 1);
        assert!(letters[0].text.contains("Atelier Martin") && letters[0].text.contains("Martin et fils"), "{}", letters[0].text);
        assert!(!letters[0].text.contains("Forêts"), "{}", letters[0].text);
    }
}

story! {
    async fn each_owner_is_told_once_of_each_item_however_many_alerts_it_meets(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Par thème", "theme=food", "AT_ONCE").await;
        watch(&mut amina, "SUPPLIERS", "Par mots", "q=pain", "AT_ONCE").await;
        watch(&mut amina, "SUPPLIERS", "Chaque jour", "territoire=region:53", "DAILY").await;
        let new = bread("Le Pain");
        let id = new.organization.id;
        house.open_to(vec![new]).await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1);
        changed(&house, id).await;
        house.app.clock.advance(Duration::days(2));
        house.drain().await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1);
    }
}

story! {
    async fn a_paused_alert_tells_nothing(house) {
        let mut amina = house.member(AMINA).await;
        let id = watch(&mut amina, "SUPPLIERS", "Pain", "theme=food", "AT_ONCE").await;
        let page = amina.send("/espace/alertes", &[("faire", "suspendre-alerte"), ("id", &id)]).await;
        assert_eq!(page.header("location"), "/espace/alertes?fait=alert-paused");
        assert_eq!(key::Entity::find().count(&house.app.db).await.unwrap(), 0);
        house.open_to(vec![bread("Le Pain")]).await;
        assert!(alerts_to(&house, AMINA).is_empty());
        amina.send("/espace/alertes", &[("faire", "reprendre-alerte"), ("id", &id)]).await;
        amina.send(&format!("/espace/alertes/{id}"), &[("faire", "alerte"), ("alertName", "Pain frais"), ("pace", "at_once")]).await;
        house.open_to(vec![bread("Le Fournil")]).await;
        let letters = alerts_to(&house, AMINA);
        assert!(letters.len() == 1 && letters[0].text.contains("Le Fournil") && letters[0].subject.contains("Pain frais"));
    }
}

story! {
    async fn a_daily_digest_groups_by_alert_and_is_skipped_when_empty(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Tout le pain", "theme=food", "DAILY").await;
        watch(&mut amina, "SUPPLIERS", "Les arbres", "q=elagage", "DAILY").await;
        house.open_to(vec![bread("Le Pain")]).await;
        house.open_to(vec![bread("Le Fournil"), supplier("Les Cimes").describing("Élagage doux")]).await;
        assert!(alerts_to(&house, AMINA).is_empty(), "it waits for the morning");
        house.app.clock.advance(Duration::days(1));
        house.drain().await;
        let letters = alerts_to(&house, AMINA);
        assert_eq!(letters.len(), 1, "one letter of the morning");
        let text = &letters[0].text;
        let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what}: {text}"));
        assert!(place("Tout le pain") < place("Le Pain,") && place("Le Pain,") < place("Le Fournil,"));
        assert!(place("Les arbres") < place("Les Cimes"));
        house.app.clock.advance(Duration::days(1));
        house.drain().await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1, "nothing new, no letter");
        // What is gone by then isn't told either.
        let gone = bread("Le Passant");
        let id = gone.organization.id;
        house.open_to(vec![gone]).await;
        schema::organizations::organization::Entity::update(schema::organizations::organization::ActiveModel {
            id: Set(id),
            archived_at: Set(Some(house.app.clock.now())),
            ..Default::default()
        }).exec(&house.app.db).await.unwrap();
        house.app.clock.advance(Duration::days(1));
        house.drain().await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1);
    }
}

story! {
    async fn a_pace_that_changes_takes_what_waits_along(house) {
        let mut amina = house.member(AMINA).await;
        let id = watch(&mut amina, "SUPPLIERS", "Pain", "theme=food", "WEEKLY").await;
        house.open_to(vec![bread("Le Pain")]).await;
        assert!(alerts_to(&house, AMINA).is_empty());
        amina.send(&format!("/espace/alertes/{id}"), &[("faire", "alerte"), ("alertName", "Pain"), ("pace", "at_once")]).await;
        house.drain().await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1);
        house.app.clock.advance(Duration::days(8));
        house.drain().await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1);
    }
}

story! {
    async fn one_click_pauses_the_alert(house) {
        let mut amina = house.member(AMINA).await;
        let id = watch(&mut amina, "SUPPLIERS", "Pain", "theme=food", "AT_ONCE").await;
        watch(&mut amina, "SUPPLIERS", "Arbres", "q=elagage", "AT_ONCE").await;
        house.open_to(vec![bread("Le Pain")]).await;
        let url = alerts_to(&house, AMINA)[0].header("list-unsubscribe").trim_matches(['<', '>']).to_owned();
        assert!(url.contains("type=alerts") && url.contains(&id), "{url}");
        let page = house.send(house.client.get(&url)).await;
        assert!(page.status == 200 && page.text.contains("Mettre en pause"), "{}", page.text);
        let request = house.client.post(&url).header("content-type", "application/x-www-form-urlencoded").body("List-Unsubscribe=One-Click");
        let answered = house.send(request.header("origin", "https://mail.example")).await;
        assert!(answered.status < 400, "{}", answered.text);
        house.open_to(vec![bread("Le Fournil"), supplier("Les Cimes").describing("Élagage doux")]).await;
        // What a list brings is told a little apart.
        house.app.clock.advance(Duration::minutes(11));
        house.drain().await;
        let letters = alerts_to(&house, AMINA);
        assert!(letters.len() == 2 && letters[1].text.contains("Les Cimes") && !letters[1].text.contains("Fournil"));
        let forged = url.replace(&id, &Uuid::now_v7().to_string());
        let request = house.client.post(&forged).header("content-type", "application/x-www-form-urlencoded").body("List-Unsubscribe=One-Click");
        assert!(house.send(request).await.status < 400);
        let paces: Vec<String> = alert::Entity::find().all(&house.app.db).await.unwrap().into_iter().map(|one| one.pace).collect();
        assert_eq!(paces.iter().filter(|pace| *pace == "paused").count(), 1);
    }
}

story! {
    async fn ones_own_organisation_is_not_told(house) {
        let mut amina = house.member(AMINA).await;
        let mut bruno = house.member(BRUNO).await;
        for person in [&mut amina, &mut bruno] {
            watch(person, "SUPPLIERS", "Planches", "q=planche", "AT_ONCE").await;
        }
        bruno.opens("La Belle Planche", "73282932000074").await;
        house.drain().await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1);
        assert!(alerts_to(&house, BRUNO).is_empty());
    }
}

story! {
    async fn an_import_of_many_is_matched_in_batches(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Élagage", "q=elagage", "AT_ONCE").await;
        let rows: String = (0..1_200)
            .map(|n| format!("{},{} {n},35000,Rennes\n", siret(n + 1), if n % 100 == 7 { "Élagage" } else { "Atelier" }))
            .collect();
        let report = house.import(format!("siret,name,post_code,city\n{rows}"), Default::default()).await;
        assert_eq!(report.created, 1_200);
        assert_eq!(found::Entity::find().count(&house.app.db).await.unwrap(), 12);
        let letters = alerts_to(&house, AMINA);
        assert!(letters.len() <= 3, "a letter an event at most: {}", letters.len());
        let all: String = letters.iter().map(|letter| letter.text.clone()).collect();
        for n in (7..1_200).step_by(100) {
            assert!(all.contains(&format!("Élagage {n}")), "{n}");
        }
    }
}

story! {
    async fn an_alert_for_everything_is_refused(house) {
        let mut amina = house.member(AMINA).await;
        for (kind, query) in [("SUPPLIERS", ""), ("SUPPLIERS", "q=le+...&tri=nom"), ("RESOURCES", "sens=demande")] {
            let asked = json!({ "in": { "kind": kind, "name": "Tout", "query": query, "pace": "DAILY" } });
            let refused = amina.graphql(SAVE, asked).await.json();
            let path = &refused["errors"][0]["extensions"]["fields"][0]["path"];
            assert!(path == "query" || path == "q", "{refused}");
        }
        let page = amina.get("/espace/alertes/nouvelle?pour=fournisseurs").await;
        assert!(page.status == 200 && page.text.contains("Une alerte demande quelque chose"), "{}", page.text);
        assert_eq!(alert::Entity::find().count(&house.app.db).await.unwrap(), 0);
    }
}

story! {
    async fn an_offer_nearby_is_told_within_its_radius(house) {
        let mut amina = house.member(AMINA).await;
        let mut bruno = house.member(BRUNO).await;
        // Redon is 60 km from Rennes.
        watch(&mut amina, "RESOURCES", "Cuisine", "q=cuisine&type=premises&centre=commune:35236&rayon=30", "AT_ONCE").await;
        watch(&mut bruno, "RESOURCES", "Salle", "territoire=commune:35236&places=20", "AT_ONCE").await;
        let planche = owner(&house, "La Belle Planche").await;
        offer(&house, planche, "Cuisine du bourg", |_| {}).await;
        assert!(alerts_to(&house, AMINA).is_empty() && alerts_to(&house, BRUNO).is_empty());
        let id = offer(&house, planche, "Cuisine roulante", |one| one.radius_km = Some(60)).await;
        let letters = alerts_to(&house, AMINA);
        assert!(letters.len() == 1 && letters[0].text.contains(&format!("/mutualisation/{id}")), "{letters:?}");
        assert!(alerts_to(&house, BRUNO).is_empty(), "it holds twelve");
        offer(&house, planche, "Grande salle", |one| {
            (one.radius_km, one.places, one.description) = (Some(80), Some(40), String::new());
        }).await;
        assert_eq!(alerts_to(&house, BRUNO).len(), 1);
        offer(&house, planche, "Cuisine cherchée", |one| {
            (one.radius_km, one.direction) = (Some(60), "request".to_owned());
        }).await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1, "a request isn't an offer");
    }
}

story! {
    async fn a_place_that_is_not_to_be_known_is_not_found_out_by_circles(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "RESOURCES", "Tout près", "centre=48.06,-1.60&rayon=1", "AT_ONCE").await;
        let planche = owner(&house, "La Belle Planche").await;
        let hidden = |one: &mut Resource| (one.latitude, one.longitude, one.exact) = (Some(48.06), Some(-1.60), false);
        offer(&house, planche, "Atelier discret", hidden).await;
        assert!(alerts_to(&house, AMINA).is_empty());
    }
}

story! {
    async fn erasing_an_account_takes_its_alerts(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Zéphyrine", "theme=food", "DAILY").await;
        house.open_to(vec![bread("Le Pain")]).await;
        let taken = amina.send("/espace/donnees", &[("faire", "prendre")]).await.json();
        assert_eq!(taken["alerts"][0]["name"], "Zéphyrine");
        assert_eq!(taken["alerts"][0]["found"].as_array().unwrap().len(), 1);
        let done = amina.send("/espace/donnees", &[("faire", "effacer"), ("password", PASSWORD)]).await;
        assert_eq!(done.status, 303, "{}", done.text);
        house.app.clock.advance(Duration::days(1));
        house.drain().await;
        for left in [
            alert::Entity::find().count(&house.app.db).await.unwrap(),
            key::Entity::find().count(&house.app.db).await.unwrap(),
            found::Entity::find().count(&house.app.db).await.unwrap(),
        ] {
            assert_eq!(left, 0);
        }
        assert!(alerts_to(&house, AMINA).is_empty());
        let said = schema::events::event_person::Entity::find().filter(schema::events::event_person::Column::Value.contains("phyrine"));
        assert_eq!(said.count(&house.app.db).await.unwrap(), 0);
        let chain = backend::base::events::verify(&house.app.db).await.unwrap();
        assert!(matches!(chain, backend::base::events::Chain::Whole { .. }), "{chain:?}");
    }
}

/// Of one host: another may not keep an index of the same database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_never_tell_twice() {
    let house = House::on_sqlite().await;
    let mut amina = house.member(AMINA).await;
    watch(&mut amina, "SUPPLIERS", "Pain", "theme=food", "AT_ONCE").await;
    watch(&mut amina, "SUPPLIERS", "Pain du jour", "territoire=departement:35", "DAILY").await;
    let other = house.another().await;
    for n in 0..10 {
        house.save(vec![bread(&format!("Fournil {n}"))]).await;
        house.save(vec![supplier(&format!("Autre {n}")).serving(&["departement:35"])]).await;
    }
    let (one, two) = tokio::join!(worker::drain(&house.app), worker::drain(&other.app));
    one.unwrap();
    two.unwrap();
    house.drain().await;
    house.app.clock.advance(Duration::days(1));
    other.app.clock.advance(Duration::days(1));
    let (one, two) = tokio::join!(worker::drain(&house.app), worker::drain(&other.app));
    one.unwrap();
    two.unwrap();
    house.drain().await;
    let all: String = alerts_to(&house, AMINA)
        .into_iter()
        .chain(alerts_to(&other, AMINA))
        .map(|letter| letter.text)
        .collect();
    for n in 0..10 {
        assert_eq!(all.matches(&format!("Fournil {n},")).count(), 1, "{n}");
        assert_eq!(all.matches(&format!("Autre {n}\n")).count(), 1, "{n}");
    }
}
