use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use schema::organizations::{file, invitation, member, organization};
use schema::values::fold;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::Organization;
use crate::actor::Actor;
use crate::base::db::MAX_BOUND;
use crate::base::secrets::hashed;
use crate::error::{Error, Message, Result};
use crate::organizations::rules::{MOST_REMOVED, UNDO};
use crate::rights::Role;

pub use schema::organizations::file::Model as File;
pub use schema::organizations::invitation::Model as Invitation;

/// Invitations that are shown to whom they are for.
const INVITED: u64 = 20;

/// What someone may in an organisation as its member.
pub async fn role_of(db: &impl ConnectionTrait, actor: &Actor, organization: Uuid) -> Result<Option<Role>> {
    let Some(person) = actor.person() else { return Ok(None) };
    let row = member::Entity::find_by_id((organization, person.account)).one(db).await?;
    Ok(row.and_then(|row| Role::named(&row.role)))
}

/// An organisation, archived or not. Errors: `NotFound`.
pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Organization> {
    organization::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)
}

/// An organisation as this actor may see it, and what they may in it. Errors: `NotFound`.
pub async fn held(
    db: &impl ConnectionTrait,
    actor: &Actor,
    id: Uuid,
) -> Result<(Organization, Option<Role>)> {
    let found = by_id(db, id).await?;
    let role = role_of(db, actor, id).await?;
    if found.archived_at.is_some() && role.is_none() && *actor != Actor::System {
        return Err(Error::NotFound);
    }
    Ok((found, role))
}

/// The organisations someone belongs to, by name.
pub async fn of_account(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<(Organization, Role)>> {
    let rows = member::Entity::find().filter(member::Column::Account.eq(account)).all(db).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.organization).collect();
    let found = organization::Entity::find()
        .filter(organization::Column::Id.is_in(ids))
        .order_by_asc(organization::Column::Name)
        .all(db)
        .await?;
    let role =
        |id: Uuid| rows.iter().find(|row| row.organization == id).and_then(|row| Role::named(&row.role));
    Ok(found
        .into_iter()
        .filter_map(|one| Some((role(one.id)?, one)).map(|(role, one)| (one, role)))
        .collect())
}

/// The ids of the organisations that stand in these départements, and of those in these communes, for a condition of
/// another room.
pub fn located_ids(departements: Vec<String>, communes: Vec<String>) -> Vec<SelectStatement> {
    let there = |column: organization::Column, codes: Vec<String>| {
        (!codes.is_empty()).then(|| {
            Query::select()
                .column(organization::Column::Id)
                .from(organization::Entity)
                .and_where(column.is_in(codes))
                .to_owned()
        })
    };
    [there(organization::Column::Departement, departements), there(organization::Column::Commune, communes)]
        .into_iter()
        .flatten()
        .collect()
}

/// The ids of the organisations that someone belongs to, for a condition of another room.
pub fn ids_of_account(account: Uuid) -> SelectStatement {
    Query::select()
        .column(member::Column::Organization)
        .from(member::Entity)
        .and_where(member::Column::Account.eq(account))
        .to_owned()
}

/// Organisations of these ids, archived or not.
pub async fn any_by_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Organization>> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(MAX_BOUND) {
        let rows = organization::Entity::find().filter(organization::Column::Id.is_in(chunk.iter().copied()));
        found.extend(rows.all(db).await?.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// Who belongs to an organisation, in the order they came.
pub async fn members(
    db: &impl ConnectionTrait,
    organization: Uuid,
) -> Result<Vec<(Uuid, Role, DateTime<Utc>)>> {
    let rows = member::Entity::find()
        .filter(member::Column::Organization.eq(organization))
        .order_by_asc(member::Column::Since)
        .order_by_asc(member::Column::Account)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.account, Role::named(&row.role)?, row.since))).collect())
}

/// Those who may do at least so much in it.
pub async fn at_least(db: &impl ConnectionTrait, organization: Uuid, role: Role) -> Result<Vec<Uuid>> {
    let rows = members(db, organization).await?;
    Ok(rows.into_iter().filter(|(_, held, _)| *held >= role).map(|(account, ..)| account).collect())
}

