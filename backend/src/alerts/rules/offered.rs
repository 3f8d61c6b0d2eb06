use schema::Area;

use crate::base::search::{Circle, Document};
use crate::reference::{Compiled, Reference};
use crate::sharing::Resource;

/// A shared resource with all that is asked of it, as strangers see it.
#[derive(Clone, Debug)]
pub struct Offered {
    pub resource: Resource,
    pub document: Document,
    /// The units it lies in.
    pub located: Vec<String>,
    /// Where it comes to.
    pub comes: Compiled,
    /// Where it is, and how far it comes; a place that isn't to be known is its commune's town hall.
    pub circle: Option<Circle>,
}

impl Offered {
    pub fn new(resource: Resource, owner: &str, reference: &Reference) -> Offered {
        let territories = &reference.territories;
        let own = resource.latitude.zip(resource.longitude).filter(|_| resource.exact);
        let town_hall = || {
            let point = territories.get(resource.commune.as_deref()?)?.point?;
            Some((point.latitude(), point.longitude()))
        };
        let radius_km = resource.radius_km.map_or(0.0, |km| f64::from(km.max(0)));
        let circle =
            own.or_else(town_hall).map(|(latitude, longitude)| Circle { latitude, longitude, radius_km });
        let comes = circle.filter(|circle| circle.radius_km > 0.0).map(|circle| {
            let Circle { latitude, longitude, radius_km } = circle;
            territories.compile(&Area::Radius { latitude, longitude, km: radius_km })
        });
        let document = Document {
            id: resource.id,
            names: resource.name.clone(),
            labels: owner.to_owned(),
            descriptions: resource.description.clone(),
            ..Document::default()
        };
        Offered {
            document,
            located: territories.located(resource.commune.as_deref(), resource.departement.as_deref()),
            comes: comes.unwrap_or_default(),
            circle,
            resource,
        }
    }
}
