//! Bookings to the end: accounts that stay right, prices that aren’t lost, times that aren’t given away.

use backend::base::words::{Lang, Words};
use backend::sharing::calendar::Window;
use backend::sharing::{Resource, when};
use bdis_tests::*;
use chrono::Duration;
use schema::sharing::{booking, ledger_entry, resource as shared_resource};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::alerts::SAVE;
use super::bookings::{AMINA, BRUNO, CHLOE, WAIT, ask, book, code, path, requested, two, wanted, with};

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

story! {
    async fn an_owner_who_cannot_lend_closes_that_time_and_who_waits_for_it_is_told(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let mut chloe = house.member(CHLOE).await;
        let club = chloe.opens("Le Club", &siret(71_003)).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let state = "query($id: ID!) { booking(id: $id) { state } }";
        let mut held = Vec::new();
        for day in [5, 6] {
            let one = book(&mut chloe, room, wanted(&club, at(&house, day, 9), 2)).await.unwrap();
            let waits = ask(&mut amina, WAIT, json!({ "id": room, "in": wanted(&association, at(&house, day, 9), 2) })).await.unwrap();
            held.push((one, waits["id"].clone()));
        }
        let (one, waits) = &held[0];
        for (lang, said) in [("", "Une organisation l’attend."), ("/en", "One organisation waits for it.")] {
            let page = bruno.get(&format!("{lang}{}", page_of(one))).await.text;
            assert!(page.contains(said) && page.contains("name=\"moment\" value=\"close\" checked"), "{page}");
        }
        assert!(!chloe.get(&page_of(one)).await.text.contains("name=\"moment\""), "only its owner closes it");
        let close = "mutation($id: ID!, $reason: String) { cancelBooking(id: $id, reason: $reason, closes: true) { state } }";
        let refused = ask(&mut chloe, close, json!({ "id": one["id"] })).await.unwrap_err();
        assert!(code(&refused) == "INVALID" && path(&refused) == "moment", "{refused}");
        let fields = [("faire", "decommander"), ("reason", "Je suis malade ce jour-là"), ("moment", "close")];
        let sent = bruno.send(&page_of(one), &fields).await;
        assert!(sent.status == 303 && sent.header("location").ends_with("fait=booking-cancelled-closed"), "{}", sent.text);
        assert_eq!(ask(&mut amina, state, json!({ "id": waits })).await.unwrap()["state"], "LAPSED");
        house.drain().await;
        let told = house.mail.to(AMINA);
        assert!(told.iter().any(|letter| letter.subject.contains("ne se libère pas")), "{told:?}");
        let again = book(&mut amina, room, wanted(&association, at(&house, 5, 9), 2)).await.unwrap_err();
        assert!(code(&again) == "INVALID" && path(&again) == "startsAt", "it is closed: {again}");
        assert!(book(&mut amina, room, wanted(&association, at(&house, 5, 12), 2)).await.is_ok(), "around it, it is open");
        // What stays open goes to whoever waits for it, as before.
        let (one, waits) = &held[1];
        ask(&mut bruno, CANCEL, json!({ "id": one["id"], "reason": "Une erreur" })).await.unwrap();
        assert_eq!(ask(&mut amina, state, json!({ "id": waits })).await.unwrap()["state"], "ACCEPTED");
    }
}

story! {
    async fn a_week_shows_as_free_what_begins_on_the_half_hour_and_says_when(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let mut room = resource("Salle", &scop);
        room.opening["weekly"] = (0..7).map(|weekday| json!({ "weekday": weekday, "from": 570, "until": 750 })).collect();
        (room.terms["step"], room.terms["buffer_after"]) = (json!(30), json!(30));
        let id = house.offers(room).await;
        let day = at(&house, 5, 12).date_naive();
        let local = |hour: u32, minute: u32| {
            day.and_hms_opt(hour, minute, 0).unwrap().and_local_timezone(chrono_tz::Tz::Europe__Paris).unwrap().to_utc()
        };
        book(&mut amina, id, wanted(&association, local(10, 0), 1)).await.unwrap();
        for (lang, held, other) in [("", "Libre dès 11:30", "Libre dès 09:30"), ("/en", "Free from 11:30", "Free from 09:30")] {
            let week = house.get(&format!("{lang}/mutualisation/{id}/reserver?semaine={day}")).await.text;
            assert!(week.contains(&format!("debut={day}T11%3A30")) || week.contains(&format!("debut={day}T11:30")), "{week}");
            let named = week.split(&format!(">{held}<span class=\"unseen\">, ")).nth(1).unwrap_or_else(|| panic!("{week}"));
            assert!(named.split('<').next().unwrap().ends_with("11:30"), "{named}");
            // On the days on which nothing is booked, the first stay begins when it opens.
            assert!(week.contains(other), "{week}");
        }
    }
}

