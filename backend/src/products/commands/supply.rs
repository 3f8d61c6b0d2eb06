use std::collections::BTreeSet;

use serde_json::json;
use uuid::Uuid;

use super::{Suppliance, replace, suppliances};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{What, record_of};
use crate::error::{Error, FieldError, Message, Result};
use crate::organizations;
use crate::products::rules::{self, AreaTyped};
use crate::rights::{self, Hold, Operation};

/// What a supplier says of itself as a whole.
#[derive(Clone, Debug, Default)]
pub struct SupplyTyped {
    pub area: AreaTyped,
    pub themes: Vec<String>,
    /// CPV codes, or words of their labels.
    pub categories: Vec<String>,
    /// Accepted besides the euro.
    pub currencies: Vec<String>,
}

const MOST: usize = 30;

/// Says whom an organisation serves, in which themes and categories; what an import supposed is confirmed with it.
///
/// Errors: `Invalid`; `Forbidden`; `NotFound`.
pub async fn update_supply(app: &App, actor: &Actor, id: Uuid, typed: &SupplyTyped) -> Result<()> {
    let tx = db::begin(&app.db).await?;
    let (_, role) = organizations::held(&tx, actor, id).await?;
    rights::check_in(actor, Operation::UpdateSupply, Hold { role, moderates: false })?;
    let reference = app.reference.get();
    let mut wrong: Vec<FieldError> = Vec::new();
    let area = rules::area(&typed.area, &reference).unwrap_or_else(|more| {
        wrong.extend(more);
        None
    });
    let known = |wrong: &mut Vec<FieldError>,
                 path: &str,
                 codes: &[String],
                 find: &dyn Fn(&str) -> Option<String>| {
        let mut found = BTreeSet::new();
        for code in codes {
            match find(code) {
                Some(code) => drop(found.insert(code)),
                None => wrong.push(FieldError {
                    path: path.to_owned(),
                    message: Message::new("invalid-unknown-code")
                        .with("value", code.chars().take(60).collect::<String>()),
                }),
            }
        }
        if found.len() > MOST {
            let message = Message::new("invalid-too-many").with("count", found.len().to_string());
            wrong.push(FieldError { path: path.to_owned(), message: message.with("most", MOST.to_string()) });
        }
        found
    };
    let themes =
        known(&mut wrong, "themes", &typed.themes, &|code| reference.theme(code).map(|t| t.code.clone()));
    let mut categories = BTreeSet::new();
    for typed in &typed.categories {
        match rules::category(typed, &reference) {
            Ok(code) => drop(categories.insert(code)),
            Err(message) => wrong.push(FieldError { path: "categories".to_owned(), message }),
        }
    }
    let currencies = known(&mut wrong, "currencies", &typed.currencies, &|code| {
        reference.currency(code).map(|c| c.code.clone())
    });
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let before = suppliances(&tx, &[id]).await?.remove(&id);
    let after = Suppliance {
        organization: id,
        area: area.map(|area| (area, true)),
        categories: categories.into_iter().map(|code| (code, true)).collect(),
        themes: themes.into_iter().map(|code| (code, true)).collect(),
        currencies: currencies.into_iter().collect(),
    };
    if before.as_ref() == Some(&after) {
        return Ok(());
    }
    replace(&tx, &reference, after.clone()).await?;
    organizations::touch(&tx, vec![id], app.clock.now()).await?;
    let what =
        What::OrganizationChanged { before: json!({ "supply": before }), after: json!({ "supply": after }) };
    record_of(&tx, app.clock.now(), actor, id, what).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(())
}
