use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextValidation,
};
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{ServerError, ServerResult, ValidationResult, Variables};

use super::errors::{code, coded};
use crate::base::words::{Lang, Words};

/// Fields within fields; introspection has its own, so that tools work.
const MAX_DEPTH: usize = 10;
const MAX_INTROSPECTION_DEPTH: usize = 15;
/// A field costs 1, a list its `first` times its children.
const MAX_COST: usize = 5_000;
/// How often one field may stand under other names in a document.
const MAX_ALIASES: usize = 15;
/// Selections of a document with its fragments in their places.
const MAX_EXPANDED: usize = 10_000;
/// Selections within selections, fragments included, that are followed at all.
const MAX_NESTING: usize = 200;
const MAX_QUERY_BYTES: usize = 16 * 1024;

/// Refuses, before anything is resolved, what would cost too much. Every refusal has a code
/// of the closed list.
pub struct Limits;

impl ExtensionFactory for Limits {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Check::default())
    }
}

#[derive(Default)]
struct Check {
    document: Mutex<Option<ExecutableDocument>>,
}

fn words(ctx: &ExtensionContext<'_>) -> Words {
    ctx.data_opt::<Words>().copied().unwrap_or(Words::new(Lang::Fr))
}

#[async_graphql::async_trait::async_trait]
impl Extension for Check {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        if query.len() > MAX_QUERY_BYTES {
            let message = words(ctx).with("refused-size", "most", MAX_QUERY_BYTES / 1024);
            return Err(coded(ServerError::new(message, None), code::TOO_COMPLEX));
        }
        // Before anything walks it: fragments of fragments make a small query a huge one.
        let parsed = async_graphql::parser::parse_query(query);
        if let Ok(document) = &parsed
            && expanded(document) > MAX_EXPANDED
        {
            let message = words(ctx).with2("refused-cost", "most", MAX_COST, "found", MAX_EXPANDED);
            return Err(coded(ServerError::new(message, None), code::TOO_COMPLEX));
        }
        let document = next.run(ctx, query, variables).await.map_err(|error| {
            let too_deep = error.message.contains("recursion");
            coded(error, if too_deep { code::TOO_COMPLEX } else { code::INVALID })
        })?;
        *self.document.lock().unwrap_or_else(PoisonError::into_inner) = Some(document.clone());
        Ok(document)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next
            .run(ctx)
            .await
            .map_err(|errors| errors.into_iter().map(|e| coded(e, code::INVALID)).collect::<Vec<_>>())?;
        let words = words(ctx);
        let refused = |key: &str, most: usize, found: usize| {
            let message = words.with2(key, "most", most, "found", found);
            Err(vec![coded(ServerError::new(message, None), code::TOO_COMPLEX)])
        };
        // Validated: no fragment leads to itself any more.
        let document = self.document.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(document) = document {
            let mut found = Measured::default();
            for (_, operation) in document.operations.iter() {
                found.walk(&document, &operation.node.selection_set.node, 1, false);
            }
            if found.depth > MAX_DEPTH {
                return refused("refused-depth", MAX_DEPTH, found.depth);
            }
            if found.introspection_depth > MAX_INTROSPECTION_DEPTH {
                return refused("refused-depth", MAX_INTROSPECTION_DEPTH, found.introspection_depth);
            }
            if let Some(most) = found.aliases.values().max()
                && *most > MAX_ALIASES
            {
                return refused("refused-aliases", MAX_ALIASES, *most);
            }
        }
        if result.complexity > MAX_COST {
            return refused("refused-cost", MAX_COST, result.complexity);
        }
        Ok(result)
    }
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
