//! The guarantees of two pages of one organisation become one's, and two again.

use std::collections::HashMap;

use schema::guarantees::{State, guarantee};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::guarantees::queries::{Guarantee, held_by};
use crate::networks;
use crate::organizations::{self, Merging};

#[derive(Serialize, Deserialize)]
struct Moved {
    /// Each with its place in the line of its scheme.
    guarantees: Vec<(Uuid, i32)>,
}

/// Each joins the line of its scheme; one that is only declared, with the same days and number as one that is there, says
/// nothing new and stays behind.
pub async fn absorb(tx: &impl ConnectionTrait, pair: Merging) -> Result<Value> {
    let mut both = held_by(tx, &[pair.kept, pair.absorbed]).await?;
    let kept = both.remove(&pair.kept).unwrap_or_default();
    let mut gone = both.remove(&pair.absorbed).unwrap_or_default();
    gone.sort_by_key(|one| one.renewal);
    let mut last: HashMap<String, i32> = HashMap::new();
    for one in &kept {
        let last = last.entry(one.scheme.clone()).or_default();
        *last = (*last).max(one.renewal);
    }
    let mut moved = Moved { guarantees: Vec::new() };
    for one in gone {
        let said = |held: &Guarantee| {
            (held.scheme.clone(), held.valid_from, held.valid_until, held.reference.clone())
        };
        let stands = |held: &&Guarantee| held.state != State::Withdrawn;
        if one.state == State::Declared && kept.iter().filter(stands).any(|held| said(held) == said(&one)) {
            continue;
        }
        let last = last.entry(one.scheme.clone()).or_default();
        *last += 1;
        hand(tx, one.id, pair.kept, *last).await?;
        moved.guarantees.push((one.id, one.renewal));
    }
    serde_json::to_value(moved).map_err(Error::internal)
}

async fn hand(tx: &impl ConnectionTrait, id: Uuid, to: Uuid, renewal: i32) -> Result<()> {
    guarantee::Entity::update_many()
        .col_expr(guarantee::Column::Organization, Expr::value(to))
        .col_expr(guarantee::Column::Renewal, Expr::value(renewal))
        .filter(guarantee::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn give_back(tx: &impl ConnectionTrait, pair: Merging, moved: &Value) -> Result<()> {
    let moved: Moved = serde_json::from_value(moved.clone()).map_err(Error::internal)?;
    for (id, renewal) in &moved.guarantees {
        hand(tx, *id, pair.absorbed, *renewal).await?;
    }
    // With what was sent and asked of them since: who reads a document goes by its page.
    let ids: Vec<Uuid> = moved.guarantees.into_iter().map(|(id, _)| id).collect();
    organizations::hand_files(tx, &ids, pair.kept, pair.absorbed).await?;
    networks::hand_cases(tx, &ids, pair.kept, pair.absorbed).await
}
