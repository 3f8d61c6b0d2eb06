//! What its holder does with a guarantee.

use chrono::NaiveDate;
use schema::guarantees::{State, guarantee};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::actor::Actor;
use crate::app::App;
use crate::base::clock::day_of;
use crate::base::db;
use crate::base::events::{What, record_of};
use crate::base::files::Kind;
use crate::base::form::Upload;
use crate::base::pictures;
use crate::error::{Error, FieldError, Message, Result};
use crate::guarantees::queries::{self, Guarantee};
use crate::guarantees::rules::{self, Standing};
use crate::networks::{self, CaseKind, NewCase};
use crate::organizations::{self, FileOf, Organization, Stored};
use crate::products::day;
use crate::rights::{self, Hold, Operation};

/// What a holder says of a guarantee.
#[derive(Clone, Debug, Default)]
pub struct GuaranteeTyped {
    pub scheme: String,
    /// The number of the certificate or agreement.
    pub reference: String,
    pub valid_from: String,
    /// Its last day; unless said, as long as the scheme holds, from today where no first day is said either.
    pub valid_until: String,
}

/// What was decided of a guarantee, as the journal keeps it.
pub(super) fn told(guarantee: &Guarantee) -> Value {
    json!({
        "scheme": guarantee.scheme,
        "renewal": guarantee.renewal,
        "state": rules::state_code(guarantee.state),
        "reference": guarantee.reference,
        "validFrom": guarantee.valid_from,
        "validUntil": guarantee.valid_until,
        "evidenceCheckedOn": guarantee.evidence_checked_on,
        "evidenceCheckedBy": guarantee.evidence_checked_by,
        "evidenceNote": guarantee.evidence_note,
        "registerCheckedOn": guarantee.register_checked_on,
        "registerLink": guarantee.register_link,
        "reason": guarantee.reason,
    })
}

struct Read {
    reference: Option<String>,
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
}

fn read(app: &App, typed: &GuaranteeTyped, scheme: &str) -> Result<Read> {
    let reference = app.reference.get();
    let mut wrong = Vec::new();
    let mut note = |path: &str, message| wrong.push(FieldError { path: path.to_owned(), message });
    let Some(scheme) = reference.scheme(scheme) else {
        let message = match scheme.trim() {
            "" => Message::new("invalid-choice-missing"),
            other => {
                Message::new("invalid-unknown-code").with("value", other.chars().take(60).collect::<String>())
            }
        };
        return Err(Error::invalid("scheme", message));
    };
    let number =
        organizations::line(&typed.reference, 100).map_err(|m| note("reference", m)).unwrap_or_default();
    let first = day(&typed.valid_from).map_err(|m| note("validFrom", m)).unwrap_or_default();
    let last = day(&typed.valid_until).map_err(|m| note("validUntil", m)).unwrap_or_default();
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        note("validUntil", Message::new("invalid-period"));
    }
    let last = last.or_else(|| rules::usual_end(scheme, first.unwrap_or(app.clock.today())));
    if wrong.is_empty() { Ok(Read { reference: number, first, last }) } else { Err(Error::Invalid(wrong)) }
}

/// Says that an organisation holds a guarantee. What lapsed or was withdrawn begins anew.
///
/// Errors: `Invalid`, at `scheme` where it is held already; `Forbidden`; `NotFound`.
pub async fn declare_guarantee(
    app: &App,
    actor: &Actor,
    organization: Uuid,
    typed: &GuaranteeTyped,
) -> Result<Guarantee> {
    let tx = db::begin(&app.db).await?;
    let (_, role) = organizations::held(&tx, actor, organization).await?;
    rights::check_in(actor, Operation::DeclareGuarantee, Hold { role, moderates: false })?;
    let read = read(app, typed, typed.scheme.trim())?;
    let line = queries::line_of(&tx, organization, typed.scheme.trim()).await?;
    if let Some(standing) = line.last().map(|last| rules::standing(last, app.clock.today()))
        && !rules::may_be_declared_again(standing)
    {
        let key = match standing {
            Standing::Refused => "invalid-guarantee-held-refused",
            Standing::Suspended => "invalid-guarantee-held-suspended",
            Standing::Barred => "invalid-guarantee-barred",
            _ => "invalid-guarantee-held",
        };
        return Err(Error::invalid("scheme", Message::new(key)));
    }
    add(tx, app, actor, organization, typed.scheme.trim(), next_of(&line), read).await
}

