//! Moderators and what reaches them: cases handed back, claims that cross, and messages.

use bdis_tests::*;
use schema::networks::case;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::moderation_rules::{named, sent, waiting};

const BRUNO: &str = "bruno@scop.example";

story! {
    async fn a_case_taken_up_by_mistake_is_handed_back_to_colleagues(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        sent(&mut bruno).await;
        let mut one = house.moderator("un@x.example", bretagne).await;
        let mut other = house.moderator("deux@x.example", bretagne).await;
        let path = waiting(&house, "evidence").await.unwrap();
        let (hold, release) = ([("faire", "prendre-en-charge")], [("faire", "rendre-dossier")]);
        assert!(!one.get(&path).await.text.contains("value=\"rendre-dossier\""));
        assert_eq!(one.send(&path, &hold).await.status, 303);
        assert!(one.get(&path).await.text.contains("value=\"rendre-dossier\""));
        let theirs = other.send(&path, &release).await;
        assert!(theirs.status == 422 && theirs.text.contains("Vous n’avez pas pris ce dossier en charge"), "{}", theirs.text);
        assert_eq!(other.send(&path, &hold).await.status, 422, "it is still held");
        let done = one.send(&path, &release).await;
        assert_eq!(done.status, 303, "{}", done.text);
        assert!(one.get(done.header("location")).await.text.contains("Le dossier est rendu"));
        assert_eq!(other.send(&path, &hold).await.status, 303, "at once");
        let id = path.rsplit('/').next().unwrap();
        let by_graphql = "mutation($id: ID!) { releaseCase(id: $id) }";
        assert_eq!(one.graphql(by_graphql, json!({ "id": id })).await.code(), "INVALID");
        assert_eq!(other.graphql(by_graphql, json!({ "id": id })).await.json()["data"]["releaseCase"], true);
        assert_eq!(one.send(&path, &hold).await.status, 303);
    }
}

story! {
    async fn a_reason_typed_while_a_colleague_took_the_case_up_is_still_there(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        sent(&mut bruno).await;
        let mut one = house.moderator("un@x.example", bretagne).await;
        let mut other = house.moderator("deux@x.example", bretagne).await;
        let path = waiting(&house, "evidence").await.unwrap();
        assert_eq!(other.send(&path, &[("faire", "prendre-en-charge")]).await.status, 303);
        let typed = [("faire", "decider"), ("decision", "refused"), ("reason", "Le cachet <manque> en page 3.")];
        let late = one.send(&path, &typed).await;
        assert!(late.status == 422 && late.text.contains("Ce que vous aviez écrit"), "{}", late.text);
        assert!(late.text.contains("Le cachet &#60;manque&#62; en page 3."), "{}", late.text);
    }
}

/// The open claims, the oldest first.
async fn claims(house: &House) -> Vec<String> {
    let open =
        case::Entity::find().filter(case::Column::State.eq("open")).filter(case::Column::Kind.eq("claim"));
    let open = open.order_by_asc(case::Column::Id).all(&house.app.db).await.unwrap();
    open.into_iter().map(|one| one.id.to_string()).collect()
}

