//! Refusals, suspensions and withdrawals of guarantees: each can be turned back, or is said to stand.

use bdis_tests::*;
use schema::guarantees::{State, guarantee};
use sea_orm::EntityTrait;
use serde_json::json;

use super::mends_moderation::{sent, waiting};

const BRUNO: &str = "bruno@scop.example";

async fn state(house: &House) -> State {
    guarantee::Entity::find().one(&house.app.db).await.unwrap().unwrap().state
}

/// What a moderator says of a guarantee, on its page of the moderation.
async fn decide(moderator: &mut Person<'_>, held: &str, decision: &str, more: (&str, &str)) -> Answered {
    let fields = [("faire", "decider"), ("decision", decision), more];
    moderator.send(&format!("/moderation/garanties/{held}"), &fields).await
}

story! {
    async fn an_appeal_is_turned_down_with_the_suspension_kept_and_its_holder_reads_that_it_stands(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let (id, held) = sent(&mut bruno).await;
        let path = format!("/espace/organisations/{id}/garanties/{held}");
        let mut one = house.moderator("un@x.example", bretagne).await;
        let mut other = house.moderator("deux@x.example", bretagne).await;
        let mut third = house.moderator("trois@x.example", bretagne).await;
        assert_eq!(decide(&mut one, &held, "evidence_checked", ("note", "Arrêté lu.")).await.status, 303);
        assert_eq!(decide(&mut one, &held, "suspended", ("reason", "Une plainte.")).await.status, 303);
        let contest = [("faire", "contester"), ("note", "Elle est sans suite.")];
        assert_eq!(bruno.send(&path, &contest).await.status, 303);
        let appeal = waiting(&house, "appeal").await.unwrap();
        let page = other.get(&appeal).await.text;
        for choice in ["value=\"upheld\"", "Maintenir la suspension", "value=\"restored\""] {
            assert!(page.contains(choice), "{choice}: {page}");
        }
        assert!(!page.contains("value=\"suspended\"") && !page.contains("value=\"refused\""), "only what is possible: {page}");
        for decision in ["suspended", "refused"] {
            let said = other.send(&appeal, &[("faire", "decider"), ("decision", decision), ("reason", "Non.")]).await;
            assert!(said.status == 422 && said.text.contains("elle est maintenue, ou elle est levée"), "{}", said.text);
        }
        let silent = other.send(&appeal, &[("faire", "decider"), ("decision", "upheld")]).await;
        assert_eq!(silent.status, 422, "a reason is needed");
        let upheld = [("faire", "decider"), ("decision", "upheld"), ("reason", "La plainte est instruite.")];
        assert_eq!(other.send(&appeal, &upheld).await.status, 303);
        assert_eq!(state(&house).await, State::Suspended);
        assert!(waiting(&house, "appeal").await.is_none());
        house.drain().await;
        let letter = house.mail.last(BRUNO);
        assert!(letter.subject.contains("la décision est maintenue"), "{}", letter.subject);
        assert!(letter.text.contains("La plainte est instruite.") && letter.text.contains("contester encore"), "{}", letter.text);
        let page = bruno.get(&path).await.text;
        let steps = page.split("Étapes de cette garantie").nth(1).unwrap();
        assert!(steps.contains("Contestation rejetée, la décision tient"), "{steps}");
        // Asked again, whoever decided either time leaves it to someone else.
        assert_eq!(bruno.send(&path, &contest).await.status, 303);
        for moderator in [&mut one, &mut other] {
            let own = decide(moderator, &held, "restored", ("note", "")).await;
            assert!(own.status == 422 && own.text.contains("votre décision"), "{} {}", own.status, own.text);
        }
        let review = "mutation($id: ID!, $in: GuaranteeReviewInput!) { reviewGuarantee(id: $id, input: $in) { level } }";
        for input in [json!({ "decision": "SUSPENDED", "reason": "x" }), json!({ "decision": "UPHELD" })] {
            assert_eq!(third.graphql(review, json!({ "id": held, "in": input })).await.code(), "INVALID");
        }
        let restored = third.graphql(review, json!({ "id": held, "in": { "decision": "RESTORED" } })).await;
        assert_eq!(restored.json()["data"]["reviewGuarantee"]["level"], "EVIDENCE_CHECKED", "{}", restored.text);
    }
}

story! {
    async fn a_refusal_that_is_upheld_is_no_second_refusal_and_may_be_taken_back(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let (id, held) = sent(&mut bruno).await;
        let path = format!("/espace/organisations/{id}/garanties/{held}");
        let mut one = house.moderator("un@x.example", bretagne).await;
        let mut other = house.moderator("deux@x.example", bretagne).await;
        assert_eq!(decide(&mut one, &held, "refused", ("reason", "Illisible.")).await.status, 303);
        let refused = guarantee::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        assert_eq!(bruno.send(&path, &[("faire", "contester"), ("note", "Il se lit.")]).await.status, 303);
        let page = other.get(&waiting(&house, "appeal").await.unwrap()).await.text;
        assert!(page.contains("Maintenir le refus"), "{page}");
        assert_eq!(decide(&mut other, &held, "upheld", ("reason", "Toujours illisible.")).await.status, 303);
        let upheld = guarantee::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        assert_eq!((upheld.state, upheld.updated_at), (State::Refused, refused.updated_at), "it is refused since it was");
        house.drain().await;
        let letters = house.mail.to(BRUNO);
        let refusals = letters.iter().filter(|one| one.subject.contains("justificatif refusé")).count();
        assert_eq!(refusals, 1, "nothing is refused twice");
        // Whoever upheld it may take that back for a day: the appeal waits again.
        assert_eq!(other.send(&format!("/moderation/garanties/{held}"), &[("faire", "reprendre-decision")]).await.status, 303);
        assert!(waiting(&house, "appeal").await.is_some());
        assert_eq!(state(&house).await, State::Refused);
    }
}
