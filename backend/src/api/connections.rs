use crate::error::{Error, Message, Result};

/// The most nodes one page of a list may ask for.
const MOST: i32 = 100;

/// A `first` between 0 and 100.
pub fn first_of(first: i32) -> Result<usize> {
    match usize::try_from(first) {
        Ok(n) if first <= MOST => Ok(n),
        _ => Err(Error::invalid("first", Message::new("invalid-first").with("most", MOST.to_string()))),
    }
}

/// What a list costs: its `first` times its children. Kept far from where numbers end: lists
/// nest, and costs add up.
pub fn list_cost(first: i32, children: usize) -> usize {
    usize::try_from(first.max(1)).unwrap_or(1).saturating_mul(children).min(1_000_000) + 1
}

/// The first page of a list that is read whole.
pub fn page<T>(items: impl IntoIterator<Item = T>, first: usize) -> Vec<T> {
    items.into_iter().take(first).collect()
}
