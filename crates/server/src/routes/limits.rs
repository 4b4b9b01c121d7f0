//! One's own limits, and the lock of one's payments.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::ledger::LimitKind;
use circles_domain::{Field, Invalid, Money, Rule};
use circles_wire::ErrorCode;
use circles_wire::wallet::{LIMITS, LOCK, LimitsResponse, LockRequest, SetLimitRequest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::Json;
use super::wallet::judge;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::{self, Terms, pin};
use crate::state::{AppState, Poke};
use crate::store::changes::{self, Change};

/// The routes of this module.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(set_limit)).routes(routes!(lock))
}

/// Asks for another limit. Less, or the same, holds at once and takes back a raise that waits; more holds after a day.
#[utoipa::path(put, path = LIMITS, tag = "wallet", request_body = SetLimitRequest, responses(
        (status = 200, description = "all of one's limits", body = LimitsResponse),
        (status = 422, description = "`invalid`, the field `amount`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn set_limit(
    State(state): State<AppState>,
    signed: Signed,
    Json(request): Json<SetLimitRequest>,
) -> Result<Json<LimitsResponse>> {
    let terms = Terms::of(&state.config.limits);
    check(&request, &terms)?;
    let mut tx = state.db.write().await?;
    let (now, person) = (state.now(), signed.person);
    let wait_s = state.config.limits.limit_raise_s;
    ledger::set_limit(&mut tx, person, (request.kind, request.amount), wait_s, now).await?;
    let limits = ledger::own_limits(&mut tx, person, now).await?;
    changes::note(&mut tx, Change::Wallet(person), now).await?;
    tx.commit().await?;
    state.poke(Poke::Person(person));
    Ok(Json(LimitsResponse { limits }))
}

/// Nobody sets what the platform does not allow anyway: it would look like a limit and be none.
fn check(request: &SetLimitRequest, terms: &Terms) -> std::result::Result<(), Invalid> {
    let Some(amount) = request.amount else { return Ok(()) };
    let most = match request.kind {
        LimitKind::Tip => terms.limits.tip_max,
        LimitKind::Day => terms.limits.day,
        LimitKind::Month => Money::fen(terms.limits.day.minor.saturating_mul(31)),
    };
    if amount.minor < 0 {
        Err(Invalid::new(Field::Amount, Rule::TooSmall))
    } else if amount > most {
        Err(Invalid::new(Field::Amount, Rule::TooLarge))
    } else {
        Ok(())
    }
}

/// Locks one's payments at once, on every device; the payment password opens them.
#[utoipa::path(put, path = LOCK, tag = "wallet", request_body = LockRequest, responses(
        (status = 204, description = "as it was asked for"),
        (status = 403, description = "`step_up_required`: opening needs the payment password; `pin_wrong`", body = circles_wire::ErrorBody),
        (status = 409, description = "`pin_not_set`: there would be nothing to open it with", body = circles_wire::ErrorBody),
        (status = 429, description = "`pin_paused`; `rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn lock(
    State(state): State<AppState>,
    signed: Signed,
    Json(request): Json<LockRequest>,
) -> Result<StatusCode> {
    let person = signed.person;
    if !request.locked {
        let typed = request.pin.ok_or_else(|| Error::code(ErrorCode::StepUpRequired))?;
        judge(&state, person, typed).await?;
    }
    let mut tx = state.db.write().await?;
    let now = state.now();
    if !pin::lock(&mut tx, person, request.locked, now).await? {
        return Err(Error::code(ErrorCode::PinNotSet));
    }
    if !request.locked {
        pin::forget_tries(&mut tx, person).await?;
    }
    changes::note(&mut tx, Change::Wallet(person), now).await?;
    tx.commit().await?;
    state.poke(Poke::Person(person));
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_lies_between_nothing_and_what_the_platform_allows() {
        let terms = Terms::of(&crate::Limits::default());
        let refused =
            |kind, fen| check(&SetLimitRequest { kind, amount: Some(Money::fen(fen)) }, &terms).err();
        let (small, large) =
            (Invalid::new(Field::Amount, Rule::TooSmall), Invalid::new(Field::Amount, Rule::TooLarge));
        for (kind, most) in
            [(LimitKind::Tip, 20_000), (LimitKind::Day, 100_000), (LimitKind::Month, 3_100_000)]
        {
            assert_eq!(
                [-1, 0, most, most + 1].map(|fen| refused(kind, fen)),
                [Some(small), None, None, Some(large)]
            );
        }
        assert_eq!(check(&SetLimitRequest { kind: LimitKind::Tip, amount: None }, &terms), Ok(()));
    }
}
