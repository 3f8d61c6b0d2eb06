//! Rooms and vans are booked without ever clashing.

use backend::sharing::Resource;
use bdis_tests::*;
use chrono::{DateTime, Duration, Utc};
use schema::sharing::booking;
use sea_orm::{EntityTrait, IntoActiveModel, PaginatorTrait};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;

pub const AMINA: &str = "amina@rennes.example";
pub const BRUNO: &str = "bruno@scop.example";
pub const CHLOE: &str = "chloe@asso.example";
/// Who race, and how many of them at once.
const RACERS: usize = 1_000;
const CONNECTIONS: usize = 8;
pub const BOOK: &str = "mutation($id: ID!, $in: BookingInput!) { bookSharedResource(id: $id, input: $in) {
    id state startsAt endsAt series bundle handover leftOut { startsAt } } }";
pub const WAIT: &str =
    "mutation($id: ID!, $in: BookingInput!) { joinWaitingList(id: $id, input: $in) { id state } }";

/// Bruno's SCOP, which lends, and Amina's association, which books: their ids.
pub async fn two<'a>(house: &'a House) -> (Person<'a>, String, Person<'a>, String) {
    let mut bruno = house.member(BRUNO).await;
    let scop = bruno.opens("La Belle Planche", "73282932000074").await;
    let mut amina = house.member(AMINA).await;
    let association = amina.opens("Les Amis du Canal", &siret(71_001)).await;
    (bruno, scop, amina, association)
}

pub fn wanted(organization: &str, from: DateTime<Utc>, hours: i64) -> Value {
    let until = from + Duration::hours(hours);
    json!({ "organization": organization, "startsAt": from.to_rfc3339(), "endsAt": until.to_rfc3339() })
}

pub fn with(mut input: Value, more: Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

/// What came of it: the booking, or the error.
pub async fn ask(person: &mut Person<'_>, query: &str, variables: Value) -> Result<Value, Value> {
    let json = person.graphql(query, variables).await.json();
    match json["errors"].get(0) {
        Some(error) => Err(error.clone()),
        None => Ok(json["data"].as_object().unwrap().values().next().unwrap().clone()),
    }
}

pub async fn book(person: &mut Person<'_>, id: Uuid, input: Value) -> Result<Value, Value> {
    ask(person, BOOK, json!({ "id": id, "in": input })).await
}

pub fn code(error: &Value) -> &str {
    error["extensions"]["code"].as_str().unwrap_or_default()
}

pub fn path(error: &Value) -> &str {
    error["extensions"]["fields"][0]["path"].as_str().unwrap_or_default()
}

pub fn requested(resource: Resource) -> Resource {
    Resource { booking_mode: "on_request".to_owned(), ..resource }
}

story! {
    async fn a_thousand_who_race_for_one_slot_never_pass_its_capacity(house) {
        let (_, scop, amina, association) = two(&house).await;
        let room = house.offers(Resource { units: 5, ..resource("Salle", &scop) }).await;
        let input = wanted(&association, at(&house, 5, 9), 2);
        let body = json!({ "query": BOOK, "variables": { "id": room, "in": input } }).to_string();
        // Half of them at a process of its own, with connections of its own to the database.
        let mut other = house.app.clone();
        other.db = backend::base::db::connect(house.database()).await.unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let addresses = [house.address.clone(), format!("http://{}", listener.local_addr().unwrap())];
        let serving = tokio::spawn(backend::http::serve(other, listener, std::future::pending()));
        let mut racing = JoinSet::new();
        for n in 0..CONNECTIONS {
            let client = reqwest::Client::builder().pool_max_idle_per_host(1).build().unwrap();
            let request = client.post(format!("{}/graphql", addresses[n % 2])).header("content-type", "application/json");
            let request = request.bearer_auth(amina.session()).body(body.clone());
            racing.spawn(async move {
                let mut answers = Vec::new();
                while answers.len() < RACERS / CONNECTIONS {
                    let answer: Value = request.try_clone().unwrap().send().await.unwrap().json().await.unwrap();
                    // On a busy machine one may wait for its turn beyond the time that a question has.
                    if answer["errors"][0]["extensions"]["code"] != "TOO_COMPLEX" {
                        answers.push(answer);
                    }
                }
                answers
            });
        }
        let answers: Vec<Value> = racing.join_all().await.concat();
        serving.abort();
        assert_eq!(answers.len(), RACERS);
        let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.get("errors").is_none());
        assert_eq!(won.len(), 5, "{won:?}");
        for answer in lost {
            let error = &answer["errors"][0]["extensions"];
            assert!(error["code"] == "CONFLICT" && error["nextFree"]["startsAt"].is_string(), "{answer}");
        }
        assert_eq!(booking::Entity::find().count(&house.app.db).await.unwrap(), 5);
    }
}

