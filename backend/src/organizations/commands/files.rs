use chrono::{DateTime, Utc};
use schema::organizations::file;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{What, record_of};
use crate::base::files::{Kind, plain_name};
use crate::base::form::Upload;
use crate::base::pictures;
use crate::base::secrets;
use crate::error::{Error, Message, Result};
use crate::organizations::queries::{self, File};
use crate::organizations::rules::{self, MOST_REMOVED, UNDO};
use crate::rights::{self, Hold, Operation};

/// Bytes of one file.
pub const LARGEST: usize = 10 * 1024 * 1024;
const MOST_PHOTOS: usize = 8;
/// Removed pictures that are deleted at once.
const TOGETHER: u64 = 100;
/// Pixels of the longer side.
const PHOTO: u32 = 1_200;
const LOGO: u32 = 400;

/// A file as it is to be kept; its bytes are in the store when this returns.
pub struct Stored {
    pub id: Uuid,
    name: String,
    media_type: &'static str,
    size: usize,
    sha256: String,
}

/// Keeps the bytes of a file of one of these kinds. A file whose row is never added is nobody's.
///
/// Errors: `Invalid` at `field` for another kind, an empty file or one that is too large.
pub async fn store(app: &App, field: &str, sent: &Upload, kinds: &[Kind]) -> Result<Stored> {
    let wrong = |key| Error::invalid(field, Message::new(key));
    if sent.bytes.is_empty() {
        return Err(wrong("invalid-file-empty"));
    }
    if sent.bytes.len() > LARGEST {
        return Err(wrong("invalid-file-large"));
    }
    let kind = Kind::of(&sent.bytes)
        .filter(|kind| kinds.contains(kind))
        .ok_or_else(|| wrong("invalid-file-kind"))?;
    let stored = Stored {
        id: Uuid::now_v7(),
        name: plain_name(&sent.name),
        media_type: kind.media_type(),
        size: sent.bytes.len(),
        sha256: secrets::hashed_bytes(&sent.bytes),
    };
    app.files.put(stored.id, sent.bytes.clone()).await?;
    Ok(stored)
}

/// What a file belongs to.
#[derive(Clone, Copy, Debug)]
pub struct FileOf<'a> {
    pub organization: Uuid,
    /// `evidence`, `logo` or `photo`.
    pub purpose: &'a str,
    /// Of evidence: the guarantee; of a photo: what is shared, none for the organisation itself.
    pub subject: Option<Uuid>,
    pub alt: &'a str,
}

