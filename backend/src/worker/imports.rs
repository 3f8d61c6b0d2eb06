//! Lists and registers that moderators have sent, read one after the other.

use std::time::Duration;

use tokio::sync::watch;

use crate::app::App;
use crate::base::deliveries;
use crate::base::events::{self, Event, Reaction};
use crate::error::Result;
use crate::interchange;

/// How often it looks.
const LOOK: Duration = Duration::from_secs(1);

/// Reads until `stop` turns true.
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
                trouble = (trouble * 2).clamp(LOOK, Duration::from_secs(30));
                tracing::error!(%error, "imports");
                trouble
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// One look: returns how many files were dealt with. A file has so few rows that it is read within a lease.
pub async fn round(app: &App) -> Result<usize> {
    if !deliveries::waits(&app.db, Reaction::Import).await? {
        return Ok(0);
    }
    while events::number(&app.db).await? > 0 {}
    let claimed = deliveries::claim(&app.db, app.clock.now(), 1, &Reaction::READING).await?;
    for one in &claimed {
        let Event::ImportAsked { import } = one.event else { continue };
        match interchange::run_import(app, import, one.attempts).await {
            Ok(()) => deliveries::done(&app.db, &[one.id]).await?,
            Err(error) => {
                tracing::error!(%error, %import, "an import failed");
                deliveries::failed(&app.db, app.clock.now(), one, &error).await?;
            }
        }
    }
    Ok(claimed.len())
}
