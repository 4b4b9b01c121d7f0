//! What every act of running a circle begins with: somebody who may.

use circles_domain::{CircleId, PersonId};
use circles_wire::ErrorCode;

use super::acting::{Acting, begin, reader};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::{AppState, Poke};
use crate::store::administering;
use crate::store::people::Person;

/// Begins a write of somebody who may administer `circle`.
///
/// # Errors
/// `not_found` when there is no such circle, `forbidden` for everyone else, and what [`begin`] says.
pub async fn administer(state: &AppState, signed: Signed, circle: CircleId) -> Result<Acting> {
    let mut acting = begin(state, signed).await?;
    let may = administering::administers(&mut *acting.tx, &acting.person, circle, acting.now).await?;
    allowed(may, circle)?;
    Ok(acting)
}

/// Somebody who may administer `circle` and only reads.
///
/// # Errors
/// As [`administer`].
pub async fn administrator(state: &AppState, signed: Signed, circle: CircleId) -> Result<Person> {
    let person = reader(state, signed).await?;
    let may = administering::administers(state.db.read(), &person, circle, state.now()).await?;
    allowed(may, circle)?;
    Ok(person)
}

fn allowed(may: Option<bool>, circle: CircleId) -> Result<()> {
    match may {
        Some(true) => Ok(()),
        Some(false) => Err(Error::code(ErrorCode::Forbidden).subject(circle)),
        None => Err(Error::not_found(circle)),
    }
}

/// Wakes each of `people`; call it after the commit.
pub fn poke_all(state: &AppState, people: Vec<PersonId>) {
    for person in people {
        state.poke(Poke::Person(person));
    }
}
