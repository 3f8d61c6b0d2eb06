//! A circle goes around one place, and says which.

use bdis_tests::*;
use serde_json::json;

use super::alerts::{AMINA, SAVE};

story! {
    async fn a_circle_asks_which_town_of_that_name_is_its_centre(house) {
        for list in ["/fournisseurs", "/mutualisation"] {
            let asked = house.get(&format!("{list}?centre=Saint-Denis&rayon=10")).await.text;
            let question = "Quelle commune voulez-vous dire par «\u{202F}Saint-Denis\u{202F}»\u{202F}?";
            assert!(asked.contains(question) && !asked.contains("Autour de Saint-Denis"), "{asked}");
            for departement in ["93", "974", "30", "11"] {
                assert!(asked.contains(&format!(">Saint-Denis ({departement})</a>")), "{departement}: {asked}");
            }
            for (typed, said) in [
                ("Saint-Denis+(974)", "Saint-Denis (974)"),
                ("commune:93066", "Saint-Denis (93)"),
                ("La+R%C3%A9union+(47)", "La Réunion (47)"),
                ("Rennes", "Rennes"),
                ("Paris", "Paris"),
            ] {
                let seen = house.get(&format!("{list}?centre={typed}&rayon=10")).await;
                assert!(seen.status == 200 && !seen.text.contains("Quelle commune"), "{typed}: {}", seen.text);
                assert!(seen.text.contains(&format!(">Autour de {said} (10\u{A0}km)</a>")), "{typed}: {}", seen.text);
                assert!(seen.text.contains(&format!("value=\"{said}\"")), "{typed}: {}", seen.text);
            }
            let island = house.get(&format!("{list}?centre=La+R%C3%A9union&rayon=10")).await.text;
            assert!(island.contains(">La Réunion (47)</a>") && !island.contains("n’est pas un lieu connu"), "{island}");
        }
    }
}

story! {
    async fn an_alert_around_one_of_several_towns_says_which(house) {
        let mut amina = house.member(AMINA).await;
        for kind in ["SUPPLIERS", "RESOURCES"] {
            let asked = |query: &str| json!({ "in": { "kind": kind, "name": "X", "query": query, "pace": "DAILY" } });
            let refused = amina.graphql(SAVE, asked("centre=Saint-Denis&rayon=10")).await.json();
            let error = &refused["errors"][0]["extensions"];
            assert!(error["code"] == "INVALID" && error["fields"][0]["path"] == "centre", "{refused}");
            let saved = amina.graphql(SAVE, asked("centre=Saint-Denis+(974)&rayon=10")).await.json();
            let query = saved["data"]["saveAlert"]["query"].as_str().unwrap_or_default();
            assert!(query.contains("97411"), "{saved}");
        }
        let alerts = amina.get("/espace/alertes").await.text;
        assert!(alerts.contains("Autour de Saint-Denis (974)"), "{alerts}");
    }
}
