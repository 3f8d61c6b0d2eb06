//! What is shown of photos, guarantees, imports and the queue is what there is.

use bdis_tests::*;
use schema::organizations::organization;
use schema::products::product;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::moderation_rules::{named, waiting};

const BRUNO: &str = "bruno@scop.example";
const SIRET: &str = "73282932000074";
const PAGE: &str = "/fournisseurs/la-belle-planche-rennes";
const PDF: &[u8] = b"%PDF-1.7 arrete prefectoral";
const PNG: &[u8] =
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn png() -> Vec<u8> {
    data_encoding::BASE64.decode(PNG).unwrap()
}

/// A picture of one point that says it has so many on each side.
fn said_to_be(side: u32) -> Vec<u8> {
    let mut bytes = png();
    bytes[16..20].copy_from_slice(&side.to_be_bytes());
    bytes[20..24].copy_from_slice(&side.to_be_bytes());
    let bit = |sum: u32, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 };
    let sum = !bytes[12..29].iter().fold(!0, |sum: u32, byte| (0..8).fold(sum ^ u32::from(*byte), bit));
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

/// A guarantee that someone declares, and its page.
async fn declared(person: &mut Person<'_>, organization: &str, scheme: &str, until: &str) -> String {
    let fields = [("faire", "declarer"), ("scheme", scheme), ("validUntil", until)];
    let new = format!("/espace/organisations/{organization}/garanties/nouvelle");
    let answered = person.send(&new, &fields).await;
    assert_eq!(answered.status, 303, "{}", answered.text);
    answered.header("location").to_owned()
}

/// The same, with its document.
async fn proven(person: &mut Person<'_>, organization: &str, scheme: &str) -> String {
    let path =
        declared(person, organization, scheme, "2028-06-30").await.split('?').next().unwrap().to_owned();
    let sent = person.send_file(&path, &[("faire", "envoyer")], ("file", "a.pdf", PDF)).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    path
}

