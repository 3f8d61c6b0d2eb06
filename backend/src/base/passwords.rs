//! Passwords: argon2id, off the async threads, at most as many at once as there are cores.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// m in KiB, t, p: OWASP's first choice for argon2id (checked 2026-11-28).
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// Longer than that nobody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// As many at once as there are cores, in this process.
static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    Arc::new(Semaphore::new(cores))
});

/// What is compared when there is no account: it takes as long, and nothing equals it.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_now(&super::secrets::token()).unwrap_or_else(|_| String::new()));

fn argon2() -> Result<Argon2<'static>> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<String> {
    Ok(argon2()?.hash_password(password.as_bytes()).map_err(Error::internal)?.to_string())
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let turn = tokio::time::timeout(PATIENCE, TURNS.clone().acquire_owned()).await;
    let turn = turn.map_err(|_| Error::RateLimited(PATIENCE))?.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    })
    .await
    .map_err(Error::internal)?
}

/// As a PHC string, salt and cost included.
pub async fn hash(password: String) -> Result<String> {
    in_turn(move || hash_now(&password)).await
}

/// Whether this is the password; without a hash it takes as long and it isn't.
pub async fn is_right(password: String, hash: Option<String>) -> Result<bool> {
    in_turn(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        let parsed = PasswordHash::new(&hash).map_err(Error::internal)?;
        let right = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(right && known)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other_is() {
        let hash = hash("un mot de passe".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(is_right("un mot de passe".to_owned(), Some(hash.clone())).await.unwrap());
        assert!(!is_right("un mot de passé".to_owned(), Some(hash)).await.unwrap());
        assert!(!is_right("un mot de passe".to_owned(), None).await.unwrap());
    }
}
