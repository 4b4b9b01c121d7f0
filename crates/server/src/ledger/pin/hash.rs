//! Hashing payment passwords, two at a time: each takes memory and most of a core.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::super::LedgerError;

/// Hashing takes 19 MiB and most of a core for its time; more at once would only stop everything else.
pub(super) static HASHING: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// Longer than a queue of honest people ever is.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// A turn to hash. It ends with the hashing and not with the request that asked for it, which may be gone by then.
#[derive(Debug)]
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

/// Waits for a turn. Before a try is counted: nobody loses one because others queue.
///
/// # Errors
/// [`LedgerError::Busy`] when none comes free.
pub async fn turn() -> Result<Turn, LedgerError> {
    let turn = tokio::time::timeout(LONGEST_WAIT, Arc::clone(&HASHING).acquire_owned()).await;
    Ok(Turn { _permit: turn.map_err(|_| LedgerError::Busy)?.map_err(failed)? })
}

/// The hash of `pin`, in PHC form, under `pepper`.
///
/// # Errors
/// When hashing fails or is cut short.
pub async fn hash(turn: Turn, pin: String, pepper: [u8; 32]) -> Result<String, LedgerError> {
    aside(turn, move || {
        let hash = hasher(&pepper)?.hash_password(pin.as_bytes()).map_err(failed)?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether `pin` is what `hash` was made of.
///
/// # Errors
/// When hashing fails or is cut short.
pub async fn matches(turn: Turn, pin: String, hash: String, pepper: [u8; 32]) -> Result<bool, LedgerError> {
    aside(turn, move || {
        let kept = argon2::PasswordHash::new(&hash).map_err(failed)?;
        Ok(hasher(&pepper)?.verify_password(pin.as_bytes(), &kept).is_ok())
    })
    .await
}

async fn aside<T: Send + 'static>(
    turn: Turn,
    work: impl FnOnce() -> Result<T, LedgerError> + Send + 'static,
) -> Result<T, LedgerError> {
    let working = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    working.await.map_err(failed)?
}

fn hasher(pepper: &[u8; 32]) -> Result<Argon2<'_>, LedgerError> {
    let params = Params::new(19_456, 2, 1, None).map_err(failed)?;
    Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> LedgerError {
    LedgerError::Pin(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_needs_the_password_and_the_key() {
        let (pepper, other) = ([1; 32], [2; 32]);
        let kept = hash(turn().await.unwrap(), "271828".into(), pepper).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(matches(turn().await.unwrap(), "271828".into(), kept.clone(), pepper).await.unwrap());
        assert!(!matches(turn().await.unwrap(), "271829".into(), kept.clone(), pepper).await.unwrap());
        assert!(!matches(turn().await.unwrap(), "271828".into(), kept.clone(), other).await.unwrap());
        assert_ne!(kept, hash(turn().await.unwrap(), "271828".into(), pepper).await.unwrap(), "salted");
    }

    #[tokio::test]
    async fn who_goes_away_gives_no_turn_back_before_the_hashing_ends() {
        let free = || HASHING.available_permits();
        let mut asked: Vec<_> = Vec::new();
        for _ in 0..free() {
            let taken = turn().await.unwrap();
            asked.push(Box::pin(hash(taken, "271828".into(), [1; 32])));
        }
        for asking in &mut asked {
            // Begun, and not waited for.
            assert!(futures::poll!(asking.as_mut()).is_pending());
        }
        drop(asked);
        assert_eq!(free(), 0, "the threads still hash");
    }
}
