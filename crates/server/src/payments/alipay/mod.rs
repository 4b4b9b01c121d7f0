//! Alipay Open Platform: a person pays on its page, and is paid out to an account in their own verified name.
//!
//! Promises: sums as whole fen until they are written, no float; every answer and every notice is believed only with the
//! platform's signature (RSA2) over its bytes; what is not certain is [`ProviderError::Unanswered`], and asked about; keys,
//! addresses with signatures, names and accounts never reach a log. Each module names the published pages that it follows.
//! Does not: keep anything; the order is kept before, the platform keeps the rest.

mod answer;
mod bill;
mod config;
mod csv;
mod gateway;
mod notice;
mod rsa2;
mod shanghai;
mod trade;
mod transfer;
mod yuan;
mod zip;

use std::sync::Arc;

use circles_domain::{Clock, PaymentId, Timestamp};
use url::Url;

use super::{
    Answer, Direction, Letter, Movement, Order, Payee, PaymentProvider, ProviderError, Status, Taken,
};

pub use config::{AlipayArgs, AlipayConfig, BadAlipay};
pub use gateway::content_to_sign;
pub use rsa2::{SigningKey, VerifyingKey};

use gateway::Gateway;

/// The platform as a provider.
#[derive(Debug)]
pub struct Alipay {
    gateway: Gateway,
}

impl Alipay {
    /// # Errors
    /// When TLS cannot be had.
    pub fn new(config: AlipayConfig, clock: Arc<dyn Clock>) -> std::io::Result<Self> {
        Ok(Self { gateway: Gateway::new(config, clock)? })
    }

    /// Reads the answer to a call of `method`, as it came in.
    ///
    /// # Errors
    /// [`ProviderError`].
    pub fn read_answer(&self, method: &str, body: &str) -> Result<(), ProviderError> {
        answer::read(&self.gateway.config.theirs, method, body).map(|_| ())
    }
}

impl PaymentProvider for Alipay {
    fn name(&self) -> &'static str {
        "alipay"
    }

    /// Nothing is sent: the platform hears of it when its page is opened.
    fn order(&self, _order: Order) -> Answer<'_, Taken> {
        Box::pin(async { Ok(Taken::Yes) })
    }

    fn page(&self, order: Order, until: Timestamp) -> Option<Url> {
        trade::page(&self.gateway, order, until).ok()
    }

    fn asks_payee(&self) -> bool {
        true
    }

    fn payout(&self, order: Order, payee: Option<Payee>) -> Answer<'_, Taken> {
        Box::pin(async move {
            let payee = payee.ok_or(ProviderError::Unanswered)?;
            transfer::send(&self.gateway, order, &payee).await
        })
    }

    fn query(&self, order: PaymentId, direction: Direction) -> Answer<'_, Status> {
        Box::pin(async move {
            match direction {
                Direction::In => trade::query(&self.gateway, order).await,
                Direction::Out => transfer::query(&self.gateway, order).await,
            }
        })
    }

    fn close(&self, order: PaymentId) -> Answer<'_, ()> {
        Box::pin(trade::close(&self.gateway, order))
    }

    fn refund(&self, order: Order) -> Answer<'_, Taken> {
        Box::pin(trade::refund(&self.gateway, order))
    }

    fn statement(&self, from: Timestamp, until: Timestamp) -> Answer<'_, Vec<Movement>> {
        Box::pin(bill::statement(&self.gateway, from, until))
    }

    fn read_notice(&self, body: &[u8], _signature: &[u8]) -> Result<PaymentId, ProviderError> {
        let config = &self.gateway.config;
        notice::read(&config.theirs, &config.app_id, body)
    }

    fn next_letter(&self) -> Answer<'_, (Option<Letter>, Option<Timestamp>)> {
        Box::pin(async { Ok((None, None)) })
    }
}
