//! An organisation's own pages: what its members see and write. Products and guarantees add theirs.

mod charter;
mod members;
mod pictures;
mod sheet;
mod supply;

pub use self::pictures::removed_pictures;
pub use self::sheet::{fields_of, typed as sheet_typed};
pub use self::supply::{area_fields, area_typed, currencies, drawn_as_typed, settled};

use uuid::Uuid;

use crate::base::desk::{self, DeskPage, FormView, MenuLink, Row, Section, Table};
use crate::base::events;
use crate::base::form::Form;
use crate::base::page::{Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};
use crate::organizations::{self, CHARTER, Organization};
use crate::rights::{self, Hold, Operation, Role};
use crate::{guarantees, products};

/// An organisation someone belongs to, and what they may in it.
pub struct Mine {
    pub organization: Organization,
    pub role: Role,
}

impl Mine {
    pub fn path(&self, rest: &str) -> String {
        format!("/espace/organisations/{}{rest}", self.organization.id)
    }

    pub fn writes(&self) -> bool {
        self.role >= Role::Editor
    }
}

/// Errors: `Unauthenticated`; `NotFound` for whoever doesn't belong to it.
pub async fn mine(visit: &Visit, id: &str) -> Result<Mine> {
    rights::signed_in(&visit.actor)?;
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let (organization, role) = organizations::held(&visit.app.db, &visit.actor, id).await?;
    let hold = Hold { role: Some(role.ok_or(Error::NotFound)?), moderates: false };
    rights::check_in(&visit.actor, Operation::ReadOrganization, hold)?;
    Ok(Mine { organization, role: role.ok_or(Error::NotFound)? })
}

/// A page of an organisation, with those beside it.
pub fn frame(visit: &Visit, mine: &Mine, title: String, sections: Vec<Section>) -> DeskPage {
    let words = visit.words;
    let mut page = DeskPage::new(visit, title, Nav::Desk, sections);
    let above = |label: String, path: &str| Link { label, href: words.path(path) };
    page.trail = vec![
        above(words.say("account-desk-heading"), "/espace"),
        above(words.say("own-heading"), "/espace/organisations"),
        above(mine.organization.name.clone(), &mine.path("")),
    ];
    let link = |name: &str, rest: &str| {
        let path = mine.path(rest);
        MenuLink {
            current: visit.address.path == path,
            link: Link { label: words.say(format!("own-{name}")), href: words.path(&path) },
        }
    };
    page.menu = vec![
        link("overview", ""),
        link("sheet", "/fiche"),
        link("supply", "/territoire"),
        link("products", "/produits"),
        link("guarantees", "/garanties"),
        link("sharing", "/mutualisation"),
        link("ledger", "/compte"),
        link("pictures", "/images"),
        link("members", "/membres"),
        link("journal", "/journal"),
    ];
    page
}

/// Has a form keep what is typed, and offers what was typed before.
pub async fn drafted(visit: &Visit, mut form: FormView, typed: &Form) -> Result<FormView> {
    form.drafted = true;
    // What was begun is begun from what stood then: whoever saved since is told of.
    if typed.has("reprendre") {
        for (name, value) in form.hidden.iter_mut().filter(|_| typed.has("version")) {
            *value = typed.text(name).to_owned();
        }
    }
    if !typed.has("faire") {
        let place = format!("{}#{}", visit.address.path, form.act);
        if let Some((at, _)) = organizations::draft_of(&visit.app, &visit.actor, &place).await? {
            let account = crate::accounts::own(&visit.app.db, &visit.actor).await?;
            let when = crate::accounts::pages::moment(visit.words, &account, at);
            form.draft = Some(Link {
                label: visit.words.with("draft-take-up", "when", when),
                href: visit.address.with("brouillon", form.act).href(visit.words),
            });
        }
    }
    Ok(form)
}

/// The organisations someone belongs to.
async fn list(visit: &Visit) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let person = visit.actor.person().ok_or(Error::Unauthenticated)?;
    let rows = organizations::of_account(&app.db, person.account).await?;
    let row = |(one, role): (Organization, Role)| Row {
        href: Some(words.path(&format!("/espace/organisations/{}", one.id))),
        cells: vec![
            one.name,
            words.say(format!("role-{}", role.code())),
            words.say(if one.archived_at.is_some() { "own-archived" } else { "own-shown" }),
        ],
        buttons: Vec::new(),
    };
    let mut section = Section {
        links: vec![
            Link { label: words.say("own-new"), href: words.path("/espace/organisations/nouvelle") },
            Link { label: words.say("own-find"), href: words.path("/fournisseurs") },
        ],
        ..Section::default()
    };
    match rows.is_empty() {
        true => section.text.push(words.say("own-none")),
        false => {
            section.table = Some(Table {
                caption: words.say("own-caption"),
                headers: ["own-name", "own-role", "own-state"].map(|key| words.say(key)).into(),
                rows: rows.into_iter().map(row).collect(),
            });
        }
    }
    let mut page = DeskPage::new(visit, words.say("own-heading"), Nav::Desk, vec![section]);
    page.trail = vec![Link { label: words.say("account-desk-heading"), href: words.path("/espace") }];
    Ok(page)
}

