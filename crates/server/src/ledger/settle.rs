//! Ending a hold: the money reaches the payee, or goes back to the payer. One of the two, once.

use circles_domain::ledger::Journal;
use circles_domain::tip::TipReturn;
use circles_domain::{PersonId, PostId, Timestamp, TipAmount, TipId};
use circles_faults::{canary, crash_point};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{ESCROW, LedgerError, book, frozen, open_account, repay};
use crate::store::changes::{self, Change};

/// A tip that is held now.
#[derive(Clone, Copy, Debug)]
struct Hold {
    payer: PersonId,
    tip: TipId,
    payee: PersonId,
    post: PostId,
    amount: TipAmount,
}

/// Releases a held tip to its payee and says who that is; `None` when it is not held (any more), or the payee's wallet is
/// frozen: then it stays where it is.
///
/// # Errors
/// When the database fails.
pub async fn release_tip(
    tx: &mut SqliteConnection,
    payer: PersonId,
    tip: TipId,
    now: Timestamp,
) -> Result<Option<PersonId>, LedgerError> {
    let Some(hold) = find_hold(tx, payer, tip).await? else { return Ok(None) };
    if frozen::is_frozen(tx, hold.payee).await? {
        return Ok(None);
    }
    let to = open_account(tx, hold.payee, now).await?;
    let booked = book(tx, now, |entry| Journal::tip_release(entry, tip, ESCROW, to, hold.amount)).await?;
    crash_point!("server.release.booked", sqlx::Error::WorkerCrashed.into());
    sqlx::query(
        "UPDATE tip SET state = 'released', settled_seq = $3, release_at_us = $4
         WHERE payer_id = $1 AND id = $2 AND state = 'held'",
    )
    .bind(payer.0)
    .bind(tip.0)
    .bind(booked.journal.seq)
    .bind(now.as_micros())
    .execute(&mut *tx)
    .await?;
    crash_point!("server.release.written", sqlx::Error::WorkerCrashed.into());
    repay(tx, hold.payee, &booked, now).await?;
    Ok(Some(hold.payee))
}

/// Sends a held tip back to its payer and notes that their wallet changed; `false` when it is not held (any more).
/// Whoever commits wakes the payer.
///
/// # Errors
/// When the database fails.
pub async fn return_tip(
    tx: &mut SqliteConnection,
    payer: PersonId,
    tip: TipId,
    reason: TipReturn,
    now: Timestamp,
) -> Result<bool, LedgerError> {
    let Some(hold) = find_hold(tx, payer, tip).await? else { return Ok(false) };
    give_back(tx, hold, reason, now).await?;
    Ok(true)
}

/// Sends everything back that is held on a post, and notes whose wallets changed. It is what the removal of a post for
/// a breach does with the money on its way; call it in the transaction that removes. Done twice, the second finds
/// nothing. Gives the payers: whoever commits wakes them.
///
/// # Errors
/// When the database fails.
pub async fn return_held_on(
    tx: &mut SqliteConnection,
    post: PostId,
    reason: TipReturn,
    now: Timestamp,
) -> Result<Vec<PersonId>, LedgerError> {
    if canary!("removal_keeps_the_money") {
        return Ok(Vec::new());
    }
    let held: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT payer_id, id FROM tip WHERE post_id = $1 AND state = 'held' ORDER BY hold_seq",
    )
    .bind(post.0)
    .fetch_all(&mut *tx)
    .await?;
    let mut payers = Vec::new();
    for (payer, tip) in held {
        if return_tip(tx, PersonId(payer), TipId(tip), reason, now).await? {
            payers.push(PersonId(payer));
        }
    }
    payers.sort_unstable();
    payers.dedup();
    Ok(payers)
}

async fn find_hold(
    tx: &mut SqliteConnection,
    payer: PersonId,
    tip: TipId,
) -> Result<Option<Hold>, LedgerError> {
    let held: Option<(Option<Uuid>, Option<Uuid>, Option<i64>)> = sqlx::query_as(
        "SELECT payee_id, post_id, amount_minor FROM tip WHERE payer_id = $1 AND id = $2 AND state = 'held'",
    )
    .bind(payer.0)
    .bind(tip.0)
    .fetch_optional(tx)
    .await?;
    let Some((payee, post, minor)) = held else { return Ok(None) };
    let (Some(payee), Some(post), Some(minor)) = (payee, post, minor) else {
        return Err(LedgerError::Row("a hold of nothing"));
    };
    let amount = TipAmount::from_fen(minor).map_err(|_| LedgerError::Row("a hold out of bounds"))?;
    Ok(Some(Hold { payer, tip, payee: PersonId(payee), post: PostId(post), amount }))
}

async fn give_back(
    tx: &mut SqliteConnection,
    hold: Hold,
    reason: TipReturn,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let Hold { payer, tip, post, amount, .. } = hold;
    let to = open_account(tx, payer, now).await?;
    let booked = book(tx, now, |entry| Journal::tip_return(entry, tip, ESCROW, to, amount)).await?;
    crash_point!("server.return.booked", sqlx::Error::WorkerCrashed.into());
    let reason = serde_json::to_value(reason)?;
    sqlx::query(
        "UPDATE tip SET state = 'returned', reason = $3, settled_seq = $4
         WHERE payer_id = $1 AND id = $2 AND state = 'held'",
    )
    .bind(payer.0)
    .bind(if canary!("settled_twice") { payer.0 } else { tip.0 })
    .bind(reason.as_str().ok_or(LedgerError::Row("a return without a name"))?)
    .bind(booked.journal.seq)
    .execute(&mut *tx)
    .await?;
    crash_point!("server.return.written", sqlx::Error::WorkerCrashed.into());
    discount_tipper(tx, post, payer).await?;
    repay(tx, payer, &booked, now).await?;
    changes::note(tx, Change::Wallet(payer), now).await?;
    Ok(())
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

/// What [`count_tipper`] counted, taken back: a returned tip is none.
pub(super) async fn discount_tipper(
    tx: &mut SqliteConnection,
    post: PostId,
    payer: PersonId,
) -> Result<(), LedgerError> {
    let last = sqlx::query("DELETE FROM tipper WHERE post_id = $1 AND person_id = $2 AND tip_count = 1")
        .bind(post.0)
        .bind(payer.0)
        .execute(&mut *tx)
        .await?;
    let counted = if last.rows_affected() == 1 {
        sqlx::query("UPDATE post SET tipper_count = tipper_count - 1 WHERE id = $1")
            .bind(post.0)
            .execute(tx)
            .await?
    } else {
        sqlx::query("UPDATE tipper SET tip_count = tip_count - 1 WHERE post_id = $1 AND person_id = $2")
            .bind(post.0)
            .bind(payer.0)
            .execute(tx)
            .await?
    };
    if counted.rows_affected() == 1 { Ok(()) } else { Err(LedgerError::Row("a tip that was not counted")) }
}
