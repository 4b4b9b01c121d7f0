//! The real name: how others see one, the switch for friends, and the log of who opened it.

use axum::extract::State;
use circles_domain::person::check_reason;
use circles_domain::{PersonId, Timestamp};
use circles_wire::ErrorCode;
use circles_wire::known::{
    LEGAL_NAME, LegalNameRequest, LegalNameResponse, NAME_ACCESS, NameAccessResponse, SEEN_AS, SHOW_NAME,
    ShowNameRequest,
};
use circles_wire::person::{Level, MeResponse, PersonResponse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::{begin, begin_guarding};
use crate::routes::extract::{Json, Path};
use crate::routes::visible::{know, visible};
use crate::state::{AppState, Poke};
use crate::store::changes::Change;
use crate::store::{names, people, reading, relations};

/// The routes of this file.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(seen_as))
        .routes(routes!(show_name))
        .routes(routes!(list_access))
        .routes(routes!(open_name))
}

/// Oneself as somebody at that level sees one: the same code that answers them.
#[utoipa::path(get, path = SEEN_AS, tag = "known", responses((status = 200, body = PersonResponse)))]
async fn seen_as(
    State(state): State<AppState>,
    signed: Signed,
    Path(level): Path<Level>,
) -> Result<Json<PersonResponse>> {
    let mut db = state.db.read().begin().await?;
    let person = reading::person(&mut db, signed.person, signed.person)
        .await?
        .ok_or_else(|| Error::not_found(signed.person))?;
    let known = know(&state, &mut db, signed.person, person, level).await?;
    Ok(Json(visible(level, known, state.now())))
}

/// Shows one's real name to friends, or hides it. Setting what is set already changes nothing; changes are few a day.
#[utoipa::path(put, path = SHOW_NAME, tag = "known", responses((status = 200, body = MeResponse),
    (status = 429, description = "`rate_limited` until the day is over in Shanghai", body = circles_wire::ErrorBody)))]
async fn show_name(
    State(state): State<AppState>,
    signed: Signed,
    Json(request): Json<ShowNameRequest>,
) -> Result<Json<MeResponse>> {
    // To hide a name, no proof of it has to be fresh.
    let mut acting =
        if request.shown { begin(&state, signed).await? } else { begin_guarding(&state, signed).await? };
    let (now, mut friends) = (acting.now, Vec::new());
    if acting.person.shows_name != request.shown {
        let most = state.config.limits.show_name_changes;
        if !names::set_shown(&mut acting.tx, signed.person, request.shown, most, now).await? {
            return Err(Error::code(ErrorCode::RateLimited).retry_after(seconds_of_day_left(now)));
        }
        acting.note(Change::Myself(signed.person)).await?;
        friends = relations::tell_friends(&mut acting.tx, signed.person, now).await?;
    }
    let me =
        people::find(&mut *acting.tx, signed.person).await?.ok_or_else(|| Error::not_found(signed.person))?;
    acting.commit(&state, None).await?;
    for somebody in friends.into_iter().chain([signed.person]) {
        state.poke(Poke::Person(somebody));
    }
    Ok(Json(me.me(now)))
}

/// China has kept one zone without summer time (UTC+8) since 1991.
fn seconds_of_day_left(now: Timestamp) -> u64 {
    let of_day = (now.as_micros() / 1_000_000 + 8 * 3_600).rem_euclid(86_400);
    (86_400 - of_day).unsigned_abs()
}

/// Who opened one's real name, by role, when and why.
#[utoipa::path(get, path = NAME_ACCESS, tag = "known", responses((status = 200, body = NameAccessResponse)))]
async fn list_access(State(state): State<AppState>, signed: Signed) -> Result<Json<NameAccessResponse>> {
    let entries = names::list_access(state.db.read(), signed.person).await?;
    Ok(Json(NameAccessResponse { entries }))
}

/// Opens a person's real name for an operator. It is on the record, with the reason, before the name is answered; the
/// person reads it there. There is no other way to a real name.
#[utoipa::path(post, path = LEGAL_NAME, tag = "operator", responses((status = 200, body = LegalNameResponse),
    (status = 403, description = "`forbidden`: not an operator", body = circles_wire::ErrorBody),
    (status = 422, description = "`invalid`: the field `note` without a reason", body = circles_wire::ErrorBody)))]
async fn open_name(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
    Json(request): Json<LegalNameRequest>,
) -> Result<Json<LegalNameResponse>> {
    let mut acting = begin(&state, signed).await?;
    if !acting.person.operator {
        return Err(Error::code(ErrorCode::Forbidden));
    }
    let reason = check_reason(&request.reason)?;
    let sealed = names::find_sealed(&mut *acting.tx, id).await?.ok_or_else(|| Error::not_found(id))?;
    names::note_access(&mut acting.tx, id, signed.person, "operator", &reason, acting.now).await?;
    acting.commit(&state, None).await?;
    let name = state.keys.open_name(&sealed, id.as_bytes()).map_err(Error::internal)?;
    Ok(Json(LegalNameResponse { legal_name: name.reveal().to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_in_shanghai() {
        let left = |text: &str| seconds_of_day_left(text.parse().unwrap());
        assert_eq!((left("2026-11-22T15:59:59Z"), left("2026-11-22T16:00:00Z")), (1, 86_400));
    }
}
