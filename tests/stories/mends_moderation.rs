//! What a fresh look found in moderation, imports and guarantees, each mended.

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

async fn named(house: &House, name: &str) -> organization::Model {
    let found = organization::Entity::find().filter(organization::Column::Name.eq(name));
    found.one(&house.app.db).await.unwrap().unwrap_or_else(|| panic!("{name}"))
}

/// Sends a network's list and confirms it; its address.
async fn imported(house: &House, person: &mut Person<'_>, rows: &[(u64, &str)]) -> String {
    let rows: String =
        rows.iter().map(|(n, name)| format!("{},{name},35000,Rennes\n", siret(*n))).collect();
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