story! {
    async fn of_two_claims_accepted_at_the_same_instant_the_second_says_who_is_there(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        house.open_to(vec![supplier("Le Pain Levé").at("35238", "35", (48.11, -1.68))]).await;
        let page = named(&house, "Le Pain Levé").await.id;
        let (mut eve, mut zoe) = (house.member("eve@x.example").await, house.member("zoe@x.example").await);
        let mut one = house.moderator("un@x.example", bretagne).await;
        let mut other = house.moderator("deux@x.example", bretagne).await;
        let claim = "mutation($id: ID!) { claimOrganization(organization: $id, note: \"Je la dirige.\") }";
        for person in [&mut eve, &mut zoe] {
            assert_eq!(person.graphql(claim, json!({ "id": page })).await.json()["data"]["claimOrganization"], true);
        }
        let cases = claims(&house).await;
        let paths = [format!("/moderation/{}", cases[0]), format!("/moderation/{}", cases[1])];
        for (moderator, path) in [(&mut one, &paths[0]), (&mut other, &paths[1])] {
            let read = moderator.get(path).await.text;
            assert!(read.contains("Personne ne gère cette page") && read.contains("name=\"owners\" value=\"\""), "{read}");
        }
        let both = [("faire", "accepter"), ("cases", cases[0].as_str()), ("cases", cases[1].as_str())];
        let together = one.send("/moderation?type=claim", &both).await;
        assert!(together.status == 422 && together.text.contains("concernent la même page"), "{}", together.text);
        let accept = [("faire", "accepter"), ("owners", "")];
        let (first, second) = tokio::join!(one.send(&paths[0], &accept), other.send(&paths[1], &accept));
        let said = match (first.status, second.status) {
            (303, 422) => second,
            (422, 303) => first,
            both => panic!("{both:?}: {} {}", first.text, second.text),
        };
        assert!(said.text.contains("gère maintenant la page de Le Pain Levé"), "{}", said.text);
        let owners = async || backend::organizations::at_least(&house.app.db, page, backend::rights::Role::Owner).await.unwrap().len();
        assert_eq!((claims(&house).await.len(), owners().await), (1, 1));
        let left = claims(&house).await.remove(0);
        let decide = "mutation($id: ID!, $despite: Boolean) { decideCase(id: $id, accept: true, despiteOwners: $despite) }";
        let unknowing = one.graphql(decide, json!({ "id": left, "despite": false })).await;
        assert_eq!(unknowing.code(), "CONFLICT", "{}", unknowing.text);
        // The form that says so was read with the new owner: sent again, it is meant.
        let seen = said.text.split("name=\"owners\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(seen.len(), 36, "{seen}");
        let knowing = other.send(&format!("/moderation/{left}"), &[("faire", "accepter"), ("owners", &seen)]).await;
        assert_eq!(knowing.status, 303, "{}", knowing.text);
        assert_eq!((claims(&house).await.len(), owners().await), (0, 2));
    }
}

story! {
    async fn an_attachment_is_refused_in_words_and_nothing_is_sent(house) {
        let mut bruno = house.member(BRUNO).await;
        bruno.opens("La Belle Planche", "73282932000074").await;
        let mut amina = house.member("amina@rennes.example").await;
        let contact = "/fournisseurs/la-belle-planche-rennes/contacter";
        let document = ("piece", "devis.pdf", b"%PDF-1.7 devis".as_slice());
        let words = [("faire", "ecrire"), ("subject", "Quarante tables"), ("text", "Voici le devis.")];
        let refused = amina.send_file(contact, &words, document).await;
        assert!(refused.status == 422 && refused.text.contains("Les messages ne portent pas de pièce jointe"), "{}", refused.text);
        assert!(refused.text.contains("Voici le devis."), "what was typed stays: {}", refused.text);
        assert!(!amina.get("/espace/messages").await.text.contains("Quarante tables"));
        let sent = amina.send(contact, &words).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let thread = sent.header("location").split('?').next().unwrap().to_owned();
        let reply = [("faire", "repondre"), ("text", "Notre offre.")];
        assert_eq!(bruno.send_file(&thread, &reply, document).await.status, 422);
        assert!(!amina.get(&thread).await.text.contains("Notre offre."));
    }
}

story! {
    async fn pages_and_machines_are_told_the_same_time_to_wait(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", "73282932000074").await;
        let mut amina = house.member("amina@rennes.example").await;
        let write = "mutation($id: ID!) { contactSupplier(organization: $id, subject: \"Tables\", text: \"Quarante.\") }";
        for _ in 0..20 {
            let sent = amina.graphql(write, json!({ "id": id })).await.json();
            assert!(sent.get("errors").is_none(), "{sent}");
        }
        let many = amina.graphql(write, json!({ "id": id })).await;
        assert!(many.code() == "RATE_LIMITED" && many.text.contains("Try again in 24 h."), "{}", many.text);
        let contact = "/en/fournisseurs/la-belle-planche-rennes/contacter";
        let page = amina.send(contact, &[("faire", "ecrire"), ("subject", "x"), ("text", "x")]).await;
        assert!(page.status == 429 && page.text.contains("Try again in 24 h."), "{}", page.text);
    }
}
