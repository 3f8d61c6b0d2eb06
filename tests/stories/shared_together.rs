//! What is waited for together, noted together, warned of, and said in other people's words.

use backend::actor::Actor;
use backend::sharing::{self, Resource};
use bdis_tests::*;
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Europe::Paris;
use schema::sharing::booking;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::alerts::{alerts_to, bread, offer, owner, watch};
use super::bookings::{AMINA, WAIT, ask, book, code, path, two, wanted, with};

const CANCEL: &str = "mutation($id: ID!, $series: Boolean! = false) {
    cancelBooking(id: $id, reason: \"Pluie\", series: $series) { state } }";

fn page_of(one: &Value) -> String {
    format!("/espace/reservations/{}", one["id"].as_str().unwrap())
}

/// Where the bookings of an organisation stand.
async fn states(house: &House, organization: &str) -> Vec<String> {
    let organization: Uuid = organization.parse().unwrap();
    let mut all = booking::Entity::find().all(&house.app.db).await.unwrap();
    all.retain(|row| row.organization == organization);
    all.sort_by_key(|row| (row.starts_at, row.id));
    all.into_iter().map(|row| row.state).collect()
}

/// The fields of a form that books a room from a moment on.
fn typed(organization: &str, from: DateTime<Utc>, hours: i64) -> Vec<(&'static str, String)> {
    let (from, until) = (from.with_timezone(&Paris), (from + Duration::hours(hours)).with_timezone(&Paris));
    vec![
        ("organization", organization.to_owned()),
        ("day", from.date_naive().to_string()),
        ("startTime", from.format("%H:%M").to_string()),
        ("endTime", until.format("%H:%M").to_string()),
    ]
}

async fn sent(person: &mut Person<'_>, page: &str, act: &str, fields: &[(&'static str, String)]) -> Answered {
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str()));
    let all: Vec<(&str, &str)> = [("faire", act)].into_iter().chain(fields).collect();
    person.send(page, &all).await
}

story! {
    async fn a_bundle_waits_until_all_its_things_are_free_together(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let screen = house.offers(resource("Écran", &scop)).await;
        house.offers_along(room, screen).await;
        let from = at(&house, 5, 9);
        let mut held = Vec::new();
        for thing in [room, screen] {
            held.push(book(&mut bruno, thing, wanted(&scop, from, 2)).await.unwrap());
        }
        let both = || with(wanted(&association, from, 2), json!({ "extras": [{ "resource": screen }] }));
        let one = ask(&mut amina, WAIT, json!({ "id": room, "in": both() })).await.unwrap();
        assert_eq!(one["state"], "WAITING");
        let twice = ask(&mut amina, WAIT, json!({ "id": room, "in": both() })).await.unwrap_err();
        assert!(code(&twice) == "INVALID" && path(&twice) == "startsAt", "{twice}");
        for (id, state) in [(&held[0]["id"], "waiting"), (&held[1]["id"], "accepted")] {
            ask(&mut bruno, CANCEL, json!({ "id": id })).await.unwrap();
            assert_eq!(states(&house, &association).await, [state, state]);
        }
        house.drain().await;
        let letter = house.mail.to(AMINA).into_iter().rfind(|letter| letter.subject.contains("est réservé")).unwrap();
        assert!(letter.text.contains("tout s’est libéré") && letter.text.contains("Écran"), "{}", letter.text);
        let all_free = ask(&mut amina, WAIT, json!({ "id": room, "in": wanted(&association, at(&house, 6, 9), 2) })).await;
        assert_eq!(path(&all_free.unwrap_err()), "startsAt", "what is free isn't waited for");
    }
}

