//! Quotes: what the confirm page shows, bound on the server so that nothing can change between showing and paying.

use circles_domain::ledger::{TipFacts, step_up_needed};
use circles_domain::tip::TipPrivacy;
use circles_domain::{Money, PersonId, PostId, QuoteId, Timestamp, TipAmount, TipId};
use circles_faults::{canary, crash_point};
use circles_wire::ErrorCode;
use circles_wire::tip::{QuoteResponse, TipResponse};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::facts::{self, Facts};
use super::outcome::find_tip;
use super::own_limits;
use super::{LedgerError, Terms, has_moved};
use crate::store::people;

/// How long a quote is kept after it expired, for whoever looks into a complaint.
const KEPT_S: i64 = 86_400;

/// What asking for a quote came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Quoted {
    /// A quote.
    Quote(Box<QuoteResponse>),
    /// The tip has its answer already; a new attempt needs a new id.
    Answered(Box<TipResponse>),
    /// The id moved money of somebody else.
    Taken,
    /// No tip can come of it, and this is why.
    Refused(ErrorCode),
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// For which post.
    pub post: PostId,
    /// How much.
    pub amount: TipAmount,
    /// Who learns who gave it.
    pub privacy: TipPrivacy,
    /// The words that go with it, as they are kept.
    pub message: String,
}

/// A quote that is kept.
#[derive(Clone, Debug)]
pub(super) struct QuoteRow {
    pub(super) post: PostId,
    pub(super) payee: PersonId,
    pub(super) amount: Money,
    pub(super) privacy: TipPrivacy,
    pub(super) message: String,
    pub(super) created_at: Timestamp,
    /// Neither expired nor replaced.
    pub(super) open: bool,
}

/// Binds payer, payee, post and amount; an older quote of the same tip is void from here on.
///
/// # Errors
/// When the database fails.
pub async fn quote(
    tx: &mut SqliteConnection,
    terms: &Terms,
    payer: PersonId,
    tip: TipId,
    asked: &Asked,
    now: Timestamp,
) -> Result<Quoted, LedgerError> {
    if let Some(kept) = find_tip(tx, payer, tip).await? {
        return Ok(Quoted::Answered(Box::new(kept.answer)));
    }
    if has_moved(tx, tip.0).await? {
        return Ok(Quoted::Taken);
    }
    let (post, amount) = (asked.post, asked.amount);
    let Some(facts) = facts::read(tx, terms, payer, post, amount, now).await? else {
        return Ok(Quoted::Refused(ErrorCode::NotFound));
    };
    if let Some(code) = never(&facts) {
        return Ok(Quoted::Refused(code));
    }
    let terms = &facts.terms;
    let quote = QuoteId::mint();
    let expires_at = now.plus_seconds(terms.quote_s);
    replace(tx, payer, tip, now).await?;
    sqlx::query(
        "INSERT INTO quote (id, payer_id, tip_id, payee_id, post_id, amount_minor, created_at_us, expires_at_us, privacy,
                            message)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(quote.0)
    .bind(payer.0)
    .bind(tip.0)
    .bind(facts.tip.payee.0)
    .bind(post.0)
    .bind(amount.as_fen())
    .bind(now.as_micros())
    .bind(expires_at.as_micros())
    .bind(asked.privacy.as_str())
    .bind(&asked.message)
    .execute(&mut *tx)
    .await?;
    crash_point!("server.quote.written", sqlx::Error::WorkerCrashed.into());
    show(tx, terms, &facts, (tip, quote, asked), now).await.map(|shown| Quoted::Quote(Box::new(shown)))
}

/// What can never become a tip is told before a confirm page is shown. Limits and balance are not: the page shows
/// them, and they may change until the confirmation, where they are decided.
fn never(facts: &Facts) -> Option<ErrorCode> {
    let tip = &facts.tip;
    if !facts.post_is_visible {
        Some(ErrorCode::NotFound)
    } else if !tip.post_is_open || tip.payer == tip.payee {
        Some(ErrorCode::Forbidden)
    } else if !facts.payer_verified {
        Some(ErrorCode::NameExpired)
    } else if !tip.payer_is_adult {
        Some(ErrorCode::Minor)
    } else if facts.paying.locked {
        Some(ErrorCode::PaymentsLocked)
    } else if tip.payer_is_frozen {
        Some(ErrorCode::WalletFrozen)
    } else if !tip.payee_takes_tips {
        Some(ErrorCode::TipsOff)
    } else if !tip.payee_is_adult || !tip.payee_can_receive {
        Some(ErrorCode::Forbidden)
    } else {
        None
    }
}

