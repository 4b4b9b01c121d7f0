//! Transfers: quote, confirm, ask, abandon, take back, answer.

use circles_domain::{QuoteId, TransferId};
use circles_faults::crash_point;
use circles_wire::tip::{ConfirmRequest, STEP_UP_TOKEN};
use circles_wire::transfer::{
    TRANSFER, TRANSFER_ABANDON, TRANSFER_ANSWER, TRANSFER_QUOTE, TRANSFER_TAKE_BACK, TRANSFERS,
    TransferAnswerRequest, TransferQuoteRequest, TransferQuoteResponse, TransferResponse, TransfersResponse,
};
use reqwest::Method;

use super::client::{Remote, path};
use super::error::Error;

fn of(template: &str, id: TransferId) -> String {
    path(template, &[("id", &id.to_string())])
}

impl Remote {
    /// What waits, and the latest of what is over.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn transfers(&self) -> Result<TransfersResponse, Error> {
        self.get(TRANSFERS).await
    }

    /// Binds a transfer for five minutes.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn quote_transfer(
        &self,
        id: TransferId,
        request: &TransferQuoteRequest,
    ) -> Result<TransferQuoteResponse, Error> {
        self.json(self.request(Method::POST, &of(TRANSFER_QUOTE, id)).json(request)).await
    }

    /// Confirms.
    ///
    /// # Errors
    /// [`Error`]; anything but a refusal of ours leaves the outcome unknown.
    pub async fn confirm_transfer(
        &self,
        id: TransferId,
        quote_id: QuoteId,
        token: Option<&str>,
    ) -> Result<TransferResponse, Error> {
        let mut request = self.request(Method::PUT, &of(TRANSFER, id)).json(&ConfirmRequest { quote_id });
        if let Some(token) = token {
            request = request.header(STEP_UP_TOKEN, token);
        }
        crash_point!("device.transfer.transport.out", Error::Timeout);
        let answer = self.json(request).await;
        crash_point!("device.transfer.transport.in", Error::Timeout);
        answer
    }

    /// Asks for the outcome.
    ///
    /// # Errors
    /// [`Error`]; `not_found` decides nothing.
    pub async fn transfer(&self, id: TransferId) -> Result<TransferResponse, Error> {
        self.get(&of(TRANSFER, id)).await
    }

    /// Gives up, or learns the outcome that is stored.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn abandon_transfer(&self, id: TransferId) -> Result<TransferResponse, Error> {
        self.json(self.request(Method::POST, &of(TRANSFER_ABANDON, id))).await
    }

    /// Takes it back while it is not offered.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn take_back_transfer(&self, id: TransferId) -> Result<TransferResponse, Error> {
        self.json(self.request(Method::POST, &of(TRANSFER_TAKE_BACK, id))).await
    }

    /// Accepts it, or sends it back.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn answer_transfer(
        &self,
        id: TransferId,
        request: &TransferAnswerRequest,
    ) -> Result<TransfersResponse, Error> {
        self.json(self.request(Method::POST, &of(TRANSFER_ANSWER, id)).json(request)).await
    }
}
