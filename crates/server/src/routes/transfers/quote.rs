//! What a transfer would be, for who reads before confirming.

use axum::extract::State;
use circles_domain::transfer::check_note;
use circles_domain::{Field, Invalid, Money, Rule, TransferId};
use circles_faults::crash_point;
use circles_wire::ErrorCode;
use circles_wire::transfer::{TRANSFER_QUOTE, TransferQuoteRequest, TransferQuoteResponse};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::transfer::{self, Asked, Quoted};
use crate::ledger::{self, Terms};
use crate::routes::extract::{Json, Path};
use crate::routes::paying::count;
use crate::state::AppState;

/// Binds payer, payee, amount and note for five minutes. As often as wanted, until the transfer has its answer.
#[utoipa::path(post, path = TRANSFER_QUOTE, tag = "transfers", request_body = TransferQuoteRequest, responses(
        (status = 200, body = TransferQuoteResponse),
        (status = 403, description = "`forbidden`, `minor`, `friends_only`, `payments_locked`, `wallet_frozen`, `name_expired`", body = circles_wire::ErrorBody),
        (status = 404, description = "no such person, or not for this one", body = circles_wire::ErrorBody),
        (status = 409, description = "`id_conflict`: the transfer has an answer; `stored` is it; `stale`: what it is to pay is over", body = circles_wire::ErrorBody),
        (status = 422, description = "`invalid`, the field `amount` or `note`; another amount than was asked for", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
pub(super) async fn quote(
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

pub(in crate::routes) fn check_amount(amount: Money, terms: &Terms) -> std::result::Result<Money, Invalid> {
    if amount.minor < 1 {
        Err(Invalid::new(Field::Amount, Rule::TooSmall))
    } else if amount > terms.limits.transfer_day {
        Err(Invalid::new(Field::Amount, Rule::TooLarge))
    } else {
        Ok(amount)
    }
}
