//! Alive, ready, and what is said when a part is gone.

use bdis_tests::*;
use serde_json::json;

story! {
    async fn it_is_alive_and_ready(house) {
        let alive = house.get("/healthz").await;
        assert_eq!((alive.status, alive.text.trim()), (200, "alive"));
        let ready = house.get("/readyz").await;
        assert_eq!((ready.status, ready.json()), (200, json!({ "database": "ready", "search": "ready", "jobs": "ready" })));
    }
}

story! {
    async fn it_is_not_ready_without_its_database_and_no_detail_leaks(house) {
        house.app.db.clone().close().await.unwrap();
        assert_eq!(house.get("/healthz").await.status, 200);
        let ready = house.get("/readyz").await;
        assert_eq!((ready.status, ready.json()["database"].as_str()), (503, Some("gone")));
        let refused = house.refused("{ supplier(slug: \"un\") { name } }", json!({})).await;
        assert!(["UNAVAILABLE", "INTERNAL"].contains(&refused.code.as_str()), "{refused:?}");
        assert!(!refused.message.to_lowercase().contains("pool") && !refused.message.contains("sqlx"), "{refused:?}");
        let nested = house.graphql("{ suppliers { nodes { products { name } } } }", json!({})).await;
        assert!(!nested.text.contains("sqlx") && !nested.text.contains("closed pool"), "{}", nested.text);
    }
}

story! {
    async fn it_is_ready_before_its_first_index_which_it_names(mut house) {
        house.restart(|data| std::fs::remove_dir_all(data.join("search")).unwrap()).await;
        let ready = house.get("/readyz").await;
        assert_eq!(ready.status, 200);
        assert_eq!(ready.json()["search"], "there is no search index yet");
        assert_eq!(house.refused("{ suppliers { totalCount } }", json!({})).await.code, "UNAVAILABLE");
        // Filters aren't answered by names, and a page of what can't be asked isn't made up.
        let filtered = house.get("/fournisseurs?theme=food").await;
        assert!(filtered.text.contains("ne peuvent pas être appliqués") && !filtered.text.contains("(0)"), "{}", filtered.text);
        assert_eq!(house.get("/territoires/departement-35-ille-et-vilaine/themes/food").await.status, 503);
    }
}

story! {
    async fn robots_are_kept_from_endless_pages(house) {
        let robots = house.get("/robots.txt").await;
        assert!(robots.text.contains("Disallow: /fournisseurs?"), "{}", robots.text);
    }
}

story! {
    async fn the_metrics_tell_the_truth_about_each_part(mut house) {
        let value = |text: &str, name: &str| -> f64 {
            let line = text.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap_or_else(|| panic!("{name}\n{text}"));
            line.rsplit(' ').next().unwrap().parse().unwrap()
        };
        house.save(vec![supplier("Un")]).await;
        let before = house.get("/metrics").await;
        assert!(before.header("content-type").starts_with("application/openmetrics-text"), "{}", before.text);
        assert_eq!(value(&before.text, "bdis_suppliers"), 1.0);
        assert!(value(&before.text, "bdis_jobs_overdue_seconds") >= 0.0);
        house.drain().await;
        house.get("/fournisseurs/nobody").await;
        let text = house.get("/metrics").await.text;
        assert_eq!((value(&text, "bdis_database_up"), value(&text, "bdis_search_up")), (1.0, 1.0));
        assert_eq!(value(&text, "bdis_jobs_dead"), 0.0);
        assert_eq!(value(&text, "bdis_search_last_event"), value(&text, "bdis_journal_last_event"));
        assert!(text.contains("bdis_http_answers_total{area=\"fournisseurs\",status=\"404\"} 1"), "{text}");
        assert!(text.ends_with("# EOF\n"), "{text}");
        house.restart(|data| std::fs::remove_dir_all(data.join("search")).unwrap()).await;
        assert_eq!(value(&house.get("/metrics").await.text, "bdis_search_up"), 0.0);
        house.app.db.clone().close().await.unwrap();
        assert_eq!(value(&house.get("/metrics").await.text, "bdis_database_up"), 0.0);
    }
}

