//! What events say of persons, apart from them: it can go, and the journal still holds.

use schema::events::event_person;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::base::db::MAX_BOUND;
use crate::base::secrets;
use crate::error::Result;

/// One thing an event says of a person.
#[derive(Clone, Debug)]
pub struct Said {
    name: &'static str,
    account: Uuid,
    salt: String,
    value: String,
}

impl Said {
    pub fn new(name: &'static str, account: Uuid, value: &str) -> Said {
        Said { name, account, salt: secrets::token(), value: value.to_owned() }
    }

    /// What the event holds in its place.
    pub fn digest(&self) -> String {
        digest(&self.salt, &self.value)
    }

    /// Call it in the transaction that records the event.
    pub async fn keep(self, tx: &impl ConnectionTrait, event: Uuid) -> Result<()> {
        let row = event_person::ActiveModel {
            event: Set(event),
            name: Set(self.name.to_owned()),
            account: Set(self.account),
            salt: Set(self.salt),
            value: Set(self.value),
        };
        event_person::Entity::insert(row).exec_without_returning(tx).await?;
        Ok(())
    }
}

pub(super) fn digest(salt: &str, value: &str) -> String {
    secrets::hashed(&format!("{salt}{value}"))
}

/// What an event said, while it is known.
pub async fn said_in(db: &impl ConnectionTrait, event: Uuid, name: &str) -> Result<Option<String>> {
    let row = event_person::Entity::find_by_id((event, name.to_owned())).one(db).await?;
    Ok(row.map(|row| row.value))
}

pub(super) async fn of_events(
    db: &impl ConnectionTrait,
    events: &[Uuid],
) -> Result<Vec<event_person::Model>> {
    let these = event_person::Column::Event.is_in(events.iter().copied());
    Ok(event_person::Entity::find().filter(these).all(db).await?)
}

/// All that events say of these accounts: the name and the value of each.
pub async fn said_of(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<(String, String)>> {
    let rows = event_person::Entity::find().filter(event_person::Column::Account.eq(account)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.value)).collect())
}

/// What events say of these accounts goes.
pub async fn forget_said(db: &impl ConnectionTrait, accounts: &[Uuid]) -> Result<()> {
    for chunk in accounts.chunks(MAX_BOUND) {
        let these = event_person::Column::Account.is_in(chunk.iter().copied());
        event_person::Entity::delete_many().filter(these).exec(db).await?;
    }
    Ok(())
}
