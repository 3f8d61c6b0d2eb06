//! What is shared, beside the suppliers.

use std::collections::BTreeSet;

use backend::base::search::{
    Bound, Bounds, Circle, ClusterQuestion, Criteria, Document, Engine, Error, Facet, Field, Item, Number,
    Point, Question, Shared, Sort,
};

use super::documents::*;

/// An offer of premises, free, open on Thursday from 9:00 to 11:00 in France.
fn shared(number: usize, name: &str, change: impl FnOnce(&mut Document, &mut Shared)) -> Document {
    let mut document = named(number, name);
    let mut of_it = Shared {
        direction: "offer".into(),
        kind: "premises".into(),
        price_kind: "free".into(),
        hours: list(&["Europe/Paris", "Europe/Paris 3T9", "Europe/Paris 3T10"]),
        clock: "Europe/Paris 0 0".into(),
        numbers: vec![(Number::Units, 1), (Number::ValidFrom, 0), (Number::ValidUntil, 10_000_000)],
        ..Shared::default()
    };
    change(&mut document, &mut of_it);
    Document { shared: Some(Box::new(of_it)), ..document }
}

fn of(criteria: Criteria) -> Question {
    with(Criteria { item: Item::Resource, ..criteria })
}

fn words(words: &str) -> Question {
    of(text(words).criteria)
}

fn held(field: Field, values: &[&str]) -> Question {
    of(Criteria { filters: vec![filter(None, field, values)], ..Criteria::default() })
}

fn bound(bound: Bound) -> Question {
    of(Criteria { bounds: vec![bound], ..Criteria::default() })
}

pub async fn resources_are_found_by_their_words_and_by_words_with_typos(make: impl AsyncFn() -> Engine) {
    let documents = vec![
        shared(1, "Cuisine professionnelle", |document, _| document.labels = "local\npremises\nAmap".into()),
        shared(2, "Salle de réunion", |document, _| document.descriptions = "Vidéoprojecteur".into()),
        named(3, "Cuisine de Bretagne"),
    ];
    let engine = filled(make().await, documents).await;
    assert_eq!(set(&engine, &words("cuisine")).await, BTreeSet::from([1]));
    assert_eq!(set(&engine, &words("profesionnelle")).await, BTreeSet::from([1]));
    assert_eq!(set(&engine, &words("videoprojecteur")).await, BTreeSet::from([2]));
    assert_eq!(set(&engine, &words("amap")).await, BTreeSet::from([1]));
    assert_eq!(set(&engine, &words("")).await, BTreeSet::from([1, 2]));
}

pub async fn suppliers_know_nothing_of_resources(make: impl AsyncFn() -> Engine) {
    let food = |number, name: &str| Document {
        themes: list(&["food"]),
        territories: list(&["region:53"]),
        ..named(number, name)
    };
    let suppliers = vec![food(1, "Traiteur du Léon"), food(2, "Imprimerie")];
    let engine = filled(make().await, suppliers).await;
    let facets = vec![Facet::Themes, Facet::Territories];
    let question = Question { facets, ..with(Criteria::default()) };
    let before = ask(&engine, &question).await;
    let misspelt = set(&engine, &text("traitteur")).await;
    let resources = (10..60)
        .map(|number| {
            shared(number, "Traitteur et imprimeries", |document, _| {
                document.themes = list(&["food"]);
                document.territories = list(&["region:53"]);
                document.point = Some(Point { latitude: 48.0, longitude: -2.0 });
            })
        })
        .collect();
    let engine = filled(engine, resources).await;
    let after = ask(&engine, &question).await;
    assert_eq!((after.total, &after.facets), (2, &before.facets));
    assert_eq!(
        set(&engine, &text("traitteur")).await,
        misspelt,
        "a word of resources is no word of suppliers"
    );
    assert_eq!(engine.ids(Criteria::default()).await.unwrap().len(), 2);
    let bounds = Bounds { south: 41.0, west: -5.5, north: 51.5, east: 10.0 };
    let map = |item| ClusterQuestion { criteria: Criteria { item, ..Criteria::default() }, bounds, zoom: 5 };
    assert!(engine.clusters(map(Item::Supplier)).await.unwrap().is_empty());
    let clusters = engine.clusters(map(Item::Resource)).await.unwrap();
    assert_eq!(clusters.iter().map(|cluster| cluster.count).sum::<usize>(), 50);
}

