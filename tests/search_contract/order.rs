use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use backend::base::search::{Circle, Criteria, Document, Engine, Error, Point, Question, Sort};
use uuid::Uuid;

use super::documents::*;

const HERE: Circle = Circle { latitude: 47.2, longitude: -1.9, radius_km: 500.0 };

pub async fn distances_rise_and_need_a_circle(make: impl AsyncFn() -> Engine) {
    let at = |number, latitude| Document {
        point: Some(Point { latitude, longitude: -1.9 }),
        ..named(number, "A")
    };
    let engine =
        filled(make().await, vec![at(1, 49.0), at(2, 47.2), at(3, 45.0), at(4, 48.0), named(5, "A")]).await;
    let criteria = Criteria { near: Some(HERE), ..Criteria::default() };
    let question = Question { sort: Sort::Distance, ..with(criteria) };
    assert_eq!(numbers(&engine, &question).await, [2, 4, 1, 3]);
    assert_eq!(ask(&engine, &question).await.hits[0].distance_km, Some(0.0));
    assert!(matches!(engine.search(sorted(Sort::Distance)).await, Err(Error::NoCircle)));
}

pub async fn names_sort_without_accents_or_case(make: impl AsyncFn() -> Engine) {
    let names = ["Zèbre", "écurie", "Eclair", "ÉCLAT", "« Abeille »", "abeilles", "Œuvre", "10 Rue"];
    let documents = names.iter().enumerate().map(|(number, name)| named(number, name)).collect();
    let engine = filled(make().await, documents).await;
    let order = numbers(&engine, &sorted(Sort::Name)).await;
    let order: Vec<_> = order.into_iter().map(|number| names[number]).collect();
    assert_eq!(order, ["10 Rue", "« Abeille »", "abeilles", "Eclair", "ÉCLAT", "écurie", "Œuvre", "Zèbre"]);
}

pub async fn the_last_updated_comes_first(make: impl AsyncFn() -> Engine) {
    let old =
        Document { updated_at: chrono::DateTime::UNIX_EPOCH - chrono::TimeDelta::days(1), ..named(9, "A") };
    let engine = filled(make().await, vec![named(1, "A"), old, named(3, "A"), named(2, "A")]).await;
    assert_eq!(numbers(&engine, &sorted(Sort::RecentlyUpdated)).await, [3, 2, 1, 9]);
    assert_eq!(numbers(&engine, &sorted(Sort::Relevance)).await, [3, 2, 1, 9]);
}

pub async fn pages_of_every_sort_hold_each_document_once(make: impl AsyncFn() -> Engine) {
    // Three commits: several segments, or their like.
    let engine = make().await;
    for part in many(500).chunks(200) {
        engine.upsert(part.to_vec()).await.unwrap();
        engine.commit(1).await.unwrap();
    }
    let area = served(&["region:53"], &["departement:22", "departement:35", "departement:44"]);
    let near = Some(HERE);
    let questions = [
        (sorted(Sort::Relevance), 500),
        (text("insertion"), 500),
        (with(Criteria { served: area.clone(), ..text("insertion").criteria }), 500),
        (with(Criteria { served: area, ..Criteria::default() }), 500),
        (sorted(Sort::Name), 500),
        (sorted(Sort::RecentlyUpdated), 500),
        (Question { sort: Sort::Distance, ..with(Criteria { near, ..Criteria::default() }) }, 450),
    ];
    for (question, expected) in questions {
        let whole = ask(&engine, &Question { first: 1_000, ..question.clone() }).await;
        let whole: Vec<Uuid> = whole.hits.iter().map(|hit| hit.id).collect();
        assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), expected);
        let mut page = Question { first: 7, ..question };
        let mut walked = Vec::new();
        loop {
            let answer = ask(&engine, &page).await;
            assert_eq!(answer.total, expected);
            assert!(answer.hits.len() == 7 || !answer.has_more);
            walked.extend(answer.hits.iter().map(|hit| hit.id));
            // Marks travel as text.
            let mark = answer.hits.last().map(|hit| serde_json::to_string(&hit.mark).unwrap());
            page.after = mark.map(|mark| serde_json::from_str(&mark).unwrap());
            if !answer.has_more {
                break;
            }
        }
        assert_eq!(walked, whole, "{page:?}");
    }
}

pub async fn a_mark_of_another_sort_is_refused(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, many(30)).await;
    let mark = ask(&engine, &sorted(Sort::Name)).await.hits[3].mark.clone();
    for sort in [Sort::Relevance, Sort::RecentlyUpdated] {
        let question = Question { after: Some(mark.clone()), ..sorted(sort) };
        assert!(matches!(engine.search(question).await, Err(Error::ForeignMark)));
    }
}

