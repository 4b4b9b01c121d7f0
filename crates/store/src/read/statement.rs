//! The statement as somebody looks through it: by time, by kind, by what they type.

use circles_domain::{CircleId, Money, PersonId, PostId, Timestamp, TipId, TransferId};
use circles_wire::wallet::{Entry, EntryKind};
use serde::Serialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::Result;
use crate::table::{find_id, from_json, person, to_json};

/// Which entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// From here on.
    pub from: Timestamp,
    /// Before here.
    pub until: Timestamp,
    /// Only these; empty for all.
    pub kinds: Vec<EntryKind>,
    /// Each must be met: by the post's words, those that went with the payment, a name, the circle, or the amount.
    pub terms: Vec<Term>,
}

/// A word that somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// In lower case.
    pub word: String,
    /// The amount that it can be read as, whichever way it moved.
    pub amount: Option<Money>,
}

/// An entry with the names of its circle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The entry.
    pub entry: Entry,
    /// The circle's name, and its Chinese one.
    pub circle: Option<(String, String)>,
}

/// What came and went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// Entries.
    pub count: i64,
    /// Sum of what came.
    pub came: Money,
    /// Sum of what went: negative.
    pub went: Money,
}

/// A term with the people and circles whose names it is in, as SQL compares them.
#[derive(Serialize)]
struct Meant {
    word: String,
    fen: Option<i64>,
    people: Vec<String>,
    circles: Vec<String>,
}

/// Parameters 1 to 4 of every statement here.
macro_rules! matching {
    () => {
        " e.booked_at_us >= ?1 AND e.booked_at_us < ?2
          AND (json_array_length(?3) = 0 OR e.kind IN (SELECT value FROM json_each(?3)))
          AND NOT EXISTS (
            SELECT 1 FROM json_each(?4) AS term
            WHERE NOT (instr(e.folded_words, term.value ->> '$.word') > 0
              OR instr(e.folded_message, term.value ->> '$.word') > 0
              OR instr(e.folded_name, term.value ->> '$.word') > 0
              OR abs(e.amount_minor) IS (term.value ->> '$.fen')
              OR hex(e.other_id) IN (SELECT value FROM json_each(term.value, '$.people'))
              OR hex(e.circle_id) IN (SELECT value FROM json_each(term.value, '$.circles'))))"
    };
}