story! {
    async fn the_database_alone_refuses_what_passes_the_capacity(house) {
        let (_, scop, _, association) = two(&house).await;
        let room = house.offers(Resource { units: 3, ..resource("Salle", &scop) }).await;
        let now = house.app.clock.now();
        let row = |from: i64, hours: i64, units: i32, state: &str| booking::Model {
            id: Uuid::now_v7(), resource: room, organization: association.parse().unwrap(), booked_by: None, series: None,
            bundle: None, starts_at: now + Duration::hours(from), ends_at: now + Duration::hours(from + hours),
            busy_from: now + Duration::hours(from), busy_until: now + Duration::hours(from + hours), units,
            state: state.to_owned(), holds: state == "accepted", purpose: String::new(), answer_by: None,
            counter_starts_at: None, counter_ends_at: None, reason: None, owed_cents: None, owed_currency: None,
            handed_over_at: None, handed_back_at: None, handover_note: String::new(), created_at: now, updated_at: now,
            version: 1, people: None, told_given_at: None,
        };
        let insert = async |row: booking::Model| booking::Entity::insert(row.into_active_model()).exec_without_returning(&house.app.db).await;
        insert(row(0, 2, 2, "accepted")).await.unwrap();
        insert(row(2, 2, 2, "accepted")).await.unwrap();
        // The peak counts, not the sum.
        insert(row(0, 4, 1, "accepted")).await.unwrap();
        for (from, hours, units) in [(1, 1, 1), (3, 5, 1), (0, 4, 1), (10, 1, 4)] {
            let refused = insert(row(from, hours, units, "accepted")).await.unwrap_err();
            assert!(refused.to_string().contains("bookings_capacity"), "{refused}");
        }
        let asked = row(1, 1, 3, "requested");
        insert(asked.clone()).await.unwrap();
        let taken = booking::ActiveModel { state: sea_orm::Set("accepted".to_owned()), holds: sea_orm::Set(true), ..asked.into_active_model() };
        let refused = booking::Entity::update(taken).exec(&house.app.db).await.unwrap_err();
        assert!(refused.to_string().contains("bookings_capacity"), "{refused}");
    }
}

