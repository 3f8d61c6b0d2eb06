//! Two pages of one organisation become one, and can be two again.

use bdis_tests::*;
use chrono::Duration;
use schema::guarantees::State;
use schema::networks::{case, network_member};
use schema::organizations::{member, organization};
use schema::products::product;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement,
};
use serde_json::json;
use uuid::Uuid;

const SIRET: &str = "73282932000074";

async fn named(house: &House, name: &str) -> organization::Model {
    organization::Entity::find()
        .filter(organization::Column::Name.eq(name))
        .one(&house.app.db)
        .await
        .unwrap()
        .unwrap()
}

/// The rows of every table that names an organisation, by table.
async fn rows_of(house: &House, id: Uuid) -> Vec<String> {
    let db = &house.app.db;
    let mut found = Vec::new();
    for table in [
        "organization_members",
        "invitations",
        "files",
        "source_records",
        "network_members",
        "cases",
        "threads",
        "products",
    ] {
        let sql = match db.get_database_backend() {
            sea_orm::DbBackend::Postgres => format!("SELECT 1 FROM {table} WHERE organization = $1"),
            _ => format!("SELECT 1 FROM {table} WHERE organization = ?"),
        };
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [id.into()]);
        let rows = db.query_all_raw(statement).await.unwrap();
        found.extend(rows.iter().map(|_| table.to_owned()));
    }
    found
}

/// A page with all that can hang on one, and an imported one that names no number.
async fn two_pages(house: &House) -> (organization::Model, organization::Model) {
    let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
    let mut bruno = house.member("bruno@scop.example").await;
    let id = bruno.opens("Le Pain Levé", SIRET).await;
    let product = [
        ("faire", "publier"),
        ("name", "Pain complet"),
        ("nature", "goods"),
        ("category", "39100000"),
        ("currency", "EUR"),
    ];
    let made = bruno.send(&format!("/espace/organisations/{id}/produits/nouveau"), &product).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let declared =
        [("faire", "declarer"), ("scheme", "esus"), ("reference", "A-1"), ("validUntil", "2028-06-30")];
    let made = bruno.send(&format!("/espace/organisations/{id}/garanties/nouvelle"), &declared).await;
    assert_eq!(made.status, 303, "{}", made.text);
    house
        .open_to(vec![
            supplier("Pain Levé (le)")
                .rna("W351000001")
                .at("35238", "35", (48.11, -1.68))
                .holding(grant("esus", State::Declared)),
        ])
        .await;
    let (kept, gone) = (named(house, "Pain Levé (le)").await, named(house, "Le Pain Levé").await);
    network_member::ActiveModel {
        network: Set(bretagne),
        organization: Set(gone.id),
        since: Set(house.app.clock.today()),
    }
    .insert(&house.app.db)
    .await
    .unwrap();
    let mut amina = house.member("amina@ville.example").await;
    let asked = [("faire", "ecrire"), ("subject", "Pain bio"), ("text", "Livrez-vous le matin ?")];
    let sent = amina.send(&format!("/fournisseurs/{}/contacter", gone.slug), &asked).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let wrong = [("faire", "signaler"), ("note", "L’adresse a changé.")];
    assert_eq!(amina.send(&format!("/fournisseurs/{}/signaler", gone.slug), &wrong).await.status, 303);
    house.drain().await;
    (kept, gone)
}

