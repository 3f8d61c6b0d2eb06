//! What is written to people about what they share.

use crate::accounts::Told;
use crate::app::App;
use crate::base::deliveries::Claimed;
use crate::base::events::OrganizationEvent;
use crate::error::Result;

pub async fn recipients(_app: &App, _event: &OrganizationEvent) -> Result<Vec<String>> {
    Ok(Vec::new())
}

pub async fn letter(_app: &App, _due: &Claimed, _event: &OrganizationEvent) -> Result<Told> {
    Ok(Told::Nothing)
}
