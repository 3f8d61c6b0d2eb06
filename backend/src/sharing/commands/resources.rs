use chrono::{DateTime, Duration, Utc};
use schema::sharing::{booking, extra, resource};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::admit::admit;
use super::pace;
use super::turn::{lock, lock_to_free};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{What, record_of};
use crate::base::form::Upload;
use crate::error::{Error, FieldError, Message, Result};
use crate::organizations::{self, Organization, PictureOf};
use crate::rights::{self, Hold, Operation};
use crate::sharing::queries::{self, Booking, Resource};
use crate::sharing::rules::calendar::Window;
use crate::sharing::rules::{self, ResourceTyped, most_held};

/// Offers and requests of one organisation, archived ones included.
const MOST: u64 = 1_000;
pub(super) const MOST_EXTRAS: usize = 20;
/// Past it nothing is booked.
const AHEAD: Duration = Duration::days(3_660);

/// What a new offer or request of an organisation begins as.
pub fn blank(id: Uuid, organization: Uuid, now: DateTime<Utc>) -> Resource {
    Resource {
        id,
        organization,
        direction: String::new(),
        kind: String::new(),
        name: String::new(),
        description: String::new(),
        places: None,
        units: 1,
        unit: None,
        address: None,
        post_code: None,
        city: None,
        commune: None,
        departement: None,
        latitude: None,
        longitude: None,
        exact: false,
        radius_km: None,
        access: String::new(),
        accessibility: schema::Codes::default(),
        accessibility_note: String::new(),
        price_kind: String::new(),
        price_cents: None,
        price_currency: None,
        price_per: None,
        exchange: String::new(),
        deposit_cents: None,
        cancellation_hours: None,
        insurance: String::new(),
        audience: String::new(),
        booking_mode: String::new(),
        answer_hours: 72,
        opening: Value::Null,
        terms: Value::Null,
        valid_from: None,
        valid_until: None,
        handover: String::new(),
        created_at: now,
        updated_at: now,
        version: 1,
        archived_at: None,
    }
}

/// What happened to a resource, in the transaction of it.
async fn record(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    of: &Resource,
    what: What,
) -> Result<()> {
    record_of(tx, app.clock.now(), actor, of.organization, what).await.map(drop)
}

fn wake(app: &App) {
    app.wake.notify_one();
    app.wake_letters.notify_one();
}

/// Offers something to others, or says what is looked for. Errors: `Invalid`; `RateLimited`; `Forbidden`; `NotFound`.
pub async fn create_resource(
    app: &App,
    actor: &Actor,
    organization: Uuid,
    typed: &ResourceTyped,
) -> Result<Resource> {
    let tx = db::begin(&app.db).await?;
    let (home, role) = organizations::held(&tx, actor, organization).await?;
    rights::check_in(actor, Operation::CreateResource, Hold { role, moderates: false })?;
    let reference = app.reference.get();
    let new = rules::written(typed, &reference, &home, &blank(Uuid::now_v7(), organization, app.clock.now()))
        .map_err(Error::Invalid)?;
    if queries::count_of(&tx, organization).await? >= MOST {
        let message = Message::new("invalid-too-many-resources").with("most", MOST.to_string());
        return Err(Error::invalid("name", message));
    }
    insert_resources(&tx, vec![new.clone()]).await?;
    let what = What::ResourceSaved { resource: new.id, before: None, after: rules::told(&new) };
    record(&tx, app, actor, &new, what).await?;
    pace(&tx, app.clock.now(), actor, "resources").await?;
    tx.commit().await?;
    wake(app);
    Ok(new)
}

