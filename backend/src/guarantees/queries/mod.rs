mod steps;

use std::collections::HashMap;

use chrono::NaiveDate;
use schema::guarantees::{State, guarantee};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::rules;
use crate::base::clock::day_of;
use crate::base::db::MAX_BOUND;
use crate::base::events::{self, Reviewed};
use crate::base::stamp::Level;
use crate::error::Result;
use crate::organizations;
use crate::reference::Scheme;

pub use self::steps::{By, Did, Step, steps, steps_seen};
pub use schema::guarantees::guarantee::Model as Guarantee;

/// Whether a refusal or a suspension of another period of its line keeps a guarantee from counting: it doesn't end before
/// that one begins, and none of those was proved since.
const BARRED: &str = "EXISTS (SELECT 1 FROM guarantees AS barring
    WHERE barring.organization = guarantees.organization AND barring.scheme = guarantees.scheme
    AND barring.id <> guarantees.id AND barring.state IN ('refused', 'suspended')
    AND (barring.valid_from IS NULL OR guarantees.valid_until IS NULL
        OR barring.valid_from <= guarantees.valid_until)
    AND NOT EXISTS (SELECT 1 FROM guarantees AS proved
        WHERE proved.organization = barring.organization AND proved.scheme = barring.scheme
        AND (barring.valid_from IS NULL OR proved.valid_until IS NULL
            OR barring.valid_from <= proved.valid_until)
        AND proved.state IN ('evidence_checked', 'register_checked')
        AND proved.updated_at > barring.updated_at))";

/// A guarantee with what the others of its line make of it.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "guarantee::Entity")]
struct InLine {
    #[sea_orm(nested)]
    guarantee: Guarantee,
    #[sea_orm(from_expr = "Expr::cust(BARRED)")]
    barred: bool,
}

impl InLine {
    fn whole(self) -> Guarantee {
        Guarantee { barred: self.barred, ..self.guarantee }
    }
}