story! {
    async fn a_booking_in_the_past_or_of_no_length_is_refused(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(Resource { places: Some(20), ..resource("Salle", &scop) }).await;
        let soon = at(&house, 3, 9);
        for (input, field) in [
            (wanted(&association, at(&house, -2, 9), 1), "startsAt"),
            (wanted(&association, soon, 0), "endsAt"),
            (wanted(&association, soon, -3), "endsAt"),
            (with(wanted(&association, soon, 1), json!({ "units": 0 })), "units"),
            (with(wanted(&association, soon, 1), json!({ "units": 2 })), "units"),
            (with(wanted(&association, soon, 1), json!({ "units": -1 })), "units"),
            (wanted(&association, soon + Duration::minutes(7), 1), "startsAt"),
            (wanted(&association, soon, 24 * 300), "endsAt"),
            (wanted(&association, at(&house, 2_000, 9), 1), "startsAt"),
            (with(wanted(&association, soon, 1), json!({ "people": 0 })), "people"),
            // Ten thousand people are refused.
            (with(wanted(&association, soon, 1), json!({ "people": 10_000 })), "people"),
        ] {
            let refused = book(&mut amina, room, input.clone()).await.unwrap_err();
            assert!(code(&refused) == "INVALID" && path(&refused) == field, "{input} {refused}");
        }
        // Where time ends, too.
        for (from, until) in [("+262142-12-30T10:00:00Z", "+262142-12-31T10:00:00Z"), ("-200000-01-01T10:00:00Z", "9999-12-31T10:00:00Z"), ("9999-01-01T10:00:00Z", "9999-12-31T10:00:00Z")] {
            let input = json!({ "organization": association, "startsAt": from, "endsAt": until });
            let refused = book(&mut amina, room, input).await.unwrap_err();
            assert_ne!(code(&refused), "INTERNAL", "{refused}");
        }
        assert!(book(&mut amina, room, with(wanted(&association, soon, 1), json!({ "people": 20 }))).await.is_ok());
    }
}

story! {
    async fn recurring_forever_is_refused(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        for repeat in [
            json!({ "rhythm": "WEEKLY" }),
            json!({ "rhythm": "DAILY", "times": 105 }),
            json!({ "rhythm": "DAILY", "times": 2_000_000_000 }),
            json!({ "rhythm": "DAILY", "times": -1 }),
            json!({ "rhythm": "MONTHLY", "until": "9999-12-31" }),
            json!({ "rhythm": "MONTHLY", "until": "2020-01-01" }),
            json!({ "rhythm": "WEEKLY", "times": 3, "until": "2030-01-01" }),
        ] {
            let input = with(wanted(&association, at(&house, 3, 9), 1), json!({ "repeat": repeat }));
            let refused = book(&mut amina, room, input.clone()).await.unwrap_err();
            assert!(code(&refused) == "INVALID" && path(&refused) == "repeat", "{input} {refused}");
        }
        assert_eq!(booking::Entity::find().count(&house.app.db).await.unwrap(), 0);
    }
}

/// The next last Sunday of March or October that is three weeks away at least: the clock changes then.
fn next_change(house: &House) -> DateTime<Utc> {
    use chrono::Datelike;
    let mut day = at(house, 21, 12);
    loop {
        let last = (day + Duration::days(7)).month() != day.month();
        if day.weekday() == chrono::Weekday::Sun && last && matches!(day.month(), 3 | 10) {
            return day;
        }
        day += Duration::days(1);
    }
}

story! {
    async fn a_stay_across_the_change_of_hour_keeps_its_local_time(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let first = next_change(&house) - Duration::days(4);
        let input = with(wanted(&association, first, 2), json!({ "repeat": { "rhythm": "WEEKLY", "times": 2 } }));
        book(&mut amina, room, input).await.unwrap();
        let mut rows = booking::Entity::find().all(&house.app.db).await.unwrap();
        rows.sort_by_key(|row| row.starts_at);
        let [before, after] = &rows[..] else { panic!("{rows:?}") };
        assert_eq!(before.series, Some(before.id));
        let moved = after.starts_at - before.starts_at - Duration::days(7);
        assert_eq!(moved.num_minutes().abs(), 60, "an hour more or less of UTC is the same time on the clock");
        assert_eq!(after.ends_at - after.starts_at, Duration::hours(2));
    }
}

