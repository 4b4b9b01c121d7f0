//! Nonces of proofs (RFC 9449 section 8), and which proofs were used under each.
//!
//! ```text
//! older ──┐ taken
//! newer ──┴ taken, and given with every answer     begins when half the life of a nonce is over, or when the newer one
//!                                                  has carried as many proofs as are remembered
//! ```
//!
//! Promises: a proof's id works once, because it is remembered for as long as the nonce under it is taken; what is
//! remembered is bounded, and reaching the bound costs devices one more try, never a replay. A device's clock plays no
//! part. Does not: survive a restart, after which no older nonce is taken at all.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use circles_domain::Timestamp;
use circles_wire::dpop::{Flaw, Thumbprint};
use sha2::{Digest as _, Sha256};

/// The nonces that are taken now.
#[derive(Clone, Debug)]
pub struct Nonces {
    /// Newest last.
    taken: Arc<Mutex<[Generation; 2]>>,
    life_s: i64,
    most: usize,
}

#[derive(Debug)]
struct Generation {
    nonce: String,
    began: Timestamp,
    used: HashSet<[u8; 16]>,
}

impl Generation {
    fn new(now: Timestamp) -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self { nonce: BASE64_URL_SAFE_NO_PAD.encode(bytes), began: now, used: HashSet::new() })
    }
}

impl Nonces {
    /// Nonces that live for at most `life_s` seconds and carry at most `most` proofs each.
    ///
    /// # Errors
    /// Without randomness.
    pub fn new(life_s: i64, most: i64, now: Timestamp) -> Result<Self, getrandom::Error> {
        let taken = [Generation::new(now)?, Generation::new(now)?];
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(Self { taken: Arc::new(Mutex::new(taken)), life_s, most })
    }

    /// The nonce that the next proof should carry.
    #[must_use]
    pub fn newest(&self, now: Timestamp) -> String {
        self.with(now, |[_, newer]| newer.nonce.clone())
    }

    /// Whether `nonce` is taken; asked before the costly part of a check.
    #[must_use]
    pub fn knows(&self, nonce: &str, now: Timestamp) -> bool {
        self.with(now, |taken| taken.iter().any(|generation| generation.nonce == nonce))
    }

    /// Uses up the proof `jti` of the key `key`.
    ///
    /// # Errors
    /// [`Flaw::Nonce`] when `nonce` is not taken, or can carry no more proofs; [`Flaw::Replayed`] when the proof came
    /// before.
    pub fn use_up(&self, nonce: &str, key: &Thumbprint, jti: &str, now: Timestamp) -> Result<(), Flaw> {
        let mut id = [0; 16];
        let hash = Sha256::new().chain_update(key.0).chain_update(jti.as_bytes()).finalize();
        id.copy_from_slice(&hash[..16]);
        let most = self.most;
        self.with(now, |taken| {
            let found = taken.iter_mut().find(|generation| generation.nonce == nonce).ok_or(Flaw::Nonce)?;
            if found.used.contains(&id) {
                Err(Flaw::Replayed)
            } else if found.used.len() >= most {
                Err(Flaw::Nonce)
            } else {
                found.used.insert(id);
                Ok(())
            }
        })
    }

    fn with<T>(&self, now: Timestamp, look: impl FnOnce(&mut [Generation; 2]) -> T) -> T {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = self.renew(&mut taken, now) {
            // The old ones go on for as long as the system has no randomness; each proof still works once.
            tracing::error!(%error, "no new nonce");
        }
        look(&mut taken)
    }

    fn renew(&self, taken: &mut [Generation; 2], now: Timestamp) -> Result<(), getrandom::Error> {
        // A clock that was set back makes a nonce old, too.
        let old =
            |generation: &Generation, life_s| !(0..life_s).contains(&now.seconds_since(generation.began));
        if old(&taken[1], (self.life_s / 2).max(1)) || taken[1].used.len() >= self.most {
            taken.swap(0, 1);
            taken[1] = Generation::new(now)?;
        }
        if old(&taken[0], self.life_s.max(1)) {
            // One that nobody was told.
            taken[0] = Generation::new(now)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Thumbprint = Thumbprint([7; 32]);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn a_nonce_is_taken_for_its_life_and_no_longer() {
        let nonces = Nonces::new(300, 9, at(0)).unwrap();
        let first = nonces.newest(at(149));
        let second = nonces.newest(at(150));
        assert_ne!(first, second);
        assert!(nonces.knows(&first, at(299)) && !nonces.knows(&first, at(300)));
        assert!(!nonces.knows(&second, at(9_000)) && !nonces.knows("", at(9_000)));
        let newest = nonces.newest(at(9_000));
        assert!(!nonces.knows(&newest, at(8_000)), "a clock that was set back keeps none");
    }

    #[test]
    fn a_proof_works_once_and_what_is_remembered_is_bounded() {
        let nonces = Nonces::new(300, 2, at(0)).unwrap();
        let first = nonces.newest(at(0));
        assert_eq!(nonces.use_up(&first, &KEY, "a", at(0)), Ok(()));
        assert_eq!(nonces.use_up(&first, &KEY, "a", at(1)), Err(Flaw::Replayed));
        assert_eq!(nonces.use_up(&first, &Thumbprint([8; 32]), "a", at(1)), Ok(()), "another key's own id");
        assert_eq!(nonces.use_up(&first, &KEY, "b", at(1)), Err(Flaw::Nonce), "it carries no more");
        assert_eq!(nonces.use_up(&first, &KEY, "a", at(1)), Err(Flaw::Replayed), "and forgets none");
        let second = nonces.newest(at(1));
        assert_eq!(nonces.use_up(&second, &KEY, "a", at(1)), Ok(()), "another nonce makes it another proof");
        assert_eq!(nonces.use_up(&second, &KEY, "c", at(1)), Ok(()));
        let third = nonces.newest(at(1));
        assert!(nonces.knows(&second, at(1)) && nonces.knows(&third, at(1)) && !nonces.knows(&first, at(1)));
    }
}
