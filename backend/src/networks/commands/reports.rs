//! What people say is wrong with a page, whichever.

use chrono::Duration;
use schema::networks::case;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::cases::{add, note, opened};
use crate::accounts::rules::Email;
use crate::actor::Actor;
use crate::app::App;
use crate::base::visit::Origin;
use crate::base::words::Lang;
use crate::base::{db, throttle};
use crate::error::{Error, FieldError, Message, Result};
use crate::networks::queries;
use crate::networks::rules::{CaseKind, Topic};
use crate::organizations;
use crate::rights::{self, Operation};

/// What visitors of one address may report.
const REPORTS: throttle::Limit =
    throttle::Limit { most: 20, within: std::time::Duration::from_secs(60 * 60) };
/// So long a visitor's address is kept behind a decision: it may be taken back, and letters may wait for their server.
const KEPT: Duration = Duration::days(7);

/// Whose page it is: that decides who looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    Organization(Uuid),
    Network(Uuid),
    /// The network's that answers for it.
    Territory(String),
    /// The national pilot's, as the reference is.
    Everyone,
}

/// What someone says is wrong.
#[derive(Clone, Debug)]
pub struct Report {
    pub whose: Whose,
    /// As a French path of ours.
    pub page: Option<String>,
    pub topic: String,
    pub note: String,
    /// Where a visitor wants the answer; whoever has signed in has it where all letters go.
    pub email: String,
    pub lang: Lang,
}

/// Says what is wrong on a public page. Errors: `Invalid` at `note`, `topic`, `email`; `RateLimited`; `NotFound`.
pub async fn report_error(app: &App, actor: &Actor, from: &Origin, typed: &Report) -> Result<()> {
    rights::check(actor, Operation::ReportError)?;
    let mut wrong = Vec::new();
    let mut mistake = |path: &str, message| wrong.push(FieldError { path: path.to_owned(), message });
    let note = note(&typed.note);
    if let Err(Error::Invalid(fields)) = &note {
        fields.iter().for_each(|field| mistake(&field.path, field.message.clone()));
    }
    let topic = Some(typed.topic.trim()).filter(|code| !code.is_empty());
    if topic.is_some_and(|code| Topic::named(code).is_none()) {
        mistake("topic", Message::new("invalid-choice-missing"));
    }
    let asked = Some(typed.email.trim()).filter(|text| !text.is_empty() && actor.person().is_none());
    let email = match asked.map(Email::parse) {
        Some(Ok(email)) => Some(email.address),
        Some(Err(message)) => {
            mistake("email", message);
            None
        }
        None => None,
    };
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let (organization, network) = match &typed.whose {
        Whose::Organization(id) => {
            organizations::held(&app.db, actor, *id).await?;
            (Some(*id), None)
        }
        Whose::Network(id) => (None, Some(*id)),
        Whose::Territory(code) => (None, queries::in_charge_of(&app.db, &app.reference.get(), code).await?),
        Whose::Everyone => (None, None),
    };
    throttle::count(&app.db, app.clock.now(), &throttle::key("reports", &from.ip), REPORTS).await?;
    let row = case::ActiveModel {
        organization: Set(organization),
        network: Set(network),
        page: Set(typed.page.clone()),
        topic: Set(topic.map(str::to_owned)),
        language: Set(email.as_ref().map(|_| typed.lang.code().to_owned())),
        email: Set(email),
        ..opened(app, actor, CaseKind::Error, note?)
    };
    let tx = db::begin(&app.db).await?;
    add(&tx, app, actor, row).await?;
    Ok(tx.commit().await?)
}

/// Visitors' addresses go once they have been told: once a day.
pub async fn tidy(app: &App) -> Result<()> {
    let nothing = || Expr::value(Option::<String>::None);
    case::Entity::update_many()
        .col_expr(case::Column::Email, nothing())
        .col_expr(case::Column::Language, nothing())
        .filter(case::Column::Email.is_not_null())
        .filter(case::Column::DecidedAt.lte(app.clock.now() - KEPT))
        .exec(&app.db)
        .await?;
    Ok(())
}
