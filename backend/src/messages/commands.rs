use std::time::Duration;

use schema::messages::{message, thread};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::queries;
use crate::actor::Actor;
use crate::app::App;
use crate::base::db::{hand_back, hand_over};
use crate::base::events::{What, record_of};
use crate::base::throttle::Limit;
use crate::base::{db, throttle};
use crate::error::{Error, Message, Result};
use crate::networks::{self, Case, CaseKind, NewCase};
use crate::organizations::{self, Merging};
use crate::rights::{self, Operation};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Suppliers that one person writes to first.
const FIRST: Limit = Limit { most: 20, within: DAY };
const REPLIES: Limit = Limit { most: 100, within: DAY };
const SUBJECT: usize = 150;
const TEXT: usize = 5_000;

fn said(typed: &str) -> Result<String> {
    let text = organizations::text(typed, TEXT).map_err(|message| Error::invalid("text", message))?;
    if text.is_empty() {
        return Err(Error::invalid("text", Message::new("invalid-note-missing")));
    }
    Ok(text)
}

/// Writes to a supplier. Errors: `Invalid` at `subject` or `text`; `RateLimited`; `NotFound`.
pub async fn contact(
    app: &App,
    actor: &Actor,
    organization: Uuid,
    subject: &str,
    text: &str,
) -> Result<Uuid> {
    rights::check(actor, Operation::ContactSupplier)?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let (_, role) = organizations::held(&app.db, actor, organization).await?;
    if role.is_some() {
        return Err(Error::invalid("text", Message::new("invalid-own-already")));
    }
    if !organizations::has_members(&app.db, organization).await? {
        return Err(Error::invalid("text", Message::new("invalid-nobody-reads")));
    }
    let subject = organizations::line(subject, SUBJECT).map_err(|m| Error::invalid("subject", m))?;
    let subject = subject.ok_or_else(|| Error::invalid("subject", Message::new("invalid-note-missing")))?;
    let text = said(text)?;
    let now = app.clock.now();
    throttle::count(&app.db, now, &throttle::key("contacts", &person.account.to_string()), FIRST).await?;
    let id = Uuid::now_v7();
    let tx = db::begin(&app.db).await?;
    thread::Entity::insert(thread::ActiveModel {
        id: Set(id),
        organization: Set(organization),
        asker: Set(Some(person.account)),
        subject: Set(subject),
        opened_at: Set(now),
        last_at: Set(now),
        reported_at: Set(None),
    })
    .exec_without_returning(&tx)
    .await?;
    add(&tx, app, actor, id, organization, false, text).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(id)
}

async fn add(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    thread: Uuid,
    organization: Uuid,
    from_supplier: bool,
    text: String,
) -> Result<()> {
    let (id, now) = (Uuid::now_v7(), app.clock.now());
    message::Entity::insert(message::ActiveModel {
        id: Set(id),
        thread: Set(thread),
        author: Set(actor.person().map(|person| person.account)),
        from_supplier: Set(from_supplier),
        text: Set(text),
        at: Set(now),
    })
    .exec_without_returning(tx)
    .await?;
    let what = What::MessageSent { thread, message: id, from_supplier };
    record_of(tx, now, actor, organization, what).await?;
    Ok(())
}

/// Answers in a thread. Errors: `Invalid` at `text`, or once it is reported; `RateLimited`; `NotFound`.
pub async fn reply(app: &App, actor: &Actor, id: Uuid, text: &str) -> Result<()> {
    rights::check(actor, Operation::ReplyToMessage)?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let (found, from_supplier) = queries::thread_by_id(&app.db, actor, id).await?;
    let text = said(text)?;
    let now = app.clock.now();
    throttle::count(&app.db, now, &throttle::key("replies", &person.account.to_string()), REPLIES).await?;
    let tx = db::begin(&app.db).await?;
    let open = thread::Entity::update_many()
        .col_expr(thread::Column::LastAt, Expr::value(now))
        .filter(thread::Column::Id.eq(id))
        .filter(thread::Column::ReportedAt.is_null())
        .exec(&tx)
        .await?;
    if open.rows_affected == 0 {
        return Err(Error::invalid("text", Message::new("invalid-thread-reported")));
    }
    add(&tx, app, actor, id, found.organization, from_supplier, text).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}

