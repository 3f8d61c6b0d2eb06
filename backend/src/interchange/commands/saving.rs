//! What a batch of an import changes, saved with its event in one transaction.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::suppliers::Import;
use crate::base::events::{Changed, Event, record};
use crate::error::{Error, Result};
use crate::guarantees::{self, NewDeclaration};
use crate::networks;
use crate::organizations::{self, Organization};
use crate::products::{self, Suppliance};

/// In a change's `before`: what the supplier sold.
pub(super) const SELLS: &str = "sells";
/// All there is in the `before` of one that only received a status: when it had last changed.
pub(super) const UPDATED: &str = "updated_at";

/// In a change's `after`: the list brought the address for letters. The journal never holds the address itself, which may
/// be a person's.
pub(super) const ADDRESS: &str = "address_brought";

/// An organisation as the journal keeps it.
pub(super) fn told(organization: &Organization) -> Result<serde_json::Value> {
    let mut value = serde_json::to_value(organization).map_err(Error::internal)?;
    if let Some(told) = value.as_object_mut() {
        told.remove("email");
    }
    Ok(value)
}

/// What a batch changes.
#[derive(Default)]
pub(super) struct Changes {
    pub created: Vec<Organization>,
    pub updated: Vec<(Organization, Organization)>,
    /// Organisations that only received a status, and when they had last changed.
    pub touched: BTreeMap<Uuid, DateTime<Utc>>,
    pub suppliances: HashMap<Uuid, Suppliance>,
    pub resupposed: HashMap<Uuid, Suppliance>,
    pub declared: Vec<NewDeclaration>,
    pub records: Vec<(String, Uuid, String)>,
    pub members: Vec<(Uuid, Uuid, NaiveDate)>,
}

impl Import<'_> {
    pub(super) async fn save(&self, tx: &DatabaseTransaction, mut changes: Changes) -> Result<()> {
        if changes.records.is_empty() {
            return Ok(());
        }
        let now = self.app.clock.now();
        let wanted: Vec<(String, String)> =
            changes.created.iter().map(|new| (new.name.clone(), self.town(new))).collect();
        for (new, slug) in changes.created.iter_mut().zip(organizations::free_slugs(tx, &wanted).await?) {
            new.slug = slug;
        }
        let held_before = self.sold_before(tx, &changes).await?;
        let created: Vec<Uuid> = changes.created.iter().map(|new| new.id).collect();
        changes.touched.retain(|id, _| !created.contains(id));
        organizations::insert(tx, changes.created).await?;
        let mut updated = Vec::with_capacity(changes.updated.len());
        for (before, after) in changes.updated {
            let mut changed = Changed { id: after.id, before: told(&before)?, after: told(&after)? };
            if before.email != after.email {
                changed.after[ADDRESS] = true.into();
            }
            // What it sells stands beside who it is.
            if let Some(sold) = held_before.get(&after.id) {
                changed.before[SELLS] = serde_json::to_value(sold).map_err(Error::internal)?;
            }
            updated.push(changed);
            organizations::update(tx, after).await?;
        }
        if !changes.touched.is_empty() {
            organizations::touch(tx, changes.touched.keys().copied().collect(), now).await?;
            let statuses = |id: &Uuid| {
                let of = changes.declared.iter().filter(|d| d.organization == *id).map(|d| d.scheme.clone());
                serde_json::json!({ "declared": of.collect::<Vec<_>>() })
            };
            updated.extend(changes.touched.iter().map(|(id, before)| Changed {
                id: *id,
                before: serde_json::json!({ UPDATED: before }),
                after: statuses(id),
            }));
        }
        let new: Vec<Suppliance> = changes.suppliances.into_values().collect();
        products::insert(tx, self.reference, &new).await?;
        let anew: Vec<Suppliance> = changes.resupposed.into_values().collect();
        if !anew.is_empty() {
            products::replace_supposed(tx, self.reference, &anew).await?;
        }
        guarantees::declare(tx, self.reference, now, self.app.clock.today(), changes.declared).await?;
        organizations::record_sources(tx, self.source.id, changes.records).await?;
        let joined = networks::join(tx, changes.members).await?;
        let joined = joined.into_iter().filter(|(_, organization)| !created.contains(organization)).collect();
        let event = Event::SuppliersImported { import: self.import, created, updated, joined };
        record(tx, now, &self.actor, &event).await?;
        Ok(())
    }

    /// What those that change sold before: kept so that the import can be taken back.
    async fn sold_before(
        &self,
        tx: &DatabaseTransaction,
        changes: &Changes,
    ) -> Result<HashMap<Uuid, Suppliance>> {
        let ids: Vec<Uuid> = changes.updated.iter().map(|(before, _)| before.id).collect();
        if ids.is_empty() { Ok(HashMap::new()) } else { products::suppliances(tx, &ids).await }
    }

    /// The town in a supplier's address on the site.
    fn town(&self, organization: &Organization) -> String {
        let named = |code: &Option<String>| {
            code.as_deref().and_then(|code| self.reference.territories.name(code)).map(str::to_owned)
        };
        named(&organization.commune)
            .or_else(|| organization.city.clone())
            .or_else(|| named(&organization.departement))
            .unwrap_or_default()
    }
}
