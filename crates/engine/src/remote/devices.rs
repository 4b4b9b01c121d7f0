//! The devices that a person is signed in on.

use circles_domain::DeviceId;
use circles_wire::device::{DEVICE, DEVICES, DevicesResponse, SEEN};
use reqwest::Method;

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    /// All of them.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn devices(&self) -> Result<DevicesResponse, Error> {
        self.get(DEVICES).await
    }

    /// Signs one out.
    ///
    /// # Errors
    /// [`Error`]; `not_found` when it is not signed in.
    pub async fn sign_out_device(&self, id: DeviceId) -> Result<(), Error> {
        self.done(self.request(Method::DELETE, &path(DEVICE, &[("id", &id.to_string())]))).await
    }

    /// Signs all others out.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn sign_out_other_devices(&self) -> Result<(), Error> {
        self.done(self.request(Method::DELETE, DEVICES)).await
    }

    /// The person has seen why sessions ended.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn devices_seen(&self) -> Result<(), Error> {
        self.done(self.request(Method::POST, SEEN)).await
    }
}
