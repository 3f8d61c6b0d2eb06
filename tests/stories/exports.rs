//! Open data goes out: in every format, under its licence, and comes back in.

use backend::interchange::Options;
use bdis_tests::*;
use calamine::Reader;
use schema::guarantees::State;
use serde_json::json;

const FORMATS: [&str; 5] = ["csv", "xlsx", "geojson", "gogocarto.json", "murmurations.json"];

async fn filled(house: &House) {
    house.network("bretagne").await;
    house
        .open_to(vec![
            supplier("Les Jardins d’Ana")
                .describing("Paniers « bio »,\nlivrés à vélo")
                .at("35238", "35", (48.1113, -1.68))
                .form("scop")
                .serving(&["departement:35"])
                .category("77310000")
                .theme("food")
                .member_of("bretagne")
                .selling(product("Tonte des pelouses", "77310000").within(10))
                .holding(grant("esus", State::RegisterChecked)),
            supplier("=HYPERLINK(\"http://example.org\")").describing("@SUM(A1)").serving_all(),
            supplier("Sans lieu <b>"),
        ])
        .await;
}

async fn rows(house: &House, path: &str) -> Vec<std::collections::HashMap<String, String>> {
    let text = house.get(path).await;
    assert_eq!(text.status, 200, "{}", text.text);
    let mut reader = csv::Reader::from_reader(text.text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

async fn bytes(house: &House, path: &str) -> Vec<u8> {
    let answer = house.client.get(format!("{}{path}", house.address)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap().to_vec()
}

story! {
    async fn a_table_has_a_line_a_supplier_and_nothing_in_it_is_a_formula(house) {
        filled(&house).await;
        let rows = rows(&house, "/export/fournisseurs.csv").await;
        assert_eq!(rows.len(), 3);
        let ana = rows.iter().find(|row| row["name"] == "Les Jardins d’Ana").unwrap();
        assert_eq!(ana["description"], "Paniers « bio »,\nlivrés à vélo");
        assert_eq!((ana["latitude"].as_str(), ana["longitude"].as_str()), ("48.1113", "-1.68"));
        assert_eq!(ana["area_served"], "Ille-et-Vilaine (35)");
        assert_eq!(ana["guarantees"], "esus@REGISTER_CHECKED");
        assert_eq!((ana["networks"].as_str(), ana["lead_time_days"].as_str()), ("bretagne", "10"));
        assert_eq!(ana["licence"], "etalab-2.0");
        assert_eq!(ana["exported_on"], house.app.clock.today().to_string());
        let formula = rows.iter().find(|row| row["name"].contains("HYPERLINK")).unwrap();
        assert!(formula["name"].starts_with("'=") && formula["description"].starts_with("'@"), "{formula:?}");
    }
}

story! {
    async fn a_workbook_opens_with_its_suppliers_products_and_licences(house) {
        filled(&house).await;
        let file = bytes(&house, "/export/fournisseurs.xlsx?q=jardins").await;
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(file)).unwrap();
        assert_eq!(book.sheet_names(), ["Fournisseurs", "Produits", "Licences"]);
        let sheet = |book: &mut calamine::Xlsx<_>, name| -> Vec<Vec<String>> {
            let range = book.worksheet_range(name).unwrap();
            range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
        };
        let suppliers = sheet(&mut book, "Fournisseurs");
        assert_eq!(suppliers.len(), 2);
        assert!(suppliers[1].contains(&"Les Jardins d’Ana".to_owned()), "{suppliers:?}");
        assert!(sheet(&mut book, "Produits")[1].contains(&"Tonte des pelouses".to_owned()));
        let licences = sheet(&mut book, "Licences");
        assert!(licences[1].contains(&"etalab-2.0".to_owned()), "{licences:?}");
        assert!(licences[1].contains(&"q=jardins".to_owned()), "{licences:?}");
    }
}

story! {
    async fn geojson_and_gogocarto_carry_their_date_their_terms_and_their_number(house) {
        filled(&house).await;
        let geo = house.get("/export/fournisseurs.geojson").await.json();
        assert_eq!((geo["type"].as_str(), geo["count"].as_u64()), (Some("FeatureCollection"), Some(3)));
        assert_eq!(geo["date"], json!(house.app.clock.today()));
        assert_eq!(geo["licences"][0]["licence"], "etalab-2.0");
        let features = geo["features"].as_array().unwrap();
        let ana = features.iter().find(|f| f["properties"]["name"] == "Les Jardins d’Ana").unwrap();
        assert_eq!(ana["geometry"], json!({ "type": "Point", "coordinates": [-1.68, 48.1113] }));
        assert!(features.iter().any(|feature| feature["geometry"].is_null()));
        let gogo = house.get("/export/fournisseurs.gogocarto.json?theme=food").await.json();
        assert_eq!((gogo["ontology"].as_str(), gogo["countResult"].as_u64()), (Some("gogofull"), Some(1)));
        let element = &gogo["data"][0];
        assert_eq!(element["geo"], json!({ "latitude": 48.1113, "longitude": -1.68 }));
        assert_eq!(element["categoriesFull"][0]["id"], "food");
        for member in ["id", "name", "sourceKey", "status", "address", "createdAt", "updatedAt", "categories"] {
            assert!(!element[member].is_null(), "{member}");
        }
    }
}

story! {
    async fn a_profile_says_what_murmurations_needs(house) {
        filled(&house).await;
        let list = house.get("/export/fournisseurs.murmurations.json?q=jardins").await.json();
        let slug = house.ask("{ suppliers(filter: { text: \"jardins\" }) { nodes { slug } } }", json!({})).await;
        let slug = slug["suppliers"]["nodes"][0]["slug"].as_str().unwrap();
        let profile = house.get(&format!("/export/murmurations/{slug}.json")).await;
        assert_eq!((profile.status, profile.header("access-control-allow-origin")), (200, "*"));
        let profile = profile.json();
        assert_eq!(list, json!([profile]));
        assert_eq!(profile["linked_schemas"], json!(["organizations_schema-v1.0.0"]));
        assert_eq!(profile["name"], "Les Jardins d’Ana");
        assert_eq!(profile["geolocation"], json!({ "lat": 48.1113, "lon": -1.68 }));
        assert!(profile["tags"].as_array().unwrap().len() >= 2, "{profile}");
        assert_eq!(house.get("/export/murmurations/nobody.json").await.status, 404);
    }
}

story! {
    async fn what_goes_out_comes_back_the_same(house) {
        let first = house.fixture("comma-utf8.csv");
        let options = Options {
            source: Some("list".into()), licence: Some("odbl".into()), ..Options::default()
        };
        house.import_file(&first, options).await.unwrap();
        house.drain().await;
        let facts = "{ suppliers(sort: NAME) { nodes { name siret city themes { theme { code } }
            categories { category { code } } legalForm { code } point { latitude longitude } } } }";
        let before = house.ask(facts, json!({})).await;
        assert_eq!(before["suppliers"]["nodes"].as_array().unwrap().len(), 3);
        for format in ["gogocarto.json", "csv", "geojson", "xlsx"] {
            let file = bytes(&house, &format!("/export/fournisseurs.{format}")).await;
            let other = House::on_sqlite().await;
            let report = other.import(file, Options::default()).await;
            assert_eq!((report.created, report.rejected), (3, 0), "{format}: {report:?}");
            assert_eq!(other.ask(facts, json!({})).await, before, "{format}");
        }
    }
}

