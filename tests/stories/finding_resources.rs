//! Someone finds a room for twenty on a Thursday afternoon: what is open and free, where, on which conditions; and takes
//! it away as a file or a feed that tells no more than the page.

use bdis_tests::*;
use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use uuid::Uuid;

const QUERY: &str =
    "query($filter: SharedResourceFilter, $sort: SharedResourceSort, $first: Int! = 20, $after: String) {
    sharedResources(filter: $filter, sort: $sort, first: $first, after: $after) {
        totalCount nodes { id name } pageInfo { endCursor hasNextPage }
        facets { kinds { value label count } priceKinds { value count } territories { value count } } } }";

/// The Thursday after next, in France.
fn thursday(house: &House) -> NaiveDate {
    let today = house.app.clock.today();
    let ahead = (10 - u64::from(today.weekday().num_days_from_monday())) % 7 + 7;
    today + Days::new(ahead)
}

fn at(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    day.and_hms_opt(hour, 0, 0).unwrap().and_local_timezone(Tz::Europe__Paris).unwrap().to_utc()
}

async fn answered(house: &House, filter: Value) -> Value {
    house.ask(QUERY, json!({ "filter": filter, "first": 50 })).await["sharedResources"].take()
}

/// The names found, sorted; the total must agree.
async fn found(house: &House, filter: Value) -> Vec<String> {
    let answer = answered(house, filter).await;
    let mut names: Vec<String> = answer["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(answer["totalCount"], names.len(), "the total is that of {names:?}");
    names
}

pub(super) async fn owner(house: &House, name: &str) -> Uuid {
    let new = supplier(name);
    let id = new.organization.id;
    house.open_to(vec![new]).await;
    id
}

/// From 14:00 to 17:00 that Thursday, for twenty.
fn afternoon(house: &House) -> Value {
    let day = thursday(house);
    json!({ "from": at(day, 14), "until": at(day, 17), "places": 20 })
}

story! {
    async fn a_room_for_twenty_on_thursday_afternoon_is_found_and_a_booked_one_isnt(house) {
        let us = owner(&house, "La Ruche").await;
        let day = thursday(&house);
        let room = |name: &str, places| offered(us, name).with(move |row| row.places = Some(places));
        let booked = room("Réservée", 20);
        let at_noon = room("Réservée à midi", 20);
        let tidied = room("Rangée après midi", 20).on_terms(|terms| terms.buffer_before = 60);
        let two = room("Deux salles", 20).with(|row| row.units = 2);
        let (booked_id, noon_id, tidied_id, two_id) = (booked.id(), at_noon.id(), tidied.id(), two.id());
        house
            .share(vec![
                room("Grande salle", 40),
                room("Petite salle", 12),
                room("Fermée le jeudi", 40).open(&[0, 1, 2, 4], 8, 20),
                room("Ferme à seize heures", 40).open(&[3], 8, 16),
                room("Ouverte le jeudi", 20).open(&[3], 14, 17),
                room("Fermée ce jeudi", 40).closed_on(day),
                room("Par journées", 40).on_terms(|terms| {
                    (terms.step, terms.shortest) = (backend::sharing::calendar::Step::Day, 1440);
                }),
                room("Deux heures au plus", 40).on_terms(|terms| terms.longest = 120),
                room("Trois semaines avant", 40).on_terms(|terms| terms.notice = 21 * 1440),
                room("Trois jours devant", 40).on_terms(|terms| terms.horizon_days = 3),
                room("Plus offerte", 40).with(move |row| row.valid_until = day.pred_opt()),
                booked,
                at_noon,
                tidied,
                two,
            ])
            .await;
        let them = owner(&house, "Le Collectif").await;
        house.booked(booked_id, them, (at(day, 15), at(day, 16))).await;
        house.booked(noon_id, them, (at(day, 12), at(day, 14))).await;
        // An hour is kept free before a stay.
        house.booked(tidied_id, them, (at(day, 12), at(day, 14))).await;
        house.booked(two_id, them, (at(day, 12), at(day, 18))).await;
        let expected = ["Deux salles", "Grande salle", "Ouverte le jeudi", "Par journées", "Réservée à midi"];
        assert_eq!(found(&house, afternoon(&house)).await, expected);
        let mut both = afternoon(&house);
        both["units"] = json!(2);
        assert_eq!(found(&house, both).await, [""; 0], "one of the two is taken");
        let whole = json!({ "from": at(day, 0), "until": at(day.succ_opt().unwrap(), 0) });
        assert!(found(&house, whole).await.contains(&"Par journées".to_owned()));
    }
}

story! {
    async fn a_booked_one_with_a_buffer_of_days_isnt_found_either(house) {
        let us = owner(&house, "La Ruche").await;
        let day = thursday(&house);
        let room = offered(us, "Salle à sécher").on_terms(|terms| terms.buffer_after = 2 * 1440);
        let id = room.id();
        house.share(vec![room, offered(us, "Autre")]).await;
        let after = day.succ_opt().unwrap();
        house.booked(id, us, (at(after, 10), at(after, 12))).await;
        assert_eq!(found(&house, json!({ "from": at(day, 14), "until": at(day, 17) })).await, ["Autre"]);
    }
}

story! {
    async fn what_is_asked_adds_up_and_is_counted(house) {
        let us = owner(&house, "La Ruche").await;
        house
            .share(vec![
                offered(us, "Cuisine").with(|row| row.accessibility = ["lift", "parking"].into_iter().collect()),
                offered(us, "Camion").with(|row| {
                    row.kind = "transport".to_owned();
                    row.radius_km = Some(60);
                    (row.price_kind, row.price_cents) = ("price".to_owned(), Some(1_250));
                    (row.price_currency, row.price_per) = (Some("EUR".to_owned()), Some("day".to_owned()));
                }),
                offered(us, "On cherche un four").with(|row| row.direction = "request".to_owned()),
            ])
            .await;
        assert_eq!(found(&house, json!({})).await, ["Camion", "Cuisine"]);
        assert_eq!(found(&house, json!({ "direction": "REQUEST" })).await, ["On cherche un four"]);
        assert_eq!(found(&house, json!({ "text": "cuisinne" })).await, ["Cuisine"]);
        assert_eq!(found(&house, json!({ "text": "ruche" })).await, ["Camion", "Cuisine"], "by its owner");
        assert_eq!(found(&house, json!({ "kinds": ["TRANSPORT"] })).await, ["Camion"]);
        assert_eq!(found(&house, json!({ "priceKinds": ["FREE", "TIME"] })).await, ["Cuisine"]);
        assert_eq!(found(&house, json!({ "currencies": ["EUR"] })).await, ["Camion"]);
        assert_eq!(found(&house, json!({ "accessibility": ["lift", "parking"] })).await, ["Cuisine"]);
        assert_eq!(found(&house, json!({ "accessibility": ["lift", "quiet"] })).await, [""; 0]);
        assert_eq!(found(&house, json!({ "territories": ["departement:35"] })).await, ["Camion", "Cuisine"]);
        // Vitré is 35 km from Rennes.
        assert_eq!(found(&house, json!({ "territories": ["commune:35360"] })).await, ["Camion"]);
        let vitre = json!({ "latitude": 48.1236, "longitude": -1.2156, "radiusKm": 5.0 });
        assert_eq!(found(&house, json!({ "near": vitre })).await, ["Camion"]);
        let facets = answered(&house, json!({ "kinds": ["PREMISES"] })).await["facets"].take();
        assert_eq!(facets["kinds"], json!([
            { "value": "PREMISES", "label": "Premises", "count": 1 },
            { "value": "TRANSPORT", "label": "Transport", "count": 1 },
        ]));
        assert_eq!(facets["priceKinds"], json!([{ "value": "FREE", "count": 1 }]));
        let places = ["departement:35", "region:53"].map(|value| json!({ "value": value, "count": 1 }));
        assert_eq!(facets["territories"], json!(places));
        assert_eq!(house.found(json!({})).await, ["La Ruche"], "what is shared is no supplier");
    }
}

story! {
    async fn what_cant_be_understood_is_named(house) {
        let refused = async |filter: Value| {
            let refused = house.refused(QUERY, json!({ "filter": filter })).await;
            assert_eq!(refused.code, "INVALID");
            refused.fields.into_iter().map(|(path, _)| path).collect::<Vec<_>>()
        };
        let day = thursday(&house);
        let now = house.app.clock.now();
        assert_eq!(refused(json!({ "from": now })).await, ["filter.until"]);
        assert_eq!(refused(json!({ "until": now })).await, ["filter.from"]);
        assert_eq!(refused(json!({ "from": at(day, 17), "until": at(day, 14) })).await, ["filter.until"]);
        assert_eq!(refused(json!({ "from": at(day, 14), "until": at(day, 14) })).await, ["filter.until"]);
        let ages = json!({ "from": at(day, 0), "until": at(day + Days::new(63), 0) });
        assert_eq!(refused(ages).await, ["filter.until"]);
        let past = json!({ "from": at(day - Days::new(30), 9), "until": at(day, 14) });
        assert_eq!(refused(past).await, ["filter.from"]);
        for far in [house.app.clock.today() + Days::new(801), NaiveDate::MAX] {
            assert_eq!(refused(json!({ "day": far })).await, ["filter.day"], "{far}");
        }
        assert_eq!(refused(json!({ "day": "2001-01-03" })).await, ["filter.day"]);
        let far = now + Duration::days(803);
        assert_eq!(refused(json!({ "from": far, "until": far + Duration::hours(1) })).await, ["filter.from"]);
        let last = json!({ "from": "+262142-12-31T20:00:00Z", "until": "+262142-12-31T23:59:00Z" });
        assert_eq!(refused(last).await, ["filter.from"]);
        assert_eq!(refused(json!({ "places": 0 })).await, ["filter.places"]);
        assert_eq!(refused(json!({ "places": -3 })).await, ["filter.places"]);
        assert_eq!(refused(json!({ "units": 10_001 })).await, ["filter.units"]);
        assert_eq!(refused(json!({ "accessibility": ["wings"] })).await, ["filter.accessibility"]);
        assert_eq!(refused(json!({ "territories": ["departement:99"] })).await, ["filter.territories"]);
        assert_eq!(refused(json!({ "text": "x".repeat(201) })).await, ["filter.text"]);
        let sorted = house.refused(QUERY, json!({ "sort": "DISTANCE" })).await;
        assert_eq!(sorted.paths(), ["sort"]);
    }
}

story! {
    async fn a_cursor_stays_good_when_something_is_booked_and_not_for_another_search(house) {
        let us = owner(&house, "La Ruche").await;
        let rooms: Vec<_> = (0..5).map(|n| offered(us, &format!("Salle {n}")).with(|row| row.places = Some(20))).collect();
        let last = rooms[0].id();
        house.share(rooms).await;
        let ask = async |filter: &Value, after: Option<&str>| {
            house.ask(QUERY, json!({ "filter": filter, "first": 2, "after": after })).await["sharedResources"].take()
        };
        let filter = afternoon(&house);
        let page = ask(&filter, None).await;
        let cursor = page["pageInfo"]["endCursor"].as_str().unwrap();
        let day = thursday(&house);
        house.booked(last, us, (at(day, 14), at(day, 15))).await;
        let next = ask(&filter, Some(cursor)).await;
        assert_eq!(next["totalCount"], 4);
        assert_eq!(next["nodes"].as_array().unwrap().len(), 2);
        let other = house.refused(QUERY, json!({ "filter": { "places": 3 }, "after": cursor })).await;
        assert_eq!(other.paths(), ["after"]);
    }
}

story! {
    async fn what_is_archived_with_its_owner_leaves_and_comes_back(house) {
        let mut ana = house.member("ana@exemple.fr").await;
        let id = ana.opens("La Ruche", &siret(77)).await;
        house.share(vec![offered(Uuid::parse_str(&id).unwrap(), "Salle")]).await;
        assert_eq!(found(&house, json!({})).await, ["Salle"]);
        let act = async |ana: &mut Person<'_>, what: &str| {
            let answer = ana.graphql(&format!("mutation {{ {what}Organization(id: \"{id}\") }}"), json!({})).await;
            assert!(answer.json().get("errors").is_none(), "{}", answer.text);
            house.drain().await;
        };
        act(&mut ana, "archive").await;
        assert_eq!(found(&house, json!({})).await, [""; 0]);
        act(&mut ana, "restore").await;
        assert_eq!(found(&house, json!({})).await, ["Salle"]);
        worker_rebuilds(&house).await;
        assert_eq!(found(&house, json!({})).await, ["Salle"]);
    }
}

