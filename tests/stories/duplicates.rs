//! Pages that may be one organisation's: found, compared, merged or said to be two.

use bdis_tests::*;
use schema::organizations::{likeness, likeness_key, organization};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, PaginatorTrait};
use serde_json::json;
use uuid::Uuid;

const LIST: &str = "/moderation/doublons";
const RENNES: (&str, &str, (f64, f64)) = ("35238", "35", (48.11, -1.68));

fn at(new: NewSupplier, place: (&str, &str, (f64, f64))) -> NewSupplier {
    new.at(place.0, place.1, place.2)
}

/// In Rennes: two pages of one name, two of one site, two enterprises of one name, and one that is alone.
async fn breton_pages(house: &House) {
    let on = |mut new: NewSupplier, site: &str| {
        new.organization.website = Some(site.to_owned());
        at(new, RENNES)
    };
    house
        .open_to(vec![
            at(supplier("Le Pain Levé"), RENNES),
            at(supplier("LE PAIN LEVE").rna("W351000001"), RENNES),
            on(supplier("Fournil du Canal"), "https://www.fournil.example/"),
            on(supplier("Canal Pain").rna("W351000002"), "http://fournil.example/contact"),
            at(supplier("Deux Entreprises"), RENNES),
            at(supplier("Deux Entreprises"), RENNES),
            at(supplier("Seule"), RENNES),
        ])
        .await;
}

async fn pair_of(house: &House, place: usize) -> (Uuid, Uuid, i32) {
    let mut rows = likeness::Entity::find().all(&house.app.db).await.unwrap();
    rows.sort_by_key(|row| -row.strength);
    (rows[place].first, rows[place].second, rows[place].strength)
}

story! {
    async fn a_moderator_is_shown_pages_that_look_like_one_organisations_the_likest_first(house) {
        breton_pages(&house).await;
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        assert!(maud.get("/moderation").await.text.contains("2 doublons supposés à regarder"));
        let page = maud.get(LIST).await.text;
        let (name, site) = (page.find("même nom dans la même commune"), page.find("même site web"));
        assert!(name.is_some() && site.is_some() && name < site, "{page}");
        assert!(!page.contains("Deux Entreprises") && !page.contains("Seule"), "what can't be merged isn't shown: {page}");
        let (first, second, _) = pair_of(&house, 0).await;
        let slug = organization::Entity::find_by_id(second).one(&house.app.db).await.unwrap().unwrap().slug;
        let compared = format!("/moderation/organisations/{first}/doublon?autre={slug}");
        assert!(page.contains(&compared) && maud.get(&compared).await.text.contains("fusionner"), "{page}");

        let query = "{ suspectedDuplicates(first: 1) { nodes { one other reasons } endCursor } }";
        let asked = maud.graphql(query, json!({})).await.json();
        let found = &asked["data"]["suspectedDuplicates"];
        assert_eq!((&found["nodes"][0]["reasons"], &found["endCursor"]), (&json!(["NAME"]), &json!("1")), "{asked}");

        // Nobody is shown what stands under another's network, nor their own.
        let normandie = house.network_of("normandie", "regional", Some("region:28")).await;
        let mut other = house.moderator("autre@reseau.example", normandie).await;
        assert!(other.get(LIST).await.text.contains("Aucune page ne semble"));
        let told = other.send(LIST, &[("faire", "distinguer"), ("id", &format!("{first}.{second}"))]).await;
        assert_eq!(told.status, 422, "{}", told.text);
        let mut bruno = house.member("bruno@scop.example").await;
        assert_eq!(bruno.get(LIST).await.status, 404);
        assert_eq!(house.get(LIST).await.status, 303);
    }
}

story! {
    async fn a_pair_said_to_be_two_is_not_shown_again_until_that_is_taken_back(house) {
        breton_pages(&house).await;
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let (first, second, _) = pair_of(&house, 0).await;
        let pair = format!("{first}.{second}");
        assert_eq!(maud.send(LIST, &[("faire", "distinguer"), ("id", &pair)]).await.header("location"), format!("{LIST}?fait=told-apart"));
        let page = maud.get(LIST).await.text;
        assert!(!page.contains("même nom dans la même commune") && page.contains("Dites distinctes"), "{page}");
        // Changed since, they are compared again, and stay two.
        let mut changed = organization::ActiveModel { id: Set(first), ..Default::default() };
        changed.description = Set("Du pain".to_owned());
        changed.update(&house.app.db).await.unwrap();
        backend::organizations::compare(&house.app, &[first]).await.unwrap();
        assert!(!maud.get(LIST).await.text.contains("même nom dans la même commune"));
        let kinds: Vec<String> = backend::base::events::about(&house.app.db, second, 10).await.unwrap().into_iter().map(|one| one.kind).collect();
        assert_eq!(kinds, ["organizations_told_apart"]);
        assert_eq!(maud.send(LIST, &[("faire", "rapprocher"), ("id", &pair)]).await.status, 303);
        assert!(maud.get(LIST).await.text.contains("même nom dans la même commune"));
    }
}

story! {
    async fn what_is_merged_renamed_or_never_was_compared_follows(house) {
        breton_pages(&house).await;
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let (first, second, _) = pair_of(&house, 0).await;
        let merge = "mutation($k: ID!, $a: ID!) { mergeOrganizations(kept: $k, absorbed: $a, reason: \"Doublon\") }";
        let made = maud.graphql(merge, json!({ "k": first, "a": second })).await.json();
        let id = made["data"]["mergeOrganizations"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        let page = maud.get(LIST).await.text;
        assert!(!page.contains("même nom dans la même commune"), "at once: {page}");
        house.drain().await;
        assert_eq!(likeness::Entity::find().count(&house.app.db).await.unwrap(), 1);
        maud.graphql("mutation($i: ID!) { undoMerge(id: $i) }", json!({ "i": id })).await;
        house.drain().await;
        assert!(maud.get(LIST).await.text.contains("même nom dans la même commune"));
        // A database of before: each night compares what never was.
        likeness_key::Entity::delete_many().exec(&house.app.db).await.unwrap();
        likeness::Entity::delete_many().exec(&house.app.db).await.unwrap();
        backend::organizations::compare_rest(&house.app).await.unwrap();
        assert_eq!(likeness::Entity::find().count(&house.app.db).await.unwrap(), 2);
    }
}

story! {
    async fn a_name_that_many_have_in_a_departement_says_nothing(house) {
        let many = (0..14).map(|n| {
            let mut new = supplier("Comité des fêtes").rna(&format!("W3510001{n:02}")).at("35238", "35", (48.11, -1.68));
            new.organization.commune = None;
            (new.organization.latitude, new.organization.longitude) = (None, None);
            new
        });
        house.open_to(many.collect()).await;
        assert_eq!(likeness::Entity::find().count(&house.app.db).await.unwrap(), 0);
        let keys = likeness_key::Entity::find().count(&house.app.db).await.unwrap();
        assert_eq!(keys, 14, "each was compared");
    }
}
