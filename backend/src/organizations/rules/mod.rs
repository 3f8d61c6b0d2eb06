//! What an organisation says of itself, and what it lacks.

mod likeness;
mod merging;
mod town;

use chrono::Duration;
use schema::values::{EmailAddress, GeoPoint, PostCode, Rna, Siret, ValueError, WebUrl, fold};
use serde_json::{Value, json};

pub use self::likeness::{Likeness, likeness_keys, likenesses, strength};
pub use self::merging::{Merging, UNDO, completed, may_merge, uncompleted};
pub use self::town::commune;
use super::queries::Organization;
use crate::error::{FieldError, Message, Notes};
use crate::reference::Reference;

pub use crate::base::form::{line, text};

/// Of the charter that suppliers accept, by the day it is dated.
pub const CHARTER: &str = "2026-11-28";
/// Of what members write themselves (README, "Licences").
pub const OUR_LICENCE: &str = "etalab-2.0";
pub const INVITATION: Duration = Duration::days(14);
/// Whoever it was archived by may bring it back with one click; later its owners still may.
pub const MOST_MEMBERS: u64 = 200;
pub const MOST_INVITATIONS: u64 = 50;
/// Pictures of one organisation that were removed and can still come back; beyond them the oldest go.
pub const MOST_REMOVED: u64 = 24;
/// As INSEE bands them.
pub const HEADCOUNTS: [&str; 5] = ["0", "1-9", "10-49", "50-249", "250+"];

/// Of the journal: what moderators alone do.
pub const MODERATED: [&str; 8] = [
    "guarantee_reviewed",
    "review_taken_back",
    "case_decided",
    "case_reopened",
    "organization_merged",
    "organization_absorbed",
    "merge_undone",
    "organizations_told_apart",
];

const NAME: usize = 200;
const LINE: usize = 200;
const TEXT: usize = 10_000;

/// What someone typed about an organisation.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub name: String,
    pub brand: String,
    pub siret: String,
    pub rna: String,
    pub legal_form: String,
    pub headcount: String,
    pub address: String,
    pub post_code: String,
    pub city: String,
    /// `48.11, -1.68`; the town hall unless said.
    pub point: String,
    pub website: String,
    pub email: String,
    pub description: String,
    pub open_to_proposals: bool,
}

/// A value's own reason, as the pages say it.
pub fn said(error: ValueError) -> Message {
    let digits: String = error.input.chars().filter(|c| !c.is_whitespace()).collect();
    if error.code == "post-code-shape" && digits.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Message::new("invalid-post-code-unknown").with("code", digits);
    }
    let key = match error.code {
        "siret-digits" => "invalid-siret-digits",
        "siret-length" => "invalid-siret-length",
        "siret-zero" => "invalid-siret-zero",
        "siret-checksum" => "invalid-siret-checksum",
        code if code.starts_with("rna") => "invalid-rna",
        code if code.starts_with("post-code") => "invalid-post-code",
        code if code.starts_with("email") => "invalid-email",
        code if code.starts_with("point") || code.starts_with("geo") => "invalid-point",
        _ => "invalid-web-address",
    };
    Message::new(key)
}

