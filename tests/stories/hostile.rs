//! Input meant to harm: it is only words, and never becomes markup.

use backend::interchange::Options;
use backend::search::pages::PARAMETERS;
use bdis_tests::*;
use serde_json::{Value, json};

const STRINGS: [&str; 16] = [
    "'; DROP TABLE organizations; --",
    "\" OR \"\"=\"",
    "') OR 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}} ${7*7} {% raw %}",
    "name:* AND (description:[* TO *])",
    "*:* || ?~0.1^9999",
    "\\\"\\\\\\",
    "((((((((((",
    "+-&&||!(){}[]^\"~*?:\\/",
    "..%2f..%2fetc%2fpasswd",
    "%00%0d%0aSet-Cookie:a=b",
    "\u{202e}\u{200b}\u{feff}",
    "𝓙𝓪𝓻𝓭𝓲𝓷𝓼 👩🏽‍🌾",
    "$(reboot) `reboot` | reboot",
    "NaN Infinity -0 1e999",
];

story! {
    async fn injections_in_every_text_are_only_words(house) {
        house.open_to(vec![supplier("Jardins").serving_all()]).await;
        for hostile in STRINGS {
            let found = house.found(json!({ "text": hostile })).await;
            assert!(found.len() <= 1, "{hostile}");
            for field in ["territories", "located", "themes", "categories", "currencies", "guarantees", "legalForms", "networks"] {
                let refused = house.refused_filter(json!({ field: [hostile] })).await;
                assert_eq!((refused.code.as_str(), refused.paths()), ("INVALID", vec![format!("filter.{field}").as_str()]), "{hostile}");
            }
            let query = "query($t: String!, $id: ID!) { supplier(slug: $t) { name } product(id: $id) { name }
                guaranteeScheme(code: $t) { code } territories(search: $t) { code } categories(search: $t) { code } }";
            let data = house.ask(query, json!({ "t": hostile, "id": hostile })).await;
            assert!(data["supplier"].is_null() && data["product"].is_null(), "{hostile}");
        }
        assert_eq!(house.found(json!({})).await, ["Jardins"], "nothing was harmed");
    }
}

story! {
    async fn numbers_and_kinds_that_are_wrong_are_refused_with_a_code(house) {
        for filter in [
            json!({ "text": 5 }),
            json!({ "text": ["a"] }),
            json!({ "territories": { "a": 1 } }),
            json!({ "near": {} }),
            json!({ "near": { "latitude": "x", "longitude": 0, "radiusKm": 1 } }),
            json!({ "maxLeadTimeDays": 1.5 }),
            json!({ "maxLeadTimeDays": 1e30 }),
            json!({ "minLevel": "HIGHEST" }),
            json!({ "unknown": true }),
            json!([]),
            json!("text"),
        ] {
            assert_eq!(house.refused_filter(filter.clone()).await.code, "INVALID", "{filter}");
        }
    }
}

story! {
    async fn no_error_says_what_lies_within(house) {
        let queries = ["{", "{ suppliers }", "{ x }", "query($a: Nope!) { suppliers { totalCount } }", "mutation { a }", "subscription { a }",
            "{ suppliers { ...F } }", ""];
        for query in queries {
            let answered = house.graphql(query, json!({})).await;
            assert_eq!(answered.code(), "INVALID", "{query}: {}", answered.text);
            for told in ["panicked", "sqlx", "sea_orm", "src/", ".rs", "SELECT", "tantivy"] {
                assert!(!answered.text.contains(told), "{query}: {}", answered.text);
            }
        }
    }
}

story! {
    async fn no_address_makes_a_link_to_another_host(house) {
        let raw = async |target: &str| -> String {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            let host = house.address.trim_start_matches("http://");
            let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
            let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).await.unwrap();
            String::from_utf8_lossy(&bytes).to_lowercase()
        };
        for target in ["//evil.example", "/en//evil.example", "/en///evil.example", "/en/\\evil.example", "//evil.example/",
            "/\\evil.example/", "/en//evil.example/fournisseurs"] {
            let answered = raw(target).await;
            for link in ["=\"//", "=\"/\\", "=\"\\", "location: //", "location: /\\"] {
                assert!(!answered.contains(link), "{target}: {answered}");
            }
        }
    }
}

story! {
    async fn another_method_is_told_which_are_allowed(house) {
        for (path, allowed) in [("/graphql", "POST"), ("/fournisseurs", "GET, HEAD"), ("/export/fournisseurs.csv", "GET, HEAD")] {
            let refused = house.send(house.client.put(format!("{}{path}", house.address))).await;
            assert_eq!((refused.status, refused.header("allow")), (405, allowed), "{path}");
        }
        let asked = house.post("Application/JSON; charset=utf-8", "{\"query\":\"{ __typename }\"}");
        assert_eq!(house.send(asked).await.status, 200);
    }
}

