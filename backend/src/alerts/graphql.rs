use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::actor::Actor;
use crate::alerts::{self, Asked, Digest, Kind, Pace};
use crate::api::{asked, fail};
use crate::app::App;
use crate::error::Error;
use crate::rights;

/// What an alert watches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "AlertKind", remote = "Kind")]
pub enum AlertKind {
    /// Suppliers.
    Suppliers,
    /// Shared resources: what is offered, or looked for.
    Resources,
}

/// How soon one is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "AlertPace", remote = "Pace")]
pub enum AlertPace {
    /// As soon as it is known.
    AtOnce,
    /// Once a day, at the hour one chose.
    Daily,
    /// Once a week, on the day and at the hour one chose.
    Weekly,
    /// Not at all, until it goes on.
    Paused,
}

/// A search that someone is told of.
#[derive(SimpleObject)]
#[graphql(name = "Alert")]
pub struct AlertNode {
    /// The UUID.
    id: ID,
    /// What it watches for.
    kind: AlertKind,
    /// What its owner calls it.
    name: String,
    /// The search, as its address says it: `territoire=departement%3A35&theme=food`; of what answers a request, `demande=` and its UUID.
    query: String,
    /// How soon its owner is told.
    pace: AlertPace,
    /// Since when it watches.
    created_at: DateTime<Utc>,
}

impl From<alerts::Alert> for AlertNode {
    fn from(alert: alerts::Alert) -> Self {
        let pairs = alerts::pairs_of(&alert.filter);
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        AlertNode {
            id: ID(alert.id.to_string()),
            kind: Kind::named(&alert.kind).unwrap_or(Kind::Suppliers).into(),
            name: alert.name,
            query,
            pace: Pace::named(&alert.pace).unwrap_or(Pace::Paused).into(),
            created_at: alert.created_at,
        }
    }
}

/// When someone is told what their alerts found together, in their own time zone.
#[derive(SimpleObject)]
pub struct AlertDigest {
    /// 0 to 23; 8 unless chosen.
    hour: i32,
    /// 1 (Monday) to 7, of what is told weekly; Monday unless chosen.
    weekday: i32,
}

impl From<Digest> for AlertDigest {
    fn from(digest: Digest) -> Self {
        AlertDigest { hour: digest.hour.into(), weekday: digest.weekday.into() }
    }
}

/// When someone is told what their alerts found together.
pub async fn digest_of(ctx: &Context<'_>, account: Uuid) -> Result<AlertDigest> {
    let found = alerts::digest_of(&ctx.data_unchecked::<App>().db, account).await;
    found.map(AlertDigest::from).map_err(|e| fail(ctx, e))
}

/// A search to be told of.
#[derive(InputObject)]
pub struct AlertInput {
    /// Of an alert that is to be changed.
    id: Option<ID>,
    /// What it watches for.
    kind: AlertKind,
    /// What its owner calls it, at most 120 characters.
    name: String,
    /// The search, as its address says it; it asks for something.
    query: String,
    /// How soon its owner is told.
    pace: AlertPace,
}

/// Someone's alerts, the newest first.
pub async fn alerts_of(ctx: &Context<'_>, account: Uuid) -> Result<Vec<AlertNode>> {
    let app = ctx.data_unchecked::<App>();
    let rows = alerts::of_account(&app.db, account).await.map_err(|e| fail(ctx, e))?;
    Ok(rows.into_iter().map(AlertNode::from).collect())
}

#[derive(Default)]
pub struct AlertMutation;

#[Object]
impl AlertMutation {
    /// Makes an alert of a search, or changes one of one's own; at most 100 a person. Made once more just as it is, it is the
    /// one that is there.
    async fn save_alert(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is watched for.")] input: AlertInput,
    ) -> Result<AlertNode> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        rights::signed_in(actor).map_err(|e| fail(ctx, e))?;
        let id = input.id.map(|id| Uuid::parse_str(&id)).transpose();
        let id = id.map_err(|_| fail(ctx, Error::NotFound))?;
        let (kind, pace) = (input.kind.into(), input.pace.into());
        let asked = Asked { id, kind, name: input.name, query: input.query, pace };
        let (saved, _) = alerts::save(app, actor, asked).await.map_err(|e| fail(ctx, e))?;
        Ok(AlertNode::from(saved))
    }

    /// Chooses when one is told what one's alerts found together, in one's own time zone.
    async fn choose_alert_digest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "0 to 23.")] hour: i32,
        #[graphql(default = 1, desc = "1 (Monday) to 7, of what is told weekly.")] weekday: i32,
    ) -> Result<AlertDigest> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let chosen = alerts::choose_digest(app, actor, hour, weekday).await;
        chosen.map(AlertDigest::from).map_err(|e| fail(ctx, e))
    }

    /// Nothing is told any more.
    async fn delete_alert(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The alert's UUID.")] id: ID,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        alerts::delete(app, actor, id).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }
}
