//! Moderation, imports and guarantees: what is checked, decided and undone holds for everyone.

use backend::interchange::Options;
use bdis_tests::*;
use chrono::Duration;
use schema::networks::case;
use schema::organizations::organization;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

const BRUNO: &str = "bruno@scop.example";
const SIRET: &str = "73282932000074";
const PDF: &[u8] = b"%PDF-1.7 arrete prefectoral";

pub async fn named(house: &House, name: &str) -> organization::Model {
    let found = organization::Entity::find().filter(organization::Column::Name.eq(name));
    found.one(&house.app.db).await.unwrap().unwrap_or_else(|| panic!("{name}"))
}

/// Sends a network's list and confirms it; its address.
async fn imported(house: &House, person: &mut Person<'_>, rows: &[(u64, &str)]) -> String {
    let rows: String = rows.iter().map(|(n, name)| format!("{},{name},35000,Rennes\n", siret(*n))).collect();
    let list = "siret,name,post_code,city\n".to_owned() + &rows;
    let fields = [("faire", "verifier"), ("source", "Annuaire breton"), ("licence", "etalab-2.0")];
    let file = ("file", "liste.csv", list.as_bytes());
    let sent = person.send_file("/moderation/reseaux/bretagne/imports", &fields, file).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let at = sent.header("location").to_owned();
    assert_eq!(person.send(&at, &[("faire", "importer")]).await.status, 303);
    house.drain().await;
    at
}

story! {
    async fn an_import_taken_back_keeps_whom_people_have_touched_and_says_so_again(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("bretagne@x.example", bretagne).await;
        let rows = [(9_001, "Les Gérés"), (9_002, "Les Signalés"), (9_003, "Les Oubliés"), (9_004, "Les Nommés")];
        let at = imported(&house, &mut maud, &rows).await;
        let mut bruno = house.member(BRUNO).await;
        let mut eve = house.member("eve@x.example").await;
        let owned = named(&house, "Les Gérés").await;
        let claim = format!("/fournisseurs/{}/revendiquer", owned.slug);
        assert_eq!(bruno.send(&claim, &[("faire", "revendiquer"), ("note", "Gérant.")]).await.status, 303);
        let asked = case::Entity::find().one(&house.app.db).await.unwrap().unwrap().id;
        assert_eq!(maud.send(&format!("/moderation/{asked}"), &[("faire", "accepter")]).await.status, 303);
        let contact = format!("/fournisseurs/{}/contacter", owned.slug);
        let written = eve.send(&contact, &[("faire", "ecrire"), ("subject", "Bonjour"), ("text", "Un devis ?")]).await;
        let thread = written.header("location").split('?').next().unwrap().to_owned();
        let report = format!("/fournisseurs/{}/signaler", named(&house, "Les Signalés").await.slug);
        assert_eq!(eve.send(&report, &[("faire", "signaler"), ("note", "Fermé.")]).await.status, 303);
        house.network("ailleurs").await;
        let list = format!("siret,name,post_code,city\n{},Les Nommés,35000,Rennes\n", siret(9_004));
        house.import(list, Options { network: Some("ailleurs".into()), source: Some("Autre".into()), ..Options::default() }).await;
        let undone = maud.send(&at, &[("faire", "defaire")]).await;
        assert_eq!(undone.header("location"), format!("{at}?fait=undone-partly"), "{}", undone.text);
        house.drain().await;
        assert_eq!(house.found(json!({})).await, ["Les Gérés", "Les Nommés", "Les Signalés"]);
        assert_eq!(bruno.get(&format!("/espace/organisations/{}", owned.id)).await.status, 200, "its owner keeps it");
        assert!(eve.get(&thread).await.text.contains("Un devis"), "and what was written to it");
        for _ in 0..2 {
            let page = maud.get(&at).await.text;
            for said in ["annulé en partie", "Les Gérés", "Les Nommés", "Les Signalés"] {
                assert!(page.contains(said), "{said}: {page}");
            }
            assert!(!page.contains("value=\"defaire\""), "nothing more can be undone: {page}");
        }
    }
}

/// Tries a register; what its page says.
async fn register(person: &mut Person<'_>, list: &str) -> String {
    let fields = [("faire", "verifier"), ("scheme", "")];
    let sent = person.send_file("/moderation/registre", &fields, ("file", "r.csv", list.as_bytes())).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let at = sent.header("location").to_owned();
    person.get(&at).await.text
}

