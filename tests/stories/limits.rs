//! What would cost too much is refused before anything is resolved, each with its code.

use bdis_tests::*;
use serde_json::json;

fn nested(levels: usize) -> String {
    // suppliers 1, nodes 2, then products and supplier in turn.
    let mut query = "name".to_owned();
    for level in (3..levels).rev() {
        query = if level % 2 == 1 {
            format!("products(first: 1) {{ {query} }}")
        } else {
            format!("supplier {{ {query} }}")
        };
    }
    format!("{{ suppliers(first: 1) {{ nodes {{ {query} }} }} }}")
}

fn of_type(levels: usize) -> String {
    let mut query = "name".to_owned();
    for _ in 0..levels {
        query = format!("ofType {{ {query} }}");
    }
    format!("{{ __schema {{ types {{ fields {{ type {{ {query} }} }} }} }} }}")
}

story! {
    async fn ten_levels_are_answered_and_eleven_refused(house) {
        house.ask(&nested(10), json!({})).await;
        let refused = house.refused(&nested(11), json!({})).await;
        assert_eq!(refused.code, "TOO_COMPLEX");
        assert!(refused.message.contains("11") && refused.message.contains("10"), "{}", refused.message);
        assert_eq!(house.refused(&nested(60), json!({})).await.code, "TOO_COMPLEX");
    }
}

story! {
    async fn introspection_has_a_depth_of_its_own(house) {
        house.ask(&of_type(10), json!({})).await;
        assert_eq!(house.refused(&of_type(11), json!({})).await.code, "TOO_COMPLEX");
        assert_eq!(house.refused(&of_type(200), json!({})).await.code, "TOO_COMPLEX");
    }
}

story! {
    async fn a_fragment_does_not_hide_depth_or_aliases(house) {
        let deep = "{ suppliers(first: 1) { nodes { ...A } } } fragment A on Supplier { products(first: 1) { supplier { ...B } } }
            fragment B on Supplier { products(first: 1) { supplier { products(first: 1) { supplier { products(first: 1) { supplier { name } } } } } } }";
        assert_eq!(house.refused(deep, json!({})).await.code, "TOO_COMPLEX");
        let aliases: String = (0..16).map(|n| format!("a{n}: name ")).collect();
        let hidden = format!("{{ suppliers(first: 1) {{ nodes {{ ...A }} }} }} fragment A on Supplier {{ {aliases} }}");
        assert_eq!(house.refused(&hidden, json!({})).await.code, "TOO_COMPLEX");
    }
}

story! {
    async fn fragments_that_multiply_are_refused(house) {
        let mut query = String::from("{ suppliers(first: 1) { nodes { ...F0 } } }");
        for n in 0..30 {
            query += &format!(" fragment F{n} on Supplier {{ ...F{m} ...F{m} }}", m = n + 1);
        }
        query += " fragment F30 on Supplier { name }";
        assert_eq!(house.refused(&query, json!({})).await.code, "TOO_COMPLEX");
    }
}

story! {
    async fn a_cost_past_five_thousand_is_refused(house) {
        house.ask("{ suppliers(first: 100) { nodes { id name products(first: 10) { id name } } } }", json!({})).await;
        let refused = house.refused("{ suppliers(first: 100) { nodes { products(first: 100) { id name } } } }", json!({})).await;
        assert_eq!(refused.code, "TOO_COMPLEX");
        assert!(refused.message.contains("5,000") || refused.message.contains("5000"), "{}", refused.message);
        let million = house.refused("{ suppliers(first: 1000000) { nodes { name } } }", json!({})).await;
        assert_eq!(million.code, "TOO_COMPLEX");
    }
}

story! {
    async fn a_cost_past_every_number_is_refused_too(house) {
        let query = "query($n: Int) { suppliers(first: $n) { nodes { products(first: $n) { supplier { products(first: $n) {
            supplier { products(first: $n) { name } } } } } } } }";
        let refused = house.refused(query, json!({ "n": i32::MAX })).await;
        assert_eq!(refused.code, "TOO_COMPLEX");
    }
}

story! {
    async fn fifteen_aliases_of_a_field_are_answered_and_sixteen_refused(house) {
        let query = |count: usize| {
            let fields: String = (0..count).map(|n| format!("a{n}: __typename ")).collect();
            format!("{{ {fields} }}")
        };
        house.ask(&query(15), json!({})).await;
        assert_eq!(house.refused(&query(16), json!({})).await.code, "TOO_COMPLEX");
    }
}

story! {
    async fn a_query_past_sixteen_kilobytes_is_refused(house) {
        let query = |bytes: usize| format!("{{ __typename #{} \n}}", "x".repeat(bytes - "{ __typename # \n}".len()));
        house.ask(&query(16 * 1024), json!({})).await;
        assert_eq!(house.refused(&query(16 * 1024 + 1), json!({})).await.code, "TOO_COMPLEX");
    }
}

story! {
    async fn a_body_past_a_megabyte_is_refused(house) {
        let body = |bytes: usize| {
            let start = "{\"query\":\"{ __typename }\",\"variables\":{\"x\":\"";
            format!("{start}{}\"}}}}", "x".repeat(bytes - start.len() - 3))
        };
        let answered = house.send(house.post("application/json", body(1_000_000))).await;
        assert_eq!(answered.status, 200, "{}", answered.text);
        let refused = house.send(house.post("application/json", body(1_000_001))).await;
        assert_eq!((refused.status, refused.code().as_str()), (413, "TOO_COMPLEX"));
        assert_eq!(refused.header("content-type"), "application/problem+json");
    }
}

