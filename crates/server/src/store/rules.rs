//! A circle's rules: their versions, and which one a member accepted.

use circles_domain::{CircleId, PersonId, Timestamp};
use sqlx::{SqliteConnection, SqliteExecutor};

use super::changes::{self, Change};

/// The version of now; `None` when there is no such circle.
///
/// # Errors
/// When the database fails.
pub async fn version(db: impl SqliteExecutor<'_>, circle: CircleId) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("SELECT rules_version FROM circle WHERE id = $1")
        .bind(circle.0)
        .fetch_optional(db)
        .await
}

/// Changes the rules, in English and in Simplified Chinese, and notes it. A material change has everyone asked again.
///
/// # Errors
/// When the database fails.
pub async fn edit(
    db: &mut SqliteConnection,
    circle: CircleId,
    [rules, rules_zh]: [&str; 2],
    material: bool,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE circle SET rules = $2, rules_zh = $3, rules_version = rules_version + 1,
                rules_needed = CASE WHEN $4 THEN rules_version + 1 ELSE rules_needed END, version = version + 1
         WHERE id = $1",
    )
    .bind(circle.0)
    .bind(rules)
    .bind(rules_zh)
    .bind(material)
    .execute(&mut *db)
    .await?;
    changes::note(db, Change::Circle(circle), now).await
}

/// Remembers that a member accepted `version`, and notes it; an older one never replaces a newer one.
///
/// # Errors
/// When the database fails.
pub async fn accept(
    db: &mut SqliteConnection,
    circle: CircleId,
    person: PersonId,
    version: i64,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE membership SET rules_version = $3 WHERE circle_id = $1 AND person_id = $2 AND joined = 1 AND rules_version < $3",
    )
    .bind(circle.0)
    .bind(person.0)
    .bind(version)
    .execute(&mut *db)
    .await?;
    changes::note(db, Change::CircleFor(person, circle), now).await
}

/// A member who was let in accepted the rules when they asked, not those of now.
///
/// # Errors
/// When the database fails.
pub async fn set_accepted(
    db: &mut SqliteConnection,
    circle: CircleId,
    person: PersonId,
    version: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE membership SET rules_version = $3 WHERE circle_id = $1 AND person_id = $2 AND joined = 1",
    )
    .bind(circle.0)
    .bind(person.0)
    .bind(version)
    .execute(db)
    .await?;
    Ok(())
}
