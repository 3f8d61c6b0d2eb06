//! What a house asks its database: how much, and how the rows are found.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::Value;

use crate::House;

#[derive(Default)]
pub struct Statements {
    count: AtomicUsize,
    /// None unless someone asks for them.
    kept: Mutex<Option<Vec<Statement>>>,
}

impl Statements {
    pub fn hear(&self, asked: &Statement) {
        self.count.fetch_add(1, Ordering::SeqCst);
        if let Some(kept) = self.kept.lock().unwrap().as_mut() {
            kept.push(asked.clone());
        }
    }
}

impl House {
    /// How many SQL statements a query takes.
    pub async fn statements_of(&self, query: &str, variables: Value) -> usize {
        self.statements_while(self.ask(query, variables)).await.0
    }

    /// How many SQL statements something takes.
    pub async fn statements_while<T>(&self, doing: impl Future<Output = T>) -> (usize, T) {
        let before = self.statements.count.load(Ordering::SeqCst);
        let done = doing.await;
        (self.statements.count.load(Ordering::SeqCst) - before, done)
    }

    /// How SQLite finds the rows of what is read meanwhile: each step, with its statement. None on PostgreSQL, whose
    /// plans follow the numbers of rows.
    pub async fn plans_while(&self, doing: impl Future<Output = ()>) -> Vec<(String, String)> {
        if self.app.db.get_database_backend() != DbBackend::Sqlite {
            return Vec::new();
        }
        *self.statements.kept.lock().unwrap() = Some(Vec::new());
        doing.await;
        let read = self.statements.kept.lock().unwrap().take().unwrap_or_default();
        let mut steps = Vec::new();
        for statement in read.into_iter().filter(|one| one.sql.starts_with("SELECT")) {
            let sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
            let asked = Statement { sql, ..statement.clone() };
            for step in self.app.db.query_all_raw(asked).await.unwrap() {
                steps.push((step.try_get("", "detail").unwrap(), statement.sql.clone()));
            }
        }
        steps
    }
}
