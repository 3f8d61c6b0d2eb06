//! What alerts find is told, whatever fails between: each thing once, in few letters.

use backend::worker;
use bdis_tests::*;
use chrono::Duration;
use schema::accounts::account;
use schema::alerts::{alert, found, key};
use schema::events::{delivery, event};
use schema::reference::file;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::alerts::{AMINA, BRUNO, alerts_to, bread, changed, offer, owner, watch};

/// As if whoever was to write them had died in the middle.
async fn lose_letters(house: &House) {
    let letters = delivery::Entity::delete_many().filter(delivery::Column::Reaction.eq("letter"));
    letters.filter(delivery::Column::State.eq("waiting")).exec(&house.app.db).await.unwrap();
}

async fn of_reaction(house: &House, reaction: &str, state: &str) -> u64 {
    let all = delivery::Entity::find().filter(delivery::Column::Reaction.eq(reaction));
    all.filter(delivery::Column::State.eq(state)).count(&house.app.db).await.unwrap()
}

story! {
    async fn an_alert_that_cannot_be_asked_stops_no_other(house) {
        let mut bruno = house.member(BRUNO).await;
        let _amina = house.member(AMINA).await;
        watch(&mut bruno, "RESOURCES", "Locaux", "type=premises", "AT_ONCE").await;
        let amina = account::Entity::find().filter(account::Column::Email.eq(AMINA)).one(&house.app.db).await.unwrap().unwrap();
        let now = house.app.clock.now();
        let far = json!([["jour", "+262142-12-31"], ["de", "20:00"], ["a", "23:59"]]);
        let row = alert::ActiveModel {
            id: Set(Uuid::now_v7()),
            account: Set(amina.id),
            kind: Set("resources".to_owned()),
            name: Set("À la fin des temps".to_owned()),
            filter: Set(far),
            pace: Set("at_once".to_owned()),
            pace_before: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
            deleted_at: Set(None),
        };
        alert::Entity::insert(row).exec_without_returning(&house.app.db).await.unwrap();
        backend::alerts::tidy(&house.app).await.unwrap();
        let planche = owner(&house, "La Belle Planche").await;
        offer(&house, planche, "Salle des Hauts", |one| one.opening["zone"] = json!("Indian/Reunion")).await;
        assert_eq!(alerts_to(&house, BRUNO).len(), 1);
        assert!(alerts_to(&house, AMINA).is_empty());
        assert_eq!(of_reaction(&house, "match", "waiting").await, 0);
    }
}

story! {
    async fn an_import_of_many_gives_few_letters_that_name_some_and_count_the_rest(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Élagage", "q=elagage", "AT_ONCE").await;
        let rows = |from: usize, until: usize| -> String {
            let row = |n: usize| format!("{},Élagage {n},35000,Rennes\n", siret(n as u64 + 1));
            format!("siret,name,post_code,city\n{}", (from..until).map(row).collect::<String>())
        };
        house.import(rows(0, 1_200), Default::default()).await;
        let letters = alerts_to(&house, AMINA);
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].text.matches("/fournisseurs/").count(), 25, "{}", letters[0].text);
        assert!(letters[0].text.contains("autres, dans vos alertes"), "{}", letters[0].text);
        // What comes soon after is told a little later, together.
        house.import(rows(1_200, 1_210), Default::default()).await;
        house.import(rows(1_210, 1_220), Default::default()).await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1);
        house.app.clock.advance(Duration::minutes(11));
        house.drain().await;
        let letters = alerts_to(&house, AMINA);
        assert!(letters.len() == 2 && letters[1].text.contains("Élagage 1219"), "{letters:?}");
        let told = found::Entity::find().filter(found::Column::ToldAt.is_not_null());
        assert_eq!(told.count(&house.app.db).await.unwrap(), 1_220);
    }
}

story! {
    async fn a_morning_has_one_letter_however_many_events_it_tells_of(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Pain", "theme=food", "DAILY").await;
        for n in 0..5 {
            house.open_to(vec![bread(&format!("Fournil {n}"))]).await;
        }
        let to_come = delivery::Entity::find()
            .filter(delivery::Column::Reaction.eq("letter"))
            .filter(delivery::Column::Recipient.contains("/daily/"));
        assert_eq!(to_come.count(&house.app.db).await.unwrap(), 1);
        house.app.clock.advance(Duration::days(1));
        house.drain().await;
        let letters = alerts_to(&house, AMINA);
        assert_eq!(letters.len(), 1);
        assert!((0..5).all(|n| letters[0].text.contains(&format!("Fournil {n},"))), "{}", letters[0].text);
    }
}

story! {
    async fn what_a_lost_letter_was_to_tell_the_next_one_tells(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Pain", "theme=food", "DAILY").await;
        house.open_to(vec![bread("Premier Fournil")]).await;
        lose_letters(&house).await;
        house.open_to(vec![bread("Second Fournil")]).await;
        house.app.clock.advance(Duration::days(1));
        house.drain().await;
        let letters = alerts_to(&house, AMINA);
        assert_eq!(letters.len(), 1);
        assert!(letters[0].text.contains("Premier Fournil") && letters[0].text.contains("Second Fournil"), "{}", letters[0].text);
        // With no other event, a later day finds what was left.
        house.open_to(vec![bread("Dernier Fournil")]).await;
        lose_letters(&house).await;
        house.app.clock.advance(Duration::days(3));
        house.drain().await;
        let letters = alerts_to(&house, AMINA);
        assert!(letters.len() == 2 && letters[1].text.contains("Dernier Fournil"), "{letters:?}");
        assert!(!letters[1].text.contains("Premier"), "{}", letters[1].text);
        house.app.clock.advance(Duration::days(3));
        house.drain().await;
        assert_eq!(alerts_to(&house, AMINA).len(), 2);
    }
}