/// What stands in a page between each of these and the next quote.
fn after(page: &str, start: &str) -> Vec<String> {
    page.split(start).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

story! {
    async fn photos_stand_on_the_public_page_small_and_only_as_far_as_the_page_does(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/images");
        assert!(!house.get(PAGE).await.text.contains("id=\"photos\""), "none, and no heading");
        for alt in ["L’atelier", "La scie", "Le « grand » hangar"] {
            let fields = [("faire", "ajouter"), ("kind", "photo"), ("alt", alt)];
            assert_eq!(bruno.send_file(&path, &fields, ("picture", "p.png", &png())).await.status, 303);
        }
        let page = house.get(PAGE).await.text;
        assert!(page.contains("alt=\"L’atelier\"") && page.contains("alt=\"Le « grand » hangar\""), "{page}");
        assert!(page.contains("<summary>1 autre photo</summary>"), "the rest waits until it is asked for: {page}");
        assert_eq!(page.matches("width=\"300\" height=\"225\" loading=\"lazy\"").count(), 3, "{page}");
        let english = house.get(&format!("/en{PAGE}")).await.text;
        assert!(english.contains("1 more photo") && english.contains("alt=\"La scie\" lang=\"fr\""), "{english}");
        let small = after(&page, "src=\"/images/")[0].clone();
        let shown = house.get(&format!("/images/{small}")).await;
        assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"));
        assert!(shown.header("cache-control").starts_with("public") && shown.header("content-security-policy").contains("sandbox"));
        let mut row: organization::ActiveModel = named(&house, "La Belle Planche").await.into();
        row.archived_at = Set(Some(house.app.clock.now()));
        row.update(&house.app.db).await.unwrap();
        assert_eq!(house.get(&format!("/images/{small}")).await.status, 404, "with its page, it is out of sight");
        assert!(bruno.get(&format!("/images/{small}")).await.header("cache-control").contains("no-store"));
    }
}

story! {
    async fn each_state_of_a_guarantee_says_when_and_by_which_network_and_never_by_whom(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = proven(&mut bruno, &id, "esus").await;
        let mut maud = house.moderator("bretagne@x.example", bretagne).await;
        let case = waiting(&house, "evidence").await.unwrap();
        let register = [("faire", "decider"), ("decision", "register_checked"), ("registerLink", "https://r.example/12")];
        assert_eq!(maud.send(&case, &register).await.status, 303);
        let page = house.get(PAGE).await.text;
        assert!(page.contains("(le réseau bretagne)"), "who read the register: {page}");
        let of = format!("/moderation/garanties/{}", path.rsplit('/').next().unwrap());
        let suspend = [("faire", "decider"), ("decision", "suspended"), ("template", "template-guarantee-register")];
        assert_eq!(maud.send(&of, &suspend).await.status, 303);
        let page = house.get(PAGE).await.text;
        assert!(page.contains("suspendue, le ") && page.contains(", par le réseau bretagne"), "{page}");
        assert!(!page.contains("suspendue, jusqu’au"), "its last day isn’t the end of a suspension: {page}");
        let english = house.get(&format!("/en{PAGE}")).await.text;
        assert!(english.contains(", by the network bretagne"), "{english}");
        for shown in [bruno.get(&path).await.text, maud.get(&of).await.text] {
            let steps = shown.split("<caption>Étapes de cette garantie").nth(1).unwrap().split("</table>").next().unwrap();
            let of = ["Garantie déclarée", "Justificatif envoyé", "Confirmée par le registre public", "Suspendue"];
            let places: Vec<usize> = of.iter().map(|step| steps.find(step).unwrap_or_else(|| panic!("{step}: {steps}"))).collect();
            assert!(places.is_sorted(), "in their order: {steps}");
            assert_eq!(steps.matches("le réseau bretagne").count(), 2, "{steps}");
            assert!(steps.contains("L’organisation elle-même") && steps.contains("ne mentionne plus"), "{steps}");
            assert!(!steps.contains("Maud"), "{steps}");
        }
        assert!(!page.contains("Maud") && !page.contains("ne mentionne plus"), "the reason is its holder’s: {page}");
        let english = bruno.get(&format!("/en{path}")).await.text;
        assert!(english.contains("Steps of this guarantee") && english.contains("the network bretagne"), "{english}");
    }
}

story! {
    async fn an_import_warns_of_rows_that_contradict_each_other_and_of_a_commune_it_supposed(house) {
        let national = house.network_of("pilote", "national", None).await;
        house.open_to(vec![supplier("La Houle").at("35238", "35", (48.11, -1.68))]).await;
        let number = named(&house, "La Houle").await.siret.unwrap();
        let mut pilot = house.moderator("pilote@x.example", national).await;
        let (two, three) = (siret(9_101), siret(9_102));
        let list = format!(
            "siret,name,address,post_code,city,description\n{number},La Houle bretonne,,35000,Rennes,Voiles\n{two},Les Uns,,97410,Atlantide,\n{three},Les Deux,1 rue A,35000,Rennes,\n{three},Les Deux,2 rue B,35000,,Bois\n",
        );
        let fields = [("faire", "verifier"), ("source", "Annuaire"), ("licence", "etalab-2.0")];
        let sent = pilot.send_file("/moderation/reseaux/pilote/imports", &fields, ("file", "l.csv", list.as_bytes())).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let at = sent.header("location").to_owned();
        let page = pilot.get(&at).await.text;
        assert!(page.contains("<dt>Avertissements</dt>\n<dd>2</dd>"), "{page}");
        assert!(page.contains("Adresse\u{a0}: «\u{202f}2 rue B\u{202f}» contredit la ligne 4"), "{page}");
        assert!(page.contains("97410 Atlantide") && page.contains("Saint-Pierre est supposée"), "{page}");
        let english = pilot.get(&format!("/en{at}")).await.text;
        assert!(english.contains("“2 rue B” contradicts line 4") && english.contains("Saint-Pierre is supposed"), "{english}");
    }
}

story! {
    async fn usual_reasons_are_chosen_and_several_documents_are_refused_at_once(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let esus = proven(&mut bruno, &id, "esus").await;
        proven(&mut bruno, &id, "ei").await;
        let mut eve = house.member("eve@x.example").await;
        let claim = [("faire", "revendiquer"), ("note", "Je la dirige.")];
        assert_eq!(eve.send(&format!("{PAGE}/revendiquer"), &claim).await.status, 303);
        let mut maud = house.moderator("bretagne@x.example", bretagne).await;
        let all = maud.get("/moderation").await.text;
        assert!(all.contains("choisissez d’abord un type") && all.contains("aria-current=\"true\">Tout</a>"), "{all}");
        let at = "/moderation?type=evidence";
        let page = maud.get(at).await.text;
        assert!(page.contains("aria-current=\"true\">Justificatif") && !page.contains("value=\"accepter\""), "{page}");
        assert!(page.contains("<option value=\"template-guarantee-unreadable\">"), "{page}");
        let cases = after(&page, "name=\"cases\" value=\"");
        assert_eq!(cases.len(), 2, "{page}");
        let both = |template| [("faire", "refuser-documents"), ("template", template), ("cases", cases[0].as_str()), ("cases", cases[1].as_str())];
        for without in ["", "template-unknown"] {
            let refused = maud.send(at, &both(without)).await;
            assert!(refused.status == 422 && refused.text.contains("name=\"cases\""), "a reason is needed: {}", refused.text);
        }
        assert_eq!(maud.send(at, &both("template-guarantee-unreadable")[..2]).await.status, 422, "of what?");
        let asked = waiting(&house, "claim").await.unwrap();
        let foreign = [("faire", "refuser-documents"), ("template", "template-guarantee-other"), ("cases", asked.rsplit('/').next().unwrap())];
        assert_eq!(maud.send(at, &foreign).await.status, 404, "a claim is no document");
        assert_eq!(maud.send(at, &both("template-guarantee-unreadable")).await.status, 303);
        house.drain().await;
        assert!(house.mail.last(BRUNO).text.contains("Le document est illisible"));
        assert!(waiting(&house, "evidence").await.is_none(), "both are decided");
        let back = maud.send("/moderation", &[("faire", "reprendre-decision"), ("id", &cases[0])]).await;
        assert_eq!(back.status, 303, "{}", back.text);
        assert_eq!(after(&maud.get(at).await.text, "name=\"cases\" value=\"").len(), 2, "both wait again");
        assert!(bruno.get(&esus).await.text.contains("Étapes de cette garantie"));
        let refuse = [("faire", "refuser"), ("template", "template-claim-other"), ("reason", "Écrivez-nous.")];
        assert_eq!(maud.send(&asked, &refuse).await.status, 303);
        house.drain().await;
        let told = house.mail.last("eve@x.example").text;
        assert!(told.contains("celle d’une autre organisation") && told.contains("Écrivez-nous."), "{told}");
        let english = maud.get(&format!("/en{}", waiting(&house, "evidence").await.unwrap())).await.text;
        assert!(english.contains("Usual reason") && english.contains("The document can’t be read"), "{english}");
    }
}

story! {
    async fn nobody_is_sent_to_a_form_or_a_page_that_is_not_there(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let ended = declared(&mut bruno, &id, "esus", "2020-01-01").await;
        let page = bruno.get(&ended).await.text;
        assert!(page.contains("Elle a déjà pris fin") && !page.contains("Envoyez un justificatif"), "{page}");
        assert!(bruno.get(&format!("/en{ended}")).await.text.contains("It has already ended"));
        let running = declared(&mut bruno, &id, "ei", "2030-01-01").await;
        assert!(bruno.get(&running).await.text.contains("Envoyez un justificatif"));
        let mut eve = house.member("eve@x.example").await;
        eve.send(&format!("{PAGE}/revendiquer"), &[("faire", "revendiquer"), ("note", "Je la dirige.")]).await;
        let mut maud = house.moderator("bretagne@x.example", bretagne).await;
        let asked = waiting(&house, "claim").await.unwrap();
        assert_eq!(maud.send(&asked, &[("faire", "accepter")]).await.status, 303);
        house.drain().await;
        assert_eq!(eve.send(&format!("/espace/organisations/{id}"), &[("faire", "quitter")]).await.status, 303);
        house.drain().await;
        let letter = house.mail.last("eve@x.example");
        assert!(letter.subject.contains("plus membre"), "{}", letter.subject);
        assert_eq!(letter.link(), "/espace");
    }
}

story! {
    async fn a_catalogue_taken_back_names_what_was_changed_since_and_stays(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        for (start, said) in [("", "Annulé en partie"), ("/en", "Undone in part")] {
            let at = format!("{start}/espace/organisations/{id}/catalogue");
            let table = format!("nom;nature;catégorie\nTable{said};fournitures;39100000\nBanc{said};fournitures;39100000\n");
            let sent = bruno.send_file(&at, &[("faire", "importer")], ("file", "c.csv", table.as_bytes())).await;
            assert_eq!(sent.status, 303, "{}", sent.text);
            let edited = product::Entity::find().filter(product::Column::Name.eq(format!("Table{said}")));
            let edited = edited.one(&house.app.db).await.unwrap().unwrap();
            let mut row: product::ActiveModel = edited.into();
            (row.name, row.version) = (Set(format!("Table haute {}", said.len())), Set(2));
            row.update(&house.app.db).await.unwrap();
            let page = bruno.get(&at).await.text;
            let import = after(&page, "name=\"id\" value=\"").pop().unwrap();
            let undone = bruno.send(&at, &[("faire", "defaire"), ("id", &import)]).await;
            assert_eq!(undone.status, 200, "{}", undone.text);
            assert!(undone.text.contains(said) && undone.text.contains(&format!("Table haute {}", said.len())), "{}", undone.text);
            assert!(!undone.text.contains(&format!("Banc{said}")), "what is gone isn’t named: {}", undone.text);
        }
    }
}

story! {
    async fn a_picture_that_nobody_could_open_is_no_evidence(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = declared(&mut bruno, &id, "esus", "2030-01-01").await.split('?').next().unwrap().to_owned();
        for (start, said) in [("", "12\u{202f}000 pixels"), ("/en", "12,000 pixels")] {
            let file = ("file", "a.png", &*said_to_be(50_000));
            let huge = bruno.send_file(&format!("{start}{path}"), &[("faire", "envoyer")], file).await;
            assert!(huge.status == 422 && huge.text.contains(said), "{}", huge.text);
        }
        assert_eq!(bruno.send_file(&path, &[("faire", "envoyer")], ("file", "a.png", &said_to_be(1))).await.status, 303);
    }
}