story! {
    async fn text_from_imports_never_becomes_markup(house) {
        let list = "siret,name,brand,address,city,description,website\n\
            00000101600013,<script>alert(1)</script> Jardins,\"<img src=x onerror=alert(2)>\",\"1 rue <b>gras</b>\",Rennes,\
            \"<p>On r&eacute;pare</p><script>alert(3)</script> &lt;script&gt;alert(4)&lt;/script&gt; {{7*7}}\",javascript:alert(5)\n";
        let report = house.import(list, Options { source: Some("<i>liste</i>".to_owned()), ..Options::default() }).await;
        assert_eq!(report.created, 1, "{report:?}");
        let data = house.ask("{ suppliers { nodes { slug name website source { name } } } }", json!({})).await;
        let node = &data["suppliers"]["nodes"][0];
        assert_eq!(node["website"], Value::Null, "only the web is linked to");
        let slug = node["slug"].as_str().unwrap();
        assert!(slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{slug}");
        let pages = [format!("/fournisseurs/{slug}"), format!("/en/fournisseurs/{slug}"), "/fournisseurs?q=jardins".to_owned(),
            "/fournisseurs?q=%3Cscript%3Ealert(6)%3C/script%3E".to_owned(), "/%3Cscript%3Ealert(7)%3C/script%3E".to_owned()];
        for path in pages {
            let page = house.get(&path).await;
            assert!(!page.text.contains("<script>alert"), "{path}: {}", page.text);
            assert!(!page.text.contains("<img src=x"), "{path}");
            assert!(!page.text.contains("javascript:alert"), "{path}");
        }
    }
}

/// The nth hostile input: the ones above, then made of what breaks parsers, encodings and pages.
pub fn hostile(n: usize) -> String {
    if let Some(known) = STRINGS.get(n) {
        return (*known).to_owned();
    }
    const PARTS: [&str; 24] = [
        "%",
        "%2",
        "%zz",
        "%00",
        "\u{0}",
        "\r\n",
        "'",
        "\"",
        "<",
        "</script>",
        "&amp;",
        ";",
        "--",
        "/*",
        "\\",
        "../",
        "\u{202e}",
        "é",
        "\u{1f9d1}",
        "9999999999999999999",
        "-1",
        "NaN",
        "{{",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];
    let mut state = (n as u64).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    let mut text = String::new();
    for _ in 0..1 + n % 40 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text += PARTS[(state >> 40) as usize % PARTS.len()];
    }
    text
}

/// 200 for each parameter that an address reads, and for each part of a path.
#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_hostile_inputs_for_each_address_break_nothing() {
    let house = House::on_sqlite().await;
    house.open_to(vec![supplier("Jardins").serving_all()]).await;
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let searches = [
        "/fournisseurs",
        "/en/fournisseurs",
        "/export/fournisseurs.csv",
        "/export/fournisseurs.xlsx",
        "/feeds/fournisseurs.atom",
        "/carte/fournisseurs.geojson",
    ];
    let paths = [
        "/fournisseurs/",
        "/produits/",
        "/garanties/",
        "/territoires/",
        "/territoires/departement-35-ille-et-vilaine/themes/",
        "/territoires/departement-35-ille-et-vilaine/categories/",
        "/export/",
        "/export/murmurations/",
        "/sitemaps/",
        "/assets/",
        "/",
    ];
    for n in 0..200 {
        let text = encode(&hostile(n));
        // Spaces of a path aren't pluses.
        let part = text.replace('+', "%20");
        let queries = searches.iter().enumerate().map(|(place, path)| {
            let [a, b] = [0, 7].map(|more| PARAMETERS[(n + place + more) % PARAMETERS.len()]);
            format!("{path}?{a}={text}&{b}={}", encode(&hostile(n + 1)))
        });
        for address in queries.chain(paths.iter().map(|path| format!("{path}{part}"))) {
            let answered = house.get(&address).await;
            assert!(answered.status < 500, "{address}: {} {}", answered.status, answered.text);
            assert!(
                answered.header("set-cookie").is_empty() && !answered.text.contains("panicked"),
                "{address}"
            );
            // Elsewhere it is no page, and no browser takes it for one.
            if answered.header("content-type").contains("html") {
                assert!(!answered.text.contains("<script>alert"), "{address}");
            }
            assert_eq!(answered.header("x-content-type-options"), "nosniff");
        }
    }
    assert_eq!(house.found(json!({})).await, ["Jardins"], "nothing was harmed");
}
