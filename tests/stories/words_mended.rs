//! What is shared is said as it is: the map shows all of it, days are days, numbers say what they count.

use backend::base::words::{Lang, Words};
use backend::sharing::Resource;
use bdis_tests::*;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::bookings::{AMINA, BRUNO, book, two};
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
        for (letter, about) in [(house.mail.last(AMINA), "est réservé"), (house.mail.last(BRUNO), "a réservé")] {
            assert!(letter.subject.contains(about), "{}", letter.subject);
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
        assert!(plain(&house.mail.last(AMINA).text).contains(&single), "{}", house.mail.last(AMINA).text);
    }
}
