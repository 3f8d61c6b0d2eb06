//! Refusals, suspensions and withdrawals of guarantees: each can be turned back, or is said to stand.

use bdis_tests::*;
use chrono::Duration;
use schema::guarantees::{State, guarantee};
use schema::networks::case;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::moderation_rules::{named, sent, waiting};

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
        let letters = house.mail.to(BRUNO);
        let letter = letters.iter().find(|one| one.subject.contains("la décision est maintenue")).expect("one says so");
        assert!(letter.text.contains("La plainte est instruite.") && letter.text.contains("contester encore"), "{}", letter.text);
        let page = bruno.get(&path).await.text;
        let (_, steps) = page.split_once("Étapes de cette garantie").unwrap();
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

story! {
    async fn a_restoration_that_is_taken_back_leaves_the_appeal_alone_to_be_decided(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let (id, held) = sent(&mut bruno).await;
        let path = format!("/espace/organisations/{id}/garanties/{held}");
        let mut one = house.moderator("un@x.example", bretagne).await;
        let mut other = house.moderator("deux@x.example", bretagne).await;
        assert_eq!(decide(&mut one, &held, "refused", ("reason", "Illisible.")).await.status, 303);
        assert_eq!(bruno.send(&path, &[("faire", "contester"), ("note", "Il se lit.")]).await.status, 303);
        assert_eq!(decide(&mut other, &held, "restored", ("note", "")).await.status, 303);
        assert!(waiting(&house, "evidence").await.is_some(), "the document waits again");
        let back = other.send(&format!("/moderation/garanties/{held}"), &[("faire", "reprendre-decision")]).await;
        assert_eq!(back.status, 303, "{}", back.text);
        assert_eq!(state(&house).await, State::Refused);
        assert!(waiting(&house, "appeal").await.is_some() && waiting(&house, "evidence").await.is_none());
    }
}

/// A guarantee of a scheme with its document: the guarantee.
async fn proven(person: &mut Person<'_>, organization: &str, scheme: &str) -> String {
    let desk = format!("/espace/organisations/{organization}/garanties");
    let fields = [("faire", "declarer"), ("scheme", scheme), ("validUntil", "2028-06-30")];
    let declared = person.send(&format!("{desk}/nouvelle"), &fields).await;
    let held = declared.header("location").rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
    let file = ("file", "a.pdf", b"%PDF-1.7 un document".as_slice());
    let sent = person.send_file(&format!("{desk}/{held}"), &[("faire", "envoyer")], file).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    held
}

/// What waits for moderators: what it is about, and its case.
async fn waits(house: &House, kind: &str) -> Vec<(String, String)> {
    let open =
        case::Entity::find().filter(case::Column::State.eq("open")).filter(case::Column::Kind.eq(kind));
    let open = open.order_by_asc(case::Column::Id).all(&house.app.db).await.unwrap();
    open.into_iter().map(|one| (one.subject.unwrap_or_default().to_string(), one.id.to_string())).collect()
}

story! {
    async fn documents_refused_together_are_taken_back_together_and_what_stays_is_named(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", "73282932000074").await;
        for scheme in ["esus", "ei", "scop"] {
            proven(&mut bruno, &id, scheme).await;
        }
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let cases = waits(&house, "evidence").await;
        let refuse = [("faire", "refuser-documents"), ("reason", "Illisible."), ("cases", cases[0].1.as_str()), ("cases", cases[1].1.as_str()), ("cases", cases[2].1.as_str())];
        let queue = "/moderation?type=evidence";
        assert_eq!(maud.send(queue, &refuse).await.status, 303);
        assert!(waits(&house, "evidence").await.is_empty());
        assert!(maud.get("/moderation").await.text.contains("La Belle Planche et 2 autres"), "one act, one row");
        let reopen = "mutation($id: ID!) { reopenCase(id: $id) }";
        let back = maud.graphql(reopen, json!({ "id": cases[1].1 })).await;
        assert_eq!(back.json()["data"]["reopenCase"], 3, "{}", back.text);
        assert_eq!(waits(&house, "evidence").await, cases);
        assert!(guarantee::Entity::find().all(&house.app.db).await.unwrap().iter().all(|one| one.state == State::UnderReview));
        // One of them is contested meanwhile: it is named, and the two others are taken back without it.
        assert_eq!(maud.send(queue, &refuse).await.status, 303);
        let contested = format!("/espace/organisations/{id}/garanties/{}", cases[0].0);
        assert_eq!(bruno.send(&contested, &[("faire", "contester"), ("note", "Il se lit.")]).await.status, 303);
        let stays = maud.send("/moderation", &[("faire", "reprendre-decision"), ("id", &cases[1].1)]).await;
        assert!(stays.status == 422 && stays.text.contains("La Belle Planche, ") && stays.text.contains("est contestée"), "{}", stays.text);
        assert!(stays.text.contains("value=\"reprendre-les-autres\""), "{}", stays.text);
        assert_eq!(maud.graphql(reopen, json!({ "id": cases[1].1 })).await.code(), "INVALID");
        assert!(waits(&house, "evidence").await.is_empty(), "nothing is done by half unasked");
        assert_eq!(maud.send("/moderation", &[("faire", "reprendre-les-autres"), ("id", &cases[1].1)]).await.status, 303);
        assert_eq!(waits(&house, "evidence").await, cases[1..]);
    }
}

