//! Files that people sent: pictures for everyone, documents for whoever may see them.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use poem::http::header;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use uuid::Uuid;

use super::pages::{self, answer};
use crate::actor::Actor;
use crate::app::App;
use crate::base::files::Kind;
use crate::base::pictures;
use crate::base::visit::Visit;
use crate::error::{Error, Result};
use crate::rights::{self, Operation};
use crate::{networks, organizations, sharing};

/// Nothing in what people sent runs or loads anything.
const ALONE: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// Pixels of the longer side.
const SMALL: u32 = 300;

/// A logo or a photo of an organisation, or of what it shares, that is shown.
#[handler]
pub async fn picture(app: Data<&App>, request: &Request, Path(id): Path<String>) -> Response {
    let visit = pages::visit_of(app.0, request);
    let found = shown(app.0, &visit.actor, &id).await;
    pictured(&visit, found)
}

/// The same, small enough to stand in a page beside others.
#[handler]
pub async fn small_picture(app: Data<&App>, request: &Request, Path(id): Path<String>) -> Response {
    let visit = pages::visit_of(app.0, request);
    let found = match shown(app.0, &visit.actor, &id).await {
        Ok((_, bytes, public)) => {
            let made = pictures::made_small(bytes, SMALL).await;
            made.map(|bytes| (Kind::Jpeg.media_type().to_owned(), bytes, public))
        }
        Err(error) => Err(error),
    };
    pictured(&visit, found)
}

fn pictured(visit: &Visit, found: Result<(String, Vec<u8>, bool)>) -> Response {
    match found {
        Ok((media_type, bytes, public)) => Response::builder()
            .content_type(media_type)
            .header(header::CONTENT_SECURITY_POLICY, ALONE)
            .header(header::CACHE_CONTROL, if public { "public, max-age=86400" } else { "private, no-store" })
            .body(bytes),
        Err(error) => answer(visit, Err(error)),
    }
}

/// Its kind and its bytes, and whether everyone may see it.
async fn shown(app: &App, actor: &Actor, id: &str) -> Result<(String, Vec<u8>, bool)> {
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let file = organizations::file_by_id(&app.db, id).await?.ok_or(Error::NotFound)?;
    if file.purpose == "evidence" {
        return Err(Error::NotFound);
    }
    let public = match sees(app, &Actor::Anonymous, &file).await {
        Ok(()) => true,
        // What it shows may be for its members alone.
        Err(Error::NotFound) => {
            sees(app, actor, &file).await?;
            false
        }
        Err(error) => return Err(error),
    };
    Ok((file.media_type, app.files.get(id).await?, public))
}

/// Errors: `NotFound` where it isn't for this actor.
async fn sees(app: &App, actor: &Actor, file: &organizations::File) -> Result<()> {
    organizations::held(&app.db, actor, file.organization).await?;
    if let Some(subject) = file.subject {
        sharing::by_id(&app.db, actor, subject).await?.ok_or(Error::NotFound)?;
    }
    Ok(())
}

/// A document, to be kept: for the members of its organisation, and for whoever reviews it.
#[handler]
pub async fn document(app: Data<&App>, request: &Request, Path(id): Path<String>) -> Response {
    let visit = pages::visit_of(app.0, request);
    match private(app.0, &visit.actor, &id).await {
        Ok((file, bytes)) => {
            let name = utf8_percent_encode(&file.name, NON_ALPHANUMERIC);
            Response::builder()
                .content_type(file.media_type)
                .header(header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}"))
                .header(header::CONTENT_SECURITY_POLICY, ALONE)
                .header(header::CACHE_CONTROL, "no-store")
                .body(bytes)
        }
        Err(error) => answer(&visit, Err(error)),
    }
}

async fn private(app: &App, actor: &Actor, id: &str) -> Result<(organizations::File, Vec<u8>)> {
    rights::signed_in(actor)?;
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let file = organizations::file_by_id(&app.db, id).await?.ok_or(Error::NotFound)?;
    let organization = organizations::by_id(&app.db, file.organization).await?;
    let hold = networks::hold(&app.db, &app.reference.get(), actor, &organization).await?;
    // For others it isn't there.
    let reads = rights::check_in(actor, Operation::ReadEvidence, hold).is_ok();
    let reviews = rights::check_in(actor, Operation::ReviewGuarantee, hold).is_ok();
    if !reads && !reviews {
        return Err(Error::NotFound);
    }
    let bytes = app.files.get(id).await?;
    Ok((file, bytes))
}