story! {
    async fn a_register_confirms_only_what_a_public_register_says_where_it_can_be_read(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        house.open_to(vec![supplier("La Houle").at("35238", "35", (48.11, -1.68))]).await;
        let number = named(&house, "La Houle").await.siret.unwrap();
        let mut maud = house.moderator("bretagne@x.example", bretagne).await;
        let list = format!(
            "siret,scheme,link\n{number},guide-bonnes-pratiques-ess,https://r.example/\n{number},esus,\n{number},esus,javascript:alert(1)\n{number},esus,http://r.example/\n{number},ab,\n{number},esus,https://r.example/\n",
        );
        let page = register(&mut maud, &list).await;
        assert!(page.contains("<dt>Refusés</dt>\n<dd>4</dd>") && page.contains("<dt>Créés</dt>\n<dd>2</dd>"), "{page}");
        for said in ["n’a pas de registre public", "Rien ne dit où le registre se lit", "javascript:alert(1)\u{202f}» n’est pas un lien https"] {
            assert!(page.contains(said), "{said}: {page}");
        }
    }
}

/// A guarantee with its document, waiting for moderators: the organisation and the guarantee.
pub async fn sent(person: &mut Person<'_>) -> (String, String) {
    let id = person.opens("La Belle Planche", SIRET).await;
    let fields =
        [("faire", "declarer"), ("scheme", "esus"), ("reference", "A-12"), ("validUntil", "2028-06-30")];
    let declared = person.send(&format!("/espace/organisations/{id}/garanties/nouvelle"), &fields).await;
    let held = declared.header("location").rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
    let path = format!("/espace/organisations/{id}/garanties/{held}");
    let file = person.send_file(&path, &[("faire", "envoyer")], ("file", "a.pdf", PDF)).await;
    assert_eq!(file.status, 303, "{}", file.text);
    (id, held)
}

/// The open case of a kind.
pub async fn waiting(house: &House, kind: &str) -> Option<String> {
    let open =
        case::Entity::find().filter(case::Column::State.eq("open")).filter(case::Column::Kind.eq(kind));
    open.one(&house.app.db).await.unwrap().map(|one| format!("/moderation/{}", one.id))
}

async fn state(house: &House) -> schema::guarantees::State {
    schema::guarantees::guarantee::Entity::find().one(&house.app.db).await.unwrap().unwrap().state
}

story! {
    async fn an_appeal_found_right_puts_back_what_was_under_review_in_the_queue(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let national = house.network_of("pilote", "national", None).await;
        let mut bruno = house.member(BRUNO).await;
        let (id, held) = sent(&mut bruno).await;
        let mut one = house.moderator("bretagne@x.example", bretagne).await;
        let mut pilot = house.moderator("pilote@x.example", national).await;
        let evidence = waiting(&house, "evidence").await.unwrap();
        let refused = [("faire", "decider"), ("decision", "refused"), ("reason", "Illisible.")];
        assert_eq!(one.send(&evidence, &refused).await.status, 303);
        let path = format!("/espace/organisations/{id}/garanties/{held}");
        assert_eq!(bruno.send(&path, &[("faire", "contester"), ("note", "Il se lit.")]).await.status, 303);
        let appeal = waiting(&house, "appeal").await.unwrap();
        let restored = pilot.send(&appeal, &[("faire", "decider"), ("decision", "restored")]).await;
        assert_eq!(restored.status, 303, "{}", restored.text);
        assert_eq!(state(&house).await, schema::guarantees::State::UnderReview);
        assert_eq!(waiting(&house, "evidence").await.as_ref(), Some(&evidence), "the same document waits again");
        assert!(one.get("/moderation").await.text.contains(&evidence));
    }
}

