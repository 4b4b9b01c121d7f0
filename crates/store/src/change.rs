//! What a write announces after its COMMIT: ids, never content. Whoever shows something reads it again.

use circles_domain::{CircleId, PersonId, PostId, TipId, TransferId};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

/// Something that a reader may be showing is different now.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Change {
    /// Session, connectivity or one's own profile.
    Session,
    /// The list of circles, or one's standing in some.
    Circles,
    /// One circle.
    Circle(CircleId),
    /// Posts of one circle: new, gone, or a gap that moved.
    Timeline(CircleId),
    /// One post, its counts or its comments.
    Post(PostId),
    /// One person's byline.
    Person(PersonId),
    /// Friends, friend requests, or whom one blocked.
    Relations,
    /// Drafts.
    Drafts,
    /// What waits to be sent.
    Outbox,
    /// Balance or entries.
    Wallet,
    /// One tip.
    Tip(TipId),
    /// One transfer.
    Transfer(TransferId),
    /// Settings of this device.
    Settings,
    /// What is read whole: queues, logs, members, one's own standings.
    Sheets,
    /// More than could be told apart: read everything again.
    All,
}

/// Where changes are announced. Cheap to clone; all clones speak to the same listeners.
#[derive(Clone, Debug)]
pub struct Changes(broadcast::Sender<Vec<Change>>);

impl Default for Changes {
    fn default() -> Self {
        Self(broadcast::Sender::new(256))
    }
}

impl Changes {
    /// Tells every listener; a write of many rows becomes [`Change::All`].
    pub fn publish(&self, mut changes: Vec<Change>) {
        const MOST: usize = 200;
        changes.sort_unstable();
        changes.dedup();
        if changes.len() > MOST {
            changes = vec![Change::All];
        }
        if !changes.is_empty() {
            // An error means that nobody listens, which is no error.
            let _ = self.0.send(changes);
        }
    }

    /// From now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Vec<Change>> {
        self.0.subscribe()
    }

    /// The next changes; a listener that fell behind hears [`Change::All`]. `None` when the store is closed.
    pub async fn next(listener: &mut broadcast::Receiver<Vec<Change>>) -> Option<Vec<Change>> {
        match listener.recv().await {
            Ok(changes) => Some(changes),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(vec![Change::All]),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}
