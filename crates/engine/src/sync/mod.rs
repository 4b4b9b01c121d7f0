//! The way in: what changed on the server comes here, once and in order, and older pages on demand.
//!
//! ```text
//! start · foreground · online · poke · timer ──► pull ──► plan (pure) ──► apply: rows + cursor, one transaction
//!                                                  │                         └──► gaps to fill, counts to read
//!                                                  └─ cursor_expired ─► forget the cache, pull from nothing
//! ```
//!
//! Promises: the newest version wins, in whatever order pages come; drafts and the outbox are never touched.
//! Does not: decide what may be read; the server does, and takes it away again by scope.

mod apply;
mod comments;
mod counts;
mod fill;
mod known;
mod person;
mod plan;
mod pull;
mod stream;
mod worker;

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use circles_domain::{PersonId, PostId};
use tokio::sync::Notify;
use tokio::time::Instant;

pub(crate) use comments::load_comments;
pub(crate) use counts::{count_views, refresh_counts};
pub(crate) use fill::{fill, preview};
pub(crate) use known::{look_at_known, read_known};
pub(crate) use person::{load_person, load_posts, look_again};
pub(crate) use pull::pull;
pub(crate) use worker::start;

/// What is known of the pull only while the process lives.
#[derive(Default)]
pub(crate) struct Sync {
    /// Pull now.
    pub(crate) wake: Notify,
    /// One pull at a time: two would apply the same page twice, which is harmless, and wait for each other, which is not.
    pulling: tokio::sync::Mutex<()>,
    filling: Mutex<HashSet<i64>>,
    loading: Mutex<HashSet<PersonId>>,
    looked: Mutex<HashMap<PersonId, person::Looked>>,
    counted: Mutex<HashMap<PostId, Instant>>,
    /// What is known of oneself is being read.
    looking: Mutex<known::Looking>,
}

impl Sync {
    /// Whether a gap is being filled now.
    pub(crate) fn is_filling(&self, gap: i64) -> bool {
        self.filling.lock().unwrap_or_else(PoisonError::into_inner).contains(&gap)
    }
}
