//! What becomes of a booking: given to another, made shorter, waited for, handed over.

use backend::sharing::Resource;
use bdis_tests::*;
use chrono::{DateTime, Datelike, Duration, Utc, Weekday};
use schema::sharing::{booking, ledger_entry, resource};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::bookings::{AMINA, BRUNO, CHLOE, WAIT, ask, book, code, path, requested, two, wanted, with};

const ANSWER: &str = "mutation($id: ID!) { answerBooking(id: $id, accept: true) { state startsAt given } }";
const CANCEL: &str = "mutation($id: ID!) { cancelBooking(id: $id, reason: \"Fuite\") { state } }";
const CANCEL_ALL: &str = "mutation($id: ID!) { cancelBooking(id: $id, series: true) { state } }";
const CHANGE: &str = "mutation($id: ID!, $to: TimeSpanInput!) { changeBooking(id: $id, to: $to) {
    state startsAt endsAt owed { amountCents } } }";
const SEEN: &str = "query($id: ID!) { booking(id: $id) { state given people owed { amountCents } } }";

fn page_of(one: &Value) -> String {
    format!("/espace/reservations/{}", one["id"].as_str().unwrap())
}

fn to(one: &Value, from: DateTime<Utc>, hours: i64) -> Value {
    let until = from + Duration::hours(hours);
    json!({ "id": one["id"], "to": { "startsAt": from.to_rfc3339(), "endsAt": until.to_rfc3339() } })
}

fn by_the_hour(resource: Resource) -> Resource {
    Resource {
        price_kind: "price".to_owned(),
        price_cents: Some(1_000),
        price_currency: Some("EUR".to_owned()),
        price_per: Some("hour".to_owned()),
        cancellation_hours: Some(24),
        ..resource
    }
}

/// How often someone was told that a time they asked for is given.
fn told_given(house: &House, who: &str) -> usize {
    house.mail.to(who).iter().filter(|letter| letter.subject.contains("donné à quelqu’un d’autre")).count()
}

async fn row_of(house: &House, one: &Value) -> booking::Model {
    let id: Uuid = one["id"].as_str().unwrap().parse().unwrap();
    booking::Entity::find_by_id(id).one(&house.app.db).await.unwrap().unwrap()
}

story! {
    async fn whoever_loses_the_time_they_asked_for_is_told_once_and_waits_if_they_like(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let mut chloe = house.member(CHLOE).await;
        let club = chloe.opens("Le Club", &siret(71_002)).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        let from = at(&house, 6, 9);
        let lost = book(&mut amina, room, wanted(&association, from, 2)).await.unwrap();
        let other = book(&mut amina, room, wanted(&association, from + Duration::hours(5), 2)).await.unwrap();
        let won = book(&mut chloe, room, wanted(&club, from + Duration::hours(1), 2)).await.unwrap();
        assert!(bruno.get(&page_of(&lost)).await.text.contains("value=\"accepter\""));
        assert_eq!(ask(&mut bruno, ANSWER, json!({ "id": won["id"] })).await.unwrap()["state"], "ACCEPTED");
        house.drain().await;
        assert_eq!((told_given(&house, AMINA), told_given(&house, CHLOE)), (1, 0));
        let letter = house.mail.to(AMINA).into_iter().rfind(|letter| letter.subject.contains("donné")).unwrap();
        assert!(letter.text.contains("Prochain créneau libre") && letter.text.contains(lost["id"].as_str().unwrap()), "{}", letter.text);
        // It stays a request, marked for both; it can't be accepted.
        let seen = ask(&mut amina, SEEN, json!({ "id": lost["id"] })).await.unwrap();
        assert!(seen["state"] == "REQUESTED" && seen["given"] == true, "{seen}");
        assert_eq!(ask(&mut amina, SEEN, json!({ "id": other["id"] })).await.unwrap()["given"], false);
        assert_eq!(code(&ask(&mut bruno, ANSWER, json!({ "id": lost["id"] })).await.unwrap_err()), "CONFLICT");
        let theirs = bruno.get(&page_of(&lost)).await.text;
        assert!(theirs.contains("vous ne pouvez plus accepter") && !theirs.contains("value=\"accepter\""), "{theirs}");
        for list in [bruno.get("/espace/reservations").await, amina.get("/espace/reservations").await] {
            assert_eq!(list.text.matches("ce créneau n’est plus libre").count(), 1, "{}", list.text);
        }
        // Free again it is a request as any other, and what is lost once more is told no more.
        ask(&mut bruno, CANCEL, json!({ "id": won["id"] })).await.unwrap();
        assert_eq!(ask(&mut amina, SEEN, json!({ "id": lost["id"] })).await.unwrap()["given"], false);
        assert_eq!(amina.send(&page_of(&lost), &[("faire", "attendre")]).await.status, 422, "what is free isn't waited for");
        let own = book(&mut bruno, room, wanted(&scop, from, 3)).await.unwrap();
        house.drain().await;
        assert_eq!(told_given(&house, AMINA), 1, "nobody is told twice");
        let hers = amina.get(&page_of(&lost)).await.text;
        assert!(hers.contains("value=\"attendre\"") && hers.contains("votre demande part aussitôt"), "{hers}");
        assert!(amina.send(&page_of(&lost), &[("faire", "attendre")]).await.header("location").contains("fait=waiting"));
        assert_eq!(row_of(&house, &lost).await.state, "waiting");
        ask(&mut bruno, CANCEL, json!({ "id": own["id"] })).await.unwrap();
        assert_eq!(row_of(&house, &lost).await.state, "requested", "who waits for what is asked for asks again");
    }
}