/// Tells moderators of abuse: nobody writes in the thread any more. Errors: `Invalid` at `note`; `NotFound`.
pub async fn report_thread(app: &App, actor: &Actor, id: Uuid, note: &str) -> Result<()> {
    rights::check(actor, Operation::ReportThread)?;
    let (found, _) = queries::thread_by_id(&app.db, actor, id).await?;
    let note = organizations::text(note, networks::NOTE).map_err(|m| Error::invalid("note", m))?;
    if note.is_empty() {
        return Err(Error::invalid("note", Message::new("invalid-note-missing")));
    }
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    let first = thread::Entity::update_many()
        .col_expr(thread::Column::ReportedAt, Expr::value(now))
        .filter(thread::Column::Id.eq(id))
        .filter(thread::Column::ReportedAt.is_null())
        .exec(&tx)
        .await?;
    if first.rows_affected == 0 {
        return Err(Error::invalid("note", Message::new("invalid-thread-reported")));
    }
    let new = NewCase { kind: CaseKind::Abuse, organization: found.organization, subject: Some(id), note };
    networks::open_case(&tx, app, actor, new).await?;
    Ok(tx.commit().await?)
}

/// A thread opens again where moderators found no abuse, and is closed while they look at it. Call it in the transaction
/// of their decision; none: it was taken back.
pub async fn decided(tx: &impl ConnectionTrait, case: &Case, accepted: Option<bool>) -> Result<()> {
    let (Some(CaseKind::Abuse), Some(id)) = (CaseKind::of(case), case.subject) else { return Ok(()) };
    let reported = Some(case.opened_at).filter(|_| accepted != Some(false));
    thread::Entity::update_many()
        .col_expr(thread::Column::ReportedAt, Expr::value(reported))
        .filter(thread::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// What someone wrote goes with their account; the thread stays with whoever else is in it.
pub async fn forget(tx: &impl ConnectionTrait, account: Uuid) -> Result<()> {
    let nobody = || Expr::value(Option::<Uuid>::None);
    message::Entity::update_many()
        .col_expr(message::Column::Author, nobody())
        .col_expr(message::Column::Text, Expr::value(""))
        .filter(message::Column::Author.eq(account))
        .exec(tx)
        .await?;
    thread::Entity::update_many()
        .col_expr(thread::Column::Asker, nobody())
        .col_expr(thread::Column::Subject, Expr::value(""))
        .filter(thread::Column::Asker.eq(account))
        .exec(tx)
        .await?;
    Ok(())
}

/// What is kept of someone here, to take away.
pub async fn kept(db: &DatabaseConnection, account: Uuid) -> Result<(&'static str, Value)> {
    let written = message::Entity::find().filter(message::Column::Author.eq(account)).all(db).await?;
    let one = |row: &message::Model| json!({ "thread": row.thread, "text": row.text, "at": row.at });
    Ok(("messages", written.iter().map(one).collect()))
}

const THREADS: (thread::Column, thread::Column) = (thread::Column::Id, thread::Column::Organization);

/// What was written to one page of an organisation goes to its other page.
pub async fn absorb(tx: &impl ConnectionTrait, pair: Merging) -> Result<Value> {
    Ok(json!(hand_over::<thread::Entity>(tx, THREADS, pair.absorbed, pair.kept).await?))
}

pub async fn give_back(tx: &impl ConnectionTrait, pair: Merging, moved: &Value) -> Result<()> {
    let ids: Vec<Uuid> = serde_json::from_value(moved.clone()).map_err(Error::internal)?;
    hand_back::<thread::Entity>(tx, THREADS, &ids, pair.kept, pair.absorbed).await
}
