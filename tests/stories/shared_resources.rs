//! What organisations offer each other and look for: the thing itself, its hours, its conditions, its place.

use backend::sharing::{self, Booking};
use bdis_tests::*;
use chrono::{DateTime, Duration, Utc};
use schema::sharing::{booking, ledger_entry, resource};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

const BRUNO: &str = "bruno@scop.example";
const AMINA: &str = "amina@ville.example";
const SIRET: &str = "73282932000074";
const OTHER: &str = "44306184100047";

/// Few fields are enough.
const ROOM: [(&str, &str); 6] = [
    ("faire", "partager"),
    ("direction", "offer"),
    ("kind", "premises"),
    ("name", "Salle des Tanneurs"),
    ("postCode", "35000"),
    ("city", "Rennes"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    kept.chain(more).copied().collect()
}

/// The address of a new offer or request on its organisation's desk, and its id.
async fn shares(someone: &mut Person<'_>, organization: &str, fields: &[(&str, &str)]) -> (String, Uuid) {
    let path = format!("/espace/organisations/{organization}/mutualisation/nouvelle");
    let made = someone.send(&path, fields).await;
    let to = made.header("location").to_owned();
    let done = ["?fait=shared", "?fait=shared-over", "?fait=request-watched"];
    assert!(done.iter().any(|done| to.ends_with(done)), "{to} {}", made.text);
    let own = to.split('?').next().unwrap().to_owned();
    let id = own.rsplit('/').next().unwrap().parse().unwrap();
    (own, id)
}

async fn booked(house: &House, of: Uuid, by: &str, from: DateTime<Utc>, units: i32, state: &str) -> Booking {
    let (now, until) = (house.app.clock.now(), from + Duration::hours(2));
    let row = Booking {
        id: Uuid::now_v7(),
        resource: of,
        organization: by.parse().unwrap(),
        booked_by: None,
        series: None,
        bundle: None,
        starts_at: from,
        ends_at: until,
        busy_from: from,
        busy_until: until,
        units,
        state: state.to_owned(),
        holds: state == "accepted",
        purpose: String::new(),
        answer_by: None,
        counter_starts_at: None,
        counter_ends_at: None,
        reason: None,
        owed_cents: None,
        owed_currency: None,
        handed_over_at: None,
        handed_back_at: None,
        handover_note: String::new(),
        created_at: now,
        updated_at: now,
        version: 1,
        people: None,
        told_given_at: None,
    };
    row.into_active_model().insert(&house.app.db).await.unwrap()
}

const PLACE: &str = "query($id: ID!) { sharedResource(id: $id) { name address postCode access point { latitude longitude } commune { code } } }";

story! {
    async fn few_fields_are_enough_and_everyone_sees_the_page(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let more = [("priceKind", "price"), ("price", "12,50"), ("bookingMode", "at_once"), ("monday", "9h-12h, 14h-18h30")];
        let (own, id) = shares(&mut bruno, &org, &with(&ROOM, &more)).await;
        let page = house.get(&format!("/mutualisation/{id}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        for said in ["Salle des Tanneurs", "La Belle Planche", "12,50\u{A0}€ par heure", "lundi", "18\u{A0}h\u{A0}30", "Premier créneau libre", "/reserver", "\"@type\":\"Offer\""] {
            assert!(page.text.contains(said), "{said}: {}", page.text);
        }
        assert!(house.get(&format!("/en/mutualisation/{id}")).await.text.contains("per hour"));
        assert!(house.get("/fournisseurs/la-belle-planche-rennes").await.text.contains("Salle des Tanneurs"));
        assert!(house.get("/sitemaps/mutualisation-1.xml").await.text.contains(&id.to_string()));
        assert!(bruno.get(&own).await.text.contains("9h-12h, 14h-18h30"));
        assert_eq!(house.get("/mutualisation/rien").await.status, 404);
        let list = bruno.get(&format!("/espace/organisations/{org}/mutualisation")).await;
        assert!(list.text.contains("Salle des Tanneurs") && list.text.contains("visible"), "{}", list.text);
    }
}

story! {
    async fn a_stranger_never_learns_the_exact_place(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let hidden = [("address", "12, rue Cachée"), ("point", "48.1234, -1.6543"), ("access", "Au fond de la cour")];
        let (_, id) = shares(&mut bruno, &org, &with(&ROOM, &hidden)).await;
        let mut amina = house.member(AMINA).await;
        let hers = amina.opens("Ville amie", OTHER).await;
        let path = format!("/mutualisation/{id}");
        let asked = json!({ "id": id.to_string() });
        for text in [
            house.get(&path).await.text,
            amina.get(&path).await.text,
            house.graphql(PLACE, asked.clone()).await.text,
            amina.graphql(PLACE, asked.clone()).await.text,
        ] {
            for secret in ["Cachée", "48.1234", "1.6543", "Au fond de la cour"] {
                assert!(!text.contains(secret), "{secret}: {text}");
            }
            assert!(text.contains("Rennes") || text.contains("commune:35238"), "{text}");
        }
        assert!(bruno.get(&path).await.text.contains("rue Cachée"), "its members know it");
        let tomorrow = house.app.clock.now() + Duration::days(1);
        booked(&house, id, &hers, tomorrow, 1, "requested").await;
        assert!(!amina.get(&path).await.text.contains("Cachée"), "asking is not having");
        booked(&house, id, &hers, tomorrow, 1, "accepted").await;
        let known = amina.get(&path).await.text;
        assert!(known.contains("rue Cachée") && known.contains("Au fond"), "{known}");
        let known = amina.graphql(PLACE, asked).await.json();
        assert_eq!(known["data"]["sharedResource"]["address"], "12, rue Cachée");
        assert!(!house.get(&path).await.text.contains("Cachée"));
    }
}

story! {
    async fn hours_that_overlap_are_refused_beside_their_day(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{org}/mutualisation/nouvelle");
        let wrong = [("tuesday", "9h-12h, 11h-14h"), ("friday", "demain"), ("exceptions", "2026-12-24\nNoël fermé"), ("shortest", "9h"), ("longest", "2h")];
        let refused = bruno.send(&path, &with(&ROOM, &wrong)).await;
        assert_eq!(refused.status, 422);
        for said in ["Deux plages se recouvrent à 11h", "Écrivez par exemple 9h-12h", "Ligne 2", "La durée minimale", "9h-12h, 11h-14h", "Noël fermé</textarea>", "<details class=\"fold\" open>"] {
            assert!(refused.text.contains(said), "{said}: {}", refused.text);
        }
        for day in ["tuesday", "friday"] {
            assert!(refused.text.contains(&format!("id=\"partager-{day}-problem\"")), "{day}");
        }
        assert_eq!(resource::Entity::find().all(&house.app.db).await.unwrap().len(), 0);
    }
}

story! {
    async fn a_post_code_that_no_town_has_is_told_beside_it_and_a_wrong_town_beside_the_town(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{org}/mutualisation/nouvelle");
        let refused = bruno.send(&path, &with(&ROOM, &[("postCode", "99999")])).await;
        assert!(refused.status == 422 && refused.text.contains("id=\"partager-postCode-problem\""), "{}", refused.text);
        assert!(!refused.text.contains("id=\"partager-city-problem\""), "{}", refused.text);
        // Baulon, Goven, Guichen…
        let refused = bruno.send(&path, &with(&ROOM, &[("postCode", "35580"), ("city", "Rennes")])).await;
        assert!(refused.status == 422 && refused.text.contains("id=\"partager-city-problem\""), "{}", refused.text);
    }
}

story! {
    async fn hostile_text_stays_text_and_what_turns_it_about_is_refused(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let hostile = [("name", "<script>alert(1)</script>"), ("description", "</script><img src=x onerror=alert(1)>"), ("exchange", "=HYPERLINK(1)")];
        let (own, id) = shares(&mut bruno, &org, &with(&ROOM, &hostile)).await;
        for path in [own, format!("/mutualisation/{id}"), "/fournisseurs/la-belle-planche-rennes".to_owned()] {
            let page = bruno.get(&path).await.text;
            assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{page}");
        }
        let path = format!("/espace/organisations/{org}/mutualisation/nouvelle");
        let long = "x".repeat(10_001);
        for (field, value) in [("name", "a\u{202E}b"), ("access", "a\0b"), ("description", &long), ("units", "10001"), ("zone", "Mars/Olympus"), ("zone", "Asia/Tokyo"), ("kind", "planet"), ("price", "1e9"), ("accessibility", "wings")] {
            let refused = bruno.send(&path, &with(&with(&ROOM, &[("priceKind", "price"), ("price", "1")]), &[(field, value)])).await;
            assert_eq!(refused.status, 422, "{field} {}", refused.text);
        }
    }
}

story! {
    async fn two_who_edit_at_once_see_both_versions(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let (own, id) = shares(&mut bruno, &org, &ROOM).await;
        let edit = with(&ROOM, &[("faire", "ressource"), ("version", "1"), ("priceKind", "free")]);
        assert_eq!(bruno.send(&own, &with(&edit, &[("description", "Grande et claire.")])).await.status, 303);
        let late = bruno.send(&own, &with(&edit, &[("description", "Petite et sombre.")])).await;
        assert_eq!(late.status, 422);
        assert!(late.text.contains("Petite et sombre.</textarea>") && late.text.contains("Grande et claire."), "{}", late.text);
        assert!(late.text.contains("name=\"version\" value=\"2\""), "the next save is meant");
        let query = "mutation($id: ID!) { updateSharedResource(id: $id, version: 1, input: { direction: OFFER, kind: PREMISES, name: \"X\" }) { name } }";
        assert_eq!(bruno.graphql(query, json!({ "id": id.to_string() })).await.code(), "CONFLICT");
    }
}

story! {
    async fn an_offer_with_bookings_to_come_is_not_archived(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let (own, id) = shares(&mut bruno, &org, &ROOM).await;
        let path = format!("/mutualisation/{id}");
        let (past, to_come) = (house.app.clock.now() - Duration::days(3), house.app.clock.now() + Duration::days(3));
        booked(&house, id, &org, past, 1, "accepted").await;
        let asked = booked(&house, id, &org, to_come, 1, "requested").await;
        let refused = bruno.send(&own, &[("faire", "archiver-ressource")]).await;
        assert!(refused.status == 422 && refused.text.contains("Réservations à venir\u{A0}: 1"), "{}", refused.text);
        assert_eq!(house.get(&path).await.status, 200, "nothing came of it");
        let cancelled = booking::ActiveModel { id: Set(asked.id), state: Set("cancelled".to_owned()), ..Default::default() };
        cancelled.update(&house.app.db).await.unwrap();
        assert_eq!(bruno.send(&own, &[("faire", "archiver-ressource")]).await.status, 303);
        assert_eq!(house.get(&path).await.status, 404, "strangers find nothing");
        assert!(bruno.get(&path).await.text.contains("Cette page est retirée"));
        assert_eq!(house.ask(PLACE, json!({ "id": id.to_string() })).await["sharedResource"], Value::Null);
        assert_eq!(booking::Entity::find().all(&house.app.db).await.unwrap().len(), 2, "what was booked stays");
        assert_eq!(bruno.send(&own, &[("faire", "remettre-ressource")]).await.status, 303);
        assert_eq!(house.get(&path).await.status, 200);
    }
}

story! {
    async fn what_has_ended_says_so(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let (_, id) = shares(&mut bruno, &org, &with(&ROOM, &[("validUntil", "2020-01-01")])).await;
        let page = house.get(&format!("/mutualisation/{id}")).await.text;
        assert!(page.contains("n’est plus proposé") && page.contains("noindex") && !page.contains("/reserver"), "{page}");
        assert!(!house.get("/fournisseurs/la-belle-planche-rennes").await.text.contains("Salle des Tanneurs"));
    }
}

story! {
    async fn capacity_cannot_be_lowered_below_what_is_held(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let (own, id) = shares(&mut bruno, &org, &with(&ROOM, &[("units", "4")])).await;
        let soon = house.app.clock.now() + Duration::days(3);
        booked(&house, id, &org, soon, 2, "accepted").await;
        booked(&house, id, &org, soon + Duration::hours(1), 1, "accepted").await;
        let lower = |units: &'static str| with(&ROOM, &[("faire", "ressource"), ("version", "1"), ("units", units)]);
        let refused = bruno.send(&own, &lower("2")).await;
        assert!(refused.status == 422 && refused.text.contains("en occupent déjà 3"), "{}", refused.text);
        assert_eq!(sharing::any_by_id(&house.app.db, id).await.unwrap().units, 4);
        assert_eq!(bruno.send(&own, &lower("3")).await.status, 303);
        assert_eq!(sharing::any_by_id(&house.app.db, id).await.unwrap().units, 3);
    }
}

story! {
    async fn extras_are_of_the_same_owner(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let (own, id) = shares(&mut bruno, &org, &ROOM).await;
        let (_, projector) = shares(&mut bruno, &org, &with(&ROOM, &[("kind", "equipment"), ("name", "Projecteur")])).await;
        let mut amina = house.member(AMINA).await;
        let hers = amina.opens("Ville amie", OTHER).await;
        let (_, foreign) = shares(&mut amina, &hers, &with(&ROOM, &[("name", "Vélo de la ville")])).await;
        for other in [foreign.to_string(), id.to_string(), Uuid::now_v7().to_string(), "x".to_owned()] {
            let refused = bruno.send(&own, &[("faire", "complements"), ("extras", &other)]).await;
            assert!(refused.status == 422 && refused.text.contains("même organisation"), "{other} {}", refused.text);
        }
        let path = format!("/mutualisation/{id}");
        assert_eq!(bruno.send(&own, &[("faire", "complements"), ("extras", &projector.to_string())]).await.status, 303);
        assert!(house.get(&path).await.text.contains("Projecteur"));
        assert_eq!(amina.send(&own, &[("faire", "complements")]).await.status, 404);
        assert_eq!(bruno.send(&own, &[("faire", "complements")]).await.status, 303, "none any more");
        assert!(!house.get(&path).await.text.contains("Projecteur"));
    }
}

story! {
    async fn a_request_is_shown_the_offers_that_answer_it(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let (_, offer) = shares(&mut bruno, &org, &with(&ROOM, &[("places", "25")])).await;
        shares(&mut bruno, &org, &with(&ROOM, &[("name", "Placard"), ("places", "2")])).await;
        let mut amina = house.member(AMINA).await;
        let hers = amina.opens("Ville amie", OTHER).await;
        let wish = [("direction", "request"), ("name", "Cherche une salle"), ("places", "20"), ("priceKind", "price"), ("price", "10")];
        let (_, request) = shares(&mut amina, &hers, &with(&ROOM, &wish)).await;
        let page = house.get(&format!("/mutualisation/{request}")).await.text;
        let watched = amina.graphql("{ viewer { alerts { name kind pace } } }", json!({})).await.json();
        let alert = json!([{ "name": "Cherche une salle", "kind": "RESOURCES", "pace": "AT_ONCE" }]);
        assert_eq!(watched["data"]["viewer"]["alerts"], alert, "whoever asks is told of what comes");
        for said in ["Offres qui répondent à cette demande", "Salle des Tanneurs", "même commune"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("Placard") && !page.contains("/reserver"), "{page}");
        let back = house.get(&format!("/mutualisation/{offer}")).await.text;
        assert!(back.contains("Cherche une salle") && back.contains("25 places"), "{back}");
    }
}

story! {
    async fn only_its_writers_write_it_and_its_photos_go_out_of_sight_with_it(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let (own, id) = shares(&mut bruno, &org, &ROOM).await;
        let mut amina = house.member(AMINA).await;
        assert_eq!(amina.get(&own).await.status, 404);
        assert_eq!(amina.send(&own, &with(&ROOM, &[("faire", "ressource"), ("version", "1")])).await.status, 404);
        let query = "mutation($id: ID!) { archiveSharedResource(id: $id) }";
        assert_eq!(amina.graphql(query, json!({ "id": id.to_string() })).await.code(), "FORBIDDEN");
        let add = [("faire", "ajouter"), ("alt", "La salle, vue du jardin")];
        assert_eq!(bruno.send_file(&own, &add, ("picture", "x.jpg", b"<script>".as_slice())).await.status, 422);
        let png = data_encoding::BASE64.decode(b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==").unwrap();
        let sent = bruno.send_file(&own, &add, ("picture", "salle.png", &png)).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let page = house.get(&format!("/mutualisation/{id}")).await.text;
        let image = page.split("src=\"/images/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(page.contains("vue du jardin"));
        let public = house.get(&format!("/images/{image}")).await;
        assert!(public.status == 200 && public.header("cache-control").starts_with("public"));
        let others = bruno.get(&format!("/espace/organisations/{org}/images")).await.text;
        assert!(!others.contains("vue du jardin"), "those of the organisation are others: {others}");
        assert_eq!(bruno.send(&own, &[("faire", "archiver-ressource")]).await.status, 303);
        assert_eq!(house.get(&format!("/images/{image}")).await.status, 404);
        let theirs = bruno.get(&format!("/images/{image}")).await;
        assert_eq!((theirs.status, theirs.header("cache-control")), (200, "private, no-store"), "its members’ alone");
        assert_eq!(bruno.send(&own, &[("faire", "retirer"), ("id", &image)]).await.status, 303);
        assert_eq!(bruno.get(&format!("/images/{image}")).await.status, 404);
    }
}

story! {
    async fn what_two_pages_share_goes_over_and_comes_back(house) {
        let mut bruno = house.member(BRUNO).await;
        let (kept, gone) = (bruno.opens("Le Pain Levé", SIRET).await, bruno.opens("Pain Levé", OTHER).await);
        let (_, id) = shares(&mut bruno, &gone, &ROOM).await;
        let third = bruno.opens("La Caisse", "73282932000082").await;
        let db = &house.app.db;
        let entry = |creditor: &str, debtor: &str| ledger_entry::ActiveModel {
            id: Set(Uuid::now_v7()),
            creditor: Set(creditor.parse().unwrap()),
            debtor: Set(debtor.parse().unwrap()),
            booking: Set(None),
            label: Set("Salle".to_owned()),
            day: Set(house.app.clock.today()),
            currency: Set("EUR".to_owned()),
            amount_cents: Set(100),
            created_at: Set(house.app.clock.now()),
            settled_at: Set(None),
        };
        let between = entry(&gone, &kept).insert(db).await.unwrap().id;
        let owed = entry(&gone, &third).insert(db).await.unwrap().id;
        let pair = backend::organizations::Merging { kept: kept.parse().unwrap(), absorbed: gone.parse().unwrap() };
        let creditor = |id: Uuid| async move { ledger_entry::Entity::find_by_id(id).one(db).await.unwrap().unwrap().creditor };
        let moved = sharing::absorb(db, pair).await.unwrap();
        assert_eq!(sharing::any_by_id(db, id).await.unwrap().organization, pair.kept);
        assert_eq!((creditor(owed).await, creditor(between).await), (pair.kept, pair.absorbed));
        sharing::give_back(db, pair, &moved).await.unwrap();
        assert_eq!(sharing::any_by_id(db, id).await.unwrap().organization, pair.absorbed);
        assert_eq!((creditor(owed).await, creditor(between).await), (pair.absorbed, pair.absorbed));
    }
}
