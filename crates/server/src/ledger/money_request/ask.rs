//! Asking.

use circles_domain::money_request::{MoneyRequestFacts, NotAsked, decide_money_request};
use circles_domain::{Money, MoneyRequestId, PersonId, Timestamp};
use circles_faults::crash_point;
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::ledger::{LedgerError, Terms};
use crate::store::{people, reading};

/// What asking came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is kept, since now or since before.
    Kept {
        /// Whether it is new.
        now: bool,
    },
    /// The id is that of another request.
    Taken,
    /// There is no such person for this one.
    NotThere,
    /// Nobody may be asked so, and this is why.
    Refused(NotAsked),
}

/// Keeps a request, if it may be made. The amount and the note were checked by the caller.
///
/// # Errors
/// When the database fails.
pub async fn ask(
    tx: &mut SqliteConnection,
    terms: &Terms,
    (asker, id): (PersonId, MoneyRequestId),
    (asked, amount, note): (PersonId, Money, &str),
    now: Timestamp,
) -> Result<Asked, LedgerError> {
    let kept: Option<(Uuid, Uuid, i64, String)> =
        sqlx::query_as("SELECT asker_id, asked_id, amount_minor, note FROM money_request WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *tx)
            .await?;
    if let Some(kept) = kept {
        let same = kept == (asker.0, asked.0, amount.minor, note.to_owned());
        return Ok(if same { Asked::Kept { now: false } } else { Asked::Taken });
    }
    let Some(facts) = facts(tx, terms, (asker, asked), now).await? else { return Ok(Asked::NotThere) };
    if let Err(why) = decide_money_request(&facts) {
        return Ok(Asked::Refused(why));
    }
    sqlx::query(
        "INSERT INTO money_request (id, asker_id, asked_id, amount_minor, note, state, asked_day, asked_at_us, expires_at_us)
         VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8)",
    )
    .bind(id.0)
    .bind(asker.0)
    .bind(asked.0)
    .bind(amount.minor)
    .bind(note)
    .bind(now.shanghai_day())
    .bind(now.as_micros())
    .bind(now.plus_seconds(terms.money_request_s).as_micros())
    .execute(tx)
    .await?;
    crash_point!("server.request.written", sqlx::Error::WorkerCrashed.into());
    Ok(Asked::Kept { now: true })
}

async fn facts(
    tx: &mut SqliteConnection,
    terms: &Terms,
    (asker, asked): (PersonId, PersonId),
    now: Timestamp,
) -> Result<Option<MoneyRequestFacts>, LedgerError> {
    let asking = people::find(&mut *tx, asker).await?.ok_or(LedgerError::Row("an asker who is not there"))?;
    let Some(paying) = reading::person(&mut *tx, asker, asked).await? else { return Ok(None) };
    // A proof that expired proves nothing: who cannot show to be 18 is treated as if they were not.
    let is_adult = |person: &people::Person| person.verified(now) && person.claims(now).is_at_least(18, now);
    let friends: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM friendship WHERE person_id = $1 AND friend_id = $2)",
    )
    .bind(asker.0)
    .bind(asked.0)
    .fetch_one(&mut *tx)
    .await?;
    let asked_today: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM money_request WHERE asker_id = $1 AND asked_day = $2")
            .bind(asker.0)
            .bind(now.shanghai_day())
            .fetch_one(tx)
            .await?;
    Ok(Some(MoneyRequestFacts {
        is_self: asker == asked,
        asker_is_adult: is_adult(&asking) && asking.delete_at.is_none(),
        asked_can_pay: is_adult(&paying) && paying.delete_at.is_none(),
        friends,
        asked_today,
        most_a_day: terms.money_requests_per_day,
    }))
}
