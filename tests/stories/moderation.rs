//! Networks decide who looks after a page, and what a guarantee is worth.

use bdis_tests::*;
use chrono::Duration;
use schema::organizations::organization;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde_json::json;

const BRUNO: &str = "bruno@scop.example";
const SIRET: &str = "73282932000074";
const PDF: &[u8] = b"%PDF-1.7 arrete prefectoral";

story! {
    async fn a_claim_is_decided_by_the_network_of_its_territory_and_the_address_on_record_is_told(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let provence = house.network_of("provence", "regional", Some("region:93")).await;
        house.open_to(vec![supplier("Le Pain Levé").at("35238", "35", (48.11, -1.68))]).await;
        let one = organization::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        organization::ActiveModel { id: Set(one.id), email: Set(Some("contact@painleve.example".to_owned())), ..Default::default() }
            .update(&house.app.db).await.unwrap();
        let mut bruno = house.member(BRUNO).await;
        let path = &format!("/fournisseurs/{}/revendiquer", one.slug);
        let empty = bruno.send(path, &[("faire", "revendiquer"), ("note", " ")]).await;
        assert_eq!(empty.status, 422);
        assert_eq!(bruno.send(path, &[("faire", "revendiquer"), ("note", "Gérant, voir le site.")]).await.status, 303);
        let twice = bruno.send(path, &[("faire", "revendiquer"), ("note", "Encore.")]).await;
        assert!(twice.status == 422 && twice.text.contains("déjà fait cette demande"), "{}", twice.text);
        house.drain().await;
        assert_eq!(house.mail.to("contact@painleve.example").len(), 1, "the address on record is told");
        let mut elsewhere = house.moderator("provence@x.example", provence).await;
        assert!(elsewhere.get("/moderation").await.text.contains("Rien n’attend"));
        let mut here = house.moderator("bretagne@x.example", bretagne).await;
        let queue = here.get("/moderation").await.text;
        assert!(queue.contains("Le Pain Levé"), "{queue}");
        let case = queue.split("/moderation/").filter_map(|rest| rest.get(..36)).find(|id| id.len() == 36 && id.contains('-') && !id.contains('"')).unwrap().to_owned();
        let case = format!("/moderation/{case}");
        assert!(here.get(&case).await.text.contains("Gérant, voir le site."));
        let refused = elsewhere.get(&case).await;
        assert_eq!(refused.status, 403, "it is outside their territory");
        assert_eq!(bruno.get(&case).await.status, 404, "for others it doesn't exist");
        let silent = here.send(&case, &[("faire", "refuser"), ("reason", "")]).await;
        assert!(silent.status == 422 && silent.text.contains("Dites pourquoi"), "{}", silent.text);
        assert_eq!(here.send(&case, &[("faire", "accepter"), ("reason", "")]).await.status, 303);
        assert_eq!(here.send(&case, &[("faire", "accepter"), ("reason", "")]).await.status, 422, "once");
        assert_eq!(bruno.get(&format!("/espace/organisations/{}", one.id)).await.status, 200);
        house.drain().await;
        assert_eq!(house.mail.last(BRUNO).subject, "Vous gérez maintenant la page de Le Pain Levé");
    }
}

story! {
    async fn nobody_decides_what_they_asked_for_themselves(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        house.open_to(vec![supplier("Le Pain Levé").at("35238", "35", (48.11, -1.68))]).await;
        let one = organization::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        let mut moderator = house.moderator("bretagne@x.example", bretagne).await;
        let claim = format!("/fournisseurs/{}/revendiquer", one.slug);
        assert_eq!(moderator.send(&claim, &[("faire", "revendiquer"), ("note", "C’est à moi.")]).await.status, 303);
        assert!(moderator.get("/moderation").await.text.contains("Rien n’attend"));
        let case = schema::networks::case::Entity::find().one(&house.app.db).await.unwrap().unwrap().id;
        let own = moderator.send(&format!("/moderation/{case}"), &[("faire", "accepter")]).await;
        assert!(own.status == 422 && own.text.contains("votre propre demande"), "{}", own.text);
        let mut other = house.moderator("autre@x.example", bretagne).await;
        assert_eq!(other.send(&format!("/moderation/{case}"), &[("faire", "accepter")]).await.status, 303);
    }
}