/// What is there, and what is missing with why it helps.
async fn overview(visit: &Visit, id: &str) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    let one = &mine.organization;
    let sells = products::for_suppliers(&app.db, &[one.id]).await?.remove(&one.id).unwrap_or_default();
    let (_, sold) = products::of_organization(&app.db, one.id, false, 0, 1).await?;
    let held = guarantees::held_by(&app.db, &[one.id]).await?.remove(&one.id).unwrap_or_default();
    let supposed = sells.supplier.as_ref().is_some_and(|s| s.area.is_some() && !s.area_confirmed)
        || sells.categories.iter().any(|row| !row.confirmed)
        || sells.themes.iter().any(|row| !row.confirmed);
    let area = sells.supplier.as_ref().is_some_and(|s| s.area.is_some());
    let missing = [
        ("supposed", supposed, "/territoire"),
        ("area", !area && !supposed, "/territoire"),
        ("themes", sells.themes.is_empty(), "/territoire"),
        ("description", one.description.is_empty(), "/fiche"),
        ("email", one.email.is_none(), "/fiche"),
        ("place", one.commune.is_none(), "/fiche"),
        ("products", sold == 0, "/produits/nouveau"),
        ("guarantees", held.is_empty(), "/garanties/nouvelle"),
        ("charter", one.charter_version.as_deref() != Some(CHARTER), "/charte"),
    ];
    let rows: Vec<Row> = missing
        .into_iter()
        .filter(|(_, is_missing, _)| *is_missing)
        .map(|(name, _, path)| Row {
            cells: vec![words.say(format!("missing-{name}")), words.say(format!("missing-{name}-why"))],
            href: mine.writes().then(|| words.path(&mine.path(path))),
            buttons: Vec::new(),
        })
        .collect();
    let mut sections = Vec::new();
    if one.archived_at.is_some() {
        let mut section = Section::said(vec![words.say("own-archived-text")]);
        if mine.role == Role::Owner {
            section.form = Some(FormView::new(words, "restaurer", Vec::new()));
        }
        sections.push(section);
    }
    let seen = words.path(&format!("/fournisseurs/{}", one.slug));
    sections.push(Section {
        facts: vec![
            (words.say("own-role"), words.say(format!("role-{}", mine.role.code()))),
            (words.say("own-products"), words.number(sold)),
            (words.say("own-guarantees"), words.number(held.len())),
        ],
        links: vec![Link { label: words.say("own-see"), href: seen }],
        ..Section::default()
    });
    let mut todo = Section { heading: words.say("missing-heading"), ..Section::default() };
    match rows.is_empty() {
        true => todo.text.push(words.say("missing-nothing")),
        false => {
            todo.table = Some(Table {
                caption: words.say("missing-caption"),
                headers: ["missing-what", "missing-why"].map(|key| words.say(key)).into(),
                rows,
            });
        }
    }
    sections.push(todo);
    if mine.role == Role::Owner && one.archived_at.is_none() {
        let mut form = FormView::new(words, "archiver", Vec::new());
        form.final_act = true;
        form.submit = words.say("own-archive-heading");
        let text = ["own-archive-text", "own-archive-bookings"].map(|key| words.say(key)).into();
        let bookings = words.path("/espace/reservations");
        sections.push(Section {
            links: vec![Link { label: words.say("account-bookings-heading"), href: bookings }],
            ..Section::form(words.say("own-archive-heading"), text, form)
        });
    }
    sections.push(Section::form(
        words.say("own-leave-heading"),
        vec![words.say("own-leave-text")],
        FormView::new(words, "quitter", Vec::new()),
    ));
    Ok(frame(visit, &mine, one.name.clone(), sections))
}

async fn journal(visit: &Visit, id: &str) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    let rows = events::about(&app.db, mine.organization.id, 200).await?;
    let who: Vec<Uuid> = rows.iter().filter_map(|row| account_of(&row.actor)).collect();
    let names = crate::accounts::names(&app.db, &who).await?;
    let members = organizations::at_least(&app.db, mine.organization.id, Role::Reader).await?;
    let account = crate::accounts::own(&app.db, &visit.actor).await?;
    let row = |one: events::Happened| Row {
        cells: vec![
            crate::accounts::pages::moment(words, &account, one.at),
            words.say(format!("event-{}", one.kind)),
            match account_of(&one.actor) {
                // Who reports or decides isn't the organisation's to know.
                Some(_) if one.by.is_some() => {
                    words.with("journal-by-network", "network", one.by.unwrap_or_default())
                }
                Some(id) if members.contains(&id) => names.get(&id).cloned().unwrap_or_default(),
                Some(_) if organizations::MODERATED.contains(&one.kind.as_str()) => {
                    words.say("journal-by-moderators")
                }
                Some(_) => words.say("journal-by-other"),
                None => words.say("journal-by-site"),
            },
        ],
        ..Row::default()
    };
    let table = Table {
        caption: words.with("journal-caption", "count", 200),
        headers: ["journal-when", "journal-what", "journal-who"].map(|key| words.say(key)).into(),
        rows: rows.into_iter().map(row).collect(),
    };
    let section = Section { table: Some(table), ..Section::default() };
    Ok(frame(visit, &mine, words.say("own-journal"), vec![section]))
}

