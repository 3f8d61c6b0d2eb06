//! A moderator brings in the network's list, and a public register's: tried, mended, confirmed, taken back.

use std::io::Write;

use backend::accounts::{self, NewUser, Role};
use backend::base::words::Lang;
use bdis_tests::*;
use chrono::Duration;
use schema::events::event;
use schema::organizations::organization;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

const IMPORTS: &str = "/moderation/reseaux/bretagne/imports";
const REGISTER: &str = "/moderation/registre";

async fn bretagne(house: &House) -> Person<'_> {
    let network = house.network_of("bretagne", "regional", Some("region:53")).await;
    house.moderator("bretagne@x.example", network).await
}

/// Sends a list under a name; the address of what would come of it.
async fn tried(person: &mut Person<'_>, name: &str, list: &[u8]) -> String {
    let fields = [("faire", "verifier"), ("source", name), ("licence", "etalab-2.0")];
    let answered = person.send_file(IMPORTS, &fields, ("file", "liste.csv", list)).await;
    assert_eq!(answered.status, 303, "{}", answered.text);
    answered.header("location").to_owned()
}

/// Sends a list and confirms it; its report.
async fn imported(house: &House, person: &mut Person<'_>, name: &str, list: &[u8]) -> (String, String) {
    let at = tried(person, name, list).await;
    assert_eq!(person.send(&at, &[("faire", "importer")]).await.status, 303);
    house.drain().await;
    let report = person.get(&at).await.text;
    assert!(report.contains("L’import est fait"), "{report}");
    (at, report)
}

fn counted(page: &str, name: &str, count: usize) -> bool {
    page.contains(&format!("<dt>{name}</dt>\n<dd>{count}</dd>"))
}

async fn named(house: &House, name: &str) -> organization::Model {
    let found = organization::Entity::find().filter(organization::Column::Name.eq(name));
    found.one(&house.app.db).await.unwrap().unwrap()
}

/// Who stands in the journal behind the events of a kind.
async fn actors(house: &House, kind: &str) -> Vec<String> {
    let rows = event::Entity::find().filter(event::Column::Kind.eq(kind)).all(&house.app.db).await.unwrap();
    rows.into_iter().map(|row| row.actor).collect()
}

fn list(rows: &[(u64, &str, &str)]) -> String {
    let rows = rows.iter().map(|(n, name, kind)| format!("{},{name},{kind},35000,Rennes\n", siret(*n)));
    "siret,name,kind,post_code,city\n".to_owned() + &rows.collect::<String>()
}

