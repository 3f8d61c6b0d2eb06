//! Cursors walk through all results once; one that no longer fits is refused by name.

use bdis_tests::*;
use serde_json::{Value, json};

const PAGE: &str = "query($filter: SupplierFilter, $sort: SupplierSort, $first: Int, $after: String) {
    suppliers(filter: $filter, sort: $sort, first: $first, after: $after) {
        totalCount nodes { name } edges { cursor node { name } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

async fn forty(house: &House) {
    let one = |number: usize| {
        let name = format!("Atelier {:02}", number % 20);
        supplier(&name).at("35238", "35", (48.0 + (number % 4) as f64 / 100.0, -1.68)).serving_all()
    };
    house.open_to((0..40).map(one).collect()).await;
}

async fn page(house: &House, sort: &str, first: usize, after: Option<&str>) -> Value {
    let near =
        json!({ "near": { "latitude": 48.0, "longitude": -1.68, "radiusKm": 100.0 }, "text": "atelier" });
    let mut data =
        house.ask(PAGE, json!({ "filter": near, "sort": sort, "first": first, "after": after })).await;
    data["suppliers"].take()
}

async fn refused_after(house: &House, filter: Value, sort: &str, after: &str) -> String {
    let refused =
        house.refused(PAGE, json!({ "filter": filter, "sort": sort, "first": 5, "after": after })).await;
    assert_eq!((refused.code.as_str(), refused.paths()), ("INVALID", vec!["after"]), "{refused:?}");
    refused.message
}

story! {
    async fn every_sort_is_walked_to_its_end_without_gaps_or_repeats(house) {
        forty(&house).await;
        for sort in ["RELEVANCE", "DISTANCE", "NAME", "RECENTLY_UPDATED"] {
            let (mut cursors, mut after, mut pages): (Vec<String>, Option<String>, usize) = Default::default();
            loop {
                let page = page(&house, sort, 7, after.as_deref()).await;
                assert_eq!(page["totalCount"], 40, "{sort}");
                assert_eq!(page["pageInfo"]["hasPreviousPage"], pages > 0, "{sort}");
                let edges = page["edges"].as_array().unwrap();
                cursors.extend(edges.iter().map(|edge| edge["cursor"].as_str().unwrap().to_owned()));
                after = page["pageInfo"]["endCursor"].as_str().map(str::to_owned);
                assert_eq!(after.as_ref(), cursors.last(), "{sort}");
                pages += 1;
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
                assert!(pages < 7, "{sort} never ends");
            }
            let found = cursors.len();
            cursors.sort();
            cursors.dedup();
            assert_eq!((found, cursors.len(), pages), (40, 40, 6), "{sort}");
        }
    }
}

story! {
    async fn a_page_past_the_last_is_empty_and_says_so(house) {
        forty(&house).await;
        let all = page(&house, "NAME", 40, None).await;
        assert_eq!(all["pageInfo"]["hasNextPage"], false);
        let end = all["pageInfo"]["endCursor"].as_str().unwrap();
        let past = page(&house, "NAME", 5, Some(end)).await;
        assert_eq!((past["nodes"].clone(), past["totalCount"].clone()), (json!([]), json!(40)));
        assert_eq!(past["pageInfo"], json!({ "hasNextPage": false, "hasPreviousPage": true, "startCursor": null, "endCursor": null }));
    }
}

story! {
    async fn a_forged_cursor_is_refused_by_name(house) {
        forty(&house).await;
        let near = json!({ "near": { "latitude": 48.0, "longitude": -1.68, "radiusKm": 100.0 }, "text": "atelier" });
        let good = page(&house, "NAME", 5, None).await["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
        let cut = &good[..good.len() / 2];
        let long = "A".repeat(10_000);
        for forged in ["", "x", "AAAA", "bnVsbA", "e30", "../../etc/passwd", "\u{0}", cut, &long] {
            assert!(refused_after(&house, near.clone(), "NAME", forged).await.contains("after"), "{forged}");
        }
    }
}

story! {
    async fn a_cursor_of_another_search_or_sort_is_refused_by_name(house) {
        forty(&house).await;
        let cursor = page(&house, "NAME", 5, None).await["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
        let near = json!({ "near": { "latitude": 48.0, "longitude": -1.68, "radiusKm": 100.0 }, "text": "atelier" });
        assert!(refused_after(&house, json!({}), "NAME", &cursor).await.contains("another search"));
        assert!(refused_after(&house, near, "DISTANCE", &cursor).await.contains("another search"));
    }
}

story! {
    async fn a_cursor_from_before_a_rebuild_is_refused_by_name(house) {
        forty(&house).await;
        let cursor = page(&house, "NAME", 5, None).await["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
        backend::search::rebuild(&house.app, |_| {}).await.unwrap();
        let near = json!({ "near": { "latitude": 48.0, "longitude": -1.68, "radiusKm": 100.0 }, "text": "atelier" });
        assert!(refused_after(&house, near, "NAME", &cursor).await.contains("updated"));
    }
}

story! {
    async fn a_cursor_outlives_other_suppliers_being_saved(house) {
        forty(&house).await;
        let cursor = page(&house, "NAME", 5, None).await["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
        house.open_to(vec![supplier("Zone").serving_all()]).await;
        let next = page(&house, "NAME", 35, Some(&cursor)).await;
        assert_eq!(next["nodes"].as_array().unwrap().len(), 35);
    }
}

story! {
    async fn first_goes_from_none_to_a_hundred(house) {
        forty(&house).await;
        let none = page(&house, "NAME", 0, None).await;
        assert_eq!((none["nodes"].clone(), none["totalCount"].clone()), (json!([]), json!(40)));
        assert_eq!(page(&house, "NAME", 100, None).await["nodes"].as_array().unwrap().len(), 40);
        for (first, code) in [(-1, "INVALID"), (101, "INVALID"), (i64::from(i32::MIN), "INVALID")] {
            let refused = house.refused("query($n: Int) { suppliers(first: $n) { totalCount } }", json!({ "n": first })).await;
            assert_eq!((refused.code.as_str(), refused.paths()), (code, vec!["first"]), "{first}: {refused:?}");
        }
        for first in [1_000_000_i64, i64::from(i32::MAX), i64::MAX] {
            let refused = house.refused("query($n: Int) { suppliers(first: $n) { totalCount } }", json!({ "n": first })).await;
            assert!(["TOO_COMPLEX", "INVALID"].contains(&refused.code.as_str()), "{first}: {refused:?}");
        }
    }
}
