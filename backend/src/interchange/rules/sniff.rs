//! What a file is, told from its first bytes, whatever its name says.

use super::reason::FileError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Delimited text: comma, semicolon or tab.
    Csv,
    /// The first sheet of a workbook.
    Xlsx,
    /// GoGoCarto's JSON in all its variants, `.js` assignments and GeoJSON features included.
    Json,
}

impl Format {
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "csv" | "tsv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "json" | "js" | "gogocarto" | "geojson" => Some(Self::Json),
            _ => None,
        }
    }

    /// Its name in addresses and word files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }

    pub const NAMES: &'static str = "csv, xlsx, gogocarto, geojson";

    fn described(self) -> &'static str {
        match self {
            Self::Csv => "a CSV list",
            Self::Xlsx => "an XLSX workbook",
            Self::Json => "GoGoCarto JSON",
        }
    }
}

const MAGIC: [(&[u8], &str); 12] = [
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (a spreadsheet saved as ODS is one: save it as XLSX or CSV)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (save it as CSV)"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\xff\xfe", "UTF-16 text (save it as UTF-8)"),
    (b"\xfe\xff", "UTF-16 text (save it as UTF-8)"),
    (b"{\\rtf", "an RTF document"),
];

/// The format of a file that begins with `start`, or why it has none of ours.
/// With `wanted`, another format is refused.
pub(super) fn sniff(start: &[u8], wanted: Option<Format>) -> Result<Format, FileError> {
    let expected = wanted.map_or("a CSV list, an XLSX workbook or GoGoCarto JSON", Format::described);
    let not_that = |found| Err(FileError::NotThat { found, expected });
    if is_workbook(start) {
        return if wanted.is_none_or(|wanted| wanted == Format::Xlsx) {
            Ok(Format::Xlsx)
        } else {
            not_that("an XLSX workbook")
        };
    }
    if let Some((_, found)) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)) {
        return not_that(*found);
    }
    let text = without_bom(start).trim_ascii_start();
    if text.is_empty() {
        return Err(FileError::Empty);
    }
    let odd = |b: &&u8| **b < 0x20 && !matches!(**b, b'\n' | b'\r' | b'\t' | 0x0c);
    // One stray byte is dirt in a row; many of them are no text.
    if text.iter().filter(odd).count() * 50 > text.len() {
        return not_that("binary data");
    }
    let lower = text[..text.len().min(15)].to_ascii_lowercase();
    if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") {
        return not_that("a web page");
    }
    if lower.starts_with(b"<") {
        return not_that("XML or HTML");
    }
    match (wanted, looks_like_json(text)) {
        (Some(Format::Xlsx), _) => not_that("text"),
        (Some(Format::Csv), true) => not_that("JSON"),
        (Some(Format::Json), false) => not_that("text without a JSON list"),
        (_, true) => Ok(Format::Json),
        (_, false) => Ok(Format::Csv),
    }
}

/// A ZIP archive one of whose first entries is a workbook's.
fn is_workbook(start: &[u8]) -> bool {
    let has = |name: &[u8]| start.windows(name.len()).any(|window| window == name);
    start.starts_with(b"PK\x03\x04")
        && [&b"[Content_Types].xml"[..], b"xl/", b"docProps/"].iter().any(|name| has(name))
}

pub(super) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// A bracket at once, or after an assignment (`var elements = [`), as in `.js` files.
fn looks_like_json(text: &[u8]) -> bool {
    let head = &text[..text.len().min(200)];
    match head.iter().position(|b| matches!(b, b'[' | b'{')) {
        Some(0) => true,
        Some(place) => is_assignment(&head[..place]),
        None => false,
    }
}

fn is_assignment(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    before.ends_with(b"=") || before == b"export default"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(start: &[u8], wanted: Option<Format>) -> String {
        sniff(start, wanted).map_or_else(|e| e.to_string(), |f| format!("{f:?}"))
    }

    #[test]
    fn the_format_is_told_from_the_content() {
        assert_eq!(told(b"\xef\xbb\xbfsiret;nom\n", None), "Csv");
        assert_eq!(told(b" [ {", None), "Json");
        assert_eq!(told(b"var elements =\n [", None), "Json");
        assert_eq!(told(b"siret,name [x]\n", None), "Csv");
    }

    #[test]
    fn a_file_that_is_not_what_it_says_gets_one_clear_line() {
        let csv = Some(Format::Csv);
        assert_eq!(told(b"\x89PNG\r\n\x1a\n\0\0", csv), "the file is a PNG image, not a CSV list");
        assert!(told(b"PK\x03\x04\x14", csv).starts_with("the file is a ZIP archive"));
        assert_eq!(told(b"<!DOCTYPE html><html>", csv), "the file is a web page, not a CSV list");
        assert_eq!(told(b"[{\"a\":1}]", csv), "the file is JSON, not a CSV list");
        assert_eq!(
            told(b"a\0b\0c", None),
            "the file is binary data, not a CSV list, an XLSX workbook or GoGoCarto JSON"
        );
        assert_eq!(
            told(b"siret,nom\n", Some(Format::Json)),
            "the file is text without a JSON list, not GoGoCarto JSON"
        );
        assert_eq!(told(b"\xef\xbb\xbf \n", None), "the file is empty");
    }
}
