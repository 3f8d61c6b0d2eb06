//! What is kept of bookings: pages, calendars, accounts, letters; and who reads them.

use backend::sharing::Resource;
use bdis_tests::*;
use chrono::Duration;
use ical::IcalParser;
use schema::sharing::{booking, feed, ledger_entry};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::bookings::{AMINA, ask, book, two, wanted};

const CANCEL: &str =
    "mutation($id: ID!, $reason: String) { cancelBooking(id: $id, reason: $reason) { state } }";

story! {
    async fn someone_books_by_page_from_the_week_to_the_handing_back(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(Resource { handover: "Clé au bar".to_owned(), address: Some("3 quai Secret".to_owned()), ..resource("Salle", &scop) }).await;
        let day = (house.app.clock.now() + Duration::days(5)).date_naive().to_string();
        let page = format!("/mutualisation/{room}/reserver");
        let week = house.get(&format!("{page}?semaine={day}")).await;
        assert!(week.status == 200 && week.text.contains("scope=\"col\"") && week.text.contains("scope=\"row\""), "{}", week.text);
        assert!(week.text.contains(&format!("debut={day}T14%3A00")), "free cells fill the form: {}", week.text);
        assert!(!week.text.contains("quai Secret"));
        let filled = amina.get(&format!("{page}?debut={day}T14:00")).await;
        assert!(filled.text.contains("value=\"14:00\"") && filled.text.contains("value=\"15:00\""), "{}", filled.text);
        let fields = [("faire", "reserver"), ("organization", association.as_str()), ("day", &day), ("startTime", "14:00"), ("endTime", "16:00"), ("purpose", "<script>alert(1)</script>")];
        let wrong = amina.send(&page, &[("faire", "reserver"), ("organization", &association), ("day", &day), ("startTime", "14:00"), ("endTime", "14:00"), ("purpose", "gardé")]).await;
        assert!(wrong.status == 422 && wrong.text.contains("gardé") && wrong.text.contains("après le début"), "{}", wrong.text);
        let booked = amina.send(&page, &fields).await;
        assert_eq!(booked.status, 303, "{}", booked.text);
        let one = booked.header("location").split('?').next().unwrap().to_owned();
        let seen = amina.get(&one).await;
        assert!(seen.text.contains("quai Secret") && seen.text.contains("Clé au bar") && !seen.text.contains("<script>alert"), "{}", seen.text);
        let full = amina.send(&page, &fields).await;
        assert!(full.status == 422 && full.text.contains("attendre") && full.text.contains("16:00"), "what is full says when it is free: {}", full.text);
        let own = amina.send(&page, &[("autrement", "attendre"), fields[1], fields[2], fields[3], fields[4]]).await;
        assert!(own.status == 422 && own.text.contains("a déjà réservé ce moment"), "{}", own.text);
        let waits = bruno.send(&page, &[("autrement", "attendre"), ("organization", scop.as_str()), fields[2], fields[3], fields[4]]).await;
        assert!(waits.header("location").contains("fait=waiting"), "{}", waits.text);
        assert!(bruno.get("/espace/reservations").await.text.contains("liste d’attente"));
        assert!(bruno.get("/espace/reservations").await.text.contains("Les Amis du Canal"));
        let starts = booking::Entity::find().all(&house.app.db).await.unwrap().into_iter().map(|row| row.starts_at).min().unwrap();
        house.app.clock.advance(starts - house.app.clock.now());
        for (act, note) in [("remettre", "Propre"), ("rendre", "Un carreau cassé")] {
            assert_eq!(bruno.send(&one, &[("faire", act), ("note", note)]).await.status, 303);
        }
        assert!(amina.get(&one).await.text.contains("Un carreau cassé"));
        assert_eq!(bruno.send(&one, &[("faire", "rendre"), ("note", "x")]).await.status, 422);
        assert_eq!(bruno.send(&one, &[("faire", "decommander"), ("reason", " ")]).await.status, 422, "an owner says why");
        assert_eq!(house.person("x@x.example").get("/espace/reservations").await.status, 303);
    }
}

