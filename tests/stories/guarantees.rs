//! Scheme, level and validity are matched on one and the same guarantee; what lapsed, was
//! refused or suspended never counts.

use backend::guarantees::Guarantee;
use bdis_tests::*;
use chrono::{Duration, NaiveDate};
use schema::guarantees::{State, guarantee};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;

const NOBODY: [&str; 0] = [];

fn until(day: NaiveDate, guarantee: Guarantee) -> Guarantee {
    Guarantee { valid_until: Some(day), ..guarantee }
}

fn with_peers(house: &House, until: Option<NaiveDate>, guarantee: Guarantee) -> Guarantee {
    let today = house.app.clock.today();
    Guarantee { peer_reviewed_on: Some(today - Duration::days(30)), peer_valid_until: until, ..guarantee }
}

story! {
    async fn levels_rise_and_are_asked_of_the_scheme_named(house) {
        house.open_to(vec![
            supplier("Déclaré").holding(grant("esus", State::Declared)),
            supplier("Pièces vues").holding(grant("esus", State::EvidenceChecked)),
            supplier("Registre").holding(grant("esus", State::RegisterChecked)),
            supplier("En examen").holding(grant("esus", State::UnderReview)),
            supplier("Autre").holding(grant("ab", State::RegisterChecked)),
        ]).await;
        let at = |level: &str| json!({ "guarantees": ["esus"], "minLevel": level });
        assert_eq!(house.found(json!({ "guarantees": ["esus"] })).await, ["Déclaré", "En examen", "Pièces vues", "Registre"]);
        assert_eq!(house.found(at("DECLARED")).await, ["Déclaré", "En examen", "Pièces vues", "Registre"]);
        assert_eq!(house.found(at("EVIDENCE_CHECKED")).await, ["Pièces vues", "Registre"]);
        assert_eq!(house.found(at("REGISTER_CHECKED")).await, ["Registre"]);
        assert_eq!(house.found(json!({ "minLevel": "REGISTER_CHECKED" })).await, ["Autre", "Registre"]);
    }
}

story! {
    async fn a_level_of_one_guarantee_says_nothing_of_another(house) {
        house.open_to(vec![supplier("Mêlé").holding(grant("esus", State::Declared)).holding(grant("ab", State::RegisterChecked))]).await;
        assert_eq!(house.found(json!({ "guarantees": ["esus", "ab"] })).await, ["Mêlé"]);
        assert_eq!(house.found(json!({ "guarantees": ["esus", "ab"], "minLevel": "REGISTER_CHECKED" })).await, NOBODY);
        assert_eq!(house.found(json!({ "guarantees": ["ab"], "minLevel": "REGISTER_CHECKED" })).await, ["Mêlé"]);
    }
}

story! {
    async fn all_the_guarantees_named_must_be_held(house) {
        house.open_to(vec![
            supplier("Les deux").holding(grant("esus", State::Declared)).holding(grant("ab", State::Declared)),
            supplier("Une").holding(grant("ab", State::Declared)),
        ]).await;
        assert_eq!(house.found(json!({ "guarantees": ["esus", "ab"] })).await, ["Les deux"]);
        assert_eq!(house.found(json!({ "guarantees": ["ab"] })).await, ["Les deux", "Une"]);
    }
}

story! {
    async fn a_level_past_its_validity_does_not_lend_itself_to_its_renewal(house) {
        let yesterday = house.app.clock.today() - Duration::days(1);
        let renewal = Guarantee { renewal: 2, ..grant("esus", State::Declared) };
        house.open_to(vec![supplier("Renouvelé")
            .holding(until(yesterday, grant("esus", State::RegisterChecked))).holding(renewal)]).await;
        assert_eq!(house.found(json!({ "guarantees": ["esus"] })).await, ["Renouvelé"]);
        assert_eq!(house.found(json!({ "guarantees": ["esus"], "minLevel": "EVIDENCE_CHECKED" })).await, NOBODY);
    }
}

story! {
    async fn refused_suspended_withdrawn_and_expired_ones_never_count(house) {
        let yesterday = house.app.clock.today() - Duration::days(1);
        house.open_to(vec![
            supplier("Refusé").holding(grant("esus", State::Refused)),
            supplier("Suspendu").holding(grant("esus", State::Suspended)),
            supplier("Retiré").holding(grant("esus", State::Withdrawn)),
            supplier("Expiré").holding(until(yesterday, grant("esus", State::RegisterChecked))),
        ]).await;
        for filter in [
            json!({ "guarantees": ["esus"] }),
            json!({ "minLevel": "DECLARED" }),
            json!({ "reservedGrounds": ["ESS"] }),
        ] {
            assert_eq!(house.found(filter).await, NOBODY);
        }
        let data = house.ask("{ suppliers(sort: NAME) { facets { guarantees { value } } nodes { name guarantees { standing level } } } }", json!({})).await;
        assert_eq!(data["suppliers"]["facets"]["guarantees"], json!([]));
        let shown = |place: usize| data["suppliers"]["nodes"][place]["guarantees"].clone();
        assert_eq!(shown(0), json!([{ "standing": "EXPIRED", "level": null }]));
        assert_eq!(shown(1), json!([]), "a refused one is not shown");
        assert_eq!(shown(2), json!([]), "nor a withdrawn one");
        assert_eq!(shown(3), json!([{ "standing": "SUSPENDED", "level": null }]));
    }
}