story! {
    async fn claims_refused_together_are_taken_back_but_for_the_one_that_was_made_again(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let names = ["Le Pain Levé", "La Houle"];
        house.open_to(names.map(|name| supplier(name).at("35238", "35", (48.11, -1.68))).into()).await;
        let mut eve = house.member("eve@x.example").await;
        let claim = "mutation($id: ID!) { claimOrganization(organization: $id, note: \"Je la dirige.\") }";
        let mut pages = Vec::new();
        for name in names {
            pages.push(named(&house, name).await.id.to_string());
            let made = eve.graphql(claim, json!({ "id": pages.last() })).await;
            assert_eq!(made.json()["data"]["claimOrganization"], true, "{}", made.text);
        }
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let cases = waits(&house, "claim").await;
        let refuse = [("faire", "refuser"), ("reason", "Rien ne le montre."), ("cases", cases[0].1.as_str()), ("cases", cases[1].1.as_str())];
        assert_eq!(maud.send("/moderation?type=claim", &refuse).await.status, 303);
        assert_eq!(eve.graphql(claim, json!({ "id": pages[0] })).await.json()["data"]["claimOrganization"], true);
        let reopen = "mutation($id: ID!, $partly: Boolean!) { reopenCase(id: $id, partly: $partly) }";
        let stays = maud.graphql(reopen, json!({ "id": cases[1].1, "partly": false })).await;
        assert!(stays.code() == "INVALID" && stays.text.contains("Le Pain Levé: "), "{}", stays.text);
        let back = maud.graphql(reopen, json!({ "id": cases[1].1, "partly": true })).await;
        assert_eq!(back.json()["data"]["reopenCase"], 1, "{}", back.text);
        assert_eq!(waits(&house, "claim").await.len(), 2, "the one made anew, and the one taken back");
    }
}

story! {
    async fn a_document_sent_after_a_refusal_goes_with_the_appeal_or_is_refused_in_words(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let (id, held) = sent(&mut bruno).await;
        let path = format!("/espace/organisations/{id}/garanties/{held}");
        let mut one = house.moderator("un@x.example", bretagne).await;
        let mut other = house.moderator("deux@x.example", bretagne).await;
        assert_eq!(decide(&mut one, &held, "refused", ("reason", "Illisible.")).await.status, 303);
        let page = bruno.get(&path).await.text;
        assert!(!page.contains("value=\"envoyer\"") && page.contains("Un document à l’appui"), "{page}");
        let better = ("file", "mieux.pdf", b"%PDF-1.7 lisible".as_slice());
        let alone = bruno.send_file(&path, &[("faire", "envoyer")], better).await;
        assert!(alone.status == 422 && alone.text.contains("joignez-le à votre contestation"), "{}", alone.text);
        let contest = [("faire", "contester"), ("note", "Le voici, lisible.")];
        let page = bruno.send_file(&path, &contest, ("file", "mieux.pdf", b"rien")).await;
        assert_eq!(page.status, 422, "no document: {}", page.text);
        assert!(waiting(&house, "appeal").await.is_none(), "and no appeal without it");
        assert_eq!(bruno.send_file(&path, &contest, better).await.status, 303);
        let appeal = waiting(&house, "appeal").await.unwrap();
        let seen = other.get(&appeal).await.text;
        assert_eq!(seen.matches("mieux.pdf").count(), 1, "{seen}");
        assert!(seen.contains("Le voici, lisible."), "{seen}");
        // While it waits, more can be sent to whoever looks at it.
        assert!(bruno.get(&path).await.text.contains("value=\"envoyer\""));
        assert_eq!(bruno.send_file(&path, &[("faire", "envoyer")], ("file", "encore.pdf", b"%PDF-1.7 encore")).await.status, 303);
        assert!(other.get(&appeal).await.text.contains("encore.pdf"));
        assert_eq!(decide(&mut other, &held, "evidence_checked", ("note", "Arrêté lu.")).await.status, 303);
        assert_eq!(state(&house).await, State::EvidenceChecked);
    }
}

