//! Networks as the national pilot keeps them: opened, written, archived; who moderates them, and who belongs to them.

use schema::networks::network;
use schema::values::Slug;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::vouchers::{NetworkTyped, said_of};
use crate::accounts;
use crate::accounts::rules::Email;
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{Changed, Event, record};
use crate::error::{Error, FieldError, Message, Notes, Result};
use crate::networks::queries::{self, Network};
use crate::networks::rules::RESERVED;
use crate::organizations;
use crate::reference::{Named, Reference};
use crate::rights::{self, Operation};

/// What the pilot says of a network.
#[derive(Clone, Debug, Default)]
pub struct NetworkKept {
    pub name: String,
    /// `regional` or `thematic`; of the national one it isn't asked.
    pub kind: String,
    /// A code, or a name.
    pub territory: String,
    pub said: NetworkTyped,
}

/// Writes what is set of a network, with its event. `version` is the one that was read; none: whatever stands there is
/// written over.
///
/// Errors: `Stale` where someone else saved meanwhile, with what they saved.
pub(super) async fn write(
    tx: &DatabaseTransaction,
    app: &App,
    actor: &Actor,
    id: Uuid,
    version: Option<i32>,
    new: network::ActiveModel,
) -> Result<()> {
    let before = queries::network_by_id(tx, id).await?.ok_or(Error::NotFound)?;
    let after = network::ActiveModel { id: Set(id), ..new }.update(tx).await?;
    // The row as it was written over: of whoever saved at the same moment too.
    if version.is_some_and(|read| read != after.version) {
        return Err(Error::Stale(changed_meanwhile(&before, &after)));
    }
    if before != after {
        let counted =
            network::ActiveModel { id: Set(id), version: Set(after.version + 1), ..Default::default() };
        let after = counted.update(tx).await?;
        let changed = Changed { id, before: json!(before), after: json!(after) };
        record(tx, app.clock.now(), actor, &Event::NetworkChanged { changed }).await?;
    }
    Ok(())
}

/// What someone else saved, beside what is about to be written over it.
fn changed_meanwhile(theirs: &Network, mine: &Network) -> Vec<FieldError> {
    let told = |one: &Network| {
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        [
            ("name", one.name.clone()),
            ("networkKind", one.kind.clone()),
            ("territory", or_empty(&one.territory)),
            ("description", one.description.clone()),
            ("website", or_empty(&one.website)),
            ("colour", or_empty(&one.colour)),
            ("charter", one.charter.clone()),
        ]
    };
    let all = FieldError { path: String::new(), message: Message::new("changed-meanwhile") };
    let differ = told(theirs).into_iter().zip(told(mine)).filter(|(theirs, mine)| theirs != mine);
    let field = |((path, value), _): ((&str, String), _)| FieldError {
        path: path.to_owned(),
        message: Message::new("changed-meanwhile-value").with("value", value),
    };
    [all].into_iter().chain(differ.map(field)).collect()
}

fn name_of(typed: &str) -> Result<String, Message> {
    organizations::line(typed, 200)?.ok_or_else(|| Message::new("invalid-name").with("most", "200"))
}

fn kind_of(typed: &str) -> Result<String, Message> {
    match typed {
        "regional" | "thematic" => Ok(typed.to_owned()),
        _ => Err(Message::new("invalid-choice-missing")),
    }
}

/// The territory that is meant, as in all forms; one of a place has one.
fn territory_of(reference: &Reference, kind: &str, typed: &str) -> Result<Option<String>, Message> {
    let typed = typed.trim();
    if typed.is_empty() {
        return match kind {
            "regional" => Err(Message::new("invalid-network-territory-missing")),
            _ => Ok(None),
        };
    }
    match reference.territories.named(typed) {
        Named::One(found) => Ok(Some(found.code.to_string())),
        Named::Several(choices) => Err(reference.territories.which(&choices)),
        Named::Like(choices) => Err(reference.territories.perhaps(typed, &choices)),
        Named::None => Err(Message::new("invalid-network-territory").with("value", typed)),
    }
}

struct Kept {
    name: String,
    kind: String,
    territory: Option<String>,
    said: network::ActiveModel,
}

/// All that was typed but the address.
fn read(app: &App, wrong: &mut Notes, kind: Result<String, Message>, typed: &NetworkKept) -> Kept {
    let name = wrong.take("name", name_of(&typed.name));
    let kind = wrong.take("networkKind", kind);
    let territory = territory_of(&app.reference.get(), &kind, &typed.territory);
    let territory = wrong.take("territory", territory);
    Kept { name, kind, territory, said: said_of(&typed.said, wrong) }
}

/// Opens a network; returns the last part of its address.
///
/// Errors: `Invalid`; `NotFound` for whoever isn't the pilot.
pub async fn open_network(app: &App, actor: &Actor, slug: &str, typed: &NetworkKept) -> Result<String> {
    rights::check(actor, Operation::KeepNetworks)?;
    let taken = || Message::new("invalid-network-slug-taken");
    let slug = match Slug::parse(slug.trim()) {
        Err(_) => Err(Message::new("invalid-network-slug")),
        Ok(slug) if slug.to_string() == RESERVED => Err(taken()),
        Ok(slug) => Ok(slug.to_string()),
    };
    let mut wrong = Notes::default();
    let slug = wrong.take("slug", slug);
    let Kept { name, kind, territory, said } = read(app, &mut wrong, kind_of(&typed.kind), typed);
    if !wrong.0.is_empty() {
        return Err(Error::Invalid(wrong.0));
    }
    let (id, now) = (Uuid::now_v7(), app.clock.now());
    let new = network::ActiveModel {
        id: Set(id),
        slug: Set(slug.clone()),
        name: Set(name),
        kind: Set(kind),
        territory: Set(territory),
        created_at: Set(now),
        archived_at: Set(None),
        ..said
    };
    let tx = db::begin(&app.db).await?;
    network::Entity::insert(new).exec_without_returning(&tx).await.map_err(|error| match error.into() {
        Error::Conflict(_) => Error::invalid("slug", taken()),
        other => other,
    })?;
    record(&tx, now, actor, &Event::NetworkCreated { network: id }).await?;
    tx.commit().await?;
    Ok(slug)
}

