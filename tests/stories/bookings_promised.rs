//! What keeps its word: bookings that have begun, organisations others count on, dates that are closed, what is had along,
//! times that are full.

use backend::base::words::{Lang, Words};
use backend::sharing::Resource;
use bdis_tests::*;
use chrono::{DateTime, Datelike, Duration, Utc, Weekday};
use schema::sharing::{booking, ledger_entry};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::bookings::{ask, book, code, path, requested, two, wanted, with};

const CANCEL: &str = "mutation($id: ID!, $reason: String, $series: Boolean! = false) {
    cancelBooking(id: $id, reason: $reason, series: $series) { state } }";
const CHANGE: &str = "mutation($id: ID!, $to: TimeSpanInput!) { changeBooking(id: $id, to: $to) {
    state owed { amountCents } } }";
const ARCHIVE: &str = "mutation($id: ID!) { archiveOrganization(id: $id) }";

fn page_of(one: &Value) -> String {
    format!("/espace/reservations/{}", one["id"].as_str().unwrap())
}

fn to(one: &Value, from: DateTime<Utc>, hours: i64) -> Value {
    let until = from + Duration::hours(hours);
    json!({ "id": one["id"], "to": { "startsAt": from.to_rfc3339(), "endsAt": until.to_rfc3339() } })
}

fn priced(per: &str, cents: i64, resource: Resource) -> Resource {
    Resource {
        price_kind: "price".to_owned(),
        price_cents: Some(cents),
        price_currency: Some("EUR".to_owned()),
        price_per: Some(per.to_owned()),
        ..resource
    }
}

fn by_days(resource: Resource) -> Resource {
    let terms = json!({
        "buffer_before": 0, "buffer_after": 0, "shortest": 1440, "longest": 14400, "step": 1440, "notice": 0,
        "horizon_days": 365,
    });
    Resource { terms, ..resource }
}

/// All that is entered.
async fn owed(house: &House) -> i64 {
    let all = ledger_entry::Entity::find().all(&house.app.db).await.unwrap();
    all.iter().map(|entry| entry.amount_cents).sum()
}

fn go_to(house: &House, at: DateTime<Utc>) {
    house.app.clock.advance(at - house.app.clock.now());
}

story! {
    async fn what_has_begun_is_no_longer_cancelled_by_its_booker(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(priced("hour", 1_000, resource("Salle", &scop))).await;
        let from = at(&house, 5, 9);
        let one = book(&mut amina, room, wanted(&association, from, 4)).await.unwrap();
        let before = amina.get(&page_of(&one)).await.text;
        assert!(before.contains("value=\"decommander\"") && before.contains("vous ne devez rien"), "{before}");
        go_to(&house, from + Duration::minutes(30));
        for act in ["remettre", "rendre"] {
            assert_eq!(bruno.send(&page_of(&one), &[("faire", act)]).await.status, 303);
        }
        for (lang, said) in [("", "ne s’annule plus"), ("/en", "no longer be cancelled")] {
            let page = format!("{lang}{}", page_of(&one));
            let seen = amina.get(&page).await.text;
            assert!(seen.contains(said) && seen.contains("/contacter\"") && seen.contains("value=\"modifier\""), "{seen}");
            assert!(!seen.contains("value=\"decommander\"") && !seen.contains("vous ne devez rien"), "{seen}");
            let sent = amina.send(&page, &[("faire", "decommander")]).await;
            assert!(sent.status == 422 && sent.text.contains(said), "{}", sent.text);
        }
        let refused = ask(&mut amina, CANCEL, json!({ "id": one["id"] })).await.unwrap_err();
        assert!(code(&refused) == "INVALID" && path(&refused) == "booking", "{refused}");
        assert_eq!(owed(&house).await, 4_000, "it is owed for");
        // Nor is what has passed of it given back; what is left is.
        let later = ask(&mut amina, CHANGE, to(&one, from + Duration::hours(3), 1)).await.unwrap_err();
        assert!(code(&later) == "INVALID" && path(&later) == "startsAt", "{later}");
        let shorter = ask(&mut amina, CHANGE, to(&one, from, 2)).await.unwrap();
        assert_eq!(shorter["owed"]["amountCents"], 2_000, "{shorter}");
        // Its owner may let them off.
        assert!(bruno.get(&page_of(&one)).await.text.contains("value=\"decommander\""));
        ask(&mut bruno, CANCEL, json!({ "id": one["id"], "reason": "Un geste" })).await.unwrap();
        assert_eq!(owed(&house).await, 0);
    }
}

