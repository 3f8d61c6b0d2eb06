//! What answers a request is what it names; and only what makes sense is asked of it, and of whoever may not book.

use backend::demo;
use backend::sharing;
use bdis_tests::*;
use uuid::Uuid;

use super::alerts::{AMINA, BRUNO, alerts_to, offer};

const SIRET: &str = "73282932000074";
const OTHER: &str = "44306184100047";

const KITCHEN: [(&str, &str); 7] = [
    ("faire", "partager"),
    ("direction", "request"),
    ("kind", "premises"),
    ("name", "Cherche cuisine le mardi à Rennes"),
    ("places", "6"),
    ("postCode", "35000"),
    ("city", "Rennes"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    kept.chain(more).copied().collect()
}

/// The address of what someone shares on its organisation's desk, and its id.
async fn shares(someone: &mut Person<'_>, organization: &str, fields: &[(&str, &str)]) -> (String, Uuid) {
    let path = format!("/espace/organisations/{organization}/mutualisation/nouvelle");
    let made = someone.send(&path, fields).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let own = made.header("location").split('?').next().unwrap().to_owned();
    let id = own.rsplit('/').next().unwrap().parse().unwrap();
    (own, id)
}

async fn page(house: &House, lang: &str, id: Uuid) -> String {
    house.get(&format!("{lang}/mutualisation/{id}")).await.text
}

story! {
    async fn who_looks_for_a_kitchen_is_told_of_a_kitchen_and_of_no_hangar(house) {
        let mut bruno = house.member(BRUNO).await;
        let owner: Uuid = bruno.opens("La Belle Planche", SIRET).await.parse().unwrap();
        let mut amina = house.member(AMINA).await;
        let hers = amina.opens("Ville amie", OTHER).await;
        let (_, request) = shares(&mut amina, &hers, &KITCHEN).await;
        house.drain().await;
        let alerts = amina.get("/espace/alertes").await.text;
        assert!(alerts.contains("Les offres qui répondent à votre demande"), "{alerts}");
        let alerts = amina.get("/en/espace/alertes").await.text;
        assert!(alerts.contains("Offers that answer your request"), "{alerts}");
        let mut hangars = Vec::new();
        for name in ["Entrepôt à palettes", "Hangar sombre à Rennes", "Local libre le mardi"] {
            hangars.push(offer(&house, owner, name, |one| one.description = "Libre chaque mardi.".to_owned()).await);
        }
        assert!(alerts_to(&house, AMINA).is_empty(), "none of them is a kitchen");
        let kitchen = offer(&house, owner, "Cuisine professionnelle partagée", |one| one.description.clear()).await;
        let small = offer(&house, owner, "Petite cuisine", |one| one.places = Some(2)).await;
        let letters = alerts_to(&house, AMINA);
        assert!(letters.len() == 1 && letters[0].text.contains(&format!("/mutualisation/{kitchen}")), "{letters:?}");
        for lang in ["", "/en"] {
            let asked = page(&house, lang, request).await;
            assert!(asked.contains(&format!("/mutualisation/{kitchen}\"")), "{asked}");
            assert!(page(&house, lang, kitchen).await.contains(&format!("/mutualisation/{request}\"")));
            for other in hangars.iter().chain([&small]) {
                assert!(!asked.contains(&other.to_string()), "{asked}");
                assert!(!page(&house, lang, *other).await.contains(&request.to_string()));
            }
        }
    }
}

story! {
    async fn the_alert_of_a_request_follows_what_it_becomes(house) {
        let mut bruno = house.member(BRUNO).await;
        let owner: Uuid = bruno.opens("La Belle Planche", SIRET).await.parse().unwrap();
        let mut amina = house.member(AMINA).await;
        let hers = amina.opens("Ville amie", OTHER).await;
        let (own, _) = shares(&mut amina, &hers, &KITCHEN).await;
        let oven = [("faire", "ressource"), ("version", "1"), ("kind", "equipment"), ("name", "Cherche un four à pain"), ("places", "")];
        let saved = amina.send(&own, &with(&KITCHEN, &oven)).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        house.drain().await;
        offer(&house, owner, "Cuisine", |one| one.description.clear()).await;
        assert!(alerts_to(&house, AMINA).is_empty(), "no longer looked for");
        offer(&house, owner, "Four à bois", |one| one.kind = "equipment".to_owned()).await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1);
        assert_eq!(amina.send(&own, &[("faire", "archiver-ressource")]).await.status, 303);
        offer(&house, owner, "Four à gaz", |one| one.kind = "equipment".to_owned()).await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1, "nothing is looked for any more");
    }
}

story! {
    async fn what_answers_what_is_the_same_both_ways_in_the_whole_demonstration(house) {
        demo::fill_demonstration(&house.app).await.unwrap();
        let (db, today, reference) = (&house.app.db, house.app.clock.today(), house.app.reference.get());
        let ids = sharing::ids_after(db, Uuid::nil(), 10_000).await.unwrap();
        let all: Vec<sharing::Resource> = sharing::any_by_ids(db, &ids).await.unwrap().into_values().collect();
        let found = sharing::matches_of(db, &reference, &all, today, usize::MAX).await.unwrap();
        let lists = |one: Uuid, other: Uuid| found[&one].iter().any(|(answer, _)| answer.id == other);
        let mut answered = 0;
        for one in &all {
            for other in &all {
                assert_eq!(lists(one.id, other.id), lists(other.id, one.id), "{} / {}", one.name, other.name);
                answered += usize::from(lists(one.id, other.id));
            }
        }
        assert!(answered > 0, "{} shared", all.len());
        for (asked, offered) in [("café", "électricité"), ("café", "papier"), ("papier", "électricité")] {
            let named = |word: &'static str, direction: &'static str| {
                all.iter().filter(move |one| one.direction == direction && one.name.contains(word))
            };
            for request in named(asked, "request") {
                assert!(named(offered, "offer").all(|offer| !lists(request.id, offer.id)), "{asked} {offered}");
            }
        }
    }
}