story! {
    async fn a_decision_on_a_guarantee_can_be_taken_back_within_a_day(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        sent(&mut bruno).await;
        let mut one = house.moderator("bretagne@x.example", bretagne).await;
        let mut other = house.moderator("autre@x.example", bretagne).await;
        let evidence = waiting(&house, "evidence").await.unwrap();
        let refused = [("faire", "decider"), ("decision", "refused"), ("reason", "Illisible.")];
        assert_eq!(one.send(&evidence, &refused).await.status, 303);
        let id = evidence.rsplit('/').next().unwrap();
        assert!(one.get("/moderation").await.text.contains(id), "it stands among the decisions of the day");
        let back = [("faire", "reprendre-decision"), ("id", id)];
        assert_eq!(other.send("/moderation", &back).await.status, 422, "only whoever decided");
        assert_eq!(one.send("/moderation", &back).await.header("location"), "/moderation?fait=reopened");
        assert_eq!(state(&house).await, schema::guarantees::State::UnderReview);
        assert_eq!(waiting(&house, "evidence").await.as_ref(), Some(&evidence));
        house.drain().await;
        assert!(house.mail.to(BRUNO).iter().any(|one| one.subject.contains("décision reprise")), "its holder is told");
        assert_eq!(one.send("/moderation", &back).await.status, 422, "once");
        assert_eq!(one.send(&evidence, &refused).await.status, 303);
        house.app.clock.advance(Duration::hours(25));
        assert_eq!(one.send("/moderation", &back).await.status, 422, "a day later it stands");
    }
}

story! {
    async fn the_number_and_the_address_of_a_merged_page_lead_to_the_page_that_stayed(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        house.open_to(vec![
            supplier("Le Pain").siret("73282932000074").at("35238", "35", (48.11, -1.68)),
            supplier("Pain Levé").rna("W351000001").at("35238", "35", (48.11, -1.68)),
        ]).await;
        let (gone, kept) = (named(&house, "Pain Levé").await, named(&house, "Le Pain").await);
        let mut maud = house.moderator("bretagne@x.example", bretagne).await;
        let merge = "mutation($kept: ID!, $absorbed: ID!) { mergeOrganizations(kept: $kept, absorbed: $absorbed, reason: \"Doublon\") }";
        let merged = maud.graphql(merge, json!({ "kept": kept.id, "absorbed": gone.id })).await;
        assert!(merged.json().get("errors").is_none(), "{}", merged.text);
        let led = house.get(&format!("/fournisseurs/{}", gone.slug)).await;
        assert_eq!((led.status, led.header("location")), (301, format!("/fournisseurs/{}", kept.slug).as_str()));
        assert_eq!(led.header("cache-control"), "no-cache", "it may be undone");
        let mut bruno = house.member(BRUNO).await;
        for act in ["contacter", "signaler", "revendiquer"] {
            let led = bruno.get(&format!("/fournisseurs/{}/{act}", gone.slug)).await;
            assert_eq!(led.header("location"), format!("/fournisseurs/{}/{act}", kept.slug), "{act}");
        }
        let said = [("faire", "signaler"), ("note", "Fermé le lundi.")];
        let sent = bruno.send(&format!("/fournisseurs/{}/signaler", gone.slug), &said).await;
        assert_eq!(sent.header("location"), format!("/fournisseurs/{}/signaler?fait=reported", kept.slug));
        let told = case::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        assert_eq!((told.organization, told.note.as_str()), (Some(kept.id), "Fermé le lundi."));
    }
}

story! {
    async fn the_number_of_an_archived_page_is_refused_beside_its_field(house) {
        let mut anna = house.member("anna@x.example").await;
        let id = anna.opens("La Belle Planche", SIRET).await;
        assert_eq!(anna.send(&format!("/espace/organisations/{id}"), &[("faire", "archiver")]).await.status, 303);
        let mut bruno = house.member(BRUNO).await;
        let fields = [("faire", "creer"), ("name", "La Planche Nouvelle"), ("siret", SIRET), ("postCode", "35000"), ("city", "Rennes")];
        let refused = bruno.send("/espace/organisations/nouvelle", &fields).await;
        assert!(refused.status == 422 && refused.text.contains("id=\"creer-siret-problem\""), "{}", refused.text);
        assert!(refused.text.contains("a une page archivée") && refused.text.contains("La Planche Nouvelle"), "{}", refused.text);
    }
}

