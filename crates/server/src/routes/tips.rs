//! Tips: quote, confirm, ask, abandon, cancel. What is answered is decided in `ledger`; here it becomes HTTP.
//!
//! An outcome is always 200 with a [`TipResponse`], refused ones too: the device got its definite answer. An error means
//! that there is none.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use circles_domain::tip::{TipPrivacy, check_message};
use circles_domain::{Field, Invalid, PersonId, PostId, Rule, Timestamp, TipAmount, TipId};
use circles_faults::{canary, crash_point};
use circles_wire::ErrorCode;
use circles_wire::tip::{
    ABANDON, CANCEL, ConfirmRequest, QUOTE, QuoteRequest, QuoteResponse, RETURN, STEP_UP_TOKEN, THANKS, TIP,
    TIPPERS, TipResponse, TippersResponse,
};
use sha2::{Digest, Sha256};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting;
use super::comments::may_comment;
use super::extract::{Json, JsonBytes, Path};
use super::lifecycle;
use super::posts::readable;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::{self, Asked, Confirm, Confirmation, Quoted, SentBack, Terms};
use crate::state::{AppState, Poke};
use crate::store::changes::{self, Change};
use crate::store::{Write, people, tries};

/// Waits for the one writer before saying that somebody else holds it.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// The routes of this module.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(quote))
        .routes(routes!(confirm, outcome))
        .routes(routes!(abandon))
        .routes(routes!(cancel))
        .routes(routes!(send_back))
        .routes(routes!(tippers))
        .routes(routes!(thank))
}

