//! A buyer and a supplier write to each other, and neither sees the other's address.

use bdis_tests::*;
use serde_json::json;

const AMINA: &str = "amina@rennes.example";
const BRUNO: &str = "bruno@scop.example";
const PAGE: &str = "/fournisseurs/la-belle-planche-rennes/contacter";

story! {
    async fn a_buyer_writes_and_the_answer_comes_back_without_either_s_address(house) {
        let mut bruno = house.member(BRUNO).await;
        bruno.opens("La Belle Planche", "73282932000074").await;
        let mut amina = house.member(AMINA).await;
        let empty = amina.send(PAGE, &[("faire", "ecrire"), ("subject", "Tables"), ("text", " ")]).await;
        assert!(empty.status == 422 && empty.text.contains("value=\"Tables\""), "{}", empty.text);
        let hostile = "Quarante tables ?\r\n\r\n<script>alert(1)</script>\r\nBcc: x@y.example";
        let sent = amina.send(PAGE, &[("faire", "ecrire"), ("subject", "Tables\r\nBcc: eve@x.example"), ("text", hostile)]).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let thread = sent.header("location").split('?').next().unwrap().to_owned();
        house.drain().await;
        let letter = house.mail.last(BRUNO);
        assert!(letter.subject.contains("La Belle Planche") && letter.text.contains("Quarante tables"), "{}", letter.text);
        assert!(!letter.raw.contains(AMINA) && !letter.html.contains("<script>") && letter.header("bcc").is_empty());
        assert_eq!(bruno.send(&thread, &[("faire", "repondre"), ("text", "Oui, en trois semaines.")]).await.status, 303);
        house.drain().await;
        let answer = house.mail.last(AMINA);
        assert!(answer.text.contains("Oui, en trois semaines.") && !answer.raw.contains(BRUNO), "{}", answer.text);
        assert!(amina.get(&thread).await.text.contains("Oui, en trois semaines."));
        assert!(amina.get("/espace/messages").await.text.contains("La Belle Planche"));
        let mut eve = house.member("eve@x.example").await;
        assert_eq!(eve.get(&thread).await.status, 404);
        assert_eq!(eve.send(&thread, &[("faire", "repondre"), ("text", "x")]).await.status, 404);
        // Reported, it is closed for both, and moderators have a case.
        assert_eq!(bruno.send(&thread, &[("faire", "signaler-message"), ("note", "Insistant.")]).await.status, 303);
        let closed = amina.send(&thread, &[("faire", "repondre"), ("text", "Et alors ?")]).await;
        assert!(closed.status == 422 && closed.text.contains("signalée"), "{}", closed.text);
    }
}

story! {
    async fn nobody_writes_to_a_page_that_nobody_reads_nor_to_a_hundred_at_once(house) {
        house.open_to(vec![supplier("Sans personne")]).await;
        let mut amina = house.member(AMINA).await;
        let data = house.ask("{ suppliers { nodes { id slug } } }", json!({})).await;
        let slug = data["suppliers"]["nodes"][0]["slug"].as_str().unwrap().to_owned();
        let page = format!("/fournisseurs/{slug}/contacter");
        assert!(amina.get(&page).await.text.contains("Personne ne gère encore"));
        assert_eq!(amina.send(&page, &[("faire", "ecrire"), ("subject", "x"), ("text", "x")]).await.status, 422);
        let mut bruno = house.member(BRUNO).await;
        bruno.opens("La Belle Planche", "73282932000074").await;
        for _ in 0..20 {
            assert_eq!(amina.send(PAGE, &[("faire", "ecrire"), ("subject", "x"), ("text", "x")]).await.status, 303);
        }
        let many = amina.send(PAGE, &[("faire", "ecrire"), ("subject", "x"), ("text", "gardé")]).await;
        assert!(many.status == 429 && many.text.contains("gardé"), "{}", many.status);
    }
}