story! {
    async fn a_request_for_several_dates_is_told_of_once_however_many_are_given(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        let screen = house.offers(requested(resource("Écran", &scop))).await;
        house.offers_along(room, screen).await;
        let more = json!({ "repeat": { "rhythm": "DAILY", "times": 3 }, "extras": [{ "resource": screen }] });
        let asked = book(&mut amina, room, with(wanted(&association, at(&house, 6, 9), 2), more)).await.unwrap();
        for (thing, day) in [(screen, 7), (room, 6), (room, 8)] {
            book(&mut bruno, thing, wanted(&scop, at(&house, day, 9), 2)).await.unwrap();
            house.drain().await;
            assert_eq!(told_given(&house, AMINA), 1);
        }
        let seen = ask(&mut bruno, SEEN, json!({ "id": asked["id"] })).await.unwrap();
        assert_eq!(seen["given"], true, "all of it is answered together");
    }
}

story! {
    async fn how_many_come_is_kept_and_told(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(Resource { places: Some(20), ..resource("Salle", &scop) })).await;
        let input = with(wanted(&association, at(&house, 6, 9), 2), json!({ "people": 12 }));
        let asked = book(&mut amina, room, input).await.unwrap();
        house.drain().await;
        let letter = house.mail.last(BRUNO);
        assert!(letter.text.contains("Nombre de personnes\u{A0}: 12"), "{}", letter.text);
        assert_eq!(ask(&mut bruno, SEEN, json!({ "id": asked["id"] })).await.unwrap()["people"], 12);
        assert!(bruno.get(&page_of(&asked)).await.text.contains("Nombre de personnes"));
        let made = bruno.send("/espace/reservations/calendriers", &[("faire", "abonner"), ("calendar", "person")]).await;
        let address = made.text.split("/calendar/").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let file = house.get(&format!("/calendar/{address}")).await.text;
        assert!(file.contains("Nombre de personnes\u{A0}: 12"), "{file}");
        let free = house.offers(resource("Pré", &scop)).await;
        let many = with(wanted(&association, at(&house, 6, 9), 2), json!({ "people": 2_000_000_000 }));
        assert_eq!(path(&book(&mut amina, free, many).await.unwrap_err()), "people");
    }
}

