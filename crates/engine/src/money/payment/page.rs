//! Opening the provider's page, on which a person pays, in their browser.

use url::Url;

use crate::args::PaymentArgs;
use crate::engine::Engine;
use crate::error::Result;
use crate::remote;
use crate::session::{SignInError, is_allowed};

impl Engine {
    /// Opens it. Its address is asked for each time, because it is signed with the time, and kept nowhere.
    ///
    /// # Errors
    /// [`crate::Error::Remote`]; `not_found` when it does not wait to be paid any more. [`SignInError::System`] when no
    /// browser can be started.
    pub async fn open_payment_page(&self, args: PaymentArgs) -> Result<()> {
        let page = self.account()?.remote()?.payment_page(args.payment).await?;
        // A page to pay on is never in the clear, whoever says so.
        let url = Url::parse(&page.url).ok().filter(is_allowed);
        let url = url.ok_or(remote::Error::Protocol("no page to pay on"))?;
        (self.inner.opener)(&url).map_err(|_| SignInError::System)?;
        Ok(())
    }
}
