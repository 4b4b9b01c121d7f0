//! The money of the platform, for its operators: the books, frozen wallets, what two have to agree on, and the record of
//! what they did.

mod freeze;
mod look;
mod propose;

use axum::extract::State;
use circles_domain::PersonId;
use circles_wire::ErrorCode;
use circles_wire::finance::{FINANCE, FinanceResponse, PERSON_FINANCE, PersonFinanceResponse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::{Acting, begin, reader};
use super::extract::{Json, Path};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger;
use crate::state::AppState;
use crate::store::people;

/// The routes of this folder.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(books))
        .routes(routes!(person))
        .routes(routes!(freeze::freeze))
        .routes(routes!(look::look))
        .routes(routes!(propose::propose))
        .routes(routes!(propose::decide))
}

/// The books as they stand: balances by kind of account, which sum to zero; escrow, debts, the newest checkpoint, frozen
/// wallets, the record of what operators did, and what the provider's statements were found to say.
#[utoipa::path(get, path = FINANCE, tag = "operator", responses((status = 200, body = FinanceResponse),
    (status = 403, description = "`forbidden`: not an operator", body = circles_wire::ErrorBody)))]
async fn books(State(state): State<AppState>, signed: Signed) -> Result<Json<FinanceResponse>> {
    operates(&state, signed).await?;
    let mut db = state.db.read().begin().await?;
    Ok(Json(ledger::finance(&mut db, state.now()).await?))
}

/// Whether a person's wallet is frozen, what they owe, and what operators did about their money. Their balance and their
/// payments are not told.
#[utoipa::path(get, path = PERSON_FINANCE, tag = "operator", responses(
    (status = 200, body = PersonFinanceResponse),
    (status = 403, description = "`forbidden`: not an operator", body = circles_wire::ErrorBody)))]
async fn person(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
) -> Result<Json<PersonFinanceResponse>> {
    operates(&state, signed).await?;
    let mut db = state.db.read().begin().await?;
    people::find(&mut *db, id).await?.ok_or_else(|| Error::not_found(id))?;
    let frozen = ledger::find_freeze(&mut db, id).await?;
    let owed = ledger::owed(&mut db, id).await?;
    let acts = ledger::list_acts(&mut db, Some(id), state.now()).await?;
    Ok(Json(PersonFinanceResponse { frozen, owed, acts }))
}

async fn operates(state: &AppState, signed: Signed) -> Result<()> {
    let operator = reader(state, signed).await?.operator;
    if operator { Ok(()) } else { Err(Error::code(ErrorCode::Forbidden)) }
}

/// Begins a write about the money of `person`, by an operator who is somebody else.
async fn operate(state: &AppState, signed: Signed, person: PersonId) -> Result<Acting> {
    let mut acting = begin(state, signed).await?;
    if !acting.person.operator || person == signed.person {
        return Err(Error::code(ErrorCode::Forbidden));
    }
    people::find(&mut *acting.tx, person).await?.ok_or_else(|| Error::not_found(person))?;
    Ok(acting)
}