story! {
    async fn what_is_accepted_is_made_shorter_for_less_and_room_goes_to_who_waits(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let mut chloe = house.member(CHLOE).await;
        let club = chloe.opens("Le Club", &siret(71_002)).await;
        let room = house.offers(by_the_hour(resource("Salle", &scop))).await;
        let from = at(&house, 5, 9);
        let one = book(&mut amina, room, wanted(&association, from, 4)).await.unwrap();
        let waits = ask(&mut chloe, WAIT, json!({ "id": room, "in": wanted(&club, from + Duration::hours(2), 2) })).await.unwrap();
        for (start, hours, field) in [(0, 5, "endsAt"), (-1, 2, "startsAt"), (24, 2, "endsAt"), (0, 4, "endsAt"), (2, 0, "endsAt")] {
            let refused = ask(&mut amina, CHANGE, to(&one, from + Duration::hours(start), hours)).await.unwrap_err();
            assert!(code(&refused) == "INVALID" && path(&refused) == field, "{start} {hours}: {refused}");
        }
        assert_eq!(code(&ask(&mut bruno, CHANGE, to(&one, from, 2)).await.unwrap_err()), "INVALID", "it isn't the owner's to change");
        assert_eq!(code(&ask(&mut chloe, CHANGE, to(&one, from, 2)).await.unwrap_err()), "NOT_FOUND");
        // Dearer today: what was agreed counts.
        let dearer = resource::ActiveModel { id: Set(room), price_cents: Set(Some(5_000)), ..Default::default() };
        dearer.update(&house.app.db).await.unwrap();
        let changed = ask(&mut amina, CHANGE, to(&one, from, 2)).await.unwrap();
        assert!(changed["state"] == "ACCEPTED" && changed["owed"]["amountCents"] == 2_000, "{changed}");
        assert_eq!(row_of(&house, &one).await.busy_until, from + Duration::hours(2));
        assert_eq!(row_of(&house, &waits).await.state, "accepted", "room came free");
        let amounts = async || {
            let all = ledger_entry::Entity::find().all(&house.app.db).await.unwrap();
            let id = row_of(&house, &one).await.id;
            all.iter().filter(|entry| entry.booking == Some(id)).map(|entry| entry.amount_cents).collect::<Vec<_>>()
        };
        let mut entered = amounts().await;
        entered.sort_unstable();
        assert_eq!(entered, [-2_000, 4_000], "nothing is taken out");
        house.drain().await;
        let letter = house.mail.to(BRUNO).into_iter().rfind(|letter| letter.subject.contains("change sa réservation")).unwrap();
        assert!(letter.text.contains("Avant ce changement"), "{}", letter.text);
        // Too late to cancel for nothing: what is given up is owed all the same.
        house.app.clock.advance(from - Duration::hours(12) - house.app.clock.now());
        assert!(amina.get(&page_of(&one)).await.text.contains("ce qui est dû reste le même"));
        let late = ask(&mut amina, CHANGE, to(&one, from + Duration::hours(1), 1)).await.unwrap();
        assert_eq!(late["owed"]["amountCents"], 2_000);
        ask(&mut bruno, CANCEL, json!({ "id": one["id"] })).await.unwrap();
        assert_eq!(amounts().await.iter().sum::<i64>(), 0);
    }
}

story! {
    async fn a_request_is_moved_to_a_time_that_is_free_and_its_owner_is_told(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        book(&mut bruno, room, wanted(&scop, at(&house, 7, 9), 2)).await.unwrap();
        let one = book(&mut amina, room, wanted(&association, at(&house, 6, 9), 2)).await.unwrap();
        let refused = ask(&mut amina, CHANGE, to(&one, at(&house, 7, 10), 2)).await.unwrap_err();
        assert!(code(&refused) == "CONFLICT" && refused["extensions"]["nextFree"]["startsAt"].is_string(), "{refused}");
        assert_eq!(row_of(&house, &one).await.starts_at, at(&house, 6, 9), "nothing came of it");
        house.drain().await;
        let day = at(&house, 8, 9).date_naive().to_string();
        let fields = [("faire", "modifier"), ("day", day.as_str()), ("startTime", "14:00"), ("endTime", "17:00")];
        let moved = amina.send(&page_of(&one), &fields).await;
        assert!(moved.header("location").contains("fait=booking-changed"), "{}", moved.text);
        let row = row_of(&house, &one).await;
        assert!(row.state == "requested" && row.ends_at - row.starts_at == Duration::hours(3) && row.starts_at > at(&house, 8, 9), "{row:?}");
        house.drain().await;
        let letter = house.mail.last(BRUNO);
        assert!(letter.subject.contains("change sa réservation") && letter.text.contains("attend votre réponse"), "{}", letter.text);
        assert_eq!(ask(&mut bruno, ANSWER, json!({ "id": one["id"] })).await.unwrap()["state"], "ACCEPTED");
    }
}

