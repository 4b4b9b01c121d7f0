//! A request for a payment, and giving one up.

use axum::extract::State;
use circles_domain::payment::PaymentKind;
use circles_domain::person::check_typed_pin;
use circles_domain::{PaymentId, PersonId, Timestamp};
use circles_faults::crash_point;
use circles_wire::ErrorCode;
use circles_wire::payment::{ABANDON_PAYMENT, PAYMENT, PaymentRequest, PaymentResponse};
use sqlx::SqliteConnection;

use super::ask::{payee_of, read};
use super::told;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::{self, OrderState, Terms, pin};
use crate::payments::{self, Begun, Named, StepUp};
use crate::routes::extract::{Json, JsonBytes, Path};
use crate::routes::paying::{count, wake, writer};
use crate::routes::wallet::judge;
use crate::state::AppState;
use crate::store::changes::{self, Change};

/// Begins a top-up, or a cash-out, whose money is held from here on. The same request gets the same payment, for ever.
#[utoipa::path(put, path = PAYMENT, tag = "wallet", request_body = PaymentRequest, responses(
    (status = 200, description = "where it stands, a refusal too", body = PaymentResponse),
    (status = 403, description = "`payments_locked`, `cash_out_rests`, `step_up_required`, `pin_wrong` with `tries_left`: a cash-out, and nothing is kept", body = circles_wire::ErrorBody),
    (status = 409, description = "`id_conflict`: the id holds another one; `in_progress`; `pin_not_set`: nothing is kept", body = circles_wire::ErrorBody),
    (status = 422, description = "`invalid`, the field `amount`, `payout_account` or `pin`", body = circles_wire::ErrorBody),
    (status = 429, description = "`rate_limited`, `pin_paused`: nothing is kept", body = circles_wire::ErrorBody)))]
pub(super) async fn begin(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PaymentId>,
    JsonBytes(body): JsonBytes,
) -> Result<Json<PaymentResponse>> {
    let asked = read(&body, &state.config.limits).map_err(|invalid| Error::from(invalid).subject(id))?;
    // On its own task: a device that hangs up must not leave it half way, and a stop waits for it.
    let task = state.tasks.spawn(begin_now(state.clone(), signed.person, id, asked, false));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(id))
}

/// No further answer is wanted: keeps a refusal, or tells what became of it. It names what was asked for, so that the id
/// stays that of one request.
#[utoipa::path(post, path = ABANDON_PAYMENT, tag = "wallet", request_body = PaymentRequest, responses(
    (status = 200, description = "where it stands", body = PaymentResponse),
    (status = 409, description = "`id_conflict`: the id holds another one; `in_progress`", body = circles_wire::ErrorBody),
    (status = 422, description = "`invalid`, the field `amount`", body = circles_wire::ErrorBody),
    (status = 429, description = "`rate_limited`: nothing is kept", body = circles_wire::ErrorBody)))]
pub(super) async fn abandon(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PaymentId>,
    JsonBytes(body): JsonBytes,
) -> Result<Json<PaymentResponse>> {
    let asked = read(&body, &state.config.limits).map_err(|invalid| Error::from(invalid).subject(id))?;
    let task = state.tasks.spawn(begin_now(state.clone(), signed.person, id, asked, true));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(id))
}

async fn begin_now(
    state: AppState,
    person: PersonId,
    id: PaymentId,
    asked: PaymentRequest,
    gives_up: bool,
) -> Result<PaymentResponse> {
    let given = !gives_up && pin_is_right(&state, (person, id), &asked).await?;
    let mut tx = writer(&state).await?;
    let now = state.now();
    count(&mut tx, &state, (person, "payment"), now).await?;
    crash_point!("server.payment.taken", sqlx::Error::WorkerCrashed.into());
    let payee = payee_of(&state, &asked, gives_up)?;
    let asked = (asked.kind, asked.amount);
    if !gives_up && asked.0 == PaymentKind::CashOut {
        check_rest(&mut tx, &state, (person, id), now).await?;
    }
    let begun = if gives_up {
        payments::abandon(&mut tx, person, id, asked, now).await?
    } else {
        let step_up = StepUp { above: Terms::of(&state.config.limits).step_up, given };
        payments::begin(&mut tx, person, id, asked, step_up, now).await?
    };
    match begun {
        Begun::Answer { order, moved } => {
            if let Some(account) = payee.filter(|_| !matches!(order.state, OrderState::Refused(_))) {
                let named = payments::name_payee(&mut tx, &state.keys, (person, id), &account, now).await?;
                if named == Named::Another {
                    return Err(Error::code(ErrorCode::IdConflict).stored(&told(&state, &order)));
                }
            }
            if moved {
                changes::note(&mut tx, Change::Wallet(person), now).await?;
            }
            crash_point!("server.payment.written", sqlx::Error::WorkerCrashed.into());
            tx.commit().await?;
            crash_point!("server.payment.committed", sqlx::Error::WorkerCrashed.into());
            wake(&state, moved.then_some(person));
            state.paying.notify_one();
            crash_point!("server.payment.woken", sqlx::Error::WorkerCrashed.into());
            Ok(told(&state, &order))
        }
        Begun::Conflict(stored) => Err(Error::code(ErrorCode::IdConflict).stored(&told(&state, &stored))),
        Begun::Taken => Err(Error::code(ErrorCode::IdConflict)),
        Begun::Locked => Err(Error::code(ErrorCode::PaymentsLocked)),
        Begun::StepUpRequired => Err(Error::code(ErrorCode::StepUpRequired)),
    }
}

/// Whether the payment password came with a cash-out that is new. A wrong one is an error, counted like any other, and
/// touches no payment; a payment that is known is answered without one, so that asking again costs no try.
async fn pin_is_right(
    state: &AppState,
    (person, id): (PersonId, PaymentId),
    asked: &PaymentRequest,
) -> Result<bool> {
    let Some(typed) = asked.pin.as_ref().filter(|_| asked.kind == PaymentKind::CashOut) else {
        return Ok(false);
    };
    check_typed_pin(typed)?;
    let mut reader = state.db.read().acquire().await?;
    if ledger::find_order(&mut reader, id).await?.is_some() {
        return Ok(false);
    }
    drop(reader);
    judge(state, person, typed.clone()).await?;
    let mut tx = state.db.write().await?;
    pin::forget_tries(&mut tx, person).await?;
    tx.commit().await?;
    Ok(true)
}

/// Refuses a cash-out that is not known yet while cash-outs rest; nothing of it is kept.
async fn check_rest(
    tx: &mut SqliteConnection,
    state: &AppState,
    (person, id): (PersonId, PaymentId),
    now: Timestamp,
) -> Result<()> {
    if ledger::find_order(tx, id).await?.is_some() {
        return Ok(());
    }
    match ledger::rests_until(tx, person, state.config.limits.cash_out_rest_s, now).await? {
        None => Ok(()),
        Some(until) => {
            let wait = until.seconds_since(now).unsigned_abs().max(1);
            Err(Error::code(ErrorCode::CashOutRests).retry_after(wait))
        }
    }
}
