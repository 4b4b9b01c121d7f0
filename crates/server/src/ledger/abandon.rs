//! Giving up on an answer: afterwards the tip is settled, one way or the other.

use circles_domain::tip::TipRefusal;
use circles_domain::{Money, PersonId, PostId, Timestamp, TipId};
use circles_wire::tip::TipResponse;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::LedgerError;
use super::outcome::{Refusal, find_tip, refuse};

/// The answer that is kept, or `refused{abandoned}` kept from now on. Works for an id that was never seen: the
/// confirmation may still be on its way.
///
/// # Errors
/// When the database fails.
pub async fn abandon(
    tx: &mut SqliteConnection,
    payer: PersonId,
    id: TipId,
    now: Timestamp,
) -> Result<TipResponse, LedgerError> {
    if let Some(kept) = find_tip(tx, payer, id).await? {
        return Ok(kept.answer);
    }
    let quoted: Option<(Uuid, Uuid, i64)> = sqlx::query_as(
        "SELECT post_id, payee_id, amount_minor FROM quote WHERE payer_id = $1 AND tip_id = $2 AND replaced = 0",
    )
    .bind(payer.0)
    .bind(id.0)
    .fetch_optional(&mut *tx)
    .await?;
    let refusal = Refusal {
        payer,
        id,
        request_hash: None,
        post: quoted.map(|(post, _, _)| PostId(post)),
        payee: quoted.map(|(_, payee, _)| PersonId(payee)),
        amount: quoted.map(|(_, _, minor)| Money::fen(minor)),
        reason: TipRefusal::Abandoned,
    };
    refuse(tx, refusal, now).await
}
