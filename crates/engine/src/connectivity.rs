//! Whether the server answers: learned from every request, waited for without polling.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::remote::Error;
use crate::view;

/// One watched value, shared by all who send.
#[derive(Clone, Debug)]
pub struct Connectivity {
    state: Arc<watch::Sender<view::Connectivity>>,
}

impl Default for Connectivity {
    fn default() -> Self {
        Self { state: Arc::new(watch::Sender::new(view::Connectivity::Unknown)) }
    }
}

impl Connectivity {
    /// What is known now.
    #[must_use]
    pub fn now(&self) -> view::Connectivity {
        *self.state.borrow()
    }

    /// Tells of each change.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<view::Connectivity> {
        self.state.subscribe()
    }

    /// Learns from the fate of a request.
    pub fn heard<T>(&self, answer: &Result<T, Error>) {
        let seen = match answer {
            Ok(_) | Err(Error::Rejected(_)) => view::Connectivity::Online,
            // With `Protocol` a portal answered: there is a network, but not our server.
            Err(Error::Offline | Error::Protocol(_)) => view::Connectivity::Offline,
            // Cut on the way says little: if there is no network any more, the next connection tells.
            Err(Error::Timeout | Error::SignedOut) => return,
        };
        self.state.send_if_modified(|state| std::mem::replace(state, seen) != seen);
    }

    /// Returns when the server is thought to answer, at once if it is. The stream of pokes, which reconnects with a
    /// backoff of its own, is what finds out.
    pub async fn online(&self) {
        let mut state = self.state.subscribe();
        // The sender lives in `self`, so this only ends by the condition.
        while *state.borrow_and_update() == view::Connectivity::Offline {
            if state.changed().await.is_err() {
                return;
            }
        }
    }
}

/// How long the stream of pokes waits before it tries to connect again: 1 s doubling to 30 s, with jitter.
#[must_use]
pub fn reconnect_after(failures: u32) -> Duration {
    let base = 1_000_u64.saturating_mul(1 << failures.min(5)).min(30_000);
    let mut byte = [0_u8; 2];
    // Without randomness the wait is only less spread.
    if getrandom::fill(&mut byte).is_err() {
        return Duration::from_millis(base);
    }
    Duration::from_millis(base / 2 + u64::from(u16::from_le_bytes(byte)) * base / 2 / 65_535)
}
