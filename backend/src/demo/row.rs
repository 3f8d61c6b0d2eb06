//! Invented suppliers as a list that `bdis import suppliers` reads.

use super::supplier::Invented;
use super::words::WORDS;

pub fn csv_header() -> [&'static str; 14] {
    [
        "siret",
        "kind",
        "legal_form",
        "name",
        "brand",
        "naf",
        "address",
        "post_code",
        "city",
        "department",
        "lat",
        "lon",
        "website",
        "description",
    ]
}

/// `kind` is the code by which lists name its status: `EI`, `ACI`, `EA`, `ESAT`…
pub fn csv_row(invented: &Invented) -> [String; 14] {
    let organization = &invented.organization;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let degrees = |value: Option<f64>| value.map(|degrees| degrees.to_string()).unwrap_or_default();
    let status = |code: &str| WORDS.scheme(code).and_then(|scheme| scheme.list_code.clone());
    let kind = invented.guarantees.iter().find_map(|guarantee| status(&guarantee.scheme));
    let departement = organization.departement.as_deref().unwrap_or_default();
    [
        text(&organization.siret),
        text(&kind),
        text(&organization.legal_form),
        organization.name.clone(),
        text(&organization.brand),
        text(&organization.naf),
        text(&organization.address),
        text(&organization.post_code),
        text(&organization.city),
        departement.trim_start_matches("departement:").to_owned(),
        degrees(organization.latitude),
        degrees(organization.longitude),
        text(&organization.website),
        organization.description.clone(),
    ]
}
