use chrono::{DateTime, Duration, Utc};
use schema::organizations::{draft, file, invitation, likeness, member, organization};
use sea_orm::sea_query::{Expr, ExprTrait, Func, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait,
    PaginatorTrait, QueryFilter,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::members::lock;
use crate::actor::Actor;
use crate::app::{App, Leaving};
use crate::base::events::{What, record_of};
use crate::error::{Error, Message, Result};
use crate::organizations::queries;
use crate::rights::Role;

/// Fields and characters of a draft.
const MOST_FIELDS: usize = 60;
const LONGEST: usize = 60_000;
const MOST_DRAFTS: u64 = 50;

/// Keeps what someone is writing in a form, until they send it. `place` is its page and what it does.
///
/// Errors: `Unauthenticated`; `Invalid` for what is too much.
pub async fn save_draft(app: &App, actor: &Actor, place: &str, fields: &[(String, String)]) -> Result<()> {
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let size: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    let too_much =
        || Error::invalid("draft", Message::new("invalid-text-too-long").with("most", LONGEST.to_string()));
    if place.len() > 200 || place.contains('\0') || fields.len() > MOST_FIELDS || size > LONGEST {
        return Err(too_much());
    }
    let of = || draft::Entity::find().filter(draft::Column::Account.eq(person.account));
    let known = of().filter(draft::Column::Place.eq(place)).count(&app.db).await? > 0;
    if !known && of().count(&app.db).await? >= MOST_DRAFTS {
        return Err(too_much());
    }
    // PostgreSQL has no such text.
    let bare = |text: &String| text.replace('\0', "");
    let content: Vec<(String, String)> = fields.iter().map(|(n, v)| (bare(n), bare(v))).collect();
    let row = draft::ActiveModel {
        account: Set(person.account),
        place: Set(place.to_owned()),
        content: Set(json!(content)),
        saved_at: Set(app.clock.now()),
    };
    let again = OnConflict::columns([draft::Column::Account, draft::Column::Place])
        .update_columns([draft::Column::Content, draft::Column::SavedAt])
        .to_owned();
    draft::Entity::insert(row).on_conflict(again).exec_without_returning(&app.db).await?;
    Ok(())
}

/// What someone was writing there.
pub async fn draft_of(
    app: &App,
    actor: &Actor,
    place: &str,
) -> Result<Option<(DateTime<Utc>, Vec<(String, String)>)>> {
    let Some(person) = actor.person() else { return Ok(None) };
    let row = draft::Entity::find_by_id((person.account, place.to_owned())).one(&app.db).await?;
    Ok(row.map(|row| (row.saved_at, serde_json::from_value(row.content).unwrap_or_default())))
}

/// It was sent, or is no longer wanted.
pub async fn drop_draft(app: &App, actor: &Actor, place: &str) -> Result<()> {
    if let Some(person) = actor.person() {
        draft::Entity::delete_by_id((person.account, place.to_owned())).exec(&app.db).await?;
    }
    Ok(())
}

/// What is theirs goes with their account; what they did for an organisation stays, without them.
pub async fn forget(tx: &impl ConnectionTrait, who: Leaving<'_>) -> Result<()> {
    let Leaving { account, email_key, .. } = who;
    hand_over(tx, who).await?;
    member::Entity::delete_many().filter(member::Column::Account.eq(account)).exec(tx).await?;
    draft::Entity::delete_many().filter(draft::Column::Account.eq(account)).exec(tx).await?;
    invitation::Entity::delete_many().filter(invitation::Column::EmailKey.eq(email_key)).exec(tx).await?;
    invitation::Entity::update_many()
        .col_expr(invitation::Column::InvitedBy, Expr::value(Option::<Uuid>::None))
        .filter(invitation::Column::InvitedBy.eq(account))
        .exec(tx)
        .await?;
    file::Entity::update_many()
        .col_expr(file::Column::MadeBy, Expr::value(Option::<Uuid>::None))
        .filter(file::Column::MadeBy.eq(account))
        .exec(tx)
        .await?;
    likeness::Entity::update_many()
        .col_expr(likeness::Column::DistinctBy, Expr::value(Option::<Uuid>::None))
        .filter(likeness::Column::DistinctBy.eq(account))
        .exec(tx)
        .await?;
    // An organisation's own address for letters may be its only member's.
    organization::Entity::update_many()
        .col_expr(organization::Column::Email, Expr::value(Option::<String>::None))
        .filter(Expr::expr(Func::lower(Expr::col(organization::Column::Email))).eq(email_key))
        .exec(tx)
        .await?;
    Ok(())
}

/// Whoever has written for it the longest owns what nobody else owns; where nobody is left, nobody invited stays either.
async fn hand_over(tx: &impl ConnectionTrait, who: Leaving<'_>) -> Result<()> {
    let mut ids: Vec<Uuid> =
        queries::of_account(tx, who.account).await?.into_iter().map(|(one, _)| one.id).collect();
    ids.sort_unstable();
    for id in ids {
        lock(tx, id).await?;
        let members = queries::members(tx, id).await?;
        match queries::left_to(&members, who.account) {
            Some(Some((account, before))) => {
                member::Entity::update_many()
                    .col_expr(member::Column::Role, Expr::value(Role::Owner.code()))
                    .filter(member::Column::Organization.eq(id))
                    .filter(member::Column::Account.eq(account))
                    .exec(tx)
                    .await?;
                let (before, after) = (before.code().to_owned(), Role::Owner.code().to_owned());
                let what = What::MemberChanged { account, before, after };
                record_of(tx, who.app.clock.now(), who.actor, id, what).await?;
            }
            Some(None) => {
                invitation::Entity::delete_many()
                    .filter(invitation::Column::Organization.eq(id))
                    .filter(invitation::Column::UsedAt.is_null())
                    .exec(tx)
                    .await?;
            }
            None => {}
        }
    }
    Ok(())
}

/// What need no longer be kept goes: once a day.
pub async fn tidy(app: &App) -> Result<()> {
    let month = app.clock.now() - Duration::days(30);
    let over = Condition::any()
        .add(invitation::Column::ExpiresAt.lte(month))
        .add(invitation::Column::UsedAt.lte(month));
    invitation::Entity::delete_many().filter(over).exec(&app.db).await?;
    draft::Entity::delete_many().filter(draft::Column::SavedAt.lte(month)).exec(&app.db).await?;
    super::files::tidy_pictures(app).await
}

/// What is kept of someone here, to take away.
pub async fn kept(db: &DatabaseConnection, account: Uuid) -> Result<(&'static str, Value)> {
    let mine = queries::of_account(db, account).await?;
    let drafts = draft::Entity::find().filter(draft::Column::Account.eq(account)).all(db).await?;
    let value = json!({
        "memberOf": mine.iter().map(|(one, role)| json!({ "name": one.name, "role": role.code() })).collect::<Vec<_>>(),
        "drafts": drafts.iter().map(|one| json!({ "place": one.place, "content": one.content })).collect::<Vec<_>>(),
    });
    Ok(("organizations", value))
}
