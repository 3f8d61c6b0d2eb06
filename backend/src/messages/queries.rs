use std::collections::HashSet;

use schema::messages::{message, thread};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::organizations;
use crate::rights::{self, Operation, Role};

pub use schema::messages::message::Model as Message;
pub use schema::messages::thread::Model as Thread;

/// Threads one asked, and those of organisations one writes for; the last written to first, with their number.
pub async fn threads(
    db: &impl ConnectionTrait,
    actor: &Actor,
    offset: u64,
    limit: u64,
) -> Result<(Vec<Thread>, u64)> {
    rights::check(actor, Operation::ReadThreads)?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let mine = organizations::of_account(db, person.account).await?;
    let written_for = mine.into_iter().filter(|(_, role)| *role >= Role::Editor).map(|(one, _)| one.id);
    let theirs = Condition::any()
        .add(thread::Column::Asker.eq(person.account))
        .add(thread::Column::Organization.is_in(written_for));
    let found = thread::Entity::find().filter(theirs);
    let total = found.clone().count(db).await?;
    let page = found.order_by_desc(thread::Column::LastAt).order_by_desc(thread::Column::Id);
    Ok((page.offset(offset).limit(limit).all(db).await?, total))
}

/// Threads of organisations one writes for in which the buyer spoke last.
pub async fn count_waiting(db: &impl ConnectionTrait, account: Uuid) -> Result<u64> {
    let mine = organizations::of_account(db, account).await?;
    let written_for = mine.into_iter().filter(|(_, role)| *role >= Role::Editor).map(|(one, _)| one.id);
    let asked_last = Query::select()
        .expr(Expr::value(1))
        .from(message::Entity)
        .and_where(
            Expr::col((message::Entity, message::Column::Thread))
                .equals((thread::Entity, thread::Column::Id)),
        )
        .and_where(
            Expr::col((message::Entity, message::Column::At))
                .equals((thread::Entity, thread::Column::LastAt)),
        )
        .and_where(message::Column::FromSupplier.eq(false))
        .to_owned();
    let waiting = thread::Entity::find()
        .filter(thread::Column::Organization.is_in(written_for))
        .filter(thread::Column::ReportedAt.is_null())
        .filter(Expr::exists(asked_last));
    Ok(waiting.count(db).await?)
}

/// A thread for those it belongs to, and whether they are its supplier's side. Errors: `NotFound` for all others.
pub async fn thread_by_id(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<(Thread, bool)> {
    rights::check(actor, Operation::ReadThreads)?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let found = thread::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    if found.asker == Some(person.account) {
        return Ok((found, false));
    }
    match organizations::role_of(db, actor, found.organization).await? {
        Some(role) if role >= Role::Editor => Ok((found, true)),
        _ => Err(Error::NotFound),
    }
}

/// Between whom a thread is, and what about: for moderators of what is reported.
pub async fn any_thread(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Thread>> {
    Ok(thread::Entity::find_by_id(id).one(db).await?)
}

/// What was written in a thread, the first one first; at most a thousand.
pub async fn messages_of(db: &impl ConnectionTrait, thread: Uuid) -> Result<Vec<Message>> {
    Ok(message::Entity::find()
        .filter(message::Column::Thread.eq(thread))
        .order_by_asc(message::Column::At)
        .order_by_asc(message::Column::Id)
        .limit(1_000)
        .all(db)
        .await?)
}

/// Those of these organisations that someone has written to.
pub async fn touched(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    let rows: Vec<Uuid> = thread::Entity::find()
        .select_only()
        .column(thread::Column::Organization)
        .distinct()
        .filter(thread::Column::Organization.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
