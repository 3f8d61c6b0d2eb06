//! What is written to people about an organisation of theirs.

use serde_json::Value;
use uuid::Uuid;

use super::commands::invitation_token;
use super::queries::{self, Organization};
use super::rules;
use crate::accounts::{self, Reader, Told};
use crate::app::App;
use crate::base::deliveries::Claimed;
use crate::base::events::{OrganizationEvent, What};
use crate::base::words::{Lang, Words};
use crate::error::{Error, Result};
use crate::rights::Role;

/// Whom it concerns: accounts, and for an invitation `invitation`.
pub async fn recipients(app: &App, event: &OrganizationEvent) -> Result<Vec<String>> {
    let owners = || queries::at_least(&app.db, event.organization, Role::Owner);
    let named = |accounts: Vec<Uuid>| accounts.into_iter().map(|id| id.to_string()).collect();
    Ok(match &event.what {
        What::MemberInvited { .. } => vec!["invitation".to_owned()],
        What::MemberJoined { account, .. } => {
            named(owners().await?.into_iter().filter(|owner| owner != account).collect())
        }
        What::MemberChanged { account, .. } => vec![account.to_string()],
        What::MemberLeft { account, .. } => named(owners().await?.into_iter().chain([*account]).collect()),
        What::OrganizationArchived | What::OrganizationMerged { .. } | What::MergeUndone { .. } => {
            named(queries::at_least(&app.db, event.organization, Role::Reader).await?)
        }
        What::OrganizationChanged { by: Some(_), .. } => {
            named(queries::at_least(&app.db, event.organization, Role::Editor).await?)
        }
        _ => Vec::new(),
    })
}

pub async fn letter(app: &App, due: &Claimed, event: &OrganizationEvent) -> Result<Told> {
    let about = match queries::by_id(&app.db, event.organization).await {
        Ok(about) => about,
        Err(Error::NotFound) => return Ok(Told::Nothing),
        Err(error) => return Err(error),
    };
    if let What::MemberInvited { invitation, .. } = event.what {
        return invited(app, due, &about, invitation).await;
    }
    let account: Uuid = due.recipient.parse().map_err(Error::internal)?;
    let Some(to) = accounts::reader_of(app, due, account).await? else { return Ok(Told::Nothing) };
    let mut path = format!("/espace/organisations/{}", about.id);
    // Where moderators are written to.
    let report = format!("/fournisseurs/{}/signaler", about.slug);
    if let What::OrganizationChanged { before, after, by: Some(network) } = &event.what {
        path.push_str("/journal");
        let said = [
            ("about", about.name.clone()),
            ("who", network.clone()),
            ("text", changes(&to, before, after)),
            ("page", to.address(&report)),
        ];
        let action = to.page("history", &path);
        return Ok(Told::Letter(Box::new(to.told("corrected", &said, Some(action)))));
    }
    let reason = match &event.what {
        What::OrganizationMerged { reason, .. } => reason.clone(),
        _ => String::new(),
    };
    let role = |code: &str| to.words.say(format!("role-{code}"));
    let said = |who: String, role: String| {
        vec![
            ("about", about.name.clone()),
            ("who", who),
            ("role", role),
            ("reason", reason.clone()),
            ("page", to.address(&report)),
        ]
    };
    let (name, said) = match &event.what {
        What::MemberJoined { account, role: code } => {
            ("member-joined", said(name_of(app, *account).await?, role(code)))
        }
        What::MemberChanged { after, .. } => ("member-role", said(String::new(), role(after))),
        What::MemberLeft { account: gone, .. } if *gone == account => {
            ("member-gone", said(String::new(), String::new()))
        }
        What::MemberLeft { account: gone, .. } => {
            ("member-left", said(name_of(app, *gone).await?, String::new()))
        }
        What::OrganizationArchived => ("archived", said(String::new(), String::new())),
        What::OrganizationMerged { .. } => ("merged", said(String::new(), String::new())),
        What::MergeUndone { .. } => ("merge-undone", said(String::new(), String::new())),
        _ => return Ok(Told::Nothing),
    };
    // To whom belongs no more, its own pages aren't there.
    let gone = matches!(&event.what, What::MemberLeft { account: gone, .. } if *gone == account);
    let action = to.page("organization", if gone { "/espace" } else { &path });
    Ok(Told::Letter(Box::new(to.told(name, &said, Some(action)))))
}

/// What was changed, a field a paragraph.
fn changes(to: &Reader, before: &Value, after: &Value) -> String {
    let (words, reference) = (to.words, to.app.reference.get());
    let form = |code: String| match (reference.legal_form(&code), words.lang) {
        (Some(form), Lang::Fr) => form.label_fr.clone(),
        (Some(form), Lang::En) => form.label_en.clone(),
        (None, _) => code,
    };
    let line = |(field, before, after): (String, String, String)| {
        let (before, after) =
            if field == "legalForm" { (form(before), form(after)) } else { (before, after) };
        let key = if field == "name" { "own-name".to_owned() } else { format!("field-{field}") };
        let or_nothing = |text: String| if text.is_empty() { words.say("seen-nothing") } else { text };
        let change =
            [("field", words.say(key)), ("before", or_nothing(before)), ("after", or_nothing(after))];
        words.with_all("letter-corrected-field", &change)
    };
    // What follows from the address is no field of the page's.
    let own = |(field, ..): &(String, String, String)| {
        !matches!(field.as_str(), "commune" | "latitude" | "longitude" | "openToProposals")
    };
    let changed: Vec<String> =
        rules::differences(Some(before), after).into_iter().filter(own).map(line).collect();
    if changed.is_empty() { words.say("letter-corrected-other") } else { changed.join("\n\n") }
}

async fn name_of(app: &App, account: Uuid) -> Result<String> {
    Ok(accounts::by_id(&app.db, account).await?.map(|account| account.name).unwrap_or_default())
}

/// To an address that may have no account: in the language of whoever has one, else in French.
async fn invited(app: &App, due: &Claimed, about: &Organization, invitation: Uuid) -> Result<Told> {
    let Some(row) = queries::invitation_by_id(&app.db, invitation).await? else { return Ok(Told::Nothing) };
    if row.used_at.is_some() || row.expires_at <= app.clock.now() {
        return Ok(Told::Nothing);
    }
    let account = accounts::by_key(&app.db, &row.email_key).await?;
    let lang = match account.as_ref().map(|account| account.lang.as_str()) {
        Some("en") => Lang::En,
        _ => Lang::Fr,
    };
    let who = match row.invited_by {
        Some(account) => name_of(app, account).await?,
        None => String::new(),
    };
    let to = Reader {
        app,
        words: Words::new(lang),
        name: account.map(|account| account.name).unwrap_or_default(),
        email: row.email.clone(),
        id: due.id.to_string(),
    };
    let token = invitation_token(&app.db, invitation).await?;
    let said =
        [("about", about.name.clone()), ("who", who), ("role", to.words.say(format!("role-{}", row.role)))];
    let action = to.page("invited", &format!("/invitations/{token}"));
    Ok(Told::Letter(Box::new(to.told("invited", &said, Some(action)))))
}
