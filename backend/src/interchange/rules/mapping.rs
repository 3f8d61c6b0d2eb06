//! Which column is read as which field: `--map` first, then the words lists use.

use schema::values::fold;

use super::columns::{Field, WORDS};
use super::reason::FileError;

/// `COL=FIELD` as given to `--map`, the field known to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Override {
    pub column: String,
    pub field: Field,
    /// Which column, where several have one name.
    pub place: Option<usize>,
}

/// Each column with the name of its field, in the file's order.
pub(super) fn chosen(columns: &[(String, String)]) -> Result<Vec<Override>, FileError> {
    let mut read: Vec<Override> = Vec::with_capacity(columns.len());
    for (place, (column, field)) in columns.iter().enumerate() {
        let Some((field, _)) = Field::named(field) else {
            return Err(FileError::UnknownField { given: field.clone() });
        };
        if let Some(first) = read.iter().find(|o| o.field == field && field != Field::Ignore) {
            let (first, second) = (first.column.clone(), column.clone());
            return Err(FileError::FieldTwice { field, first, second });
        }
        read.push(Override { column: column.clone(), field, place: Some(place) });
    }
    Ok(read)
}

pub(super) fn overrides(given: &[String]) -> Result<Vec<Override>, FileError> {
    let mut read: Vec<Override> = Vec::with_capacity(given.len());
    for text in given {
        // Columns may hold a "=", fields never do.
        let Some((column, field)) = text.rsplit_once('=').filter(|(column, _)| !column.trim().is_empty())
        else {
            return Err(FileError::MapShape { given: text.clone() });
        };
        let Some((field, _)) = Field::named(field) else {
            return Err(FileError::UnknownField { given: field.to_owned() });
        };
        let column = column.trim().to_owned();
        if let Some(first) = read.iter().find(|o| o.field == field && field != Field::Ignore) {
            return Err(FileError::FieldTwice { field, first: first.column.clone(), second: column });
        }
        if let Some(first) = read.iter().find(|o| o.column == column) {
            return Err(FileError::ColumnTwice { given: column, first: first.field, second: field });
        }
        read.push(Override { column, field, place: None });
    }
    Ok(read)
}

/// What each column of one file is read as, in the file's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    columns: Vec<(String, Option<Field>)>,
}

impl Mapping {
    /// Of two columns for one field the surest word wins, then the first; `--map` wins over both.
    pub(super) fn new(header: &[String], overrides: &[Override]) -> Result<Self, FileError> {
        let mapping = Self::guess(header, overrides)?;
        let shown = || shown(header);
        let has = |field| mapping.columns.iter().any(|(_, f)| *f == Some(field));
        if mapping.columns.iter().all(|(_, field)| field.is_none()) {
            return Err(FileError::NoKnownColumn { columns: shown() });
        }
        if !has(Field::Name) {
            return Err(FileError::FieldMissing { missing: "the name", columns: shown() });
        }
        if !has(Field::Siret) && !has(Field::Rna) && !has(Field::SourceId) {
            return Err(FileError::FieldMissing {
                missing: "a SIRET, an RNA number or an id",
                columns: shown(),
            });
        }
        Ok(mapping)
    }

    /// The same, whether it is enough for a list or not.
    pub(super) fn guess(header: &[String], overrides: &[Override]) -> Result<Self, FileError> {
        let shown = || shown(header);
        let mut columns: Vec<(String, Option<Field>)> =
            header.iter().map(|name| (name.clone(), None)).collect();
        let mut mapped = vec![false; columns.len()];
        for Override { column, field, place } in overrides {
            let placed = place.filter(|place| header.get(*place) == Some(column));
            let exact = placed.or_else(|| header.iter().position(|name| name == column));
            let place = exact.or_else(|| header.iter().position(|name| fold(name) == fold(column)));
            let Some(place) = place else {
                return Err(FileError::UnknownColumn { given: column.clone(), columns: shown() });
            };
            columns[place].1 = (*field != Field::Ignore).then_some(*field);
            mapped[place] = true;
        }
        for (field, _) in WORDS.iter().filter(|(field, _)| *field != Field::Ignore) {
            if columns.iter().any(|(_, taken)| *taken == Some(*field)) {
                continue;
            }
            let best = (0..columns.len())
                .filter(|place| !mapped[*place])
                .filter_map(|place| {
                    let (named, rank) = Field::named(&columns[place].0)?;
                    (named == *field).then_some((rank, place))
                })
                .min();
            if let Some((_, place)) = best {
                columns[place].1 = Some(*field);
            }
        }
        Ok(Self { columns })
    }