story! {
    async fn what_only_lacks_a_thing_along_waits_with_it_and_the_thing_alone_can_be_waited_for(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let screen = house.offers(resource("Écran", &scop)).await;
        house.offers_along(room, screen).await;
        let from = at(&house, 5, 9);
        let held = book(&mut bruno, screen, wanted(&scop, from, 2)).await.unwrap();
        let both = with(wanted(&association, from, 2), json!({ "extras": [{ "resource": screen }] }));
        ask(&mut amina, WAIT, json!({ "id": room, "in": both })).await.unwrap();
        let alone = ask(&mut amina, WAIT, json!({ "id": screen, "in": wanted(&association, from, 2) })).await.unwrap();
        // The room stays free for others meanwhile, and who has it keeps both waiting.
        let other = book(&mut bruno, room, wanted(&scop, from, 1)).await.unwrap();
        ask(&mut bruno, CANCEL, json!({ "id": held["id"] })).await.unwrap();
        assert_eq!(states(&house, &association).await, ["waiting", "waiting", "accepted"], "the screen alone is free");
        ask(&mut amina, CANCEL, json!({ "id": alone["id"] })).await.unwrap();
        ask(&mut bruno, CANCEL, json!({ "id": other["id"] })).await.unwrap();
        assert_eq!(states(&house, &association).await, ["accepted", "accepted", "cancelled"]);
    }
}

story! {
    async fn a_series_waits_until_all_its_dates_are_free_and_is_left_whole(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let screen = house.offers(resource("Écran", &scop)).await;
        house.offers_along(room, screen).await;
        let from = at(&house, 5, 9);
        let mut held = Vec::new();
        for days in [0, 14] {
            held.push(book(&mut bruno, room, wanted(&scop, from + Duration::days(days), 2)).await.unwrap());
        }
        let page = format!("/mutualisation/{room}/reserver");
        let mut fields = typed(&association, from, 2);
        fields.extend([("extras", screen.to_string()), ("repeat", "weekly".to_owned()), ("repeatTimes", "3".to_owned())]);
        let things = "Tout est attendu ensemble, ou rien\u{A0}: Salle et Écran.";
        let dates = "Les 3 dates sont attendues ensemble, ou aucune.";
        for (lang, things, dates, button) in [
            ("", things, dates, "Rejoindre la liste d’attente"),
            ("/en", "together, or nothing: Salle and Écran.", "The 3 dates are waited for together", "Join the waiting list"),
        ] {
            let refused = sent(&mut amina, &format!("{lang}{page}"), "reserver", &fields).await;
            for said in [things, dates, button, "value=\"attendre\""] {
                assert!(refused.status == 422 && refused.text.contains(said), "{said}: {}", refused.text);
            }
        }
        let waits = sent(&mut amina, &page, "attendre", &fields).await;
        assert!(waits.status == 303 && waits.header("location").contains("fait=waiting"), "{}", waits.text);
        let own = waits.header("location").split('?').next().unwrap().to_owned();
        let seen = amina.get(&own).await.text;
        assert!(seen.contains(things) && seen.contains(dates) && !seen.contains("name=\"series\""), "{seen}");
        house.drain().await;
        let letter = house.mail.last(AMINA).text;
        assert!(letter.contains(things) && letter.contains(dates) && letter.contains("Dates (3)"), "{letter}");
        for (id, state) in [(&held[0]["id"], "waiting"), (&held[1]["id"], "accepted")] {
            ask(&mut bruno, CANCEL, json!({ "id": id })).await.unwrap();
            assert_eq!(states(&house, &association).await, [state; 6]);
        }
        // Who leaves one date of a list leaves them all.
        book(&mut bruno, room, wanted(&scop, from + Duration::hours(4), 2)).await.unwrap();
        let daily = json!({ "repeat": { "rhythm": "DAILY", "times": 2 } });
        let later = with(wanted(&association, from + Duration::hours(4), 2), daily);
        let other = ask(&mut amina, WAIT, json!({ "id": room, "in": later })).await.unwrap();
        assert_eq!(amina.send(&page_of(&other), &[("faire", "decommander")]).await.status, 303);
        let left = states(&house, &association).await;
        assert_eq!(left.iter().filter(|state| *state == "cancelled").count(), 2, "{left:?}");
    }
}

