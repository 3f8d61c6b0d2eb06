//! Whatever is wrong on a public page, whoever sees it can say so, and those who look after the page read it.

use bdis_tests::*;
use chrono::Duration;
use schema::networks::case;
use schema::products::product;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

const LINK: &str = "Signaler une erreur</a>";

/// Where the page's link leads, as it stands there.
fn link_in(page: &str) -> Option<String> {
    let before = page.split(LINK).next().filter(|before| before.len() < page.len())?;
    let href = before.rsplit("href=\"").next()?.split('"').next()?;
    Some(href.replace("&#38;", "&").replace("&amp;", "&"))
}

async fn last_case(house: &House) -> case::Model {
    case::Entity::find()
        .order_by_desc(case::Column::OpenedAt)
        .order_by_desc(case::Column::Id)
        .one(&house.app.db)
        .await
        .unwrap()
        .unwrap()
}

const SAID: [(&str, &str); 3] =
    [("faire", "signaler"), ("topic", "outdated"), ("note", "La date est passée.")];

story! {
    async fn each_public_page_leads_to_the_form_that_names_it(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        house.open_to(vec![supplier("Le Pain Levé").at("35238", "35", (48.11, -1.68)).serving(&["departement:35"]).theme("food").selling(product("Pain", "15811000"))]).await;
        let one = schema::organizations::organization::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        let bread = product::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        let room = house.offers(resource("Salle", &one.id.to_string())).await;
        house.drain().await;
        let supplier = format!("/fournisseurs/{}", one.slug);
        let pages = [
            "/".to_owned(), "/fournisseurs".to_owned(), "/fournisseurs?q=pain".to_owned(), supplier, format!("/produits/{}", bread.id),
            "/mutualisation".to_owned(), "/mutualisation?q=salle".to_owned(), format!("/mutualisation/{room}"),
            "/reseaux".to_owned(), "/reseaux/bretagne".to_owned(), "/glossaire".to_owned(), "/garanties".to_owned(), "/garanties/esus".to_owned(),
            "/territoires".to_owned(), "/territoires/departement-35-ille-et-vilaine".to_owned(),
            "/territoires/departement-35-ille-et-vilaine/themes/food".to_owned(),
            "/api".to_owned(), "/mentions-legales".to_owned(), "/accessibilite".to_owned(), "/licence-des-donnees".to_owned(), "/a-propos".to_owned(),
        ];
        for page in &pages {
            let shown = house.get(page).await;
            assert_eq!(shown.status, 200, "{page}");
            let link = link_in(&shown.text).unwrap_or_else(|| panic!("{page} has no link"));
            let mut visitor = house.person("nobody@x.example");
            visitor.ip = Some(format!("10.7.0.{}", page.len()));
            let form = visitor.get(&link).await;
            assert!(form.status == 200 && form.text.contains("name=\"note\""), "{page} {link}: {}", form.status);
            assert!(link_in(&form.text).is_none(), "the form isn't reported by itself");
            let sent = visitor.send(&link, &SAID).await;
            assert_eq!(sent.status, 303, "{page} {link}: {}", sent.text);
            let thanks = visitor.get(sent.header("location")).await;
            assert!(thanks.status == 200 && thanks.text.contains("Un modérateur regardera"), "{page}: {}", thanks.text);
            let case = last_case(&house).await;
            assert_eq!(case.page.as_deref(), Some(page.as_str()), "the case says on which page");
            assert_eq!(case.topic.as_deref(), Some("outdated"));
            let owned = ["/fournisseurs/", "/produits/", "/mutualisation/"].iter().any(|start| page.starts_with(start));
            assert_eq!(case.organization, owned.then_some(one.id), "{page}");
            let theirs = page.starts_with("/reseaux/") || page.starts_with("/territoires/");
            assert_eq!(case.network, theirs.then_some(bretagne), "{page}");
        }
        let english = house.get("/en/garanties/esus").await.text;
        assert!(english.contains("href=\"/en/signaler?page=%2Fgaranties%2Fesus\""), "{english}");
        // On a page that isn't there, the site is spoken of.
        let missing = house.get("/garanties/rien").await;
        assert_eq!((missing.status, link_in(&missing.text).as_deref()), (404, Some("/signaler")));
    }
}

story! {
    async fn a_page_that_isnt_ours_cannot_be_reported(house) {
        for page in ["https://ailleurs.example/", "//ailleurs.example/garanties", "/\\ailleurs.example", "javascript:alert(1)", "/garanties/rien", "/espace", "/moderation", "/fournisseurs/personne"] {
            let path = format!("/signaler?page={}", url::form_urlencoded::byte_serialize(page.as_bytes()).collect::<String>());
            let mut visitor = house.person("nobody@x.example");
            assert_eq!(visitor.get(&path).await.status, 404, "{page}");
            assert_eq!(visitor.send(&path, &SAID).await.status, 404, "{page}");
        }
        assert!(case::Entity::find().one(&house.app.db).await.unwrap().is_none());
    }
}

story! {
    async fn a_refused_report_keeps_what_was_typed_and_works_in_english(house) {
        let mut visitor = house.person("nobody@x.example");
        let path = "/en/signaler?page=/garanties/esus";
        let fields = [("faire", "signaler"), ("topic", "wording"), ("note", "The period is <b>not</b> two years."), ("email", "not an address")];
        let refused = visitor.send(path, &fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("The period is &#60;b&#62;not&#60;/b&#62; two years.") && refused.text.contains("value=\"not an address\""), "{}", refused.text);
        assert!(refused.text.contains("value=\"wording\" selected") && refused.text.contains("signaler-email-problem"), "{}", refused.text);
        let silent = visitor.send(path, &[("faire", "signaler"), ("topic", "x"), ("note", " ")]).await;
        assert!(silent.status == 422 && silent.text.contains("signaler-note-problem") && silent.text.contains("signaler-topic-problem"), "{}", silent.text);
        assert!(case::Entity::find().one(&house.app.db).await.unwrap().is_none());
        // Twenty in an hour from one address, and no more.
        for n in 0..21 {
            let sent = visitor.send(path, &SAID).await;
            assert_eq!(sent.status, if n < 20 { 303 } else { 429 }, "{n}");
            assert!(n < 20 || sent.text.contains("La date est passée."), "what was typed stays");
        }
    }
}

