//! Refunding a released tip: the money goes from the payee back to the payer, once. What the payee no longer has is owed,
//! in a receivable of their own, and taken from whatever comes in next; no balance falls below zero for it.

use circles_domain::ledger::{BookedJournal, Journal};
use circles_domain::tip::TipReturn;
use circles_domain::{LedgerAccountId, Money, PersonId, Timestamp, TipAmount, TipId};
use circles_faults::canary;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{LedgerError, balance, book, frozen, open_account, pin, settle};
use crate::store::changes::{self, Change};

/// What a refund came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refunded {
    /// The money is back with its payer.
    Done {
        /// Who has it again.
        payer: PersonId,
        /// Who had it.
        payee: PersonId,
        /// What the payee owes for it now.
        owed: Money,
    },
    /// The tip is not with its payee: held, returned, refunded before, refused, or never was.
    NotReleased,
    /// The payee has less, and nobody said that they may owe it.
    Short,
}

#[derive(Clone, Copy)]
struct Released {
    payer: PersonId,
    payee: PersonId,
    post: Uuid,
    amount: TipAmount,
}

/// Refunds the tip `id` to its payer and notes whose wallets changed. With `may_owe`, what the payee lacks is owed.
///
/// # Errors
/// When the database fails.
pub async fn refund_tip(
    tx: &mut SqliteConnection,
    id: TipId,
    (reason, may_owe): (TipReturn, bool),
    now: Timestamp,
) -> Result<Refunded, LedgerError> {
    let Some(tip) = find_released(tx, id).await? else { return Ok(Refunded::NotReleased) };
    let amount = tip.amount.money();
    let has = balance(tx, tip.payee).await?;
    let short = amount.checked_sub(has).filter(|short| short.minor > 0);
    if short.is_some() && !may_owe {
        return Ok(Refunded::Short);
    }
    let (from, to) = (open_account(tx, tip.payee, now).await?, open_account(tx, tip.payer, now).await?);
    if let Some(short) = short {
        let receivable = open_receivable(tx, tip.payee, now).await?;
        book(tx, now, |entry| Journal::advance(entry, id.0, receivable, from, short)).await?;
    }
    let booked = book(tx, now, |entry| Journal::tip_refund(entry, id, from, to, tip.amount)).await?;
    let reason = serde_json::to_value(reason)?;
    sqlx::query(
        "UPDATE tip SET state = 'returned', reason = $3, refund_seq = $4
         WHERE payer_id = $1 AND id = $2 AND state = 'released'",
    )
    .bind(tip.payer.0)
    .bind(if canary!("refunded_twice") { tip.payer.0 } else { id.0 })
    .bind(reason.as_str().ok_or(LedgerError::Row("a return without a name"))?)
    .bind(booked.journal.seq)
    .execute(&mut *tx)
    .await?;
    settle::discount_tipper(tx, circles_domain::PostId(tip.post), tip.payer).await?;
    repay(tx, tip.payer, &booked, now).await?;
    for person in [tip.payer, tip.payee] {
        changes::note(tx, Change::Wallet(person), now).await?;
    }
    let owed = short.unwrap_or(Money::fen(0));
    Ok(Refunded::Done { payer: tip.payer, payee: tip.payee, owed })
}

/// What became of a payee's wish to send a tip back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentBack {
    /// It is with its payer again; whose wallets changed just now, if they did not before.
    Done(Option<[PersonId; 2]>),
    /// They never received it.
    NotTheirs,
    /// They have less by now.
    Short,
    /// Their wallet is frozen.
    Frozen,
    /// They locked their payments.
    Locked,
    /// Whoever gave it is leaving, or gone: what came now would be nobody's.
    PayerLeft,
}

