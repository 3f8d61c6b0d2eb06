//! Pages of one’s own and of moderators: nothing that was typed is lost, nothing leads nowhere.

use bdis_tests::*;
use schema::guarantees::State;
use serde_json::json;

use super::moderation_rules::{named, sent, waiting};

const BRUNO: &str = "bruno@scop.example";
const SIRET: &str = "73282932000074";
const MEANWHILE: &str = "Quelqu’un d’autre a enregistré entre-temps";

/// What a form carries unseen.
fn version(page: &str) -> String {
    let (_, rest) =
        page.split_once("name=\"version\" value=\"").unwrap_or_else(|| panic!("no version: {page}"));
    rest.split('"').next().unwrap().to_owned()
}

story! {
    async fn whom_one_serves_isn_t_written_over_by_who_read_it_before(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/territoire");
        let read = version(&bruno.get(&path).await.text);
        let first = [("faire", "territoire"), ("version", read.as_str()), ("area", "territories"),
            ("territories", "Bretagne"), ("themes", "reuse")];
        assert_eq!(bruno.send(&path, &first).await.status, 303);
        let second = |version: &str| [("faire", "territoire"), ("version", version), ("area", "country"), ("themes", "food")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let old = second(&read);
        let old: Vec<(&str, &str)> = old.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let refused = bruno.send(&path, &old).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        for said in [MEANWHILE, "Enregistré entre-temps\u{a0}: «\u{202f}Bretagne\u{202f}»", "value=\"country\" checked", "value=\"food\" checked"] {
            assert!(refused.text.contains(said), "{said}: {}", refused.text);
        }
        assert!(bruno.get(&path).await.text.contains("Bretagne</textarea>"), "nothing was lost");
        let seen = second(&version(&refused.text));
        let seen: Vec<(&str, &str)> = seen.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(bruno.send(&path, &seen).await.status, 303, "who has read both decides");

        let asked = format!("{{ organization(id: \"{id}\") {{ supplyVersion }} }}");
        let held = bruno.graphql(&asked, json!({})).await.json()["data"]["organization"]["supplyVersion"].clone();
        assert_eq!(held, 2);
        let save = |version: i32| format!(
            "mutation {{ updateSupply(organization: \"{id}\", input: {{ themes: [\"care\"], categories: [], currencies: [], version: {version} }}) }}"
        );
        let stale = bruno.graphql(&save(1), json!({})).await.json();
        assert_eq!(stale["errors"][0]["extensions"]["code"], "CONFLICT", "{stale}");
        assert_eq!(bruno.graphql(&save(2), json!({})).await.json()["data"]["updateSupply"], true);
    }
}

story! {
    async fn the_pilot_and_a_moderator_don_t_write_over_each_other(house) {
        let national = house.network_of("pilote", "national", None).await;
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut pilot = house.moderator("pilote@x.example", national).await;
        let mut maud = house.moderator("bretagne@x.example", bretagne).await;
        let (kept, own) = ("/moderation/reseaux/bretagne/tenue", "/moderation/reseaux/bretagne");
        let (pilots, mauds) = (version(&pilot.get(kept).await.text), version(&maud.get(own).await.text));
        let charter = [("faire", "reseau"), ("version", mauds.as_str()), ("charter", "Nous nous entraidons."), ("colour", "#0f5c43")];
        assert_eq!(maud.send(own, &charter).await.status, 303);
        let over = [("faire", "tenir-reseau"), ("version", pilots.as_str()), ("name", "Réseau breton"),
            ("networkKind", "regional"), ("territory", "Bretagne"), ("charter", "Autre chose.")];
        let refused = pilot.send(kept, &over).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        for said in [MEANWHILE, "Nous nous entraidons.", "Autre chose.</textarea>", "#0f5c43"] {
            assert!(refused.text.contains(said), "{said}: {}", refused.text);
        }
        let now = version(&refused.text);
        let over = over.map(|(name, value)| if name == "version" { (name, now.as_str()) } else { (name, value) });
        assert_eq!(pilot.send(kept, &over).await.status, 303);
        let late = maud.send(own, &charter).await;
        assert!(late.status == 422 && late.text.contains("Autre chose."), "{}", late.text);

        let save = format!("mutation {{ updateNetwork(id: \"{bretagne}\", input: {{ description: \"\", version: 1 }}) }}");
        let stale = maud.graphql(&save, json!({})).await.json();
        assert_eq!(stale["errors"][0]["extensions"]["code"], "CONFLICT", "{stale}");
        let read = maud.graphql("{ network(slug: \"bretagne\") { version } }", json!({})).await.json();
        assert_eq!(read["data"]["network"]["version"], 3, "{read}");
    }
}

story! {
    async fn everyday_words_name_a_category_that_one_click_chooses(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let new = format!("/espace/organisations/{id}/produits/nouveau");
        for bread in ["Pain", "pains", "Bread from the bakery"] {
            let asked = bruno.send(&new, &[("faire", "proposer"), ("name", bread)]).await;
            assert!(asked.text.contains("name=\"idea\" value=\"15811000 Produits de panification\""), "{bread}: {}", asked.text);
        }
        let meals = bruno.send(&new, &[("faire", "proposer"), ("name", "Repas bio pour cantines scolaires")]).await.text;
        assert!(meals.contains("value=\"55524000 ") && !meals.contains("value=\"50"), "a meal is no repair: {meals}");
        let none = bruno.send(&new, &[("faire", "proposer"), ("name", "Xyzzyq")]).await.text;
        assert!(none.contains("Dites en un mot ou deux") && !none.contains("name=\"idea\""), "{none}");
        let chosen = [("faire", "publier"), ("name", "Pain bis"), ("nature", "goods"), ("category", ""), ("idea", "15811000 Produits de panification")];
        let published = bruno.send(&new, &chosen).await;
        assert!(published.header("location").ends_with("fait=published"), "{}", published.text);
        let word = [("faire", "publier"), ("name", "Pain noir"), ("nature", "goods"), ("category", "pain")];
        assert_eq!(bruno.send(&new, &word).await.status, 303, "the word is enough");
        let finer = [("faire", "publier"), ("name", "Pain blanc"), ("nature", "goods"), ("category", "15811100")];
        let published = bruno.send(&new, &finer).await;
        let at = published.header("location").to_owned();
        assert!(at.ends_with("fait=published-broader"), "{at} {}", published.text);
        let page = bruno.get(&at).await.text;
        assert!(page.contains("la plus proche au-dessus") && page.contains("15811000 Produits de panification"), "{page}");
        let unclear = [("faire", "publier"), ("name", "Soins"), ("nature", "services"), ("category", "nettoyage")];
        let offered = bruno.send(&new, &unclear).await;
        assert!(offered.status == 422 && offered.text.contains("name=\"idea\" value=\"90910000 "), "{}", offered.text);
    }
}

story! {
    async fn a_name_that_several_communes_have_is_asked_about_and_kept_with_its_departement(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/territoire");
        let circle = [("faire", "territoire"), ("area", "radius"), ("center", "Saint-Denis"), ("km", "10")];
        let asked = bruno.send(&path, &circle).await;
        assert_eq!(asked.status, 422, "{}", asked.text);
        for choice in ["Saint-Denis (93)", "Saint-Denis (974)"] {
            assert!(asked.text.contains(&format!("name=\"centerChoice\" value=\"{choice}\"")), "{choice}: {}", asked.text);
        }
        let chosen: Vec<(&str, &str)> = circle.into_iter().chain([("centerChoice", "Saint-Denis (93)")]).collect();
        assert_eq!(bruno.send(&path, &chosen).await.status, 303);
        let page = bruno.get(&path).await.text;
        assert!(page.contains("value=\"Saint-Denis (93)\"") && !page.contains("48.93"), "{page}");
        let seen = house.get("/fournisseurs/la-belle-planche-rennes").await.text;
        assert!(seen.contains("10 km autour de Saint-Denis (93)"), "{seen}");

        let places = [("faire", "territoire"), ("area", "territories"), ("territories", "Bretagne\nSaint-Denis\ndepartement:974")];
        let asked = bruno.send(&path, &places).await;
        assert!(asked.status == 422 && asked.text.contains("name=\"territoryChoices\" value=\"Saint-Denis (93)\""), "{}", asked.text);
        let chosen: Vec<(&str, &str)> = places.into_iter().chain([("territoryChoices", "Saint-Denis (93)")]).collect();
        assert_eq!(bruno.send(&path, &chosen).await.status, 303);
        let page = bruno.get(&path).await.text;
        assert!(page.contains("Bretagne\nLa Réunion (974)\nSaint-Denis (93)</textarea>"), "{page}");
        let again = [("faire", "territoire"), ("area", "territories"), ("territories", "Bretagne\nLa Réunion (974)\nSaint-Denis (93)")];
        assert_eq!(bruno.send(&path, &again).await.status, 303, "what is shown is understood");
    }
}

story! {
    async fn a_suspension_made_outside_a_case_is_taken_back_where_it_was_made(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let (_, held) = sent(&mut bruno).await;
        let mut one = house.moderator("un@x.example", bretagne).await;
        let mut other = house.moderator("deux@x.example", bretagne).await;
        let case = waiting(&house, "evidence").await.unwrap();
        let checked = [("faire", "decider"), ("decision", "evidence_checked"), ("note", "L’arrêté a été lu.")];
        assert_eq!(one.send(&case, &checked).await.status, 303);
        let path = format!("/moderation/garanties/{held}");
        let back = [("faire", "reprendre-decision")];
        let suspended = [("faire", "decider"), ("decision", "suspended"), ("reason", "Contrôle en cours.")];
        assert_eq!(one.send(&path, &suspended).await.status, 303);
        assert!(!other.get(&path).await.text.contains("value=\"reprendre-decision\""), "it is another's decision");
        assert_eq!(other.send(&path, &back).await.status, 422);
        let page = one.get(&path).await.text;
        assert!(page.contains("Contrôle en cours.") && page.contains("value=\"reprendre-decision\""), "{page}");
        assert_eq!(one.send(&path, &back).await.status, 303);
        let page = one.get(&path).await.text;
        assert!(page.contains("L’arrêté a été lu."), "{page}");
        let as_before = backend::guarantees::by_id(&house.app.db, held.parse().unwrap()).await.unwrap().unwrap();
        assert!(as_before.state == State::EvidenceChecked && as_before.reason.is_none(), "{as_before:?}");
        assert_eq!(waiting(&house, "evidence").await, None, "what was decided before stays decided");
        assert_eq!(one.send(&path, &suspended).await.status, 303);
        house.app.clock.advance(chrono::Duration::hours(25));
        assert!(!one.get(&path).await.text.contains("value=\"reprendre-decision\""), "a day later it stands");
        assert_eq!(one.send(&path, &back).await.status, 422);
    }
}

story! {
    async fn the_charter_says_which_version_was_accepted_and_when(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/charte");
        let accepted = [("faire", "charte"), ("version", "2026-11-28")];
        assert_eq!(bruno.send(&path, &accepted).await.status, 303);
        let at = named(&house, "La Belle Planche").await.charter_accepted_at.unwrap();
        let words = backend::base::words::Words::new(backend::base::words::Lang::Fr);
        let (version, day) = (words.date(&"2026-11-28".parse().unwrap()), words.date(&backend::base::clock::day_of(at)));
        let page = bruno.get(&path).await.text;
        assert!(page.contains(&format!("a accepté la version du {version} le {day}")), "{page}");
    }
}

story! {
    async fn who_refused_doesn_t_hold_the_appeal_against_it(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let (id, held) = sent(&mut bruno).await;
        let mut one = house.moderator("un@x.example", bretagne).await;
        let mut other = house.moderator("deux@x.example", bretagne).await;
        let refused = [("faire", "decider"), ("decision", "refused"), ("reason", "Illisible.")];
        assert_eq!(one.send(&waiting(&house, "evidence").await.unwrap(), &refused).await.status, 303);
        let path = format!("/espace/organisations/{id}/garanties/{held}");
        assert_eq!(bruno.send(&path, &[("faire", "contester"), ("note", "Il se lit.")]).await.status, 303);
        let appeal = waiting(&house, "appeal").await.unwrap();
        let hold = [("faire", "prendre-en-charge")];
        assert!(!one.get(&appeal).await.text.contains("value=\"prendre-en-charge\""));
        let own = one.send(&appeal, &hold).await;
        assert!(own.status == 422 && own.text.contains("votre décision"), "{}", own.text);
        assert!(other.get(&appeal).await.text.contains("value=\"prendre-en-charge\""));
        assert_eq!(other.send(&appeal, &hold).await.status, 303);
    }
}
