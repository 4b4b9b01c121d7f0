//! `tip_intent`: what a payer meant, kept before any byte is sent. Its states are the engine's (`money`); here they
//! are only stored.

use circles_domain::tip::TipState;
use circles_domain::{PostId, Timestamp, TipId};
use circles_wire::tip::{QuoteResponse, TipResponse};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{from_json, from_name, id, to_json, to_name};
use crate::{Change, OutboxWrite, Result};

/// One tip of this device's payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TipIntent {
    /// Which.
    pub id: TipId,
    /// For which post.
    pub post: PostId,
    /// Where it stands.
    pub state: TipState,
    /// The amount that was last chosen, in fen.
    pub amount_minor: i64,
    /// What the server bound it to.
    pub quote: Option<QuoteResponse>,
    /// The server's definite answer, with the receipt.
    pub outcome: Option<TipResponse>,
    /// When the quote was shown.
    pub shown_at: Option<Timestamp>,
    /// When the payer confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// How often the server was asked about it.
    pub checks: i64,
    /// When it will be asked again.
    pub next_check_at: Option<Timestamp>,
    /// When its page opened.
    pub created_at: Timestamp,
    /// When this row last changed.
    pub updated_at: Timestamp,
}

impl TipIntent {
    fn read(row: &SqliteRow) -> Result<Self> {
        let time = |column| -> Result<Option<Timestamp>> {
            Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp::from_micros))
        };
        let quote: Option<&str> = row.try_get("quote")?;
        let outcome: Option<&str> = row.try_get("outcome")?;
        Ok(Self {
            id: id!(TipId, row, "tip_id"),
            post: id!(PostId, row, "post_id"),
            state: from_name(row.try_get("state")?, "tip")?,
            amount_minor: row.try_get("amount_minor")?,
            quote: quote.map(|json| from_json(json, "quote")).transpose()?,
            outcome: outcome.map(|json| from_json(json, "tip")).transpose()?,
            shown_at: time("shown_at_us")?,
            confirmed_at: time("confirmed_at_us")?,
            checks: row.try_get("checks")?,
            next_check_at: time("next_check_at_us")?,
            created_at: Timestamp::from_micros(row.try_get("created_at_us")?),
            updated_at: Timestamp::from_micros(row.try_get("updated_at_us")?),
        })
    }
}

/// Inserts or replaces the whole row.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut OutboxWrite, tip: &TipIntent) -> Result<()> {
    sqlx::query(
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
    .bind(tip.post.as_bytes().as_slice())
    .bind(to_name(&tip.state, "tip")?)
    .bind(tip.amount_minor)
    .bind(tip.quote.as_ref().map(|quote| to_json(quote, "quote")).transpose()?)
    .bind(tip.outcome.as_ref().map(|outcome| to_json(outcome, "tip")).transpose()?)
    .bind(tip.shown_at.map(Timestamp::as_micros))
    .bind(tip.confirmed_at.map(Timestamp::as_micros))
    .bind(tip.checks)
    .bind(tip.next_check_at.map(Timestamp::as_micros))
    .bind(tip.created_at.as_micros())
    .bind(tip.updated_at.as_micros())
    .execute(&mut **write)
    .await?;
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
    .map(TipIntent::read)
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
    .map(TipIntent::read)
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
    .map(TipIntent::read)
    .collect()
}
