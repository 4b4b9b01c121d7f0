//! Asking the gateway: parameters, their signature, and what comes back.
//!
//! <https://opendocs.alipay.com/common/02kf5q> (signing), <https://opendocs.alipay.com/common/02mse7> (checking). Bounded
//! in time and size, never redirected; nothing of a request or an answer is logged but method and codes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use circles_domain::Clock;
use serde_json::Value;
use url::Url;

use super::super::ProviderError;
use super::super::reach::{unreached, whole};
use super::answer::{self, Said};
use super::config::{AlipayConfig, is_safe};
use super::shanghai;

const ANSWER_MAX_BYTES: usize = 1 << 20;
const BILL_MAX_BYTES: usize = 64 << 20;
const BILL_PATIENCE: Duration = Duration::from_secs(60);

/// The platform, as it is reached.
#[derive(Debug)]
pub struct Gateway {
    pub(super) config: AlipayConfig,
    clock: Arc<dyn Clock>,
    http: reqwest::Client,
}

/// Parameters of a request, in the order in which they are signed.
pub type Parameters = BTreeMap<&'static str, String>;

impl Gateway {
    /// # Errors
    /// When TLS cannot be had.
    pub fn new(config: AlipayConfig, clock: Arc<dyn Clock>) -> std::io::Result<Self> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(10))
            .build()
            .map_err(std::io::Error::other)?;
        Ok(Self { config, clock, http })
    }

    /// Now, as every other part of the server has it.
    pub fn now(&self) -> circles_domain::Timestamp {
        self.clock.now()
    }

    /// The parameters of a request of `method`, signed.
    fn signed(
        &self,
        method: &'static str,
        content: &Value,
        notifies: bool,
    ) -> Result<Parameters, ProviderError> {
        let mut all = Parameters::from([
            ("app_id", self.config.app_id.clone()),
            ("method", method.to_owned()),
            ("format", "json".to_owned()),
            ("charset", "utf-8".to_owned()),
            ("sign_type", "RSA2".to_owned()),
            ("timestamp", shanghai::text(self.now())),
            ("version", "1.0".to_owned()),
            ("biz_content", content.to_string()),
        ]);
        if notifies {
            all.insert("notify_url", self.config.notify_url.to_string());
        }
        if let Some((app, root)) = &self.config.serials {
            all.insert("app_cert_sn", app.clone());
            all.insert("alipay_root_cert_sn", root.clone());
        }
        let text = content_to_sign(all.iter().map(|(name, value)| (*name, value.as_str())));
        let sign = self.config.ours.sign(&text).ok_or(ProviderError::Unanswered)?;
        all.insert("sign", sign);
        Ok(all)
    }

    /// The address of a page that the platform shows to a person.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn page(&self, method: &'static str, content: &Value) -> Result<Url, ProviderError> {
        let mut url = self.config.gateway.clone();
        url.query_pairs_mut().extend_pairs(self.signed(method, content, true)?);
        Ok(url)
    }

    /// Asks, and gives the answer once its signature was checked.
    ///
    /// # Errors
    /// [`ProviderError::Unanswered`] when none came, or it says that the platform itself does not know;
    /// [`ProviderError::Forged`]; [`ProviderError::Malformed`].
    pub async fn call(&self, method: &'static str, content: &Value) -> Result<Said, ProviderError> {
        let mut parameters = self.signed(method, content, false)?;
        let body = parameters.remove("biz_content").unwrap_or_default();
        let request =
            self.http.post(self.config.gateway.clone()).query(&parameters).form(&[("biz_content", body)]);
        let bytes = read(request, ANSWER_MAX_BYTES).await?;
        let text = String::from_utf8(bytes).map_err(|_| ProviderError::Malformed)?;
        let said = answer::read(&self.config.theirs, method, &text)?;
        if let Said::Refused { code, sub_code } = &said {
            tracing::info!(method, code, sub_code, "the payment provider refused");
        }
        Ok(said)
    }

    /// A file that an answer pointed to.
    ///
    /// # Errors
    /// [`ProviderError::Unanswered`]; [`ProviderError::Malformed`] for an address in the clear.
    pub async fn fetch(&self, address: &str) -> Result<Vec<u8>, ProviderError> {
        let url = Url::parse(address).ok().filter(is_safe).ok_or(ProviderError::Malformed)?;
        read(self.http.get(url).timeout(BILL_PATIENCE), BILL_MAX_BYTES).await
    }
}

/// What is signed: the parameters by name, as `name=value`, joined by `&`; empty ones and the signature are left out.
pub fn content_to_sign<'a>(sorted: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let pairs = sorted.filter(|(name, value)| *name != "sign" && !value.is_empty());
    pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

async fn read(request: reqwest::RequestBuilder, most: usize) -> Result<Vec<u8>, ProviderError> {
    let answer = request.send().await.and_then(reqwest::Response::error_for_status).map_err(unreached)?;
    whole(answer, most).await
}
