//! Friend requests as they are kept.

use circles_domain::{FriendRequestId, PersonId, Timestamp};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::Terms;
use crate::store::changes::{self, Change};

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not answered.
    Waiting,
    /// Put aside by the asked person; for the asker it waits on.
    Ignored,
    /// They are friends.
    Accepted,
    /// No.
    Refused,
    /// Taken back by the asker.
    Withdrawn,
    /// It waited too long.
    Expired,
    /// A block ended it.
    Ended,
}

impl State {
    /// Its name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ignored => "ignored",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
            Self::Ended => "ended",
        }
    }
    fn from_name(name: &str) -> Self {
        [Self::Waiting, Self::Ignored, Self::Accepted, Self::Refused, Self::Withdrawn, Self::Expired]
            .into_iter()
            .find(|state| state.as_str() == name)
            .unwrap_or(Self::Ended)
    }
}

/// A request to be kept.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// Which.
    pub id: FriendRequestId,
    /// Who asks.
    pub asker: PersonId,
    /// Whom.
    pub asked: PersonId,
    /// The words, checked.
    pub note: String,
    /// When the server took it.
    pub asked_at: Timestamp,
    /// By which a repeated request is known.
    pub request_hash: [u8; 32],
}

/// What an id holds, whoever asks.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// Which.
    pub id: FriendRequestId,
    /// Who asks.
    pub asker: PersonId,
    /// Whom.
    pub asked: PersonId,
    /// What became of it, as far as it was written down; [`Held::is_open`] knows better.
    pub state: State,
    /// When the server took it.
    pub asked_at: Timestamp,
    /// Of the request that made it.
    pub request_hash: [u8; 32],
}

impl Held {
    /// Whether it can be answered, at `now`: requests run out by themselves.
    #[must_use]
    pub fn is_open(&self, terms: Terms, now: Timestamp) -> bool {
        matches!(self.state, State::Waiting | State::Ignored) && terms.oldest(now) < self.asked_at
    }
}

#[derive(FromRow)]
struct HeldRow {
    id: Uuid,
    asker_id: Uuid,
    asked_id: Uuid,
    state: String,
    asked_at_us: i64,
    request_hash: Vec<u8>,
}

impl From<HeldRow> for Held {
    fn from(row: HeldRow) -> Self {
        Self {
            id: FriendRequestId(row.id),
            asker: PersonId(row.asker_id),
            asked: PersonId(row.asked_id),
            state: State::from_name(&row.state),
            asked_at: Timestamp::from_micros(row.asked_at_us),
            request_hash: row.request_hash.try_into().unwrap_or_default(),
        }
    }
}

/// What `id` holds.
///
/// # Errors
/// When the database fails.
pub async fn find_held(db: impl SqliteExecutor<'_>, id: FriendRequestId) -> sqlx::Result<Option<Held>> {
    let row: Option<HeldRow> = sqlx::query_as(
        "SELECT id, asker_id, asked_id, state, asked_at_us, request_hash FROM friend_request WHERE id = $1",
    )
    .bind(id.0)
    .fetch_optional(db)
    .await?;
    Ok(row.map(Held::from))
}

/// The open request from one to the other.
///
/// # Errors
/// When the database fails.
pub async fn find_open(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    asked: PersonId,
    terms: Terms,
    now: Timestamp,
) -> sqlx::Result<Option<Held>> {
    let row: Option<HeldRow> = sqlx::query_as(
        "SELECT id, asker_id, asked_id, state, asked_at_us, request_hash FROM friend_request
         WHERE asker_id = $1 AND asked_id = $2 AND state IN ('waiting', 'ignored')",
    )
    .bind(asker.0)
    .bind(asked.0)
    .fetch_optional(db)
    .await?;
    Ok(row.map(Held::from).filter(|held| held.is_open(terms, now)))
}

/// Keeps a request, and writes down that an older one ran out. Notes nothing: that depends on what it comes to.
///
/// # Errors
/// When the database fails, or an open one is there.
pub async fn insert(db: &mut SqliteConnection, new: &NewRequest, terms: Terms) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE friend_request SET state = 'expired', answered_at_us = coalesce(answered_at_us, $3)
         WHERE asker_id = $1 AND asked_id = $2 AND state IN ('waiting', 'ignored') AND asked_at_us <= $4",
    )
    .bind(new.asker.0)
    .bind(new.asked.0)
    .bind(new.asked_at.as_micros())
    .bind(terms.oldest(new.asked_at).as_micros())
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "INSERT INTO friend_request (id, asker_id, asked_id, note, state, asked_at_us, asked_day, request_hash)
         VALUES ($1, $2, $3, $4, 'waiting', $5, $6, $7)",
    )
    .bind(new.id.0)
    .bind(new.asker.0)
    .bind(new.asked.0)
    .bind(&new.note)
    .bind(new.asked_at.as_micros())
    .bind(new.asked_at.shanghai_day())
    .bind(new.request_hash.as_slice())
    .execute(db)
    .await?;
    Ok(())
}

/// Writes down what became of a request, and notes the change for both.
///
/// # Errors
/// When the database fails.
pub async fn set_state(
    db: &mut SqliteConnection,
    held: &Held,
    state: State,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE friend_request SET state = $2, answered_at_us = $3 WHERE id = $1")
        .bind(held.id.0)
        .bind(state.as_str())
        .bind(now.as_micros())
        .execute(&mut *db)
        .await?;
    changes::note(db, Change::Relation(held.asked, held.asker), now).await?;
    // Ignoring is nothing that the asker could notice, not even by a pull that brings nothing.
    if state == State::Ignored {
        return Ok(());
    }
    changes::note(db, Change::Relation(held.asker, held.asked), now).await
}

/// Writes down which requests ran out and tells both sides; gives them, to be poked.
///
/// # Errors
/// When the database fails.
pub async fn expire(db: &mut SqliteConnection, terms: Terms, now: Timestamp) -> sqlx::Result<Vec<PersonId>> {
    let rows: Vec<HeldRow> = sqlx::query_as(
        "SELECT id, asker_id, asked_id, state, asked_at_us, request_hash FROM friend_request
         WHERE state IN ('waiting', 'ignored') AND asked_at_us <= $1 ORDER BY asked_at_us LIMIT 500",
    )
    .bind(terms.oldest(now).as_micros())
    .fetch_all(&mut *db)
    .await?;
    let mut told = Vec::new();
    for held in rows.into_iter().map(Held::from) {
        set_state(db, &held, State::Expired, now).await?;
        told.extend([held.asker, held.asked]);
    }
    Ok(told)
}
