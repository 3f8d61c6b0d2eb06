//! A real list with its real dirt.

use backend::interchange::Options;
use bdis_tests::*;
use serde_json::json;

async fn read(house: House) {
    let Some(list) = shared("suppliers/siae.csv") else { return };
    let first = house.import_file(&list, Options::default()).await.unwrap();
    assert_eq!((first.read, first.created, first.updated, first.unchanged), (3_853, 3_828, 12, 0));
    assert_eq!((first.rejected, first.rejects.len()), (13, 13));
    assert!(
        first.rejects.iter().all(|note| note.reason.starts_with("siret-checksum")),
        "{:?}",
        first.rejects
    );
    house.drain().await;

    let asked = json!({ "text": "espaces verts", "territories": ["departement:35"] });
    let query = "query($filter: SupplierFilter) { suppliers(filter: $filter, first: 100) { totalCount edges { servesWhole
        node { departement { code } guarantees { level declaredSource } categories { confirmed } } } } }";
    let data = house.ask(query, json!({ "filter": asked })).await;
    let edges = data["suppliers"]["edges"].as_array().unwrap();
    assert!(!edges.is_empty(), "someone does green spaces in Ille-et-Vilaine");
    for edge in edges {
        assert_eq!(edge["servesWhole"], true);
        assert_eq!(edge["node"]["departement"]["code"], "departement:35");
        assert!(
            edge["node"]["guarantees"]
                .as_array()
                .unwrap()
                .iter()
                .any(|one| one["level"] == "DECLARED" && one["declaredSource"] == "siae.csv")
        );
        assert!(edge["node"]["categories"].as_array().unwrap().iter().all(|one| one["confirmed"] == false));
    }
    let both = house.found(json!({ "guarantees": ["aci", "ei"] })).await;
    assert!(!both.is_empty(), "a repeated SIRET holds both statuses");

    let second = house.import_file(&list, Options::default()).await.unwrap();
    assert_eq!((second.created, second.updated, second.unchanged, second.rejected), (0, 0, 3_840, 13));
}

story! {
    async fn a_real_list_is_read_whole_and_changes_nothing_the_second_time(house) {
        read(house).await
    }
}
