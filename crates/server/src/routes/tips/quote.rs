//! A quote: what a tip would be.

use axum::extract::State;
use circles_domain::tip::{TipPrivacy, check_message};
use circles_domain::{Field, Invalid, PostId, Rule, Timestamp, TipAmount, TipId};
use circles_faults::crash_point;
use circles_wire::ErrorCode;
use circles_wire::tip::{QUOTE, QuoteRequest, QuoteResponse};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::{self, Asked, Quoted, Terms};
use crate::routes::comments::may_comment;
use crate::routes::extract::{Json, JsonBytes, Path};
use crate::routes::paying::count;
use crate::routes::posts::readable;
use crate::state::AppState;
use crate::store::{Write, people};

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
pub(super) async fn quote(
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
