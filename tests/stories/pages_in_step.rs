//! What one face shows the other shows too, and what one person saved another doesn't lose sight of.

use backend::actor::Actor;
use backend::base::db;
use backend::base::events::{What, record_of};
use backend::reference::{self, List};
use bdis_tests::*;
use schema::alerts::found;
use schema::guarantees::State;
use schema::networks::case;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

use super::alerts::{AMINA, BRUNO, alerts_to, offer, owner, watch};
use super::moderation_rules::{named, sent, waiting};

const SIRET: &str = "73282932000074";
/// What stands beside a field that someone else changed.
const MARK: &str = "Enregistré entre-temps\u{a0}: ";
const TAKEN: &str = "Changé entre-temps par quelqu’un d’autre, et repris ici.";

/// What a form sends along unseen.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&start).unwrap_or_else(|| panic!("{name}: {page}"));
    rest.split('"').next().unwrap().to_owned()
}

/// The steps of the one guarantee of La Belle Planche, as someone is told of them.
fn steps_in(answered: &Value) -> Value {
    let steps = answered["supplier"]["guarantees"][0]["steps"].as_array();
    let steps = steps.unwrap_or_else(|| panic!("{answered}"));
    let one = |step: &Value| json!([step["kind"], step["by"], step["byName"], step["why"]]);
    steps.iter().map(one).collect()
}

const STEPS: &str =
    "query($s: String!) { supplier(slug: $s) { guarantees { steps { on kind by byName why } } } }";

story! {
    async fn a_guarantee_s_steps_are_told_to_programs_as_its_pages_show_them_to_the_same_reader(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let mut bruno = house.member(BRUNO).await;
        let (_, held) = sent(&mut bruno).await;
        let slug = named(&house, "La Belle Planche").await.slug;
        let at = format!("/moderation/garanties/{held}");
        let seen = [("faire", "decider"), ("decision", "evidence_checked"), ("note", "Arrêté lu.")];
        assert_eq!(maud.send(&at, &seen).await.status, 303);
        let out = [("faire", "decider"), ("decision", "suspended"), ("reason", "Arrêté retiré.")];
        assert_eq!(maud.send(&at, &out).await.status, 303);
        let asked = json!({ "s": slug });
        let declared = json!(["DECLARED", "HOLDER", null, null]);
        let checked = json!(["EVIDENCE_CHECKED", "MODERATORS", "bretagne", "Arrêté lu."]);
        let public = steps_in(&house.ask(STEPS, asked.clone()).await);
        assert_eq!(public, json!([declared, checked, ["SUSPENDED", "MODERATORS", "bretagne", null]]));
        let whole = json!([
            declared, ["EVIDENCE_SENT", "HOLDER", null, null], checked,
            ["SUSPENDED", "MODERATORS", "bretagne", "Arrêté retiré."]
        ]);
        for reader in [&mut bruno, &mut maud] {
            assert_eq!(steps_in(&reader.graphql(STEPS, asked.clone()).await.json()["data"]), whole);
        }
        let mut eve = house.member("eve@x.example").await;
        assert_eq!(steps_in(&eve.graphql(STEPS, asked).await.json()["data"]), public, "a stranger is the public");
    }
}

