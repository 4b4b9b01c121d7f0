//! Ending a hold: the money reaches the payee. (The way back to the payer comes with cancelling and moderation.)

use circles_domain::ledger::Journal;
use circles_domain::{PersonId, PostId, Timestamp, TipAmount, TipId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{ESCROW, LedgerError, book, open_account};

/// Releases a held tip to its payee and says who that is; `None` when it is not held (any more).
///
/// # Errors
/// When the database fails.
pub async fn release_tip(
    tx: &mut SqliteConnection,
    payer: PersonId,
    tip: TipId,
    now: Timestamp,
) -> Result<Option<PersonId>, LedgerError> {
    let held: Option<(Option<Uuid>, Option<i64>)> = sqlx::query_as(
        "SELECT payee_id, amount_minor FROM tip WHERE payer_id = $1 AND id = $2 AND state = 'held'",
    )
    .bind(payer.0)
    .bind(tip.0)
    .fetch_optional(&mut *tx)
    .await?;
    let Some((payee, minor)) = held else { return Ok(None) };
    let (Some(payee), Some(minor)) = (payee, minor) else {
        return Err(LedgerError::Row("a hold of nothing"));
    };
    let payee = PersonId(payee);
    let amount = TipAmount::from_fen(minor).map_err(|_| LedgerError::Row("a hold out of bounds"))?;
    let to = open_account(tx, payee, now).await?;
    let booked = book(tx, now, |entry| Journal::tip_release(entry, tip, ESCROW, to, amount)).await?;
    sqlx::query(
        "UPDATE tip SET state = 'released', settled_seq = $3, release_at_us = $4
         WHERE payer_id = $1 AND id = $2 AND state = 'held'",
    )
    .bind(payer.0)
    .bind(tip.0)
    .bind(booked.journal.seq)
    .bind(now.as_micros())
    .execute(tx)
    .await?;
    Ok(Some(payee))
}

/// Counts a held tip on its post; a person counts once, however often they tip.
pub(super) async fn count_tipper(
    tx: &mut SqliteConnection,
    post: PostId,
    payer: PersonId,
) -> Result<(), LedgerError> {
    let tips: i64 = sqlx::query_scalar(
        "INSERT INTO tipper (post_id, person_id, tip_count) VALUES ($1, $2, 1)
         ON CONFLICT (post_id, person_id) DO UPDATE SET tip_count = tipper.tip_count + 1
         RETURNING tip_count",
    )
    .bind(post.0)
    .bind(payer.0)
    .fetch_one(&mut *tx)
    .await?;
    if tips == 1 {
        sqlx::query("UPDATE post SET tipper_count = tipper_count + 1 WHERE id = $1")
            .bind(post.0)
            .execute(tx)
            .await?;
    }
    Ok(())
}
