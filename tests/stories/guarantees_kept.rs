//! What a holder sent by mistake can be taken away again, for as long as nothing rests on it.

use bdis_tests::*;
use schema::guarantees::{State, guarantee};
use schema::networks::case;
use schema::organizations::file;
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

const BRUNO: &str = "bruno@scop.example";
const SIRET: &str = "73282932000074";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// Bruno's guarantee, with these documents sent for it: the page of the organisation, that of the guarantee.
async fn proved<'a>(house: &'a House, names: &[&str]) -> (Person<'a>, String, String) {
    let mut bruno = house.member(BRUNO).await;
    let id = bruno.opens("La Belle Planche", SIRET).await;
    let desk = format!("/espace/organisations/{id}");
    let made = bruno
        .send(&format!("{desk}/garanties/nouvelle"), &[("faire", "declarer"), ("scheme", "demeter")])
        .await;
    assert_eq!(made.status, 303, "{}", made.text);
    let held = made.header("location").split('?').next().unwrap().to_owned();
    for name in names {
        let sent = bruno.send_file(&held, &[("faire", "envoyer")], ("file", name, PDF)).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
    }
    (bruno, desk, held)
}

async fn files(house: &House) -> Vec<Uuid> {
    let all = file::Entity::find().all(&house.app.db).await.unwrap();
    let mut all: Vec<_> = all.into_iter().map(|one| one.id).collect();
    all.sort();
    all
}

async fn state(house: &House) -> State {
    guarantee::Entity::find().one(&house.app.db).await.unwrap().unwrap().state
}

async fn waiting(house: &House) -> case::Model {
    let all = case::Entity::find().all(&house.app.db).await.unwrap();
    all.into_iter().find(|one| one.kind == "evidence").unwrap()
}

fn id_of(page: &str) -> &str {
    page.rsplit('/').next().unwrap()
}

story! {
    async fn a_document_sent_by_mistake_is_removed_and_nothing_of_it_stays_but_the_day(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("maud@x.example", bretagne).await;
        let (mut bruno, _, held) = proved(&house, &["certificat.pdf", "fiche-de-paie-ana.pdf"]).await;
        let [first, second] = files(&house).await[..] else { panic!("two were sent") };
        let page = bruno.get(&held).await.text;
        assert_eq!(page.matches("Retirer cette pièce").count(), 2, "{page}");
        // It is asked about first.
        let asked = bruno.send(&held, &[("faire", "piece"), ("id", &second.to_string())]).await;
        assert!(asked.status == 200 && asked.text.contains("Retirer «\u{202f}fiche-de-paie-ana.pdf\u{202f}»"), "{}", asked.text);
        assert!(asked.text.contains("Ce fichier sera supprimé") && !asked.text.contains("C’est la seule pièce envoyée"), "{}", asked.text);
        assert_eq!(files(&house).await.len(), 2, "nothing is done yet");
        let removed = bruno.send(&held, &[("faire", "retirer-piece"), ("id", &second.to_string())]).await;
        assert_eq!(removed.header("location"), format!("{held}?fait=evidence-removed"), "{}", removed.text);
        assert!(house.app.files.get(second).await.is_err(), "its bytes leave the disk");
        assert_eq!(bruno.get(&format!("/fichiers/{second}")).await.status, 404);
        // The other one still waits for its decision.
        assert_eq!((state(&house).await, waiting(&house).await.state.as_str()), (State::UnderReview, "open"));
        let page = bruno.get(&held).await.text;
        assert!(page.contains("Justificatif retiré") && page.contains("certificat.pdf") && !page.contains("fiche-de-paie"), "{page}");
        let told = schema::events::event::Entity::find().all(&house.app.db).await.unwrap();
        assert!(told.iter().all(|one| !one.payload.to_string().contains("fiche-de-paie")), "nor does the journal name it");
        // Whoever took the case up finds it closed, and why.
        let case = waiting(&house).await;
        let path = format!("/moderation/{}", case.id);
        assert_eq!(maud.send(&path, &[("faire", "prendre-en-charge")]).await.status, 303);
        let asked = bruno.send(&held, &[("faire", "piece"), ("id", &first.to_string())]).await;
        assert!(asked.text.contains("C’est la seule pièce envoyée\u{a0}: la garantie sera de nouveau déclarée"), "{}", asked.text);
        assert_eq!(bruno.send(&held, &[("faire", "retirer-piece"), ("id", &first.to_string())]).await.status, 303);
        assert_eq!((state(&house).await, waiting(&house).await.state.as_str()), (State::Declared, "withdrawn"));
        let seen = maud.get(&path).await;
        assert!(seen.status == 200 && seen.text.contains("Dossier clos"), "{}", seen.text);
        assert!(seen.text.contains("Son détenteur a retiré le justificatif qu’il avait envoyé\u{a0}: il n’y a plus rien à vérifier."), "{}", seen.text);
        let late = [("faire", "decider"), ("decision", "evidence_checked"), ("note", "Vu.")];
        assert_eq!(maud.send(&path, &late).await.status, 422, "nothing is left to decide");
        // Another document opens another case.
        assert_eq!(bruno.send_file(&held, &[("faire", "envoyer")], ("file", "certificat.pdf", PDF)).await.status, 303);
        assert_eq!(state(&house).await, State::UnderReview);
        let all = case::Entity::find().all(&house.app.db).await.unwrap();
        assert_eq!(all.iter().filter(|one| one.kind == "evidence" && one.state == "open").count(), 1, "{all:?}");
    }
}

