//! Letters hold all that their reader needs, and nothing twice.

use backend::sharing::Resource;
use bdis_tests::*;
use chrono::Duration;
use serde_json::json;

use super::alerts::{BRUNO, alerts_to, bread, watch};
use super::bookings::{AMINA, book, requested, two, wanted, with};

fn placed(resource: Resource, address: &str, access: &str) -> Resource {
    Resource {
        address: Some(address.to_owned()),
        post_code: Some("35000".to_owned()),
        city: Some("Rennes".to_owned()),
        access: access.to_owned(),
        handover: "Clé au bar".to_owned(),
        ..resource
    }
}

story! {
    async fn whoever_has_a_booking_is_written_how_to_get_to_all_of_it(house) {
        let (_, scop, mut amina, association) = two(&house).await;
        let room = house.offers(placed(resource("Salle", &scop), "3 quai Secret", "Porte verte, au fond de la cour")).await;
        let screen = house.offers(placed(resource("Écran", &scop), "8 rue du Dépôt", "Sonner à l’accueil")).await;
        house.offers_along(room, screen).await;
        let from = at(&house, 5, 9);
        let both = with(wanted(&association, from, 2), json!({ "extras": [{ "resource": screen }] }));
        let one = book(&mut amina, room, both).await.unwrap();
        house.drain().await;
        let letter = house.mail.to(AMINA).into_iter().rfind(|letter| letter.subject.contains("est réservé")).unwrap().text;
        for said in [
            "Lieu\u{A0}: 3 quai Secret, 35000 Rennes",
            "Accès\u{A0}: Porte verte, au fond de la cour",
            "Remise\u{A0}: Clé au bar",
            "Lieu de «\u{202F}Écran\u{202F}»\u{A0}: 8 rue du Dépôt, 35000 Rennes",
            "Accès à «\u{202F}Écran\u{202F}»\u{A0}: Sonner à l’accueil",
        ] {
            assert!(letter.contains(said), "{said}: {letter}");
        }
        assert!(!letter.contains("Remise de"), "what is the same isn't said twice: {letter}");
        let page = format!("/espace/reservations/{}", one["id"].as_str().unwrap());
        let seen = amina.get(&page).await.text;
        assert!(seen.contains("<dt>Accès</dt>") && seen.contains("Porte verte, au fond de la cour"), "{seen}");
        let hidden = house.offers(requested(placed(resource("Serre", &scop), "5 allée Cachée", "Par le bois"))).await;
        let asked = book(&mut amina, hidden, wanted(&association, from, 2)).await.unwrap();
        let seen = amina.get(&format!("/espace/reservations/{}", asked["id"].as_str().unwrap())).await.text;
        assert!(!seen.contains("Cachée") && !seen.contains("Par le bois"), "not before it is accepted: {seen}");
    }
}

story! {
    async fn an_alert_that_nobody_named_is_named_once_in_its_letter(house) {
        let mut amina = house.member(AMINA).await;
        let mut bruno = house.member(BRUNO).await;
        watch(&mut amina, "SUPPLIERS", "Ille-et-Vilaine", "territoire=departement:35", "AT_ONCE").await;
        watch(&mut bruno, "SUPPLIERS", "Pain d’ici", "territoire=departement:35", "AT_ONCE").await;
        house.open_to(vec![bread("Le Pain")]).await;
        let letter = alerts_to(&house, AMINA).remove(0);
        assert_eq!(letter.text.matches("Ille-et-Vilaine").count(), 1, "{}", letter.text);
        assert!(letter.text.contains("Le Pain, Rennes (35)") && !letter.html.contains("<h2>"), "{}", letter.html);
        let letter = alerts_to(&house, BRUNO).remove(0);
        assert!(letter.text.contains("\nPain d’ici\n") && letter.html.contains("<h2>Pain d’ici</h2>"), "{}", letter.text);
        // Of several things the letter begins otherwise: each alert has its heading.
        house.app.clock.advance(Duration::minutes(11));
        house.open_to(vec![bread("Le Fournil"), bread("La Mie")]).await;
        let letter = alerts_to(&house, AMINA).remove(1);
        assert!(letter.html.contains("<h2>Ille-et-Vilaine</h2>"), "{}", letter.html);
    }
}
