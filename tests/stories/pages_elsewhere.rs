//! Pages of organisations: files, lists, places, and what went elsewhere.

use backend::base::words::{Lang, Words};
use bdis_tests::*;
use chrono::Duration;
use schema::organizations::organization;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

const BRUNO: &str = "bruno@scop.example";
const SIRET: &str = "73282932000074";

story! {
    async fn a_form_that_did_not_arrive_whole_says_so_and_leads_back(house) {
        let path = "/espace/organisations/x/images";
        let post = |body: Vec<u8>| {
            let request = house.client.post(house.address.clone() + path).header("sec-fetch-site", "same-origin");
            request.header("content-type", "multipart/form-data; boundary=x").body(body)
        };
        let part = b"--x\r\nContent-Disposition: form-data; name=\"alt\"\r\n\r\n".to_vec();
        let long = [part.clone(), vec![b'a'; 3_000_000], b"\r\n--x--\r\n".to_vec()].concat();
        for (body, said) in [(part, "n’est pas arrivé en entier"), (long, "trop long")] {
            let refused = house.send(post(body)).await;
            assert!(refused.status == 422 && refused.text.contains(said), "{}", refused.text);
            assert!(!refused.text.contains("x-www-form-urlencoded"), "{}", refused.text);
            assert!(refused.text.contains(&format!("<a href=\"{path}\">Revenir au formulaire</a>")), "{}", refused.text);
        }
    }
}

story! {
    async fn a_product_s_history_and_a_catalogue_s_preview_speak_in_words(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let last = house.app.clock.today() + Duration::days(40);
        let (day, said) = (last.to_string(), Words::new(Lang::Fr).date(&last));
        let fields = [("faire", "publier"), ("name", "Table"), ("nature", "goods"), ("category", "39100000"), ("currency", "EUR"), ("validUntil", day.as_str())];
        let made = bruno.send(&format!("/espace/organisations/{id}/produits/nouveau"), &fields).await;
        let own = made.header("location").split('?').next().unwrap().to_owned();
        let seen = bruno.get(&format!("{own}/historique")).await.text;
        assert!(seen.contains(">Euro</td>") && seen.contains(&format!(">{said}</td>")), "{seen}");
        assert!(!seen.contains(">EUR<") && !seen.contains(&day), "{seen}");
        let list = format!("nom;nature;catégorie;offert jusqu’au\nChaise;fournitures;39100000;{day}\n");
        let at = format!("/espace/organisations/{id}/catalogue");
        let tried = bruno.send_file(&at, &[("faire", "verifier")], ("file", "c.csv", list.as_bytes())).await;
        assert!(tried.status == 200 && tried.text.contains(&said) && !tried.text.contains(&day), "{}", tried.text);
    }
}

story! {
    async fn an_unknown_place_is_drawn_nowhere_and_what_it_may_mean_is_said(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/territoire");
        let fields = |act: &'static str| [("faire", act), ("area", "territories"), ("territories", "Bretagne\nMachin")];
        let page = bruno.send(&path, &fields("redessiner")).await.text;
        assert!(!page.contains("class=\"spot\""), "{page}");
        let undrawn = page.split("class=\"area-map problem\"").nth(1).unwrap_or_else(|| panic!("{page}"));
        let undrawn = undrawn.split("</p>").next().unwrap();
        assert!(undrawn.contains("Machin") && undrawn.contains("La Machine"), "{undrawn}");
        let refused = bruno.send(&path, &fields("territoire")).await;
        assert!(refused.status == 422 && refused.text.contains("name=\"territoryChoices\" value=\"La Machine\""), "{}", refused.text);
        let chosen = [&fields("territoire")[..], &[("territoryChoices", "La Machine")]].concat();
        assert_eq!(bruno.send(&path, &chosen).await.status, 303);
        assert!(bruno.get(&path).await.text.contains("Bretagne\nLa Machine</textarea>"));
    }
}

story! {
    async fn rejected_rows_stand_in_the_order_of_their_list(house) {
        let network = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("bretagne@x.example", network).await;
        let list = format!(
            "siret,name,post_code,city\n{},Un,35000,Rennes\n{},Parisienne,75001,Paris\n12345678901234,Faux,35000,Rennes\n",
            siret(9_001),
            siret(9_002),
        );
        let sent = [("faire", "verifier"), ("source", "Annuaire"), ("licence", "etalab-2.0")];
        let tried = maud.send_file("/moderation/reseaux/bretagne/imports", &sent, ("file", "liste.csv", list.as_bytes())).await;
        let at = tried.header("location").to_owned();
        let rejected = |page: String| page.split_once("Lignes refusées").map(|(_, rest)| rest.to_owned()).unwrap_or(page);
        let in_order = |text: &str, first: &str, then: &str| {
            let places = text.find(first).zip(text.find(then));
            assert!(places.is_some_and(|(a, b)| a < b), "{first} {then}: {text}");
        };
        in_order(&rejected(maud.get(&at).await.text), ">3</td>", ">4</td>");
        assert_eq!(maud.send(&at, &[("faire", "importer")]).await.status, 303);
        house.drain().await;
        in_order(&rejected(maud.get(&at).await.text), ">3</td>", ">4</td>");
        in_order(&maud.get(&format!("{at}/rejets")).await.text, "Parisienne", "Faux");
    }
}