story! {
    async fn a_moderator_imports_the_networks_list_and_takes_it_back(house) {
        let mut maud = bretagne(&house).await;
        assert!(maud.get("/moderation/reseaux/bretagne").await.text.contains(IMPORTS));
        let text = list(&[(9_001, "Un", "ACI"), (9_002, "Deux", "Inconnu au bataillon")]) + "12345678901234,Faux,,35000,Rennes\n";
        let at = tried(&mut maud, "Annuaire breton", text.as_bytes()).await;
        let page = maud.get(&at).await.text;
        assert!(counted(&page, "Créés", 2) && counted(&page, "Refusés", 1) && counted(&page, "Lignes lues", 3), "{page}");
        assert!(page.contains("Rien n’est écrit") && page.contains("Licence Ouverte 2.0") && page.contains("<dd>CSV</dd>"), "{page}");
        assert!(page.contains("clé ne correspond pas") && page.contains("Inconnu au bataillon"), "{page}");
        assert!(page.contains("<option value=\"post_code\" selected>"), "each column says what it was read as: {page}");
        assert_eq!(organization::Entity::find().all(&house.app.db).await.unwrap().len(), 0, "nothing is written");
        assert_eq!(maud.send(&at, &[("faire", "importer")]).await.status, 303);
        assert_eq!(maud.send(&at, &[("faire", "importer")]).await.status, 303, "asked twice, it is read once");
        assert!(maud.get(&at).await.text.contains("se poursuit sans vous"));
        house.drain().await;
        let report = maud.get(&at).await.text;
        assert!(counted(&report, "Créés", 2) && report.contains("Inconnu au bataillon"), "{report}");
        let told = house.mail.last("bretagne@x.example");
        assert_eq!(told.subject, "Import terminé : liste.csv");
        let words = told.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.text.contains(&at) && words.contains("créées : 2") && words.contains("refusées : 1"), "{words}");
        assert_eq!(house.found(json!({ "networks": ["bretagne"] })).await, ["Deux", "Un"]);
        let past = maud.get(IMPORTS).await.text;
        assert!(past.contains("liste.csv") && past.contains("Annuaire breton") && past.contains("Maud Ératrice"), "{past}");
        for kind in ["import_asked", "suppliers_imported"] {
            let behind = actors(&house, kind).await;
            assert!(behind.len() == 1 && behind[0].starts_with("account:"), "{kind}: {behind:?}");
        }
        let rejected = maud.get(&format!("{at}/rejets")).await;
        assert!(rejected.text.contains("12345678901234,Faux,,35000,Rennes,4,Le SIRET est faux"), "{}", rejected.text);
        let rejected = maud.get(&format!("/en{at}/rejets")).await;
        assert!(rejected.text.contains("12345678901234,Faux,,35000,Rennes,4,The SIRET"), "{}", rejected.text);
        let second = tried(&mut maud, "Annuaire breton", text.as_bytes()).await;
        let again = maud.get(&second).await.text;
        assert!(counted(&again, "Inchangés", 2), "the same list changes nothing: {again}");
        // What was changed since stays, and is named.
        let mut edited = named(&house, "Un").await.into_active_model();
        edited.edited_at = Set(Some(house.app.clock.now()));
        edited.update(&house.app.db).await.unwrap();
        let undone = maud.send(&at, &[("faire", "defaire")]).await;
        assert_eq!(undone.header("location"), format!("{at}?fait=undone-partly"));
        let partly = maud.get(&at).await.text;
        assert!(partly.contains("annulé en partie") && partly.contains("un-rennes") && partly.contains("Modifié depuis"), "{partly}");
        assert!(!partly.contains("value=\"defaire\""), "nothing more could be undone: {partly}");
        house.drain().await;
        assert_eq!(house.found(json!({})).await, ["Un"]);
        assert!(actors(&house, "import_undone").await.iter().all(|actor| actor.starts_with("account:")));
        let mut mended = named(&house, "Un").await.into_active_model();
        mended.edited_at = Set(None);
        mended.update(&house.app.db).await.unwrap();
        assert_eq!(maud.send(&at, &[("faire", "defaire")]).await.header("location"), format!("{at}?fait=undone"));
        house.drain().await;
        assert_eq!(house.found(json!({})).await.len(), 0);
        assert_eq!(maud.send(&at, &[("faire", "defaire")]).await.status, 422, "once");
        assert!(maud.get(&at).await.text.contains("a été annulé"));
    }
}

