//! The wallet: what a person has, and how it came to be.

use circles_domain::ledger::JournalKind;
use circles_domain::{
    AttachmentId, CircleId, JournalId, Money, PersonId, PostId, Timestamp, TipId, TransferId,
};
use circles_wire::person::Byline;
use circles_wire::proposal::{EntryNote, SignedAdjustment};
use circles_wire::wallet::{Entry, EntryKind, MOST_ENTRIES, MOST_WORDS, WalletQuery, WalletResponse};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{LedgerError, Terms, account, facts, frozen, owed, own_limits, pin, thanks, transfer};
use crate::store::reading::{member_circles, unblocked, unblocked_in, unreported};

/// Entries of a page, unless told.
const PAGE: i64 = 50;

#[derive(sqlx::FromRow)]
struct EntryRow {
    id: Uuid,
    seq: i64,
    kind: String,
    booked_at_us: i64,
    amount_minor: i64,
    balance_minor: i64,
    tip_id: Option<Uuid>,
    transfer_id: Option<Uuid>,
    tip_state: Option<String>,
    message: Option<String>,
    tip_is_anonymous: Option<bool>,
    post_id: Option<Uuid>,
    other_id: Option<Uuid>,
    other_name: Option<String>,
    other_masked_name: Option<String>,
    other_verified_until_us: Option<i64>,
    other_avatar_id: Option<Uuid>,
    other_is_seen: Option<bool>,
    other_is_named: Option<bool>,
    circle_id: Option<Uuid>,
    words: Option<String>,
    thanked_at_us: Option<i64>,
    adjusted: Option<String>,
    adjusted_signature: Option<Vec<u8>>,
    refund_reason: Option<String>,
    refund_reference: Option<String>,
    returned: Option<String>,
    is_payer: Option<bool>,
}

/// The wallet of `person`, with the page of entries that `query` asks for, newest first.
///
/// # Errors
/// When the database fails.
pub async fn wallet(
    tx: &mut SqliteConnection,
    terms: &Terms,
    person: PersonId,
    query: &WalletQuery,
    now: Timestamp,
) -> Result<WalletResponse, LedgerError> {
    let (day, purse) = (facts::day(tx, person, now).await?, account::purse(tx, person).await?);
    let (held, incoming): (i64, i64) = sqlx::query_as(
        "SELECT (SELECT CAST(COALESCE(SUM(amount_minor), 0) AS INTEGER) FROM tip WHERE payer_id = $1 AND state = 'held'),
                (SELECT CAST(COALESCE(SUM(amount_minor), 0) AS INTEGER) FROM tip WHERE payee_id = $1 AND state = 'held')",
    )
    .bind(person.0)
    .fetch_one(&mut *tx)
    .await?;
    let limit = query.limit.unwrap_or(PAGE).clamp(1, MOST_ENTRIES);
    let mut entries = entries(tx, person, query.before.unwrap_or(i64::MAX), limit, now).await?;
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = entries.len() > size;
    entries.truncate(size);
    Ok(WalletResponse {
        balance: purse.balance,
        held: Money::fen(held + transfer::held(tx, person).await?),
        incoming: Money::fen(incoming),
        spent_today: day.spent,
        day_limit: terms.limits.day,
        own_limits: own_limits::own_limits(tx, person, now).await?,
        pin_set: pin::is_set(tx, person).await?,
        locked: purse.locked,
        frozen: frozen::find_freeze(tx, person).await?,
        owed: Some(owed(tx, person).await?).filter(|owed| owed.minor > 0),
        step_up_above: terms.step_up.per_tip,
        step_up_day_above: terms.step_up.per_day,
        sandbox: terms.sandbox,
        entries,
        more,
        thanks: thanks::list(tx, person).await?,
    })
}