story! {
    async fn jobs_that_nobody_takes_up_are_told(mut house) {
        house.save(vec![supplier("Un")]).await;
        house.restart(|_| {}).await;
        house.app.clock.advance(chrono::Duration::minutes(3));
        let ready = house.get("/readyz").await;
        assert_eq!(ready.status, 200);
        assert!(ready.json()["jobs"].as_str().unwrap().contains("no worker"), "{}", ready.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_metrics_are_read_from_elsewhere_with_their_token_alone() {
    use backend::settings::{Secret, Settings};
    let house = House::on_sqlite().await;
    let ask = async |token: Option<&str>, public: &str, given: &str| {
        let settings = Settings {
            metrics_token: token.map(|token| Secret(token.to_owned())),
            public_url: public.parse().unwrap(),
            ..(*house.app.settings).clone()
        };
        let mut app = house.app.clone();
        app.settings = std::sync::Arc::new(settings);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/metrics", listener.local_addr().unwrap());
        let serving = tokio::spawn(backend::http::serve(app, listener, std::future::pending()));
        let answer = house.send(house.client.get(address).header("authorization", given)).await;
        serving.abort();
        (answer.status, if answer.status == 200 { String::new() } else { answer.code() })
    };
    assert_eq!(ask(None, "http://localhost:8080", "").await.0, 200);
    assert_eq!(ask(None, "https://bdis.example.org", "").await, (403, "FORBIDDEN".into()));
    assert_eq!(
        ask(Some("s3cret"), "https://bdis.example.org", "Bearer x").await,
        (401, "UNAUTHENTICATED".into())
    );
    assert_eq!(ask(Some("s3cret"), "http://localhost:8080", "").await.0, 401);
    assert_eq!(ask(Some("s3cret"), "https://bdis.example.org", "Bearer s3cret").await.0, 200);
}

#[test]
fn the_doctor_names_what_is_wrong_and_ends_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let doctor = || bdis_or_skip(folder.path(), &[], &["doctor"]);
    let Some(missing) = doctor() else { return };
    assert_eq!(missing.code, 1, "{}", missing.out);
    assert!(missing.out.contains("WRONG database  there is none at"), "{}", missing.out);
    assert!(!folder.path().join("data/bdis.db").exists());
    let filled =
        bdis_or_skip(folder.path(), &[], &["generate", "suppliers", "--count", "50", "--fill"]).unwrap();
    assert_eq!(filled.code, 0, "{}", filled.err);
    let sound = doctor().unwrap();
    assert_eq!(sound.code, 0, "{}{}", sound.out, sound.err);
    for check in [
        "ok    database  SQLite, 50 suppliers",
        "ok    search    embedded",
        "ok    clock",
        "ok    files",
        "ok    jobs",
    ] {
        assert!(sound.out.contains(check), "{check}: {}", sound.out);
    }
    // A byte of the index is not what it was.
    let index = std::fs::read_dir(folder.path().join("data/search")).unwrap().flatten();
    let index = index.map(|entry| entry.path()).find(|path| path.is_dir()).unwrap();
    let files = std::fs::read_dir(index).unwrap().flatten().map(|entry| entry.path());
    let store = files.filter(|path| path.extension().is_some_and(|e| e == "term")).max().unwrap();
    let mut bytes = std::fs::read(&store).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(&store, bytes).unwrap();
    let damaged = doctor().unwrap();
    assert!(
        damaged.code == 1 && damaged.out.contains("WRONG search    the search index is damaged"),
        "{}",
        damaged.out
    );
    let gone =
        bdis_or_skip(folder.path(), &[("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")], &["doctor"])
            .unwrap();
    assert!(gone.code == 1 && gone.out.contains("WRONG database"), "{}", gone.out);
    assert_eq!(gone.err.lines().count(), 1, "{}", gone.err);
    for output in [&sound, &damaged, &gone] {
        assert!(!output.err.contains("panicked") && !output.out.contains("panicked"));
    }
}