story! {
    async fn nothing_is_lost_when_two_pages_become_one_and_its_old_address_leads_there(house) {
        let (kept, gone) = two_pages(&house).await;
        let before = rows_of(&house, gone.id).await;
        for table in ["organization_members", "network_members", "cases", "threads", "products"] {
            assert!(before.contains(&table.to_owned()), "{table} {before:?}");
        }
        let bretagne = backend::networks::by_slug(&house.app.db, "bretagne").await.unwrap().unwrap().id;
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let path = format!("/moderation/organisations/{}/doublon", kept.id);
        assert!(maud.get(&format!("/moderation/organisations/{}", kept.id)).await.text.contains(&path));
        let compared = maud.send(&path, &[("faire", "comparer"), ("other", SIRET)]).await;
        assert_eq!(compared.header("location"), format!("{path}?autre={}", gone.slug), "{}", compared.text);
        let page = maud.get(&format!("{path}?autre={}", gone.slug)).await.text;
        assert!(page.contains("732 829 320 00074") || page.contains(SIRET), "{page}");
        let (keep, other) = (kept.id.to_string(), gone.slug.as_str());
        let silent = maud.send(&path, &[("faire", "fusionner"), ("other", other), ("kept", &keep), ("reason", " ")]).await;
        assert!(silent.status == 422 && silent.text.contains("Dites pourquoi"), "{}", silent.text);
        let fields = [("faire", "fusionner"), ("other", other), ("kept", keep.as_str()), ("reason", "La même boulangerie.")];
        let done = maud.send(&path, &fields).await;
        assert_eq!(done.status, 303, "{}", done.text);
        house.drain().await;

        assert_eq!(rows_of(&house, gone.id).await, Vec::<String>::new(), "all of it went over");
        assert!(rows_of(&house, kept.id).await.len() >= before.len());
        let moved = house.get(&format!("/fournisseurs/{}", gone.slug)).await;
        assert_eq!((moved.status, moved.header("location")), (301, format!("/fournisseurs/{}", kept.slug).as_str()));
        let page = house.get(&format!("/fournisseurs/{}", kept.slug)).await.text;
        assert!(page.contains("Pain complet") && page.contains(SIRET), "{page}");
        assert_eq!(house.found(json!({ "text": "pain levé" })).await.len(), 1, "searches find one");
        assert_eq!(house.found(json!({ "guarantees": ["esus"] })).await.len(), 1);
        assert_eq!(house.mail.last("bruno@scop.example").subject, "Pain Levé (le) : deux pages n’en font plus qu’une");
        let mut bruno = house.person("bruno@scop.example");
        bruno.sign_in(PASSWORD).await;
        assert_eq!(bruno.get(&format!("/espace/organisations/{}", kept.id)).await.status, 200, "its members come along");

        // A list that names the number speaks of the page that stayed.
        let known = backend::organizations::known(&house.app.db, Uuid::now_v7(), Vec::new(), vec![SIRET.to_owned()], Vec::new()).await.unwrap();
        assert_eq!(known.by_siret[SIRET].id, kept.id);
    }
}

