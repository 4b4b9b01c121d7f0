//! Handing a circle over.

use circles_domain::{CircleId, PersonId};
use circles_wire::circle::CircleResponse;
use circles_wire::handover::{HANDOVER, HANDOVER_ACCEPTANCE, HEIRS, HandoverRequest, HeirsResponse};
use reqwest::Method;

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    /// Offers a circle that oneself owns.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn offer_circle(&self, circle: CircleId, person: PersonId) -> Result<CircleResponse, Error> {
        self.put(&path(HANDOVER, &[("id", &circle.to_string())]), &HandoverRequest { person }).await
    }

    /// Takes the offer back, or declines it.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn end_handover(&self, circle: CircleId) -> Result<CircleResponse, Error> {
        self.json(self.request(Method::DELETE, &path(HANDOVER, &[("id", &circle.to_string())]))).await
    }

    /// Owns the circle from now on.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn take_over(&self, circle: CircleId) -> Result<CircleResponse, Error> {
        self.json(self.request(Method::PUT, &path(HANDOVER_ACCEPTANCE, &[("id", &circle.to_string())]))).await
    }

    /// Who could own a circle, for operators.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn heirs(&self, circle: CircleId) -> Result<HeirsResponse, Error> {
        self.get(&path(HEIRS, &[("id", &circle.to_string())])).await
    }
}
