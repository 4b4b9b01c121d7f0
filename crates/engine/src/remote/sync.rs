//! Pulling.

use circles_wire::sync::{SYNC, SyncQuery, SyncResponse};
use reqwest::Method;

use super::client::Remote;
use super::error::Error;

impl Remote {
    /// The next page of changes.
    ///
    /// # Errors
    /// [`Error`]; `cursor_expired` when everything is to be pulled again.
    pub async fn sync(&self, since: Option<String>) -> Result<SyncResponse, Error> {
        self.json(self.request(Method::GET, SYNC).query(&SyncQuery { since })).await
    }
}