story! {
    async fn a_merge_is_undone_within_thirty_days_and_what_came_since_stays(house) {
        let (kept, gone) = two_pages(&house).await;
        let before = rows_of(&house, gone.id).await;
        let bretagne = backend::networks::by_slug(&house.app.db, "bretagne").await.unwrap().unwrap().id;
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let merge = "mutation($k: ID!, $a: ID!) { mergeOrganizations(kept: $k, absorbed: $a, reason: \"Doublon\") }";
        let made = maud.graphql(merge, json!({ "k": kept.id, "a": gone.id })).await.json();
        let id = made["data"]["mergeOrganizations"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        let mut bruno = house.person("bruno@scop.example");
        bruno.sign_in(PASSWORD).await;
        let product = [("faire", "publier"), ("name", "Brioche"), ("nature", "goods"), ("category", "39100000"), ("currency", "EUR")];
        assert_eq!(bruno.send(&format!("/espace/organisations/{}/produits/nouveau", kept.id), &product).await.status, 303);
        let sheet = format!("/moderation/organisations/{}", kept.id);
        let page = maud.get(&sheet).await.text;
        assert!(page.contains(&id) && page.contains("Séparer"), "{page}");
        let undone = maud.send(&sheet, &[("faire", "separer"), ("id", &id)]).await;
        assert_eq!(undone.status, 303, "{}", undone.text);
        house.drain().await;
        assert_eq!(rows_of(&house, gone.id).await, before);
        let back = organization::Entity::find_by_id(gone.id).one(&house.app.db).await.unwrap().unwrap();
        assert_eq!((back.siret.as_deref(), back.archived_at, &back.slug), (Some(SIRET), None, &gone.slug));
        let other = organization::Entity::find_by_id(kept.id).one(&house.app.db).await.unwrap().unwrap();
        assert_eq!(other.siret, None, "what was filled in is taken out");
        assert_eq!(house.get(&format!("/fournisseurs/{}", gone.slug)).await.status, 200);
        let sold = product::Entity::find().filter(product::Column::Organization.eq(kept.id)).all(&house.app.db).await.unwrap();
        assert_eq!(sold.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Brioche"], "what came since stays");
        assert_eq!(house.found(json!({ "text": "pain levé" })).await.len(), 2);
        let twice = maud.graphql("mutation($i: ID!) { undoMerge(id: $i) }", json!({ "i": id })).await;
        assert_eq!(twice.code(), "NOT_FOUND");
    }
}

story! {
    async fn a_merge_stays_after_thirty_days_and_later_merges_are_undone_first(house) {
        let (kept, gone) = two_pages(&house).await;
        let bretagne = backend::networks::by_slug(&house.app.db, "bretagne").await.unwrap().unwrap().id;
        house.open_to(vec![supplier("Pain Levé bis").vouched(bretagne).at("35238", "35", (48.11, -1.68))]).await;
        let third = named(&house, "Pain Levé bis").await;
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let merge = "mutation($k: ID!, $a: ID!) { mergeOrganizations(kept: $k, absorbed: $a, reason: \"Doublon\") }";
        let undo = "mutation($i: ID!) { undoMerge(id: $i) }";
        let first = maud.graphql(merge, json!({ "k": kept.id, "a": gone.id })).await.json()["data"]["mergeOrganizations"].clone();
        let second = maud.graphql(merge, json!({ "k": third.id, "a": kept.id })).await.json()["data"]["mergeOrganizations"].clone();
        assert_eq!(house.get(&format!("/fournisseurs/{}", gone.slug)).await.header("location"), format!("/fournisseurs/{}", third.slug));
        let known = backend::organizations::known(&house.app.db, Uuid::now_v7(), Vec::new(), vec![SIRET.to_owned()], Vec::new()).await.unwrap();
        assert_eq!(known.by_siret[SIRET].id, third.id);
        let early = maud.graphql(undo, json!({ "i": first })).await;
        assert_eq!(early.code(), "INVALID", "{}", early.text);
        assert_eq!(maud.graphql(undo, json!({ "i": second })).await.json()["data"]["undoMerge"], true);
        house.app.clock.advance(Duration::days(31));
        let mut maud = house.person("maud@reseau.example");
        maud.sign_in(PASSWORD).await;
        let late = maud.graphql(undo, json!({ "i": first })).await;
        assert_ne!(late.json()["data"]["undoMerge"], true, "{}", late.text);
        assert_eq!(house.get(&format!("/fournisseurs/{}", gone.slug)).await.status, 301);
    }
}

story! {
    async fn nobody_merges_pages_outside_their_territory_or_of_two_enterprises_or_their_own(house) {
        let (kept, gone) = two_pages(&house).await;
        let bretagne = backend::networks::by_slug(&house.app.db, "bretagne").await.unwrap().unwrap().id;
        house.open_to(vec![
            supplier("Ailleurs").at("13055", "13", (43.3, 5.4)),
            supplier("Deux").siret("55210055400013").at("35238", "35", (48.11, -1.68)),
        ]).await;
        let (elsewhere, two) = (named(&house, "Ailleurs").await, named(&house, "Deux").await);
        let merge = "mutation($k: ID!, $a: ID!) { mergeOrganizations(kept: $k, absorbed: $a, reason: \"Doublon\") }";
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let refused = maud.graphql(merge, json!({ "k": kept.id, "a": elsewhere.id })).await;
        assert_eq!(refused.code(), "FORBIDDEN", "{}", refused.text);
        let refused = maud.graphql(merge, json!({ "k": gone.id, "a": two.id })).await;
        assert_eq!(refused.code(), "INVALID", "{}", refused.text);
        let refused = maud.graphql(merge, json!({ "k": gone.id, "a": gone.id })).await;
        assert_eq!(refused.code(), "INVALID", "{}", refused.text);
        member::ActiveModel {
            organization: Set(kept.id),
            account: Set(schema::accounts::account::Entity::find().filter(schema::accounts::account::Column::EmailKey.eq("maud@reseau.example")).one(&house.app.db).await.unwrap().unwrap().id),
            role: Set("owner".to_owned()),
            since: Set(house.app.clock.now()),
        }.insert(&house.app.db).await.unwrap();
        let refused = maud.graphql(merge, json!({ "k": gone.id, "a": kept.id })).await;
        assert_eq!(refused.code(), "FORBIDDEN", "{}", refused.text);
        let mut stranger = house.member("passant@x.example").await;
        assert_eq!(stranger.graphql(merge, json!({ "k": kept.id, "a": gone.id })).await.code(), "NOT_FOUND");
    }
}

story! {
    async fn many_reports_are_decided_at_once_and_taken_back_together(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        house.open_to(vec![
            supplier("Un").at("35238", "35", (48.11, -1.68)),
            supplier("Deux").at("35238", "35", (48.11, -1.68)),
            supplier("Trois").at("35238", "35", (48.11, -1.68)),
        ]).await;
        let mut amina = house.member("amina@ville.example").await;
        for name in ["Un", "Deux", "Trois"] {
            let one = named(&house, name).await;
            let fields = [("faire", "signaler"), ("note", "Ce numéro ne répond plus.")];
            assert_eq!(amina.send(&format!("/fournisseurs/{}/signaler", one.slug), &fields).await.status, 303);
        }
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        assert_eq!(maud.get("/moderation?type=zz").await.status, 404);
        let page = maud.get("/moderation?type=error").await.text;
        assert!(page.contains("Décider plusieurs dossiers"), "{page}");
        let cases = case::Entity::find().all(&house.app.db).await.unwrap();
        let ids: Vec<String> = cases.iter().map(|case| case.id.to_string()).collect();
        let nothing = maud.send("/moderation?type=error", &[("faire", "refuser"), ("reason", "Vérifié.")]).await;
        assert_eq!(nothing.status, 422, "{}", nothing.text);
        let two = [("faire", "refuser"), ("reason", "Vérifié, il répond."), ("cases", &ids[0]), ("cases", &ids[1])];
        let decided = maud.send("/moderation?type=error", &two).await;
        assert_eq!(decided.status, 303, "{}", decided.text);
        let open = |house: &House| {
            let db = house.app.db.clone();
            async move { case::Entity::find().filter(case::Column::State.eq("open")).all(&db).await.unwrap().len() }
        };
        assert_eq!(open(&house).await, 1);
        let page = maud.get("/moderation").await.text;
        assert!(page.contains("Vos décisions du jour") && page.contains("et 1 autre"), "{page}");
        let mut other = house.moderator("autre@reseau.example", bretagne).await;
        let theirs = other.send("/moderation", &[("faire", "reprendre-decision"), ("id", &ids[0])]).await;
        assert!(theirs.status == 422 && theirs.text.contains("Quelqu’un d’autre a pris cette décision"), "{}", theirs.text);
        assert_eq!(maud.send("/moderation", &[("faire", "reprendre-decision"), ("id", &ids[0])]).await.status, 303);
        assert_eq!(open(&house).await, 3, "both wait again");
        house.drain().await;
        assert!(house.mail.to("amina@ville.example").iter().any(|letter| letter.subject.contains("réexaminé")));
    }
}

story! {
    async fn a_claim_accepted_by_mistake_is_taken_back_with_what_it_gave(house) {
        let bretagne = house.network_of("bretagne", "regional", Some("region:53")).await;
        house.open_to(vec![supplier("Le Pain Levé").at("35238", "35", (48.11, -1.68))]).await;
        let one = named(&house, "Le Pain Levé").await;
        let mut eve = house.member("eve@x.example").await;
        let claim = [("faire", "revendiquer"), ("note", "C’est moi.")];
        assert_eq!(eve.send(&format!("/fournisseurs/{}/revendiquer", one.slug), &claim).await.status, 303);
        let mut maud = house.moderator("maud@reseau.example", bretagne).await;
        let case = case::Entity::find().one(&house.app.db).await.unwrap().unwrap().id.to_string();
        assert_eq!(maud.send(&format!("/moderation/{case}"), &[("faire", "accepter")]).await.status, 303);
        let own = format!("/espace/organisations/{}", one.id);
        assert_eq!(eve.get(&own).await.status, 200);
        assert_eq!(maud.send("/moderation", &[("faire", "reprendre-decision"), ("id", &case)]).await.status, 303);
        assert_eq!(eve.get(&own).await.status, 404);
        house.app.clock.advance(Duration::hours(1));
        assert_eq!(maud.send(&format!("/moderation/{case}"), &[("faire", "refuser"), ("reason", "Inconnue du lieu.")]).await.status, 303);
        house.app.clock.advance(Duration::hours(25));
        let late = maud.send("/moderation", &[("faire", "reprendre-decision"), ("id", &case)]).await;
        assert!(late.status == 422 || late.status == 401, "{} {}", late.status, late.text);
    }
}
