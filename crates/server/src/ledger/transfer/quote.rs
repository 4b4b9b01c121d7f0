//! Quotes of transfers: what the confirm page shows, bound so that nothing can change between showing and paying.

use circles_domain::ledger::step_up_needed;
use circles_domain::{Money, MoneyRequestId, PersonId, QuoteId, Timestamp, TransferId};
use circles_faults::crash_point;
use circles_wire::ErrorCode;
use circles_wire::transfer::{TransferQuoteResponse, TransferResponse};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::facts::{self, Facts};
use super::outcome::find;
use crate::ledger::money_request::{Payable, payable};
use crate::ledger::{LedgerError, Terms, has_moved};

/// How long a quote is kept after it expired, for whoever looks into a complaint.
const KEPT_S: i64 = 86_400;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// To whom.
    pub payee: PersonId,
    /// How much; checked by the caller.
    pub amount: Money,
    /// The words that go with it, as they are kept.
    pub note: String,
    /// The request that it pays.
    pub request: Option<MoneyRequestId>,
}

/// What asking for a quote came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Quoted {
    /// A quote.
    Quote(Box<TransferQuoteResponse>),
    /// The transfer has its answer already; a new attempt needs a new id.
    Answered(Box<TransferResponse>),
    /// Money of somebody else, or for something else, moved under the id.
    Taken,
    /// No transfer can come of it, and this is why.
    Refused(ErrorCode),
}

/// A quote that is kept.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) asked: Asked,
    pub(super) wait_s: i64,
    pub(super) created_at: Timestamp,
    /// Neither expired nor replaced.
    pub(super) open: bool,
}

/// Binds payer, payee, amount and note; an older quote of the same transfer is void from here on.
///
/// # Errors
/// When the database fails.
pub async fn quote(
    tx: &mut SqliteConnection,
    terms: &Terms,
    (payer, transfer): (PersonId, TransferId),
    asked: &Asked,
    now: Timestamp,
) -> Result<Quoted, LedgerError> {
    if let Some(kept) = find(tx, payer, transfer).await? {
        return Ok(Quoted::Answered(Box::new(kept.answer)));
    }
    if has_moved(tx, transfer.0).await? {
        return Ok(Quoted::Taken);
    }
    let facts = facts::read(tx, terms, (payer, asked.payee), asked.amount, now).await?;
    if let Some(code) = never(&facts) {
        return Ok(Quoted::Refused(code));
    }
    if let Some(code) = strange(tx, payer, asked, now).await? {
        return Ok(Quoted::Refused(code));
    }
    let quote = QuoteId::mint();
    sqlx::query(
        "UPDATE transfer_quote SET replaced = 1 WHERE payer_id = $1 AND transfer_id = $2 AND replaced = 0",
    )
    .bind(payer.0)
    .bind(transfer.0)
    .execute(&mut *tx)
    .await?;
    sqlx::query("DELETE FROM transfer_quote WHERE expires_at_us < $1")
        .bind(now.plus_seconds(-KEPT_S).as_micros())
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "INSERT INTO transfer_quote (id, payer_id, transfer_id, payee_id, amount_minor, note, wait_s, created_at_us,
                                     expires_at_us, request_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(quote.0)
    .bind(payer.0)
    .bind(transfer.0)
    .bind(asked.payee.0)
    .bind(asked.amount.minor)
    .bind(&asked.note)
    .bind(facts.wait_s)
    .bind(now.as_micros())
    .bind(now.plus_seconds(terms.quote_s).as_micros())
    .bind(asked.request.map(|request| request.0))
    .execute(tx)
    .await?;
    crash_point!("server.transfer.quote.written", sqlx::Error::WorkerCrashed.into());
    show(terms, facts, (transfer, quote, asked), now)
}

