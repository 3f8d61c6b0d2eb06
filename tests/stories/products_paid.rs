//! A product may name the currencies it is paid in; where it names none, its organisation's hold.

use bdis_tests::*;
use calamine::Reader;
use schema::organizations::organization;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

const BRUNO: &str = "bruno@scop.example";
const SIRET: &str = "73282932000074";
const TABLE: [(&str, &str); 5] =
    [("name", "Table"), ("nature", "goods"), ("category", "39100000"), ("currency", "EUR"), ("price", "100")];

fn sent<'a>(act: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = TABLE.into_iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    [("faire", act)].into_iter().chain(usual).chain(more.iter().copied()).collect()
}

/// Bruno's page accepts the Galléco; it sells one product with these fields more. Returns the page's id and the product's.
async fn sells<'a>(house: &'a House, more: &[(&str, &str)]) -> (Person<'a>, String, String) {
    let mut bruno = house.member(BRUNO).await;
    let id = bruno.opens("La Belle Planche", SIRET).await;
    let supply = [("faire", "territoire"), ("currencies", "GALLECO")];
    let saved = bruno.send(&format!("/espace/organisations/{id}/territoire"), &supply).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let made =
        bruno.send(&format!("/espace/organisations/{id}/produits/nouveau"), &sent("publier", more)).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let product =
        made.header("location").split('/').next_back().unwrap().split('?').next().unwrap().to_owned();
    house.drain().await;
    (bruno, id, product)
}

/// What machines read of a page.
fn data(page: &str) -> Value {
    let text = page
        .split("<script type=\"application/ld+json\">")
        .nth(1)
        .unwrap()
        .split("</script>")
        .next()
        .unwrap();
    serde_json::from_str(text).unwrap()
}

/// What a product of the page accepts, as GraphQL says it.
async fn accepted(house: &House) -> Value {
    let told = house.ask("{ suppliers { nodes { products { currencies } } } }", json!({})).await;
    told["suppliers"]["nodes"][0]["products"][0]["currencies"].clone()
}

story! {
    async fn a_product_names_its_own_currencies_and_else_its_organisation_s_hold_and_are_said_to(house) {
        let (mut bruno, id, product) = sells(&house, &[]).await;
        let page = house.get(&format!("/produits/{product}")).await.text;
        assert!(page.contains("<dd>Euro et Le Galléco <span class=\"soft\">Celles du fournisseur.</span></dd>"), "{page}");
        assert_eq!(data(&page)["offers"]["acceptedPaymentMethod"], json!(["Euro", "Le Galléco"]));
        let at = format!("/espace/organisations/{id}/produits/{product}");
        let own = sent("produit", &[("version", "1"), ("currencies", "TIME"), ("currencies", "EUR")]);
        let saved = bruno.send(&at, &own).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        house.drain().await;
        let page = house.get(&format!("/produits/{product}")).await.text;
        assert!(page.contains("<dd>Euro et Temps (heures échangées)</dd>") && !page.contains("Celles du fournisseur"), "{page}");
        assert_eq!(data(&page)["offers"]["acceptedPaymentMethod"], json!(["Euro", "Temps (heures échangées)"]));
        let supplier = organization::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        let page = house.get(&format!("/fournisseurs/{}", supplier.slug)).await.text;
        assert!(page.contains("monnaies acceptées\u{a0}: Euro et Temps (heures échangées)"), "{page}");
        let page = house.get(&format!("/en/produits/{product}")).await.text;
        assert!(page.contains("<dd>Euro and Time (hours exchanged)</dd>"), "{page}");
        assert_eq!(accepted(&house).await, json!(["EUR", "TIME"]));
        assert_eq!(house.found(json!({ "currencies": ["TIME"] })).await, ["La Belle Planche"]);
        // The form has them ticked, a copy takes them along, and the history says what they were.
        for path in [at.clone(), format!("/espace/organisations/{id}/produits/nouveau?comme={product}")] {
            let page = bruno.get(&path).await.text;
            assert!(page.contains("name=\"currencies\" value=\"TIME\" checked"), "{page}");
            assert!(page.contains("name=\"currencies\" value=\"GALLECO\">"), "{page}");
        }
        let history = bruno.get(&format!("{at}/historique")).await.text;
        assert!(history.contains("Monnaies acceptées") && history.contains("Euro et Temps (heures échangées)"), "{history}");
        // None named: its organisation's again.
        assert_eq!(bruno.send(&at, &sent("produit", &[("version", "2")])).await.status, 303);
        assert_eq!(accepted(&house).await, json!([]));
    }
}