story! {
    async fn columns_can_be_mapped_again_without_sending_the_file_again(house) {
        let mut maud = bretagne(&house).await;
        let text = format!("siret;Appellation;Ville;Code postal\n{};La Belle Planche;Rennes;35000\n", siret(9_001));
        let at = tried(&mut maud, "Annuaire breton", text.as_bytes()).await;
        let page = maud.get(&at).await.text;
        assert!(page.contains("Aucune colonne n’est lue comme le nom") && page.contains("Appellation") && !page.contains("value=\"importer\""), "{page}");
        assert_eq!(maud.send(&at, &[("faire", "importer")]).await.status, 422);
        let choose = |name: &'static str, city: &'static str| [("faire", "relire"), ("column-0", "siret"), ("column-1", name), ("column-2", city), ("column-3", "post_code")];
        let twice = maud.send(&at, &choose("name", "name")).await;
        assert!(twice.status == 422 && twice.text.contains("«\u{202f}Appellation\u{202f}» et «\u{202f}Ville\u{202f}»"), "{}", twice.text);
        assert_eq!(maud.send(&at, &choose("ignore", "city")).await.status, 422, "a name is needed");
        assert_eq!(maud.send(&at, &choose("<script>", "city")).await.status, 422);
        assert_eq!(maud.send(&at, &choose("name", "city")).await.header("location"), format!("{at}?fait=columns"));
        let page = maud.get(&at).await.text;
        assert!(counted(&page, "Créés", 1) && page.contains(">La Belle Planche</td>"), "{page}");
        let unused = maud.send(&at, &choose("name", "ignore")).await;
        assert_eq!(unused.status, 303, "{}", unused.text);
        assert_eq!(maud.send(&at, &[("faire", "importer")]).await.status, 303);
        house.drain().await;
        assert_eq!(house.found(json!({})).await, ["La Belle Planche"]);
        assert_eq!(named(&house, "La Belle Planche").await.city, None, "its column was left out");
    }
}

story! {
    async fn members_of_elements_can_be_mapped_too(house) {
        let mut maud = bretagne(&house).await;
        let text = format!("[{{\"name\":\"Sigle\",\"raison\":\"La Belle Planche\",\"siret\":\"{}\",\"postalCode\":\"35000\",\"addressLocality\":\"Rennes\",\"a\\u0000b\":1}}]", siret(9_001));
        let at = tried(&mut maud, "Carte", text.as_bytes()).await;
        let page = maud.get(&at).await.text;
        assert!(page.contains("JSON (GoGoCarto ou GeoJSON)") && page.contains(">Sigle</td>"), "{page}");
        // In the order of their names.
        let mut fields = vec![("faire", "relire")];
        let names = ["column-0", "column-1", "column-2", "column-3", "column-4", "column-5"];
        fields.extend(names.into_iter().zip(["ignore", "city", "brand", "post_code", "name", "siret"]));
        let chosen = maud.send(&at, &fields).await;
        assert_eq!(chosen.status, 303, "{}", chosen.text);
        assert!(maud.get(&at).await.text.contains(">La Belle Planche</td>"));
    }
}

story! {
    async fn rows_outside_the_territory_are_rejected(house) {
        let mut maud = bretagne(&house).await;
        house.open_to(vec![supplier("Le Mistral").at("13055", "13", (43.3, 5.37)), supplier("La Houle").at("35238", "35", (48.11, -1.68))]).await;
        let number = async |name: &str| named(&house, name).await.siret.unwrap();
        let text = format!(
            "siret,name,post_code,city,departement,kind\n{},Ici,35000,Rennes,,\n{},Au sud,,,13,\n{},Nulle part,,,,\n{},Le Mistral,35000,Rennes,,ACI\n{},La Houle,35000,Rennes,,ACI\n",
            siret(9_001), siret(9_002), siret(9_003), number("Le Mistral").await, number("La Houle").await,
        );
        let before = named(&house, "Le Mistral").await;
        let (_, report) = imported(&house, &mut maud, "Annuaire breton", text.as_bytes()).await;
        assert!(counted(&report, "Créés", 1) && counted(&report, "Modifiés", 1) && counted(&report, "Refusés", 3), "{report}");
        for reason in ["hors du territoire du réseau", "rien ne dit qu’il est dans le territoire", "ne relève pas du réseau"] {
            assert!(report.contains(reason), "{reason}: {report}");
        }
        assert_eq!(named(&house, "Le Mistral").await, before);
        assert_eq!(house.found(json!({ "networks": ["bretagne"] })).await, ["Ici", "La Houle"]);
        // A list that is another's isn't theirs to bring.
        house.import(list(&[(9_004, "Quatre", "")]), backend::interchange::Options { source: Some("Liste nationale".into()), ..Default::default() }).await;
        let fields = [("faire", "verifier"), ("source", "Liste nationale"), ("licence", "")];
        let taken = maud.send_file(IMPORTS, &fields, ("file", "l.csv", text.as_bytes())).await;
        assert!(taken.status == 422 && taken.text.contains("Une autre liste porte déjà ce nom"), "{}", taken.text);
    }
}

