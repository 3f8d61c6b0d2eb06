//! For whom an offer is meant.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::Resource;
use crate::error::Result;
use crate::guarantees::{self, Guarantee};
use crate::networks;
use crate::organizations::Organization;
use crate::reference::Reference;

/// Those of these organisations that may have an offer; its owner always.
pub async fn meant_for(
    db: &impl ConnectionTrait,
    reference: &Reference,
    today: NaiveDate,
    resource: &Resource,
    among: &[Organization],
) -> Result<BTreeSet<Uuid>> {
    let owner = resource.organization;
    let ids: Vec<Uuid> = among.iter().map(|one| one.id).collect();
    let meant: Vec<Uuid> = match resource.audience.as_str() {
        "ess" => {
            let held = guarantees::held_by(db, &ids).await?;
            let of = |one: &Organization| held.get(&one.id).map(Vec::as_slice).unwrap_or_default();
            let is_meant = |one: &&Organization| one.id == owner || is_ess(reference, today, one, of(one));
            among.iter().filter(is_meant).map(|one| one.id).collect()
        }
        "networks" => {
            let all: Vec<Uuid> = ids.iter().copied().chain([owner]).collect();
            let found = networks::of_organizations(db, &all).await?;
            let of = |id: Uuid| found.get(&id).map(Vec::as_slice).unwrap_or_default();
            let shared = |id: Uuid| of(id).iter().any(|one| of(owner).iter().any(|other| other.id == one.id));
            ids.into_iter().filter(|id| *id == owner || shared(*id)).collect()
        }
        _ => ids,
    };
    Ok(meant.into_iter().collect())
}

/// By the law of its form (article 1 of the law of 31 July 2014), or by a status that counts today.
fn is_ess(reference: &Reference, today: NaiveDate, one: &Organization, held: &[Guarantee]) -> bool {
    let form = one.legal_form.as_deref().and_then(|code| reference.legal_form(code));
    form.is_some_and(|form| form.family == "ess-by-law")
        || held.iter().any(|grant| {
            let scheme = reference.scheme(&grant.scheme);
            scheme.is_some_and(|scheme| {
                scheme.grounds.iter().any(|ground| ground == "ESS")
                    && guarantees::level(grant, scheme, today).is_some()
            })
        })
}
