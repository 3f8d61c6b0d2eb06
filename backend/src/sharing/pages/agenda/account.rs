//! The account of an organisation: what others owe to it, what it owes to them.

use uuid::Uuid;

use super::uuid;
use crate::base::desk::{self, Button, DeskPage, Row, Section, Table};
use crate::base::form::Form;
use crate::base::page::Link;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};
use crate::organizations;
use crate::organizations::pages::own::{Mine, frame, mine};
use crate::reference::amount;
use crate::rights;
use crate::sharing::{self, LedgerEntry};

const SHOWN: u64 = 50;

async fn page_of(visit: &Visit, id: &str, rest: &[&str]) -> Result<DeskPage> {
    if !rest.is_empty() {
        return Err(Error::NotFound);
    }
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    let of = mine.organization.id;
    let offset = visit.one("apres").and_then(|text| text.parse::<u64>().ok()).unwrap_or(0).min(1_000_000);
    let (entries, total) = sharing::ledger(&app.db, of, offset, SHOWN).await?;
    let bookings: Vec<Uuid> = entries.iter().filter_map(|entry| entry.booking).collect();
    let mut around = sharing::entries_of(&app.db, &bookings).await?;
    around.extend(entries.iter().filter(|entry| entry.booking.is_none()).cloned());
    let left = sharing::balances(&app.db, of).await?;
    let partners = left.keys().map(|(other, _)| *other);
    let others = entries.iter().map(|entry| other(entry, of));
    let ids: Vec<Uuid> = partners.chain(others).collect();
    let names = organizations::any_by_ids(&app.db, &ids).await?;
    let name = |id: Uuid| names.get(&id).map(|one| one.name.clone()).unwrap_or_default();
    let reference = app.reference.get();
    let mut sections = vec![Section::said(vec![words.say("ledger-lead")])];
    if total == 0 {
        sections.push(Section::said(vec![words.say("ledger-none")]));
        return Ok(frame(visit, &mine, words.say("own-ledger"), sections));
    }
    let said = |cents: i64, currency: &str| {
        let key = if cents < 0 { "ledger-owes" } else { "ledger-is-owed" };
        words.with(key, "amount", amount(words, &reference, cents.abs(), currency))
    };
    let balance = |((other, currency), cents): (&(Uuid, String), &i64)| Row {
        cells: vec![name(*other), desk::whole(&said(*cents, currency))],
        ..Row::default()
    };
    sections.push(Section {
        heading: words.say("ledger-balances"),
        text: if left.is_empty() { vec![words.say("ledger-even")] } else { Vec::new() },
        table: (!left.is_empty()).then(|| Table {
            caption: words.say("ledger-balances-caption"),
            headers: ["ledger-partner", "ledger-amount"].map(|key| words.say(key)).into(),
            rows: left.iter().map(balance).collect(),
        }),
        ..Section::default()
    });
    let row = |entry: &LedgerEntry| {
        let mine_is_owed = entry.creditor == of;
        let cents = if mine_is_owed { entry.amount_cents } else { -entry.amount_cents };
        let moved = sharing::moved_with(entry, &around);
        let owed = moved.as_ref().is_some_and(|moved| moved.owed == of);
        Row {
            cells: vec![
                entry.label.clone(),
                desk::whole(&words.date(&entry.day)),
                name(other(entry, of)),
                desk::whole(&said(cents, &entry.currency)),
                words.say(match entry.settled_at {
                    Some(_) => "ledger-is-settled",
                    None if moved.is_none() => "ledger-is-cancelled",
                    None => "ledger-is-open",
                }),
            ],
            href: entry.booking.map(|id| words.path(&format!("/espace/reservations/{id}"))),
            buttons: settle_button(visit, &mine, entry).filter(|_| owed).into_iter().collect(),
        }
    };
    let headers =
        ["ledger-label", "ledger-day", "ledger-partner", "ledger-amount", "ledger-settled", "table-do"];
    let link = |key: &str, rest: &str| Link { label: words.say(key), href: words.path(&mine.path(rest)) };
    let mut all = Section {
        heading: words.say("ledger-entries"),
        table: Some(Table {
            caption: words.with("ledger-caption", "count", total),
            headers: headers.map(|key| words.say(key)).into(),
            rows: entries.iter().map(row).collect(),
        }),
        ..Section::default()
    };
    let end = offset + entries.len() as u64;
    if end < total {
        let next = visit.address.without_all("fait").with("apres", &end.to_string()).href(words);
        all.links.push(Link { label: words.say("ledger-next"), href: next });
    }
    all.links.extend([link("ledger-csv", "/compte/compte.csv"), link("ledger-xlsx", "/compte/compte.xlsx")]);
    sections.push(all);
    Ok(frame(visit, &mine, words.say("own-ledger"), sections))
}

fn other(entry: &LedgerEntry, of: Uuid) -> Uuid {
    if entry.creditor == of { entry.debtor } else { entry.creditor }
}

fn settle_button(visit: &Visit, mine: &Mine, entry: &LedgerEntry) -> Option<Button> {
    if !mine.writes() {
        return None;
    }
    let act = if entry.settled_at.is_some() { "rouvrir-compte" } else { "regler" };
    let label = visit.words.say(format!("submit-{act}"));
    Some(Button { act, value: entry.id.to_string(), label, about: entry.label.clone() })
}

pub(in crate::sharing::pages) async fn ledger(
    visit: &Visit,
    id: &str,
    rest: &[&str],
    _form: &Form,
) -> Result<Answer> {
    let (app, words) = (&visit.app, visit.words);
    let (file, media_type) = match *rest {
        ["compte.csv"] => ("compte.csv", "text/csv; charset=utf-8"),
        ["compte.xlsx"] => {
            ("compte.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        _ => return Ok(Answer::Page(page_of(visit, id, rest).await?.done()?)),
    };
    let mine = mine(visit, id).await?;
    let of = mine.organization.id;
    let bytes = match file {
        "compte.csv" => sharing::ledger_csv(app, words, of).await?,
        _ => sharing::ledger_xlsx(app, words, of).await?,
    };
    Ok(Answer::File { name: format!("bdis-{file}"), media_type, bytes })
}

pub(in crate::sharing::pages) async fn send_ledger(
    visit: &Visit,
    id: &str,
    rest: &[&str],
    form: &Form,
) -> Result<Answer> {
    desk::answered(act(visit, id, rest, form).await, form, page_of(visit, id, rest)).await
}

async fn act(visit: &Visit, id: &str, rest: &[&str], form: &Form) -> Result<Answer> {
    rights::signed_in(&visit.actor)?;
    let settled = match (rest, form.text("faire")) {
        ([], "regler") => true,
        ([], "rouvrir-compte") => false,
        _ => return Err(Error::NotFound),
    };
    let entries = [uuid(form.text("id"))?];
    sharing::settle(&visit.app, &visit.actor, uuid(id)?, &entries, settled).await?;
    let done = if settled { "ledger-settled" } else { "ledger-open" };
    Ok(Answer::SeeOther(format!("{}?fait={done}", visit.address.path)))
}
