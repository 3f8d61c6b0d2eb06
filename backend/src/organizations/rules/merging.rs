use chrono::Duration;
use uuid::Uuid;

use crate::error::Message;
use crate::organizations::queries::Organization;

/// So long a merge can be undone.
pub const UNDO: Duration = Duration::days(30);

/// Two pages of one organisation, of which one stays.
#[derive(Clone, Copy, Debug)]
pub struct Merging {
    pub absorbed: Uuid,
    pub kept: Uuid,
}

/// Whether two pages can be one organisation's: not with numbers of two enterprises (the first nine digits of a SIRET),
/// nor of two associations.
pub fn may_merge(kept: &Organization, absorbed: &Organization) -> Result<(), Message> {
    let siren =
        |one: &Organization| one.siret.as_ref().map(|siret| siret.chars().take(9).collect::<String>());
    let differ = |a: Option<String>, b: Option<String>| matches!((a, b), (Some(a), Some(b)) if a != b);
    if kept.id == absorbed.id {
        return Err(Message::new("invalid-merge-same"));
    }
    if differ(siren(kept), siren(absorbed)) || differ(kept.rna.clone(), absorbed.rna.clone()) {
        return Err(Message::new("invalid-merge-numbers"));
    }
    Ok(())
}

macro_rules! each {
    ($with:ident: $($field:ident)*) => {
        $($with!($field);)*
    };
}

/// The page that stays, with what it lacks taken from the other. A place is taken whole or not at all.
pub fn completed(kept: &Organization, absorbed: &Organization) -> Organization {
    let mut after = kept.clone();
    macro_rules! fill {
        ($field:ident) => {
            after.$field = after.$field.or_else(|| absorbed.$field.clone())
        };
    }
    each!(fill: siret rna brand legal_form naf headcount website email);
    if after.description.is_empty() {
        after.description = absorbed.description.clone();
    }
    if kept.commune.is_none() && absorbed.commune.is_some() {
        macro_rules! take {
            ($field:ident) => {
                after.$field = absorbed.$field.clone()
            };
        }
        each!(take: address post_code city commune departement latitude longitude);
    }
    after
}

/// The page that stayed without what was filled in, but for what was changed since.
pub fn uncompleted(current: &Organization, before: &Organization, after: &Organization) -> Organization {
    let mut back = current.clone();
    macro_rules! undo {
        ($field:ident) => {
            if current.$field == after.$field {
                back.$field = before.$field.clone();
            }
        };
    }
    each!(undo: siret rna brand legal_form naf headcount website email description);
    if current.commune == after.commune && current.address == after.address {
        each!(undo: address post_code city commune departement latitude longitude);
    }
    back
}
