//! What two pages of one organisation share becomes what one shares, and two again.

use schema::sharing::{booking, feed, ledger_entry, resource};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::base::db::{hand_back, hand_over};
use crate::error::{Error, Result};
use crate::organizations::{self, Merging};

#[derive(Serialize, Deserialize)]
struct Moved {
    resources: Vec<Uuid>,
    bookings: Vec<Uuid>,
    owed_to: Vec<Uuid>,
    owed_by: Vec<Uuid>,
    feeds: Vec<Uuid>,
}

const RESOURCES: (resource::Column, resource::Column) =
    (resource::Column::Id, resource::Column::Organization);
const BOOKINGS: (booking::Column, booking::Column) = (booking::Column::Id, booking::Column::Organization);
const OWED_TO: (ledger_entry::Column, ledger_entry::Column) =
    (ledger_entry::Column::Id, ledger_entry::Column::Creditor);
const OWED_BY: (ledger_entry::Column, ledger_entry::Column) =
    (ledger_entry::Column::Id, ledger_entry::Column::Debtor);
const FEEDS: (feed::Column, feed::Column) = (feed::Column::Id, feed::Column::Subject);

/// Offers, requests, bookings, what is owed and the addresses of its calendar go over. What one page owed the other stays as
/// it was: nobody owes anything to themselves.
pub async fn absorb(tx: &impl ConnectionTrait, pair: Merging) -> Result<Value> {
    let (from, to) = (pair.absorbed, pair.kept);
    let owed_to = between_others(tx, OWED_TO.1, OWED_BY.1, pair).await?;
    hand_back::<ledger_entry::Entity>(tx, OWED_TO, &owed_to, from, to).await?;
    let owed_by = between_others(tx, OWED_BY.1, OWED_TO.1, pair).await?;
    hand_back::<ledger_entry::Entity>(tx, OWED_BY, &owed_by, from, to).await?;
    let feeds: Vec<Uuid> = feed::Entity::find()
        .select_only()
        .column(feed::Column::Id)
        .filter(feed::Column::Kind.eq("organization"))
        .filter(feed::Column::Subject.eq(from))
        .into_tuple()
        .all(tx)
        .await?;
    hand_back::<feed::Entity>(tx, FEEDS, &feeds, from, to).await?;
    let moved = Moved {
        resources: hand_over::<resource::Entity>(tx, RESOURCES, from, to).await?,
        bookings: hand_over::<booking::Entity>(tx, BOOKINGS, from, to).await?,
        owed_to,
        owed_by,
        feeds,
    };
    serde_json::to_value(moved).map_err(Error::internal)
}

/// What stands between the page that goes and anyone but the one that stays.
async fn between_others(
    tx: &impl ConnectionTrait,
    side: ledger_entry::Column,
    other: ledger_entry::Column,
    pair: Merging,
) -> Result<Vec<Uuid>> {
    let these = ledger_entry::Entity::find().select_only().column(ledger_entry::Column::Id);
    Ok(these.filter(side.eq(pair.absorbed)).filter(other.ne(pair.kept)).into_tuple().all(tx).await?)
}

pub async fn give_back(tx: &impl ConnectionTrait, pair: Merging, moved: &Value) -> Result<()> {
    // A merge of before there was anything to share moved nothing.
    if moved.is_null() {
        return Ok(());
    }
    let moved: Moved = serde_json::from_value(moved.clone()).map_err(Error::internal)?;
    let (from, to) = (pair.kept, pair.absorbed);
    hand_back::<resource::Entity>(tx, RESOURCES, &moved.resources, from, to).await?;
    organizations::hand_files(tx, &moved.resources, from, to).await?;
    hand_back::<booking::Entity>(tx, BOOKINGS, &moved.bookings, from, to).await?;
    hand_back::<ledger_entry::Entity>(tx, OWED_TO, &moved.owed_to, from, to).await?;
    hand_back::<ledger_entry::Entity>(tx, OWED_BY, &moved.owed_by, from, to).await?;
    hand_back::<feed::Entity>(tx, FEEDS, &moved.feeds, from, to).await
}