story! {
    async fn a_list_that_is_waited_for_lapses_whole_when_its_first_date_begins(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let from = at(&house, 5, 9);
        book(&mut bruno, room, wanted(&scop, from, 2)).await.unwrap();
        let series = with(wanted(&association, from, 2), json!({ "repeat": { "rhythm": "WEEKLY", "times": 3 } }));
        ask(&mut amina, WAIT, json!({ "id": room, "in": series })).await.unwrap();
        house.app.clock.advance(from + Duration::minutes(1) - house.app.clock.now());
        house.drain().await;
        assert_eq!(states(&house, &association).await, ["lapsed"; 3]);
    }
}

story! {
    async fn handing_over_is_said_at_once_of_all_that_was_booked_together(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let screen = house.offers(resource("Écran", &scop)).await;
        house.offers_along(room, screen).await;
        let from = at(&house, 5, 9);
        let both = with(wanted(&association, from, 2), json!({ "extras": [{ "resource": screen }] }));
        let one = book(&mut amina, room, both).await.unwrap();
        house.app.clock.advance(from - Duration::minutes(30) - house.app.clock.now());
        let rows = async || {
            let mut all = booking::Entity::find().all(&house.app.db).await.unwrap();
            all.sort_by_key(|row| row.resource != room);
            all
        };
        for (lang, whole, only) in [
            ("", "Tout ce qui est réservé ensemble", "Seulement «\u{202F}Salle\u{202F}»"),
            ("/en", "All that is booked together", "Only “Salle”"),
        ] {
            let page = bruno.get(&format!("{lang}{}", page_of(&one))).await.text;
            assert!(page.contains(whole) && page.contains(only), "{page}");
        }
        let over = [("faire", "remettre"), ("whole", "1"), ("note", "Propres")];
        assert_eq!(bruno.send(&page_of(&one), &over).await.status, 303);
        let all = rows().await;
        assert!(all.iter().all(|row| row.handed_over_at.is_some() && row.handover_note == "Propres"), "{all:?}");
        // One thing alone.
        let along = json!({ "id": all[1].id });
        let back = [("faire", "rendre"), ("whole", ""), ("note", "Rayé")];
        assert_eq!(amina.send(&page_of(&along), &back).await.status, 303);
        let all = rows().await;
        assert!(all[0].handed_back_at.is_none() && all[1].handed_back_at.is_some(), "{all:?}");
        // What is left of it.
        let record = "mutation($id: ID!) { recordHandover(id: $id, back: true, whole: true) { handedBackAt } }";
        let done = ask(&mut bruno, record, json!({ "id": one["id"] })).await.unwrap();
        assert!(done["handedBackAt"].is_string(), "{done}");
        let all = rows().await;
        assert!(all[0].handed_back_at.is_some() && all[1].handover_note == "Propres\n\nRayé", "{all:?}");
        let again = ask(&mut amina, record, json!({ "id": one["id"] })).await.unwrap_err();
        assert!(code(&again) == "INVALID" && path(&again) == "note", "{again}");
    }
}

story! {
    async fn an_offer_whose_last_day_has_passed_is_published_with_a_warning(house) {
        let (mut bruno, scop, _, _) = two(&house).await;
        let create = "mutation($o: ID!, $in: SharedResourceInput!) { createSharedResource(organization: $o, input: $in) { id version warnings } }";
        let update = "mutation($id: ID!, $v: Int!, $in: SharedResourceInput!) { updateSharedResource(id: $id, version: $v, input: $in) { warnings } }";
        let yesterday = (house.app.clock.today() - Duration::days(1)).to_string();
        let input = json!({ "direction": "OFFER", "kind": "PREMISES", "name": "Salle", "validUntil": yesterday });
        let made = ask(&mut bruno, create, json!({ "o": scop, "in": input })).await.unwrap();
        let warned = made["warnings"][0].as_str().unwrap_or_default();
        assert!(warned.contains("The last day has passed"), "{made}");
        let page = bruno.get(&format!("/espace/organisations/{scop}/mutualisation/{}", made["id"].as_str().unwrap())).await;
        assert!(page.text.contains("Le dernier jour est passé"), "the page says it too: {}", page.text);
        let input = with(input, json!({ "validUntil": house.app.clock.today().to_string() }));
        let saved = ask(&mut bruno, update, json!({ "id": made["id"], "v": made["version"], "in": input })).await.unwrap();
        assert_eq!(saved["warnings"], json!([]));
    }
}

