use super::*;

const SIRET: &str = "732 829 320 00074";

fn row(cells: &[(Field, &str)]) -> Result<(SupplierRow, Vec<&'static str>), Reason> {
    let cells = Cells(cells.iter().map(|(f, t)| (*f, t.to_string())).collect());
    read_row(7, &cells).map(|(row, notes)| (row, notes.iter().map(Reason::code).collect()))
}

fn with(more: &[(Field, &str)]) -> (SupplierRow, Vec<&'static str>) {
    row(&[&[(Field::Siret, SIRET), (Field::Name, "A")], more].concat()).unwrap()
}

#[test]
fn a_bad_siret_rejects_the_row_even_beside_another_key() {
    let bad = row(&[(Field::Siret, "12345678901234"), (Field::SourceId, "1"), (Field::Name, "A")]);
    assert_eq!(bad.unwrap_err().to_string(), "siret-checksum: 12345678901234 fails the check digit");
}

#[test]
fn a_row_is_keyed_by_siret_else_rna_else_its_source() {
    let key = |cells: &[(Field, &str)]| row(&[cells, &[(Field::Name, "A")]].concat()).map(|(row, _)| row.key);
    let (siret, rna, id) = ((Field::Siret, SIRET), (Field::Rna, "W751000001"), (Field::SourceId, "42"));
    assert!(matches!(key(&[siret, rna, id]), Ok(Key::Siret(_))));
    assert!(matches!(key(&[(Field::Siret, " "), rna, id]), Ok(Key::Rna(_))));
    assert_eq!(key(&[id]), Ok(Key::Source("42".into())));
    assert_eq!(key(&[]), Err(Reason::KeyMissing));
}

#[test]
fn a_row_without_a_name_or_with_one_too_long_is_rejected() {
    let siret = (Field::Siret, SIRET);
    assert_eq!(row(&[siret, (Field::Name, " \u{0} ")]).unwrap_err(), Reason::NameMissing);
    let long = "é".repeat(201);
    assert_eq!(row(&[siret, (Field::Name, &long)]).unwrap_err().code(), "name-length");
    assert!(row(&[siret, (Field::Name, &long[2..])]).is_ok());
}

#[test]
fn what_is_wrong_beside_the_key_is_dropped_and_told() {
    let (row, notes) = with(&[
        (Field::Website, "javascript:alert(1)"),
        (Field::Naf, "?"),
        (Field::PostCode, "ABC"),
        (Field::Latitude, "6789012"),
        (Field::Longitude, "2"),
        (Field::Updated, "hier"),
        (Field::Rna, "X"),
    ]);
    assert_eq!((row.website, row.naf, row.post_code, row.point, row.updated), (None, None, None, None, None));
    let mut notes = notes;
    notes.sort();
    assert_eq!(
        notes,
        ["date-shape", "latitude-range", "naf-shape", "post-code-shape", "rna-shape", "url-scheme"]
    );
}

#[test]
fn a_point_needs_two_numbers_and_takes_a_decimal_comma() {
    let (row, notes) = with(&[(Field::Latitude, "48,5"), (Field::Longitude, "-1.5e0")]);
    assert_eq!((row.point, notes.len()), (Some(GeoPoint::new(48.5, -1.5).unwrap()), 0));
    assert_eq!(with(&[(Field::Latitude, "48.5")]).1, ["point-shape"]);
    assert_eq!(with(&[(Field::Latitude, ""), (Field::Longitude, "")]).1.len(), 0);
}

#[test]
fn a_long_description_is_cut_and_its_markup_and_controls_are_gone() {
    let text = format!("<p>Bonjour\u{7}</p><b>{}</b>", "x".repeat(20_000));
    let (row, notes) = with(&[(Field::Description, &text)]);
    let description = row.description.unwrap();
    assert!(description.starts_with("Bonjour\n\nxxx"));
    assert_eq!((description.chars().count(), notes), (20_000, vec!["text-cut"]));
}

#[test]
fn statuses_categories_and_themes_are_lists() {
    let (row, notes) = with(&[
        (Field::Status, "EI"),
        (Field::Status, "ACI"),
        (Field::Status, "EI"),
        (Field::Categories, "90910000-9"),
        (Field::Categories, "99"),
        (Field::Categories, "Recyclerie"),
        (Field::Themes, "Énergie"),
    ]);
    assert_eq!(row.statuses, ["EI", "ACI"]);
    assert_eq!(row.categories, [CpvCode::parse("90910000").unwrap()]);
    assert_eq!(row.themes, ["Recyclerie", "Énergie"]);
    assert_eq!(notes, ["cpv-shape"]);
}

#[test]
fn dates_are_read_in_their_common_shapes() {
    let day = NaiveDate::from_ymd_opt(2024, 3, 9);
    for text in
        ["09/03/2024", "9/3/2024 14:05", "2024-03-09", "2024-03-09T14:05:00+01:00", "2024-03-09 14:05:00"]
    {
        assert_eq!(date(text), day, "{text}");
    }
    assert_eq!(date("2024-13-09"), None);
    assert_eq!(date("09/03/24"), None);
}
