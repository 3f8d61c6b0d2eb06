//! A guarantee counts for as long as what was decided of it says so, whatever is done around it.

use backend::guarantees::Guarantee;
use bdis_tests::*;
use chrono::{Duration, Months, NaiveDate};
use schema::guarantees::State;
use schema::organizations::organization;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

const SIRET: &str = "73282932000074";
const BRUNO: &str = "bruno@scop.example";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
const NOBODY: [&str; 0] = [];

/// The days from today, as forms have them.
fn day(house: &House, from_today: i64) -> String {
    (house.app.clock.today() + Duration::days(from_today)).to_string()
}

fn id_in(answered: &Answered) -> String {
    assert_eq!(answered.status, 303, "{}", answered.text);
    answered.header("location").split('/').next_back().unwrap().split('?').next().unwrap().to_owned()
}

/// Someone whose organisation is here, with its address on the desk.
async fn holder(house: &House) -> (Person<'_>, String) {
    let mut bruno = house.member(BRUNO).await;
    let id = bruno.opens("La Belle Planche", SIRET).await;
    (bruno, format!("/espace/organisations/{id}/garanties"))
}

/// The page of a guarantee that was declared.
async fn declared(bruno: &mut Person<'_>, desk: &str, scheme: &str, days: [&str; 2]) -> String {
    let fields = [("faire", "declarer"), ("scheme", scheme), ("validFrom", days[0]), ("validUntil", days[1])];
    let made = bruno.send(&format!("{desk}/nouvelle"), &fields).await;
    format!("{desk}/{}", id_in(&made))
}

async fn send_evidence(bruno: &mut Person<'_>, held: &str) {
    let sent = bruno.send_file(held, &[("faire", "envoyer")], ("file", "certificat.pdf", PDF)).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
}

/// What a moderator says of a guarantee, on its page of the moderation.
async fn decide(moderator: &mut Person<'_>, held: &str, decision: &str, more: (&str, &str)) -> Answered {
    let id = held.split('/').next_back().unwrap();
    let fields = [("faire", "decider"), ("decision", decision), more];
    moderator.send(&format!("/moderation/garanties/{id}"), &fields).await
}

async fn moderator_of<'a>(house: &'a House, email: &str) -> Person<'a> {
    let network = match backend::networks::by_slug(&house.app.db, "bretagne").await.unwrap() {
        Some(network) => network.id,
        None => house.network_of("bretagne", "regional", Some("region:53")).await,
    };
    house.moderator(email, network).await
}

fn period(renewal: i32, state: State, days: [Option<NaiveDate>; 2], decided: Duration) -> Guarantee {
    let at = chrono::Utc::now() - decided;
    let [valid_from, valid_until] = days;
    Guarantee { renewal, valid_from, valid_until, created_at: at, updated_at: at, ..grant("demeter", state) }
}

story! {
    async fn a_suspended_guarantee_does_not_count_again_because_its_holder_renews_it(house) {
        let mut maud = moderator_of(&house, "maud@reseau.example").await;
        let (mut bruno, desk) = holder(&house).await;
        let (first, last) = (day(&house, -100), day(&house, 200));
        let held = declared(&mut bruno, &desk, "demeter", [&first, &last]).await;
        send_evidence(&mut bruno, &held).await;
        assert_eq!(decide(&mut maud, &held, "evidence_checked", ("note", "Certificat lu.")).await.status, 303);
        let early = [("faire", "renouveler"), ("validFrom", last.as_str()), ("validUntil", &day(&house, 900))];
        let overlapping = bruno.send(&held, &early).await;
        assert!(overlapping.status == 422 && overlapping.text.contains("la suite commence après ce jour"), "{}", overlapping.text);
        let renewed = bruno.send(&held, &[("faire", "renouveler"), ("validUntil", &day(&house, 560))]).await;
        let next = format!("{desk}/{}", id_in(&renewed));
        assert_eq!(decide(&mut maud, &held, "suspended", ("reason", "Certificat retiré.")).await.status, 303);
        let around = [("faire", "renouveler"), ("validFrom", first.as_str()), ("validUntil", &day(&house, 900))];
        let refused = bruno.send(&next, &around).await;
        assert!(refused.status == 422 && refused.text.contains("est refusée ou suspendue"), "{}", refused.text);
        house.drain().await;
        assert_eq!(house.found(json!({ "guarantees": ["demeter"] })).await, NOBODY);
        assert!(bruno.get(&next).await.text.contains("Ne compte pas"));
        // Someone who looks at the next period says that it holds.
        send_evidence(&mut bruno, &next).await;
        let days = [("faire", "decider"), ("decision", "evidence_checked"), ("note", "Nouveau certificat lu."), ("validFrom", first.as_str())];
        let id = next.split('/').next_back().unwrap();
        assert_eq!(maud.send(&format!("/moderation/garanties/{id}"), &days).await.status, 303);
        house.drain().await;
        assert_eq!(house.found(json!({ "guarantees": ["demeter"] })).await, ["La Belle Planche"]);
    }
}

