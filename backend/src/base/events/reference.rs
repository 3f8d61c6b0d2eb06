//! What the national pilot changed in the reference.

use chrono::{DateTime, Utc};
use schema::events::event;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Event, Reaction};
use crate::error::{Error, Result};

/// One row of the reference was added, changed or taken out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReferenceEdit {
    /// `schemes`, `themes`, `synonyms` or `glossary`.
    pub list: String,
    pub code: String,
    /// Field by field; none for a row that was added.
    pub before: Option<Map<String, Value>>,
    /// None for a row that was taken out.
    pub after: Option<Map<String, Value>>,
}

impl ReferenceEdit {
    /// Where it stands in the journal with the other changes of the same row.
    pub(super) fn about(&self) -> Uuid {
        row_id(&self.list, &self.code)
    }

    /// What the search must do before it finds as the row now says; nothing for what only pages show.
    pub fn reaction(&self) -> Option<Reaction> {
        let differ = |name: &str| match (&self.before, &self.after) {
            (Some(before), Some(after)) => before.get(name) != after.get(name),
            // Nobody has a new row yet.
            _ => false,
        };
        match self.list.as_str() {
            // Suppliers stand in the index with their labels, and with what their guarantees open.
            "themes" => {
                ["labelFr", "labelEn", "parent"].iter().any(|name| differ(name)).then_some(Reaction::Reindex)
            }
            "schemes" => {
                let seen = ["nameFr", "nameEn", "grounds", "register"];
                seen.iter().any(|name| differ(name)).then_some(Reaction::Reindex)
            }
            // Questions are asked with them; a search server has to be told.
            "synonyms" => Some(Reaction::Index),
            _ => None,
        }
    }
}

fn row_id(list: &str, code: &str) -> Uuid {
    let digest = Sha256::digest(format!("reference/{list}/{code}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Uuid::from_bytes(bytes)
}

/// What was changed in a row, by whom and when, the newest first.
pub async fn reference_history(
    db: &impl ConnectionTrait,
    list: &str,
    code: &str,
    limit: u64,
) -> Result<Vec<(DateTime<Utc>, String, ReferenceEdit)>> {
    let rows = event::Entity::find()
        .filter(event::Column::About.eq(row_id(list, code)))
        .order_by_desc(event::Column::At)
        .order_by_desc(event::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    let mut edits = Vec::with_capacity(rows.len());
    for row in rows {
        if let Event::ReferenceEdited(edit) = serde_json::from_value(row.payload).map_err(Error::internal)? {
            edits.push((row.at, row.actor, edit));
        }
    }
    Ok(edits)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn edit(list: &str, before: Value, after: Value) -> ReferenceEdit {
        let map = |value: Value| value.as_object().cloned();
        ReferenceEdit { list: list.into(), code: "x".into(), before: map(before), after: map(after) }
    }

    #[test]
    fn the_index_is_built_anew_only_for_what_stands_in_it() {
        let name = |text: &str| json!({ "nameFr": text, "proofFr": "" });
        assert_eq!(edit("schemes", name("a"), name("b")).reaction(), Some(Reaction::Reindex));
        let proof = json!({ "nameFr": "a", "proofFr": "b" });
        assert_eq!(edit("schemes", name("a"), proof).reaction(), None);
        assert_eq!(edit("themes", Value::Null, name("a")).reaction(), None);
        assert_eq!(edit("synonyms", Value::Null, name("a")).reaction(), Some(Reaction::Index));
        assert_eq!(edit("glossary", name("a"), name("b")).reaction(), None);
    }
}
