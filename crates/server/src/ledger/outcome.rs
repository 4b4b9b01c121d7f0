//! The answer that a tip got, as it is kept.

use circles_domain::tip::{TipOutcome, TipRefusal};
use circles_domain::{Money, PersonId, PostId, Timestamp, TipId};
use circles_faults::{canary, crash_point};
use circles_wire::tip::{SignedReceipt, TipResponse};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::LedgerError;
use super::receipt;

/// A kept answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTip {
    /// Of the confirmation; `None` when it was abandoned before any.
    pub request_hash: Option<[u8; 32]>,
    /// What it is answered with.
    pub answer: TipResponse,
}

impl StoredTip {
    /// Whether a confirmation with this hash is the one that was answered. An abandoned tip answers every one: that is
    /// what the late copy of a confirmation meets.
    #[must_use]
    pub fn answers(&self, hash: &[u8; 32]) -> bool {
        canary!("hash_not_compared") || self.request_hash.as_ref().is_none_or(|kept| kept == hash)
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct TipRow {
    request_hash: Option<Vec<u8>>,
    post_id: Option<Uuid>,
    amount_minor: Option<i64>,
    state: String,
    reason: String,
    cancellable_until_us: Option<i64>,
    release_at_us: Option<i64>,
    receipt: Option<String>,
    signature: Option<Vec<u8>>,
}

/// The kept answer of a payer's tip.
///
/// # Errors
/// When the database fails or the row makes no sense.
pub async fn find_tip(
    tx: &mut SqliteConnection,
    payer: PersonId,
    id: TipId,
) -> Result<Option<StoredTip>, LedgerError> {
    let row: Option<TipRow> = sqlx::query_as(
        "SELECT request_hash, post_id, amount_minor, state, reason, cancellable_until_us, release_at_us, receipt,
                signature
         FROM tip WHERE payer_id = $1 AND id = $2",
    )
    .bind(payer.0)
    .bind(id.0)
    .fetch_optional(tx)
    .await?;
    row.map(|row| read_tip(id, row)).transpose()
}

/// A kept answer out of its row.
pub(super) fn read_tip(id: TipId, row: TipRow) -> Result<StoredTip, LedgerError> {
    let request_hash = row
        .request_hash
        .map(|hash| hash.try_into().map_err(|_| LedgerError::Row("a request hash")))
        .transpose()?;
    let receipt = match (row.receipt, row.signature) {
        (Some(receipt), Some(signature)) => Some(SignedReceipt {
            receipt: serde_json::from_str(&receipt)?,
            signature: receipt::encode(&signature),
        }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(LedgerError::Row("half a receipt")),
    };
    let answer = TipResponse {
        id,
        post: row.post_id.map(PostId),
        amount: row.amount_minor.map(Money::fen),
        outcome: read_outcome(&row.state, &row.reason)?,
        cancellable_until: row.cancellable_until_us.map(Timestamp::from_micros),
        release_at: row.release_at_us.map(Timestamp::from_micros),
        receipt,
    };
    Ok(StoredTip { request_hash, answer })
}

/// States and reasons are kept under their names on the wire, so that there is one list of them.
fn read_outcome(state: &str, reason: &str) -> Result<TipOutcome, LedgerError> {
    Ok(if reason.is_empty() {
        serde_json::from_value(serde_json::json!({ "state": state }))?
    } else {
        serde_json::from_value(serde_json::json!({ "state": state, "reason": reason }))?
    })
}

/// A refusal to be kept. It is as final as a tip: no money ever moves under its id.
pub(super) struct Refusal {
    pub(super) payer: PersonId,
    pub(super) id: TipId,
    pub(super) request_hash: Option<[u8; 32]>,
    pub(super) post: Option<PostId>,
    pub(super) payee: Option<PersonId>,
    pub(super) amount: Option<Money>,
    pub(super) reason: TipRefusal,
}

/// Keeps a refusal and answers with it.
pub(super) async fn refuse(
    tx: &mut SqliteConnection,
    refusal: Refusal,
    now: Timestamp,
) -> Result<TipResponse, LedgerError> {
    let reason = serde_json::to_value(refusal.reason)?;
    sqlx::query(
        "INSERT INTO tip (payer_id, id, request_hash, post_id, payee_id, amount_minor, state, reason, spent_day,
                          with_pin, answered_at_us)
         VALUES ($1, $2, $3, $4, $5, $6, 'refused', $7, $8, 0, $9)",
    )
    .bind(refusal.payer.0)
    .bind(refusal.id.0)
    .bind(refusal.request_hash.map(|hash| hash.to_vec()))
    .bind(refusal.post.map(|post| post.0))
    .bind(refusal.payee.map(|payee| payee.0))
    .bind(refusal.amount.map(|amount| amount.minor))
    .bind(reason.as_str().ok_or(LedgerError::Row("a refusal without a name"))?)
    .bind(now.shanghai_day())
    .bind(now.as_micros())
    .execute(&mut *tx)
    .await?;
    crash_point!("server.refusal.written", sqlx::Error::WorkerCrashed.into());
    let kept = find_tip(tx, refusal.payer, refusal.id).await?;
    Ok(kept.ok_or(LedgerError::Row("a refusal that was just kept is not there"))?.answer)
}