/// Sends the tip `id`, which `payee` received, back to its payer. Asked again, nothing moves again.
///
/// # Errors
/// When the database fails.
pub async fn send_back(
    tx: &mut SqliteConnection,
    payee: PersonId,
    id: TipId,
    now: Timestamp,
) -> Result<SentBack, LedgerError> {
    // Only what reached them is theirs: of a tip in escrow they know nothing yet.
    let theirs: Option<String> = sqlx::query_scalar(
        "SELECT state FROM tip WHERE id = $1 AND payee_id = $2 AND (state = 'released' OR refund_seq IS NOT NULL)",
    )
    .bind(id.0)
    .bind(payee.0)
    .fetch_optional(&mut *tx)
    .await?;
    if theirs.is_none() {
        return Ok(SentBack::NotTheirs);
    }
    if frozen::is_frozen(tx, payee).await? {
        return Ok(SentBack::Frozen);
    }
    if pin::is_locked(tx, payee).await? {
        return Ok(SentBack::Locked);
    }
    let left: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM tip JOIN person p ON p.id = tip.payer_id
                        WHERE tip.id = $1 AND tip.payee_id = $2 AND tip.state = 'released'
                          AND (p.delete_at_us IS NOT NULL OR p.deleted_at_us IS NOT NULL))",
    )
    .bind(id.0)
    .bind(payee.0)
    .fetch_one(&mut *tx)
    .await?;
    if left {
        return Ok(SentBack::PayerLeft);
    }
    Ok(match refund_tip(tx, id, (TipReturn::ByPayee, false), now).await? {
        Refunded::Done { payer, payee, .. } => SentBack::Done(Some([payer, payee])),
        Refunded::NotReleased => SentBack::Done(None),
        Refunded::Short => SentBack::Short,
    })
}

async fn find_released(tx: &mut SqliteConnection, id: TipId) -> Result<Option<Released>, LedgerError> {
    let row: Option<(Uuid, Uuid, Uuid, i64)> = sqlx::query_as(
        "SELECT payer_id, payee_id, post_id, amount_minor FROM tip WHERE id = $1 AND state = 'released'",
    )
    .bind(id.0)
    .fetch_optional(tx)
    .await?;
    let read = |(payer, payee, post, minor)| {
        let amount = TipAmount::from_fen(minor).map_err(|_| LedgerError::Row("a tip out of bounds"))?;
        Ok(Released { payer: PersonId(payer), payee: PersonId(payee), post, amount })
    };
    row.map(read).transpose()
}

/// What came in with `with` first pays what its receiver owes. Call it after each journal that pays a person.
///
/// # Errors
/// When the database fails.
pub async fn repay(
    tx: &mut SqliteConnection,
    person: PersonId,
    with: &BookedJournal,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let debt: Option<(Uuid, i64)> = sqlx::query_as(
        "SELECT id, -balance_minor FROM ledger_account
         WHERE person_id = $1 AND kind = 'receivable' AND balance_minor < 0",
    )
    .bind(person.0)
    .fetch_optional(&mut *tx)
    .await?;
    let Some((receivable, owed)) = debt else { return Ok(()) };
    let has = balance(tx, person).await?;
    let pays = Money::fen(owed.min(has.minor));
    if pays.minor <= 0 {
        return Ok(());
    }
    let from = open_account(tx, person, now).await?;
    let (with, receivable) = (with.journal.id, LedgerAccountId(receivable));
    book(tx, now, |entry| Journal::repayment(entry, with, from, receivable, pays)).await?;
    Ok(())
}

pub(super) async fn open_receivable(
    tx: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<LedgerAccountId, LedgerError> {
    sqlx::query(
        "INSERT INTO ledger_account (id, kind, person_id, opened_at_us)
         VALUES ($1, 'receivable', $2, $3)
         ON CONFLICT (person_id, kind) DO NOTHING",
    )
    .bind(LedgerAccountId::mint().0)
    .bind(person.0)
    .bind(now.as_micros())
    .execute(&mut *tx)
    .await?;
    let id: Uuid =
        sqlx::query_scalar("SELECT id FROM ledger_account WHERE person_id = $1 AND kind = 'receivable'")
            .bind(person.0)
            .fetch_one(tx)
            .await?;
    Ok(LedgerAccountId(id))
}
