//! Reading what the gateway answers: `{"<method>_response":{…},"sign":"…"}`, signed over exactly the bytes of the first
//! value. <https://opendocs.alipay.com/common/02mse7>; codes: <https://opendocs.alipay.com/common/02km9f>.

use serde_json::Value;

use super::super::ProviderError;
use super::rsa2::VerifyingKey;

/// Done.
const SUCCESS: &str = "10000";
/// The platform's business systems: nobody knows whether it was done.
const UNKNOWN: &str = "20000";
/// The same, as the business itself says it.
const UNKNOWN_SUB_CODES: [&str; 5] =
    ["SYSTEM_ERROR", "ACQ.SYSTEM_ERROR", "REQUEST_PROCESSING", "aop.ACQ.SYSTEM_ERROR", "isp.unknow-error"];

/// A signed answer.
#[derive(Debug)]
pub enum Said {
    /// Done.
    Done(Value),
    /// Certainly not done.
    Refused {
        /// Of the gateway.
        code: String,
        /// Of the business.
        sub_code: String,
    },
}

/// A text in what was done.
pub fn field<'v>(done: &'v Value, name: &str) -> Result<&'v str, ProviderError> {
    done.get(name).and_then(Value::as_str).ok_or(ProviderError::Malformed)
}

/// Reads the answer to a call of `method`.
///
/// # Errors
/// [`ProviderError::Unanswered`] when the platform does not know itself; [`ProviderError::Forged`] without the platform's
/// signature; [`ProviderError::Malformed`].
pub fn read(theirs: &VerifyingKey, method: &str, body: &str) -> Result<Said, ProviderError> {
    let whole: Value = serde_json::from_str(body).map_err(|_| ProviderError::Malformed)?;
    let name = format!("{}_response", method.replace('.', "_"));
    let name = if whole.get(&name).is_some() { name.as_str() } else { "error_response" };
    let raw = value_of(body, name).ok_or(ProviderError::Malformed)?;
    let sign = whole.get("sign").and_then(Value::as_str).ok_or(ProviderError::Forged)?;
    if !theirs.verifies(raw.as_bytes(), sign) {
        return Err(ProviderError::Forged);
    }
    let said: Value = serde_json::from_str(raw).map_err(|_| ProviderError::Malformed)?;
    let code = field(&said, "code")?;
    let sub_code = said.get("sub_code").and_then(Value::as_str).unwrap_or_default();
    match code {
        SUCCESS => Ok(Said::Done(said)),
        UNKNOWN => Err(ProviderError::Unanswered),
        _ if UNKNOWN_SUB_CODES.contains(&sub_code) => Err(ProviderError::Unanswered),
        // The address was the wrong one, or not called as it wants to be: nothing of ours was looked at.
        _ if name == "error_response" => Err(ProviderError::Unanswered),
        _ => Ok(Said::Refused { code: code.to_owned(), sub_code: sub_code.to_owned() }),
    }
}

/// The bytes of the first value under this name.
fn value_of<'b>(body: &'b str, name: &str) -> Option<&'b str> {
    let (_, rest) = body.split_once(&format!("\"{name}\""))?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<serde::de::IgnoredAny>();
    values.next()?.ok()?;
    rest.get(..values.byte_offset())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_the_value_and_nothing_around_it() {
        let body =
            r#"{ "alipay_trade_query_response" : {"code":"10000","a":"}\"","b":{"c":[1]}} , "sign":"x"}"#;
        let signed = r#"{"code":"10000","a":"}\"","b":{"c":[1]}}"#;
        assert_eq!(value_of(body, "alipay_trade_query_response"), Some(signed));
        assert_eq!(value_of(body, "alipay_trade_close_response"), None);
        assert_eq!(value_of(r#"{"x":{"#, "x"), None);
    }
}
