//! Looks at a circle from outside: capped by the hour, while those who keep order do not keep up.

use circles_domain::CircleId;
use circles_wire::ErrorCode;

use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::lifecycle;

/// Counts a look from outside; refused, with the seconds that are left of the hour, when there were enough in it.
pub(in crate::routes) async fn from_outside(state: &AppState, circle: CircleId) -> Result<()> {
    let (now, limits) = (state.now(), &state.config.limits);
    let late = now.plus_seconds(-limits.report_s);
    let Some((cap, keeping)) = lifecycle::cap(state.db.read(), circle, late).await? else { return Ok(()) };
    if keeping.keeps_up(limits.members_per_keeper) {
        return Ok(());
    }
    let mut tx = state.db.write().await?;
    let count = lifecycle::count_look(&mut tx, circle, now).await?;
    tx.commit().await?;
    if count <= cap {
        return Ok(());
    }
    let seconds = now.as_micros() / 1_000_000;
    let wait = (3_600 - seconds.rem_euclid(3_600)).unsigned_abs();
    Err(Error::code(ErrorCode::Crowded).subject(circle).retry_after(wait))
}
