//! Who belongs to an organisation.

use uuid::Uuid;

use super::{frame, mine};
use crate::accounts;
use crate::base::desk::{Button, DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Message, Result};
use crate::organizations::{self, Invite};
use crate::rights::Role;

pub(super) async fn members(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    let one = mine.organization.id;
    let rows = organizations::members(&app.db, one).await?;
    let ids: Vec<Uuid> = rows.iter().map(|(id, ..)| *id).collect();
    let names = accounts::names(&app.db, &ids).await?;
    let account = accounts::own(&app.db, &visit.actor).await?;
    let owner = mine.role == Role::Owner;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_else(|| words.say("former-member"));
    let row = |(id, role, since): &(Uuid, Role, chrono::DateTime<chrono::Utc>)| Row {
        cells: vec![
            name(*id),
            words.say(format!("role-{}", role.code())),
            accounts::pages::moment(words, &account, *since),
        ],
        buttons: match owner && *id != account.id {
            true => vec![Button {
                act: "retirer",
                value: id.to_string(),
                label: words.say("submit-retirer"),
                about: name(*id),
            }],
            false => Vec::new(),
        },
        href: None,
    };
    let table = Table {
        caption: words.say("members-caption"),
        headers: ["own-name", "own-role", "members-since", "table-do"].map(|key| words.say(key)).into(),
        rows: rows.iter().map(row).collect(),
    };
    let mut sections = vec![Section { table: Some(table), ..Section::default() }];
    if owner {
        let roles = || {
            Role::ALL
                .map(|role| (role.code().to_owned(), words.say(format!("role-{}", role.code()))))
                .to_vec()
        };
        let others = rows.iter().filter(|(id, ..)| *id != account.id);
        let others: Vec<(String, String)> = others.map(|(id, ..)| (id.to_string(), name(*id))).collect();
        if !others.is_empty() {
            let fields = vec![
                Field::new(words, "member", "select", "").choices(others),
                Field::new(words, "role", "select", "").choices(roles()),
            ];
            let view = FormView::new(words, "role", fields).typed(form);
            sections.push(Section::form(
                words.say("members-role-heading"),
                vec![words.say("roles-text")],
                view,
            ));
        }
        let waiting = organizations::invitations(&app.db, app.clock.now(), one).await?;
        if !waiting.is_empty() {
            let row = |invitation: organizations::Invitation| Row {
                cells: vec![
                    invitation.email.clone(),
                    words.say(format!("role-{}", invitation.role)),
                    accounts::pages::moment(words, &account, invitation.expires_at),
                ],
                buttons: vec![Button {
                    act: "annuler",
                    value: invitation.id.to_string(),
                    label: words.say("submit-annuler"),
                    about: invitation.email,
                }],
                href: None,
            };
            sections.push(Section {
                heading: words.say("invitations-heading"),
                table: Some(Table {
                    caption: words.say("invitations-caption"),
                    headers: ["field-email", "own-role", "invitations-until", "table-do"]
                        .map(|key| words.say(key))
                        .into(),
                    rows: waiting.into_iter().map(row).collect(),
                }),
                ..Section::default()
            });
        }
        let fields = vec![
            Field::new(words, "email", "email", "off"),
            Field::new(words, "inviteRole", "select", "")
                .label(words.say("own-role"))
                .choices(roles())
                .value("editor"),
        ];
        let view = FormView::new(words, "inviter", fields).typed(form);
        sections.push(Section::form(words.say("invite-heading"), vec![words.say("roles-text")], view));
    }
    Ok(frame(visit, &mine, words.say("own-members"), sections))
}

pub(super) async fn act(visit: &Visit, id: Uuid, form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    let again = |done: &str| Ok(Answer::SeeOther(format!("{}?fait={done}", visit.address.path)));
    let role = |name: &'static str| {
        Role::named(form.text(name))
            .ok_or_else(|| Error::invalid(name, Message::new("invalid-choice-missing")))
    };
    let named = |name: &str| Uuid::parse_str(form.text(name)).map_err(|_| Error::NotFound);
    match form.text("faire") {
        "inviter" => {
            let invite = Invite { email: form.text("email").to_owned(), role: role("inviteRole")? };
            organizations::invite(app, actor, id, invite).await?;
            again("invited")
        }
        "annuler" => {
            organizations::withdraw_invitation(app, actor, id, named("id")?).await?;
            again("withdrawn")
        }
        "retirer" => {
            organizations::change_member(app, actor, id, named("id")?, None).await?;
            again("removed")
        }
        "role" => {
            let role = role("role")?;
            organizations::change_member(app, actor, id, named("member")?, Some(role)).await?;
            again("saved")
        }
        _ => Err(Error::NotFound),
    }
}
