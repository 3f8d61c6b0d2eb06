//! The desk: what is to be done, and what is one's own.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::page;
use super::security::password;
use crate::accounts::rules::{Kind, Pace};
use crate::accounts::{self, Account, Profile};
use crate::base::deliveries;
use crate::base::desk::{Button, DeskPage, FormView, Row, Section, Table};
use crate::base::events::{self, Happened, Reaction};
use crate::base::form::{Field, Form};
use crate::base::page::Link;
use crate::base::visit::{Answer, Visit};
use crate::base::words::{Lang, Words};
use crate::base::zones;
use crate::error::{Error, Message, Result};
use crate::rights::{self, Operation};

/// Of the journal, and of letters that were given up.
const SHOWN: u64 = 100;

/// A moment where its reader is: « 3 mars 2027, 14:05 ».
pub fn moment(words: Words, account: &Account, at: DateTime<Utc>) -> String {
    let zone: Tz = account.time_zone.parse().unwrap_or(chrono_tz::Europe::Paris);
    words.moment(&at.with_timezone(&zone).naive_local())
}

pub async fn home(visit: &Visit) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let account = accounts::own(&app.db, &visit.actor).await?;
    let standing = &visit.actor.person().ok_or(Error::Unauthenticated)?.standing;
    let mut to_do = Vec::new();
    let mut links = Vec::new();
    let link = |key: &str, path: &str| Link { label: words.say(key), href: words.path(path) };
    if standing.is_entrusted() && !standing.second_factor {
        to_do.push(words.say("todo-second-factor-needed"));
        links.push(link("link-second-factor", "/espace/securite"));
    } else if standing.second_factor && accounts::recovery_codes_left(&app.db, account.id).await? < 3 {
        to_do.push(words.say("todo-recovery-codes"));
        links.push(link("link-second-factor", "/espace/securite"));
    }
    if standing.administrator && standing.second_factor {
        let (_, given_up) = deliveries::given_up(&app.db, Reaction::Letter, 1).await?;
        if given_up > 0 {
            to_do.push(words.with("todo-letters", "count", given_up));
            links.push(link("account-letters-heading", "/administration/courriels"));
        }
    }
    if standing.second_factor && !standing.moderates.is_empty() {
        let waiting = crate::networks::count_cases(app, &visit.actor).await?;
        if waiting > 0 {
            to_do.push(words.with("todo-cases", "count", waiting));
            links.push(link("queue-heading", "/moderation"));
        }
    }
    let unanswered = crate::messages::count_waiting(&app.db, account.id).await?;
    if unanswered > 0 {
        to_do.push(words.with("todo-messages", "count", unanswered));
        links.push(link("messages-heading", "/espace/messages"));
    }
    let asked = crate::sharing::count_to_answer(&app.db, account.id, app.clock.now()).await?;
    if asked > 0 {
        to_do.push(words.with("todo-bookings", "count", asked));
        links.push(link("account-bookings-heading", "/espace/reservations"));
    }
    let key = account.email_key.as_deref().unwrap_or_default();
    let invited = crate::organizations::invited(&app.db, app.clock.now(), key).await?;
    if !invited.is_empty() {
        to_do.push(words.with("todo-invitations", "count", invited.len()));
    }
    let own = crate::organizations::of_account(&app.db, account.id).await?;
    if own.is_empty() && invited.is_empty() && !standing.is_entrusted() {
        to_do.push(words.say("todo-organization"));
        links.push(link("own-new", "/espace/organisations/nouvelle"));
    }
    if to_do.is_empty() {
        to_do.push(words.say("todo-nothing"));
        links.push(link("link-suppliers", "/fournisseurs"));
    }
    let greeting =
        Section { text: vec![words.with("desk-greeting", "name", &account.name)], ..Section::default() };
    let todo = Section { heading: words.say("todo-heading"), text: to_do, links, ..Section::default() };
    let out = FormView::new(words, "deconnexion", Vec::new());
    let leaving = Section::form(words.say("account-sign-out-heading"), Vec::new(), out);
    let mut sections = vec![greeting, todo];
    let who: Vec<Uuid> = invited.iter().filter_map(|(row, _)| row.invited_by).collect();
    let names = accounts::names(&app.db, &who).await?;
    for (row, one) in invited {
        let name = row.invited_by.and_then(|id| names.get(&id).cloned());
        let said = [
            ("who", name.unwrap_or_else(|| words.say("former-member"))),
            ("about", one.name),
            ("role", words.say(format!("role-{}", row.role))),
        ];
        let form = FormView::new(words, "rejoindre", Vec::new()).with("id", row.id);
        let text = vec![words.with_all("invited-text", &said)];
        sections.push(Section::form(words.say("invitation-heading"), text, form));
    }
    sections.push(leaving);
    Ok(page(visit, "desk", sections))
}

