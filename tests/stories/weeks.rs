//! A week shows as free what can be booked, a day finds what is booked by the day, and every time is said in words.

use std::collections::BTreeSet;

use backend::sharing::Resource;
use backend::sharing::calendar::Step;
use bdis_tests::*;
use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use schema::alerts::alert;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::bookings::{AMINA, book, path, requested, two, wanted, with};

const FOUND: &str = "query($filter: SharedResourceFilter) { sharedResources(filter: $filter, first: 100) {
    totalCount edges { unitsFree node { name } } } }";

async fn owner(house: &House) -> Uuid {
    let new = supplier("La Ruche");
    let id = new.organization.id;
    house.open_to(vec![new]).await;
    id
}

fn on_terms(mut one: Resource, terms: &[(&str, i64)]) -> Resource {
    terms.iter().for_each(|(name, value)| one.terms[*name] = json!(value));
    one
}

fn days_ahead(house: &House, days: u64) -> NaiveDate {
    house.app.clock.today() + Days::new(days)
}

fn in_paris(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    day.and_hms_opt(hour, 0, 0).unwrap().and_local_timezone(Tz::Europe__Paris).unwrap().to_utc()
}

/// The names found, each with how many are free; the total must agree.
async fn found(house: &House, filter: Value) -> Vec<(String, Value)> {
    let answer = house.ask(FOUND, json!({ "filter": filter })).await["sharedResources"].take();
    let edges = answer["edges"].as_array().unwrap();
    assert_eq!(answer["totalCount"], edges.len(), "{answer}");
    let one = |edge: &Value| (edge["node"]["name"].as_str().unwrap().to_owned(), edge["unitsFree"].clone());
    let mut found: Vec<_> = edges.iter().map(one).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// Where each free cell of a page leads: the local times that it proposes.
fn proposed(page: &str) -> Vec<String> {
    let cells = page.split("<td class=\"").skip(1);
    let free = cells.filter(|cell| cell.starts_with("free") || cell.starts_with("partly"));
    free.map(|cell| {
        let start = cell.split("debut=").nth(1).unwrap_or_else(|| panic!("{cell}"));
        start.split(['&', '#']).next().unwrap().replace("%3A", ":")
    })
    .collect()
}

story! {
    async fn every_free_cell_of_a_week_can_be_booked_and_the_others_say_why_not(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        // Days of its week lie before it and after it.
        let ahead = (7..14).find(|days| days_ahead(&house, *days).weekday() == Weekday::Wed).unwrap();
        let day = days_ahead(&house, ahead);
        let mut until_noon = resource("Ferme à midi et demi", &scop);
        until_noon.opening["weekly"] =
            (0..7).map(|weekday| json!({ "weekday": weekday, "from": 480, "until": 750 })).collect();
        let last = Resource { valid_until: Some(day), ..resource("Jusqu’à ce jour", &scop) };
        let first = Resource { valid_from: Some(day), ..resource("À partir de ce jour", &scop) };
        let notice = i64::try_from(ahead).unwrap() * 1440;
        let notice = on_terms(resource("Longtemps avant", &scop), &[("notice", notice)]);
        let apart = on_terms(resource("Rangée", &scop), &[("buffer_before", 60), ("buffer_after", 60)]);
        let mut long = on_terms(resource("Trois heures au moins", &scop), &[("shortest", 180)]);
        long.opening["exceptions"] = json!([{ "first": day, "last": day, "open": [] }]);
        let apart_id = apart.id;
        let things = [
            (until_noon, "Trop court", "Too short"),
            (last, "Plus proposé", "No longer offered"),
            (first, "Pas encore proposé", "Not yet offered"),
            (notice, "Trop proche", "Too soon"),
            (apart, "Trop court", "Too short"),
            (long, "Fermé", "Closed"),
        ];
        for (thing, said, said_in_english) in things {
            let name = thing.name.clone();
            let id = house.offers(thing).await;
            if id == apart_id {
                book(&mut amina, id, wanted(&association, in_paris(day, 12), 1)).await.unwrap();
            }
            let week = house.get(&format!("/mutualisation/{id}/reserver?semaine={day}")).await.text;
            assert!(week.contains(&format!(">{said}<")), "{name}: {week}");
            let english = house.get(&format!("/en/mutualisation/{id}/reserver?semaine={day}")).await.text;
            assert!(english.contains(&format!(">{said_in_english}<")), "{name}: {english}");
            let starts = proposed(&week);
            assert!(!starts.is_empty(), "{name}: {week}");
            // The first and the last of them, and one between.
            let some = [starts.first(), starts.get(starts.len() / 2), starts.last()].into_iter().flatten();
            for start in some.collect::<BTreeSet<_>>() {
                let form = amina.get(&format!("/mutualisation/{id}/reserver?debut={start}")).await.text;
                let value = |field: &str| {
                    let after = form.split(&format!("name=\"{field}\"")).nth(1).unwrap_or_else(|| panic!("{form}"));
                    after.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
                };
                let (on, from, until) = (value("day"), value("startTime"), value("endTime"));
                let last = if until < from { value("lastDay") } else { on.clone() };
                let page = format!("/mutualisation/{id}/reserver");
                let fields = [("faire", "reserver"), ("organization", association.as_str()), ("day", &on), ("startTime", &from), ("lastDay", &last), ("endTime", &until)];
                let booked = amina.send(&page, &fields).await;
                assert_eq!(booked.status, 303, "{name} {start}: {}", booked.text);
            }
        }
    }
}

story! {
    async fn past_the_horizon_a_week_is_too_far_and_nothing_in_it_is_free(house) {
        let (_, scop, _, _) = two(&house).await;
        let room = house.offers(on_terms(resource("Salle", &scop), &[("horizon_days", 20)])).await;
        let day = days_ahead(&house, 40);
        let week = house.get(&format!("/mutualisation/{room}/reserver?semaine={day}")).await.text;
        assert!(week.contains(">Trop loin<") && !week.contains("class=\"free\""), "{week}");
        let english = house.get(&format!("/en/mutualisation/{room}/reserver?semaine={day}")).await.text;
        assert!(english.contains(">Too far ahead<") && !english.contains("class=\"free\""), "{english}");
    }
}

story! {
    async fn an_offer_that_is_over_has_no_week_and_no_form_and_nothing_free(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let yesterday = house.app.clock.today().pred_opt();
        let over = house.offers(Resource { valid_until: yesterday, ..resource("Salle", &scop) }).await;
        let page = format!("/mutualisation/{over}/reserver");
        let said = amina.get(&page).await.text;
        assert!(said.contains("Ce n’est plus proposé"), "{said}");
        assert!(!said.contains("<table") && !said.contains("name=\"day\"") && !said.contains("Premier moment libre"), "{said}");
        let english = amina.get(&format!("/en{page}")).await.text;
        assert!(english.contains("This is no longer offered") && !english.contains("<table"), "{english}");
        let day = days_ahead(&house, 5).to_string();
        let fields = [("faire", "reserver"), ("organization", association.as_str()), ("day", &day), ("startTime", "14:00"), ("endTime", "16:00")];
        let refused = amina.send(&page, &fields).await;
        assert!(refused.status == 422 && refused.text.contains("L’offre ne vaut pas à ce moment-là"), "{}", refused.text);
        // What is offered for a few days more is free within them, or not at all.
        let ends = Resource { valid_until: Some(days_ahead(&house, 2)), ..resource("Bientôt finie", &scop) };
        let ends = house.offers(on_terms(ends, &[("notice", 4 * 1440)])).await;
        let next = house.ask("query($id: ID!) { sharedResource(id: $id) { nextFree { startsAt } } }", json!({ "id": ends })).await;
        assert_eq!(next["sharedResource"]["nextFree"], Value::Null, "{next}");
        assert!(amina.get(&format!("/mutualisation/{ends}/reserver")).await.text.contains("Aucun moment n’est libre"));
    }
}

story! {
    async fn what_is_booked_by_whole_days_answers_a_morning_and_some_hours_when_its_day_is_free(house) {
        let us = owner(&house).await;
        let day = days_ahead(&house, 12);
        let by_days = |name: &str| {
            offered(us, name).on_terms(|terms| {
                (terms.step, terms.shortest, terms.longest) = (Step::Day, 1440, 7 * 1440);
            })
        };
        let taken = by_days("Prise");
        let dries = by_days("Sèche encore").on_terms(|terms| terms.buffer_after = 240);
        let three = by_days("Trois vélos").with(|row| row.units = 3);
        let two_days = by_days("Deux jours au moins").on_terms(|terms| terms.shortest = 2 * 1440);
        let closed = by_days("Fermée ce jour").closed_on(day);
        let soon = by_days("Il faut s’y prendre tôt").on_terms(|terms| terms.notice = 12 * 1440);
        let (taken_id, dries_id, three_id) = (taken.id(), dries.id(), three.id());
        let evening = offered(us, "Le soir").open(&[0, 1, 2, 3, 4, 5, 6], 18, 20);
        house.share(vec![by_days("Vélo"), taken, dries, three, two_days, closed, soon, evening]).await;
        let next = day.succ_opt().unwrap();
        house.booked(taken_id, us, (in_paris(day, 0), in_paris(next, 0))).await;
        for _ in 0..2 {
            house.booked(three_id, us, (in_paris(day, 0), in_paris(next, 0))).await;
        }
        // Held with its buffer until four in the morning: the day isn't whole, though the morning is free.
        house.booked(dries_id, us, (in_paris(day.pred_opt().unwrap(), 0), in_paris(day, 4))).await;
        let expected = [("Trois vélos".to_owned(), json!(1)), ("Vélo".to_owned(), json!(1))];
        let morning = json!({ "day": day, "partOfDay": "MORNING" });
        assert_eq!(found(&house, morning).await, expected);
        let hours = json!({ "from": in_paris(day, 9), "until": in_paris(day, 11) });
        assert_eq!(found(&house, hours.clone()).await, expected);
        assert!(found(&house, with(hours, json!({ "units": 2 }))).await.is_empty(), "two of three are taken");
        // From one afternoon to the next noon are two days.
        let two_days = json!({ "from": in_paris(next, 14), "until": in_paris(next.succ_opt().unwrap(), 12) });
        let names: Vec<String> = found(&house, two_days).await.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["Deux jours au moins", "Fermée ce jour", "Il faut s’y prendre tôt", "Prise", "Sèche encore", "Trois vélos", "Vélo"]);
        for (query, english) in [
            (format!("jour={day}&moment=matin"), "Free all day"),
            (format!("jour={day}&de=09:00&a=11:00"), "Booked by whole days"),
        ] {
            let page = house.get(&format!("/mutualisation?{query}")).await.text;
            assert!(page.contains("2 offres correspondent") && page.contains("Se réserve par jours entiers"), "{page}");
            assert!(page.contains("1 unité libre sur 3"), "{page}");
            let page = house.get(&format!("/en/mutualisation?{query}")).await.text;
            assert!(page.contains(english) && page.contains("1 of 3 units free"), "{page}");
        }
    }
}

