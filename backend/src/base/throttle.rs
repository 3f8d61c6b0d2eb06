//! How often something may be tried, kept in the database: all processes count together.

use std::time::Duration;

use chrono::{DateTime, Utc};
use schema::throttles::throttle;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::secrets;
use crate::error::{Error, Result};

#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub most: i32,
    pub within: Duration,
}

/// What is counted: the kind of attempt and whom it concerns. Only a hash is kept.
pub fn key(kind: &str, of: &str) -> String {
    secrets::hashed(&format!("{kind}:{of}"))
}

/// Counts one more attempt; more than `most` within the time are `RateLimited`, until it has passed.
pub async fn count(db: &impl ConnectionTrait, now: DateTime<Utc>, key: &str, limit: Limit) -> Result<()> {
    count_all(db, now, &[(key, limit)]).await
}

/// The same of several keys in one statement: the strictest says no.
pub async fn count_all(db: &impl ConnectionTrait, now: DateTime<Utc>, keys: &[(&str, Limit)]) -> Result<()> {
    let (count, ends) = (throttle::Column::Count, throttle::Column::Until);
    let old = |column: throttle::Column| Expr::col((throttle::Entity, column));
    let over = || old(ends).lte(now);
    let until = Expr::cust("excluded.until");
    let attempt = |(key, limit): &(&str, Limit)| throttle::ActiveModel {
        key: Set((*key).to_owned()),
        count: Set(1),
        until: Set(now + limit.within),
    };
    let rows = throttle::Entity::insert_many(keys.iter().map(attempt))
        .on_conflict(
            OnConflict::column(throttle::Column::Key)
                .value(count, CaseStatement::new().case(over(), 1).finally(old(count).add(1)))
                .value(ends, CaseStatement::new().case(over(), until).finally(old(ends)))
                .to_owned(),
        )
        .exec_with_returning(db)
        .await?;
    let most =
        |row: &throttle::Model| keys.iter().find(|(key, _)| *key == row.key).map(|(_, limit)| limit.most);
    let passed = rows.iter().filter(|row| most(row).is_some_and(|most| row.count > most));
    match passed.map(|row| row.until).max() {
        None => Ok(()),
        Some(until) => Err(Error::RateLimited((until - now).to_std().unwrap_or_default())),
    }
}

/// One attempt less: it wasn't one of those that are counted.
pub async fn take_back(db: &impl ConnectionTrait, key: &str) -> Result<()> {
    throttle::Entity::update_many()
        .col_expr(throttle::Column::Count, Expr::col(throttle::Column::Count).sub(1))
        .filter(throttle::Column::Key.eq(key))
        .exec(db)
        .await?;
    Ok(())
}

/// It succeeded: what was counted is forgotten.
pub async fn forget(db: &impl ConnectionTrait, keys: &[&str]) -> Result<()> {
    let these = throttle::Column::Key.is_in(keys.iter().copied());
    throttle::Entity::delete_many().filter(these).exec(db).await?;
    Ok(())
}

/// What is over is forgotten.
pub async fn tidy(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<()> {
    throttle::Entity::delete_many().filter(throttle::Column::Until.lte(now)).exec(db).await?;
    Ok(())
}
