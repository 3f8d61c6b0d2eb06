//! A few documents in an index of their own, in memory: whether they answer the words of a question is decided by the
//! same code as for all.

use std::collections::HashSet;

use tantivy::directory::RamDirectory;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, IndexReader, ReloadPolicy};
use uuid::Uuid;

use super::snapshot::{ColumnsById, Snapshot};
use super::text::Words;
use super::{schema, tokenizer};
use crate::base::search::{Document, Item, Result, Synonyms};

/// tantivy's own smallest buffer.
const MEMORY: usize = 15_000_000;

/// Documents of one item.
pub struct Few {
    snapshot: Snapshot,
    item: Item,
    /// In the order of the index, which is one segment that nothing leaves.
    ids: Vec<Uuid>,
}

impl Few {
    pub fn of<'a>(documents: impl IntoIterator<Item = &'a Document>) -> Result<Few> {
        let (schema, fields) = schema::build();
        let tokenizers = TokenizerManager::default();
        tokenizer::register(&tokenizers);
        let index = Index::builder().schema(schema).tokenizers(tokenizers);
        let mut writer = index.single_segment_index_writer(RamDirectory::create(), MEMORY)?;
        let (mut ids, mut item) = (Vec::new(), Item::default());
        for document in documents {
            writer.add_document(fields.document(document))?;
            ids.push(document.id);
            item = document.item();
        }
        let index = writer.finalize()?;
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Few { snapshot: Snapshot::new(reader.searcher(), fields, &mut ColumnsById::new())?, item, ids })
    }

    /// Those that answer these words: their stems, what they begin, their misspellings, what means the same.
    /// Only a search that finds nothing forgives more. A text without words is answered by all.
    pub fn answering(&self, synonyms: &Synonyms, text: &str) -> Result<HashSet<Uuid>> {
        let Some(words) = Words::parse(&self.snapshot, synonyms, self.item, text, false)? else {
            return Ok(self.ids.iter().copied().collect());
        };
        let mut answering = HashSet::new();
        for reader in self.snapshot.readers() {
            let scores = words.score(&self.snapshot, reader)?;
            answering
                .extend(self.ids.iter().zip(scores).filter(|(_, score)| *score > 0.0).map(|(id, _)| *id));
        }
        Ok(answering)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document { id: Uuid::now_v7(), descriptions: text.to_owned(), ..Document::default() }
    }

    #[test]
    fn each_of_several_documents_answers_for_itself() {
        let documents = ["menuiserie bois", "boulangerie", "nettoyage de bureaux"].map(document);
        let few = Few::of(&documents).unwrap();
        let synonyms = Synonyms::parse("menage, nettoyage");
        let answering = |text: &str| {
            let found = few.answering(&synonyms, text).unwrap();
            documents.iter().map(|one| found.contains(&one.id)).collect::<Vec<_>>()
        };
        assert_eq!(answering("menuisrie"), [true, false, false]);
        assert_eq!(answering("ménage bureau"), [false, false, true]);
        assert_eq!(answering("chocolat"), [false, false, false]);
        assert_eq!(answering(" … "), [true, true, true]);
    }
}
