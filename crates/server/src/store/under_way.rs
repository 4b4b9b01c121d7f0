//! Sign-ins that are under way: proven on the pages, or sent home with a code that nobody has used. They end with the
//! sessions of whoever they let in, or they would outlive them.

use circles_domain::{DeviceId, PersonId};
use sqlx::SqliteConnection;

use crate::auth::Signed;

/// Voids those of a person, on whatever device.
///
/// # Errors
/// When the database fails.
pub async fn void(db: &mut SqliteConnection, person: PersonId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM authorization_code WHERE person_id = $1 AND redeemed_at_us IS NULL")
        .bind(person.0)
        .execute(&mut *db)
        .await?;
    sqlx::query(
        "DELETE FROM sign_in_proof
         WHERE confirmed = 1 AND identity_hash = (SELECT identity_hash FROM person WHERE id = $1)",
    )
    .bind(person.0)
    .execute(db)
    .await?;
    Ok(())
}

/// Voids those of a person on every device but `signed`'s own.
///
/// # Errors
/// When the database fails.
pub async fn void_elsewhere(db: &mut SqliteConnection, signed: Signed) -> sqlx::Result<()> {
    sqlx::query(
        "DELETE FROM authorization_code WHERE person_id = $1 AND device_id <> $2 AND redeemed_at_us IS NULL",
    )
    .bind(signed.person.0)
    .bind(signed.device.0)
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "DELETE FROM sign_in_proof
         WHERE confirmed = 1 AND identity_hash = (SELECT identity_hash FROM person WHERE id = $1)
           AND attempt_id IN (SELECT id FROM sign_in_attempt WHERE device_id <> $2)",
    )
    .bind(signed.person.0)
    .bind(signed.device.0)
    .execute(db)
    .await?;
    Ok(())
}

/// Voids those on one device.
///
/// # Errors
/// When the database fails.
pub async fn void_on(db: &mut SqliteConnection, device: DeviceId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM authorization_code WHERE device_id = $1 AND redeemed_at_us IS NULL")
        .bind(device.0)
        .execute(&mut *db)
        .await?;
    sqlx::query(
        "DELETE FROM sign_in_proof
         WHERE confirmed = 1 AND attempt_id IN (SELECT id FROM sign_in_attempt WHERE device_id = $1)",
    )
    .bind(device.0)
    .execute(db)
    .await?;
    Ok(())
}
