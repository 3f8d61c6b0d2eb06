//! Each organisation is compared with those that share a key with it, when it changes: whoever looks for duplicates only
//! reads what was found.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use schema::organizations::{likeness, likeness_key};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::app::App;
use crate::base::db;
use crate::error::Result;
use crate::organizations::queries;
use crate::organizations::rules::{self, Merging};

/// Compared in one transaction.
const BATCH: usize = 500;
/// What more share says nothing: a chain, a name that every commune has.
const MOST_ALIKE: usize = 12;

/// Compares these with all others.
pub async fn compare(app: &App, ids: &[Uuid]) -> Result<()> {
    for some in ids.chunks(BATCH) {
        let tx = db::begin(&app.db).await?;
        compare_in(&tx, app.clock.now(), some).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Compares those that no event brought up: once a day.
pub async fn compare_rest(app: &App) -> Result<()> {
    loop {
        let ids = queries::uncompared(&app.db, BATCH as u64).await?;
        if ids.is_empty() {
            return Ok(());
        }
        compare(app, &ids).await?;
    }
}

async fn compare_in(tx: &impl ConnectionTrait, now: DateTime<Utc>, ids: &[Uuid]) -> Result<()> {
    let mut known = queries::any_by_ids(tx, ids).await?;
    let keys: Vec<likeness_key::Model> = known.values().map(|one| rules::likeness_keys(one, now)).collect();
    // What was said to be two stays said.
    for column in [likeness::Column::First, likeness::Column::Second] {
        likeness::Entity::delete_many()
            .filter(column.is_in(ids.iter().copied()))
            .filter(likeness::Column::DistinctAt.is_null())
            .exec(tx)
            .await?;
    }
    if keys.is_empty() {
        return Ok(());
    }
    let over = [
        likeness_key::Column::SirenPlace,
        likeness_key::Column::NamePlace,
        likeness_key::Column::WordsPlace,
        likeness_key::Column::SitePlace,
        likeness_key::Column::ComparedAt,
    ];
    likeness_key::Entity::insert_many(keys.iter().cloned().map(IntoActiveModel::into_active_model))
        .on_conflict(OnConflict::column(likeness_key::Column::Organization).update_columns(over).to_owned())
        .exec_without_returning(tx)
        .await?;
    let pairs = sharing(tx, &keys).await?;
    let others: BTreeSet<Uuid> =
        pairs.iter().flat_map(|(a, b)| [*a, *b]).filter(|id| !known.contains_key(id)).collect();
    let others: Vec<Uuid> = others.into_iter().collect();
    for some in others.chunks(db::MAX_BOUND) {
        known.extend(queries::any_by_ids(tx, some).await?);
    }
    let alike = |(first, second): &(Uuid, Uuid)| {
        let reasons = rules::likenesses(known.get(first)?, known.get(second)?);
        (!reasons.is_empty()).then(|| likeness::ActiveModel {
            first: Set(*first),
            second: Set(*second),
            strength: Set(rules::strength(&reasons)),
            distinct_at: Set(None),
            distinct_by: Set(None),
        })
    };
    let rows: Vec<likeness::ActiveModel> = pairs.iter().filter_map(alike).collect();
    let again = OnConflict::columns([likeness::Column::First, likeness::Column::Second])
        .update_column(likeness::Column::Strength)
        .to_owned();
    for some in rows.chunks(2_000) {
        likeness::Entity::insert_many(some.iter().cloned())
            .on_conflict(again.clone())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// The pairs that these make with those who share one of their keys, the smaller id first.
async fn sharing(tx: &impl ConnectionTrait, keys: &[likeness_key::Model]) -> Result<BTreeSet<(Uuid, Uuid)>> {
    let mine: BTreeSet<Uuid> = keys.iter().map(|row| row.organization).collect();
    let of = |column: likeness_key::Column, key: fn(&likeness_key::Model) -> Option<String>| {
        (column, keys.iter().filter_map(key).collect::<BTreeSet<String>>())
    };
    let asked = [
        of(likeness_key::Column::SirenPlace, |row| row.siren_place.clone()),
        of(likeness_key::Column::NamePlace, |row| row.name_place.clone()),
        of(likeness_key::Column::WordsPlace, |row| row.words_place.clone()),
        of(likeness_key::Column::SitePlace, |row| row.site_place.clone()),
    ];
    let mut pairs = BTreeSet::new();
    for (column, wanted) in asked {
        let rows: Vec<(String, Uuid)> = likeness_key::Entity::find()
            .select_only()
            .column(column)
            .column(likeness_key::Column::Organization)
            .filter(column.is_in(wanted))
            .into_tuple()
            .all(tx)
            .await?;
        let mut groups: HashMap<String, Vec<Uuid>> = HashMap::new();
        for (key, id) in rows {
            groups.entry(key).or_default().push(id);
        }
        for group in groups.into_values().filter(|group| group.len() <= MOST_ALIKE) {
            for one in group.iter().filter(|id| mine.contains(id)) {
                let others = group.iter().filter(|other| *other != one);
                pairs.extend(others.map(|other| (*one.min(other), *one.max(other))));
            }
        }
    }
    Ok(pairs)
}

/// Says that two pages are two organisations', or takes it back. Says whether that changed anything.
pub async fn set_distinct(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    by: Uuid,
    pair: Merging,
    distinct: bool,
) -> Result<bool> {
    let (first, second) = (pair.kept.min(pair.absorbed), pair.kept.max(pair.absorbed));
    let row = likeness::ActiveModel {
        first: Set(first),
        second: Set(second),
        strength: Set(0),
        distinct_at: Set(None),
        distinct_by: Set(None),
    };
    // Those that nobody suspected can be told apart too.
    let there =
        OnConflict::columns([likeness::Column::First, likeness::Column::Second]).do_nothing().to_owned();
    likeness::Entity::insert(row).on_conflict(there).exec_without_returning(tx).await?;
    let said = match distinct {
        true => likeness::Column::DistinctAt.is_null(),
        false => likeness::Column::DistinctAt.is_not_null(),
    };
    let changed = likeness::Entity::update_many()
        .col_expr(likeness::Column::DistinctAt, Expr::value(distinct.then_some(now)))
        .col_expr(likeness::Column::DistinctBy, Expr::value(distinct.then_some(by)))
        .filter(likeness::Column::First.eq(first))
        .filter(likeness::Column::Second.eq(second))
        .filter(said)
        .exec(tx)
        .await?;
    if !distinct {
        compare_in(tx, now, &[first, second]).await?;
    }
    Ok(changed.rows_affected > 0)
}
