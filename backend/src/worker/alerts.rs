//! Whom to tell of what is new: any number of processes look, beside those who write letters.

use std::time::Duration;

use tokio::sync::watch;

use super::LOOK;
use crate::app::App;
use crate::base::deliveries::{self, Claimed};
use crate::base::events::{self, Reaction};
use crate::error::Result;
use crate::{alerts, organizations};

/// Taken at a time; what changed in one import is many things.
const CLAIM: u64 = 4;

/// Looks until `stop` turns true.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut trouble = Duration::ZERO;
    while !*stop.borrow() {
        let pause = match round(&app).await {
            Ok(0) => {
                trouble = Duration::ZERO;
                LOOK
            }
            Ok(_) => Duration::ZERO,
            Err(error) => {
                trouble = (trouble * 2).clamp(Duration::from_millis(500), Duration::from_secs(30));
                tracing::error!(%error, "alerts");
                trouble
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Compares what is new with what is there, then finds whom to tell of it.
async fn looked(app: &App, one: &Claimed) -> Result<()> {
    organizations::compare(app, &one.event.suppliers()).await?;
    alerts::look_out(app, one).await
}

/// One look: returns how many events were dealt with.
pub async fn round(app: &App) -> Result<usize> {
    if !deliveries::waits(&app.db, Reaction::Match).await? {
        return Ok(0);
    }
    while events::number(&app.db).await? > 0 {}
    let claimed = deliveries::claim(&app.db, app.clock.now(), CLAIM, &Reaction::MATCHING).await?;
    for one in &claimed {
        match looked(app, one).await {
            Ok(()) => deliveries::done(&app.db, &[one.id]).await?,
            Err(error) => {
                tracing::error!(%error, event = %one.of, "what is new wasn't looked at");
                deliveries::failed(&app.db, app.clock.now(), one, &error).await?;
            }
        }
    }
    Ok(claimed.len())
}