async fn worker_rebuilds(house: &House) {
    backend::search::rebuild(&house.app, |_| {}).await.unwrap();
}

/// A hidden place, with hostile texts.
pub(super) async fn hidden(house: &House) -> NewResource {
    let us = owner(house, "=La Ruche").await;
    offered(us, "=HYPERLINK(\"http://example.org\") <b>").with(|row| {
        row.exact = false;
        row.address = Some("12 rue Secrète".to_owned());
        row.description = "@SUM(A1)\u{0}".replace('\u{0}', "");
        row.access = "Sonner deux fois".to_owned();
    })
}

story! {
    async fn a_hidden_place_stands_at_the_town_hall_everywhere(house) {
        let room = hidden(&house).await;
        let id = room.id();
        house.share(vec![room]).await;
        let map = house.get("/carte/mutualisation.geojson").await.json();
        let point = &map["features"][0]["geometry"]["coordinates"];
        assert!((point[1].as_f64().unwrap() - 48.123_46).abs() > 0.001, "{point}");
        assert_eq!(map["features"][0]["properties"]["path"], format!("/mutualisation/{id}"));
        for path in [
            "/export/mutualisation.csv",
            "/export/mutualisation.jsonld",
            "/export/mutualisation.murmurations.json",
            "/feeds/mutualisation.atom",
            "/mutualisation",
            "/carte/mutualisation.geojson",
        ] {
            let text = house.get(path).await;
            assert_eq!(text.status, 200, "{path}: {}", text.text);
            for private in ["Secrète", "48.1234", "1.6543", "sous le pot", "Sonner"] {
                assert!(!text.text.contains(private), "{path} tells {private}: {}", text.text);
            }
        }
    }
}

