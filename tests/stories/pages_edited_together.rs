//! Pages of organisations: what is confirmed, what two people write at once, what can’t be done.

use backend::base::words::{Lang, Words};
use backend::interchange::Options;
use bdis_tests::*;
use chrono::Duration;
use schema::organizations::organization;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

const BRUNO: &str = "bruno@scop.example";
const SIRET: &str = "73282932000074";
const PAGE: &str = "/fournisseurs/la-belle-planche-rennes";
const TAKEN: &str = "Changé entre-temps par quelqu’un d’autre, et repris ici.";

/// What a form sends along unseen.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&start).unwrap_or_else(|| panic!("{name}: {page}"));
    rest.split('"').next().unwrap().to_owned()
}

/// Where the fields of a refusal are.
fn paths(refused: &Value) -> Vec<String> {
    let fields = refused["errors"][0]["extensions"]["fields"].as_array().cloned().unwrap_or_default();
    fields.iter().map(|one| one["path"].as_str().unwrap_or_default().to_owned()).collect()
}

story! {
    async fn a_category_that_its_owner_confirmed_is_never_called_supposed(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let supply = [("faire", "territoire"), ("area", "country"), ("categories", "39100000")];
        assert_eq!(bruno.send(&format!("/espace/organisations/{id}/territoire"), &supply).await.status, 303);
        house.drain().await;
        for path in [PAGE, "/fournisseurs?q=planche"] {
            let seen = house.get(path).await.text;
            assert!(seen.contains("<p>Mobilier</p>") && !seen.contains("<em>supposé</em>"), "{path}: {seen}");
        }
        let list = "siret,name,naf,post_code,city\n00000101600013,Les Mains Vertes,8130Z,35000,Rennes\n";
        house.import(list, Options { source: Some("list".into()), licence: Some("etalab-2.0".into()), ..Options::default() }).await;
        let data = house.ask("{ suppliers(filter: { text: \"mains vertes\" }) { nodes { slug } } }", json!({})).await;
        let slug = data["suppliers"]["nodes"][0]["slug"].as_str().unwrap().to_owned();
        for path in [format!("/fournisseurs/{slug}"), "/fournisseurs?q=mains+vertes".to_owned()] {
            let seen = house.get(&path).await.text;
            assert!(seen.contains("<em>supposé</em></p>"), "what nobody confirmed still is: {seen}");
        }
    }
}

