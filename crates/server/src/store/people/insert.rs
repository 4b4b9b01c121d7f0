//! Adding a person.

use circles_domain::claim::{Claim, ClaimKind, Claims};
use circles_domain::person::DisplayName;
use circles_domain::{PersonId, Timestamp};
use sqlx::SqliteConnection;

use crate::identity::Attester;
use crate::store::claims;

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
    /// What is proven, until the same time as the name and not signed yet. A score makes an invented history.
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
    sqlx::query(
        "INSERT INTO person (id, display_name, masked_name, name_sealed, identity_hash, score, score_fixed, verified_until_us,
                             created_at_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(person.id.0)
    .bind(person.display_name.as_ref().map_or("", DisplayName::as_str))
    .bind(&person.masked_name)
    .bind(&person.name_sealed)
    .bind(person.identity_hash.as_slice())
    .bind(person.claims.score)
    .bind(person.claims.score.is_some())
    .bind(person.verified_until.as_micros())
    .bind(person.created_at.as_micros())
    .execute(&mut *db)
    .await?;
    let name = std::iter::once((ClaimKind::LegalName, String::new()));
    for (kind, value) in name.chain(person.claims.values()) {
        let claim = Claim {
            kind,
            value,
            issuer: Attester::of(kind).issuer().to_owned(),
            issued_at: person.created_at,
            expires_at: person.verified_until,
        };
        claims::put(db, person.id, &claim, "").await?;
    }
    Ok(())
}
