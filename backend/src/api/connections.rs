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

/// The first page of a list that is read whole.
pub fn page<T>(items: impl IntoIterator<Item = T>, first: usize) -> Vec<T> {
    items.into_iter().take(first).collect()
}
