//! Passwords, the second factor, sessions and tokens.

use qrcode::QrCode;
use qrcode::render::svg;
use uuid::Uuid;

use super::desk::{moment, unknown};
use super::page;
use crate::accounts::{self, Account, NewToken};
use crate::actor::By;
use crate::base::desk::{Button, DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::visit::{Answer, Visit};
use crate::base::words::Words;
use crate::error::{Error, Result};

pub(super) fn password(words: Words) -> Field {
    Field::new(words, "password", "password", "current-password").label(words.say("field-password-now"))
}

pub async fn security(visit: &Visit, typed: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let account = accounts::own(&app.db, &visit.actor).await?;
    let new = Field::new(words, "newPassword", "password", "new-password").hint(words.say("hint-password"));
    let change = FormView::new(words, "mot-de-passe", vec![password(words), new]).typed(typed);
    let email = Field::new(words, "email", "email", "email");
    let address = FormView::new(words, "changer-adresse", vec![email, password(words)]).typed(typed);
    let now = words.with("security-email-now", "email", account.email.as_deref().unwrap_or_default());
    Ok(page(
        visit,
        "security",
        vec![
            second_factor(visit, &account, typed).await?,
            sessions(visit, &account).await?,
            Section::form(words.say("security-password"), Vec::new(), change),
            Section::form(words.say("security-email"), vec![now], address),
        ],
    ))
}

async fn second_factor(visit: &Visit, account: &Account, typed: &Form) -> Result<Section> {
    let (app, words) = (&visit.app, visit.words);
    let heading = words.say("security-factor");
    if account.totp_since.is_none()
        && typed.text("faire") == "code-confirmer"
        && account.totp_secret.is_some()
    {
        let mut section = scan(words, account)?;
        section.heading = heading;
        return Ok(section);
    }
    let Some(since) = account.totp_since else {
        let begin = FormView::new(words, "code-debut", vec![password(words)]).typed(typed);
        return Ok(Section::form(heading, vec![words.say("security-factor-off")], begin));
    };
    let left = accounts::recovery_codes_left(&app.db, account.id).await?;
    let text = vec![
        words.with("security-factor-on", "date", moment(words, account, since)),
        words.with("security-codes-left", "count", left),
    ];
    if visit.actor.person().is_some_and(|person| person.standing.is_entrusted()) {
        return Ok(Section { heading, text, ..Section::default() });
    }
    let end = FormView::new(words, "code-fin", vec![password(words)]).typed(typed);
    Ok(Section::form(heading, text, end))
}

async fn sessions(visit: &Visit, account: &Account) -> Result<Section> {
    let (app, words) = (&visit.app, visit.words);
    let here = visit.actor.person().map(|person| person.by);
    let rows = accounts::sessions_of(&app.db, app.clock.now(), account.id).await?;
    let several = rows.len() > 1;
    let row = |one: accounts::Session| {
        let browser = if one.agent.is_empty() { words.say("session-unknown") } else { one.agent };
        let current = here == Some(By::Session(one.id));
        Row {
            cells: vec![
                browser.clone(),
                if current { words.say("session-here") } else { moment(words, account, one.seen_at) },
            ],
            buttons: match current {
                true => Vec::new(),
                false => vec![Button {
                    act: "session",
                    value: one.id.to_string(),
                    label: words.say("submit-session"),
                    about: browser,
                }],
            },
            href: None,
        }
    };
    let table = Table {
        caption: words.say("sessions-caption"),
        headers: ["sessions-browser", "sessions-seen", "table-do"].map(|key| words.say(key)).into(),
        rows: rows.into_iter().map(row).collect(),
    };
    let form = several.then(|| FormView::new(words, "sessions", Vec::new()));
    Ok(Section { heading: words.say("security-sessions"), table: Some(table), form, ..Section::default() })
}

pub async fn tokens(visit: &Visit, typed: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let account = accounts::own(&app.db, &visit.actor).await?;
    let rows = accounts::tokens_of(&app.db, app.clock.now(), account.id).await?;
    let row = |one: accounts::AccessToken| Row {
        cells: vec![
            one.name.clone(),
            words.say(format!("scope-{}", one.scope)),
            moment(words, &account, one.expires_at),
            one.used_at.map_or_else(|| words.say("token-unused"), |at| moment(words, &account, at)),
        ],
        buttons: vec![Button {
            act: "jeton-fin",
            value: one.id.to_string(),
            label: words.say("submit-jeton-fin"),
            about: one.name,
        }],
        ..Row::default()
    };
    let table = (!rows.is_empty()).then(|| Table {
        caption: words.say("tokens-caption"),
        headers: ["tokens-name", "tokens-scope", "tokens-until", "tokens-used", "table-do"]
            .map(|key| words.say(key))
            .into(),
        rows: rows.into_iter().map(row).collect(),
    });
    let held = Section { text: vec![words.say("account-tokens-lead")], table, ..Section::default() };
    let scopes = ["read", "write"].map(|scope| (scope.to_owned(), words.say(format!("scope-{scope}"))));
    let fields = vec![
        Field::new(words, "name", "text", "")
            .label(words.say("tokens-name"))
            .hint(words.say("hint-token-name")),
        Field::new(words, "scope", "select", "").choices(scopes.into()),
        Field::new(words, "days", "number", "").value("90").hint(words.say("hint-days")),
        password(words),
    ];
    let new = FormView::new(words, "jeton", fields).typed(typed);
    Ok(page(visit, "tokens", vec![held, Section::form(words.say("tokens-new"), Vec::new(), new)]))
}

/// The secret of a second factor that was begun, to be read by a program for it.
fn scan(words: Words, account: &Account) -> Result<Section> {
    let secret = account.totp_secret.clone().unwrap_or_default();
    let url = accounts::totp_url(&secret, account.email.as_deref().unwrap_or_default())?;
    let code = Field::new(words, "code", "text", "one-time-code");
    let confirm = FormView::new(words, "code-confirmer", vec![code]);
    let mut section = Section::form(String::new(), vec![words.say("factor-scan")], confirm);
    section.picture = Some(picture(&url)?);
    section.secrets = vec![secret];
    Ok(section)
}

/// A page that shows what is told once.
async fn told_once(visit: &Visit, name: &str, section: Section) -> Result<Answer> {
    let mut shown = page(visit, name, vec![section]);
    shown.menu = super::menu(visit);
    Ok(Answer::Page(shown.done()?))
}

fn picture(url: &str) -> Result<String> {
    let code = QrCode::new(url).map_err(Error::internal)?;
    let text = code.render::<svg::Color>().quiet_zone(false).build();
    Ok(text.find("<svg").map(|start| text[start..].to_owned()).unwrap_or_default())
}

pub async fn send(visit: &Visit, form: &Form) -> Result<Answer> {
    let (app, actor, words) = (&visit.app, &visit.actor, visit.words);
    let again = |done: &str| Ok(Answer::SeeOther(format!("{}?fait={done}", visit.address.path)));
    let password = form.text("password");
    let id = || Uuid::parse_str(form.text("id")).map_err(|_| Error::NotFound);
    match form.text("faire") {
        "mot-de-passe" => {
            accounts::change_password(app, actor, password, form.text("newPassword").to_owned()).await?;
            again("password")
        }
        "changer-adresse" => {
            accounts::ask_email_change(app, actor, password, form.text("email")).await?;
            again("email-asked")
        }
        "session" => {
            accounts::end_sessions(app, actor, Some(id()?)).await?;
            again("session")
        }
        "sessions" => {
            accounts::end_sessions(app, actor, None).await?;
            again("sessions")
        }
        "code-debut" => {
            accounts::begin_second_factor(app, actor, password).await?;
            let account = accounts::own(&app.db, actor).await?;
            told_once(visit, "factor", scan(words, &account)?).await
        }
        "code-confirmer" => {
            let codes = accounts::confirm_second_factor(app, actor, form.text("code")).await?;
            let text = vec![words.say("factor-codes")];
            told_once(visit, "codes", Section { text, secrets: codes, ..Section::default() }).await
        }
        "code-fin" => {
            accounts::end_second_factor(app, actor, password).await?;
            again("factor-off")
        }
        "jeton" => {
            let writes = match form.text("scope") {
                "read" => false,
                "write" => true,
                _ => return Err(unknown("scope", form)),
            };
            let asked = NewToken {
                name: form.text("name").to_owned(),
                writes,
                days: form.text("days").trim().parse().unwrap_or_default(),
                password: password.to_owned(),
            };
            let (token, _) = accounts::create_token(app, actor, asked).await?;
            let text = vec![words.say("token-once")];
            told_once(visit, "token", Section { text, secrets: vec![token], ..Section::default() }).await
        }
        "jeton-fin" => {
            accounts::end_token(app, actor, id()?).await?;
            again("token-ended")
        }
        _ => Err(Error::NotFound),
    }
}
