use chrono_tz::Tz;
use schema::accounts::{account, preference};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;

use super::{owner, tell};
use crate::accounts::queries::{self, Account, Purpose};
use crate::accounts::rules::{self, Kind, Pace};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{AccountEvent, Said};
use crate::base::words::Lang;
use crate::error::{Error, FieldError, Message, Result};
use crate::rights::{self, Operation};

#[derive(Clone, Debug)]
pub struct Profile {
    pub name: String,
    pub lang: Lang,
    /// An IANA name.
    pub time_zone: String,
}

/// Errors: `Invalid` at `name` or `timeZone`.
pub async fn update_profile(app: &App, actor: &Actor, asked: Profile) -> Result<()> {
    rights::check(actor, Operation::ChangeProfile)?;
    let account = queries::own(&app.db, actor).await?;
    let mut wrong = Vec::new();
    let mut at = |path: &str, message| wrong.push(FieldError { path: path.to_owned(), message });
    let name = rules::name(&asked.name).map_err(|message| at("name", message)).unwrap_or_default();
    let zone = asked.time_zone.parse::<Tz>();
    if zone.is_err() {
        at("timeZone", Message::new("invalid-time-zone"));
    }
    let (Ok(zone), true) = (zone, wrong.is_empty()) else { return Err(Error::Invalid(wrong)) };
    let (before, after) =
        (Said::new("name_before", account.id, &account.name), Said::new("name_after", account.id, &name));
    let stood = json!({ "lang": account.lang, "timeZone": account.time_zone });
    let stands = json!({ "lang": asked.lang.code(), "timeZone": zone.name() });
    if stood == stands && account.name == name {
        return Ok(());
    }
    let tx = db::begin(&app.db).await?;
    account::Entity::update(account::ActiveModel {
        id: Set(account.id),
        name: Set(name),
        lang: Set(asked.lang.code().to_owned()),
        time_zone: Set(zone.name().to_owned()),
        ..Default::default()
    })
    .exec(&tx)
    .await?;
    let what = AccountEvent::ProfileChanged {
        account: account.id,
        name_before: before.digest(),
        name_after: after.digest(),
        before: stood,
        after: stands,
    };
    let event = tell(&tx, app.clock.now(), actor, what).await?;
    before.keep(&tx, event).await?;
    after.keep(&tx, event).await?;
    Ok(tx.commit().await?)
}

/// How soon letters of a kind come from now on.
pub async fn choose_pace(app: &App, actor: &Actor, kind: Kind, pace: Pace) -> Result<()> {
    rights::check(actor, Operation::ChangePreference)?;
    let account = queries::own(&app.db, actor).await?;
    choose(app, actor, &account, kind, pace).await
}

/// The same with the link of a letter, without signing in. Errors: `Invalid` at `token`.
pub async fn choose_pace_by_link(app: &App, token: &str, kind: Kind, pace: Pace) -> Result<()> {
    let (_, account) = queries::link_of(&app.db, app.clock.now(), token, Purpose::Preferences).await?;
    choose(app, &owner(account.id), &account, kind, pace).await
}

async fn choose(app: &App, actor: &Actor, account: &Account, kind: Kind, pace: Pace) -> Result<()> {
    let tx = db::begin(&app.db).await?;
    let before = queries::paces_of(&tx, account.id).await?;
    let before = before.iter().find(|(of, _)| *of == kind).map_or(kind.usual(), |(_, pace)| *pace);
    if before == pace {
        return Ok(());
    }
    let row = preference::ActiveModel {
        account: Set(account.id),
        kind: Set(kind.code().to_owned()),
        pace: Set(pace.code().to_owned()),
    };
    let again = OnConflict::columns([preference::Column::Account, preference::Column::Kind])
        .update_column(preference::Column::Pace)
        .to_owned();
    preference::Entity::insert(row).on_conflict(again).exec_without_returning(&tx).await?;
    let what = AccountEvent::PreferencesChanged {
        account: account.id,
        before: json!({ kind.code(): before.code() }),
        after: json!({ kind.code(): pace.code() }),
    };
    tell(&tx, app.clock.now(), actor, what).await?;
    Ok(tx.commit().await?)
}
