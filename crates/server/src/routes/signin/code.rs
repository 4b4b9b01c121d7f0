//! Step two: the one-time code.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::finish::enter;
use super::pages::{CodePage, Input, Page, answer};
use super::refusal::failed;
use super::visit::{Posted, Visit};
use super::{ascii, proven, register};
use crate::error::Result;
use crate::identity::Purpose;
use crate::state::AppState;
use crate::store::proofs::Proof;
use crate::store::{proofs, sign_in, tries};

/// The page.
pub async fn show(State(state): State<AppState>, visit: Visit) -> Response {
    or_failed(&visit, show_typed(&state, &visit, "").await)
}

/// The page with what was typed, in whatever language the attempt has now.
pub async fn show_again(state: &AppState, posted: &Posted) -> Response {
    or_failed(&posted.visit, show_typed(state, &posted.visit, posted.field("code")).await)
}

/// A code.
pub async fn submit(State(state): State<AppState>, posted: Posted) -> Response {
    or_failed(&posted.visit, check(&state, &posted).await)
}

/// Asks for another code.
pub async fn again(State(state): State<AppState>, posted: Posted) -> Response {
    or_failed(&posted.visit, renew(&state, &posted.visit).await)
}

fn or_failed(visit: &Visit, answered: Result<Response>) -> Response {
    answered.unwrap_or_else(|error| failed(visit.language, error))
}

async fn show_typed(state: &AppState, visit: &Visit, typed: &str) -> Result<Response> {
    let Some(proof) = proofs::find(state.db.read(), visit.attempt.id).await? else {
        return Ok(Redirect::to("/signin/who").into_response());
    };
    let Some(register) = register(state) else {
        return Ok(Redirect::to("/signin/who").into_response());
    };
    let value = if typed.is_empty() && proof.prefilled {
        register.one_time_code(&state.keys, proof.challenge.as_bytes())
    } else {
        typed.to_owned()
    };
    let focus = value.is_empty();
    Ok(page(state, visit, &proof, StatusCode::OK, None, Input { value, error: None, focus }))
}

async fn check(state: &AppState, posted: &Posted) -> Result<Response> {
    let (visit, now, limits) = (&posted.visit, state.now(), &state.config.limits);
    let attempt = &visit.attempt;
    let mut tx = state.db.write().await?;
    let Some(proof) = proofs::find(&mut *tx, attempt.id).await? else {
        return Ok(Redirect::to("/signin/who").into_response());
    };
    let account = sign_in::find_account(&mut *tx, &proof.identity_hash).await?;
    // A second press of the button must not strand the device whose redirect the first one lost.
    if let (true, Some((person, _))) = (proof.confirmed, &account) {
        return enter(tx, state, visit, *person).await;
    }
    let typed = posted.field("code");
    let refuse = |sentence: String| {
        let input = Input { value: typed.to_owned(), error: Some(sentence), focus: true };
        page(state, visit, &proof, StatusCode::UNPROCESSABLE_ENTITY, None, input)
    };
    let say = |key: &str| Ok(refuse(visit.language.text(key).to_owned()));
    if now.seconds_since(proof.challenged_at) >= limits.one_time_code_s {
        return say("one_time_code.expired");
    }
    if proof.wrong_tries >= limits.one_time_code_tries {
        return say("one_time_code.used_up");
    }
    let plain = ascii(typed);
    if plain.is_empty() {
        return say("one_time_code.required");
    }
    if plain.len() != 6 || !plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return say("one_time_code.malformed");
    }
    // Wrong codes count for the identity too, so that fresh codes do not bring fresh tries.
    let code_key = state.keys.keyed_hash(Purpose::OneTimeCode, &proof.identity_hash);
    let by_code = tries::wait(&mut *tx, &code_key, limits.one_time_code_tries, now).await?;
    let by_address = tries::wait(&mut *tx, &visit.address_key, limits.sign_in_per_address, now).await?;
    if let Some(seconds) = by_code.max(by_address) {
        return Ok(limited(state, visit, &proof, seconds, typed));
    }
    let Some(register) = register(state) else {
        return Ok(Redirect::to("/signin/who").into_response());
    };
    let expected = register.one_time_code(&state.keys, proof.challenge.as_bytes());
    if bool::from(expected.as_bytes().ct_eq(plain.as_bytes())) {
        proofs::confirm(&mut tx, attempt.id).await?;
        return proven::admit(tx, state, visit, &proof, account.map(|(person, _)| person)).await;
    }
    proofs::count_wrong(&mut tx, attempt.id).await?;
    tries::note(&mut tx, &code_key, now).await?;
    tries::note(&mut tx, &visit.address_key, now).await?;
    tx.commit().await?;
    match u64::try_from(limits.one_time_code_tries - proof.wrong_tries - 1) {
        Ok(left @ 1..) => Ok(refuse(visit.language.count("one_time_code.wrong", left))),
        Ok(0) | Err(_) => say("one_time_code.used_up"),
    }
}

async fn renew(state: &AppState, visit: &Visit) -> Result<Response> {
    let (now, limits) = (state.now(), &state.config.limits);
    let mut tx = state.db.write().await?;
    let Some(proof) = proofs::find(&mut *tx, visit.attempt.id).await? else {
        return Ok(Redirect::to("/signin/who").into_response());
    };
    let by_identity = tries::wait(&mut *tx, &proof.identity_hash, limits.sign_in_per_minute, now).await?;
    let by_address = tries::wait(&mut *tx, &visit.address_key, limits.sign_in_per_address, now).await?;
    if let Some(seconds) = by_identity.max(by_address) {
        return Ok(limited(state, visit, &proof, seconds, ""));
    }
    tries::note(&mut tx, &proof.identity_hash, now).await?;
    tries::note(&mut tx, &visit.address_key, now).await?;
    proofs::renew_challenge(&mut tx, visit.attempt.id, Uuid::now_v7(), now).await?;
    tx.commit().await?;
    Ok(Redirect::to("/signin/code").into_response())
}

fn limited(state: &AppState, visit: &Visit, proof: &Proof, seconds: u64, typed: &str) -> Response {
    let notice = Some(visit.language.count("limited", seconds));
    let mut response = page(state, visit, proof, StatusCode::TOO_MANY_REQUESTS, notice, Input::kept(typed));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn page(
    state: &AppState,
    visit: &Visit,
    proof: &Proof,
    status: StatusCode,
    notice: Option<String>,
    code: Input,
) -> Response {
    let refused = notice.is_some() || code.error.is_some();
    let register = register(state);
    let expected = register.map(|register| register.one_time_code(&state.keys, proof.challenge.as_bytes()));
    let prefilled = proof.prefilled && expected.as_ref() == Some(&code.value);
    let shown_code = expected.filter(|_| register.is_some_and(|register| register.shows_code()));
    let page = Page {
        language: visit.language,
        form_token: visit.form_token.clone(),
        step: "code",
        refused,
        notice,
    };
    answer(status, &CodePage { page, masked_name: proof.masked_name.clone(), shown_code, prefilled, code })
}
