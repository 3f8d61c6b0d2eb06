use std::collections::BTreeSet;

use backend::base::search::{
    Bounds, Circle, ClusterQuestion, Criteria, Document, Engine, Facet, Field, MAX_CLUSTERS,
    MAX_FACET_VALUES, Point, Question,
};

use super::documents::*;

fn choices() -> Vec<Document> {
    let document = |number, themes: &[&str], form: &str, networks: &[&str]| Document {
        themes: list(themes),
        legal_form: Some(form.into()),
        networks: list(networks),
        ..described(number, "Traiteur")
    };
    vec![
        document(1, &["food"], "SCOP", &["bretagne"]),
        document(2, &["food", "reuse"], "SCOP", &["bretagne", "france"]),
        document(3, &["reuse"], "association", &["france"]),
        document(4, &["housing"], "association", &[]),
        Document { descriptions: "Autre".into(), ..document(5, &["food"], "SCIC", &["bretagne"]) },
    ]
}

fn filtered(filters: Vec<backend::base::search::Filter>) -> Question {
    with(Criteria { filters, ..Criteria::default() })
}

pub async fn values_of_a_filter_are_alternatives_and_filters_add_up(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, choices()).await;
    let themes = filter(Some(Facet::Themes), Field::Themes, &["food", "reuse", "unknown"]);
    let forms = filter(Some(Facet::LegalForms), Field::LegalForms, &["association"]);
    let networks = filter(None, Field::Networks, &["france"]);
    assert_eq!(set(&engine, &filtered(vec![themes.clone()])).await, BTreeSet::from([1, 2, 3, 5]));
    assert_eq!(set(&engine, &filtered(vec![themes.clone(), forms.clone()])).await, BTreeSet::from([3]));
    assert_eq!(set(&engine, &filtered(vec![themes, networks])).await, BTreeSet::from([2, 3]));
    let hostile = filter(None, Field::Themes, &["food\" OR \"reuse", "food'", "*", "", "food "]);
    assert_eq!(set(&engine, &filtered(vec![hostile])).await, BTreeSet::new());
}

pub async fn a_filter_without_values_matches_nothing(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, choices()).await;
    assert_eq!(set(&engine, &filtered(vec![filter(None, Field::Themes, &[])])).await, BTreeSet::new());
}

pub async fn a_category_is_found_by_its_beginning(make: impl AsyncFn() -> Engine) {
    let document =
        |number, categories: &[&str]| Document { categories: list(categories), ..named(number, "A") };
    let documents =
        vec![document(1, &["90", "909", "9091", "90910000"]), document(2, &["90", "905", "90500000"])];
    let engine = filled(make().await, documents).await;
    let question = |code| filtered(vec![filter(Some(Facet::Categories), Field::Categories, &[code])]);
    assert_eq!(set(&engine, &question("90")).await, BTreeSet::from([1, 2]));
    assert_eq!(set(&engine, &question("909")).await, BTreeSet::from([1]));
    assert_eq!(set(&engine, &question("9")).await, BTreeSet::new());
}

fn counts(pairs: &[(&str, usize)]) -> Vec<(String, usize)> {
    pairs.iter().map(|(value, count)| (value.to_string(), *count)).collect()
}

pub async fn facets_count_exactly_and_ignore_their_own_choice(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, choices()).await;
    let facets = vec![Facet::Themes, Facet::LegalForms, Facet::Networks];
    let themes = filter(Some(Facet::Themes), Field::Themes, &["food"]);
    let question = Question { facets, ..filtered(vec![themes]) };
    let answer = ask(&engine, &question).await;
    assert_eq!(answer.total, 3);
    assert_eq!(answer.facets[&Facet::Themes], counts(&[("food", 3), ("reuse", 2), ("housing", 1)]));
    assert_eq!(answer.facets[&Facet::LegalForms], counts(&[("SCOP", 2), ("SCIC", 1)]));
    assert_eq!(answer.facets[&Facet::Networks], counts(&[("bretagne", 3), ("france", 1)]));
    assert!(!answer.facets.contains_key(&Facet::Categories), "only what was asked for");
    let criteria = Criteria { text: Some("traiteur".into()), ..question.criteria };
    let answer = ask(&engine, &Question { criteria, ..question }).await;
    assert_eq!(answer.facets[&Facet::Themes], counts(&[("food", 2), ("reuse", 2), ("housing", 1)]));
}