story! {
    async fn a_withdrawal_is_taken_back_within_a_day_and_all_is_as_it_was(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let (id, held) = sent(&mut bruno).await;
        let path = format!("/espace/organisations/{id}/garanties/{held}");
        let (withdraw, undo) = ([("faire", "retirer-garantie")], [("faire", "annuler-retrait")]);
        let case = waiting(&house, "evidence").await.unwrap();
        let before = guarantee::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        let done = bruno.send(&path, &withdraw).await;
        assert_eq!(done.status, 303, "{}", done.text);
        let page = bruno.get(done.header("location")).await.text;
        assert!(page.contains("«\u{202f}Annuler le retrait\u{202f}» la fait revenir") && page.contains("value=\"annuler-retrait\""), "{page}");
        assert!(waiting(&house, "evidence").await.is_none());
        let twice = bruno.send(&path, &withdraw).await;
        assert!(twice.status == 422 && twice.text.contains("Cette garantie est déjà retirée."), "{}", twice.text);
        let mut eve = house.member("eve@x.example").await;
        assert_eq!(eve.send(&path, &undo).await.status, 404, "only its members");
        assert_eq!(bruno.send(&path, &undo).await.status, 303);
        let after = guarantee::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        assert_eq!(after, before, "its levels, its days, and since when it counts");
        assert_eq!(waiting(&house, "evidence").await, Some(case), "the same document waits");
        assert!(bruno.get(&path).await.text.contains("Retrait d’une garantie annulé"), "it is a step like others");
        // What was checked counts again.
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        assert_eq!(decide(&mut maud, &held, "evidence_checked", ("note", "Arrêté lu.")).await.status, 303);
        let by_graphql = async |bruno: &mut Person<'_>, act: &str| {
            bruno.graphql(&format!("mutation($id: ID!) {{ {act}Guarantee(id: $id) }}"), json!({ "id": held })).await
        };
        assert_eq!(by_graphql(&mut bruno, "withdraw").await.json()["data"]["withdrawGuarantee"], true);
        house.drain().await;
        let checked = json!({ "guarantees": ["esus"], "minLevel": "EVIDENCE_CHECKED" });
        assert!(house.found(checked.clone()).await.is_empty());
        assert_eq!(by_graphql(&mut bruno, "restore").await.json()["data"]["restoreGuarantee"], true);
        house.drain().await;
        assert_eq!(house.found(checked).await, ["La Belle Planche"]);
        assert_eq!(by_graphql(&mut bruno, "restore").await.code(), "INVALID", "once");
        // Declared anew in between, or a day later, it stays withdrawn.
        assert_eq!(by_graphql(&mut bruno, "withdraw").await.json()["data"]["withdrawGuarantee"], true);
        let anew = [("faire", "declarer"), ("scheme", "esus")];
        assert_eq!(bruno.send(&format!("/espace/organisations/{id}/garanties/nouvelle"), &anew).await.status, 303);
        let since = bruno.send(&path, &undo).await;
        assert!(since.status == 422 && since.text.contains("déclarée à nouveau depuis"), "{}", since.text);
        assert!(!bruno.get(&path).await.text.contains("value=\"annuler-retrait\""));
        let other = proven(&mut bruno, &id, "ei").await;
        let path = format!("/espace/organisations/{id}/garanties/{other}");
        assert_eq!(bruno.send(&path, &withdraw).await.status, 303);
        house.app.clock.advance(Duration::hours(25));
        let late = bruno.send(&path, &undo).await;
        assert!(late.status == 422 && late.text.contains("il a plus d’un jour"), "{}", late.text);
    }
}

