//! Step one, where an OpenID provider says who people are: the browser goes there and comes back.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::proven;
use super::refusal::{Refusal, failed};
use super::visit::Visit;
use super::who;
use crate::error::{Error, Result};
use crate::identity::{Answer, Proven, Referral, Unproven, Way};
use crate::state::AppState;
use crate::store::proofs::Proof;
use crate::store::{departures, proofs, sign_in, tries};

/// Where the provider sends the browser back to, below a public URL.
pub const BACK: &str = "/signin/provider/back";

/// There.
pub async fn leave(State(state): State<AppState>, visit: Visit) -> Response {
    match state.provider.way() {
        Way::Form(_) => Redirect::to("/signin/who").into_response(),
        Way::Redirect(referral) => {
            go(&state, &visit, referral).await.unwrap_or_else(|error| failed(visit.language, error))
        }
    }
}

async fn go(state: &AppState, visit: &Visit, referral: &dyn Referral) -> Result<Response> {
    let (now, limits) = (state.now(), &state.config.limits);
    let mut tx = state.db.write().await?;
    if let Some(seconds) = tries::wait(&mut *tx, &visit.address_key, limits.sign_in_per_address, now).await? {
        return Ok(Refusal::TooMany(seconds).page(visit.language));
    }
    tries::note(&mut tx, &visit.address_key, now).await?;
    tx.commit().await?;
    // No transaction waits for a network.
    let (url, departure) = match referral.leave(&back(state)).await {
        Ok(left) => left,
        Err(unproven) => return Ok(refused(visit, unproven)),
    };
    let mut tx = state.db.write().await?;
    departures::put(&mut *tx, visit.attempt.id, &departure).await?;
    tx.commit().await?;
    Ok(Redirect::to(&url).into_response())
}

/// And back.
pub async fn arrive(
    State(state): State<AppState>,
    visit: Visit,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    match state.provider.way() {
        Way::Form(_) => Redirect::to("/signin/who").into_response(),
        Way::Redirect(referral) => {
            come(&state, &visit, referral, &query).await.unwrap_or_else(|error| failed(visit.language, error))
        }
    }
}

async fn come(
    state: &AppState,
    visit: &Visit,
    referral: &dyn Referral,
    query: &HashMap<String, String>,
) -> Result<Response> {
    let mut tx = state.db.write().await?;
    let departure = departures::take(&mut tx, visit.attempt.id).await?;
    tx.commit().await?;
    let asked = |name: &str| query.get(name).map_or("", String::as_str);
    // Without a departure, or with another state, somebody else's answer was put into this browser.
    let departure =
        departure.filter(|departure| bool::from(departure.state.as_bytes().ct_eq(asked("state").as_bytes())));
    let Some(departure) = departure else {
        return Ok(refused(visit, Unproven::Mismatched));
    };
    let answer = Answer { code: asked("code"), issuer: asked("iss"), error: asked("error") };
    match referral.arrive(&back(state), departure, answer, state.now()).await {
        Ok(proven) => keep(state, visit, proven).await,
        Err(Unproven::Cancelled) => Ok(who::cancelled(state, visit)),
        Err(unproven) => Ok(refused(visit, unproven)),
    }
}

/// Keeps what was proven; whoever has an account is in, everybody else chooses a name.
async fn keep(state: &AppState, visit: &Visit, proven: Proven) -> Result<Response> {
    let attempt = &visit.attempt;
    let identity_hash = state.keys.identity_hash(&proven.subject);
    // Begun before the name is sealed: a turn of its key counts on that.
    let mut tx = state.db.write().await?;
    let proof = Proof {
        identity_hash,
        name_sealed: state
            .keys
            .seal_name(&proven.legal_name, attempt.id.as_bytes())
            .map_err(Error::internal)?,
        masked_name: proven.legal_name.masked(),
        claims: proven.claims,
        challenge: Uuid::now_v7(),
        challenged_at: state.now(),
        wrong_tries: 0,
        prefilled: false,
        confirmed: true,
    };
    proofs::put(&mut tx, attempt.id, &proof).await?;
    let account = sign_in::find_account(&mut *tx, &identity_hash).await?.map(|(person, _)| person);
    proven::admit(tx, state, visit, &proof, account).await
}

fn back(state: &AppState) -> String {
    format!("{}{BACK}", state.addresses.issuer())
}

fn refused(visit: &Visit, unproven: Unproven) -> Response {
    // The sources name codes and transport, never a person.
    tracing::warn!(error = &unproven as &dyn std::error::Error, "an OpenID provider proved nothing");
    Refusal::from(unproven).page(visit.language)
}
