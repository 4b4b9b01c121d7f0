//! Secrets of this device, in the keychain of the operating system and nowhere else.
//!
//! Promises: never on a thread that shows or schedules anything, never longer than five seconds; a keychain that was
//! locked or missing is tried anew at each call. Where there is none, the session lives in memory and the app says so.
//! Does not: fall back to a file.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use circles_domain::{DeviceId, PersonId};
use keyring_core::api::CredentialStoreApi;

const SERVICE: &str = "app.circles";
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the keychain gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// There is none on this system, or it refuses.
    #[error("the keychain is not available")]
    Unavailable,
    /// It did not answer, most likely because it waits for a person to unlock it.
    #[error("the keychain does not answer")]
    Locked,
}

/// One secret an account: what signs it in on this device. Named by the device's id and the person's, so that many data
/// directories and many accounts live side by side.
#[derive(Clone, Debug)]
pub struct Keychain {
    device: DeviceId,
    memory: Option<Arc<Mutex<HashMap<PersonId, String>>>>,
}

impl Keychain {
    /// The keychain's entries of this device.
    #[must_use]
    pub fn of_device(device: DeviceId) -> Self {
        Self { device, memory: None }
    }

    /// Keeps secrets in memory until the process ends: what is done where there is no keychain.
    #[must_use]
    pub fn in_memory(device: DeviceId) -> Self {
        Self { memory: Some(Arc::default()), ..Self::of_device(device) }
    }

    /// Whether secrets survive the process.
    #[must_use]
    pub const fn is_persistent(&self) -> bool {
        self.memory.is_none()
    }

    /// The secret of an account, if there is one.
    ///
    /// # Errors
    /// [`KeychainError`].
    pub async fn read(&self, person: PersonId) -> Result<Option<String>, KeychainError> {
        if let Some(memory) = &self.memory {
            return Ok(memory.lock().unwrap_or_else(PoisonError::into_inner).get(&person).cloned());
        }
        self.with_entry(person, |entry| match entry.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring_core::Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    /// Keeps the secret of an account, and reads it back.
    ///
    /// # Errors
    /// [`KeychainError`].
    pub async fn write(&self, person: PersonId, secret: String) -> Result<(), KeychainError> {
        if let Some(memory) = &self.memory {
            memory.lock().unwrap_or_else(PoisonError::into_inner).insert(person, secret);
            return Ok(());
        }
        let kept = self
            .with_entry(person, move |entry| {
                entry.set_password(&secret)?;
                Ok(entry.get_password()? == secret)
            })
            .await?;
        if kept { Ok(()) } else { Err(KeychainError::Unavailable) }
    }

    /// Forgets the secret of an account.
    ///
    /// # Errors
    /// [`KeychainError`].
    pub async fn delete(&self, person: PersonId) -> Result<(), KeychainError> {
        if let Some(memory) = &self.memory {
            memory.lock().unwrap_or_else(PoisonError::into_inner).remove(&person);
            return Ok(());
        }
        self.with_entry(person, |entry| match entry.delete_credential() {
            Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
        .await
    }

    /// Runs `work` on a thread of its own: a locked keychain may hold it for ever, and a runtime that owned the thread
    /// could then never end.
    async fn with_entry<T: Send + 'static>(
        &self,
        person: PersonId,
        work: impl FnOnce(&keyring_core::Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, KeychainError> {
        let (tell, told) = tokio::sync::oneshot::channel();
        let name = format!("session.{}.{person}", self.device);
        std::thread::spawn(move || {
            let result =
                open_store().and_then(|store| store.build(SERVICE, &name, None)).and_then(|e| work(&e));
            // Nobody waits any more after a time-out.
            if tell.send(result).is_err() {
                tracing::warn!("the keychain answered too late");
            }
        });
        match tokio::time::timeout(PATIENCE, told).await {
            Ok(Ok(Ok(value))) => Ok(value),
            Ok(Ok(Err(error))) => {
                // Its text may quote what it holds; its kind does not.
                #[expect(
                    clippy::wildcard_enum_match_arm,
                    reason = "the stores' kinds may grow; nothing depends on them"
                )]
                let kind = match error {
                    keyring_core::Error::NoStorageAccess(_) => "no access",
                    keyring_core::Error::PlatformFailure(_) => "platform failure",
                    keyring_core::Error::NoDefaultStore => "no store",
                    _ => "other",
                };
                tracing::warn!(kind, "the keychain refused");
                Err(KeychainError::Unavailable)
            }
            Ok(Err(_)) => Err(KeychainError::Unavailable),
            Err(_) => Err(KeychainError::Locked),
        }
    }
}

#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
fn open_store() -> keyring_core::Result<Arc<zbus_secret_service_keyring_store::Store>> {
    zbus_secret_service_keyring_store::Store::new()
}
#[cfg(target_os = "macos")]
fn open_store() -> keyring_core::Result<Arc<apple_native_keyring_store::keychain::Store>> {
    apple_native_keyring_store::keychain::Store::new()
}
#[cfg(target_os = "ios")]
fn open_store() -> keyring_core::Result<Arc<apple_native_keyring_store::protected::Store>> {
    apple_native_keyring_store::protected::Store::new()
}
#[cfg(windows)]
fn open_store() -> keyring_core::Result<Arc<windows_native_keyring_store::Store>> {
    windows_native_keyring_store::Store::new()
}
#[cfg(target_os = "android")]
fn open_store() -> keyring_core::Result<Arc<keyring_core::sample::Store>> {
    // The Android store needs a handle from the activity, which comes with the mobile shell: not built yet.
    Err(keyring_core::Error::NoDefaultStore)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the real keychain of the session that the tests run in.
    #[tokio::test]
    async fn keychain_keeps_reads_back_and_forgets() {
        let keychain = Keychain::of_device(DeviceId::mint());
        let (me, you) = (PersonId::mint(), PersonId::mint());
        assert_eq!(keychain.read(me).await, Ok(None));
        keychain.write(me, "a secret".into()).await.unwrap();
        keychain.write(you, "yours".into()).await.unwrap();
        assert_eq!(keychain.read(me).await, Ok(Some("a secret".into())));
        keychain.write(me, "another".into()).await.unwrap();
        assert_eq!(keychain.read(me).await, Ok(Some("another".into())));
        keychain.delete(me).await.unwrap();
        keychain.delete(me).await.unwrap();
        assert_eq!(keychain.read(me).await, Ok(None));
        assert_eq!(keychain.read(you).await, Ok(Some("yours".into())));
        keychain.delete(you).await.unwrap();
    }
}
