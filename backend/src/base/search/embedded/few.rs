//! A few documents in an index of their own, in memory: whether they answer the words of a question is decided by the
//! same code as for all suppliers.

use tantivy::directory::RamDirectory;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, IndexReader, ReloadPolicy};

use super::snapshot::{ColumnsById, Snapshot};
use super::text::Words;
use super::{schema, tokenizer};
use crate::base::search::{Document, Item, Result, Synonyms};

/// tantivy's own smallest buffer.
const MEMORY: usize = 15_000_000;

pub struct Few {
    snapshot: Snapshot,
    /// What all of them are.
    item: Item,
}

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
        let snapshot = Snapshot::new(reader.searcher(), fields, &mut ColumnsById::new())?;
        let item = documents.first().map_or(Item::Supplier, Document::item);
        Ok(Few { snapshot, item })
    }

    /// Whether one of them answers these words: their stems, what they begin, their misspellings, what means the same.
    /// Only a search that finds nothing forgives more. A text without words is answered by all.
    pub fn answer(&self, synonyms: &Synonyms, text: &str) -> Result<bool> {
        let Some(words) = Words::parse(&self.snapshot, synonyms, self.item, text, false)? else {
            return Ok(true);
        };
        for reader in self.snapshot.readers() {
            if words.score(&self.snapshot, reader)?.iter().any(|score| *score > 0.0) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
