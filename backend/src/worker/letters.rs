//! Letters on their way: claimed, written, handed over, and noted.

use std::time::Duration;

use futures_util::StreamExt;
use rand::RngExt;
use tokio::sync::watch;
use uuid::Uuid;

use super::LOOK;
use crate::accounts::{self, Told};
use crate::app::App;
use crate::base::deliveries::{self, Claimed};
use crate::base::events::{self, AccountEvent, Event, OrganizationEvent, Reaction, What};
use crate::base::mail::{Letter, Unsent};
use crate::error::{Error, Result};
use crate::networks::CaseKind;
use crate::{alerts, guarantees, interchange, messages, networks, organizations, sharing};

/// Taken at a time.
const CLAIM: u64 = 128;
/// On their way at a time, each on a connection of its own.
const SENDERS: usize = 8;

/// What became of one letter.
enum Outcome {
    Done,
    /// Later, at a moment that was chosen.
    At(chrono::DateTime<chrono::Utc>),
    /// Nothing is wrong with it.
    Untried(String),
    /// Too late for this worker: once its lease has ended, whoever looks next takes it up.
    Left,
    Failed(Error),
    Dead(Error),
}

/// Sends letters until `stop` turns true.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut trouble = Duration::ZERO;
    while !*stop.borrow() {
        let pause = match round(&app).await {
            Ok(0) => {
                trouble = Duration::ZERO;
                LOOK
            }
            Ok(_) => {
                trouble = Duration::ZERO;
                Duration::ZERO
            }
            Err(error) => {
                trouble = (trouble * 2).clamp(Duration::from_millis(500), Duration::from_secs(30));
                tracing::error!(%error, "letters");
                trouble.mul_f64(rand::rng().random_range(0.75..1.25))
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = app.wake_letters.notified(), if pause == LOOK => {}
            _ = stop.changed() => {}
        }
    }
}

/// One look: returns how many letters were dealt with. Errors: `Unavailable` while the mail server doesn't take any.
pub async fn round(app: &App) -> Result<usize> {
    while events::number(&app.db).await? > 0 {}
    let claimed_at = app.clock.now();
    let claimed = deliveries::claim(&app.db, claimed_at, CLAIM, &Reaction::WRITING).await?;
    let dealt = claimed.len();
    let mut down = None;
    // Each is noted as soon as it has left, together with those that left in the same moment.
    let sending = futures_util::stream::iter(claimed)
        .map(|one| {
            // A task of its own: it goes on while what others met is noted.
            let app = app.clone();
            tokio::spawn(async move {
                // With a slow server the last ones would go out when another worker may have them already.
                if app.clock.now() - claimed_at > deliveries::LEASE / 2 {
                    return (one, Outcome::Left);
                }
                let outcome = deliver(&app, &one).await.unwrap_or_else(Outcome::Failed);
                (one, outcome)
            })
        })
        .buffer_unordered(SENDERS)
        .ready_chunks(SENDERS);
    tokio::pin!(sending);
    while let Some(met) = sending.next().await {
        let met: Vec<(Claimed, Outcome)> =
            met.into_iter().collect::<std::result::Result<_, _>>().map_err(Error::internal)?;
        let done: Vec<Uuid> = met
            .iter()
            .filter(|(_, outcome)| matches!(outcome, Outcome::Done))
            .map(|(one, _)| one.id)
            .collect();
        if !done.is_empty() {
            deliveries::done(&app.db, &done).await?;
        }
        for (one, outcome) in met {
            match outcome {
                Outcome::Done | Outcome::Left => {}
                Outcome::At(moment) => deliveries::postpone(&app.db, one.id, moment).await?,
                Outcome::Untried(reason) => {
                    deliveries::put_back(&app.db, std::slice::from_ref(&one)).await?;
                    down = Some(reason);
                }
                Outcome::Failed(error) => {
                    tracing::warn!(%error, delivery = %one.id, "a letter hasn't left");
                    deliveries::failed(&app.db, app.clock.now(), &one, &error).await?;
                }
                Outcome::Dead(error) => {
                    tracing::warn!(%error, delivery = %one.id, "a letter was refused");
                    deliveries::give_up(&app.db, one.id, &error).await?;
                }
            }
        }
    }
    match down {
        Some(reason) => Err(Error::Unavailable(format!("mail: {reason}"))),
        None => Ok(dealt),
    }
}