pub async fn direction_kind_price_and_accessibility_are_compared_and_counted(make: impl AsyncFn() -> Engine) {
    let documents = vec![
        shared(1, "A", |_, of_it| of_it.accessibility = list(&["lift", "parking"])),
        shared(2, "B", |_, of_it| {
            of_it.price_kind = "time".into();
            of_it.accessibility = list(&["lift"]);
        }),
        shared(3, "C", |document, of_it| {
            of_it.kind = "equipment".into();
            of_it.price_kind = "currency".into();
            document.currencies = list(&["GALLECO"]);
        }),
        shared(4, "D", |_, of_it| of_it.direction = "request".into()),
    ];
    let engine = filled(make().await, documents).await;
    assert_eq!(set(&engine, &held(Field::Directions, &["offer"])).await, BTreeSet::from([1, 2, 3]));
    assert_eq!(set(&engine, &held(Field::Kinds, &["equipment", "skills"])).await, BTreeSet::from([3]));
    assert_eq!(set(&engine, &held(Field::PriceKinds, &["time", "currency"])).await, BTreeSet::from([2, 3]));
    assert_eq!(set(&engine, &held(Field::Currencies, &["GALLECO"])).await, BTreeSet::from([3]));
    let both = ["lift", "parking"].map(|code| filter(None, Field::Accessibility, &[code]));
    let both = of(Criteria { filters: both.into(), ..Criteria::default() });
    assert_eq!(set(&engine, &both).await, BTreeSet::from([1]));
    let kinds = filter(Some(Facet::Kinds), Field::Kinds, &["equipment"]);
    let question = of(Criteria { filters: vec![kinds], ..Criteria::default() });
    let facets = vec![Facet::Kinds, Facet::PriceKinds, Facet::Clocks];
    let answer = ask(&engine, &Question { facets, ..question }).await;
    assert_eq!(answer.facets[&Facet::Kinds], [("premises".to_owned(), 3), ("equipment".to_owned(), 1)]);
    assert_eq!(answer.facets[&Facet::PriceKinds], [("currency".to_owned(), 1)]);
    assert_eq!(answer.facets[&Facet::Clocks], [("Europe/Paris 0 0".to_owned(), 1)]);
}

pub async fn what_one_organisation_shares_is_found_by_its_number(make: impl AsyncFn() -> Engine) {
    let owners = [id(501).to_string(), id(502).to_string()];
    let by = |number, owner: usize| shared(number, "Salle", |_, of_it| of_it.owner = owners[owner].clone());
    let engine = filled(make().await, vec![by(1, 0), by(2, 1), by(3, 0), named(4, "Salle")]).await;
    assert_eq!(set(&engine, &held(Field::Owners, &[&owners[0]])).await, BTreeSet::from([1, 3]));
    assert_eq!(
        set(&engine, &held(Field::Owners, &[&owners[0], &owners[1]])).await,
        BTreeSet::from([1, 2, 3])
    );
    assert_eq!(set(&engine, &held(Field::Owners, &[&id(503).to_string()])).await, BTreeSet::new());
}

pub async fn resources_are_where_they_are_and_where_they_come(make: impl AsyncFn() -> Engine) {
    let documents = vec![
        shared(1, "Salle", |document, _| document.located = list(&["in:commune:35238", "in:departement:35"])),
        shared(2, "Camion", |document, _| {
            document.located = list(&["in:departement:35", "in:region:53", "all:departement:35"])
        }),
    ];
    let engine = filled(make().await, documents).await;
    let at = |codes: &[&str]| held(Field::Located, codes);
    assert_eq!(set(&engine, &at(&["in:departement:35"])).await, BTreeSet::from([1, 2]));
    assert_eq!(set(&engine, &at(&["in:commune:35238", "all:departement:35"])).await, BTreeSet::from([1, 2]));
    assert_eq!(set(&engine, &at(&["in:commune:35360", "all:departement:35"])).await, BTreeSet::from([2]));
}

