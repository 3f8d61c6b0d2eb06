use schema::sharing::{booking, feed};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::error::Result;

/// What someone booked stays with the organisation it was booked for; what they wrote of it, and their calendars, go.
pub async fn forget(tx: &impl ConnectionTrait, account: Uuid) -> Result<()> {
    booking::Entity::update_many()
        .col_expr(booking::Column::BookedBy, Expr::value(Option::<Uuid>::None))
        .col_expr(booking::Column::Purpose, Expr::value(""))
        .filter(booking::Column::BookedBy.eq(account))
        .exec(tx)
        .await?;
    feed::Entity::delete_many().filter(feed::Column::Account.eq(account)).exec(tx).await?;
    Ok(())
}

/// What is kept of someone here, to take away.
pub async fn kept(db: &DatabaseConnection, account: Uuid) -> Result<(&'static str, Value)> {
    let booked = booking::Entity::find().filter(booking::Column::BookedBy.eq(account)).all(db).await?;
    let feeds = feed::Entity::find().filter(feed::Column::Account.eq(account)).all(db).await?;
    let one = |row: &booking::Model| json!({ "resource": row.resource, "organization": row.organization, "startsAt": row.starts_at, "endsAt": row.ends_at, "state": row.state, "purpose": row.purpose });
    let calendar =
        |row: &feed::Model| json!({ "kind": row.kind, "of": row.subject, "since": row.created_at });
    Ok((
        "sharing",
        json!({
            "bookings": booked.iter().map(one).collect::<Vec<_>>(),
            "calendars": feeds.iter().map(calendar).collect::<Vec<_>>(),
        }),
    ))
}