story! {
    async fn a_list_without_a_licence_never_leaves(house) {
        house.import_file(&house.fixture("comma-utf8.csv"), Options::default()).await.unwrap();
        house.open_to(vec![supplier("Le seul libre")]).await;
        for format in FORMATS {
            let path = format!("/export/fournisseurs.{format}");
            let text = String::from_utf8_lossy(&bytes(&house, &path).await).into_owned();
            assert!(!text.contains("Inventés"), "{format}");
        }
        assert_eq!(rows(&house, "/export/fournisseurs.csv").await.len(), 1);
        let held = house.ask("{ suppliers(sort: NAME) { nodes { name slug } } }", json!({})).await;
        let slugs = held["suppliers"]["nodes"].as_array().unwrap();
        let closed = slugs.iter().find(|one| one["name"] != "Le seul libre").unwrap();
        let path = format!("/export/murmurations/{}.json", closed["slug"].as_str().unwrap());
        assert_eq!(house.get(&path).await.status, 404);
    }
}

story! {
    async fn an_export_is_not_sent_twice_to_who_has_it(house) {
        filled(&house).await;
        let path = "/export/fournisseurs.csv?theme=food";
        let first = house.get(path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\"") && first.header("cache-control").contains("max-age"), "{tag}");
        let again = || house.client.get(format!("{}{path}", house.address)).header("if-none-match", &tag);
        assert_eq!(house.send(again()).await.status, 304);
        house.open_to(vec![supplier("Une autre").theme("food")]).await;
        let changed = house.send(again()).await;
        assert_eq!(changed.status, 200);
        assert!(changed.text.contains("Une autre"));
    }
}

