//! The national pilot keeps the reference: what it writes shows everywhere, and no file of ours takes it back.

use backend::accounts::{self, NewUser, Role};
use backend::actor::Actor;
use backend::base::events::{Chain, verify};
use backend::base::form::Form;
use backend::base::words::Lang;
use backend::reference::{self, List, Row, Shelf};
use bdis_tests::*;
use schema::reference::{file, scheme, synonym};
use sea_orm::{DbBackend, EntityTrait};
use serde_json::json;

use super::hostile::hostile;

const HOME: &str = "/moderation/reference";

async fn pilot<'a>(house: &'a House, email: &str) -> Person<'a> {
    let national = match backend::networks::by_slug(&house.app.db, "pilote").await.unwrap() {
        Some(network) => network.id,
        None => house.network_of("pilote", "national", None).await,
    };
    house.moderator(email, national).await
}

async fn row(house: &House, list: List, code: &str) -> Row {
    let rows = reference::edited(&house.app, &Actor::System, list).await.unwrap();
    rows.into_iter().find(|row| row.code() == code).unwrap_or_else(|| panic!("{code}"))
}

/// The form of a row, as its page shows it.
fn form_of(row: &Row) -> Vec<(String, String)> {
    let mut form = vec![("faire".to_owned(), "reference".to_owned()), ("version".to_owned(), row.version())];
    for (name, value) in row.fields() {
        match name {
            "subjects" | "grounds" | "uncertain" => {
                form.extend(value.split_whitespace().map(|one| (name.to_owned(), one.to_owned())));
            }
            _ => form.push((name.to_owned(), value)),
        }
    }
    form
}

