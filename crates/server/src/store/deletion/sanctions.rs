//! What circles imposed on a human: it waits for them, so that leaving lifts nothing.

use circles_domain::{PersonId, Timestamp};
use sqlx::SqliteConnection;

/// A mute or a ban that is in force outlives the account, and so does a list that shuts its person out: both wait under
/// the hash of the identity.
pub(super) async fn keep_sanctions(
    db: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO kept_sanction (identity_hash, circle_id, sanction, sanction_until_us, reason, act_id)
         SELECT p.identity_hash, m.circle_id, m.sanction, m.sanction_until_us, m.reason, m.act_id
         FROM membership m JOIN person p ON p.id = m.person_id
         WHERE m.person_id = $1 AND m.sanction <> 'none' AND m.sanction_until_us > $2
         ON CONFLICT (identity_hash, circle_id) DO UPDATE
         SET sanction = excluded.sanction, sanction_until_us = excluded.sanction_until_us, reason = excluded.reason,
             act_id = excluded.act_id",
    )
    .bind(person.0)
    .bind(now.as_micros())
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "INSERT INTO kept_denial (identity_hash, circle_id, added_by, added_at_us)
         SELECT p.identity_hash, g.circle_id, g.added_by, g.added_at_us
         FROM gate_person g JOIN person p ON p.id = g.person_id
         WHERE g.person_id = $1 AND g.list = 'deny'
         ON CONFLICT (identity_hash, circle_id) DO NOTHING",
    )
    .bind(person.0)
    .execute(db)
    .await?;
    Ok(())
}

/// Gives a new account what was imposed on the human behind it before, and what became of their appeals against it.
///
/// # Errors
/// When the database fails.
pub async fn restore_sanctions(
    db: &mut SqliteConnection,
    person: PersonId,
    identity_hash: &[u8; 32],
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO membership (person_id, circle_id, joined, sanction, sanction_until_us, reason, joined_at_us, act_id)
         SELECT $1, circle_id, 0, sanction, sanction_until_us, reason, $3, act_id
         FROM kept_sanction WHERE identity_hash = $2 AND sanction_until_us > $3",
    )
    .bind(person.0)
    .bind(identity_hash.as_slice())
    .bind(now.as_micros())
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "INSERT INTO gate_person (circle_id, person_id, list, added_by, added_at_us)
         SELECT circle_id, $1, 'deny', added_by, added_at_us FROM kept_denial WHERE identity_hash = $2",
    )
    .bind(person.0)
    .bind(identity_hash.as_slice())
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "UPDATE appeal SET person_id = $1
         WHERE act_id IN (SELECT act_id FROM kept_sanction WHERE identity_hash = $2 AND sanction_until_us > $3)",
    )
    .bind(person.0)
    .bind(identity_hash.as_slice())
    .bind(now.as_micros())
    .execute(&mut *db)
    .await?;
    sqlx::query("DELETE FROM kept_sanction WHERE identity_hash = $1")
        .bind(identity_hash.as_slice())
        .execute(&mut *db)
        .await?;
    sqlx::query("DELETE FROM kept_denial WHERE identity_hash = $1")
        .bind(identity_hash.as_slice())
        .execute(db)
        .await?;
    Ok(())
}