story! {
    async fn what_someone_else_changed_alone_is_taken_over_and_what_both_changed_is_shown_twice(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let sheet = format!("/espace/organisations/{id}/fiche");
        let read = hidden(&bruno.get(&sheet).await.text, "read");
        let base = [("faire", "fiche"), ("name", "La Belle Planche"), ("postCode", "35000"), ("city", "Rennes")];
        let with = |more: &[(&'static str, &str)]| -> Vec<(String, String)> {
            base.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let send = async |bruno: &mut Person<'_>, path: &str, all: Vec<(String, String)>| {
            let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            bruno.send(path, &all).await
        };
        // One leaves the partners' list, and writes more; another who had read the page before writes the description.
        let first = with(&[("version", "1"), ("read", &read), ("headcount", "10-49"), ("website", "https://planche.example/"), ("description", "De l’autre.")]);
        assert_eq!(send(&mut bruno, &sheet, first).await.status, 303);
        let mine = [("version", "1"), ("description", "De moi."), ("openToProposals", "1")];
        let second = with(&[&mine[..], &[("read", read.as_str())]].concat());
        let late = send(&mut bruno, &sheet, second).await;
        assert_eq!(late.status, 422);
        for said in [
            "Quelqu’un d’autre a enregistré entre-temps. Ce que vous avez changé est gardé ci-dessous",
            "De moi.</textarea>",
            "Enregistré entre-temps\u{a0}: «\u{202f}De l’autre.\u{202f}»",
            "value=\"https://planche.example/\"",
            "<option value=\"10-49\" selected>",
            "name=\"openToProposals\" value=\"1\"> ",
        ] {
            assert!(late.text.contains(said), "{said}: {}", late.text);
        }
        assert_eq!(late.text.matches(TAKEN).count(), 3, "beside each that is taken over: {}", late.text);
        assert_eq!(late.text.matches("Enregistré entre-temps\u{a0}:").count(), 1, "{}", late.text);
        // Where it isn't known what was read, all that differs is told: what is chosen too.
        let unread = send(&mut bruno, &sheet, with(&mine)).await;
        assert!(unread.status == 422 && unread.text.contains("Enregistré entre-temps\u{a0}: non"), "{}", unread.text);
        let save = "mutation($id: ID!) { updateOrganization(id: $id, input: { name: \"La Belle Planche\", postCode: \"35000\", city: \"Rennes\", openToProposals: true, version: 1 }) { version } }";
        let stale = bruno.graphql(save, json!({ "id": id })).await.json();
        let told = paths(&stale);
        for path in ["openToProposals", "headcount", "website", "description"] {
            assert!(told.iter().any(|one| one.ends_with(path)), "{path}: {stale}");
        }
        assert!(!told.iter().any(|one| one.ends_with("point") || one.ends_with("siret")), "{stale}");
        // Saved again as the form stands, nothing of the other's is lost.
        let again = with(&[
            ("version", &hidden(&late.text, "version")), ("read", &hidden(&late.text, "read")), ("headcount", "10-49"),
            ("website", "https://planche.example/"), ("description", "De moi."),
        ]);
        assert_eq!(send(&mut bruno, &sheet, again).await.status, 303);
        let saved = organization::Entity::find_by_id(id.parse::<uuid::Uuid>().unwrap()).one(&house.app.db).await.unwrap().unwrap();
        assert!(!saved.open_to_proposals && saved.website.is_some() && saved.headcount.is_some(), "{saved:?}");
        assert_eq!(saved.description, "De moi.");
    }
}

story! {
    async fn what_is_chosen_among_several_is_taken_over_too(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/territoire");
        let page = bruno.get(&path).await.text;
        let (version, read) = (hidden(&page, "version"), hidden(&page, "read"));
        let with = |field: (&'static str, &'static str)| [("faire", "territoire"), ("version", version.as_str()), ("read", read.as_str()), field];
        assert_eq!(bruno.send(&path, &with(("themes", "reuse"))).await.status, 303);
        let late = bruno.send(&path, &with(("area", "country"))).await;
        assert!(late.status == 422 && late.text.contains("value=\"country\" checked") && late.text.contains("value=\"reuse\" checked"), "{}", late.text);
        assert_eq!(late.text.matches(TAKEN).count(), 1, "{}", late.text);
    }
}

story! {
    async fn a_network_opens_on_no_place_that_it_may_not_mean(house) {
        let national = house.network_of("pilote", "national", None).await;
        let mut pilot = house.moderator("pilote@x.example", national).await;
        let open = |territory: &'static str| [("faire", "ouvrir-reseau"), ("name", "ESS de Saint-Denis"), ("slug", "ess-sd"), ("networkKind", "regional"), ("territory", territory)];
        let asked = pilot.send("/moderation/reseaux/nouveau", &open("Saint-Denis")).await;
        assert!(asked.status == 422 && asked.text.contains("Plusieurs lieux répondent à ce nom") && asked.text.contains("Saint-Denis (974)"), "{}", asked.text);
        assert_eq!(house.get("/reseaux/ess-sd").await.status, 404);
        let opened = pilot.send("/moderation/reseaux/nouveau", &open("Saint-Denis (974)")).await;
        assert_eq!(opened.status, 303, "{}", opened.text);
        for page in ["/reseaux/ess-sd", "/reseaux"] {
            let seen = house.get(page).await.text;
            assert!(seen.contains("Saint-Denis (974)</"), "{seen}");
        }
    }
}

story! {
    async fn no_message_is_promised_where_nobody_reads_it(house) {
        house.network("reseau").await;
        house.open_to(vec![supplier("Sans personne").member_of("reseau")]).await;
        let data = house.ask("{ suppliers { nodes { slug } } }", json!({})).await;
        let page = format!("/fournisseurs/{}", data["suppliers"]["nodes"][0]["slug"].as_str().unwrap());
        let seen = house.get(&page).await.text;
        assert!(seen.contains("comment joindre ce fournisseur") && !seen.contains("Écrire à ce fournisseur"), "{seen}");
        let mut bruno = house.member(BRUNO).await;
        let contact = format!("{page}/contacter");
        for seen in [house.get(&contact).await.text, bruno.get(&contact).await.text] {
            assert!(seen.contains("aucun message ne peut être transmis") && !seen.contains("Votre message arrive"), "{seen}");
            assert!(!seen.contains("Connectez-vous ou créez un compte"), "{seen}");
            for way in ["/reseaux/reseau".to_owned(), format!("{page}/revendiquer")] {
                assert!(seen.contains(&format!("href=\"{way}\"")), "{way}: {seen}");
            }
            assert!(seen.contains("Signaler une erreur sur cette page"), "{seen}");
        }
        bruno.opens("La Belle Planche", SIRET).await;
        assert!(house.get(PAGE).await.text.contains("Écrire à ce fournisseur"), "someone reads this one");
        assert!(house.get(&format!("{PAGE}/contacter")).await.text.contains("Votre message arrive à La Belle Planche"));
    }
}

story! {
    async fn an_offer_says_when_it_begins_and_since_when_it_is_over(house) {
        let words = Words::new(Lang::Fr);
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let products = format!("/espace/organisations/{id}/produits");
        let today = house.app.clock.today();
        let (later, before) = (today + Duration::days(100), today - Duration::days(100));
        let (day, past) = (later.to_string(), before.to_string());
        for (name, period, done, said, on_page) in [
            ("Table", ("validFrom", day.as_str()), "published-coming", format!("à partir du {}", words.date(&later)), true),
            ("Chaise", ("validUntil", past.as_str()), "published-ended", format!("terminée depuis le {}", words.date(&before)), false),
        ] {
            let fields = [("faire", "publier"), ("name", name), ("nature", "goods"), ("category", "39100000"), ("currency", "EUR"), period];
            let made = bruno.send(&format!("{products}/nouveau"), &fields).await;
            let to = made.header("location").to_owned();
            assert!(to.ends_with(done), "{to} {}", made.text);
            let own = bruno.get(&to).await.text;
            assert!(own.contains(&said) && !own.contains("C’est publié."), "{own}");
            assert!(bruno.get(&products).await.text.contains(&format!("{name} ({said})")));
            let product = to.split('?').next().unwrap().split('/').next_back().unwrap();
            let seen = house.get(&format!("/produits/{product}")).await.text;
            assert!(seen.contains(&format!("<dd>{said}</dd>")) && seen.contains("notice waiting"), "{seen}");
            let page = house.get(PAGE).await.text;
            assert_eq!(page.contains(&format!(">{name}</a>")) && page.contains(&said), on_page, "{page}");
        }
    }
}