async fn entries(
    tx: &mut SqliteConnection,
    person: PersonId,
    before: i64,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<Entry>, LedgerError> {
    // The other one is whoever of payer and payee this is not. One more than a page tells whether there is more. Of the
    // post comes no more than a reader of its circle may see now.
    let rows: Vec<EntryRow> = sqlx::query_as(concat!(
        "SELECT journal.id, journal.seq, journal.kind, journal.booked_at_us, posting.amount_minor,
                posting.balance_minor, tip.id AS tip_id, transfer.id AS transfer_id, tip.state AS tip_state,
                coalesce(tip.message, transfer.note) AS message,
                tip.privacy = 'anonymous' AS tip_is_anonymous, tip.post_id, other.id AS other_id,
                other.display_name AS other_name, other.masked_name AS other_masked_name,
                other.verified_until_us AS other_verified_until_us, other.avatar_id AS other_avatar_id,
                ",
        "other.deleted_at_us IS NULL AND (",
        unblocked!("other.id"),
        " OR (coalesce(tip.state, transfer.state) = 'held'
              AND other.id NOT IN (SELECT blocked_id FROM block WHERE blocker_id = $1))) AS other_is_seen,
         other.deleted_at_us IS NULL AND (",
        unblocked!("other.id"),
        " OR coalesce(tip.state, transfer.state) = 'held'
          OR other.id IN (SELECT blocked_id FROM block WHERE blocker_id = $1)) AS other_is_named, p.circle_id,
                CASE WHEN p.state = 'kept' AND ",
        unblocked_in!("p.author_id", "p.circle_id"),
        " AND ",
        unreported!("p.id"),
        " THEN substr(p.text, 1, 200) END AS words, thanks.thanked_at_us, agreed.receipt AS adjusted,
                agreed.signature AS adjusted_signature, refund.reason AS refund_reason,
                refund.reference AS refund_reference, CASE WHEN tip.state = 'returned' THEN tip.reason END AS returned,
                tip.payer_id = account.person_id AS is_payer
         FROM ledger_account AS account
         JOIN posting ON posting.account_id = account.id
         JOIN journal ON journal.seq = posting.journal_seq
         LEFT JOIN tip ON tip.id = journal.subject_id AND tip.state <> 'refused'
         LEFT JOIN tip_thanks AS thanks ON thanks.tip_id = tip.id
         LEFT JOIN transfer ON transfer.id = journal.subject_id AND transfer.state <> 'refused'
         LEFT JOIN finance_proposal AS agreed ON agreed.journal_seq = journal.seq
         LEFT JOIN finance_proposal_tip AS back ON back.tip_id = tip.id AND back.outcome IN ('returned', 'refunded')
         LEFT JOIN finance_proposal AS refund ON refund.id = back.proposal_id
         LEFT JOIN person AS other
           ON other.id = CASE WHEN coalesce(tip.payer_id, transfer.payer_id) = account.person_id
                              THEN coalesce(tip.payee_id, transfer.payee_id)
                              ELSE coalesce(tip.payer_id, transfer.payer_id) END
         LEFT JOIN post AS p ON p.id = tip.post_id AND p.circle_id IN ",
        member_circles!(),
        "
         WHERE account.person_id = $1 AND account.kind = 'person' AND posting.journal_seq < $3
         ORDER BY posting.journal_seq DESC
         LIMIT $4 + 0",
    ))
    .bind(person.0)
    .bind(now.as_micros())
    .bind(before)
    .bind(limit.saturating_add(1))
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(|row| entry(row, now)).collect()
}

