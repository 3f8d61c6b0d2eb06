//! What is secret stays so, and what two do at once doesn't undo what the other did.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration as Pause;

use backend::base::{db, secrets};
use backend::interchange::{self, Options};
use backend::sharing::{self, Resource};
use bdis_tests::*;
use chrono::{Duration, DurationRound};
use schema::guarantees::{State, guarantee};
use schema::networks::case;
use schema::organizations::file;
use schema::sharing::{booking, resource as thing};
use schema::throttles::throttle;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde_json::json;
use tracing_subscriber::util::SubscriberInitExt;
use uuid::Uuid;

use super::bookings::{ask, book, two, wanted};
use super::moderation_rules::{named, sent, waiting};

const CANCEL: &str = "mutation($id: ID!) { cancelBooking(id: $id) { state } }";

/// What is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// On one thread, so that all that the house logs is seen.
#[tokio::test]
async fn no_secret_of_an_address_is_written_to_the_log() {
    let log = Log::default();
    let seen = log.clone();
    let _logs =
        tracing_subscriber::fmt().with_ansi(false).with_writer(move || seen.clone()).finish().set_default();
    let house = House::on_sqlite().await;
    let token = secrets::token();
    let addresses = [
        format!("/calendar/{token}.ics"),
        format!("/connexion/nouveau-mot-de-passe/{token}"),
        format!("/inscription/confirmation/{token}"),
        format!("/adresse/{token}"),
        format!("/courriels/{token}"),
        format!("/courriels/{token}?type=alerts"),
        format!("/invitations/{token}"),
        // As someone mistypes it, or a program asks for more.
        format!("/Courriels/{token}/"),
        format!("/rien/{token}"),
    ];
    for address in &addresses {
        for lang in ["", "/en"] {
            let path = format!("{lang}{address}");
            // What a thread without a log came by first is asked anew.
            tracing::callsite::rebuild_interest_cache();
            house.get(&path).await;
            house.person("amina@rennes.example").send(&path, &[("faire", "x")]).await;
        }
    }
    // The database is gone: what fails is logged too.
    house.app.db.clone().close().await.unwrap();
    for address in &addresses {
        tracing::callsite::rebuild_interest_cache();
        house.get(address).await;
    }
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("answered") && logged.contains("/calendar/…"), "{logged}");
    assert!(logged.contains("failed"), "{logged}");
    assert!(!logged.contains(&token), "{logged}");
}

story! {
    async fn a_register_that_is_read_meanwhile_undoes_no_suspension(house) {
        house.open_to(vec![supplier("La Houle").at("35238", "35", (48.11, -1.68)).holding(grant("esus", State::Declared))]).await;
        let number = named(&house, "La Houle").await.siret.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("registre.csv");
        std::fs::write(&list, format!("siret,scheme,link\n{number},esus,https://registre.example/7\n")).unwrap();
        let tx = db::begin(&house.app.db).await.unwrap();
        let suspended = guarantee::ActiveModel { state: Set(State::Suspended), reason: Set(Some("Dossier à revoir".to_owned())), ..Default::default() };
        guarantee::Entity::update_many().set(suspended).exec(&tx).await.unwrap();
        let options = Options::default();
        let reading = interchange::import_register(&house.app, &list, &options);
        let (report, ()) = tokio::join!(reading, async {
            tokio::time::sleep(Pause::from_millis(500)).await;
            tx.commit().await.unwrap();
        });
        let report = report.unwrap();
        assert!(report.rejected == 1 && report.rejects[0].reason.starts_with("withheld"), "{report:?}");
        let held = guarantee::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        assert_eq!(held.state, State::Suspended);
    }
}

