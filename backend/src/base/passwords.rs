//! Passwords: argon2id on threads of their own, as many as there are cores, which step back for all others: a flood of
//! sign-ins holds up no search.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::oneshot;

use crate::error::{Error, Result};

/// m in KiB, t, p: OWASP's first choice for argon2id (checked 2026-11-28).
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// So many wait for their turn; others are told to come again.
const WAITING: usize = 64;
const PATIENCE: Duration = Duration::from_secs(10);
/// How far these threads step back (`nice`).
const STEP_BACK: i32 = 10;

type Work = Box<dyn FnOnce() + Send>;

static THREADS: LazyLock<SyncSender<Work>> = LazyLock::new(|| {
    let (sender, receiver) = sync_channel::<Work>(WAITING);
    let receiver: Arc<Mutex<Receiver<Work>>> = Arc::new(Mutex::new(receiver));
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    for _ in 0..cores {
        let receiver = receiver.clone();
        std::thread::spawn(move || {
            // Of this thread alone, on Linux.
            if let Err(error) = rustix::process::nice(STEP_BACK) {
                tracing::debug!(%error, "passwords are hashed at the usual priority");
            }
            loop {
                let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                match next {
                    Ok(work) => work(),
                    Err(_) => return,
                }
            }
        });
    }
    sender
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
    let (done, met) = oneshot::channel();
    let work: Work = Box::new(move || {
        // Whoever asked may have left meanwhile.
        if !done.is_closed() {
            done.send(work()).ok();
        }
    });
    THREADS.try_send(work).map_err(|_| Error::RateLimited(PATIENCE))?;
    match tokio::time::timeout(PATIENCE, met).await {
        Ok(met) => met.map_err(Error::internal)?,
        Err(_) => Err(Error::RateLimited(PATIENCE)),
    }
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
