use schema::organizations::{invitation, member, organization};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};
use uuid::Uuid;

use crate::accounts::rules::Email;
use crate::actor::Actor;
use crate::app::App;
use crate::base::events::{What, record_of};
use crate::base::secrets::{self, hashed};
use crate::base::{db, throttle};
use crate::error::{Error, Message, Result};
use crate::organizations::queries::{self, Invitation};
use crate::organizations::rules::{INVITATION, MOST_INVITATIONS, MOST_MEMBERS};
use crate::rights::{self, Hold, Operation, Role};

/// Letters that one organisation can have us write to strangers.
const INVITED: throttle::Limit =
    throttle::Limit { most: 20, within: std::time::Duration::from_secs(24 * 60 * 60) };

/// Whom an owner asks to join.
#[derive(Clone, Debug)]
pub struct Invite {
    pub email: String,
    pub role: Role,
}

/// Holds the row of an organisation until the transaction ends, so that nobody else counts its owners meanwhile.
pub(super) async fn lock(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    organization::Entity::update_many()
        .col_expr(organization::Column::Version, Expr::col(organization::Column::Version))
        .filter(organization::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Holds these rows until the transaction ends: nothing new hangs on them meanwhile.
pub async fn lock_all(tx: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
    organization::Entity::update_many()
        .col_expr(organization::Column::Version, Expr::col(organization::Column::Version))
        .filter(organization::Column::Id.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Makes someone a member, or gives a member another role. Call it in the transaction of what lets them in.
pub async fn add_member(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    organization: Uuid,
    account: Uuid,
    role: Role,
) -> Result<()> {
    let row = member::ActiveModel {
        organization: Set(organization),
        account: Set(account),
        role: Set(role.code().to_owned()),
        since: Set(app.clock.now()),
    };
    let again = OnConflict::columns([member::Column::Organization, member::Column::Account])
        .update_column(member::Column::Role)
        .to_owned();
    member::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    record_of(
        tx,
        app.clock.now(),
        actor,
        organization,
        What::MemberJoined { account, role: role.code().to_owned() },
    )
    .await?;
    Ok(())
}

/// Asks someone to join; a letter tells them. Whether the address has an account isn't told.
///
/// Errors: `Invalid` at `email`; `RateLimited`; `Forbidden`; `NotFound`.
pub async fn invite(app: &App, actor: &Actor, id: Uuid, asked: Invite) -> Result<()> {
    let now = app.clock.now();
    let (_, role) = queries::held(&app.db, actor, id).await?;
    rights::check_in(actor, Operation::InviteMember, Hold { role, moderates: false })?;
    let email = Email::parse(&asked.email).map_err(|message| Error::invalid("email", message))?;
    throttle::count(&app.db, now, &throttle::key("invited", &id.to_string()), INVITED).await?;
    let tx = db::begin(&app.db).await?;
    lock(&tx, id).await?;
    let waiting = queries::invitations(&tx, now, id).await?;
    if waiting.iter().any(|one| one.email_key == email.key) {
        return Err(Error::invalid("email", Message::new("invalid-already-invited")));
    }
    let members = queries::members(&tx, id).await?;
    if let Some(account) = crate::accounts::by_key(&tx, &email.key).await?
        && members.iter().any(|(member, ..)| *member == account.id)
    {
        return Err(Error::invalid("email", Message::new("invalid-member-already")));
    }
    if waiting.len() as u64 >= MOST_INVITATIONS || members.len() as u64 >= MOST_MEMBERS {
        let message = Message::new("invalid-too-many-members").with("most", MOST_MEMBERS.to_string());
        return Err(Error::invalid("email", message));
    }
    let invitation = Uuid::now_v7();
    invitation::Entity::insert(invitation::ActiveModel {
        id: Set(invitation),
        organization: Set(id),
        email: Set(email.address),
        email_key: Set(email.key),
        role: Set(asked.role.code().to_owned()),
        token: Set(None),
        invited_by: Set(actor.person().map(|person| person.account)),
        created_at: Set(now),
        expires_at: Set(now + INVITATION),
        used_at: Set(None),
    })
    .exec_without_returning(&tx)
    .await?;
    let what = What::MemberInvited { invitation, role: asked.role.code().to_owned() };
    record_of(&tx, app.clock.now(), actor, id, what).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}

/// A token for the letter of an invitation; the one before no longer holds.
pub async fn invitation_token(db: &impl ConnectionTrait, id: Uuid) -> Result<String> {
    let token = secrets::token();
    invitation::Entity::update_many()
        .col_expr(invitation::Column::Token, Expr::value(hashed(&token)))
        .filter(invitation::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(token)
}

/// Takes an invitation back; its link no longer holds.
pub async fn withdraw_invitation(app: &App, actor: &Actor, organization: Uuid, id: Uuid) -> Result<()> {
    let (_, role) = queries::held(&app.db, actor, organization).await?;
    rights::check_in(actor, Operation::InviteMember, Hold { role, moderates: false })?;
    let gone = invitation::Entity::delete_many()
        .filter(invitation::Column::Id.eq(id))
        .filter(invitation::Column::Organization.eq(organization))
        .filter(invitation::Column::UsedAt.is_null())
        .exec(&app.db)
        .await?;
    if gone.rows_affected == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Joins with the link of an invitation: whoever reads the letter and has signed in, once.
///
/// Errors: `Invalid` at `token`.
pub async fn accept_invitation(app: &App, actor: &Actor, token: &str) -> Result<Uuid> {
    rights::check(actor, Operation::AnswerInvitation)?;
    let tx = db::begin(&app.db).await?;
    let (row, _) = queries::invitation_of(&tx, app.clock.now(), token).await?;
    accept(tx, app, actor, row).await
}

/// The same by whoever has confirmed the address it was sent to, without its link. Errors: `NotFound`.
pub async fn accept_waiting(app: &App, actor: &Actor, id: Uuid) -> Result<Uuid> {
    rights::check(actor, Operation::AnswerInvitation)?;
    let tx = db::begin(&app.db).await?;
    let row = queries::invitation_by_id(&tx, id).await?.ok_or(Error::NotFound)?;
    let account = crate::accounts::own(&tx, actor).await?;
    if account.email_key.as_ref() != Some(&row.email_key) || row.expires_at <= app.clock.now() {
        return Err(Error::NotFound);
    }
    accept(tx, app, actor, row).await
}

async fn accept(tx: DatabaseTransaction, app: &App, actor: &Actor, row: Invitation) -> Result<Uuid> {
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let now = app.clock.now();
    // A letter that was passed on opens nothing to others.
    let account = crate::accounts::own(&tx, actor).await?;
    if account.email_key.as_ref() != Some(&row.email_key) {
        let message = Message::new("invalid-invitation-other").with("email", row.email);
        return Err(Error::invalid("token", message));
    }
    let used = invitation::Entity::update_many()
        .col_expr(invitation::Column::UsedAt, Expr::value(now))
        .filter(invitation::Column::Id.eq(row.id))
        .filter(invitation::Column::UsedAt.is_null())
        .exec(&tx)
        .await?;
    if used.rows_affected == 0 {
        return Err(Error::invalid("token", Message::new("invalid-link-used")));
    }
    let role = Role::named(&row.role).ok_or(Error::NotFound)?;
    // An invitation never takes anything away.
    let held = queries::role_of(&tx, actor, row.organization).await?;
    if held.is_none_or(|held| held < role) {
        add_member(&tx, app, actor, row.organization, person.account, role).await?;
    }
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(row.organization)
}

/// Gives a member another role, or (`None`) ends their membership. Errors: `Invalid` where nobody would own it any more.
pub async fn change_member(
    app: &App,
    actor: &Actor,
    organization: Uuid,
    account: Uuid,
    to: Option<Role>,
) -> Result<()> {
    let (_, role) = queries::held(&app.db, actor, organization).await?;
    rights::check_in(actor, Operation::ChangeMember, Hold { role, moderates: false })?;
    change(app, actor, organization, account, to).await
}

/// Ends one's own membership. Errors: `Invalid` for the last owner.
pub async fn leave(app: &App, actor: &Actor, organization: Uuid) -> Result<()> {
    let (_, role) = queries::held(&app.db, actor, organization).await?;
    rights::check_in(actor, Operation::LeaveOrganization, Hold { role, moderates: false })?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    change(app, actor, organization, person.account, None).await
}

async fn change(app: &App, actor: &Actor, organization: Uuid, account: Uuid, to: Option<Role>) -> Result<()> {
    let tx = db::begin(&app.db).await?;
    lock(&tx, organization).await?;
    let members = queries::members(&tx, organization).await?;
    let before = members.iter().find(|(id, ..)| *id == account).map(|(_, role, _)| *role);
    let before = before.ok_or(Error::NotFound)?;
    let others = members.iter().any(|(id, role, _)| *id != account && *role == Role::Owner);
    if before == Role::Owner && to != Some(Role::Owner) && !others {
        return Err(Error::invalid("member", Message::new("invalid-last-owner")));
    }
    if Some(before) == to {
        return Ok(());
    }
    let code = before.code().to_owned();
    let what = match to {
        Some(role) => {
            member::Entity::update_many()
                .col_expr(member::Column::Role, Expr::value(role.code()))
                .filter(member::Column::Organization.eq(organization))
                .filter(member::Column::Account.eq(account))
                .exec(&tx)
                .await?;
            What::MemberChanged { account, before: code, after: role.code().to_owned() }
        }
        None => {
            member::Entity::delete_by_id((organization, account)).exec(&tx).await?;
            What::MemberLeft { account, before: code }
        }
    };
    record_of(&tx, app.clock.now(), actor, organization, what).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}

/// Ends a membership that should not have begun. Where no owner is left, nobody else stays either: an owner had let them
/// in. Call it in the transaction of what says so.
pub async fn take_out(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    organization: Uuid,
    account: Uuid,
) -> Result<()> {
    lock(tx, organization).await?;
    let members = queries::members(tx, organization).await?;
    let owned = members.iter().any(|(id, role, _)| *id != account && *role == Role::Owner);
    for (id, role, _) in members.into_iter().filter(|(id, ..)| *id == account || !owned) {
        member::Entity::delete_by_id((organization, id)).exec(tx).await?;
        let what = What::MemberLeft { account: id, before: role.code().to_owned() };
        record_of(tx, app.clock.now(), actor, organization, what).await?;
    }
    Ok(())
}
