//! What a body asks for, and which field is wrong when it asks for nothing.

use circles_domain::payment::{PaymentKind, check_amount};
use circles_domain::payout::PayoutAccount;
use circles_domain::{Field, Invalid, Money, Rule};
use circles_wire::payment::PaymentRequest;

use crate::config::Limits;
use crate::state::AppState;

/// Where a cash-out goes, where the provider has to be told.
pub(super) fn payee_of(
    state: &AppState,
    asked: &PaymentRequest,
    gives_up: bool,
) -> Result<Option<PayoutAccount>, Invalid> {
    if gives_up || asked.kind != PaymentKind::CashOut || !state.payments.asks_payee() {
        return Ok(None);
    }
    PayoutAccount::parse(asked.payee.as_deref().unwrap_or_default()).map(Some)
}

/// The body names the amount when it is that which is wrong, because a person can mend it.
pub(super) fn read(body: &[u8], limits: &Limits) -> Result<PaymentRequest, Invalid> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct AnyAmount {
        #[serde(rename = "kind")]
        _kind: PaymentKind,
        #[serde(rename = "amount")]
        _amount: serde::de::IgnoredAny,
        #[serde(rename = "payee", default)]
        _payee: Option<String>,
        #[serde(rename = "pin", default)]
        _pin: Option<String>,
    }
    let request: PaymentRequest = serde_json::from_slice(body).map_err(|_| {
        let all_but_amount = serde_json::from_slice::<AnyAmount>(body).is_ok();
        Invalid::new(if all_but_amount { Field::Amount } else { Field::Unknown }, Rule::Malformed)
    })?;
    let most = match request.kind {
        PaymentKind::TopUp => limits.top_up_max_fen,
        PaymentKind::CashOut => limits.cash_out_max_fen,
    };
    check_amount(request.amount, Money::fen(most))?;
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_amount_is_named() {
        let limits = Limits::default();
        let body = |kind: &str, amount: &str| format!(r#"{{"kind":"{kind}","amount":{amount}}}"#);
        let money = |text: &str| body("top_up", &format!(r#"{{"amount":"{text}","currency":"CNY"}}"#));
        let refused = |body: &str| read(body.as_bytes(), &limits).unwrap_err();
        for (text, rule) in [
            ("0", Rule::TooSmall),
            ("-1", Rule::TooSmall),
            ("500001", Rule::TooLarge),
            ("9223372036854775808", Rule::Malformed),
            ("1e2", Rule::Malformed),
            ("1,00", Rule::Malformed),
            ("１.００", Rule::Malformed),
            ("NaN", Rule::Malformed),
        ] {
            assert_eq!(refused(&money(text)), Invalid::new(Field::Amount, rule), "{text:?}");
        }
        for raw in ["1", "0.01", "null", r#"{"amount":"1","amount":"2","currency":"CNY"}"#] {
            assert_eq!(
                refused(&body("cash_out", raw)),
                Invalid::new(Field::Amount, Rule::Malformed),
                "{raw}"
            );
        }
        assert_eq!(refused(&body("sandbox_grant", "1")), Invalid::new(Field::Unknown, Rule::Malformed));
        let right = read(money("500000").as_bytes(), &limits).unwrap();
        assert_eq!(
            right,
            PaymentRequest { kind: PaymentKind::TopUp, amount: Money::fen(500_000), payee: None, pin: None }
        );
    }
}
