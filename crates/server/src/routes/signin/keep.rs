//! A step for accounts that were asked to be deleted: until the day comes, signing in offers to keep them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use circles_domain::Money;

use super::finish::{enter, go_back};
use super::pages::{KeepPage, Page, answer};
use super::refusal::failed;
use super::visit::{Posted, Visit};
use crate::error::Result;
use crate::ledger;
use crate::state::AppState;
use crate::store::{deletion, people, proofs, sign_in};

/// The page.
pub async fn show(State(state): State<AppState>, visit: Visit) -> Response {
    let page = async {
        let proof = proofs::find(state.db.read(), visit.attempt.id).await?.filter(|proof| proof.confirmed);
        let Some(proof) = proof else { return Ok(Redirect::to("/signin/code").into_response()) };
        let account = sign_in::find_account(state.db.read(), &proof.identity_hash).await?;
        let Some((person, _)) = account else { return Ok(Redirect::to("/signin/code").into_response()) };
        let pending = people::find(state.db.read(), person).await?.and_then(|person| person.delete_at);
        let Some(at) = pending else { return Ok(Redirect::to("/signin/code").into_response()) };
        let page = Page {
            language: visit.language,
            form_token: visit.form_token.clone(),
            step: "keep",
            refused: false,
            notice: None,
        };
        let day = visit.language.day(at);
        let owed = ledger::owed(&mut *state.db.read().acquire().await?, person).await?;
        let owed = Some(owed).filter(|owed| owed.minor > 0).map(yuan);
        Ok(answer(StatusCode::OK, &KeepPage { page, masked_name: proof.masked_name, day, owed }))
    };
    let page: Result<Response> = page.await;
    page.unwrap_or_else(|error| failed(visit.language, error))
}

fn yuan(sum: Money) -> String {
    format!("¥{}.{:02}", sum.minor / 100, sum.minor % 100)
}

/// The answer: `keep` keeps the account and goes on; anything else goes back to the app without signing in.
pub async fn submit(State(state): State<AppState>, posted: Posted) -> Response {
    let visit = &posted.visit;
    if posted.field("answer") != "keep" {
        let attempt = &visit.attempt;
        let left = [("error", "access_denied"), ("state", attempt.state.as_str())];
        return go_back(&state, &attempt.redirect_uri, &left);
    }
    keep(&state, visit).await.unwrap_or_else(|error| failed(visit.language, error))
}

async fn keep(state: &AppState, visit: &Visit) -> Result<Response> {
    let attempt = &visit.attempt;
    let mut tx = state.db.write().await?;
    let proof = proofs::find(&mut *tx, attempt.id).await?.filter(|proof| proof.confirmed);
    let Some(proof) = proof else { return Ok(Redirect::to("/signin/code").into_response()) };
    let account = sign_in::find_account(&mut *tx, &proof.identity_hash).await?;
    let Some((person, _)) = account else { return Ok(Redirect::to("/signin/code").into_response()) };
    deletion::set(&mut tx, person, None).await?;
    enter(tx, state, visit, person).await
}
