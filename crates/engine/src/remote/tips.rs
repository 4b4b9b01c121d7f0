//! Money: quote, step up, confirm, ask, abandon, and the wallet.

use circles_domain::{PostId, QuoteId, TipId};
use circles_faults::crash_point;
use circles_wire::earnings::{EARNINGS, EarningsQuery, EarningsResponse};
use circles_wire::tip::{
    ABANDON, CANCEL, ConfirmRequest, KEYS, KeysResponse, QUOTE, QuoteRequest, QuoteResponse, RETURN, STEP_UP,
    STEP_UP_TOKEN, StepUpRequest, StepUpResponse, THANKS, TIP, TIPPERS, TipResponse, TippersResponse,
};
use circles_wire::wallet::{
    LIMITS, LOCK, LimitsResponse, LockRequest, PIN, SetLimitRequest, SetPinRequest, WALLET, WalletQuery,
    WalletResponse,
};
use reqwest::Method;

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    /// Binds a tip for five minutes.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn quote_tip(&self, id: TipId, request: &QuoteRequest) -> Result<QuoteResponse, Error> {
        let path = path(QUOTE, &[("id", &id.to_string())]);
        self.json(self.request(Method::POST, &path).json(request)).await
    }

    /// A payment password for a token. Never touches the tip.
    ///
    /// # Errors
    /// [`Error`]; `pin_wrong`, `pin_paused`, `pin_not_set`.
    pub async fn step_up(&self, quote_id: QuoteId, pin: String) -> Result<StepUpResponse, Error> {
        self.json(self.request(Method::POST, STEP_UP).json(&StepUpRequest { quote_id, pin })).await
    }

    /// Confirms.
    ///
    /// # Errors
    /// [`Error`]; anything but a refusal of ours leaves the outcome unknown.
    pub async fn confirm_tip(
        &self,
        id: TipId,
        quote_id: QuoteId,
        token: Option<&str>,
    ) -> Result<TipResponse, Error> {
        let path = path(TIP, &[("id", &id.to_string())]);
        let mut request = self.request(Method::PUT, &path).json(&ConfirmRequest { quote_id });
        if let Some(token) = token {
            request = request.header(STEP_UP_TOKEN, token);
        }
        crash_point!("device.transport.out", Error::Timeout);
        let answer = self.json(request).await;
        crash_point!("device.transport.in", Error::Timeout);
        answer
    }

    /// Asks for the outcome.
    ///
    /// # Errors
    /// [`Error`]; `not_found` decides nothing.
    pub async fn tip(&self, id: TipId) -> Result<TipResponse, Error> {
        self.get(&path(TIP, &[("id", &id.to_string())])).await
    }

    /// Gives up, or learns the outcome that is stored.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn abandon_tip(&self, id: TipId) -> Result<TipResponse, Error> {
        self.json(self.request(Method::POST, &path(ABANDON, &[("id", &id.to_string())]))).await
    }

    /// Takes it back while the grace lasts.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn cancel_tip(&self, id: TipId) -> Result<TipResponse, Error> {
        self.json(self.request(Method::POST, &path(CANCEL, &[("id", &id.to_string())]))).await
    }

    /// Who tipped a post.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn tippers(&self, post: PostId) -> Result<TippersResponse, Error> {
        self.get(&path(TIPPERS, &[("id", &post.to_string())])).await
    }

    /// Sends a tip that this person received back to who gave it.
    ///
    /// # Errors
    /// [`Error`]; `balance_short`.
    pub async fn return_tip(&self, id: TipId) -> Result<(), Error> {
        self.done(self.request(Method::POST, &path(RETURN, &[("id", &id.to_string())]))).await
    }

    /// The wallet with a page of entries.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn wallet(&self, before: Option<i64>, limit: Option<i64>) -> Result<WalletResponse, Error> {
        self.json(self.request(Method::GET, WALLET).query(&WalletQuery { before, limit })).await
    }

    /// What tips brought in the last `days` days.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn earnings(&self, days: i64) -> Result<EarningsResponse, Error> {
        let query = EarningsQuery { days: Some(days) };
        self.json(self.request(Method::GET, EARNINGS).query(&query)).await
    }

    /// Thanks for a tip that arrived.
    ///
    /// # Errors
    /// [`Error`]; `not_found` for one that did not.
    pub async fn thank(&self, id: TipId) -> Result<(), Error> {
        self.done(self.request(Method::PUT, &path(THANKS, &[("id", &id.to_string())]))).await
    }

    /// Sets or changes the payment password.
    ///
    /// # Errors
    /// [`Error`]; `pin_wrong`, `pin_paused`.
    pub async fn set_pin(&self, current: Option<String>, pin: String) -> Result<(), Error> {
        self.done(self.request(Method::PUT, PIN).json(&SetPinRequest { current, pin })).await
    }

    /// Asks for another limit of one's own.
    ///
    /// # Errors
    /// [`Error`]; `invalid`.
    pub async fn set_limit(&self, request: &SetLimitRequest) -> Result<LimitsResponse, Error> {
        self.json(self.request(Method::PUT, LIMITS).json(request)).await
    }

    /// Locks payments, or opens them.
    ///
    /// # Errors
    /// [`Error`]; `pin_not_set`, `pin_wrong`, `pin_paused`.
    pub async fn lock_payments(&self, request: &LockRequest) -> Result<(), Error> {
        self.done(self.request(Method::PUT, LOCK).json(request)).await
    }

    /// The keys that receipts are signed with.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn receipt_keys(&self) -> Result<KeysResponse, Error> {
        self.get(KEYS).await
    }
}
