//! Keeping order in a circle, one file a verb.
//!
//! Promises: what is not allowed is decided by [`may`] alone; each act is one transaction with its line in the log; a
//! repeated id answers as before.

mod act;
mod appeal;
mod deeds;
mod handover;
mod heard;
mod queue;
mod report;
mod role;
mod second;

pub(super) use act::line;
use circles_domain::circle::Role;
use circles_domain::govern::{Action, Cannot, Permit, Stance, may};
use circles_domain::{CircleId, PersonId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::Acting;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{administering, people, reading};

/// The routes of this folder.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(act::act))
        .routes(routes!(second::second))
        .routes(routes!(queue::log))
        .routes(routes!(queue::queue))
        .routes(routes!(report::report))
        .routes(routes!(report::heard))
        .routes(routes!(appeal::appeal))
        .routes(routes!(appeal::waiting))
        .routes(routes!(appeal::decide))
        .routes(routes!(role::give))
        .routes(routes!(heard::hear))
        .routes(routes!(handover::offer, handover::end))
        .routes(routes!(handover::accept))
        .routes(routes!(handover::heirs))
}

/// How whoever acts stands towards `circle`; 404 where there is none, and for who does not find it.
pub(super) async fn stance(acting: &mut Acting, circle: CircleId) -> Result<Stance> {
    let stands = reading::stands(&mut *acting.tx, acting.person.id, circle, acting.now)
        .await?
        .filter(|stands| stands.found)
        .ok_or_else(|| Error::not_found(circle))?;
    Ok(stands.stance(acting.person.operator, acting.now))
}

/// Says who has a right to something in `circle` only as a member whom nothing was imposed on: 404 for who is no member or
/// shut out, `muted` for who is muted.
async fn good_standing(acting: &mut Acting, circle: CircleId, person: PersonId) -> Result<Role> {
    let stands = reading::stands(&mut *acting.tx, person, circle, acting.now).await?;
    let stands = stands.filter(|stands| stands.standing(acting.now).reads());
    let stands = stands.ok_or_else(|| Error::not_found(person))?;
    if stands.standing(acting.now).writes() {
        Ok(stands.role())
    } else {
        Err(Error::cannot(Cannot::Muted, person))
    }
}

/// Tells those who keep order in `circle` that what waits for them changed; wakes them after the commit.
async fn tell(acting: &mut Acting, circle: CircleId) -> Result<Vec<PersonId>> {
    Ok(administering::tell(&mut acting.tx, circle, acting.now).await?)
}

/// Lets through what [`may`] permits without asking a gate.
pub(super) fn allow(stance: Stance, action: Action, subject: impl ToString) -> Result<()> {
    match may(stance, action) {
        Permit::No(cannot) => Err(Error::cannot(cannot, subject)),
        Permit::Yes | Permit::Gate | Permit::Preview => Ok(()),
    }
}

/// The same for what is read: whoever may not read it is told that there is nothing.
async fn readable(state: &AppState, signed: Signed, circle: CircleId, action: Action) -> Result<Stance> {
    let person = people::find(state.db.read(), signed.person).await?;
    let stands = reading::stands_lately(state, signed.person, circle).await?;
    let stands = stands.ok_or_else(|| Error::not_found(circle))?;
    let stance = stands.stance(person.is_some_and(|person| person.operator), state.now());
    match may(stance, action) {
        Permit::Yes => Ok(stance),
        Permit::No(_) | Permit::Gate | Permit::Preview => Err(Error::not_found(circle)),
    }
}

/// As what an operator of the platform acts, for the log.
const OPERATOR: &str = "operator";

/// As what somebody acts, for the log.
fn acts_as(stance: Stance) -> &'static str {
    if stance.role >= Role::Moderator { stance.role.as_str() } else { OPERATOR }
}
