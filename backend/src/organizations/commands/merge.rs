//! What an organisation hands over when its page goes into another of the same organisation, and takes back.

use chrono::{DateTime, Utc};
use schema::organizations::{file, invitation, member, merge, old_slug, source_record};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::app::App;
use crate::base::db::{hand_back, hand_over};
use crate::error::{Error, Result};
use crate::organizations::queries::{self, Merge};
use crate::organizations::rules::{self, Merging};
use crate::rights::Role;

#[derive(Default, Serialize, Deserialize)]
struct Moved {
    /// The page that goes, as it was.
    absorbed: Value,
    /// The page that stays, before and after what it lacked was filled in.
    before: Value,
    after: Value,
    members: Vec<(Uuid, String, DateTime<Utc>)>,
    /// What those of them were who belonged to the other page already.
    already: Vec<(Uuid, String)>,
    invitations: Vec<Uuid>,
    files: Vec<Uuid>,
    /// Logos that are photos there: it has a logo.
    logos: Vec<Uuid>,
    slugs: Vec<String>,
    records: Vec<(Uuid, String)>,
}

/// Hands all of it over but what only the page itself is made of. `answers` is the network that answers for the row that
/// is left, where its number goes to the other.
pub async fn absorb(tx: &impl ConnectionTrait, app: &App, pair: Merging, answers: Uuid) -> Result<Value> {
    let Merging { absorbed: from, kept: to } = pair;
    let now = app.clock.now();
    let (gone, before) = (queries::by_id(tx, from).await?, queries::by_id(tx, to).await?);
    let mut after = rules::completed(&before, &gone);
    (after.version, after.updated_at, after.edited_at) = (before.version + 1, now, Some(now));
    let json = |one: &queries::Organization| serde_json::to_value(one).map_err(Error::internal);
    let mut moved =
        Moved { absorbed: json(&gone)?, before: json(&before)?, after: json(&after)?, ..Moved::default() };
    // The numbers are unique: the row that goes gives them up first.
    let mut left = gone.clone();
    left.siret = left.siret.filter(|number| after.siret.as_ref() != Some(number));
    left.rna = left.rna.filter(|number| after.rna.as_ref() != Some(number));
    left.vouched_by = left.vouched_by.or(Some(answers));
    (left.archived_at, left.updated_at, left.version) = (Some(now), now, gone.version + 1);
    super::update(tx, left).await?;
    super::update(tx, after).await?;

    let mine = member::Entity::find().filter(member::Column::Organization.eq(from)).all(tx).await?;
    for one in &mine {
        let held = member::Entity::find_by_id((to, one.account)).one(tx).await?;
        moved.already.extend(held.iter().map(|row| (row.account, row.role.clone())));
        let stronger = held.is_none_or(|row| Role::named(&row.role) < Role::named(&one.role));
        if stronger {
            let row = member::Model { organization: to, ..one.clone() }.into_active_model();
            let again = OnConflict::columns([member::Column::Organization, member::Column::Account])
                .update_column(member::Column::Role)
                .to_owned();
            member::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
        }
    }
    moved.members = mine.into_iter().map(|row| (row.account, row.role, row.since)).collect();
    member::Entity::delete_many().filter(member::Column::Organization.eq(from)).exec(tx).await?;

    moved.invitations = hand_over::<invitation::Entity>(tx, INVITATIONS, from, to).await?;
    let has_logo = queries::pictures(tx, to).await?.iter().any(|one| one.purpose == "logo");
    if has_logo {
        let logos = queries::pictures(tx, from).await?.into_iter().filter(|one| one.purpose == "logo");
        moved.logos = logos.map(|one| one.id).collect();
        purpose(tx, &moved.logos, "photo").await?;
    }
    moved.files = hand_over::<file::Entity>(tx, FILES, from, to).await?;

    let slugs = old_slug::Entity::find().filter(old_slug::Column::Organization.eq(from)).all(tx).await?;
    moved.slugs = slugs.into_iter().map(|row| row.slug).collect();
    old_slug::Entity::update_many()
        .col_expr(old_slug::Column::Organization, Expr::value(to))
        .filter(old_slug::Column::Organization.eq(from))
        .exec(tx)
        .await?;
    let led = old_slug::ActiveModel { slug: Set(gone.slug), organization: Set(to) };
    old_slug::Entity::insert(led).exec_without_returning(tx).await?;

    let records =
        source_record::Entity::find().filter(source_record::Column::Organization.eq(from)).all(tx).await?;
    moved.records = records.into_iter().map(|row| (row.source, row.key)).collect();
    source_record::Entity::update_many()
        .col_expr(source_record::Column::Organization, Expr::value(to))
        .filter(source_record::Column::Organization.eq(from))
        .exec(tx)
        .await?;
    serde_json::to_value(moved).map_err(Error::internal)
}

const INVITATIONS: (invitation::Column, invitation::Column) =
    (invitation::Column::Id, invitation::Column::Organization);
const FILES: (file::Column, file::Column) = (file::Column::Id, file::Column::Organization);