story! {
    async fn a_product_is_paid_in_no_currency_that_the_reference_lacks(house) {
        let (mut bruno, id, product) = sells(&house, &[]).await;
        let at = format!("/espace/organisations/{id}/produits/{product}");
        let wrong = bruno.send(&at, &sent("produit", &[("version", "1"), ("currencies", "DOGE")])).await;
        assert!(wrong.status == 422 && wrong.text.contains("DOGE"), "{}", wrong.text);
        let query = "mutation($id: ID!, $c: [String!]) { updateProduct(id: $id, input: { name: \"Table\", nature: GOODS, category: \"39100000\", currencies: $c, version: 1 }) { currencies } }";
        let wrong = bruno.graphql(query, json!({ "id": product, "c": ["DOGE"] })).await;
        assert_eq!(wrong.code(), "INVALID", "{}", wrong.text);
        let right = bruno.graphql(query, json!({ "id": product, "c": ["GALLECO"] })).await;
        assert_eq!(right.json()["data"]["updateProduct"]["currencies"], json!(["GALLECO"]), "{}", right.text);
    }
}

story! {
    async fn a_table_says_what_a_product_is_paid_in_an_empty_cell_takes_it_away_and_no_column_leaves_it(house) {
        let (mut bruno, id, _) = sells(&house, &[("currencies", "TIME")]).await;
        let at = format!("/espace/organisations/{id}/catalogue");
        let import = async |bruno: &mut Person<'_>, act: &str, table: &str| {
            bruno.send_file(&at, &[("faire", act)], ("file", "c.csv", table.as_bytes())).await.text
        };
        // Out and back, nothing changes.
        let table = bruno.get(&format!("{at}/produits.csv")).await.text;
        assert!(table.contains("monnaies acceptées") && table.contains("TIME"), "{table}");
        let page = import(&mut bruno, "verifier", &table).await;
        assert!(page.contains("<dt>Inchangés</dt>\n<dd>1</dd>"), "{page}");
        // By code or by name; what would change is shown first.
        let table = "nom;monnaies acceptées\nTable;\"EUR; le galléco\"\n";
        let page = import(&mut bruno, "verifier", table).await;
        assert!(page.contains("Monnaies acceptées\u{a0}: Temps (heures échangées) → Euro, Le Galléco"), "{page}");
        import(&mut bruno, "importer", table).await;
        assert_eq!(accepted(&house).await, json!(["EUR", "GALLECO"]));
        import(&mut bruno, "importer", "nom;prix HT\nTable;120\n").await;
        assert_eq!(accepted(&house).await, json!(["EUR", "GALLECO"]), "no column leaves what is there");
        let page = import(&mut bruno, "verifier", "nom;monnaies acceptées\nTable;bouchons\n").await;
        assert!(page.contains("bouchons") && page.contains("<dt>Refusés</dt>\n<dd>1</dd>"), "{page}");
        import(&mut bruno, "importer", "name;accepted currencies\nTable;\n").await;
        assert_eq!(accepted(&house).await, json!([]), "an empty cell takes away");
        // And the import taken back gives them again.
        let page = bruno.get(&at).await.text;
        let last = page.split("name=\"id\" value=\"").nth(1).unwrap()[..36].to_owned();
        assert_eq!(bruno.send(&at, &[("faire", "defaire"), ("id", &last)]).await.status, 303);
        assert_eq!(accepted(&house).await, json!(["EUR", "GALLECO"]));
    }
}

story! {
    async fn two_who_edit_at_once_are_told_of_currencies_by_their_names(house) {
        let (mut bruno, id, product) = sells(&house, &[]).await;
        let at = format!("/espace/organisations/{id}/produits/{product}");
        assert_eq!(bruno.send(&at, &sent("produit", &[("version", "1"), ("currencies", "TIME")])).await.status, 303);
        let late = bruno.send(&at, &sent("produit", &[("version", "1"), ("currencies", "GALLECO")])).await;
        let mark = "Enregistré entre-temps\u{a0}: «\u{202f}Temps (heures échangées)\u{202f}»";
        assert!(late.status == 422 && late.text.contains(mark), "{}", late.text);
    }
}