pub async fn profile(visit: &Visit, typed: &Form) -> Result<DeskPage> {
    let words = visit.words;
    let account = accounts::own(&visit.app.db, &visit.actor).await?;
    let langs = vec![("fr".to_owned(), "Français".to_owned()), ("en".to_owned(), "English".to_owned())];
    let zones = zones::choices(words, &account.time_zone);
    let fields = vec![
        Field::new(words, "name", "text", "name").value(&account.name).hint(words.say("hint-name")),
        Field::new(words, "language", "select", "").value(&account.lang).choices(langs),
        Field::new(words, "timeZone", "select", "").value(&account.time_zone).choices(zones),
    ];
    let form = FormView::new(words, "profil", fields).typed(typed);
    Ok(page(visit, "profile", vec![Section::form(String::new(), Vec::new(), form)]))
}

/// A choice for each kind of letter.
pub(super) fn paces(words: Words, chosen: &[(Kind, Pace)]) -> Vec<Field> {
    let choices =
        || Pace::ALL.iter().map(|p| (p.code().to_owned(), words.say(format!("pace-{}", p.code())))).collect();
    let field = |(kind, pace): &(Kind, Pace)| {
        Field::new(words, kind.code(), "select", "").value(pace.code()).choices(choices())
    };
    chosen.iter().map(field).collect()
}

pub async fn mail(visit: &Visit) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let account = accounts::own(&app.db, &visit.actor).await?;
    let chosen = accounts::paces_of(&app.db, account.id).await?;
    let form = FormView::new(words, "courriels", paces(words, &chosen));
    let text = vec![words.say("account-mail-lead")];
    Ok(page(visit, "mail", vec![Section::form(String::new(), text, form)]))
}

pub async fn journal(visit: &Visit) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let account = accounts::own(&app.db, &visit.actor).await?;
    let rows = events::about(&app.db, account.id, SHOWN).await?;
    let own = visit.actor.name();
    let row = |one: Happened| Row {
        cells: vec![
            moment(words, &account, one.at),
            words.say(format!("event-{}", one.kind)),
            words.say(if one.actor == own { "journal-by-you" } else { "journal-by-site" }),
        ],
        ..Row::default()
    };
    let table = Table {
        caption: words.with("journal-caption", "count", SHOWN),
        headers: ["journal-when", "journal-what", "journal-who"].map(|key| words.say(key)).into(),
        rows: rows.into_iter().map(row).collect(),
    };
    let section =
        Section { text: vec![words.say("account-journal-lead")], table: Some(table), ..Section::default() };
    Ok(page(visit, "journal", vec![section]))
}

/// What is kept, why, how long.
const KEPT: [&str; 12] = [
    "account",
    "password",
    "sessions",
    "devices",
    "tokens",
    "organizations",
    "messages",
    "imports",
    "bookings",
    "alerts",
    "journal",
    "letters",
];

pub async fn data(visit: &Visit, typed: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let account = accounts::own(&app.db, &visit.actor).await?;
    let row = |name: &&str| Row {
        cells: ["what", "why", "long"].map(|part| words.say(format!("kept-{name}-{part}"))).into(),
        ..Row::default()
    };
    let kept = Section {
        heading: words.say("data-kept-heading"),
        table: Some(Table {
            caption: words.say("data-kept-caption"),
            headers: ["data-what", "data-why", "data-long"].map(|key| words.say(key)).into(),
            rows: KEPT.iter().map(row).collect(),
        }),
        ..Section::default()
    };
    let take = FormView::new(words, "prendre", Vec::new());
    let take = Section::form(words.say("data-take-heading"), vec![words.say("data-take-text")], take);
    let mut erase = FormView::new(words, "effacer", vec![password(words)]).typed(typed);
    erase.final_act = true;
    let erase = Section::form(words.say("data-erase-heading"), vec![words.say("data-erase-text")], erase);
    let mut sections = vec![kept, take];
    sections.extend(owned_alone(visit, account.id).await?);
    sections.push(erase);
    Ok(page(visit, "data", sections))
}

