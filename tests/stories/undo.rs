//! Imports tried, mended, taken back.

use backend::actor::Actor;
use backend::interchange::{self, Options, Report};
use bdis_tests::*;
use schema::organizations::{organization, source};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};
use serde_json::json;

fn counts(report: &Report) -> (u64, u64, u64, u64, u64) {
    (report.read, report.created, report.updated, report.unchanged, report.rejected)
}

fn from(source: &str) -> Options {
    Options { source: Some(source.to_owned()), ..Options::default() }
}

fn list(rows: &[(u64, &str, &str)]) -> String {
    let rows = rows.iter().map(|(n, name, kind)| format!("{},{name},{kind},35000,Rennes\n", siret(*n)));
    "siret,name,kind,post_code,city\n".to_owned() + &rows.collect::<String>()
}

async fn organizations(house: &House) -> Vec<organization::Model> {
    organization::Entity::find().all(&house.app.db).await.unwrap()
}

async fn named(house: &House, name: &str) -> organization::Model {
    organizations(house).await.into_iter().find(|one| one.name == name).unwrap()
}

story! {
    async fn a_trial_says_what_would_come_of_it_and_writes_nothing(house) {
        let text = list(&[(1, "Un", "ACI"), (2, "Deux", ""), (1, "Un encore", "EI")]) + "x,Faux,,,\n";
        let trial = Options { dry_run: true, ..from("list") };
        let tried = house.try_import(&text, trial.clone()).await.unwrap();
        assert_eq!(organizations(&house).await.len(), 0);
        assert_eq!(source::Entity::find().count(&house.app.db).await.unwrap(), 0);
        assert_eq!(tried.import, None);
        assert!(tried.columns.contains(&("kind".to_owned(), Some("status".to_owned()))), "{:?}", tried.columns);
        let done = house.import(&text, from("list")).await;
        assert_eq!(counts(&tried), counts(&done));
        assert_eq!(counts(&done), (4, 2, 1, 0, 1));
        assert_eq!(tried.warnings, done.warnings);
        assert_eq!(counts(&house.try_import(&text, trial).await.unwrap()), (4, 0, 0, 3, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_of_a_long_list_meets_what_its_earlier_batches_would_have_brought() {
    let house = House::on_sqlite().await;
    let rows: Vec<String> = (0..1_200)
        .map(|n| format!("{},Nom {n},{}\n", siret(n % 800 + 1), if n < 800 { "" } else { "ACI" }))
        .collect();
    let text = "siret,name,kind\n".to_owned() + &rows.concat();
    let tried = house.try_import(&text, Options { dry_run: true, ..from("list") }).await.unwrap();
    assert_eq!(counts(&tried), counts(&house.import(&text, from("list")).await));
    assert_eq!(counts(&tried), (1_200, 800, 400, 0, 0));
}

story! {
    async fn rejected_rows_are_kept_to_be_mended_and_read_again(house) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rejects.csv");
        let bad = siret(3).replace(|c: char| c.is_ascii_digit(), "1");
        let text = list(&[(1, "Un", "")]) + &format!("{bad},\"Deux; \"\"2\"\"\",,35000,Rennes\n1,2\n");
        let options = Options { rejects: Some(path.clone()), ..from("list") };
        assert_eq!(counts(&house.import(&text, options.clone()).await), (3, 1, 0, 0, 2));
        let kept = std::fs::read_to_string(&path).unwrap();
        let mut lines = kept.lines();
        assert_eq!(lines.next(), Some("siret,name,kind,post_code,city,rejected_line,rejected_because"));
        assert!(lines.next().unwrap().contains(",3,siret-checksum"), "{kept}");
        assert!(kept.contains("1,2,4,field-count"), "{kept}");
        let mended = kept.replace(&bad, &siret(3));
        let mended: String = mended.lines().take(2).map(|line| format!("{line}\n")).collect();
        assert_eq!(counts(&house.import(&mended, from("list")).await), (1, 1, 0, 0, 0));
        assert_eq!(named(&house, "Deux; \"2\"").await.siret, Some(siret(3)));

        let json = r#"[{"name":"Sans numéro"},{"name":"Trois","siret":"1"},7]"#;
        let report = house.import(json, options).await;
        assert_eq!(report.rejected, 3, "{report:?}");
        let kept: Vec<serde_json::Value> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!((kept.len(), kept[1]["name"].as_str()), (3, Some("Trois")));
        assert!(kept[1]["rejected_because"].as_str().unwrap().starts_with("siret"), "{kept:?}");
    }
}

story! {
    async fn an_import_taken_back_leaves_what_was_there_before_it(house) {
        house.network("bretagne").await;
        house.import(list(&[(1, "Un", ""), (2, "Deux", "ACI")]), from("list")).await;
        let facts = "{ suppliers(sort: NAME) { nodes { name slug guarantees { scheme { code } } networks { slug }
            categories { category { code } confirmed } themes { theme { code } } } } }";
        let before = house.ask(facts, json!({})).await;
        let vouched = Options { network: Some("bretagne".into()), ..from("list") };
        let second = house.import(list(&[(1, "Traiteur Un", "EI"), (3, "Trois", "")]), vouched).await;
        assert_eq!((second.created, second.updated), (1, 1));
        assert_ne!(house.ask(facts, json!({})).await, before);
        let undone = interchange::undo(&house.app, &Actor::System, second.import.unwrap()).await.unwrap();
        house.drain().await;
        assert_eq!((undone.removed, undone.restored, undone.kept.len()), (1, 1, 0), "{undone:?}");
        assert_eq!(house.ask(facts, json!({})).await, before);
        let again = house.import(list(&[(1, "Traiteur Un", "EI"), (3, "Trois", "")]), from("list")).await;
        assert_eq!((again.created, again.updated), (1, 1), "what was taken back can come again");
    }
}