story! {
    async fn all_that_one_organisation_shares_is_a_search_by_its_number(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let (lender, other): (Uuid, Uuid) = (scop.parse().unwrap(), association.parse().unwrap());
        let mut all: Vec<_> = (1..=7).map(|number| offered(lender, &format!("Atelier {number}"))).collect();
        // Found by the words, and someone else's.
        all.push(offered(other, "Salle de La Belle Planche"));
        house.share(all).await;
        let search = format!("/mutualisation?organisation={lender}");
        let slug = backend::organizations::by_id(&house.app.db, lender).await.unwrap().slug;
        let page = house.get(&format!("/fournisseurs/{slug}")).await.text;
        assert!(page.contains(&format!("href=\"{search}\"")) && page.contains("et 1 autre"), "{page}");
        for (lang, chip) in [("", "Partagé par\u{A0}: La Belle Planche"), ("/en", "Shared by: La Belle Planche")] {
            let found = house.get(&format!("{lang}{search}")).await;
            assert!(found.status == 200 && found.text.contains(chip), "{}", found.text);
            assert!((1..=7).all(|number| found.text.contains(&format!("Atelier {number}"))), "{}", found.text);
            assert!(!found.text.contains("Salle de La Belle Planche"), "{}", found.text);
        }
        let wrong = house.get("/mutualisation?organisation=belle-planche").await;
        assert!(wrong.status == 422 && wrong.text.contains("L’organisation «\u{202F}belle-planche\u{202F}» n’existe pas"), "{}", wrong.text);
        let query = "query($of: [ID!]) { sharedResources(filter: { organizations: $of }) { totalCount } }";
        let found = ask(&mut amina, query, json!({ "of": [lender] })).await.unwrap();
        assert_eq!(found["totalCount"], 7);
        let wrong = ask(&mut amina, query, json!({ "of": ["x"] })).await.unwrap_err();
        assert_eq!(path(&wrong), "filter.organizations", "{wrong}");
    }
}

story! {
    async fn an_alert_for_what_one_organisation_shares_is_told_of_that_alone(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let (lender, other): (Uuid, Uuid) = (scop.parse().unwrap(), association.parse().unwrap());
        let mut eve = house.member("eve@x.example").await;
        for person in [&mut amina, &mut eve] {
            watch(person, "RESOURCES", "Chez eux", &format!("organisation={lender}"), "AT_ONCE").await;
        }
        house.share(vec![offered(lender, "Atelier"), offered(other, "Pré")]).await;
        let letters = alerts_to(&house, "eve@x.example");
        assert!(letters.len() == 1 && letters[0].text.contains("Atelier"), "{}", letters.len());
        assert!(!letters[0].text.contains("Pré"), "{}", letters[0].text);
    }
}

story! {
    async fn hours_that_are_narrowed_under_bookings_say_which_lie_outside_of_them(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let one = book(&mut amina, room, wanted(&association, at(&house, 5, 9), 2)).await.unwrap();
        let page = format!("/espace/organisations/{scop}/mutualisation/{room}");
        let outside = [("", "Réservations hors des horaires"), ("/en", "Bookings outside of the hours")];
        assert!(!bruno.get(&page).await.text.contains(outside[0].1));
        let known = sharing::any_by_id(&house.app.db, room).await.unwrap();
        let mut typed = sharing::as_typed(&known);
        typed.hours.days = Default::default();
        sharing::update_resource(&house.app, &Actor::System, room, known.version, &typed).await.unwrap();
        for (lang, said) in outside {
            let seen = bruno.get(&format!("{lang}{page}")).await.text;
            let link = format!("href=\"{lang}{}\"", page_of(&one));
            assert!(seen.contains(said) && seen.contains(&link) && seen.contains("Les Amis du Canal"), "{seen}");
        }
        assert_eq!(states(&house, &association).await, ["accepted"], "it stays");
        ask(&mut amina, CANCEL, json!({ "id": one["id"] })).await.unwrap();
        assert!(!bruno.get(&page).await.text.contains(outside[0].1));
    }
}

