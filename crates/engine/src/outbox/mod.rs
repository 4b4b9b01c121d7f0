//! The way out: what a person made is sent, once in effect, whatever the network and the process do meanwhile.
//!
//! ```text
//!               ┌───────────── later, or online again ─────────────┐
//!               ▼                                                  │
//! command ──► queued ──attempt counted──► sending ──acked──► (gone)│
//!               ▲  ▲                        │  └───────────────────┘
//!        retry, │  └── start of the process │
//!        edit   │                           ▼
//!               └──────────────────────── failed{code} ──discard──► (a draft again, or gone)
//! ```
//!
//! Promises: an attempt is counted before it is made; the server's row is in the cache before the item goes; items of
//! one lane go in order, and a failed one stops its lane alone; an item that is changed while an answer is on its way
//! is known by its revision, and the answer to the older words settles only those; an attempt that panics costs that
//! attempt, and after three in a row the item fails.
//! Does not: poll for the network, or touch money.

mod ack;
mod attempt;
mod backoff;
mod flight;
mod plan;
mod refusal;
mod upload;
mod worker;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use circles_domain::OutboxItemId;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

pub(crate) use worker::start;

/// What is known of the outbox only while the process lives.
#[derive(Default)]
pub(crate) struct Outbox {
    /// Something is to be looked at.
    pub(crate) wake: Notify,
    flights: Mutex<HashMap<OutboxItemId, Flight>>,
    /// Attempts in a row that broke off.
    breaks: Mutex<HashMap<OutboxItemId, u32>>,
    /// Not tried before; kept by a clock that nobody can set.
    dues: Mutex<HashMap<OutboxItemId, Instant>>,
}

#[derive(Clone, Default)]
struct Flight {
    stop: CancellationToken,
    sent_bytes: i64,
    total_bytes: i64,
}

impl Outbox {
    /// Bytes of an item's files that the server has, and all of them.
    pub(crate) fn progress(&self, item: OutboxItemId) -> (i64, i64) {
        let flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        flights.get(&item).map_or((0, 0), |flight| (flight.sent_bytes, flight.total_bytes))
    }

    /// Breaks off the upload of an item's files: the person gave the item up, or changed what it does.
    pub(crate) fn interrupt(&self, item: OutboxItemId) {
        if let Some(flight) = self.flights.lock().unwrap_or_else(PoisonError::into_inner).get(&item) {
            flight.stop.cancel();
        }
    }

    /// The item is to be tried at once: the person said so, or changed it.
    pub(crate) fn due_now(&self, item: OutboxItemId) {
        self.dues.lock().unwrap_or_else(PoisonError::into_inner).remove(&item);
        self.wake.notify_one();
    }

    /// Everything is to be tried at once: the network or the session is back.
    fn all_due(&self) {
        self.dues.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn due_in(&self, item: OutboxItemId, wait: Duration) {
        self.dues.lock().unwrap_or_else(PoisonError::into_inner).insert(item, Instant::now() + wait);
    }

    /// How long each item has to wait still.
    fn waits(&self) -> HashMap<OutboxItemId, Duration> {
        let mut dues = self.dues.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        dues.retain(|_, due| *due > now);
        dues.iter().map(|(item, due)| (*item, *due - now)).collect()
    }

    /// Begins an attempt, unless one is under way: what was read of the item may be older than its beginning.
    fn begin(&self, item: OutboxItemId) -> Option<CancellationToken> {
        match self.flights.lock().unwrap_or_else(PoisonError::into_inner).entry(item) {
            Entry::Occupied(_) => None,
            Entry::Vacant(place) => Some(place.insert(Flight::default()).stop.clone()),
        }
    }

    /// An attempt broke off; how many have in a row.
    fn broke_off(&self, item: OutboxItemId) -> u32 {
        let mut breaks = self.breaks.lock().unwrap_or_else(PoisonError::into_inner);
        let breaks = breaks.entry(item).or_default();
        *breaks += 1;
        *breaks
    }

    /// An attempt came to an end of its own, or the person decides about the item.
    fn went_well(&self, item: OutboxItemId) {
        self.breaks.lock().unwrap_or_else(PoisonError::into_inner).remove(&item);
    }

    fn end(&self, item: OutboxItemId) {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner).remove(&item);
    }

    fn set_progress(&self, item: OutboxItemId, sent_bytes: i64, total_bytes: i64) {
        if let Some(flight) = self.flights.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&item) {
            (flight.sent_bytes, flight.total_bytes) = (sent_bytes, total_bytes);
        }
    }
}