story! {
    async fn what_was_handed_over_before_its_start_is_no_longer_cancelled_by_its_booker(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let screen = house.offers(priced("use", 500, resource("Écran", &scop))).await;
        house.offers_along(room, screen).await;
        let from = at(&house, 5, 9);
        let input = with(wanted(&association, from, 4), json!({ "extras": [{ "resource": screen }] }));
        let one = book(&mut amina, room, input).await.unwrap();
        let rows = booking::Entity::find().all(&house.app.db).await.unwrap();
        let along = json!({ "id": rows.iter().find(|row| row.resource == screen).unwrap().id });
        go_to(&house, from - Duration::minutes(30));
        for act in ["remettre", "rendre"] {
            assert_eq!(bruno.send(&page_of(&along), &[("faire", act)]).await.status, 303);
        }
        for booked in [&one, &along] {
            assert!(!amina.get(&page_of(booked)).await.text.contains("value=\"decommander\""), "one goes with the other");
            let refused = ask(&mut amina, CANCEL, json!({ "id": booked["id"] })).await.unwrap_err();
            assert!(code(&refused) == "INVALID" && path(&refused) == "booking", "{refused}");
        }
        assert_eq!(owed(&house).await, 500);
        let later = ask(&mut amina, CHANGE, to(&one, from + Duration::hours(3), 1)).await.unwrap_err();
        assert_eq!(path(&later), "startsAt", "{later}");
    }
}

story! {
    async fn of_a_series_that_has_begun_the_dates_to_come_are_cancelled(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let from = at(&house, 5, 9);
        let series = with(wanted(&association, from, 2), json!({ "repeat": { "rhythm": "DAILY", "times": 3 } }));
        let first = book(&mut amina, room, series).await.unwrap();
        go_to(&house, from + Duration::minutes(30));
        let all = |id: &Value| json!({ "id": id, "series": true });
        assert_eq!(code(&ask(&mut amina, CANCEL, all(&first["id"])).await.unwrap_err()), "INVALID");
        assert!(amina.get(&page_of(&first)).await.text.contains("depuis la page de l’une d’elles"));
        let rows = booking::Entity::find().all(&house.app.db).await.unwrap();
        let last = json!(rows.iter().max_by_key(|row| row.starts_at).unwrap().id);
        assert_eq!(ask(&mut amina, CANCEL, all(&last)).await.unwrap()["state"], "CANCELLED");
        let left = booking::Entity::find().all(&house.app.db).await.unwrap();
        let held: Vec<_> = left.iter().filter(|row| row.holds).map(|row| row.starts_at).collect();
        assert_eq!(held, [from]);
    }
}

story! {
    async fn an_organisation_others_count_on_is_not_archived(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        let free = house.offers(resource("Pré", &scop)).await;
        let mut made = Vec::new();
        for (thing, day) in [(room, 4), (free, 5), (free, 6)] {
            made.push(book(&mut amina, thing, wanted(&association, at(&house, day, 9), 2)).await.unwrap());
        }
        for (person, of, fr, en) in [
            (&mut bruno, &scop, "l’organisation partage\u{A0}: 3.", "shares: 3."),
            (&mut amina, &association, "chez d’autres\u{A0}: 3.", "made elsewhere: 3."),
        ] {
            for (lang, said) in [("", fr), ("/en", en)] {
                let page = format!("{lang}/espace/organisations/{of}");
                let refused = person.send(&page, &[("faire", "archiver")]).await;
                assert!(refused.status == 422 && refused.text.contains(said), "{}", refused.text);
                assert!(refused.text.contains(&format!("href=\"{lang}/espace/reservations\"")), "{}", refused.text);
            }
            let refused = ask(person, ARCHIVE, json!({ "id": of })).await.unwrap_err();
            assert!(code(&refused) == "INVALID" && path(&refused) == "archive", "{refused}");
        }
        assert_eq!(house.get(&format!("/mutualisation/{free}")).await.status, 200);
        for one in &made {
            ask(&mut amina, CANCEL, json!({ "id": one["id"] })).await.unwrap();
        }
        assert!(ask(&mut bruno, ARCHIVE, json!({ "id": scop })).await.is_ok());
        assert!(ask(&mut amina, ARCHIVE, json!({ "id": association })).await.is_ok());
    }
}

