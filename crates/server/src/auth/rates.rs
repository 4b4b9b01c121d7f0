//! How often one person writes, counted in whole minutes of the server's clock.
//!
//! In memory, and so forgotten at a restart: it bounds the load of this process, and a restart forgives one minute of
//! posts at most. What protects money and signing in is on the disk: tips by minute and day and wrong payment passwords
//! in `ledger`, steps of a tip and tries of signing in in `store::tries`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use circles_domain::{PersonId, Timestamp};
use circles_wire::ErrorCode;

use crate::error::{Error, Result};

const MOST: usize = 50_000;

/// Who does what, and the minute with the count in it.
type Counts = HashMap<(PersonId, &'static str), (i64, i64)>;

/// Counts of the present minute; forgotten at restart.
#[derive(Clone, Debug, Default)]
pub struct Rates(Arc<Mutex<Counts>>);

impl Rates {
    /// Counts one `kind` of `person`.
    ///
    /// # Errors
    /// `rate_limited` with the seconds to the next minute, above `most`.
    pub fn count(&self, person: PersonId, kind: &'static str, most: i64, now: Timestamp) -> Result<()> {
        let (minute, second) =
            (now.as_micros().div_euclid(60_000_000), now.as_micros().div_euclid(1_000_000).rem_euclid(60));
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST {
            counts.retain(|_, (of, _)| *of == minute);
        }
        let entry = counts.entry((person, kind)).or_insert((minute, 0));
        if entry.0 != minute {
            *entry = (minute, 0);
        }
        entry.1 += 1;
        if entry.1 > most {
            return Err(Error::code(ErrorCode::RateLimited).retry_after((60 - second).unsigned_abs().max(1)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_minute_begins_at_zero() {
        let (rates, person) = (Rates::default(), PersonId::mint());
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        assert!(rates.count(person, "x", 2, at(10)).is_ok() && rates.count(person, "x", 2, at(11)).is_ok());
        assert_eq!(rates.count(person, "x", 2, at(50)).unwrap_err().body().retry_after, Some(10));
        assert!(rates.count(person, "y", 2, at(50)).is_ok() && rates.count(person, "x", 2, at(60)).is_ok());
    }
}
