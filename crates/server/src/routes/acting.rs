//! What every write begins with: a person who may act, and the one transaction.

use circles_domain::Timestamp;
use circles_wire::ErrorCode;

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::{AppState, Poke};
use crate::store::changes::Change;
use crate::store::people::{self, Person};
use crate::store::{Write, changes};

/// A write under way, with who acts and when.
#[derive(Debug)]
pub struct Acting {
    /// The transaction.
    pub tx: Write,
    /// Who acts.
    pub person: Person,
    /// The time of everything that this write says.
    pub now: Timestamp,
}

/// Begins a write of `signed`.
///
/// # Errors
/// `rate_limited`; `name_expired` when the proof of the real name has expired, for then an account only reads.
pub async fn begin(state: &AppState, signed: Signed) -> Result<Acting> {
    let acting = begin_guarding(state, signed).await?;
    if acting.person.verified(acting.now) { Ok(acting) } else { Err(Error::code(ErrorCode::NameExpired)) }
}

/// Begins a write by which `signed` guards themselves: to block and to say no, no proof has to be fresh.
///
/// # Errors
/// `rate_limited`.
pub async fn begin_guarding(state: &AppState, signed: Signed) -> Result<Acting> {
    state.rates.count(signed.person, "write", state.config.limits.writes_per_minute, state.now())?;
    let mut tx = state.db.write().await?;
    let now = state.now();
    let person =
        people::find(&mut *tx, signed.person).await?.ok_or_else(|| Error::code(ErrorCode::SessionRevoked))?;
    Ok(Acting { tx, person, now })
}

impl Acting {
    /// Commits and wakes whoever is concerned by `change`.
    ///
    /// # Errors
    /// When the disk fails; then nothing happened.
    pub async fn commit(self, state: &AppState, change: Option<Change>) -> Result<()> {
        self.tx.commit().await?;
        match change.map(Change::poke) {
            Some(Poke::Circle(circle)) => state.poke(Poke::Doing(circle, self.person.id)),
            Some(poke) => state.poke(poke),
            None => {}
        }
        Ok(())
    }
    /// Notes `change` in the transaction.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note(&mut self, change: Change) -> Result<()> {
        changes::note(&mut self.tx, change, self.now).await?;
        Ok(())
    }
}

/// The person who only reads.
///
/// # Errors
/// When the database fails, or the account is gone.
pub async fn reader(state: &AppState, signed: Signed) -> Result<Person> {
    people::find(state.db.read(), signed.person).await?.ok_or_else(|| Error::code(ErrorCode::SessionRevoked))
}
