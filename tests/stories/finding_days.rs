//! Someone looks for a room on a Thursday, or on its afternoon, and names no hours: what has a stay free then is found,
//! however short it may be, and says when.

use backend::sharing::calendar::Step;
use bdis_tests::*;
use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use uuid::Uuid;

const QUERY: &str = "query($filter: SharedResourceFilter) { sharedResources(filter: $filter, first: 100) {
    totalCount edges { freeFrom freeUntil node { name } } facets { kinds { value count } } } }";

/// The Thursday after next, in France.
fn thursday(house: &House) -> NaiveDate {
    let today = house.app.clock.today();
    let ahead = (10 - u64::from(today.weekday().num_days_from_monday())) % 7 + 7;
    today + Days::new(ahead)
}

fn in_zone(zone: Tz, day: NaiveDate, hour: u32) -> DateTime<Utc> {
    day.and_hms_opt(hour, 0, 0).unwrap().and_local_timezone(zone).unwrap().to_utc()
}

fn at(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    in_zone(Tz::Europe__Paris, day, hour)
}

async fn owner(house: &House, name: &str) -> Uuid {
    let new = supplier(name);
    let id = new.organization.id;
    house.open_to(vec![new]).await;
    id
}

/// The names found, sorted, each with when it is free; the totals must agree.
async fn slots(house: &House, filter: Value) -> Vec<(String, Value)> {
    let answer = house.ask(QUERY, json!({ "filter": filter })).await["sharedResources"].take();
    let edges = answer["edges"].as_array().unwrap();
    let mut found: Vec<(String, Value)> = edges
        .iter()
        .map(|edge| {
            let slot = json!([edge["freeFrom"], edge["freeUntil"]]);
            (edge["node"]["name"].as_str().unwrap().to_owned(), slot)
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(answer["totalCount"], found.len(), "the total is that of {found:?}");
    let counted = answer["facets"]["kinds"].as_array().unwrap();
    let counted: i64 = counted.iter().map(|kind| kind["count"].as_i64().unwrap()).sum();
    assert_eq!(counted, found.len() as i64);
    found
}

async fn found(house: &House, filter: Value) -> Vec<String> {
    slots(house, filter).await.into_iter().map(|(name, _)| name).collect()
}

fn is_from_to(slot: &Value, from: DateTime<Utc>, until: DateTime<Utc>) -> bool {
    let read = |value: &Value| value.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    (read(&slot[0]), read(&slot[1])) == (from, until)
}

story! {
    async fn a_day_finds_what_has_its_shortest_stay_free_then(house) {
        let us = owner(&house, "La Ruche").await;
        let day = thursday(&house);
        house
            .share(vec![
                offered(us, "Ferme à midi").open(&[3], 8, 12),
                offered(us, "Deux heures au plus").open(&[3], 8, 20).on_terms(|terms| terms.longest = 120),
                offered(us, "Le vendredi").open(&[4], 8, 20),
                offered(us, "Fermée ce jeudi").open(&[3], 8, 20).closed_on(day),
                offered(us, "Ouverte ce jeudi-là").open(&[4], 8, 20).open_on(day, &[(840, 960)]),
                offered(us, "Le soir ce jeudi-là").open(&[3], 8, 18).open_on(day, &[(1_140, 1_320)]),
                offered(us, "Une demi-heure").open(&[4], 8, 20).open_on(day, &[(555, 585)]),
                offered(us, "Trois heures au moins").open(&[3], 9, 11).on_terms(|terms| terms.shortest = 180),
                offered(us, "Trois heures à midi").open(&[3], 11, 14).on_terms(|terms| terms.shortest = 180),
                offered(us, "Trois semaines avant").on_terms(|terms| terms.notice = 21 * 1440),
                offered(us, "Trois jours devant").on_terms(|terms| terms.horizon_days = 3),
                offered(us, "Par journées").on_terms(|terms| {
                    (terms.step, terms.shortest) = (Step::Day, 1440);
                }),
                offered(us, "Plus offerte").with(move |row| row.valid_until = day.pred_opt()),
            ])
            .await;
        let on = |part: Option<&str>| json!({ "day": day, "partOfDay": part });
        let whole = slots(&house, on(None)).await;
        let names: Vec<&str> = whole.iter().map(|(name, _)| name.as_str()).collect();
        let open = [
            "Deux heures au plus",
            "Ferme à midi",
            "Le soir ce jeudi-là",
            "Ouverte ce jeudi-là",
            "Par journées",
            "Trois heures à midi",
            "Une demi-heure",
        ];
        assert_eq!(names, open);
        assert!(is_from_to(&whole[0].1, at(day, 8), at(day, 10)), "{whole:?}");
        assert!(is_from_to(&whole[1].1, at(day, 8), at(day, 12)), "{whole:?}");
        assert!(is_from_to(&whole[4].1, at(day, 0), at(day.succ_opt().unwrap(), 0)), "{whole:?}");
        assert_eq!(found(&house, on(Some("MORNING"))).await, ["Deux heures au plus", "Ferme à midi", "Par journées", "Une demi-heure"]);
        assert_eq!(found(&house, on(Some("AFTERNOON"))).await, ["Deux heures au plus", "Ouverte ce jeudi-là", "Par journées"]);
        assert_eq!(found(&house, on(Some("EVENING"))).await, ["Deux heures au plus", "Le soir ce jeudi-là", "Par journées"]);
        let next = day + Days::new(7);
        let week_after = found(&house, json!({ "day": next, "partOfDay": "EVENING" })).await;
        assert_eq!(week_after, ["Deux heures au plus", "Fermée ce jeudi", "Par journées"], "exceptions are of their day");
        let ten = json!({ "day": day, "places": 10 });
        assert_eq!(found(&house, ten).await, [""; 0], "none says that it holds ten");
    }
}

story! {
    async fn a_day_on_which_no_stay_is_left_finds_nothing(house) {
        let us = owner(&house, "La Ruche").await;
        let day = thursday(&house);
        let morning = |name: &str| offered(us, name).open(&[3], 8, 12).on_terms(|terms| terms.shortest = 60);
        let full = morning("Prise");
        let half = morning("Prise jusqu’à dix heures");
        let gaps = morning("Deux trous d’une heure").on_terms(|terms| terms.shortest = 120);
        let tidied = morning("Rangée avant et après").on_terms(|terms| {
            (terms.buffer_before, terms.buffer_after) = (60, 60);
        });
        let dries = morning("Sèche deux jours").on_terms(|terms| terms.buffer_after = 2 * 1440);
        let two = morning("Deux salles").with(|row| row.units = 2);
        let [full_id, half_id, gaps_id, tidied_id, dries_id, two_id] =
            [&full, &half, &gaps, &tidied, &dries, &two].map(NewResource::id);
        house.share(vec![full, half, gaps, tidied, dries, two]).await;
        house.booked(full_id, us, (at(day, 7), at(day, 13))).await;
        house.booked(half_id, us, (at(day, 8), at(day, 10))).await;
        house.booked(gaps_id, us, (at(day, 9), at(day, 11))).await;
        house.booked(tidied_id, us, (at(day, 9), at(day, 11))).await;
        let after = day.succ_opt().unwrap();
        house.booked(dries_id, us, (at(after, 10), at(after, 12))).await;
        house.booked(two_id, us, (at(day, 8), at(day, 12))).await;
        let free = slots(&house, json!({ "day": day })).await;
        let names: Vec<&str> = free.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Deux salles", "Prise jusqu’à dix heures"]);
        assert!(is_from_to(&free[1].1, at(day, 10), at(day, 12)), "{free:?}");
        assert_eq!(found(&house, json!({ "day": day, "units": 2 })).await, [""; 0], "one of the two is taken");
        assert_eq!(found(&house, json!({ "day": day + Days::new(7) })).await.len(), 6);
    }
}

story! {
    async fn totals_hold_where_hundreds_are_booked(house) {
        let us = owner(&house, "La Ruche").await;
        let day = thursday(&house);
        let room = |name: String| offered(us, &name).open(&[3], 8, 17);
        let rooms: Vec<NewResource> = (0..230).map(|n| room(format!("Salle {n}"))).collect();
        let evening = offered(us, "Le soir").open(&[3], 18, 20);
        let (ids, evening_id): (Vec<Uuid>, Uuid) = (rooms.iter().map(NewResource::id).collect(), evening.id());
        house.share(rooms).await;
        house.share(vec![evening]).await;
        for (n, id) in ids.iter().enumerate() {
            // The last ten all day, the others in the morning.
            house.booked(*id, us, (at(day, 8), at(day, if n < 220 { 11 } else { 17 }))).await;
        }
        house.booked(evening_id, us, (at(day, 18), at(day, 20))).await;
        let total = async |filter: Value| {
            house.ask(QUERY, json!({ "filter": filter })).await["sharedResources"]["totalCount"].as_u64().unwrap()
        };
        assert_eq!(total(json!({ "day": day })).await, 220);
        assert_eq!(total(json!({ "day": day, "partOfDay": "MORNING" })).await, 220, "from eleven to noon");
        assert_eq!(total(json!({ "day": day, "partOfDay": "EVENING" })).await, 0);
    }
}

story! {
    async fn a_day_that_has_begun_finds_what_can_still_be_had(house) {
        let us = owner(&house, "La Ruche").await;
        let day = thursday(&house);
        let hourly = |name: &str, until| {
            offered(us, name).open(&[3, 4], 8, until).on_terms(|terms| {
                (terms.step, terms.shortest) = (Step::Hour, 60);
            })
        };
        house
            .share(vec![
                hourly("Jusqu’à quatorze heures", 14),
                hourly("Jusqu’à quinze heures", 15),
                hourly("Deux heures avant", 16).on_terms(|terms| terms.notice = 120),
                hourly("Un jour devant", 15).on_terms(|terms| terms.horizon_days = 1),
            ])
            .await;
        let half_past_one = at(day, 13) + Duration::minutes(30);
        house.app.clock.advance(half_past_one - house.app.clock.now());
        let free = slots(&house, json!({ "day": day })).await;
        let names: Vec<&str> = free.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Jusqu’à quinze heures", "Un jour devant"]);
        assert!(is_from_to(&free[0].1, at(day, 14), at(day, 15)), "{free:?}");
        let after = day.succ_opt().unwrap();
        assert_eq!(found(&house, json!({ "day": after })).await.len(), 4);
        let far = json!({ "day": after, "partOfDay": "AFTERNOON" });
        assert_eq!(found(&house, far).await.len(), 4, "at one o’clock it is less than a day ahead");
        house.app.clock.advance(Duration::minutes(-45));
        let far = json!({ "day": after, "partOfDay": "AFTERNOON" });
        let near = ["Deux heures avant", "Jusqu’à quatorze heures", "Jusqu’à quinze heures"];
        assert_eq!(found(&house, far).await, near, "at one o’clock it is more than a day ahead");
        for over in [json!({ "day": day, "partOfDay": "MORNING" }), json!({ "day": day.pred_opt() })] {
            let refused = house.refused(QUERY, json!({ "filter": over })).await;
            assert_eq!(refused.paths(), ["filter.day"], "{over}");
        }
        for wrong in [json!({ "day": after, "from": at(after, 9), "until": at(after, 10) }), json!({ "partOfDay": "MORNING" })] {
            let refused = house.refused(QUERY, json!({ "filter": wrong })).await;
            assert_eq!(refused.paths(), ["filter.day"], "{wrong}");
        }
    }
}

story! {
    async fn a_day_is_that_of_the_place(house) {
        let us = owner(&house, "La Ruche").await;
        let day = thursday(&house);
        let reunion = offered(us, "Saint-Denis").open(&[3], 13, 18).on_clocks_of(Tz::Indian__Reunion);
        let taken = offered(us, "Saint-Pierre").open(&[3], 13, 15).on_clocks_of(Tz::Indian__Reunion);
        let taken_id = taken.id();
        let there = |hour| in_zone(Tz::Indian__Reunion, day, hour);
        house
            .share(vec![
                reunion,
                taken,
                offered(us, "Fort-de-France").open(&[3], 14, 16).on_clocks_of(Tz::America__Martinique),
                // Open on the clocks of another place alone.
                offered(us, "Rennes").open(&[3], 9, 12),
            ])
            .await;
        house.booked(taken_id, us, (there(13), there(15))).await;
        let free = slots(&house, json!({ "day": day, "partOfDay": "AFTERNOON" })).await;
        let names: Vec<&str> = free.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Fort-de-France", "Saint-Denis"]);
        assert!(is_from_to(&free[1].1, there(13), there(18)), "{free:?}");
    }
}

story! {
    async fn a_night_of_which_an_hour_is_leapt_over_is_too_short(house) {
        let us = owner(&house, "La Ruche").await;
        let whole_year = |terms: &mut backend::sharing::calendar::Terms| {
            (terms.shortest, terms.horizon_days) = (180, 730);
        };
        house.share(vec![offered(us, "La nuit").open(&[6], 1, 4).on_terms(whole_year)]).await;
        let spring = (house.app.clock.today() + Days::new(2))
            .iter_days()
            .find(|day| at(day.succ_opt().unwrap(), 0) - at(*day, 0) == Duration::hours(23))
            .unwrap();
        assert_eq!(found(&house, json!({ "day": spring })).await, [""; 0]);
        assert_eq!(found(&house, json!({ "day": spring + Days::new(7) })).await, ["La nuit"]);
    }
}

story! {
    async fn the_catalogue_says_when_it_is_free_and_leads_to_a_form_with_the_day(house) {
        let mut ana = house.member("ana@exemple.fr").await;
        ana.opens("Les Amis du Canal", &siret(71_002)).await;
        let us = owner(&house, "La Ruche").await;
        let day = thursday(&house);
        let room = offered(us, "Salle du port").with(|row| row.places = Some(30)).open(&[3], 14, 18);
        let all_day = offered(us, "Par journées").on_terms(|terms| {
            (terms.step, terms.shortest) = (Step::Day, 1440);
        });
        let id = room.id();
        house.share(vec![room, all_day, offered(us, "Atelier").open(&[4], 8, 20)]).await;
        let page = house.get(&format!("/mutualisation?jour={day}&moment=apres-midi&territoire=departement:35")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("2 offres correspondent"), "{}", page.text);
        assert!(page.text.contains("Libre ce jour-là de 14\u{A0}h à 18\u{A0}h"), "{}", page.text);
        assert!(page.text.contains("l’après-midi") && page.text.contains("value=\"apres-midi\" selected"), "{}", page.text);
        let there = format!("/mutualisation/{id}?jour={day}");
        assert!(page.text.contains(&format!("href=\"{there}\"")), "{}", page.text);
        let resource = house.get(&there).await;
        let form = format!("/mutualisation/{id}/reserver?jour={day}");
        assert!(resource.text.contains(&form), "{}", resource.text);
        let form = ana.get(&form).await;
        assert!(form.text.contains(&format!("name=\"day\" required value=\"{day}\"")), "{}", form.text);
        let english = house.get(&format!("/en/mutualisation?jour={day}")).await;
        for said in ["2 offers match", "Free that day from 14:00 to 18:00", "Free all day"] {
            assert!(english.text.contains(said), "{said}: {}", english.text);
        }
        let hours = house.get(&format!("/mutualisation?jour={day}&de=14:00&a=16:00")).await;
        assert!(hours.text.contains(&format!("/mutualisation/{id}?jour={day}&#38;de=14:00&#38;a=16:00")), "{}", hours.text);
        let csv = house.get(&format!("/export/mutualisation.csv?jour={day}&moment=apres-midi")).await;
        assert!(csv.text.contains("Salle du port") && !csv.text.contains("Atelier"), "{}", csv.text);
    }
}

story! {
    async fn an_alert_on_an_afternoon_tells_of_what_is_open_then_until_it_is_over(house) {
        let mut ana = house.member("ana@exemple.fr").await;
        let us = owner(&house, "La Ruche").await;
        let day = thursday(&house);
        let query = format!("jour={day}&moment=apres-midi");
        crate::stories::alerts::watch(&mut ana, "RESOURCES", "Jeudi après-midi", &query, "AT_ONCE").await;
        let letters = || {
            let all = house.mail.to("ana@exemple.fr").into_iter();
            all.filter(|letter| letter.subject.contains("alerte")).map(|letter| letter.text).collect::<Vec<_>>()
        };
        house.share(vec![offered(us, "Le matin").open(&[3], 8, 12)]).await;
        assert_eq!(letters().len(), 0);
        house.share(vec![offered(us, "Salle du port").open(&[3], 14, 18)]).await;
        assert!(matches!(&letters()[..], [one] if one.contains("Salle du port")), "{:?}", letters());
        house.app.clock.advance(at(day, 19) - house.app.clock.now());
        house.share(vec![offered(us, "Trop tard").open(&[3], 14, 18)]).await;
        assert!(!letters().concat().contains("Trop tard"));
    }
}

story! {
    async fn a_whole_day_is_found_whether_it_has_twenty_three_hours_or_twenty_five(house) {
        let us = owner(&house, "La Ruche").await;
        let midnight = |day: NaiveDate| at(day, 0);
        let today = house.app.clock.today();
        let hours = |first: NaiveDate, last: NaiveDate| (midnight(last) - midnight(first)).num_hours();
        let short_or_long = today.iter_days().skip(2).take(366).filter(|day| hours(*day, *day + Days::new(1)) != 24);
        let days: Vec<NaiveDate> = short_or_long.collect();
        assert!(days.len() >= 2, "{days:?}");
        let by_days = |name: &str, count: u32| {
            offered(us, name).on_terms(move |terms| {
                terms.step = Step::Day;
                (terms.shortest, terms.longest, terms.horizon_days) = (count * 1440, count * 1440, 730);
            })
        };
        let six = offered(us, "Six heures au plus").on_terms(|terms| (terms.longest, terms.horizon_days) = (360, 730));
        house.share(vec![by_days("Un jour", 1), by_days("Trois jours", 3), six]).await;
        for day in days {
            let stay = |first: NaiveDate, count: u64| {
                json!({ "from": midnight(first), "until": midnight(first + Days::new(count)) })
            };
            assert_eq!(found(&house, stay(day, 1)).await, ["Un jour"], "{day}");
            assert_eq!(found(&house, stay(day - Days::new(1), 3)).await, ["Trois jours"], "{day}");
            assert_eq!(found(&house, stay(day, 2)).await, [""; 0], "{day}");
            let page = house.get(&format!("/mutualisation?jour={day}&de=00:00&a=24:00")).await;
            assert!(page.text.contains("Un jour") && !page.text.contains("Trois jours"), "{}", page.text);
        }
    }
}

story! {
    async fn an_opening_that_was_too_far_ahead_is_found_when_it_comes_near_though_nothing_was_written(house) {
        let us = owner(&house, "La Ruche").await;
        let day = house.app.clock.today() + Days::new(810);
        let other = (day.weekday().num_days_from_monday() as u8 + 1) % 7;
        let fete = offered(us, "Salle des fêtes").open(&[other], 8, 20).open_on(day, &[(600, 900)]);
        house.share(vec![fete.on_terms(|terms| terms.horizon_days = 730)]).await;
        house.app.clock.advance(Duration::days(85));
        house.drain().await;
        assert_eq!(found(&house, json!({ "day": day })).await, ["Salle des fêtes"]);
        let hour = json!({ "from": at(day, 11), "until": at(day, 12) });
        assert_eq!(found(&house, hour).await, ["Salle des fêtes"]);
    }
}

story! {
    async fn a_long_stay_is_found_by_what_is_left_of_each(house) {
        let us = owner(&house, "La Ruche").await;
        let from = thursday(&house);
        let long = |name: &str, units: i32| {
            let long = offered(us, name).on_terms(|terms| terms.longest = 60 * 1440);
            long.with(move |row| row.units = units)
        };
        let (one, two, free) = (long("Seule", 1), long("Deux", 2), long("Libre", 1));
        let buffered = long("Battement", 1).on_terms(|terms| terms.buffer_after = 120);
        let ids = [one.id(), two.id(), buffered.id()];
        let closed = long("Fermée un jour", 1).closed_on(from + Days::new(20));
        house.share(vec![one, two, free, buffered, closed]).await;
        let until = from + Days::new(30);
        house.booked(ids[0], us, (at(from + Days::new(10), 9), at(from + Days::new(10), 10))).await;
        house.booked(ids[1], us, (at(from + Days::new(10), 9), at(from + Days::new(10), 10))).await;
        house.booked(ids[2], us, (at(until, 1), at(until, 3))).await;
        let stay = |units: i32| json!({ "from": at(from, 0), "until": at(until, 0), "units": units });
        assert_eq!(found(&house, stay(1)).await, ["Deux", "Libre"]);
        assert_eq!(found(&house, stay(2)).await, [""; 0], "one of the two is taken");
        house.booked(ids[1], us, (at(from + Days::new(10), 9), at(from + Days::new(10), 12))).await;
        assert_eq!(found(&house, stay(1)).await, ["Libre"], "two bookings together fill it");
    }
}

story! {
    async fn what_is_held_for_days_is_not_found_on_one_in_their_midst(house) {
        let us = owner(&house, "La Ruche").await;
        let first = thursday(&house);
        let long = offered(us, "Prêtée la semaine").on_terms(|terms| terms.longest = 60 * 1440);
        let id = long.id();
        house.share(vec![long, offered(us, "Libre")]).await;
        house.booked(id, us, (at(first, 9), at(first + Days::new(5), 9))).await;
        let midst = first + Days::new(2);
        assert_eq!(found(&house, json!({ "day": midst })).await, ["Libre"]);
        assert_eq!(found(&house, json!({ "from": at(midst, 9), "until": at(midst, 10) })).await, ["Libre"]);
        let back = first + Days::new(5);
        assert_eq!(found(&house, json!({ "from": at(back, 10), "until": at(back, 11) })).await, ["Libre", "Prêtée la semaine"]);
    }
}