/// The next last Sunday of a month that is three weeks away at least.
fn last_sunday(house: &House, month: u32) -> String {
    let mut day = at(house, 21, 12).date_naive();
    while day.month() != month || day.weekday() != Weekday::Sun || (day + Duration::days(7)).month() == month
    {
        day += Duration::days(1);
    }
    day.to_string()
}

story! {
    async fn an_hour_that_comes_twice_or_never_is_explained_beside_its_field(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let page = format!("/mutualisation/{room}/reserver");
        let (autumn, spring) = (last_sunday(&house, 10), last_sunday(&house, 3));
        let fields = |day: &str, turn: &str| {
            let fields = [("faire", "reserver"), ("organization", &association), ("day", day), ("startTime", "02:00"), ("startTurn", turn), ("endTime", "05:00")];
            fields.map(|(name, value)| (name, value.to_owned()))
        };
        let sent = async |amina: &mut Person<'_>, fields: [(&str, String); 6]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            amina.send(&page, &fields).await
        };
        let never = sent(&mut amina, fields(&spring, "")).await;
        assert!(never.status == 422 && never.text.contains("02:00 n’existe pas") && never.text.contains("Écrivez 03:00"), "{}", never.text);
        assert!(never.text.contains("id=\"reserver-startTime-problem\"") && !never.text.contains("startTurn"), "{}", never.text);
        let twice = sent(&mut amina, fields(&autumn, "")).await;
        assert!(twice.status == 422 && twice.text.contains("02:00 vient deux fois"), "{}", twice.text);
        assert!(twice.text.contains("name=\"startTurn\"") && twice.text.contains("après le changement d’heure"), "{}", twice.text);
        assert!(!twice.text.contains("name=\"endTurn\""), "one choice where there is one");
        for (turn, hours) in [("second", 3), ("first", 4)] {
            let booked = sent(&mut amina, fields(&autumn, turn)).await;
            // The second was had first, so the first is full.
            if turn == "first" {
                assert!(booked.status == 422 && booked.text.contains("Ce n’est plus libre"), "{}", booked.text);
                continue;
            }
            assert_eq!(booked.status, 303, "{}", booked.text);
            let row = booking::Entity::find().one(&house.app.db).await.unwrap().unwrap();
            assert_eq!(row.ends_at - row.starts_at, Duration::hours(hours));
            assert!(amina.get(booked.header("location")).await.text.contains("02:00 (UTC+01:00)"));
        }
    }
}

story! {
    async fn whoever_waits_has_read_what_it_means_and_waits_once(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(by_the_hour(resource("Salle", &scop))).await;
        let day = at(&house, 5, 9).date_naive().to_string();
        let page = format!("/mutualisation/{room}/reserver");
        let fields = |act: &'static str, by: &str| {
            [("faire", act), ("organization", by), ("day", day.as_str()), ("startTime", "14:00"), ("endTime", "16:00")]
                .map(|(name, value)| (name, value.to_owned()))
        };
        let sent = async |person: &mut Person<'_>, fields: [(&str, String); 5]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            person.send(&page, &fields).await
        };
        assert_eq!(sent(&mut bruno, fields("reserver", &scop)).await.status, 303);
        let full = sent(&mut amina, fields("reserver", &association)).await;
        for said in ["sans vous redemander", "Prix, si vous l’obtenez\u{A0}: 20", "Le prix est alors dû"] {
            assert!(full.status == 422 && full.text.contains(said), "{said}: {}", full.text);
        }
        assert_eq!(sent(&mut amina, fields("attendre", &association)).await.status, 303);
        house.drain().await;
        assert!(house.mail.last(AMINA).text.contains("sans vous redemander"), "{}", house.mail.last(AMINA).text);
        let again = sent(&mut amina, fields("attendre", &association)).await;
        assert!(again.status == 422 && again.text.contains("attend déjà ce moment"), "{}", again.text);
        let row = booking::Entity::find().all(&house.app.db).await.unwrap().into_iter().find(|row| row.state == "waiting").unwrap();
        let input = json!({ "organization": association, "startsAt": row.starts_at.to_rfc3339(), "endsAt": row.ends_at.to_rfc3339() });
        let refused = ask(&mut amina, WAIT, json!({ "id": room, "in": input })).await.unwrap_err();
        assert!(code(&refused) == "INVALID" && path(&refused) == "startsAt", "{refused}");
        assert_eq!(booking::Entity::find().count(&house.app.db).await.unwrap(), 2);
    }
}

