//! `wallet_entry`: the statement, one unbroken run of entries from the newest down.
//!
//! What a block or the end of a post takes away (name, words) has columns of its own and goes from here as well.

use circles_domain::{CircleId, Money, PersonId, PostId, Timestamp, TipId};
use circles_wire::wallet::{Entry, EntryKind};
use sqlx::{Row, SqliteConnection};

use super::{person, to_json, to_name};
use crate::{CacheWrite, Change, Result};

/// What of an entry never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Place in the ledger.
    pub seq: i64,
    /// Signed.
    pub amount: Money,
    /// After it.
    pub balance: Money,
    /// When.
    pub booked_at: Timestamp,
}

impl Line {
    /// Of an entry as it was told.
    #[must_use]
    pub const fn of(entry: &Entry) -> Self {
        Self { seq: entry.seq, amount: entry.amount, balance: entry.balance, booked_at: entry.booked_at }
    }
}

/// Keeps entries; what is here already is told anew.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut CacheWrite, entries: &[Entry]) -> Result<()> {
    for entry in entries {
        if let Some(other) = &entry.counterparty {
            person::remember(write, other).await?;
        }
        let bare = Entry { counterparty: None, post: None, circle: None, words: None, ..entry.clone() };
        let folded = |text: &Option<String>| text.as_deref().unwrap_or_default().to_lowercase();
        sqlx::query(
            "INSERT INTO wallet_entry (seq, kind, amount_minor, balance_minor, booked_at_us, other_id, post_id, circle_id,
                                       words, body, folded_words, folded_name, folded_message)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (seq) DO UPDATE
             SET kind = excluded.kind, amount_minor = excluded.amount_minor, balance_minor = excluded.balance_minor,
                 booked_at_us = excluded.booked_at_us, other_id = excluded.other_id, post_id = excluded.post_id,
                 circle_id = excluded.circle_id, words = excluded.words, body = excluded.body,
                 folded_words = excluded.folded_words, folded_name = excluded.folded_name,
                 folded_message = excluded.folded_message",
        )
        .bind(entry.seq)
        .bind(to_name(&entry.kind, "kind")?)
        .bind(entry.amount.minor)
        .bind(entry.balance.minor)
        .bind(entry.booked_at.as_micros())
        .bind(entry.counterparty.as_ref().map(|other| other.id.as_bytes().to_vec()))
        .bind(entry.post.map(|post| post.as_bytes().to_vec()))
        .bind(entry.circle.map(|circle| circle.as_bytes().to_vec()))
        .bind(&entry.words)
        .bind(to_json(&bare, "entry")?)
        .bind(folded(&entry.words))
        .bind(folded(&entry.counterparty_masked_name))
        .bind(entry.message.to_lowercase())
        .execute(&mut **write)
        .await?;
        if let (EntryKind::TipSentBack, Some(tip)) = (entry.kind, entry.tip) {
            sent_back(write, tip).await?;
        }
    }
    write.changed(Change::Wallet);
    Ok(())
}

