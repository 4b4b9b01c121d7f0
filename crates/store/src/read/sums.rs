//! Numbers over many rows.

use circles_domain::{CircleId, PersonId, Timestamp};
use sqlx::{Row, SqliteConnection};

use crate::Result;

/// What would be lost, or must not be, when somebody signs out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsent {
    /// What waits in the outbox, failed things included.
    pub items: i64,
    /// Drafts with words or files.
    pub drafts: i64,
    /// Tips, transfers, top-ups and cash-outs without a definite outcome.
    pub undecided_tips: i64,
}

/// Counts what is nowhere but here.
///
/// # Errors
/// What SQLite says.
pub async fn unsent(connection: &mut SqliteConnection) -> Result<Unsent> {
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM main.outbox_item) AS items,
                (SELECT count(*) FROM main.draft d
                 WHERE d.text <> ''
                    OR EXISTS (SELECT 1 FROM main.draft_attachment a WHERE a.post_id = d.post_id))
                + (SELECT count(*) FROM main.comment_draft WHERE text <> '') AS drafts,
                (SELECT count(*) FROM main.tip_intent WHERE state IN ('confirming', 'unknown'))
                + (SELECT count(*) FROM main.payment_intent)
                + (SELECT count(*) FROM main.transfer_intent WHERE state IN ('confirming', 'unknown')) AS undecided_tips",
    )
    .fetch_one(connection)
    .await?;
    Ok(Unsent {
        items: row.try_get("items")?,
        drafts: row.try_get("drafts")?,
        undecided_tips: row.try_get("undecided_tips")?,
    })
}

/// Posts by others in a circle that came after a mark, counted to a hundred.
///
/// # Errors
/// What SQLite says.
pub async fn unread(
    connection: &mut SqliteConnection,
    circle: CircleId,
    after: Timestamp,
    me: PersonId,
) -> Result<i64> {
    Ok(sqlx::query_scalar(
        "SELECT count(*) FROM (
             SELECT 1 FROM cache.post
             WHERE gone = 0 AND circle_id = ? AND accepted_at_us > ? AND author_id <> ? LIMIT 100)",
    )
    .bind(circle.as_bytes().as_slice())
    .bind(after.as_micros())
    .bind(me.as_bytes().as_slice())
    .fetch_one(connection)
    .await?)
}

/// When the newest cached post of a circle was accepted.
///
/// # Errors
/// What SQLite says.
pub async fn newest_in_circle(
    connection: &mut SqliteConnection,
    circle: CircleId,
) -> Result<Option<Timestamp>> {
    let newest: Option<i64> = sqlx::query_scalar(
        "SELECT accepted_at_us FROM cache.post WHERE gone = 0 AND circle_id = ?
         ORDER BY accepted_at_us DESC, post_id DESC LIMIT 1",
    )
    .bind(circle.as_bytes().as_slice())
    .fetch_optional(connection)
    .await?;
    Ok(newest.map(Timestamp::from_micros))
}
