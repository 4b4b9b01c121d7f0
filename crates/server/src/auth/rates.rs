//! How often one person writes, counted in whole minutes (or hours) of the server's clock.
//!
//! In memory, and so forgotten at a restart: it bounds the load of this process, and a restart forgives one minute of
//! posts, or one hour of tries, at most. What protects money and signing in is on the disk: tips by minute and day and wrong payment passwords
//! in `ledger`, steps of a tip and tries of signing in in `store::tries`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use circles_domain::{PersonId, Timestamp};
use circles_wire::ErrorCode;

use crate::error::{Error, Result};

const MOST: usize = 50_000;

const MINUTE_S: i64 = 60;
const HOUR_S: i64 = 3_600;

/// Who does what; when the time that is counted in is over (seconds), and the count in it.
type Counts = HashMap<(PersonId, &'static str), (i64, i64)>;

/// Counts of the present minute or hour; forgotten at restart.
#[derive(Clone, Debug, Default)]
pub struct Rates(Arc<Mutex<Counts>>);

impl Rates {
    /// Counts one `kind` of `person` in this minute.
    ///
    /// # Errors
    /// `rate_limited` with the seconds to the next minute, above `most`.
    pub fn count(&self, person: PersonId, kind: &'static str, most: i64, now: Timestamp) -> Result<()> {
        self.count_within(person, kind, (most, MINUTE_S), now)
    }

    /// The same in this hour.
    ///
    /// # Errors
    /// `rate_limited` with the seconds to the next hour, above `most`.
    pub fn count_in_hour(
        &self,
        person: PersonId,
        kind: &'static str,
        most: i64,
        now: Timestamp,
    ) -> Result<()> {
        self.count_within(person, kind, (most, HOUR_S), now)
    }

    fn count_within(
        &self,
        person: PersonId,
        kind: &'static str,
        (most, span_s): (i64, i64),
        now: Timestamp,
    ) -> Result<()> {
        let second = now.as_micros().div_euclid(1_000_000);
        let over = (second.div_euclid(span_s) + 1) * span_s;
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST {
            counts.retain(|_, (over, _)| *over > second);
        }
        let entry = counts.entry((person, kind)).or_insert((over, 0));
        if entry.0 != over {
            *entry = (over, 0);
        }
        entry.1 += 1;
        if entry.1 > most {
            return Err(
                Error::code(ErrorCode::RateLimited).retry_after((over - second).unsigned_abs().max(1))
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_counted_beside_minutes() {
        let (rates, person) = (Rates::default(), PersonId::mint());
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        assert!(rates.count_in_hour(person, "x", 1, at(10)).is_ok());
        let refused = rates.count_in_hour(person, "x", 1, at(3_500)).unwrap_err();
        assert_eq!(refused.body().retry_after, Some(100));
        assert!(rates.count_in_hour(person, "x", 1, at(3_600)).is_ok());
    }

    #[test]
    fn a_new_minute_begins_at_zero() {
        let (rates, person) = (Rates::default(), PersonId::mint());
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        assert!(rates.count(person, "x", 2, at(10)).is_ok() && rates.count(person, "x", 2, at(11)).is_ok());
        assert_eq!(rates.count(person, "x", 2, at(50)).unwrap_err().body().retry_after, Some(10));
        assert!(rates.count(person, "y", 2, at(50)).is_ok() && rates.count(person, "x", 2, at(60)).is_ok());
    }
}
