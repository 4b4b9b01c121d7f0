//! Step three, at the first sign-in only: a display name. It begins empty; the legal name is never proposed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use circles_domain::PersonId;
use circles_domain::person::DisplayName;

use super::finish::enter;
use super::pages::{Input, NamePage, Page, answer};
use super::proven;
use super::refusal::failed;
use super::visit::{Posted, Visit};
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::people::{self, NewPerson};
use crate::store::{deletion, proofs, sign_in};

/// The page.
pub async fn show(State(state): State<AppState>, visit: Visit) -> Response {
    or_failed(&visit, show_typed(&state, &visit, "").await)
}

/// The page with what was typed, in whatever language the attempt has now.
pub async fn show_again(state: &AppState, posted: &Posted) -> Response {
    or_failed(&posted.visit, show_typed(state, &posted.visit, posted.field("display_name")).await)
}

/// A display name.
pub async fn submit(State(state): State<AppState>, posted: Posted) -> Response {
    or_failed(&posted.visit, create(&state, &posted).await)
}

fn or_failed(visit: &Visit, answered: Result<Response>) -> Response {
    answered.unwrap_or_else(|error| failed(visit.language, error))
}

async fn show_typed(state: &AppState, visit: &Visit, typed: &str) -> Result<Response> {
    let proof = proofs::find(state.db.read(), visit.attempt.id).await?.filter(|proof| proof.confirmed);
    let Some(proof) = proof else {
        return Ok(Redirect::to("/signin/code").into_response());
    };
    if sign_in::find_account(state.db.read(), &proof.identity_hash).await?.is_some() {
        return Ok(Redirect::to("/signin/code").into_response());
    }
    Ok(page(visit, StatusCode::OK, proof.masked_name, Input::kept(typed)))
}

async fn create(state: &AppState, posted: &Posted) -> Result<Response> {
    let (visit, now) = (&posted.visit, state.now());
    let attempt = &visit.attempt;
    let mut tx = state.db.write().await?;
    let proof = proofs::find(&mut *tx, attempt.id).await?.filter(|proof| proof.confirmed);
    let Some(proof) = proof else {
        return Ok(Redirect::to("/signin/code").into_response());
    };
    // Another window was first: one account a human.
    if let Some((person, _)) = sign_in::find_account(&mut *tx, &proof.identity_hash).await? {
        return enter(tx, state, visit, person).await;
    }
    let typed = posted.field("display_name");
    let display_name = match DisplayName::parse(typed) {
        Ok(name) => name,
        Err(invalid) => {
            let error = Some(visit.language.refusal(invalid, typed));
            let input = Input { value: typed.to_owned(), error, focus: true };
            return Ok(page(visit, StatusCode::UNPROCESSABLE_ENTITY, proof.masked_name, input));
        }
    };
    let id = PersonId::mint();
    let legal_name =
        state.keys.open_name(&proof.name_sealed, attempt.id.as_bytes()).map_err(Error::internal)?;
    let person = NewPerson {
        id,
        display_name: Some(display_name),
        masked_name: proof.masked_name.clone(),
        name_sealed: state.keys.seal_name(&legal_name, id.as_bytes()).map_err(Error::internal)?,
        identity_hash: proof.identity_hash,
        claims: proof.claims,
        verified_until: now.plus_seconds(state.config.limits.verified_s),
        created_at: now,
    };
    people::insert(&mut tx, &person).await?;
    deletion::restore_sanctions(&mut tx, id, &person.identity_hash, now).await?;
    proven::keep(&mut tx, state, attempt, &proof, id).await?;
    enter(tx, state, visit, id).await
}

fn page(visit: &Visit, status: StatusCode, masked_name: String, display_name: Input) -> Response {
    let refused = display_name.error.is_some();
    let initial = display_name.value.trim().chars().next();
    let page = Page {
        language: visit.language,
        form_token: visit.form_token.clone(),
        step: "name",
        refused,
        notice: None,
    };
    answer(status, &NamePage { page, masked_name, initial, display_name })
}