story! {
    async fn closed_dates_of_a_series_are_left_out_or_named(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        // Thursday; what follows: Friday, the weekend, a Monday off, Tuesday, Wednesday the last day, two days more.
        let start = (5..12).find(|day| at(&house, *day, 9).weekday() == Weekday::Thu).unwrap();
        let day = |after: i64| at(&house, start + after, 9).date_naive();
        let weekly: Vec<_> = (0..5).map(|day| json!({ "weekday": day, "from": 480, "until": 1200 })).collect();
        let exceptions = json!([{ "first": day(4), "last": day(4), "open": [] }]);
        let opening = json!({ "zone": "Europe/Paris", "weekly": weekly, "exceptions": exceptions });
        let room = house.offers(Resource { opening, valid_until: Some(day(6)), ..resource("Salle", &scop) }).await;
        let page = format!("/mutualisation/{room}/reserver");
        let fields = |after: i64, times: &str, only_free: bool| {
            let mut fields = vec![("faire", "reserver".to_owned()), ("organization", association.clone()), ("day", day(after).to_string())];
            fields.extend([("startTime", "10:00".to_owned()), ("endTime", "11:00".to_owned())]);
            fields.extend([("repeat", "daily".to_owned()), ("repeatTimes", times.to_owned())]);
            fields.extend(only_free.then(|| ("onlyFree", "1".to_owned())));
            fields
        };
        let sent = async |amina: &mut Person<'_>, lang: &str, fields: Vec<(&str, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            amina.send(&format!("{lang}{page}"), &fields).await
        };
        for (lang, language, closed, ended) in
            [("", Lang::Fr, "C’est fermé", "ne vaut pas"), ("/en", Lang::En, "closed", "doesn’t hold")]
        {
            let words = Words::new(language);
            for (after, at_fault, why) in [(0, 2, closed), (4, 4, closed), (5, 7, ended)] {
                let refused = sent(&mut amina, lang, fields(after, "9", false)).await;
                let named = words.date(&day(at_fault));
                let problem = refused.text.split("id=\"reserver-day-problem\">").nth(1).unwrap_or_default();
                let problem = problem.split('<').next().unwrap();
                assert!(refused.status == 422 && problem.contains(why) && problem.contains(&named), "{named} {why}: {problem}");
            }
            // Where none is open, why not the first.
            let refused = sent(&mut amina, lang, fields(2, "3", true)).await;
            assert!(refused.status == 422 && refused.text.contains(closed), "{}", refused.text);
            assert!(refused.text.contains(&words.date(&day(2))), "{}", refused.text);
        }
        assert_eq!(booking::Entity::find().count(&house.app.db).await.unwrap(), 0);
        let booked = sent(&mut amina, "", fields(0, "9", true)).await;
        assert_eq!(booked.status, 303, "{}", booked.text);
        let mut had: Vec<_> = booking::Entity::find().all(&house.app.db).await.unwrap();
        had.sort_by_key(|row| row.starts_at);
        let had: Vec<_> = had.iter().map(|row| row.starts_at.date_naive()).collect();
        assert_eq!(had, [0, 1, 5, 6].map(day));
        let seen = amina.get(booked.header("location")).await.text;
        for after in [2, 3, 4, 7, 8] {
            assert!(seen.contains(&Words::new(Lang::Fr).date(&day(after))), "{after}: {seen}");
        }
        // A length that no date allows isn't left out.
        let long = with(wanted(&association, at(&house, start + 5, 9), 0), json!({ "onlyFree": true, "units": 2,
            "endsAt": at(&house, start + 5, 10).to_rfc3339(), "repeat": { "rhythm": "DAILY", "times": 2 } }));
        let refused = book(&mut amina, room, long).await.unwrap_err();
        assert_eq!(path(&refused), "units", "{refused}");
    }
}