story! {
    async fn each_report_reaches_those_who_look_after_the_page_and_no_others(house) {
        let national = house.network_of("national", "national", None).await;
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let provence = house.network_of("provence", "regional", Some("region:93")).await;
        let mut pilot = house.moderator("pilote@x.example", national).await;
        let mut here = house.moderator("bretagne@x.example", bretagne).await;
        let mut there = house.moderator("provence@x.example", provence).await;
        let mut visitor = house.person("nobody@x.example");
        for (page, in_bretagne) in [
            ("/garanties/esus", false), ("/glossaire", false), ("/", false), ("/fournisseurs?q=pain", false),
            ("/reseaux/bretagne", true), ("/territoires/commune-35238-rennes", true),
        ] {
            let path = format!("/signaler?page={}", url::form_urlencoded::byte_serialize(page.as_bytes()).collect::<String>());
            assert_eq!(visitor.send(&path, &SAID).await.status, 303, "{page}");
            let case = last_case(&house).await;
            let path = format!("/moderation/{}", case.id);
            let shown = pilot.get(&path).await;
            assert!(shown.status == 200 && shown.text.contains("La date est passée.") && shown.text.contains("n’est plus à jour"), "{page}: {}", shown.text);
            let link = format!("href=\"{}\"", page.replace('&', "&#38;"));
            assert!(shown.text.contains(&link), "{page} is one click away: {}", shown.text);
            assert_eq!(here.get(&path).await.status, if in_bretagne { 200 } else { 403 }, "{page}");
            assert_eq!(there.get(&path).await.status, 403, "{page}");
            assert_eq!(visitor.get(&path).await.status, 303, "they are asked to sign in");
        }
        let waiting = "{ moderationCases { totalCount nodes { organization page } } }";
        for (person, count) in [(&mut pilot, 6), (&mut here, 2), (&mut there, 0)] {
            let cases = person.graphql(waiting, json!({})).await.json();
            assert_eq!(cases["data"]["moderationCases"]["totalCount"], count, "{cases}");
        }
        let queue = pilot.get("/moderation").await.text;
        for name in ["ESUS", "Glossaire", "Accueil", "bretagne", "Rennes"] {
            assert!(queue.contains(name), "{name}: {queue}");
        }
        // A network that its page belongs to decides of it; the pilot's own waits for the pilot.
        let theirs = case::Entity::find().all(&house.app.db).await.unwrap();
        let (own, other) = (theirs.iter().find(|case| case.network == Some(bretagne)).unwrap(), theirs.iter().find(|case| case.network.is_none()).unwrap());
        assert_eq!(here.send(&format!("/moderation/{}", own.id), &[("faire", "accepter"), ("reason", "Corrigé.")]).await.status, 303);
        assert_eq!(here.send(&format!("/moderation/{}", other.id), &[("faire", "accepter"), ("reason", "Corrigé.")]).await.status, 403);
    }
}

story! {
    async fn a_term_of_the_glossary_is_named_by_whoever_reports_it(house) {
        let mut visitor = house.person("nobody@x.example");
        let form = visitor.get("/signaler?page=/glossaire").await.text;
        assert!(form.contains("name=\"term\""), "{form}");
        let mut fields = SAID.to_vec();
        fields.push(("term", "suppose"));
        assert_eq!(visitor.send("/signaler?page=/glossaire", &fields).await.status, 303);
        assert_eq!(last_case(&house).await.page.as_deref(), Some("/glossaire#suppose"));
    }
}

story! {
    async fn a_visitor_who_left_an_address_is_told_once_and_then_forgotten(house) {
        let national = house.network_of("national", "national", None).await;
        let mut pilot = house.moderator("pilote@x.example", national).await;
        let mut visitor = house.person("nobody@x.example");
        let mut fields = SAID.to_vec();
        fields.push(("email", "lectrice@x.example"));
        assert_eq!(visitor.send("/en/signaler?page=/garanties/esus", &fields).await.status, 303);
        let case = last_case(&house).await;
        let path = format!("/moderation/{}", case.id);
        assert!(!pilot.get(&path).await.text.contains("lectrice@x.example"), "nobody sees it");
        let journal = schema::events::event::Entity::find().all(&house.app.db).await.unwrap();
        assert!(journal.iter().all(|event| !event.payload.to_string().contains("lectrice")), "nor the journal");
        let decided = pilot.send(&path, &[("faire", "refuser"), ("reason", "La date est celle du décret.")]).await;
        assert_eq!(decided.header("location"), "/moderation?fait=decided-told");
        house.drain().await;
        let letter = house.mail.last("lectrice@x.example");
        assert!(letter.text.contains("La date est celle du décret.") && letter.text.contains("/en/garanties/esus"), "{}", letter.text);
        house.drain().await;
        assert_eq!(house.mail.to("lectrice@x.example").len(), 1);
        assert_eq!(last_case(&house).await.email.as_deref(), Some("lectrice@x.example"));
        house.app.clock.advance(Duration::days(9));
        backend::networks::tidy(&house.app).await.unwrap();
        assert_eq!((last_case(&house).await.email, last_case(&house).await.language), (None, None));
    }
}
