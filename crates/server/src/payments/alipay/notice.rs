//! Asynchronous notices: a form that the platform posts to our address until it is answered `success`.
//! <https://opendocs.alipay.com/open/270/105902>; its signature: <https://opendocs.alipay.com/open/270/105902#异步返回结果的验签>.

use std::collections::BTreeMap;

use circles_domain::PaymentId;
use uuid::Uuid;

use super::super::ProviderError;
use super::rsa2::VerifyingKey;

/// The order that a notice speaks of, once it is certain that the platform sent it, and to this application.
///
/// # Errors
/// [`ProviderError::Forged`]; [`ProviderError::Malformed`].
pub fn read(theirs: &VerifyingKey, app_id: &str, body: &[u8]) -> Result<PaymentId, ProviderError> {
    let mut fields = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        // A field that comes twice is read in one way by whoever signs and in another by whoever checks.
        if fields.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(ProviderError::Malformed);
        }
    }
    let sign = fields.remove("sign").ok_or(ProviderError::Forged)?;
    let sign_type = fields.remove("sign_type");
    let signed = fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    if sign_type.as_deref() != Some("RSA2") || !theirs.verifies(signed.as_bytes(), &sign) {
        return Err(ProviderError::Forged);
    }
    if fields.get("app_id").map(String::as_str) != Some(app_id) {
        return Err(ProviderError::Forged);
    }
    let order = fields.get("out_trade_no").ok_or(ProviderError::Malformed)?;
    Uuid::try_parse(order).map(PaymentId).map_err(|_| ProviderError::Malformed)
}
