//! What operators of the platform do about people.

use circles_domain::{PersonId, Timestamp};
use circles_wire::known::{BAN, BanRequest, LEGAL_NAME, LegalNameRequest, LegalNameResponse};
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
    pub async fn let_in(&self, person: PersonId) -> Result<(), Error> {
        self.done(self.request(Method::DELETE, &path(BAN, &[("id", &person.to_string())]))).await
    }
}