pub async fn several_guarantees_must_all_be_held_and_their_facet_ignores_them(
    make: impl AsyncFn() -> Engine,
) {
    let document = |number, tokens: &[&str], schemes: &[&str]| Document {
        guarantees: list(tokens),
        guarantee_facet: list(schemes),
        ..named(number, "A")
    };
    let documents = vec![
        document(
            1,
            &["esus@DECLARED", "esus@EVIDENCE_CHECKED", "ab@DECLARED", "*@DECLARED"],
            &["esus", "ab"],
        ),
        document(2, &["esus@DECLARED", "*@DECLARED"], &["esus"]),
        document(3, &["ab@DECLARED", "ab@DECLARED+PEER", "*@DECLARED"], &["ab"]),
        document(4, &[], &[]),
    ];
    let engine = filled(make().await, documents).await;
    let held = |token: &&str| filter(Some(Facet::Guarantees), Field::Guarantees, &[token]);
    let ask_for = |tokens: &[&str]| filtered(tokens.iter().map(held).collect());
    assert_eq!(set(&engine, &ask_for(&["esus@DECLARED", "ab@DECLARED"])).await, BTreeSet::from([1]));
    assert_eq!(set(&engine, &ask_for(&["*@DECLARED"])).await, BTreeSet::from([1, 2, 3]));
    assert_eq!(set(&engine, &ask_for(&["ab@DECLARED+PEER"])).await, BTreeSet::from([3]));
    let both = ask_for(&["esus@DECLARED", "ab@DECLARED"]);
    let answer = ask(&engine, &Question { facets: vec![Facet::Guarantees], ..both }).await;
    assert_eq!(answer.facets[&Facet::Guarantees], counts(&[("ab", 2), ("esus", 2)]));
}

pub async fn the_territories_facet_ignores_the_territory_served(make: impl AsyncFn() -> Engine) {
    let document = |number, territory: &str| Document {
        serves: list(&[territory]),
        territories: list(&[territory]),
        ..named(number, "A")
    };
    let documents = vec![document(1, "region:53"), document(2, "region:53"), document(3, "region:52")];
    let engine = filled(make().await, documents).await;
    let question = with(Criteria { served: served(&["region:52"], &["region:52"]), ..Criteria::default() });
    let answer = ask(&engine, &Question { facets: vec![Facet::Territories], ..question }).await;
    assert_eq!(answer.total, 1);
    assert_eq!(answer.facets[&Facet::Territories], counts(&[("region:53", 2), ("region:52", 1)]));
}

pub async fn a_facet_gives_its_most_frequent_values(make: impl AsyncFn() -> Engine) {
    let documents = (0..MAX_FACET_VALUES + 50)
        .map(|number| Document {
            category_facet: vec![format!("{:08}", number), "99999999".into()],
            ..named(number, "A")
        })
        .collect();
    let engine = filled(make().await, documents).await;
    let answer =
        ask(&engine, &Question { facets: vec![Facet::Categories], ..with(Criteria::default()) }).await;
    let values = &answer.facets[&Facet::Categories];
    assert_eq!(values.len(), MAX_FACET_VALUES);
    assert_eq!(values[0], ("99999999".into(), MAX_FACET_VALUES + 50));
    assert_eq!(values[1], ("00000000".into(), 1));
    assert_eq!(values[MAX_FACET_VALUES - 1], (format!("{:08}", MAX_FACET_VALUES - 2), 1));
}

pub async fn who_serves_all_of_a_territory_comes_before_who_serves_part(make: impl AsyncFn() -> Engine) {
    let document = |number, whole: &[&str], part: &[&str], name| Document {
        serves: list(whole),
        serves_part: list(part),
        ..named(number, name)
    };
    let documents = vec![
        document(1, &["departement:35"], &["region:53"], "Élagage"),
        document(2, &["region:53"], &[], "Élagage et taille de haies en Bretagne"),
        document(3, &["region:52"], &[], "Élagage"),
        document(4, &["country:FR"], &["region:53"], "Élagage en France"),
        document(5, &["departement:22"], &["region:53"], "Autre"),
    ];
    let engine = filled(make().await, documents).await;
    let criteria = Criteria {
        served: served(&["region:53", "country:FR"], &["region:53"]),
        ..text("élagage").criteria
    };
    let answer = ask(&engine, &with(criteria.clone())).await;
    let whole: Vec<_> = answer.hits.iter().map(|hit| hit.serves_whole).collect();
    assert_eq!(whole, [true, true, false]);
    assert_eq!(answer.hits[2].id, id(1));
    let without_words = with(Criteria { text: None, ..criteria });
    assert_eq!(numbers(&engine, &without_words).await, [4, 2, 5, 1]);
}