story! {
    async fn a_withdrawal_taken_back_proves_nothing_anew(house) {
        let today = house.app.clock.today();
        let (one, last) = (today - Duration::days(200), today + Duration::days(300));
        let period = |renewal: i32, state, first: chrono::NaiveDate, until: chrono::NaiveDate, age: i64| guarantee::Model {
            renewal,
            valid_from: Some(first),
            valid_until: Some(until),
            updated_at: house.app.clock.now() - Duration::days(age),
            ..grant("demeter", state)
        };
        let checked = period(1, State::EvidenceChecked, one, last, 20);
        let suspended = period(2, State::Suspended, today - Duration::days(100), last, 10);
        house.open_to(vec![supplier("Aux Bons Légumes").holding(checked).holding(suspended)]).await;
        let held = guarantee::Entity::find().filter(guarantee::Column::Renewal.eq(1)).one(&house.app.db).await.unwrap().unwrap();
        let demeter = json!({ "guarantees": ["demeter"] });
        assert!(house.found(demeter.clone()).await.is_empty(), "the suspension reaches it");
        let system = backend::actor::Actor::System;
        backend::guarantees::withdraw_guarantee(&house.app, &system, held.id).await.unwrap();
        backend::guarantees::restore_guarantee(&house.app, &system, held.id).await.unwrap();
        house.drain().await;
        assert!(house.found(demeter).await.is_empty(), "and still does");
    }
}

story! {
    async fn what_can_be_done_of_a_refused_or_suspended_guarantee_is_said(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let (id, held) = sent(&mut bruno).await;
        let desk = format!("/espace/organisations/{id}/garanties");
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let mut other = house.moderator("autre@reseau.example", bretagne).await;
        let again = [("faire", "declarer"), ("scheme", "esus")];
        let withdraw = [("faire", "retirer-garantie")];
        assert_eq!(decide(&mut maud, &held, "refused", ("reason", "Illisible.")).await.status, 303);
        let said = bruno.send(&format!("{desk}/nouvelle"), &again).await;
        assert!(said.status == 422 && said.text.contains("et refusée\u{a0}: ouvrez-la pour contester"), "{}", said.text);
        let said = bruno.send(&format!("{desk}/{held}"), &withdraw).await;
        assert!(said.status == 422 && said.text.contains("Cette garantie est refusée\u{a0}: elle ne compte plus"), "{}", said.text);
        assert_eq!(bruno.send(&format!("{desk}/{held}"), &[("faire", "contester"), ("note", "Il se lit.")]).await.status, 303);
        assert_eq!(decide(&mut other, &held, "evidence_checked", ("note", "Arrêté lu.")).await.status, 303);
        assert_eq!(decide(&mut maud, &held, "suspended", ("reason", "Une plainte.")).await.status, 303);
        let said = bruno.send(&format!("{desk}/nouvelle"), &again).await;
        assert!(said.status == 422 && said.text.contains("et suspendue\u{a0}: ouvrez-la pour contester"), "{}", said.text);
        let said = bruno.graphql("mutation($id: ID!) { withdrawGuarantee(id: $id) }", json!({ "id": held })).await;
        assert!(said.code() == "INVALID" && said.text.contains("This guarantee is suspended: it no longer counts"), "{}", said.text);
    }
}

story! {
    async fn an_appeal_is_a_step_of_the_guarantee_between_what_it_is_against_and_what_came_of_it(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let (id, held) = sent(&mut bruno).await;
        let path = format!("/espace/organisations/{id}/garanties/{held}");
        let mut one = house.moderator("un@x.example", bretagne).await;
        let mut other = house.moderator("deux@x.example", bretagne).await;
        assert_eq!(decide(&mut one, &held, "refused", ("reason", "Illisible.")).await.status, 303);
        assert_eq!(bruno.send(&path, &[("faire", "contester"), ("note", "Il se lit très bien.")]).await.status, 303);
        assert_eq!(decide(&mut other, &held, "upheld", ("reason", "Toujours illisible.")).await.status, 303);
        for page in [bruno.get(&path).await.text, other.get(&format!("/moderation/garanties/{held}")).await.text] {
            let steps = page.split("<caption>Étapes de cette garantie</caption>").nth(1).unwrap().split("</table>").next().unwrap();
            let place = |said: &str| steps.find(said).unwrap_or_else(|| panic!("{said}: {steps}"));
            let order = ["Illisible.", "Décision contestée", "Il se lit très bien.", "Contestation rejetée", "Toujours illisible."].map(place);
            assert!(order.is_sorted(), "{steps}");
            let contested = steps.split("Décision contestée").nth(1).unwrap().split("</tr>").next().unwrap();
            assert!(contested.contains("L’organisation elle-même"), "{contested}");
        }
    }
}