/// Who belongs to which of these: (organisation, account).
pub async fn members_of_all(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashSet<(Uuid, Uuid)>> {
    let mut found = HashSet::new();
    for chunk in ids.chunks(MAX_BOUND) {
        let rows: Vec<(Uuid, Uuid)> = member::Entity::find()
            .select_only()
            .column(member::Column::Organization)
            .column(member::Column::Account)
            .filter(member::Column::Organization.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// To whom an organisation falls when this member goes: none while another owns it; nobody where nobody else is.
pub fn left_to(members: &[(Uuid, Role, DateTime<Utc>)], gone: Uuid) -> Option<Option<(Uuid, Role)>> {
    let others = || members.iter().filter(|(account, ..)| *account != gone);
    let highest = others().map(|(_, role, _)| *role).max();
    if highest == Some(Role::Owner) {
        return None;
    }
    // The members stand in the order they came.
    Some(others().find(|(_, role, _)| Some(*role) == highest).map(|(account, role, _)| (*account, *role)))
}

/// The organisations that nobody owns but this one person, and to whom each would fall.
pub async fn owned_alone(
    db: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Vec<(Organization, Option<Uuid>)>> {
    let mut found = Vec::new();
    for (one, role) in of_account(db, account).await? {
        if role == Role::Owner
            && let Some(heir) = left_to(&members(db, one.id).await?, account)
        {
            found.push((one, heir.map(|(account, _)| account)));
        }
    }
    Ok(found)
}

/// Whether someone looks after this page already.
pub async fn has_members(db: &impl ConnectionTrait, organization: Uuid) -> Result<bool> {
    Ok(member::Entity::find().filter(member::Column::Organization.eq(organization)).count(db).await? > 0)
}

/// Invitations that still hold, the newest first.
pub async fn invitations(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    organization: Uuid,
) -> Result<Vec<Invitation>> {
    Ok(open(now)
        .filter(invitation::Column::Organization.eq(organization))
        .order_by_desc(invitation::Column::CreatedAt)
        .all(db)
        .await?)
}

/// The invitations of whoever has this address that still hold, the newest first.
pub async fn invited(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    email_key: &str,
) -> Result<Vec<(Invitation, Organization)>> {
    let rows = open(now)
        .filter(invitation::Column::EmailKey.eq(email_key))
        .order_by_desc(invitation::Column::CreatedAt)
        .limit(INVITED)
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.organization).collect();
    let found = any_by_ids(db, &ids).await?;
    let of =
        |row: Invitation| Some((found.get(&row.organization)?.clone(), row)).map(|(one, row)| (row, one));
    Ok(rows.into_iter().filter_map(of).collect())
}

fn open(now: DateTime<Utc>) -> sea_orm::Select<invitation::Entity> {
    invitation::Entity::find()
        .filter(invitation::Column::UsedAt.is_null())
        .filter(invitation::Column::ExpiresAt.gt(now))
}

pub async fn invitation_by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Invitation>> {
    Ok(invitation::Entity::find_by_id(id).one(db).await?)
}

/// What the link of an invitation leads to. Errors: `Invalid` at `token`: it isn't known, was used, or its time has passed.
pub async fn invitation_of(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    token: &str,
) -> Result<(Invitation, Organization)> {
    let wrong = |key| Error::invalid("token", Message::new(key));
    let row = invitation::Entity::find()
        .filter(invitation::Column::Token.eq(hashed(token)))
        .one(db)
        .await?
        .ok_or_else(|| wrong("invalid-link"))?;
    if row.used_at.is_some() {
        return Err(wrong("invalid-link-used"));
    }
    if row.expires_at <= now {
        return Err(wrong("invalid-link-expired"));
    }
    let found = by_id(db, row.organization).await?;
    Ok((row, found))
}

/// An organisation with this SIRET or this RNA number: it is there already.
pub async fn identified(
    db: &impl ConnectionTrait,
    siret: Option<&str>,
    rna: Option<&str>,
) -> Result<Option<Organization>> {
    let by = |column: organization::Column, value: &str| {
        organization::Entity::find().filter(column.eq(value)).one(db)
    };
    if let Some(siret) = siret
        && let Some(found) = by(organization::Column::Siret, siret).await?
    {
        return Ok(Some(found));
    }
    match rna {
        Some(rna) => Ok(by(organization::Column::Rna, rna).await?),
        None => Ok(None),
    }
}

/// Shown organisations whose name begins as this one's, in the same place: perhaps the same.
pub async fn alike(
    db: &impl ConnectionTrait,
    slug: &str,
    departement: Option<&str>,
) -> Result<Vec<Organization>> {
    let start: String = slug.split('-').take(3).collect::<Vec<_>>().join("-");
    if start.len() < 6 {
        return Ok(Vec::new());
    }
    let mut found = organization::Entity::find()
        .filter(organization::Column::ArchivedAt.is_null())
        .filter(organization::Column::Slug.starts_with(start));
    if let Some(departement) = departement {
        found = found.filter(organization::Column::Departement.eq(departement));
    }
    Ok(found.order_by_asc(organization::Column::Slug).limit(5).all(db).await?)
}

/// A shown organisation of the same name in the same commune.
pub async fn namesake(db: &impl ConnectionTrait, name: &str, commune: &str) -> Result<Option<Organization>> {
    let wanted = fold(name);
    let Some(word) = wanted.split(' ').max_by_key(|word| word.len()).filter(|word| !word.is_empty()) else {
        return Ok(None);
    };
    let there = organization::Entity::find()
        .filter(organization::Column::ArchivedAt.is_null())
        .filter(organization::Column::Commune.eq(commune))
        .filter(organization::Column::Slug.contains(word))
        .order_by_asc(organization::Column::Slug)
        .limit(200);
    Ok(there.all(db).await?.into_iter().find(|one| fold(&one.name) == wanted))
}

/// What wasn't removed.
fn kept() -> Select<file::Entity> {
    file::Entity::find().filter(file::Column::RemovedAt.is_null())
}

/// A file that an organisation keeps.
pub async fn file_by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<File>> {
    Ok(kept().filter(file::Column::Id.eq(id)).one(db).await?)
}

/// A picture that was removed and can still come back.
pub async fn removed_by_id(db: &impl ConnectionTrait, now: DateTime<Utc>, id: Uuid) -> Result<Option<File>> {
    let over = file::Column::RemovedAt.gt(now - UNDO);
    Ok(file::Entity::find_by_id(id).filter(over).one(db).await?)
}

/// The pictures of an organisation, or of one thing of it, that were removed and can still come back; the last one first.
pub async fn removed_pictures(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    organization: Uuid,
    subject: Option<Uuid>,
) -> Result<Vec<File>> {
    let of = match subject {
        Some(subject) => file::Column::Subject.eq(subject),
        None => file::Column::Subject.is_null(),
    };
    Ok(file::Entity::find()
        .filter(file::Column::Organization.eq(organization))
        .filter(of)
        .filter(file::Column::RemovedAt.gt(now - UNDO))
        .order_by_desc(file::Column::RemovedAt)
        .order_by_asc(file::Column::Id)
        .limit(MOST_REMOVED)
        .all(db)
        .await?)
}

/// Its logo and its photos, the first one first.
pub async fn pictures(db: &impl ConnectionTrait, organization: Uuid) -> Result<Vec<File>> {
    Ok(kept()
        .filter(file::Column::Organization.eq(organization))
        .filter(file::Column::Purpose.is_in(["logo", "photo"]))
        .filter(file::Column::Subject.is_null())
        .order_by_asc(file::Column::CreatedAt)
        .order_by_asc(file::Column::Id)
        .all(db)
        .await?)
}

/// The photos of one thing of an organisation, the first one first.
pub async fn photos_of(db: &impl ConnectionTrait, subject: Uuid) -> Result<Vec<File>> {
    let mut found = files_of(db, subject).await?;
    found.retain(|file| file.purpose == "photo");
    Ok(found)
}

/// The same, of each of these things.
pub async fn photos_of_all(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<File>>> {
    let mut found: HashMap<Uuid, Vec<File>> = HashMap::new();
    let rows = kept()
        .filter(file::Column::Subject.is_in(ids.iter().copied()))
        .filter(file::Column::Purpose.eq("photo"))
        .order_by_asc(file::Column::CreatedAt)
        .order_by_asc(file::Column::Id);
    for row in rows.all(db).await? {
        if let Some(subject) = row.subject {
            found.entry(subject).or_default().push(row);
        }
    }
    Ok(found)
}

/// What was sent for one thing, the first one first.
pub async fn files_of(db: &impl ConnectionTrait, subject: Uuid) -> Result<Vec<File>> {
    Ok(kept()
        .filter(file::Column::Subject.eq(subject))
        .order_by_asc(file::Column::CreatedAt)
        .order_by_asc(file::Column::Id)
        .all(db)
        .await?)
}

/// The ids of the organisations nobody but their members sees, for a condition of another room.
pub fn archived_ids() -> SelectStatement {
    Query::select()
        .column(organization::Column::Id)
        .from(organization::Entity)
        .and_where(organization::Column::ArchivedAt.is_not_null())
        .to_owned()
}
