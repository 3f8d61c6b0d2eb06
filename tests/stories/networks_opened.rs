//! The national pilot opens networks and keeps them.

use backend::base::events;
use bdis_tests::*;
use serde_json::json;

use super::hostile::hostile;

const LIST: &str = "/moderation/reseaux";
const KEPT: &str = "/moderation/reseaux/ess-35/tenue";

async fn pilot(house: &House) -> Person<'_> {
    let national = house.network_of("pilote", "national", None).await;
    house.moderator("pilote@x.example", national).await
}

/// Opens a network of Ille-et-Vilaine.
async fn opened(pilot: &mut Person<'_>) {
    let fields = [
        ("faire", "ouvrir-reseau"),
        ("name", "ESS en Ille-et-Vilaine"),
        ("slug", "ess-35"),
        ("networkKind", "regional"),
        ("territory", "ille et vilaine"),
        ("description", "Ce qu’il fait."),
        ("colour", "#0F5C43"),
        ("charter", "Nous nous entraidons."),
    ];
    let answered = pilot.send(&format!("{LIST}/nouveau"), &fields).await;
    assert_eq!(answered.header("location"), format!("{KEPT}?fait=network-opened"), "{}", answered.text);
}

story! {
    async fn the_pilot_opens_a_network_and_names_who_moderates_it(house) {
        let mut pilot = pilot(&house).await;
        assert!(pilot.get("/moderation").await.text.contains(LIST));
        opened(&mut pilot).await;
        let page = house.get("/reseaux/ess-35").await.text;
        assert!(page.contains("Ille-et-Vilaine") && page.contains("Ce qu’il fait.") && page.contains("Nous nous entraidons.") && page.contains("#0f5c43"), "{page}");
        assert!(house.get("/reseaux").await.text.contains("/reseaux/ess-35"));
        house.open_to(vec![supplier("Le Pain Levé").at("35238", "35", (48.11, -1.68)), supplier("Loin").at("75056", "75", (48.85, 2.35))]).await;

        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("maud@x.example", bretagne).await;
        assert_eq!(maud.get("/moderation/reseaux/ess-35").await.status, 404);
        house.drain().await;
        assert_eq!(pilot.send(KEPT, &[("faire", "nommer"), ("email", "MAUD@x.example")]).await.status, 303);
        house.drain().await;
        let told = house.mail.last("maud@x.example");
        assert!(told.subject.starts_with("Un rôle vous est confié : modération du réseau ESS"), "{}", told.subject);
        assert_eq!(maud.get("/moderation/reseaux/ess-35").await.status, 200);
        let twice = pilot.send(KEPT, &[("faire", "nommer"), ("email", "maud@x.example")]).await;
        assert!(twice.status == 422 && twice.text.contains("modère déjà"), "{}", twice.text);
        let nobody = pilot.send(KEPT, &[("faire", "nommer"), ("email", "personne@x.example")]).await;
        assert!(nobody.status == 422 && nobody.text.contains("Aucun compte confirmé"), "{}", nobody.text);

        // Without a second factor it doesn't count yet.
        let mut claire = house.member("claire@x.example").await;
        assert_eq!(pilot.send(KEPT, &[("faire", "nommer"), ("email", "claire@x.example")]).await.status, 303);
        assert!(pilot.get(KEPT).await.text.contains("Attend son second facteur"));
        assert_eq!(claire.get("/moderation/reseaux/ess-35").await.status, 403);

        let page = pilot.get(KEPT).await.text;
        let about_maud = page.split("maud@x.example").nth(1).unwrap();
        let id = about_maud.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(pilot.send(KEPT, &[("faire", "demettre"), ("id", &id)]).await.status, 303);
        house.drain().await;
        assert_eq!(house.mail.last("maud@x.example").subject, "Un rôle ne vous est plus confié");
        assert_eq!(maud.get("/moderation/reseaux/ess-35").await.status, 404);
        assert_eq!(maud.get("/moderation").await.status, 200, "what else was entrusted to her stays");
    }
}

story! {
    async fn the_pilot_makes_organisations_members_and_the_search_follows(house) {
        let mut pilot = pilot(&house).await;
        opened(&mut pilot).await;
        let one = supplier("Le Pain Levé").at("35238", "35", (48.11, -1.68));
        let (id, slug) = (one.organization.id.to_string(), one.organization.slug.clone());
        house.open_to(vec![one]).await;
        let joined = pilot.send(KEPT, &[("faire", "adherer"), ("other", &slug)]).await;
        assert_eq!(joined.header("location"), format!("{KEPT}?fait=network-joined"), "{}", joined.text);
        house.drain().await;
        assert_eq!(house.found(json!({ "networks": ["ess-35"] })).await, ["Le Pain Levé"]);
        let twice = pilot.send(KEPT, &[("faire", "adherer"), ("other", &slug)]).await;
        assert!(twice.status == 422 && twice.text.contains("déjà membre"), "{}", twice.text);
        assert!(pilot.get(KEPT).await.text.contains("1 organisation en est membre"));
        assert_eq!(pilot.send(KEPT, &[("faire", "retirer-membre"), ("id", &id)]).await.status, 303);
        house.drain().await;
        assert_eq!(house.found(json!({ "networks": ["ess-35"] })).await.len(), 0);
    }
}