story! {
    async fn what_is_had_along_shows_its_price_and_is_named_where_it_is_at_fault(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let screen = house.offers(priced("use", 500, resource("Écran", &scop))).await;
        let van = house.offers(by_days(priced("day", 4_000, resource("Camion", &scop)))).await;
        let (screen_id, van_id) = (screen.to_string(), van.to_string());
        let own = format!("/espace/organisations/{scop}/mutualisation/{room}");
        assert!(bruno.get(&own).await.text.contains("ne s’ajoute qu’à ce qui se réserve aussi par jours entiers"));
        for (lang, said) in [("", "«\u{202F}Camion\u{202F}» se réserve par jours entiers"), ("/en", "“Camion” is booked by whole days")] {
            let fields = [("faire", "complements"), ("extras", &screen_id), ("extras", &van_id)];
            let refused = bruno.send(&format!("{lang}{own}"), &fields).await;
            assert!(refused.status == 422 && refused.text.contains(said), "{}", refused.text);
        }
        assert_eq!(bruno.send(&own, &[("faire", "complements"), ("extras", &screen_id)]).await.status, 303);
        // To what is had by days anything can be added.
        let bus = house.offers(by_days(resource("Bus", &scop))).await;
        let fields = [("faire", "complements"), ("extras", &screen_id), ("extras", &van_id)];
        let along = format!("/espace/organisations/{scop}/mutualisation/{bus}");
        assert_eq!(bruno.send(&along, &fields).await.status, 303);
        // Chosen when its hours were others.
        house.offers_along(room, van).await;
        let page = format!("/mutualisation/{room}/reserver");
        for (lang, price) in [("", "Écran (5\u{A0}€"), ("/en", "Écran (€5")] {
            let form = amina.get(&format!("{lang}{page}")).await.text;
            assert!(form.contains(price) && !form.contains(&van_id), "{form}");
        }
        let day = at(&house, 5, 9).date_naive().to_string();
        let sent = |extra: &str| {
            [("faire", "reserver"), ("organization", association.as_str()), ("day", &day), ("startTime", "10:00"), ("endTime", "11:00"), ("extras", extra)]
                .map(|(name, value)| (name, value.to_owned()))
        };
        let send = async |amina: &mut Person<'_>, lang: &str, fields: [(&str, String); 6]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            amina.send(&format!("{lang}{page}"), &fields).await
        };
        book(&mut bruno, screen, wanted(&scop, at(&house, 5, 0), 23)).await.unwrap();
        for (lang, days, full, named) in [
            ("", "jours entiers", "plus libre", "En cause\u{A0}: le complément «\u{202F}"),
            ("/en", "whole days", "no longer free", "At fault: “"),
        ] {
            for (extra, name, why) in [(&van_id, "Camion", days), (&screen_id, "Écran", full)] {
                let refused = send(&mut amina, lang, sent(extra)).await;
                let said = format!("{named}{name}");
                assert!(refused.status == 422 && refused.text.contains(why) && refused.text.contains(&said), "{said}: {}", refused.text);
                assert_eq!(refused.text.contains("value=\"attendre\""), extra == &screen_id, "what is full can be waited for: {}", refused.text);
            }
        }
        assert_eq!(booking::Entity::find().count(&house.app.db).await.unwrap(), 1);
    }
}

story! {
    async fn a_full_cell_leads_to_the_waiting_list_of_its_time(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        for (hours, owes_late) in [(None, false), (Some(0), false), (Some(24), true)] {
            let room = Resource { cancellation_hours: hours, ..priced("hour", 1_000, resource("Salle", &scop)) };
            let room = house.offers(room).await;
            let day = at(&house, 5, 9).date_naive().to_string();
            let page = format!("/mutualisation/{room}/reserver");
            let day = day.as_str();
            let fields = |act: &'static str, by| [("faire", act), ("organization", by), ("day", day), ("startTime", "14:00"), ("endTime", "15:00")];
            assert_eq!(bruno.send(&page, &fields("reserver", scop.as_str())).await.status, 303);
            for (lang, full, means, below, late) in [
                ("", "plus libre", "sans vous redemander", "au bas du formulaire", "Le prix est alors dû"),
                ("/en", "no longer free", "without asking you", "below the form", "Its price is then owed"),
            ] {
                let week = house.get(&format!("{lang}{page}?semaine={day}")).await.text;
                let cell = week.split("<td class=\"full\">").nth(1).unwrap_or_else(|| panic!("{week}"));
                let link = cell.split('"').nth(1).unwrap();
                assert!(link.contains(&format!("debut={day}T14%3A00")), "{link}");
                let form = amina.get(link.split('#').next().unwrap()).await;
                assert!(form.status == 200 && form.text.contains("value=\"attendre\"") && form.text.contains("value=\"14:00\""), "{}", form.text);
                let place = |text: &str| form.text.find(text).unwrap_or_else(|| panic!("{text}: {}", form.text));
                assert!(place(full) < place(below) && place(below) < place(means) && place(means) < place("reserver-organization"), "{}", form.text);
                assert_eq!(form.text.contains(late), owes_late, "{hours:?}: {}", form.text);
                // Whoever isn't signed in reads that it is full, too.
                let stranger = house.get(link.split('#').next().unwrap()).await.text;
                assert!(stranger.contains(full) && !stranger.contains("value=\"attendre\""), "{stranger}");
                let free = amina.get(&format!("{lang}{page}?debut={day}T15:00")).await.text;
                assert!(!free.contains(full) && !free.contains("value=\"attendre\""), "{free}");
            }
            let waits = amina.send(&page, &fields("attendre", association.as_str())).await;
            assert!(waits.header("location").contains("fait=waiting"), "{}", waits.text);
        }
    }
}
