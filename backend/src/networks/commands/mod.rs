mod cases;
mod decisions;
mod duplicates;
mod keep;
mod merge;
mod persons;
mod reports;
mod vouchers;

pub use self::cases::{
    NewCase, claim, close_case, correct, hold_case, open_case, release_case, withdraw_case,
};
pub use self::decisions::{
    Owners, decide_cases, own_decision, reopen_cases, reopen_decided, reopen_last, same_act,
};
pub use self::duplicates::tell_apart;
pub use self::keep::{
    NetworkKept, add_member, archive_network, end_moderator, keep_network, name_moderator, open_network,
    remove_member, restore_network,
};
pub use self::merge::{absorb, give_back, hand_cases, merge, undo_merge};
pub use self::persons::{forget, kept};
pub use self::reports::{Report, Whose, report_error, tidy};
pub use self::vouchers::{NetworkTyped, create_voucher, open_with_voucher, update_network};

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use schema::networks::{network, network_member};
use schema::values::Slug;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::queries::Network;
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{Event, record};
use crate::error::{Error, Message, Result};

/// Opens a network.
pub async fn insert(tx: &impl ConnectionTrait, now: DateTime<Utc>, new: Network) -> Result<()> {
    let id = new.id;
    network::Entity::insert(new.into_active_model()).exec_without_returning(tx).await?;
    record(tx, now, &Actor::System, &Event::NetworkCreated { network: id }).await?;
    Ok(())
}

/// Opens a network from the command line. Errors: `Invalid` names what can't be; `Conflict`
/// when the slug is taken.
pub async fn open(app: &App, slug: &str, name: &str, kind: &str, territory: Option<String>) -> Result<()> {
    let slug = Slug::parse(slug)
        .map_err(|error| Error::invalid("slug", Message::new("invalid-slug").with("value", error.input)))?;
    if let Some(code) = &territory
        && app.reference.get().territories.get(code).is_none()
    {
        let message = Message::new("invalid-unknown-code").with("value", code.clone());
        return Err(Error::invalid("--territory", message));
    }
    if !(1..=200).contains(&name.trim().chars().count()) {
        return Err(Error::invalid("--name", Message::new("invalid-name").with("most", "200")));
    }
    let now = app.clock.now();
    let new = Network {
        id: Uuid::now_v7(),
        slug: slug.to_string(),
        name: name.trim().to_owned(),
        kind: kind.to_owned(),
        territory,
        description: String::new(),
        website: None,
        created_at: now,
        colour: None,
        charter: String::new(),
        archived_at: None,
        version: 1,
    };
    let tx = db::begin(&app.db).await?;
    insert(&tx, now, new).await?;
    Ok(tx.commit().await?)
}

/// Makes organisations members of networks: (network, organisation, since). Who is one already stays one since the
/// same day; the others are returned.
pub async fn join(
    tx: &impl ConnectionTrait,
    members: Vec<(Uuid, Uuid, NaiveDate)>,
) -> Result<Vec<(Uuid, Uuid)>> {
    if members.is_empty() {
        return Ok(Vec::new());
    }
    let held: HashSet<(Uuid, Uuid)> = network_member::Entity::find()
        .filter(network_member::Column::Organization.is_in(members.iter().map(|(_, id, _)| *id)))
        .all(tx)
        .await?
        .into_iter()
        .map(|row| (row.network, row.organization))
        .collect();
    let mut new = Vec::new();
    let mut rows = Vec::new();
    for (network, organization, since) in members {
        let pair = (network, organization);
        if !held.contains(&pair) && !new.contains(&pair) {
            new.push(pair);
            rows.push(network_member::ActiveModel {
                network: Set(network),
                organization: Set(organization),
                since: Set(since),
            });
        }
    }
    if rows.is_empty() {
        return Ok(new);
    }
    network_member::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([network_member::Column::Network, network_member::Column::Organization])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(new)
}

/// Ends memberships: (network, organisation).
pub async fn leave(tx: &impl ConnectionTrait, members: Vec<(Uuid, Uuid)>) -> Result<()> {
    for (network, organization) in members {
        network_member::Entity::delete_by_id((network, organization)).exec(tx).await?;
    }
    Ok(())
}
