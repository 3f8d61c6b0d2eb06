//! A buyer finds who answers a need: every field of the filter, the facets, the order.

use bdis_tests::*;
use serde_json::{Value, json};

const RENNES: (f64, f64) = (48.1113, -1.6800);
const BREST: (f64, f64) = (48.3904, -4.4861);

/// A small town of suppliers.
async fn town(house: &House) {
    house.network("bretagne").await;
    house.network("bois").await;
    house
        .open_to(vec![
            supplier("Jardins de Rennes")
                .describing("Nous plantons des haies.")
                .at("35238", "35", RENNES)
                .serving(&["departement:35"])
                .form("scop")
                .theme("environment-green-spaces")
                .accepting(&["EUR", "GALLECO"])
                .member_of("bretagne")
                .selling(product("Taille de haies", "77340000").within(10))
                .updated("2026-01-03"),
            supplier("Menuiserie de Brest")
                .at("29019", "29", BREST)
                .serving(&["region:53"])
                .form("scic")
                .category("45421000")
                .member_of("bretagne")
                .member_of("bois")
                .selling(product("Fenêtres en chêne", "44220000").within(45))
                .updated("2026-01-02"),
            supplier("Atelier national")
                .serving_all()
                .form("association")
                .theme("culture-arts")
                .selling(product("Fresques", "92312000"))
                .updated("2026-01-01"),
        ])
        .await;
}

async fn facet(house: &House, filter: Value, name: &str) -> Vec<(String, i64)> {
    let query = format!(
        "query($filter: SupplierFilter) {{ suppliers(filter: $filter) {{ facets {{ {name} {{ value label count }} }} }} }}"
    );
    let data = house.ask(&query, json!({ "filter": filter })).await;
    let values = data["suppliers"]["facets"][name].as_array().unwrap().clone();
    values
        .iter()
        .map(|one| {
            assert!(!one["label"].as_str().unwrap().is_empty());
            (one["value"].as_str().unwrap().to_owned(), one["count"].as_i64().unwrap())
        })
        .collect()
}

story! {
    async fn nothing_asked_finds_everyone(house) {
        town(&house).await;
        assert_eq!(house.found(json!({})).await.len(), 3);
        assert_eq!(house.found(Value::Null).await.len(), 3);
    }
}

story! {
    async fn words_are_found_in_names_products_labels_and_descriptions(house) {
        town(&house).await;
        for (words, name) in [
            ("jardin", "Jardins de Rennes"),
            ("fenetre chene", "Menuiserie de Brest"),
            ("haie", "Jardins de Rennes"),
            ("fresque", "Atelier national"),
            ("élagage", "Jardins de Rennes"),
        ] {
            let found = house.found(json!({ "text": words })).await;
            assert!(found.contains(&name.to_owned()), "{words}: {found:?}");
        }
    }
}

story! {
    async fn a_typo_and_an_unfinished_word_are_forgiven(house) {
        town(&house).await;
        assert_eq!(house.found(json!({ "text": "menuisrie" })).await, ["Menuiserie de Brest"]);
        assert_eq!(house.found(json!({ "text": "menui" })).await, ["Menuiserie de Brest"]);
    }
}

story! {
    async fn the_trade_s_synonyms_are_found(house) {
        house.open_to(vec![supplier("Propreté du Trégor").serving_all(), supplier("Autre").serving_all()]).await;
        assert_eq!(house.found(json!({ "text": "nettoyage" })).await, ["Propreté du Trégor"]);
    }
}

story! {
    async fn who_is_there_is_not_who_serves(house) {
        town(&house).await;
        assert_eq!(house.found(json!({ "located": ["departement:29"] })).await, ["Menuiserie de Brest"]);
        assert_eq!(house.found(json!({ "located": ["commune:35238"] })).await, ["Jardins de Rennes"]);
        assert_eq!(house.found(json!({ "located": ["region:53"] })).await, ["Jardins de Rennes", "Menuiserie de Brest"]);
        assert_eq!(
            house.found(json!({ "territories": ["departement:29"] })).await,
            ["Atelier national", "Menuiserie de Brest"]
        );
    }
}