pub async fn a_circle_is_wider_by_how_far_a_resource_comes(make: impl AsyncFn() -> Engine) {
    let at = |number, latitude, reach_km| {
        shared(number, "A", |document, of_it| {
            document.point = Some(Point { latitude, longitude: -1.0 });
            of_it.reach_km = reach_km;
        })
    };
    // A degree is 111.195 km.
    let documents = vec![at(1, 48.1, None), at(2, 49.0, None), at(3, 49.0, Some(100)), at(4, 49.0, Some(90))];
    let engine = filled(make().await, documents).await;
    let near = Some(Circle { latitude: 48.0, longitude: -1.0, radius_km: 15.0 });
    let question = of(Criteria { near, ..Criteria::default() });
    assert_eq!(set(&engine, &question).await, BTreeSet::from([1, 3]));
    let nearest = Question { sort: Sort::Distance, ..question };
    assert_eq!(numbers(&engine, &nearest).await, [1, 3]);
}

pub async fn numbers_are_bounded_and_what_says_none_is_not_found(make: impl AsyncFn() -> Engine) {
    let holding = |number, places: Option<i64>| {
        shared(number, "A", |_, of_it| of_it.numbers.extend(places.map(|n| (Number::Places, n))))
    };
    let documents = vec![holding(1, Some(19)), holding(2, Some(20)), holding(3, Some(500)), holding(4, None)];
    let engine = filled(make().await, documents).await;
    let found = async |one| set(&engine, &bound(one)).await;
    assert_eq!(found(Bound::least(Number::Places, 20)).await, BTreeSet::from([2, 3]));
    assert_eq!(found(Bound::most(Number::Places, 20)).await, BTreeSet::from([1, 2]));
    let exactly = Bound { number: Number::Places, least: Some(20), most: Some(20) };
    assert_eq!(found(exactly).await, BTreeSet::from([2]));
    assert_eq!(found(Bound::least(Number::Units, 1)).await.len(), 4);
}

pub async fn all_bounds_of_one_alternative_hold(make: impl AsyncFn() -> Engine) {
    let held = |number, step, shortest| {
        shared(number, "A", |_, of_it| {
            of_it.numbers = vec![(Number::Step, step), (Number::Shortest, shortest)];
        })
    };
    let documents = vec![
        held(1, 60, 60),
        held(2, 60, 180),
        held(3, 1_440, 1_440),
        held(4, 1_440, 2_880),
        shared(5, "A", |_, _| {}),
    ];
    let engine = filled(make().await, documents).await;
    let by_hours = vec![Bound::most(Number::Step, 60), Bound::most(Number::Shortest, 120)];
    let by_days = vec![Bound::least(Number::Step, 1_440), Bound::most(Number::Shortest, 1_440)];
    let found =
        async |bounds, either| set(&engine, &of(Criteria { bounds, either, ..Criteria::default() })).await;
    assert_eq!(found(vec![], vec![by_hours.clone()]).await, BTreeSet::from([1]));
    assert_eq!(found(vec![], vec![by_hours.clone(), by_days.clone()]).await, BTreeSet::from([1, 3]));
    let days = vec![Bound::least(Number::Step, 1_440)];
    assert_eq!(
        found(days, vec![by_hours.clone(), by_days]).await,
        BTreeSet::from([3]),
        "bounds hold beside them"
    );
    assert_eq!(found(vec![], vec![by_hours, vec![]]).await.len(), 5, "one of them asks for nothing");
    assert_eq!(found(vec![], vec![]).await.len(), 5);
}

