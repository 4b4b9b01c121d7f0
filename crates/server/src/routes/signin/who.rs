//! Step one: a sample person, or a legal name with an identity number.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use circles_domain::{Field, Invalid, Rule};
use uuid::Uuid;

use super::language::Language;
use super::pages::{ElsewherePage, Input, Page, SampleView, WhoPage, answer};
use super::refusal::failed;
use super::visit::{Posted, Visit};
use super::{ascii, register};
use crate::error::{Error, Result};
use crate::identity::{Typed, Way, find_sample, provider_of, samples};
use crate::state::AppState;
use crate::store::proofs::Proof;
use crate::store::{claims, proofs, sign_in, tries};

/// The page.
pub async fn show(State(state): State<AppState>, visit: Visit) -> Response {
    page(&state, &visit, StatusCode::OK, None, Input::default(), Input::default())
}

/// The page, for somebody who turned back at the provider.
pub fn cancelled(state: &AppState, visit: &Visit) -> Response {
    let notice = Some(visit.language.text("who.cancelled").to_owned());
    page(state, visit, StatusCode::OK, notice, Input::default(), Input::default())
}

/// The page with what was typed, in whatever language the attempt has now.
pub fn show_again(state: &AppState, posted: &Posted) -> Response {
    let kept = |name| Input::kept(posted.field(name));
    page(state, &posted.visit, StatusCode::OK, None, kept("legal_name"), kept("identity_number"))
}

/// A name and a number.
pub async fn submit(State(state): State<AppState>, posted: Posted) -> Response {
    let (name, number) = (posted.field("legal_name"), posted.field("identity_number"));
    let plain = ascii(number);
    let typed = Typed { legal_name: name, identity_number: &plain };
    let visit = &posted.visit;
    let outcome = match challenge(&state, visit, typed, false).await {
        Ok(outcome) => outcome,
        Err(error) => return failed(visit.language, error),
    };
    match outcome {
        Outcome::Challenged => Redirect::to("/signin/code").into_response(),
        Outcome::Elsewhere => Redirect::to("/signin/who").into_response(),
        Outcome::Wait(seconds) => limited(&state, visit, seconds, Input::kept(name), Input::kept(number)),
        Outcome::Refused(refused) => {
            let first = refused.first().map(|invalid| invalid.field);
            let input = |field, value: &str, judged: &str| Input {
                value: value.to_owned(),
                error: refused
                    .iter()
                    .find(|invalid| invalid.field == field)
                    .map(|invalid| visit.language.refusal(*invalid, judged)),
                focus: first == Some(field),
            };
            let (name, number) =
                (input(Field::LegalName, name, name), input(Field::IdentityNumber, number, &plain));
            page(&state, visit, StatusCode::UNPROCESSABLE_ENTITY, None, name, number)
        }
    }
}

/// One of the sample people.
pub async fn sample(State(state): State<AppState>, posted: Posted) -> Response {
    let visit = &posted.visit;
    let Some(sample) = find_sample(posted.field("key")) else {
        return Redirect::to("/signin/who").into_response();
    };
    let number = sample.identity_number(state.now());
    let typed = Typed { legal_name: sample.legal_name, identity_number: &number };
    match challenge(&state, visit, typed, true).await {
        Ok(Outcome::Challenged) => Redirect::to("/signin/code").into_response(),
        Ok(Outcome::Elsewhere) => Redirect::to("/signin/who").into_response(),
        Ok(Outcome::Wait(seconds)) => limited(&state, visit, seconds, Input::default(), Input::default()),
        Ok(Outcome::Refused(_)) => failed(visit.language, Error::internal("a sample person is not accepted")),
        Err(error) => failed(visit.language, error),
    }
}

enum Outcome {
    Challenged,
    /// Names and numbers are not asked for here.
    Elsewhere,
    Refused(Vec<Invalid>),
    Wait(u64),
}

