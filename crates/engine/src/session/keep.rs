//! What the keychain keeps: one small JSON an account, for one person at one server.

use circles_domain::PersonId;
use circles_wire::dpop::DeviceKey;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::engine::Engine;
use crate::keychain::KeychainError;
use crate::remote::{Credentials, Prover};

#[derive(Serialize, Deserialize)]
struct Secret {
    person: PersonId,
    /// A token goes to the server that gave it and to no other.
    server: String,
    refresh_token: String,
    /// The key that the token is bound to. One entry holds both: neither is worth anything without the other.
    device_key: String,
}

/// Keeps the session for the next start. Where that cannot be, it lasts as long as the process.
pub(super) async fn keep(engine: &Engine, person: PersonId, credentials: &Credentials) {
    let inner = &engine.inner;
    let json = credentials.prover.key().secret().ok().and_then(|device_key| {
        let refresh_token = credentials.refresh_token.clone();
        serde_json::to_string(&Secret { person, server: origin(&inner.server), refresh_token, device_key })
            .ok()
    });
    let kept = match json {
        Some(json) => inner.keychain.write(person, json).await.is_ok(),
        None => false,
    };
    if !kept {
        tracing::warn!("the session is not kept over a restart");
    }
    inner.session.with(|known| known.kept = kept);
}

/// The session of `person` at this engine's server, if the keychain has it.
pub(super) async fn find(engine: &Engine, person: PersonId) -> Result<Option<Credentials>, KeychainError> {
    let Some(json) = engine.inner.keychain.read(person).await? else { return Ok(None) };
    let Ok(secret) = serde_json::from_str::<Secret>(&json) else {
        tracing::warn!("what the keychain keeps is not a session");
        return Ok(None);
    };
    if secret.person != person || secret.server != origin(&engine.inner.server) {
        return Ok(None);
    }
    let Ok(key) = DeviceKey::from_secret(&secret.device_key) else {
        tracing::warn!("what the keychain keeps is no key");
        return Ok(None);
    };
    let prover = Prover::new(key, engine.inner.clock.clone());
    Ok(Some(Credentials { prover, refresh_token: secret.refresh_token, access_token: None }))
}

/// Forgets the session of `person`. A keychain that does not answer is asked again at the next start.
pub(super) async fn forget(engine: &Engine, person: PersonId) {
    if let Err(error) = engine.inner.keychain.delete(person).await {
        tracing::warn!(%error, "the keychain still has an ended session");
    }
}

/// Forgets what was left behind where the keychain did not answer when somebody signed out.
pub(super) async fn forget_left(engine: &Engine) {
    match engine.inner.device.list_left().await {
        Ok(people) => {
            for person in people {
                forget(engine, person).await;
            }
        }
        Err(error) => tracing::warn!(%error, "nobody knows who signed out here"),
    }
}

fn origin(server: &Url) -> String {
    server.origin().ascii_serialization()
}
