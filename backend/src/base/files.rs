//! Files that people sent: their bytes lie in a store, under an id; what they are stands in the database.

use std::path::Path;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt, path::Path as Place};
use uuid::Uuid;

use crate::error::{Error, Result};

#[derive(Clone)]
pub struct Files(Arc<dyn ObjectStore>);

/// What a file is by its bytes, whatever its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Pdf,
    Png,
    Jpeg,
    WebP,
}

impl Kind {
    pub fn of(bytes: &[u8]) -> Option<Kind> {
        match bytes {
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Kind::Pdf),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Kind::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Kind::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Kind::WebP),
            _ => None,
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Kind::Pdf => "application/pdf",
            Kind::Png => "image/png",
            Kind::Jpeg => "image/jpeg",
            Kind::WebP => "image/webp",
        }
    }
}

/// A name to keep a file under: what stood before the last slash and what nobody can see is left out.
pub fn plain_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = |c: &char| !c.is_control() && !matches!(c, '"' | '<' | '>' | ':' | '|' | '?' | '*');
    let name: String = last.chars().filter(shown).collect();
    // Cut short, it keeps its ending.
    let name = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 8 => {
            let kept: String = stem.chars().take(111).collect();
            format!("{kept}.{ending}")
        }
        _ => name.chars().take(120).collect(),
    };
    let name = name.trim().trim_start_matches('.').to_owned();
    if name.is_empty() { "document".to_owned() } else { name }
}

impl Files {
    /// In a folder of this host.
    pub fn open(folder: &Path) -> Result<Files> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(Error::internal)?.with_fsync(true);
        Ok(Files(Arc::new(store)))
    }

    /// When it returns, the bytes are kept.
    pub async fn put(&self, id: Uuid, bytes: Vec<u8>) -> Result<()> {
        self.0.put(&Place::from(id.to_string()), bytes.into()).await.map_err(Error::internal)?;
        Ok(())
    }

    /// Errors: `NotFound`.
    pub async fn get(&self, id: Uuid) -> Result<Vec<u8>> {
        match self.0.get(&Place::from(id.to_string())).await {
            Ok(found) => Ok(found.bytes().await.map_err(Error::internal)?.to_vec()),
            Err(object_store::Error::NotFound { .. }) => Err(Error::NotFound),
            Err(error) => Err(Error::internal(error)),
        }
    }

    pub async fn remove(&self, id: Uuid) -> Result<()> {
        match self.0.delete(&Place::from(id.to_string())).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Error::internal(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(Kind::of(b"%PDF-1.7 ..."), Some(Kind::Pdf));
        assert_eq!(Kind::of(b"<svg onload=alert(1)>"), None);
        assert_eq!(Kind::of(b"PK\x03\x04"), None);
        assert_eq!(Kind::of(b""), None);
    }

    #[test]
    fn a_name_is_no_path() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\Users\\x\\arrêté 2027.pdf"), "arrêté 2027.pdf");
        assert_eq!(plain_name("a\r\nSet-Cookie: x\".pdf"), "aSet-Cookie x.pdf");
        assert_eq!(plain_name("..."), "document");
        let long = plain_name(&format!("{}.pdf", "a".repeat(130)));
        assert_eq!(long, format!("{}.pdf", "a".repeat(111)));
    }
}