story! {
    async fn the_form_of_what_is_booked_by_days_has_the_day_whose_hours_were_asked_for(house) {
        let (_, scop, mut amina, _) = two(&house).await;
        let bike = on_terms(resource("Vélo", &scop), &[("step", 1440), ("shortest", 1440)]);
        let (bike, day) = (house.offers(bike).await, days_ahead(&house, 5));
        for end in [format!("{day}T11:00"), format!("{}T00:00", day.succ_opt().unwrap())] {
            let form = amina.get(&format!("/mutualisation/{bike}/reserver?debut={day}T09:00&fin={end}")).await.text;
            for field in ["day", "lastDay"] {
                let typed = form.split(&format!("name=\"{field}\"")).nth(1).unwrap_or_else(|| panic!("{form}"));
                let typed = typed.split('>').next().unwrap();
                assert!(typed.contains(&format!("value=\"{day}\"")), "{field} {end}: {typed}");
            }
        }
    }
}

story! {
    async fn refusals_say_their_days_in_words_on_the_clock_of_the_place(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let mut room = on_terms(resource("Case", &scop), &[("horizon_days", 20), ("notice", 120)]);
        room.opening["zone"] = json!("Indian/Reunion");
        let room = house.offers(room).await;
        let latest = (house.app.clock.now() + Duration::days(20)).with_timezone(&Tz::Indian__Reunion);
        let earliest = (house.app.clock.now() + Duration::hours(2)).with_timezone(&Tz::Indian__Reunion);
        // Programs ask for English here.
        let english = |at: &DateTime<Tz>| format!("{}\u{A0}{}", at.format("%-d"), at.format("%B %Y, "));
        let at_most = house.app.clock.now() + Duration::days(30);
        let refused = book(&mut amina, room, wanted(&association, in_paris(at_most.date_naive(), 9), 1)).await.unwrap_err();
        let said = refused.to_string();
        assert!(path(&refused) == "startsAt" && said.contains(&english(&latest)), "{said}");
        let soon = house.app.clock.now() + Duration::hours(1);
        let refused = book(&mut amina, room, wanted(&association, soon, 1)).await.unwrap_err();
        assert!(refused.to_string().contains(&english(&earliest)), "{refused}");
        let many = json!({ "repeat": { "rhythm": "WEEKLY", "until": "2099-01-01" } });
        let refused = book(&mut amina, room, with(wanted(&association, at(&house, 6, 9), 1), many)).await.unwrap_err();
        let said = refused.to_string();
        let numbers = |text: &str| text.split(|c: char| !(c.is_ascii_digit() || c == '-')).any(|part| part.len() == 10 && part.matches('-').count() == 2);
        assert!(said.contains("at most") && !numbers(&said), "{said}");
        let day = (house.app.clock.today() + Days::new(30)).to_string();
        let fields = [("faire", "reserver"), ("organization", association.as_str()), ("day", &day), ("startTime", "14:00"), ("endTime", "16:00")];
        let page = amina.send(&format!("/en/mutualisation/{room}/reserver"), &fields).await;
        let until = format!("until {}", english(&latest));
        assert!(page.status == 422 && page.text.contains(&until), "{until}: {}", page.text);
    }
}