story! {
    async fn what_is_refused_or_suspended_reaches_the_periods_after_it_until_one_is_proved_since(house) {
        let today = house.app.clock.today();
        let (yesterday, now) = (Duration::days(1), Duration::zero());
        let open = [None, None];
        let (until, from) = (Some(today + Duration::days(30)), Some(today + Duration::days(31)));
        house.open_to(vec![
            supplier("Déclaré après").holding(period(1, State::Suspended, open, now)).holding(period(2, State::Declared, open, now)),
            supplier("Prouvé avant").holding(period(1, State::Suspended, open, now)).holding(period(2, State::EvidenceChecked, open, yesterday)),
            supplier("Prouvé depuis").holding(period(1, State::Suspended, open, yesterday)).holding(period(2, State::EvidenceChecked, open, now)),
            supplier("Sur les mêmes jours").holding(period(1, State::Declared, open, now)).holding(period(2, State::Refused, open, now)),
            supplier("Suite refusée").holding(period(1, State::Declared, [None, until], now)).holding(period(2, State::Refused, [from, None], now)),
        ]).await;
        let counted = ["Prouvé depuis", "Suite refusée"];
        assert_eq!(house.found(json!({ "guarantees": ["demeter"] })).await, counted);
        assert_eq!(house.found(json!({ "minLevel": "DECLARED" })).await, counted);
        let data = house.ask("{ suppliers(sort: NAME) { facets { guarantees { value count } } nodes { guarantees { standing } } } }", json!({})).await;
        assert_eq!(data["suppliers"]["facets"]["guarantees"], json!([{ "value": "demeter", "count": 2 }]));
        assert_eq!(data["suppliers"]["nodes"][0]["guarantees"], json!([{ "standing": "SUSPENDED" }]), "the period after it is not shown");
        let held = backend::guarantees::counts(&house.app.db, today).await.unwrap();
        assert_eq!(held, (2, 1), "nor counted");
    }
}

async fn organization_named(house: &House, name: &str) -> Uuid {
    let named = organization::Entity::find().filter(organization::Column::Name.eq(name));
    named.one(&house.app.db).await.unwrap().unwrap().id
}

/// What someone has of each scheme, with its first days.
async fn days_of(house: &House, id: Uuid) -> Vec<String> {
    let held =
        backend::guarantees::held_by(&house.app.db, &[id]).await.unwrap().remove(&id).unwrap_or_default();
    let told = |one: &Guarantee| {
        let day = one.valid_until.map(|day| day.to_string()).unwrap_or_default();
        format!("{} {} {day}", one.renewal, one.reference.clone().unwrap_or_default())
    };
    held.iter().map(told).collect()
}

