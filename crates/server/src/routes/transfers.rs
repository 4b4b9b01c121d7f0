//! Transfers: quote, confirm, ask, abandon, take back, accept and return. What is answered is decided in `ledger`; here it
//! becomes HTTP, as for tips: an outcome is always 200, refused ones too; an error means that there is none.

use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use circles_domain::transfer::check_note;
use circles_domain::{Field, Invalid, Money, PersonId, Rule, TransferId};
use circles_faults::crash_point;
use circles_wire::ErrorCode;
use circles_wire::tip::{ConfirmRequest, STEP_UP_TOKEN};
use circles_wire::transfer::{
    TRANSFER, TRANSFER_ABANDON, TRANSFER_ANSWER, TRANSFER_QUOTE, TRANSFER_TAKE_BACK, TRANSFERS,
    TransferAnswerRequest, TransferQuoteRequest, TransferQuoteResponse, TransferResponse, TransfersResponse,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Json, Path};
use super::tips::count;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::transfer::{self, Answered, Asked, Confirm, Confirmation, Quoted};
use crate::ledger::{self, Terms};
use crate::state::{AppState, Poke};
use crate::store::Write;
use crate::store::changes::{self, Change};

/// Waits for the one writer before saying that somebody else holds it.
const PATIENCE: Duration = Duration::from_secs(5);

/// The routes of this module.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(quote))
        .routes(routes!(confirm, outcome))
        .routes(routes!(abandon))
        .routes(routes!(take_back))
        .routes(routes!(answer))
}

/// The asker's transfers, either way: all that waits, and the latest of the others.
#[utoipa::path(get, path = TRANSFERS, tag = "transfers", responses((status = 200, body = TransfersResponse)),
    security(("token" = [])))]
async fn list(State(state): State<AppState>, signed: Signed) -> Result<Json<TransfersResponse>> {
    let mut reader = state.db.read().begin().await?;
    let transfers = transfer::list(&mut reader, signed.person, state.now()).await?;
    Ok(Json(TransfersResponse { transfers }))
}

