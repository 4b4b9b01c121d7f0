//! `tip_intent`: the tips of this device.

use circles_domain::{PostId, TipId};
use circles_wire::tip::{QuoteResponse, TipResponse};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::id;
use super::intent::{Intent, Kind};
use crate::{Change, OutboxWrite, Result};

/// The kind of a tip: money for a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tip {}

impl Kind for Tip {
    const NAME: &'static str = "tip";
    type Id = TipId;
    type Cause = PostId;
    type Quote = QuoteResponse;
    type Answer = TipResponse;

    async fn save(write: &mut OutboxWrite, intent: &TipIntent) -> Result<()> {
        save(write, intent).await
    }

    async fn find(connection: &mut SqliteConnection, id: TipId) -> Result<Option<TipIntent>> {
        find(connection, id).await
    }

    async fn list_undecided(connection: &mut SqliteConnection) -> Result<Vec<TipIntent>> {
        list_undecided(connection).await
    }
}

/// One tip of this device's payer.
pub type TipIntent = Intent<Tip>;

fn read(row: &SqliteRow) -> Result<TipIntent> {
    Intent::read(row, id!(TipId, row, "tip_id"), id!(PostId, row, "post_id"))
}

/// Inserts or replaces the whole row.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut OutboxWrite, tip: &TipIntent) -> Result<()> {
    let statement = sqlx::query(
        "INSERT INTO tip_intent (tip_id, post_id, state, amount_minor, quote, outcome, shown_at_us, confirmed_at_us,
                                 checks, next_check_at_us, created_at_us, updated_at_us)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (tip_id) DO UPDATE
         SET state = excluded.state, amount_minor = excluded.amount_minor, quote = excluded.quote,
             outcome = excluded.outcome, shown_at_us = excluded.shown_at_us,
             confirmed_at_us = excluded.confirmed_at_us, checks = excluded.checks,
             next_check_at_us = excluded.next_check_at_us, updated_at_us = excluded.updated_at_us",
    )
    .bind(tip.id.as_bytes().as_slice())
    .bind(tip.cause.as_bytes().as_slice());
    tip.bind(statement)?.execute(&mut **write).await?;
    write.changed(Change::Tip(tip.id));
    Ok(())
}

/// One tip.
///
/// # Errors
/// What SQLite says.
pub async fn find(connection: &mut SqliteConnection, tip: TipId) -> Result<Option<TipIntent>> {
    sqlx::query(
        "SELECT tip_id, post_id, state, amount_minor, quote, outcome, shown_at_us, confirmed_at_us, checks,
                next_check_at_us, created_at_us, updated_at_us
         FROM main.tip_intent WHERE tip_id = ?",
    )
    .bind(tip.as_bytes().as_slice())
    .fetch_optional(connection)
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// The newest tip for a post.
///
/// # Errors
/// What SQLite says.
pub async fn find_newest(connection: &mut SqliteConnection, post: PostId) -> Result<Option<TipIntent>> {
    sqlx::query(
        "SELECT tip_id, post_id, state, amount_minor, quote, outcome, shown_at_us, confirmed_at_us, checks,
                next_check_at_us, created_at_us, updated_at_us
         FROM main.tip_intent WHERE post_id = ?
         ORDER BY created_at_us DESC, tip_id DESC LIMIT 1",
    )
    .bind(post.as_bytes().as_slice())
    .fetch_optional(connection)
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// Tips whose outcome is not definite: confirming or unknown, oldest first.
///
/// # Errors
/// What SQLite says.
pub async fn list_undecided(connection: &mut SqliteConnection) -> Result<Vec<TipIntent>> {
    sqlx::query(
        "SELECT tip_id, post_id, state, amount_minor, quote, outcome, shown_at_us, confirmed_at_us, checks,
                next_check_at_us, created_at_us, updated_at_us
         FROM main.tip_intent WHERE state IN ('confirming', 'unknown')
         ORDER BY created_at_us, tip_id",
    )
    .fetch_all(connection)
    .await?
    .iter()
    .map(read)
    .collect()
}

/// Tips that are held as far as this device knows, the last confirmed first, at most `most`.
///
/// # Errors
/// What SQLite says.
pub async fn list_held(connection: &mut SqliteConnection, most: i64) -> Result<Vec<TipIntent>> {
    sqlx::query(
        "SELECT tip_id, post_id, state, amount_minor, quote, outcome, shown_at_us, confirmed_at_us, checks,
                next_check_at_us, created_at_us, updated_at_us
         FROM main.tip_intent WHERE state = 'held'
         ORDER BY confirmed_at_us DESC, tip_id LIMIT ? + 0",
    )
    .bind(most)
    .fetch_all(connection)
    .await?
    .iter()
    .map(read)
    .collect()
}
