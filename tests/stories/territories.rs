//! A service area isn't an address: a search for a territory finds who serves it.

use bdis_tests::*;
use serde_json::{Value, json};

async fn served(house: &House, code: &str) -> Vec<(String, bool)> {
    let query = "query($filter: SupplierFilter) { suppliers(filter: $filter) { edges { servesWhole node { name } } } }";
    let data = house.ask(query, json!({ "filter": { "territories": [code] } })).await;
    let edges = data["suppliers"]["edges"].as_array().unwrap().clone();
    let one = |edge: &Value| (edge["node"]["name"].as_str().unwrap().to_owned(), edge["servesWhole"] == true);
    edges.iter().map(one).collect()
}

fn who(found: &[(&str, bool)]) -> Vec<(String, bool)> {
    found.iter().map(|(name, whole)| ((*name).to_owned(), *whole)).collect()
}

story! {
    async fn who_serves_all_of_a_territory_comes_before_who_serves_part_of_it(house) {
        house.open_to(vec![
            supplier("A Rennes seulement").serving(&["commune:35238"]),
            supplier("B toute la Bretagne").serving(&["region:53"]),
        ]).await;
        assert_eq!(
            served(&house, "departement:35").await,
            who(&[("B toute la Bretagne", true), ("A Rennes seulement", false)])
        );
        let mut rennes = served(&house, "commune:35238").await;
        rennes.sort();
        assert_eq!(rennes, who(&[("A Rennes seulement", true), ("B toute la Bretagne", true)]));
        assert_eq!(served(&house, "departement:29").await, who(&[("B toute la Bretagne", true)]));
        assert!(served(&house, "departement:13").await.is_empty());
    }
}

story! {
    async fn a_unit_whose_parts_are_all_served_counts_as_served(house) {
        let bretagne = ["departement:22", "departement:29", "departement:35", "departement:56"];
        house.open_to(vec![
            supplier("Quatre").serving(&bretagne),
            supplier("Trois").serving(&bretagne[..3]),
        ]).await;
        assert_eq!(served(&house, "region:53").await, who(&[("Quatre", true), ("Trois", false)]));
    }
}

story! {
    async fn an_epci_is_served_by_its_departement_and_serves_it_in_part(house) {
        house.open_to(vec![
            supplier("Métropole").serving(&["epci:243500139"]),
            supplier("Département").serving(&["departement:35"]),
        ]).await;
        let mut found = served(&house, "epci:243500139").await;
        found.sort();
        assert_eq!(found, who(&[("Département", true), ("Métropole", true)]));
        assert_eq!(served(&house, "departement:35").await, who(&[("Département", true), ("Métropole", false)]));
    }
}

story! {
    async fn a_radius_serves_the_communes_whose_town_hall_is_in_it(house) {
        house.open_to(vec![supplier("Rayon").serving_around(48.1113, -1.68, 15.0)]).await;
        assert_eq!(served(&house, "commune:35238").await, who(&[("Rayon", true)]));
        assert_eq!(served(&house, "departement:35").await, who(&[("Rayon", false)]));
        assert!(served(&house, "commune:35288").await.is_empty(), "Saint-Malo is too far");
        assert!(served(&house, "departement:29").await.is_empty());
        let data = house.ask("{ suppliers { nodes { serviceArea { radius { radiusKm center { latitude } } country } } } }", json!({})).await;
        assert_eq!(data["suppliers"]["nodes"][0]["serviceArea"]["radius"]["radiusKm"], 15.0);
    }
}

story! {
    async fn a_product_with_an_area_of_its_own_is_found_there(house) {
        house.open_to(vec![supplier("Ici").serving(&["departement:35"])
            .selling(product("Ailleurs", "77310000").serving(&["departement:13"]))]).await;
        assert_eq!(served(&house, "departement:13").await, who(&[("Ici", true)]));
        assert_eq!(served(&house, "departement:35").await, who(&[("Ici", true)]));
    }
}

story! {
    async fn an_arrondissement_answers_as_its_commune(house) {
        house.open_to(vec![supplier("Paris").serving(&["commune:75056"])]).await;
        assert_eq!(served(&house, "commune:75111").await, who(&[("Paris", true)]));
        assert_eq!(house.ask("{ territories(search: \"75011\", first: 3) { code } }", json!({})).await["territories"][0]["code"], "commune:75056");
    }
}

story! {
    async fn who_serves_the_country_serves_overseas(house) {
        house.open_to(vec![supplier("Partout").serving_all()]).await;
        for code in ["country:FR", "region:04", "departement:974", "commune:97411"] {
            assert_eq!(served(&house, code).await, who(&[("Partout", true)]), "{code}");
        }
    }
}

story! {
    async fn territories_are_found_by_the_beginning_of_their_name_or_post_code(house) {
        let query = "query($search: String!) { territories(search: $search, first: 5) { code name population point { latitude } } }";
        for (typed, code) in [("renn", "commune:35238"), ("ille et vil", "departement:35"), ("35200", "commune:35238"),
            ("bretagne", "region:53"), ("departement:35", "departement:35")] {
            let data = house.ask(query, json!({ "search": typed })).await;
            let found = data["territories"].as_array().unwrap();
            assert!(found.iter().any(|one| one["code"] == code), "{typed}: {found:?}");
        }
        assert_eq!(house.ask(query, json!({ "search": "" })).await["territories"], json!([]));
    }
}