/// Every guarantee of these suppliers, whatever its state.
pub async fn held_by(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Guarantee>>> {
    let mut found: HashMap<Uuid, Vec<Guarantee>> = HashMap::new();
    for chunk in ids.chunks(MAX_BOUND) {
        let rows = guarantee::Entity::find()
            .filter(guarantee::Column::Organization.is_in(chunk.iter().copied()))
            .order_by_asc(guarantee::Column::Scheme)
            .order_by_asc(guarantee::Column::Renewal)
            .into_partial_model::<InLine>();
        for row in rows.all(db).await?.into_iter().map(InLine::whole) {
            found.entry(row.organization).or_default().push(row);
        }
    }
    Ok(found)
}

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Guarantee>> {
    let found = guarantee::Entity::find_by_id(id).into_partial_model::<InLine>().one(db).await?;
    Ok(found.map(InLine::whole))
}

/// The period of a scheme that ends last, of what wasn't withdrawn.
pub async fn last_of(
    db: &impl ConnectionTrait,
    organization: Uuid,
    scheme: &str,
) -> Result<Option<Guarantee>> {
    Ok(line_of(db, organization, scheme).await?.pop())
}

/// All periods of a scheme that an organisation had, in their order; a list or a merge may bring earlier ones later.
pub async fn line_of(db: &impl ConnectionTrait, organization: Uuid, scheme: &str) -> Result<Vec<Guarantee>> {
    let line = guarantee::Entity::find()
        .filter(guarantee::Column::Organization.eq(organization))
        .filter(guarantee::Column::Scheme.eq(scheme))
        .into_partial_model::<InLine>()
        .all(db)
        .await?;
    let mut line: Vec<Guarantee> = line.into_iter().map(InLine::whole).collect();
    line.sort_by_key(rules::place_in_line);
    Ok(line)
}

/// A guarantee in one line of a list: all that its level and its stamp follow from.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "guarantee::Entity")]
pub struct Line {
    pub organization: Uuid,
    pub scheme: String,
    #[sea_orm(nested)]
    pub terms: Terms,
}

/// What was decided of a guarantee, and when.
#[derive(Clone, Copy, Debug, DerivePartialModel)]
#[sea_orm(entity = "guarantee::Entity")]
pub struct Terms {
    pub state: State,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
    pub declared_on: NaiveDate,
    pub evidence_checked_on: Option<NaiveDate>,
    pub register_checked_on: Option<NaiveDate>,
    pub peer_reviewed_on: Option<NaiveDate>,
    pub peer_valid_until: Option<NaiveDate>,
    #[sea_orm(from_expr = "Expr::cust(BARRED)")]
    pub barred: bool,
}

impl From<&Line> for Terms {
    fn from(line: &Line) -> Terms {
        line.terms
    }
}

impl From<&Guarantee> for Terms {
    fn from(guarantee: &Guarantee) -> Terms {
        Terms {
            state: guarantee.state,
            valid_from: guarantee.valid_from,
            valid_until: guarantee.valid_until,
            declared_on: guarantee.declared_on,
            evidence_checked_on: guarantee.evidence_checked_on,
            register_checked_on: guarantee.register_checked_on,
            peer_reviewed_on: guarantee.peer_reviewed_on,
            peer_valid_until: guarantee.peer_valid_until,
            barred: guarantee.barred,
        }
    }
}

/// The guarantees of these suppliers in lines, whatever their state.
pub async fn lines_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Line>>> {
    let mut found: HashMap<Uuid, Vec<Line>> = HashMap::new();
    for chunk in ids.chunks(MAX_BOUND) {
        let rows = guarantee::Entity::find()
            .filter(guarantee::Column::Organization.is_in(chunk.iter().copied()))
            .order_by_asc(guarantee::Column::Scheme)
            .order_by_asc(guarantee::Column::Renewal)
            .into_partial_model::<Line>();
        for row in rows.all(db).await? {
            found.entry(row.organization).or_default().push(row);
        }
    }
    Ok(found)
}

/// The holders of which something began to hold or lapsed between these days: what changed
/// in searches from `after` (already seen) to `today`.
pub async fn lapsed_between(
    db: &impl ConnectionTrait,
    after: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<Uuid>> {
    // A last day d counts until d: its lapse shows on d + 1.
    let ended = |column: guarantee::Column| Condition::all().add(column.gte(after)).add(column.lt(today));
    Ok(guarantee::Entity::find()
        .select_only()
        .column(guarantee::Column::Organization)
        .distinct()
        .filter(
            Condition::any()
                .add(ended(guarantee::Column::ValidUntil))
                .add(ended(guarantee::Column::PeerValidUntil))
                .add(
                    Condition::all()
                        .add(guarantee::Column::ValidFrom.gt(after))
                        .add(guarantee::Column::ValidFrom.lte(today)),
                ),
        )
        .into_tuple()
        .all(db)
        .await?)
}

/// Suppliers that hold a scheme in force, each counted once, at its best level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holders {
    pub total: u64,
    pub declared: u64,
    pub evidence: u64,
    pub register: u64,
    /// Of the total, reviewed by peers.
    pub peers: u64,
}

pub async fn holders_by_level(
    db: &impl ConnectionTrait,
    scheme: &Scheme,
    today: NaiveDate,
) -> Result<Holders> {
    let rows = guarantee::Entity::find()
        .filter(guarantee::Column::Scheme.eq(&scheme.code))
        .into_partial_model::<Line>()
        .all(db)
        .await?;
    let mut best: HashMap<Uuid, (Level, bool)> = HashMap::new();
    for row in rows {
        if let Some(level) = rules::level(&row, scheme, today) {
            let peers = rules::peer_reviewed(&row, today);
            let held = best.entry(row.organization).or_insert((level, peers));
            *held = (held.0.max(level), held.1 || peers);
        }
    }
    let at = |wanted: Level| best.values().filter(|(level, _)| *level == wanted).count() as u64;
    Ok(Holders {
        total: best.len() as u64,
        declared: at(Level::Declared),
        evidence: at(Level::EvidenceChecked),
        register: at(Level::RegisterChecked),
        peers: best.values().filter(|(_, peers)| *peers).count() as u64,
    })
}

/// What counts today, whatever its level.
fn in_force(today: NaiveDate) -> Condition {
    Condition::all()
        .add(guarantee::Column::State.is_not_in([State::Refused, State::Suspended, State::Withdrawn]))
        .add(Expr::cust(BARRED).not())
        .add(
            Condition::any()
                .add(guarantee::Column::ValidUntil.is_null())
                .add(guarantee::Column::ValidUntil.gte(today)),
        )
        .add(
            Condition::any()
                .add(guarantee::Column::ValidFrom.is_null())
                .add(guarantee::Column::ValidFrom.lte(today)),
        )
}

/// How many suppliers hold each scheme in force.
pub async fn holders(db: &impl ConnectionTrait, today: NaiveDate) -> Result<HashMap<String, u64>> {
    let rows: Vec<(String, i64)> = guarantee::Entity::find()
        .select_only()
        .column(guarantee::Column::Scheme)
        .column_as(Expr::col(guarantee::Column::Organization).count_distinct(), "holders")
        .filter(in_force(today))
        .group_by(guarantee::Column::Scheme)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(scheme, count)| (scheme, count.unsigned_abs())).collect())
}

