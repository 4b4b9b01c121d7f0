//! What the routes of money share: the one writer, the rates, and how what is not answered becomes HTTP.

use std::time::Duration;

use axum::http::HeaderMap;
use circles_domain::{PersonId, Timestamp};
use circles_wire::ErrorCode;
use circles_wire::tip::STEP_UP_TOKEN;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::ledger::{Confirmation, NotNow};
use crate::state::{AppState, Poke};
use crate::store::{Write, tries};

/// Waits for the one writer before saying that somebody else holds it.
const PATIENCE: Duration = Duration::from_secs(5);

/// The one writer; `in_progress` when it is not free for long.
pub(super) async fn writer(state: &AppState) -> Result<Write> {
    let waited = tokio::time::timeout(PATIENCE, state.db.write()).await;
    Ok(waited.map_err(|_| Error::code(ErrorCode::InProgress).retry_after(1))??)
}

/// Counts one request of a kind in the last minute. Kept with the money, so that a restart forgives nobody.
pub(super) async fn count(
    tx: &mut Write,
    state: &AppState,
    (person, kind): (PersonId, &str),
    now: Timestamp,
) -> Result<()> {
    let key = Sha256::digest([kind.as_bytes(), person.as_bytes()].concat()).into();
    match tries::take(tx, &key, state.config.limits.writes_per_minute, now).await? {
        Some(wait_s) => Err(Error::code(ErrorCode::RateLimited).retry_after(wait_s)),
        None => Ok(()),
    }
}

/// The one-use token of the payment password, if one came along.
pub(super) fn step_up_token(headers: &HeaderMap) -> Option<String> {
    headers.get(STEP_UP_TOKEN)?.to_str().ok().map(str::to_owned)
}

/// Devices of these people look at their wallets again.
pub(super) fn wake(state: &AppState, people: impl IntoIterator<Item = PersonId>) {
    people.into_iter().for_each(|person| state.poke(Poke::Person(person)));
}

/// The answer that is kept, and whose wallets changed.
///
/// # Errors
/// What has no answer: an id that holds another one, or what the device mends first.
pub(super) fn answer_of<Answer: Serialize>(
    confirmation: Confirmation<Answer>,
) -> Result<(Answer, Vec<PersonId>)> {
    let not_now = match confirmation {
        Confirmation::Answer { answer, moved } => return Ok((*answer, moved)),
        Confirmation::Conflict(stored) => return Err(Error::code(ErrorCode::IdConflict).stored(&*stored)),
        Confirmation::Taken => return Err(Error::code(ErrorCode::IdConflict)),
        Confirmation::NotNow(not_now) => not_now,
    };
    Err(match not_now {
        NotNow::TooFast(ms) => Error::code(ErrorCode::TooFast).retry_after(ms.unsigned_abs().div_ceil(1_000)),
        NotNow::TooMany(wait_s) => Error::code(ErrorCode::RateLimited).retry_after(wait_s.unsigned_abs()),
        NotNow::StepUpRequired => Error::code(ErrorCode::StepUpRequired),
        NotNow::Locked => Error::code(ErrorCode::PaymentsLocked),
    })
}