/// Writes what was typed over an organisation; its identity only where it has none yet. Errors: all that is wrong, by field.
pub fn written(
    typed: &Typed,
    reference: &Reference,
    before: &Organization,
) -> Result<Organization, Vec<FieldError>> {
    let mut wrong = Notes::default();
    let mut after = before.clone();
    after.name = wrong.take("name", line(&typed.name, NAME)).unwrap_or_default();
    if after.name.is_empty() {
        wrong.note("name", Message::new("invalid-name").with("most", NAME.to_string()));
    }
    after.brand =
        wrong.take("brand", line(&typed.brand, NAME)).filter(|brand| fold(brand) != fold(&after.name));
    if before.siret.is_none() && !typed.siret.trim().is_empty() {
        after.siret =
            wrong.take("siret", Siret::parse(&typed.siret).map(|s| Some(s.to_string())).map_err(said));
    }
    if before.rna.is_none() && !typed.rna.trim().is_empty() {
        after.rna = wrong.take("rna", Rna::parse(&typed.rna).map(|r| Some(r.to_string())).map_err(said));
    }
    after.legal_form = chosen(&typed.legal_form);
    if let Some(code) = &after.legal_form
        && reference.legal_form(code).is_none()
    {
        wrong.note("legalForm", Message::new("invalid-unknown-code").with("value", code.clone()));
    }
    after.headcount = chosen(&typed.headcount);
    if let Some(band) = &after.headcount
        && !HEADCOUNTS.contains(&band.as_str())
    {
        wrong.note("headcount", Message::new("invalid-unknown-code").with("value", band.clone()));
    }
    after.address = wrong.take("address", line(&typed.address, LINE));
    after.city = wrong.take("city", line(&typed.city, LINE));
    after.website = match chosen(&typed.website) {
        None => None,
        Some(url) => wrong.take("website", WebUrl::parse(&url).map(|u| Some(u.to_string())).map_err(said)),
    };
    after.email = match chosen(&typed.email) {
        None => None,
        Some(email) => {
            wrong.take("email", EmailAddress::parse(&email).map(|e| Some(e.to_string())).map_err(said))
        }
    };
    after.description = wrong.take("description", text(&typed.description, TEXT));
    after.open_to_proposals = typed.open_to_proposals;
    let point = match chosen(&typed.point) {
        None => None,
        Some(point) => {
            wrong.take("point", GeoPoint::parse(&point).map(Some).map_err(|_| Message::new("invalid-point")))
        }
    };
    match chosen(&typed.post_code).map(|code| PostCode::parse(&code)) {
        None if after.city.is_some() => wrong.note("postCode", Message::new("invalid-post-code-missing")),
        None => {
            (after.post_code, after.commune, after.departement) = (None, None, None);
            (after.latitude, after.longitude) = (None, None);
        }
        Some(Err(error)) => wrong.note("postCode", said(error)),
        Some(Ok(code)) => {
            let city = after.city.as_deref();
            let held = kept(reference, before, code.as_str(), city);
            match held.map_or_else(|| commune(reference, code.as_str(), city.unwrap_or_default()), Ok) {
                Err(message) => wrong.note("city", message),
                Ok(found) => {
                    // What was placed more closely stays where it is.
                    let moved =
                        before.commune.as_deref() != Some(found.code.as_str()) || before.latitude.is_none();
                    after.post_code = Some(code.to_string());
                    let named = after.city.filter(|city| held.is_some() || fold(city) == fold(&found.name));
                    after.city = Some(named.unwrap_or_else(|| found.name.clone()));
                    after.commune = Some(found.code.to_string());
                    after.departement = found.departement.clone();
                    if let Some(point) = point.or(found.point.filter(|_| moved)) {
                        after.latitude = Some(point.latitude());
                        after.longitude = Some(point.longitude());
                    }
                }
            }
        }
    }
    if wrong.0.is_empty() { Ok(after) } else { Err(wrong.0) }
}

/// What a list says of its town stays as long as nobody writes otherwise.
fn kept<'a>(
    reference: &'a Reference,
    before: &Organization,
    post_code: &str,
    city: Option<&str>,
) -> Option<&'a crate::reference::Territory> {
    let same = before.post_code.as_deref() == Some(post_code) && before.city.as_deref() == city;
    reference.territories.get(before.commune.as_deref().filter(|_| same)?)
}

/// Numbers that were typed and aren't those it has.
pub fn other_numbers(typed: &Typed, before: &Organization) -> Vec<FieldError> {
    let bare = |text: &str| -> String {
        let kept = text.chars().filter(|c| c.is_alphanumeric());
        kept.collect::<String>().to_uppercase()
    };
    let differs = |typed: &str, held: &Option<String>| {
        let typed = bare(typed);
        held.as_deref().is_some_and(|held| !typed.is_empty() && bare(held) != typed)
    };
    [("siret", &typed.siret, &before.siret), ("rna", &typed.rna, &before.rna)]
        .into_iter()
        .filter(|(_, typed, held)| differs(typed, held))
        .map(|(path, ..)| FieldError { path: path.to_owned(), message: Message::new("invalid-number-fixed") })
        .collect()
}