/// A tip went back: the entry by which it came, which may be told again no more, cannot send it back once more.
async fn sent_back(write: &mut CacheWrite, tip: TipId) -> Result<()> {
    sqlx::query(
        "UPDATE wallet_entry SET body = json_set(body, '$.can_return', json('false'))
         WHERE json_extract(body, '$.tip') = ? AND kind = 'tip_received'",
    )
    .bind(tip.to_string())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The lines from `seq` on, newest first.
///
/// # Errors
/// What SQLite says.
pub async fn list_since(connection: &mut SqliteConnection, seq: i64) -> Result<Vec<Line>> {
    sqlx::query(
        "SELECT seq, amount_minor, balance_minor, booked_at_us FROM wallet_entry WHERE seq >= ? ORDER BY seq DESC",
    )
    .bind(seq)
    .fetch_all(connection)
    .await?
    .iter()
    .map(line)
    .collect()
}

/// The newest and the oldest line; `None` while there are none.
///
/// # Errors
/// What SQLite says.
pub async fn ends(connection: &mut SqliteConnection) -> Result<Option<(Line, Line)>> {
    let rows = sqlx::query(
        "SELECT seq, amount_minor, balance_minor, booked_at_us FROM wallet_entry
         WHERE seq IN ((SELECT max(seq) FROM wallet_entry), (SELECT min(seq) FROM wallet_entry))
         ORDER BY seq DESC",
    )
    .fetch_all(connection)
    .await?;
    let lines = rows.iter().map(line).collect::<Result<Vec<_>>>()?;
    Ok(lines.first().copied().zip(lines.last().copied()))
}

/// The sum of all amounts.
///
/// # Errors
/// What SQLite says, also where the sum passes 64 bits.
pub async fn sum(connection: &mut SqliteConnection) -> Result<Money> {
    let sum: i64 = sqlx::query_scalar("SELECT coalesce(sum(amount_minor), 0) FROM wallet_entry")
        .fetch_one(connection)
        .await?;
    Ok(Money::fen(sum))
}

/// The oldest line whose balance does not follow from the one before it, with the balance that would.
///
/// # Errors
/// What SQLite says.
pub async fn find_break(connection: &mut SqliteConnection) -> Result<Option<(Line, Money)>> {
    let row = sqlx::query(
        "SELECT seq, amount_minor, balance_minor, booked_at_us, below + amount_minor AS wanted
         FROM (SELECT seq, amount_minor, balance_minor, booked_at_us,
                      lag(balance_minor) OVER (ORDER BY seq) AS below
               FROM wallet_entry)
         WHERE below IS NOT NULL AND below + amount_minor <> balance_minor
         ORDER BY seq LIMIT 1",
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok((line(&row)?, Money::fen(row.try_get("wanted")?)))).transpose()
}

/// Notes that a tip was thanked for, in whichever of its entries is here.
///
/// # Errors
/// What SQLite says.
pub async fn thank(write: &mut CacheWrite, tip: TipId, at: Timestamp) -> Result<()> {
    let done = sqlx::query(
        "UPDATE wallet_entry SET body = json_set(body, '$.thanked_at', ?)
         WHERE json_extract(body, '$.tip') = ? AND kind IN ('tip_sent', 'tip_received')
           AND json_extract(body, '$.thanked_at') IS NULL",
    )
    .bind(at.to_string())
    .bind(tip.to_string())
    .execute(&mut **write)
    .await?;
    if done.rows_affected() > 0 {
        write.changed(Change::Wallet);
    }
    Ok(())
}

/// Forgets all of them.
///
/// # Errors
/// What SQLite says.
pub async fn delete_all(write: &mut CacheWrite) -> Result<()> {
    sqlx::query("DELETE FROM wallet_entry").execute(&mut **write).await?;
    sqlx::query("DELETE FROM statement").execute(&mut **write).await?;
    write.changed(Change::Wallet);
    Ok(())
}

/// A post may not be read any more: its words go.
pub(crate) async fn forget_words(write: &mut CacheWrite, post: PostId) -> Result<()> {
    let done = sqlx::query(
        "UPDATE wallet_entry SET words = NULL, folded_words = '' WHERE post_id = ? AND words IS NOT NULL",
    )
    .bind(post.as_bytes().as_slice())
    .execute(&mut **write)
    .await?;
    if done.rows_affected() > 0 {
        write.changed(Change::Wallet);
    }
    Ok(())
}

/// A circle may not be read any more.
pub(crate) async fn forget_circle(write: &mut CacheWrite, circle: CircleId) -> Result<()> {
    let done = sqlx::query(
        "UPDATE wallet_entry SET words = NULL, folded_words = '', circle_id = NULL WHERE circle_id = ?",
    )
    .bind(circle.as_bytes().as_slice())
    .execute(&mut **write)
    .await?;
    if done.rows_affected() > 0 {
        write.changed(Change::Wallet);
    }
    Ok(())
}

/// A block lies between: an entry that names whom one paid keeps that name, and loses the face and the way to what they
/// wrote. What stands under one's own post keeps the post.
pub(crate) async fn forget_person(write: &mut CacheWrite, person: PersonId) -> Result<()> {
    sqlx::query(
        "UPDATE wallet_entry
         SET other_id = NULL, body = json_remove(body, '$.message'), folded_message = '',
             words = CASE WHEN folded_name = '' THEN words END,
             folded_words = CASE WHEN folded_name = '' THEN folded_words ELSE '' END,
             post_id = CASE WHEN folded_name = '' THEN post_id END
         WHERE other_id = ?",
    )
    .bind(person.as_bytes().as_slice())
    .execute(&mut **write)
    .await?;
    write.changed(Change::Wallet);
    Ok(())
}

fn line(row: &sqlx::sqlite::SqliteRow) -> Result<Line> {
    Ok(Line {
        seq: row.try_get("seq")?,
        amount: Money::fen(row.try_get("amount_minor")?),
        balance: Money::fen(row.try_get("balance_minor")?),
        booked_at: Timestamp::from_micros(row.try_get("booked_at_us")?),
    })
}