story! {
    async fn what_is_free_of_a_series_is_booked_and_the_rest_is_named(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        book(&mut amina, room, wanted(&association, at(&house, 10, 9), 2)).await.unwrap();
        let series = |more: Value| with(with(wanted(&association, at(&house, 9, 10), 1), json!({ "repeat": { "rhythm": "DAILY", "times": 3 } })), more);
        let refused = book(&mut amina, room, series(json!({}))).await.unwrap_err();
        assert_eq!(code(&refused), "CONFLICT", "all or nothing unless said");
        let booked = book(&mut amina, room, series(json!({ "onlyFree": true }))).await.unwrap();
        assert_eq!(booked["leftOut"].as_array().unwrap().len(), 1, "{booked}");
        assert_eq!(booking::Entity::find().count(&house.app.db).await.unwrap(), 3);
        let cancel = "mutation($id: ID!) { cancelBooking(id: $id, series: true) { state } }";
        assert_eq!(ask(&mut amina, cancel, json!({ "id": booked["id"] })).await.unwrap()["state"], "CANCELLED");
        let left = booking::Entity::find().all(&house.app.db).await.unwrap();
        assert_eq!(left.iter().filter(|row| row.holds).count(), 1, "the one of its own stays");
    }
}

story! {
    async fn a_bundle_is_all_or_nothing(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let screen = house.offers(resource("Écran", &scop)).await;
        let van = house.offers(resource("Camion", &scop)).await;
        house.offers_along(room, screen).await;
        let both = |from, extra: Uuid| with(wanted(&association, from, 1), json!({ "extras": [{ "resource": extra }] }));
        book(&mut amina, screen, wanted(&association, at(&house, 4, 9), 1)).await.unwrap();
        let refused = book(&mut amina, room, both(at(&house, 4, 9), screen)).await.unwrap_err();
        assert_eq!(code(&refused), "CONFLICT");
        assert_eq!(booking::Entity::find().count(&house.app.db).await.unwrap(), 1);
        let refused = book(&mut amina, room, both(at(&house, 4, 11), van)).await.unwrap_err();
        assert!(code(&refused) == "INVALID" && path(&refused) == "extras", "{refused}");
        let booked = book(&mut amina, room, both(at(&house, 4, 11), screen)).await.unwrap();
        let rows = booking::Entity::find().all(&house.app.db).await.unwrap();
        assert_eq!(rows.iter().filter(|row| row.bundle.map(|b| b.to_string()).as_deref() == booked["bundle"].as_str()).count(), 2);
        ask(&mut amina, "mutation($id: ID!) { cancelBooking(id: $id) { state } }", json!({ "id": booked["id"] })).await.unwrap();
        let rows = booking::Entity::find().all(&house.app.db).await.unwrap();
        assert_eq!(rows.iter().filter(|row| row.holds).count(), 1, "one goes with the other");
    }
}

story! {
    async fn a_request_is_accepted_refused_or_answered_with_another_time(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(Resource { handover: "Clé chez Mme Le Goff".to_owned(), ..resource("Salle", &scop) })).await;
        let asked = book(&mut amina, room, with(wanted(&association, at(&house, 6, 9), 2), json!({ "purpose": "Atelier\r\nBcc: eve@x.example" }))).await.unwrap();
        assert!(asked["state"] == "REQUESTED" && asked["handover"].is_null(), "{asked}");
        house.drain().await;
        let letter = house.mail.last(BRUNO);
        assert!(letter.subject.contains("Les Amis du Canal") && letter.text.contains("Atelier") && letter.header("bcc").is_empty(), "{}", letter.raw);
        assert!(bruno.get("/espace").await.text.contains("/espace/reservations"));
        let answer = "mutation($id: ID!, $accept: Boolean!, $reason: String, $counter: TimeSpanInput) { answerBooking(id: $id, accept: $accept, reason: $reason, counter: $counter) { state counterProposal { startsAt } } }";
        let refused = ask(&mut bruno, answer, json!({ "id": asked["id"], "accept": false })).await.unwrap_err();
        assert_eq!(path(&refused), "reason");
        let own = ask(&mut amina, answer, json!({ "id": asked["id"], "accept": true })).await.unwrap_err();
        assert_eq!(code(&own), "INVALID", "nobody accepts their own request");
        let other = at(&house, 7, 9);
        let counter = json!({ "startsAt": other.to_rfc3339(), "endsAt": (other + Duration::hours(2)).to_rfc3339() });
        let countered = ask(&mut bruno, answer, json!({ "id": asked["id"], "accept": false, "reason": "Ménage", "counter": counter })).await.unwrap();
        assert_eq!(countered["state"], "COUNTERED");
        house.drain().await;
        assert!(house.mail.last(AMINA).text.contains("Ménage"));
        let accepts = "mutation($id: ID!) { answerCounterProposal(id: $id, accept: true) { state startsAt handover } }";
        let taken = ask(&mut amina, accepts, json!({ "id": asked["id"] })).await.unwrap();
        assert!(taken["state"] == "ACCEPTED" && taken["handover"] == "Clé chez Mme Le Goff", "{taken}");
        assert_eq!(taken["startsAt"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap(), other);
        house.drain().await;
        let letter = house.mail.last(AMINA);
        assert!(letter.text.contains("Mme Le Goff") && letter.raw.contains("text/calendar"), "{}", letter.raw);
        let second = book(&mut amina, room, wanted(&association, at(&house, 8, 9), 2)).await.unwrap();
        ask(&mut bruno, answer, json!({ "id": second["id"], "accept": false, "reason": "Travaux" })).await.unwrap();
        house.drain().await;
        assert!(house.mail.last(AMINA).text.contains("Travaux"));
    }
}