/// Whom the journal names.
pub fn account_of(actor: &str) -> Option<Uuid> {
    actor.strip_prefix("account:")?.parse().ok()
}

async fn page_of(visit: &Visit, rest: &[&str], typed: &Form) -> Result<DeskPage> {
    rights::signed_in(&visit.actor)?;
    match *rest {
        [] => list(visit).await,
        ["nouvelle"] => sheet::new(visit, typed).await,
        [id] => overview(visit, id).await,
        [id, "fiche"] => sheet::sheet(visit, id, typed).await,
        [id, "territoire"] => supply::supply(visit, id, typed).await,
        [id, "membres"] => members::members(visit, id, typed).await,
        [id, "images"] => pictures::pictures(visit, id, typed).await,
        [id, "charte"] => charter::charter(visit, id).await,
        [id, "journal"] => journal(visit, id).await,
        _ => Err(Error::NotFound),
    }
}

/// `rest` is what stands after `/espace/organisations`.
pub async fn show(visit: &Visit, rest: &[&str], typed: &Form) -> Result<Answer> {
    Ok(Answer::Page(page_of(visit, rest, typed).await?.done()?))
}

pub async fn send(visit: &Visit, rest: &[&str], form: &Form) -> Result<Answer> {
    let form = &settled(visit, form);
    // Ways to send a form that change nothing: the page again, with what was typed.
    if matches!(form.text("faire"), "redessiner" | "apercu") {
        return desk::unsaved(form, page_of(visit, rest, form)).await;
    }
    desk::answered(act(visit, rest, form).await, form, page_of(visit, rest, form)).await
}

async fn act(visit: &Visit, rest: &[&str], form: &Form) -> Result<Answer> {
    rights::signed_in(&visit.actor)?;
    let (app, actor) = (&visit.app, &visit.actor);
    let again = |done: &str| Ok(Answer::SeeOther(format!("{}?fait={done}", visit.address.path)));
    let id = |text: &str| Uuid::parse_str(text).map_err(|_| Error::NotFound);
    match (rest, form.text("faire")) {
        (["nouvelle"], "creer") => sheet::create(visit, form).await,
        ([one, "fiche"], "fiche") => sheet::save(visit, id(one)?, form).await,
        ([one, "territoire"], "territoire") => supply::save(visit, id(one)?, form).await,
        ([one, "membres"], _) => members::act(visit, id(one)?, form).await,
        ([one, "images"], _) => pictures::act(visit, id(one)?, form).await,
        ([one, "charte"], "charte") => {
            organizations::accept_charter(app, actor, id(one)?, form.text("version")).await?;
            again("charter")
        }
        ([one], "archiver") => {
            organizations::archive(app, actor, id(one)?).await?;
            again("archived")
        }
        ([one], "restaurer") => {
            organizations::restore(app, actor, id(one)?).await?;
            again("restored")
        }
        ([one], "quitter") => {
            organizations::leave(app, actor, id(one)?).await?;
            Ok(Answer::SeeOther("/espace/organisations?fait=left".to_owned()))
        }
        _ => Err(Error::NotFound),
    }
}

/// The page of an invitation.
pub async fn invitation(visit: &Visit, token: &str, form: Option<&Form>) -> Result<Answer> {
    let (app, words) = (&visit.app, visit.words);
    let shown = async {
        let section = match organizations::invitation_of(&app.db, app.clock.now(), token).await {
            Ok((row, one)) => {
                let role = words.say(format!("role-{}", row.role));
                let text = words.with2("invitation-text", "about", &one.name, "role", role);
                match visit.actor.person() {
                    Some(_) => Section::form(
                        String::new(),
                        vec![text],
                        FormView::new(words, "rejoindre", Vec::new()),
                    ),
                    None => {
                        let query = |path: &str| {
                            let back =
                                crate::base::page::Address::new(path).with("retour", &visit.address.path);
                            back.href(words)
                        };
                        Section {
                            text: vec![text, words.say("invitation-sign-in")],
                            links: vec![
                                Link { label: words.say("link-sign-in"), href: query("/connexion") },
                                Link { label: words.say("link-sign-up"), href: query("/inscription") },
                            ],
                            ..Section::default()
                        }
                    }
                }
            }
            Err(Error::Invalid(wrong)) => {
                Section::said(wrong.iter().map(|one| words.say(one.message.key)).collect())
            }
            Err(error) => return Err(error),
        };
        Ok(DeskPage::new(visit, words.say("invitation-heading"), Nav::Desk, vec![section]))
    };
    let Some(form) = form else { return Ok(Answer::Page(shown.await?.done()?)) };
    let done = organizations::accept_invitation(app, &visit.actor, token).await;
    let done = done.map(|id| Answer::SeeOther(format!("/espace/organisations/{id}?fait=joined")));
    desk::answered(done, form, shown).await
}