story! {
    async fn peers_are_asked_of_the_same_guarantee_and_for_as_long_as_their_accord_holds(house) {
        let yesterday = house.app.clock.today() - Duration::days(1);
        house.open_to(vec![
            supplier("Revu").holding(with_peers(&house, None, grant("esus", State::Declared))),
            supplier("Revu jadis").holding(with_peers(&house, Some(yesterday), grant("esus", State::Declared))),
            supplier("Revu pour autre chose").holding(grant("esus", State::Declared))
                .holding(with_peers(&house, None, grant("ab", State::Declared))),
        ]).await;
        assert_eq!(house.found(json!({ "guarantees": ["esus"], "peerReviewed": true })).await, ["Revu"]);
        assert_eq!(house.found(json!({ "peerReviewed": true })).await, ["Revu", "Revu pour autre chose"]);
        assert_eq!(house.found(json!({ "peerReviewed": false })).await.len(), 3);
    }
}

story! {
    async fn without_a_public_register_evidence_and_peers_together_count_as_register_checked(house) {
        let checked = |scheme| with_peers(&house, None, grant(scheme, State::EvidenceChecked));
        house.open_to(vec![
            supplier("Sans registre").holding(checked("guide-bonnes-pratiques-ess")),
            supplier("Avec registre").holding(checked("esus")),
        ]).await;
        assert_eq!(house.found(json!({ "minLevel": "REGISTER_CHECKED" })).await, ["Sans registre"]);
        assert_eq!(house.found(json!({ "minLevel": "EVIDENCE_CHECKED" })).await.len(), 2);
    }
}

story! {
    async fn a_ground_is_opened_by_a_guarantee_in_force_and_at_its_level(house) {
        house.open_to(vec![
            supplier("Insertion").holding(grant("ei", State::Declared)),
            supplier("Adaptée").holding(grant("ea", State::RegisterChecked)),
            supplier("Coopérative").holding(grant("scop", State::Declared)),
            supplier("Bio").holding(grant("ab", State::RegisterChecked)),
        ]).await;
        assert_eq!(house.found(json!({ "reservedGrounds": ["INSERTION"] })).await, ["Insertion"]);
        assert_eq!(house.found(json!({ "reservedGrounds": ["DISABILITY"] })).await, ["Adaptée"]);
        assert_eq!(house.found(json!({ "reservedGrounds": ["ESS", "INSERTION"] })).await, ["Coopérative", "Insertion"]);
        assert_eq!(
            house.found(json!({ "reservedGrounds": ["DISABILITY", "INSERTION"], "minLevel": "REGISTER_CHECKED" })).await,
            ["Adaptée"]
        );
    }
}

story! {
    async fn a_guarantee_ends_after_its_last_day_whether_or_not_the_worker_has_run(house) {
        let today = house.app.clock.today();
        house.open_to(vec![supplier("Bientôt").holding(until(today, grant("esus", State::RegisterChecked)))]).await;
        let filter = json!({ "guarantees": ["esus"] });
        assert_eq!(house.found(filter.clone()).await, ["Bientôt"], "its last day counts");
        house.app.clock.advance(Duration::days(1));
        let query = "query($filter: SupplierFilter) { suppliers(filter: $filter) { nodes { name } } }";
        let data = house.ask(query, json!({ "filter": filter })).await;
        assert_eq!(data["suppliers"]["nodes"], json!([]), "the worker hasn't run");
        house.drain().await;
        assert_eq!(house.found(filter).await, NOBODY);
        let data = house.ask("{ suppliers { nodes { guarantees { standing } } facets { guarantees { value } } } }", json!({})).await;
        assert_eq!(data["suppliers"]["nodes"][0]["guarantees"][0]["standing"], "EXPIRED");
        assert_eq!(data["suppliers"]["facets"]["guarantees"], json!([]));
    }
}

