//! The pages that a person signs in on, in their own browser. Plain forms: they work without scripts, and none runs.
//!
//! ```text
//! /oauth/authorize ─► who ─► code ─► (name | keep) ─► the device's listener, with a code
//!                      ▲ │    │       first sign-in | an account that was to go
//!                      └─┼────┘ start again, new code
//!                        └─► an OpenID provider and back, in place of name, number and code
//! ```
//! Promises: every refusal names its field and keeps what was typed; a second press, a reload or a lost answer leads on,
//! never astray; nothing typed here reaches a log, and the identity number not even the database.
//! Does not: give tokens (`routes::oauth` does), decide who a person is (`identity` does).

mod address;
mod assets;
mod code;
mod elsewhere;
mod finish;
mod keep;
mod language;
mod name;
mod pages;
mod proven;
mod refusal;
mod visit;
mod who;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

pub(super) use address::address_key;
pub(super) use finish::{go_back, secret};
pub(super) use language::Language;
pub(super) use refusal::{Refusal, failed};
pub(super) use visit::COOKIE;

use crate::identity::{Register, Way};
use crate::state::AppState;
use crate::store::sign_in;
use visit::Posted;

/// The pages. Not in the API's description: they are for people.
pub fn router() -> Router<AppState> {
    let to_start = || async { Redirect::to("/signin/who") };
    Router::new()
        .route("/signin", get(to_start))
        .route("/signin/who", get(who::show).post(who::submit))
        .route("/signin/sample", get(to_start).post(who::sample))
        .route("/signin/provider", get(elsewhere::leave))
        .route(elsewhere::BACK, get(elsewhere::arrive))
        .route("/signin/code", get(code::show).post(code::submit))
        .route("/signin/again", get(|| async { Redirect::to("/signin/code") }).post(code::again))
        .route("/signin/name", get(name::show).post(name::submit))
        .route("/signin/keep", get(keep::show).post(keep::submit))
        .route("/signin/language", post(switch_language).get(to_start))
        .route("/signin/assets/{name}", get(assets::show))
}

/// The register of our own pages; `None` where a provider of its own is asked.
fn register(state: &AppState) -> Option<&dyn Register> {
    match state.provider.way() {
        Way::Form(register) => Some(register),
        Way::Redirect(_) => None,
    }
}

/// The same page in the other language, with what was typed.
async fn switch_language(State(state): State<AppState>, mut posted: Posted) -> Response {
    let language = Language::from_tag(posted.field("to")).unwrap_or(posted.visit.language);
    posted.visit.language = language;
    let kept = async {
        let mut tx = state.db.write().await?;
        sign_in::set_language(&mut tx, posted.visit.attempt.id, language.tag()).await?;
        tx.commit().await
    };
    if let Err(error) = kept.await {
        return failed(language, error.into());
    }
    match posted.field("step") {
        "code" => code::show_again(&state, &posted).await,
        "name" => name::show_again(&state, &posted).await,
        "keep" => Redirect::to("/signin/keep").into_response(),
        "who" => who::show_again(&state, &posted),
        _ => Redirect::to("/signin/who").into_response(),
    }
}

/// What was typed without spaces and hyphens, full-width characters as plain ones: what an input method may have made
/// of digits.
fn ascii(typed: &str) -> String {
    let plain = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    typed.chars().map(plain).filter(|c| !c.is_whitespace() && *c != '-').collect()
}

#[cfg(test)]
mod tests {
    use super::ascii;

    #[test]
    fn digits_come_through_any_input_method() {
        assert_eq!(ascii(" 3101０4 1998-0412 002Ｘ\u{3000}"), "31010419980412002X");
        assert_eq!(ascii("一"), "一");
    }
}
