//! Notices: <https://opendocs.alipay.com/open/270/105902>. A form is posted until it is answered `success`.

use serde_json::Value;

use super::books::Status;
use super::{APP_ID, Platform, parameters, shanghai};
use crate::Result;

/// What a notice tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tale {
    /// What is so.
    Truth,
    /// That it was paid, whatever is so.
    Paid,
    /// That another sum was paid.
    Sum(&'static str),
    /// The truth, signed by somebody else.
    OtherSignature,
    /// The truth, to another application.
    OtherApp,
}

impl Platform {
    /// Posts a notice of a trade to where its page said, and gives the answer.
    ///
    /// # Errors
    /// When there is no such trade, or nobody answers.
    pub async fn notify(&self, out_trade_no: &str, tale: Tale) -> Result<String> {
        let trade = self.trade(out_trade_no).ok_or("no such trade")?;
        let now = self.inner.clock.now();
        let status = if tale == Tale::Paid { Status::Success } else { trade.status };
        let app_id = if tale == Tale::OtherApp { "2021999999999999" } else { APP_ID };
        let amount = if let Tale::Sum(sum) = tale { sum } else { &trade.total_amount };
        let notify_id = self.inner.books().number();
        let mut form: parameters::Parameters = [
            ("notify_time", shanghai(now)),
            ("notify_type", "trade_status_sync".to_owned()),
            ("notify_id", notify_id),
            ("app_id", app_id.to_owned()),
            ("charset", "utf-8".to_owned()),
            ("version", "1.0".to_owned()),
            ("trade_no", trade.trade_no),
            ("out_trade_no", out_trade_no.to_owned()),
            ("seller_id", "2088101106499364".to_owned()),
            ("subject", "Circles 圈子 充值".to_owned()),
            ("trade_status", status.word().to_owned()),
            ("total_amount", amount.to_owned()),
            ("gmt_create", shanghai(trade.created_at)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        if let Some(at) = trade.paid_at {
            form.insert("gmt_payment".to_owned(), shanghai(at));
        }
        // Signed without `sign` and `sign_type`, which requests leave in.
        let content = parameters::content(&form);
        let signer = if tale == Tale::OtherSignature { &self.inner.app } else { &self.inner.own };
        form.insert("sign".to_owned(), signer.sign(content.as_bytes()).await?);
        form.insert("sign_type".to_owned(), "RSA2".to_owned());
        let http = reqwest::Client::builder().build()?;
        Ok(http.post(trade.notify_url).form(&form).send().await?.error_for_status()?.text().await?)
    }

    /// Everything that is posted, as a name for a log.
    #[must_use]
    pub fn said(&self, out_trade_no: &str) -> Value {
        self.trade(out_trade_no).map_or(Value::Null, |trade| trade.status.word().into())
    }
}