async fn replace(
    tx: &mut SqliteConnection,
    payer: PersonId,
    tip: TipId,
    now: Timestamp,
) -> Result<(), LedgerError> {
    sqlx::query("UPDATE quote SET replaced = 1 WHERE payer_id = $1 AND tip_id = $2 AND replaced = 0")
        .bind(payer.0)
        .bind(tip.0)
        .execute(&mut *tx)
        .await?;
    sqlx::query("DELETE FROM quote WHERE expires_at_us < $1")
        .bind(now.plus_seconds(-KEPT_S).as_micros())
        .execute(tx)
        .await?;
    Ok(())
}

async fn show(
    tx: &mut SqliteConnection,
    terms: &Terms,
    facts: &Facts,
    (tip, quote, asked): (TipId, QuoteId, &Asked),
    now: Timestamp,
) -> Result<QuoteResponse, LedgerError> {
    let payee =
        people::find(&mut *tx, facts.tip.payee).await?.ok_or(LedgerError::Row("a post without author"))?;
    Ok(QuoteResponse {
        tip,
        quote,
        post: asked.post,
        payee: payee.byline(now),
        payee_masked_name: payee.masked_name,
        amount: facts.tip.amount.money(),
        privacy: asked.privacy,
        message: asked.message.clone(),
        fee: Money::fen(0),
        balance: facts.tip.balance,
        spent_today: facts.tip.spent_today,
        day_limit: facts.tip.platform_day_limit,
        tips_to_payee_today: tips_today(tx, &facts.tip, now).await?,
        own_limits: own_limits::own_limits(tx, facts.tip.payer, now).await?,
        step_up: step_up_needed(facts.tip.amount.money(), facts.spent_without_pin, terms.step_up),
        escrow_seconds: terms.release_at(now).seconds_since(now),
        quoted_at: now,
        expires_at: now.plus_seconds(terms.quote_s),
    })
}

/// How often the payer tipped this payee on the day of `now`.
async fn tips_today(tx: &mut SqliteConnection, tip: &TipFacts, now: Timestamp) -> Result<i64, LedgerError> {
    let tips = sqlx::query_scalar(
        "SELECT COUNT(*) FROM tip
         WHERE payer_id = $1 AND payee_id = $2 AND spent_day = $3 AND state IN ('held', 'released')",
    )
    .bind(tip.payer.0)
    .bind(tip.payee.0)
    .bind(now.shanghai_day())
    .fetch_one(tx)
    .await?;
    Ok(tips)
}

/// A quote of this payer's tip.
pub(super) async fn find_quote(
    tx: &mut SqliteConnection,
    payer: PersonId,
    tip: TipId,
    quote: QuoteId,
    now: Timestamp,
) -> Result<Option<QuoteRow>, LedgerError> {
    let row: Option<KeptRow> = sqlx::query_as(
        "SELECT post_id, payee_id, amount_minor, privacy, message, created_at_us, expires_at_us, replaced
         FROM quote WHERE id = $1 AND payer_id = $2 AND tip_id = $3",
    )
    .bind(quote.0)
    .bind(payer.0)
    .bind(tip.0)
    .fetch_optional(tx)
    .await?;
    row.map(|row| {
        Ok(QuoteRow {
            post: PostId(row.post_id),
            payee: PersonId(row.payee_id),
            amount: Money::fen(row.amount_minor),
            privacy: TipPrivacy::from_name(&row.privacy).ok_or(LedgerError::Row("a privacy"))?,
            message: row.message,
            created_at: Timestamp::from_micros(row.created_at_us),
            open: !row.replaced && (now.as_micros() < row.expires_at_us || canary!("quote_never_expires")),
        })
    })
    .transpose()
}

#[derive(sqlx::FromRow)]
struct KeptRow {
    post_id: Uuid,
    payee_id: Uuid,
    amount_minor: i64,
    privacy: String,
    message: String,
    created_at_us: i64,
    expires_at_us: i64,
    replaced: bool,
}
