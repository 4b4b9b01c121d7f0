//! Top-ups and cash-outs, and the notices of the payment provider. What is answered is decided in `payments`.
//!
//! A payment is always 200 with a [`PaymentResponse`], refused ones too: the device got its definite answer.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use circles_domain::payment::{PaymentKind, check_amount};
use circles_domain::payout::PayoutAccount;
use circles_domain::person::check_typed_pin;
use circles_domain::{Field, Invalid, Money, PaymentId, PersonId, Rule, Timestamp};
use circles_faults::crash_point;
use circles_wire::ErrorCode;
use circles_wire::payment::{
    ABANDON_PAYMENT, NOTICE_SIGNATURE, NOTICE_TAKEN, NOTICES, PAYMENT, PAYMENTS, PaymentRequest,
    PaymentResponse, PaymentsResponse, RECONCILIATIONS, ReconciliationsResponse,
};
use sqlx::SqliteConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::reader;
use super::extract::{Json, JsonBytes, Path};
use super::payment_page::page_of;
use super::tips::{PATIENCE, count};
use super::wallet::judge;
use crate::auth::Signed;
use crate::config::Limits;
use crate::error::{Error, Result};
use crate::ledger::{self, OrderState, StoredOrder, Terms, pin};
use crate::payments::{self, Begun, Letter, Named, StepUp};
use crate::state::{AppState, Poke};
use crate::store::changes::{self, Change};

/// Payments of one answer.
const PAGE: i64 = 20;

/// Days of one answer.
const DAYS: i64 = 31;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(begin, find))
        .routes(routes!(abandon))
        .routes(routes!(notice))
        .routes(routes!(reconciliations))
}

fn told(state: &AppState, order: &StoredOrder) -> PaymentResponse {
    PaymentResponse {
        id: order.id,
        kind: order.kind,
        amount: order.amount,
        outcome: order.outcome(),
        has_page: page_of(state, order, state.now()).is_some(),
        begun_at: order.created_at,
        changed_at: order.changed_at,
    }
}

/// The newest top-ups and cash-outs.
#[utoipa::path(get, path = PAYMENTS, tag = "wallet", responses((status = 200, body = PaymentsResponse)))]
async fn list(State(state): State<AppState>, signed: Signed) -> Result<Json<PaymentsResponse>> {
    let (limits, now) = (&state.config.limits, state.now());
    let mut reader = state.db.read().acquire().await?;
    let orders = ledger::list_orders(&mut reader, signed.person, PAGE).await?;
    let asks_payee = state.payments.asks_payee();
    let last_payee = payments::last_payee(&mut reader, &state.keys, signed.person).await?;
    let above = Terms::of(limits).step_up;
    let without_pin = ledger::cash_out_without_pin(&mut reader, signed.person, above, now).await?;
    Ok(Json(PaymentsResponse {
        payments: orders.iter().map(|order| told(&state, order)).collect(),
        top_up_max: Money::fen(limits.top_up_max_fen),
        cash_out_max: Money::fen(limits.cash_out_max_fen),
        cash_out_from: ledger::rests_until(&mut reader, signed.person, limits.cash_out_rest_s, now).await?,
        cash_out_without_pin: Some(without_pin),
        sandbox: state.payments.is_sandbox(),
        asks_payee,
        last_payee: last_payee.map(|account| account.reveal().to_owned()),
    }))
}

/// Begins a top-up, or a cash-out, whose money is held from here on. The same request gets the same payment, for ever.
#[utoipa::path(put, path = PAYMENT, tag = "wallet", request_body = PaymentRequest, responses(
    (status = 200, description = "where it stands, a refusal too", body = PaymentResponse),
    (status = 403, description = "`payments_locked`, `cash_out_rests`, `step_up_required`, `pin_wrong` with `tries_left`: a cash-out, and nothing is kept", body = circles_wire::ErrorBody),
    (status = 409, description = "`id_conflict`: the id holds another one; `in_progress`; `pin_not_set`: nothing is kept", body = circles_wire::ErrorBody),
    (status = 422, description = "`invalid`, the field `amount`, `payout_account` or `pin`", body = circles_wire::ErrorBody),
    (status = 429, description = "`rate_limited`, `pin_paused`: nothing is kept", body = circles_wire::ErrorBody)))]
async fn begin(
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
async fn abandon(
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
    let waited = tokio::time::timeout(PATIENCE, state.db.write()).await;
    let mut tx = waited.map_err(|_| Error::code(ErrorCode::InProgress).retry_after(1))??;
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
            if moved {
                state.poke(Poke::Person(person));
            }
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

/// Where it stands. Not found says nothing: the request may still be on its way.
#[utoipa::path(get, path = PAYMENT, tag = "wallet", responses((status = 200, body = PaymentResponse),
    (status = 404, description = "none of this person that is known yet", body = circles_wire::ErrorBody)))]