/// Adds resources and bookings of them as they are: invented ones.
pub async fn insert_invented(
    tx: &impl ConnectionTrait,
    app: &App,
    resources: Vec<Resource>,
    bookings: Vec<Booking>,
) -> Result<()> {
    insert_resources(tx, resources.clone()).await?;
    if !bookings.is_empty() {
        let rows = bookings.into_iter().map(IntoActiveModel::into_active_model);
        booking::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    for one in &resources {
        let what = What::ResourceSaved { resource: one.id, before: None, after: rules::told(one) };
        record(tx, app, &Actor::System, one, what).await?;
    }
    Ok(())
}

/// Adds what is shared, as it is. The caller records the event.
pub async fn insert_resources(tx: &impl ConnectionTrait, new: Vec<Resource>) -> Result<()> {
    let rows: Vec<_> = new.into_iter().map(IntoActiveModel::into_active_model).collect();
    for chunk in rows.chunks(db::MAX_BOUND / 64) {
        resource::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// A resource with its organisation, and the right to do something with it checked.
async fn held(
    db: &impl ConnectionTrait,
    actor: &Actor,
    operation: Operation,
    id: Uuid,
) -> Result<(Resource, Organization)> {
    let (found, role) = queries::held(db, actor, id).await?;
    rights::check_in(actor, operation, Hold { role, moderates: false })?;
    let home = organizations::by_id(db, found.organization).await?;
    Ok((found, home))
}

/// Writes over an offer or a request. `version` is the one that was read. Those who wait get what the new conditions leave
/// free.
///
/// Errors: `Invalid`, at `units` too where more are held already; `Stale` where someone else saved meanwhile; `Forbidden`;
/// `NotFound`.
pub async fn update_resource(
    app: &App,
    actor: &Actor,
    id: Uuid,
    version: i32,
    typed: &ResourceTyped,
) -> Result<Resource> {
    let tx = db::begin(&app.db).await?;
    let (before, home) = held(&tx, actor, Operation::UpdateResource, id).await?;
    let mut after = rules::written(typed, &app.reference.get(), &home, &before).map_err(Error::Invalid)?;
    if before.version != version {
        return Err(Error::Stale(rules::changed_meanwhile(&after, &before)));
    }
    if rules::told(&before) == rules::told(&after) {
        return Ok(before);
    }
    let now = app.clock.now();
    (after.version, after.updated_at) = (version + 1, now);
    // Nobody books more meanwhile.
    let mut things = lock_to_free(&tx, [id].into(), now).await?;
    if after.units < before.units {
        // The database looks again, but can't say how many are held.
        let taken = queries::taken(&tx, id, Window::new(now, now + AHEAD)).await?;
        let held = most_held(&taken);
        if held > after.units.unsigned_abs() {
            let message = Message::new("invalid-units-held").with("held", held.to_string());
            return Err(Error::invalid("units", message));
        }
    }
    let saved = resource::Entity::update_many()
        .set(after.clone().into_active_model().reset_all())
        .filter(resource::Column::Id.eq(id))
        .filter(resource::Column::Version.eq(version))
        .exec(&tx)
        .await?;
    if saved.rows_affected == 0 {
        let theirs = queries::any_by_id(&tx, id).await?;
        return Err(Error::Stale(rules::changed_meanwhile(&after, &theirs)));
    }
    let what =
        What::ResourceSaved { resource: id, before: Some(rules::told(&before)), after: rules::told(&after) };
    record(&tx, app, actor, &after, what).await?;
    things.insert(id, after.clone());
    admit(&tx, now, &things, &[(id, Window::new(now, now + AHEAD))]).await?;
    tx.commit().await?;
    wake(app);
    Ok(after)
}

/// Takes an offer or a request out of sight; its members can bring it back, and what was booked stays.
///
/// Errors: `Invalid` while bookings are to come; `Forbidden`; `NotFound`.
pub async fn archive_resource(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    set_archived(app, actor, id, true).await
}

pub async fn restore_resource(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    set_archived(app, actor, id, false).await
}

async fn set_archived(app: &App, actor: &Actor, id: Uuid, archived: bool) -> Result<()> {
    let operation = if archived { Operation::ArchiveResource } else { Operation::RestoreResource };
    let tx = db::begin(&app.db).await?;
    let (found, _) = held(&tx, actor, operation, id).await?;
    if found.archived_at.is_some() == archived {
        return Ok(());
    }
    let now = app.clock.now();
    resource::Entity::update_many()
        .col_expr(resource::Column::ArchivedAt, Expr::value(archived.then_some(now)))
        .col_expr(resource::Column::UpdatedAt, Expr::value(now))
        .filter(resource::Column::Id.eq(id))
        .exec(&tx)
        .await?;
    if archived {
        let count = queries::count_to_come(&tx, id, now).await?;
        if count > 0 {
            let message = Message::new("invalid-resource-booked").with("count", count.to_string());
            return Err(Error::invalid("archive", message));
        }
    }
    let what = match archived {
        true => What::ResourceArchived { resource: id },
        false => What::ResourceRestored { resource: id },
    };
    record(&tx, app, actor, &found, what).await?;
    tx.commit().await?;
    wake(app);
    Ok(())
}

/// Nobody counts on an organisation: nothing of what it shares is booked from now on, nor has it booked anything.
///
/// Errors: `Invalid` at `archive`, with how many bookings are to come.
pub async fn nothing_to_come(tx: &impl ConnectionTrait, app: &App, organization: Uuid) -> Result<()> {
    let shared = queries::of_organization(tx, organization).await?;
    // Nobody books more of it meanwhile.
    lock(tx, &shared.iter().map(|one| one.id).collect()).await?;
    let (lent, booked) = queries::count_to_come_of(tx, organization, app.clock.now()).await?;
    let wrong = [("invalid-archive-lent", lent), ("invalid-archive-booked", booked)];
    let wrong = wrong.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| FieldError {
        path: "archive".to_owned(),
        message: Message::new(key).with("count", count.to_string()),
    });
    let wrong: Vec<FieldError> = wrong.collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// Says what can be booked along with an offer: other offers of the same owner, and how many of each at most.
///
/// Errors: `Invalid` at `extras`; `Forbidden`; `NotFound`.
pub async fn set_extras(app: &App, actor: &Actor, id: Uuid, extras: &[(Uuid, i32)]) -> Result<()> {
    let wrong = |key| Error::invalid("extras", Message::new(key));
    let tx = db::begin(&app.db).await?;
    let (found, _) = held(&tx, actor, Operation::UpdateResource, id).await?;
    let now = app.clock.now();
    // Two who choose at once come one after the other.
    resource::Entity::update_many()
        .col_expr(resource::Column::UpdatedAt, Expr::value(now))
        .filter(resource::Column::Id.eq(id))
        .exec(&tx)
        .await?;
    let mut chosen: Vec<(Uuid, i32)> = extras.to_vec();
    chosen.sort_unstable();
    chosen.dedup_by_key(|(extra, _)| *extra);
    if chosen.len() > MOST_EXTRAS {
        let message = Message::new("invalid-too-many").with("count", chosen.len().to_string());
        return Err(Error::invalid("extras", message.with("most", MOST_EXTRAS.to_string())));
    }
    let ids: Vec<Uuid> = chosen.iter().map(|(extra, _)| *extra).collect();
    let known = queries::any_by_ids(&tx, &ids).await?;
    let (_, terms) = rules::schedule(&found)?;
    for (extra, units) in &chosen {
        let own = known.get(extra).filter(|one| {
            let offered = one.direction == "offer" && one.archived_at.is_none();
            offered && one.organization == found.organization && one.id != id && found.direction == "offer"
        });
        let own = own.ok_or_else(|| wrong("invalid-extra"))?;
        if !(1..=own.units).contains(units) {
            return Err(wrong("invalid-extra-units"));
        }
        if !rules::goes_along(&rules::schedule(own)?.1, &terms) {
            let message = Message::new("invalid-extra-days").with("name", own.name.clone());
            return Err(Error::invalid("extras", message));
        }
    }
    let before = queries::extras_chosen(&tx, id).await?;
    if before == chosen {
        return Ok(());
    }
    extra::Entity::delete_many().filter(extra::Column::Resource.eq(id)).exec(&tx).await?;
    for (of, units) in &chosen {
        let row = extra::ActiveModel { resource: Set(id), extra: Set(*of), units: Set(*units) };
        extra::Entity::insert(row).exec_without_returning(&tx).await?;
    }
    let (before, after) = (json!({ "extras": before }), json!({ "extras": chosen }));
    record(&tx, app, actor, &found, What::ResourceSaved { resource: id, before: Some(before), after })
        .await?;
    tx.commit().await?;
    wake(app);
    Ok(())
}

/// Adds a photo of an offer or a request. Errors: `Invalid` at `picture` or `alt`; `Forbidden`; `NotFound`.
pub async fn add_photo(app: &App, actor: &Actor, id: Uuid, sent: &Upload, alt: &str) -> Result<()> {
    let (found, _) = held(&app.db, actor, Operation::UpdateResource, id).await?;
    organizations::add_picture(app, actor, found.organization, PictureOf::Subject(id), sent, alt).await
}

/// Takes one of its photos away; for a time it can come back. Errors: `Forbidden`; `NotFound`.
pub async fn remove_photo(app: &App, actor: &Actor, id: Uuid, file: Uuid) -> Result<()> {
    let (found, _) = held(&app.db, actor, Operation::UpdateResource, id).await?;
    if !organizations::photos_of(&app.db, id).await?.iter().any(|one| one.id == file) {
        return Err(Error::NotFound);
    }
    organizations::remove_picture(app, actor, found.organization, file).await
}

/// Shows one of its photos again that was removed. Errors: `Invalid` at `picture`; `Forbidden`; `NotFound`.
pub async fn restore_photo(app: &App, actor: &Actor, id: Uuid, file: Uuid) -> Result<()> {
    let (found, _) = held(&app.db, actor, Operation::UpdateResource, id).await?;
    let gone =
        organizations::removed_pictures(&app.db, app.clock.now(), found.organization, Some(id)).await?;
    if !gone.iter().any(|one| one.id == file) {
        return Err(Error::NotFound);
    }
    organizations::restore_picture(app, actor, found.organization, file).await
}