    /// Each column with what it is read as; `None` is left out.
    pub fn columns(&self) -> &[(String, Option<Field>)] {
        &self.columns
    }

    pub fn len(&self) -> usize {
        self.columns.len()
    }
}

/// Names shown in one line of an error.
pub(super) fn shown(names: &[String]) -> String {
    const LIMIT: usize = 300;
    let joined = names.join(", ");
    let mut text: String = joined.chars().filter(|c| !c.is_control()).take(LIMIT).collect();
    if text.len() < joined.len() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(header: &[&str], map: &[&str]) -> Result<Mapping, FileError> {
        let header: Vec<String> = header.iter().map(|s| s.to_string()).collect();
        let map: Vec<String> = map.iter().map(|s| s.to_string()).collect();
        Mapping::new(&header, &overrides(&map)?)
    }

    fn fields(mapping: &Mapping) -> Vec<&'static str> {
        mapping.columns().iter().map(|(_, f)| f.map_or("-", Field::as_str)).collect()
    }

    #[test]
    fn french_and_english_headers_are_known_whatever_their_case_and_accents() {
        let found =
            mapping(&["N° SIRET", "Raison sociale", "CODE_POSTAL", "Ville", "Téléphone", "Site web"], &[])
                .unwrap();
        assert_eq!(fields(&found), ["siret", "name", "post_code", "city", "-", "website"]);
    }

    #[test]
    fn of_two_columns_for_one_field_the_surest_word_wins() {
        let found = mapping(&["nom", "siret", "raison sociale"], &[]).unwrap();
        assert_eq!(fields(&found), ["-", "siret", "name"]);
    }

    #[test]
    fn a_map_option_wins_and_ignore_leaves_a_column_out() {
        let found =
            mapping(&["nom", "siret", "Appellation", "url"], &["appellation=name", "url=ignore"]).unwrap();
        assert_eq!(fields(&found), ["-", "siret", "name", "-"]);
        let found = mapping(&["siret", "a=b"], &["a=b=nom"]).unwrap();
        assert_eq!(fields(&found), ["siret", "name"]);
    }

    #[test]
    fn a_wrong_map_option_is_named_with_what_is_right() {
        let header = ["siret", "nom"];
        let text = |map: &[&str]| mapping(&header, map).unwrap_err().to_string();
        assert!(text(&["nom"]).starts_with("--map nom: COL=FIELD is expected"));
        assert!(text(&["nom=colour"]).starts_with("--map: there is no field \"colour\" (fields: siret, rna"));
        assert_eq!(text(&["titel=name"]), "--map: there is no column \"titel\" (columns: siret, nom)");
        assert_eq!(text(&["nom=name", "nom=brand"]), "--map: \"nom\" is given as name and as brand");
        assert!(text(&["nom=name", "siret=name"]).contains("is given by two columns"));
    }

    #[test]
    fn a_header_with_no_known_column_or_no_key_is_one_clear_error() {
        assert!(matches!(mapping(&["a", "b"], &[]), Err(FileError::NoKnownColumn { .. })));
        assert!(matches!(mapping(&["nom", "ville"], &[]), Err(FileError::FieldMissing { .. })));
        assert!(matches!(mapping(&["siret", "ville"], &[]), Err(FileError::FieldMissing { .. })));
    }
}
