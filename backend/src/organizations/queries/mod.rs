mod likenesses;
mod members;
mod merges;
mod touched;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use schema::organizations::{member, old_slug, organization, source, source_record};
use schema::values::fold;
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::actor::Actor;
use crate::base::db::MAX_BOUND;
use crate::error::Result;

pub use self::likenesses::{Pair, pairs, uncompared};
pub use self::members::{
    File, Invitation, alike, any_by_ids, archived_ids, at_least, by_id, file_by_id, files_of, has_members,
    held, identified, ids_of_account, invitation_by_id, invitation_of, invitations, invited, left_to,
    located_ids, members, members_of_all, namesake, of_account, owned_alone, photos_of, photos_of_all,
    pictures, removed_by_id, removed_pictures, role_of,
};
pub use self::merges::{
    Merge, absorbed_into, all_merged_with, merge_by_id, merged_with, merges_into, passed_on, stayed_of,
};
pub use self::touched::{merged, touched};
pub use schema::organizations::organization::Model as Organization;
pub use schema::organizations::source::Model as Source;

/// What this actor may see: an archived organisation is its members' alone.
fn visible_to(actor: &Actor) -> Select<organization::Entity> {
    let shown = organization::Column::ArchivedAt.is_null();
    match actor {
        Actor::Anonymous | Actor::System => organization::Entity::find().filter(shown),
        Actor::Person(person) => {
            let mine = Query::select()
                .column(member::Column::Organization)
                .from(member::Entity)
                .and_where(member::Column::Account.eq(person.account))
                .to_owned();
            let own = organization::Column::Id.in_subquery(mine);
            organization::Entity::find().filter(Condition::any().add(shown).add(own))
        }
    }
}

