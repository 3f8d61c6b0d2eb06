//! What is shared is said as it is: the map shows all of it, days are days, numbers say what they count.

use backend::base::words::{Lang, Words};
use backend::sharing::Resource;
use bdis_tests::*;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::bookings::{AMINA, BRUNO, ask, book, path, two, wanted, with};
use super::finding_resources::owner;

/// Had by whole days, ten of them at most.
fn by_days(resource: Resource) -> Resource {
    let terms = json!({
        "buffer_before": 0, "buffer_after": 0, "shortest": 1440, "longest": 14400, "step": 1440, "notice": 0,
        "horizon_days": 365,
    });
    Resource { terms, ..resource }
}

fn day(house: &House, ahead: i64) -> NaiveDate {
    (house.app.clock.now() + Duration::days(ahead)).with_timezone(&Tz::Europe__Paris).date_naive()
}

/// The first instant of a day in Paris.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(0, 0, 0).unwrap().and_local_timezone(Tz::Europe__Paris).unwrap().to_utc()
}

fn page_of(one: &Value) -> String {
    format!("/espace/reservations/{}", one["id"].as_str().unwrap())
}

/// The last letter to someone about something.
fn letter(house: &House, who: &str, about: &str) -> Arrived {
    let found = house.mail.to(who).into_iter().rfind(|letter| letter.subject.contains(about));
    found.unwrap_or_else(|| panic!("no letter to {who}: {about}"))
}

/// What Words sets between spaces, as a letter or a page has it.
fn plain(text: &str) -> String {
    text.replace(['\u{A0}', '\u{202F}', '\n'], " ")
}

story! {
    async fn the_map_opens_on_every_result_and_not_on_their_mean(house) {
        let us = owner(&house, "La Ruche").await;
        let cargo = |name: &str, at: (f64, f64)| {
            offered(us, name).with(move |row| (row.latitude, row.longitude) = (Some(at.0), Some(at.1)))
        };
        house.share(vec![cargo("Vélo cargo", (48.1147, -1.6794)), cargo("Vélo cargo long", (48.6493, -2.0257))]).await;
        let drawn = house.get("/carte/mutualisation.geojson?q=velos+cargos&zoom=5").await.json();
        let bounds: Vec<f64> = serde_json::from_value(drawn["bounds"].clone()).unwrap();
        assert_eq!(bounds, [48.1147, -2.0257, 48.6493, -1.6794], "{drawn}");
        let near = house.get("/carte/mutualisation.geojson?q=velos+cargos&zoom=5&cadre=48,-3,49,-1").await.json();
        assert!(near["bounds"].is_null(), "{near}");
        let mut suppliers = vec![supplier("Boulangerie du Port"), supplier("Boulangerie du Fort")];
        for (new, (latitude, longitude)) in suppliers.iter_mut().zip([(48.1147, -1.6794), (48.6493, -2.0257)]) {
            (new.organization.latitude, new.organization.longitude) = (Some(latitude), Some(longitude));
        }
        house.open_to(suppliers).await;
        let drawn = house.get("/carte/fournisseurs.geojson?q=boulangerie&zoom=5").await.json();
        let bounds: Vec<f64> = serde_json::from_value(drawn["bounds"].clone()).unwrap();
        assert_eq!(bounds, [48.1147, -2.0257, 48.6493, -1.6794], "{drawn}");
    }
}

story! {
    async fn whole_days_are_told_as_days_in_pages_letters_and_calendars(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let van = house.offers(by_days(resource("Camion", &scop))).await;
        let (first, last) = (day(&house, 5), day(&house, 6));
        let end = last.succ_opt().unwrap();
        let input = json!({ "organization": association, "startsAt": midnight(first), "endsAt": midnight(end) });
        let one = book(&mut amina, van, input).await.unwrap();
        let said = |lang| plain(&Words::new(lang).days(&first, &last));
        assert!(said(Lang::Fr).starts_with("du ") && said(Lang::Fr).contains(" au "), "{}", said(Lang::Fr));
        house.drain().await;
        for (who, about) in [(AMINA, "est réservé"), (BRUNO, "a réservé")] {
            let letter = letter(&house, who, about);
            assert!(plain(&letter.text).contains(&said(Lang::Fr)) && !letter.text.contains("00:00"), "{}", letter.text);
        }
        for (lang, path) in [(Lang::Fr, ""), (Lang::En, "/en")] {
            let seen = plain(&amina.get(&format!("{path}{}", page_of(&one))).await.text);
            assert!(seen.contains(&said(lang)) && !seen.contains(", 00:00"), "{seen}");
        }
        let made = bruno.send("/espace/reservations/calendriers", &[("faire", "abonner"), ("calendar", &format!("resource:{van}"))]).await;
        let address = made.text.split("/calendar/").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let file = house.get(&format!("/calendar/{address}")).await.text;
        let days = format!("DTSTART;VALUE=DATE:{}\r\nDTEND;VALUE=DATE:{}\r\n", first.format("%Y%m%d"), end.format("%Y%m%d"));
        assert!(file.contains(&days), "{file}");
        let alone = json!({ "organization": association, "startsAt": midnight(end), "endsAt": midnight(end.succ_opt().unwrap()) });
        book(&mut amina, van, alone).await.unwrap();
        house.drain().await;
        let single = plain(&format!("le {}", Words::new(Lang::Fr).date(&end)));
        let told = letter(&house, AMINA, "est réservé").text;
        assert!(plain(&told).contains(&single), "{told}");
    }
}

