use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use schema::networks::{case, network, network_member, voucher};
use schema::values::TerritoryKind;
use sea_orm::sea_query::{Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

use super::{Network, in_force};
use crate::actor::Actor;
use crate::app::App;
use crate::base::events;
use crate::base::secrets::hashed;
use crate::error::{Error, Message, Result};
use crate::networks::rules::{CaseKind, REOPEN, covers};
use crate::organizations::{self, Organization};
use crate::reference::{Reference, Territory};
use crate::rights::{self, Hold, Operation};

pub use schema::networks::case::Model as Case;

pub async fn network_by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Network>> {
    Ok(network::Entity::find_by_id(id).one(db).await?)
}

/// The networks someone moderates, by name.
pub async fn moderated_by(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Network>> {
    let Some(person) = actor.person().filter(|person| !person.standing.moderates.is_empty()) else {
        return Ok(Vec::new());
    };
    in_force(db, &person.standing.moderates).await
}

/// What someone is to an organisation: its member, its moderator.
pub async fn hold(
    db: &impl ConnectionTrait,
    reference: &Reference,
    actor: &Actor,
    organization: &Organization,
) -> Result<Hold> {
    let role = organizations::role_of(db, actor, organization.id).await?;
    let moderates = moderated_over(db, reference, actor, organization).await?.is_some();
    Ok(Hold { role, moderates })
}

/// The network someone moderates that an organisation stands under; of several, one that is nearer than the national.
pub async fn moderated_over(
    db: &impl ConnectionTrait,
    reference: &Reference,
    actor: &Actor,
    organization: &Organization,
) -> Result<Option<Network>> {
    let mut found: Option<Network> = None;
    for network in moderated_by(db, actor).await? {
        let member = network_member::Entity::find_by_id((network.id, organization.id)).one(db).await?;
        let nearer = found.as_ref().is_none_or(|other| other.kind == "national");
        if nearer && covers(&network, organization, member.is_some(), reference) {
            found = Some(network);
        }
    }
    Ok(found)
}

/// The same for many, in a few statements.
pub async fn holds(
    db: &impl ConnectionTrait,
    reference: &Reference,
    actor: &Actor,
    organizations: &[Organization],
) -> Result<HashMap<Uuid, Hold>> {
    let networks = moderated_by(db, actor).await?;
    let network_ids: Vec<Uuid> = networks.iter().map(|network| network.id).collect();
    let ids: Vec<Uuid> = organizations.iter().map(|one| one.id).collect();
    let members = memberships(db, &network_ids, &ids).await?;
    let own = match actor.person() {
        Some(person) => organizations::of_account(db, person.account).await?,
        None => Vec::new(),
    };
    let hold = |one: &Organization| {
        let under =
            |network: &Network| covers(network, one, members.contains(&(network.id, one.id)), reference);
        let role = own.iter().find(|(mine, _)| mine.id == one.id).map(|(_, role)| *role);
        (one.id, Hold { role, moderates: networks.iter().any(under) })
    };
    Ok(organizations.iter().map(hold).collect())
}

/// Which of these organisations are members of which of these networks: (network, organisation).
pub async fn memberships(
    db: &impl ConnectionTrait,
    networks: &[Uuid],
    organizations: &[Uuid],
) -> Result<HashSet<(Uuid, Uuid)>> {
    if networks.is_empty() || organizations.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = network_member::Entity::find()
        .filter(network_member::Column::Network.is_in(networks.iter().copied()))
        .filter(network_member::Column::Organization.is_in(organizations.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.network, row.organization)).collect())
}

/// One screen of the queue.
#[derive(Clone, Debug)]
pub struct Page {
    pub cases: Vec<Case>,
    pub total: u64,
}

/// The organisations that stand under someone's networks.
pub(super) enum Under {
    Everyone,
    Nobody,
    /// One list of ids: each is looked up in it once.
    These {
        organizations: Box<SelectStatement>,
        networks: Vec<Uuid>,
    },
}

pub(super) async fn under(app: &App, actor: &Actor) -> Result<Under> {
    let reference = app.reference.get();
    let mut under: Vec<SelectStatement> = Vec::new();
    let (mut everywhere, mut networks) = (false, Vec::new());
    for network in moderated_by(&app.db, actor).await? {
        everywhere |= network.kind == "national";
        networks.push(network.id);
        let members = Query::select()
            .column(network_member::Column::Organization)
            .from(network_member::Entity)
            .and_where(network_member::Column::Network.eq(network.id))
            .to_owned();
        under.push(members);
        if let Some(territory) = network.territory.as_ref().filter(|_| network.kind != "thematic") {
            let (departements, communes) = places(&reference, territory);
            under.extend(organizations::located_ids(departements, communes));
        }
    }
    let mut under = under.into_iter();
    Ok(match (everywhere, under.next()) {
        (true, _) => Under::Everyone,
        (false, None) => Under::Nobody,
        (false, Some(mut first)) => {
            for more in under {
                first.union(UnionType::All, more);
            }
            Under::These { organizations: Box::new(first), networks }
        }
    })
}

/// What of the queue someone may decide: what stands under their networks, and isn't their own.
async fn theirs(app: &App, actor: &Actor) -> Result<Condition> {
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let any = match under(app, actor).await? {
        Under::Everyone => Condition::all(),
        Under::Nobody => Condition::all().add(case::Column::Id.is_null()),
        Under::These { organizations, networks } => Condition::any()
            .add(case::Column::Organization.in_subquery(*organizations))
            .add(case::Column::Network.is_in(networks)),
    };
    let own = organizations::ids_of_account(person.account);
    // What one asked for oneself, someone else decides.
    let others =
        Condition::any().add(case::Column::OpenedBy.is_null()).add(case::Column::OpenedBy.ne(person.account));
    let any = Condition::all().add(any).add(others);
    let not_own = Condition::any()
        .add(case::Column::Organization.is_null())
        .add(case::Column::Organization.not_in_subquery(own));
    Ok(Condition::all().add(any).add(not_own))
}

/// The départements of a territory; the communes of one that is smaller.
fn places(reference: &Reference, territory: &str) -> (Vec<String>, Vec<String>) {
    let Some(found) = reference.territories.get(territory) else { return (Vec::new(), Vec::new()) };
    let code = found.code.to_string();
    let all = |kind: TerritoryKind, within: &dyn Fn(&Territory) -> bool| {
        let these = reference.territories.iter().filter(|t| t.code.kind() == kind && within(t));
        these.map(|t| t.code.to_string()).collect::<Vec<_>>()
    };
    match found.code.kind() {
        TerritoryKind::Country => (all(TerritoryKind::Departement, &|_| true), Vec::new()),
        TerritoryKind::Region => {
            (all(TerritoryKind::Departement, &|t| t.region.as_ref() == Some(&code)), Vec::new())
        }
        TerritoryKind::Departement => (vec![code], Vec::new()),
        TerritoryKind::Epci => (Vec::new(), all(TerritoryKind::Commune, &|t| t.epci.as_ref() == Some(&code))),
        TerritoryKind::Commune => (Vec::new(), vec![code]),
    }
}

fn no_abuse() -> Condition {
    let abuse = CaseKind::Abuse.code();
    Condition::any().add(case::Column::Topic.is_null()).add(case::Column::Topic.ne(abuse))
}

/// The open cases someone may decide, the oldest first; of one kind, or all.
pub async fn cases(
    app: &App,
    actor: &Actor,
    kind: Option<CaseKind>,
    offset: u64,
    limit: u64,
) -> Result<Page> {
    rights::check(actor, Operation::ReadCases)?;
    let mut found =
        case::Entity::find().filter(case::Column::State.eq("open")).filter(theirs(app, actor).await?);
    if let Some(kind) = kind {
        let (kind, topic) = kind.stored();
        found = found.filter(case::Column::Kind.eq(kind));
        found = match topic {
            Some(topic) => found.filter(case::Column::Topic.eq(topic)),
            None => found.filter(no_abuse()),
        };
    }
    let total = found.clone().count(&app.db).await?;
    let page = found.order_by_asc(case::Column::OpenedAt).order_by_asc(case::Column::Id);
    Ok(Page { cases: page.offset(offset).limit(limit).all(&app.db).await?, total })
}

/// How many wait for someone.
pub async fn count_cases(app: &App, actor: &Actor) -> Result<u64> {
    let open = case::Entity::find().filter(case::Column::State.eq("open"));
    Ok(open.filter(theirs(app, actor).await?).count(&app.db).await?)
}

/// A case, whoever asks: for what is written about it.
pub async fn any_case(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Case>> {
    Ok(case::Entity::find_by_id(id).one(db).await?)
}

/// A case with the organisation it is about, for whoever may decide it. Errors: `NotFound`; `Forbidden`.
pub async fn case_by_id(app: &App, actor: &Actor, id: Uuid) -> Result<(Case, Option<Organization>)> {
    case_for(app, actor, id, Operation::HoldCase).await
}

/// The same for whoever may do this with it.
pub async fn case_for(
    app: &App,
    actor: &Actor,
    id: Uuid,
    operation: Operation,
) -> Result<(Case, Option<Organization>)> {
    rights::check(actor, Operation::ReadCases)?;
    let found = case::Entity::find_by_id(id).one(&app.db).await?.ok_or(Error::NotFound)?;
    let (organization, hold) = match found.organization {
        Some(id) => {
            let one = organizations::by_id(&app.db, id).await?;
            let hold = hold(&app.db, &app.reference.get(), actor, &one).await?;
            (Some(one), hold)
        }
        None => (None, hold_of_page(&moderated_by(&app.db, actor).await?, &found)),
    };
    rights::check_in(actor, operation, hold)?;
    Ok((found, organization))
}

/// What someone is to a page that is no organisation's, by the networks they moderate.
fn hold_of_page(networks: &[Network], case: &Case) -> Hold {
    let moderates = networks.iter().any(|one| one.kind == "national" || Some(one.id) == case.network);
    Hold { role: None, moderates }
}

/// Cases with what someone is to the organisation of each, in the order of the ids, in a few statements. Errors: as
/// `case_by_id`, for the first of which it is one.
pub async fn cases_by_ids(app: &App, actor: &Actor, ids: &[Uuid]) -> Result<Vec<(Case, Hold)>> {
    rights::check(actor, Operation::ReadCases)?;
    let these = case::Entity::find().filter(case::Column::Id.is_in(ids.iter().copied()));
    let cases: HashMap<Uuid, Case> = these.all(&app.db).await?.into_iter().map(|one| (one.id, one)).collect();
    let about: Vec<Uuid> = cases.values().filter_map(|one| one.organization).collect();
    let about: Vec<Organization> = organizations::any_by_ids(&app.db, &about).await?.into_values().collect();
    let networks = moderated_by(&app.db, actor).await?;
    let holds = holds(&app.db, &app.reference.get(), actor, &about).await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let one = cases.get(id).cloned().ok_or(Error::NotFound)?;
        let hold = match one.organization {
            Some(organization) => *holds.get(&organization).ok_or(Error::NotFound)?,
            None => hold_of_page(&networks, &one),
        };
        rights::check_in(actor, Operation::HoldCase, hold)?;
        found.push((one, hold));
    }
    Ok(found)
}

/// The network that answers for the pages of a territory: the one that animates the least around it. None: the national
/// pilot does.
pub async fn in_charge_of(
    db: &impl ConnectionTrait,
    reference: &Reference,
    territory: &str,
) -> Result<Option<Uuid>> {
    let around = reference.territories.with_containers(territory);
    let place = |one: &Network| {
        let theirs = one.territory.as_ref().filter(|_| one.kind == "regional")?;
        Some((around.iter().position(|code| code == theirs)?, one.id))
    };
    Ok(super::all(db).await?.iter().filter_map(place).min().map(|(_, id)| id))
}

fn claims(organization: Uuid) -> Select<case::Entity> {
    case::Entity::find()
        .filter(case::Column::Kind.eq(CaseKind::Claim.code()))
        .filter(case::Column::Organization.eq(organization))
        .filter(case::Column::State.eq("open"))
        .order_by_asc(case::Column::OpenedAt)
        .order_by_asc(case::Column::Id)
}

/// The open claims of one page, the oldest first.
pub async fn open_claims(db: &impl ConnectionTrait, organization: Uuid) -> Result<Vec<Case>> {
    Ok(claims(organization).limit(50).all(db).await?)
}

/// What someone asked for a page and nobody has decided.
pub async fn claim_of(db: &impl ConnectionTrait, actor: &Actor, organization: Uuid) -> Result<Option<Case>> {
    let Some(person) = actor.person() else { return Ok(None) };
    Ok(claims(organization).filter(case::Column::OpenedBy.eq(person.account)).one(db).await?)
}

/// What is open about one thing.
pub async fn open_case_of(db: &impl ConnectionTrait, kind: CaseKind, subject: Uuid) -> Result<Option<Case>> {
    Ok(case::Entity::find()
        .filter(case::Column::Kind.eq(kind.code()))
        .filter(case::Column::Subject.eq(subject))
        .filter(case::Column::State.eq("open"))
        .one(db)
        .await?)
}

/// What was asked against decisions of these guarantees, whatever came of it.
pub async fn appeals_of(db: &impl ConnectionTrait, guarantees: &[Uuid]) -> Result<Vec<Case>> {
    let appeals = case::Entity::find().filter(case::Column::Kind.eq(CaseKind::Appeal.code()));
    Ok(appeals.filter(case::Column::Subject.is_in(guarantees.iter().copied())).all(db).await?)
}

/// Whether someone decided what an open appeal is against, or upheld it: someone else looks at it.
pub async fn decided_it(db: &impl ConnectionTrait, actor: &Actor, found: &Case) -> Result<bool> {
    let (Some(subject), Some(organization)) = (found.subject, found.organization) else { return Ok(false) };
    if open_case_of(db, CaseKind::Appeal, subject).await?.is_none() {
        return Ok(false);
    }
    let pages = organizations::merged_with(db, organization).await?;
    let reviews = events::reviews_on(db, &pages).await?.remove(&subject.to_string());
    Ok(events::deciders(&reviews.unwrap_or_default()).contains(&actor.name().as_str()))
}

/// The network that answers with this code.
///
/// Errors: `Invalid` at `voucher`: it isn't known, was used, or its time has passed.
pub async fn voucher_of(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    code: &str,
) -> Result<(voucher::Model, Network)> {
    let wrong = |key| Error::invalid("voucher", Message::new(key));
    let bare: String = code.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let row = voucher::Entity::find_by_id(hashed(&bare.to_ascii_uppercase()))
        .one(db)
        .await?
        .ok_or_else(|| wrong("invalid-voucher"))?;
    if row.used_at.is_some() {
        return Err(wrong("invalid-voucher-used"));
    }
    if row.expires_at <= now {
        return Err(wrong("invalid-voucher-expired"));
    }
    let network = network_by_id(db, row.network).await?.ok_or(Error::NotFound)?;
    Ok((row, network))
}

/// What someone decided and may still take back, the last first.
pub async fn decided_lately(app: &App, actor: &Actor) -> Result<Vec<Case>> {
    rights::check(actor, Operation::ReadCases)?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    Ok(case::Entity::find()
        .filter(case::Column::DecidedBy.eq(person.account))
        .filter(case::Column::DecidedAt.gt(app.clock.now() - REOPEN))
        .filter(case::Column::State.is_in(["accepted", "refused"]))
        .order_by_desc(case::Column::DecidedAt)
        .order_by_asc(case::Column::Id)
        .limit(200)
        .all(&app.db)
        .await?)
}