story! {
    async fn values_of_a_filter_are_alternatives_and_filters_add_up(house) {
        town(&house).await;
        let either = json!({ "legalForms": ["scop", "scic"] });
        assert_eq!(house.found(either).await, ["Jardins de Rennes", "Menuiserie de Brest"]);
        let both = json!({ "legalForms": ["scop", "scic"], "networks": ["bois"] });
        assert_eq!(house.found(both).await, ["Menuiserie de Brest"]);
    }
}

story! {
    async fn themes_categories_currencies_forms_and_networks_narrow(house) {
        town(&house).await;
        assert_eq!(house.found(json!({ "themes": ["environment"] })).await, ["Jardins de Rennes"]);
        assert_eq!(house.found(json!({ "themes": ["culture-arts"] })).await, ["Atelier national"]);
        assert_eq!(house.found(json!({ "categories": ["45421000"] })).await, ["Menuiserie de Brest"]);
        assert_eq!(house.found(json!({ "categories": ["77"] })).await, ["Jardins de Rennes"]);
        assert_eq!(house.found(json!({ "currencies": ["GALLECO"] })).await, ["Jardins de Rennes"]);
        assert_eq!(house.found(json!({ "legalForms": ["association"] })).await, ["Atelier national"]);
        assert_eq!(house.found(json!({ "networks": ["bois"] })).await, ["Menuiserie de Brest"]);
    }
}

story! {
    async fn a_lead_time_keeps_the_quick_and_leaves_out_who_says_nothing(house) {
        town(&house).await;
        assert_eq!(house.found(json!({ "maxLeadTimeDays": 10 })).await, ["Jardins de Rennes"]);
        assert_eq!(house.found(json!({ "maxLeadTimeDays": 9 })).await, Vec::<String>::new());
        assert_eq!(house.found(json!({ "maxLeadTimeDays": 730 })).await.len(), 2);
    }
}

story! {
    async fn a_category_and_a_lead_time_are_asked_of_one_and_the_same_product(house) {
        house
            .open_to(vec![
                supplier("Cuisine lente")
                    .serving_all()
                    .selling(product("Repas scolaires", "55524000").within(41))
                    .selling(product("Fenêtres", "45421000").within(4)),
                supplier("Cuisine vive").serving_all().selling(product("Repas scolaires", "55524000").within(9)),
            ])
            .await;
        let meals = |days: i32| json!({ "categories": ["5552"], "maxLeadTimeDays": days });
        assert_eq!(house.found(meals(10)).await, ["Cuisine vive"]);
        assert_eq!(house.found(meals(41)).await.len(), 2);
    }
}

story! {
    async fn words_that_only_begin_alike_are_not_the_same_word(house) {
        house
            .open_to(vec![
                supplier("Trait d’union").serving_all(),
                supplier("Traitement des eaux").serving_all(),
                supplier("Les bons traiteurs").serving_all(),
            ])
            .await;
        assert_eq!(house.found(json!({ "text": "traiteur" })).await, ["Les bons traiteurs"]);
    }
}

story! {
    async fn a_circle_finds_who_is_in_it_and_sorts_by_distance(house) {
        town(&house).await;
        let near = |km: f64| json!({ "near": { "latitude": RENNES.0, "longitude": RENNES.1, "radiusKm": km } });
        assert_eq!(house.found(near(5.0)).await, ["Jardins de Rennes"]);
        assert_eq!(
            house.found_in_order(near(300.0), "DISTANCE").await,
            ["Jardins de Rennes", "Menuiserie de Brest"]
        );
        let query = "query($filter: SupplierFilter) { suppliers(filter: $filter, sort: DISTANCE) { edges { distanceKm } } }";
        let data = house.ask(query, json!({ "filter": near(300.0) })).await;
        let km = data["suppliers"]["edges"][1]["distanceKm"].as_f64().unwrap();
        assert!((200.0..220.0).contains(&km), "{km}");
    }
}

story! {
    async fn the_other_sorts_are_by_name_and_by_last_change(house) {
        town(&house).await;
        assert_eq!(
            house.found_in_order(json!({}), "NAME").await,
            ["Atelier national", "Jardins de Rennes", "Menuiserie de Brest"]
        );
        assert_eq!(
            house.found_in_order(json!({}), "RECENTLY_UPDATED").await,
            ["Jardins de Rennes", "Menuiserie de Brest", "Atelier national"]
        );
    }
}

