//! One-use tokens: the payment password was right, for this quote and no other.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use circles_domain::{PersonId, QuoteId, Timestamp};
use sqlx::SqliteConnection;

use super::LedgerError;
use crate::auth::token_hash;

/// Whether `person` may ask for a token for `quote` now: it is theirs, newest and not expired.
///
/// # Errors
/// When the database fails.
pub async fn may_ask(
    tx: &mut SqliteConnection,
    quote: QuoteId,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, LedgerError> {
    let may = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM quote WHERE id = $1 AND payer_id = $2 AND replaced = 0 AND expires_at_us > $3)
             OR EXISTS (SELECT 1 FROM transfer_quote
                        WHERE id = $1 AND payer_id = $2 AND replaced = 0 AND expires_at_us > $3)",
    )
    .bind(quote.0)
    .bind(person.0)
    .bind(now.as_micros())
    .fetch_one(tx)
    .await?;
    Ok(may)
}

/// A token for `quote`, good until `expires_at`. Only its hash is kept.
///
/// # Errors
/// When the database fails, or the system gives no randomness.
pub async fn issue(
    tx: &mut SqliteConnection,
    quote: QuoteId,
    person: PersonId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<String, LedgerError> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|_| LedgerError::Key("the system gives no randomness"))?;
    let token = URL_SAFE_NO_PAD.encode(secret);
    sqlx::query("DELETE FROM step_up_token WHERE expires_at_us <= $1")
        .bind(now.as_micros())
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "INSERT INTO step_up_token (hash, quote_id, person_id, expires_at_us) VALUES ($1, $2, $3, $4)",
    )
    .bind(token_hash(&token).as_slice())
    .bind(quote.0)
    .bind(person.0)
    .bind(expires_at.as_micros())
    .execute(tx)
    .await?;
    Ok(token)
}

/// Uses a token up; whether it was good for this quote of this person.
pub(super) async fn take(
    tx: &mut SqliteConnection,
    token: &str,
    quote: QuoteId,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, LedgerError> {
    let taken = sqlx::query(
        "DELETE FROM step_up_token WHERE hash = $1 AND quote_id = $2 AND person_id = $3 AND expires_at_us > $4",
    )
    .bind(token_hash(token).as_slice())
    .bind(quote.0)
    .bind(person.0)
    .bind(now.as_micros())
    .execute(tx)
    .await?;
    Ok(taken.rows_affected() == 1)
}
