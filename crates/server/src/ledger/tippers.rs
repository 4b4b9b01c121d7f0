//! Who said thanks under a post, as far as they wanted it to be seen.

use circles_domain::{PersonId, PostId, Timestamp};
use circles_wire::tip::{PublicTip, TippersResponse};
use sqlx::SqliteConnection;

use super::LedgerError;
use crate::store::people::{BylineRow, byline_columns};
use crate::store::reading::{seen_tippers, unblocked_in};

/// As many public tips are told.
const MOST: i64 = 50;

#[derive(sqlx::FromRow)]
struct TipRow {
    #[sqlx(flatten)]
    byline: BylineRow,
    message: String,
    answered_at_us: i64,
}

/// The public tips of a post that `asker` may read, newest first, and how many people gave others.
///
/// # Errors
/// When the database fails.
pub async fn tippers(
    tx: &mut SqliteConnection,
    asker: PersonId,
    post: PostId,
    now: Timestamp,
) -> Result<TippersResponse, LedgerError> {
    let rows: Vec<TipRow> = sqlx::query_as(concat!(
        "SELECT ",
        byline_columns!(),
        ", tip.message, tip.answered_at_us
         FROM tip JOIN person p ON p.id = tip.payer_id JOIN post ON post.id = tip.post_id
         WHERE tip.post_id = $2 AND tip.privacy = 'public' AND tip.state IN ('held', 'released') AND ",
        unblocked_in!("tip.payer_id", "post.circle_id"),
        " ORDER BY tip.hold_seq DESC LIMIT $3 + 0"
    ))
    .bind(asker.0)
    .bind(post.0)
    .bind(MOST)
    .fetch_all(&mut *tx)
    .await?;
    // Whoever gave one in public is seen; of all others only that they are some.
    let others: i64 = sqlx::query_scalar(concat!(
        "SELECT ",
        seen_tippers!(),
        " - (SELECT count(DISTINCT tip.payer_id) FROM tip
             WHERE tip.post_id = p.id AND tip.privacy = 'public' AND tip.state IN ('held', 'released') AND ",
        unblocked_in!("tip.payer_id", "p.circle_id"),
        ") FROM post p WHERE p.id = $2"
    ))
    .bind(asker.0)
    .bind(post.0)
    .fetch_one(tx)
    .await?;
    let told = |row: TipRow| PublicTip {
        person: row.byline.byline(now),
        message: row.message,
        tipped_at: Timestamp::from_micros(row.answered_at_us),
    };
    Ok(TippersResponse { tips: rows.into_iter().map(told).collect(), others })
}