story! {
    async fn a_logo_that_is_there_is_called_a_logo(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/images");
        let png = data_encoding::BASE64.decode(b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==").unwrap();
        let fields = [("faire", "ajouter"), ("kind", "logo"), ("alt", "Une planche")];
        assert_eq!(bruno.send_file(&path, &fields, ("picture", "a.png", &png)).await.status, 303);
        let page = bruno.get(&path).await.text;
        assert!(page.contains(">Logo</td>") && !page.contains("précédent)</td>"), "{page}");
    }
}

story! {
    async fn the_desk_of_a_page_that_went_into_another_leads_on_to_it(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let gone = bruno.opens("La Belle Planche", SIRET).await;
        house.open_to(vec![supplier("La Planche").vouched(bretagne).at("35238", "35", (48.11, -1.68))]).await;
        let rows = organization::Entity::find().all(&house.app.db).await.unwrap();
        let kept = rows.into_iter().find(|one| one.name == "La Planche").unwrap().id;
        let mut maud = house.moderator("maud@x.example", bretagne).await;
        let merge = "mutation($k: ID!, $a: ID!) { mergeOrganizations(kept: $k, absorbed: $a, reason: \"Doublon\") }";
        let merged = maud.graphql(merge, json!({ "k": kept, "a": gone })).await;
        assert!(merged.json().get("errors").is_none(), "{}", merged.text);
        for rest in ["", "/produits", "/garanties"] {
            let led = bruno.get(&format!("/espace/organisations/{gone}{rest}")).await;
            assert_eq!((led.status, led.header("location")), (301, format!("/espace/organisations/{kept}{rest}").as_str()));
        }
        assert_eq!(bruno.get(&format!("/espace/organisations/{kept}")).await.status, 200);
        let mut eve = house.member("eve@x.example").await;
        assert_eq!(eve.get("/espace/organisations/0190a0a0-0000-7000-8000-000000000000").await.status, 404);
    }
}

story! {
    async fn no_organisation_is_opened_nowhere(house) {
        let mut bruno = house.member(BRUNO).await;
        let fields = [("faire", "creer"), ("name", "La Belle Planche"), ("siret", SIRET)];
        let refused = bruno.send("/espace/organisations/nouvelle", &fields).await;
        assert!(refused.status == 422 && refused.text.contains("id=\"creer-postCode-problem\">Donnez le code postal de la commune."), "{}", refused.text);
        let create = format!("mutation {{ createOrganization(input: {{ name: \"La Belle Planche\", siret: \"{SIRET}\" }}) {{ name }} }}");
        let refused = bruno.graphql(&create, json!({})).await;
        assert_eq!(refused.code(), "INVALID", "{}", refused.text);
        let path = refused.json()["errors"][0]["extensions"]["fields"][0]["path"].as_str().unwrap().to_owned();
        assert!(path.ends_with("postCode"), "{path}");
        assert_eq!(organization::Entity::find().count(&house.app.db).await.unwrap(), 0);
    }
}

story! {
    async fn a_supplier_and_its_products_name_the_same_currencies(house) {
        let sells = product("Tonte", "77310000");
        house.open_to(vec![supplier("Les Mains Vertes").accepting(&["ABEILLE"]).selling(sells), supplier("Sans monnaie")]).await;
        let data = house.ask("{ suppliers(sort: NAME) { nodes { slug products(first: 1) { id } } } }", json!({})).await;
        let at = |place: usize, pointer: &str| data["suppliers"]["nodes"][place].pointer(pointer).unwrap().as_str().unwrap().to_owned();
        for page in [format!("/fournisseurs/{}", at(0, "/slug")), format!("/produits/{}", at(0, "/products/0/id"))] {
            let seen = house.get(&page).await.text;
            assert!(seen.contains("Euro et L’Abeille"), "{page}: {seen}");
        }
        let seen = house.get(&format!("/fournisseurs/{}", at(1, "/slug"))).await.text;
        assert!(seen.contains("<dd>Euro</dd>"), "{seen}");
    }
}
