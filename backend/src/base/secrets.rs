//! Words that nobody guesses, and what is kept of them.

use rand::Rng;
use sha2::{Digest, Sha256};

const BYTES: usize = 32;

/// 256 random bits, in letters that stand in an address as they are.
pub fn token() -> String {
    let mut bytes = [0; BYTES];
    rand::rng().fill_bytes(&mut bytes);
    data_encoding::BASE64URL_NOPAD.encode(&bytes)
}

/// SHA-256, hexadecimal. Enough for what is random itself; passwords are hashed slowly.
pub fn hashed(text: &str) -> String {
    hashed_bytes(text.as_bytes())
}

pub fn hashed_bytes(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}