pub async fn how_well_words_are_met_comes_before_how_much_is_served(make: impl AsyncFn() -> Engine) {
    let whole = || list(&["region:53"]);
    let part = || list(&["region:53"]);
    let documents = vec![
        Document { serves: whole(), ..described(1, "Pose de fenêtres, puis nettoyage du chantier") },
        Document { serves_part: part(), products: "Nettoyage de bureaux".into(), ..named(2, "Propre") },
        Document { serves: whole(), products: "Nettoyage de vitres".into(), ..named(3, "Éclat") },
        Document { serves_part: part(), ..named(4, "Nettoyage du Léon") },
    ];
    let engine = filled(make().await, documents).await;
    let criteria = Criteria { served: served(&["region:53"], &["region:53"]), ..text("nettoyage").criteria };
    let order = numbers(&engine, &with(criteria)).await;
    assert_eq!((order[0], order[3]), (4, 1), "{order:?}");
    assert!(order[1..3] == [3, 2], "of equal words, the whole territory first: {order:?}");
}

pub async fn a_circle_includes_its_edge_and_nothing_beyond(make: impl AsyncFn() -> Engine) {
    // One degree of a great circle is 111.195 km on a sphere of 6,371.0088 km.
    let at = |number, latitude, longitude| Document {
        point: Some(Point { latitude, longitude }),
        ..named(number, "A")
    };
    let documents =
        vec![at(1, 48.0, -1.0), at(2, 49.0, -1.0), at(3, 49.001, -1.0), at(4, 48.0, 0.6), named(5, "A")];
    let engine = filled(make().await, documents).await;
    let around = |radius_km| {
        with(Criteria {
            near: Some(Circle { latitude: 48.0, longitude: -1.0, radius_km }),
            ..Criteria::default()
        })
    };
    assert_eq!(set(&engine, &around(111.196)).await, BTreeSet::from([1, 2]));
    assert_eq!(set(&engine, &around(111.193)).await, BTreeSet::from([1]));
    assert_eq!(set(&engine, &around(120.0)).await, BTreeSet::from([1, 2, 3, 4]));
    assert_eq!(set(&engine, &around(0.0)).await, BTreeSet::from([1]));
    let answer = ask(&engine, &around(111.196)).await;
    let far = answer.hits.iter().filter_map(|hit| hit.distance_km).fold(0.0, f64::max);
    assert!((far - 111.195).abs() < 0.01, "{far}");
}

pub async fn a_lead_time_that_is_not_said_does_not_match(make: impl AsyncFn() -> Engine) {
    let within = |number, days| Document { lead_time_days: days, ..named(number, "A") };
    let documents = vec![
        within(1, Some(2)),
        within(2, Some(10)),
        within(3, Some(11)),
        within(4, None),
        within(5, Some(0)),
    ];
    let engine = filled(make().await, documents).await;
    let days = |days| with(Criteria { max_lead_time_days: Some(days), ..Criteria::default() });
    assert_eq!(set(&engine, &days(10)).await, BTreeSet::from([1, 2, 5]));
    assert_eq!(set(&engine, &days(0)).await, BTreeSet::from([5]));
    assert_eq!(set(&engine, &days(u32::MAX)).await, BTreeSet::from([1, 2, 3, 5]));
}

const FRANCE: Bounds = Bounds { south: 41.0, west: -5.5, north: 51.5, east: 10.0 };

