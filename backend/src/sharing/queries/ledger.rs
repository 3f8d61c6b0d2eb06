use std::collections::BTreeMap;

use schema::sharing::ledger_entry;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

use crate::error::Result;

pub use schema::sharing::ledger_entry::Model as LedgerEntry;

pub(super) fn of(organization: Uuid) -> Select<ledger_entry::Entity> {
    let either = Condition::any()
        .add(ledger_entry::Column::Creditor.eq(organization))
        .add(ledger_entry::Column::Debtor.eq(organization));
    ledger_entry::Entity::find()
        .filter(either)
        .order_by_desc(ledger_entry::Column::Day)
        .order_by_desc(ledger_entry::Column::Id)
}

/// What an organisation is owed and owes, the newest first, with its number.
pub async fn ledger(
    db: &impl ConnectionTrait,
    organization: Uuid,
    offset: u64,
    limit: u64,
) -> Result<(Vec<LedgerEntry>, u64)> {
    let found = of(organization);
    let total = found.clone().count(db).await?;
    Ok((found.offset(offset).limit(limit).all(db).await?, total))
}

/// What is left between an organisation and each other one, by currency: positive where it is owed. What is settled
/// counts no more.
pub async fn balances(
    db: &impl ConnectionTrait,
    organization: Uuid,
) -> Result<BTreeMap<(Uuid, String), i64>> {
    let mut left = BTreeMap::new();
    for (mine, theirs, sign) in [
        (ledger_entry::Column::Creditor, ledger_entry::Column::Debtor, 1),
        (ledger_entry::Column::Debtor, ledger_entry::Column::Creditor, -1),
    ] {
        let sums: Vec<(Uuid, String, i64)> = ledger_entry::Entity::find()
            .select_only()
            .column(theirs)
            .column(ledger_entry::Column::Currency)
            .column_as(Expr::cust("CAST(SUM(amount_cents) AS BIGINT)"), "amount")
            .filter(mine.eq(organization))
            .filter(ledger_entry::Column::SettledAt.is_null())
            .group_by(theirs)
            .group_by(ledger_entry::Column::Currency)
            .into_tuple()
            .all(db)
            .await?;
        for (other, currency, amount) in sums {
            *left.entry((other, currency)).or_insert(0) += sign * amount;
        }
    }
    left.retain(|_, amount| *amount != 0);
    Ok(left)
}

/// What was entered for some bookings.
pub async fn entries_of(db: &impl ConnectionTrait, bookings: &[Uuid]) -> Result<Vec<LedgerEntry>> {
    let these = ledger_entry::Column::Booking.is_in(bookings.iter().copied());
    Ok(ledger_entry::Entity::find().filter(these).all(db).await?)
}
