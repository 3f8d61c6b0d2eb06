//! Who sends a request, and what a browser keeps of it.

use std::net::IpAddr;

use cookie::{Cookie, SameSite};
use poem::Request;
use poem::http::{HeaderMap, HeaderValue, header};

use crate::accounts;
use crate::actor::Actor;
use crate::app::App;
use crate::base::visit::{Entry, Origin};
use crate::error::Result;
use crate::networks;

/// Which cookie: on HTTPS its name binds it to this very host.
#[derive(Clone, Copy)]
enum Kept {
    Session,
    /// A browser whose owner signed in in it.
    Device,
    /// Between the password and the code.
    Step,
}

const DAYS: i64 = 24 * 60 * 60;

impl Kept {
    fn name(self, app: &App) -> String {
        let start = if app.settings.public_url.scheme() == "https" { "__Host-" } else { "" };
        let name = match self {
            Kept::Session => "bdis-session",
            Kept::Device => "bdis-device",
            Kept::Step => "bdis-step",
        };
        format!("{start}{name}")
    }

    fn seconds(self) -> i64 {
        match self {
            Kept::Session => 180 * DAYS,
            Kept::Device => 365 * DAYS,
            Kept::Step => 300,
        }
    }

    fn of(self, app: &App, request: &Request) -> Option<String> {
        let name = self.name(app);
        let lines = request.headers().get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut cookies = lines.flat_map(Cookie::split_parse).flatten();
        let found = cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned());
        found.filter(|value| (20..=100).contains(&value.len()))
    }
}

/// Who asks: by a bearer token, else by the session of a browser. A token that isn't known is nobody's.
pub async fn actor_of(app: &App, request: &Request) -> Result<Actor> {
    let bearer = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    let Some(token) = bearer.or_else(|| Kept::Session.of(app, request)) else { return Ok(Actor::Anonymous) };
    let mut actor = accounts::actor_of(&app.db, app.clock.now(), &token).await?.unwrap_or(Actor::Anonymous);
    if let Actor::Person(person) = &mut actor
        && !person.standing.moderates.is_empty()
    {
        // One that is archived entrusts nothing.
        let moderated = networks::in_force(&app.db, &person.standing.moderates).await?;
        person.standing.pilot = moderated.iter().any(|network| network.kind == "national");
        person.standing.moderates = moderated.into_iter().map(|network| network.id).collect();
    }
    Ok(actor)
}

/// From where. `X-Forwarded-For` is believed from the proxies of the settings alone: the last address that isn't one of
/// theirs.
pub fn origin_of(app: &App, request: &Request, browser: bool) -> Origin {
    let there = request.remote_addr().as_socket_addr().map(|address| address.ip());
    let trusted = |ip: &IpAddr| app.settings.trusted_proxies.contains(ip);
    let mut ip = there;
    if there.as_ref().is_some_and(trusted) {
        let told = request.headers().get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
        let told: Vec<IpAddr> =
            told.flat_map(|line| line.split(',')).filter_map(|one| one.trim().parse().ok()).collect();
        ip = told.into_iter().rev().find(|ip| !trusted(ip)).or(there);
    }
    let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Origin {
        ip: ip.map(|ip| ip.to_string()).unwrap_or_default(),
        browser,
        device: if browser { Kept::Device.of(app, request) } else { None },
        agent: agent.unwrap_or_default().to_owned(),
    }
}

/// The token of the second step.
pub fn step_of(app: &App, request: &Request) -> Option<String> {
    Kept::Step.of(app, request)
}

pub fn keep_entry(app: &App, headers: &mut HeaderMap, entry: &Entry) {
    keep(app, headers, Kept::Session, &entry.session);
    keep(app, headers, Kept::Device, &entry.device);
    forget(app, headers, Kept::Step);
}

pub fn keep_step(app: &App, headers: &mut HeaderMap, step: &str) {
    keep(app, headers, Kept::Step, step);
}

pub fn forget_session(app: &App, headers: &mut HeaderMap) {
    forget(app, headers, Kept::Session);
}

fn keep(app: &App, headers: &mut HeaderMap, kept: Kept, value: &str) {
    set(app, headers, kept, value, kept.seconds());
}

fn forget(app: &App, headers: &mut HeaderMap, kept: Kept) {
    set(app, headers, kept, "", 0);
}

fn set(app: &App, headers: &mut HeaderMap, kept: Kept, value: &str, seconds: i64) {
    let cookie = Cookie::build((kept.name(app), value))
        .path("/")
        .http_only(true)
        .secure(app.settings.public_url.scheme() == "https")
        .same_site(SameSite::Lax)
        .max_age(cookie::time::Duration::seconds(seconds))
        .build();
    if let Ok(line) = HeaderValue::from_str(&cookie.to_string()) {
        headers.append(header::SET_COOKIE, line);
    }
}