/// Carries a guarantee on: the next grant begins the day after this one ends, unless a later day is said.
///
/// Errors: `Invalid`, while a period of its line is refused or suspended too; `Forbidden`; `NotFound`.
pub async fn renew_guarantee(
    app: &App,
    actor: &Actor,
    id: Uuid,
    typed: &GuaranteeTyped,
) -> Result<Guarantee> {
    let tx = db::begin(&app.db).await?;
    let (held, organization) = own(&tx, actor, Operation::RenewGuarantee, id).await?;
    let line = queries::line_of(&tx, organization.id, &held.scheme).await?;
    match rules::standing(&held, app.clock.today()) {
        // Nothing that was refused or suspended comes back as its own renewal.
        Standing::Refused | Standing::Suspended | Standing::Barred => return Err(barred()),
        _ => {}
    }
    let last = line.last().is_some_and(|last| last.id == held.id && last.state != State::Withdrawn);
    if held.valid_until.is_none() || !last {
        return Err(Error::invalid("scheme", Message::new("invalid-renewal")));
    }
    let lasting = line.iter().filter(|one| one.state != State::Withdrawn);
    let ends = lasting.filter_map(|one| one.valid_until).max().ok_or(Error::NotFound)?;
    let mut typed = typed.clone();
    if typed.valid_from.trim().is_empty() {
        typed.valid_from = ends.succ_opt().unwrap_or(ends).to_string();
    }
    let read = read(app, &typed, &held.scheme)?;
    if read.first.is_some_and(|first| first <= ends) {
        let message = Message::new("invalid-renewal-begins").with_day("day", ends);
        return Err(Error::invalid("validFrom", message));
    }
    add(tx, app, actor, organization.id, &held.scheme, next_of(&line), read).await
}

pub(super) fn next_of(line: &[Guarantee]) -> i32 {
    line.iter().map(|one| one.renewal).max().unwrap_or_default() + 1
}

fn barred() -> Error {
    Error::invalid("scheme", Message::new("invalid-guarantee-barred"))
}

async fn add(
    tx: sea_orm::DatabaseTransaction,
    app: &App,
    actor: &Actor,
    organization: Uuid,
    scheme: &str,
    renewal: i32,
    read: Read,
) -> Result<Guarantee> {
    let now = app.clock.now();
    let new = Guarantee {
        id: Uuid::now_v7(),
        organization,
        scheme: scheme.to_owned(),
        renewal,
        state: State::Declared,
        reference: read.reference,
        valid_from: read.first,
        valid_until: read.last,
        declared_on: app.clock.today(),
        declared_source: None,
        evidence_checked_on: None,
        evidence_checked_by: None,
        evidence_note: None,
        register_checked_on: None,
        register_link: None,
        peer_reviewed_on: None,
        peer_valid_until: None,
        peer_summary: None,
        reason: None,
        created_at: now,
        updated_at: now,
        barred: false,
    };
    let added = guarantee::Entity::insert(new.clone().into_active_model()).exec_without_returning(&tx).await;
    added.map_err(Error::from).map_err(|error| match error {
        Error::Conflict(_) => Error::invalid("scheme", Message::new("invalid-guarantee-held")),
        other => other,
    })?;
    if queries::by_id(&tx, new.id).await?.is_none_or(|new| new.barred) {
        return Err(barred());
    }
    let what = What::GuaranteeDeclared { guarantee: new.id, after: told(&new) };
    record_of(&tx, app.clock.now(), actor, organization, what).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(new)
}

