//! The number of SQL statements never grows with the number of results.

use bdis_tests::*;
use schema::guarantees::State;
use serde_json::json;

async fn hundred(house: &House) {
    house.network("reseau").await;
    let one = |number: usize| {
        supplier(&format!("Atelier {number}"))
            .at("35238", "35", (48.11, -1.68))
            .serving(&["departement:35"])
            .category("77310000")
            .theme("food")
            .member_of("reseau")
            .holding(grant("esus", State::RegisterChecked))
            .holding(grant("ei", State::Declared))
            .selling(product("Taille", "77340000").within(5))
            .selling(product("Tonte", "77310000").within(9))
            .selling(product("Plantation", "77310000").within(12))
    };
    house.open_to((0..120).map(one).collect()).await;
}

story! {
    async fn suppliers_with_their_products_take_four_statements_at_most(house) {
        hundred(&house).await;
        let query = "query($n: Int) { suppliers(first: $n, filter: { territories: [\"departement:35\"], guarantees: [\"esus\"], text: \"atelier\" }) {
            totalCount nodes { name commune { name } products(first: 3) { name leadTimeDays category { label } } }
            facets { territories { value } guarantees { value } } } }";
        let few = house.statements_of(query, json!({ "n": 5 })).await;
        let many = house.statements_of(query, json!({ "n": 100 })).await;
        assert_eq!(few, many);
        assert!((2..=4).contains(&many), "{many}");
    }
}

story! {
    async fn everything_nested_takes_as_many_statements_for_five_as_for_a_hundred(house) {
        hundred(&house).await;
        let query = "query($n: Int) { suppliers(first: $n) { nodes { name source { name } serviceArea { confirmed } currencies
            categories { category { label } } themes { theme { label } } networks { name }
            guarantees { standing level declaredSource scheme { name } } products(first: 2) { name supplier { name } } } } }";
        let few = house.statements_of(query, json!({ "n": 5 })).await;
        assert_eq!(few, house.statements_of(query, json!({ "n": 100 })).await);
        assert!(few <= 10, "{few}");
    }
}

story! {
    async fn clusters_with_their_supplier_take_one_statement_more_whatever_their_number(house) {
        let near = |n: usize| supplier(&format!("Seul {n}")).at("35238", "35", (44.0 + n as f64 / 10.0, 1.0 + n as f64 / 10.0)).serving_all();
        house.open_to((0..40).map(near).collect()).await;
        let query = "query($north: Float!) { suppliers(first: 1) { clusters(zoom: 10, bounds: { south: 43, west: 0, north: $north, east: 9 }) { count supplier { name } } } }";
        let few = house.statements_of(query, json!({ "north": 44.35 })).await;
        assert_eq!(few, house.statements_of(query, json!({ "north": 49.0 })).await);
    }
}

story! {
    async fn the_reference_takes_no_statement_at_all(house) {
        let query = "{ themes { label } guaranteeSchemes { name } territories(search: \"renn\") { name } categories(search: \"bois\") { label } }";
        assert_eq!(house.statements_of(query, json!({})).await, 0);
    }
}

story! {
    async fn what_is_opened_most_reads_no_table_whole(house) {
        hundred(&house).await;
        let mut bruno = house.member("bruno@scop.example").await;
        let id = bruno.opens("La Belle Planche", "73282932000074").await;
        house.offers(resource("Cuisine", &id)).await;
        house.drain().await;
        let (day, by_day) = (at(&house, 3, 12), "query($f: SharedResourceFilter) { sharedResources(filter: $f) { nodes { name } } }");
        let plans = house.plans_while(async {
            house.ask(by_day, json!({ "f": { "day": day.date_naive() } })).await;
            house.ask(by_day, json!({ "f": { "from": day, "until": day + chrono::Duration::hours(2) } })).await;
            for path in ["/", "/fournisseurs?q=atelier", "/mutualisation", "/espace", "/espace/reservations", "/espace/messages"] {
                let answered = bruno.get(path).await;
                assert_eq!(answered.status, 200, "{path}");
            }
        });
        let large = ["organizations", "products", "guarantees", "shared_resources", "bookings", "events", "messages"];
        // The home page says how many products there are.
        for (step, sql) in plans.await.into_iter().filter(|(_, sql)| !sql.starts_with("SELECT COUNT(")) {
            let whole = large.iter().any(|table| step == format!("SCAN {table}"));
            assert!(!whole && !step.contains("archived_at=?"), "{step}: {sql}");
        }
    }
}
