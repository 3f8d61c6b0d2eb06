//! Moderation: what is decided is seen before and after, said in the reader's words, and gives away nothing that isn't ours.

use backend::interchange::Options;
use bdis_tests::*;
use schema::networks::case;
use schema::organizations::organization;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::moderation_rules::{named, sent};

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

const AMINA: &str = "amina@rennes.example";
const BRUNO: &str = "bruno@scop.example";
const EVE: &str = "eve@houle.example";
const SIRET: &str = "73282932000074";
const PAGE: &str = "/fournisseurs/la-belle-planche-rennes";

/// What waits for moderators, the oldest first.
async fn waiting(house: &House) -> Vec<String> {
    let open = case::Entity::find().filter(case::Column::State.eq("open")).order_by_asc(case::Column::Id);
    let open = open.all(&house.app.db).await.unwrap();
    open.iter().map(|one| format!("/moderation/{}", one.id)).collect()
}

/// A page in Rennes that nobody looks after, and where its site is.
async fn houle(house: &House) -> organization::Model {
    let mut page = supplier("La Houle").at("35238", "35", (48.11, -1.68));
    page.organization.website = Some("https://www.houle.example/".to_owned());
    house.open_to(vec![page]).await;
    named(house, "La Houle").await
}

story! {
    async fn a_conversation_in_which_no_abuse_was_found_opens_again_and_both_are_told(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        bruno.opens("La Belle Planche", SIRET).await;
        let mut amina = house.member(AMINA).await;
        let asked = [("faire", "ecrire"), ("subject", "Tables"), ("text", "Quarante tables, vite.")];
        let sent = amina.send(&format!("{PAGE}/contacter"), &asked).await;
        let thread = sent.header("location").split('?').next().unwrap().to_owned();
        assert_eq!(bruno.send(&thread, &[("faire", "signaler-message"), ("note", "Ton insultant.")]).await.status, 303);
        let reply = [("faire", "repondre"), ("text", "Alors ?")];
        assert_eq!(amina.send(&thread, &reply).await.status, 422);

        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        assert!(maud.get("/moderation?type=error").await.text.contains("Rien n’attend"), "it is no error of a page");
        let queue = maud.get("/moderation?type=abuse").await.text;
        assert!(queue.contains("Abus signalé dans une conversation") && queue.contains("Ton insultant."), "{queue}");
        let path = waiting(&house).await.remove(0);
        let page = maud.get(&path).await.text;
        for said in ["Abus signalé dans une conversation", "Ton insultant.", "Amina Diop, pour La Belle Planche", "<dt>Écrit par</dt>\n<dd>Amina Diop</dd>"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(page.contains("template-abuse-none") && !page.contains("template-error-done"), "{page}");
        assert!(!page.contains("Quarante tables"), "what they wrote is theirs: {page}");
        let refused = [("faire", "refuser"), ("template", "template-abuse-none"), ("reason", "Restez courtois.")];
        assert_eq!(maud.send(&path, &refused).await.status, 303);
        house.drain().await;
        for one in [AMINA, BRUNO] {
            let letter = house.mail.last(one);
            assert_eq!(letter.subject, "Conversation avec La Belle Planche : rouverte", "{one}");
            assert!(letter.text.contains("Pas d’abus") && letter.text.contains("Restez courtois."), "{}", letter.text);
        }
        assert_eq!(amina.send(&thread, &reply).await.status, 303, "it is open again");
        let back = [("faire", "reprendre-decision"), ("id", path.rsplit('/').next().unwrap())];
        assert_eq!(maud.send("/moderation", &back).await.status, 303);
        assert_eq!(amina.send(&thread, &reply).await.status, 422, "closed while they look at it again");
        house.drain().await;
        assert_eq!(maud.send(&path, &[("faire", "accepter"), ("template", "template-abuse-found")]).await.status, 303);
        house.drain().await;
        assert_eq!(house.mail.last(AMINA).subject, "Conversation avec La Belle Planche : abus reconnu");
        assert_eq!(amina.send(&thread, &reply).await.status, 422);
    }
}

story! {
    async fn a_reason_that_was_chosen_is_read_in_each_reader_s_language(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let (id, held) = sent(&mut bruno).await;
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let path = waiting(&house).await.remove(0);
        let refused = [("faire", "decider"), ("decision", "refused"), ("template", "template-guarantee-unreadable"), ("reason", "Page 2.")];
        assert_eq!(maud.send(&path, &refused).await.status, 303);
        house.drain().await;
        assert!(house.mail.last(BRUNO).text.contains("Le document est illisible"));
        let of = format!("espace/organisations/{id}/garanties/{held}");
        let (french, english) = (bruno.get(&format!("/{of}")).await.text, bruno.get(&format!("/en/{of}")).await.text);
        assert!(french.contains("Le document est illisible") && french.contains("Page 2."), "{french}");
        assert!(english.contains("The document can’t be read") && !english.contains("illisible"), "{english}");
        assert!(english.contains("Page 2."), "what was written stays: {english}");

        let wrong = [("faire", "signaler"), ("topic", "wrong"), ("note", "It moved."), ("email", "jane@x.example")];
        assert_eq!(house.person("jane@x.example").send(&format!("/en{PAGE}/signaler"), &wrong).await.status, 303);
        let path = waiting(&house).await.remove(0);
        assert_eq!(maud.send(&path, &[("faire", "accepter"), ("template", "template-error-done")]).await.status, 303);
        house.drain().await;
        let letter = house.mail.last("jane@x.example").text;
        assert!(letter.contains("Corrected, thank you.") && !letter.contains("corrigé"), "{letter}");
        assert!(maud.get(&format!("/en{path}")).await.text.contains("Corrected, thank you."));
    }
}

story! {
    async fn a_claim_shows_who_asks_and_who_is_there_and_the_claimer_learns_it_too(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let one = houle(&house).await;
        let claim = format!("/fournisseurs/{}/revendiquer", one.slug);
        let fields = [("faire", "revendiquer"), ("note", "Je la dirige.")];
        let mut eve = house.member(EVE).await;
        assert_eq!(eve.send(&claim, &fields).await.status, 303);
        for path in [format!("{claim}?fait=claimed"), claim.clone()] {
            let page = eve.get(&path).await.text;
            assert!(page.contains("Votre demande du ") && !page.contains("value=\"revendiquer\""), "{page}");
        }
        let mut zoe = house.member("zoe@x.example").await;
        assert_eq!(zoe.send(&claim, &fields).await.status, 303);
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let cases = waiting(&house).await;
        let first = maud.get(&cases[0]).await.text;
        for said in [EVE, "houle.example est le domaine du site de l’organisation.", "Personne ne gère cette page", "Une autre personne demande la même page", cases[1].as_str()] {
            assert!(first.contains(said), "{said}: {first}");
        }
        let second = maud.get(&cases[1]).await.text;
        assert!(second.contains("zoe@x.example") && second.contains("x.example n’est ni le domaine de son site"), "{second}");
        assert!(maud.get("/moderation").await.text.contains("personne ne gère la page"));
        assert_eq!(maud.send(&cases[0], &[("faire", "accepter")]).await.status, 303);
        let second = maud.get(&cases[1]).await.text;
        assert!(second.contains("1 propriétaire") && second.contains("Cette personne en devient propriétaire"), "{second}");
        assert!(zoe.get(&claim).await.text.contains("Cette page a déjà un propriétaire."));
        assert!(!house.get(&claim).await.text.contains(EVE), "who owns it is nobody's to see");
    }
}

story! {
    async fn an_error_names_its_field_and_documents_stand_beside_the_period_before(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let one = houle(&house).await;
        let report = format!("/fournisseurs/{}/signaler", one.slug);
        let wrong = [("faire", "signaler"), ("topic", "wrong"), ("field", "website"), ("note", "Le site a changé.")];
        assert_eq!(house.person("jean@x.example").send(&report, &wrong).await.status, 303);
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let path = waiting(&house).await.remove(0);
        let page = maud.get(&path).await.text;
        assert!(page.contains("<dt>Site web</dt>\n<dd>https://www.houle.example/</dd>"), "{page}");
        assert!(page.contains("Ce que la page dit aujourd’hui") && !page.contains("<dt>Description</dt>"), "{page}");
        let queue = maud.get("/moderation").await.text;
        assert!(queue.contains("Site web\u{a0}: Le site a changé."), "{queue}");
        assert_eq!(maud.send(&path, &[("faire", "accepter"), ("reason", "Corrigé.")]).await.status, 303);

        let mut bruno = house.member(BRUNO).await;
        let (id, held) = sent(&mut bruno).await;
        let path = waiting(&house).await.remove(0);
        let page = maud.get(&path).await.text;
        assert!(page.contains("Ce qui est déclaré, et la période précédente") && page.contains("C’est la première période"), "{page}");
        let queue = maud.get("/moderation").await.text;
        assert!(queue.contains("fin\u{a0}: ") && !queue.contains('→'), "nothing was declared before: {queue}");
        let seen = [("faire", "decider"), ("decision", "evidence_checked"), ("note", "Arrêté lu."), ("reference", "A-12"), ("validUntil", "2028-06-30")];
        assert_eq!(maud.send(&path, &seen).await.status, 303);
        let of = format!("/espace/organisations/{id}/garanties");
        let renew = [("faire", "renouveler"), ("reference", "B-7"), ("validUntil", "2031-06-30")];
        let renewed = bruno.send(&format!("{of}/{held}"), &renew).await;
        let next = renewed.header("location").split('?').next().unwrap().to_owned();
        let file = bruno.send_file(&next, &[("faire", "envoyer")], ("file", "b.pdf", b"%PDF-1.7 arrete suivant")).await;
        assert_eq!(file.status, 303, "{}", file.text);
        let queue = maud.get("/moderation").await.text;
        assert!(queue.contains("fin\u{a0}: 30\u{a0}juin 2028 → 30\u{a0}juin 2031"), "{queue}");
        let path = waiting(&house).await.remove(0);
        let page = maud.get(&path).await.text;
        let table = page.split("<caption>Ce qui est déclaré").nth(1).unwrap().split("</table>").next().unwrap();
        for said in ["A-12", "B-7", "30\u{a0}juin 2028", "30\u{a0}juin 2031", "Arrêté lu."] {
            assert!(table.contains(said), "{said}: {table}");
        }
        let refused = [("faire", "decider"), ("decision", "refused"), ("reason", "Signature absente.")];
        assert_eq!(maud.send(&path, &refused).await.status, 303);
        assert_eq!(bruno.send(&next, &[("faire", "contester"), ("note", "Elle y est.")]).await.status, 303);
        let mut other = house.moderator("autre@reseau.example", bretagne).await;
        let queue = other.get("/moderation?type=appeal").await.text;
        assert!(queue.contains("Refusée\u{a0}: Signature absente."), "{queue}");
        let page = other.get(&waiting(&house).await.remove(0)).await.text;
        let against = page.split_once("La décision contestée").unwrap().1.split("</table>").next().unwrap();
        for said in ["Signature absente.", "le réseau bretagne", "Justificatif en cours d’examen", "Refusée"] {
            assert!(against.contains(said), "{said}: {against}");
        }
        // Who asked is gone, with what they wrote: they were no visitor.
        assert_eq!(bruno.send("/espace/donnees", &[("faire", "effacer"), ("password", PASSWORD)]).await.status, 303);
        let page = other.get(&waiting(&house).await.remove(0)).await.text;
        assert!(page.contains("<dt>Demandé par</dt>\n<dd>Ancien membre</dd>"), "{page}");
    }
}

story! {
    async fn a_moderator_finds_a_page_that_nobody_asked_about(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let corse = house.network_of("corse", "regional", Some("region:94")).await;
        let one = houle(&house).await;
        house.open_to(vec![supplier("La Houle parisienne").at("75056", "75", (48.85, 2.35))]).await;
        let away = named(&house, "La Houle parisienne").await;
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let mut far = house.moderator("loin@reseau.example", corse).await;
        let (page, sheet) = (format!("/fournisseurs/{}", one.slug), format!("/moderation/organisations/{}", one.id));
        assert!(maud.get(&page).await.text.contains(&format!("<a href=\"{sheet}\">Modérer cette page</a>")));
        assert!(maud.get(&format!("/en{page}")).await.text.contains("Moderate this page"));
        for shown in [house.get(&page).await, far.get(&page).await, maud.get(&format!("/fournisseurs/{}", away.slug)).await] {
            assert!(shown.status == 200 && !shown.text.contains("Modérer cette page"), "{}", shown.text);
        }
        let number = one.siret.clone().unwrap();
        for sought in ["houle", number.as_str()] {
            let led = maud.send("/moderation", &[("faire", "trouver"), ("sought", sought)]).await;
            assert_eq!(led.header("location"), format!("/moderation?cherche={sought}"), "{}", led.text);
            let found = maud.get(&format!("/moderation?cherche={sought}")).await.text;
            assert!(found.contains(&sheet) && !found.contains(&away.id.to_string()), "{found}");
            assert!(far.get(&format!("/moderation?cherche={sought}")).await.text.contains("Rien de ce nom"));
        }
    }
}

story! {
    async fn a_correction_is_told_to_its_members_and_the_journal_says_which_network(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        let mut bruno = house.member(BRUNO).await;
        let id = bruno.opens("La Belle Planche", SIRET).await;
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let fields = [
            ("faire", "fiche"),
            ("version", "1"),
            ("name", "La Belle Planche"),
            ("siret", SIRET),
            ("postCode", "35000"),
            ("city", "Rennes"),
            ("website", "https://planche.example/"),
        ];
        let saved = maud.send(&format!("/moderation/organisations/{id}"), &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        house.drain().await;
        let letter = house.mail.last(BRUNO);
        assert_eq!(letter.subject, "Votre page La Belle Planche est corrigée par la modération");
        for said in ["réseau bretagne", "Site web\u{a0}: «\u{202f}rien\u{202f}» devient «\u{202f}https://planche.example/\u{202f}».", "/signaler", "/journal"] {
            assert!(letter.text.contains(said), "{said}: {}", letter.text);
        }
        let journal = bruno.get(&format!("/espace/organisations/{id}/journal")).await.text;
        assert!(journal.contains("La modération, réseau bretagne") && !journal.contains("Une autre personne"), "{journal}");
        assert!(!journal.contains("Maud"), "{journal}");
        let before = house.mail.to(BRUNO).len();
        let own = [("faire", "fiche"), ("version", "2"), ("name", "La Belle Planche"), ("postCode", "35000"), ("city", "Rennes")];
        assert_eq!(bruno.send(&format!("/espace/organisations/{id}/fiche"), &own).await.status, 303);
        house.drain().await;
        assert_eq!(house.mail.to(BRUNO).len(), before, "of one's own change nobody is written");
    }
}

story! {
    async fn a_network_of_a_place_is_called_so_and_all_that_is_wrong_with_a_new_one_is_said_at_once(house) {
        house.network_of("ptce", "regional", Some("departement:35")).await;
        house.network_of("bretagne", "regional", Some("region:53")).await;
        for (slug, said) in [("ptce", "Réseau territorial"), ("bretagne", "Réseau régional")] {
            let page = house.get(&format!("/reseaux/{slug}")).await.text;
            assert!(page.contains(said), "{said}: {page}");
        }
        let national = house.network_of("pilote", "national", None).await;
        let mut pilot = house.moderator("pilote@x.example", national).await;
        let fields = [("faire", "ouvrir-reseau"), ("name", ""), ("slug", "Pas Bon"), ("networkKind", "regional"), ("territory", "Atlantide"), ("website", "javascript:x"), ("colour", "rouge")];
        let answered = pilot.send("/moderation/reseaux/nouveau", &fields).await;
        assert_eq!(answered.status, 422, "{}", answered.text);
        for field in ["name", "slug", "territory", "website", "colour"] {
            let input = answered.text.split(&format!("name=\"{field}\"")).nth(1).unwrap_or_else(|| panic!("{field}"));
            let input = input.split('>').next().unwrap();
            assert!(input.contains("aria-invalid=\"true\""), "{field}: {}", answered.text);
        }
    }
}