story! {
    async fn what_was_changed_since_stays_and_is_named(house) {
        let names = [(1, "Un", ""), (2, "Deux", ""), (3, "Trois", ""), (4, "Quatre", "ACI"), (5, "Cinq", "")];
        let first = house.import(list(&names), from("list")).await;
        let mut edited = named(&house, "Un").await.into_active_model();
        edited.edited_at = Set(Some(house.app.clock.now()));
        edited.update(&house.app.db).await.unwrap();
        house.import(list(&[(2, "Deux", "")]), from("another list")).await;
        house.import(list(&[(3, "Trois", "EI")]), from("a third list")).await;
        let undone = interchange::undo(&house.app, &Actor::System, first.import.unwrap()).await.unwrap();
        house.drain().await;
        let mut kept: Vec<&str> = undone.kept.iter().map(|one| one.supplier.as_str()).collect();
        kept.sort_unstable();
        assert_eq!(kept, ["deux-rennes", "trois-rennes", "un-rennes"]);
        assert_eq!((undone.removed, undone.restored), (2, 0));
        assert_eq!(house.found(json!({})).await, ["Deux", "Trois", "Un"]);
        assert_eq!(house.get("/fournisseurs/quatre-rennes").await.status, 404);
    }
}

story! {
    async fn rows_that_a_list_repeats_are_taken_back_with_the_others(house) {
        // In another batch than the first of them.
        let mut rows: Vec<(u64, String, &str)> = (1..=600).map(|n| (n, format!("Nom {n}"), "ACI")).collect();
        rows.push((1, "Nom 1".to_owned(), "EI"));
        let rows: Vec<(u64, &str, &str)> = rows.iter().map(|(n, name, kind)| (*n, name.as_str(), *kind)).collect();
        let import = house.import(list(&rows), from("list")).await;
        assert_eq!((import.created, import.updated), (600, 1));
        let undone = interchange::undo(&house.app, &Actor::System, import.import.unwrap()).await.unwrap();
        assert_eq!((undone.removed, undone.restored, undone.kept.len()), (600, 0, 0), "{undone:?}");
        assert_eq!(organizations(&house).await.len(), 0);
    }
}