/// The entries that `filter` lets through, newest first, at most `limit`.
///
/// # Errors
/// What SQLite says.
pub async fn list_entries(
    connection: &mut SqliteConnection,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Listed>> {
    let rows = sqlx::query(concat!(
        "SELECT e.amount_minor, e.balance_minor, e.words, e.body, e.other_id, e.post_id, e.circle_id,
                p.display_name, p.verified, p.avatar, c.name, c.name_zh
         FROM wallet_entry e
         LEFT JOIN person p ON p.person_id = e.other_id
         LEFT JOIN circle c ON c.circle_id = e.circle_id
         WHERE",
        matching!(),
        " ORDER BY e.seq DESC LIMIT ?5 + 0"
    ))
    .bind(filter.from.as_micros())
    .bind(filter.until.as_micros())
    .bind(to_json(&filter.kinds, "kinds")?)
    .bind(meant(&mut *connection, &filter.terms).await?)
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    rows.iter().map(listed).collect()
}

/// The entries of one tip, oldest first.
///
/// # Errors
/// What SQLite says.
pub async fn list_of_tip(connection: &mut SqliteConnection, tip: TipId) -> Result<Vec<Listed>> {
    let rows = sqlx::query(
        "SELECT e.amount_minor, e.balance_minor, e.words, e.body, e.other_id, e.post_id, e.circle_id,
                p.display_name, p.verified, p.avatar, c.name, c.name_zh
         FROM wallet_entry e
         LEFT JOIN person p ON p.person_id = e.other_id
         LEFT JOIN circle c ON c.circle_id = e.circle_id
         WHERE json_extract(e.body, '$.tip') = ?
         ORDER BY e.seq",
    )
    .bind(tip.to_string())
    .fetch_all(connection)
    .await?;
    rows.iter().map(listed).collect()
}

/// The entries of one transfer, oldest first.
///
/// # Errors
/// What SQLite says.
pub async fn list_of_transfer(
    connection: &mut SqliteConnection,
    transfer: TransferId,
) -> Result<Vec<Listed>> {
    let rows = sqlx::query(
        "SELECT e.amount_minor, e.balance_minor, e.words, e.body, e.other_id, e.post_id, e.circle_id,
                p.display_name, p.verified, p.avatar, c.name, c.name_zh
         FROM wallet_entry e
         LEFT JOIN person p ON p.person_id = e.other_id
         LEFT JOIN circle c ON c.circle_id = e.circle_id
         WHERE json_extract(e.body, '$.transfer') = ?
         ORDER BY e.seq",
    )
    .bind(transfer.to_string())
    .fetch_all(connection)
    .await?;
    rows.iter().map(listed).collect()
}

fn listed(row: &SqliteRow) -> Result<Listed> {
    let mut entry: Entry = from_json(row.try_get("body")?, "entry")?;
    entry.amount = Money::fen(row.try_get("amount_minor")?);
    entry.balance = Money::fen(row.try_get("balance_minor")?);
    entry.words = row.try_get("words")?;
    entry.post = find_id!(PostId, row, "post_id");
    entry.circle = find_id!(CircleId, row, "circle_id");
    let other = find_id!(PersonId, row, "other_id");
    entry.counterparty = other.map(|id| person::byline(row, id)).transpose()?;
    let name: Option<String> = row.try_get("name")?;
    let name_zh: Option<String> = row.try_get("name_zh")?;
    Ok(Listed { entry, circle: name.zip(name_zh) })
}

/// What came and went of all that `filter` lets through.
///
/// # Errors
/// What SQLite says.
pub async fn sum_entries(connection: &mut SqliteConnection, filter: &Filter) -> Result<Sums> {
    let row = sqlx::query(concat!(
        "SELECT count(*) AS entries, coalesce(sum(max(e.amount_minor, 0)), 0) AS came,
                coalesce(sum(min(e.amount_minor, 0)), 0) AS went
         FROM wallet_entry e WHERE",
        matching!()
    ))
    .bind(filter.from.as_micros())
    .bind(filter.until.as_micros())
    .bind(to_json(&filter.kinds, "kinds")?)
    .bind(meant(&mut *connection, &filter.terms).await?)
    .fetch_one(&mut *connection)
    .await?;
    sums(&row)
}

/// The same by stretches of time: each of `starts`, oldest first, begins one that ends where the next begins. Only
/// those that hold an entry, newest first.
///
/// # Errors
/// What SQLite says.
pub async fn sum_by(
    connection: &mut SqliteConnection,
    filter: &Filter,
    starts: &[Timestamp],
) -> Result<Vec<(Timestamp, Sums)>> {
    let starts: Vec<i64> = starts.iter().map(|start| start.as_micros()).collect();
    let rows = sqlx::query(concat!(
        "SELECT start.value AS from_us, count(*) AS entries, sum(max(e.amount_minor, 0)) AS came,
                sum(min(e.amount_minor, 0)) AS went
         FROM json_each(?5) AS start
         JOIN wallet_entry e ON e.booked_at_us >= start.value
           AND e.booked_at_us < coalesce(json_extract(?5, '$[' || (start.key + 1) || ']'), ?2)
         WHERE",
        matching!(),
        " GROUP BY start.key ORDER BY start.key DESC"
    ))
    .bind(filter.from.as_micros())
    .bind(filter.until.as_micros())
    .bind(to_json(&filter.kinds, "kinds")?)
    .bind(meant(&mut *connection, &filter.terms).await?)
    .bind(to_json(&starts, "starts")?)
    .fetch_all(&mut *connection)
    .await?;
    rows.iter().map(|row| Ok((Timestamp::from_micros(row.try_get("from_us")?), sums(row)?))).collect()
}

fn sums(row: &SqliteRow) -> Result<Sums> {
    Ok(Sums {
        count: row.try_get("entries")?,
        came: Money::fen(row.try_get("came")?),
        went: Money::fen(row.try_get("went")?),
    })
}

/// Names are kept as they are written, so they are folded here; only somebody who searches pays for it.
async fn meant(connection: &mut SqliteConnection, terms: &[Term]) -> Result<String> {
    if terms.is_empty() {
        return Ok("[]".into());
    }
    let people: Vec<(String, String)> = sqlx::query_as(
        "SELECT hex(person_id), display_name FROM person WHERE person_id IN (SELECT other_id FROM wallet_entry)",
    )
    .fetch_all(&mut *connection)
    .await?;
    let circles: Vec<(String, String)> =
        sqlx::query_as("SELECT hex(circle_id), name || char(10) || name_zh FROM circle")
            .fetch_all(connection)
            .await?;
    let named = |word: &str, among: &[(String, String)]| {
        let found = among.iter().filter(|(_, name)| name.to_lowercase().contains(word));
        found.map(|(id, _)| id.clone()).collect()
    };
    let meant: Vec<Meant> = terms
        .iter()
        .map(|term| Meant {
            people: named(&term.word, &people),
            circles: named(&term.word, &circles),
            fen: term.amount.map(|amount| amount.minor),
            word: term.word.clone(),
        })
        .collect();
    to_json(&meant, "terms")
}