story! {
    async fn a_request_is_asked_and_told_nothing_that_is_of_offers(house) {
        let mut amina = house.member(AMINA).await;
        let hers = amina.opens("Ville amie", OTHER).await;
        // What a browser without our style sheet sends along counts for nothing, right or wrong.
        let along = [("bookingMode", "at_once"), ("monday", "n’importe quoi"), ("deposit", "x"), ("handover", "La clé"), ("answerHours", "x")];
        let (own, request) = shares(&mut amina, &hers, &with(&KITCHEN, &along)).await;
        let kept = sharing::any_by_id(&house.app.db, request).await.unwrap();
        assert_eq!((kept.booking_mode.as_str(), kept.handover.as_str(), kept.deposit_cents), ("none", "", None));
        for lang in ["", "/en"] {
            let form = amina.get(&format!("{lang}{own}")).await.text;
            for name in ["bookingMode", "monday", "step", "notice", "deposit", "handover", "audience", "access", "answerHours"] {
                assert!(!form.contains(&format!("name=\"{name}\"")), "{name}: {form}");
            }
            assert!(form.contains("name=\"validUntil\"") && form.contains("name=\"radiusKm\""));
            let seen = page(&house, lang, request).await;
            let unsaid = ["id=\"conditions\"", "L’adresse exacte est donnée", "The exact address comes with"];
            assert!(unsaid.iter().all(|text| !seen.contains(text)), "{seen}");
        }
        let changed = [("faire", "ressource"), ("version", "1"), ("name", "Cherche une grande cuisine")];
        assert_eq!(amina.send(&own, &with(&KITCHEN, &changed)).await.status, 303);
        let after = sharing::any_by_id(&house.app.db, request).await.unwrap();
        assert_eq!((after.opening, after.terms), (kept.opening, kept.terms), "what isn't asked stays");
        // Someone else saved meanwhile: only what was asked differs.
        let late = amina.send(&own, &with(&KITCHEN, &changed)).await;
        assert!(late.status == 422 || late.status == 409, "{}", late.status);
        assert!(!late.text.contains("9h-18h"), "{}", late.text);
    }
}

story! {
    async fn who_may_not_book_is_told_so_before(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let mut amina = house.member(AMINA).await;
        let hers = amina.opens("Ville amie", OTHER).await;
        let offered = [("direction", "offer"), ("bookingMode", "at_once"), ("name", "Cuisine"), ("monday", "0h-24h")];
        for (audience, french, english, way) in [
            ("networks", "réservée aux membres d’un réseau", "members of a network of its owner", "/fournisseurs/la-belle-planche-rennes/contacter".to_owned()),
            ("ess", "La forme juridique de la vôtre", "The legal form of yours", format!("/espace/organisations/{hers}/garanties")),
        ] {
            let (_, id) = shares(&mut bruno, &org, &with(&KITCHEN, &with(&offered, &[("audience", audience)]))).await;
            let path = format!("/mutualisation/{id}");
            for (lang, why) in [("", french), ("/en", english)] {
                let seen = amina.get(&format!("{lang}{path}")).await.text;
                assert!(seen.contains(why) && seen.contains(&way) && !seen.contains("/reserver"), "{seen}");
                let form = amina.get(&format!("{lang}{path}/reserver")).await.text;
                assert!(form.contains(why) && form.contains(&way) && !form.contains("name=\"startTime\""), "{form}");
            }
            assert!(bruno.get(&format!("{path}/reserver")).await.text.contains("name=\"startTime\""), "its own");
            let stranger = house.get(&path).await.text;
            assert!(stranger.contains("/reserver") && !stranger.contains(french), "nobody knows yet: {stranger}");
        }
    }
}

story! {
    async fn a_town_or_a_point_that_cannot_be_is_refused_beside_its_field(house) {
        let mut bruno = house.member(BRUNO).await;
        let org = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{org}/mutualisation/nouvelle");
        for (lang, wrong, said) in [
            ("", ("city", "Nullepart"), "Aucune commune de ce nom n’a le code postal 35000"),
            ("/en", ("city", "Nullepart"), "No town of that name has the post code 35000"),
            ("", ("point", "0, 0"), "km de Rennes"),
            ("/en", ("point", "0, 0"), "km from Rennes"),
        ] {
            let refused = bruno.send(&format!("{lang}{path}"), &with(&KITCHEN, &[wrong])).await;
            assert!(refused.status == 422 && refused.text.contains(said), "{said} {}", refused.text);
            assert!(refused.text.contains(wrong.1), "what was typed is kept");
        }
        for right in [("city", "RENNES CEDEX 7"), ("city", "rennes"), ("city", ""), ("point", "48.20, -1.60")] {
            shares(&mut bruno, &org, &with(&KITCHEN, &[right])).await;
        }
    }
}