story! {
    async fn exports_hold_what_everyone_may_see_and_no_formula(house) {
        let room = hidden(&house).await;
        let owner = room.row.organization;
        house
            .share(vec![
                room,
                offered(owner, "Four cherché").with(|row| {
                    row.direction = "request".to_owned();
                    row.valid_until = Some(NaiveDate::from_ymd_opt(2199, 12, 31).unwrap());
                }),
            ])
            .await;
        let csv = house.get("/export/mutualisation.csv").await;
        assert!(csv.header("content-disposition").contains("bdis-mutualisation-"));
        let mut reader = csv::Reader::from_reader(csv.text.as_bytes());
        let rows: Vec<std::collections::HashMap<String, String>> =
            reader.deserialize().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), 2, "offers and requests");
        let room = rows.iter().find(|row| row["direction"] == "offer").unwrap();
        assert!(room["name"].starts_with("'=") && room["owner"].starts_with("'="), "{room:?}");
        assert!(room["description"].starts_with("'@"));
        assert_eq!((room["city"].as_str(), room["address"].as_str(), room["place_exact"].as_str()), ("Rennes", "", "no"));
        assert_eq!(room["licence"], "etalab-2.0");
        let oven = rows.iter().find(|row| row["direction"] == "request").unwrap();
        assert_eq!(oven["address"], "3 rue du Port", "who shows it, shows it");
        let linked = house.get("/export/mutualisation.jsonld?sens=demande").await.json();
        let graph = linked["@graph"].as_array().unwrap();
        assert_eq!((graph.len(), graph[0]["@type"].as_str()), (1, Some("Demand")));
        assert_eq!(graph[0]["validThrough"], "2199-12-31");
        let profiles = house.get("/export/mutualisation.murmurations.json").await.json();
        let wanted = profiles.as_array().unwrap().iter().find(|one| one["exchange_type"] == "want").unwrap();
        assert_eq!(wanted["linked_schemas"], json!(["offers_wants_prototype-v0.0.2"]));
        assert_eq!(wanted["transaction_type"], json!(["borrow-lend"]));
        let held = house.client.get(format!("{}/export/mutualisation.csv", house.address));
        let again = house.send(held.header("if-none-match", csv.header("etag"))).await;
        assert_eq!(again.status, 304);
        let wrong = house.get("/export/mutualisation.csv?type=chateau&couleur=vert").await;
        assert_eq!((wrong.status, wrong.code().as_str()), (422, "INVALID"));
        assert_eq!(house.get("/export/mutualisation.pdf").await.status, 404);
    }
}