story! {
    async fn a_merge_lets_nobody_decide_the_appeal_against_their_own_decision_and_its_undoing_takes_all_back(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let national = house.network_of("pilote", "national", None).await;
        house.open_to(vec![supplier("Planche (la belle)").rna("W351000001").at("35238", "35", (48.11, -1.68))]).await;
        let kept = named(&house, "Planche (la belle)").await.id.to_string();
        let mut bruno = house.member("bruno@scop.example").await;
        let (gone, held) = sent(&mut bruno).await;
        let mut one = house.moderator("bretagne@x.example", bretagne).await;
        let mut pilot = house.moderator("pilote@x.example", national).await;
        let refused = [("faire", "decider"), ("decision", "refused"), ("reason", "Illisible.")];
        assert_eq!(one.send(&waiting(&house, "evidence").await.unwrap(), &refused).await.status, 303);
        let merge = "mutation($k: ID!, $a: ID!) { mergeOrganizations(kept: $k, absorbed: $a, reason: \"Doublon\") }";
        let made = pilot.graphql(merge, json!({ "k": kept, "a": gone })).await.json();
        let merged = made["data"]["mergeOrganizations"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        let path = format!("/espace/organisations/{kept}/garanties/{held}");
        assert_eq!(bruno.send(&path, &[("faire", "contester"), ("note", "Il se lit.")]).await.status, 303);
        let again = bruno.send_file(&path, &[("faire", "envoyer")], ("file", "b.pdf", b"%PDF-1.7 mieux")).await;
        assert_eq!(again.status, 303, "{}", again.text);
        let appeal = waiting(&house, "appeal").await.unwrap();
        let restore = [("faire", "decider"), ("decision", "restored")];
        let own = one.send(&appeal, &restore).await;
        assert!(own.status == 422 && own.text.contains("votre décision"), "{} {}", own.status, own.text);

        let undone = pilot.graphql("mutation($i: ID!) { undoMerge(id: $i) }", json!({ "i": merged })).await;
        assert_eq!(undone.json()["data"]["undoMerge"], true, "{}", undone.text);
        let gone: Uuid = gone.parse().unwrap();
        let files = file::Entity::find().all(&house.app.db).await.unwrap();
        assert!(files.len() == 2 && files.iter().all(|one| one.organization == gone), "{files:?}");
        let cases = case::Entity::find().all(&house.app.db).await.unwrap();
        assert!(cases.len() >= 2 && cases.iter().all(|one| one.organization == Some(gone)), "{cases:?}");
        for one in &files {
            assert_eq!(bruno.get(&format!("/fichiers/{}", one.id)).await.status, 200, "{}", one.name);
        }
        let own = one.send(&appeal, &restore).await;
        assert!(own.status == 422 && own.text.contains("votre décision"), "{} {}", own.status, own.text);
        assert_eq!(pilot.send(&appeal, &restore).await.status, 303);
        let found = guarantee::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        assert_eq!(found.state, State::UnderReview, "it is what it was before it was refused");
    }
}

story! {
    async fn what_was_lent_comes_back_after_there_is_less_and_there_is_never_less_than_is_held(house) {
        let (mut bruno, scop, _, association) = two(&house).await;
        let now = house.app.clock.now();
        let chairs = house.offers(Resource { units: 3, updated_at: now, ..resource("Chaises", &scop) }).await;
        let by: Uuid = association.parse().unwrap();
        let week = now - Duration::days(7);
        for _ in 0..2 {
            house.booked(chairs, by, (week, week + Duration::hours(4))).await;
        }
        let over = booking::Entity::find().all(&house.app.db).await.unwrap()[0].id;
        booking::Entity::update_many().set(booking::ActiveModel { handed_over_at: Set(Some(week)), ..Default::default() }).exec(&house.app.db).await.unwrap();
        let less = async |units: i32| {
            thing::Entity::update_many()
                .set(thing::ActiveModel { units: Set(units), updated_at: Set(now), ..Default::default() })
                .exec(&house.app.db)
                .await
        };
        less(1).await.unwrap();
        let back = bruno.send(&format!("/espace/reservations/{over}"), &[("faire", "rendre"), ("note", "Propres")]).await;
        assert_eq!(back.status, 303, "{}", back.text);
        let row = booking::Entity::find_by_id(over).one(&house.app.db).await.unwrap().unwrap();
        assert!(row.handed_back_at.is_some() && row.handover_note == "Propres");

        less(3).await.unwrap();
        for (from, until) in [(1, 4), (3, 6)] {
            house.booked(chairs, by, (now + Duration::hours(from), now + Duration::hours(until))).await;
        }
        house.booked(chairs, by, (now + Duration::hours(6), now + Duration::hours(9))).await;
        let refused = less(1).await.unwrap_err();
        assert!(refused.to_string().contains("bookings_capacity"), "{refused}");
        less(2).await.unwrap();
    }
}

story! {
    async fn a_booking_that_moves_writes_nothing_of_a_person_back(house) {
        let (mut bruno, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let soon = house.app.clock.now().duration_trunc(Duration::hours(1)).unwrap();
        for (hours, act) in [(2, "decommander"), (1, "remettre")] {
            let mut input = wanted(&association, soon + Duration::hours(hours), 1);
            input["purpose"] = "Mon anniversaire".into();
            let one = book(&mut amina, room, input).await.unwrap()["id"].as_str().unwrap().to_owned();
            let tx = db::begin(&house.app.db).await.unwrap();
            let erased = booking::ActiveModel { booked_by: Set(None), purpose: Set(String::new()), ..Default::default() };
            booking::Entity::update_many().set(erased).exec(&tx).await.unwrap();
            let path = format!("/espace/reservations/{one}");
            let fields = [("faire", act), ("reason", "Fuite"), ("note", "Propre")];
            let (done, ()) = tokio::join!(bruno.send(&path, &fields), async {
                tokio::time::sleep(Pause::from_millis(500)).await;
                tx.commit().await.unwrap();
            });
            assert_eq!(done.status, 303, "{act}: {}", done.text);
            let row = booking::Entity::find_by_id(one.parse::<Uuid>().unwrap()).one(&house.app.db).await.unwrap().unwrap();
            assert!(row.booked_by.is_none() && row.purpose.is_empty() && row.version == 2, "{act}: {row:?}");
        }
    }
}

story! {
    async fn a_loop_of_bookings_is_stopped_and_what_was_typed_is_kept(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let counted = async || {
            let rows = throttle::Entity::find().filter(throttle::Column::Key.eq(own_key(&house).await)).all(&house.app.db).await.unwrap();
            rows.first().map_or(0, |row| row.count)
        };
        let mut series = wanted(&association, at(&house, 9, 10), 1);
        series["repeat"] = json!({ "rhythm": "DAILY", "times": 50 });
        let booked = book(&mut amina, room, series.clone()).await.unwrap();
        assert_eq!(counted().await, 1, "what comes back is one act");
        book(&mut amina, room, series).await.unwrap_err();
        assert_eq!(counted().await, 1, "what isn’t free tells nobody");
        ask(&mut amina, CANCEL, json!({ "id": booked["id"] })).await.unwrap();
        let other = book(&mut amina, room, wanted(&association, at(&house, 70, 9), 1)).await.unwrap();
        assert_eq!(counted().await, 3);
        let many = throttle::ActiveModel { count: Set(100), ..Default::default() };
        throttle::Entity::update_many().set(many).exec(&house.app.db).await.unwrap();
        let rows = booking::Entity::find().count(&house.app.db).await.unwrap();
        let day = at(&house, 5, 9).date_naive().to_string();
        let page = format!("/mutualisation/{room}/reserver");
        let fields = [("faire", "reserver"), ("organization", association.as_str()), ("day", &day), ("startTime", "14:00"), ("endTime", "16:00"), ("purpose", "Atelier gardé")];
        let refused = amina.send(&page, &fields).await;
        assert!(refused.status == 429 && refused.text.contains("Atelier gardé"), "{} {}", refused.status, refused.text);
        assert!(refused.header("retry-after").parse::<u64>().unwrap() <= 3_600);
        assert_eq!(booking::Entity::find().count(&house.app.db).await.unwrap(), rows, "nothing was booked");
        assert_eq!(amina.graphql(CANCEL, json!({ "id": other["id"] })).await.code(), "RATE_LIMITED");
        house.app.clock.advance(Duration::minutes(61));
        assert_eq!(amina.send(&page, &fields).await.status, 303, "an hour later it goes on");
    }
}

async fn own_key(house: &House) -> String {
    let account = schema::accounts::account::Entity::find()
        .filter(schema::accounts::account::Column::EmailKey.eq(super::bookings::AMINA))
        .one(&house.app.db)
        .await
        .unwrap()
        .unwrap();
    backend::base::throttle::key("bookings", &account.id.to_string())
}

story! {
    async fn offers_are_paced_too(house) {
        let mut bruno = house.member("bruno@scop.example").await;
        let org = bruno.opens("La Belle Planche", "73282932000074").await;
        let path = format!("/espace/organisations/{org}/mutualisation/nouvelle");
        let room = [("faire", "partager"), ("direction", "offer"), ("kind", "premises"), ("name", "Salle gardée"), ("postCode", "35000"), ("city", "Rennes")];
        assert_eq!(bruno.send(&path, &room).await.status, 303);
        let many = throttle::ActiveModel { count: Set(100), ..Default::default() };
        throttle::Entity::update_many().set(many).exec(&house.app.db).await.unwrap();
        let refused = bruno.send(&path, &room).await;
        assert!(refused.status == 429 && refused.text.contains("value=\"Salle gardée\""), "{} {}", refused.status, refused.text);
        assert_eq!(thing::Entity::find().count(&house.app.db).await.unwrap(), 1);
    }
}

story! {
    async fn no_order_tells_where_something_hidden_is(house) {
        let (_, scop, _, association) = two(&house).await;
        let in_rennes = |one: Resource| Resource {
            commune: Some("commune:35238".to_owned()), departement: Some("departement:35".to_owned()), ..one
        };
        let at_point = |one: Resource, (latitude, longitude): (f64, f64)| Resource { latitude: Some(latitude), longitude: Some(longitude), ..one };
        let asked = in_rennes(Resource { direction: "request".to_owned(), exact: true, ..resource("Cherche", &association) });
        let asked = house.offers(at_point(asked, (48.15, -1.70))).await;
        // Beside the request, and at the other end of the country.
        let points = [(48.15, -1.70), (43.30, 5.37)];
        let mut hidden = Vec::new();
        for (place, point) in points.into_iter().enumerate() {
            hidden.push(house.offers(at_point(in_rennes(resource(&format!("Lieu {place}"), &scop)), point)).await);
        }
        let shown = at_point(in_rennes(Resource { exact: true, ..resource("Visible", &scop) }), (48.151, -1.70));
        let shown = house.offers(shown).await;
        let order = async || -> Vec<Uuid> {
            let (db, reference) = (&house.app.db, house.app.reference.get());
            let one = sharing::any_by_id(db, asked).await.unwrap();
            let found = sharing::matches(db, &reference, &one, house.app.clock.today(), 8).await.unwrap();
            found.into_iter().map(|(one, _)| one.id).collect()
        };
        let before = order().await;
        assert_eq!(before, [shown, hidden[0], hidden[1]], "what is shown nearer comes first, what is hidden in no order of places");
        for (id, (latitude, longitude)) in hidden.iter().zip(points.into_iter().rev()) {
            let moved = thing::ActiveModel { latitude: Set(Some(latitude)), longitude: Set(Some(longitude)), ..Default::default() };
            thing::Entity::update_many().set(moved).filter(thing::Column::Id.eq(*id)).exec(&house.app.db).await.unwrap();
        }
        assert_eq!(order().await, before, "wherever they are");
    }
}

story! {
    async fn a_full_calendar_keeps_what_is_nearest(house) {
        let (mut bruno, scop, _, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let by: Uuid = association.parse().unwrap();
        let (today, yesterday) = (house.app.clock.now() + Duration::hours(1), house.app.clock.now() - Duration::days(1));
        house.booked(room, by, (yesterday, yesterday + Duration::hours(1))).await;
        house.booked(room, by, (today, today + Duration::hours(1))).await;
        let one = booking::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        let rows: Vec<_> = (0..2_000)
            .map(|n| {
                let from = today + Duration::days(400) + Duration::minutes(n);
                let until = from + Duration::hours(1);
                booking::Model {
                    id: Uuid::now_v7(), starts_at: from, ends_at: until, busy_from: from, busy_until: until, state: "requested".to_owned(), holds: false,
                    ..one.clone()
                }
                .into_active_model()
            })
            .collect();
        for some in rows.chunks(500) {
            booking::Entity::insert_many(some.to_vec()).exec_without_returning(&house.app.db).await.unwrap();
        }
        let made = bruno.send("/espace/reservations/calendriers", &[("faire", "abonner"), ("calendar", &format!("resource:{room}"))]).await;
        let address = made.text.split("/calendar/").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let read = async || house.get(&format!("/calendar/{address}")).await.text;
        let starts = |text: &str, at: chrono::DateTime<chrono::Utc>| text.contains(&format!("DTSTART:{}", at.format("%Y%m%dT%H%M%SZ")));
        let text = read().await;
        assert!(starts(&text, today) && text.matches("BEGIN:VEVENT").count() == 2_000, "today isn’t dropped for what is far");
        assert!(!starts(&text, yesterday), "what is over gives way");
        booking::Entity::delete_many().filter(booking::Column::StartsAt.gt(today + Duration::days(400))).exec(&house.app.db).await.unwrap();
        assert!(starts(&read().await, yesterday), "where there is room it stays");
    }
}

story! {
    async fn what_is_booked_along_is_had_on_its_own_conditions(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(resource("Salle", &scop)).await;
        let along = |extra: Uuid| {
            let mut input = wanted(&association, at(&house, 4, 11), 1);
            input["extras"] = json!([{ "resource": extra }]);
            input
        };
        for kept in [
            Resource { audience: "ess".to_owned(), ..resource("Écran", &scop) },
            Resource { audience: "networks".to_owned(), ..resource("Micro", &scop) },
            Resource { booking_mode: "none".to_owned(), ..resource("Piano", &scop) },
        ] {
            let name = kept.name.clone();
            let extra = house.offers(kept).await;
            house.offers_along(room, extra).await;
            let refused = book(&mut amina, room, along(extra)).await.unwrap_err();
            let field = &refused["extensions"]["fields"][0];
            assert!(field["path"] == "extras" && field["message"].as_str().unwrap().contains(&name), "{refused}");
        }
        assert_eq!(booking::Entity::find().count(&house.app.db).await.unwrap(), 0);
        let asked = house.offers(Resource { booking_mode: "on_request".to_owned(), answer_hours: 12, ..resource("Four", &scop) }).await;
        house.offers_along(room, asked).await;
        assert_eq!(book(&mut amina, room, along(asked)).await.unwrap()["state"], "REQUESTED", "one of them is asked for: so are both");
        let rows = booking::Entity::find().all(&house.app.db).await.unwrap();
        assert!(rows.len() == 2 && rows[0].answer_by.is_some() && rows[0].answer_by == rows[1].answer_by, "{rows:?}");
    }
}

story! {
    async fn calendars_and_decisions_read_as_little_for_many_as_for_one(house) {
        let mut bruno = house.member("bruno@scop.example").await;
        let page = "/espace/reservations/calendriers";
        let mut counts = Vec::new();
        for n in 0..3 {
            let org = bruno.opens(&format!("Atelier {n}"), &siret(72_000 + n)).await;
            house.offers(resource(&format!("Salle {n}"), &org)).await;
            let (count, shown) = house.statements_while(bruno.get(page)).await;
            assert!(shown.text.contains(&format!("Salle {n}")), "{}", shown.text);
            counts.push(count);
        }
        assert_eq!(counts[0], counts[2], "{counts:?}");

        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut amina = house.member("amina@ville.example").await;
        for n in 0..3 {
            let slug = named(&house, &format!("Atelier {n}")).await.slug;
            let wrong = [("faire", "signaler"), ("note", "Ce numéro ne répond plus.")];
            assert_eq!(amina.send(&format!("/fournisseurs/{slug}/signaler"), &wrong).await.status, 303);
        }
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let cases: Vec<String> = case::Entity::find().all(&house.app.db).await.unwrap().iter().map(|one| one.id.to_string()).collect();
        let mut counts = Vec::new();
        for few in [&cases[..1], &cases[..]] {
            // Without its reason all is read, nothing is written.
            let mut fields = vec![("faire", "refuser"), ("reason", " ")];
            fields.extend(few.iter().map(|id| ("cases", id.as_str())));
            let (count, refused) = house.statements_while(maud.send("/moderation?type=error", &fields)).await;
            assert_eq!(refused.status, 422, "{}", refused.text);
            counts.push(count);
        }
        assert_eq!(counts[0], counts[1], "{counts:?}");
        let fields = [("faire", "accepter"), ("cases", cases[0].as_str()), ("cases", &Uuid::now_v7().to_string())];
        assert_eq!(maud.send("/moderation?type=error", &fields).await.status, 404);
    }
}