story! {
    async fn a_place_for_eight_a_unit_takes_eight_for_each_unit_booked_and_says_so(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let kitchen = Resource { places: Some(8), units: 2, unit: Some("poste".to_owned()), ..resource("Cuisine", &scop) };
        let whole = house.offers(Resource { places: Some(8), ..resource("Salle", &scop) }).await;
        let kitchen = house.offers(kitchen).await;
        let from = at(&house, 5, 9);
        let of = |units, people| with(wanted(&association, from, 2), json!({ "units": units, "people": people }));
        for (units, people) in [(1, 9), (2, 17)] {
            let refused = book(&mut amina, kitchen, of(units, people)).await.unwrap_err();
            assert_eq!(path(&refused), "people", "{refused}");
            let most = (8 * units).to_string();
            assert!(refused["extensions"]["fields"][0]["message"].as_str().unwrap().contains(&most), "{refused}");
        }
        assert!(book(&mut amina, kitchen, of(2, 16)).await.is_ok(), "two units hold twice as many");
        for (lang, each) in [("", "8 personnes par poste"), ("/en", "8 persons per poste")] {
            let seen = plain(&house.get(&format!("{lang}/mutualisation/{kitchen}")).await.text);
            assert!(seen.contains(each), "{seen}");
            let alone = house.get(&format!("{lang}/mutualisation/{whole}")).await.text;
            assert!(!alone.contains("personnes par") && !alone.contains("persons per"), "{alone}");
        }
        let form = plain(&amina.get(&format!("/mutualisation/{kitchen}/reserver")).await.text);
        assert!(form.contains("8 places par unité réservée"), "{form}");
        let own = bruno.get(&format!("/espace/organisations/{scop}/mutualisation/{kitchen}")).await.text;
        assert!(own.contains("d’une seule unité"), "{own}");
    }
}

story! {
    async fn letters_about_what_comes_back_name_its_dates_and_those_left_out(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let from = at(&house, 5, 9);
        let week = |number: i64| from + Duration::weeks(number);
        house.booked(room, scop.parse().unwrap(), (week(1) - Duration::hours(3), week(1) + Duration::hours(5))).await;
        let repeat = json!({ "repeat": { "rhythm": "WEEKLY", "times": 4 }, "onlyFree": true });
        let first = book(&mut amina, room, with(wanted(&association, from, 2), repeat)).await.unwrap();
        house.drain().await;
        let words = Words::new(Lang::Fr);
        let date = |number: i64| words.date(&week(number).with_timezone(&Tz::Europe__Paris).date_naive());
        let dates = plain(&format!("Dates (3) : {}.", words.list(&[date(0), date(2), date(3)])));
        let left_out = plain(&format!("Dates laissées de côté, prises ou fermées (1) : {}.", date(1)));
        for (who, about) in [(AMINA, "est réservé"), (BRUNO, "a réservé")] {
            let text = plain(&letter(&house, who, about).text);
            assert!(text.contains(&dates) && text.contains(&left_out), "{text}");
        }
        let cancel = "mutation($id: ID!) { cancelBooking(id: $id, series: true) { state } }";
        ask(&mut amina, cancel, json!({ "id": first["id"] })).await.unwrap();
        house.drain().await;
        for who in [AMINA, BRUNO] {
            let text = plain(&letter(&house, who, "annulée").text);
            assert!(text.contains(&dates) && !text.contains("laissées de côté"), "{text}");
        }
    }
}