pub async fn no_hits_may_be_asked_for_and_the_total_stays(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, many(30)).await;
    let answer = ask(&engine, &Question { first: 0, ..with(Criteria::default()) }).await;
    assert_eq!((answer.total, answer.hits.len(), answer.has_more), (30, 0, true));
    let answer = ask(&engine, &Question { first: usize::MAX, ..with(Criteria::default()) }).await;
    assert_eq!((answer.hits.len(), answer.has_more), (30, false));
    let answer = ask(&engine, &Question { first: 30, ..with(Criteria::default()) }).await;
    assert!(!answer.has_more);
}

pub async fn an_updated_document_is_found_by_its_new_words_alone(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, vec![named(1, "Menuiserie"), named(2, "Scierie")]).await;
    engine.upsert(vec![named(1, "Imprimerie")]).await.unwrap();
    engine.upsert(vec![named(1, "Boulangerie")]).await.unwrap();
    engine.commit(2).await.unwrap();
    assert_eq!(found(&engine, "menuiserie").await, [0; 0]);
    assert_eq!(found(&engine, "imprimerie").await, [0; 0]);
    assert_eq!(found(&engine, "boulangerie").await, [1]);
    assert_eq!(found(&engine, "").await, [1, 2]);
}

pub async fn a_deleted_document_is_gone(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, many(50)).await;
    engine.delete(vec![many(50)[0].id, many(50)[1].id, id(999_999)]).await.unwrap();
    engine.commit(2).await.unwrap();
    assert_eq!(found(&engine, "").await.len(), 48);
    engine.upsert(vec![many(50)[0].clone()]).await.unwrap();
    engine.commit(3).await.unwrap();
    assert_eq!(found(&engine, "").await.len(), 49);
}

pub async fn nothing_is_seen_before_its_commit_which_keeps_its_event(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, vec![named(1, "A")]).await;
    engine.upsert(vec![named(2, "B")]).await.unwrap();
    assert_eq!(found(&engine, "").await, [1]);
    assert_eq!(engine.last_event().await.unwrap(), 1);
    engine.commit(42).await.unwrap();
    assert_eq!(found(&engine, "").await, [1, 2]);
    assert_eq!(engine.last_event().await.unwrap(), 42);
}

pub async fn searches_go_on_during_a_rebuild(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, many(300)).await;
    let over = Arc::new(AtomicBool::new(false));
    let searching = tokio::spawn({
        let (engine, over) = (engine.clone(), over.clone());
        async move {
            let mut count = 0;
            while !over.load(Ordering::Relaxed) {
                let answer = engine.search(text("insertion")).await.unwrap();
                assert!([300, 310].contains(&answer.total), "{}", answer.total);
                count += 1;
            }
            count
        }
    });
    for round in 2..5 {
        let rebuild = engine.rebuild().await.unwrap();
        for part in many(310).chunks(50) {
            rebuild.add(part.to_vec()).await.unwrap();
        }
        rebuild.finish(round).await.unwrap();
        assert_eq!(engine.last_event().await.unwrap(), round);
    }
    assert_eq!(ask(&engine, &text("insertion")).await.total, 310);
    over.store(true, Ordering::Relaxed);
    assert!(searching.await.unwrap() > 0);
}

pub async fn a_rebuild_changes_the_generation_and_forgets_what_it_was_not_given(
    make: impl AsyncFn() -> Engine,
) {
    let engine = filled(make().await, vec![named(1, "A"), named(2, "B")]).await;
    let before = engine.generation();
    let rebuild = engine.rebuild().await.unwrap();
    rebuild.add(vec![named(2, "B"), named(3, "C"), named(4, "D")]).await.unwrap();
    rebuild.upsert(vec![named(3, "Cycles")]).await.unwrap();
    rebuild.delete(vec![id(4)]).await.unwrap();
    assert_eq!(found(&engine, "").await, [1, 2]);
    rebuild.finish(9).await.unwrap();
    assert_ne!(engine.generation(), before);
    assert_eq!(found(&engine, "").await, [2, 3]);
    assert_eq!(found(&engine, "cycles").await, [3]);
    engine.upsert(vec![named(5, "E")]).await.unwrap();
    engine.commit(10).await.unwrap();
    assert_eq!(found(&engine, "").await, [2, 3, 5]);
    let abandoned = engine.rebuild().await.unwrap();
    abandoned.add(vec![named(8, "H")]).await.unwrap();
    drop(abandoned);
    assert_eq!(found(&engine, "").await, [2, 3, 5]);
}
