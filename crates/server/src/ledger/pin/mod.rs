//! The payment password: six digits, kept as a peppered argon2id hash.
//!
//! Promises: a try is counted *before* it is judged, so that parallel guesses do not share one; after so many wrong ones
//! in a row there is a pause, and each further round doubles it, up to a day. Six digits fall quickly to whoever holds
//! a copy of the database, therefore the hash needs a key that is not in it. Does not: touch a tip.

mod hash;

use circles_domain::{PersonId, Timestamp};
use sqlx::SqliteConnection;

use super::LedgerError;

pub use hash::{Turn, hash, matches, turn};

const LONGEST_PAUSE_S: i64 = 86_400;

/// How many tries, and then how long a pause.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Wrong ones in a row before a pause.
    pub tries: i64,
    /// The first pause, in seconds.
    pub pause_s: i64,
}

/// Whether a try may be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Try {
    /// No payment password is set.
    NotSet,
    /// Wait so many seconds.
    Paused(i64),
    /// Judge it against this hash. If it is wrong, so many tries are left; with none left, a pause of so many seconds
    /// has begun.
    Counted {
        /// PHC form.
        hash: String,
        /// Tries before a pause.
        left: i64,
        /// Seconds (0: none).
        pause_s: i64,
    },
}

/// Whether a person has set one.
///
/// # Errors
/// When the database fails.
pub async fn is_set(tx: &mut SqliteConnection, person: PersonId) -> Result<bool, LedgerError> {
    let set = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pin WHERE person_id = $1)")
        .bind(person.0)
        .fetch_one(tx)
        .await?;
    Ok(set)
}

/// Whether a person locked their payments.
///
/// # Errors
/// When the database fails.
pub async fn is_locked(tx: &mut SqliteConnection, person: PersonId) -> Result<bool, LedgerError> {
    let locked = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM pin WHERE person_id = $1 AND locked_at_us IS NOT NULL)",
    )
    .bind(person.0)
    .fetch_one(tx)
    .await?;
    Ok(locked)
}

/// Locks the payments of a person, or opens them; `false` when they have no payment password to open them with.
///
/// # Errors
/// When the database fails.
pub async fn lock(
    tx: &mut SqliteConnection,
    person: PersonId,
    locked: bool,
    now: Timestamp,
) -> Result<bool, LedgerError> {
    let done = sqlx::query("UPDATE pin SET locked_at_us = $2 WHERE person_id = $1")
        .bind(person.0)
        .bind(locked.then_some(now.as_micros()))
        .execute(tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Counts a try. Commit it before judging.
///
/// # Errors
/// When the database fails.
pub async fn count_try(
    tx: &mut SqliteConnection,
    person: PersonId,
    patience: Patience,
    now: Timestamp,
) -> Result<Try, LedgerError> {
    let row: Option<(String, i64, i64)> =
        sqlx::query_as("SELECT hash, tries, paused_until_us FROM pin WHERE person_id = $1")
            .bind(person.0)
            .fetch_optional(&mut *tx)
            .await?;
    let Some((hash, tries, paused_until_us)) = row else { return Ok(Try::NotSet) };
    let left_us = paused_until_us.saturating_sub(now.as_micros());
    if left_us > 0 {
        return Ok(Try::Paused(left_us / 1_000_000 + 1));
    }
    let tries = tries.saturating_add(1);
    let pause_s = pause_after(tries, patience);
    sqlx::query("UPDATE pin SET tries = $2, paused_until_us = $3 WHERE person_id = $1")
        .bind(person.0)
        .bind(tries)
        .bind(if pause_s > 0 { now.plus_seconds(pause_s).as_micros() } else { 0 })
        .execute(tx)
        .await?;
    Ok(Try::Counted { hash, left: tries_left(tries, patience), pause_s })
}

/// After so many wrong ones in a row, how many more before a pause.
fn tries_left(tries: i64, patience: Patience) -> i64 {
    let each = patience.tries.max(1);
    (each - tries % each) % each
}

fn pause_after(tries: i64, patience: Patience) -> i64 {
    let each = patience.tries.max(1);
    if tries % each != 0 {
        return 0;
    }
    let doublings = u32::try_from(tries / each - 1).unwrap_or(u32::MAX).min(20);
    patience.pause_s.saturating_mul(1_i64 << doublings).min(LONGEST_PAUSE_S.max(patience.pause_s))
}

/// It was right: forgets the tries before it.
///
/// # Errors
/// When the database fails.
pub async fn forget_tries(tx: &mut SqliteConnection, person: PersonId) -> Result<(), LedgerError> {
    sqlx::query("UPDATE pin SET tries = 0, paused_until_us = 0 WHERE person_id = $1")
        .bind(person.0)
        .execute(tx)
        .await?;
    Ok(())
}

/// Sets it whatever is kept: the person proved who they are in another way. Forgets the tries.
///
/// # Errors
/// When the database fails.
pub async fn set(
    tx: &mut SqliteConnection,
    person: PersonId,
    hash: &str,
    now: Timestamp,
) -> Result<(), LedgerError> {
    sqlx::query(
        "INSERT INTO pin (person_id, hash, set_at_us) VALUES ($1, $2, $3)
         ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, tries = 0, paused_until_us = 0, set_at_us = excluded.set_at_us,
             changed_at_us = excluded.set_at_us",
    )
    .bind(person.0)
    .bind(hash)
    .bind(now.as_micros())
    .execute(tx)
    .await?;
    Ok(())
}

/// Replaces the one that is kept as `old`; `false` when that is no longer so.
///
/// # Errors
/// When the database fails.
pub async fn change(
    tx: &mut SqliteConnection,
    person: PersonId,
    (old, new): (&str, &str),
    now: Timestamp,
) -> Result<bool, LedgerError> {
    let changed = sqlx::query(
        "UPDATE pin SET hash = $3, tries = 0, paused_until_us = 0, set_at_us = $4, changed_at_us = $4 WHERE person_id = $1 AND hash = $2",
    )
    .bind(person.0)
    .bind(old)
    .bind(new)
    .bind(now.as_micros())
    .execute(tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_day() {
        let patience = Patience { tries: 5, pause_s: 900 };
        let pauses: Vec<_> =
            (1..=45).map(|tries| pause_after(tries, patience)).filter(|pause| *pause > 0).collect();
        assert_eq!(pauses, [900, 1_800, 3_600, 7_200, 14_400, 28_800, 57_600, 86_400, 86_400]);
        assert_eq!((pause_after(4, patience), pause_after(6, patience)), (0, 0));
        assert_eq!(pause_after(i64::MAX / 5 * 5, patience), 86_400);
        assert_eq!([1, 2, 3, 4, 5, 6].map(|tries| tries_left(tries, patience)), [4, 3, 2, 1, 0, 4]);
    }
}
