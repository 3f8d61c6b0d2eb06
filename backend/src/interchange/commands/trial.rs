//! A trial (`--dry-run`): what would have been written is remembered instead, so that later rows meet it.

use std::collections::HashMap;

use uuid::Uuid;

use super::saving::Changes;
use crate::organizations::{Known, Organization};

#[derive(Debug, Default)]
pub struct Trial {
    organizations: HashMap<Uuid, Organization>,
    by_siret: HashMap<String, Uuid>,
    by_rna: HashMap<String, Uuid>,
    records: HashMap<String, (Uuid, String)>,
}

impl Trial {
    /// Adds what the trial has brought of one row, by its keys and numbers, to what the database knows.
    pub fn add_to(&self, known: &mut Known, keys: [&str; 2], siret: Option<&str>, rna: Option<&str>) {
        for key in keys {
            if let Some(record) = self.records.get(key) {
                self.meet(&record.0, known);
                known.records.insert(key.to_owned(), record.clone());
            }
        }
        if let Some((number, found)) = siret.and_then(|n| Some((n, self.meet(self.by_siret.get(n)?, known)?)))
        {
            known.by_siret.insert(number.to_owned(), found);
        }
        if let Some((number, found)) = rna.and_then(|n| Some((n, self.meet(self.by_rna.get(n)?, known)?))) {
            known.by_rna.insert(number.to_owned(), found);
        }
    }

    fn meet(&self, id: &Uuid, known: &mut Known) -> Option<Organization> {
        let organization = self.organizations.get(id)?;
        known.by_id.insert(*id, organization.clone());
        Some(organization.clone())
    }

    pub fn remember(&mut self, changes: Changes) {
        let updated = changes.updated.into_iter().map(|(_, after)| after);
        for one in changes.created.into_iter().chain(updated) {
            if let Some(siret) = &one.siret {
                self.by_siret.insert(siret.clone(), one.id);
            }
            if let Some(rna) = &one.rna {
                self.by_rna.insert(rna.clone(), one.id);
            }
            self.organizations.insert(one.id, one);
        }
        self.records.extend(changes.records.into_iter().map(|(key, id, digest)| (key, (id, digest))));
    }
}
