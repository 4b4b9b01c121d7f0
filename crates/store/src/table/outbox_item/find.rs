use circles_domain::{CircleId, OutboxItemId, PostId, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{Item, Lane, State};
use crate::table::{find_id, from_json, from_name, id};
use crate::{Error, Result};

impl Item {
    fn read(row: &SqliteRow) -> Result<Self> {
        let lane: &[u8] = row.try_get("lane")?;
        let state: &str = row.try_get("state")?;
        Ok(Self {
            id: id!(OutboxItemId, row, "item_id"),
            position: row.try_get("position")?,
            lane: Lane(lane.try_into().map_err(|_| Error::Row("lane"))?),
            state: match state {
                "queued" => State::Queued,
                "sending" => State::Sending,
                "failed" => State::Failed(from_name(row.try_get("code")?, "code")?),
                _ => return Err(Error::Row("state")),
            },
            attempts: row.try_get("attempts")?,
            revision: row.try_get("revision")?,
            post: id!(PostId, row, "post_id"),
            circle: find_id!(CircleId, row, "circle_id"),
            body: from_json(row.try_get("body")?, "item")?,
            created_at: Timestamp::from_micros(row.try_get("created_at_us")?),
            next_attempt_at: Timestamp::from_micros(row.try_get("next_attempt_at_us")?),
            gate: match row.try_get("gate")? {
                "" => None,
                gate => Some(from_json(gate, "gate")?),
            },
        })
    }
}

/// All items, oldest first.
///
/// # Errors
/// What SQLite says.
pub async fn list(connection: &mut SqliteConnection) -> Result<Vec<Item>> {
    sqlx::query(
        "SELECT position, item_id, lane, state, code, attempts, revision, post_id, circle_id, body, created_at_us,
                next_attempt_at_us, gate
         FROM main.outbox_item ORDER BY position",
    )
    .fetch_all(connection)
    .await?
    .iter()
    .map(Item::read)
    .collect()
}

/// Items that are a post or are about it, oldest first.
///
/// # Errors
/// What SQLite says.
pub async fn list_of_post(connection: &mut SqliteConnection, post: PostId) -> Result<Vec<Item>> {
    sqlx::query(
        "SELECT position, item_id, lane, state, code, attempts, revision, post_id, circle_id, body, created_at_us,
                next_attempt_at_us, gate
         FROM main.outbox_item WHERE post_id = ? ORDER BY position",
    )
    .bind(post.as_bytes().as_slice())
    .fetch_all(connection)
    .await?
    .iter()
    .map(Item::read)
    .collect()
}

/// One item.
///
/// # Errors
/// What SQLite says.
pub async fn find(connection: &mut SqliteConnection, item: OutboxItemId) -> Result<Option<Item>> {
    sqlx::query(
        "SELECT position, item_id, lane, state, code, attempts, revision, post_id, circle_id, body, created_at_us,
                next_attempt_at_us, gate
         FROM main.outbox_item WHERE item_id = ?",
    )
    .bind(item.as_bytes().as_slice())
    .fetch_optional(connection)
    .await?
    .as_ref()
    .map(Item::read)
    .transpose()
}

/// The item of a kind for one post or comment, given by its 16 bytes.
///
/// # Errors
/// What SQLite says.
pub async fn find_for(
    connection: &mut SqliteConnection,
    kind: &'static str,
    subject: &[u8; 16],
) -> Result<Option<Item>> {
    sqlx::query(
        "SELECT position, item_id, lane, state, code, attempts, revision, post_id, circle_id, body, created_at_us,
                next_attempt_at_us, gate
         FROM main.outbox_item WHERE kind = ? AND subject_id = ? ORDER BY position DESC LIMIT 1",
    )
    .bind(kind)
    .bind(subject.as_slice())
    .fetch_optional(connection)
    .await?
    .as_ref()
    .map(Item::read)
    .transpose()
}

/// The revision of an item that is still there.
///
/// # Errors
/// What SQLite says.
pub async fn find_revision(connection: &mut SqliteConnection, item: OutboxItemId) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar("SELECT revision FROM main.outbox_item WHERE item_id = ?")
        .bind(item.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?)
}
