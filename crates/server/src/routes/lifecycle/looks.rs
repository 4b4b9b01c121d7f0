//! Looks at a circle from outside: so many people an hour, while those who keep order do not keep up.

use circles_domain::circle::Standing;
use circles_domain::{CircleId, PersonId, Timestamp};
use circles_wire::ErrorCode;
use sqlx::SqliteConnection;

use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::lifecycle;
use crate::store::reading::ReadablePost;

/// Lets `person` look from outside and counts them, once an hour; refused, with the seconds that are left of the hour,
/// when enough others looked in it. Who was counted looks as often as they like, and only who has to be counted waits
/// for the one writer.
pub(in crate::routes) async fn from_outside(
    state: &AppState,
    circle: CircleId,
    person: PersonId,
) -> Result<()> {
    let now = state.now();
    let mut db = state.db.read().acquire().await?;
    let room = room(&mut db, state, circle, person, now).await?;
    drop(db);
    let Some(most) = room else { return Ok(()) };
    let mut tx = state.db.write().await?;
    let among = lifecycle::count_look(&mut tx, circle, person, most, now).await?;
    tx.commit().await?;
    if among { Ok(()) } else { Err(crowded(circle, now)) }
}

/// Lets `person` read what hangs on a post (comments, pictures, names): from outside there has to be room in the hour, of
/// which it takes none.
pub(in crate::routes) async fn beside(
    db: &mut SqliteConnection,
    state: &AppState,
    post: ReadablePost,
    person: PersonId,
) -> Result<()> {
    if post.standing == Standing::None {
        room(db, state, post.circle, person, state.now()).await?;
    }
    Ok(())
}

/// How many may look, where `person` has to be counted; `None` where nobody is, and for who was.
async fn room(
    db: &mut SqliteConnection,
    state: &AppState,
    circle: CircleId,
    person: PersonId,
    now: Timestamp,
) -> Result<Option<i64>> {
    let limits = &state.config.limits;
    let late = now.plus_seconds(-limits.report_s);
    let Some(cap) = lifecycle::cap(db, circle, person, late, now).await? else {
        return Ok(None);
    };
    if cap.among || cap.keeping.keeps_up(limits.members_per_keeper) {
        return Ok(None);
    }
    if cap.looked < cap.most { Ok(Some(cap.most)) } else { Err(crowded(circle, now)) }
}

fn crowded(circle: CircleId, now: Timestamp) -> Error {
    let seconds = now.as_micros() / 1_000_000;
    let wait = (3_600 - seconds.rem_euclid(3_600)).unsigned_abs();
    Error::code(ErrorCode::Crowded).subject(circle).retry_after(wait)
}