story! {
    async fn who_wants_to_offer_or_to_ask_finds_the_way_from_the_catalogue(house) {
        let (mut bruno, scop, _, _) = two(&house).await;
        let mut many = Vec::new();
        for number in 0..8 {
            many.push(offered(scop.parse().unwrap(), &format!("Vélo cargo {number}")));
        }
        many.push(offered(scop.parse().unwrap(), "Four cherché").with(|row| row.direction = "request".to_owned()));
        house.share(many).await;
        let own = format!("href=\"/espace/organisations/{scop}/mutualisation/nouvelle\"");
        let seen = bruno.get("/mutualisation").await.text;
        assert!(seen.contains(&own) && seen.contains("Proposer ou chercher"), "{seen}");
        let stranger = house.get("/en/mutualisation").await.text;
        assert!(stranger.contains("href=\"/en/espace/organisations\""), "{stranger}");
        let empty = bruno.get("/mutualisation?q=zeppelin").await.text;
        assert!(empty.matches(&own).count() == 2 && empty.contains("Publier une demande"), "{empty}");
        // Files hold what the page shows.
        for (query, sens) in [("", "offre"), ("?sens=demande", "demande")] {
            let page = house.get(&format!("/mutualisation{query}")).await.text;
            assert!(page.contains(&format!("/export/mutualisation.csv?sens={sens}\"")), "{page}");
        }
        let csv = house.get("/export/mutualisation.csv?sens=offre").await.text;
        assert!(csv.contains("Vélo cargo 7") && !csv.contains("Four cherché"), "{csv}");
        let supplier = bruno.get("/fournisseurs/la-belle-planche-rennes").await.text;
        assert!(supplier.contains(&format!("href=\"/mutualisation?organisation={scop}\"")), "{supplier}");
    }
}

story! {
    async fn what_a_booking_is_asked_for_is_read_to_the_letter(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let bikes = house.offers(Resource { units: 3, ..resource("Vélos", &scop) }).await;
        let when = day(&house, 5).to_string();
        let page = format!("/mutualisation/{bikes}/reserver");
        let asked = [("faire", "reserver"), ("organization", association.as_str()), ("day", &when), ("startTime", "14:00"), ("endTime", "16:00")];
        for (lang, more, said) in [
            ("", vec![("units", "0")], "Écrivez un nombre entier en chiffres, 1 au moins."),
            ("", vec![("units", "-1")], "Écrivez un nombre entier en chiffres, 1 au moins."),
            ("/en", vec![("units", "1,5")], "Write a whole number in figures, at least 1."),
            ("", vec![("repeatTimes", "3")], "Dites à quel rythme cela revient"),
            ("/en", vec![("repeat", ""), ("repeatUntil", when.as_str())], "Say how often it comes back"),
        ] {
            let fields: Vec<(&str, &str)> = asked.iter().copied().chain(more).collect();
            let refused = amina.send(&format!("{lang}{page}"), &fields).await;
            assert!(refused.status == 422 && plain(&refused.text).contains(said), "{said}: {}", refused.text);
        }
        let none = book(&mut amina, bikes, with(wanted(&association, at(&house, 5, 9), 2), json!({ "units": 0 }))).await.unwrap_err();
        assert_eq!(path(&none), "units", "{none}");
        for (address, said) in [
            ("/mutualisation?places=99999999", "de 1 à 100 000"),
            ("/en/mutualisation?places=0", "from 1 to 100,000"),
            ("/mutualisation?unites=99999999", "de 1 à 10 000"),
        ] {
            let page = house.get(address).await;
            assert!(page.status == 422 && plain(&page.text).contains(said), "{}", page.text);
        }
    }
}

story! {
    async fn less_is_said_to_be_owed_for_less_time_where_time_has_the_price(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let less = "Ce qui est dû diminue avec la durée";
        for (per, says) in [("hour", true), ("use", false)] {
            let priced = Resource {
                price_kind: "price".to_owned(),
                price_cents: Some(1_000),
                price_currency: Some("EUR".to_owned()),
                price_per: Some(per.to_owned()),
                ..resource("Salle", &scop)
            };
            let room = house.offers(priced).await;
            let one = book(&mut amina, room, wanted(&association, at(&house, 5, 9), 3)).await.unwrap();
            let seen = amina.get(&page_of(&one)).await.text;
            assert_eq!(seen.contains(less), says, "{per}: {seen}");
            assert_eq!(seen.contains("Le prix ne dépend pas de la durée"), !says, "{per}: {seen}");
        }
    }
}

story! {
    async fn an_offer_that_is_over_before_it_is_published_says_so(house) {
        let (mut bruno, scop, _, _) = two(&house).await;
        let path = format!("/espace/organisations/{scop}/mutualisation/nouvelle");
        let fields = [("faire", "partager"), ("direction", "offer"), ("kind", "premises"), ("name", "Salle d’avant"), ("postCode", "35000"), ("city", "Rennes"), ("validUntil", "2020-01-01")];
        let made = bruno.send(&path, &fields).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let own = bruno.get(made.header("location")).await.text;
        assert!(own.contains("pas montré") && own.contains("Le dernier jour est passé") && !own.contains("C’est publié"), "{own}");
    }
}

