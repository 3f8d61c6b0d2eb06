//! What whoever waits gets, and what it costs them; another time that was offered, and what became of its thing.

use backend::actor::Actor;
use backend::sharing::{self, Resource, ResourceTyped};
use bdis_tests::*;
use chrono::{DateTime, Duration, Utc};
use schema::sharing::{booking, ledger_entry, resource};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::bookings::{AMINA, BRUNO, CHLOE, WAIT, ask, book, code, requested, two, wanted};

const CANCEL: &str = "mutation($id: ID!) { cancelBooking(id: $id, reason: \"Fuite\") { state } }";
const COUNTER: &str = "mutation($id: ID!, $counter: TimeSpanInput!) {
    answerBooking(id: $id, accept: false, reason: \"Ménage\", counter: $counter) { state owed { amountCents } } }";
const TAKE: &str =
    "mutation($id: ID!) { answerCounterProposal(id: $id, accept: true) { state owed { amountCents } } }";
const ANSWER: &str = "mutation($id: ID!) { answerBooking(id: $id, accept: true) { state } }";
const ARCHIVE: &str = "mutation($id: ID!) { archiveSharedResource(id: $id) }";

fn by_the_hour(resource: Resource) -> Resource {
    Resource {
        price_kind: "price".to_owned(),
        price_cents: Some(1_000),
        price_currency: Some("EUR".to_owned()),
        price_per: Some("hour".to_owned()),
        ..resource
    }
}

fn counter(one: &Value, from: DateTime<Utc>, hours: i64) -> Value {
    let until = from + Duration::hours(hours);
    json!({ "id": one["id"], "counter": { "startsAt": from.to_rfc3339(), "endsAt": until.to_rfc3339() } })
}

async fn row_of(house: &House, one: &Value) -> booking::Model {
    let id: Uuid = one["id"].as_str().unwrap().parse().unwrap();
    booking::Entity::find_by_id(id).one(&house.app.db).await.unwrap().unwrap()
}

/// What is entered for a booking.
async fn owed(house: &House, one: &Value) -> i64 {
    let id = row_of(house, one).await.id;
    let entries = ledger_entry::Entity::find().filter(ledger_entry::Column::Booking.eq(id));
    entries.all(&house.app.db).await.unwrap().iter().map(|entry| entry.amount_cents).sum()
}

async fn change(house: &House, changed: resource::ActiveModel) {
    changed.update(&house.app.db).await.unwrap();
}

story! {
    async fn who_waits_for_their_own_has_it_at_once_and_is_told(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        for mode in ["on_request", "none"] {
            let room = house.offers(requested(resource("Salle", &scop))).await;
            let held = book(&mut amina, room, wanted(&association, at(&house, 5, 9), 2)).await.unwrap();
            ask(&mut bruno, ANSWER, json!({ "id": held["id"] })).await.unwrap();
            let own = ask(&mut bruno, WAIT, json!({ "id": room, "in": wanted(&scop, at(&house, 5, 9), 2) })).await.unwrap();
            change(&house, resource::ActiveModel { id: Set(room), booking_mode: Set(mode.to_owned()), ..Default::default() }).await;
            ask(&mut amina, CANCEL, json!({ "id": held["id"] })).await.unwrap();
            assert_eq!(row_of(&house, &own).await.state, "accepted", "{mode}");
            house.drain().await;
            let told = house.mail.to(BRUNO).iter().filter(|letter| letter.subject.contains("est réservé")).count();
            assert_eq!(told, if mode == "none" { 2 } else { 1 });
        }
    }
}

story! {
    async fn nobody_is_given_what_is_no_longer_offered_on_that_day(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        for (days, state) in [(4, "waiting"), (5, "accepted")] {
            let room = house.offers(resource("Salle", &scop)).await;
            let held = book(&mut bruno, room, wanted(&scop, at(&house, 5, 9), 2)).await.unwrap();
            let waits = ask(&mut amina, WAIT, json!({ "id": room, "in": wanted(&association, at(&house, 5, 9), 2) })).await.unwrap();
            let last = at(&house, days, 12).date_naive();
            change(&house, resource::ActiveModel { id: Set(room), valid_until: Set(Some(last)), ..Default::default() }).await;
            ask(&mut bruno, CANCEL, json!({ "id": held["id"] })).await.unwrap();
            assert_eq!(row_of(&house, &waits).await.state, state, "until {last}");
        }
    }
}

story! {
    async fn more_units_go_to_those_who_wait_the_first_one_first(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let mut chloe = house.member(CHLOE).await;
        let club = chloe.opens("Le Club", &siret(71_002)).await;
        let room = house.offers(resource("Barnum", &scop)).await;
        book(&mut bruno, room, wanted(&scop, at(&house, 5, 9), 2)).await.unwrap();
        let first = ask(&mut chloe, WAIT, json!({ "id": room, "in": wanted(&club, at(&house, 5, 9), 2) })).await.unwrap();
        let second = ask(&mut amina, WAIT, json!({ "id": room, "in": wanted(&association, at(&house, 5, 10), 1) })).await.unwrap();
        let known = sharing::any_by_id(&house.app.db, room).await.unwrap();
        let typed = ResourceTyped { units: "2".to_owned(), ..sharing::as_typed(&known) };
        sharing::update_resource(&house.app, &Actor::System, room, known.version, &typed).await.unwrap();
        assert_eq!(row_of(&house, &first).await.state, "accepted");
        assert_eq!(row_of(&house, &second).await.state, "waiting", "there are two of them, not three");
        house.drain().await;
        assert!(house.mail.last(CHLOE).subject.contains("est réservé"), "{}", house.mail.last(CHLOE).subject);
    }
}

story! {
    async fn whoever_waited_or_took_another_time_owes_what_they_read_then(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(by_the_hour(resource("Salle", &scop))).await;
        let held = book(&mut bruno, room, wanted(&scop, at(&house, 5, 9), 2)).await.unwrap();
        let waits = ask(&mut amina, WAIT, json!({ "id": room, "in": wanted(&association, at(&house, 5, 9), 2) })).await.unwrap();
        let asked = house.offers(by_the_hour(requested(resource("Atelier", &scop)))).await;
        let one = book(&mut amina, asked, wanted(&association, at(&house, 6, 9), 2)).await.unwrap();
        let offered = ask(&mut bruno, COUNTER, counter(&one, at(&house, 7, 9), 3)).await.unwrap();
        assert!(offered["state"] == "COUNTERED" && offered["owed"]["amountCents"] == 3_000, "the price of that time: {offered}");
        for dearer in [room, asked] {
            change(&house, resource::ActiveModel { id: Set(dearer), price_cents: Set(Some(9_000)), ..Default::default() }).await;
        }
        let page = amina.get(&format!("/espace/reservations/{}", one["id"].as_str().unwrap())).await;
        assert!(page.text.contains("30\u{A0}€"), "{}", page.text);
        ask(&mut bruno, CANCEL, json!({ "id": held["id"] })).await.unwrap();
        assert_eq!((row_of(&house, &waits).await.state.as_str(), owed(&house, &waits).await), ("accepted", 2_000));
        let taken = ask(&mut amina, TAKE, json!({ "id": one["id"] })).await.unwrap();
        assert!(taken["state"] == "ACCEPTED" && taken["owed"]["amountCents"] == 3_000, "{taken}");
        assert_eq!(owed(&house, &one).await, 3_000);
    }
}

story! {
    async fn another_time_that_outlives_the_first_keeps_its_thing_from_the_archives(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(Resource { answer_hours: 24 * 30, ..requested(resource("Salle", &scop)) }).await;
        let one = book(&mut amina, room, wanted(&association, at(&house, 2, 9), 2)).await.unwrap();
        ask(&mut bruno, COUNTER, counter(&one, at(&house, 9, 9), 2)).await.unwrap();
        house.app.clock.advance(Duration::days(4));
        house.drain().await;
        assert_eq!(row_of(&house, &one).await.state, "countered");
        assert_eq!(code(&ask(&mut bruno, ARCHIVE, json!({ "id": room })).await.unwrap_err()), "INVALID", "it may still take place");
        // What was taken out of sight or is offered no more isn't had, however it came to be.
        let last = at(&house, 1, 12).date_naive();
        let gone = resource::ActiveModel { id: Set(room), archived_at: Set(Some(house.app.clock.now())), ..Default::default() };
        let over = resource::ActiveModel { id: Set(room), archived_at: Set(None), valid_until: Set(Some(last)), ..Default::default() };
        for wrong in [gone, over] {
            change(&house, wrong).await;
            assert_eq!(code(&ask(&mut amina, TAKE, json!({ "id": one["id"] })).await.unwrap_err()), "INVALID");
        }
        change(&house, resource::ActiveModel { id: Set(room), valid_until: Set(None), ..Default::default() }).await;
        // Whoever asked can still take it back.
        let list = amina.get("/espace/reservations").await.text;
        assert!(list.contains(one["id"].as_str().unwrap()), "{list}");
        assert_eq!(ask(&mut amina, CANCEL, json!({ "id": one["id"] })).await.unwrap()["state"], "CANCELLED");
        assert!(ask(&mut bruno, ARCHIVE, json!({ "id": room })).await.is_ok());
        assert!(house.mail.to(AMINA).iter().any(|letter| letter.text.contains("Ménage")));
    }
}
