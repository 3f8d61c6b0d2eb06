use schema::organizations::organization;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use uuid::Uuid;

use super::{add_member, free_slugs};
use crate::actor::Actor;
use crate::app::{App, STANDING};
use crate::base::db;
use crate::base::events::{What, record_of};
use crate::error::{Error, FieldError, Message, Result};
use crate::organizations::queries::{self, Organization};
use crate::organizations::rules::{self, CHARTER, Typed};
use crate::rights::{self, Hold, Operation, Role};

/// Opens the page of an organisation that has a SIRET or an RNA number; whoever opens it owns it.
///
/// Errors: `Invalid`; where the organisation is there already, at `siret` or `rna` with the last part of its address.
pub async fn create(app: &App, actor: &Actor, typed: &Typed) -> Result<Organization> {
    rights::check(actor, Operation::CreateOrganization)?;
    let tx = db::begin(&app.db).await?;
    let new = create_in(&tx, app, actor, typed, None).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(new)
}

/// The same in a transaction; `vouched_by` is the network that answers for what has neither number.
pub async fn create_in(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    typed: &Typed,
    vouched_by: Option<Uuid>,
) -> Result<Organization> {
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let now = app.clock.now();
    let empty = Organization {
        id: Uuid::now_v7(),
        siret: None,
        rna: None,
        vouched_by,
        slug: String::new(),
        name: String::new(),
        brand: None,
        legal_form: None,
        naf: None,
        address: None,
        post_code: None,
        city: None,
        commune: None,
        departement: None,
        latitude: None,
        longitude: None,
        headcount: None,
        website: None,
        description: String::new(),
        source: None,
        created_at: now,
        updated_at: now,
        edited_at: Some(now),
        email: None,
        archived_at: None,
        open_to_proposals: true,
        charter_version: None,
        charter_accepted_at: None,
        version: 1,
    };
    let mut wrong = Vec::new();
    if typed.post_code.trim().is_empty() && typed.city.trim().is_empty() {
        let message = Message::new("invalid-post-code-missing");
        wrong.push(FieldError { path: "postCode".to_owned(), message });
    }
    let mut new = match rules::written(typed, &app.reference.get(), &empty) {
        Ok(new) if wrong.is_empty() => new,
        read => return Err(Error::Invalid(read.err().into_iter().flatten().chain(wrong).collect())),
    };
    if new.siret.is_none() && new.rna.is_none() && vouched_by.is_none() {
        return Err(Error::invalid("siret", Message::new("invalid-identity-missing")));
    }
    if let Some(there) = queries::identified(tx, new.siret.as_deref(), new.rna.as_deref()).await? {
        return Err(known(tx, there, &new).await?);
    }
    let place = (new.name.clone(), new.city.clone().unwrap_or_default());
    new.slug = free_slugs(tx, &[place]).await?.pop().unwrap_or_default();
    super::insert(tx, vec![new.clone()]).await.map_err(|error| match error {
        Error::Conflict(_) => taken(&new, &new),
        other => other,
    })?;
    record_of(tx, app.clock.now(), actor, new.id, What::OrganizationCreated { after: rules::told(&new) })
        .await?;
    add_member(tx, app, actor, new.id, person.account, Role::Owner).await?;
    Ok(new)
}

/// Who has the number: the page that stayed where it went into another; nobody's where it is archived.
async fn known(tx: &impl ConnectionTrait, there: Organization, new: &Organization) -> Result<Error> {
    let field = field_of(&there, new);
    let page = queries::stayed_of(tx, there.id).await?.unwrap_or(there);
    if page.archived_at.is_some() {
        return Ok(Error::invalid(field, Message::new("invalid-organization-archived")));
    }
    Ok(Error::invalid(field, Message::new("invalid-organization-known").with("slug", page.slug)))
}

fn field_of(there: &Organization, new: &Organization) -> &'static str {
    if there.siret.is_some() && there.siret == new.siret { "siret" } else { "rna" }
}

fn taken(there: &Organization, new: &Organization) -> Error {
    let field = field_of(there, new);
    Error::invalid(field, Message::new("invalid-organization-known").with("slug", there.slug.clone()))
}

/// Writes what its members say of it. `version` is the one that was read.
///
/// Errors: `Invalid`; `Stale` where someone else saved meanwhile, with what they wrote; `Forbidden`; `NotFound`.
pub async fn edit(app: &App, actor: &Actor, id: Uuid, version: i32, typed: &Typed) -> Result<Organization> {
    let tx = db::begin(&app.db).await?;
    let (before, role) = queries::held(&tx, actor, id).await?;
    rights::check_in(actor, Operation::UpdateOrganization, Hold { role, moderates: false })?;
    let after = write_over(&tx, app, actor, before, version, typed).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(after)
}