async fn purpose(tx: &impl ConnectionTrait, files: &[Uuid], purpose: &str) -> Result<()> {
    file::Entity::update_many()
        .col_expr(file::Column::Purpose, Expr::value(purpose))
        .filter(file::Column::Id.is_in(files.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Gives back what was handed over, where it is still there; what was changed since on the page that stayed, stays.
pub async fn give_back(tx: &impl ConnectionTrait, app: &App, pair: Merging, moved: &Value) -> Result<()> {
    let Merging { absorbed: from, kept: to } = pair;
    let now = app.clock.now();
    let moved: Moved = serde_json::from_value(moved.clone()).map_err(Error::internal)?;
    let current = queries::by_id(tx, to).await?;
    let read = |value: Value| serde_json::from_value(value).map_err(Error::internal);
    let mut kept = rules::uncompleted(&current, &read(moved.before)?, &read(moved.after)?);
    (kept.version, kept.updated_at) = (current.version + 1, now);
    super::update(tx, kept).await?;
    let left = queries::by_id(tx, from).await?;
    let mut back: queries::Organization = read(moved.absorbed)?;
    (back.version, back.updated_at, back.edited_at) = (left.version + 1, now, Some(now));
    let slug = back.slug.clone();
    super::update(tx, back).await?;
    old_slug::Entity::delete_by_id(slug).exec(tx).await?;
    old_slug::Entity::update_many()
        .col_expr(old_slug::Column::Organization, Expr::value(from))
        .filter(old_slug::Column::Slug.is_in(moved.slugs))
        .exec(tx)
        .await?;

    let staying: Vec<Uuid> =
        queries::members(tx, to).await?.into_iter().map(|(account, ..)| account).collect();
    for (account, role, since) in &moved.members {
        // Who has left meanwhile has left both.
        if !staying.contains(account) {
            continue;
        }
        let row = member::ActiveModel {
            organization: Set(from),
            account: Set(*account),
            role: Set(role.clone()),
            since: Set(*since),
        };
        row.insert(tx).await?;
        match moved.already.iter().find(|(held, _)| held == account) {
            Some((_, before)) => {
                member::Entity::update_many()
                    .col_expr(member::Column::Role, Expr::value(before))
                    .filter(member::Column::Organization.eq(to))
                    .filter(member::Column::Account.eq(*account))
                    .exec(tx)
                    .await?;
            }
            None => {
                member::Entity::delete_by_id((to, *account)).exec(tx).await?;
            }
        }
    }
    // An organisation with members has an owner: those who came with the other page stay where nobody else is one.
    let left = queries::members(tx, to).await?;
    if !left.is_empty() && !left.iter().any(|(_, role, _)| *role == Role::Owner) {
        for (account, role, since) in moved.members.iter().filter(|(_, role, _)| role == Role::Owner.code()) {
            let row = member::ActiveModel {
                organization: Set(to),
                account: Set(*account),
                role: Set(role.clone()),
                since: Set(*since),
            };
            let again = OnConflict::columns([member::Column::Organization, member::Column::Account])
                .update_column(member::Column::Role)
                .to_owned();
            member::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
        }
    }
    hand_back::<invitation::Entity>(tx, INVITATIONS, &moved.invitations, to, from).await?;
    hand_back::<file::Entity>(tx, FILES, &moved.files, to, from).await?;
    purpose(tx, &moved.logos, "logo").await?;
    for (source, key) in moved.records {
        source_record::Entity::update_many()
            .col_expr(source_record::Column::Organization, Expr::value(from))
            .filter(source_record::Column::Source.eq(source))
            .filter(source_record::Column::Key.eq(key))
            .filter(source_record::Column::Organization.eq(to))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Gives what was sent for these things to another page, wherever it came to be sent.
pub async fn hand_files(tx: &impl ConnectionTrait, subjects: &[Uuid], from: Uuid, to: Uuid) -> Result<()> {
    hand_back::<file::Entity>(tx, (file::Column::Subject, file::Column::Organization), subjects, from, to)
        .await
}

/// Holds both rows until the transaction ends, always in the same order.
pub async fn lock_both(tx: &impl ConnectionTrait, pair: Merging) -> Result<()> {
    let (first, second) = (pair.kept.min(pair.absorbed), pair.kept.max(pair.absorbed));
    super::members::lock(tx, first).await?;
    super::members::lock(tx, second).await
}

/// Keeps what was handed over. Errors: `Conflict` where the page has gone into another already.
pub async fn add_merge(tx: &impl ConnectionTrait, new: Merge) -> Result<()> {
    merge::Entity::insert(new.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Errors: `NotFound` where it was undone already.
pub async fn end_merge(tx: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    let ended = merge::Entity::update_many()
        .col_expr(merge::Column::UndoneAt, Expr::value(now))
        .filter(merge::Column::Id.eq(id))
        .filter(merge::Column::UndoneAt.is_null())
        .exec(tx)
        .await?;
    if ended.rows_affected == 0 { Err(Error::NotFound) } else { Ok(()) }
}