pub async fn a_day_outside_of_its_validity_finds_nothing(make: impl AsyncFn() -> Engine) {
    let valid = |number, from, until| {
        shared(number, "A", |_, of_it| {
            of_it.numbers = vec![(Number::ValidFrom, from), (Number::ValidUntil, until)]
        })
    };
    let engine = filled(
        make().await,
        vec![valid(1, 0, 740_000), valid(2, 740_000, 740_001), valid(3, 740_001, 10_000_000)],
    )
    .await;
    let on = |day| {
        let bounds = vec![Bound::most(Number::ValidFrom, day), Bound::least(Number::ValidUntil, day)];
        of(Criteria { bounds, ..Criteria::default() })
    };
    assert_eq!(set(&engine, &on(740_000)).await, BTreeSet::from([1, 2]));
    assert_eq!(set(&engine, &on(740_001)).await, BTreeSet::from([2, 3]));
    assert_eq!(set(&engine, &on(740_002)).await, BTreeSet::from([3]));
}

pub async fn all_hours_must_be_open_and_none_closed(make: impl AsyncFn() -> Engine) {
    let documents = vec![
        shared(1, "A", |_, _| {}),
        shared(2, "B", |_, of_it| of_it.hours = list(&["Europe/Paris", "Europe/Paris 3T9"])),
        shared(3, "C", |_, of_it| of_it.closed = list(&["Europe/Paris 2027-01-14"])),
        shared(4, "D", |_, of_it| {
            of_it.hours = list(&["Europe/Paris", "Europe/Paris 2027-01-14T9", "Europe/Paris 2027-01-14T10"])
        }),
        shared(5, "E", |_, of_it| {
            of_it.hours = list(&["Indian/Reunion", "Indian/Reunion 3T12", "Indian/Reunion 3T13"])
        }),
    ];
    let engine = filled(make().await, documents).await;
    let hour = |paris: u32| {
        let here = [format!("Europe/Paris 3T{paris}"), format!("Europe/Paris 2027-01-14T{paris}")];
        let there = format!("Indian/Reunion 3T{}", paris + 3);
        filter(None, Field::Hours, &[&here[0], &here[1], &there])
    };
    let question = |filters| {
        let none_of = vec![(Field::Closed, list(&["Europe/Paris 2027-01-14", "Europe/Paris 2027-01-14T9"]))];
        of(Criteria { filters, none_of, ..Criteria::default() })
    };
    assert_eq!(set(&engine, &question(vec![hour(9)])).await, BTreeSet::from([1, 2, 4, 5]));
    assert_eq!(set(&engine, &question(vec![hour(9), hour(10)])).await, BTreeSet::from([1, 4, 5]));
    assert_eq!(set(&engine, &question(vec![hour(9), hour(10), hour(11)])).await, BTreeSet::new());
}

pub async fn a_part_of_a_day_is_open_by_its_week_or_its_date_on_its_own_clocks(
    make: impl AsyncFn() -> Engine,
) {
    let open = |number, hours: &[&str], closed: &[&str]| {
        shared(number, "Salle", |_, of_it| (of_it.hours, of_it.closed) = (list(hours), list(closed)))
    };
    let thursdays = ["Europe/Paris 3:day", "Europe/Paris 3:morning", "Europe/Paris 3:afternoon"];
    let documents = vec![
        open(1, &thursdays, &[]),
        // Until lunch.
        open(2, &["Europe/Paris 3:day", "Europe/Paris 3:morning"], &[]),
        open(3, &thursdays, &["Europe/Paris 2027-01-14"]),
        open(4, &thursdays, &["Europe/Paris 2027-01-14:afternoon"]),
        open(5, &["Europe/Paris 2027-01-14:day", "Europe/Paris 2027-01-14:afternoon"], &[]),
        open(6, &["Indian/Reunion 3:day", "Indian/Reunion 3:afternoon"], &[]),
        open(7, &["Europe/Paris 4:day", "Europe/Paris 4:afternoon"], &["Europe/Paris 2027-01-15"]),
        // Another's clocks are closed.
        open(8, &thursdays, &["Indian/Reunion 2027-01-14"]),
    ];
    let engine = filled(make().await, documents).await;
    let on = |date: &str, weekday: u8, part: &str| {
        let zones = ["Europe/Paris", "Indian/Reunion"];
        let any: Vec<String> = zones
            .iter()
            .flat_map(|zone| [format!("{zone} {weekday}:{part}"), format!("{zone} {date}:{part}")])
            .collect();
        let none = zones.iter().flat_map(|zone| [format!("{zone} {date}"), format!("{zone} {date}:{part}")]);
        let any: Vec<&str> = any.iter().map(String::as_str).collect();
        let filters = vec![filter(None, Field::Hours, &any)];
        let none_of = vec![(Field::Closed, none.collect())];
        // It is wholly taken.
        of(Criteria { filters, none_of, except: vec![id(8)], ..Criteria::default() })
    };
    let thursday = "2027-01-14";
    assert_eq!(set(&engine, &on(thursday, 3, "day")).await, BTreeSet::from([1, 2, 4, 5, 6]));
    assert_eq!(set(&engine, &on(thursday, 3, "morning")).await, BTreeSet::from([1, 2, 4]));
    assert_eq!(set(&engine, &on(thursday, 3, "afternoon")).await, BTreeSet::from([1, 5, 6]));
    assert_eq!(set(&engine, &on(thursday, 3, "evening")).await, BTreeSet::new());
    assert_eq!(set(&engine, &on("2027-01-15", 4, "day")).await, BTreeSet::new());
    assert_eq!(set(&engine, &on("2027-01-22", 4, "day")).await, BTreeSet::from([7]));
}