story! {
    async fn what_a_product_is_paid_in_goes_with_it_when_two_pages_become_one_and_into_the_open_data(house) {
        let (_, id, product) = sells(&house, &[("currencies", "TIME")]).await;
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        house.open_to(vec![supplier("Belle Planche (la)").vouched(bretagne).at("35238", "35", (48.11, -1.68))]).await;
        let kept = organization::Entity::find().all(&house.app.db).await.unwrap();
        let kept = kept.into_iter().find(|one| one.name == "Belle Planche (la)").unwrap();
        let mut maud = house.moderator("maud@x.example", bretagne).await;
        let merge = "mutation($k: ID!, $a: ID!) { mergeOrganizations(kept: $k, absorbed: $a, reason: \"Doublon\") }";
        let merged = maud.graphql(merge, json!({ "k": kept.id, "a": id })).await.json();
        assert!(merged["data"]["mergeOrganizations"].is_string(), "{merged}");
        house.drain().await;
        let told = house.ask("query($id: ID!) { product(id: $id) { currencies supplier { currencies } } }", json!({ "id": product })).await;
        assert_eq!(told["product"], json!({ "currencies": ["TIME"], "supplier": { "currencies": ["EUR", "GALLECO"] } }));
        let answer = house.client.get(format!("{}/export/fournisseurs.xlsx", house.address)).send().await.unwrap();
        let file = answer.bytes().await.unwrap().to_vec();
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(file)).unwrap();
        let range = book.worksheet_range("Produits").unwrap();
        let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        assert_eq!((rows[0].last().unwrap().as_str(), rows[1].last().unwrap().as_str()), ("currencies", "TIME"), "{rows:?}");
    }
}

story! {
    async fn a_price_is_said_in_its_own_currency_and_never_as_euros(house) {
        let (mut bruno, id, product) = sells(&house, &[("currency", "GALLECO"), ("price", "12,50"), ("unit", "heure")]).await;
        let page = house.get(&format!("/produits/{product}")).await.text;
        assert!(page.contains("<dd>12,5\u{a0}Le Galléco HT / heure</dd>") && !page.contains('€'), "{page}");
        let offer = data(&page)["offers"].clone();
        assert_eq!((&offer["price"], &offer["priceCurrency"]), (&json!("12.50"), &json!("Le Galléco")));
        let supplier = organization::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        let page = house.get(&format!("/en/fournisseurs/{}", supplier.slug)).await.text;
        assert!(page.contains("12.5\u{a0}Galléco excl. tax / heure") && !page.contains('€'), "{page}");
        let page = bruno.get(&format!("/espace/organisations/{id}/produits")).await.text;
        assert!(page.contains("12,5\u{a0}Le Galléco") && !page.contains('€'), "{page}");
    }
}

story! {
    async fn a_product_changed_by_programs_says_which_version_was_read(house) {
        let (mut bruno, _, product) = sells(&house, &[]).await;
        let write = "mutation($id: ID!, $v: Int) { updateProduct(id: $id, input: { name: \"Banc\", nature: GOODS, category: \"39100000\", version: $v }) { name version } }";
        let unread = bruno.graphql(write, json!({ "id": product })).await;
        assert!(unread.code() == "INVALID" && unread.text.contains("\"path\":\"version\""), "{}", unread.text);
        let told = house.ask("query($id: ID!) { product(id: $id) { version } }", json!({ "id": product })).await;
        let version = told["product"]["version"].clone();
        let saved = bruno.graphql(write, json!({ "id": product, "v": version })).await;
        assert_eq!(saved.json()["data"]["updateProduct"], json!({ "name": "Banc", "version": 2 }), "{}", saved.text);
        let stale = bruno.graphql(write, json!({ "id": product, "v": version })).await;
        assert_eq!(stale.code(), "CONFLICT", "{}", stale.text);
    }
}

story! {
    async fn the_euro_stays_among_what_a_supplier_accepts_whatever_a_price_is_in(house) {
        let (_, _, product) = sells(&house, &[("currency", "TIME"), ("price", "2"), ("unit", "séance")]).await;
        let page = house.get(&format!("/produits/{product}")).await.text;
        assert!(page.contains("<dd>Temps (heures échangées), Euro et Le Galléco <span class=\"soft\">Celles du fournisseur."), "{page}");
        assert!(page.contains("<dd>2\u{a0}heures / séance</dd>"), "no tax on hours: {page}");
    }
}