fn chosen(typed: &str) -> Option<String> {
    Some(typed.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// What its members wrote, as the journal keeps it; the address for letters isn't in it.
pub fn told(organization: &Organization) -> Value {
    json!({
        "name": organization.name,
        "brand": organization.brand,
        "siret": organization.siret,
        "rna": organization.rna,
        "legalForm": organization.legal_form,
        "headcount": organization.headcount,
        "address": organization.address,
        "postCode": organization.post_code,
        "city": organization.city,
        "commune": organization.commune,
        "latitude": organization.latitude,
        "longitude": organization.longitude,
        "website": organization.website,
        "description": organization.description,
        "openToProposals": organization.open_to_proposals,
    })
}

/// Fields that differ between two tellings of one thing: name, before, after.
pub fn differences(before: Option<&Value>, after: &Value) -> Vec<(String, String, String)> {
    let shown = |value: Option<&Value>| match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let Some(fields) = after.as_object() else { return Vec::new() };
    let changed = fields
        .iter()
        .filter(|(name, value)| before.and_then(|b| b.get(*name)).unwrap_or(&Value::Null) != *value);
    changed
        .map(|(name, value)| (name.clone(), shown(before.and_then(|b| b.get(name))), shown(Some(value))))
        .collect()
}

/// What is there now, as one would have typed it.
pub fn as_typed(organization: &Organization) -> Typed {
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    Typed {
        name: organization.name.clone(),
        brand: or_empty(&organization.brand),
        siret: or_empty(&organization.siret),
        rna: or_empty(&organization.rna),
        legal_form: or_empty(&organization.legal_form),
        headcount: or_empty(&organization.headcount),
        address: or_empty(&organization.address),
        post_code: or_empty(&organization.post_code),
        city: or_empty(&organization.city),
        point: match (organization.latitude, organization.longitude) {
            (Some(latitude), Some(longitude)) => format!("{latitude:.5}, {longitude:.5}"),
            _ => String::new(),
        },
        website: or_empty(&organization.website),
        email: or_empty(&organization.email),
        description: organization.description.clone(),
        open_to_proposals: organization.open_to_proposals,
    }
}

/// Fields in which what is about to be saved differs from what someone else saved meanwhile, with what they wrote.
pub fn changed_meanwhile(mine: &Organization, theirs: &Organization) -> Vec<FieldError> {
    let (typed, theirs) = (as_typed(mine), as_typed(theirs));
    let pairs = [
        ("name", &typed.name, &theirs.name),
        ("brand", &typed.brand, &theirs.brand),
        ("siret", &typed.siret, &theirs.siret),
        ("rna", &typed.rna, &theirs.rna),
        ("legalForm", &typed.legal_form, &theirs.legal_form),
        ("headcount", &typed.headcount, &theirs.headcount),
        ("address", &typed.address, &theirs.address),
        ("postCode", &typed.post_code, &theirs.post_code),
        ("city", &typed.city, &theirs.city),
        ("point", &typed.point, &theirs.point),
        ("website", &typed.website, &theirs.website),
        ("email", &typed.email, &theirs.email),
        ("description", &typed.description, &theirs.description),
    ];
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    let mut differ: Vec<FieldError> = pairs
        .into_iter()
        .filter(|(_, mine, theirs)| plain(mine) != plain(theirs))
        .map(|(path, _, theirs)| FieldError {
            path: path.to_owned(),
            message: Message::saved_meanwhile(&plain(theirs)),
        })
        .collect();
    if typed.open_to_proposals != theirs.open_to_proposals {
        let message = Message::saved_flag(theirs.open_to_proposals);
        differ.push(FieldError { path: "openToProposals".to_owned(), message });
    }
    differ.insert(0, FieldError { path: String::new(), message: Message::new("changed-meanwhile") });
    differ
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_named_field_by_field() {
        let (before, after) = (json!({ "a": 1, "b": "x" }), json!({ "a": 1, "b": "y", "c": null }));
        assert_eq!(differences(Some(&before), &after), [("b".to_owned(), "x".to_owned(), "y".to_owned())]);
    }

    fn page(siret: Option<&str>, website: Option<&str>, commune: Option<&str>) -> Organization {
        let text = |text: Option<&str>| text.map(str::to_owned);
        serde_json::from_value(json!({
            "id": uuid::Uuid::now_v7(), "siret": text(siret), "slug": "x", "name": "Le Pain Levé", "description": "",
            "website": text(website), "commune": text(commune), "address": commune.map(|_| "1, rue du Four"),
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
        }))
        .unwrap()
    }

    #[test]
    fn pages_of_two_enterprises_never_become_one() {
        let (one, other) =
            (page(Some("73282932000074"), None, None), page(Some("55210055400013"), None, None));
        assert!(may_merge(&one, &other).is_err() && may_merge(&one, &one).is_err());
        assert!(
            may_merge(&one, &page(Some("73282932000082"), None, None)).is_ok(),
            "two of its establishments"
        );
        assert!(may_merge(&one, &page(None, None, None)).is_ok());
    }

    #[test]
    fn what_was_filled_in_goes_again_unless_it_was_changed_since() {
        let kept = page(None, None, None);
        let absorbed = page(Some("73282932000074"), Some("https://pain.example/"), Some("commune:35238"));
        let after = completed(&kept, &absorbed);
        assert_eq!((&after.siret, &after.website), (&absorbed.siret, &absorbed.website));
        assert_eq!((&after.commune, &after.address), (&absorbed.commune, &absorbed.address));
        assert_eq!(uncompleted(&after, &kept, &after), kept);
        let mut since = after.clone();
        since.website = Some("https://autre.example/".to_owned());
        let back = uncompleted(&since, &kept, &after);
        assert_eq!((back.website, back.siret), (since.website, None));
    }
}