story! {
    async fn a_decision_made_outside_the_queue_is_taken_back_by_programs_too(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let mut other = house.moderator("autre@reseau.example", bretagne).await;
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let declare = "mutation($o: ID!) { declareGuarantee(organization: $o, input: { scheme: \"esus\" }) { id } }";
        let made = bruno.graphql(declare, json!({ "o": id })).await.json();
        let held = made["data"]["declareGuarantee"]["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        let suspend = "mutation($i: ID!) { reviewGuarantee(id: $i, input: { decision: SUSPENDED, reason: \"Mauvais numéro.\" }) { standing } }";
        let done = maud.graphql(suspend, json!({ "i": held })).await.json();
        assert_eq!(done["data"]["reviewGuarantee"]["standing"], "SUSPENDED", "{done}");
        let back = "mutation($i: ID!) { takeBackGuaranteeReview(id: $i) { standing steps { kind } } }";
        let theirs = other.graphql(back, json!({ "i": held })).await.json();
        assert_eq!(theirs["errors"][0]["extensions"]["code"], "INVALID", "only whoever decided: {theirs}");
        let taken = maud.graphql(back, json!({ "i": held })).await.json();
        let taken = &taken["data"]["takeBackGuaranteeReview"];
        let steps = json!([{ "kind": "DECLARED" }, { "kind": "SUSPENDED" }, { "kind": "TAKEN_BACK" }]);
        assert_eq!((&taken["standing"], &taken["steps"]), (&json!("IN_FORCE"), &steps));
        let twice = maud.graphql(back, json!({ "i": held })).await.json();
        assert_eq!(twice["errors"][0]["extensions"]["code"], "INVALID", "{twice}");
    }
}

story! {
    async fn steps_take_as_many_statements_for_five_suppliers_as_for_twenty(house) {
        let one = |number: usize| {
            supplier(&format!("Atelier {number}"))
                .at("35238", "35", (48.11, -1.68))
                .holding(grant("esus", State::RegisterChecked))
                .holding(grant("ei", State::Suspended))
        };
        house.open_to((0..20).map(one).collect()).await;
        let query = "query($n: Int) { suppliers(first: $n) { nodes { guarantees { steps { on kind by why } } } } }";
        let few = house.statements_of(query, json!({ "n": 5 })).await;
        assert_eq!(few, house.statements_of(query, json!({ "n": 20 })).await);
    }
}

story! {
    async fn two_who_edit_one_network_are_told_only_what_the_other_changed(house) {
        let national = house.network_of("pilote", "national", None).await;
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut pilot = house.moderator("pilote@x.example", national).await;
        let mut maud = house.moderator("maud@x.example", bretagne).await;
        let (kept, own) = ("/moderation/reseaux/bretagne/tenue", "/moderation/reseaux/bretagne");
        let (pilots, mauds) = (pilot.get(kept).await.text, maud.get(own).await.text);
        let (version, read) = (hidden(&mauds, "version"), hidden(&mauds, "read"));
        let with = |description, charter| {
            [("faire", "reseau"), ("version", version.as_str()), ("read", read.as_str()), ("description", description), ("charter", charter)]
        };
        assert_eq!(maud.send(own, &with("De l’autre.", "")).await.status, 303);
        let late = maud.send(own, &with("", "Ma charte.")).await;
        assert!(late.status == 422 && late.text.contains("Ma charte.</textarea>"), "{}", late.text);
        assert!(late.text.contains("De l’autre.</textarea>"), "{}", late.text);
        assert_eq!(late.text.matches(TAKEN).count(), 1, "the charter is mine alone: {}", late.text);
        let (version, read) = (hidden(&pilots, "version"), hidden(&pilots, "read"));
        let renamed = [("faire", "tenir-reseau"), ("version", version.as_str()), ("read", read.as_str()),
            ("name", "Réseau breton"), ("networkKind", "regional"), ("territory", "region:53"), ("colour", "#0f5c43")];
        let late = pilot.send(kept, &renamed).await;
        assert!(late.status == 422 && late.text.contains("value=\"Réseau breton\""), "{}", late.text);
        assert!(late.text.contains("De l’autre.</textarea>"), "{}", late.text);
        assert_eq!(late.text.matches(TAKEN).count(), 1, "{}", late.text);
        // Something to mend first: who saved meanwhile is told of all the same.
        let wrong = renamed.map(|(name, value)| if name == "colour" { (name, "rouge") } else { (name, value) });
        let wrong = pilot.send(kept, &wrong).await;
        assert_eq!((wrong.status, hidden(&wrong.text, "version")), (422, version.clone()), "{}", wrong.text);
        assert_eq!(hidden(&wrong.text, "read"), read);
    }
}

story! {
    async fn two_who_edit_one_term_are_told_only_what_the_other_changed(house) {
        let national = house.network_of("pilote", "national", None).await;
        let mut maud = house.moderator("pilote@x.example", national).await;
        let rows = reference::edited(&house.app, &Actor::System, List::Glossary).await.unwrap();
        let row = rows.into_iter().find(|row| row.code() == "acheteur-public").unwrap();
        let path = "/moderation/reference/glossaire/acheteur-public";
        let page = maud.get(path).await.text;
        let (version, read) = (hidden(&page, "version"), hidden(&page, "read"));
        let fields = row.fields();
        let with = |changed: &'static str, to: &'static str| {
            let sent = [("faire", "reference"), ("version", version.as_str()), ("read", read.as_str())].into_iter();
            let typed = fields.iter().map(move |(name, value)| (*name, if *name == changed { to } else { value.as_str() }));
            sent.chain(typed).collect::<Vec<_>>()
        };
        assert_eq!(maud.send(path, &with("definitionFr", "Une zythocratie.")).await.status, 303);
        let late = maud.send(path, &with("termEn", "Buyer")).await;
        assert!(late.status == 422 && late.text.contains("value=\"Buyer\""), "{}", late.text);
        assert!(late.text.contains("Une zythocratie.</textarea>"), "{}", late.text);
        assert_eq!(late.text.matches(TAKEN).count(), 1, "{}", late.text);
        // A button has nothing beside which it could stand.
        let back = maud.send(path, &[("faire", "texte-du-fichier"), ("version", &version)]).await;
        assert!(back.status == 422 && back.text.contains("Cette page montre ce qui est là maintenant"), "{}", back.text);
        assert!(!back.text.contains(MARK), "{}", back.text);
    }
}

story! {
    async fn what_is_drawn_or_looked_up_before_it_is_saved_hides_no_conflict(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let path = format!("/espace/organisations/{id}/territoire");
        let page = bruno.get(&path).await.text;
        let (version, read) = (hidden(&page, "version"), hidden(&page, "read"));
        let first = [("faire", "territoire"), ("version", version.as_str()), ("area", "territories"), ("territories", "Bretagne")];
        assert_eq!(bruno.send(&path, &first).await.status, 303);
        let mine = |act| [("faire", act), ("version", version.as_str()), ("read", read.as_str()), ("area", "country")];
        let drawn = bruno.send(&path, &mine("redessiner")).await;
        assert_eq!((drawn.status, hidden(&drawn.text, "version")), (200, version.clone()), "{}", drawn.text);
        assert_eq!(hidden(&drawn.text, "read"), read);
        let late = bruno.send(&path, &mine("territoire")).await;
        assert!(late.status == 422 && late.text.contains(MARK) && late.text.contains(TAKEN), "{}", late.text);

        let goods = [("faire", "publier"), ("name", "Tables"), ("nature", "goods"), ("category", "39100000")];
        let made = bruno.send(&format!("/espace/organisations/{id}/produits/nouveau"), &goods).await;
        let product = made.header("location").split('?').next().unwrap().to_owned();
        let read = hidden(&bruno.get(&product).await.text, "read");
        let with = |act, name| [("faire", act), ("version", "1"), ("read", read.as_str()), ("name", name), ("nature", "goods"), ("category", "39100000")];
        assert_eq!(bruno.send(&product, &with("produit", "Tables en chêne")).await.status, 303);
        let ideas = bruno.send(&product, &with("proposer", "Tables en hêtre")).await.text;
        assert_eq!((hidden(&ideas, "version"), hidden(&ideas, "read")), ("1".to_owned(), read.clone()), "{ideas}");
        let late = bruno.send(&product, &with("produit", "Tables en hêtre")).await;
        assert!(late.status == 422 && late.text.contains(&format!("{MARK}«\u{202f}Tables en chêne\u{202f}»")), "{}", late.text);
    }
}

story! {
    async fn a_product_without_a_description_is_summed_up_as_each_language_writes(house) {
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let goods = [("faire", "publier"), ("name", "Tables"), ("nature", "goods"), ("category", "39100000")];
        let made = bruno.send(&format!("/espace/organisations/{id}/produits/nouveau"), &goods).await;
        let product = made.header("location").split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
        for (lang, said) in [("", "La Belle Planche\u{a0}: Tables"), ("/en", "La Belle Planche: Tables")] {
            let page = house.get(&format!("{lang}/produits/{product}")).await.text;
            assert!(page.contains(&format!("<meta name=\"description\" content=\"{said}\">")), "{page}");
        }
    }
}

story! {
    async fn what_alerts_found_goes_with_the_item_alone_so_that_nobody_is_told_twice(house) {
        let owner = owner(&house, "La Belle Planche").await;
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "RESOURCES", "Cuisines", "type=premises", "AT_ONCE").await;
        let kitchen = offer(&house, owner, "Cuisine", |_| {}).await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1);
        let told = found::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        let gone = found::Model { item: Uuid::now_v7(), ..told }.into_active_model().reset_all();
        found::Entity::insert(gone).exec_without_returning(&house.app.db).await.unwrap();
        backend::alerts::tidy(&house.app).await.unwrap();
        let kept = found::Entity::find().all(&house.app.db).await.unwrap();
        assert_eq!(kept.iter().map(|row| row.item).collect::<Vec<_>>(), [kitchen], "only what is no more goes");
        let tx = db::begin(&house.app.db).await.unwrap();
        let again = What::ResourceRestored { resource: kitchen };
        record_of(&tx, house.app.clock.now(), &Actor::System, owner, again).await.unwrap();
        tx.commit().await.unwrap();
        house.drain().await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1, "told once");
    }
}

story! {
    async fn a_moderator_goes_on_in_the_queue_they_were_in_and_takes_back_from_the_case_itself(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        house.open_to(vec![supplier("Un").at("35238", "35", (48.11, -1.68)), supplier("Deux").at("35238", "35", (48.11, -1.68))]).await;
        let mut amina = house.member(AMINA).await;
        for name in ["Un", "Deux"] {
            let path = format!("/fournisseurs/{}/signaler", named(&house, name).await.slug);
            assert_eq!(amina.send(&path, &[("faire", "signaler"), ("note", "Fermé.")]).await.status, 303);
        }
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let one = case::Entity::find().one(&house.app.db).await.unwrap().unwrap().id.to_string();
        let decide = [("faire", "refuser"), ("reason", "Vérifié."), ("cases", one.as_str())];
        let decided = maud.send("/moderation?type=error", &decide).await;
        assert_eq!(decided.header("location"), "/moderation?type=error&fait=decided", "{}", decided.text);
        let past = maud.get("/moderation?type=error&apres=50").await.text;
        assert!(past.contains("un dossier attend au début de la file") && !past.contains("Rien n’attend."), "{past}");
        assert!(past.contains("href=\"/moderation?type=error\">Revenir au début de la file"), "{past}");
        let at = format!("/moderation/{one}");
        assert!(maud.get(&at).await.text.contains("value=\"reprendre-decision\""));
        let mut other = house.moderator("autre@reseau.example", bretagne).await;
        assert!(!other.get(&at).await.text.contains("value=\"reprendre-decision\""), "only whoever decided");
        let back = maud.send(&at, &[("faire", "reprendre-decision")]).await;
        assert_eq!(back.header("location"), format!("{at}?fait=reopened"), "{}", back.text);
        let page = maud.get(&at).await.text;
        assert!(page.contains("value=\"accepter\"") && !page.contains("value=\"reprendre-decision\""), "{page}");
    }
}

story! {
    async fn a_case_that_waits_for_nothing_any_more_says_so(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let mut bruno = house.member(BRUNO).await;
        let (id, held) = sent(&mut bruno).await;
        let at = waiting(&house, "evidence").await.unwrap();
        let own = format!("/espace/organisations/{id}/garanties/{held}");
        assert_eq!(bruno.send(&own, &[("faire", "retirer-garantie")]).await.status, 303);
        for (lang, said) in [("", "Sans objet\u{202f}; ce dossier n’attend plus de décision"), ("/en", "No longer relevant")] {
            let page = maud.get(&format!("{lang}{at}")).await.text;
            assert!(page.contains(said) && !page.contains("value=\"decider\""), "{page}");
        }
    }
}

story! {
    async fn whoever_was_refused_a_page_can_ask_again_where_they_asked_first(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        house.open_to(vec![supplier("Le Pain Levé").at("35238", "35", (48.11, -1.68))]).await;
        let mut eve = house.member("eve@x.example").await;
        let claim = format!("/fournisseurs/{}/revendiquer", named(&house, "Le Pain Levé").await.slug);
        let asked = eve.send(&claim, &[("faire", "revendiquer"), ("note", "C’est moi.")]).await;
        let after = asked.header("location").to_owned();
        assert!(!eve.get(&after).await.text.contains("value=\"revendiquer\""), "it waits");
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let at = waiting(&house, "claim").await.unwrap();
        assert_eq!(maud.send(&at, &[("faire", "refuser"), ("reason", "Dites votre fonction.")]).await.status, 303);
        assert!(eve.get(&after).await.text.contains("value=\"revendiquer\""), "the form is there again");
    }
}
