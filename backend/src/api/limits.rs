use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Request, ServerError};

use super::errors::{code, coded};
use crate::base::words::Words;

/// Fields within fields; introspection has its own, so that tools work.
const MAX_DEPTH: usize = 10;
const MAX_INTROSPECTION_DEPTH: usize = 15;
/// A field costs 1, a list its `first` times its children.
pub const MAX_COST: usize = 5_000;
/// How often one field may stand under other names in a document.
const MAX_ALIASES: usize = 15;
/// Selections of a document with its fragments in their places.
const MAX_EXPANDED: usize = 10_000;
/// Selections within selections, fragments included, that are followed at all.
const MAX_NESTING: usize = 200;
const MAX_QUERY_BYTES: usize = 16 * 1024;

/// Parses the query and refuses what would cost too much, before anything is resolved. Its
/// cost is counted by the schema itself, see `said`.
///
/// It is no extension of the schema: with one, every field of an answer would pay for it.
pub fn check(request: &mut Request, words: Words) -> Result<(), ServerError> {
    let refused = |key: &str, most: usize, found: usize| {
        let message = words.with2(key, "most", most, "found", found);
        Err(coded(ServerError::new(message, None), code::TOO_COMPLEX))
    };
    if request.query.len() > MAX_QUERY_BYTES {
        return refused("refused-size", MAX_QUERY_BYTES / 1024, request.query.len() / 1024);
    }
    let document = request.parsed_query()?;
    // Before anything walks it: fragments of fragments make a small query a huge one.
    if expanded(document) > MAX_EXPANDED {
        return refused("refused-cost", MAX_COST, MAX_EXPANDED);
    }
    let mut found = Measured::default();
    for (_, operation) in document.operations.iter() {
        found.walk(document, &operation.node.selection_set.node, 1, false);
    }
    if found.depth > MAX_DEPTH {
        return refused("refused-depth", MAX_DEPTH, found.depth);
    }
    if found.introspection_depth > MAX_INTROSPECTION_DEPTH {
        return refused("refused-depth", MAX_INTROSPECTION_DEPTH, found.introspection_depth);
    }
    if let Some(most) = found.aliases.values().max().filter(|most| **most > MAX_ALIASES) {
        return refused("refused-aliases", MAX_ALIASES, *most);
    }
    Ok(())
}

/// The schema's own refusals in our words, each with its code; what has none is input of the
/// wrong kind.
pub fn said(mut error: ServerError, words: Words) -> ServerError {
    if error.message == "Query is too complex." {
        error.message = words.with("refused-cost", "most", MAX_COST);
        return coded(error, code::TOO_COMPLEX);
    }
    let too_deep = error.message.contains("recursion");
    coded(error, if too_deep { code::TOO_COMPLEX } else { code::INVALID })
}

/// How many selections a document holds once its fragments stand in their places, counted
/// once for each fragment; fragments that lead to themselves count as too many.
fn expanded(document: &ExecutableDocument) -> usize {
    fn of(
        set: &SelectionSet,
        document: &ExecutableDocument,
        known: &mut HashMap<String, Option<usize>>,
        depth: usize,
    ) -> usize {
        if depth > MAX_NESTING {
            return usize::MAX;
        }
        let mut total: usize = 0;
        for item in &set.items {
            total = total.saturating_add(match &item.node {
                Selection::Field(field) => {
                    of(&field.node.selection_set.node, document, known, depth + 1).saturating_add(1)
                }
                Selection::InlineFragment(inline) => {
                    of(&inline.node.selection_set.node, document, known, depth + 1).saturating_add(1)
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    match known.get(name) {
                        Some(Some(size)) => *size,
                        // Within itself.
                        Some(None) => usize::MAX,
                        None => {
                            known.insert(name.to_owned(), None);
                            let size = document.fragments.get(name).map_or(0, |fragment| {
                                of(&fragment.node.selection_set.node, document, known, depth + 1)
                            });
                            let size = size.saturating_add(1);
                            known.insert(name.to_owned(), Some(size));
                            size
                        }
                    }
                }
            });
        }
        total
    }
    let mut known = HashMap::new();
    let operations = document.operations.iter();
    operations
        .map(|(_, o)| of(&o.node.selection_set.node, document, &mut known, 0))
        .fold(0, usize::saturating_add)
}

#[derive(Default)]
struct Measured {
    depth: usize,
    introspection_depth: usize,
    /// Field → how often it stands under another name.
    aliases: HashMap<String, usize>,
    steps: usize,
}

impl Measured {
    fn walk(&mut self, document: &ExecutableDocument, set: &SelectionSet, depth: usize, introspection: bool) {
        // Fragments within fragments multiply: past this the cost is refused anyway.
        self.steps += 1;
        if self.steps > 10 * MAX_COST || self.depth > MAX_DEPTH * 4 {
            self.depth = self.depth.max(MAX_DEPTH + 1);
            return;
        }
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let name = field.name.node.as_str();
                    let introspection = introspection || matches!(name, "__schema" | "__type");
                    if introspection {
                        self.introspection_depth = self.introspection_depth.max(depth);
                    } else {
                        self.depth = self.depth.max(depth);
                    }
                    if field.alias.is_some() {
                        *self.aliases.entry(name.to_owned()).or_default() += 1;
                    }
                    self.walk(document, &field.selection_set.node, depth + 1, introspection);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                        self.walk(document, &fragment.node.selection_set.node, depth, introspection);
                    }
                }
                Selection::InlineFragment(inline) => {
                    self.walk(document, &inline.node.selection_set.node, depth, introspection);
                }
            }
        }
    }
}
