//! What is known of intents only while the process lives.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::error::Error;
use crate::remote;
use crate::view::TipProblem;

/// The intents of one kind, of one account.
pub(crate) struct Book<Id> {
    intents: Mutex<HashMap<Id, Arc<Live>>>,
    /// Wakes whoever asks about what is unknown.
    pub(in crate::money) wake: Notify,
}

impl<Id> Default for Book<Id> {
    fn default() -> Self {
        Self { intents: Mutex::default(), wake: Notify::new() }
    }
}

impl<Id: Copy + Eq + Hash> Book<Id> {
    pub(in crate::money) fn live(&self, id: Id) -> Arc<Live> {
        self.intents.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default().clone()
    }

    /// Everything unknown is asked about now: the network or the session is back.
    pub(in crate::money) fn all_due(&self) {
        for live in self.intents.lock().unwrap_or_else(PoisonError::into_inner).values() {
            live.with(|seen| seen.due = None);
        }
    }
}

/// One of them.
#[derive(Default)]
pub(in crate::money) struct Live {
    /// Held for the whole of a step, so that steps of one intent never overlap.
    pub(in crate::money) step: tokio::sync::Mutex<()>,
    seen: Mutex<Seen>,
}

/// What a restart may forget.
#[derive(Clone, Copy, Default)]
pub(crate) struct Seen {
    /// Why the last step did not work.
    pub(in crate::money) problem: Option<TipProblem>,
    /// The reply to a newer quote was lost, so the one that is kept is void.
    pub(in crate::money) void: bool,
    /// The person does not want to wait for the outcome any longer.
    pub(in crate::money) give_up: bool,
    /// When the server is asked next; `None` is now.
    pub(in crate::money) due: Option<Instant>,
}

impl Live {
    pub(in crate::money) fn with<T>(&self, change: impl FnOnce(&mut Seen) -> T) -> T {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(in crate::money) fn seen(&self) -> Seen {
        self.with(|seen| *seen)
    }

    pub(in crate::money) fn forget_problem(&self) {
        self.with(|seen| seen.problem = None);
    }

    pub(in crate::money) fn note(&self, error: &Error) {
        self.with(|seen| seen.problem = Some(problem(error)));
    }
}

fn problem(error: &Error) -> TipProblem {
    let body = if let Error::Remote(remote::Error::Rejected(body)) = error { Some(body) } else { None };
    TipProblem {
        code: error.code(),
        tries_left: body.and_then(|body| body.tries_left).and_then(|tries| i64::try_from(tries).ok()),
        retry_after: body.and_then(|body| body.retry_after).and_then(|seconds| i64::try_from(seconds).ok()),
        server: body.map(|body| body.code),
    }
}