story! {
    async fn a_merge_of_two_pages_loses_no_guarantee_in_force(house) {
        let today = house.app.clock.today();
        let (ended, begun) = (today - Duration::days(900), today - Duration::days(100));
        let last = today + Duration::days(800);
        let of = |reference: &str, days| Guarantee { reference: Some(reference.to_owned()), ..period(1, State::Declared, days, Duration::zero()) };
        house.open_to(vec![
            supplier("La Belle Planche").at("35238", "35", (48.11, -1.68)).holding(of("D-1", [None, Some(ended)])),
            supplier("Belle Planche (la)").rna("W353000042").at("35238", "35", (48.11, -1.68))
                .holding(of("D-2", [Some(begun), Some(last)]))
                .holding(Guarantee { renewal: 2, ..of("D-1", [None, Some(ended)]) }),
        ]).await;
        let (kept, gone) = (organization_named(&house, "La Belle Planche").await, organization_named(&house, "Belle Planche (la)").await);
        let before = (days_of(&house, kept).await, days_of(&house, gone).await);
        let mut maud = moderator_of(&house, "maud@reseau.example").await;
        let merge = "mutation($k: ID!, $a: ID!) { mergeOrganizations(kept: $k, absorbed: $a, reason: \"Doublon\") }";
        let made = maud.graphql(merge, json!({ "k": kept, "a": gone })).await.json();
        let id = made["data"]["mergeOrganizations"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        house.drain().await;
        assert_eq!(days_of(&house, kept).await, [format!("1 D-1 {ended}"), format!("2 D-2 {last}")], "what was there twice is there once");
        assert_eq!(house.found(json!({ "guarantees": ["demeter"] })).await, ["La Belle Planche"]);
        let undone = maud.graphql("mutation($i: ID!) { undoMerge(id: $i) }", json!({ "i": id })).await.json();
        assert!(undone.get("errors").is_none(), "{undone}");
        assert_eq!((days_of(&house, kept).await, days_of(&house, gone).await), before, "each page has its own again");
    }
}

async fn read_register(house: &House, rows: &str) -> [usize; 4] {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registre.csv");
    std::fs::write(&file, format!("siret,scheme,reference,valid_from,valid_until,link\n{rows}")).unwrap();
    let options = backend::interchange::Options::default();
    let report = backend::interchange::import_register(&house.app, &file, &options).await.unwrap();
    [report.created, report.updated, report.unchanged, report.rejected].map(|count| count as usize)
}

story! {
    async fn a_register_confirms_the_period_it_means_and_the_same_file_changes_nothing(house) {
        let (mut bruno, desk) = holder(&house).await;
        let held = declared(&mut bruno, &desk, "iso-9001", ["2026-01-15", "2029-01-14"]).await;
        let renew = [("faire", "renouveler"), ("reference", "ISO-2"), ("validUntil", "2032-01-14")];
        id_in(&bruno.send(&held, &renew).await);
        let row = format!("{SIRET},iso-9001,ISO-1,2026-01-15,2029-01-14,https://registre.example/1\n");
        assert_eq!(read_register(&house, &row).await, [0, 1, 0, 0]);
        assert_eq!(read_register(&house, &row).await, [0, 0, 1, 0]);
        let id = organization_named(&house, "La Belle Planche").await;
        assert_eq!(days_of(&house, id).await, ["1 ISO-1 2029-01-14", "2 ISO-2 2032-01-14"]);
        let current = backend::guarantees::held_by(&house.app.db, &[id]).await.unwrap().remove(&id).unwrap();
        assert_eq!([current[0].state, current[1].state], [State::RegisterChecked, State::Declared]);
        // Two grants of one holder, one after the other, in either order.
        let two = format!("{SIRET},esus,E-2,2026-01-01,2030-12-31,https://registre.example/3\n{SIRET},esus,E-1,2021-01-01,2025-12-31,https://registre.example/2\n");
        assert_eq!(read_register(&house, &two).await, [2, 0, 0, 0]);
        assert_eq!(read_register(&house, &two).await, [0, 0, 2, 0]);
        let again = bruno.send(&format!("{desk}/nouvelle"), &[("faire", "declarer"), ("scheme", "esus")]).await;
        assert!(again.status == 422 && again.text.contains("déjà déclarée"), "what came later in the file ended earlier: {}", again.text);
    }
}

story! {
    async fn nobody_takes_their_decision_back_from_under_an_appeal(house) {
        let mut maud = moderator_of(&house, "maud@reseau.example").await;
        let mut other = moderator_of(&house, "autre@reseau.example").await;
        let (mut bruno, desk) = holder(&house).await;
        let held = declared(&mut bruno, &desk, "esus", [&day(&house, -10), &day(&house, 700)]).await;
        send_evidence(&mut bruno, &held).await;
        let first = maud.graphql("{ moderationCases { nodes { id } } }", json!({})).await.json();
        let case = first["data"]["moderationCases"]["nodes"][0]["id"].as_str().unwrap_or_else(|| panic!("{first}")).to_owned();
        assert_eq!(decide(&mut maud, &held, "refused", ("reason", "Illisible.")).await.status, 303);
        let appeal = [("faire", "contester"), ("note", "Il se lit très bien.")];
        assert_eq!(bruno.send(&held, &appeal).await.status, 303);
        let back = maud.send("/moderation", &[("faire", "reprendre-decision"), ("id", &case)]).await;
        assert!(back.status == 422 && back.text.contains("est contestée"), "{}", back.text);
        let id = held.split('/').next_back().unwrap().to_owned();
        let page = format!("/moderation/garanties/{id}");
        assert!(!maud.get(&page).await.text.contains("value=\"reprendre-decision\""));
        assert_eq!(decide(&mut maud, &held, "refused", ("reason", "Encore.")).await.status, 422, "nor do they decide it again");
        assert_eq!(decide(&mut other, &held, "evidence_checked", ("note", "Arrêté lu.")).await.status, 303);
        // In the holder's favour it can be: the appeal is granted with it.
        assert_eq!(decide(&mut maud, &held, "suspended", ("reason", "Une plainte.")).await.status, 303);
        assert_eq!(bruno.send(&held, &appeal).await.status, 303);
        assert_eq!(maud.send(&page, &[("faire", "reprendre-decision")]).await.status, 303);
        assert!(!bruno.get(&held).await.text.contains("attend une décision"), "the appeal has ended");
        house.drain().await;
        assert_eq!(house.found(json!({ "guarantees": ["esus"], "minLevel": "EVIDENCE_CHECKED" })).await, ["La Belle Planche"]);
    }
}

story! {
    async fn a_supplier_s_page_shows_all_its_guarantees_in_force_and_folds_what_ended(house) {
        let yesterday = Some(house.app.clock.today() - Duration::days(1));
        let mut one = supplier("Tout Prouvé");
        for scheme in ["esus", "ei", "ab", "demeter", "gots", "iso-9001", "iso-14001", "iso-50001", "iso-20121", "lucie-26000", "ea", "scop"] {
            one = one.holding(grant(scheme, State::Declared));
        }
        for scheme in ["esus", "ab", "demeter", "gots"] {
            one = one.holding(Guarantee { renewal: 2, valid_until: yesterday, ..grant(scheme, State::Declared) });
        }
        house.open_to(vec![one]).await;
        let named = organization::Entity::find().filter(organization::Column::Name.eq("Tout Prouvé"));
        let slug = named.one(&house.app.db).await.unwrap().unwrap().slug;
        let page = house.get(&format!("/fournisseurs/{slug}")).await.text;
        assert!(page.contains("12\u{A0}garanties en vigueur"), "{page}");
        assert_eq!(page.matches("<article class=\"guarantee").count(), 16, "{page}");
        assert!(page.contains("<summary>4\u{A0}garanties terminées ou suspendues</summary>"), "{page}");
    }
}

story! {
    async fn a_guarantee_declared_without_days_ends_when_it_usually_does_and_that_is_said_to_be_supposed(house) {
        let mut maud = moderator_of(&house, "maud@reseau.example").await;
        let (mut bruno, desk) = holder(&house).await;
        let held = declared(&mut bruno, &desk, "iso-14001", ["", ""]).await;
        let page = bruno.get(&held).await.text;
        assert!(page.contains("(supposé, d’après la durée habituelle du dispositif)"), "{page}");
        assert!(!bruno.get(&desk).await.text.contains("Sans terme"));
        send_evidence(&mut bruno, &held).await;
        assert_eq!(decide(&mut maud, &held, "evidence_checked", ("note", "Certificat lu.")).await.status, 303);
        let id = organization_named(&house, "La Belle Planche").await;
        let three_years = house.app.clock.today() + Months::new(36) - Duration::days(1);
        assert_eq!(days_of(&house, id).await, [format!("1  {three_years}")]);
        let public = house.get("/fournisseurs/la-belle-planche-rennes").await.text;
        assert!(public.contains("(supposé)") && !public.contains("sans date de fin"), "{public}");
        // A day that someone read on the document takes its place.
        let confirmed = [("faire", "decider"), ("decision", "register_checked"), ("registerLink", "https://registre.example/1"), ("validFrom", "2026-01-01")];
        let id_of = held.split('/').next_back().unwrap();
        assert_eq!(maud.send(&format!("/moderation/garanties/{id_of}"), &confirmed).await.status, 303);
        assert_eq!(days_of(&house, id).await, ["1  2028-12-31"]);
    }
}

story! {
    async fn a_reminder_that_was_held_up_says_that_it_has_ended(house) {
        house.prepare().await;
        let (mut bruno, desk) = holder(&house).await;
        declared(&mut bruno, &desk, "esus", [&day(&house, -100), &day(&house, 1)]).await;
        house.drain().await;
        house.app.clock.advance(Duration::days(9));
        house.drain().await;
        let letters = house.mail.to(BRUNO);
        let about: Vec<&str> = letters.iter().map(|one| one.subject.as_str()).filter(|subject| subject.contains("ESUS")).collect();
        assert!(about.iter().any(|subject| subject.contains("a pris fin le")), "{about:?}");
        assert!(!about.iter().any(|subject| subject.contains("aujourd’hui")), "{about:?}");
    }
}

story! {
    async fn what_is_restored_on_appeal_is_told_to_be_restored_and_what_is_taken_back_names_the_network(house) {
        let mut maud = moderator_of(&house, "maud@reseau.example").await;
        let mut other = moderator_of(&house, "autre@reseau.example").await;
        let (mut bruno, desk) = holder(&house).await;
        let held = declared(&mut bruno, &desk, "esus", [&day(&house, -10), &day(&house, 700)]).await;
        send_evidence(&mut bruno, &held).await;
        assert_eq!(decide(&mut maud, &held, "evidence_checked", ("note", "Arrêté lu.")).await.status, 303);
        assert_eq!(decide(&mut maud, &held, "suspended", ("reason", "Une plainte.")).await.status, 303);
        assert_eq!(bruno.send(&held, &[("faire", "contester"), ("note", "Sans suite.")]).await.status, 303);
        house.drain().await;
        assert_eq!(decide(&mut other, &held, "restored", ("note", "")).await.status, 303);
        house.drain().await;
        assert!(house.mail.to(BRUNO).iter().any(|one| one.subject.contains("garantie rétablie")));
        let page = format!("/moderation/garanties/{}", held.split('/').next_back().unwrap());
        assert_eq!(decide(&mut maud, &held, "suspended", ("reason", "Une autre.")).await.status, 303);
        assert_eq!(maud.send(&page, &[("faire", "reprendre-decision")]).await.status, 303);
        let steps = bruno.get(&held).await.text;
        let taken_back = steps.split("Décision sur une garantie reprise").nth(1).unwrap_or_else(|| panic!("{steps}"));
        assert!(taken_back.split("</tr>").next().unwrap().contains("bretagne"), "{taken_back}");
    }
}

story! {
    async fn what_is_declared_already_is_led_to_and_a_row_without_a_number_is_told_so(house) {
        let (mut bruno, desk) = holder(&house).await;
        let held = declared(&mut bruno, &desk, "esus", ["", ""]).await;
        let again = bruno.send(&format!("{desk}/nouvelle"), &[("faire", "declarer"), ("scheme", "esus")]).await;
        assert!(again.status == 422 && again.text.contains(&format!("href=\"{held}\"")), "{}", again.text);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("registre.csv");
        std::fs::write(&file, "siret,scheme,reference,link\n,esus,E-1,https://registre.example/1\n").unwrap();
        let options = backend::interchange::Options::default();
        let report = backend::interchange::import_register(&house.app, &file, &options).await.unwrap();
        assert!(report.rejects[0].reason.starts_with("number-missing"), "{report:?}");
    }
}

story! {
    async fn a_document_with_a_long_name_keeps_its_ending(house) {
        let (mut bruno, desk) = holder(&house).await;
        let held = declared(&mut bruno, &desk, "esus", ["", ""]).await;
        let name = format!("{}.pdf", "certificat".repeat(13));
        assert_eq!(bruno.send_file(&held, &[("faire", "envoyer")], ("file", &name, PDF)).await.status, 303);
        let page = bruno.get(&held).await.text;
        assert!(page.contains(&format!("{}.pdf", &"certificat".repeat(13)[..111])), "{page}");
    }
}