story! {
    async fn a_letter_that_could_not_leave_tells_later_what_it_took(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Pain", "theme=food", "AT_ONCE").await;
        house.mail.behave(Manner::Answers("452 4.2.2 mailbox full"));
        house.open_to(vec![bread("Premier Fournil")]).await;
        let taken = found::Entity::find().one(&house.app.db).await.unwrap().unwrap();
        assert!(taken.told_by.is_some() && taken.told_at.is_none(), "{taken:?}");
        house.mail.behave(Manner::Takes);
        // Another letter doesn't tell what the first has taken.
        house.open_to(vec![bread("Second Fournil")]).await;
        house.app.clock.advance(Duration::hours(2));
        house.drain().await;
        let all: String = alerts_to(&house, AMINA).into_iter().map(|letter| letter.text).collect();
        for name in ["Premier Fournil,", "Second Fournil,"] {
            assert_eq!(all.matches(name).count(), 1, "{all}");
        }
    }
}

story! {
    async fn what_is_gone_when_it_is_to_be_told_is_found_again_when_it_comes_back(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Pain", "theme=food", "DAILY").await;
        let one = bread("Le Passant");
        let id = one.organization.id;
        house.open_to(vec![one]).await;
        let archived = async |at| {
            let row = schema::organizations::organization::ActiveModel { id: Set(id), archived_at: Set(at), ..Default::default() };
            schema::organizations::organization::Entity::update(row).exec(&house.app.db).await.unwrap();
        };
        archived(Some(house.app.clock.now())).await;
        house.app.clock.advance(Duration::days(1));
        house.drain().await;
        assert!(alerts_to(&house, AMINA).is_empty());
        archived(None).await;
        changed(&house, id).await;
        house.app.clock.advance(Duration::days(1));
        house.drain().await;
        assert_eq!(alerts_to(&house, AMINA).len(), 1);
    }
}

story! {
    async fn alerts_and_the_search_find_the_same(house) {
        let mut amina = house.member(AMINA).await;
        let mut bruno = house.member(BRUNO).await;
        // What a thing is, in words; and what lies somewhere in a département.
        watch(&mut amina, "RESOURCES", "Transport", "q=transport", "AT_ONCE").await;
        watch(&mut bruno, "RESOURCES", "Autour de Rennes", "centre=commune:35238&rayon=90", "AT_ONCE").await;
        let planche = owner(&house, "La Belle Planche").await;
        offer(&house, planche, "Camion", |one| {
            (one.kind, one.description) = ("transport".to_owned(), String::new());
            (one.latitude, one.longitude, one.commune, one.city) = (None, None, None, None);
        }).await;
        for address in ["/mutualisation?q=transport", "/mutualisation?centre=commune:35238&rayon=90"] {
            assert!(house.get(address).await.text.contains("Camion"), "{address}");
        }
        assert_eq!(alerts_to(&house, AMINA).len(), 1);
        assert_eq!(alerts_to(&house, BRUNO).len(), 1);
    }
}

story! {
    async fn who_indexes_does_not_wait_for_what_a_day_brings_besides(house) {
        let mut ending = grant("esus", schema::guarantees::State::Declared);
        ending.valid_until = Some(house.app.clock.today() + Duration::days(1));
        house.open_to(vec![supplier("A").holding(ending)]).await;
        house.app.clock.advance(Duration::days(2));
        worker::index(&house.app).await.unwrap();
        let reminders = event::Entity::find().filter(event::Column::Kind.eq("guarantee_ends"));
        assert!(house.found(json!({ "guarantees": ["esus"] })).await.is_empty(), "it has lapsed");
        assert_eq!(of_reaction(&house, "turn_day", "done").await, 2);
        assert_eq!(reminders.clone().count(&house.app.db).await.unwrap(), 0);
        house.drain().await;
        house.drain().await;
        assert_eq!(of_reaction(&house, "tidy", "done").await, 2);
        assert_eq!(reminders.count(&house.app.db).await.unwrap(), 1, "on its last day");
    }
}

story! {
    async fn another_version_of_the_synonyms_gives_alerts_their_keys(mut house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Pain", "q=boulangerie", "AT_ONCE").await;
        house.drain().await;
        let before = key::Entity::find().count(&house.app.db).await.unwrap();
        key::Entity::delete_many().exec(&house.app.db).await.unwrap();
        file::Entity::update_many()
            .col_expr(file::Column::Hash, Expr::value("of another version"))
            .filter(file::Column::Name.eq("synonyms"))
            .exec(&house.app.db)
            .await
            .unwrap();
        drop(amina);
        house.restart(|_| {}).await;
        house.prepare().await;
        house.drain().await;
        assert_eq!(key::Entity::find().count(&house.app.db).await.unwrap(), before);
    }
}

story! {
    async fn a_list_of_alerts_takes_as_many_statements_as_one(house) {
        let mut amina = house.member(AMINA).await;
        watch(&mut amina, "SUPPLIERS", "Pain", "theme=food", "DAILY").await;
        amina.get("/espace/alertes").await;
        let (one, _) = house.statements_while(amina.get("/espace/alertes")).await;
        for n in 0..9 {
            watch(&mut amina, "SUPPLIERS", &format!("Mot {n}"), &format!("q=mot{n}"), "DAILY").await;
        }
        let (ten, page) = house.statements_while(amina.get("/espace/alertes")).await;
        assert!(page.text.contains("Mot 8"));
        assert_eq!(ten, one);
    }
}
