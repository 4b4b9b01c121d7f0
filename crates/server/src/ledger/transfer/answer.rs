//! What the two can say about a transfer: its payer takes it back or gives up on an answer, its payee accepts or declines.

use circles_domain::transfer::{TransferOutcome, TransferRefusal, TransferReturn};
use circles_domain::{PersonId, Timestamp, TransferId};
use circles_wire::ErrorCode;
use circles_wire::transfer::TransferResponse;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::outcome::{Refusal, find, refuse};
use super::quote::find_quote;
use super::settle::{self, Hold, find_hold};
use crate::ledger::{LedgerError, is_frozen};
use crate::store::people;

/// What the payee's answer came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Answered {
    /// How it stands now, and whose wallets changed just now.
    Stands(TransferOutcome, Vec<PersonId>),
    /// There is no such transfer to them.
    NotTheirs,
    /// It cannot be answered like that now, and this is why.
    Refused(ErrorCode),
}

/// The payee accepts or declines. What is over stays as it is; what is late goes back.
///
/// # Errors
/// When the database fails.
pub async fn answer(
    tx: &mut SqliteConnection,
    payee: PersonId,
    id: TransferId,
    accept: bool,
    now: Timestamp,
) -> Result<Answered, LedgerError> {
    let row: Option<(Uuid,)> = sqlx::query_as(
        "SELECT payer_id FROM transfer WHERE id = $1 AND payee_id = $2 AND state <> 'refused'",
    )
    .bind(id.0)
    .bind(payee.0)
    .fetch_optional(&mut *tx)
    .await?;
    let Some((payer,)) = row else { return Ok(Answered::NotTheirs) };
    let payer = PersonId(payer);
    let mut moved = Vec::new();
    if let Some(hold) = find_hold(tx, id).await? {
        // Until it is offered they do not know of it, and it may yet be taken back.
        if now < hold.offered_at {
            return Ok(Answered::NotTheirs);
        }
        if let Some(code) = decide(tx, hold, accept, now).await? {
            return Ok(Answered::Refused(code));
        }
        moved = vec![payer, payee];
    }
    let kept = find(tx, payer, id).await?.ok_or(LedgerError::Row("a transfer that went away"))?;
    Ok(Answered::Stands(kept.answer.outcome, moved))
}

async fn decide(
    tx: &mut SqliteConnection,
    hold: Hold,
    accept: bool,
    now: Timestamp,
) -> Result<Option<ErrorCode>, LedgerError> {
    if hold.expires_at <= now {
        settle::give_back(tx, hold, TransferReturn::Expired, now).await?;
        return Ok(None);
    }
    if !accept {
        settle::give_back(tx, hold, TransferReturn::Declined, now).await?;
        return Ok(None);
    }
    if is_frozen(tx, hold.payee).await? {
        return Ok(Some(ErrorCode::WalletFrozen));
    }
    let receiving = people::find(&mut *tx, hold.payee).await?;
    let can_receive = receiving.is_some_and(|person| {
        person.verified(now) && person.claims(now).is_at_least(18, now) && person.delete_at.is_none()
    });
    if !can_receive {
        return Ok(Some(ErrorCode::Forbidden));
    }
    settle::accept(tx, hold, now).await?;
    Ok(None)
}

/// The payer takes it back while it is not offered; afterwards changes nothing. `None` when there is no answer to it yet.
///
/// # Errors
/// When the database fails.
pub async fn take_back(
    tx: &mut SqliteConnection,
    payer: PersonId,
    id: TransferId,
    now: Timestamp,
) -> Result<Option<(TransferResponse, Vec<PersonId>)>, LedgerError> {
    let Some(kept) = find(tx, payer, id).await? else { return Ok(None) };
    let hold = find_hold(tx, id).await?.filter(|hold| hold.payer == payer && now < hold.offered_at);
    let Some(hold) = hold else { return Ok(Some((kept.answer, Vec::new()))) };
    settle::give_back(tx, hold, TransferReturn::TakenBack, now).await?;
    let kept = find(tx, payer, id).await?.ok_or(LedgerError::Row("a transfer that went away"))?;
    Ok(Some((kept.answer, vec![hold.payer])))
}

/// The answer that is kept, or `refused{abandoned}` kept from now on. Works for an id that was never seen: the
/// confirmation may still be on its way.
///
/// # Errors
/// When the database fails.
pub async fn abandon(
    tx: &mut SqliteConnection,
    payer: PersonId,
    id: TransferId,
    now: Timestamp,
) -> Result<TransferResponse, LedgerError> {
    if let Some(kept) = find(tx, payer, id).await? {
        return Ok(kept.answer);
    }
    let quoted = find_quote(tx, (payer, id), None, now).await?;
    let refusal = Refusal {
        payer,
        id,
        request_hash: None,
        payee: quoted.as_ref().map(|kept| kept.asked.payee),
        amount: quoted.as_ref().map(|kept| kept.asked.amount),
        note: quoted.map(|kept| kept.asked.note).unwrap_or_default(),
        reason: TransferRefusal::Abandoned,
    };
    refuse(tx, refusal, now).await
}