story! {
    async fn what_a_moderator_saw_stays_until_the_guarantee_no_longer_counts_on_it(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("maud@x.example", bretagne).await;
        let (mut bruno, _, held) = proved(&house, &["certificat.pdf"]).await;
        let sent = files(&house).await[0];
        let seen = [("faire", "decider"), ("decision", "evidence_checked"), ("note", "Certificat lu.")];
        assert_eq!(maud.send(&format!("/moderation/garanties/{}", id_of(&held)), &seen).await.status, 303);
        let page = bruno.get(&held).await.text;
        assert!(page.contains("Ce qui a été vérifié repose sur ces pièces") && page.contains("retirez d’abord la garantie"), "{page}");
        assert!(!page.contains("Retirer cette pièce"), "{page}");
        let refused = bruno.send(&held, &[("faire", "retirer-piece"), ("id", &sent.to_string())]).await;
        assert!(refused.status == 422 && refused.text.contains("Ce qui a été vérifié repose sur cette pièce"), "{}", refused.text);
        let remove = "mutation($g: ID!, $f: ID!) { removeEvidence(id: $g, file: $f) }";
        let refused = bruno.graphql(remove, json!({ "g": id_of(&held), "f": sent })).await;
        assert_eq!(refused.code(), "INVALID", "{}", refused.text);
        assert!(house.app.files.get(sent).await.is_ok());
        // Withdrawn, it rests on nothing.
        assert_eq!(bruno.send(&held, &[("faire", "retirer-garantie")]).await.status, 303);
        let removed = bruno.graphql(remove, json!({ "g": id_of(&held), "f": sent })).await;
        assert_eq!(removed.json()["data"]["removeEvidence"], true, "{}", removed.text);
        assert!(house.app.files.get(sent).await.is_err());
        assert_eq!(state(&house).await, State::Withdrawn, "it stays what it was");
        let again = bruno.graphql(remove, json!({ "g": id_of(&held), "f": sent })).await;
        assert_eq!(again.code(), "INVALID", "{}", again.text);
    }
}

