//! Every change has its event, every consequence is delivered: once, and again when it failed.

use std::time::Duration as Pause;

use backend::base::deliveries::{self, Claimed};
use backend::base::events::{self, Reaction};
use backend::error::Error;
use backend::interchange::Options;
use bdis_tests::*;
use chrono::Duration;
use schema::events::{delivery, event};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

async fn deliveries(house: &House, reaction: &str) -> Vec<delivery::Model> {
    delivery::Entity::find()
        .filter(delivery::Column::Reaction.eq(reaction))
        .order_by_asc(delivery::Column::DueAt)
        .all(&house.app.db)
        .await
        .unwrap()
}

/// The turn of the day waits too, and comes due at whatever hour this runs.
async fn claim(house: &House) -> Vec<Claimed> {
    while events::number(&house.app.db).await.unwrap() > 0 {}
    deliveries::claim(&house.app.db, house.app.clock.now(), 16, &[Reaction::Index]).await.unwrap()
}

story! {
    async fn an_import_has_one_event_a_batch_and_it_is_delivered_once(house) {
        house.import_file(&house.fixture("late-accent.csv"), Options::default()).await.unwrap();
        let before = deliveries(&house, "index").await;
        assert_eq!(before.len(), 6, "2,501 rows in batches of 500");
        house.drain().await;
        house.drain().await;
        house.prepare().await;
        let after = deliveries(&house, "index").await;
        assert_eq!(after.len(), 6);
        assert!(after.iter().all(|one| one.state == "done" && one.attempts == 1), "{after:?}");
    }
}

story! {
    async fn events_are_numbered_without_gaps_in_the_order_they_happened(house) {
        for number in 0..5 {
            house.save(vec![supplier(&format!("Un {number}"))]).await;
        }
        house.drain().await;
        let rows = event::Entity::find().order_by_asc(event::Column::Number).all(&house.app.db).await.unwrap();
        let numbers: Vec<i64> = rows.iter().map(|row| row.number.unwrap()).collect();
        assert_eq!(numbers, (1..=rows.len() as i64).collect::<Vec<_>>());
        assert!(rows.iter().all(|row| row.actor == "system" && row.payload["kind"] == row.kind.as_str()));
        let indexed = house.app.search.last_event().await.unwrap();
        assert_eq!(Some(indexed), rows.iter().filter(|row| row.kind == "suppliers_generated").filter_map(|row| row.number).max());
    }
}

story! {
    async fn what_one_worker_holds_another_does_not_take(house) {
        house.save(vec![supplier("Un")]).await;
        assert_eq!(claim(&house).await.len(), 1);
        assert!(claim(&house).await.is_empty());
        house.drain().await;
        assert!(house.found(json!({})).await.is_empty(), "it is still held");
        house.app.clock.advance(Duration::minutes(3));
        house.drain().await;
        assert_eq!(house.found(json!({})).await, ["Un"], "its holder is gone: it was taken up");
        assert_eq!(deliveries(&house, "index").await[0].attempts, 2);
    }
}

story! {
    async fn a_failed_delivery_comes_again_later_each_time_and_dies_in_the_end(house) {
        house.save(vec![supplier("Un")]).await;
        let mut waits = Vec::new();
        for attempt in 1..=12 {
            let claimed = claim(&house).await;
            assert_eq!(claimed.len(), 1, "attempt {attempt}");
            let now = house.app.clock.now();
            deliveries::failed(&house.app.db, now, &claimed[0], &Error::internal("the disk is full")).await.unwrap();
            let row = deliveries(&house, "index").await.remove(0);
            assert_eq!((row.attempts, row.last_error.as_deref()), (attempt, Some("the disk is full")));
            assert!(claim(&house).await.is_empty(), "not at once");
            let wait = row.due_at - now;
            // The database keeps microseconds.
            waits.push((wait + Duration::milliseconds(1)).num_seconds());
            house.app.clock.advance(wait + Duration::seconds(1));
        }
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]), "{waits:?}");
        assert!(claim(&house).await.is_empty());
        assert_eq!(deliveries::count(&house.app.db, "dead").await.unwrap(), 1);
        assert_eq!(deliveries(&house, "index").await[0].state, "dead");
    }
}

story! {
    async fn a_running_worker_makes_it_visible_by_itself(mut house) {
        house.work();
        house.save(vec![supplier("Un")]).await;
        let mut looks = 0;
        while house.ask("{ suppliers { totalCount } }", json!({})).await["suppliers"]["totalCount"] == 0 {
            looks += 1;
            assert!(looks < 600, "it never came");
            tokio::time::sleep(Pause::from_millis(50)).await;
        }
        assert_eq!(house.found(json!({})).await, ["Un"]);
    }
}

story! {
    async fn a_day_is_waited_for_once_whoever_prepares(house) {
        house.prepare().await;
        house.prepare().await;
        let waiting = deliveries(&house, "turn_day").await;
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].due_at, backend::base::clock::midnight(house.app.clock.today() + Duration::days(1)));
        house.drain().await;
        assert_eq!(deliveries(&house, "turn_day").await[0].state, "waiting", "it isn't tomorrow yet");
    }
}

story! {
    async fn a_worker_that_slept_turns_each_day_it_missed(house) {
        let today = house.app.clock.today();
        let ends = |name: &str, days: i64| {
            let mut one = grant("esus", schema::guarantees::State::Declared);
            one.valid_until = Some(today + Duration::days(days));
            supplier(name).holding(one)
        };
        house.open_to(vec![ends("A", 1), ends("B", 3), ends("C", 20)]).await;
        assert_eq!(house.found(json!({ "guarantees": ["esus"] })).await, ["A", "B", "C"]);
        house.app.clock.advance(Duration::days(10));
        house.drain().await;
        assert_eq!(house.found(json!({ "guarantees": ["esus"] })).await, ["C"]);
        let days = deliveries(&house, "turn_day").await;
        assert_eq!(days.iter().filter(|one| one.state == "done").count(), 10);
        assert_eq!(days.iter().filter(|one| one.state == "waiting").count(), 1);
    }
}

story! {
    async fn days_missed_while_nothing_ran_are_turned_after_the_restart(mut house) {
        let today = house.app.clock.today();
        let mut ending = grant("esus", schema::guarantees::State::Declared);
        ending.valid_until = Some(today + Duration::days(1));
        house.open_to(vec![supplier("A").holding(ending)]).await;
        house.app.clock.advance(Duration::days(5));
        house.restart(|_| {}).await;
        house.prepare().await;
        house.drain().await;
        assert!(house.found(json!({ "guarantees": ["esus"] })).await.is_empty());
        assert_eq!(house.found(json!({})).await, ["A"]);
    }
}

story! {
    async fn who_is_gone_from_the_database_leaves_the_index(house) {
        let one = supplier("Passager").serving_all();
        let id = one.organization.id;
        house.open_to(vec![one, supplier("Reste").serving_all()]).await;
        schema::products::supplier::Entity::delete_by_id(id).exec(&house.app.db).await.unwrap();
        schema::organizations::organization::Entity::delete_by_id(id).exec(&house.app.db).await.unwrap();
        let nodes = house.ask("{ suppliers { nodes { name } } }", json!({})).await;
        assert_eq!(nodes["suppliers"]["nodes"], json!([{ "name": "Reste" }]), "a page is checked against the database");
        let stale = backend::base::events::Stale { suppliers: [id].into(), ..Default::default() };
        backend::search::bring_up_to_date(&house.app, &stale, 0).await.unwrap();
        assert_eq!(house.found(json!({})).await, ["Reste"]);
    }
}
