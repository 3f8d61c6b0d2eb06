//! What a third trial of bookings found: accounts that stay right, prices that aren't lost, times that aren't given away.

use backend::sharing::Resource;
use bdis_tests::*;
use schema::sharing::{ledger_entry, resource as shared_resource};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::bookings::{ask, book, code, path, two, wanted, with};

const CANCEL: &str =
    "mutation($id: ID!, $reason: String) { cancelBooking(id: $id, reason: $reason) { state } }";
const CHANGE: &str = "mutation($id: ID!, $to: TimeSpanInput!) { changeBooking(id: $id, to: $to) { state } }";
const SETTLE: &str = "mutation($o: ID!, $e: [ID!]!, $s: Boolean!) {
    settleLedgerEntries(organization: $o, entries: $e, settled: $s) }";

fn page_of(one: &Value) -> String {
    format!("/espace/reservations/{}", one["id"].as_str().unwrap())
}

fn by_the_hour(cents: i64, resource: Resource) -> Resource {
    Resource {
        price_kind: "price".to_owned(),
        price_cents: Some(cents),
        price_currency: Some("EUR".to_owned()),
        price_per: Some("hour".to_owned()),
        ..resource
    }
}

/// What is entered, the first one first.
async fn entries(house: &House) -> Vec<ledger_entry::Model> {
    let mut all = ledger_entry::Entity::find().all(&house.app.db).await.unwrap();
    all.sort_by_key(|entry| entry.id);
    all
}

story! {
    async fn what_cancels_out_is_not_settled_and_what_is_left_of_a_shorter_stay_is(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(by_the_hour(1_000, resource("Salle", &scop))).await;
        let account = format!("/espace/organisations/{scop}/compte");
        let one = book(&mut amina, room, wanted(&association, at(&house, 5, 9), 4)).await.unwrap();
        let shorter = json!({ "id": one["id"], "to": {
            "startsAt": at(&house, 5, 9).to_rfc3339(), "endsAt": at(&house, 5, 12).to_rfc3339() } });
        ask(&mut amina, CHANGE, shorter).await.unwrap();
        let ids: Vec<String> = entries(&house).await.iter().map(|entry| entry.id.to_string()).collect();
        assert_eq!(ids.len(), 2, "the debt, and what was taken off it");
        assert_eq!(bruno.send(&account, &[("faire", "regler"), ("id", &ids[0])]).await.status, 303);
        assert!(entries(&house).await.iter().all(|entry| entry.settled_at.is_some()), "one goes with the other");
        assert!(bruno.get(&account).await.text.contains("Tout est réglé"));
        let again = json!({ "o": scop, "e": [ids[1]], "s": false });
        ask(&mut bruno, SETTLE, again).await.unwrap();
        assert!(entries(&house).await.iter().all(|entry| entry.settled_at.is_none()));
        ask(&mut amina, CANCEL, json!({ "id": one["id"] })).await.unwrap();
        let all = entries(&house).await;
        assert_eq!(all.iter().map(|entry| entry.amount_cents).sum::<i64>(), 0);
        let seen = bruno.get(&account).await.text;
        assert!(seen.contains("Annulé") && !seen.contains("value=\"regler\""), "{seen}");
        for entry in &all {
            let id = entry.id.to_string();
            for (lang, said) in [("", "annulée par une autre"), ("/en", "cancelled out by another")] {
                let refused = bruno.send(&format!("{lang}{account}"), &[("faire", "regler"), ("id", &id)]).await;
                assert!(refused.status != 303 && refused.text.contains(said), "{}", refused.text);
            }
            let refused = ask(&mut bruno, SETTLE, json!({ "o": scop, "e": [id], "s": true })).await.unwrap_err();
            assert_eq!(code(&refused), "CONFLICT", "{refused}");
        }
        assert!(entries(&house).await.iter().all(|entry| entry.settled_at.is_none()));
        assert!(amina.get(&format!("/espace/organisations/{association}/compte")).await.text.contains("Tout est réglé"));
    }
}

story! {
    async fn an_amount_that_has_no_conditions_is_refused_and_never_goes_out_as_free(house) {
        let (mut bruno, scop, _, _) = two(&house).await;
        let page = format!("/espace/organisations/{scop}/mutualisation/nouvelle");
        for (lang, said) in [("", "à quelles conditions"), ("/en", "on which conditions?")] {
            for kind in ["free", "exchange"] {
                let fields = [("faire", "partager"), ("direction", "offer"), ("kind", "premises"), ("name", "Cuisine"), ("priceKind", kind), ("price", "12,50")];
                let refused = bruno.send(&format!("{lang}{page}"), &fields).await;
                let problem = refused.text.split("id=\"partager-price-problem\">").nth(1).unwrap_or_default();
                let problem = problem.split('<').next().unwrap();
                assert!(refused.status == 422 && problem.contains(said), "{problem} {}", refused.text);
                assert!(refused.text.contains("value=\"12,50\""), "what was typed stays: {}", refused.text);
            }
        }
        let create = "mutation($o: ID!, $in: SharedResourceInput!) { createSharedResource(organization: $o, input: $in) { id } }";
        let input = json!({ "direction": "OFFER", "kind": "PREMISES", "name": "Cuisine", "exact": false, "priceCents": 1_250 });
        let refused = ask(&mut bruno, create, json!({ "o": scop, "in": input })).await.unwrap_err();
        assert!(code(&refused) == "INVALID" && path(&refused) == "priceCents", "{refused}");
        let nothing = with(input, json!({ "priceCents": 0 }));
        ask(&mut bruno, create, json!({ "o": scop, "in": nothing })).await.unwrap();
        assert_eq!(shared_resource::Entity::find().count(&house.app.db).await.unwrap(), 1);
    }
}
