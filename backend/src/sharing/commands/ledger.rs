use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rust_xlsxwriter::Workbook;
use schema::sharing::ledger_entry;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{What, record_of};
use crate::base::words::{Lang, Words};
use crate::error::{Error, FieldError, Message, Result};
use crate::organizations;
use crate::rights::{self, Hold, Operation};
use crate::sharing::queries::{self, LedgerEntry};
use crate::sharing::rules::moved_with;

/// Entries settled at once, and rows of an export.
const MOST: usize = 1_000;
const ROWS: u64 = 100_000;
/// The column of amounts.
const AMOUNT: usize = 3;

/// Says, for the one who is owed what is left, that nothing is owed any more for these entries, or that it is after all;
/// with each goes what stands as it does for the same booking.
///
/// Errors: `Invalid` at `entries` where what is left isn't due to this organisation; `Stale` where one is cancelled out by
/// another; `Forbidden`; `NotFound`.
pub async fn settle(
    app: &App,
    actor: &Actor,
    organization: Uuid,
    entries: &[Uuid],
    settled: bool,
) -> Result<()> {
    rights::signed_in(actor)?;
    let tx = db::begin(&app.db).await?;
    let (_, role) = organizations::held(&tx, actor, organization).await?;
    rights::check_in(actor, Operation::SettleLedger, Hold { role, moderates: false })?;
    let mut ids = entries.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let not_theirs = || Err(Error::invalid("entries", Message::new("invalid-ledger-entries")));
    if ids.is_empty() || ids.len() > MOST {
        return not_theirs();
    }
    let now = app.clock.now();
    let of_it = Condition::any()
        .add(ledger_entry::Column::Creditor.eq(organization))
        .add(ledger_entry::Column::Debtor.eq(organization));
    let these = ledger_entry::Entity::find().filter(ledger_entry::Column::Id.is_in(ids.iter().copied()));
    let theirs = these.filter(of_it).all(&tx).await?;
    if theirs.len() != ids.len() {
        return not_theirs();
    }
    let bookings: Vec<Uuid> = theirs.iter().filter_map(|entry| entry.booking).collect();
    let mut around = queries::entries_of(&tx, &bookings).await?;
    around.extend(theirs.iter().filter(|entry| entry.booking.is_none()).cloned());
    let mut changed: Vec<Uuid> = Vec::with_capacity(theirs.len());
    for entry in &theirs {
        match moved_with(entry, &around) {
            Some(moved) if moved.owed != organization => return not_theirs(),
            _ if entry.settled_at.is_some() == settled => {}
            Some(moved) => changed.extend(moved.entries),
            None => {
                let (path, message) = ("entries".to_owned(), Message::new("refused-ledger-cancelled"));
                return Err(Error::Stale(vec![FieldError { path, message }]));
            }
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    changed.sort_unstable();
    changed.dedup();
    let at: Option<DateTime<Utc>> = settled.then_some(now);
    ledger_entry::Entity::update_many()
        .col_expr(ledger_entry::Column::SettledAt, Expr::value(at))
        .filter(ledger_entry::Column::Id.is_in(changed.iter().copied()))
        .exec(&tx)
        .await?;
    record_of(&tx, now, actor, organization, What::LedgerSettled { entries: changed, settled }).await?;
    Ok(tx.commit().await?)
}

/// What begins like a formula is kept from being one.
fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// Plain, for machines: `12.50`, negative where it is owed to the other.
fn amount(entry: &LedgerEntry, of: Uuid) -> String {
    let cents = if entry.creditor == of { entry.amount_cents } else { -entry.amount_cents };
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

async fn rows(app: &App, words: Words, of: Uuid) -> Result<Vec<Vec<String>>> {
    let (entries, _) = queries::ledger(&app.db, of, 0, ROWS).await?;
    let sides: Vec<Uuid> = entries.iter().flat_map(|entry| [entry.creditor, entry.debtor]).collect();
    let mut named: Vec<Uuid> = sides;
    named.sort_unstable();
    named.dedup();
    let names = organizations::any_by_ids(&app.db, &named).await?;
    let mut of_bookings: HashMap<Uuid, Vec<LedgerEntry>> = HashMap::new();
    for entry in &entries {
        if let Some(booking) = entry.booking {
            of_bookings.entry(booking).or_default().push(entry.clone());
        }
    }
    let is_cancelled = |entry: &LedgerEntry| {
        let around = entry.booking.and_then(|booking| of_bookings.get(&booking));
        around.is_some_and(|around| moved_with(entry, around).is_none())
    };
    let row = |entry: &LedgerEntry| {
        let other = if entry.creditor == of { entry.debtor } else { entry.creditor };
        let settled = match entry.settled_at {
            Some(at) => at.format("%Y-%m-%d").to_string(),
            None if is_cancelled(entry) => words.say("ledger-is-cancelled"),
            None => String::new(),
        };
        vec![
            entry.day.to_string(),
            safe(&names.get(&other).map(|one| one.name.clone()).unwrap_or_default()),
            safe(&entry.label),
            amount(entry, of),
            safe(&entry.currency),
            settled,
            entry.booking.map(|id| id.to_string()).unwrap_or_default(),
        ]
    };
    let headers = ["day", "partner", "label", "amount", "currency", "settled", "booking"]
        .map(|name| words.say(format!("ledger-{name}")));
    Ok([headers.to_vec()].into_iter().chain(entries.iter().map(row)).collect())
}

/// The account as CSV: in French with semicolons and decimal commas, as spreadsheets there expect and a catalogue has them;
/// in English with commas and decimal points, as the exports for machines.
pub async fn ledger_csv(app: &App, words: Words, of: Uuid) -> Result<Vec<u8>> {
    let french = words.lang == Lang::Fr;
    let delimiter = if french { b';' } else { b',' };
    let mut to = csv::WriterBuilder::new().delimiter(delimiter).from_writer("\u{feff}".as_bytes().to_vec());
    for (y, mut row) in rows(app, words, of).await?.into_iter().enumerate() {
        if let Some(amount) = row.get_mut(AMOUNT).filter(|_| y > 0 && french) {
            *amount = amount.replace('.', ",");
        }
        to.write_record(row).map_err(Error::internal)?;
    }
    to.into_inner().map_err(Error::internal)
}

pub async fn ledger_xlsx(app: &App, words: Words, of: Uuid) -> Result<Vec<u8>> {
    let rows = rows(app, words, of).await?;
    let written = tokio::task::spawn_blocking(move || {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (y, row) in rows.iter().enumerate() {
            for (x, text) in row.iter().enumerate() {
                match (y > 0 && x == AMOUNT).then(|| text.parse::<f64>().ok()).flatten() {
                    Some(number) => sheet.write_number(y as u32, x as u16, number)?,
                    None => sheet.write_string(y as u32, x as u16, text)?,
                };
            }
        }
        book.save_to_buffer()
    });
    written.await.map_err(Error::internal)?.map_err(Error::internal)
}