/// What can never become a transfer is told before a confirm page is shown. Limit and balance are not: the page shows
/// them.
fn never(facts: &Facts) -> Option<ErrorCode> {
    let transfer = &facts.transfer;
    if facts.payee.is_none() {
        Some(ErrorCode::NotFound)
    } else if transfer.payer == transfer.payee {
        Some(ErrorCode::Forbidden)
    } else if !facts.payer_verified {
        Some(ErrorCode::NameExpired)
    } else if !transfer.payer_is_adult {
        Some(ErrorCode::Minor)
    } else if facts.paying.locked {
        Some(ErrorCode::PaymentsLocked)
    } else if transfer.payer_is_frozen {
        Some(ErrorCode::WalletFrozen)
    } else if !transfer.friends && !transfer.takes_from_others {
        // First, so that a stranger does not learn who is under age, frozen or about to leave.
        Some(ErrorCode::FriendsOnly)
    } else if !transfer.payee_can_receive {
        Some(ErrorCode::Forbidden)
    } else {
        None
    }
}

/// What is said to pay a request pays exactly that one.
async fn strange(
    tx: &mut SqliteConnection,
    payer: PersonId,
    asked: &Asked,
    now: Timestamp,
) -> Result<Option<ErrorCode>, LedgerError> {
    let Some(request) = asked.request else { return Ok(None) };
    Ok(match payable(tx, payer, request, now).await? {
        Payable::Open(asker, amount) if (asker, amount) == (asked.payee, asked.amount) => None,
        Payable::Open(..) => Some(ErrorCode::Invalid),
        Payable::Over => Some(ErrorCode::Stale),
        Payable::NotThere => Some(ErrorCode::NotFound),
    })
}

fn show(
    terms: &Terms,
    facts: Facts,
    (transfer, quote, asked): (TransferId, QuoteId, &Asked),
    now: Timestamp,
) -> Result<Quoted, LedgerError> {
    let payee = facts.payee.ok_or(LedgerError::Row("a quote without a payee"))?;
    Ok(Quoted::Quote(Box::new(TransferQuoteResponse {
        transfer,
        quote,
        payee: payee.byline(now),
        payee_masked_name: payee.masked_name,
        is_first: facts.is_first,
        amount: asked.amount,
        fee: Money::fen(0),
        note: asked.note.clone(),
        request: asked.request,
        balance: facts.transfer.balance,
        spent_today: facts.transfer.spent_today,
        day_limit: facts.transfer.day_limit,
        day_ends_at: now.end_of_shanghai_day(),
        step_up: step_up_needed(asked.amount, facts.lately.spent_without_pin, terms.step_up),
        wait_seconds: facts.wait_s,
        accept_seconds: terms.transfer_accept_s,
        quoted_at: now,
        expires_at: now.plus_seconds(terms.quote_s),
    })))
}

#[derive(sqlx::FromRow)]
struct Row {
    payee_id: Uuid,
    amount_minor: i64,
    note: String,
    wait_s: i64,
    created_at_us: i64,
    expires_at_us: i64,
    replaced: bool,
    request_id: Option<Uuid>,
}

/// A quote of this payer's transfer; the newest where none is named.
pub(super) async fn find_quote(
    tx: &mut SqliteConnection,
    (payer, transfer): (PersonId, TransferId),
    quote: Option<QuoteId>,
    now: Timestamp,
) -> Result<Option<Kept>, LedgerError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT payee_id, amount_minor, note, wait_s, created_at_us, expires_at_us, replaced, request_id
         FROM transfer_quote
         WHERE payer_id = $1 AND transfer_id = $2 AND (id = $3 OR ($3 IS NULL AND replaced = 0))",
    )
    .bind(payer.0)
    .bind(transfer.0)
    .bind(quote.map(|quote| quote.0))
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| Kept {
        asked: Asked {
            payee: PersonId(row.payee_id),
            amount: Money::fen(row.amount_minor),
            note: row.note,
            request: row.request_id.map(MoneyRequestId),
        },
        wait_s: row.wait_s,
        created_at: Timestamp::from_micros(row.created_at_us),
        open: !row.replaced && now.as_micros() < row.expires_at_us,
    }))
}
