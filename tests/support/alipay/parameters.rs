//! Parameters and their signature: <https://opendocs.alipay.com/common/02kf5q>.

use std::collections::BTreeMap;

use super::{APP_ID, Inner};
use crate::Result;

pub(super) type Parameters = BTreeMap<String, String>;

/// What a query and a form say together.
pub(super) fn read(query: &str, form: &[u8]) -> Parameters {
    let query = url::form_urlencoded::parse(query.as_bytes());
    let all = query.chain(url::form_urlencoded::parse(form));
    all.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// Names in their order, `sign` and empty values left out, `name=value` joined by `&`.
pub(super) fn content(parameters: &Parameters) -> String {
    let mut content = String::new();
    for (name, value) in parameters {
        if name == "sign" || value.is_empty() {
            continue;
        }
        if !content.is_empty() {
            content.push('&');
        }
        content.push_str(name);
        content.push('=');
        content.push_str(value);
    }
    content
}

/// Whether the application signed them, and they are those that every request has.
pub(super) async fn are_good(inner: &Inner, parameters: &Parameters) -> Result<bool> {
    let has = |name: &str, value: &str| parameters.get(name).is_some_and(|is| is.eq_ignore_ascii_case(value));
    let common = has("app_id", APP_ID)
        && has("format", "JSON")
        && has("charset", "utf-8")
        && has("sign_type", "RSA2")
        && has("version", "1.0")
        && parameters.get("timestamp").is_some_and(|at| at.len() == 19);
    let Some(sign) = parameters.get("sign") else { return Ok(false) };
    Ok(common && inner.app.verifies(content(parameters).as_bytes(), sign).await?)
}
