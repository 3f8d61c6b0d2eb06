//! Pages that search engines find: territories, lists of addresses, feeds.

use bdis_tests::*;
use serde_json::{Value, json};

const RENNES: (f64, f64) = (48.1113, -1.68);
const ILLE: &str = "/territoires/departement-35-ille-et-vilaine";

async fn filled(house: &House) {
    house
        .open_to(vec![
            supplier("Ana <traiteur>")
                .at("35238", "35", RENNES)
                .serving(&["departement:35"])
                .theme("food")
                .category("55520000"),
            supplier("Bruno").at("35238", "35", RENNES).serving(&["region:53"]).theme("care"),
            supplier("Chloé").at("97411", "974", (-20.88, 55.45)).serving_around(-20.88, 55.45, 20.0),
        ])
        .await;
}

/// The JSON-LD of a page.
fn linked_data(page: &str) -> Value {
    let start = page.split("<script type=\"application/ld+json\">").nth(1).unwrap();
    serde_json::from_str(start.split("</script>").next().unwrap()).unwrap()
}

story! {
    async fn a_territory_has_a_page_with_who_serves_it_and_ways_on(house) {
        filled(&house).await;
        let page = house.get(ILLE).await;
        assert_eq!(page.status, 200);
        for wanted in ["Ille-et-Vilaine (35)", "Bruno", "Ana &#60;traiteur&#62;", "2 fournisseurs",
            &format!("href=\"{ILLE}/themes/food\""), &format!("href=\"{ILLE}/categories/55520000\""),
            "href=\"/territoires/region-53-bretagne\"", "#d35\" class=\"served\"",
            "/feeds/fournisseurs.atom?territoire=departement%3A35", "rel=\"canonical\""] {
            assert!(page.text.contains(wanted), "{wanted}");
        }
        let data = linked_data(&page.text);
        assert_eq!(data["@graph"][0]["mainEntity"]["numberOfItems"], 2);
        assert_eq!(data["@graph"][1]["@type"], "BreadcrumbList");
        let english = house.get(&format!("/en{ILLE}")).await;
        assert!(english.text.contains("suppliers of the social economy"), "{}", english.text);
    }
}

story! {
    async fn a_landing_page_is_never_empty(house) {
        filled(&house).await;
        assert_eq!(house.get(&format!("{ILLE}/themes/food")).await.status, 200);
        assert_eq!(house.get(&format!("{ILLE}/categories/55520000")).await.status, 200);
        for empty in ["/territoires/departement-01-ain", &format!("{ILLE}/themes/housing"),
            &format!("{ILLE}/themes/zz"), &format!("{ILLE}/categories/03000000"), "/territoires/departement-99-x",
            "/territoires/country-fr-france", "/territoires/x", "/territoires/commune-", "/territoires/%00-35"] {
            assert_eq!(house.get(empty).await.status, 404, "{empty}");
        }
    }
}

story! {
    async fn another_spelling_of_its_address_leads_to_the_page(house) {
        filled(&house).await;
        for (from, to) in [("/territoires/departement-35", ILLE), ("/territoires/departement-35-Rennes", ILLE),
            ("/en/territoires/departement-35-x", "/en/territoires/departement-35-ille-et-vilaine")] {
            let moved = house.get(from).await;
            assert_eq!((moved.status, moved.header("location")), (301, to), "{from}");
        }
        let moved = house.get(&format!("{ILLE}/categories/5552")).await;
        assert_eq!(moved.header("location"), format!("{ILLE}/categories/55520000"));
    }
}

story! {
    async fn every_region_and_departement_served_is_listed(house) {
        filled(&house).await;
        let page = house.get("/territoires").await;
        assert!(page.text.contains("Bretagne") && page.text.contains("La Réunion"), "{}", page.text);
        assert!(!page.text.contains("Normandie"), "{}", page.text);
    }
}

story! {
    async fn every_address_of_the_sitemaps_answers_in_both_languages(house) {
        filled(&house).await;
        let origin = house.app.settings.public_origin();
        let index = house.get("/sitemap.xml").await;
        assert!(index.header("content-type").starts_with("application/xml"));
        let of = |text: &str| -> Vec<String> {
            text.split("<loc>").skip(1).map(|rest| rest.split("</loc>").next().unwrap().replace(&origin, "")).collect()
        };
        let lists = of(&index.text);
        assert_eq!(lists, ["/sitemaps/pages.xml", "/sitemaps/territoires.xml", "/sitemaps/fournisseurs-1.xml"]);
        let mut all = Vec::new();
        for list in lists {
            let list = house.get(&list).await;
            assert!(list.text.contains("hreflang=\"x-default\""));
            all.extend(of(&list.text));
        }
        assert!(all.contains(&format!("/en{ILLE}/themes/food")), "{all:?}");
        assert!(all.iter().any(|address| address.starts_with("/fournisseurs/bruno")), "{all:?}");
        for address in all.iter().filter(|address| !address.contains("/garanties/")) {
            assert_eq!(house.get(address).await.status, 200, "{address}");
        }
        for unknown in ["fournisseurs-2.xml", "fournisseurs-0.xml", "fournisseurs-x.xml", "nobody.xml", "pages"] {
            let refused = house.get(&format!("/sitemaps/{unknown}")).await;
            assert_eq!((refused.status, refused.code().as_str()), (404, "NOT_FOUND"), "{unknown}");
        }
        assert!(house.get("/robots.txt").await.text.contains(&format!("Sitemap: {origin}/sitemap.xml")));
    }
}

