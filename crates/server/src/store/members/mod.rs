//! Memberships and sanctions.

mod handover;
mod list;
mod owner;
mod sanctions;

use circles_domain::circle::Role;
use circles_domain::{CircleId, PersonId, Timestamp};
use sqlx::SqliteConnection;

use super::changes::{self, Change};
use super::reading;

pub(super) use handover::{HandoverRow, handover_columns, handover_join};
pub use handover::{end_handover, find_handover, heirs, offer};
pub use list::list;
pub use owner::{Heir, heir, name_owner};
pub use sanctions::{Sentence, ended_sanctions, lift_ended, sanctioned_by, sentence, standings, was_here};

/// Joins or leaves. Joining accepts the rules as they stand. Notes the changes, unless nothing changes; `true` when
/// something did.
///
/// # Errors
/// When the database fails.
pub async fn set_joined(
    db: &mut SqliteConnection,
    person: PersonId,
    circle: CircleId,
    joined: bool,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO membership (person_id, circle_id, joined, joined_at_us, rules_version)
         VALUES ($1, $2, $3, $4, (SELECT rules_version FROM circle WHERE id = $2))
         ON CONFLICT (person_id, circle_id) DO UPDATE
         SET joined = excluded.joined, moderator = 0, role = 'member', joined_at_us = excluded.joined_at_us,
             rules_version = excluded.rules_version
         WHERE membership.joined <> excluded.joined",
    )
    .bind(person.0)
    .bind(circle.0)
    .bind(joined)
    .bind(now.as_micros())
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    if !joined {
        handover::end_handover_of(db, person, circle, now).await?;
    }
    sqlx::query("UPDATE circle SET member_count = member_count + $2 WHERE id = $1")
        .bind(circle.0)
        .bind(if joined { 1 } else { -1 })
        .execute(&mut *db)
        .await?;
    let scope =
        if joined { Change::ScopeReset(person, circle) } else { Change::ScopeRemoved(person, circle) };
    changes::note(db, Change::Standing(person, circle), now).await?;
    changes::note(db, scope, now).await?;
    Ok(true)
}

/// Makes a member a moderator, or a plain member again.
///
/// # Errors
/// When the database fails.
pub async fn set_moderator(
    db: &mut SqliteConnection,
    person: PersonId,
    circle: CircleId,
    moderator: bool,
    now: Timestamp,
) -> sqlx::Result<()> {
    set_role(db, person, circle, if moderator { Role::Moderator } else { Role::Member }, now).await
}

/// Gives a member a role. Nobody else is touched.
///
/// # Errors
/// When the database fails.
pub async fn set_role(
    db: &mut SqliteConnection,
    person: PersonId,
    circle: CircleId,
    role: Role,
    now: Timestamp,
) -> sqlx::Result<()> {
    let kept = reading::kept_by(&mut *db, person).await?.contains(&circle);
    sqlx::query(
        "UPDATE membership SET role = $3, moderator = $4 WHERE person_id = $1 AND circle_id = $2 AND joined = 1",
    )
    .bind(person.0)
    .bind(circle.0)
    .bind(role.as_str())
    .bind(role.keeps_order())
    .execute(&mut *db)
    .await?;
    if kept != role.keeps_order() {
        // What blocks hide from members and not from who keeps order: all is read anew, with or without one.
        changes::note(db, Change::ScopeReset(person, circle), now).await?;
    }
    changes::note(db, Change::CircleFor(person, circle), now).await?;
    changes::note(db, Change::Standing(person, circle), now).await
}
