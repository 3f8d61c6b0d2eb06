//! How many hostile inputs each parser is given.

use proptest::prelude::ProptestConfig;

/// As many as `HOSTILE_CASES` says.
pub fn cases() -> ProptestConfig {
    let cases = std::env::var("HOSTILE_CASES").ok().and_then(|said| said.parse().ok()).unwrap_or(3_000);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
