//! Small documents, and short ways to ask.

use std::collections::BTreeSet;

use backend::base::search::{
    Answer, Criteria, Document, Engine, Facet, Field, Filter, Point, Question, Served, Sort,
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub const SYNONYMS: &str = "# a group a line
ménage, nettoyage, propreté
espaces verts, jardinage, paysagiste
traiteur, buffet
";

pub fn id(number: usize) -> Uuid {
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + number as u128)
}

/// A day of 2026, counted in seconds.
pub fn time(seconds: usize) -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000 + seconds as i64, 0).unwrap_or_default()
}

pub fn named(number: usize, name: &str) -> Document {
    Document {
        id: id(number),
        names: name.into(),
        sort_name: name.into(),
        updated_at: time(number),
        ..Document::default()
    }
}

pub fn described(number: usize, description: &str) -> Document {
    Document { descriptions: description.into(), ..named(number, "Structure") }
}

pub fn list(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| value.to_string()).collect()
}

pub async fn filled(engine: Engine, documents: Vec<Document>) -> Engine {
    engine.upsert(documents).await.unwrap();
    engine.commit(1).await.unwrap();
    engine
}

pub fn text(text: &str) -> Question {
    with(Criteria { text: Some(text.into()), ..Criteria::default() })
}

pub fn with(criteria: Criteria) -> Question {
    Question { criteria, first: 100, ..Question::default() }
}

pub fn filter(facet: Option<Facet>, field: Field, any_of: &[&str]) -> Filter {
    Filter { facet, field, any_of: list(any_of) }
}

pub async fn ask(engine: &Engine, question: &Question) -> Answer {
    engine.search(question.clone()).await.unwrap()
}

/// The numbers of the documents found, in the order of the answer; the total must agree.
pub async fn numbers(engine: &Engine, question: &Question) -> Vec<usize> {
    let answer = ask(engine, question).await;
    assert_eq!(answer.total, answer.hits.len(), "the total is that of the hits: {question:?}");
    answer.hits.iter().map(|hit| (hit.id.as_u128() - id(0).as_u128()) as usize).collect()
}

/// The same, whatever the order.
pub async fn set(engine: &Engine, question: &Question) -> BTreeSet<usize> {
    numbers(engine, question).await.into_iter().collect()
}

pub async fn found(engine: &Engine, words: &str) -> Vec<usize> {
    set(engine, &text(words)).await.into_iter().collect()
}

/// Invented suppliers, the same each time: a few thousand combinations of words, places and choices.
pub fn many(count: usize) -> Vec<Document> {
    const TRADES: [&str; 8] = [
        "Menuiserie",
        "Élagage",
        "Traiteur",
        "Recyclerie",
        "Maraîchage",
        "Imprimerie",
        "Blanchisserie",
        "Conciergerie",
    ];
    const PLACES: [&str; 5] = ["de la Loire", "du Trégor", "des Cévennes", "d'Alsace", "du Vercors"];
    (0..count)
        .map(|number| Document {
            // Many share a name, a day, a place and a score: only the id tells them apart.
            names: format!("{} {}", TRADES[number % 8], PLACES[number % 5]),
            sort_name: format!("{} {}", TRADES[number % 8], PLACES[number % 5]),
            descriptions: "Entreprise d'insertion".repeat(1 + number % 3),
            serves: list(&[["region:53", "region:52"][number % 2]]),
            serves_part: list(&[["departement:22", "departement:35", "departement:44"][number % 3]]),
            themes: list(&[["food", "housing", "reuse"][number % 3]]),
            legal_form: Some(["SCOP", "association"][number % 2].into()),
            point: (number % 10 != 9).then(|| Point {
                latitude: 47.0 + (number % 7) as f64 * 0.1,
                longitude: -2.0 + (number % 4) as f64 * 0.1,
            }),
            updated_at: time(number / 4),
            ..named((number * 7_919) % 104_729, "")
        })
        .collect()
}

pub fn served(whole: &[&str], part: &[&str]) -> Option<Served> {
    Some(Served { whole: list(whole), part: list(part) })
}

pub fn sorted(sort: Sort) -> Question {
    Question { sort, ..with(Criteria::default()) }
}
