//! `circle`: circles as the server described them to oneself.

use circles_domain::CircleId;
use circles_wire::circle::CircleResponse;
use circles_wire::sync::Scope;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{from_json, from_name, scope, standing, to_json};
use crate::{CacheWrite, Change, Result};

/// Keeps a circle, unless a newer version is known. Standing, rights and counts are not part of the version: at the
/// same version the later answer holds.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut CacheWrite, circle: &CircleResponse) -> Result<()> {
    let done = sqlx::query(
        "INSERT INTO circle (circle_id, version, name, name_zh, may_comment, read_only, body) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (circle_id) DO UPDATE
         SET version = excluded.version, name = excluded.name, name_zh = excluded.name_zh,
             may_comment = excluded.may_comment, read_only = excluded.read_only, body = excluded.body
         WHERE excluded.version >= circle.version",
    )
    .bind(circle.id.as_bytes().as_slice())
    .bind(circle.version)
    .bind(&circle.name)
    .bind(&circle.name_zh)
    .bind(circle.rights.comment.allowed)
    .bind(circle.state.read_only())
    .bind(to_json(circle, "circle")?)
    .execute(&mut **write)
    .await?;
    if done.rows_affected() > 0 {
        standing::set(write, circle.id, circle.standing).await?;
        write.changed(Change::Circles);
        write.changed(Change::Circle(circle.id));
    }
    Ok(())
}

/// A circle that is found no more is forgotten, with what is held of it. How oneself stood there is not.
///
/// # Errors
/// What SQLite says.
pub async fn forget(write: &mut CacheWrite, circle: CircleId) -> Result<()> {
    let done = sqlx::query("DELETE FROM circle WHERE circle_id = ?")
        .bind(circle.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    if done.rows_affected() > 0 {
        scope::remove(write, Scope::Circle(circle)).await?;
        write.changed(Change::Circles);
        write.changed(Change::Circle(circle));
    }
    Ok(())
}

/// One circle.
///
/// # Errors
/// What SQLite says.
pub async fn find(connection: &mut SqliteConnection, circle: CircleId) -> Result<Option<CircleResponse>> {
    sqlx::query(
        "SELECT c.body, s.standing FROM circle c LEFT JOIN standing s ON s.circle_id = c.circle_id
         WHERE c.circle_id = ?",
    )
    .bind(circle.as_bytes().as_slice())
    .fetch_optional(connection)
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// All circles, by name.
///
/// # Errors
/// What SQLite says.
pub async fn list(connection: &mut SqliteConnection) -> Result<Vec<CircleResponse>> {
    sqlx::query(
        "SELECT c.body, s.standing FROM circle c LEFT JOIN standing s ON s.circle_id = c.circle_id
         ORDER BY c.name, c.circle_id",
    )
    .fetch_all(connection)
    .await?
    .iter()
    .map(read)
    .collect()
}

fn read(row: &SqliteRow) -> Result<CircleResponse> {
    let mut circle: CircleResponse = from_json(row.try_get("body")?, "circle")?;
    // The standing has a row of its own, which may be newer than the circle's.
    if let Some(standing) = row.try_get::<Option<&str>, _>("standing")? {
        circle.standing = from_name(standing, "standing")?;
    }
    Ok(circle)
}