story! {
    async fn nobody_removes_a_document_but_those_who_write_for_its_holder(house) {
        let (mut bruno, desk, held) = proved(&house, &["certificat.pdf"]).await;
        let sent = files(&house).await[0];
        let id = sent.to_string();
        let remove = [("faire", "retirer-piece"), ("id", id.as_str())];
        let mut lea = house.member("lea@x.example").await;
        for (email, role) in [("chloe@x.example", "reader"), ("ed@x.example", "editor")] {
            let mut someone = house.member(email).await;
            let invite = [("faire", "inviter"), ("email", email), ("inviteRole", role)];
            assert_eq!(bruno.send(&format!("{desk}/membres"), &invite).await.status, 303);
            house.drain().await;
            let link = house.mail.last(email).link();
            assert_eq!(someone.send(&link, &[("faire", "rejoindre")]).await.status, 303);
        }
        // Somebody else, with an organisation of their own: it isn't there, by their address neither.
        let other = lea.opens("Autre", "44306184100047").await;
        for path in [held.clone(), format!("/espace/organisations/{other}/garanties/{}", id_of(&held))] {
            assert_ne!(lea.send(&path, &remove).await.status, 303);
            assert_ne!(lea.send(&path, &[("faire", "piece"), ("id", id.as_str())]).await.status, 303);
        }
        // Nor through another guarantee.
        let made = lea.send(&format!("/espace/organisations/{other}/garanties/nouvelle"), &[("faire", "declarer"), ("scheme", "esus")]).await;
        let own = made.header("location").split('?').next().unwrap().to_owned();
        assert_eq!(lea.send(&own, &remove).await.status, 422);
        let mut chloe = house.person("chloe@x.example");
        chloe.sign_in(PASSWORD).await;
        assert!(!chloe.get(&held).await.text.contains("Retirer cette pièce"));
        assert_eq!(chloe.send(&held, &remove).await.status, 422, "a reader reads");
        assert!(house.app.files.get(sent).await.is_ok(), "it is still there");
        let mut ed = house.person("ed@x.example");
        ed.sign_in(PASSWORD).await;
        assert_eq!(ed.send(&held, &remove).await.status, 303);
        assert!(house.app.files.get(sent).await.is_err());
    }
}

story! {
    async fn nothing_comes_back_as_checked_or_under_review_without_its_document(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("maud@x.example", bretagne).await;
        let (mut bruno, _, held) = proved(&house, &["certificat.pdf"]).await;
        let desk = format!("/moderation/garanties/{}", id_of(&held));
        let seen = [("faire", "decider"), ("decision", "evidence_checked"), ("note", "Certificat lu.")];
        for checked in [false, true] {
            if checked {
                assert_eq!(bruno.send_file(&held, &[("faire", "envoyer")], ("file", "certificat.pdf", PDF)).await.status, 303);
                assert_eq!(maud.send(&desk, &seen).await.status, 303);
            }
            assert_eq!(bruno.send(&held, &[("faire", "retirer-garantie")]).await.status, 303);
            let sent = files(&house).await[0].to_string();
            assert_eq!(bruno.send(&held, &[("faire", "retirer-piece"), ("id", &sent)]).await.status, 303);
            assert_eq!(bruno.send(&held, &[("faire", "annuler-retrait")]).await.status, 303);
            let one = guarantee::Entity::find().one(&house.app.db).await.unwrap().unwrap();
            assert_eq!((one.state, one.evidence_checked_on, one.evidence_note), (State::Declared, None, None));
        }
        // Refused, its document removed, and the refusal taken back.
        assert_eq!(bruno.send_file(&held, &[("faire", "envoyer")], ("file", "certificat.pdf", PDF)).await.status, 303);
        let refuse = [("faire", "decider"), ("decision", "refused"), ("reason", "Illisible.")];
        assert_eq!(maud.send(&desk, &refuse).await.status, 303);
        let sent = files(&house).await[0].to_string();
        assert_eq!(bruno.send(&held, &[("faire", "retirer-piece"), ("id", &sent)]).await.status, 303);
        let back = maud.send(&desk, &[("faire", "reprendre-decision")]).await;
        assert_eq!(back.status, 303, "{}", back.text);
        assert_eq!(state(&house).await, State::Declared);
        let all = case::Entity::find().all(&house.app.db).await.unwrap();
        assert!(all.iter().all(|one| one.state != "open"), "nobody is asked to look at nothing: {all:?}");
        // What an appeal may restore keeps what it rests on.
        assert_eq!(bruno.send_file(&held, &[("faire", "envoyer")], ("file", "certificat.pdf", PDF)).await.status, 303);
        assert_eq!(maud.send(&desk, &seen).await.status, 303);
        let suspend = [("faire", "decider"), ("decision", "suspended"), ("reason", "Une plainte.")];
        assert_eq!(maud.send(&desk, &suspend).await.status, 303);
        let sent = files(&house).await[0].to_string();
        let kept = bruno.send(&held, &[("faire", "retirer-piece"), ("id", &sent)]).await;
        assert_eq!(kept.status, 422, "{}", kept.text);
    }
}
