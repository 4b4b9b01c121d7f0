//! Requests of money: list, ask, decline, withdraw.

use circles_domain::MoneyRequestId;
use circles_wire::money_request::{
    MONEY_REQUEST, MONEY_REQUEST_DECLINE, MONEY_REQUEST_WITHDRAW, MONEY_REQUESTS, MoneyRequestRequest,
    MoneyRequestsResponse,
};
use reqwest::Method;

use super::client::{Remote, path};
use super::error::Error;

fn of(template: &str, id: MoneyRequestId) -> String {
    path(template, &[("id", &id.to_string())])
}

impl Remote {
    /// What is open, and the latest of what is over.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn money_requests(&self) -> Result<MoneyRequestsResponse, Error> {
        self.get(MONEY_REQUESTS).await
    }

    /// Asks.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn request_money(
        &self,
        id: MoneyRequestId,
        request: &MoneyRequestRequest,
    ) -> Result<MoneyRequestsResponse, Error> {
        self.json(self.request(Method::PUT, &of(MONEY_REQUEST, id)).json(request)).await
    }

    /// Says no.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn decline_money_request(&self, id: MoneyRequestId) -> Result<MoneyRequestsResponse, Error> {
        self.json(self.request(Method::POST, &of(MONEY_REQUEST_DECLINE, id))).await
    }

    /// Takes it back.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn withdraw_money_request(&self, id: MoneyRequestId) -> Result<MoneyRequestsResponse, Error> {
        self.json(self.request(Method::POST, &of(MONEY_REQUEST_WITHDRAW, id))).await
    }
}