/// Adds the row of a file that is kept. Call it in the transaction of what it belongs to.
pub async fn add_file(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    stored: &Stored,
    of: FileOf<'_>,
) -> Result<()> {
    file::Entity::insert(file::ActiveModel {
        id: Set(stored.id),
        organization: Set(of.organization),
        purpose: Set(of.purpose.to_owned()),
        subject: Set(of.subject),
        name: Set(stored.name.clone()),
        media_type: Set(stored.media_type.to_owned()),
        size: Set(stored.size as i64),
        sha256: Set(stored.sha256.clone()),
        alt: Set(of.alt.to_owned()),
        made_by: Set(actor.person().map(|person| person.account)),
        created_at: Set(app.clock.now()),
        removed_at: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Drops the row of a file; its bytes are to be removed once that stands. False where it is gone already.
pub async fn drop_file(tx: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    Ok(file::Entity::delete_by_id(id).exec(tx).await?.rows_affected > 0)
}

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureOf {
    Logo,
    Organization,
    /// Something of the organisation.
    Subject(Uuid),
}

/// Adds a photo, or puts a logo in the place of the one there was.
///
/// Errors: `Invalid` at `picture` or `alt`; `Forbidden`; `NotFound`.
pub async fn add_picture(
    app: &App,
    actor: &Actor,
    organization: Uuid,
    of: PictureOf,
    sent: &Upload,
    alt: &str,
) -> Result<()> {
    let (_, role) = queries::held(&app.db, actor, organization).await?;
    rights::check_in(actor, Operation::KeepPictures, Hold { role, moderates: false })?;
    let alt = rules::line(alt, 200).map_err(|message| Error::invalid("alt", message))?;
    let alt = alt.ok_or_else(|| Error::invalid("alt", Message::new("invalid-alt-missing")))?;
    let (held, subject) = match of {
        PictureOf::Subject(subject) => (queries::photos_of(&app.db, subject).await?, Some(subject)),
        PictureOf::Logo | PictureOf::Organization => (queries::pictures(&app.db, organization).await?, None),
    };
    let logo = of == PictureOf::Logo;
    if !logo {
        room_for_one_more(&held)?;
    }
    if Kind::of(&sent.bytes).is_none_or(|kind| kind == Kind::Pdf) || sent.bytes.len() > LARGEST {
        return Err(Error::invalid("picture", Message::new("invalid-picture")));
    }
    let bytes = pictures::made_small(sent.bytes.clone(), if logo { LOGO } else { PHOTO }).await?;
    let small = Upload { field: sent.field.clone(), name: sent.name.clone(), bytes };
    let stored = store(app, "picture", &small, &[Kind::Jpeg]).await?;
    let purpose = if logo { "logo" } else { "photo" };
    let tx = db::begin(&app.db).await?;
    for old in held.iter().filter(|file| logo && file.purpose == "logo") {
        set_removed(&tx, old.id, Some(app.clock.now())).await?;
    }
    add_file(&tx, app, actor, &stored, FileOf { organization, purpose, subject, alt: &alt }).await?;
    record_of(&tx, app.clock.now(), actor, organization, What::PictureAdded { file: stored.id }).await?;
    tx.commit().await?;
    keep_few(app, organization).await
}

async fn set_removed(tx: &impl ConnectionTrait, id: Uuid, at: Option<DateTime<Utc>>) -> Result<()> {
    file::Entity::update_many()
        .col_expr(file::Column::RemovedAt, Expr::value(at))
        .filter(file::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes a picture out of sight; for a time it can come back. Errors: `Forbidden`; `NotFound`.
pub async fn remove_picture(app: &App, actor: &Actor, organization: Uuid, id: Uuid) -> Result<()> {
    let (_, role) = queries::held(&app.db, actor, organization).await?;
    rights::check_in(actor, Operation::KeepPictures, Hold { role, moderates: false })?;
    let held = queries::file_by_id(&app.db, id).await?;
    let is_picture = |file: &File| file.organization == organization && file.purpose != "evidence";
    if !held.as_ref().is_some_and(is_picture) {
        return Err(Error::NotFound);
    }
    let tx = db::begin(&app.db).await?;
    set_removed(&tx, id, Some(app.clock.now())).await?;
    record_of(&tx, app.clock.now(), actor, organization, What::PictureRemoved { file: id }).await?;
    tx.commit().await?;
    keep_few(app, organization).await
}

/// Shows a picture again that was removed; a logo in the place of the one there is.
///
/// Errors: `Invalid` at `picture` where there are as many as there may be; `Forbidden`; `NotFound`, after its time too.
pub async fn restore_picture(app: &App, actor: &Actor, organization: Uuid, id: Uuid) -> Result<()> {
    let (_, role) = queries::held(&app.db, actor, organization).await?;
    rights::check_in(actor, Operation::KeepPictures, Hold { role, moderates: false })?;
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    let found = queries::removed_by_id(&tx, now, id).await?;
    let found = found.filter(|file| file.organization == organization).ok_or(Error::NotFound)?;
    let held = match found.subject {
        Some(subject) => queries::photos_of(&tx, subject).await?,
        None => queries::pictures(&tx, organization).await?,
    };
    if found.purpose == "logo" {
        for other in held.iter().filter(|file| file.purpose == "logo") {
            set_removed(&tx, other.id, Some(now)).await?;
        }
    } else {
        room_for_one_more(&held)?;
    }
    set_removed(&tx, id, None).await?;
    record_of(&tx, now, actor, organization, What::PictureRestored { file: id }).await?;
    Ok(tx.commit().await?)
}

fn room_for_one_more(held: &[File]) -> Result<()> {
    if held.iter().filter(|file| file.purpose == "photo").count() < MOST_PHOTOS {
        return Ok(());
    }
    let message = Message::new("invalid-too-many-photos").with("most", MOST_PHOTOS.to_string());
    Err(Error::invalid("picture", message))
}

/// Of what an organisation removed, no more than can be kept for it.
async fn keep_few(app: &App, organization: Uuid) -> Result<()> {
    let removed = file::Entity::find()
        .filter(file::Column::Organization.eq(organization))
        .filter(file::Column::RemovedAt.is_not_null())
        .order_by_desc(file::Column::RemovedAt);
    end(app, removed.offset(MOST_REMOVED).limit(TOGETHER).all(&app.db).await?).await
}

/// Pictures that were removed long enough ago go for good.
pub(super) async fn tidy_pictures(app: &App) -> Result<()> {
    let over = file::Entity::find().filter(file::Column::RemovedAt.lte(app.clock.now() - UNDO));
    loop {
        let some = over.clone().limit(TOGETHER).all(&app.db).await?;
        if some.is_empty() {
            return Ok(());
        }
        end(app, some).await?;
    }
}

/// The bytes first: a row without them is found again.
async fn end(app: &App, files: Vec<File>) -> Result<()> {
    for one in files {
        app.files.remove(one.id).await?;
        drop_file(&app.db, one.id).await?;
    }
    Ok(())
}
