//! What operators of the platform do about people.

use circles_domain::{PersonId, Timestamp};
use circles_wire::known::{
    BAN, BAN_LIFT, BanRequest, BanResponse, LEGAL_NAME, LegalNameRequest, LegalNameResponse, LiftRequest,
};
use reqwest::Method;

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    /// Opens a real name, on the record that its owner reads.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn open_name(&self, person: PersonId, reason: String) -> Result<LegalNameResponse, Error> {
        let path = path(LEGAL_NAME, &[("id", &person.to_string())]);
        self.json(self.request(Method::POST, &path).json(&LegalNameRequest { reason })).await
    }

    /// Shuts a human out, under whatever account.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn shut_out(
        &self,
        person: PersonId,
        reason: String,
        until: Option<Timestamp>,
    ) -> Result<(), Error> {
        let path = path(BAN, &[("id", &person.to_string())]);
        self.done(self.request(Method::PUT, &path).json(&BanRequest { reason, until })).await
    }

    /// Lets them in again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn let_in(&self, person: PersonId, reason: String) -> Result<(), Error> {
        let path = path(BAN_LIFT, &[("id", &person.to_string())]);
        self.done(self.request(Method::PUT, &path).json(&LiftRequest { reason })).await
    }

    /// Whether they are shut out, and what operators did about it.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn operator_record(&self, person: PersonId) -> Result<BanResponse, Error> {
        self.json(self.request(Method::GET, &path(BAN, &[("id", &person.to_string())]))).await
    }
}
