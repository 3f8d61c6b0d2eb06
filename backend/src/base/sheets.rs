//! Spreadsheets that people send: a ZIP of XML, which may unfold to more than a machine holds.

use std::io::{Cursor, Read};

/// Bytes of a spreadsheet, unfolded.
const UNFOLDED: u64 = 200 * 1024 * 1024;
const ENTRIES: usize = 2_000;

/// Why a spreadsheet isn't read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    Broken,
    TooMuch,
}

/// Unfolds it once, keeping nothing, and stops where it becomes too much; what its directory says is not believed.
pub fn check(bytes: &[u8]) -> Result<(), Unfit> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unfit::Broken)?;
    if archive.len() > ENTRIES {
        return Err(Unfit::TooMuch);
    }
    let mut left = UNFOLDED;
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(|_| Unfit::Broken)?;
        let read =
            std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(|_| Unfit::Broken)?;
        left = left.checked_sub(read).ok_or(Unfit::TooMuch)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn what_unfolds_beyond_all_measure_is_refused() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let plain = zip::write::SimpleFileOptions::default();
        archive.start_file("xl/worksheets/sheet1.xml", plain).unwrap();
        let zeros = vec![b'0'; 1024 * 1024];
        for _ in 0..201 {
            archive.write_all(&zeros).unwrap();
        }
        let bomb = archive.finish().unwrap().into_inner();
        assert!(bomb.len() < 1024 * 1024);
        assert_eq!(check(&bomb), Err(Unfit::TooMuch));
        assert_eq!(check(b"PK not a zip"), Err(Unfit::Broken));
    }
}