/// The organisations of these ids, in the order of the ids; those one may not see are left out.
pub async fn by_ids(db: &impl ConnectionTrait, actor: &Actor, ids: &[Uuid]) -> Result<Vec<Organization>> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(MAX_BOUND) {
        let rows =
            visible_to(actor).filter(organization::Column::Id.is_in(chunk.iter().copied())).all(db).await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// What a search asks of an organisation.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "organization::Entity")]
pub struct Searched {
    pub id: Uuid,
    pub name: String,
    pub brand: Option<String>,
    pub description: String,
    pub legal_form: Option<String>,
    pub commune: Option<String>,
    pub departement: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub updated_at: DateTime<Utc>,
}

/// The public organisations of these ids for the search index.
pub async fn searched(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Searched>> {
    let these = organization::Column::Id.is_in(ids.iter().copied());
    Ok(visible_to(&Actor::Anonymous).filter(these).into_partial_model().all(db).await?)
}

pub async fn by_slug(db: &impl ConnectionTrait, actor: &Actor, slug: &str) -> Result<Option<Organization>> {
    // PostgreSQL has no such text.
    if slug.contains('\0') {
        return Ok(None);
    }
    Ok(visible_to(actor).filter(organization::Column::Slug.eq(slug)).one(db).await?)
}

/// The address that took the place of a former one.
pub async fn moved_to(db: &impl ConnectionTrait, actor: &Actor, slug: &str) -> Result<Option<String>> {
    // PostgreSQL has no such text.
    if slug.contains('\0') {
        return Ok(None);
    }
    let Some(old) = old_slug::Entity::find_by_id(slug).one(db).await? else { return Ok(None) };
    Ok(visible_to(actor)
        .filter(organization::Column::Id.eq(old.organization))
        .one(db)
        .await?
        .map(|organization| organization.slug))
}

/// The organisation at this address, or at the one that took its place.
pub async fn led_by_slug(
    db: &impl ConnectionTrait,
    actor: &Actor,
    slug: &str,
) -> Result<Option<Organization>> {
    if let Some(found) = by_slug(db, actor, slug).await? {
        return Ok(Some(found));
    }
    match moved_to(db, actor, slug).await? {
        Some(slug) => by_slug(db, actor, &slug).await,
        None => Ok(None),
    }
}

/// Suppliers whose address holds these words, by name: without the search engine.
pub async fn named_like(
    db: &impl ConnectionTrait,
    actor: &Actor,
    text: &str,
    limit: u64,
) -> Result<Vec<Organization>> {
    let mut found = visible_to(actor);
    for word in fold(text).split(' ').filter(|word| !word.is_empty()).take(6) {
        found = found.filter(organization::Column::Slug.contains(word));
    }
    Ok(found.order_by_asc(organization::Column::Slug).limit(limit).all(db).await?)
}

/// Suppliers whose address is in these départements, by name: without the search engine.
pub async fn located_in(
    db: &impl ConnectionTrait,
    actor: &Actor,
    departements: &[String],
    limit: u64,
) -> Result<Vec<Organization>> {
    let there = organization::Column::Departement.is_in(departements);
    Ok(visible_to(actor).filter(there).order_by_asc(organization::Column::Slug).limit(limit).all(db).await?)
}

/// How many suppliers have their address in each département.
pub async fn count_by_departement(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<(String, i64)>> {
    Ok(visible_to(actor)
        .select_only()
        .column(organization::Column::Departement)
        .column_as(organization::Column::Id.count(), "count")
        .filter(organization::Column::Departement.is_not_null())
        .group_by(organization::Column::Departement)
        .into_tuple()
        .all(db)
        .await?)
}

/// The ids of those that came to be known last, the newest first.
pub async fn newest(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Uuid>> {
    Ok(visible_to(&Actor::Anonymous)
        .select_only()
        .column(organization::Column::Id)
        .order_by_desc(organization::Column::CreatedAt)
        .order_by_desc(organization::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

/// An address with the time of its last change.
pub type Listed = (String, DateTime<Utc>);

/// The addresses of suppliers, `limit` from the `offset`th on, in the order they came to be known.
pub async fn addresses(db: &impl ConnectionTrait, offset: u64, limit: u64) -> Result<Vec<Listed>> {
    Ok(visible_to(&Actor::Anonymous)
        .select_only()
        .column(organization::Column::Slug)
        .column(organization::Column::UpdatedAt)
        .order_by_asc(organization::Column::Id)
        .offset(offset)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

pub async fn count(db: &impl ConnectionTrait) -> Result<u64> {
    Ok(visible_to(&Actor::Anonymous).count(db).await?)
}

/// The next `limit` ids after `after`, in their order: to walk through all.
pub async fn ids_after(db: &impl ConnectionTrait, after: Uuid, limit: u64) -> Result<Vec<Uuid>> {
    Ok(organization::Entity::find()
        .select_only()
        .column(organization::Column::Id)
        .filter(organization::Column::Id.gt(after))
        .order_by_asc(organization::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

/// The sources of these ids.
pub async fn sources(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Source>> {
    let rows = source::Entity::find().filter(source::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

pub async fn source(db: &impl ConnectionTrait, name: &str) -> Result<Option<Source>> {
    Ok(source::Entity::find().filter(source::Column::Name.eq(name)).one(db).await?)
}

/// Those of these organisations that another source names too.
pub async fn named_by_others(db: &impl ConnectionTrait, source: Uuid, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    let rows: Vec<Uuid> = source_record::Entity::find()
        .select_only()
        .column(source_record::Column::Organization)
        .filter(source_record::Column::Source.ne(source))
        .filter(source_record::Column::Organization.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// What the database already holds of a batch of rows.
#[derive(Debug, Default)]
pub struct Known {
    /// By the row's key in its source: the organisation and what the row said.
    pub records: HashMap<String, (Uuid, String)>,
    pub by_siret: HashMap<String, Organization>,
    pub by_rna: HashMap<String, Organization>,
    pub by_id: HashMap<Uuid, Organization>,
}

/// Looks a batch of rows up by their keys in the source, their SIRET and their RNA number.
pub async fn known(
    db: &impl ConnectionTrait,
    source: Uuid,
    keys: Vec<String>,
    sirets: Vec<String>,
    rnas: Vec<String>,
) -> Result<Known> {
    let mut known = Known::default();
    let records = source_record::Entity::find()
        .filter(source_record::Column::Source.eq(source))
        .filter(source_record::Column::Key.is_in(keys))
        .all(db)
        .await?;
    let ids: Vec<Uuid> = records.iter().map(|record| record.organization).collect();
    known.records = records.into_iter().map(|r| (r.key, (r.organization, r.content))).collect();
    let everyone = organization::Entity::find;
    if !sirets.is_empty() {
        for row in everyone().filter(organization::Column::Siret.is_in(sirets)).all(db).await? {
            known.by_siret.insert(row.siret.clone().unwrap_or_default(), row);
        }
    }
    if !rnas.is_empty() {
        for row in everyone().filter(organization::Column::Rna.is_in(rnas)).all(db).await? {
            known.by_rna.insert(row.rna.clone().unwrap_or_default(), row);
        }
    }
    if !ids.is_empty() {
        for row in everyone().filter(organization::Column::Id.is_in(ids)).all(db).await? {
            known.by_id.insert(row.id, row);
        }
    }
    // Of a page that went into another, a list speaks of the other; at most a few went on from there.
    for _ in 0..4 {
        let archived = known.by_siret.values().chain(known.by_rna.values()).chain(known.by_id.values());
        let archived: Vec<Uuid> =
            archived.filter(|row| row.archived_at.is_some()).map(|row| row.id).collect();
        let led = absorbed_into(db, &archived).await?;
        if led.is_empty() {
            break;
        }
        for row in
            known.by_siret.values_mut().chain(known.by_rna.values_mut()).chain(known.by_id.values_mut())
        {
            if let Some(kept) = led.get(&row.id) {
                *row = kept.clone();
            }
        }
    }
    Ok(known)
}