/// A guarantee with its holder, and the right of its members to do something with it checked.
pub(super) async fn own(
    db: &impl ConnectionTrait,
    actor: &Actor,
    operation: Operation,
    id: Uuid,
) -> Result<(Guarantee, Organization)> {
    let held = queries::by_id(db, id).await?.ok_or(Error::NotFound)?;
    let (organization, role) = organizations::held(db, actor, held.organization).await?;
    rights::check_in(actor, operation, Hold { role, moderates: false })?;
    Ok((held, organization))
}

/// Keeps the bytes of a document for a guarantee; `add_evidence` makes it one. Errors: `Invalid` at `file`.
async fn store_evidence(app: &App, id: Uuid, sent: &Upload) -> Result<Stored> {
    if organizations::files_of(&app.db, id).await?.len() >= 10 {
        return Err(Error::invalid("file", Message::new("invalid-too-many-files").with("most", "10")));
    }
    // Nobody decodes it here; whoever looks at it would.
    if pictures::is_huge(&sent.bytes) {
        return Err(Error::invalid("file", Message::new("invalid-picture-huge")));
    }
    organizations::store(app, "file", sent, &[Kind::Pdf, Kind::Png, Kind::Jpeg]).await
}

async fn add_evidence(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    held: &Guarantee,
    stored: &Stored,
) -> Result<()> {
    let of = FileOf { organization: held.organization, purpose: "evidence", subject: Some(held.id), alt: "" };
    organizations::add_file(tx, app, actor, stored, of).await?;
    let what = What::EvidenceSent { guarantee: held.id, file: stored.id };
    record_of(tx, app.clock.now(), actor, held.organization, what).await?;
    Ok(())
}

/// Sends a document that proves it; a moderator will look. Private to its members and to whoever reviews it.
///
/// Errors: `Invalid` at `file`, also where nobody would look at it; `Forbidden`; `NotFound`.
pub async fn send_evidence(app: &App, actor: &Actor, id: Uuid, sent: &Upload) -> Result<()> {
    let (held, organization) = own(&app.db, actor, Operation::SendEvidence, id).await?;
    let standing = rules::standing(&held, app.clock.today());
    let appealed = networks::open_case_of(&app.db, CaseKind::Appeal, id).await?.is_some();
    if !rules::takes_evidence(standing, held.state, appealed) {
        let out = matches!(standing, Standing::Refused | Standing::Suspended);
        let key = if out { "invalid-evidence-contest" } else { "invalid-no-evidence-now" };
        return Err(Error::invalid("file", Message::new(key)));
    }
    let stored = store_evidence(app, id, sent).await?;
    let tx = db::begin(&app.db).await?;
    add_evidence(&tx, app, actor, &held, &stored).await?;
    let moved = guarantee::Entity::update_many()
        .col_expr(guarantee::Column::State, Expr::value("under_review"))
        .col_expr(guarantee::Column::UpdatedAt, Expr::value(app.clock.now()))
        .filter(guarantee::Column::Id.eq(id))
        .filter(guarantee::Column::State.is_in([State::Declared, State::UnderReview]))
        .exec(&tx)
        .await?;
    let waits = moved.rows_affected > 0;
    if waits && networks::open_case_of(&tx, CaseKind::Evidence, id).await?.is_none() {
        let new = NewCase {
            kind: CaseKind::Evidence,
            organization: organization.id,
            subject: Some(id),
            note: String::new(),
        };
        networks::open_case(&tx, app, actor, new).await?;
    }
    // Decided meanwhile: nobody would look at it.
    if !waits && networks::open_case_of(&tx, CaseKind::Appeal, id).await?.is_none() {
        return Err(Error::invalid("file", Message::new("invalid-no-evidence-now")));
    }
    tx.commit().await?;
    app.wake.notify_one();
    Ok(())
}