story! {
    async fn a_series_that_is_cancelled_takes_as_many_statements_whatever_its_length_and_whoever_waits(house) {
        let (mut bruno, scop, _, association) = two(&house).await;
        let mut taken = Vec::new();
        for (times, waiting) in [(2, 1), (30, 25)] {
            let room = house.offers(resource("Salle", &scop)).await;
            let from = at(&house, 5, 9);
            let series = with(wanted(&scop, from, 2), json!({ "repeat": { "rhythm": "DAILY", "times": times } }));
            let held = book(&mut bruno, room, series).await.unwrap();
            let pattern = row_of(&house, &held).await;
            for _ in 0..waiting {
                // For more than there is: they wait on.
                let row = booking::Model {
                    id: Uuid::now_v7(),
                    organization: association.parse().unwrap(),
                    series: None,
                    state: "waiting".to_owned(),
                    holds: false,
                    units: 3,
                    ..pattern.clone()
                };
                row.into_active_model().insert(&house.app.db).await.unwrap();
            }
            let cancel = ask(&mut bruno, CANCEL_ALL, json!({ "id": held["id"] }));
            let (count, done) = house.statements_while(cancel).await;
            assert_eq!(done.unwrap()["state"], "CANCELLED");
            let left = booking::Entity::find().all(&house.app.db).await.unwrap();
            assert_eq!(left.iter().filter(|row| row.resource == room && row.state == "cancelled").count(), times);
            taken.push(count);
        }
        assert_eq!(taken[0], taken[1], "{taken:?}");
    }
}

story! {
    async fn handing_over_is_noted_about_its_time_and_once(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let from = at(&house, 5, 9);
        let one = book(&mut amina, room, wanted(&association, from, 2)).await.unwrap();
        let missed = book(&mut amina, room, wanted(&association, from + Duration::hours(2), 1)).await.unwrap();
        let note = |act: &'static str| [("faire", act), ("note", "Propre")];
        let early = bruno.send(&page_of(&one), &note("remettre")).await;
        assert!(early.status == 422 && early.text.contains("une heure avant le début"), "{}", early.text);
        assert_eq!(bruno.send(&page_of(&one), &note("rendre")).await.status, 422, "it didn't go over");
        house.app.clock.advance(from - Duration::minutes(30) - house.app.clock.now());
        let mut chloe = house.member(CHLOE).await;
        assert_eq!(chloe.send(&page_of(&one), &note("remettre")).await.status, 404);
        assert_eq!(amina.send(&page_of(&one), &note("remettre")).await.status, 303);
        assert_eq!(bruno.send(&page_of(&one), &note("remettre")).await.status, 422, "once");
        house.app.clock.advance(Duration::days(2));
        assert_eq!(bruno.send(&page_of(&missed), &note("remettre")).await.status, 422, "it is over");
        assert_eq!(bruno.send(&page_of(&one), &note("rendre")).await.status, 303, "what comes back late comes back");
        assert_eq!(bruno.send(&page_of(&one), &note("rendre")).await.status, 422, "once");
    }
}

story! {
    async fn limits_are_said_in_hours_and_days_in_both_languages(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let terms = json!({ "buffer_before": 0, "buffer_after": 0, "shortest": 90, "longest": 480, "step": 30, "notice": 0, "horizon_days": 365 });
        let room = house.offers(Resource { terms, ..resource("Salle", &scop) }).await;
        let day = at(&house, 5, 9).date_naive().to_string();
        for (until, start, fr, en) in [
            ("19:00", "08:00", "8\u{A0}heures au plus", "8\u{A0}hours at most"),
            ("09:00", "08:00", "1\u{A0}h\u{A0}30 au moins", "1 h 30 at least"),
            ("12:00", "08:10", "demi-heure", "half past"),
        ] {
            let fields = [("faire", "reserver"), ("organization", association.as_str()), ("day", &day), ("startTime", start), ("endTime", until)];
            for (at, said) in [("", fr), ("/en", en)] {
                let refused = amina.send(&format!("{at}/mutualisation/{room}/reserver"), &fields).await;
                assert!(refused.status == 422 && refused.text.contains(said) && !refused.text.contains("480 minutes"), "{said}: {}", refused.text);
            }
        }
    }
}
