//! Who owns a circle: never nobody, as long as somebody can.

use circles_domain::circle::Role;
use circles_domain::{CircleId, PersonId, Timestamp};
use circles_faults::canary;
use sqlx::{SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::{end_handover, set_role};

/// Who owns a circle when somebody leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heir {
    /// Who does now: the one who leaves is not the only owner.
    Same,
    /// The admin who is there for the longest.
    Admin(PersonId),
    /// Nobody could.
    Nobody,
}

/// Who owns `circle` once `leaving` has left it.
///
/// # Errors
/// When the database fails.
pub async fn heir(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
    leaving: PersonId,
    now: Timestamp,
) -> sqlx::Result<Heir> {
    let ranks: Vec<(Uuid, String)> = sqlx::query_as(
        "SELECT person_id, role FROM membership
         WHERE circle_id = $1 AND joined = 1 AND role IN ('admin', 'owner')
           AND (person_id = $2 OR sanction = 'none' OR sanction_until_us <= $3)
         ORDER BY role DESC, joined_at_us, person_id",
    )
    .bind(circle.0)
    .bind(leaving.0)
    .bind(if canary!("heir_is_shut_out") { i64::MAX } else { now.as_micros() })
    .fetch_all(db)
    .await?;
    let owner = Role::Owner.as_str();
    if !ranks.iter().any(|(person, role)| *person == leaving.0 && role == owner) {
        return Ok(Heir::Same);
    }
    // Owners come before admins.
    Ok(match ranks.iter().find(|(person, _)| *person != leaving.0) {
        Some((_, role)) if role == owner => Heir::Same,
        Some((admin, _)) => Heir::Admin(PersonId(*admin)),
        None => Heir::Nobody,
    })
}

/// Makes `person` the one owner of `circle`; whoever was stays as an admin. Says who that was.
///
/// # Errors
/// When the database fails.
pub async fn name_owner(
    db: &mut SqliteConnection,
    person: PersonId,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Vec<PersonId>> {
    let before: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT person_id FROM membership WHERE circle_id = $1 AND joined = 1 AND role = 'owner' AND person_id <> $2",
    )
    .bind(circle.0)
    .bind(person.0)
    .fetch_all(&mut *db)
    .await?;
    end_handover(db, circle, now).await?;
    let before: Vec<PersonId> = before.into_iter().map(|(id,)| PersonId(id)).collect();
    for owner in &before {
        set_role(db, *owner, circle, Role::Admin, now).await?;
    }
    set_role(db, person, circle, Role::Owner, now).await?;
    Ok(before)
}
