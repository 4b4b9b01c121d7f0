//! What the server knows of oneself.

use circles_domain::Money;
use circles_domain::claim::ClaimKind;
use circles_store::table::known::Known;
use circles_wire::known::{
    CLAIM, CLAIMS, DELETION, DeletionRequest, NAME_ACCESS, SCORE, SEEN_AS, SHOW_NAME, ShowNameRequest,
};
use circles_wire::person::MeResponse;
use reqwest::Method;

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    /// Everything that the page of what is known shows.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn known(&self) -> Result<Known, Error> {
        let mut seen_as = Vec::with_capacity(3);
        for level in ["stranger", "member", "friend"] {
            seen_as.push(self.get(&path(SEEN_AS, &[("level", level)])).await?);
        }
        Ok(Known {
            claims: self.get(CLAIMS).await?,
            score: self.get(SCORE).await?,
            name_access: self.get(NAME_ACCESS).await?,
            seen_as,
        })
    }

    /// Withdraws a claim.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn withdraw_claim(&self, kind: ClaimKind) -> Result<(), Error> {
        self.done(self.request(Method::DELETE, &path(CLAIM, &[("kind", kind.as_str())]))).await
    }

    /// Lets the next sign-in prove a withdrawn claim again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn welcome_claim(&self, kind: ClaimKind) -> Result<(), Error> {
        self.done(self.request(Method::PUT, &path(CLAIM, &[("kind", kind.as_str())]))).await
    }

    /// Shows one's real name to friends, or hides it.
    ///
    /// # Errors
    /// [`Error`]; `rate_limited` for the rest of the day after two changes.
    pub async fn show_name(&self, shown: bool) -> Result<MeResponse, Error> {
        self.put(SHOW_NAME, &ShowNameRequest { shown }).await
    }

    /// Asks for the account to be deleted.
    ///
    /// # Errors
    /// [`Error`]; `balance_left` unless exactly what is there is given up.
    pub async fn delete_account(&self, give_up: Money) -> Result<MeResponse, Error> {
        self.put(DELETION, &DeletionRequest { give_up }).await
    }
}