story! {
    async fn a_stranger_does_not_see_who_booked(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let one = book(&mut amina, room, wanted(&association, at(&house, 5, 9), 2)).await.unwrap();
        let mut eve = house.member("eve@x.example").await;
        let seen = eve.graphql("query($id: ID!) { booking(id: $id) { state } }", json!({ "id": one["id"] })).await.json();
        assert!(seen["data"]["booking"].is_null() && seen.get("errors").is_none(), "{seen}");
        let id = one["id"].as_str().unwrap();
        assert_eq!(eve.get(&format!("/espace/reservations/{id}")).await.status, 404);
        assert_eq!(eve.send(&format!("/espace/reservations/{id}"), &[("faire", "decommander")]).await.status, 404);
        assert_eq!(ask(&mut eve, CANCEL, json!({ "id": id })).await.unwrap_err()["extensions"]["code"], "NOT_FOUND");
        let day = at(&house, 5, 9).date_naive();
        let week = house.get(&format!("/mutualisation/{room}/reserver?semaine={day}")).await;
        assert!(week.text.contains("Complet") && !week.text.contains("Les Amis du Canal"), "{}", week.text);
        assert_eq!(eve.get(&format!("/espace/organisations/{scop}/compte")).await.status, 404);
    }
}

story! {
    async fn who_may_book_is_kept(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let now = Some(house.app.clock.today() - chrono::Days::new(10));
        for (one, key) in [
            (Resource { audience: "ess".to_owned(), ..resource("ESS", &scop) }, "organization"),
            (Resource { audience: "networks".to_owned(), ..resource("Réseaux", &scop) }, "organization"),
            (Resource { booking_mode: "none".to_owned(), ..resource("Par écrit", &scop) }, "organization"),
            (Resource { direction: "request".to_owned(), ..resource("Cherche", &scop) }, "organization"),
            (Resource { valid_until: now, valid_from: now, ..resource("Finie", &scop) }, "startsAt"),
        ] {
            let (name, id) = (one.name.clone(), house.offers(one).await);
            let refused = book(&mut amina, id, wanted(&association, at(&house, 5, 9), 1)).await.unwrap_err();
            assert_eq!(refused["extensions"]["fields"][0]["path"], key, "{name}: {refused}");
        }
        let hidden = house.offers(Resource { archived_at: Some(house.app.clock.now()), ..resource("Archivée", &scop) }).await;
        let refused = book(&mut amina, hidden, wanted(&association, at(&house, 5, 9), 1)).await.unwrap_err();
        assert_eq!(refused["extensions"]["code"], "NOT_FOUND");
        // One's own is had at once, whatever its conditions, and nothing is owed.
        let own = house.offers(Resource { booking_mode: "none".to_owned(), price_cents: Some(500), price_currency: Some("EUR".to_owned()), price_per: Some("hour".to_owned()), ..resource("À nous", &scop) }).await;
        assert_eq!(book(&mut bruno, own, wanted(&scop, at(&house, 5, 9), 1)).await.unwrap()["state"], "ACCEPTED");
        assert_eq!(ledger_entry::Entity::find().count(&house.app.db).await.unwrap(), 0);
    }
}

