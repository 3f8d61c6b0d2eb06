//! Alive, ready, and what is said when a part is gone.

use bdis_tests::*;
use serde_json::json;

story! {
    async fn it_is_alive_and_ready(house) {
        let alive = house.get("/healthz").await;
        assert_eq!((alive.status, alive.text.trim()), (200, "alive"));
        let ready = house.get("/readyz").await;
        assert_eq!((ready.status, ready.json()), (200, json!({ "database": "ready", "search": "ready" })));
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
    }
}

story! {
    async fn robots_are_kept_from_endless_pages(house) {
        let robots = house.get("/robots.txt").await;
        assert!(robots.text.contains("Disallow: /fournisseurs?"), "{}", robots.text);
    }
}