story! {
    async fn a_stranger_sees_no_imports(house) {
        let mut maud = bretagne(&house).await;
        let at = tried(&mut maud, "Annuaire breton", list(&[(9_001, "Un", "")]).as_bytes()).await;
        let provence = house.network_of("provence", "regional", Some("region:93")).await;
        let admin = NewUser { email: "admin@x.example".to_owned(), name: "Admin".to_owned(), password: PASSWORD.to_owned(), lang: Lang::Fr, role: Role::Administrator };
        accounts::create_user(&house.app, admin).await.unwrap();
        let mut admin = house.person("admin@x.example");
        admin.sign_in(PASSWORD).await;
        let mut elsewhere = house.moderator("provence@x.example", provence).await;
        let mut eve = house.member("eve@x.example").await;
        let rejects = format!("{at}/rejets");
        for person in [&mut elsewhere, &mut eve, &mut admin] {
            for path in [IMPORTS, &at, &rejects] {
                assert_eq!(person.get(path).await.status, 404, "{} {path}", person.email);
            }
            for (path, act) in [(IMPORTS, "verifier"), (&at, "importer"), (&at, "relire"), (&at, "defaire")] {
                assert_eq!(person.send(path, &[("faire", act)]).await.status, 404, "{} {act}", person.email);
            }
        }
        for person in [&mut eve, &mut admin] {
            assert_eq!(person.get(REGISTER).await.status, 404, "{}", person.email);
        }
        assert_eq!(house.get(IMPORTS).await.status, 303, "signed out, to the sign-in");
        let here = at.replace("bretagne", "provence");
        assert_eq!(elsewhere.get(&here).await.status, 404, "nor under a network of theirs");
        let twin = house.app.clock.clone();
        twin.advance(Duration::hours(25));
        backend::interchange::tidy(&house.app).await.unwrap();
        let id = Uuid::parse_str(at.rsplit('/').next().unwrap()).unwrap();
        assert!(house.app.files.get(id).await.is_err(), "what was only tried is kept for a day");
        assert_eq!(maud.get(&at).await.status, 404);
    }
}

story! {
    async fn an_import_never_writes_over_a_member(house) {
        let mut maud = bretagne(&house).await;
        imported(&house, &mut maud, "Annuaire breton", list(&[(9_001, "Un", "")]).as_bytes()).await;
        let mut edited = named(&house, "Un").await.into_active_model();
        edited.description = Set("De ses membres".to_owned());
        edited.edited_at = Set(Some(house.app.clock.now()));
        edited.update(&house.app.db).await.unwrap();
        let (_, report) = imported(&house, &mut maud, "Annuaire breton", list(&[(9_001, "Un autre nom", "")]).as_bytes()).await;
        assert!(counted(&report, "Inchangés", 1) && report.contains("Ses membres ont modifié la fiche"), "{report}");
        assert_eq!(named(&house, "Un").await.description, "De ses membres");
    }
}