story! {
    async fn a_lapsed_request_is_told_to_both(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        let asked = book(&mut amina, room, wanted(&association, at(&house, 6, 9), 2)).await.unwrap();
        house.drain().await;
        assert!(house.mail.last(BRUNO).subject.contains("demande «"), "{}", house.mail.last(BRUNO).subject);
        house.app.clock.advance(Duration::hours(49));
        house.drain().await;
        let state = "query($id: ID!) { booking(id: $id) { state } }";
        assert_eq!(ask(&mut amina, state, json!({ "id": asked["id"] })).await.unwrap()["state"], "LAPSED");
        for who in [AMINA, BRUNO] {
            assert!(house.mail.last(who).subject.contains("restée sans suite"), "{}", house.mail.last(who).subject);
        }
    }
}

story! {
    async fn the_first_on_the_waiting_list_gets_what_was_cancelled(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let mut chloe = house.member(CHLOE).await;
        let club = chloe.opens("Le Club", &siret(71_002)).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let early = ask(&mut chloe, WAIT, json!({ "id": room, "in": wanted(&club, at(&house, 5, 9), 2) })).await.unwrap_err();
        assert_eq!(code(&early), "INVALID", "what is free isn't waited for");
        let held = book(&mut bruno, room, wanted(&scop, at(&house, 5, 9), 2)).await.unwrap();
        let mut waiting = Vec::new();
        for (person, organization) in [(&mut chloe, &club), (&mut amina, &association)] {
            let input = wanted(organization, at(&house, 5, 9), 2);
            assert_eq!(code(&book(person, room, input.clone()).await.unwrap_err()), "CONFLICT");
            let one = ask(person, WAIT, json!({ "id": room, "in": input })).await.unwrap();
            assert_eq!(one["state"], "WAITING");
            waiting.push(one["id"].as_str().unwrap().to_owned());
        }
        ask(&mut bruno, "mutation($id: ID!) { cancelBooking(id: $id) { state } }", json!({ "id": held["id"] })).await.unwrap();
        let state = "query($id: ID!) { booking(id: $id) { state } }";
        assert_eq!(ask(&mut chloe, state, json!({ "id": waiting[0] })).await.unwrap()["state"], "ACCEPTED");
        assert_eq!(ask(&mut amina, state, json!({ "id": waiting[1] })).await.unwrap()["state"], "WAITING");
        house.drain().await;
        assert!(house.mail.last(CHLOE).subject.contains("est réservé"), "{}", house.mail.last(CHLOE).subject);
    }
}
