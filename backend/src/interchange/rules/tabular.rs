//! Delimited text of an unknown dialect, read record by record with flat memory.

use std::io::{self, Read};

use super::reason::FileError;
use super::sniff::without_bom;

/// No honest record is longer; an open quote would swallow the rest of the file.
const RECORD_LIMIT: usize = 1 << 20;
/// A record of our own behind the last one: a quote left open swallows it, and so is seen.
const THE_END: &[u8] = b"\x04";

/// One record and the physical line it begins on (the header's is usually 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextRecord {
    pub line: u64,
    pub fields: Vec<String>,
}

pub(super) struct Tabular<R: Read> {
    reader: csv::Reader<PlainLines<R>>,
    record: csv::ByteRecord,
}

impl<R: Read> Tabular<R> {
    /// `start` is the beginning of the file, already taken from `rest`.
    pub fn open(start: &[u8], rest: R) -> Self {
        let text = without_bom(start);
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter_of(text))
            .has_headers(false)
            .flexible(true)
            .from_reader(PlainLines::new(text.to_vec(), rest));
        Self { reader, record: csv::ByteRecord::new() }
    }

    /// The next record; blank lines are passed over.
    pub fn next_record(&mut self) -> Result<Option<TextRecord>, FileError> {
        Ok(self.advance()?.map(|line| TextRecord { line, fields: decode(&self.record) }))
    }

    /// Reads to the end of the file: how many records are left.
    pub fn count(mut self) -> Result<u64, FileError> {
        let mut count = 0;
        while self.advance()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    /// The line of the next record, now in `self.record`.
    fn advance(&mut self) -> Result<Option<u64>, FileError> {
        self.reader.get_mut().since_record = 0;
        let before = self.reader.position().line();
        match self.reader.read_byte_record(&mut self.record) {
            Ok(false) => return Ok(None),
            Ok(true) => {}
            Err(error) => return Err(self.explain(error, before)),
        }
        // Every record ends with its own line feed (see PlainLines), those inside it are
        // in its quoted fields; what csv calls its position is before blank lines.
        let inside = self.record.iter().flatten().filter(|b| **b == b'\n').count() as u64;
        let end = self.reader.position().line();
        match self.record.iter().next_back() {
            Some(THE_END) if self.record.len() == 1 => Ok(None),
            Some(last) if last.strip_suffix(b"\n").is_some_and(|last| last.ends_with(THE_END)) => {
                Err(FileError::OpenQuote { line: end.saturating_sub(inside) })
            }
            _ => Ok(Some(end.saturating_sub(1 + inside))),
        }
    }

    fn explain(&mut self, error: csv::Error, line: u64) -> FileError {
        if self.reader.get_ref().since_record > RECORD_LIMIT {
            return FileError::RecordLength { line, limit: RECORD_LIMIT };
        }
        match error.into_kind() {
            csv::ErrorKind::Io(error) => FileError::Io(error),
            other => FileError::Io(io::Error::other(format!("{other:?}"))),
        }
    }
}

/// UTF-8, else Windows-1252, record by record: a late first accent or a file glued from two
/// is read right, and valid UTF-8 is practically never meant as Windows-1252.
fn decode(record: &csv::ByteRecord) -> Vec<String> {
    let utf8: Result<Vec<String>, _> =
        record.iter().map(|field| std::str::from_utf8(field).map(str::to_owned)).collect();
    utf8.unwrap_or_else(|_| {
        let decoded = record.iter().map(|f| encoding_rs::WINDOWS_1252.decode_without_bom_handling(f).0);
        decoded.map(|text| text.into_owned()).collect()
    })
}

/// The candidate met most on the header line, outside quotes; comma when none is.
fn delimiter_of(text: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.trim_ascii_start() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            other => {
                if let Some((_, count)) = counts.iter_mut().find(|(d, _)| d == other) {
                    *count += 1;
                }
            }
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most).map_or(b',', |(d, _)| *d)
}

/// The text with every line end (CR LF, lone CR) as one line feed, one at its end and
/// `THE_END` behind, so that lines can be counted; fails when one record takes too much.
struct PlainLines<R> {
    start: io::Cursor<Vec<u8>>,
    rest: R,
    after_cr: bool,
    last: u8,
    ending: Option<io::Cursor<Vec<u8>>>,
    /// Bytes given since the last record was returned.
    since_record: usize,
}

impl<R: Read> PlainLines<R> {
    fn new(start: Vec<u8>, rest: R) -> Self {
        Self {
            start: io::Cursor::new(start),
            rest,
            after_cr: false,
            last: b'\n',
            ending: None,
            since_record: 0,
        }
    }
}

