//! The answer that a transfer got, as it is kept.

use circles_domain::transfer::{TransferOutcome, TransferRefusal};
use circles_domain::{Money, PersonId, Timestamp, TransferId};
use circles_faults::crash_point;
use circles_wire::transfer::{SignedTransferReceipt, TransferResponse};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::ledger::{LedgerError, encode};

/// A kept answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Of the confirmation; `None` when it was abandoned before any.
    pub request_hash: Option<[u8; 32]>,
    /// What it is answered with.
    pub answer: TransferResponse,
}

impl Stored {
    /// Whether a confirmation with this hash is the one that was answered. An abandoned transfer answers every one.
    #[must_use]
    pub fn answers(&self, hash: &[u8; 32]) -> bool {
        self.request_hash.as_ref().is_none_or(|kept| kept == hash)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    request_hash: Option<Vec<u8>>,
    payee_id: Option<Uuid>,
    amount_minor: Option<i64>,
    note: String,
    state: String,
    reason: String,
    offered_at_us: Option<i64>,
    expires_at_us: Option<i64>,
    receipt: Option<String>,
    signature: Option<Vec<u8>>,
}

/// The kept answer of a payer's transfer.
///
/// # Errors
/// When the database fails or the row makes no sense.
pub async fn find(
    tx: &mut SqliteConnection,
    payer: PersonId,
    id: TransferId,
) -> Result<Option<Stored>, LedgerError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT request_hash, payee_id, amount_minor, note, state, reason, offered_at_us, expires_at_us, receipt, signature
         FROM transfer WHERE payer_id = $1 AND id = $2",
    )
    .bind(payer.0)
    .bind(id.0)
    .fetch_optional(tx)
    .await?;
    row.map(|row| read(id, row)).transpose()
}

fn read(id: TransferId, row: Row) -> Result<Stored, LedgerError> {
    let request_hash = row
        .request_hash
        .map(|hash| hash.try_into().map_err(|_| LedgerError::Row("a request hash")))
        .transpose()?;
    let receipt = match (row.receipt, row.signature) {
        (Some(receipt), Some(signature)) => Some(SignedTransferReceipt {
            receipt: serde_json::from_str(&receipt)?,
            signature: encode(&signature),
        }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(LedgerError::Row("half a receipt")),
    };
    let answer = TransferResponse {
        id,
        payee: row.payee_id.map(PersonId),
        amount: row.amount_minor.map(Money::fen),
        note: row.note,
        outcome: read_outcome(&row.state, &row.reason)?,
        offered_at: row.offered_at_us.map(Timestamp::from_micros),
        expires_at: row.expires_at_us.map(Timestamp::from_micros),
        receipt,
    };
    Ok(Stored { request_hash, answer })
}

/// States and reasons are kept under their names on the wire, so that there is one list of them.
pub(super) fn read_outcome(state: &str, reason: &str) -> Result<TransferOutcome, LedgerError> {
    Ok(if reason.is_empty() {
        serde_json::from_value(serde_json::json!({ "state": state }))?
    } else {
        serde_json::from_value(serde_json::json!({ "state": state, "reason": reason }))?
    })
}

/// The name under which a reason is kept.
pub(super) fn name_of(reason: impl serde::Serialize) -> Result<String, LedgerError> {
    let name = serde_json::to_value(reason)?;
    name.as_str().map(str::to_owned).ok_or(LedgerError::Row("a reason without a name"))
}

/// A refusal to be kept.
pub(super) struct Refusal {
    pub(super) payer: PersonId,
    pub(super) id: TransferId,
    pub(super) request_hash: Option<[u8; 32]>,
    pub(super) payee: Option<PersonId>,
    pub(super) amount: Option<Money>,
    pub(super) note: String,
    pub(super) reason: TransferRefusal,
}

/// Keeps a refusal and answers with it.
pub(super) async fn refuse(
    tx: &mut SqliteConnection,
    refusal: Refusal,
    now: Timestamp,
) -> Result<TransferResponse, LedgerError> {
    sqlx::query(
        "INSERT INTO transfer (payer_id, id, request_hash, payee_id, amount_minor, note, state, reason, spent_day, with_pin,
                               answered_at_us)
         VALUES ($1, $2, $3, $4, $5, $6, 'refused', $7, $8, 0, $9)",
    )
    .bind(refusal.payer.0)
    .bind(refusal.id.0)
    .bind(refusal.request_hash.map(|hash| hash.to_vec()))
    .bind(refusal.payee.map(|payee| payee.0))
    .bind(refusal.amount.map(|amount| amount.minor))
    .bind(refusal.note)
    .bind(name_of(refusal.reason)?)
    .bind(now.shanghai_day())
    .bind(now.as_micros())
    .execute(&mut *tx)
    .await?;
    crash_point!("server.transfer.refusal.written", sqlx::Error::WorkerCrashed.into());
    let kept = find(tx, refusal.payer, refusal.id).await?;
    Ok(kept.ok_or(LedgerError::Row("a refusal that was just kept is not there"))?.answer)
}
