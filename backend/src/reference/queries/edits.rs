//! The lists as the national pilot edits them, what was taken out included.

use chrono::{DateTime, Utc};
use schema::reference::{scheme, synonym, term, theme};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use crate::actor::Actor;
use crate::app::App;
use crate::base::events::{self, ReferenceEdit};
use crate::error::Result;
use crate::reference::rules::{List, Row};
use crate::rights::{self, Operation};

/// Changes of a row that are shown.
const HISTORY: u64 = 50;

/// A whole list, by code; the longest has a few hundred rows.
pub async fn rows(db: &impl ConnectionTrait, list: List) -> Result<Vec<Row>> {
    Ok(match list {
        List::Schemes => {
            let rows = scheme::Entity::find().order_by_asc(scheme::Column::Code).all(db).await?;
            rows.into_iter().map(|row| Row::Scheme(Box::new(row))).collect()
        }
        List::Themes => {
            let rows = theme::Entity::find().order_by_asc(theme::Column::Code).all(db).await?;
            rows.into_iter().map(Row::Theme).collect()
        }
        List::Synonyms => {
            let rows = synonym::Entity::find().order_by_asc(synonym::Column::Id).all(db).await?;
            rows.into_iter().map(Row::Synonyms).collect()
        }
        List::Glossary => {
            let rows = term::Entity::find().order_by_asc(term::Column::Code).all(db).await?;
            rows.into_iter().map(Row::Term).collect()
        }
    })
}

/// The same, for whoever keeps the reference. Errors: `Unauthenticated`; `NotFound`; `Forbidden`.
pub async fn edited(app: &App, actor: &Actor, list: List) -> Result<Vec<Row>> {
    rights::check(actor, Operation::EditReference)?;
    rows(&app.db, list).await
}

/// What was changed in a row here, by whom and when, the newest first.
pub async fn history(
    app: &App,
    actor: &Actor,
    list: List,
    code: &str,
) -> Result<Vec<(DateTime<Utc>, String, ReferenceEdit)>> {
    rights::check(actor, Operation::EditReference)?;
    events::reference_history(&app.db, list.code(), code, HISTORY).await
}