story! {
    async fn what_was_kept_is_taken_back_once_what_changed_it_is(house) {
        let first = house.import(list(&[(1, "Un", ""), (2, "Deux", "")]), from("list")).await.import.unwrap();
        let second = house.import(list(&[(1, "Un autre nom", "")]), from("list")).await.import.unwrap();
        let undone = interchange::undo(&house.app, &Actor::System, first).await.unwrap();
        assert_eq!((undone.removed, undone.kept.len()), (1, 1), "{undone:?}");
        assert_eq!(interchange::undo(&house.app, &Actor::System, second).await.unwrap().restored, 1);
        let rest = interchange::undo(&house.app, &Actor::System, first).await.unwrap();
        assert_eq!((rest.removed, rest.kept.len()), (1, 0), "{rest:?}");
        assert_eq!(organizations(&house).await.len(), 0);
    }
}

story! {
    async fn a_trial_names_the_members_of_json(house) {
        let features = house.fixture("features.json");
        let trial = Options { dry_run: true, network: Some("bretagne".into()), ..from("list") };
        house.network("bretagne").await;
        let columns = house.import_file(&features, trial).await.unwrap().columns;
        assert!(columns.iter().any(|(_, field)| field.as_deref() == Some("name")), "{columns:?}");
        assert!(!columns.iter().any(|(column, _)| column == "properties"), "{columns:?}");
    }
}

story! {
    async fn an_import_is_taken_back_once(house) {
        let import = house.import(list(&[(1, "Un", "")]), from("list")).await.import.unwrap();
        interchange::undo(&house.app, &Actor::System, import).await.unwrap();
        for id in [import, uuid::Uuid::now_v7()] {
            assert!(matches!(interchange::undo(&house.app, &Actor::System, id).await, Err(backend::error::Error::Invalid(_))));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_tries_keeps_rejects_and_takes_back() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| bdis_or_skip(folder.path(), &[], arguments);
    std::fs::write(folder.path().join("list.csv"), list(&[(1, "Un", "ACI")]) + "x,Faux,,,\n").unwrap();
    let Some(tried) = run(&["import", "suppliers", "list.csv", "--dry-run"]) else { return };
    assert_eq!(tried.code, 0, "{}", tried.err);
    assert!(
        tried.out.contains("kind → status") && tried.out.contains("nothing was written"),
        "{}",
        tried.out
    );
    let done = run(&["import", "suppliers", "list.csv", "--rejects", "bad.csv", "--json"]).unwrap();
    let bad = || std::fs::read_to_string(folder.path().join("bad.csv")).unwrap();
    assert!(bad().contains("x,Faux,,,,3,Le SIRET ne doit contenir que des chiffres."), "{}", bad());
    let report: serde_json::Value = serde_json::from_str(done.out.lines().last().unwrap()).unwrap();
    assert_eq!(report["created"], 1, "the trial wrote nothing");
    let id = report["import"].as_str().unwrap();
    run(&["import", "suppliers", "list.csv", "--dry-run", "--rejects", "bad.csv", "--lang", "en"]).unwrap();
    assert!(bad().contains("x,Faux,,,,3,A SIRET holds digits alone."), "{}", bad());
    let undone = run(&["import", "suppliers", "--undo", id]).unwrap();
    assert_eq!((undone.code, undone.out.trim()), (0, "removed 1, restored 0, kept 0"), "{}", undone.err);
    for wrong in [
        &["import", "suppliers"][..],
        &["import", "suppliers", "--undo", "x"],
        &["import", "cpv", "list.csv", "--dry-run"],
        &["import", "suppliers", "list.csv", "--undo", id],
    ] {
        let ended = run(wrong).unwrap();
        assert_eq!((ended.code, ended.err.lines().count()), (2, 1), "{wrong:?}: {}", ended.err);
    }
    let again = run(&["import", "suppliers", "--undo", id]).unwrap();
    assert_eq!((again.code, again.err.lines().count()), (1, 1), "{}", again.err);
    let nowhere = run(&["import", "suppliers", "list.csv", "--rejects", "no/such/place.csv"]).unwrap();
    assert_eq!((nowhere.code, nowhere.err.lines().count()), (1, 1), "{}", nowhere.err);
}