story! {
    async fn facets_count_and_ignore_their_own_choice(house) {
        town(&house).await;
        let forms = [("association".to_owned(), 1), ("scic".to_owned(), 1), ("scop".to_owned(), 1)];
        let mut all = facet(&house, json!({}), "legalForms").await;
        all.sort();
        assert_eq!(all, forms);
        let mut chosen = facet(&house, json!({ "legalForms": ["scop"] }), "legalForms").await;
        chosen.sort();
        assert_eq!(chosen, forms, "its own choice is ignored");
        let other = facet(&house, json!({ "networks": ["bois"] }), "legalForms").await;
        assert_eq!(other, [("scic".to_owned(), 1)], "another facet's choice is not");
        assert_eq!(facet(&house, json!({ "legalForms": ["scop"] }), "networks").await, [("bretagne".to_owned(), 1)]);
    }
}

story! {
    async fn every_facet_is_there_with_words_in_the_asker_s_language(house) {
        town(&house).await;
        for name in ["territories", "themes", "categories", "legalForms", "networks"] {
            assert!(!facet(&house, json!({}), name).await.is_empty(), "{name}");
        }
        let territories = facet(&house, json!({}), "territories").await;
        assert!(territories.contains(&("departement:35".to_owned(), 3)), "{territories:?}");
        assert!(territories.contains(&("departement:29".to_owned(), 2)), "{territories:?}");
        let query = json!({ "query": "{ suppliers { facets { categories { value label } } } }" }).to_string();
        let french = house.send(house.post("application/json", query.clone()).header("accept-language", "fr")).await;
        assert!(french.text.contains("Élagage des arbres"), "{}", french.text);
        let english = house.send(house.post("application/json", query).header("accept-language", "en-GB,fr;q=0.5")).await;
        assert!(english.text.contains("Tree pruning"), "{}", english.text);
    }
}

story! {
    async fn clusters_hold_every_match_and_name_who_stands_alone(house) {
        town(&house).await;
        let query = "query($zoom: Int!) { suppliers { clusters(zoom: $zoom, bounds: { south: 41, west: -6, north: 52, east: 10 }) {
            latitude longitude count supplier { name } } } }";
        let count = |data: &Value| -> i64 {
            data["suppliers"]["clusters"].as_array().unwrap().iter().map(|one| one["count"].as_i64().unwrap()).sum()
        };
        let far = house.ask(query, json!({ "zoom": 4 })).await;
        assert_eq!(count(&far), 2, "who has no point isn't on the map");
        let close = house.ask(query, json!({ "zoom": 12 })).await;
        assert_eq!(count(&close), 2);
        let mut names: Vec<&str> = close["suppliers"]["clusters"].as_array().unwrap().iter()
            .filter_map(|one| one["supplier"]["name"].as_str()).collect();
        names.sort();
        assert_eq!(names, ["Jardins de Rennes", "Menuiserie de Brest"]);
    }
}

story! {
    async fn a_supplier_is_found_by_its_address_with_all_it_says(house) {
        town(&house).await;
        let data = house.ask("{ suppliers(filter: { legalForms: [\"scop\"] }) { nodes { id slug } } }", json!({})).await;
        let node = &data["suppliers"]["nodes"][0];
        let query = "query($slug: String!) { supplier(slug: $slug) { id name url legalForm { code label family }
            commune { code name kind departement region } currencies description networks { slug name }
            serviceArea { country confirmed territories { code } }
            products { id name nature leadTimeDays price { amountCents currency } category { code label } supplier { slug } } } }";
        let data = house.ask(query, json!({ "slug": node["slug"] })).await;
        let supplier = &data["supplier"];
        assert_eq!(supplier["id"], node["id"]);
        assert_eq!(supplier["commune"]["code"], "commune:35238");
        assert_eq!(supplier["legalForm"]["family"], "ess-by-law");
        assert_eq!(supplier["currencies"], json!(["EUR", "GALLECO"]));
        assert_eq!(supplier["products"][0]["leadTimeDays"], 10);
        assert_eq!(supplier["products"][0]["price"], Value::Null, "on quotation");
        assert_eq!(supplier["products"][0]["supplier"]["slug"], node["slug"]);
        assert!(supplier["url"].as_str().unwrap().ends_with(&format!("/en/fournisseurs/{}", node["slug"].as_str().unwrap())));
    }
}

