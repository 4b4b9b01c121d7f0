//! Ending a request without money: whoever was asked declines, whoever asked withdraws.

use circles_domain::{MoneyRequestId, PersonId, Timestamp};
use sqlx::SqliteConnection;

use crate::ledger::LedgerError;
use crate::store::reading::is_hidden;
use uuid::Uuid;

/// What ending came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It ended just now; the other is told.
    Now(PersonId),
    /// It was over before, whichever way.
    Before,
    /// There is no such request of this person's.
    NotThere,
}

/// Who was asked says no.
///
/// # Errors
/// When the database fails.
pub async fn decline(
    tx: &mut SqliteConnection,
    asked: PersonId,
    id: MoneyRequestId,
    now: Timestamp,
) -> Result<Ended, LedgerError> {
    let row: Option<(Uuid,)> =
        sqlx::query_as("SELECT asker_id FROM money_request WHERE id = $1 AND asked_id = $2")
            .bind(id.0)
            .bind(asked.0)
            .fetch_optional(&mut *tx)
            .await?;
    let Some((asker,)) = row else { return Ok(Ended::NotThere) };
    if is_hidden(&mut *tx, asked, PersonId(asker)).await? {
        return Ok(Ended::NotThere);
    }
    let done = sqlx::query(
        "UPDATE money_request SET state = 'declined' WHERE id = $1 AND state = 'open' AND expires_at_us > $2",
    )
    .bind(id.0)
    .bind(now.as_micros())
    .execute(tx)
    .await?;
    Ok(if done.rows_affected() == 1 { Ended::Now(PersonId(asker)) } else { Ended::Before })
}

/// Who asked takes it back.
///
/// # Errors
/// When the database fails.
pub async fn withdraw(
    tx: &mut SqliteConnection,
    asker: PersonId,
    id: MoneyRequestId,
    now: Timestamp,
) -> Result<Ended, LedgerError> {
    let row: Option<(Uuid,)> =
        sqlx::query_as("SELECT asked_id FROM money_request WHERE id = $1 AND asker_id = $2")
            .bind(id.0)
            .bind(asker.0)
            .fetch_optional(&mut *tx)
            .await?;
    let Some((asked,)) = row else { return Ok(Ended::NotThere) };
    if is_hidden(&mut *tx, asker, PersonId(asked)).await? {
        return Ok(Ended::NotThere);
    }
    let done = sqlx::query(
        "UPDATE money_request SET state = 'withdrawn' WHERE id = $1 AND state = 'open' AND expires_at_us > $2",
    )
    .bind(id.0)
    .bind(now.as_micros())
    .execute(tx)
    .await?;
    Ok(if done.rows_affected() == 1 { Ended::Now(PersonId(asked)) } else { Ended::Before })
}
