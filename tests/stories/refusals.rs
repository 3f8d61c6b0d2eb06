//! A filter that can't be understood is refused, and the error names what is wrong.

use bdis_tests::*;
use serde_json::{Value, json};

story! {
    async fn an_unknown_code_is_named_with_its_field(house) {
        for field in ["territories", "located", "themes", "categories", "currencies", "guarantees", "legalForms", "networks"] {
            let refused = house.refused_filter(json!({ field: ["inconnu-42"] })).await;
            assert_eq!(refused.code, "INVALID", "{field}");
            assert_eq!(refused.paths(), [format!("filter.{field}")], "{refused:?}");
            assert!(refused.fields[0].1.contains("inconnu-42"), "{refused:?}");
        }
    }
}

story! {
    async fn every_unknown_code_is_named_at_once(house) {
        let refused = house.refused_filter(json!({ "themes": ["food", "faux"], "territories": ["departement:2C"], "guarantees": ["rien"] })).await;
        let mut paths = refused.paths();
        paths.sort();
        assert_eq!(paths, ["filter.guarantees", "filter.territories", "filter.themes"]);
    }
}

story! {
    async fn codes_of_another_kind_or_shape_are_unknown(house) {
        for code in ["", "35", "departement:", "region:35000", "planet:earth", "commune:99999", "epci:0"] {
            let refused = house.refused_filter(json!({ "territories": [code] })).await;
            assert_eq!(refused.paths(), ["filter.territories"], "{code:?}: {refused:?}");
        }
    }
}

story! {
    async fn ten_thousand_values_are_refused_by_their_number(house) {
        let many: Vec<String> = (0..10_000).map(|number| format!("departement:{number}")).collect();
        for field in ["territories", "located", "themes", "categories", "currencies", "guarantees", "legalForms", "networks"] {
            let refused = house.refused_filter(json!({ field: many })).await;
            assert_eq!((refused.code.as_str(), refused.paths()), ("INVALID", vec![format!("filter.{field}").as_str()]));
            assert!(refused.message.contains("10000") || refused.message.contains("10,000"), "{}", refused.message);
        }
        let grounds = vec!["ESS"; 10_000];
        let refused = house.refused_filter(json!({ "reservedGrounds": grounds })).await;
        assert_eq!(refused.paths(), ["filter.reservedGrounds"]);
    }
}

story! {
    async fn a_hundred_values_are_answered(house) {
        let codes: Vec<String> = (1..=95).filter(|n| *n != 20).map(|n| format!("departement:{n:02}")).collect();
        assert!(house.found(json!({ "territories": codes })).await.is_empty());
    }
}

story! {
    async fn an_over_long_text_is_refused_by_name(house) {
        for text in ["a".repeat(100_000), "mot ".repeat(20_000), "é".repeat(60_000)] {
            let refused = house.refused_filter(json!({ "text": text })).await;
            assert_eq!((refused.code.as_str(), refused.paths()), ("INVALID", vec!["filter.text"]));
        }
    }
}

story! {
    async fn control_characters_are_refused_and_do_no_harm(house) {
        house.open_to(vec![supplier("Jardins").serving_all()]).await;
        for typed in ["\u{0}jar\u{7}dins\u{1b}[31m", "\u{0}", "jardins\u{1}"] {
            let refused = house.refused_filter(json!({ "text": typed })).await;
            assert_eq!((refused.code.as_str(), refused.paths()), ("INVALID", vec!["filter.text"]), "{typed:?}");
        }
        let page = house.get("/en/fournisseurs?q=%00%07jardins").await;
        assert!(page.status == 422 && page.text.contains("invisible characters"), "{}", page.text);
        assert_eq!(house.found(json!({ "text": "jardins\u{202e}\r\n\t" })).await, ["Jardins"]);
        let refused = house.refused_filter(json!({ "themes": ["\u{0}\u{1b}[31mfaux"] })).await;
        assert!(!refused.message.chars().any(char::is_control), "{:?}", refused.message);
        for query in ["query($t: String!) { supplier(slug: $t) { name } }", "query($t: ID!) { product(id: $t) { name } }",
            "query($t: String!) { guaranteeScheme(code: $t) { code } }"] {
            let data = house.ask(query, json!({ "t": "a\u{0}b" })).await;
            assert!(data.as_object().unwrap().values().all(Value::is_null), "{data}");
        }
        house.ask("query($t: String!) { territories(search: $t) { code } categories(search: $t) { code } }", json!({ "t": "\u{0}" })).await;
    }
}

story! {
    async fn a_point_a_radius_and_a_lead_time_that_cannot_be_are_refused_by_name(house) {
        let near = |latitude: f64, longitude: f64, km: f64| json!({ "near": { "latitude": latitude, "longitude": longitude, "radiusKm": km } });
        for (filter, path) in [
            (near(91.0, 0.0, 10.0), "filter.near"),
            (near(0.0, 181.0, 10.0), "filter.near"),
            (near(1e308, -1e308, 10.0), "filter.near"),
            (near(48.0, -1.0, 0.0), "filter.near.radiusKm"),
            (near(48.0, -1.0, -5.0), "filter.near.radiusKm"),
            (near(48.0, -1.0, 1e300), "filter.near.radiusKm"),
            (json!({ "maxLeadTimeDays": -1 }), "filter.maxLeadTimeDays"),
            (json!({ "maxLeadTimeDays": 731 }), "filter.maxLeadTimeDays"),
            (json!({ "maxLeadTimeDays": i32::MAX }), "filter.maxLeadTimeDays"),
        ] {
            let refused = house.refused_filter(filter.clone()).await;
            assert_eq!((refused.code.as_str(), refused.paths()), ("INVALID", vec![path]), "{filter}");
        }
    }
}

story! {
    async fn a_sort_by_distance_needs_a_circle(house) {
        let refused = house.refused("{ suppliers(sort: DISTANCE) { totalCount } }", json!({})).await;
        assert_eq!((refused.code.as_str(), refused.paths()), ("INVALID", vec!["sort"]));
    }
}

story! {
    async fn a_zoom_and_bounds_that_are_not_of_the_map_are_refused_by_name(house) {
        let query = "query($zoom: Int!, $bounds: GeoBounds!) { suppliers { clusters(zoom: $zoom, bounds: $bounds) { count } } }";
        let bounds = json!({ "south": 41, "west": -6, "north": 52, "east": 10 });
        for zoom in [-1, 19, i32::MAX] {
            assert_eq!(house.refused(query, json!({ "zoom": zoom, "bounds": bounds })).await.paths(), ["zoom"]);
        }
        for wrong in [json!({ "south": 52, "west": -6, "north": 41, "east": 10 }), json!({ "south": -91, "west": 0, "north": 0, "east": 0 })] {
            assert_eq!(house.refused(query, json!({ "zoom": 5, "bounds": wrong })).await.paths(), ["bounds"]);
        }
    }
}

story! {
    async fn the_error_speaks_the_language_of_the_asker(house) {
        let body = json!({ "query": "{ suppliers(filter: { themes: [\"faux\"] }) { totalCount } }" }).to_string();
        let french = house.send(house.post("application/json", body.clone())).await.json();
        assert!(french["errors"][0]["message"].as_str().unwrap().contains("«"), "{french}");
        let english = house.send(house.post("application/json", body).header("accept-language", "en")).await.json();
        assert!(english["errors"][0]["message"].as_str().unwrap().contains("“faux”"), "{english}");
    }
}