impl<R: Read> Read for PlainLines<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.since_record > RECORD_LIMIT {
            return Err(io::Error::other("record too long"));
        }
        while !into.is_empty() {
            if let Some(ending) = &mut self.ending {
                return ending.read(into);
            }
            let mut read = self.start.read(into)?;
            if read == 0 {
                read = self.rest.read(into)?;
            }
            if read == 0 {
                let last_end: &[u8] = if self.last == b'\n' { b"" } else { b"\n" };
                self.ending = Some(io::Cursor::new([last_end, THE_END, b"\n"].concat()));
                continue;
            }
            let mut kept = 0;
            for place in 0..read {
                let byte = into[place];
                let second_half = byte == b'\n' && self.after_cr;
                self.after_cr = byte == b'\r';
                if !second_half {
                    into[kept] = if byte == b'\r' { b'\n' } else { byte };
                    self.last = into[kept];
                    kept += 1;
                }
            }
            if kept > 0 {
                self.since_record += kept;
                return Ok(kept);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &[u8]) -> Vec<(u64, Vec<String>)> {
        let mut tabular = Tabular::open(text, io::empty());
        let mut all = Vec::new();
        while let Some(record) = tabular.next_record().unwrap() {
            all.push((record.line, record.fields));
        }
        all
    }

    fn lines(text: &str) -> Vec<u64> {
        records(text.as_bytes()).into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn the_delimiter_is_told_from_the_header_outside_quotes() {
        assert_eq!(delimiter_of(b"a,b,c\n1;2;3;4;5"), b',');
        assert_eq!(delimiter_of(b"\n\"a,b,c,d\";b\n"), b';');
        assert_eq!(delimiter_of(b"a\tb, or c\td\r"), b'\t');
        assert_eq!(delimiter_of(b"siret"), b',');
    }

    #[test]
    fn lines_are_physical_whatever_their_ends() {
        let text = "a,b\n\"1\n1\",2\n\n\n3,\"x\n\ny\"\n4,5";
        let expected = [1, 2, 6, 9];
        assert_eq!(lines(text), expected);
        assert_eq!(lines(&text.replace('\n', "\r\n")), expected);
        assert_eq!(lines(&text.replace('\n', "\r")), expected);
        assert_eq!(lines(&format!("\u{feff}{text}\n")), expected);
        assert_eq!(lines("\n\na,b\n1,2\n"), [3, 4]);
    }

    #[test]
    fn lines_are_the_same_when_bytes_come_one_by_one() {
        struct Drip<'a>(&'a [u8]);
        impl Read for Drip<'_> {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
                into[0] = *first;
                self.0 = rest;
                Ok(1)
            }
        }
        let mut tabular = Tabular::open(b"a;b\r", Drip(b"\n\"1\r\n1\";2\r\n\r\n3;4"));
        let mut all = Vec::new();
        while let Some(record) = tabular.next_record().unwrap() {
            all.push(record.line);
        }
        assert_eq!(all, [1, 2, 5]);
    }

    #[test]
    fn a_record_that_is_not_utf8_is_windows_1252_even_late() {
        let text = [b"nom\n".as_slice(), "Été\n".repeat(30_000).as_bytes(), b"\xc9t\xe9 \x80\n"].concat();
        let all = records(&text);
        assert_eq!(all[1].1, ["Été"]);
        assert_eq!(all[30_001], (30_002, vec!["Été €".to_owned()]));
    }

    #[test]
    fn a_quote_left_open_stops_with_its_line_instead_of_filling_the_memory() {
        let text = format!("a,b\n1,2\n3,\"{}", "x\n".repeat(1_000_000));
        let mut tabular = Tabular::open(text.as_bytes(), io::empty());
        let stop = loop {
            match tabular.next_record() {
                Ok(Some(_)) => {}
                Ok(None) => panic!("the open quote went unseen"),
                Err(error) => break error,
            }
        };
        assert!(matches!(stop, FileError::RecordLength { line: 3, .. }), "{stop}");
    }

    #[test]
    fn a_quote_left_open_to_the_end_is_told_with_its_line() {
        for text in ["a,b\n1,2\n\n3,\"x\n4,5\n", "a,b\n\n\n3,\"x"] {
            let count = Tabular::open(text.as_bytes(), io::empty()).count();
            assert!(matches!(count, Err(FileError::OpenQuote { line: 4 })), "{count:?}");
        }
        let closed = Tabular::open(b"a,b\n1,\"x\n\n\"", io::empty()).count();
        assert!(matches!(closed, Ok(2)), "{closed:?}");
    }

    #[test]
    fn a_stray_quote_inside_a_field_is_kept() {
        assert_eq!(records(b"a,b\n5\" pipe,x\n")[1].1, ["5\" pipe", "x"]);
    }
}