/// Writes over a network. Its address stays; the national one stays national. `version` is the one that was read.
///
/// Errors: `Invalid`; `Stale` where someone else saved meanwhile, with what they saved; `NotFound` for whoever isn't the
/// pilot.
pub async fn keep_network(
    app: &App,
    actor: &Actor,
    held: &Network,
    version: Option<i32>,
    typed: &NetworkKept,
) -> Result<()> {
    rights::check(actor, Operation::KeepNetworks)?;
    let kind = if held.kind == "national" { Ok(held.kind.clone()) } else { kind_of(&typed.kind) };
    let mut wrong = Notes::default();
    let Kept { name, kind, territory, said } = read(app, &mut wrong, kind, typed);
    if !wrong.0.is_empty() {
        return Err(Error::Invalid(wrong.0));
    }
    let new = network::ActiveModel { name: Set(name), kind: Set(kind), territory: Set(territory), ..said };
    let tx = db::begin(&app.db).await?;
    write(&tx, app, actor, held.id, version, new).await?;
    Ok(tx.commit().await?)
}

/// Takes a network out of sight: its page, and what its moderators may. Its members and its past stay.
///
/// Errors: `Invalid` for the national one.
pub async fn archive_network(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    set_archived(app, actor, id, true).await
}

pub async fn restore_network(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    set_archived(app, actor, id, false).await
}

async fn set_archived(app: &App, actor: &Actor, id: Uuid, archived: bool) -> Result<()> {
    rights::check(actor, Operation::KeepNetworks)?;
    let tx = db::begin(&app.db).await?;
    let held = queries::network_by_id(&tx, id).await?.ok_or(Error::NotFound)?;
    if held.kind == "national" {
        return Err(Error::invalid("", Message::new("invalid-network-national")));
    }
    if held.archived_at.is_some() == archived {
        return Ok(());
    }
    let at = archived.then(|| app.clock.now());
    let new = network::ActiveModel { archived_at: Set(at), ..Default::default() };
    write(&tx, app, actor, id, None, new).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(())
}

/// Makes an organisation a member. Errors: `Invalid` at `other` where it is one already.
pub async fn add_member(app: &App, actor: &Actor, id: Uuid, organization: Uuid) -> Result<()> {
    rights::check(actor, Operation::KeepNetworks)?;
    let tx = db::begin(&app.db).await?;
    queries::network_by_id(&tx, id).await?.ok_or(Error::NotFound)?;
    organizations::by_id(&tx, organization).await?;
    if super::join(&tx, vec![(id, organization, app.clock.today())]).await?.is_empty() {
        return Err(Error::invalid("other", Message::new("invalid-network-member")));
    }
    let joined = vec![organization];
    members_changed(app, actor, tx, Event::NetworkMembersChanged { network: id, joined, left: Vec::new() })
        .await
}

/// Ends a membership. Errors: `NotFound` where there is none.
pub async fn remove_member(app: &App, actor: &Actor, id: Uuid, organization: Uuid) -> Result<()> {
    rights::check(actor, Operation::KeepNetworks)?;
    let tx = db::begin(&app.db).await?;
    if queries::memberships(&tx, &[id], &[organization]).await?.is_empty() {
        return Err(Error::NotFound);
    }
    super::leave(&tx, vec![(id, organization)]).await?;
    let left = vec![organization];
    members_changed(app, actor, tx, Event::NetworkMembersChanged { network: id, joined: Vec::new(), left })
        .await
}

async fn members_changed(app: &App, actor: &Actor, tx: DatabaseTransaction, event: Event) -> Result<()> {
    record(&tx, app.clock.now(), actor, &event).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(())
}

/// Entrusts a network to whoever has this address; it counts once they have a second factor.
///
/// Errors: `Invalid` at `email`: nobody has a confirmed account with it, or they moderate it already.
pub async fn name_moderator(app: &App, actor: &Actor, id: Uuid, email: &str) -> Result<()> {
    rights::check(actor, Operation::KeepNetworks)?;
    let wrong = |key| Error::invalid("email", Message::new(key));
    let email = Email::parse(email).map_err(|_| wrong("invalid-email"))?;
    let tx = db::begin(&app.db).await?;
    queries::network_by_id(&tx, id).await?.ok_or(Error::NotFound)?;
    let account = accounts::by_key(&tx, &email.key).await?.filter(|account| account.confirmed_at.is_some());
    let account = account.ok_or_else(|| wrong("invalid-moderator-unknown"))?;
    let held = accounts::moderators_of(&tx, id).await?;
    if held.iter().any(|one| one.id == account.id) {
        return Err(wrong("invalid-moderator-already"));
    }
    accounts::give_moderator(&tx, app.clock.now(), actor, id, account.id).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}

/// Errors: `Invalid` for oneself: someone else does that; `NotFound`.
pub async fn end_moderator(app: &App, actor: &Actor, id: Uuid, account: Uuid) -> Result<()> {
    rights::check(actor, Operation::KeepNetworks)?;
    if actor.person().is_some_and(|person| person.account == account) {
        return Err(Error::invalid("", Message::new("invalid-moderator-self")));
    }
    let tx = db::begin(&app.db).await?;
    accounts::take_moderator(&tx, app.clock.now(), actor, id, account).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}
