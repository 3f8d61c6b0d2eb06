//! Why a file, a row or a part of a row isn't taken. Codes are stable; `Display` is the
//! English of the report.

use schema::values::ValueError;

use super::columns::Field;
use crate::base::words::Words;

/// Why a row is rejected, or (as a warning) what of it was dropped or supposed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Reason {
    #[error("{}: {}", .0.code, .0)]
    Value(#[from] ValueError),
    #[error("field-count: {found} fields where the header has {expected}")]
    FieldCount { expected: usize, found: usize },
    #[error("key-missing: the row has no SIRET, no RNA number and no identifier of its source")]
    KeyMissing,
    #[error("key-length: the source's identifier has {length} characters, {limit} at most are kept apart")]
    KeyLength { length: usize, limit: usize },
    #[error("name-missing: the row has no name")]
    NameMissing,
    #[error("name-length: the name has {length} characters, {limit} at most are taken")]
    NameLength { length: usize, limit: usize },
    #[error("element-shape: an element must be a JSON object")]
    ElementShape,
    #[error("element-withdrawn: its source marks it as refused or deleted (status {status})")]
    ElementWithdrawn { status: i64 },
    #[error("text-cut: {field} has {length} characters, the first {limit} were kept")]
    TextCut { field: Field, length: usize, limit: usize },
    #[error("list-cut: {field} has {length} entries, the first {limit} were kept")]
    ListCut { field: Field, length: usize, limit: usize },
    #[error("email-shape: this is no e-mail address, dropped")]
    EmailShape,
    #[error("date-shape: {input} isn't a date (2026-11-23 or 23/11/2026), dropped")]
    DateShape { input: String },
    #[error("point-shape: latitude {latitude:?} and longitude {longitude:?} aren't two numbers, dropped")]
    PointShape { latitude: String, longitude: String },
    #[error("point-far: the point is {distance_km} km from the town hall of {commune}, dropped")]
    PointFar { distance_km: u32, commune: String },
    #[error("point-nowhere: no town hall of {territory} is within 30 km of the point, dropped")]
    PointNowhere { territory: String },
    #[error("commune-unknown: {place} matches no commune, only the département {departement} is known")]
    CommuneUnknown { place: String, departement: String },
    #[error("commune-supposed: « {place} » is no commune, « {commune} » is supposed from the post code")]
    CommuneSupposed { place: String, commune: String },
    #[error("repeated: « {value} » as {field} contradicts row « {first} », which names it first and stays")]
    Repeated { field: Field, value: String, first: u64 },
    #[error("place-unknown: neither commune nor département can be told")]
    PlaceUnknown,
}

impl Reason {
    #[cfg(test)]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Value(error) => error.code,
            Self::FieldCount { .. } => "field-count",
            Self::KeyMissing => "key-missing",
            Self::KeyLength { .. } => "key-length",
            Self::NameMissing => "name-missing",
            Self::NameLength { .. } => "name-length",
            Self::ElementShape => "element-shape",
            Self::ElementWithdrawn { .. } => "element-withdrawn",
            Self::TextCut { .. } => "text-cut",
            Self::ListCut { .. } => "list-cut",
            Self::EmailShape => "email-shape",
            Self::DateShape { .. } => "date-shape",
            Self::PointShape { .. } => "point-shape",
            Self::PointFar { .. } => "point-far",
            Self::PointNowhere { .. } => "point-nowhere",
            Self::CommuneUnknown { .. } => "commune-unknown",
            Self::CommuneSupposed { .. } => "commune-supposed",
            Self::Repeated { .. } => "repeated",
            Self::PlaceUnknown => "place-unknown",
        }
    }
}

/// What is said of a record: its code names the words, what stands between « » goes into them, and the name of the
/// column. What has no words yet stands as it is.
pub fn reason_in_words(words: Words, reason: &str) -> String {
    let Some((code, text)) = reason.split_once(": ") else { return reason.to_owned() };
    let quoted = |text: &str| text.rsplit_once("« ").map_or(String::new(), |(_, value)| value.to_owned());
    let mut values = text.split(" »").map(quoted);
    let (value, other) = (values.next().unwrap_or_default(), values.next().unwrap_or_default());
    let field = text.split_once(" » as ").and_then(|(_, rest)| rest.split(' ').next()).unwrap_or_default();
    let column = match field {
        "" => String::new(),
        field => words.say(format!("read-{}", field.replace('_', "-"))),
    };
    let key = format!("reason-{code}");
    let told = words.with_all(&key, &[("value", value), ("other", other), ("column", column)]);
    if told == key { text.to_owned() } else { told }
}

/// Why nothing of a file is taken: one line that says what is wrong and what is right.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("the file can't be read: {0}")]
    Io(#[from] std::io::Error),
    #[error("the file is empty")]
    Empty,
    #[error("the file is {found}, not {expected}")]
    NotThat { found: &'static str, expected: &'static str },
    #[error("none of its elements has a SIRET, an RNA number or an identifier: it is no list of suppliers")]
    NoKey,
    #[error("the list has {found} rows, {most} at most are read at once")]
    TooMany { found: u64, most: u64 },
    #[error("{0}")]
    Unfit(String),
    #[error(
        "no column is known among: {columns}; name them with --map COL=FIELD (fields: {})",
        Field::list()
    )]
    NoKnownColumn { columns: String },
    #[error("no column holds {missing}; name it with --map COL=FIELD (columns: {columns})")]
    FieldMissing { missing: &'static str, columns: String },
    #[error("--map {given}: COL=FIELD is expected (fields: {})", Field::list())]
    MapShape { given: String },
    #[error("--map: there is no field {given:?} (fields: {})", Field::list())]
    UnknownField { given: String },
    #[error("--map: there is no column {given:?} (columns: {columns})")]
    UnknownColumn { given: String, columns: String },
    #[error("--map: {field} is given by two columns, {first:?} and {second:?}")]
    FieldTwice { field: Field, first: String, second: String },
    #[error("--map: {given:?} is given as {first} and as {second}")]
    ColumnTwice { given: String, first: Field, second: Field },
    #[error("line {line}: a record passes {limit} bytes; a quote is probably left open there")]
    RecordLength { line: u64, limit: usize },
    #[error("line {line}: a quote opened there is never closed")]
    OpenQuote { line: u64 },
    #[error("line {line}: the JSON is broken: {problem}")]
    Json { line: u64, problem: String },
    #[error(
        "the JSON holds no list of elements: a list, or an object with a list under data, elements or features, is expected"
    )]
    NoElements,
}

impl FileError {
    /// Whether `--map` is wrong rather than the file.
    pub fn is_asked(&self) -> bool {
        use FileError::{ColumnTwice, FieldTwice, MapShape, UnknownColumn, UnknownField};
        matches!(
            self,
            MapShape { .. }
                | UnknownField { .. }
                | UnknownColumn { .. }
                | FieldTwice { .. }
                | ColumnTwice { .. }
        )
    }
}
