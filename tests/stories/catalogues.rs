//! A whole catalogue, out to a spreadsheet and back.

use bdis_tests::*;
use serde_json::json;

const BRUNO: &str = "bruno@scop.example";
const SIRET: &str = "73282932000074";

story! {
    async fn a_catalogue_goes_out_and_comes_back_unchanged_and_its_import_can_be_undone(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let at = format!("/espace/organisations/{id}/catalogue");
        let table = "nom;nature;catégorie;prix HT;délai en jours\nTable;fournitures;39100000;249,90;21\n=1+1;fournitures;39100000;;\nChaise;fournitures;inconnue;-3;\n";
        let file = ("file", "catalogue.csv", table.as_bytes());
        let tried = bruno.send_file(&at, &[("faire", "verifier")], file).await;
        assert_eq!(tried.status, 200, "{}", tried.text);
        assert!(tried.text.contains("Chaise") && tried.text.contains("sans signe") && tried.text.contains("Aucune catégorie"), "{}", tried.text);
        house.drain().await;
        assert_eq!(house.found(json!({ "text": "table" })).await.len(), 0, "nothing was written");
        let imported = bruno.send_file(&at, &[("faire", "importer")], file).await;
        assert!(imported.status == 200 && imported.text.contains("sauf les lignes refusées") && imported.text.contains("Chaise"), "{}", imported.text);
        house.drain().await;
        assert_eq!(house.found(json!({ "text": "table" })).await.len(), 1);
        for ending in ["csv", "xlsx"] {
            let request = house.client.get(format!("{}{at}/produits.{ending}", house.address));
            let cookie = bruno.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
            let bytes = request.header("cookie", cookie).send().await.unwrap().bytes().await.unwrap();
            if ending == "csv" {
                assert!(String::from_utf8_lossy(&bytes).contains("'=1+1"), "a formula is none");
            }
            let back = bruno.send_file(&at, &[("faire", "verifier")], ("file", "c", &bytes)).await;
            assert!(back.text.contains("<dt>Inchangés</dt>\n<dd>2</dd>"), "{ending}: {}", back.text);
        }
        let page = bruno.get(&at).await.text;
        let import = page.split("name=\"id\" value=\"").nth(1).unwrap()[..36].to_owned();
        assert_eq!(bruno.send(&at, &[("faire", "defaire"), ("id", &import)]).await.status, 303);
        house.drain().await;
        assert_eq!(house.found(json!({ "text": "table" })).await.len(), 0);
        assert_eq!(bruno.send(&at, &[("faire", "defaire"), ("id", &import)]).await.status, 404);
    }
}

story! {
    async fn what_is_no_table_is_refused_in_words(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let at = format!("/espace/organisations/{id}/catalogue");
        let wide = "x;".repeat(100_000);
        for bytes in [b"".as_slice(), b"PK\x03\x04 broken", b"<html>", b"\xff\xfe\x00", b"prix\n12\n", wide.as_bytes()] {
            let refused = bruno.send_file(&at, &[("faire", "importer")], ("file", "x", bytes)).await;
            assert_eq!(refused.status, 422, "{:?}", &bytes[..bytes.len().min(20)]);
        }
    }
}

story! {
    async fn a_product_s_changes_are_told_field_by_field_and_it_can_be_copied(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let at = |rest: &str| format!("/espace/organisations/{id}/produits{rest}");
        let fields = [("name", "Table"), ("nature", "goods"), ("category", "39100000"), ("price", "100")];
        let with = |act: &'static str, more: &[(&'static str, &'static str)]| [("faire", act)].into_iter().chain(fields).chain(more.iter().copied()).collect::<Vec<_>>();
        let made = bruno.send(&at("/nouveau"), &with("publier", &[])).await;
        let product = made.header("location").split('/').next_back().unwrap().split('?').next().unwrap().to_owned();
        let saved = bruno.send(&at(&format!("/{product}")), &with("produit", &[("version", "1"), ("unit", "pièce")])).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let history = bruno.get(&at(&format!("/{product}/historique"))).await.text;
        assert!(history.contains("pièce") && history.contains("Unité"), "{history}");
        let copy = bruno.get(&at(&format!("/nouveau?comme={product}"))).await.text;
        assert!(copy.contains("value=\"Table\"") && copy.contains("value=\"100,00\""), "{copy}");
        let idea = bruno.send(&at("/nouveau"), &[("faire", "proposer"), ("name", "Menuiserie et meubles en bois"), ("price", "12")]).await;
        assert!(idea.status == 200 && idea.text.contains("value=\"12\""), "{}", idea.text);
    }
}

story! {
    async fn a_table_says_whom_a_product_serves_and_leaves_what_it_has_no_column_for(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let at = format!("/espace/organisations/{id}/catalogue");
        let import = async |bruno: &mut Person<'_>, table: &str| {
            bruno.send_file(&at, &[("faire", "importer")], ("file", "c.csv", table.as_bytes())).await.text
        };
        let table = "nom;description;nature;catégorie;zone desservie\nTable;En chêne;fournitures;39100000;Rennes + 30 km\n\
            Chaise;;fournitures;39100000;France\nBanc;;fournitures;39100000;Atlantide\n";
        let page = import(&mut bruno, table).await;
        assert!(page.contains("Banc") && page.contains("Atlantide"), "{page}");
        house.drain().await;
        let serves = json!({ "text": "table", "territories": ["commune:35238"] });
        assert_eq!(house.found(serves).await, ["La Belle Planche"]);
        import(&mut bruno, "nom;prix HT\nTable;120\n").await;
        house.drain().await;
        let query = "{ suppliers { nodes { products { name description price { amountCents } serviceArea { radius { radiusKm } } } } } }";
        let told = house.ask(query, json!({})).await.to_string();
        assert!(told.contains("En chêne") && told.contains("12000") && told.contains("30.0"), "{told}");
        let file = ("file", "c.csv", "nom;zone desservie\nTable;\n".as_bytes());
        let page = bruno.send_file(&at, &[("faire", "verifier")], file).await.text;
        assert!(page.contains("<dt>Modifiés</dt>\n<dd>1</dd>"), "an empty cell takes away: {page}");
    }
}