/// The payee thanks for a tip that has arrived. Its payer sees it in their wallet, and nobody else.
#[utoipa::path(put, path = THANKS, tag = "tips", params(("id" = String, Path, format = "uuid")), responses(
        (status = 204, description = "thanked"),
        (status = 404, description = "no such tip, not to this person, or not arrived", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn thank(State(state): State<AppState>, signed: Signed, Path(tip): Path<TipId>) -> Result<StatusCode> {
    let mut acting = acting::begin(&state, signed).await?;
    let now = acting.now;
    let Some(payer) = ledger::thank(&mut acting.tx, signed.person, tip, now).await? else {
        return Err(Error::code(ErrorCode::NotFound));
    };
    acting.note(Change::Wallet(payer)).await?;
    acting.commit(&state, Some(Change::Wallet(payer))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Binds payer, payee, post and amount for five minutes. As often as wanted, until the tip has its answer.
#[utoipa::path(post, path = QUOTE, tag = "tips", params(("id" = String, Path, format = "uuid")),
    request_body = QuoteRequest, responses(
        (status = 200, body = QuoteResponse),
        (status = 403, description = "`forbidden`, `minor`, `payments_locked`, `wallet_frozen`, `tips_off`", body = circles_wire::ErrorBody),
        (status = 404, description = "no such post, or not for this person", body = circles_wire::ErrorBody),
        (status = 409, description = "`id_conflict`: the tip has an answer; `stored` is it", body = circles_wire::ErrorBody),
        (status = 422, description = "`invalid`, the field `amount`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn quote(
    State(state): State<AppState>,
    signed: Signed,
    Path(tip): Path<TipId>,
    JsonBytes(body): JsonBytes,
) -> Result<Json<QuoteResponse>> {
    let terms = Terms::of(&state.config.limits);
    let asked = read_quote(&body, &terms).map_err(|invalid| Error::from(invalid).subject(tip))?;
    let mut tx = state.db.write().await?;
    let now = state.now();
    count(&mut tx, &state, (signed.person, "quote"), now).await?;
    ledger::open_wallet(&mut tx, signed.person, terms.sandbox_grant, now).await?;
    match ledger::quote(&mut tx, &terms, signed.person, tip, &asked, now).await? {
        Quoted::Quote(quote) => {
            if !asked.message.is_empty() {
                may_say(&mut tx, &state, signed, asked.post, now).await?;
            }
            tx.commit().await?;
            crash_point!("server.quote.committed", sqlx::Error::WorkerCrashed.into());
            Ok(Json(*quote))
        }
        Quoted::Answered(stored) => Err(Error::code(ErrorCode::IdConflict).subject(tip).stored(&*stored)),
        Quoted::Taken => Err(Error::code(ErrorCode::IdConflict).subject(tip)),
        Quoted::Refused(code) => {
            // What was refused counts as well.
            tx.commit().await?;
            Err(Error::code(code).subject(asked.post))
        }
    }
}

/// Words that go with a tip are words under a post: whoever may not comment there sends none.
async fn may_say(
    tx: &mut Write,
    state: &AppState,
    signed: Signed,
    post: PostId,
    now: Timestamp,
) -> Result<()> {
    let readable = readable(tx, state, signed, post).await?;
    let person = people::find(&mut **tx, signed.person).await?.ok_or_else(|| Error::not_found(post))?;
    may_comment(tx, &person, readable, now).await
}

/// Counts one request of a kind in the last minute. Kept with the money, so that a restart forgives nobody.
pub(super) async fn count(
    tx: &mut Write,
    state: &AppState,
    (person, kind): (PersonId, &str),
    now: Timestamp,
) -> Result<()> {
    let key = Sha256::digest([kind.as_bytes(), person.as_bytes()].concat()).into();
    let wait_s = tries::wait(&mut **tx, &key, state.config.limits.writes_per_minute, now).await?;
    if let Some(wait_s) = wait_s {
        return Err(Error::code(ErrorCode::RateLimited).retry_after(wait_s));
    }
    tries::note(tx, &key, now).await?;
    Ok(())
}

/// The body names the field that is wrong, because the amount is the one that a person can mend.
fn read_quote(body: &[u8], terms: &Terms) -> Result<Asked, Invalid> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct AnyAmount {
        #[serde(rename = "post")]
        _post: PostId,
        #[serde(rename = "amount")]
        _amount: serde::de::IgnoredAny,
        #[serde(rename = "privacy", default)]
        _privacy: TipPrivacy,
        #[serde(rename = "message", default)]
        _message: String,
    }
    let request: QuoteRequest = serde_json::from_slice(body).map_err(|_| {
        let all_but_amount = serde_json::from_slice::<AnyAmount>(body).is_ok();
        Invalid::new(if all_but_amount { Field::Amount } else { Field::Unknown }, Rule::Malformed)
    })?;
    let amount = TipAmount::from_fen(request.amount.minor)?;
    if request.amount < terms.limits.tip_min {
        Err(Invalid::new(Field::Amount, Rule::TooSmall))
    } else if request.amount > terms.limits.tip_max {
        Err(Invalid::new(Field::Amount, Rule::TooLarge))
    } else {
        let (post, privacy, message) = (request.post, request.privacy, check_message(&request.message)?);
        Ok(Asked { post, amount, privacy, message })
    }
}

/// Confirms what was quoted. The same confirmation gets the same answer, for ever.
#[utoipa::path(put, path = TIP, tag = "tips", params(("id" = String, Path, format = "uuid"),
        ("circles-step-up" = Option<String>, Header, description = "the one-use token, where the payment password is asked for")),
    request_body = ConfirmRequest, responses(
        (status = 200, description = "the outcome, a refusal too", body = TipResponse),
        (status = 403, description = "`step_up_required`, `payments_locked`: nothing is kept, ask again with a token, or unlocked", body = circles_wire::ErrorBody),
        (status = 409, description = "`id_conflict`, `in_progress`", body = circles_wire::ErrorBody),
        (status = 422, description = "`invalid`", body = circles_wire::ErrorBody),
        (status = 425, description = "`too_fast`: nothing is kept, ask again after `retry_after`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`: nothing is kept", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn confirm(
    State(state): State<AppState>,
    signed: Signed,
    Path(tip): Path<TipId>,
    headers: HeaderMap,
    Json(request): Json<ConfirmRequest>,
) -> Result<Json<TipResponse>> {
    let token = headers.get(STEP_UP_TOKEN).and_then(|value| value.to_str().ok()).map(str::to_owned);
    // On its own task: a device that hangs up must not leave it half way, and a stop waits for it.
    let task = state.tasks.spawn(confirm_now(state.clone(), signed.person, tip, request, token));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(tip))
}

async fn confirm_now(
    state: AppState,
    payer: PersonId,
    tip: TipId,
    request: ConfirmRequest,
    token: Option<String>,
) -> Result<TipResponse> {
    let waited = tokio::time::timeout(PATIENCE, state.db.write()).await;
    let mut tx = waited.map_err(|_| Error::code(ErrorCode::InProgress).retry_after(1))??;
    let (now, terms) = (state.now(), Terms::of(&state.config.limits));
    count(&mut tx, &state, (payer, "confirm"), now).await?;
    crash_point!("server.intent.taken", sqlx::Error::WorkerCrashed.into());
    let asked = Confirm { payer, tip, quote: request.quote_id, step_up: token.as_deref() };
    match ledger::confirm(&mut tx, &terms, &state.keys, asked, now).await? {
        Confirmation::Answer { answer, moved } => {
            for person in &moved {
                changes::note(&mut tx, Change::Wallet(*person), now).await?;
            }
            if canary!("refusal_not_kept") && moved.is_empty() {
                return Ok(*answer);
            }
            if canary!("event_before_commit") {
                moved.iter().for_each(|person| state.poke(Poke::Person(*person)));
                // So that who was woken is here first.
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            crash_point!("server.event.written", sqlx::Error::WorkerCrashed.into());
            tx.commit().await?;
            crash_point!("server.event.committed", sqlx::Error::WorkerCrashed.into());
            for person in moved {
                state.poke(Poke::Person(person));
            }
            crash_point!("server.event.poked", sqlx::Error::WorkerCrashed.into());
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

/// The outcome of a tip. Not found says nothing: a confirmation may still be on its way.
#[utoipa::path(get, path = TIP, tag = "tips", params(("id" = String, Path, format = "uuid")), responses(
        (status = 200, body = TipResponse),
        (status = 404, description = "no answer yet", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn outcome(
    State(state): State<AppState>,
    signed: Signed,
    Path(tip): Path<TipId>,
) -> Result<Json<TipResponse>> {
    let mut reader = state.db.read().acquire().await?;
    let kept = ledger::find_tip(&mut reader, signed.person, tip).await?;
    crash_point!("server.outcome.read", sqlx::Error::WorkerCrashed.into());
    kept.map(|kept| Json(kept.answer)).ok_or_else(|| Error::not_found(tip))
}

/// No further answer is wanted: keeps a refusal, or tells the outcome that is kept already.
#[utoipa::path(post, path = ABANDON, tag = "tips", params(("id" = String, Path, format = "uuid")), responses(
        (status = 200, description = "the outcome", body = TipResponse),
        (status = 409, description = "`in_progress`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`: nothing is kept", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn abandon(
    State(state): State<AppState>,
    signed: Signed,
    Path(tip): Path<TipId>,
) -> Result<Json<TipResponse>> {
    let task = state.tasks.spawn(abandon_now(state.clone(), signed.person, tip));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(tip))
}

async fn abandon_now(state: AppState, payer: PersonId, tip: TipId) -> Result<TipResponse> {
    let waited = tokio::time::timeout(PATIENCE, state.db.write()).await;
    let mut tx = waited.map_err(|_| Error::code(ErrorCode::InProgress).retry_after(1))??;
    let now = state.now();
    count(&mut tx, &state, (payer, "abandon"), now).await?;
    let answer = ledger::abandon(&mut tx, payer, tip, now).await?;
    tx.commit().await?;
    crash_point!("server.refusal.committed", sqlx::Error::WorkerCrashed.into());
    Ok(answer)
}

/// Takes a held tip back while its grace lasts. Afterwards nothing changes, and the answer says how it stands.
#[utoipa::path(post, path = CANCEL, tag = "tips", params(("id" = String, Path, format = "uuid")), responses(
        (status = 200, description = "how it stands now: `returned`, or as before", body = TipResponse),
        (status = 404, description = "no answer yet", body = circles_wire::ErrorBody),
        (status = 409, description = "`in_progress`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn cancel(
    State(state): State<AppState>,
    signed: Signed,
    Path(tip): Path<TipId>,
) -> Result<Json<TipResponse>> {
    let task = state.tasks.spawn(cancel_now(state.clone(), signed.person, tip));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(tip))
}

async fn cancel_now(state: AppState, payer: PersonId, tip: TipId) -> Result<TipResponse> {
    let waited = tokio::time::timeout(PATIENCE, state.db.write()).await;
    let mut tx = waited.map_err(|_| Error::code(ErrorCode::InProgress).retry_after(1))??;
    let now = state.now();
    count(&mut tx, &state, (payer, "cancel"), now).await?;
    let done = ledger::cancel(&mut tx, payer, tip, now).await?;
    tx.commit().await?;
    crash_point!("server.return.committed", sqlx::Error::WorkerCrashed.into());
    let done = done.ok_or_else(|| Error::not_found(tip))?;
    if done.moved {
        state.poke(Poke::Person(payer));
    }
    Ok(done.answer)
}

/// Sends a tip that the asker received back to who gave it, whole and once.
#[utoipa::path(post, path = RETURN, tag = "tips", params(("id" = String, Path, format = "uuid")), responses(
        (status = 204, description = "it is with its payer again"),
        (status = 403, description = "`wallet_frozen`", body = circles_wire::ErrorBody),
        (status = 404, description = "the asker did not receive such a tip", body = circles_wire::ErrorBody),
        (status = 409, description = "`balance_short`; `in_progress`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn send_back(
    State(state): State<AppState>,
    signed: Signed,
    Path(tip): Path<TipId>,
) -> Result<StatusCode> {
    let task = state.tasks.spawn(send_back_now(state.clone(), signed.person, tip));
    task.await.map_err(Error::internal)?.map_err(|error| error.subject(tip))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn send_back_now(state: AppState, payee: PersonId, tip: TipId) -> Result<()> {
    let waited = tokio::time::timeout(PATIENCE, state.db.write()).await;
    let mut tx = waited.map_err(|_| Error::code(ErrorCode::InProgress).retry_after(1))??;
    let now = state.now();
    count(&mut tx, &state, (payee, "send_back"), now).await?;
    let done = ledger::send_back(&mut tx, payee, tip, now).await?;
    tx.commit().await?;
    match done {
        SentBack::Done(moved) => {
            moved.into_iter().flatten().for_each(|person| state.poke(Poke::Person(person)));
            Ok(())
        }
        SentBack::NotTheirs => Err(Error::code(ErrorCode::NotFound)),
        SentBack::Frozen => Err(Error::code(ErrorCode::WalletFrozen)),
        SentBack::Short => Err(Error::code(ErrorCode::BalanceShort)),
    }
}

/// Who tipped a post, as far as they wanted it to be seen.
#[utoipa::path(get, path = TIPPERS, tag = "tips", responses((status = 200, body = TippersResponse)))]
async fn tippers(
    State(state): State<AppState>,
    signed: Signed,
    Path(post): Path<PostId>,
) -> Result<Json<TippersResponse>> {
    let mut reader = state.db.read().begin().await?;
    let seen = readable(&mut reader, &state, signed, post).await?;
    lifecycle::beside(&mut reader, &state, seen, signed.person).await?;
    Ok(Json(ledger::tippers(&mut reader, signed.person, post, state.now()).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_amount_is_named() {
        let terms = Terms::of(&crate::Limits::default());
        let post = PostId::mint();
        let body = |amount: &str| format!(r#"{{"post":"{post}","amount":{amount}}}"#);
        let money = |text: &str| body(&format!(r#"{{"amount":"{text}","currency":"CNY"}}"#));
        let refused = |body: &str| read_quote(body.as_bytes(), &terms).unwrap_err();
        let amount = |rule| Invalid::new(Field::Amount, rule);
        for (text, rule) in [
            ("0", Rule::TooSmall),
            ("-1", Rule::TooSmall),
            ("20001", Rule::TooLarge),
            ("999999999999999999", Rule::TooLarge),
            ("9223372036854775808", Rule::Malformed),
            ("1e2", Rule::Malformed),
            ("1.0", Rule::Malformed),
            ("088", Rule::Malformed),
            ("１", Rule::Malformed),
            ("", Rule::Malformed),
            (" 88", Rule::Malformed),
            ("+88", Rule::Malformed),
        ] {
            assert_eq!(refused(&money(text)), amount(rule), "{text:?}");
        }
        for raw in [
            "88",
            "0.88",
            "1e2",
            "null",
            r#""88""#,
            r#"{"amount":88,"currency":"CNY"}"#,
            r#"{"amount":"88","currency":"USD"}"#,
            r#"{"amount":"88","amount":"89","currency":"CNY"}"#,
            r#"{"amount":"88"}"#,
            r#"{"amount":"88","currency":"CNY","fee":"0"}"#,
        ] {
            assert_eq!(refused(&body(raw)), amount(Rule::Malformed), "{raw}");
        }
        let doubled = format!(r#"{{"post":"{post}","amount":1,"amount":2}}"#);
        assert_eq!(refused(&doubled), Invalid::new(Field::Unknown, Rule::Malformed));
        assert_eq!(refused("{"), Invalid::new(Field::Unknown, Rule::Malformed));
        let asked = Asked {
            post,
            amount: TipAmount::DEFAULT,
            privacy: TipPrivacy::AuthorOnly,
            message: String::new(),
        };
        assert_eq!(read_quote(money("88").as_bytes(), &terms), Ok(asked));
        let said =
            |message: &str| body(&format!(r#"{{"amount":"88","currency":"CNY"}},"message":"{message}""#));
        assert_eq!(refused(&said(&"a".repeat(501))), Invalid::new(Field::Text, Rule::TooLarge));
    }
}