async fn challenge(state: &AppState, visit: &Visit, typed: Typed<'_>, prefilled: bool) -> Result<Outcome> {
    let (now, limits) = (state.now(), &state.config.limits);
    let Some(register) = register(state) else {
        return Ok(Outcome::Elsewhere);
    };
    let mut tx = state.db.write().await?;
    if let Some(seconds) = tries::wait(&mut *tx, &visit.address_key, limits.sign_in_per_address, now).await? {
        return Ok(Outcome::Wait(seconds));
    }
    tries::note(&mut tx, &visit.address_key, now).await?;
    let proven = match register.prove(typed, now) {
        Ok(proven) => proven,
        Err(refused) => {
            tx.commit().await?;
            return Ok(Outcome::Refused(refused));
        }
    };
    let identity_hash = state.keys.identity_hash(&proven.subject);
    if let Some(seconds) = tries::wait(&mut *tx, &identity_hash, limits.sign_in_per_minute, now).await? {
        tx.commit().await?;
        return Ok(Outcome::Wait(seconds));
    }
    tries::note(&mut tx, &identity_hash, now).await?;
    if let Some((person, name_sealed)) = sign_in::find_account(&mut *tx, &identity_hash).await? {
        let known = state.keys.open_name(&name_sealed, person.as_bytes()).map_err(Error::internal)?;
        if known != proven.legal_name {
            tx.commit().await?;
            return Ok(Outcome::Refused(vec![Invalid::new(Field::LegalName, Rule::Mismatch)]));
        }
        // One account a human, one provider an account: another one's word must not open what the first one proved.
        let issuer = claims::name_issuer(&mut *tx, person).await?.unwrap_or_default();
        if provider_of(&issuer) != state.provider.issuer() {
            tx.commit().await?;
            return Ok(Outcome::Refused(vec![Invalid::new(Field::IdentityNumber, Rule::OtherProvider)]));
        }
    }
    let attempt = visit.attempt.id;
    let proof = Proof {
        identity_hash,
        name_sealed: state.keys.seal_name(&proven.legal_name, attempt.as_bytes()).map_err(Error::internal)?,
        masked_name: proven.legal_name.masked(),
        claims: proven.claims,
        challenge: Uuid::now_v7(),
        challenged_at: now,
        wrong_tries: 0,
        prefilled,
        confirmed: false,
    };
    proofs::put(&mut tx, attempt, &proof).await?;
    tx.commit().await?;
    Ok(Outcome::Challenged)
}

fn limited(
    state: &AppState,
    visit: &Visit,
    seconds: u64,
    legal_name: Input,
    identity_number: Input,
) -> Response {
    let mut response = page(
        state,
        visit,
        StatusCode::TOO_MANY_REQUESTS,
        Some(visit.language.count("limited", seconds)),
        legal_name,
        identity_number,
    );
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn page(
    state: &AppState,
    visit: &Visit,
    status: StatusCode,
    notice: Option<String>,
    legal_name: Input,
    identity_number: Input,
) -> Response {
    let refused = notice.is_some() || legal_name.error.is_some() || identity_number.error.is_some();
    let (language, form_token) = (visit.language, visit.form_token.clone());
    let page = Page { language, form_token, step: "who", refused, notice };
    match state.provider.way() {
        Way::Form(_) => {
            answer(status, &WhoPage { page, samples: sample_views(language), legal_name, identity_number })
        }
        Way::Redirect(referral) => {
            answer(status, &ElsewherePage { page, provider: referral.name().to_owned() })
        }
    }
}

fn sample_views(language: Language) -> Vec<SampleView> {
    let view = |sample: &crate::identity::Sample| SampleView {
        key: sample.key,
        initial: sample.legal_name.chars().take(1).collect(),
        role: language.text(&format!("sample.{}", sample.key)),
        legal_name: sample.legal_name,
    };
    samples().iter().map(view).collect()
}
