use schema::products::product;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::insert_products;
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{What, record_of};
use crate::base::words::Lang;
use crate::error::{Error, FieldError, Message, Result};
use crate::organizations;
use crate::products::queries::{self, Product};
use crate::products::rules::{self, ProductTyped};
use crate::reference::Reference;
use crate::rights::{self, Hold, Operation};

/// Products of one organisation, archived ones included.
const MOST: u64 = 10_000;

/// What a new product of an organisation begins as.
pub(super) fn blank(app: &App, organization: Uuid) -> Product {
    let now = app.clock.now();
    Product {
        id: Uuid::now_v7(),
        organization,
        name: String::new(),
        description: String::new(),
        nature: String::new(),
        category: String::new(),
        price_cents: None,
        currency: "EUR".to_owned(),
        unit: None,
        minimum_order: None,
        packaging: None,
        seasonality: None,
        delivery_terms: None,
        payment_terms: None,
        capacity_per_month: None,
        currencies: schema::Codes::default(),
        lead_time_days: None,
        area: None,
        serves: schema::Codes::default(),
        serves_part: schema::Codes::default(),
        valid_from: None,
        valid_until: None,
        created_at: now,
        updated_at: now,
        version: 1,
        archived_at: None,
    }
}

/// Publishes a product. Errors: `Invalid`; `Forbidden`; `NotFound`.
pub async fn create_product(
    app: &App,
    actor: &Actor,
    organization: Uuid,
    typed: &ProductTyped,
) -> Result<Product> {
    let tx = db::begin(&app.db).await?;
    let (_, role) = organizations::held(&tx, actor, organization).await?;
    rights::check_in(actor, Operation::CreateProduct, Hold { role, moderates: false })?;
    let reference = app.reference.get();
    let new = rules::written(typed, &reference, &blank(app, organization)).map_err(Error::Invalid)?;
    if queries::count_of(&tx, organization).await? >= MOST {
        let message = Message::new("invalid-too-many-products").with("most", MOST.to_string());
        return Err(Error::invalid("name", message));
    }
    insert_products(&tx, &reference, vec![new.clone()]).await?;
    let what = What::ProductSaved { product: new.id, before: None, after: rules::told(&new) };
    record_of(&tx, app.clock.now(), actor, organization, what).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(new)
}

/// A product of an organisation as its members hold it, and the right to do something with it checked.
async fn held(db: &impl ConnectionTrait, actor: &Actor, operation: Operation, id: Uuid) -> Result<Product> {
    let product = queries::any_by_id(db, id).await?.ok_or(Error::NotFound)?;
    let (_, role) = organizations::held(db, actor, product.organization).await?;
    if product.archived_at.is_some() && role.is_none() && *actor != Actor::System {
        return Err(Error::NotFound);
    }
    rights::check_in(actor, operation, Hold { role, moderates: false })?;
    Ok(product)
}

/// Writes over a product. `version` is the one that was read.
///
/// Errors: `Invalid`; `Stale` where someone else saved meanwhile; `Forbidden`; `NotFound`.
pub async fn update_product(
    app: &App,
    actor: &Actor,
    id: Uuid,
    version: i32,
    typed: &ProductTyped,
) -> Result<Product> {
    let tx = db::begin(&app.db).await?;
    let before = held(&tx, actor, Operation::UpdateProduct, id).await?;
    let reference = app.reference.get();
    let mut after = rules::written(typed, &reference, &before).map_err(Error::Invalid)?;
    if before.version != version {
        return Err(Error::Stale(changed_meanwhile(&before, &after, &reference)));
    }
    if rules::told(&before) == rules::told(&after) {
        return Ok(before);
    }
    let compiled = after.area.as_ref().map(|area| reference.territories.compile(area)).unwrap_or_default();
    (after.serves, after.serves_part) = (schema::Codes(compiled.serves), schema::Codes(compiled.serves_part));
    (after.version, after.updated_at) = (version + 1, app.clock.now());
    let saved = product::Entity::update_many()
        .set(after.clone().into_active_model().reset_all())
        .filter(product::Column::Id.eq(id))
        .filter(product::Column::Version.eq(version))
        .exec(&tx)
        .await?;
    if saved.rows_affected == 0 {
        let theirs = queries::any_by_id(&tx, id).await?.ok_or(Error::NotFound)?;
        return Err(Error::Stale(changed_meanwhile(&theirs, &after, &reference)));
    }
    let what =
        What::ProductSaved { product: id, before: Some(rules::told(&before)), after: rules::told(&after) };
    record_of(&tx, app.clock.now(), actor, before.organization, what).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(after)
}

/// What someone else saved, beside what is about to be written over it.
fn changed_meanwhile(theirs: &Product, mine: &Product, reference: &Reference) -> Vec<FieldError> {
    let all = FieldError { path: String::new(), message: Message::new("changed-meanwhile") };
    let fields = |product| rules::fields(rules::as_typed(product, reference, Lang::Fr));
    let differ = fields(theirs).into_iter().zip(fields(mine)).filter(|(theirs, mine)| theirs != mine);
    let field = |((path, value), _): ((&str, String), _)| FieldError {
        path: path.to_owned(),
        message: Message::saved_meanwhile(&value),
    };
    [all].into_iter().chain(differ.map(field)).collect()
}

/// Takes a product out of sight; its members can bring it back.
pub async fn archive_product(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    set_archived(app, actor, id, true).await
}

pub async fn restore_product(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    set_archived(app, actor, id, false).await
}

async fn set_archived(app: &App, actor: &Actor, id: Uuid, archived: bool) -> Result<()> {
    let operation = if archived { Operation::ArchiveProduct } else { Operation::RestoreProduct };
    let tx = db::begin(&app.db).await?;
    let product = held(&tx, actor, operation, id).await?;
    if product.archived_at.is_some() == archived {
        return Ok(());
    }
    let now = app.clock.now();
    product::Entity::update_many()
        .col_expr(product::Column::ArchivedAt, Expr::value(archived.then_some(now)))
        .col_expr(product::Column::UpdatedAt, Expr::value(now))
        .filter(product::Column::Id.eq(id))
        .exec(&tx)
        .await?;
    let what = match archived {
        true => What::ProductArchived { product: id },
        false => What::ProductRestored { product: id },
    };
    record_of(&tx, app.clock.now(), actor, product.organization, what).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(())
}
