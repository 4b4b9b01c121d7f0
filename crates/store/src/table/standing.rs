//! `standing`: how oneself stands in each circle. Posts carry a flag that follows from it, so that the home feed is
//! one walk along one index.

use std::collections::HashSet;

use circles_domain::CircleId;
use circles_domain::circle::Standing;
use sqlx::{Row, SqliteConnection};

use super::{from_name, id, to_name};
use crate::{CacheWrite, Change, Result};

/// How oneself stands in a circle.
///
/// # Errors
/// What SQLite says.
pub async fn get(connection: &mut SqliteConnection, circle: CircleId) -> Result<Standing> {
    let name: Option<String> = sqlx::query_scalar("SELECT standing FROM standing WHERE circle_id = ?")
        .bind(circle.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    name.map_or(Ok(Standing::None), |name| from_name(&name, "standing"))
}

/// Keeps how oneself stands, and lets the home feed follow.
///
/// # Errors
/// What SQLite says.
pub async fn set(write: &mut CacheWrite, circle: CircleId, standing: Standing) -> Result<()> {
    let before = get(write, circle).await?;
    sqlx::query(
        "INSERT INTO standing (circle_id, standing) VALUES (?, ?)
         ON CONFLICT (circle_id) DO UPDATE SET standing = excluded.standing",
    )
    .bind(circle.as_bytes().as_slice())
    .bind(to_name(&standing, "standing")?)
    .execute(&mut **write)
    .await?;
    if before == standing {
        return Ok(());
    }
    if before.reads() != standing.reads() {
        sqlx::query("UPDATE post SET home = ? WHERE circle_id = ? AND gone = 0")
            .bind(standing.reads())
            .bind(circle.as_bytes().as_slice())
            .execute(&mut **write)
            .await?;
        if let Some(joined) = &mut write.memo().joined {
            if standing.reads() {
                joined.insert(circle)
            } else {
                joined.remove(&circle)
            };
        }
    }
    write.changed(Change::Circles);
    write.changed(Change::Circle(circle));
    write.changed(Change::Timeline(circle));
    Ok(())
}

/// Whether posts of this circle show in the home feed.
pub(crate) async fn is_joined(write: &mut CacheWrite, circle: CircleId) -> Result<bool> {
    if let Some(joined) = &write.memo().joined {
        return Ok(joined.contains(&circle));
    }
    let all = list_joined(write).await?;
    let found = all.contains(&circle);
    write.memo().joined = Some(all);
    Ok(found)
}

/// Circles that oneself is a member of, in whatever way.
///
/// # Errors
/// What SQLite says.
pub async fn list_joined(connection: &mut SqliteConnection) -> Result<HashSet<CircleId>> {
    let rows =
        sqlx::query("SELECT circle_id FROM standing WHERE standing IN ('member', 'muted', 'moderator')")
            .fetch_all(connection)
            .await?;
    rows.iter().map(|row| Ok(id!(CircleId, row, "circle_id"))).collect()
}