fn entry(row: EntryRow, now: Timestamp) -> Result<Entry, LedgerError> {
    let journal = JournalKind::from_name(&row.kind).ok_or(LedgerError::Row("a kind of journal"))?;
    let kind = match journal {
        JournalKind::TopUp => EntryKind::TopUp,
        JournalKind::TipHold => EntryKind::TipSent,
        JournalKind::TipRelease => EntryKind::TipReceived,
        JournalKind::TipReturn => EntryKind::TipReturned,
        JournalKind::TipRefund if row.amount_minor < 0 => EntryKind::TipSentBack,
        JournalKind::TipRefund => EntryKind::TipReturned,
        JournalKind::TransferHold => EntryKind::TransferSent,
        JournalKind::TransferRelease => EntryKind::TransferReceived,
        JournalKind::TransferReturn => EntryKind::TransferReturned,
        JournalKind::Advance => EntryKind::Owed,
        JournalKind::Repayment => EntryKind::Repaid,
        JournalKind::CashOutHold => EntryKind::CashOut,
        JournalKind::CashOutReturn => EntryKind::CashOutReturned,
        JournalKind::AdjustmentCredit | JournalKind::AdjustmentDebit => EntryKind::Adjusted,
        JournalKind::CashOut => return Err(LedgerError::Row("a journal that no person has a part in")),
    };
    // A payer sees to whom the money goes; a payee has no need to know the legal name of who gave it, nor their name at
    // all where they did not want that.
    let note = note(&row, kind)?;
    let returned = row.returned.as_deref().filter(|_| kind == EntryKind::TipReturned);
    let returned = returned.map(|reason| serde_json::from_value(reason.into())).transpose()?;
    let names_payee = matches!(
        kind,
        EntryKind::TipSent | EntryKind::TipReturned | EntryKind::TransferSent | EntryKind::TransferReturned
    );
    let hidden = row.tip_is_anonymous == Some(true) && !names_payee;
    // Across a block a payment loses the face and the way to the post, and, for whoever is blocked, the masked name of who
    // got it: they read what they would of an account that is gone.
    let seen = row.other_id.filter(|_| row.other_is_seen == Some(true) && !hidden);
    let is_gone = row.other_id.is_some() && row.other_is_seen != Some(true) && !hidden;
    let counterparty = seen.map(|id| Byline {
        id: PersonId(id),
        display_name: row.other_name.unwrap_or_default(),
        verified: row.other_verified_until_us.is_some_and(|until| now.as_micros() < until),
        avatar: row.other_avatar_id.map(AttachmentId),
    });
    Ok(Entry {
        journal: JournalId(row.id),
        seq: row.seq,
        kind,
        amount: Money::fen(row.amount_minor),
        balance: Money::fen(row.balance_minor),
        counterparty,
        counterparty_masked_name: row
            .other_masked_name
            .filter(|_| names_payee && row.other_is_named == Some(true)),
        tip: row.tip_id.map(TipId),
        transfer: row.transfer_id.map(TransferId),
        post: row.post_id.filter(|_| seen.is_some() || !names_payee).map(PostId),
        circle: row.circle_id.map(CircleId),
        words: row.words.and_then(|text| first_words(&text)),
        booked_at: Timestamp::from_micros(row.booked_at_us),
        // Words of whoever is gone went with them. Those of an anonymous tip stay: that they went would name who gave it.
        message: row.message.filter(|_| names_payee || !is_gone).unwrap_or_default(),
        can_return: kind == EntryKind::TipReceived && row.tip_state.as_deref() == Some("released"),
        // Who thanked knows of it whatever came after; whoever was thanked hears nothing across a block.
        thanked_at: row.thanked_at_us.filter(|_| seen.is_some() || !names_payee).map(Timestamp::from_micros),
        note,
        returned,
    })
}

/// Why operators brought it about. The payer of a refunded tip reads the reason; its payee learns nothing of the payer.
fn note(row: &EntryRow, kind: EntryKind) -> Result<Option<EntryNote>, LedgerError> {
    if let (Some(receipt), Some(signature)) = (&row.adjusted, &row.adjusted_signature) {
        let signed =
            SignedAdjustment { receipt: serde_json::from_str(receipt)?, signature: super::encode(signature) };
        return Ok(Some(EntryNote::Adjusted { signed: Box::new(signed) }));
    }
    let went_back = matches!(kind, EntryKind::TipReturned | EntryKind::TipSentBack | EntryKind::Owed);
    Ok(match (&row.refund_reason, &row.refund_reference) {
        (Some(reason), Some(reference)) if went_back && row.is_payer == Some(true) => {
            Some(EntryNote::Refunded { reason: reason.clone(), reference: reference.clone() })
        }
        (Some(_), Some(_)) if went_back => Some(EntryNote::TakenBack),
        // Refunded by whoever runs the server, on its command line.
        _ if kind == EntryKind::TipSentBack && row.returned.as_deref() == Some("refunded") => {
            Some(EntryNote::TakenBack)
        }
        (_, _) => None,
    })
}

/// The first line that has words, shortened; `None` for a post of pictures alone.
pub(super) fn first_words(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    if line.chars().count() <= MOST_WORDS {
        return Some(line.to_owned());
    }
    Some(line.chars().take(MOST_WORDS - 1).chain(['…']).collect())
}
