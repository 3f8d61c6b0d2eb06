use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::actor::Actor;
use crate::alerts::queries::Alert;
use crate::alerts::rules::{self, Kind, QUERY, Watched};
use crate::app::App;
use crate::base::page::Address;
use crate::base::search::Synonyms;
use crate::base::visit::{Origin, Visit};
use crate::base::words::{Lang, Words};
use crate::error::{Error, Message, Result};
use crate::networks::{self, Network};
use crate::reference::Reference;
use crate::search;
use crate::sharing::{self, Resource, Wanted};

/// Requests read in one statement.
const ROWS: usize = 1_000;

/// A search that was understood.
#[derive(Clone, Debug)]
pub struct Saved {
    pub watched: Watched,
    /// Its names and values, as codes.
    pub pairs: Vec<(String, String)>,
}

fn visit_of(app: &App, pairs: Vec<(String, String)>) -> Visit {
    Visit {
        app: app.clone(),
        actor: Actor::Anonymous,
        words: Words::new(Lang::Fr),
        address: Address { path: "/fournisseurs".to_owned(), query: pairs },
        from: Origin::default(),
    }
}

impl Saved {
    /// Errors: `Invalid` names the parameter that can't be understood; at `query`, that nothing is asked.
    pub async fn read(app: &App, kind: Kind, query: &str) -> Result<Saved> {
        if query.chars().count() > QUERY {
            let message = Message::new("invalid-text-too-long").with("most", QUERY.to_string());
            return Err(Error::invalid("query", message));
        }
        let query = query.trim().trim_start_matches('?');
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(query.as_bytes()).into_owned().take(search::MAX_VALUES).collect();
        let reference = app.reference.get();
        let (watched, pairs) = match (kind, rules::request_in(&pairs)) {
            (Kind::Suppliers, _) => {
                let (filter, pairs) = search::pages::watched(&visit_of(app, pairs)).await?;
                let networks = networks::all(&app.db).await?;
                let criteria = filter.criteria(&reference, &networks).map_err(Error::Invalid)?;
                (Watched::Suppliers(criteria), pairs)
            }
            (Kind::Resources, Some(id)) => {
                let found = sharing::any_by_ids(&app.db, &[id]).await?.remove(&id);
                let request = found.filter(|one| one.direction == "request").ok_or_else(|| {
                    let message = Message::new("invalid-unknown-code").with("value", id.to_string());
                    Error::invalid(rules::REQUEST, message)
                })?;
                (Watched::Request(Box::new(request)), pairs)
            }
            (Kind::Resources, None) => {
                let (wanted, pairs) = search::pages::shared::watched(&visit_of(app, pairs))?;
                (Watched::Resources(wanted), pairs)
            }
        };
        if watched.is_everything() {
            let key = match kind {
                Kind::Suppliers => "invalid-alert-everything",
                Kind::Resources => "invalid-alert-everything-shared",
            };
            return Err(Error::invalid("query", Message::new(key)));
        }
        Ok(Saved { watched, pairs })
    }

    /// Errors: `Invalid` at `jour` where what is asked for is over: nothing new would ever answer.
    pub fn to_come(&self, reference: &Reference, now: DateTime<Utc>) -> Result<()> {
        let Watched::Resources(wanted) = &self.watched else { return Ok(()) };
        if is_over(wanted, reference, now) {
            return Err(Error::invalid("jour", Message::new("invalid-shared-time-past")));
        }
        Ok(())
    }
}

/// Whether what is asked for has begun, or the day of it is over: nobody books it any more.
fn is_over(wanted: &Wanted, reference: &Reference, now: DateTime<Utc>) -> bool {
    wanted.between.is_some_and(|(from, _)| from < now) || search::is_day_over(wanted, reference, now)
}

/// What is read of the database to know what alerts that are kept watch for.
#[derive(Default)]
pub struct Known {
    networks: Vec<Network>,
    requests: HashMap<Uuid, Resource>,
}

impl Known {
    pub async fn of(app: &App, alerts: impl IntoIterator<Item = &Alert>) -> Result<Known> {
        let asked = alerts.into_iter().filter_map(|alert| rules::request_in(&rules::pairs_of(&alert.filter)));
        let asked: Vec<Uuid> = asked.collect();
        let mut requests = HashMap::new();
        for chunk in asked.chunks(ROWS) {
            requests.extend(sharing::any_by_ids(&app.db, chunk).await?);
        }
        Ok(Known { networks: networks::all(&app.db).await?, requests })
    }
}

/// What an alert that is kept watches for today; none when its codes are no longer known, or its time is over.
pub fn watched_by(app: &App, known: &Known, alert: &Alert) -> Option<Watched> {
    let pairs = rules::pairs_of(&alert.filter);
    let reference = app.reference.get();
    match (Kind::named(&alert.kind)?, rules::request_in(&pairs)) {
        (Kind::Suppliers, _) => {
            let filter = search::pages::filter_in(&visit_of(app, pairs), &known.networks).ok()?;
            filter.criteria(&reference, &known.networks).ok().map(Watched::Suppliers)
        }
        (Kind::Resources, Some(id)) => {
            known.requests.get(&id).map(|request| Watched::Request(Box::new(request.clone())))
        }
        (Kind::Resources, None) => {
            let wanted = search::pages::shared::wanted_of(&visit_of(app, pairs)).ok();
            let to_come = wanted.filter(|wanted| !is_over(wanted, &reference, app.clock.now()));
            to_come.map(Watched::Resources)
        }
    }
}

pub fn keys_of(app: &App, watched: &Watched) -> Vec<String> {
    let reference = app.reference.get();
    rules::keys_needed(watched, &reference, &Synonyms::parse(&reference.synonyms))
}
