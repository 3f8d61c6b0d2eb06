use super::merge::both;
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{What, record_of};
use crate::error::{Error, Message, Result};
use crate::organizations::{self, Merging};
use crate::rights::{self, Operation};

/// Says that two pages which look alike are two organisations', so that nobody is shown them as duplicates again; or
/// takes it back.
///
/// Errors: `Invalid` for one page; `Forbidden` and `NotFound` for whoever doesn't moderate both.
pub async fn tell_apart(app: &App, actor: &Actor, pair: Merging, distinct: bool) -> Result<()> {
    rights::check(actor, Operation::ReadCases)?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    both(&tx, app, actor, pair, Operation::TellApart).await?;
    if pair.kept == pair.absorbed {
        return Err(Error::invalid("other", Message::new("invalid-merge-same")));
    }
    if !organizations::set_distinct(&tx, now, person.account, pair, distinct).await? {
        return Ok(());
    }
    for (id, other) in [(pair.kept, pair.absorbed), (pair.absorbed, pair.kept)] {
        record_of(&tx, now, actor, id, What::OrganizationsToldApart { other, distinct }).await?;
    }
    Ok(tx.commit().await?)
}
