//! Lists come in: what they bring, what they leave alone, what is refused.

use backend::interchange::{FileTrouble, Options, Report};
use bdis_tests::*;
use schema::organizations::organization;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};
use serde_json::json;

fn counts(report: &Report) -> (u64, u64, u64, u64, u64) {
    (report.read, report.created, report.updated, report.unchanged, report.rejected)
}

fn from(source: &str) -> Options {
    Options { source: Some(source.to_owned()), ..Options::default() }
}

fn vouched(network: &str) -> Options {
    Options { network: Some(network.to_owned()), ..from("list") }
}

fn reasons(report: &Report) -> Vec<(u64, String)> {
    let code = |reason: &str| reason.split(':').next().unwrap().to_owned();
    report.rejects.iter().map(|note| (note.line, code(&note.reason))).collect()
}

fn warned(report: &Report, line: u64, code: &str) -> bool {
    report.warnings.iter().any(|note| note.line == line && note.reason.starts_with(code))
}

async fn organizations(house: &House) -> Vec<organization::Model> {
    organization::Entity::find().all(&house.app.db).await.unwrap()
}

const THREE: [&str; 3] = ["Café de l’Étang", "Les Jardins Inventés", "Œuvres & Bois"];

story! {
    async fn a_list_in_any_dialect_brings_the_same_suppliers_once(house) {
        let dialects = ["comma-utf8.csv", "tab-utf8.csv", "semicolon-bom-crlf.csv", "semicolon-windows-1252.csv"];
        for (place, name) in dialects.into_iter().enumerate() {
            let report = house.import_file(&house.fixture(name), from("list")).await.unwrap();
            let expected = if place == 0 { (3, 3, 0, 0, 0) } else { (3, 0, 0, 3, 0) };
            assert_eq!(counts(&report), expected, "{name}: {report:?}");
        }
        house.drain().await;
        let mut names = house.found(json!({})).await;
        names.sort();
        assert_eq!(names, THREE);
    }
}

story! {
    async fn windows_1252_text_arrives_whole(house) {
        house.import_file(&house.fixture("semicolon-windows-1252.csv"), from("list")).await.unwrap();
        house.drain().await;
        assert_eq!(house.found(json!({})).await, THREE);
    }
}

story! {
    async fn an_accent_far_into_a_file_is_still_understood(house) {
        let report = house.import_file(&house.fixture("late-accent.csv"), from("list")).await.unwrap();
        assert_eq!((report.read, report.created, report.rejected), (2_501, 2_501, 0));
        let names: Vec<String> = organizations(&house).await.into_iter().map(|row| row.name).collect();
        assert!(names.iter().any(|name| name.contains('é')), "the last rows hold an accent");
        assert!(names.iter().all(|name| !name.contains('\u{FFFD}') && !name.contains('Ã')));
    }
}

story! {
    async fn rejected_rows_are_told_by_line_and_reason_and_the_others_come_in(house) {
        let first = house.import_file(&house.fixture("rejects.csv"), from("list")).await.unwrap();
        assert_eq!(counts(&first), (8, 3, 1, 0, 4), "{first:?}");
        let expected =
            [(5, "siret-checksum"), (6, "siret-length"), (7, "name-missing"), (8, "field-count")];
        assert_eq!(reasons(&first), expected.map(|(line, code)| (line, code.to_owned())));
        assert!(warned(&first, 10, "repeated"), "the difference of the repeated row is told: {first:?}");
        assert!(warned(&first, 11, "point-far"), "{first:?}");
        let second = house.import_file(&house.fixture("rejects.csv"), from("list")).await.unwrap();
        assert_eq!(counts(&second), (8, 0, 0, 4, 4), "{second:?}");
    }
}

