//! Words that nobody guesses, and what is kept of them.

use rand::Rng;
use sha2::{Digest, Sha256};

const BYTES: usize = 32;
/// Of a token.
const LETTERS: usize = (BYTES * 8).div_ceil(6);

/// 256 random bits, in letters that stand in an address as they are.
pub fn token() -> String {
    let mut bytes = [0; BYTES];
    rand::rng().fill_bytes(&mut bytes);
    data_encoding::BASE64URL_NOPAD.encode(&bytes)
}

/// A path as a log may keep it: what is as long and as mixed as a token, in whichever address, is left out.
pub fn without_secrets(path: &str) -> String {
    let shown = |part: &str| match part.len() >= LETTERS && part.chars().any(|c| c.is_ascii_uppercase()) {
        true => "…".to_owned(),
        false => part.to_owned(),
    };
    path.split('/').map(shown).collect::<Vec<_>>().join("/")
}

/// SHA-256, hexadecimal. Enough for what is random itself; passwords are hashed slowly.
pub fn hashed(text: &str) -> String {
    hashed_bytes(text.as_bytes())
}

pub fn hashed_bytes(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_token_is_left_in_a_path_wherever_it_stands() {
        for start in [
            "/calendar/",
            "/connexion/nouveau-mot-de-passe/",
            "/inscription/confirmation/",
            "/adresse/",
            "/courriels/",
            "/invitations/",
            "//en/Adresse/",
        ] {
            for lang in ["", "/en"] {
                for end in ["", ".ics", "/", "%20", "/more"] {
                    let token = token();
                    let shown = without_secrets(&format!("{lang}{start}{token}{end}"));
                    assert!(
                        shown.starts_with(&format!("{lang}{start}…")) && !shown.contains(&token),
                        "{shown}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_opens_nothing_is_left_as_it_is() {
        for path in [
            "/",
            "/en/fournisseurs/la-cooperative-des-amis-du-canal-d-ille-et-rance-rennes",
            "/espace/reservations/0193a1b2-c3d4-7e5f-8a6b-000000000001",
            "/assets/style-4F2A.css",
            "/calendar/x.ics",
        ] {
            assert_eq!(without_secrets(path), path);
        }
    }
}
