//! `gap`: where posts of a circle may be missing. A circle that was never read is one gap from the newest to the start.
//!
//! The server's pages go from newer to older, so a gap is filled from its upper end, wherever the reader comes from.

use circles_domain::page::Position;
use circles_domain::{CircleId, PostId, Timestamp};
use circles_wire::circle::PostsResponse;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{id, post};
use crate::{CacheWrite, Change, Result};

/// A hole in what is cached, between two positions that are not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Stable for as long as the gap exists.
    pub id: i64,
    /// Whose posts.
    pub circle: CircleId,
    /// Younger end; `None`: from the newest post of all.
    pub upper: Option<Position>,
    /// Older end; `None`: to the circle's first post.
    pub lower: Option<Position>,
}

const NEWEST: i64 = i64::MAX;
const START: i64 = i64::MIN;

impl Gap {
    pub(crate) fn read(row: &SqliteRow) -> Result<Self> {
        let (upper, lower): (i64, i64) = (row.try_get("upper_us")?, row.try_get("lower_us")?);
        let position = |us, id| Position { accepted_at: Timestamp::from_micros(us), id };
        Ok(Self {
            id: row.try_get("gap_id")?,
            circle: id!(CircleId, row, "circle_id"),
            upper: if upper == NEWEST { None } else { Some(position(upper, id!(PostId, row, "upper_id"))) },
            lower: if lower == START { None } else { Some(position(lower, id!(PostId, row, "lower_id"))) },
        })
    }
}

/// One gap.
///
/// # Errors
/// What SQLite says.
pub async fn find(connection: &mut SqliteConnection, gap: i64) -> Result<Option<Gap>> {
    sqlx::query("SELECT gap_id, circle_id, upper_us, upper_id, lower_us, lower_id FROM gap WHERE gap_id = ?")
        .bind(gap)
        .fetch_optional(connection)
        .await?
        .as_ref()
        .map(Gap::read)
        .transpose()
}

/// Gaps of one circle, youngest first.
///
/// # Errors
/// What SQLite says.
pub async fn list(connection: &mut SqliteConnection, circle: CircleId) -> Result<Vec<Gap>> {
    sqlx::query(
        "SELECT gap_id, circle_id, upper_us, upper_id, lower_us, lower_id FROM gap WHERE circle_id = ?
         ORDER BY upper_us DESC, upper_id DESC",
    )
    .bind(circle.as_bytes().as_slice())
    .fetch_all(connection)
    .await?
    .iter()
    .map(Gap::read)
    .collect()
}

/// Gaps of joined circles of which nothing was read yet.
///
/// # Errors
/// What SQLite says.
pub async fn list_unread(connection: &mut SqliteConnection) -> Result<Vec<Gap>> {
    sqlx::query(
        "SELECT g.gap_id, g.circle_id, g.upper_us, g.upper_id, g.lower_us, g.lower_id
         FROM gap g JOIN standing s ON s.circle_id = g.circle_id
         WHERE g.upper_us = 9223372036854775807 AND s.standing IN ('member', 'muted', 'moderator')
         ORDER BY g.gap_id",
    )
    .fetch_all(connection)
    .await?
    .iter()
    .map(Gap::read)
    .collect()
}

/// Makes one gap of a whole circle, in place of those it had.
///
/// # Errors
/// What SQLite says.
pub async fn open_whole(write: &mut CacheWrite, circle: CircleId) -> Result<()> {
    delete_all(write, circle).await?;
    sqlx::query(
        "INSERT INTO gap (circle_id, upper_us, upper_id, lower_us, lower_id)
         VALUES (?, 9223372036854775807, zeroblob(16), -9223372036854775808, zeroblob(16))",
    )
    .bind(circle.as_bytes().as_slice())
    .execute(&mut **write)
    .await?;
    write.changed(Change::Timeline(circle));
    Ok(())
}

/// Forgets the gaps of a circle.
///
/// # Errors
/// What SQLite says.
pub async fn delete_all(write: &mut CacheWrite, circle: CircleId) -> Result<()> {
    sqlx::query("DELETE FROM gap WHERE circle_id = ?")
        .bind(circle.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Keeps a page that was read from the gap's upper end, and narrows the gap or closes it. A page for a gap that is no
/// more, or that moved since, is dropped: it may hold what was taken away meanwhile. Returns whether it was kept.
///
/// # Errors
/// What SQLite says.
pub async fn fill(write: &mut CacheWrite, asked: &Gap, page: &PostsResponse) -> Result<bool> {
    if find(write, asked.id).await?.as_ref() != Some(asked) {
        return Ok(false);
    }
    for one in &page.posts {
        post::save(write, one).await?;
    }
    let reached = page.posts.last().map(|last| Position { accepted_at: last.accepted_at, id: last.id });
    match reached {
        Some(reached) if page.more && asked.lower.is_none_or(|lower| reached > lower) => {
            sqlx::query("UPDATE gap SET upper_us = ?, upper_id = ? WHERE gap_id = ?")
                .bind(reached.accepted_at.as_micros())
                .bind(reached.id.as_bytes().as_slice())
                .bind(asked.id)
                .execute(&mut **write)
                .await?;
        }
        Some(_) | None => {
            sqlx::query("DELETE FROM gap WHERE gap_id = ?").bind(asked.id).execute(&mut **write).await?;
        }
    }
    write.changed(Change::Timeline(asked.circle));
    Ok(true)
}