story! {
    async fn a_feed_follows_a_territory_and_a_kind(house) {
        let us = owner(&house, "La Ruche").await;
        house
            .share(vec![
                offered(us, "Cuisine & salle"),
                offered(us, "Perceuse").with(|row| row.kind = "equipment".to_owned()),
                offered(us, "Hangar à Brest").with(|row| {
                    (row.commune, row.departement) =
                        (Some("commune:29019".to_owned()), Some("departement:29".to_owned()));
                }),
            ])
            .await;
        let feed = house.get("/feeds/mutualisation.atom?territoire=departement:35&type=premises&sens=offre").await;
        assert_eq!(feed.status, 200, "{}", feed.text);
        assert!(feed.header("content-type").starts_with("application/atom+xml"));
        assert!(feed.text.contains("Cuisine &amp; salle"), "{}", feed.text);
        for other in ["Perceuse", "Hangar"] {
            assert!(!feed.text.contains(other), "{other}: {}", feed.text);
        }
    }
}

story! {
    async fn the_catalogue_answers_by_day_and_hours_in_both_languages(house) {
        let us = owner(&house, "La Ruche").await;
        house
            .share(vec![
                offered(us, "Salle du port").with(|row| row.places = Some(30)).open(&[3], 14, 18),
                offered(us, "Atelier").with(|row| row.places = Some(30)).open(&[4], 8, 20),
            ])
            .await;
        let day = thursday(&house);
        let query = format!("jour={day}&de=14:00&a=17:00&places=20&territoire=departement:35");
        let page = house.get(&format!("/mutualisation?{query}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("Salle du port") && !page.text.contains("Atelier"), "{}", page.text);
        assert!(page.text.contains("1 offre correspond"), "{}", page.text);
        let english = house.get(&format!("/en/mutualisation?{query}")).await;
        assert!(english.text.contains("1 offer matches"), "{}", english.text);
        let empty = house.get(&format!("/mutualisation?{query}&accessibilite=lift")).await;
        assert!(empty.text.contains("/espace/alertes/nouvelle?pour=mutualisation&#38;jour="), "{}", empty.text);
        assert!(empty.text.contains("1\u{202F}résultat") || empty.text.contains("1 résultat"), "{}", empty.text);
    }
}

story! {
    async fn what_the_catalogue_cant_understand_is_told_beside_its_field(house) {
        let day = thursday(&house);
        for (query, field) in [
            ("jour=jeudi", "jour"),
            ("de=14:00", "jour"),
            (format!("jour={day}&de=midi").as_str(), "de"),
            (format!("jour={day}&de=14:00").as_str(), "a"),
            (format!("jour={day}&moment=nuit").as_str(), "moment"),
            (format!("jour={day}&moment=soir&de=14:00&a=16:00").as_str(), "moment"),
            ("moment=soir", "jour"),
            (format!("jour={day}&de=14:00&a=13:00").as_str(), "a"),
            ("jour=2001-01-03", "jour"),
            ("jour=2199-01-03", "jour"),
            ("jour=%2B262142-12-31", "jour"),
            ("jour=%2B262142-12-31&de=20:00&a=24:00", "jour"),
            ("jour=-262143-01-01&de=00:00&a=01:00", "jour"),
            ("places=vingt", "places"),
            ("places=0", "places"),
            ("unites=-1", "unites"),
            ("territoire=Nulle-Part-sur-Rien", "territoire"),
            ("type=chateau", "type"),
            ("accessibilite=ailes", "accessibilite"),
            ("rayon=9999&centre=Rennes", "rayon"),
        ] {
            let page = house.get(&format!("/mutualisation?{query}")).await;
            assert_eq!(page.status, 422, "{query}");
            assert!(page.text.contains(&format!("id=\"{field}-problem\"")), "{query}: {}", page.text);
        }
        for query in ["sens=travers", "tri=hasard", "apres=abc", "monnaie=or"] {
            assert_eq!(house.get(&format!("/mutualisation?{query}")).await.status, 422, "{query}");
        }
    }
}