story! {
    async fn whoever_reads_only_is_told_who_can_let_them_book(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        schema::organizations::member::Entity::update_many()
            .col_expr(schema::organizations::member::Column::Role, Expr::value("reader"))
            .filter(schema::organizations::member::Column::Organization.eq(association.parse::<Uuid>().unwrap()))
            .exec(&house.app.db)
            .await
            .unwrap();
        for (lang, said) in [("", "il ne suffit pas pour réserver"), ("/en", "it isn’t enough to book")] {
            let seen = amina.get(&format!("{lang}/mutualisation/{room}/reserver")).await.text;
            let members = format!("href=\"{lang}/espace/organisations/{association}/membres\"");
            assert!(seen.contains(said) && seen.contains(&members), "{seen}");
            assert!(!seen.contains("organisations/nouvelle"), "{seen}");
        }
    }
}

story! {
    async fn a_radius_around_nothing_and_an_hour_that_is_leapt_over_are_said(house) {
        for kind in ["mutualisation", "fournisseurs"] {
            let page = house.get(&format!("/{kind}?rayon=20")).await;
            assert!(page.status == 422 && page.text.contains("Un rayon va autour d’un lieu"), "{}", page.text);
            assert_eq!(house.get(&format!("/{kind}?rayon=&centre=")).await.status, 200);
        }
        let is_short = |one: &NaiveDate| midnight(one.succ_opt().unwrap()) - midnight(*one) == Duration::hours(23);
        let spring = (1..400).map(|ahead| day(&house, ahead)).find(is_short).unwrap();
        for (lang, said) in [("", "Ce jour-là, 02:15 n’existe pas"), ("/en", "On that day 02:15 doesn’t exist")] {
            let page = house.get(&format!("{lang}/mutualisation?jour={spring}&de=02:15&a=02:45")).await;
            assert!(page.status == 422 && page.text.contains(said), "{}", page.text);
        }
        let whole = house.get(&format!("/mutualisation?jour={spring}&de=01:00&a=24:00")).await;
        assert_eq!(whole.status, 200, "{}", whole.text);
    }
}

story! {
    async fn what_is_wrong_with_an_input_is_named_as_the_input_names_it(house) {
        let (mut bruno, scop, _, _) = two(&house).await;
        let create = "mutation($o: ID!, $in: SharedResourceInput!) { createSharedResource(organization: $o, input: $in) { id } }";
        let whole = json!({ "direction": "OFFER", "kind": "PREMISES", "name": "Salle", "exact": false });
        for (wrong, name) in [
            (json!({ "timeZone": "Mars/Olympus" }), "timeZone"),
            (json!({ "openingHours": ["n’importe quoi"] }), "openingHours"),
            (json!({ "openingExceptions": ["jamais"] }), "openingExceptions"),
            (json!({ "priceKind": "PRICE", "priceCents": -5, "pricePer": "HOUR" }), "priceCents"),
        ] {
            let refused = ask(&mut bruno, create, json!({ "o": scop, "in": with(whole.clone(), wrong) })).await.unwrap_err();
            assert_eq!(path(&refused), name, "{refused}");
        }
    }
}

story! {
    async fn a_series_is_answered_once_and_counted_once_and_a_calendar_says_how_many(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let bikes = Resource { units: 3, booking_mode: "on_request".to_owned(), ..resource("Vélos", &scop) };
        let bikes = house.offers(bikes).await;
        let repeat = json!({ "units": 2, "repeat": { "rhythm": "DAILY", "times": 5 } });
        book(&mut amina, bikes, with(wanted(&association, at(&house, 5, 9), 2), repeat)).await.unwrap();
        let desk = plain(&bruno.get("/espace").await.text);
        assert!(desk.contains("1 réservation attend votre réponse."), "{desk}");
        book(&mut amina, bikes, wanted(&association, at(&house, 20, 9), 2)).await.unwrap();
        let desk = plain(&bruno.get("/espace").await.text);
        assert!(desk.contains("2 réservations attendent votre réponse."), "{desk}");
        let made = bruno.send("/espace/reservations/calendriers", &[("faire", "abonner"), ("calendar", &format!("resource:{bikes}"))]).await;
        let address = made.text.split("/calendar/").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let file = plain(&house.get(&format!("/calendar/{address}")).await.text);
        assert!(file.matches("DESCRIPTION:Combien : 2").count() == 5 && file.contains("DESCRIPTION:Combien : 1"), "{file}");
    }
}
