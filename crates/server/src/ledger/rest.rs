//! Cash-outs rest for a while after another device key signed in or the payment password changed: whoever took over an
//! account takes nothing out before its owner was told. A device is who holds its key: an id is only what it says of
//! itself.

use circles_domain::{PersonId, Timestamp};
use sqlx::SqliteConnection;

use super::LedgerError;

/// Until when the cash-outs of `person` rest; `None` when they do not. Where somebody signs in for the first time there is
/// nobody to be told.
///
/// # Errors
/// When the database fails.
pub async fn rests_until(
    db: &mut SqliteConnection,
    person: PersonId,
    rest_s: i64,
    now: Timestamp,
) -> Result<Option<Timestamp>, LedgerError> {
    let (new_key_us, changed_us): (i64, i64) = sqlx::query_as(
        "SELECT coalesce((SELECT max(d.key_since_us) FROM device d
                          WHERE d.person_id = $1 AND d.revoked_at_us IS NULL
                            AND EXISTS (SELECT 1 FROM device e
                                        WHERE e.person_id = $1 AND e.created_at_us < d.key_since_us)), 0),
                coalesce((SELECT changed_at_us FROM pin WHERE person_id = $1), 0)",
    )
    .bind(person.0)
    .fetch_one(db)
    .await?;
    let last_us = new_key_us.max(changed_us);
    let until = Timestamp::from_micros(last_us).plus_seconds(rest_s);
    Ok((last_us > 0 && until > now).then_some(until))
}