story! {
    async fn a_guarantee_begins_on_its_first_day(house) {
        let tomorrow = house.app.clock.today() + Duration::days(1);
        house.open_to(vec![supplier("Demain").holding(Guarantee { valid_from: Some(tomorrow), ..grant("esus", State::Declared) })]).await;
        assert_eq!(house.found(json!({ "guarantees": ["esus"] })).await, NOBODY);
        house.app.clock.advance(Duration::days(1));
        house.drain().await;
        assert_eq!(house.found(json!({ "guarantees": ["esus"] })).await, ["Demain"]);
    }
}

story! {
    async fn a_suspension_shows_in_results_before_the_index_knows(house) {
        let one = supplier("Suspendu ce matin").holding(grant("esus", State::RegisterChecked));
        let id = one.guarantees[0].id;
        house.open_to(vec![one]).await;
        let mut row = guarantee::Entity::find_by_id(id).one(&house.app.db).await.unwrap().unwrap().into_active_model();
        row.state = Set(State::Suspended);
        row.reason = Set(Some("Plainte".to_owned()));
        row.update(&house.app.db).await.unwrap();
        let data = house.ask("{ suppliers(filter: { guarantees: [\"esus\"] }) { nodes { name } } }", json!({})).await;
        assert_eq!(data["suppliers"]["nodes"], json!([]));
    }
}

story! {
    async fn the_catalogue_says_of_each_scheme_what_a_buyer_must_know(house) {
        let query = "{ guaranteeSchemes { code kind name issuer subjects proof holdsMonths holdsNote registerUrl register
            grounds legalSource description checked uncertain } guaranteeScheme(code: \"esus\") { code grounds } }";
        let data = house.ask(query, json!({})).await;
        let schemes = data["guaranteeSchemes"].as_array().unwrap();
        assert!(schemes.len() >= 40, "{}", schemes.len());
        for scheme in schemes {
            for field in ["code", "kind", "name", "issuer", "proof", "description"] {
                assert!(!scheme[field].as_str().unwrap().is_empty(), "{} of {}", field, scheme["code"]);
            }
            assert!(!scheme["subjects"].as_array().unwrap().is_empty(), "{}", scheme["code"]);
        }
        assert_eq!(data["guaranteeScheme"], json!({ "code": "esus", "grounds": ["ESS"] }));
    }
}

story! {
    async fn a_public_register_confirms_many_at_once_and_undoes_no_suspension(house) {
        let mut bruno = house.member("bruno@scop.example").await;
        let id = bruno.opens("La Belle Planche", "73282932000074").await;
        let declare = "mutation($id: ID!, $scheme: String!) { declareGuarantee(organization: $id, input: { scheme: $scheme }) { id } }";
        for scheme in ["esus", "ei"] {
            let made = bruno.graphql(declare, serde_json::json!({ "id": id, "scheme": scheme })).await;
            assert!(made.json().get("errors").is_none(), "{}", made.text);
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("registre.csv");
        let list = "siret,scheme,reference,valid_from,valid_until,link\n\
            732 829 320 00074,esus,ESUS-7,2026-01-01,2030-12-31,https://registre.example/7\n\
            73282932000074,inconnu,,,,\n\
            44306184100047,esus,,,,\n\
            73282932000075,esus,,,,\n\
            73282932000074,ei,,2031-01-01,2030-01-01,\n";
        std::fs::write(&file, list).unwrap();
        let read = async || backend::interchange::import_register(&house.app, &file, &backend::interchange::Options::default()).await.unwrap();
        let report = read().await;
        assert_eq!((report.read, report.updated, report.rejected), (5, 1, 4), "{report:?}");
        let again = read().await;
        assert_eq!((again.unchanged, again.updated), (1, 0), "the same list changes nothing");
        house.drain().await;
        let at = |level: &str| serde_json::json!({ "guarantees": ["esus"], "minLevel": level });
        assert_eq!(house.found(at("REGISTER_CHECKED")).await.len(), 1);
        // The next grant carries the line on.
        std::fs::write(&file, "siret,scheme,valid_from,valid_until,link\n73282932000074,esus,2031-01-01,2035-12-31,https://registre.example/8\n").unwrap();
        assert_eq!(read().await.created, 1);
        // What was withdrawn here isn't brought back by a list.
        let held = house.ask("{ suppliers { nodes { guarantees { id scheme { code } } } } }", serde_json::json!({})).await;
        let ei = held["suppliers"]["nodes"][0]["guarantees"].as_array().unwrap().iter().find(|one| one["scheme"]["code"] == "ei").unwrap()["id"].clone();
        bruno.graphql("mutation($id: ID!) { withdrawGuarantee(id: $id) }", serde_json::json!({ "id": ei })).await;
        std::fs::write(&file, "siret,scheme\n73282932000074,ei\n").unwrap();
        let withheld = read().await;
        assert!(withheld.rejected == 1 && withheld.rejects[0].reason.starts_with("withheld"), "{withheld:?}");
    }
}