/// Binds payer, payee, amount and note for five minutes. As often as wanted, until the transfer has its answer.
#[utoipa::path(post, path = TRANSFER_QUOTE, tag = "transfers", request_body = TransferQuoteRequest, responses(
        (status = 200, body = TransferQuoteResponse),
        (status = 403, description = "`forbidden`, `minor`, `friends_only`, `payments_locked`, `wallet_frozen`, `name_expired`", body = circles_wire::ErrorBody),
        (status = 404, description = "no such person, or not for this one", body = circles_wire::ErrorBody),
        (status = 409, description = "`id_conflict`: the transfer has an answer; `stored` is it; `stale`: what it is to pay is over", body = circles_wire::ErrorBody),
        (status = 422, description = "`invalid`, the field `amount` or `note`; another amount than was asked for", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn quote(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<TransferId>,
    Json(request): Json<TransferQuoteRequest>,
) -> Result<Json<TransferQuoteResponse>> {
    let terms = Terms::of(&state.config.limits);
    let amount = check_amount(request.amount, &terms).map_err(|invalid| Error::from(invalid).subject(id))?;
    let note = check_note(&request.note).map_err(|invalid| Error::from(invalid).subject(id))?;
    let asked = Asked { payee: request.payee, amount, note, request: request.request };
    let mut tx = state.db.write().await?;
    let now = state.now();
    count(&mut tx, &state, (signed.person, "transfer quote"), now).await?;
    ledger::open_wallet(&mut tx, signed.person, terms.sandbox_grant, now).await?;
    match transfer::quote(&mut tx, &terms, (signed.person, id), &asked, now).await? {
        Quoted::Quote(quote) => {
            tx.commit().await?;
            crash_point!("server.transfer.quote.committed", sqlx::Error::WorkerCrashed.into());
            Ok(Json(*quote))
        }
        Quoted::Answered(stored) => Err(Error::code(ErrorCode::IdConflict).subject(id).stored(&*stored)),
        Quoted::Taken => Err(Error::code(ErrorCode::IdConflict).subject(id)),
        Quoted::Refused(code) => {
            // What was refused counts as well.
            tx.commit().await?;
            Err(Error::code(code).subject(asked.payee))
        }
    }
}

pub(super) fn check_amount(amount: Money, terms: &Terms) -> std::result::Result<Money, Invalid> {
    if amount.minor < 1 {
        Err(Invalid::new(Field::Amount, Rule::TooSmall))
    } else if amount > terms.limits.transfer_day {
        Err(Invalid::new(Field::Amount, Rule::TooLarge))
    } else {
        Ok(amount)
    }
}

/// Confirms what was quoted. The same confirmation gets the same answer, for ever.
#[utoipa::path(put, path = TRANSFER, tag = "transfers",
    params(("circles-step-up" = Option<String>, Header, description = "the one-use token, where the payment password is asked for")),
    request_body = ConfirmRequest, responses(
        (status = 200, description = "the outcome, a refusal too", body = TransferResponse),
        (status = 403, description = "`step_up_required`, `payments_locked`: nothing is kept, ask again", body = circles_wire::ErrorBody),
        (status = 409, description = "`id_conflict`, `in_progress`", body = circles_wire::ErrorBody),
        (status = 422, description = "`invalid`", body = circles_wire::ErrorBody),
        (status = 425, description = "`too_fast`: nothing is kept, ask again after `retry_after`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`: nothing is kept", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn confirm(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<TransferId>,
    headers: HeaderMap,
    Json(request): Json<ConfirmRequest>,
) -> Result<Json<TransferResponse>> {
    let token = headers.get(STEP_UP_TOKEN).and_then(|value| value.to_str().ok()).map(str::to_owned);
    // On its own task: a device that hangs up must not leave it half way, and a stop waits for it.
    let task = state.tasks.spawn(confirm_now(state.clone(), signed.person, id, request, token));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(id))
}

async fn confirm_now(
    state: AppState,
    payer: PersonId,
    id: TransferId,
    request: ConfirmRequest,
    token: Option<String>,
) -> Result<TransferResponse> {
    let mut tx = writer(&state).await?;
    let (now, terms) = (state.now(), Terms::of(&state.config.limits));
    count(&mut tx, &state, (payer, "transfer"), now).await?;
    crash_point!("server.transfer.intent.taken", sqlx::Error::WorkerCrashed.into());
    let asked = Confirm { payer, transfer: id, quote: request.quote_id, step_up: token.as_deref() };
    match transfer::confirm(&mut tx, &terms, &state.keys, asked, now).await? {
        Confirmation::Answer { answer, moved } => {
            if moved {
                changes::note(&mut tx, Change::Wallet(payer), now).await?;
            }
            crash_point!("server.transfer.event.written", sqlx::Error::WorkerCrashed.into());
            tx.commit().await?;
            crash_point!("server.transfer.event.committed", sqlx::Error::WorkerCrashed.into());
            if moved {
                state.poke(Poke::Person(payer));
            }
            crash_point!("server.transfer.event.poked", sqlx::Error::WorkerCrashed.into());
            Ok(*answer)
        }
        Confirmation::Conflict(stored) => Err(Error::code(ErrorCode::IdConflict).stored(&*stored)),
        Confirmation::Taken => Err(Error::code(ErrorCode::IdConflict)),
        Confirmation::TooFast(ms) => {
            Err(Error::code(ErrorCode::TooFast).retry_after(ms.unsigned_abs().div_ceil(1_000)))
        }
        Confirmation::TooMany(wait_s) => {
            Err(Error::code(ErrorCode::RateLimited).retry_after(wait_s.unsigned_abs()))
        }
        Confirmation::StepUpRequired => Err(Error::code(ErrorCode::StepUpRequired)),
        Confirmation::Locked => Err(Error::code(ErrorCode::PaymentsLocked)),
    }
}

async fn writer(state: &AppState) -> Result<Write> {
    let waited = tokio::time::timeout(PATIENCE, state.db.write()).await;
    Ok(waited.map_err(|_| Error::code(ErrorCode::InProgress).retry_after(1))??)
}

fn wake(state: &AppState, moved: Vec<PersonId>) {
    for person in moved {
        state.poke(Poke::Person(person));
    }
}

/// The outcome of a transfer of the asker's. Not found says nothing: a confirmation may still be on its way.
#[utoipa::path(get, path = TRANSFER, tag = "transfers", responses(
        (status = 200, body = TransferResponse),
        (status = 404, description = "no answer yet", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn outcome(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<TransferId>,
) -> Result<Json<TransferResponse>> {
    let mut reader = state.db.read().acquire().await?;
    let kept = transfer::find(&mut reader, signed.person, id).await?;
    crash_point!("server.transfer.outcome.read", sqlx::Error::WorkerCrashed.into());
    kept.map(|kept| Json(kept.answer)).ok_or_else(|| Error::not_found(id))
}

/// No further answer is wanted: keeps a refusal, or tells the outcome that is kept already.
#[utoipa::path(post, path = TRANSFER_ABANDON, tag = "transfers", responses(
        (status = 200, description = "the outcome", body = TransferResponse),
        (status = 409, description = "`in_progress`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`: nothing is kept", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn abandon(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<TransferId>,
) -> Result<Json<TransferResponse>> {
    let task = state.tasks.spawn(abandon_now(state.clone(), signed.person, id));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(id))
}

async fn abandon_now(state: AppState, payer: PersonId, id: TransferId) -> Result<TransferResponse> {
    let mut tx = writer(&state).await?;
    let now = state.now();
    count(&mut tx, &state, (payer, "transfer abandon"), now).await?;
    let answer = transfer::abandon(&mut tx, payer, id, now).await?;
    tx.commit().await?;
    crash_point!("server.transfer.refusal.committed", sqlx::Error::WorkerCrashed.into());
    Ok(answer)
}

/// Takes a transfer back while it is not offered. Afterwards nothing changes, and the answer says how it stands.
#[utoipa::path(post, path = TRANSFER_TAKE_BACK, tag = "transfers", responses(
        (status = 200, description = "how it stands now: `returned`, or as before", body = TransferResponse),
        (status = 404, description = "no answer yet", body = circles_wire::ErrorBody),
        (status = 409, description = "`in_progress`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn take_back(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<TransferId>,
) -> Result<Json<TransferResponse>> {
    let task = state.tasks.spawn(take_back_now(state.clone(), signed.person, id));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(id))
}

async fn take_back_now(state: AppState, payer: PersonId, id: TransferId) -> Result<TransferResponse> {
    let mut tx = writer(&state).await?;
    let now = state.now();
    count(&mut tx, &state, (payer, "transfer take back"), now).await?;
    let done = transfer::take_back(&mut tx, payer, id, now).await?;
    tx.commit().await?;
    crash_point!("server.transfer.return.committed", sqlx::Error::WorkerCrashed.into());
    let (answer, moved) = done.ok_or_else(|| Error::not_found(id))?;
    wake(&state, moved);
    Ok(answer)
}

/// Its payee accepts it, or sends it back. What is over stays as it is.
#[utoipa::path(post, path = TRANSFER_ANSWER, tag = "transfers", request_body = TransferAnswerRequest, responses(
        (status = 200, description = "the asker's transfers as they stand now", body = TransfersResponse),
        (status = 403, description = "`forbidden`, `wallet_frozen`: the asker cannot receive at present", body = circles_wire::ErrorBody),
        (status = 404, description = "no such transfer to the asker", body = circles_wire::ErrorBody),
        (status = 409, description = "`in_progress`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn answer(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<TransferId>,
    Json(request): Json<TransferAnswerRequest>,
) -> Result<Json<TransfersResponse>> {
    let task = state.tasks.spawn(answer_now(state.clone(), signed.person, id, request.accept));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(id))
}

async fn answer_now(
    state: AppState,
    payee: PersonId,
    id: TransferId,
    accept: bool,
) -> Result<TransfersResponse> {
    let mut tx = writer(&state).await?;
    let now = state.now();
    count(&mut tx, &state, (payee, "transfer answer"), now).await?;
    match transfer::answer(&mut tx, payee, id, accept, now).await? {
        Answered::Stands(_, moved) => {
            let transfers = transfer::list(&mut tx, payee, now).await?;
            tx.commit().await?;
            crash_point!("server.transfer.answer.committed", sqlx::Error::WorkerCrashed.into());
            wake(&state, moved);
            Ok(TransfersResponse { transfers })
        }
        Answered::NotTheirs => Err(Error::code(ErrorCode::NotFound)),
        Answered::Refused(code) => Err(Error::code(code)),
    }
}