async fn deliver(app: &App, due: &Claimed) -> Result<Outcome> {
    if due.reaction == Reaction::Tell {
        return tell(app, due).await;
    }
    if due.reaction == Reaction::Due {
        sharing::look_again(app, due).await?;
        return Ok(Outcome::Done);
    }
    if let Some((account, pace)) = alerts::addressed(&due.recipient) {
        return alert(app, due, account, pace).await;
    }
    let told = match &due.event {
        Event::Account(what @ (AccountEvent::RoleGiven { .. } | AccountEvent::RoleTaken { .. })) => {
            networks::role_letter(app, due, what).await?
        }
        Event::Account(what) => accounts::letter(app, due, what).await?,
        Event::Organization(event) => organization_letter(app, due, event).await?,
        Event::Page(event) => networks::letter(app, due, &event.what).await?,
        Event::ImportEnded { import, .. } => interchange::letter(app, due, *import).await?,
        _ => Told::Nothing,
    };
    let letter = match told {
        Told::Nothing => return Ok(Outcome::Done),
        Told::Later(moment) => return Ok(Outcome::At(moment)),
        Told::Letter(letter) => *letter,
    };
    let outcome = hand_over(app, &letter).await?;
    if let (Outcome::Done, Event::Account(what)) = (&outcome, &due.event) {
        accounts::sent(&app.db, what).await?;
    }
    Ok(outcome)
}

/// What someone's alerts found.
async fn alert(app: &App, due: &Claimed, account: Uuid, pace: alerts::Pace) -> Result<Outcome> {
    let letter = match alerts::letter(app, due, account, pace).await? {
        Told::Nothing => return Ok(Outcome::Done),
        Told::Later(moment) => return Ok(Outcome::At(moment)),
        Told::Letter(letter) => *letter,
    };
    let outcome = hand_over(app, &letter).await?;
    if let Outcome::Done = outcome {
        alerts::mark_told(app, account, pace, due.id).await?;
    }
    Ok(outcome)
}

async fn hand_over(app: &App, letter: &Letter) -> Result<Outcome> {
    if accounts::refuses_mail(&app.db, &letter.email.to_lowercase()).await? {
        return Ok(Outcome::Dead(Error::Internal("the address refuses letters".to_owned())));
    }
    let message = letter.message(&app.settings, app.clock.now())?;
    match app.post.send(&letter.id, &message).await {
        Ok(()) => Ok(Outcome::Done),
        Err(Unsent::Down(reason)) => Ok(Outcome::Untried(reason)),
        Err(Unsent::Later(reason)) => Ok(Outcome::Failed(Error::Internal(reason))),
        Err(Unsent::Paced(wait)) => {
            let jitter = wait.mul_f64(rand::rng().random_range(1.0..1.5));
            let wait = chrono::Duration::from_std(jitter).map_err(Error::internal)?;
            Ok(Outcome::At(app.clock.now() + wait))
        }
        Err(Unsent::Never { reason, unknown }) => {
            if unknown {
                accounts::refuse_mail(&app.db, app.clock.now(), &letter.email.to_lowercase(), &reason)
                    .await?;
            }
            Ok(Outcome::Dead(Error::Internal(reason)))
        }
    }
}

/// A letter for each whom an event concerns.
async fn tell(app: &App, due: &Claimed) -> Result<Outcome> {
    let to = match &due.event {
        Event::Organization(event) => recipients(app, event).await?,
        Event::Page(event) => networks::recipients(app, &event.what).await?,
        _ => return Ok(Outcome::Done),
    };
    let now = app.clock.now();
    let letters = to.into_iter().map(|recipient| (Reaction::Letter, now, recipient)).collect();
    events::add_deliveries(&app.db, due.of, letters).await?;
    app.wake_letters.notify_one();
    Ok(Outcome::Done)
}

async fn recipients(app: &App, event: &OrganizationEvent) -> Result<Vec<String>> {
    match &event.what {
        What::CaseDecided { of, .. } | What::CaseReopened { of, .. } if of == CaseKind::Abuse.code() => {
            messages::recipients(app, event).await
        }
        What::CaseOpened { .. } | What::CaseDecided { .. } | What::CaseReopened { .. } => {
            networks::recipients(app, &event.what).await
        }
        What::MessageSent { .. } => messages::recipients(app, event).await,
        What::BookingChanged { .. } => sharing::recipients(app, event).await,
        What::GuaranteeReviewed { .. } | What::ReviewTakenBack { .. } | What::GuaranteeEnds { .. } => {
            guarantees::recipients(app, event).await
        }
        _ => organizations::recipients(app, event).await,
    }
}

async fn organization_letter(app: &App, due: &Claimed, event: &OrganizationEvent) -> Result<Told> {
    match &event.what {
        What::CaseDecided { of, .. } | What::CaseReopened { of, .. } if of == CaseKind::Abuse.code() => {
            messages::letter(app, due, event).await
        }
        What::CaseOpened { .. } | What::CaseDecided { .. } | What::CaseReopened { .. } => {
            networks::letter(app, due, &event.what).await
        }
        What::MessageSent { .. } => messages::letter(app, due, event).await,
        What::BookingChanged { .. } => sharing::letter(app, due, event).await,
        What::GuaranteeReviewed { .. } | What::ReviewTakenBack { .. } | What::GuaranteeEnds { .. } => {
            guarantees::letter(app, due, event).await
        }
        _ => organizations::letter(app, due, event).await,
    }
}