story! {
    async fn a_mail_program_that_unsubscribes_is_answered_at_once_and_a_person_is_led_on(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Pain", "theme=food", "AT_ONCE").await;
        house.open_to(vec![bread("Le Pain")]).await;
        let of_alerts = alerts_to(&house, AMINA)[0].header("list-unsubscribe").trim_matches(['<', '>']).to_owned();
        house.person(AMINA).sign_in(PASSWORD).await;
        house.drain().await;
        let of_sign_ins = house.mail.last(AMINA).header("list-unsubscribe").trim_matches(['<', '>']).to_owned();
        for (url, done) in [(&of_alerts, "pause"), (&of_sign_ins, "Connexion depuis un navigateur inconnu")] {
            let post = house.client.post(url).header("content-type", "application/x-www-form-urlencoded");
            let answered = house.send(post.body("List-Unsubscribe=One-Click")).await;
            assert_eq!((answered.status, answered.header("location")), (200, ""), "{}", answered.text);
            assert!(answered.text.contains(done), "{}", answered.text);
        }
        let chosen = schema::accounts::preference::Entity::find().all(&house.app.db).await.unwrap();
        assert_eq!(chosen[0].pace, "never");
        let paused = schema::alerts::alert::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        assert_eq!(paused.pace, "paused");
        let path = of_alerts.strip_prefix(&house.address).unwrap();
        assert_eq!(amina.send(path, &[("faire", "pause-alertes")]).await.status, 303);
    }
}

story! {
    async fn letters_of_alerts_say_what_is_looked_for(house) {
        let mut amina = house.member(AMINA).await;
        let query = "type=premises&territoire=departement:35&places=10";
        watch(&mut amina, "RESOURCES", "Pour nos fêtes", query, "AT_ONCE").await;
        watch(&mut amina, "SUPPLIERS", "Pain", "theme=food&territoire=departement:35", "DAILY").await;
        let lender = owner(&house, "La Belle Planche").await;
        offer(&house, lender, "Cuisine", |_| {}).await;
        let letter = alerts_to(&house, AMINA).remove(0).text;
        let why = letter.lines().find(|line| line.starts_with("Ce que vous cherchez\u{A0}: ")).unwrap_or_else(|| panic!("{letter}"));
        for part in ["Local", "Ille-et-Vilaine", "10 personnes"] {
            assert!(why.replace('\u{A0}', " ").contains(part), "{part}: {why}");
        }
        // The digest too, in the language of whoever reads it.
        let english = schema::accounts::account::ActiveModel { lang: Set("en".to_owned()), ..Default::default() };
        schema::accounts::account::Entity::update_many().set(english).exec(&house.app.db).await.unwrap();
        house.open_to(vec![bread("Le Pain")]).await;
        house.app.clock.advance(Duration::days(1));
        house.drain().await;
        let digest = house.mail.to(AMINA).into_iter().rfind(|letter| letter.text.contains("/fournisseurs/le-pain")).unwrap();
        let why = digest.text.lines().find(|line| line.starts_with("What you look for: ")).unwrap_or_else(|| panic!("{}", digest.text));
        assert!(why.contains("Ille-et-Vilaine"), "{why}");
    }
}

story! {
    async fn the_english_account_has_decimal_points_and_the_french_one_decimal_commas(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let priced = Resource {
            price_kind: "price".to_owned(),
            price_cents: Some(1_250),
            price_currency: Some("EUR".to_owned()),
            price_per: Some("use".to_owned()),
            ..resource("Salle", &scop)
        };
        let room = house.offers(priced).await;
        book(&mut amina, room, wanted(&association, at(&house, 5, 9), 2)).await.unwrap();
        let page = format!("/espace/organisations/{scop}/compte/compte.csv");
        let french = bruno.get(&page).await.text;
        assert!(french.contains(";12,50;"), "{french}");
        let english = bruno.get(&format!("/en{page}")).await.text;
        assert!(english.contains(",12.50,") && !english.contains("12,50"), "{english}");
    }
}