story! {
    async fn an_email_column_is_the_address_on_record_and_never_shown(house) {
        let mut maud = bretagne(&house).await;
        let text = |email: &str| format!("siret,name,post_code,city,Adresse e-mail\n{},Un,35000,Rennes,{email}\n{},Deux,35000,Rennes,pas une adresse\n", siret(9_001), siret(9_002));
        let at = tried(&mut maud, "Annuaire breton", text("Secret@un.example").as_bytes()).await;
        let preview = maud.get(&at).await.text;
        assert!(counted(&preview, "Créés", 2) && preview.contains("L’adresse électronique n’en est pas une"), "{preview}");
        assert!(preview.contains("<option value=\"email\" selected>") && !preview.contains("ecret@"), "{preview}");
        assert_eq!(maud.send(&at, &[("faire", "importer")]).await.status, 303);
        house.drain().await;
        let email = async |name: &str| named(&house, name).await.email;
        assert_eq!((email("Un").await.as_deref(), email("Deux").await), (Some("Secret@un.example"), None));
        let (second, _) = imported(&house, &mut maud, "Annuaire breton", text("secret@deux.example").as_bytes()).await;
        assert_eq!(email("Un").await.as_deref(), Some("secret@deux.example"), "no member wrote it");
        let slug = named(&house, "Un").await.slug;
        for path in ["/fournisseurs".to_owned(), format!("/fournisseurs/{slug}"), "/feeds/fournisseurs.atom".to_owned()] {
            let shown = house.get(&path).await;
            assert!(shown.status == 200 && !shown.text.contains("ecret@"), "{path}: {}", shown.text);
        }
        for ending in ["csv", "geojson", "gogocarto.json", "murmurations.json"] {
            let file = house.get(&format!("/export/fournisseurs.{ending}")).await.text;
            assert!(!file.is_empty() && !file.contains("ecret@"), "{ending}: {file}");
        }
        assert_eq!(house.found(json!({ "text": "secret" })).await.len(), 0, "nor searched");
        let schema = house.graphql("{ __type(name: \"Supplier\") { fields { name } } }", json!({})).await.text;
        assert!(!schema.contains("email"), "{schema}");
        for row in event::Entity::find().all(&house.app.db).await.unwrap() {
            assert!(!row.payload.to_string().contains("ecret@"), "{}: {}", row.kind, row.payload);
        }
        let mut bruno = house.member("bruno@scop.example").await;
        bruno.send(&format!("/fournisseurs/{slug}/revendiquer"), &[("faire", "revendiquer"), ("note", "Gérant.")]).await;
        house.drain().await;
        assert_eq!(house.mail.to("secret@deux.example").len(), 1, "it is told of a claim");
        assert_eq!(maud.send(&second, &[("faire", "defaire")]).await.status, 303);
        assert_eq!(email("Un").await, None, "what the journal doesn't hold isn't brought back");
        let mut edited = named(&house, "Un").await.into_active_model();
        (edited.email, edited.edited_at) = (Set(Some("choisie@un.example".to_owned())), Set(Some(house.app.clock.now())));
        edited.update(&house.app.db).await.unwrap();
        imported(&house, &mut maud, "Annuaire breton", text("secret@trois.example").as_bytes()).await;
        assert_eq!(email("Un").await.as_deref(), Some("choisie@un.example"));
    }
}

story! {
    async fn a_register_list_confirms_only_those_of_the_network(house) {
        let mut maud = bretagne(&house).await;
        house.open_to(vec![supplier("La Houle").at("35238", "35", (48.11, -1.68)), supplier("Le Mistral").at("13055", "13", (43.3, 5.37))]).await;
        let own = maud.opens("La Maison de Maud", "73282932000074").await;
        assert!(!own.is_empty());
        let number = async |name: &str| named(&house, name).await.siret.unwrap();
        let text = format!(
            "siret;scheme;valid_until;link\n{0};esus;2030-12-31;https://r.example/\n{0};esus;2030-12-31;https://r.example/\n{1};esus;2030-12-31;\n{2};esus;;\n73282932000074;esus;;\n{0};rien de tel;;\n",
            number("La Houle").await, number("Le Mistral").await, siret(9_009),
        );
        let sent = maud.send_file(REGISTER, &[("faire", "verifier"), ("scheme", "")], ("file", "esus.csv", text.as_bytes())).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        let at = sent.header("location").to_owned();
        let page = maud.get(&at).await.text;
        assert!(counted(&page, "Créés", 1) && counted(&page, "Inchangés", 1) && counted(&page, "Refusés", 4), "{page}");
        for reason in ["ne relève d’aucun de vos réseaux", "Aucune organisation d’ici", "Vous êtes membre", "rien de tel"] {
            assert!(page.contains(reason), "{reason}: {page}");
        }
        let checked = json!({ "guarantees": ["esus"], "minLevel": "REGISTER_CHECKED" });
        house.drain().await;
        assert_eq!(house.found(checked.clone()).await.len(), 0, "nothing is written");
        assert_eq!(maud.send(&at, &[("faire", "importer")]).await.status, 303);
        house.drain().await;
        assert_eq!(house.found(checked).await, ["La Houle"]);
        let behind = actors(&house, "register_read").await;
        assert!(behind.len() == 1 && behind[0].starts_with("account:"), "{behind:?}");
        assert!(maud.get(&format!("{at}/rejets")).await.text.contains("ne relève d’aucun de vos réseaux"));
        assert_eq!(maud.send(&at, &[("faire", "defaire")]).await.status, 404, "a register isn't taken back");
    }
}