/// What becomes of the organisations that nobody else owns, to be known before one goes.
async fn owned_alone(visit: &Visit, account: Uuid) -> Result<Option<Section>> {
    let (db, words) = (&visit.app.db, visit.words);
    let mut section = Section { heading: words.say("data-owned-heading"), ..Section::default() };
    section.text.push(words.say("data-owned-text"));
    for (one, heir) in crate::organizations::owned_alone(db, account).await? {
        let heir = match heir {
            Some(id) => accounts::by_id(db, id).await?.map(|heir| heir.name),
            None => None,
        };
        section.text.push(match heir {
            Some(who) => words.with2("data-owned-heir", "about", &one.name, "who", &who),
            None if one.archived_at.is_some() => continue,
            None => words.with("data-owned-nobody", "about", &one.name),
        });
        section.links.push(Link {
            label: words.with("data-owned-link", "about", &one.name),
            href: words.path(&format!("/espace/organisations/{}/membres", one.id)),
        });
    }
    Ok(Some(section).filter(|section| !section.links.is_empty()))
}

pub async fn letters_given_up(visit: &Visit) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    rights::check(&visit.actor, Operation::ReadLettersGivenUp)?;
    let account = accounts::own(&app.db, &visit.actor).await?;
    let (rows, total) = deliveries::given_up(&app.db, Reaction::Letter, SHOWN).await?;
    if rows.is_empty() {
        let nothing = Section { text: vec![words.say("letters-none")], ..Section::default() };
        return Ok(page(visit, "letters", vec![nothing]));
    }
    let row = |one: deliveries::GivenUp| Row {
        cells: vec![
            moment(words, &account, one.at),
            words.say(format!("event-{}", one.kind)),
            one.error,
            one.attempts.to_string(),
        ],
        buttons: vec![Button {
            act: "relancer",
            value: one.id.to_string(),
            label: words.say("submit-relancer"),
            about: words.say(format!("event-{}", one.kind)),
        }],
        ..Row::default()
    };
    let headers = ["journal-when", "journal-what", "letters-why", "letters-attempts", "table-do"];
    let table = Table {
        caption: words.with("letters-caption", "count", total),
        headers: headers.map(|key| words.say(key)).into(),
        rows: rows.into_iter().map(row).collect(),
    };
    Ok(page(visit, "letters", vec![Section { table: Some(table), ..Section::default() }]))
}

/// A choice that isn't one of those offered.
pub(super) fn unknown(field: &'static str, form: &Form) -> Error {
    let value: String = form.text(field).chars().take(60).collect();
    Error::invalid(field, Message::new("invalid-unknown-code").with("value", value))
}

pub async fn send(visit: &Visit, form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    let again = |done: &str| Ok(Answer::SeeOther(format!("{}?fait={done}", visit.address.path)));
    match form.text("faire") {
        "deconnexion" => {
            accounts::sign_out(app, actor).await?;
            Ok(Answer::SignedOut { to: "/connexion?fait=signed-out".to_owned() })
        }
        "rejoindre" => {
            let id = Uuid::parse_str(form.text("id")).map_err(|_| Error::NotFound)?;
            let joined = crate::organizations::accept_waiting(app, actor, id).await?;
            Ok(Answer::SeeOther(format!("/espace/organisations/{joined}?fait=joined")))
        }
        "profil" => {
            let lang = match form.text("language") {
                "fr" => Lang::Fr,
                "en" => Lang::En,
                _ => return Err(unknown("language", form)),
            };
            let asked = Profile {
                name: form.text("name").to_owned(),
                lang,
                time_zone: form.text("timeZone").to_owned(),
            };
            accounts::update_profile(app, actor, asked).await?;
            again("profile")
        }
        "courriels" => {
            for kind in Kind::ALL {
                let pace = Pace::named(form.text(kind.code())).ok_or_else(|| unknown(kind.code(), form))?;
                accounts::choose_pace(app, actor, kind, pace).await?;
            }
            again("preferences")
        }
        "prendre" => {
            let taken = accounts::taken(app, actor).await?;
            let bytes = serde_json::to_vec_pretty(&taken).map_err(Error::internal)?;
            let name = format!("bdis-mes-donnees-{}.json", app.clock.today());
            Ok(Answer::File { name, media_type: "application/json", bytes })
        }
        "effacer" => {
            accounts::erase(app, actor, form.text("password")).await?;
            Ok(Answer::SignedOut { to: "/connexion?fait=erased".to_owned() })
        }
        "relancer" => {
            rights::check(actor, Operation::RetryLetter)?;
            let id = Uuid::parse_str(form.text("id")).map_err(|_| Error::NotFound)?;
            accounts::retry_letter(app, actor, id).await?;
            again("retried")
        }
        _ => Err(Error::NotFound),
    }
}
