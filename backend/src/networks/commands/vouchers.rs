use rand::RngExt;
use schema::networks::{network, voucher};
use schema::values::WebUrl;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::secrets::hashed;
use crate::error::{Error, Message, Notes, Result};
use crate::networks::queries;
use crate::networks::rules::{NOTE, VOUCHER, covers};
use crate::organizations::{self, Organization, Typed};
use crate::rights::{self, Operation};

/// Letters and digits that nobody takes for each other.
const LETTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// A code with which an organisation without SIRET or RNA number comes in: one's network answers for it. Told this once.
///
/// Errors: `Invalid` at `note`; `Forbidden`; `NotFound`.
pub async fn create_voucher(app: &App, actor: &Actor, network: Uuid, note: &str) -> Result<String> {
    rights::check(actor, Operation::MakeVoucher)?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    if !person.standing.moderates.contains(&network) {
        return Err(Error::NotFound);
    }
    let note = organizations::line(note, 200).map_err(|message| Error::invalid("note", message))?;
    let note = note.ok_or_else(|| Error::invalid("note", Message::new("invalid-note-missing")))?;
    let letter = |_| char::from(LETTERS[rand::rng().random_range(0..LETTERS.len())]);
    let bare: String = (0..12).map(letter).collect();
    let now = app.clock.now();
    voucher::Entity::insert(voucher::ActiveModel {
        code: Set(hashed(&bare)),
        network: Set(network),
        note: Set(note),
        made_by: Set(Some(person.account)),
        created_at: Set(now),
        expires_at: Set(now + VOUCHER),
        used_at: Set(None),
    })
    .exec_without_returning(&app.db)
    .await?;
    Ok([&bare[..4], &bare[4..8], &bare[8..]].join("-"))
}

/// Opens the page of an organisation that a network answers for; it becomes the network's member.
///
/// Errors: `Invalid`, at `voucher` among others.
pub async fn open_with_voucher(app: &App, actor: &Actor, typed: &Typed, code: &str) -> Result<Organization> {
    rights::check(actor, Operation::CreateOrganization)?;
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    let (row, network) = queries::voucher_of(&tx, now, code).await?;
    let used = voucher::Entity::update_many()
        .col_expr(voucher::Column::UsedAt, Expr::value(now))
        .filter(voucher::Column::Code.eq(row.code))
        .filter(voucher::Column::UsedAt.is_null())
        .exec(&tx)
        .await?;
    if used.rows_affected == 0 {
        return Err(Error::invalid("voucher", Message::new("invalid-voucher-used")));
    }
    let new = organizations::create_in(&tx, app, actor, typed, Some(network.id)).await?;
    // A network of a territory answers for those who are there.
    if network.kind == "regional" && !covers(&network, &new, false, &app.reference.get()) {
        let message = Message::new("invalid-voucher-territory").with("network", network.name);
        return Err(Error::invalid("postCode", message));
    }
    super::join(&tx, vec![(network.id, new.id, app.clock.today())]).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(new)
}

/// What a network says of itself.
#[derive(Clone, Debug, Default)]
pub struct NetworkTyped {
    pub description: String,
    pub website: String,
    /// `#rrggbb`
    pub colour: String,
    pub charter: String,
}

/// Writes what a network says of itself. `version` is the one that was read.
///
/// Errors: `Invalid`; `Stale` where someone else saved meanwhile, with what they saved; `NotFound` for whoever doesn't
/// moderate it.
pub async fn update_network(
    app: &App,
    actor: &Actor,
    id: Uuid,
    version: Option<i32>,
    typed: &NetworkTyped,
) -> Result<()> {
    rights::check(actor, Operation::ChangeNetwork)?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    if !person.standing.moderates.contains(&id) {
        return Err(Error::NotFound);
    }
    let mut wrong = Notes::default();
    let said = said_of(typed, &mut wrong);
    if !wrong.0.is_empty() {
        return Err(Error::Invalid(wrong.0));
    }
    let tx = db::begin(&app.db).await?;
    super::keep::write(&tx, app, actor, id, version, said).await?;
    Ok(tx.commit().await?)
}

/// What was typed of a network, to be written.
pub(super) fn said_of(typed: &NetworkTyped, wrong: &mut Notes) -> network::ActiveModel {
    let description = wrong.take("description", organizations::text(&typed.description, NOTE));
    let charter = wrong.take("charter", organizations::text(&typed.charter, 20_000));
    let website = match typed.website.trim() {
        "" => None,
        url => {
            let read = WebUrl::parse(url).map_err(organizations::said);
            wrong.take("website", read.map(|url| Some(url.to_string())))
        }
    };
    let is_colour = |code: &str| {
        code.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    let colour = match typed.colour.trim() {
        "" => None,
        code if is_colour(code) => Some(code.to_ascii_lowercase()),
        _ => {
            wrong.note("colour", Message::new("invalid-colour"));
            None
        }
    };
    network::ActiveModel {
        description: Set(description),
        website: Set(website),
        colour: Set(colour),
        charter: Set(charter),
        ..Default::default()
    }
}
