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
use crate::products::queries;
use crate::products::rules::{self, AreaTyped};
use crate::reference::Reference;
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

/// Says whom an organisation serves, in which themes and categories; what an import supposed is confirmed with it.
/// `version` is the one that was read, 0 where nothing was said yet; none: whatever stands there is written over.
///
/// Errors: `Invalid`; `Stale` where someone else saved meanwhile, with what they saved; `Forbidden`; `NotFound`.
pub async fn update_supply(
    app: &App,
    actor: &Actor,
    id: Uuid,
    version: Option<i32>,
    typed: &SupplyTyped,
) -> Result<()> {
    let tx = db::begin(&app.db).await?;
    let (_, role) = organizations::held(&tx, actor, id).await?;
    rights::check_in(actor, Operation::UpdateSupply, Hold { role, moderates: false })?;
    let reference = app.reference.get();
    let mut wrong: Vec<FieldError> = Vec::new();
    let area = rules::area(&typed.area, &reference).unwrap_or_else(|more| {
        wrong.extend(more);
        None
    });
    let mut take = |read: std::result::Result<BTreeSet<String>, Vec<FieldError>>| {
        read.unwrap_or_else(|more| {
            wrong.extend(more);
            BTreeSet::new()
        })
    };
    let theme = |code: &str| reference.theme(code).map(|theme| theme.code.clone());
    let themes = take(rules::known("themes", &typed.themes, theme));
    let currencies = take(rules::currencies(&typed.currencies, &reference));
    let mut categories = BTreeSet::new();
    for typed in &typed.categories {
        match rules::category(typed, &reference) {
            Ok(code) => drop(categories.insert(code)),
            Err(message) => wrong.push(FieldError { path: "categories".to_owned(), message }),
        }
    }
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
    let held = queries::suppliers(&tx, &[id]).await?.remove(&id).map_or(0, |held| held.version);
    if version.is_some_and(|read| read != held) {
        return Err(Error::Stale(changed_meanwhile(before.as_ref(), &after, &reference)));
    }
    replace(&tx, &reference, after.clone()).await?;
    // Whoever saved at the same moment had the row before us.
    let saved = queries::suppliers(&tx, &[id]).await?.remove(&id).map_or(0, |saved| saved.version);
    if version.is_some() && saved != held + 1 {
        return Err(Error::Stale(vec![FieldError {
            path: String::new(),
            message: Message::new("changed-meanwhile"),
        }]));
    }
    organizations::touch(&tx, vec![id], app.clock.now()).await?;
    let what = What::OrganizationChanged {
        before: json!({ "supply": before }),
        after: json!({ "supply": after }),
        by: None,
    };
    record_of(&tx, app.clock.now(), actor, id, what).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(())
}

/// What someone else saved, beside what is about to be written over it; themes and currencies by their codes.
fn changed_meanwhile(
    theirs: Option<&Suppliance>,
    mine: &Suppliance,
    reference: &Reference,
) -> Vec<FieldError> {
    let told = |one: Option<&Suppliance>| {
        let area = one.and_then(|one| one.area.as_ref()).map(|(area, _)| area);
        let area = rules::area_as_typed(area, reference);
        let codes = |of: fn(&Suppliance) -> &BTreeSet<(String, bool)>| {
            one.iter().flat_map(|one| of(one)).map(|(code, _)| code.clone()).collect::<Vec<_>>()
        };
        let currencies = one.map(|one| one.currencies.clone()).unwrap_or_default();
        [
            ("area", vec![area.kind]),
            ("territories", area.territories.lines().map(str::to_owned).collect()),
            ("center", vec![area.center]),
            ("km", vec![area.km]),
            ("themes", codes(|one| &one.themes)),
            ("categories", codes(|one| &one.categories)),
            ("currencies", currencies),
        ]
    };
    let all = FieldError { path: String::new(), message: Message::new("changed-meanwhile") };
    let differ = told(theirs).into_iter().zip(told(Some(mine))).filter(|(theirs, mine)| theirs != mine);
    let field = |((path, theirs), _): ((&str, Vec<String>), _)| FieldError {
        path: path.to_owned(),
        message: Message::saved_meanwhile(&theirs.join(", ")),
    };
    [all].into_iter().chain(differ.map(field)).collect()
}
