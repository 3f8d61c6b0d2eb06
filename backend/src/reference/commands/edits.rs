//! What the national pilot changes in the reference. Those who edit at once come one after the other.

use chrono::{DateTime, Utc};
use schema::reference::{file, scheme, synonym, term, theme};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::files;
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{Event, ReferenceEdit, record};
use crate::base::form::Form;
use crate::error::{Error, Message, Result};
use crate::reference::queries;
use crate::reference::rules::{self, List, Row};
use crate::rights::{self, Operation};

/// Makes it known to other processes that the reference has changed; and holds it until the transaction ends.
pub async fn touch(tx: &DatabaseTransaction, now: DateTime<Utc>) -> Result<()> {
    let row = file::ActiveModel {
        name: Set("changes".to_owned()),
        hash: Set(Uuid::now_v7().to_string()),
        loaded_at: Set(now),
    };
    let over = [file::Column::Hash, file::Column::LoadedAt];
    file::Entity::insert(row)
        .on_conflict(OnConflict::column(file::Column::Name).update_columns(over).to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Adds what was typed; returns its code.
///
/// Errors: `Invalid`; `NotFound` for whoever doesn't keep the reference.
pub async fn add(app: &App, actor: &Actor, list: List, typed: &Form) -> Result<String> {
    rights::check(actor, Operation::EditReference)?;
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    touch(&tx, now).await?;
    let rows = queries::rows(&tx, list).await?;
    let blank = rules::blank(list, typed, &rows).map_err(Error::Invalid)?;
    let mut new = rules::written(&blank, typed, &rows, app.clock.today()).map_err(Error::Invalid)?;
    new.set_edited(Some(now));
    insert(&tx, &new).await.map_err(|error| match error {
        Error::Conflict(_) => Error::invalid("refCode", Message::new("invalid-reference-code-taken")),
        other => other,
    })?;
    told(&tx, app, actor, None, &new).await?;
    done(app, tx).await?;
    Ok(new.code())
}

/// Writes what was typed over a row. `version` is the one that was read. Says whether the search follows too.
///
/// Errors: `Invalid`; `Stale` where someone else saved meanwhile, with what they wrote; `NotFound`.
pub async fn edit(
    app: &App,
    actor: &Actor,
    (list, code): (List, &str),
    version: &str,
    typed: &Form,
) -> Result<bool> {
    let today = app.clock.today();
    change(app, actor, (list, code), version, |before, rows| {
        let mut after = rules::written(before, typed, rows, today).map_err(Error::Invalid)?;
        after.set_edited(Some(app.clock.now()));
        Ok(after)
    })
    .await
}

/// Says again what our file says, so that its next editions count too.
///
/// Errors: `NotFound` for what no file of ours has; `Stale`; `Invalid` where a theme no longer fits there.
pub async fn back_to_file(
    app: &App,
    actor: &Actor,
    (list, code): (List, &str),
    version: &str,
) -> Result<bool> {
    change(app, actor, (list, code), version, |before, rows| {
        let after = files::own(before)?.ok_or(Error::NotFound)?;
        rules::fits(&after, rows).map_err(|wrong| Error::Invalid(vec![wrong]))?;
        Ok(after)
    })
    .await
}

/// Takes a group of synonyms or a term out of sight, or brings it back.
///
/// Errors: `Invalid` for what may be in use; `Stale`; `NotFound`.
pub async fn set_removed(
    app: &App,
    actor: &Actor,
    (list, code): (List, &str),
    version: &str,
    removed: bool,
) -> Result<bool> {
    let now = app.clock.now();
    change(app, actor, (list, code), version, |before, rows| {
        let mut after = before.clone();
        after.set_removed(removed.then_some(now)).map_err(|wrong| Error::Invalid(vec![wrong]))?;
        after.set_edited(Some(now));
        rules::fits(&after, rows).map_err(|wrong| Error::Invalid(vec![wrong]))?;
        Ok(after)
    })
    .await
}

async fn change(
    app: &App,
    actor: &Actor,
    (list, code): (List, &str),
    version: &str,
    to: impl FnOnce(&Row, &[Row]) -> Result<Row>,
) -> Result<bool> {
    rights::check(actor, Operation::EditReference)?;
    let tx = db::begin(&app.db).await?;
    touch(&tx, app.clock.now()).await?;
    let rows = queries::rows(&tx, list).await?;
    let before = rows.iter().find(|row| row.code() == code).ok_or(Error::NotFound)?;
    let after = to(before, &rows)?;
    if before.version() != version {
        return Err(Error::Stale(rules::changed_meanwhile(&after, before)));
    }
    let same = before.told() == after.told() && before.removed_at().is_some() == after.removed_at().is_some();
    // What our file says may be typed as well: it stays the file's.
    if same && (before.edited_at().is_none() || after.edited_at().is_some()) {
        return Ok(false);
    }
    update(&tx, &after).await?;
    let searched = told(&tx, app, actor, Some(before), &after).await?;
    done(app, tx).await?;
    Ok(searched)
}

/// Records it; says whether the search follows.
async fn told(
    tx: &DatabaseTransaction,
    app: &App,
    actor: &Actor,
    before: Option<&Row>,
    after: &Row,
) -> Result<bool> {
    let shown = |row: &Row| row.removed_at().is_none().then(|| row.told());
    let edit = ReferenceEdit {
        list: after.list().code().to_owned(),
        code: after.code(),
        before: before.and_then(shown),
        after: shown(after),
    };
    let searched = edit.reaction().is_some();
    record(tx, app.clock.now(), actor, &Event::ReferenceEdited(edit)).await?;
    Ok(searched)
}

async fn done(app: &App, tx: DatabaseTransaction) -> Result<()> {
    tx.commit().await?;
    // What can't be read now is read in a moment.
    if let Err(error) = app.follow_reference().await {
        tracing::warn!(%error, "the reference is read again later");
    }
    app.wake.notify_one();
    Ok(())
}

async fn insert(tx: &DatabaseTransaction, row: &Row) -> Result<()> {
    macro_rules! insert {
        ($room:ident, $row:expr) => {
            $room::Entity::insert($row.into_active_model().reset_all()).exec_without_returning(tx).await?
        };
    }
    match row.clone() {
        Row::Scheme(row) => insert!(scheme, (*row)),
        Row::Theme(row) => insert!(theme, row),
        Row::Synonyms(row) => insert!(synonym, row),
        Row::Term(row) => insert!(term, row),
    };
    Ok(())
}

async fn update(tx: &DatabaseTransaction, row: &Row) -> Result<()> {
    match row.clone() {
        Row::Scheme(row) => drop(row.into_active_model().reset_all().update(tx).await?),
        Row::Theme(row) => drop(row.into_active_model().reset_all().update(tx).await?),
        Row::Synonyms(row) => drop(row.into_active_model().reset_all().update(tx).await?),
        Row::Term(row) => drop(row.into_active_model().reset_all().update(tx).await?),
    }
    Ok(())
}
