use chrono::{DateTime, Utc};
use schema::accounts::{account, administrator, moderator};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::{opened, tell};
use crate::accounts::queries;
use crate::accounts::rules;
use crate::actor::Actor;
use crate::app::App;
use crate::base::events::AccountEvent;
use crate::base::words::Lang;
use crate::base::{db, passwords};
use crate::error::{Error, Result};

/// What someone is entrusted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Member,
    /// Of this network.
    Moderator(Uuid),
    Administrator,
}

#[derive(Clone, Debug)]
pub struct NewUser {
    pub email: String,
    pub name: String,
    pub password: String,
    pub lang: Lang,
    pub role: Role,
}

/// Opens an account from the command line, confirmed; one that is there already gets the password and the role.
///
/// Errors: `Invalid` at `email`, `name` or `password`. Only the program itself may.
pub async fn create_user(app: &App, asked: NewUser) -> Result<Uuid> {
    let (email, name) =
        rules::identity(&asked.email, &asked.name, &asked.password).map_err(Error::Invalid)?;
    let now = app.clock.now();
    let password = passwords::hash(asked.password).await?;
    let tx = db::begin(&app.db).await?;
    let id = match queries::by_key(&tx, &email.key).await? {
        Some(held) => {
            account::Entity::update(account::ActiveModel {
                id: Set(held.id),
                password: Set(Some(password)),
                confirmed_at: Set(held.confirmed_at.or(Some(now))),
                ..Default::default()
            })
            .exec(&tx)
            .await?;
            tell(&tx, now, &Actor::System, AccountEvent::PasswordChanged { account: held.id }).await?;
            held.id
        }
        None => {
            let id = Uuid::now_v7();
            let new = opened(id, email, name, password, asked.lang, now, Some(now));
            account::Entity::insert(new).exec_without_returning(&tx).await?;
            tell(&tx, now, &Actor::System, AccountEvent::AccountConfirmed { account: id }).await?;
            id
        }
    };
    match asked.role {
        Role::Member => {}
        Role::Moderator(network) => {
            give_moderator(&tx, now, &Actor::System, network, id).await?;
        }
        Role::Administrator => {
            let row = administrator::ActiveModel { account: Set(id) };
            let once = OnConflict::column(administrator::Column::Account).do_nothing().to_owned();
            administrator::Entity::insert(row).on_conflict(once).exec_without_returning(&tx).await?;
            let role = "admin".to_owned();
            let what = AccountEvent::RoleGiven { account: id, role, network: None };
            tell(&tx, now, &Actor::System, what).await?;
        }
    }
    tx.commit().await?;
    Ok(id)
}

/// Entrusts a network to someone: it counts once they have a second factor. The caller has asked whether it may be.
pub async fn give_moderator(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    network: Uuid,
    account: Uuid,
) -> Result<()> {
    let row = moderator::ActiveModel { network: Set(network), account: Set(account) };
    let once =
        OnConflict::columns([moderator::Column::Network, moderator::Column::Account]).do_nothing().to_owned();
    moderator::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    let what = AccountEvent::RoleGiven { account, role: "moderator".to_owned(), network: Some(network) };
    tell(tx, now, actor, what).await?;
    Ok(())
}

/// Errors: `NotFound` for whoever doesn't moderate it.
pub async fn take_moderator(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    network: Uuid,
    account: Uuid,
) -> Result<()> {
    let gone = moderator::Entity::delete_by_id((network, account)).exec(tx).await?;
    if gone.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    let what = AccountEvent::RoleTaken { account, role: "moderator".to_owned(), network };
    tell(tx, now, actor, what).await?;
    Ok(())
}