story! {
    async fn what_does_not_exist_is_null(house) {
        let query = "{ supplier(slug: \"personne\") { name } product(id: \"rien\") { name }
            guaranteeScheme(code: \"rien\") { code } }";
        let data = house.ask(query, json!({})).await;
        assert_eq!(data, json!({ "supplier": null, "product": null, "guaranteeScheme": null }));
    }
}

story! {
    async fn a_former_address_still_finds_its_supplier(house) {
        use schema::organizations::old_slug;
        use sea_orm::{EntityTrait, IntoActiveModel};
        let one = supplier("Nouveau nom").serving_all();
        let row = old_slug::Model { slug: "ancien-nom".to_owned(), organization: one.organization.id };
        house.open_to(vec![one]).await;
        old_slug::Entity::insert(row.into_active_model()).exec_without_returning(&house.app.db).await.unwrap();
        let data = house.ask("{ supplier(slug: \"ancien-nom\") { name } }", json!({})).await;
        assert_eq!(data["supplier"]["name"], "Nouveau nom");
    }
}

story! {
    async fn a_product_no_longer_offered_is_neither_shown_nor_found(house) {
        let today = house.app.clock.today();
        house.open_to(vec![supplier("Traiteur").serving_all().category("90910000")
            .selling(product("Buffet de saison", "55520000").within(5).offered(None, Some(today)))]).await;
        assert_eq!(house.found(json!({ "categories": ["5552"] })).await, ["Traiteur"]);
        house.app.clock.advance(chrono::Duration::days(1));
        let data = house.ask("{ suppliers { nodes { products { name } } } }", json!({})).await;
        assert_eq!(data["suppliers"]["nodes"][0]["products"], json!([]));
        house.drain().await;
        assert!(house.found(json!({ "categories": ["5552"] })).await.is_empty());
        assert!(house.found(json!({ "maxLeadTimeDays": 30 })).await.is_empty());
    }
}

story! {
    async fn how_well_the_words_are_met_comes_before_how_much_of_the_territory_is_served(house) {
        house.open_to(vec![
            supplier("Menuiserie des Lilas").serving_all().describing("Pose, puis nettoyage du chantier."),
            supplier("Propre et Net").serving(&["departement:35"]).selling(product("Nettoyage de bureaux", "90919200")),
            supplier("Éclat").serving(&["region:53"]).selling(product("Nettoyage de vitres", "90911300")),
        ]).await;
        let filter = json!({ "text": "nettoyage", "territories": ["region:53"] });
        let found = house.found_in_order(filter, "RELEVANCE").await;
        assert_eq!(found, ["Éclat", "Propre et Net", "Menuiserie des Lilas"]);
    }
}

story! {
    async fn what_a_supplier_is_can_be_searched_for_in_words(house) {
        house.open_to(vec![
            supplier("Les Ateliers du Port").serving_all().holding(grant("esat", schema::guarantees::State::Declared)),
            supplier("Bois et Cie").serving_all().form("scic"),
            supplier("Autre").serving_all(),
        ]).await;
        assert_eq!(house.found(json!({ "text": "ESAT" })).await, ["Les Ateliers du Port"]);
        assert_eq!(house.found(json!({ "text": "l'esat" })).await, ["Les Ateliers du Port"]);
        assert_eq!(house.found(json!({ "text": "scic" })).await, ["Bois et Cie"]);
    }
}

story! {
    async fn a_word_that_several_categories_answer_to_is_asked_about(house) {
        let page = house.get("/en/fournisseurs?categorie=cleaning").await;
        assert!(page.text.contains("Several purchase categories"), "{}", page.text);
        let page = house.get("/fournisseurs?categorie=jardinage").await;
        assert!(page.text.contains("Plusieurs catégories") || page.text.contains("espaces verts"), "{}", page.text);
    }
}

story! {
    async fn a_need_without_a_word_is_said_to_be_none(house) {
        for typed in ["!!!", "de+la", "%F0%9F%92%A3"] {
            let page = house.get(&format!("/en/fournisseurs?q={typed}")).await;
            assert_eq!(page.status, 422, "{typed}");
            assert!(page.text.contains("no word to search for"), "{}", page.text);
        }
    }
}
