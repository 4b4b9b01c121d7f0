//! Signing in.

use std::time::Duration;

use circles_domain::DeviceId;
use circles_wire::dpop::DeviceKey;
use circles_wire::session::TokenResponse;
use tokio_util::sync::CancellationToken;

use super::{Asking, SignInError, is_allowed, keep, refusal, sign_out};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::money;
use crate::remote::{Credentials, Prover};
use crate::view::{Language, SessionView};

/// The server's pages wait ten minutes for the person; so does the listener.
const PATIENCE: Duration = Duration::from_secs(600);

impl Engine {
    /// Opens the browser, and waits for the person. A sign-in that was under way is given up. Whoever was signed in before
    /// stays so; the new account is the one in use.
    ///
    /// # Errors
    /// [`Error::SignInCancelled`], [`Error::SignIn`]; [`Error::UnsettledPayment`] while a payment of the account in use is
    /// not decided.
    pub async fn sign_in(&self) -> Result<SessionView> {
        if !is_allowed(&self.inner.server) {
            tracing::error!("a server that is not on this machine must be https");
            return Err(SignInError::System.into());
        }
        // Another account would take the place of this one, and its payment would wait.
        if let Some(account) = self.find_account().filter(|account| account.remote().is_ok()) {
            account.may_rest().await?;
        }
        let engine = self.clone();
        // On its own task: whoever asked may go away, an account must not be half entered.
        let task = self.inner.tasks.spawn(async move { sign_in(&engine).await });
        task.await.map_err(|_| Error::Internal("a sign-in"))??;
        self.session().await
    }

    /// Gives up a sign-in that is under way; where none is, nothing happens.
    ///
    /// # Errors
    /// None.
    pub async fn cancel_sign_in(&self) -> Result<()> {
        if let Some(asking) = self.inner.session.with(|known| known.asking.take()) {
            asking.cancel();
        }
        Ok(())
    }
}

async fn sign_in(engine: &Engine) -> Result<()> {
    let mine = CancellationToken::new();
    if let Some(earlier) = engine.inner.session.with(|known| known.asking.replace(mine.clone())) {
        earlier.cancel();
    }
    engine.announce_session();
    let entered = match ask(engine, &mine).await {
        Ok((tokens, prover)) => enter(engine, tokens, prover).await,
        Err(error) => Err(error),
    };
    if !mine.is_cancelled() {
        engine.inner.session.with(|known| known.asking = None);
    }
    engine.announce_session();
    entered
}

async fn ask(engine: &Engine, mine: &CancellationToken) -> Result<(TokenResponse, Prover)> {
    let inner = &engine.inner;
    let language = language(engine).await?;
    // A device belongs to one person on the server, and who will sign in is known only afterwards: each session is a
    // device of its own there, with a key of its own. The id of this installation names its entry in the keychain, and stays.
    let device = DeviceId::mint();
    let key = DeviceKey::generate().map_err(|_| Error::Internal("a device key"))?;
    let prover = Prover::new(key, inner.clock.clone());
    let asking = Asking {
        http: &inner.http,
        server: &inner.server,
        device,
        device_name: &inner.device_name,
        prover: &prover,
        language,
        opener: &*inner.opener,
    };
    tokio::select! {
        biased;
        () = mine.cancelled() => Err(Error::SignInCancelled),
        () = inner.stop.cancelled() => Err(Error::SignInCancelled),
        asked = tokio::time::timeout(PATIENCE, asking.authorize()) => match asked {
            Ok(asked) => Ok((asked?, prover.clone())),
            Err(_) => Err(Error::SignInCancelled),
        },
    }
}

async fn enter(engine: &Engine, tokens: TokenResponse, prover: Prover) -> Result<()> {
    let inner = &engine.inner;
    let person = tokens.person.byline.id;
    // Keys that were pinned once are not replaced by what a later sign-in is told.
    let keys = match inner.device.find_account(person).await? {
        Some(known) if !known.receipt_keys.is_empty() => {
            money::continued(&known.receipt_keys, &tokens.receipt_keys).unwrap_or(known.receipt_keys)
        }
        Some(_) | None => tokens.receipt_keys,
    };
    // Somebody else's session on this device goes on beside this one.
    let before = engine.find_account().filter(|account| account.person == person);
    let before = before.and_then(|account| account.remote().ok());
    let account = engine.enter(tokens.person, keys).await?;
    let credentials =
        Credentials { prover, refresh_token: tokens.refresh_token, access_token: Some(tokens.access_token) };
    keep::keep(engine, person, &credentials).await;
    inner.session.with(|known| known.resuming = false);
    refusal::connect(engine, &account, credentials);
    if let Some(before) = before {
        sign_out::revoke(engine, before);
    }
    Ok(())
}

/// Of the pages: as set, otherwise as the system speaks.
async fn language(engine: &Engine) -> Result<&'static str> {
    Ok(match engine.settings().await?.language {
        Language::En => "en",
        Language::ZhHans => "zh-Hans",
        Language::System => {
            let spoken =
                ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| std::env::var(name).ok());
            if spoken.is_some_and(|spoken| spoken.starts_with("zh")) { "zh-Hans" } else { "en" }
        }
    })
}