/// The same in a transaction, for whoever has been found to have the right to it.
async fn write_over(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    before: Organization,
    version: i32,
    typed: &Typed,
) -> Result<Organization> {
    let mut after = rules::written(typed, &app.reference.get(), &before);
    // Its numbers are others' to correct: a change isn't passed over.
    let wrong = rules::other_numbers(typed, &before);
    if !wrong.is_empty() {
        after = Err(after.err().into_iter().flatten().chain(wrong).collect());
    }
    save(tx, app, actor, (before, after.map_err(Error::Invalid)?), version, None).await
}

/// The same for a moderator of this network, who may correct its numbers too; none is taken away.
pub async fn correct_over(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    before: Organization,
    version: i32,
    typed: &Typed,
    network: String,
) -> Result<Organization> {
    let mut nameless = before.clone();
    nameless.siret = nameless.siret.filter(|_| typed.siret.trim().is_empty());
    nameless.rna = nameless.rna.filter(|_| typed.rna.trim().is_empty());
    let after = rules::written(typed, &app.reference.get(), &nameless).map_err(Error::Invalid)?;
    save(tx, app, actor, (before, after), version, Some(network)).await
}

async fn save(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    (before, mut after): (Organization, Organization),
    version: i32,
    by: Option<String>,
) -> Result<Organization> {
    let id = before.id;
    if before.version != version {
        return Err(Error::Stale(rules::changed_meanwhile(&after, &before)));
    }
    if rules::told(&before) == rules::told(&after) && before.email == after.email {
        return Ok(before);
    }
    if (&before.siret, &before.rna) != (&after.siret, &after.rna)
        && let Some(there) = queries::identified(
            tx,
            after.siret.as_deref().filter(|_| before.siret != after.siret),
            after.rna.as_deref().filter(|_| before.rna != after.rna),
        )
        .await?
    {
        return Err(known(tx, there, &after).await?);
    }
    let now = app.clock.now();
    (after.version, after.updated_at, after.edited_at) = (version + 1, now, Some(now));
    let row = after.clone().into_active_model().reset_all();
    let saved = organization::Entity::update_many()
        .set(row)
        .filter(organization::Column::Id.eq(id))
        .filter(organization::Column::Version.eq(version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 0 {
        let theirs = queries::by_id(tx, id).await?;
        return Err(Error::Stale(rules::changed_meanwhile(&after, &theirs)));
    }
    let what = What::OrganizationChanged { before: rules::told(&before), after: rules::told(&after), by };
    record_of(tx, app.clock.now(), actor, id, what).await?;
    Ok(after)
}

/// Takes its page out of sight; its members keep it, and can bring it back.
///
/// Errors: `Invalid` while something of it stands that others count on; `Forbidden`; `NotFound`.
pub async fn archive(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    set_archived(app, actor, id, true).await
}

pub async fn restore(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    set_archived(app, actor, id, false).await
}

async fn set_archived(app: &App, actor: &Actor, id: Uuid, archived: bool) -> Result<()> {
    let operation = if archived { Operation::ArchiveOrganization } else { Operation::RestoreOrganization };
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    let (held, role) = queries::held(&tx, actor, id).await?;
    rights::check_in(actor, operation, Hold { role, moderates: false })?;
    if held.archived_at.is_some() == archived {
        return Ok(());
    }
    organization::ActiveModel {
        id: Set(id),
        archived_at: Set(archived.then_some(now)),
        updated_at: Set(now),
        ..Default::default()
    }
    .update(&tx)
    .await?;
    if archived {
        for standing in STANDING {
            standing(&tx, app, id).await?;
        }
    }
    let what = if archived { What::OrganizationArchived } else { What::OrganizationRestored };
    record_of(&tx, app.clock.now(), actor, id, what).await?;
    tx.commit().await?;
    app.wake.notify_one();
    app.wake_letters.notify_one();
    Ok(())
}

/// Accepts the charter as it stands. Errors: `Invalid` where another one was read.
pub async fn accept_charter(app: &App, actor: &Actor, id: Uuid, version: &str) -> Result<()> {
    let tx = db::begin(&app.db).await?;
    let (held, role) = queries::held(&tx, actor, id).await?;
    rights::check_in(actor, Operation::AcceptCharter, Hold { role, moderates: false })?;
    if version != CHARTER {
        return Err(Error::invalid("version", Message::new("invalid-charter").with("version", CHARTER)));
    }
    if held.charter_version.as_deref() == Some(CHARTER) {
        return Ok(());
    }
    organization::Entity::update_many()
        .col_expr(organization::Column::CharterVersion, Expr::value(CHARTER))
        .col_expr(organization::Column::CharterAcceptedAt, Expr::value(app.clock.now()))
        .filter(organization::Column::Id.eq(id))
        .exec(&tx)
        .await?;
    record_of(&tx, app.clock.now(), actor, id, What::CharterAccepted { version: CHARTER.to_owned() }).await?;
    Ok(tx.commit().await?)
}
