use std::collections::HashMap;

use chrono::{DateTime, Utc};
use schema::organizations::{merge, organization};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Organization, Source};
use crate::base::db::MAX_BOUND;
use crate::error::{Error, Result};
use crate::organizations::rules::{OUR_LICENCE, completed, uncompleted};

pub use schema::organizations::merge::Model as Merge;

pub async fn merge_by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Merge>> {
    Ok(merge::Entity::find_by_id(id).one(db).await?)
}

/// What went into this page since a moment and is still there, the last first.
pub async fn merges_into(
    db: &impl ConnectionTrait,
    organization: Uuid,
    since: DateTime<Utc>,
) -> Result<Vec<Merge>> {
    Ok(merge::Entity::find()
        .filter(merge::Column::Kept.eq(organization))
        .filter(merge::Column::UndoneAt.is_null())
        .filter(merge::Column::MadeAt.gt(since))
        .order_by_desc(merge::Column::MadeAt)
        .all(db)
        .await?)
}

/// A page with all that ever went into one another with it, also where that was undone.
pub async fn merged_with(db: &impl ConnectionTrait, organization: Uuid) -> Result<Vec<Uuid>> {
    all_merged_with(db, &[organization]).await
}

/// The same for several at once.
pub async fn all_merged_with(db: &impl ConnectionTrait, organizations: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut found = organizations.to_vec();
    found.sort_unstable();
    found.dedup();
    let mut looked_at = 0;
    while looked_at < found.len() {
        let these = found[looked_at..].to_vec();
        looked_at = found.len();
        let either = Condition::any()
            .add(merge::Column::Kept.is_in(these.iter().copied()))
            .add(merge::Column::Absorbed.is_in(these.iter().copied()));
        let pairs: Vec<(Uuid, Uuid)> = merge::Entity::find()
            .select_only()
            .column(merge::Column::Kept)
            .column(merge::Column::Absorbed)
            .filter(either)
            .into_tuple()
            .all(db)
            .await?;
        for id in pairs.into_iter().flat_map(|(kept, absorbed)| [kept, absorbed]) {
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    Ok(found)
}

/// Where these pages went, for those that went into another.
pub async fn absorbed_into(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Organization>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = merge::Entity::find()
        .filter(merge::Column::Absorbed.is_in(ids.iter().copied()))
        .filter(merge::Column::UndoneAt.is_null())
        .all(db)
        .await?;
    let kept = organization::Entity::find()
        .filter(organization::Column::Id.is_in(rows.iter().map(|row| row.kept)))
        .all(db)
        .await?;
    let kept: HashMap<Uuid, Organization> = kept.into_iter().map(|one| (one.id, one)).collect();
    Ok(rows.into_iter().filter_map(|row| Some((row.absorbed, kept.get(&row.kept)?.clone()))).collect())
}

/// The page that stayed of one that went into another.
pub async fn stayed_of(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Organization>> {
    let mut stayed = None;
    let mut next = id;
    // Each went on from there at most a few times.
    for _ in 0..8 {
        match absorbed_into(db, &[next]).await?.remove(&next) {
            Some(one) => next = stayed.insert(one).id,
            None => break,
        }
    }
    Ok(stayed)
}

/// The pages of a merge as it found them, and the one that stayed as it left it.
#[derive(Deserialize)]
struct Filled {
    absorbed: Organization,
    before: Organization,
    after: Organization,
}

/// These pages without what merges brought them from lists whose licence isn't theirs; and what else such merges handed
/// over, for the rooms it is of.
pub async fn passed_on(
    db: &impl ConnectionTrait,
    pages: Vec<Organization>,
) -> Result<(Vec<Organization>, HashMap<Uuid, Vec<Value>>)> {
    let (mut merges, mut into) = (Vec::new(), pages.iter().map(|page| page.id).collect::<Vec<_>>());
    while !into.is_empty() {
        let mut found = Vec::new();
        for chunk in into.chunks(MAX_BOUND) {
            let these = merge::Entity::find().filter(merge::Column::Kept.is_in(chunk.iter().copied()));
            found.extend(these.filter(merge::Column::UndoneAt.is_null()).all(db).await?);
        }
        into = found.iter().map(|one| one.absorbed).collect();
        for one in found {
            let filled = serde_json::from_value(one.moved["organizations"].clone());
            merges.push((one, filled.map_err(Error::internal)?));
        }
    }
    // They are taken back as they came, the last first.
    merges.sort_by_key(|(one, _): &(Merge, Filled)| std::cmp::Reverse((one.made_at, one.id)));
    if merges.is_empty() {
        return Ok((pages, HashMap::new()));
    }
    let brought = merges.iter().filter_map(|(_, filled)| filled.absorbed.source);
    let sources: Vec<Uuid> = brought.chain(pages.iter().filter_map(|page| page.source)).collect();
    let terms = Terms { merges: &merges, sources: &super::sources(db, &sources).await? };
    let mut handed: HashMap<Uuid, Vec<Value>> = HashMap::new();
    let passed = pages.into_iter().map(|page| {
        let mut refused = Vec::new();
        let page = match terms.licence(page.source).map(str::to_owned) {
            Some(licence) => terms.under(page, &licence, &mut refused),
            None => page,
        };
        if !refused.is_empty() {
            handed.insert(page.id, refused);
        }
        page
    });
    let passed = passed.collect();
    Ok((passed, handed))
}

struct Terms<'a> {
    /// The last one first.
    merges: &'a [(Merge, Filled)],
    sources: &'a HashMap<Uuid, Source>,
}

impl Terms<'_> {
    fn licence(&self, source: Option<Uuid>) -> Option<&str> {
        match source {
            None => Some(OUR_LICENCE),
            Some(id) => self.sources.get(&id)?.licence.as_deref(),
        }
    }

    /// The page without what can't go on under this licence: ours allows any other.
    fn under(&self, mut page: Organization, licence: &str, refused: &mut Vec<Value>) -> Organization {
        let id = page.id;
        for (one, filled) in self.merges.iter().filter(|(one, _)| one.kept == id) {
            let allowed = match self.licence(filled.absorbed.source) {
                Some(theirs) if theirs == licence || theirs == OUR_LICENCE => {
                    completed(&filled.before, &self.under(filled.absorbed.clone(), licence, refused))
                }
                _ => {
                    refused.push(one.moved.clone());
                    filled.before.clone()
                }
            };
            page = uncompleted(&page, &allowed, &filled.after);
        }
        page
    }
}