story! {
    async fn all_moments_of_a_booking_are_on_one_clock_that_is_named_to_whoever_has_another(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(requested(resource("Salle", &scop))).await;
        let from = at(&house, 1, 9);
        let asked = book(&mut amina, room, wanted(&association, from, 1)).await.unwrap();
        let id = asked["id"].as_str().unwrap();
        let page = format!("/espace/reservations/{id}");
        let own = amina.get(&page).await.text;
        assert!(own.contains("Réponse attendue avant") && !own.contains("heure de Paris"), "{own}");
        let profile = [("faire", "profil"), ("name", "Amina"), ("language", "fr"), ("timeZone", "Pacific/Marquesas")];
        assert_eq!(amina.send("/espace/profil", &profile).await.status, 303);
        let fact = |page: &str, name: &str| {
            let after = page.split(&format!("<dt>{name}")).nth(1).unwrap_or_else(|| panic!("{page}"));
            after.split("<dd>").nth(1).unwrap().split("</dd>").next().unwrap().to_owned()
        };
        let far = amina.get(&page).await.text;
        assert!(fact(&far, "Réponse attendue avant").contains("(heure de Paris)"), "{far}");
        assert!(far.contains("Les heures sont celles du lieu (heure de Paris)"), "the times of the form are named too");
        assert_eq!(bruno.send(&page, &[("faire", "accepter")]).await.status, 303);
        house.app.clock.advance(from - Duration::minutes(30) - house.app.clock.now());
        assert_eq!(bruno.send(&page, &[("faire", "remettre"), ("note", "")]).await.status, 303);
        let local = (from - Duration::minutes(30)).with_timezone(&Tz::Europe__Paris).format("%H:%M").to_string();
        let handed = fact(&amina.get(&page).await.text, "Remis");
        assert!(handed.contains(&local) && handed.contains("(heure de Paris)"), "{handed}");
        let english = amina.get(&format!("/en{page}")).await.text;
        assert!(english.matches("(Paris time)").count() >= 2, "{english}");
        house.drain().await;
        let letter = house.mail.last(AMINA).text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(letter.contains("(heure de Paris)"), "{letter}");
    }
}