story! {
    async fn a_revoked_calendar_answers_nothing(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let hostile = "Salle\r\nBEGIN:VEVENT\r\nSUMMARY:=cmd|' /C calc'!A0; <script>";
        let room = house.offers(Resource { address: Some("3 quai Secret".to_owned()), ..resource(hostile, &scop) }).await;
        let from = at(&house, 5, 9);
        let mut input = wanted(&association, from, 2);
        input["purpose"] = "Fête\nEND:VCALENDAR\n, ; \\ \u{2028}BEGIN:VALARM".into();
        book(&mut amina, room, input).await.unwrap();
        let page = "/espace/reservations/calendriers";
        let mut addresses = Vec::new();
        for of in ["person".to_owned(), format!("organization:{scop}"), format!("resource:{room}")] {
            let made = bruno.send(page, &[("faire", "abonner"), ("calendar", &of)]).await;
            let address = made.text.split("/calendar/").nth(1).unwrap_or_else(|| panic!("{}", made.text));
            addresses.push(format!("/calendar/{}", address.split('<').next().unwrap()));
        }
        assert!(!bruno.get(page).await.text.contains("/calendar/"), "shown once");
        for address in &addresses {
            let file = house.get(address).await;
            assert!(file.status == 200 && file.header("content-type").starts_with("text/calendar"), "{}", file.status);
            assert!(file.header("cache-control").contains("private") && file.header("cache-control").contains("no-store"));
            let read: Vec<_> = IcalParser::new(std::io::Cursor::new(file.text.as_bytes())).collect::<Result<_, _>>().unwrap();
            assert!(read.len() == 1 && read[0].events.len() == 1 && read[0].alarms.is_empty(), "{}", file.text);
            let value = |name: &str| read[0].events[0].properties.iter().find(|p| p.name == name).and_then(|p| p.value.clone()).unwrap_or_default();
            assert!(value("SUMMARY").contains("Les Amis du Canal") && value("DTSTART") == from.format("%Y%m%dT%H%M%SZ").to_string(), "{}", file.text);
        }
        let held = feed::Entity::find().all(&house.app.db).await.unwrap();
        assert!(held.iter().all(|feed| addresses.iter().all(|address| !address.contains(&feed.token))), "its hash alone is kept");
        for feed in held {
            assert_eq!(amina.send(page, &[("faire", "desabonner"), ("id", &feed.id.to_string())]).await.status, 404, "not hers");
            assert_eq!(bruno.send(page, &[("faire", "desabonner"), ("id", &feed.id.to_string())]).await.status, 303);
        }
        for address in addresses.iter().map(String::as_str).chain(["/calendar/x.ics", "/calendar/x", "/calendar/%00.ics"]) {
            assert_eq!(house.get(address).await.status, 404, "{address}");
        }
        let refused = amina.send(page, &[("faire", "abonner"), ("calendar", &format!("resource:{room}"))]).await;
        assert_eq!(refused.status, 404, "who has it is for those who lend it");
    }
}

story! {
    async fn a_calendar_ends_with_the_right_to_read_it(house) {
        let (mut bruno, scop, _, _) = two(&house).await;
        let made = bruno.send("/espace/reservations/calendriers", &[("faire", "abonner"), ("calendar", &format!("organization:{scop}"))]).await;
        let address = made.text.split("/calendar/").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert_eq!(house.get(&format!("/calendar/{address}")).await.status, 200);
        schema::organizations::member::Entity::delete_many().exec(&house.app.db).await.unwrap();
        assert_eq!(house.get(&format!("/calendar/{address}")).await.status, 404);
    }
}

