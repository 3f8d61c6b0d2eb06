//! The pages of people: coming in, and the desk. Each address is shown with GET and answered with POST; what is to be
//! done is named by the field `faire`.

mod desk;
mod entry;
mod previews;
mod security;

pub use self::desk::moment;
pub use self::previews::{preview, previews};
use crate::base::desk::{self as base_desk, DeskPage, MenuLink, Section};
use crate::base::form::Form;
use crate::base::page::{Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::error::Result;

/// A page as it is, or again with what was typed.
async fn page_of(visit: &Visit, token: Option<&str>, typed: &Form) -> Result<DeskPage> {
    let path = visit.address.path.as_str();
    let mut page = match path {
        "/connexion" => entry::sign_in(visit, typed),
        "/connexion/code" => entry::code(visit, typed),
        "/connexion/oubli" => entry::forgotten(visit, typed),
        "/deconnexion" => entry::sign_out(visit),
        "/inscription" => entry::sign_up(visit, typed),
        "/espace" => desk::home(visit).await?,
        "/espace/profil" => desk::profile(visit, typed).await?,
        "/espace/securite" => security::security(visit, typed).await?,
        "/espace/jetons" => security::tokens(visit, typed).await?,
        "/espace/courriels" => desk::mail(visit).await?,
        "/espace/donnees" => desk::data(visit, typed).await?,
        "/espace/journal" => desk::journal(visit).await?,
        "/administration/courriels" => desk::letters_given_up(visit).await?,
        _ => entry::by_link(visit, token.unwrap_or_default(), typed).await?,
    };
    if path.starts_with("/espace") || path.starts_with("/administration") {
        page.menu = menu(visit);
    }
    Ok(page)
}

/// The pages of the desk.
fn menu(visit: &Visit) -> Vec<MenuLink> {
    let words = visit.words;
    let link = |name: &str, path: &str| MenuLink {
        link: Link { label: words.say(format!("account-{name}-heading")), href: words.path(path) },
        current: visit.address.path == path,
    };
    let mut menu = vec![
        link("desk", "/espace"),
        link("organizations", "/espace/organisations"),
        link("messages", "/espace/messages"),
        link("bookings", "/espace/reservations"),
        link("alerts", "/espace/alertes"),
        link("profile", "/espace/profil"),
        link("security", "/espace/securite"),
        link("tokens", "/espace/jetons"),
        link("mail", "/espace/courriels"),
        link("journal", "/espace/journal"),
        link("data", "/espace/donnees"),
    ];
    if visit.actor.person().is_some_and(|person| !person.standing.moderates.is_empty()) {
        menu.push(link("moderation", "/moderation"));
    }
    if visit.actor.person().is_some_and(|person| person.standing.pilot || person.standing.administrator) {
        menu.push(link("reference", "/moderation/reference"));
        menu.push(link("networks", "/moderation/reseaux"));
    }
    if visit.actor.person().is_some_and(|person| person.standing.administrator) {
        menu.push(link("letters", "/administration/courriels"));
    }
    menu
}

/// The page at an address, for whoever may see it.
pub async fn show(visit: &Visit, token: Option<&str>, typed: &Form) -> Result<Answer> {
    // Who is in already has nothing to do there.
    if visit.actor.person().is_some() && matches!(visit.address.path.as_str(), "/connexion" | "/inscription")
    {
        return Ok(Answer::SeeOther("/espace".to_owned()));
    }
    Ok(Answer::Page(page_of(visit, token, typed).await?.done()?))
}

/// What was sent to an address. `token` is that of a link, or of the second step.
pub async fn send(visit: &Visit, token: Option<&str>, form: Form) -> Result<Answer> {
    let token_text = token.unwrap_or_default();
    let done = match visit.address.path.as_str() {
        "/connexion" | "/connexion/code" | "/connexion/oubli" | "/deconnexion" | "/inscription" => {
            entry::send(visit, token_text, &form).await
        }
        "/espace/securite" | "/espace/jetons" => security::send(visit, &form).await,
        path if path.starts_with("/espace") || path.starts_with("/administration") => {
            desk::send(visit, &form).await
        }
        _ => entry::send_by_link(visit, token_text, &form).await,
    };
    base_desk::answered(done, &form, page_of(visit, token, &form)).await
}

/// A page whose title is `account-<name>-heading`.
fn page(visit: &Visit, name: &str, sections: Vec<Section>) -> DeskPage {
    DeskPage::new(visit, visit.words.say(format!("account-{name}-heading")), Nav::Desk, sections)
}
