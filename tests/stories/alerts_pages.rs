//! Alerts are made, read and given up on their pages.

use backend::organizations;
use bdis_tests::*;
use chrono::{DateTime, Days, Duration, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Paris;
use schema::alerts::{alert, key};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::alerts::{AMINA, SAVE, alerts_to, bread, watch};

story! {
    async fn hostile_queries_are_refused_with_their_field(house) {
        let mut amina = house.member(AMINA).await;
        let long = format!("q={}", "a".repeat(3_000));
        for (kind, query, path) in [
            ("SUPPLIERS", "territoire=atlantis", "territoire"),
            ("SUPPLIERS", "theme=<script>", "theme"),
            ("SUPPLIERS", "couleur=bleu&theme=food", "couleur"),
            ("SUPPLIERS", "delai=9999", "delai"),
            ("SUPPLIERS", &long, "query"),
            ("RESOURCES", "type=castle", "type"),
            ("RESOURCES", "centre=91,181", "centre"),
            ("RESOURCES", "places=-1", "places"),
            ("RESOURCES", "de=14:00", "jour"),
            ("RESOURCES", "jour=%2B262142-12-31&de=20:00&a=23:59", "jour"),
            ("RESOURCES", "jour=2199-01-03", "jour"),
            ("RESOURCES", "q=a%00b", "q"),
        ] {
            let asked = json!({ "in": { "kind": kind, "name": "X", "query": query, "pace": "DAILY" } });
            let refused = amina.graphql(SAVE, asked).await.json();
            let error = &refused["errors"][0]["extensions"];
            assert!(error["code"] == "INVALID" && error["fields"][0]["path"] == path, "{query}: {refused}");
        }
        let asked = json!({ "in": { "kind": "SUPPLIERS", "name": " ", "query": "theme=food", "pace": "DAILY" } });
        let refused = amina.graphql(SAVE, asked).await.json();
        assert_eq!(refused["errors"][0]["extensions"]["fields"][0]["path"], "name");
        let page = amina.get("/espace/alertes/nouvelle?pour=fournisseurs&territoire=%3Cscript%3Ealert(1)%3C/script%3E").await;
        assert!(page.status == 200 && !page.text.contains("<script>alert"), "{}", page.text);
        assert_eq!(amina.get("/espace/alertes/nouvelle?pour=dragons").await.status, 404);
    }
}

story! {
    async fn an_alert_is_made_from_the_results_and_sign_in_comes_back_to_it(house) {
        house.open_to(vec![bread("Le Pain")]).await;
        let results = house.get("/fournisseurs?theme=food&territoire=departement:35").await.text;
        assert!(results.contains("/espace/alertes/nouvelle?pour=fournisseurs&#38;theme=food"), "{results}");
        assert!(!house.get("/fournisseurs").await.text.contains("/espace/alertes/nouvelle"));
        let address = "/espace/alertes/nouvelle?pour=fournisseurs&theme=food";
        let away = house.get(address).await;
        assert_eq!(away.header("location"), "/connexion?retour=%2Fespace%2Falertes%2Fnouvelle%3Fpour%3Dfournisseurs%26theme%3Dfood");
        house.member(AMINA).await;
        let mut amina = house.person(AMINA);
        let back = amina.send(away.header("location"), &[("faire", "connexion"), ("email", AMINA), ("password", PASSWORD)]).await;
        assert_eq!(back.header("location"), address);
        let refused = amina.send(address, &[("faire", "suivre"), ("alertName", ""), ("pace", "daily")]).await;
        assert!(refused.status == 422 && refused.text.contains("Donnez un nom"), "{}", refused.text);
        let made = amina.send(address, &[("faire", "suivre"), ("alertName", "Bon pain"), ("pace", "weekly")]).await;
        let one = made.header("location").split('?').next().unwrap().to_owned();
        assert!(amina.get(&one).await.text.contains("Bon pain"));
        // Of others it doesn't exist.
        let mut eve = house.member("eve@x.example").await;
        assert_eq!(eve.get(&one).await.status, 404);
        let id = one.rsplit('/').next().unwrap();
        assert_eq!(eve.send("/espace/alertes", &[("faire", "supprimer-alerte"), ("id", id)]).await.status, 404);
        let viewer = amina.graphql("{ viewer { alerts { name query pace kind } } }", json!({})).await.json();
        let seen = &viewer["data"]["viewer"]["alerts"][0];
        assert!(seen["query"] == "theme=food" && seen["pace"] == "WEEKLY" && seen["kind"] == "SUPPLIERS", "{viewer}");
        // Deleted, it can come back, until it is gone for good.
        let deleted = amina.send("/espace/alertes", &[("faire", "supprimer-alerte"), ("id", id)]).await;
        let again = amina.get(deleted.header("location")).await.text;
        assert!(again.contains("Annuler la suppression") && !again.contains("Bon pain"), "{again}");
        assert_eq!(amina.send("/espace/alertes", &[("faire", "rendre-alerte"), ("id", id)]).await.status, 303);
        assert!(amina.get("/espace/alertes").await.text.contains("Bon pain"));
        amina.send("/espace/alertes", &[("faire", "supprimer-alerte"), ("id", id)]).await;
        house.app.clock.advance(Duration::days(3));
        house.drain().await;
        assert_eq!(alert::Entity::find().count(&house.app.db).await.unwrap(), 0);
    }
}

story! {
    async fn a_hundred_alerts_are_enough_for_one_person(house) {
        let mut amina = house.member(AMINA).await;
        for n in 0..100 {
            watch(&mut amina, "SUPPLIERS", &format!("Alerte {n}"), &format!("q=mot{n}"), "DAILY").await;
        }
        let asked = json!({ "in": { "kind": "SUPPLIERS", "name": "Une de plus", "query": "q=mot", "pace": "DAILY" } });
        let refused = amina.graphql(SAVE, asked).await.json();
        assert_eq!(refused["errors"][0]["extensions"]["fields"][0]["path"], "name", "{refused}");
    }
}

story! {
    async fn keys_follow_the_synonyms_of_the_reference(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Pain", "q=boulangerie", "AT_ONCE").await;
        let before = key::Entity::find().count(&house.app.db).await.unwrap();
        key::Entity::delete_many().exec(&house.app.db).await.unwrap();
        backend::alerts::tidy(&house.app).await.unwrap();
        assert_eq!(key::Entity::find().count(&house.app.db).await.unwrap(), before);
        let one = organizations::newest(&house.app.db, 1).await.unwrap();
        assert!(one.is_empty());
    }
}

story! {
    async fn the_keys_of_all_alerts_are_looked_at_when_the_day_turns(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Pain", "theme=food", "AT_ONCE").await;
        let before = key::Entity::find().count(&house.app.db).await.unwrap();
        key::Entity::delete_many().exec(&house.app.db).await.unwrap();
        house.drain().await;
        assert_eq!(key::Entity::find().count(&house.app.db).await.unwrap(), 0);
        house.app.clock.advance(Duration::days(1));
        house.drain().await;
        assert_eq!(key::Entity::find().count(&house.app.db).await.unwrap(), before);
    }
}

/// The clock goes to an hour of tomorrow in Paris.
fn tomorrow_at(house: &House, hour: u32) {
    let day = house.app.clock.today() + Days::new(1);
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let then: DateTime<Utc> = Paris.from_local_datetime(&day.and_time(time)).unwrap().to_utc();
    house.app.clock.advance(then - house.app.clock.now());
}

story! {
    async fn a_digest_comes_at_the_hour_one_chose_and_once_a_day(house) {
        let mut amina = house.member(AMINA).await;
        tomorrow_at(&house, 6);
        watch(&mut amina, "SUPPLIERS", "Pain", "theme=food", "DAILY").await;
        let choose = async |amina: &mut Person<'_>, hour: &str| {
            let typed = [("faire", "recapitulatif"), ("hour", hour), ("weekday", "1")];
            amina.send("/espace/alertes", &typed).await
        };
        for wrong in ["24", "-1", "midi", ""] {
            let refused = choose(&mut amina, wrong).await;
            assert!(refused.status == 422 && refused.text.contains("recapitulatif-hour-problem"), "{wrong} {}", refused.text);
        }
        assert_eq!(choose(&mut amina, "20").await.header("location"), "/espace/alertes?fait=digest");
        let page = amina.get("/espace/alertes").await.text;
        assert!(page.contains("<option value=\"20\" selected>20\u{A0}h</option>") && page.contains("heure de Paris"), "{page}");
        house.open_to(vec![bread("Le Pain")]).await;
        house.app.clock.advance(Duration::hours(3));
        house.drain().await;
        assert!(alerts_to(&house, AMINA).is_empty(), "it is nine, she chose twenty");
        // What waits for the hour that was is told at the one that is.
        choose(&mut amina, "10").await;
        house.drain().await;
        house.app.clock.advance(Duration::hours(1));
        house.drain().await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1);
        // Another hour of the same day makes no second letter.
        house.open_to(vec![bread("Le Fournil")]).await;
        choose(&mut amina, "12").await;
        house.app.clock.advance(Duration::hours(3));
        house.drain().await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1, "once a day");
        tomorrow_at(&house, 12);
        house.drain().await;
        let letters = alerts_to(&house, AMINA);
        assert!(letters.len() == 2 && letters[1].text.contains("Le Fournil"), "{letters:?}");
        let query = "mutation { chooseAlertDigest(hour: 7, weekday: 5) { hour weekday } }";
        let chosen = amina.graphql(query, json!({})).await.json();
        assert_eq!(chosen["data"]["chooseAlertDigest"], json!({ "hour": 7, "weekday": 5 }));
        let seen = amina.graphql("{ viewer { alertDigest { hour weekday } } }", json!({})).await.json();
        assert_eq!(seen["data"]["viewer"]["alertDigest"], json!({ "hour": 7, "weekday": 5 }));
    }
}