story! {
    async fn what_is_owed_is_entered_balanced_settled_and_taken_away(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let hours = Resource { price_kind: "time".to_owned(), price_cents: Some(100), price_currency: Some("TIME".to_owned()), price_per: Some("hour".to_owned()), cancellation_hours: Some(24), ..resource("=1+1", &scop) };
        let room = house.offers(hours).await;
        let kept = book(&mut amina, room, wanted(&association, at(&house, 5, 9), 3)).await.unwrap();
        let early = book(&mut amina, room, wanted(&association, at(&house, 6, 9), 2)).await.unwrap();
        ask(&mut amina, CANCEL, json!({ "id": early["id"] })).await.unwrap();
        let page = format!("/espace/organisations/{scop}/compte");
        let seen = bruno.get(&page).await;
        assert!(seen.status == 200 && seen.text.contains("3\u{A0}heures") && seen.text.contains("Les Amis du Canal"), "{}", seen.text);
        let entries = ledger_entry::Entity::find().all(&house.app.db).await.unwrap();
        assert_eq!(entries.iter().map(|entry| entry.amount_cents).sum::<i64>(), 300, "two and two less: nothing is taken out");
        assert_eq!(entries.len(), 3);
        let csv = bruno.get(&format!("{page}/compte.csv")).await;
        assert!(csv.text.contains("'=1+1") && csv.text.contains(";3,00;") && csv.text.contains(";-2,00;"), "{}", csv.text);
        let file = house.client.get(format!("{}{page}/compte.xlsx", house.address)).header("cookie", format!("bdis-session={}", bruno.session())).send().await.unwrap();
        let mut book_: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(file.bytes().await.unwrap())).unwrap();
        let sheet = calamine::Reader::worksheet_range_at(&mut book_, 0).unwrap().unwrap();
        assert!(sheet.rows().any(|row| row[2] == "'=1+1") && sheet.height() == 4);
        let owed = entries.iter().find(|entry| entry.amount_cents == 300).unwrap().id.to_string();
        let settle = "mutation($o: ID!, $e: [ID!]!, $s: Boolean!) { settleLedgerEntries(organization: $o, entries: $e, settled: $s) }";
        let other = ask(&mut amina, settle, json!({ "o": association, "e": [owed], "s": true })).await.unwrap_err();
        assert_eq!(other["extensions"]["code"], "INVALID", "who owes doesn't settle");
        assert_eq!(bruno.send(&page, &[("faire", "regler"), ("id", &owed)]).await.status, 303);
        assert!(bruno.get(&page).await.text.contains("Tout est réglé"));
        assert_eq!(bruno.send(&page, &[("faire", "rouvrir-compte"), ("id", &owed)]).await.status, 303);
        assert_eq!(amina.send(&page, &[("faire", "regler"), ("id", &owed)]).await.status, 404);
        // Too late, it is owed all the same; unless its owner takes it back.
        house.app.clock.advance(Duration::days(4));
        ask(&mut bruno, CANCEL, json!({ "id": kept["id"], "reason": "Fuite" })).await.unwrap();
        let entries = ledger_entry::Entity::find().all(&house.app.db).await.unwrap();
        assert_eq!(entries.iter().map(|entry| entry.amount_cents).sum::<i64>(), 0);
    }
}

story! {
    async fn the_day_before_a_stay_its_booker_is_reminded_unless_it_is_cancelled(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let gone = book(&mut amina, room, wanted(&association, at(&house, 5, 9), 1)).await.unwrap();
        let stays = book(&mut amina, room, wanted(&association, at(&house, 5, 11), 1)).await.unwrap();
        ask(&mut amina, CANCEL, json!({ "id": gone["id"] })).await.unwrap();
        house.drain().await;
        assert!(house.mail.to(AMINA).iter().all(|letter| !letter.subject.starts_with("Demain")));
        house.app.clock.advance(at(&house, 5, 11) - house.app.clock.now() - Duration::hours(12));
        house.drain().await;
        let reminders: Vec<_> = house.mail.to(AMINA).into_iter().filter(|letter| letter.subject.starts_with("Demain")).collect();
        assert!(reminders.len() == 1 && reminders[0].text.contains(stays["id"].as_str().unwrap()), "{reminders:?}");
        house.drain().await;
        assert_eq!(house.mail.to(AMINA).iter().filter(|letter| letter.subject.starts_with("Demain")).count(), 1);
    }
}

story! {
    async fn whoever_erases_their_account_leaves_the_booking_and_nothing_of_theirs(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let mut input = wanted(&association, at(&house, 5, 9), 1);
        input["purpose"] = "Mon anniversaire".into();
        book(&mut amina, room, input).await.unwrap();
        amina.send("/espace/reservations/calendriers", &[("faire", "abonner"), ("calendar", "person")]).await;
        let taken = amina.send("/espace/donnees", &[("faire", "prendre")]).await;
        assert!(taken.text.contains("Mon anniversaire") && taken.text.contains("\"calendars\""), "{}", taken.text);
        assert_eq!(amina.send("/espace/donnees", &[("faire", "effacer"), ("password", PASSWORD)]).await.status, 303);
        let row = booking::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        assert!(row.booked_by.is_none() && row.purpose.is_empty() && row.holds);
        assert_eq!(feed::Entity::find().count(&house.app.db).await.unwrap(), 0);
    }
}
