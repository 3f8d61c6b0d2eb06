use schema::values::PostCode;

use super::super::supplier_row::Key;
use super::*;

fn commune(
    code: &str,
    name: &str,
    at: Option<(f64, f64)>,
    post_codes: &str,
    parent: Option<&str>,
) -> Commune {
    Commune {
        code: code.into(),
        name: name.into(),
        departement: code[..2].into(),
        point: at.map(|(lat, lon)| GeoPoint::new(lat, lon).unwrap()),
        post_codes: post_codes.split(' ').map(str::to_owned).collect(),
        parent: parent.map(str::to_owned),
    }
}

fn places() -> Places {
    Places::new([
        commune("35238", "Rennes", Some((48.1113, -1.68)), "35000 35200 35700", None),
        commune("35051", "Cesson-Sévigné", Some((48.1212, -1.603)), "35510", None),
        commune("35288", "Saint-Malo", Some((48.649, -2.026)), "35400", None),
        commune("35299", "Saint-Méloir-des-Ondes", Some((48.638, -1.904)), "35350", None),
        commune("35263", "Saint-Coulomb", Some((48.674, -1.911)), "35350", None),
        commune("94038", "L'Haÿ-les-Roses", Some((48.78, 2.337)), "94240", None),
        commune("75056", "Paris", Some((48.8566, 2.3429)), "75001 75012", None),
        commune("75112", "Paris 12e Arrondissement", None, "75012", Some("75056")),
        commune("2A004", "Ajaccio", Some((41.919, 8.738)), "20000", None),
    ])
}

fn row(post_code: &str, city: &str, point: Option<(f64, f64)>) -> SupplierRow {
    SupplierRow {
        line: 1,
        key: Key::Source("1".into()),
        rna: None,
        source_id: None,
        name: "A".into(),
        brand: None,
        legal_form: None,
        naf: None,
        address: None,
        post_code: PostCode::parse(post_code).ok(),
        city: (!city.is_empty()).then(|| city.to_owned()),
        departement: None,
        point: point.map(|(lat, lon)| GeoPoint::new(lat, lon).unwrap()),
        website: None,
        email: None,
        description: None,
        statuses: vec![],
        categories: vec![],
        themes: vec![],
        updated: None,
    }
}

fn found(row: &SupplierRow) -> (String, How, Vec<&'static str>) {
    let (place, notes) = places().locate(row);
    let code = place.commune.or(place.departement).map_or_else(String::new, |code| code.to_string());
    (code, place.how, notes.iter().map(Reason::code).collect())
}

#[test]
fn a_commune_is_found_by_post_code_and_name_however_it_is_written() {
    for (post_code, city, code) in [
        ("35000", "RENNES", "35238"),
        ("35350", "St Meloir des Ondes", "35299"),
        ("35350", "SAINT-COULOMB CEDEX 2", "35263"),
        ("94240", "L HAY LES ROSES", "94038"),
        ("94240", "Haÿ-les-Roses (L')", "94038"),
        ("75012", "Paris 12e", "75056"),
        ("75012", "PARIS 12EME ARRONDISSEMENT", "75056"),
        ("75001", "Paris", "75056"),
    ] {
        let (found, how, notes) = found(&row(post_code, city, None));
        let expected = if city.contains('(') { How::PostCode } else { How::Name };
        assert_eq!((found, how, notes.len()), (format!("commune:{code}"), expected, 0), "{city}");
    }
}

#[test]
fn a_name_unknown_there_falls_back_to_the_only_commune_of_the_post_code() {
    assert_eq!(
        found(&row("35400", "Paramé", None)),
        ("commune:35288".into(), How::PostCode, vec!["commune-supposed"])
    );
    assert_eq!(found(&row("75012", "", None)), ("commune:75056".into(), How::PostCode, vec![]));
}

#[test]
fn else_the_nearest_town_hall_of_the_departement_gives_the_commune() {
    let near_cesson = Some((48.12, -1.61));
    assert_eq!(
        found(&row("35042", "RENNES CEDEX", near_cesson)),
        ("commune:35051".into(), How::NearestTownHall, vec![])
    );
    assert_eq!(found(&row("35350", "Ailleurs", Some((48.67, -1.91)))).0, "commune:35263");
    assert_eq!(found(&row("", "", near_cesson)).0, "commune:35051");
}

#[test]
fn else_only_the_departement_is_known() {
    let known = ("departement:35".to_owned(), How::DepartementOnly, vec!["commune-unknown"]);
    assert_eq!(found(&row("35042", "RENNES CEDEX", None)), known);
    assert_eq!(found(&row("20700", "Ajaccio Cedex", None)).2, ["place-unknown"], "no 2B in these places");
    assert_eq!(found(&row("20176", "Ajaccio Cedex", None)).0, "departement:2A");
    assert_eq!(found(&row("", "", None)), (String::new(), How::Nowhere, vec!["place-unknown"]));
}

#[test]
fn a_point_more_than_30_km_away_is_dropped_with_a_warning() {
    let (place, notes) = places().locate(&row("35000", "Rennes", Some((48.8566, 2.3429))));
    assert_eq!((place.point, place.how), (None, How::Name));
    assert!(notes[0].to_string().starts_with("point-far: the point is 3"), "{}", notes[0]);
    let (place, notes) = places().locate(&row("35042", "Rennes Cedex", Some((0.0, 0.0))));
    assert_eq!((place.point, place.how), (None, How::DepartementOnly));
    assert_eq!(notes.iter().map(Reason::code).collect::<Vec<_>>(), ["point-nowhere", "commune-unknown"]);
    let (place, _) = places().locate(&row("35000", "Rennes", Some((48.2, -1.7))));
    assert!(place.point.is_some());
}
