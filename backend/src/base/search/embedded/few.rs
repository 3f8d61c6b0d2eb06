//! A few documents in an index of their own, in memory: whether they answer the words of a question is decided by the
//! same code as for all.

use tantivy::directory::RamDirectory;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, IndexReader, ReloadPolicy};

use super::snapshot::{ColumnsById, Snapshot};
use super::text::Words;
use super::{schema, tokenizer};
use crate::base::search::{Document, Item, Result, Synonyms};

/// tantivy's own smallest buffer.
const MEMORY: usize = 15_000_000;

/// Documents of one item.
pub struct Few(Snapshot, Item);

impl Few {
    pub fn of(documents: &[Document]) -> Result<Few> {
        let (schema, fields) = schema::build();
        let tokenizers = TokenizerManager::default();
        tokenizer::register(&tokenizers);
        let index = Index::builder().schema(schema).tokenizers(tokenizers);
        let mut writer = index.single_segment_index_writer(RamDirectory::create(), MEMORY)?;
        for document in documents {
            writer.add_document(fields.document(document))?;
        }
        let index = writer.finalize()?;
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let item = documents.first().map(Document::item).unwrap_or_default();
        Ok(Few(Snapshot::new(reader.searcher(), fields, &mut ColumnsById::new())?, item))
    }

    /// Whether one of them answers these words: their stems, what they begin, their misspellings, what means the same.
    /// Only a search that finds nothing forgives more. A text without words is answered by all.
    pub fn answer(&self, synonyms: &Synonyms, text: &str) -> Result<bool> {
        let Some(words) = Words::parse(&self.0, synonyms, self.1, text, false)? else { return Ok(true) };
        for reader in self.0.readers() {
            if words.score(&self.0, reader)?.iter().any(|score| *score > 0.0) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
