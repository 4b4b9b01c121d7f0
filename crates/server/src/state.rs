//! What every handler can reach, and how writers wake readers.

use std::sync::Arc;

use circles_domain::{CircleId, Clock, PersonId, Timestamp};
use tokio::sync::{Mutex, Notify, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::{Addresses, Nonces, Sessions};
use crate::config::Config;
use crate::identity::{IdentityProvider, Keys};
use crate::payments::PaymentProvider;
use crate::store::Db;

/// Who should pull now. Sent only after the commit of what there is to pull.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poke {
    /// One person's devices.
    Person(PersonId),
    /// Everyone who reads a circle.
    Circle(CircleId),
    /// Everyone who reads a circle and whom no block hides from this person, who did it: a poke without anything to
    /// pull would tell of a block.
    Doing(CircleId, PersonId),
    /// Everyone: a circle itself changed.
    Everyone,
}

/// Shared by all handlers; cloning is cheap.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The database.
    pub db: Db,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// How the server was started.
    pub config: Arc<Config>,
    /// Keys that live outside the data.
    pub keys: Arc<Keys>,
    /// Who holds the money.
    pub payments: Arc<dyn PaymentProvider>,
    /// Wakes the job that takes payments to their end.
    pub paying: Arc<Notify>,
    /// One at a time takes the steps of payments.
    pub stepping: Arc<Mutex<()>>,
    /// Wakes the job that ends circles.
    pub ending: Arc<Notify>,
    /// Who says who people are.
    pub provider: Arc<dyn IdentityProvider>,
    /// Wakes open streams; see [`AppState::poke`].
    pub pokes: broadcast::Sender<Poke>,
    /// Work that outlives a request; a stop waits for it.
    pub tasks: TaskTracker,
    /// Cancelled when the server stops.
    pub stop: CancellationToken,
    /// Where devices reach the server.
    pub addresses: Addresses,
    /// Nonces of proofs, and the proofs that were used.
    pub nonces: Nonces,
    /// Access tokens seen lately.
    pub sessions: Sessions,
    /// How people stand in circles, looked up lately.
    pub standings: crate::store::reading::Standings,
    /// Uploads that are being written to at this moment.
    pub uploading: crate::store::files::Uploading,
    /// Open streams per person.
    pub streams: crate::auth::Streams,
    /// Requests per person, by kind.
    pub rates: crate::auth::Rates,
}

impl AppState {
    /// The server's time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Runs one turn of a job on a task of its own, so that a turn that panics is one that failed, and not the job's last.
    ///
    /// # Errors
    /// When it panicked.
    pub async fn turn<T: Send + 'static>(
        &self,
        turn: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, tokio::task::JoinError> {
        self.tasks.spawn(turn).await
    }

    /// Wakes whoever is concerned; call it after the commit. Nobody listening is fine.
    pub fn poke(&self, poke: Poke) {
        let _ = self.pokes.send(poke);
    }
}
