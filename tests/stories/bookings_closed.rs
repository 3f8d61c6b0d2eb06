//! Who is owed what is left says that it was paid; a time that is closed says what still lies in it.

use backend::sharing::Resource;
use bdis_tests::*;
use schema::sharing::ledger_entry;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::bookings::{CHLOE, WAIT, ask, book, code, path, requested, two, wanted, with};

const CANCEL: &str =
    "mutation($id: ID!, $reason: String) { cancelBooking(id: $id, reason: $reason) { state } }";
const SETTLE: &str = "mutation($o: ID!, $e: [ID!]!, $s: Boolean!) {
    settleLedgerEntries(organization: $o, entries: $e, settled: $s) }";

fn page_of(one: &Value) -> String {
    format!("/espace/reservations/{}", one["id"].as_str().unwrap())
}

fn priced(resource: Resource) -> Resource {
    Resource {
        price_kind: "price".to_owned(),
        price_cents: Some(2_000),
        price_currency: Some("EUR".to_owned()),
        price_per: Some("use".to_owned()),
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
    async fn who_is_to_have_it_back_says_that_they_had_it_and_who_owes_it_does_not(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(priced(resource("Salle", &scop))).await;
        let account = |of: &str| format!("/espace/organisations/{of}/compte");
        let one = book(&mut amina, room, wanted(&association, at(&house, 5, 9), 2)).await.unwrap();
        let paid = entries(&house).await[0].id.to_string();
        assert_eq!(bruno.send(&account(&scop), &[("faire", "regler"), ("id", &paid)]).await.status, 303);
        ask(&mut amina, CANCEL, json!({ "id": one["id"] })).await.unwrap();
        let back = entries(&house).await[1].id.to_string();
        let hers = amina.get(&account(&association)).await.text.replace('\u{A0}', " ");
        assert!(hers.contains("reçoit 20") && hers.contains("value=\"regler\""), "{hers}");
        let his = bruno.get(&account(&scop)).await.text;
        assert!(!his.contains("value=\"regler\"") && !his.contains("value=\"rouvrir-compte\""), "{his}");
        for (entry, act, settled) in [(&back, "regler", true), (&paid, "rouvrir-compte", false)] {
            let refused = bruno.send(&account(&scop), &[("faire", act), ("id", entry)]).await;
            assert!(refused.status != 303 && refused.text.contains("dues à votre organisation"), "{act}: {}", refused.text);
            let refused = ask(&mut bruno, SETTLE, json!({ "o": scop, "e": [entry], "s": settled })).await.unwrap_err();
            assert!(code(&refused) == "INVALID" && path(&refused) == "entries", "{act}: {refused}");
        }
        ask(&mut amina, SETTLE, json!({ "o": association, "e": [back], "s": true })).await.unwrap();
        ask(&mut amina, SETTLE, json!({ "o": association, "e": [back], "s": false })).await.unwrap();
        assert_eq!(amina.send(&account(&association), &[("faire", "regler"), ("id", &back)]).await.status, 303);
        assert!(entries(&house).await.iter().all(|entry| entry.settled_at.is_some()));
        assert!(bruno.get(&account(&scop)).await.text.contains("Tout est réglé"));
    }
}

story! {
    async fn the_file_of_an_account_says_what_cancels_out_as_its_page_does(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(priced(resource("Salle", &scop))).await;
        book(&mut amina, room, wanted(&association, at(&house, 6, 9), 2)).await.unwrap();
        let one = book(&mut amina, room, wanted(&association, at(&house, 5, 9), 2)).await.unwrap();
        ask(&mut amina, CANCEL, json!({ "id": one["id"] })).await.unwrap();
        let file = bruno.get(&format!("/espace/organisations/{scop}/compte/compte.csv")).await.text;
        assert_eq!(file.matches(";Annulé;").count(), 2, "{file}");
    }
}

story! {
    async fn an_owner_who_closes_a_time_of_several_reads_who_has_it_all_the_same(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let mut chloe = house.member(CHLOE).await;
        let club = chloe.opens("Le Club", &siret(71_003)).await;
        let bikes = house.offers(Resource { units: 3, ..resource("Vélos", &scop) }).await;
        let from = at(&house, 5, 9);
        let one = book(&mut amina, bikes, wanted(&association, from, 2)).await.unwrap();
        for _ in 0..2 {
            book(&mut chloe, bikes, wanted(&club, from, 2)).await.unwrap();
        }
        ask(&mut chloe, WAIT, json!({ "id": bikes, "in": wanted(&club, from, 2) })).await.unwrap();
        for (lang, said) in [("", "2 autres réservations acceptées restent"), ("/en", "2 other accepted bookings stay")] {
            let page = bruno.get(&format!("{lang}{}", page_of(&one))).await.text;
            assert!(page.contains(said) && page.contains("name=\"moment\" value=\"open\" checked"), "{page}");
        }
        let fields = [("faire", "decommander"), ("reason", "Les freins sont usés"), ("moment", "close")];
        let closed = bruno.send(&page_of(&one), &fields).await.header("location").to_owned();
        let page = bruno.get(&closed).await.text;
        assert!(page.contains("2 réservations et demandes hors des horaires") && page.contains("Le Club"), "{page}");
        assert!(page.contains(&format!("href=\"/espace/organisations/{scop}/mutualisation/{bikes}\"")), "{page}");
        assert!(!amina.get(&closed).await.text.contains("Le Club"), "others don’t read who has it");
    }
}

story! {
    async fn a_request_whose_time_is_closed_is_said_to_lie_outside_of_the_hours_and_can_be_accepted(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let mut chloe = house.member(CHLOE).await;
        let club = chloe.opens("Le Club", &siret(71_003)).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        let from = at(&house, 5, 9);
        let held = book(&mut chloe, room, wanted(&club, from, 2)).await.unwrap();
        let asked = book(&mut amina, room, wanted(&association, from, 2)).await.unwrap();
        let (outside, own) = ("Ce moment est hors des horaires", format!("/espace/organisations/{scop}/mutualisation/{room}"));
        assert!(!bruno.get(&page_of(&asked)).await.text.contains(outside));
        assert_eq!(bruno.send(&page_of(&held), &[("faire", "accepter")]).await.status, 303);
        let fields = [("faire", "decommander"), ("reason", "Fuite"), ("moment", "close")];
        assert_eq!(bruno.send(&page_of(&held), &fields).await.status, 303);
        let page = bruno.get(&own).await.text;
        let row = page.split(&format!("href=\"{}\"", page_of(&asked))).nth(1).unwrap_or_else(|| panic!("{page}"));
        let row = row.split("</tr>").next().unwrap();
        assert!(row.contains("Les Amis du Canal") && row.contains("Demandée"), "{row}");
        for (lang, said) in [("", outside), ("/en", "This time is outside of the hours")] {
            let page = bruno.get(&format!("{lang}{}", page_of(&asked))).await.text;
            assert!(page.contains(said) && page.contains("value=\"accepter\""), "{page}");
        }
        assert_eq!(bruno.send(&page_of(&asked), &[("faire", "accepter")]).await.status, 303);
        assert!(bruno.get(&own).await.text.contains("Acceptée"));
    }
}

story! {
    async fn nobody_waits_for_what_they_have(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let from = at(&house, 5, 9);
        let room = house.offers(resource("Salle", &scop)).await;
        let hers = wanted(&association, from, 2);
        book(&mut amina, room, hers.clone()).await.unwrap();
        for input in [hers.clone(), wanted(&association, from, 1)] {
            let refused = ask(&mut amina, WAIT, json!({ "id": room, "in": input })).await.unwrap_err();
            assert!(code(&refused) == "INVALID" && path(&refused) == "startsAt", "{refused}");
        }
        // Of several, one more can be waited for.
        let bikes = house.offers(Resource { units: 2, ..resource("Vélos", &scop) }).await;
        book(&mut amina, bikes, with(hers.clone(), json!({ "units": 2 }))).await.unwrap();
        ask(&mut amina, WAIT, json!({ "id": bikes, "in": hers })).await.unwrap();
    }
}
