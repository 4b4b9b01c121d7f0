//! Money between a person and the payment provider.

use circles_domain::PaymentId;
use circles_faults::crash_point;
use circles_wire::payment::{
    ABANDON_PAYMENT, PAYMENT, PAYMENT_PAGE, PAYMENTS, PaymentPageResponse, PaymentRequest, PaymentResponse,
    PaymentsResponse,
};
use reqwest::Method;

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    /// Begins a payment; the same request again gets the same one.
    ///
    /// # Errors
    /// [`Error`]; anything but a refusal of ours leaves it unknown.
    pub async fn begin_payment(
        &self,
        id: PaymentId,
        request: &PaymentRequest,
    ) -> Result<PaymentResponse, Error> {
        let path = path(PAYMENT, &[("id", &id.to_string())]);
        crash_point!("device.payment.transport.out", Error::Timeout);
        let answer = self.json(self.request(Method::PUT, &path).json(request)).await;
        crash_point!("device.payment.transport.in", Error::Timeout);
        answer
    }

    /// Where it stands.
    ///
    /// # Errors
    /// [`Error`]; `not_found` decides nothing.
    pub async fn payment(&self, id: PaymentId) -> Result<PaymentResponse, Error> {
        self.get(&path(PAYMENT, &[("id", &id.to_string())])).await
    }

    /// Where it is paid, signed anew.
    ///
    /// # Errors
    /// [`Error`]; `not_found` when it does not wait for that.
    pub async fn payment_page(&self, id: PaymentId) -> Result<PaymentPageResponse, Error> {
        self.get(&path(PAYMENT_PAGE, &[("id", &id.to_string())])).await
    }

    /// Gives up, or learns what became of it.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn abandon_payment(
        &self,
        id: PaymentId,
        request: &PaymentRequest,
    ) -> Result<PaymentResponse, Error> {
        let path = path(ABANDON_PAYMENT, &[("id", &id.to_string())]);
        self.json(self.request(Method::POST, &path).json(request)).await
    }

    /// The newest ones.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn payments(&self) -> Result<PaymentsResponse, Error> {
        self.get(PAYMENTS).await
    }
}