story! {
    async fn a_batch_is_refused(house) {
        for body in ["[{\"query\":\"{ __typename }\"}]", " \n[]", "[[]]"] {
            let refused = house.send(house.post("application/json", body)).await;
            assert_eq!((refused.status, refused.code().as_str()), (400, "TOO_COMPLEX"), "{body}");
        }
    }
}

story! {
    async fn only_json_is_read(house) {
        let body = "{\"query\":\"{ __typename }\"}";
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql",
            "text/plain; application/json", "application/jsonx"] {
            let refused = house.send(house.post(kind, body)).await;
            assert_eq!((refused.status, refused.code().as_str()), (415, "INVALID"), "{kind}");
        }
        let without = house.send(house.client.post(house.address.clone() + "/graphql").body(body)).await;
        assert_eq!(without.status, 415);
        let with_charset = house.send(house.post("application/json; charset=utf-8", body)).await;
        assert_eq!(with_charset.status, 200);
    }
}

story! {
    async fn what_is_no_query_is_refused(house) {
        for body in ["", "{", "null", "5", "\"query\"", "{\"query\":5}", "{\"variables\":[]}", "\u{feff}{}", "{\"query\":\"{ __typename }\"} trailing"] {
            let refused = house.send(house.post("application/json", body)).await;
            assert_eq!(refused.code(), "INVALID", "{body}: {} {}", refused.status, refused.text);
        }
    }
}

story! {
    async fn other_methods_are_refused_and_told_which_is_right(house) {
        let refused = house.get("/graphql?query=%7B__typename%7D").await;
        assert_eq!((refused.status, refused.header("allow"), refused.code().as_str()), (405, "POST", "INVALID"));
        for method in [reqwest::Method::PUT, reqwest::Method::DELETE, reqwest::Method::PATCH] {
            let refused = house.send(house.client.request(method.clone(), house.address.clone() + "/graphql")).await;
            assert_eq!((refused.status, refused.header("content-type")), (405, "application/problem+json"), "{method}");
        }
    }
}

story! {
    async fn a_post_from_another_site_is_refused(house) {
        let body = "{\"query\":\"{ __typename }\"}";
        let host = house.address.trim_start_matches("http://").to_owned();
        for (name, value, status) in [
            ("sec-fetch-site", "cross-site", 403),
            ("sec-fetch-site", "same-site", 403),
            ("sec-fetch-site", "same-origin", 200),
            ("sec-fetch-site", "none", 200),
            ("origin", "https://ailleurs.example", 403),
            ("origin", "null", 403),
            ("origin", "", 403),
            ("origin", house.address.as_str(), 200),
            ("origin", &format!("http://{host}.ailleurs.example"), 403),
        ] {
            let answered = house.send(house.post("application/json", body).header(name, value)).await;
            assert_eq!(answered.status, status, "{name}: {value}");
            if status == 403 {
                assert_eq!((answered.code().as_str(), answered.header("content-type")), ("FORBIDDEN", "application/problem+json"));
            }
        }
        let both = house.post("application/json", body).header("origin", house.address.as_str()).header("sec-fetch-site", "cross-site");
        assert_eq!(house.send(both).await.status, 403);
    }
}

story! {
    async fn every_answer_carries_its_number_and_its_headers(house) {
        let post = |kind: &str, body: &'static str| house.post(kind, body);
        let mut seen = std::collections::HashSet::new();
        for answered in [
            house.get("/healthz").await,
            house.get("/readyz").await,
            house.get("/graphql").await,
            house.get("/graphql/nothing").await,
            house.get("/assets/nothing.css").await,
            house.get("/nothing").await,
            house.get("/graphiql").await,
            house.get("/robots.txt").await,
            house.send(post("application/json", "{\"query\":\"{ __typename }\"}")).await,
            house.send(post("text/plain", "")).await,
            house.send(post("application/json", "{}").header("sec-fetch-site", "cross-site")).await,
        ] {
            let id = answered.header("x-request-id").to_owned();
            assert!(id.len() >= 16 && seen.insert(id), "a number of its own");
            assert_eq!(answered.header("x-content-type-options"), "nosniff");
            let policy = answered.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-eval"), "{policy}");
        }
    }
}

story! {
    async fn machine_addresses_answer_problem_json(house) {
        for path in ["/graphql/nothing", "/assets/nothing.css", "/assets/..%2f..%2fCargo.toml"] {
            let answered = house.get(path).await;
            assert_eq!((answered.status, answered.header("content-type"), answered.code().as_str()), (404, "application/problem+json", "NOT_FOUND"), "{path}");
            assert_eq!(answered.json()["status"], 404);
        }
    }
}

story! {
    async fn graphiql_comes_from_our_own_origin(house) {
        let page = house.get("/graphiql").await;
        assert_eq!(page.status, 200);
        assert!(!page.text.contains("//cdn") && !page.text.contains("https://"), "{}", page.text);
        assert!(page.header("content-security-policy").contains("script-src 'self'"));
    }
}