async fn find(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PaymentId>,
) -> Result<Json<PaymentResponse>> {
    let mut reader = state.db.read().acquire().await?;
    let order = ledger::find_order(&mut reader, id).await?.filter(|order| order.person == signed.person);
    crash_point!("server.payment.read", sqlx::Error::WorkerCrashed.into());
    order.map(|order| Json(told(&state, &order))).ok_or_else(|| Error::not_found(id))
}

/// Where the payment provider sends its notices. Whatever it is, the answer is the same: whoever made one up learns
/// nothing, and only what could not be kept has to come again.
#[utoipa::path(post, path = NOTICES, tag = "wallet",
    params(("circles-notice-signature" = Option<String>, Header, description = "hexadecimal")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "`success`", body = String, content_type = "text/plain")))]
async fn notice(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> Result<&'static str> {
    let signature =
        headers.get(NOTICE_SIGNATURE).and_then(|value| hex::decode(value).ok()).unwrap_or_default();
    payments::take_notice(&state, &Letter { body: body.into(), signature }).await?;
    Ok(NOTICE_TAKEN)
}

/// What the provider's statements of the last days were found to say against the ledger. For operators.
#[utoipa::path(get, path = RECONCILIATIONS, tag = "operator", responses(
    (status = 200, body = ReconciliationsResponse),
    (status = 403, description = "`forbidden`: not an operator", body = circles_wire::ErrorBody)))]
async fn reconciliations(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<ReconciliationsResponse>> {
    if !reader(&state, signed).await?.operator {
        return Err(Error::code(ErrorCode::Forbidden));
    }
    let mut db = state.db.read().acquire().await?;
    Ok(Json(ReconciliationsResponse { days: ledger::list_reconciliations(&mut db, DAYS).await? }))
}

/// Where a cash-out goes, where the provider has to be told.
fn payee_of(
    state: &AppState,
    asked: &PaymentRequest,
    gives_up: bool,
) -> Result<Option<PayoutAccount>, Invalid> {
    if gives_up || asked.kind != PaymentKind::CashOut || !state.payments.asks_payee() {
        return Ok(None);
    }
    PayoutAccount::parse(asked.payee.as_deref().unwrap_or_default()).map(Some)
}

/// The body names the amount when it is that which is wrong, because a person can mend it.
fn read(body: &[u8], limits: &Limits) -> Result<PaymentRequest, Invalid> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct AnyAmount {
        #[serde(rename = "kind")]
        _kind: PaymentKind,
        #[serde(rename = "amount")]
        _amount: serde::de::IgnoredAny,
        #[serde(rename = "payee", default)]
        _payee: Option<String>,
        #[serde(rename = "pin", default)]
        _pin: Option<String>,
    }
    let request: PaymentRequest = serde_json::from_slice(body).map_err(|_| {
        let all_but_amount = serde_json::from_slice::<AnyAmount>(body).is_ok();
        Invalid::new(if all_but_amount { Field::Amount } else { Field::Unknown }, Rule::Malformed)
    })?;
    let most = match request.kind {
        PaymentKind::TopUp => limits.top_up_max_fen,
        PaymentKind::CashOut => limits.cash_out_max_fen,
    };
    check_amount(request.amount, Money::fen(most))?;
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_amount_is_named() {
        let limits = Limits::default();
        let body = |kind: &str, amount: &str| format!(r#"{{"kind":"{kind}","amount":{amount}}}"#);
        let money = |text: &str| body("top_up", &format!(r#"{{"amount":"{text}","currency":"CNY"}}"#));
        let refused = |body: &str| read(body.as_bytes(), &limits).unwrap_err();
        for (text, rule) in [
            ("0", Rule::TooSmall),
            ("-1", Rule::TooSmall),
            ("500001", Rule::TooLarge),
            ("9223372036854775808", Rule::Malformed),
            ("1e2", Rule::Malformed),
            ("1,00", Rule::Malformed),
            ("１.００", Rule::Malformed),
            ("NaN", Rule::Malformed),
        ] {
            assert_eq!(refused(&money(text)), Invalid::new(Field::Amount, rule), "{text:?}");
        }
        for raw in ["1", "0.01", "null", r#"{"amount":"1","amount":"2","currency":"CNY"}"#] {
            assert_eq!(
                refused(&body("cash_out", raw)),
                Invalid::new(Field::Amount, Rule::Malformed),
                "{raw}"
            );
        }
        assert_eq!(refused(&body("sandbox_grant", "1")), Invalid::new(Field::Unknown, Rule::Malformed));
        let right = read(money("500000").as_bytes(), &limits).unwrap();
        assert_eq!(
            right,
            PaymentRequest { kind: PaymentKind::TopUp, amount: Money::fen(500_000), payee: None, pin: None }
        );
    }
}
