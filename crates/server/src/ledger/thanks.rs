//! Thanking for a tip: one word from its payee, which only its payer sees.

use circles_domain::{PersonId, Timestamp, TipId};
use circles_wire::wallet::Thanks;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::LedgerError;
use crate::store::reading::unblocked;

/// Thanks given to one person that their wallet tells.
const MOST: i64 = 50;

/// Notes that `payee` thanks for `tip`; a second time changes nothing. Who is to hear of it; `None` when there is no such
/// tip to thank for: it was never theirs, is on its way still, or went back.
///
/// # Errors
/// When the database fails.
pub async fn thank(
    tx: &mut SqliteConnection,
    payee: PersonId,
    tip: TipId,
    now: Timestamp,
) -> Result<Option<PersonId>, LedgerError> {
    let payer: Option<Uuid> =
        sqlx::query_scalar("SELECT payer_id FROM tip WHERE id = $1 AND payee_id = $2 AND state = 'released'")
            .bind(tip.0)
            .bind(payee.0)
            .fetch_optional(&mut *tx)
            .await?;
    let Some(payer) = payer else { return Ok(None) };
    sqlx::query(
        "INSERT INTO tip_thanks (tip_id, payer_id, payee_id, thanked_at_us) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tip_id) DO NOTHING",
    )
    .bind(tip.0)
    .bind(payer)
    .bind(payee.0)
    .bind(now.as_micros())
    .execute(tx)
    .await?;
    Ok(Some(PersonId(payer)))
}

/// Thanks that `payer` got, newest first; none across a block, nor of an account that is gone.
///
/// # Errors
/// When the database fails.
pub(super) async fn list(tx: &mut SqliteConnection, payer: PersonId) -> Result<Vec<Thanks>, LedgerError> {
    let rows: Vec<(Uuid, i64)> = sqlx::query_as(concat!(
        "SELECT tip_id, thanked_at_us FROM tip_thanks WHERE payer_id = $1 AND ",
        unblocked!("payee_id"),
        " AND payee_id NOT IN (SELECT id FROM person WHERE deleted_at_us IS NOT NULL)
          ORDER BY thanked_at_us DESC LIMIT $2 + 0"
    ))
    .bind(payer.0)
    .bind(MOST)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(tip, at)| Thanks { tip: TipId(tip), at: Timestamp::from_micros(at) }).collect())
}