/// Sends the form of a row with other words in some of its fields.
async fn save(
    person: &mut Person<'_>,
    path: &str,
    mut form: Vec<(String, String)>,
    other: &[(&str, &str)],
) -> Answered {
    form.retain(|(name, _)| !other.iter().any(|(changed, _)| changed == name));
    form.extend(other.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let fields: Vec<(&str, &str)> =
        form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    person.send(path, &fields).await
}

/// Our files of this name are read anew, as after a new edition of them.
async fn new_edition(house: &House, name: &str) {
    file::Entity::delete_by_id(name).exec(&house.app.db).await.unwrap();
    let loaded = reference::load(&house.app.db, house.app.clock.now()).await.unwrap();
    assert_eq!(loaded, [name]);
}

story! {
    async fn a_pilot_renames_a_theme_and_every_page_follows(house) {
        house.open_to(vec![supplier("Le Pain Levé").at("35238", "35", (48.11, -1.68)).serving(&["departement:35"]).theme("food-catering")]).await;
        let mut maud = pilot(&house, "pilote@x.example").await;
        // Another process of the same house.
        let shelf = Shelf::open(&house.app.db).await.unwrap();
        assert!(maud.get("/moderation").await.text.contains(HOME));
        assert!(maud.get(HOME).await.text.contains("Thèmes"));
        let list = maud.get(&format!("{HOME}/themes")).await.text;
        assert!(list.contains("Restauration et traiteur") && list.contains("Texte d’origine"), "{list}");
        let path = format!("{HOME}/themes/food-catering");
        let form = form_of(&row(&house, List::Themes, "food-catering").await);
        let saved = save(&mut maud, &path, form, &[("labelFr", "Zythologie et buffets"), ("labelEn", "Zythology")]).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let page = maud.get(saved.header("location")).await.text;
        assert!(page.contains("la recherche suit dans la minute"), "{page}");
        assert!(page.contains("Maud Ératrice") && page.contains("Restauration et traiteur") && page.contains("Modifié ici"), "{page}");
        let themes = house.ask("{ themes { code label } }", json!({})).await;
        assert!(themes["themes"].as_array().unwrap().iter().any(|theme| theme["label"] == "Zythology"), "{themes}");
        assert!(house.get("/fournisseurs?theme=food-catering").await.text.contains("Zythologie et buffets"));
        house.drain().await;
        assert_eq!(house.found(json!({ "text": "zythologie" })).await, ["Le Pain Levé"]);
        assert!(shelf.follow(&house.app.db).await.unwrap() && !shelf.follow(&house.app.db).await.unwrap());
        assert_eq!(shelf.get().theme("food-catering").unwrap().label_fr, "Zythologie et buffets");
        assert!(matches!(verify(&house.app.db).await.unwrap(), Chain::Whole { .. }));
    }
}

story! {
    async fn a_regional_moderator_does_not_edit_the_reference(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let national = house.network_of("pilote", "national", None).await;
        let path = format!("{HOME}/themes/food");
        let form = form_of(&row(&house, List::Themes, "food").await);
        let mut regional = house.moderator("bretagne@x.example", bretagne).await;
        let mut member = house.member("amina@rennes.example").await;
        for person in [&mut regional, &mut member] {
            for address in [HOME, path.as_str(), "/moderation/reference/nouveau/themes"] {
                assert_eq!(person.get(address).await.status, 404, "for others it doesn't exist");
            }
            assert_eq!(save(person, &path, form.clone(), &[("labelFr", "X")]).await.status, 404);
        }
        assert!(!regional.get("/moderation").await.text.contains(HOME));
        let mut nobody = house.person("nobody@x.example");
        assert_eq!(nobody.get(HOME).await.status, 303);
        assert_eq!(save(&mut nobody, &path, form.clone(), &[("labelFr", "X")]).await.status, 401);
        // A second factor is needed.
        let new = NewUser { email: "neuf@x.example".to_owned(), name: "Neuf".to_owned(), password: PASSWORD.to_owned(), lang: Lang::Fr, role: Role::Moderator(national) };
        accounts::create_user(&house.app, new).await.unwrap();
        let mut without = house.person("neuf@x.example");
        assert_eq!(without.sign_in(PASSWORD).await.status, 303);
        assert_eq!(without.get(HOME).await.status, 403);
        assert_eq!(house.app.reference.get().theme("food").unwrap().label_fr, "Alimentation");
    }
}

story! {
    async fn an_edited_scheme_is_not_overwritten_by_our_file(house) {
        let mut maud = pilot(&house, "pilote@x.example").await;
        let path = format!("{HOME}/garanties/esus");
        let form = form_of(&row(&house, List::Schemes, "esus").await);
        let saved = save(&mut maud, &path, form, &[("nameFr", "ESUS rebaptisée"), ("grounds", "INSERTION"), ("registerUrl", "https://registre.example/esus")]).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        assert!(house.get("/garanties").await.text.contains("ESUS rebaptisée"));
        assert!(house.get("/garanties/esus").await.text.contains("https://registre.example/esus"));
        new_edition(&house, "schemes").await;
        let kept = scheme::Entity::find_by_id("esus").one(&house.app.db).await.unwrap().unwrap();
        assert_eq!(kept.name_fr, "ESUS rebaptisée");
        assert_eq!(kept.grounds.0, ["INSERTION"]);
    }
}

story! {
    async fn a_group_of_synonyms_that_was_edited_or_taken_out_does_not_come_back_beside_itself(house) {
        let mut maud = pilot(&house, "pilote@x.example").await;
        let before = synonym::Entity::find().all(&house.app.db).await.unwrap();
        let (one, two) = (before[0].id.to_string(), before[1].id.to_string());
        let form = form_of(&row(&house, List::Synonyms, &one).await);
        let words = format!("{}, zigouillage", before[0].words);
        assert_eq!(save(&mut maud, &format!("{HOME}/synonymes/{one}"), form, &[("words", &words)]).await.status, 303);
        let version = row(&house, List::Synonyms, &two).await.version();
        let out = maud.send(&format!("{HOME}/synonymes/{two}"), &[("faire", "retirer-reference"), ("version", &version)]).await;
        assert_eq!(out.status, 303, "{}", out.text);
        new_edition(&house, "synonyms").await;
        house.app.follow_reference().await.unwrap();
        let after = synonym::Entity::find().all(&house.app.db).await.unwrap();
        assert_eq!(after.len(), before.len());
        let used = &house.app.reference.get().synonyms;
        assert!(used.contains("zigouillage") && !used.lines().any(|line| line == before[1].words || line == before[0].words));
        let numbers = |rows: &[synonym::Model]| rows.iter().map(|row| (row.id, row.origin.clone())).collect::<std::collections::BTreeMap<_, _>>();
        assert_eq!(numbers(&before), numbers(&after), "each keeps its number");
    }
}

story! {
    async fn back_to_the_file_restores_its_text(house) {
        let mut maud = pilot(&house, "pilote@x.example").await;
        let path = format!("{HOME}/glossaire/acheteur-public");
        let original = row(&house, List::Glossary, "acheteur-public").await;
        assert!(!maud.get(&path).await.text.contains("texte-du-fichier"), "nothing was changed yet");
        let saved = save(&mut maud, &path, form_of(&original), &[("definitionFr", "Une zythocratie.")]).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        assert!(house.get("/glossaire").await.text.contains("Une zythocratie."));
        assert!(maud.get(&path).await.text.contains("texte-du-fichier"));
        let version = row(&house, List::Glossary, "acheteur-public").await.version();
        let back = maud.send(&path, &[("faire", "texte-du-fichier"), ("version", &version)]).await;
        assert_eq!(back.status, 303, "{}", back.text);
        assert!(!house.get("/glossaire").await.text.contains("Une zythocratie."));
        assert_eq!(row(&house, List::Glossary, "acheteur-public").await, original, "and our next editions count again");
        // What our files never had stays what it is.
        let added = [("faire", "ajouter-reference"), ("refCode", "zythologie"), ("termFr", "Zythologie"), ("termEn", "Zythology"), ("definitionFr", "L’étude de la bière."), ("definitionEn", "The study of beer."), ("see", "acheteur-public")];
        assert_eq!(maud.send(&format!("{HOME}/nouveau/glossaire"), &added).await.status, 303);
        let own = row(&house, List::Glossary, "zythologie").await.version();
        let path = format!("{HOME}/glossaire/zythologie");
        assert_eq!(maud.send(&path, &[("faire", "texte-du-fichier"), ("version", &own)]).await.status, 404);
        assert!(house.get("/glossaire").await.text.contains("L’étude de la bière."));
        assert_eq!(maud.send(&path, &[("faire", "retirer-reference"), ("version", &own)]).await.status, 303);
        assert!(!house.get("/glossaire").await.text.contains("L’étude de la bière."));
        let out = row(&house, List::Glossary, "zythologie").await.version();
        assert_eq!(maud.send(&path, &[("faire", "remettre-reference"), ("version", &out)]).await.status, 303);
        assert!(house.get("/glossaire").await.text.contains("L’étude de la bière."));
        let page = maud.get(&path).await.text;
        assert!(page.contains("3 changements"), "{page}");
    }
}

story! {
    async fn two_pilots_at_once_see_both_versions(house) {
        let mut maud = pilot(&house, "pilote@x.example").await;
        let mut nora = pilot(&house, "autre@x.example").await;
        let path = format!("{HOME}/garanties/esus");
        let form = form_of(&row(&house, List::Schemes, "esus").await);
        assert_eq!(save(&mut maud, &path, form.clone(), &[("nameFr", "Le nom de Maud"), ("register", "unknown")]).await.status, 303);
        let stale = save(&mut nora, &path, form.clone(), &[("nameFr", "Le nom de Nora")]).await;
        assert_eq!(stale.status, 422);
        assert!(stale.text.contains("Quelqu’un d’autre a enregistré") && stale.text.contains("Le nom de Maud") && stale.text.contains("Le nom de Nora"), "{}", stale.text);
        assert_eq!(house.app.reference.get().scheme("esus").unwrap().name_fr, "Le nom de Maud");
        // The page she is shown was made from what stands now: the next save is meant.
        let version = stale.text.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let meant = save(&mut nora, &path, form, &[("nameFr", "Le nom de Nora"), ("version", &version)]).await;
        assert_eq!(meant.status, 303, "{}", meant.text);
        assert_eq!(house.app.reference.get().scheme("esus").unwrap().name_fr, "Le nom de Nora");
    }
}

story! {
    async fn a_synonym_added_is_found_by_search(house) {
        house.open_to(vec![supplier("Maison Quenouille").at("35238", "35", (48.11, -1.68))]).await;
        let mut maud = pilot(&house, "pilote@x.example").await;
        let asked = json!({ "text": "zigouillette" });
        assert_eq!(house.found(asked.clone()).await.len(), 0);
        let fields = [("faire", "ajouter-reference"), ("words", "zigouillette, quenouille")];
        let added = maud.send(&format!("{HOME}/nouveau/synonymes"), &fields).await;
        assert_eq!(added.status, 303, "{}", added.text);
        let path = added.header("location").split('?').next().unwrap().to_owned();
        house.drain().await;
        assert_eq!(house.found(asked.clone()).await, ["Maison Quenouille"]);
        let twice = maud.send(&format!("{HOME}/nouveau/synonymes"), &[("faire", "ajouter-reference"), ("words", "Zigouillette, fuseau")]).await;
        assert!(twice.status == 422 && twice.text.contains("déjà dans un autre groupe"), "{}", twice.text);
        let version = row(&house, List::Synonyms, path.split('/').next_back().unwrap()).await.version();
        assert_eq!(maud.send(&path, &[("faire", "retirer-reference"), ("version", &version)]).await.status, 303);
        house.drain().await;
        assert_eq!(house.found(asked).await.len(), 0);
    }
}

story! {
    async fn what_our_files_say_may_be_saved_as_it_stands_and_changes_nothing(house) {
        let mut changed = Vec::new();
        for list in List::ALL {
            for row in reference::edited(&house.app, &Actor::System, list).await.unwrap() {
                let (code, form) = (row.code(), Form::of(form_of(&row)));
                let saved = reference::edit(&house.app, &Actor::System, (list, &code), &row.version(), &form).await;
                let after = self::row(&house, list, &code).await;
                if saved.is_err() || after != row {
                    changed.push(format!("{list:?} {code}: {saved:?}"));
                }
            }
        }
        assert!(changed.is_empty(), "{changed:#?}");
    }
}

story! {
    async fn what_does_not_fit_is_refused_beside_its_field(house) {
        let mut maud = pilot(&house, "pilote@x.example").await;
        let long = "x".repeat(2_001);
        type Case<'a> = (List, &'a str, &'a str, &'a [(&'a str, &'a str)], &'a str);
        let cases: &[Case] = &[
            (List::Schemes, "garanties", "esus", &[("nameFr", " ")], "Ce champ est nécessaire"),
            (List::Schemes, "garanties", "esus", &[("schemeKind", "evil")], "Choisissez dans la liste"),
            (List::Schemes, "garanties", "esus", &[("grounds", "X")], "Choisissez dans la liste"),
            (List::Schemes, "garanties", "esus", &[("registerUrl", "javascript:alert(1)")], "registerUrl-problem"),
            (List::Schemes, "garanties", "esus", &[("holdsMonths", "0")], "nombre entier de mois"),
            (List::Schemes, "garanties", "esus", &[("checked", "2999-01-01")], "pas encore venue"),
            (List::Schemes, "garanties", "esus", &[("checked", "hier")], "Donnez une date"),
            (List::Schemes, "garanties", "esus", &[("listCodes", "ACI")], "désigne déjà une autre garantie"),
            (List::Schemes, "garanties", "esus", &[("descriptionFr", &long)], "descriptionFr-problem"),
            (List::Themes, "themes", "food", &[("parent", "building")], "a des sous-thèmes"),
            (List::Themes, "themes", "food-aid", &[("parent", "food-aid")], "du premier niveau"),
            (List::Themes, "themes", "food-aid", &[("parent", "food-catering")], "du premier niveau"),
            (List::Themes, "themes", "food-aid", &[("parent", "nowhere")], "du premier niveau"),
            (List::Glossary, "glossaire", "acheteur-public", &[("see", "acheteur-public")], "le code d’un autre terme"),
            (List::Glossary, "glossaire", "acheteur-public", &[("definitionFr", "a\u{202E}b")], "definitionFr-problem"),
            (List::Synonyms, "synonymes", "1", &[("words", "seul")], "mots différents"),
            (List::Synonyms, "synonymes", "1", &[("words", "un, deux # trois")], "aucun #"),
        ];
        for (list, slug, code, other, said) in cases {
            let before = row(&house, *list, code).await;
            let refused = save(&mut maud, &format!("{HOME}/{slug}/{code}"), form_of(&before), other).await;
            assert!(refused.status == 422 && refused.text.contains(said), "{other:?}: {} {}", refused.status, refused.text);
            assert_eq!(row(&house, *list, code).await, before);
        }
        let theme = |code: &'static str| [("faire", "ajouter-reference"), ("refCode", code), ("labelFr", "Un thème"), ("labelEn", "A theme")];
        let new = format!("{HOME}/nouveau/themes");
        for code in ["Food", "a", "é-té", "-x-", "a b", "food/aid"] {
            let refused = maud.send(&new, &theme(code)).await;
            assert!(refused.status == 422 && refused.text.contains("lettres minuscules"), "{code}: {}", refused.text);
        }
        let taken = maud.send(&new, &theme("food")).await;
        assert!(taken.status == 422 && taken.text.contains("déjà pris"), "{}", taken.text);
        assert_eq!(maud.send(&new, &theme("nouveau")).await.status, 303);
        let version = row(&house, List::Schemes, "esus").await.version();
        let kept = maud.send(&format!("{HOME}/garanties/esus"), &[("faire", "retirer-reference"), ("version", &version)]).await;
        assert!(kept.status == 422 && kept.text.contains("ne se retire pas"), "{}", kept.text);
        assert!(house.app.reference.get().scheme("esus").is_some());
    }
}

story! {
    async fn hostile_inputs_in_the_reference_break_nothing(house) {
        let mut maud = pilot(&house, "pilote@x.example").await;
        let step = if house.app.db.get_database_backend() == DbBackend::Sqlite { 1 } else { 4 };
        let mut broken = Vec::new();
        for (list, slug, code) in [(List::Schemes, "garanties", "esus"), (List::Themes, "themes", "food-aid"), (List::Synonyms, "synonymes", "3"), (List::Glossary, "glossaire", "acheteur-public")] {
            let names: Vec<&str> = row(&house, list, code).await.fields().into_iter().map(|(name, _)| name).collect();
            for n in (0..200).step_by(step) {
                let filled: Vec<String> = (0..names.len()).map(|place| hostile((n + 67 * place) % 200)).collect();
                let mut fields: Vec<(&str, &str)> = names.iter().copied().zip(filled.iter().map(String::as_str)).collect();
                let version = row(&house, list, code).await.version();
                let any = hostile(n);
                fields.extend([("refCode", any.as_str()), ("version", if n % 3 == 0 { any.as_str() } else { version.as_str() })]);
                let (path, act) = match (n / step) % 2 {
                    0 => (format!("{HOME}/{slug}/{code}"), "reference"),
                    _ => (format!("{HOME}/nouveau/{slug}"), "ajouter-reference"),
                };
                fields.push(("faire", act));
                let answered = maud.send(&path, &fields).await;
                let page = maud.get(&format!("{HOME}/{slug}/{code}")).await;
                let bad = |answered: &Answered| answered.status >= 500 || answered.text.contains("<script>alert") || answered.text.contains("panicked");
                if bad(&answered) || bad(&page) {
                    broken.push(format!("{path} {fields:?}: {}", answered.status));
                }
            }
        }
        assert!(broken.is_empty(), "{broken:#?}");
        house.drain().await;
        assert_eq!(house.get("/glossaire").await.status, 200);
        assert_eq!(house.get("/garanties").await.status, 200);
    }
}