story! {
    async fn two_moderators_never_do_the_same_work(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        house.open_to(vec![supplier("Le Pain Levé").at("35238", "35", (48.11, -1.68))]).await;
        let one_page = organization::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        let mut visitor = house.person("nobody@x.example");
        let reported = visitor.send(&format!("/fournisseurs/{}/signaler", one_page.slug), &[("faire", "signaler"), ("note", "L’adresse a changé.")]).await;
        assert_eq!(reported.status, 303, "{}", reported.text);
        let mut one = house.moderator("un@x.example", bretagne).await;
        let mut other = house.moderator("deux@x.example", bretagne).await;
        let cases = one.graphql("{ moderationCases { totalCount nodes { id kind } } }", json!({})).await.json();
        assert_eq!(cases["data"]["moderationCases"]["nodes"][0]["kind"], "ERROR");
        let id = cases["data"]["moderationCases"]["nodes"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/moderation/{id}");
        assert_eq!(one.send(&path, &[("faire", "prendre-en-charge")]).await.status, 303);
        let held = other.send(&path, &[("faire", "accepter"), ("reason", "Corrigé")]).await;
        assert!(held.status == 422 && held.text.contains("pris en charge"), "{}", held.text);
        // What is wrong is corrected by whoever moderates there, though nobody looks after the page.
        let sheet = format!("/moderation/organisations/{}", one_page.id);
        assert!(one.get(&path).await.text.contains(&sheet));
        let fields = [("faire", "fiche"), ("version", "1"), ("name", "Le Pain Levé"), ("address", "12, rue des Tanneurs"), ("postCode", "35000"), ("city", "Rennes")];
        assert_eq!(one.send(&sheet, &fields).await.status, 303);
        assert!(house.get(&format!("/fournisseurs/{}", one_page.slug)).await.text.contains("12, rue des Tanneurs"));
        assert_eq!(visitor.send(&sheet, &fields).await.status, 401);
        house.app.clock.advance(Duration::minutes(31));
        assert_eq!(other.send(&path, &[("faire", "accepter"), ("reason", "Corrigé")]).await.status, 303);
    }
}

/// Lets time pass until a moment that is still to come.
fn until(house: &House, moment: &str) {
    let moment: chrono::DateTime<chrono::Utc> =
        moment.parse::<chrono::DateTime<chrono::FixedOffset>>().unwrap().to_utc();
    house.app.clock.advance(moment - house.app.clock.now());
}

/// The guarantee a holder has declared.
async fn declared(person: &mut Person<'_>, organization: &str, scheme: &str, until: &str) -> String {
    let fields = [
        ("faire", "declarer"),
        ("scheme", scheme),
        ("reference", "A-12"),
        ("validFrom", "2026-01-01"),
        ("validUntil", until),
    ];
    let answered =
        person.send(&format!("/espace/organisations/{organization}/garanties/nouvelle"), &fields).await;
    assert_eq!(answered.status, 303, "{}", answered.text);
    answered.header("location").split('/').next_back().unwrap().split('?').next().unwrap().to_owned()
}

async fn case_of(moderator: &mut Person<'_>) -> String {
    let cases = moderator.graphql("{ moderationCases { nodes { id } } }", json!({})).await.json();
    format!(
        "/moderation/{}",
        cases["data"]["moderationCases"]["nodes"][0]["id"].as_str().unwrap_or_else(|| panic!("{cases}"))
    )
}

story! {
    async fn a_guarantee_rises_step_by_step_and_each_step_says_who_looked(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let held = declared(&mut bruno, &id, "esus", "2028-06-30").await;
        house.drain().await;
        let at = |level: &str| json!({ "guarantees": ["esus"], "minLevel": level });
        assert_eq!(house.found(at("DECLARED")).await.len(), 1);
        assert_eq!(house.found(at("EVIDENCE_CHECKED")).await.len(), 0);
        let path = format!("/espace/organisations/{id}/garanties/{held}");
        assert_eq!(bruno.send_file(&path, &[("faire", "envoyer")], ("file", "arrêté.pdf", PDF)).await.status, 303);
        let page = bruno.get(&path).await.text;
        let file = page.split("/fichiers/").nth(1).unwrap()[..36].to_owned();
        let document = bruno.get(&format!("/fichiers/{file}")).await;
        assert_eq!(document.text.as_bytes(), PDF);
        assert!(document.header("content-disposition").starts_with("attachment") && document.header("content-security-policy").contains("sandbox"));
        assert_eq!(document.header("x-content-type-options"), "nosniff");
        let mut eve = house.member("eve@x.example").await;
        assert_eq!(eve.get(&format!("/fichiers/{file}")).await.status, 404, "private");
        assert_eq!(house.get(&format!("/fichiers/{file}")).await.status, 303, "signed out, to the sign-in");
        let mut moderator = house.moderator("bretagne@x.example", bretagne).await;
        assert_eq!(moderator.get(&format!("/fichiers/{file}")).await.status, 200);
        let case = case_of(&mut moderator).await;
        let bare = moderator.send(&case, &[("faire", "decider"), ("decision", "register_checked")]).await;
        assert!(bare.status == 422 && bare.text.contains("lien vers le registre"), "{}", bare.text);
        let said = [("faire", "decider"), ("decision", "evidence_checked"), ("note", "Arrêté du 3 mars 2025."), ("validUntil", "2027-12-31")];
        assert_eq!(moderator.send(&case, &said).await.status, 303);
        house.drain().await;
        assert_eq!(house.found(at("EVIDENCE_CHECKED")).await.len(), 1);
        let public = house.get("/fournisseurs/la-belle-planche-rennes").await.text;
        assert!(public.contains("Arrêté du 3 mars 2025") && public.contains("bretagne") && public.contains("décembre 2027"), "{public}");
        assert!(house.mail.last(BRUNO).subject.contains("justificatif vérifié"));
        // After its last day it counts for nothing, by no act of anyone.
        until(&house, "2028-01-01T00:00:30+01:00");
        house.drain().await;
        assert_eq!(house.found(at("DECLARED")).await.len(), 0);
    }
}

story! {
    async fn a_refusal_says_why_and_someone_else_looks_at_the_appeal(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let national = house.network_of("pilote", "national", None).await;
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let held = declared(&mut bruno, &id, "esus", "2028-06-30").await;
        let path = format!("/espace/organisations/{id}/garanties/{held}");
        bruno.send_file(&path, &[("faire", "envoyer")], ("file", "a.pdf", PDF)).await;
        let mut one = house.moderator("bretagne@x.example", bretagne).await;
        let mut pilot = house.moderator("pilote@x.example", national).await;
        let case = case_of(&mut one).await;
        assert_eq!(one.send(&case, &[("faire", "decider"), ("decision", "refused")]).await.status, 422, "a reason is needed");
        let refused = [("faire", "decider"), ("decision", "refused"), ("reason", "Le document est illisible.")];
        assert_eq!(one.send(&case, &refused).await.status, 303);
        house.drain().await;
        assert!(house.mail.last(BRUNO).text.contains("Le document est illisible."));
        assert_eq!(house.found(json!({ "guarantees": ["esus"] })).await.len(), 0, "refused, it counts for nothing");
        let fields = [("faire", "declarer"), ("scheme", "esus")];
        let around = bruno.send(&format!("/espace/organisations/{id}/garanties/nouvelle"), &fields).await;
        assert!(around.status == 422 && around.text.contains("déjà déclarée"), "a refusal isn’t undone by declaring again");
        assert_eq!(bruno.send_file(&path, &[("faire", "envoyer")], ("file", "mieux.pdf", PDF)).await.status, 422);
        house.drain().await;
        assert_eq!(house.found(json!({ "guarantees": ["esus"] })).await.len(), 0, "nor by another document");
        let renewed = bruno.send(&path, &[("faire", "renouveler"), ("validFrom", "2026-01-01")]).await;
        assert_eq!(renewed.status, 422, "nor by a renewal");
        assert_eq!(bruno.send(&path, &[("faire", "contester"), ("note", "Il se lit très bien.")]).await.status, 303);
        assert!(bruno.get(&path).await.text.contains("attend une décision"));
        assert_eq!(bruno.send(&path, &[("faire", "contester"), ("note", "Encore.")]).await.status, 422);
        let appeal = case_of(&mut one).await;
        let restore = [("faire", "decider"), ("decision", "restored")];
        let own = one.send(&appeal, &restore).await;
        assert!(own.status == 422 && own.text.contains("votre décision"), "{}", own.text);
        assert_eq!(pilot.send(&appeal, &restore).await.status, 303);
        house.drain().await;
        assert_eq!(house.found(json!({ "guarantees": ["esus"] })).await.len(), 1);
    }
}

story! {
    async fn a_moderator_never_decides_for_their_own_organisation(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut both = house.moderator("bretagne@x.example", bretagne).await;
        let id = both.opens("La Belle Planche", SIRET).await;
        let held = declared(&mut both, &id, "esus", "2028-06-30").await;
        both.send_file(&format!("/espace/organisations/{id}/garanties/{held}"), &[("faire", "envoyer")], ("file", "a.pdf", PDF)).await;
        assert!(both.get("/moderation").await.text.contains("Rien n’attend"));
        let review = "mutation($id: ID!) { reviewGuarantee(id: $id, input: { decision: EVIDENCE_CHECKED, note: \"x\" }) { level } }";
        let refused = both.graphql(review, json!({ "id": held })).await;
        assert_eq!(refused.code(), "FORBIDDEN", "{}", refused.text);
    }
}

story! {
    async fn a_holder_is_reminded_on_four_days_and_not_once_it_is_renewed(house) {
        until(&house, "2027-04-30T12:00:00+02:00");
        house.prepare().await;
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let held = declared(&mut bruno, &id, "esus", "2027-06-30").await;
        let other = declared(&mut bruno, &id, "lucie-26000", "2027-06-30").await;
        let renew = [("faire", "renouveler"), ("validUntil", "2031-06-30")];
        assert_eq!(bruno.send(&format!("/espace/organisations/{id}/garanties/{other}"), &renew).await.status, 303);
        let reminded = |house: &House| house.mail.to(BRUNO).iter().filter(|letter| letter.subject.contains("fin le") || letter.subject.contains("aujourd’hui")).count();
        for (day, count) in [("2027-05-01", 1), ("2027-05-31", 2), ("2027-06-23", 3), ("2027-06-30", 4), ("2027-07-05", 4)] {
            while house.app.clock.today().to_string().as_str() < day {
                house.app.clock.advance(Duration::days(1));
                house.drain().await;
            }
            assert_eq!(reminded(&house), count, "{day}");
        }
        let _ = held;
    }
}

story! {
    async fn a_collective_without_a_number_comes_in_with_a_network_s_voucher_once(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut moderator = house.moderator("bretagne@x.example", bretagne).await;
        let made = moderator.send("/moderation/reseaux/bretagne", &[("faire", "bon"), ("note", "Le collectif des jardins")]).await;
        let code = made.text.split("<code>").nth(1).unwrap_or_else(|| panic!("{}", made.text)).split('<').next().unwrap().to_owned();
        let mut bruno = house.member(BRUNO).await;
        let fields = [("faire", "creer"), ("name", "Les Jardins"), ("voucher", &code), ("postCode", "35000"), ("city", "Rennes")];
        let opened = bruno.send("/espace/organisations/nouvelle", &fields).await;
        assert_eq!(opened.status, 303, "{}", opened.text);
        house.drain().await;
        assert_eq!(house.found(json!({ "networks": ["bretagne"] })).await, ["Les Jardins"]);
        let fields = [("faire", "creer"), ("name", "Les Ruches"), ("voucher", &code), ("postCode", "35000"), ("city", "Rennes")];
        let again = bruno.send("/espace/organisations/nouvelle", &fields).await;
        assert!(again.status == 422 && again.text.contains("déjà servi"), "{}", again.text);
    }
}