pub async fn what_is_excepted_is_neither_found_nor_counted(make: impl AsyncFn() -> Engine) {
    let documents = (1..=40).map(|number| shared(number, "Salle", |_, _| {})).collect();
    let engine = filled(make().await, documents).await;
    let except: Vec<_> = (1..=39).map(id).collect();
    let question = of(Criteria { except, ..text("salle").criteria });
    let answer = ask(&engine, &Question { facets: vec![Facet::Kinds], ..question.clone() }).await;
    assert_eq!((answer.total, answer.hits[0].id), (1, id(40)));
    assert_eq!(answer.facets[&Facet::Kinds], [("premises".to_owned(), 1)]);
    assert_eq!(engine.ids(question.criteria).await.unwrap(), [id(40)]);
}

pub async fn pages_of_resources_hold_each_once_in_their_order(make: impl AsyncFn() -> Engine) {
    let mut documents = many(60);
    documents.extend((0..60).map(|number| {
        shared(200_000 + number, "Salle", |document, _| document.updated_at = time(number / 4))
    }));
    let engine = filled(make().await, documents).await;
    let whole = ask(&engine, &Question { first: 100, ..words("") }).await;
    let whole: Vec<_> = whole.hits.iter().map(|hit| hit.id).collect();
    assert_eq!(whole.len(), 60);
    let mut page = Question { first: 7, ..words("") };
    let mut walked = Vec::new();
    loop {
        let answer = ask(&engine, &page).await;
        assert_eq!(answer.total, 60);
        walked.extend(answer.hits.iter().map(|hit| hit.id));
        page.after = answer.hits.last().map(|hit| hit.mark.clone());
        if !answer.has_more {
            break;
        }
    }
    assert_eq!(walked, whole);
    let mark = ask(&engine, &page).await.hits.last().map(|hit| hit.mark.clone()).or(page.after);
    let other = Question { after: mark, sort: Sort::Name, ..words("") };
    assert!(matches!(engine.search(other).await, Err(Error::ForeignMark)));
}

pub async fn a_deleted_resource_is_gone_and_a_rebuild_holds_both(make: impl AsyncFn() -> Engine) {
    let engine =
        filled(make().await, vec![named(1, "A"), shared(2, "B", |_, _| {}), shared(3, "C", |_, _| {})]).await;
    engine.delete(vec![id(3)]).await.unwrap();
    engine.commit(2).await.unwrap();
    assert_eq!(set(&engine, &words("")).await, BTreeSet::from([2]));
    let rebuild = engine.rebuild().await.unwrap();
    rebuild.add(vec![named(1, "A"), shared(4, "D", |_, _| {})]).await.unwrap();
    rebuild.finish(3).await.unwrap();
    assert_eq!(set(&engine, &words("")).await, BTreeSet::from([4]));
    assert_eq!(set(&engine, &text("")).await, BTreeSet::from([1]));
}
