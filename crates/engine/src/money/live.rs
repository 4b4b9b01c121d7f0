//! What is known of tips and of the wallet only while the process lives.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use circles_domain::TipId;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::error::Error;
use crate::remote;
use crate::view::TipProblem;

/// Of one account.
#[derive(Default)]
pub(crate) struct Tips {
    tips: Mutex<HashMap<TipId, Arc<Live>>>,
    /// Wakes whoever asks about unknown tips.
    pub(super) wake: Notify,
    /// When the wallet was last read from the server; held while it is being read.
    pub(super) wallet_read: tokio::sync::Mutex<Option<Instant>>,
    /// Held while older entries are being read.
    pub(super) statement_fill: tokio::sync::Mutex<()>,
    /// Money moved since.
    pub(super) wallet_moved: AtomicBool,
    /// As the two before, of the list of payments.
    pub(super) payments_read: tokio::sync::Mutex<Option<Instant>>,
    /// Payments moved since.
    pub(super) payments_moved: AtomicBool,
    /// Held while a payment is asked for or about.
    pub(super) paying: tokio::sync::Mutex<()>,
    /// Wakes whoever asks about payments that were not answered.
    pub(super) payments_wake: Notify,
}

impl Tips {
    pub(super) fn live(&self, tip: TipId) -> Arc<Live> {
        self.tips.lock().unwrap_or_else(PoisonError::into_inner).entry(tip).or_default().clone()
    }

    /// Every unknown tip is asked about now: the network or the session is back.
    pub(super) fn all_due(&self) {
        for live in self.tips.lock().unwrap_or_else(PoisonError::into_inner).values() {
            live.with(|seen| seen.due = None);
        }
    }
}

/// One tip.
#[derive(Default)]
pub(super) struct Live {
    /// Held for the whole of a step, so that steps of one tip never overlap.
    pub(super) step: tokio::sync::Mutex<()>,
    seen: Mutex<Seen>,
}

/// What a restart may forget.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen {
    /// Why the last step did not work.
    pub(super) problem: Option<TipProblem>,
    /// The reply to a newer quote was lost, so the one that is kept is void.
    pub(super) void: bool,
    /// The person does not want to wait for the outcome any longer.
    pub(super) give_up: bool,
    /// When the server is asked next; `None` is now.
    pub(super) due: Option<Instant>,
}

impl Live {
    pub(super) fn with<T>(&self, change: impl FnOnce(&mut Seen) -> T) -> T {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn seen(&self) -> Seen {
        self.with(|seen| *seen)
    }

    pub(super) fn forget_problem(&self) {
        self.with(|seen| seen.problem = None);
    }

    pub(super) fn note(&self, error: &Error) {
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