/// Guarantees in force, and those of them that a moderator or a register confirmed.
pub async fn counts(db: &impl ConnectionTrait, today: NaiveDate) -> Result<(u64, u64)> {
    let held = guarantee::Entity::find().filter(in_force(today));
    let checked =
        held.clone().filter(guarantee::Column::State.is_in([State::EvidenceChecked, State::RegisterChecked]));
    Ok((held.count(db).await?, checked.count(db).await?))
}

/// What was decided of it and not taken back, the last first, also while it hung on a page that was merged with its own.
pub async fn reviews_of(db: &impl ConnectionTrait, held: &Guarantee) -> Result<Vec<Reviewed>> {
    let pages = organizations::merged_with(db, held.organization).await?;
    Ok(events::reviews_on(db, &pages).await?.remove(&held.id.to_string()).unwrap_or_default())
}

/// When each of an organisation's guarantees was brought to where it stands, and by which network, where a moderator
/// did it.
pub async fn decisions(
    db: &impl ConnectionTrait,
    organization: Uuid,
    held: &[Guarantee],
) -> Result<HashMap<Uuid, (NaiveDate, Option<String>)>> {
    if !held.iter().any(is_decided) {
        return Ok(HashMap::new());
    }
    let pages = organizations::merged_with(db, organization).await?;
    let mut reviews = events::reviews_on(db, &pages).await?;
    Ok(held.iter().filter_map(|one| Some((one.id, decided_in(&mut reviews, one)?))).collect())
}

fn is_decided(one: &Guarantee) -> bool {
    matches!(one.state, State::Suspended | State::RegisterChecked)
}

fn decided_in(
    reviews: &mut HashMap<String, Vec<Reviewed>>,
    one: &Guarantee,
) -> Option<(NaiveDate, Option<String>)> {
    // It stands since it was decided, not since an appeal was turned down.
    let led_there = |review: &Reviewed| !events::is_upheld(&review.before, &review.after);
    let last = reviews.remove(&one.id.to_string()).and_then(|all| all.into_iter().find(led_there));
    match last.filter(|last| is_decided(one) && last.after["state"] == rules::state_code(one.state)) {
        Some(last) => Some((day_of(last.at), last.by)),
        // Nothing else changes what is suspended.
        None if one.state == State::Suspended => Some((day_of(one.updated_at), None)),
        None => None,
    }
}

/// What was decided of it last.
pub async fn last_review(db: &impl ConnectionTrait, held: &Guarantee) -> Result<Option<Reviewed>> {
    Ok(reviews_of(db, held).await?.into_iter().next())
}

/// Whether someone brought it to where it stands, or upheld that: someone else looks at an appeal.
pub async fn is_decided_by(db: &impl ConnectionTrait, held: &Guarantee, actor: &str) -> Result<bool> {
    Ok(events::deciders(&reviews_of(db, held).await?).contains(&actor))
}
