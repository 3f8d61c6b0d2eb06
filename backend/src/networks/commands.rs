use chrono::{DateTime, NaiveDate, Utc};
use schema::networks::{network, network_member};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::queries::Network;
use crate::actor::Actor;
use crate::base::events::{Event, record};
use crate::error::Result;

/// Opens a network.
pub async fn insert(tx: &impl ConnectionTrait, now: DateTime<Utc>, new: Network) -> Result<()> {
    let id = new.id;
    network::Entity::insert(new.into_active_model()).exec_without_returning(tx).await?;
    record(tx, now, &Actor::System, &Event::NetworkCreated { network: id }).await?;
    Ok(())
}

/// Makes organisations members of networks: (network, organisation, since). Who is one
/// already stays one since the same day.
pub async fn join(tx: &impl ConnectionTrait, members: Vec<(Uuid, Uuid, NaiveDate)>) -> Result<()> {
    if members.is_empty() {
        return Ok(());
    }
    let rows = members.into_iter().map(|(network, organization, since)| network_member::ActiveModel {
        network: Set(network),
        organization: Set(organization),
        since: Set(since),
    });
    network_member::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([network_member::Column::Network, network_member::Column::Organization])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