story! {
    async fn a_list_leaves_the_organisation_of_whoever_brings_it_alone_and_keeps_its_trials(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("bretagne@x.example", bretagne).await;
        maud.opens("La Maison de Maud", SIRET).await;
        let list = format!("siret,name,post_code,city\n{SIRET},Autre nom,35000,Rennes\n=1+1,-1.5,35000,Rennes\n");
        let mut tried = Vec::new();
        for place in 0..6 {
            let source = format!("Liste {place}");
            let fields = [("faire", "verifier"), ("source", source.as_str()), ("licence", "")];
            let file = ("file", "l.csv", list.as_bytes());
            let sent = maud.send_file("/moderation/reseaux/bretagne/imports", &fields, file).await;
            tried.push(sent.header("location").to_owned());
            house.app.clock.advance(Duration::seconds(1));
        }
        assert_eq!(maud.get(&tried[0]).await.status, 404, "the oldest of six is gone");
        let page = maud.get(&tried[1]).await;
        assert!(page.status == 200 && page.text.contains("Vous êtes membre de cette organisation"), "{}", page.text);
        assert_eq!(maud.send(&tried[1], &[("faire", "importer")]).await.status, 303);
        house.drain().await;
        let rejected = maud.get(&format!("{}/rejets", tried[1])).await.text;
        assert!(rejected.contains("'=1+1,-1.5"), "no spreadsheet reads a formula: {rejected}");
    }
}

story! {
    async fn moderators_correct_a_number_and_owners_are_told_that_they_cannot(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let right = siret(9_008);
        let fields = |siret: &str, code: &str, city: &str, version: &str| {
            [("faire", "fiche"), ("version", version), ("name", "La Belle Planche"), ("siret", siret), ("postCode", code), ("city", city)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        let sent = |all: &[(String, String)]| all.to_vec();
        let typed = sent(&fields(&right, "35000", "Rennes", "1"));
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let own = bruno.send(&format!("/espace/organisations/{id}/fiche"), &typed).await;
        assert!(own.status == 422 && own.text.contains("demandez à la modération"), "{}", own.text);
        let mut maud = house.moderator("bretagne@x.example", bretagne).await;
        let sheet = format!("/moderation/organisations/{id}");
        assert_eq!(maud.send(&sheet, &typed).await.header("location"), format!("{sheet}?fait=saved"));
        assert_eq!(named(&house, "La Belle Planche").await.siret.as_ref(), Some(&right));
        let away = sent(&fields("", "13001", "Marseille", "2"));
        let away: Vec<(&str, &str)> = away.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let moved = maud.send(&sheet, &away).await;
        assert_eq!(moved.header("location"), "/moderation?fait=moved-out", "{}", moved.text);
        assert_eq!(named(&house, "La Belle Planche").await.siret.as_ref(), Some(&right), "none is taken away");
        assert!(maud.get("/moderation?fait=moved-out").await.text.contains("hors de votre territoire"));
    }
}

story! {
    async fn a_case_that_a_colleague_holds_shows_no_form(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        sent(&mut bruno).await;
        let mut one = house.moderator("un@x.example", bretagne).await;
        let mut other = house.moderator("deux@x.example", bretagne).await;
        let path = waiting(&house, "evidence").await.unwrap();
        let page = one.get(&path).await.text;
        assert!(page.contains("value=\"refused\"") && !page.contains("value=\"restored\""), "nothing was appealed: {page}");
        assert_eq!(one.send(&path, &[("faire", "prendre-en-charge")]).await.status, 303);
        let held = other.get(&path).await.text;
        assert!(!held.contains("value=\"decider\"") && !held.contains("value=\"prendre-en-charge\""), "{held}");
        assert!(one.get(&path).await.text.contains("value=\"decider\""));
        assert!(!one.get("/moderation?fait=decided").await.text.contains("fait=decided&"), "links don’t repeat what was done");
        assert!(house.get("/reseaux").await.text.contains("/reseaux/bretagne"));
    }
}

story! {
    async fn who_opens_a_page_is_shown_the_one_of_the_same_name_in_the_same_place(house) {
        house.open_to(vec![supplier("La Belle Planche").at("35238", "35", (48.11, -1.68))]).await;
        let there = named(&house, "La Belle Planche").await;
        let mut bruno = house.member(BRUNO).await;
        let fields = [("faire", "creer"), ("name", "la belle  planche"), ("siret", SIRET), ("postCode", "35000"), ("city", "Rennes")];
        let asked = bruno.send("/espace/organisations/nouvelle", &fields).await;
        let claim = format!("/fournisseurs/{}/revendiquer", there.slug);
        assert!(asked.status == 422 && asked.text.contains(&claim) && asked.text.contains("Ce n’est pas elle"), "{}", asked.text);
        let id = there.id.to_string();
        let on: Vec<(&str, &str)> = fields.into_iter().chain([("distinct", id.as_str())]).collect();
        assert!(bruno.send("/espace/organisations/nouvelle", &on).await.header("location").contains("fait=created"));
    }
}