story! {
    async fn a_zip_bomb_is_refused(house) {
        let mut maud = bretagne(&house).await;
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            for _ in 0..70 {
                archive.write_all(&vec![b'0'; 1024 * 1024]).unwrap();
            }
        }
        let bomb = archive.finish().unwrap().into_inner();
        let wide = (0..101).map(|n| format!("c{n},")).collect::<String>() + "siret,name\n";
        let heavy = vec![b'x'; 10 * 1024 * 1024 + 1];
        let long = "siret,name\n".to_owned() + &"1,x\n".repeat(20_001);
        for (bytes, said) in [
            (bomb.as_slice(), "démesuré"),
            (b"".as_slice(), "Choisissez un fichier"),
            (b"\n \n".as_slice(), "aucune ligne"),
            (b"\x89PNG\r\n\x1a\n\0\0".as_slice(), "ni un CSV"),
            (b"PK\x03\x04 broken".as_slice(), "ni un CSV"),
            (b"siret\n00000101600013\n".as_slice(), "comme le nom"),
            (b"siret,name\n1,\"x\n".as_slice(), "jamais refermé"),
            (b"{\"a\":1}".as_slice(), "ne contient pas une liste"),
            (wide.as_bytes(), "plus de 100 colonnes"),
            (heavy.as_slice(), "10\u{a0}Mo"),
            (long.as_bytes(), "plus de 20\u{202f}000"),
        ] {
            let fields = [("faire", "verifier"), ("source", "Annuaire"), ("licence", "")];
            let refused = maud.send_file(IMPORTS, &fields, ("file", "x", bytes)).await;
            let beside = refused.text.contains("id=\"verifier-file-problem\"");
            assert!(refused.status == 422 && beside && refused.text.replace(" Mo", "\u{a0}Mo").contains(said), "{said}: {}", refused.text);
            let english = maud.send_file(&format!("/en{IMPORTS}"), &fields, ("file", "x", bytes)).await;
            assert!(english.status == 422 && !english.text.contains(said), "{said}");
        }
        let unnamed = maud.send_file(IMPORTS, &[("faire", "verifier"), ("source", " "), ("licence", "")], ("file", "x", b"siret,name\n")).await;
        assert!(unnamed.status == 422 && unnamed.text.contains("Nommez la source"), "{}", unnamed.text);
        let hostile = format!("siret,name,<script>alert(1)</script>,\u{202e},,\n{},=1+1,<b>,x,y,z\n", siret(9_001));
        let at = tried(&mut maud, "<i>Annuaire</i>", hostile.as_bytes()).await;
        let page = maud.get(&at).await.text;
        assert!(!page.contains("<script>alert") && !page.contains("<i>Annuaire") && page.contains("Colonne sans nom (4)"), "{page}");
        let register = maud.send_file(REGISTER, &[("faire", "verifier")], ("file", "x", b"a,b\n1,2\n")).await;
        assert!(register.status == 422 && register.text.contains("id=\"verifier-file-problem\""), "{}", register.text);
    }
}
