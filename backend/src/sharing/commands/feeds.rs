use schema::sharing::feed;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::actor::Actor;
use crate::app::App;
use crate::base::secrets::{hashed, token};
use crate::error::{Error, Message, Result};
use crate::organizations;
use crate::rights::{self, Operation};
use crate::sharing::queries;

/// Calendars of one person.
const MOST: u64 = 50;

/// What a calendar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedOf {
    Resource(Uuid),
    Organization(Uuid),
    /// All that whoever asks books and lends.
    Mine,
}

/// Makes a secret address from which a calendar is read; returns what it holds, which is kept nowhere.
///
/// Errors: `NotFound` for what isn't one's own; `Invalid` at `calendar` where there are many.
pub async fn make_feed(app: &App, actor: &Actor, of: FeedOf) -> Result<String> {
    rights::check(actor, Operation::KeepCalendars)?;
    let account = actor.person().ok_or(Error::Unauthenticated)?.account;
    let (kind, subject) = match of {
        FeedOf::Mine => ("person", account),
        FeedOf::Organization(id) => {
            organizations::role_of(&app.db, actor, id).await?.ok_or(Error::NotFound)?;
            ("organization", id)
        }
        FeedOf::Resource(id) => {
            let (_, role) = queries::held(&app.db, actor, id).await?;
            role.ok_or(Error::NotFound)?;
            ("resource", id)
        }
    };
    let held = feed::Entity::find().filter(feed::Column::Account.eq(account)).count(&app.db).await?;
    if held >= MOST {
        let message = Message::new("invalid-too-many-calendars").with("most", MOST.to_string());
        return Err(Error::invalid("calendar", message));
    }
    let secret = token();
    feed::Entity::insert(feed::ActiveModel {
        id: Set(Uuid::now_v7()),
        token: Set(hashed(&secret)),
        account: Set(account),
        kind: Set(kind.to_owned()),
        subject: Set(subject),
        created_at: Set(app.clock.now()),
    })
    .exec_without_returning(&app.db)
    .await?;
    Ok(secret)
}

/// From now on its address answers nothing. Errors: `NotFound` for what isn't one's own.
pub async fn end_feed(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    rights::check(actor, Operation::KeepCalendars)?;
    let account = actor.person().ok_or(Error::Unauthenticated)?.account;
    let gone = feed::Entity::delete_many()
        .filter(feed::Column::Id.eq(id))
        .filter(feed::Column::Account.eq(account))
        .exec(&app.db)
        .await?;
    if gone.rows_affected == 0 { Err(Error::NotFound) } else { Ok(()) }
}