story! {
    async fn a_repeated_siret_is_one_supplier_with_both_statuses(house) {
        house.import("siret,name,kind\n00000101600013,Un,EI\n00000101600013,Deux,ACI\n", from("list")).await;
        let data = house.ask("{ suppliers { nodes { name guarantees { scheme { code } declaredSource level } } } }", json!({})).await;
        let nodes = data["suppliers"]["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), 1);
        assert_eq!(nodes[0]["name"], "Un", "the first row's identity stays");
        let held = nodes[0]["guarantees"].as_array().unwrap();
        let mut schemes: Vec<&str> = held.iter().map(|one| one["scheme"]["code"].as_str().unwrap()).collect();
        schemes.sort();
        assert_eq!(schemes, ["aci", "ei"]);
        assert!(held.iter().all(|one| one["declaredSource"] == "list" && one["level"] == "DECLARED"));
    }
}

story! {
    async fn a_siret_repeated_far_apart_is_still_one_supplier(house) {
        let mut list = String::from("siret,name,kind\n00000101600013,Un,EI\n");
        for n in 0..1_200 {
            list += &format!("{},Autre {n},\n", siret(n + 1_000));
        }
        list += "00000101600013,Deux,ACI\n";
        let report = house.import(&list, from("list")).await;
        assert_eq!(counts(&report), (1_202, 1_201, 1, 0, 0));
        assert_eq!(counts(&house.import(&list, from("list")).await), (1_202, 0, 0, 1_202, 0));
    }
}

story! {
    async fn a_changed_row_updates_its_supplier_and_its_address_stays(house) {
        house.import("siret,name,description\n00000101600013,Avant,Menuiserie\n", from("list")).await;
        let before = organizations(&house).await.remove(0);
        let report = house.import("siret,name,description\n00000101600013,Après,Boulangerie\n", from("list")).await;
        assert_eq!(counts(&report), (1, 0, 1, 0, 0));
        let after = organizations(&house).await.remove(0);
        assert_eq!((after.id, &after.slug, after.name.as_str()), (before.id, &before.slug, "Après"));
        assert_eq!(house.found(json!({ "text": "boulangerie" })).await, ["Après"]);
        assert!(house.found(json!({ "text": "menuiserie" })).await.is_empty());
    }
}

story! {
    async fn what_a_member_edited_is_never_written_over(house) {
        house.import("siret,name\n00000101600013,De la liste\n", from("list")).await;
        let mut row = organizations(&house).await.remove(0).into_active_model();
        row.name = Set("De ses membres".to_owned());
        row.edited_at = Set(Some(house.app.clock.now()));
        row.update(&house.app.db).await.unwrap();
        let report = house.import("siret,name\n00000101600013,De la liste encore\n", from("list")).await;
        assert_eq!((report.updated, report.unchanged), (0, 1));
        assert!(warned(&report, 2, "edited"), "{report:?}");
        assert_eq!(organizations(&house).await[0].name, "De ses membres");
        assert!(organizations(&house).await[0].edited_at.is_some());
    }
}

story! {
    async fn another_list_adds_its_status_and_leaves_the_identity(house) {
        house.import("siret,name,kind\n00000101600013,Premier,EI\n", from("one")).await;
        let report = house.import("siret,name,kind\n00000101600013,Second,ACI\n", from("two")).await;
        assert_eq!((report.created, report.updated), (0, 1));
        assert_eq!(organizations(&house).await[0].name, "Premier");
        assert_eq!(house.found(json!({ "guarantees": ["ei", "aci"] })).await, ["Premier"]);
    }
}

story! {
    async fn every_variant_of_gogocarto_is_read(house) {
        house.network("reseau").await;
        for name in [
            "gogocarto-current.json",
            "gogocarto-data-first.json",
            "gogocarto-data-only.json",
            "gogocarto-bare-list.json",
            "gogocarto-older.json",
            "gogocarto-elements.js",
            "features.json",
        ] {
            let source = Options { source: Some(name.to_owned()), ..vouched("reseau") };
            let report = house.import_file(&house.fixture(name), source.clone()).await.unwrap();
            assert_eq!((report.read, report.rejected), (2, 0), "{name}: {report:?}");
            let again = house.import_file(&house.fixture(name), source).await.unwrap();
            assert_eq!(counts(&again), (2, 0, 0, 2, 0), "{name}");
        }
        house.drain().await;
        let members = house.found(json!({ "networks": ["reseau"] })).await;
        assert!(members.contains(&"Ressourcerie inventée".to_owned()), "{members:?}");
        let themes = house.found(json!({ "text": "ressourcerie", "themes": ["reuse"] })).await;
        assert_eq!(themes, ["Ressourcerie inventée"], "its categories became themes");
    }
}

story! {
    async fn a_row_without_siret_or_rna_needs_a_network_that_vouches_for_it(house) {
        let list = house.fixture("gogocarto-current.json");
        let report = house.import_file(&list, from("list")).await.unwrap();
        assert_eq!((report.created, report.rejected), (1, 1));
        assert_eq!(reasons(&report)[0].1, "key-unvouched");
        assert!(report.rejects[0].reason.contains("--network"));
        house.network("reseau").await;
        let report = house.import_file(&list, vouched("reseau")).await.unwrap();
        assert_eq!((report.created, report.rejected), (1, 0));
        let alone = organizations(&house).await.into_iter().find(|row| row.siret.is_none()).unwrap();
        assert!(alone.vouched_by.is_some());
    }
}

story! {
    async fn a_source_id_repeated_in_a_list_is_one_organisation(house) {
        house.network("reseau").await;
        let list = "id,name\na1,Collectif\na1,Collectif encore\n";
        let report = house.import(list, vouched("reseau")).await;
        assert_eq!(counts(&report), (2, 1, 1, 0, 0), "{report:?}");
        assert_eq!(organizations(&house).await.len(), 1);
        assert_eq!(counts(&house.import(list, vouched("reseau")).await), (2, 0, 0, 2, 0));
    }
}

story! {
    async fn withdrawn_elements_are_rejected(house) {
        house.network("reseau").await;
        let report = house.import_file(&house.fixture("gogocarto-rejects.json"), vouched("reseau")).await.unwrap();
        assert!(report.rejected > 0 && report.created == 2, "{report:?}");
        assert!(reasons(&report).iter().any(|(_, code)| code == "element-withdrawn"), "{report:?}");
    }
}

story! {
    async fn an_unknown_network_is_refused_by_name(house) {
        let refused = house.try_import("siret,name\n00000101600013,Un\n", vouched("ailleurs")).await.unwrap_err();
        assert!(matches!(&refused, FileTrouble::Asked(line) if line.contains("ailleurs")), "{refused}");
        assert!(organizations(&house).await.is_empty());
    }
}

story! {
    async fn other_columns_go_in_through_map(house) {
        let list = house.fixture("map.csv");
        assert!(house.import_file(&list, from("list")).await.is_err());
        let map = strings(&["Code=siret", "Appellation=name"]);
        let report = house.import_file(&list, Options { map, ..from("list") }).await.unwrap();
        assert_eq!(counts(&report), (3, 3, 0, 0, 0));
    }
}

story! {
    async fn a_file_that_is_not_what_it_says_is_refused_in_one_line_and_changes_nothing(house) {
        let folder = std::fs::read_dir(house.fixture("")).unwrap();
        let mut refused = 0;
        for file in folder {
            let path = file.unwrap().path();
            if !path.file_name().unwrap().to_string_lossy().starts_with("refused-") {
                continue;
            }
            let told = house.import_file(&path, from("list")).await.unwrap_err().to_string();
            assert!(!told.is_empty() && !told.contains('\n'), "{}: {told:?}", path.display());
            refused += 1;
        }
        assert!(refused >= 6, "{refused}");
        assert!(organizations(&house).await.is_empty());
        use schema::interchange::import;
        use schema::organizations::source;
        assert_eq!(import::Entity::find().count(&house.app.db).await.unwrap(), 0);
        assert_eq!(source::Entity::find().count(&house.app.db).await.unwrap(), 0);
    }
}

story! {
    async fn a_number_that_another_organisation_has_does_not_stop_the_list(house) {
        let first = "siret,rna,name\n00000101600013,W009000001,Un\n00000102400017,W009000002,Deux\n";
        house.import(first, from("list")).await;
        let second = "siret,rna,name\n00000101600013,W009000002,Un encore\n00000103200010,,Trois\n";
        let report = house.try_import(second, from("list")).await;
        let report = report.unwrap_or_else(|error| panic!("the list stopped: {error}"));
        assert_eq!((report.read, report.created), (2, 1), "{report:?}");
        let told = report.rejects.iter().chain(&report.warnings).any(|note| note.line == 2);
        assert!(told, "line 2 is told: {report:?}");
    }
}

story! {
    async fn what_an_import_leaves_out_is_supposed_and_said_to_be(house) {
        let list = "siret,name,naf,post_code,city\n00000101600013,Les Mains Vertes,8130Z,35000,Rennes\n\
                    00000102400017,Services,9499Z,35000,Rennes\n";
        house.import(list, from("list")).await;
        let query = "{ suppliers(sort: NAME) { nodes { name
            serviceArea { territories { code } confirmed }
            categories { category { code } confirmed } themes { theme { code } confirmed } } } }";
        let data = house.ask(query, json!({})).await;
        let green = &data["suppliers"]["nodes"][0];
        assert_eq!(green["serviceArea"], json!({ "territories": [{ "code": "departement:35" }], "confirmed": false }));
        let categories = green["categories"].as_array().unwrap();
        assert!(categories.iter().any(|one| one["category"]["code"] == "77310000"));
        assert!(categories.iter().all(|one| one["confirmed"] == false));
        assert!(green["themes"].as_array().unwrap().iter().all(|one| one["confirmed"] == false));
        assert_eq!(data["suppliers"]["nodes"][1]["categories"], json!([]), "a NAF that names no trade gives none");
        let found = house.found(json!({ "categories": ["7731"], "territories": ["departement:35"] })).await;
        assert_eq!(found, ["Les Mains Vertes"]);
    }
}

