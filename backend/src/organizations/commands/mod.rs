mod files;
mod identity;
mod likenesses;
mod members;
mod merge;
mod persons;

pub use self::files::{
    FileOf, LARGEST, PictureOf, Stored, add_file, add_picture, drop_file, remove_picture, restore_picture,
    store,
};
pub use self::identity::{accept_charter, archive, correct_over, create, create_in, edit, restore};
pub use self::likenesses::{compare, compare_rest, set_distinct};
pub use self::members::{
    Invite, accept_invitation, accept_waiting, add_member, change_member, invitation_token, invite, leave,
    lock_all, take_out, withdraw_invitation,
};
pub use self::merge::{absorb, add_merge, end_merge, give_back, hand_files, lock_both};
pub use self::persons::{draft_of, drop_draft, forget, kept, save_draft, tidy};
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use schema::organizations::{old_slug, organization, source, source_record};
use schema::values::{Slug, slug_of};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::queries::{Organization, Source};
use crate::error::Result;

/// A free address for each of these organisations, from its name and its town: `-2` and so
/// on where one is taken, in the database or earlier in the list.
pub async fn free_slugs(tx: &impl ConnectionTrait, wanted: &[(String, String)]) -> Result<Vec<String>> {
    let bases: Vec<Slug> = wanted.iter().map(|(name, town)| slug_of(name, town)).collect();
    let mut found: Vec<Option<String>> = vec![None; bases.len()];
    let mut given: HashSet<String> = HashSet::new();
    let mut next: HashMap<&str, u32> = HashMap::new();
    let mut waiting: Vec<usize> = (0..bases.len()).collect();
    while !waiting.is_empty() {
        let candidates: Vec<(usize, String)> = waiting
            .iter()
            .map(|i| {
                let n = next.entry(bases[*i].as_str()).or_insert(0);
                *n += 1;
                (*i, if *n == 1 { bases[*i].to_string() } else { bases[*i].numbered(*n).to_string() })
            })
            .collect();
        let taken = taken(tx, candidates.iter().map(|(_, slug)| slug.clone()).collect()).await?;
        waiting.clear();
        for (i, slug) in candidates {
            if !taken.contains(&slug) && given.insert(slug.clone()) {
                found[i] = Some(slug);
            } else {
                waiting.push(i);
            }
        }
    }
    Ok(found.into_iter().flatten().collect())
}

async fn taken(tx: &impl ConnectionTrait, slugs: Vec<String>) -> Result<HashSet<String>> {
    let now: Vec<String> = organization::Entity::find()
        .select_only()
        .column(organization::Column::Slug)
        .filter(organization::Column::Slug.is_in(slugs.clone()))
        .into_tuple()
        .all(tx)
        .await?;
    let before: Vec<String> = old_slug::Entity::find()
        .select_only()
        .column(old_slug::Column::Slug)
        .filter(old_slug::Column::Slug.is_in(slugs))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(now.into_iter().chain(before).collect())
}

/// Adds organisations. The caller has given them free addresses and records the event.
pub async fn insert(tx: &impl ConnectionTrait, organizations: Vec<Organization>) -> Result<()> {
    if !organizations.is_empty() {
        organization::Entity::insert_many(organizations.into_iter().map(IntoActiveModel::into_active_model))
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Writes an organisation over what stood before; its address stays.
pub async fn update(tx: &impl ConnectionTrait, organization: Organization) -> Result<()> {
    organization.into_active_model().reset_all().update(tx).await?;
    Ok(())
}

/// Marks as changed organisations of which something else than the identity changed.
pub async fn touch(tx: &impl ConnectionTrait, ids: Vec<Uuid>, now: DateTime<Utc>) -> Result<()> {
    organization::Entity::update_many()
        .set(organization::ActiveModel { updated_at: Set(now), ..Default::default() })
        .filter(organization::Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    Ok(())
}

/// Adds a source as it is.
pub async fn insert_source(tx: &impl ConnectionTrait, new: Source) -> Result<()> {
    source::Entity::insert(new.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// A source as it would be named, with its licence and day brought up to date; nothing is written. An empty licence is
/// none; one that isn't named stays as it was.
pub async fn as_linked(
    db: &impl ConnectionTrait,
    name: &str,
    licence: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Source> {
    let held = super::queries::source(db, name).await?;
    Ok(Source {
        id: held.as_ref().map_or_else(Uuid::now_v7, |s| s.id),
        name: name.to_owned(),
        licence: match licence {
            Some("") => None,
            Some(licence) => Some(licence.to_owned()),
            None => held.and_then(|s| s.licence),
        },
        read_at: now,
    })
}

/// Names a source, or brings its licence and day up to date.
pub async fn link(
    tx: &impl ConnectionTrait,
    name: &str,
    licence: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Source> {
    let row = as_linked(tx, name, licence, now).await?;
    source::Entity::insert(row.clone().into_active_model())
        .on_conflict(
            OnConflict::column(source::Column::Id)
                .update_columns([source::Column::Licence, source::Column::ReadAt])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(row)
}

/// Removes organisations with all that hangs on them. The caller records the event.
pub async fn remove(tx: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
    organization::Entity::delete_many()
        .filter(organization::Column::Id.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// What a source last said of these no longer counts: read again, it is news.
pub async fn forget_records(tx: &impl ConnectionTrait, source: Uuid, ids: &[Uuid]) -> Result<()> {
    source_record::Entity::update_many()
        .set(source_record::ActiveModel { content: Set(String::new()), ..Default::default() })
        .filter(source_record::Column::Source.eq(source))
        .filter(source_record::Column::Organization.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps what each row of a source said: (key, organisation, digest of the content).
pub async fn record_sources(
    tx: &impl ConnectionTrait,
    source: Uuid,
    records: Vec<(String, Uuid, String)>,
) -> Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let rows = records.into_iter().map(|(key, organization, content)| source_record::ActiveModel {
        source: Set(source),
        key: Set(key),
        organization: Set(organization),
        content: Set(content),
    });
    source_record::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([source_record::Column::Source, source_record::Column::Key])
                .update_columns([source_record::Column::Organization, source_record::Column::Content])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
