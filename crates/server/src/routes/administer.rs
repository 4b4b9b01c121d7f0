//! What every act of running a circle begins with: somebody who may.

use circles_domain::circle::Role;
use circles_domain::govern::Cannot;
use circles_domain::{CircleId, PersonId};
use circles_wire::ErrorCode;

use super::acting::{Acting, begin, reader};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::{AppState, Poke};
use crate::store::administering::{self, Administers};
use crate::store::people::Person;

/// Begins a write of somebody who may administer `circle`.
///
/// # Errors
/// `not_found` when there is no such circle, `forbidden` for everyone else, `frozen` while the circle is read-only, and
/// what [`begin`] says.
pub async fn administer(state: &AppState, signed: Signed, circle: CircleId) -> Result<Acting> {
    let (acting, may) = find(state, signed, circle).await?;
    match may {
        Administers::Frozen => Err(Error::cannot(Cannot::Frozen, circle)),
        Administers::Yes | Administers::No => Ok(acting),
    }
}

/// The same for what takes one of those who decide how the circle is run: an admin, or an operator of the platform.
///
/// # Errors
/// As [`administer`].
pub async fn decide(state: &AppState, signed: Signed, circle: CircleId) -> Result<Acting> {
    let mut acting = administer(state, signed, circle).await?;
    if administering::decides(&mut acting.tx, signed.person, circle, acting.now).await? {
        return Ok(acting);
    }
    Err(Error::cannot(Cannot::Role { least: Role::Admin }, circle))
}

/// The same for what only takes back what waits, and adds nothing: also while the circle is read-only.
///
/// # Errors
/// As [`administer`], without `frozen`.
pub async fn take_back(state: &AppState, signed: Signed, circle: CircleId) -> Result<Acting> {
    Ok(find(state, signed, circle).await?.0)
}

async fn find(state: &AppState, signed: Signed, circle: CircleId) -> Result<(Acting, Administers)> {
    let mut acting = begin(state, signed).await?;
    let may = administering::administers(&mut *acting.tx, &acting.person, circle, acting.now).await?;
    Ok((acting, allowed(may, circle)?))
}

/// Somebody who may administer `circle` and only reads.
///
/// # Errors
/// As [`take_back`].
pub async fn administrator(state: &AppState, signed: Signed, circle: CircleId) -> Result<Person> {
    let person = reader(state, signed).await?;
    let may = administering::administers(state.db.read(), &person, circle, state.now()).await?;
    allowed(may, circle)?;
    Ok(person)
}

fn allowed(may: Option<Administers>, circle: CircleId) -> Result<Administers> {
    match may {
        Some(may @ (Administers::Yes | Administers::Frozen)) => Ok(may),
        Some(Administers::No) => Err(Error::code(ErrorCode::Forbidden).subject(circle)),
        None => Err(Error::not_found(circle)),
    }
}

/// Wakes each of `people`; call it after the commit.
pub fn poke_all(state: &AppState, people: Vec<PersonId>) {
    for person in people {
        state.poke(Poke::Person(person));
    }
}