story! {
    async fn what_an_export_cannot_understand_is_named(house) {
        for (query, path) in [("theme=zz", "theme"), ("delai=x", "delai"), ("territoire=Nulle-Part", "territoire"),
            ("territoire=Saint-Denis", "territoire")] {
            let refused = house.get(&format!("/export/fournisseurs.csv?{query}")).await;
            assert_eq!((refused.status, refused.code().as_str()), (422, "INVALID"), "{query}");
            assert_eq!(refused.json()["fields"][0]["path"], path, "{query}");
        }
        for (path, name) in [("/export/fournisseurs.csv?territoir=departement:35", "territoir"), ("/feeds/fournisseurs.atom?foo=1", "foo")] {
            let refused = house.get(path).await;
            assert_eq!((refused.status, refused.json()["fields"][0]["path"].as_str()), (422, Some(name)), "a misspelt name is told");
        }
        for unknown in ["fournisseurs.pdf", "fournisseurs", "produits.csv", "fournisseurs.csv.exe"] {
            let refused = house.get(&format!("/export/{unknown}")).await;
            assert_eq!((refused.status, refused.code().as_str()), (404, "NOT_FOUND"), "{unknown}");
        }
    }
}

story! {
    async fn everything_can_be_taken_away_while_the_search_is_down(mut house) {
        filled(&house).await;
        house.restart(|data| std::fs::remove_dir_all(data.join("search")).unwrap()).await;
        assert_eq!(rows(&house, "/export/fournisseurs.csv").await.len(), 3);
        let refused = house.get("/export/fournisseurs.csv?theme=food").await;
        assert_eq!((refused.status, refused.code().as_str()), (503, "UNAVAILABLE"));
        assert!(!refused.header("retry-after").is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_writes_the_same_file_as_the_address() {
    let house = House::on_sqlite().await;
    filled(&house).await;
    let from_address = house.get("/en/export/fournisseurs.csv?theme=food").await.text;
    let set = [
        ("DATABASE_URL", house.database()),
        ("DATA_DIR", house.data().to_str().unwrap()),
        ("PUBLIC_URL", house.address.as_str()),
    ];
    let arguments = ["export", "suppliers", "--format", "csv", "--filter", "theme=food", "--lang", "en"];
    let Some(ended) = bdis_or_skip(house.data(), &set, &arguments) else { return };
    assert_eq!((ended.code, ended.out.as_str()), (0, from_address.as_str()), "{}", ended.err);
    let wrong = bdis_or_skip(house.data(), &set, &["export", "suppliers", "--format", "pdf"]).unwrap();
    assert_eq!((wrong.code, wrong.err.lines().count()), (2, 1), "{}", wrong.err);
    let wrong = ["export", "suppliers", "--format", "csv", "--filter", "theme=zz"];
    let wrong = bdis_or_skip(house.data(), &set, &wrong).unwrap();
    assert_eq!((wrong.code, wrong.err.contains("theme")), (2, true), "{}", wrong.err);
}
