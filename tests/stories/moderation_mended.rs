//! Moderation: what is decided is seen before and after, said in the reader's words, and gives away nothing that isn't ours.

use backend::interchange::Options;
use bdis_tests::*;
use serde_json::json;

use super::mends_moderation::named;

/// A list of one page, under a licence or none.
async fn list(house: &House, source: &str, licence: Option<&str>, row: &str) {
    let list = format!("siret,rna,name,post_code,city,website\n{row}\n");
    let options = Options {
        source: Some(source.to_owned()),
        licence: licence.map(str::to_owned),
        ..Options::default()
    };
    let report = house.import(list, options).await;
    assert_eq!(report.created, 1, "{report:?}");
    house.drain().await;
}

story! {
    async fn what_a_merge_took_from_a_list_without_a_licence_is_shown_and_never_exported(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let licensed = format!("{},,La Barque,35000,Rennes,", siret(9_301));
        list(&house, "Liste Amarre 2026", Some("etalab-2.0"), &licensed).await;
        list(&house, "Sans licence", None, ",W351000001,Barque (la),35000,Rennes,https://barque.example/").await;
        let free = format!("{},,Le Canot,35000,Rennes,", siret(9_302));
        list(&house, "Autre liste", Some("etalab-2.0"), &free).await;
        list(&house, "Encore une", Some("etalab-2.0"), ",W351000002,Canot (le),35000,Rennes,https://canot.example/").await;
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let merge = "mutation($k: ID!, $a: ID!) { mergeOrganizations(kept: $k, absorbed: $a, reason: \"Doublon\") }";
        for (kept, absorbed) in [("La Barque", "Barque (la)"), ("Le Canot", "Canot (le)")] {
            let ids = json!({ "k": named(&house, kept).await.id, "a": named(&house, absorbed).await.id });
            let made = maud.graphql(merge, ids).await;
            assert!(made.json().get("errors").is_none(), "{}", made.text);
        }
        house.drain().await;
        let kept = named(&house, "La Barque").await;
        assert_eq!(kept.rna.as_deref(), Some("W351000001"));
        let page = house.get(&format!("/fournisseurs/{}", kept.slug)).await.text;
        assert!(page.contains("barque.example"), "the page loses nothing: {page}");
        for path in ["/export/fournisseurs.csv", "/export/fournisseurs.geojson"] {
            let out = house.get(path).await;
            assert!(out.status == 200 && out.text.contains("La Barque"), "{}", out.text);
            assert!(!out.text.contains("W351000001") && !out.text.contains("barque.example"), "{path}: {}", out.text);
            assert!(out.text.contains("canot.example"), "a licence that is the same lets it go on: {}", out.text);
        }
    }
}
