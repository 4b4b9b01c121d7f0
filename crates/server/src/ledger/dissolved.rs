//! What a circle's end does with the money on its way.

use circles_domain::tip::TipReturn;
use circles_domain::{CircleId, PersonId, PostId, Timestamp};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{LedgerError, return_held_on};

/// Sends everything back that is held on the posts of a circle, because it is dissolved; what was released stays with
/// its payee. Call it in the transaction that begins the end. Gives the payers: whoever commits wakes them.
///
/// # Errors
/// When the database fails.
pub async fn return_held_in(
    tx: &mut SqliteConnection,
    circle: CircleId,
    now: Timestamp,
) -> Result<Vec<PersonId>, LedgerError> {
    let posts: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT DISTINCT t.post_id FROM tip t JOIN post p ON p.id = t.post_id
         WHERE p.circle_id = $1 AND t.state = 'held' ORDER BY t.post_id",
    )
    .bind(circle.0)
    .fetch_all(&mut *tx)
    .await?;
    let mut payers = Vec::new();
    for (post,) in posts {
        payers.append(&mut return_held_on(tx, PostId(post), TipReturn::Dissolved, now).await?);
    }
    payers.sort_unstable();
    payers.dedup();
    Ok(payers)
}
