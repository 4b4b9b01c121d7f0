//! Adding a person.

use circles_domain::claim::Claims;
use circles_domain::person::DisplayName;
use circles_domain::{PersonId, Timestamp};
use sqlx::SqliteConnection;

use super::gender_name;

/// A person to be added.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Which.
    pub id: PersonId,
    /// As they call themselves; `None` until they chose.
    pub display_name: Option<DisplayName>,
    /// First character of the legal name and `*`.
    pub masked_name: String,
    /// The legal name, sealed.
    pub name_sealed: Vec<u8>,
    /// Keyed hash of the identity number.
    pub identity_hash: [u8; 32],
    /// What is proven.
    pub claims: Claims,
    /// Until when.
    pub verified_until: Timestamp,
    /// When they joined.
    pub created_at: Timestamp,
}

/// Adds a person.
///
/// # Errors
/// When the database fails, or the identity has an account already.
pub async fn insert(db: &mut SqliteConnection, person: &NewPerson) -> sqlx::Result<()> {
    let claims = &person.claims;
    let born =
        claims.birth_date.map(|d| i64::from(d.year) * 10_000 + i64::from(d.month) * 100 + i64::from(d.day));
    sqlx::query(
        "INSERT INTO person (id, display_name, masked_name, name_sealed, identity_hash, birth_date, gender, student, employed,
                             overseas, score, verified_until_us, created_at_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(person.id.0)
    .bind(person.display_name.as_ref().map_or("", DisplayName::as_str))
    .bind(&person.masked_name)
    .bind(&person.name_sealed)
    .bind(person.identity_hash.as_slice())
    .bind(born)
    .bind(claims.gender.map(gender_name))
    .bind(claims.student)
    .bind(claims.employed)
    .bind(claims.overseas)
    .bind(claims.score)
    .bind(person.verified_until.as_micros())
    .bind(person.created_at.as_micros())
    .execute(db)
    .await?;
    Ok(())
}