story! {
    async fn the_place_is_found_by_post_code_and_name_else_as_closely_as_can_be(house) {
        let list = "siret,name,post_code,city,lat,lon\n\
            00000101600013,A,35000,RENNES,,\n\
            00000102400017,B,35000,Nulle-Part,,\n\
            00000103200010,C,35042,Rennes Cedex,48.11,-1.68\n\
            00000106500010,D,35999,Nulle-Part,,\n";
        house.import(list, from("list")).await;
        let data = house.ask("{ suppliers(sort: NAME) { nodes { name commune { code } departement { code } } } }", json!({})).await;
        let placed = data["suppliers"]["nodes"].as_array().unwrap();
        let at = |place: usize| placed[place]["commune"]["code"].as_str();
        assert_eq!((at(0), at(1), at(2)), (Some("commune:35238"), Some("commune:35238"), Some("commune:35238")));
        assert_eq!(at(3), None);
        assert_eq!(placed[3]["departement"]["code"], "departement:35");
    }
}

story! {
    async fn a_point_far_from_the_town_hall_is_dropped_with_a_warning(house) {
        let list = "siret,name,post_code,city,lat,lon\n00000101600013,A,35000,Rennes,43.3,5.37\n";
        let report = house.import(list, from("list")).await;
        assert!(warned(&report, 2, "point-far"), "{report:?}");
        let data = house.ask("{ suppliers { nodes { point { latitude } } } }", json!({})).await;
        assert!(data["suppliers"]["nodes"][0]["point"].is_null());
    }
}
