//! Memberships and sanctions.

mod sanctions;

use circles_domain::circle::Standing;
use circles_domain::{AttachmentId, CircleId, PersonId, Timestamp};
use circles_wire::circle::Member;
use circles_wire::person::Byline;
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::changes::{self, Change};
use super::reading::unblocked;

pub use sanctions::{Sentence, ended_sanctions, lift_ended, sentence, standings};

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
         SET joined = excluded.joined, moderator = 0, joined_at_us = excluded.joined_at_us, rules_version = excluded.rules_version
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
    sqlx::query(
        "UPDATE membership SET moderator = $3 WHERE person_id = $1 AND circle_id = $2 AND joined = 1",
    )
    .bind(person.0)
    .bind(circle.0)
    .bind(moderator)
    .execute(&mut *db)
    .await?;
    changes::note(db, Change::Standing(person, circle), now).await
}

#[derive(FromRow)]
struct MemberRow {
    id: Uuid,
    display_name: String,
    verified_until_us: i64,
    avatar_id: Option<Uuid>,
    moderator: bool,
}

/// The first members, moderators first. Sanctions of others are nobody's business.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Vec<Member>> {
    let rows: Vec<MemberRow> = sqlx::query_as(concat!(
        "SELECT p.id, p.display_name, p.verified_until_us, p.avatar_id, m.moderator
         FROM membership m JOIN person p ON p.id = m.person_id
         WHERE m.circle_id = $2 AND m.joined = 1 AND NOT (m.sanction = 'banned' AND m.sanction_until_us > $3) AND ",
        unblocked!("p.id"),
        " ORDER BY m.moderator DESC, m.joined_at_us, p.id LIMIT 200"
    ))
    .bind(asker.0)
    .bind(circle.0)
    .bind(now.as_micros())
    .fetch_all(db)
    .await?;
    let member = |row: MemberRow| Member {
        person: Byline {
            id: PersonId(row.id),
            display_name: row.display_name,
            verified: now.as_micros() < row.verified_until_us,
            avatar: row.avatar_id.map(AttachmentId),
        },
        standing: if row.moderator { Standing::Moderator } else { Standing::Member },
    };
    Ok(rows.into_iter().map(member).collect())
}