story! {
    async fn whoever_signs_in_comes_back_to_the_time_they_had_chosen(house) {
        let (_, scop, _, _) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let day = days_ahead(&house, 5);
        for (lang, label) in [("", "Pour réserver, identifiez-vous"), ("/en", "sign in")] {
            let page = house.get(&format!("{lang}/mutualisation/{room}/reserver?debut={day}T14:00&fin={day}T15:00")).await.text;
            assert!(page.contains(label), "{page}");
            let back = page.split("retour=").skip(1).map(|rest| rest.split('"').next().unwrap());
            let back: Vec<String> = back
                .map(|rest| url::form_urlencoded::parse(format!("to={rest}").as_bytes()).next().unwrap().1.into_owned())
                .collect();
            let whole = format!("/mutualisation/{room}/reserver?debut={day}T14%3A00&fin={day}T15%3A00");
            assert!(back.contains(&whole), "{back:?}");
        }
    }
}

story! {
    async fn an_alert_goes_on_at_the_pace_it_had(house) {
        let mut amina = house.member(AMINA).await;
        let list = "/espace/alertes";
        for (pace, french, english) in [
            ("AT_ONCE", "Reprendre, tout de suite", "Resume, at once"),
            ("WEEKLY", "Reprendre, chaque semaine", "Resume, every week"),
        ] {
            let id = crate::stories::alerts::watch(&mut amina, "SUPPLIERS", pace, "theme=food", pace).await;
            amina.send(list, &[("faire", "suspendre-alerte"), ("id", &id)]).await;
            // Paused again from its own page, it still knows.
            let again = [("faire", "alerte"), ("alertName", pace), ("pace", "paused")];
            amina.send(&format!("{list}/{id}"), &again).await;
            assert!(amina.get(list).await.text.contains(french));
            assert!(amina.get(&format!("/en{list}")).await.text.contains(english));
            amina.send(list, &[("faire", "reprendre-alerte"), ("id", &id)]).await;
            let row = alert::Entity::find_by_id(id.parse::<Uuid>().unwrap()).one(&house.app.db).await.unwrap().unwrap();
            assert_eq!((row.pace.as_str(), row.pace_before), (pace.to_lowercase().as_str(), None));
        }
    }
}