story! {
    async fn who_got_no_answer_is_told_that_the_time_they_asked_for_is_still_free(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        let from = at(&house, 6, 9);
        book(&mut amina, room, wanted(&association, from, 2)).await.unwrap();
        house.drain().await;
        house.app.clock.advance(Duration::hours(49));
        house.drain().await;
        let letter = house.mail.last(AMINA);
        assert!(letter.subject.contains("restée sans suite"), "{}", letter.subject);
        let stay = Window::new(from, from + Duration::hours(2));
        let same = when(Words::new(Lang::Fr), chrono_tz::Tz::Europe__Paris, stay);
        let next = format!("Prochain créneau libre de la même durée\u{A0}: {same}");
        assert!(letter.text.contains(&next), "{next}: {}", letter.text);
    }
}

story! {
    async fn a_shorter_stay_is_told_without_the_reason_of_the_time_that_was_offered_before(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        let one = book(&mut amina, room, wanted(&association, at(&house, 6, 9), 2)).await.unwrap();
        let span = |from: i64, until: i64| json!({
            "startsAt": (at(&house, 7, 9) + Duration::hours(from)).to_rfc3339(),
            "endsAt": (at(&house, 7, 9) + Duration::hours(until)).to_rfc3339() });
        let counter = "mutation($id: ID!, $to: TimeSpanInput!) {
            answerBooking(id: $id, accept: false, reason: \"Le chauffage est en panne\", counter: $to) { state } }";
        ask(&mut bruno, counter, json!({ "id": one["id"], "to": span(0, 3) })).await.unwrap();
        let accept = "mutation($id: ID!) { answerCounterProposal(id: $id, accept: true) { state } }";
        ask(&mut amina, accept, json!({ "id": one["id"] })).await.unwrap();
        ask(&mut amina, CHANGE, json!({ "id": one["id"], "to": span(0, 2) })).await.unwrap();
        house.drain().await;
        let all = house.mail.to(BRUNO);
        let letter = all.iter().rfind(|letter| letter.subject.contains("change sa réservation")).unwrap();
        assert!(!letter.text.contains("chauffage"), "{}", letter.text);
    }
}

story! {
    async fn the_same_request_is_sent_once_and_the_same_alert_is_one(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        let input = wanted(&association, at(&house, 6, 9), 2);
        let one = book(&mut amina, room, input.clone()).await.unwrap();
        let again = book(&mut amina, room, input.clone()).await.unwrap_err();
        assert!(code(&again) == "CONFLICT" && path(&again) == "startsAt", "{again}");
        let begins = at(&house, 6, 9).with_timezone(&chrono_tz::Tz::Europe__Paris);
        let (day, from) = (begins.date_naive().to_string(), begins.format("%H:%M").to_string());
        let until = (begins + Duration::hours(2)).format("%H:%M").to_string();
        let fields = [("faire", "reserver"), ("organization", association.as_str()), ("day", &day), ("startTime", &from), ("endTime", &until), ("purpose", "Atelier gardé")];
        for (lang, said) in [("", "a déjà demandé ce moment"), ("/en", "has asked for this time already")] {
            let refused = amina.send(&format!("{lang}/mutualisation/{room}/reserver"), &fields).await;
            assert!(refused.status != 303 && refused.text.contains(said) && refused.text.contains("Atelier gardé"), "{}", refused.text);
            assert!(refused.text.contains(&format!("href=\"{lang}{}\"", page_of(&one))), "{}", refused.text);
        }
        assert_eq!(booking::Entity::find().count(&house.app.db).await.unwrap(), 1);
        ask(&mut amina, CANCEL, json!({ "id": one["id"] })).await.unwrap();
        book(&mut amina, room, input.clone()).await.unwrap();
        // Of several, as many as there are can be asked for.
        let bikes = house.offers(requested(Resource { units: 2, ..resource("Vélos", &scop) })).await;
        book(&mut amina, bikes, input.clone()).await.unwrap();
        book(&mut amina, bikes, input.clone()).await.unwrap();
        assert_eq!(code(&book(&mut amina, bikes, input).await.unwrap_err()), "CONFLICT");
        let address = "/espace/alertes/nouvelle?pour=fournisseurs&theme=food";
        let follow = [("faire", "suivre"), ("alertName", "Bon pain"), ("pace", "weekly")];
        let first = amina.send(address, &follow).await.header("location").to_owned();
        let second = amina.send(address, &follow).await.header("location").to_owned();
        assert!(first.ends_with("?fait=alert-saved") && second.ends_with("?fait=alert-known"), "{first} {second}");
        assert_eq!(first.split('?').next(), second.split('?').next());
        assert!(amina.get(&second).await.text.contains("Vous aviez déjà cette alerte"));
    }
}

story! {
    async fn two_territories_of_one_name_are_told_apart_by_their_kind(house) {
        for page in ["/fournisseurs", "/mutualisation", "/en/fournisseurs", "/en/mutualisation"] {
            let seen = house.get(&format!("{page}?territoire=La+R%C3%A9union")).await.text;
            for named in ["La Réunion (région)", "La Réunion (département)", "La Réunion (47)"] {
                assert!(seen.contains(named), "{page} {named}: {seen}");
            }
        }
    }
}

story! {
    async fn what_was_typed_stays_when_another_moment_is_chosen(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(Resource { units: 3, ..resource("Salle", &scop) }).await;
        let page = format!("/mutualisation/{room}/reserver");
        let day = at(&house, 5, 12).date_naive();
        // Whoever hasn't signed in has links, and no form.
        let week = house.get(&format!("{page}?semaine={day}")).await.text;
        assert!(week.contains("debut=") && !week.contains("name=\"moment\""), "{week}");
        for lang in ["", "/en"] {
            let week = amina.get(&format!("{lang}{page}?semaine={day}")).await.text;
            let cell = format!("form=\"reserver\" formnovalidate formaction=\"#reserver-day\" name=\"moment\" value=\"{day}T14:00\"");
            assert!(week.contains(&cell) && week.contains("<form method=\"post\" class=\"filled\" id=\"reserver\""), "{week}");
            assert!(!week.contains("debut="), "no link forgets what was typed: {week}");
            let (before, _) = week.split_once("form=\"reserver\"").unwrap();
            assert!(before.ends_with("class=\"unseen\" "), "Enter takes the first button, which sends the form: {week}");
            let typed = [("faire", "reserver"), ("organization", association.as_str()), ("units", "2"), ("purpose", "Atelier gardé"), ("day", ""), ("startTime", "")];
            for (moment, ends) in [(format!("{day}T14:00"), "15:00"), (format!("{day}T14:00/{day}T17:00"), "17:00")] {
                let mut fields = typed.to_vec();
                fields.push(("moment", moment.as_str()));
                let filled = amina.send(&format!("{lang}{page}?semaine={day}"), &fields).await;
                assert_eq!(filled.status, 200, "{}", filled.text);
                for kept in [">\nAtelier gardé</textarea>", "value=\"2\"", "value=\"14:00\"", &format!("value=\"{ends}\""), &format!("value=\"{day}\"")] {
                    assert!(filled.text.contains(kept), "{kept}: {}", filled.text);
                }
            }
            let later = day + chrono::Days::new(7);
            let other = [&typed[..], &[("autre-semaine", "")]].concat();
            let other = amina.send(&format!("{lang}{page}?semaine={later}"), &other).await;
            let kept = other.text.contains(">\nAtelier gardé</textarea>") && other.text.contains("value=\"2\"");
            assert!(other.status == 200 && kept && other.text.contains(&format!("value=\"{later}T14:00\"")), "{}", other.text);
        }
        assert_eq!(booking::Entity::find().count(&house.app.db).await.unwrap(), 0, "nothing is booked by choosing");
    }
}

story! {
    async fn what_is_refused_or_owed_is_said_as_it_is(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let form = format!("/espace/organisations/{scop}/mutualisation/nouvelle");
        let offer = [("faire", "partager"), ("direction", "offer"), ("kind", "premises"), ("name", "Cuisine"), ("priceKind", "price")];
        for (field, value, said) in [
            ("postCode", "99999", "Aucune commune n’a le code postal 99999"),
            ("price", "1000000000000", "Ce montant est trop grand"),
        ] {
            let refused = bruno.send(&form, &[&offer[..], &[(field, value)]].concat()).await;
            assert!(refused.status == 422 && refused.text.contains(said), "{said}: {}", refused.text);
        }
        let hours = Resource { price_kind: "time".to_owned(), price_currency: Some("TIME".to_owned()), ..by_the_hour(100, resource("Atelier", &scop)) };
        let room = house.offers(hours).await;
        let from = at(&house, 5, 9);
        let half = with(wanted(&association, from, 0), json!({ "endsAt": (from + Duration::minutes(90)).to_rfc3339() }));
        let one = book(&mut amina, room, half).await.unwrap();
        let english = amina.get(&format!("/en{}", page_of(&one))).await.text.replace('\u{A0}', " ");
        assert!(english.contains("1.5 hours"), "{english}");
        let empty = book(&mut amina, room, wanted(&association, from, 0)).await.unwrap_err();
        let said = empty["message"].as_str().unwrap();
        assert_eq!(said, "The end comes after the start.");
        let everything = json!({ "in": { "kind": "RESOURCES", "name": "Tout", "query": "", "pace": "DAILY" } });
        let refused = ask(&mut amina, SAVE, everything).await.unwrap_err();
        let said = refused["message"].as_str().unwrap();
        assert!(path(&refused) == "query" && said.contains("a type") && !said.contains("guarantee"), "{refused}");
        ask(&mut amina, CANCEL, json!({ "id": one["id"] })).await.unwrap();
        house.drain().await;
        for who in [AMINA, BRUNO] {
            let told = house.mail.to(who);
            assert!(told.iter().any(|letter| letter.text.contains("Annulée par Les Amis du Canal.")), "{told:?}");
        }
        let mut chloe = house.member(CHLOE).await;
        let page = chloe.get(&format!("/mutualisation/{room}/reserver")).await.text;
        assert!(page.contains("Chercher une page existante") && page.contains("/espace/organisations/nouvelle\""), "{page}");
    }
}

story! {
    async fn what_is_shared_is_told_to_machines_as_the_schema_says(house) {
        let (mut bruno, scop, _, _) = two(&house).await;
        let create = "mutation($o: ID!, $in: SharedResourceInput!) { createSharedResource(organization: $o, input: $in) { id } }";
        let input = json!({ "direction": "OFFER", "kind": "PREMISES", "name": "Cuisine", "exact": true, "address": "3 quai du Canal",
            "priceKind": "PRICE", "priceCents": 1_250, "pricePer": "HOUR" });
        let made = ask(&mut bruno, create, json!({ "o": scop, "in": input })).await.unwrap();
        let row = shared_resource::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        assert!(row.commune.is_some() && row.address.as_deref() == Some("3 quai du Canal"), "{row:?}");
        let page = house.get(&format!("/mutualisation/{}", made["id"].as_str().unwrap())).await.text;
        assert!(page.contains("\"unitText\":\"hour\"") && page.contains("UnitPriceSpecification"), "{page}");
        for lang in ["", "/en"] {
            assert!(house.get(&format!("{lang}/api")).await.text.contains("/calendar/{secret}.ics"));
        }
    }
}
