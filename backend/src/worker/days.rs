//! What a day brings besides what leaves the search: any number of processes do it, beside those who index.

use std::time::Duration;

use tokio::sync::watch;

use crate::app::App;
use crate::base::deliveries;
use crate::base::events::{self, Event, Reaction};
use crate::error::Result;
use crate::{accounts, alerts, guarantees, interchange, networks, organizations};

/// How often it looks.
const LOOK: Duration = Duration::from_secs(1);

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
                trouble = (trouble * 2).clamp(LOOK, Duration::from_secs(30));
                tracing::error!(%error, "what a day brings");
                trouble
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// One look: returns how many days were dealt with. Done again, it does nothing twice.
pub async fn round(app: &App) -> Result<usize> {
    if !deliveries::waits(&app.db, Reaction::Tidy).await? {
        return Ok(0);
    }
    while events::number(&app.db).await? > 0 {}
    let claimed = deliveries::claim(&app.db, app.clock.now(), 1, &Reaction::DAILY).await?;
    for one in &claimed {
        let Event::DayTurned { day } = one.event else { continue };
        match tidy(app, day).await {
            Ok(()) => deliveries::done(&app.db, &[one.id]).await?,
            Err(error) => {
                tracing::error!(%error, %day, "what a day brings failed");
                deliveries::failed(&app.db, app.clock.now(), one, &error).await?;
            }
        }
    }
    Ok(claimed.len())
}

async fn tidy(app: &App, day: chrono::NaiveDate) -> Result<()> {
    guarantees::remind(app, day).await?;
    accounts::tidy(app).await?;
    organizations::tidy(app).await?;
    organizations::compare_rest(app).await?;
    networks::tidy(app).await?;
    interchange::tidy(app).await?;
    alerts::tidy(app).await
}