pub async fn clusters_hold_every_match_within_the_bounds_once(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, many(500)).await;
    let ask = async |criteria, bounds, zoom| {
        engine.clusters(ClusterQuestion { criteria, bounds, zoom }).await.unwrap()
    };
    let members =
        |clusters: &[backend::base::search::Cluster]| clusters.iter().map(|c| c.count).sum::<usize>();
    for zoom in [0, 5, 9, 14, 30, 255] {
        assert_eq!(members(&ask(Criteria::default(), FRANCE, zoom).await), 450);
    }
    let food = Criteria { filters: vec![filter(None, Field::Themes, &["food"])], ..Criteria::default() };
    let expected = many(500).iter().filter(|d| d.point.is_some() && d.themes == ["food"]).count();
    assert_eq!(members(&ask(food, FRANCE, 6).await), expected);
    let north = Bounds { south: 47.25, ..FRANCE };
    let expected = many(500).iter().filter(|d| d.point.is_some_and(|point| point.latitude >= 47.25)).count();
    assert_eq!(members(&ask(Criteria::default(), north, 6).await), expected);
    let alone = filled(make().await, vec![Document { point: many(1)[0].point, ..named(7, "Seule") }]).await;
    let clusters = alone
        .clusters(ClusterQuestion { criteria: Criteria::default(), bounds: FRANCE, zoom: 6 })
        .await
        .unwrap();
    assert_eq!(clusters.len(), 1);
    assert_eq!((clusters[0].id, clusters[0].latitude), (Some(id(7)), 47.0));
}

pub async fn a_map_never_has_too_many_clusters(make: impl AsyncFn() -> Engine) {
    let documents = (0..900)
        .map(|number| Document {
            point: Some(Point {
                latitude: 42.0 + (number % 30) as f64 * 0.3,
                longitude: -4.0 + (number / 30) as f64 * 0.4,
            }),
            ..named(number, "A")
        })
        .collect();
    let engine = filled(make().await, documents).await;
    for zoom in [5, 6, 12, 20] {
        let question = ClusterQuestion { criteria: Criteria::default(), bounds: FRANCE, zoom };
        let clusters = engine.clusters(question).await.unwrap();
        assert!(clusters.len() <= MAX_CLUSTERS && clusters.len() > 20, "{}", clusters.len());
        assert_eq!(clusters.iter().map(|cluster| cluster.count).sum::<usize>(), 900);
    }
}

pub async fn the_extent_holds_every_match_however_many_and_no_more(make: impl AsyncFn() -> Engine) {
    let at = |number, latitude, longitude, name| Document {
        point: Some(Point { latitude, longitude }),
        ..named(number, name)
    };
    let mut documents = many(700);
    documents.extend([
        at(1_001, 48.1147, -1.6794, "Vélo cargo"),
        at(1_002, 48.6493, -2.0257, "Vélo cargo"),
        at(1_003, -20.8789, 55.4481, "Vélo cargo"),
        named(1_004, "Vélo cargo"),
    ]);
    let points = documents.iter().filter_map(|one| one.point);
    let inside: Vec<Point> = points.filter(|at| FRANCE.contains(at.latitude, at.longitude)).collect();
    let least = |of: fn(&Point) -> f64| inside.iter().map(of).fold(f64::INFINITY, f64::min);
    let greatest = |of: fn(&Point) -> f64| inside.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    let all = Bounds {
        south: least(|at| at.latitude),
        west: least(|at| at.longitude),
        north: greatest(|at| at.latitude),
        east: greatest(|at| at.longitude),
    };
    let engine = filled(make().await, documents).await;
    let of = async |words: &str, within| {
        let criteria = Criteria { text: Some(words.into()), ..Criteria::default() };
        engine.extent(criteria, within).await.unwrap()
    };
    assert_eq!(engine.extent(Criteria::default(), FRANCE).await.unwrap(), Some(all));
    let both = Bounds { south: 48.1147, west: -2.0257, north: 48.6493, east: -1.6794 };
    assert_eq!(of("vélo cargo", FRANCE).await, Some(both));
    let world = Bounds { south: -90.0, west: -180.0, north: 90.0, east: 180.0 };
    let wide = Bounds { south: -20.8789, east: 55.4481, ..both };
    assert_eq!(of("vélo cargo", world).await, Some(wide));
    assert_eq!(of("zeppelin", world).await, None);
}

pub async fn all_that_match_are_named_in_the_order_of_their_ids(make: impl AsyncFn() -> Engine) {
    let engine = filled(make().await, choices()).await;
    let themes = filter(Some(Facet::Themes), Field::Themes, &["food"]);
    let criteria = Criteria { text: Some("traiteur".into()), filters: vec![themes], ..Criteria::default() };
    let ids = engine.ids(criteria).await.unwrap();
    assert_eq!(ids, [1, 2].map(id));
    assert_eq!(engine.ids(Criteria::default()).await.unwrap().len(), 5);
}