story! {
    async fn a_feed_tells_who_is_new_the_newest_first(house) {
        filled(&house).await;
        house.open_to(vec![supplier("Dana & Cie").serving(&["departement:35"]).theme("food")]).await;
        let feed = house.get("/feeds/fournisseurs.atom?territoire=departement:35").await;
        assert!(feed.header("content-type").starts_with("application/atom+xml"), "{}", feed.text);
        let titles: Vec<&str> =
            feed.text.split("<title>").skip(2).map(|rest| rest.split("</title>").next().unwrap()).collect();
        assert_eq!(titles, ["Dana &amp; Cie", "Bruno", "Ana &lt;traiteur&gt;"]);
        assert!(feed.text.contains("<rights>") && feed.text.contains("etalab-2.0"));
        let again = house.client.get(format!("{}/feeds/fournisseurs.atom?territoire=departement:35", house.address));
        let again = house.send(again.header("if-none-match", feed.header("etag"))).await;
        assert_eq!(again.status, 304);
        let all = house.get("/en/feeds/fournisseurs.atom").await;
        assert_eq!(all.text.matches("<entry>").count(), 4);
        assert_eq!(house.get("/feeds/fournisseurs.atom?theme=zz").await.code(), "INVALID");
    }
}

story! {
    async fn a_territory_says_who_is_there_while_the_search_is_down(mut house) {
        filled(&house).await;
        house.restart(|data| std::fs::remove_dir_all(data.join("search")).unwrap()).await;
        let page = house.get(ILLE).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("Bruno") && page.text.contains("ne répond pas"), "{}", page.text);
        assert!(page.text.contains("noindex"));
        // What isn't known isn't said, nor is something else in its place.
        assert_eq!(house.get(&format!("{ILLE}/themes/food")).await.status, 503);
        let all = house.get("/territoires").await;
        assert!(all.status == 200 && all.text.contains("Bretagne") && !all.text.contains("Normandie"), "{}", all.text);
    }
}

story! {
    async fn the_map_is_told_groups_and_who_stands_alone(house) {
        filled(&house).await;
        let first = house.get("/carte/fournisseurs.geojson").await.json();
        assert_eq!((first["total"].as_u64(), first["placed"].as_u64()), (Some(3), Some(3)));
        let bounds: Vec<f64> = serde_json::from_value(first["bounds"].clone()).unwrap();
        assert!(bounds[0] > 41.0 && bounds[3] < 10.0, "the first view is the mainland's: {bounds:?}");
        let seen = house.get("/en/carte/fournisseurs.geojson?zoom=12&cadre=-21.5,55,-20.5,56&q=chloe").await.json();
        assert_eq!((seen["total"].as_u64(), seen["placed"].as_u64()), (Some(1), Some(1)));
        let elsewhere = house.get("/carte/fournisseurs.geojson?zoom=12&cadre=48,-2,49,-1").await.json();
        assert_eq!(elsewhere["placed"], 3, "wherever one looks");
        let alone = &seen["features"][0]["properties"];
        assert_eq!((alone["count"].as_u64(), alone["name"].as_str()), (Some(1), Some("Chloé")));
        assert!(alone["path"].as_str().unwrap().starts_with("/en/fournisseurs/chloe"), "{alone}");
        assert_eq!(seen["bounds"], Value::Null);
        for (wrong, path) in [("zoom=19", "zoom"), ("zoom=x", "zoom"), ("cadre=1,2,3", "cadre"),
            ("cadre=NaN,0,1,1", "cadre"), ("theme=zz", "theme")] {
            let refused = house.get(&format!("/carte/fournisseurs.geojson?{wrong}")).await;
            assert_eq!((refused.status, refused.code().as_str()), (422, "INVALID"), "{wrong}");
            assert_eq!(refused.json()["fields"][0]["path"], json!(path));
        }
    }
}

story! {
    async fn a_supplier_s_page_draws_whom_it_serves(house) {
        filled(&house).await;
        let of = async |name: &str| {
            let found = house.ask("query($t: String) { suppliers(filter: { text: $t }) { nodes { slug } } }",
                json!({ "t": name })).await;
            house.get(&format!("/fournisseurs/{}", found["suppliers"]["nodes"][0]["slug"].as_str().unwrap())).await.text
        };
        assert!(of("Bruno").await.contains("#r53\" class=\"served\""));
        assert!(of("Chloé").await.contains("<circle class=\"part\""));
    }
}
