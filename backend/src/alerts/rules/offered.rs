use chrono::NaiveDate;

use crate::base::search::{Circle, Document};
use crate::error::Result;
use crate::reference::Reference;
use crate::search;
use crate::sharing::Resource;

/// A shared resource with all that is asked of it, as the search has it.
#[derive(Clone, Debug)]
pub struct Offered {
    pub resource: Resource,
    /// On which it is looked at.
    pub today: NaiveDate,
    pub document: Document,
    /// The units that it is in or comes to, wholly or in part.
    pub within: Vec<String>,
    /// Those it comes to wherever one is in them.
    pub throughout: Vec<String>,
    /// Where it is, and how far it comes.
    pub circle: Option<Circle>,
}

impl Offered {
    /// Errors: its hours or terms can't be read.
    pub fn new(resource: Resource, owner: &str, reference: &Reference, today: NaiveDate) -> Result<Offered> {
        let document = search::resource_document(&resource, owner, reference, today)?;
        let (within, throughout) = search::places_of(&document);
        let radius_km = document.shared.as_ref().and_then(|shared| shared.reach_km).map_or(0.0, f64::from);
        let circle = document.point.map(|point| Circle {
            latitude: point.latitude,
            longitude: point.longitude,
            radius_km,
        });
        Ok(Offered { resource, today, document, within, throughout, circle })
    }
}
