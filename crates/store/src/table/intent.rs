//! What the intents of tips and of transfers have in common: what a payer meant, kept before any byte is sent. Its
//! states are the engine's (`money`); here they are only stored.

use std::fmt;
use std::hash::Hash;

use circles_domain::Timestamp;
use circles_domain::tip::TipState;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Sqlite, SqliteConnection};

use super::{from_json, from_name, to_json, to_name};
use crate::{OutboxWrite, Result};

/// What is sent: a tip or a transfer.
pub trait Kind: Clone + fmt::Debug + Eq + Send + Sync + 'static {
    /// What it is called where a row of it cannot be read.
    const NAME: &'static str;
    /// Its id, which the device makes.
    type Id: Copy + fmt::Debug + fmt::Display + Eq + Hash + Send + Sync + 'static;
    /// What it is for.
    type Cause: Clone + fmt::Debug + Eq + Send + Sync;
    /// What the server binds it to.
    type Quote: Clone + fmt::Debug + Eq + Serialize + DeserializeOwned + Send + Sync;
    /// The server's word on it.
    type Answer: Clone + fmt::Debug + Eq + Serialize + DeserializeOwned + Send + Sync;

    /// Inserts or replaces the whole row.
    fn save(write: &mut OutboxWrite, intent: &Intent<Self>) -> impl Future<Output = Result<()>> + Send;
    /// One of them.
    fn find(
        connection: &mut SqliteConnection,
        id: Self::Id,
    ) -> impl Future<Output = Result<Option<Intent<Self>>>> + Send;
    /// Those whose outcome is not definite: confirming or unknown, oldest first.
    fn list_undecided(
        connection: &mut SqliteConnection,
    ) -> impl Future<Output = Result<Vec<Intent<Self>>>> + Send;
}

/// One payment of this device's payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent<K: Kind> {
    /// Which.
    pub id: K::Id,
    /// What for.
    pub cause: K::Cause,
    /// Where it stands.
    pub state: TipState,
    /// The amount that was last chosen, in fen.
    pub amount_minor: i64,
    /// What the server bound it to.
    pub quote: Option<K::Quote>,
    /// The server's definite answer, with the receipt.
    pub outcome: Option<K::Answer>,
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

impl<K: Kind> Intent<K> {
    /// A new one, of which nothing was asked.
    #[must_use]
    pub fn draft(id: K::Id, cause: K::Cause, amount_minor: i64, now: Timestamp) -> Self {
        Self {
            id,
            cause,
            state: TipState::Draft,
            amount_minor,
            quote: None,
            outcome: None,
            shown_at: None,
            confirmed_at: None,
            checks: 0,
            next_check_at: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// The columns that every kind has, by their names.
    pub(super) fn read(row: &SqliteRow, id: K::Id, cause: K::Cause) -> Result<Self> {
        let time = |column| -> Result<Option<Timestamp>> {
            Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp::from_micros))
        };
        let quote: Option<&str> = row.try_get("quote")?;
        let outcome: Option<&str> = row.try_get("outcome")?;
        Ok(Self {
            id,
            cause,
            state: from_name(row.try_get("state")?, K::NAME)?,
            amount_minor: row.try_get("amount_minor")?,
            quote: quote.map(|json| from_json(json, "quote")).transpose()?,
            outcome: outcome.map(|json| from_json(json, K::NAME)).transpose()?,
            shown_at: time("shown_at_us")?,
            confirmed_at: time("confirmed_at_us")?,
            checks: row.try_get("checks")?,
            next_check_at: time("next_check_at_us")?,
            created_at: Timestamp::from_micros(row.try_get("created_at_us")?),
            updated_at: Timestamp::from_micros(row.try_get("updated_at_us")?),
        })
    }

    /// The same, bound in the order of this struct to a statement that has bound what is its kind's own.
    pub(super) fn bind<'q>(
        &self,
        statement: Query<'q, Sqlite, SqliteArguments>,
    ) -> Result<Query<'q, Sqlite, SqliteArguments>> {
        Ok(statement
            .bind(to_name(&self.state, K::NAME)?)
            .bind(self.amount_minor)
            .bind(self.quote.as_ref().map(|quote| to_json(quote, "quote")).transpose()?)
            .bind(self.outcome.as_ref().map(|outcome| to_json(outcome, K::NAME)).transpose()?)
            .bind(self.shown_at.map(Timestamp::as_micros))
            .bind(self.confirmed_at.map(Timestamp::as_micros))
            .bind(self.checks)
            .bind(self.next_check_at.map(Timestamp::as_micros))
            .bind(self.created_at.as_micros())
            .bind(self.updated_at.as_micros()))
    }
}