story! {
    async fn an_archived_network_shows_nowhere_and_entrusts_nothing_until_it_is_restored(house) {
        let mut pilot = pilot(&house).await;
        opened(&mut pilot).await;
        let one = supplier("Le Pain Levé").at("35238", "35", (48.11, -1.68));
        let slug = one.organization.slug.clone();
        house.open_to(vec![one]).await;
        pilot.send(KEPT, &[("faire", "adherer"), ("other", &slug)]).await;
        let id = backend::networks::by_slug(&house.app.db, "ess-35").await.unwrap().unwrap().id;
        let mut maud = house.moderator("maud@x.example", id).await;
        assert_eq!(maud.get("/moderation").await.status, 200);
        assert_eq!(pilot.send(KEPT, &[("faire", "archiver-reseau")]).await.status, 303);
        house.drain().await;
        assert_eq!(house.get("/reseaux/ess-35").await.status, 404);
        assert!(!house.get("/reseaux").await.text.contains("ess-35"));
        assert!(!house.get(&format!("/fournisseurs/{slug}")).await.text.contains("ESS en Ille-et-Vilaine"));
        assert_eq!(house.refused_filter(json!({ "networks": ["ess-35"] })).await.code, "INVALID");
        assert_eq!(maud.get("/moderation").await.status, 404);
        assert!(pilot.get(LIST).await.text.contains(KEPT));
        assert_eq!(pilot.send(KEPT, &[("faire", "restaurer-reseau")]).await.status, 303);
        house.drain().await;
        assert_eq!(house.found(json!({ "networks": ["ess-35"] })).await, ["Le Pain Levé"]);
        assert_eq!(maud.get("/moderation").await.status, 200);
        let national = pilot.send(&format!("{LIST}/pilote/tenue"), &[("faire", "archiver-reseau")]).await;
        assert!(national.status == 422 && national.text.contains("ne s’archive pas"), "{}", national.text);
        let kinds: Vec<String> = events::about(&house.app.db, id, 10).await.unwrap().into_iter().map(|one| one.kind).collect();
        assert_eq!(kinds, ["network_changed", "network_changed", "network_members_changed", "network_created"]);
    }
}

story! {
    async fn what_is_wrong_is_said_beside_its_field_and_others_keep_no_network(house) {
        let mut pilot = pilot(&house).await;
        opened(&mut pilot).await;
        let at = format!("{LIST}/nouveau");
        let with = |slug: &'static str, territory: &'static str| {
            [("faire", "ouvrir-reseau"), ("name", "Autre réseau"), ("slug", slug), ("networkKind", "regional"), ("territory", territory)]
        };
        for (slug, territory, said) in [
            ("ess-35", "region:53", "déjà prise"),
            ("nouveau", "region:53", "déjà prise"),
            ("Été indien", "region:53", "ne convient pas"),
            ("autre", "Atlantide", "Aucun territoire ne s’appelle"),
            ("autre", "", "Dites sur quel territoire"),
        ] {
            let answered = pilot.send(&at, &with(slug, territory)).await;
            assert!(answered.status == 422 && answered.text.contains(said), "{slug} {territory}: {}", answered.text);
            assert!(answered.text.contains("Autre réseau"), "what was typed is kept");
        }
        let changed = [("faire", "tenir-reseau"), ("name", "ESS 35"), ("networkKind", "thematic"), ("territory", "")];
        assert_eq!(pilot.send(KEPT, &changed).await.status, 303);
        let page = house.get("/reseaux/ess-35").await.text;
        assert!(page.contains("ESS 35") && page.contains("Réseau thématique"), "{page}");

        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("maud@x.example", bretagne).await;
        assert_eq!(maud.get(LIST).await.status, 404);
        assert_eq!(maud.send(KEPT, &changed).await.status, 404);
        assert_eq!(maud.send(&at, &with("autre", "region:53")).await.status, 404);
        assert_eq!(house.get(LIST).await.status, 303);
        for n in (0..200).step_by(10) {
            let text = hostile(n);
            for (path, act, fields) in [
                (at.as_str(), "ouvrir-reseau", ["name", "slug", "territory", "charter"]),
                (KEPT, "tenir-reseau", ["name", "description", "website", "colour"]),
                (KEPT, "nommer", ["email", "id", "other", "x"]),
                (KEPT, "adherer", ["other", "id", "email", "x"]),
            ] {
                let mut sent: Vec<(&str, &str)> = fields.iter().map(|name| (*name, text.as_str())).collect();
                sent.extend([("faire", act), ("networkKind", "thematic")]);
                let answered = pilot.send(path, &sent).await;
                assert!(answered.status < 500 && !answered.text.contains("<script>alert"), "{act} {text:?}: {}", answered.status);
            }
        }
    }
}