/// Takes a document away that was sent for it, its bytes too. Where none is left to look at, it is declared as before, and
/// its case is closed.
///
/// Errors: `Invalid` at `file` where what was checked rests on it, where it is gone already, or where a moderator decided
/// meanwhile; `Forbidden`; `NotFound`.
pub async fn remove_evidence(app: &App, actor: &Actor, id: Uuid, file: Uuid) -> Result<()> {
    let tx = db::begin(&app.db).await?;
    let (held, organization) = own(&tx, actor, Operation::RemoveEvidence, id).await?;
    let wrong = |key| Error::invalid("file", Message::new(key));
    let as_read = guarantee::Entity::update_many()
        .filter(guarantee::Column::Id.eq(id))
        .filter(guarantee::Column::State.eq(held.state));
    // Whoever decides, sends or removes at the same moment waits for its row.
    let same = as_read.clone().col_expr(guarantee::Column::State, Expr::col(guarantee::Column::State));
    if same.exec(&tx).await?.rows_affected == 0 {
        return Err(wrong("invalid-evidence-decided"));
    }
    let sent = organizations::files_of(&tx, id).await?;
    let one = sent.iter().find(|one| one.id == file).ok_or_else(|| wrong("invalid-evidence-gone"))?;
    if rules::rests_on(&held, rules::standing(&held, app.clock.today()), day_of(one.created_at)) {
        return Err(wrong("invalid-evidence-rests"));
    }
    if !organizations::drop_file(&tx, file).await? {
        return Err(wrong("invalid-evidence-gone"));
    }
    if sent.len() == 1 && held.state == State::UnderReview {
        let declared = as_read
            .col_expr(guarantee::Column::State, Expr::value("declared"))
            .col_expr(guarantee::Column::UpdatedAt, Expr::value(app.clock.now()));
        declared.exec(&tx).await?;
        networks::withdraw_case(&tx, app, CaseKind::Evidence, id, "closed-evidence-removed").await?;
    } else if held.evidence_checked_on.is_some_and(|day| day_of(one.created_at) <= day)
        && held.state == State::Withdrawn
    {
        // Where the withdrawal is taken back, nobody can look at it again.
        let unchecked = as_read
            .col_expr(guarantee::Column::EvidenceCheckedOn, Expr::value(None::<NaiveDate>))
            .col_expr(guarantee::Column::EvidenceCheckedBy, Expr::value(None::<String>))
            .col_expr(guarantee::Column::EvidenceNote, Expr::value(None::<String>));
        unchecked.exec(&tx).await?;
    }
    let what = What::EvidenceRemoved { guarantee: id, file };
    record_of(&tx, app.clock.now(), actor, organization.id, what).await?;
    tx.commit().await?;
    app.wake.notify_one();
    app.files.remove(file).await
}

/// Asks for another look at a refusal or a suspension, with a document where there is one: someone else decides.
///
/// Errors: `Invalid` at `note` or `file`, or where nothing was refused; `Forbidden`; `NotFound`.
pub async fn appeal_guarantee(
    app: &App,
    actor: &Actor,
    id: Uuid,
    note: &str,
    document: Option<&Upload>,
) -> Result<()> {
    let refused = |held: &Guarantee| match held.state {
        State::Refused | State::Suspended => Ok(()),
        _ => Err(Error::invalid("note", Message::new("invalid-nothing-refused"))),
    };
    let (held, organization) = own(&app.db, actor, Operation::AppealGuarantee, id).await?;
    refused(&held)?;
    let note = organizations::text(note, networks::NOTE).map_err(|m| Error::invalid("note", m))?;
    if note.is_empty() {
        return Err(Error::invalid("note", Message::new("invalid-note-missing")));
    }
    let stored = match document {
        Some(sent) => Some(store_evidence(app, id, sent).await?),
        None => None,
    };
    let tx = db::begin(&app.db).await?;
    refused(&queries::by_id(&tx, id).await?.ok_or(Error::NotFound)?)?;
    if let Some(stored) = &stored {
        add_evidence(&tx, app, actor, &held, stored).await?;
    }
    let new = NewCase { kind: CaseKind::Appeal, organization: organization.id, subject: Some(id), note };
    networks::open_case(&tx, app, actor, new).await.map_err(|error| match error {
        Error::Conflict(_) => Error::invalid("note", Message::new("invalid-appealed-already")),
        other => other,
    })?;
    Ok(tx.commit().await?)
}
