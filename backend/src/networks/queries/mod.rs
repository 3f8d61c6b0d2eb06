mod cases;
mod duplicates;

pub use self::cases::{
    Case, Page as CasePage, any_case, appeals_of, case_by_id, case_for, cases, cases_by_ids, claim_of,
    count_cases, decided_it, decided_lately, hold, holds, in_charge_of, memberships, moderated_by,
    moderated_over, network_by_id, open_case_of, open_claims, voucher_of,
};
pub use self::duplicates::{DuplicatePage, Suspected, count_duplicates, duplicates, told_apart};
use std::collections::{HashMap, HashSet};

use schema::networks::{case, network, network_member};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::error::Result;

pub use schema::networks::network::Model as Network;

/// Every network that isn't archived; they are few.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Network>> {
    Ok(shown().order_by_asc(network::Column::Name).all(db).await?)
}

/// The archived ones too, for whoever keeps them.
pub async fn kept_networks(db: &impl ConnectionTrait) -> Result<Vec<Network>> {
    Ok(network::Entity::find().order_by_asc(network::Column::Name).all(db).await?)
}

fn shown() -> Select<network::Entity> {
    network::Entity::find().filter(network::Column::ArchivedAt.is_null())
}

/// The organisations of a network, those that came last first.
pub async fn members(
    db: &impl ConnectionTrait,
    network: uuid::Uuid,
    offset: u64,
    limit: u64,
) -> Result<Vec<Uuid>> {
    Ok(network_member::Entity::find()
        .select_only()
        .column(network_member::Column::Organization)
        .filter(network_member::Column::Network.eq(network))
        .order_by_desc(network_member::Column::Since)
        .order_by_asc(network_member::Column::Organization)
        .offset(offset)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

pub async fn count_members(db: &impl ConnectionTrait, network: uuid::Uuid) -> Result<u64> {
    let these = network_member::Entity::find().filter(network_member::Column::Network.eq(network));
    Ok(these.count(db).await?)
}

/// Those of these networks that aren't archived, by name.
pub async fn in_force(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Network>> {
    let these = shown().filter(network::Column::Id.is_in(ids.iter().copied()));
    Ok(these.order_by_asc(network::Column::Name).all(db).await?)
}

pub async fn by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<Network>> {
    Ok(shown().filter(network::Column::Slug.eq(slug)).one(db).await?)
}

/// The networks each of these organisations belongs to, by name.
pub async fn of_organizations(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Network>>> {
    let found = network_member::Entity::find()
        .filter(network_member::Column::Organization.is_in(ids.iter().copied()))
        .find_also_linked(MemberOf)
        .all(db)
        .await?;
    let mut by_organization: HashMap<Uuid, Vec<Network>> = HashMap::new();
    for (member, network) in found {
        let shown = network.filter(|network| network.archived_at.is_none());
        by_organization.entry(member.organization).or_default().extend(shown);
    }
    by_organization.values_mut().for_each(|networks| networks.sort_by(|a, b| a.name.cmp(&b.name)));
    Ok(by_organization)
}

/// From a membership to its network, in one statement.
struct MemberOf;

impl sea_orm::Linked for MemberOf {
    type FromEntity = network_member::Entity;
    type ToEntity = network::Entity;

    fn link(&self) -> Vec<sea_orm::RelationDef> {
        vec![
            network_member::Entity::belongs_to(network::Entity)
                .from(network_member::Column::Network)
                .to(network::Column::Id)
                .into(),
        ]
    }
}

/// Those of these organisations that something was asked of moderators about, decided or not.
pub async fn touched(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    let rows: Vec<Uuid> = case::Entity::find()
        .select_only()
        .column(case::Column::Organization)
        .distinct()
        .filter(case::Column::Organization.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
