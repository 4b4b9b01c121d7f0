//! Once a day: the provider's statement of the day before, line by line against the ledger.
//!
//! Promises: what the provider moved and we have not booked is asked about at once, by query, and looked at again; what
//! then still differs is kept for whoever runs the server, and told in the log. Does not: book anything by itself, or
//! decide who is right.

use std::collections::HashSet;

use circles_domain::{PaymentId, Timestamp};
use circles_faults::crash_point;
use circles_wire::payment::{Difference, DifferenceKind, Reconciliation};

use super::{Movement, ProviderError, Status, run_due};
use crate::ledger::{
    LedgerError, MovedHere, keep_reconciliation, make_due, moved_between, moved_here, next_unreconciled,
};
use crate::state::AppState;

/// How long after a day its statement is asked for, in seconds: providers write it in the night.
const AFTER_S: i64 = 2 * 3_600;
const DAY_S: i64 = 86_400;

/// Why a day could not be reconciled. It will be tried again.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// Our own database.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The provider.
    #[error("the provider's statement")]
    Provider(#[from] ProviderError),
}

impl From<sqlx::Error> for ReconcileError {
    fn from(error: sqlx::Error) -> Self {
        Self::Ledger(error.into())
    }
}

/// Reconciles every day that is over and was not looked at yet, the oldest first.
///
/// # Errors
/// See [`ReconcileError`]; the days before stay done.
pub async fn reconcile_due(state: &AppState) -> Result<Vec<Reconciliation>, ReconcileError> {
    let mut done = Vec::new();
    loop {
        let mut reader = state.db.read().acquire().await?;
        let next = next_unreconciled(&mut reader).await?;
        drop(reader);
        let Some(begins) = next else { return Ok(done) };
        if state.now() < begins.plus_seconds(DAY_S + AFTER_S) {
            return Ok(done);
        }
        done.push(reconcile(state, begins).await?);
    }
}

/// Looks at the civil day of Asia/Shanghai that begins at `begins`.
///
/// # Errors
/// See [`ReconcileError`].
pub async fn reconcile(state: &AppState, begins: Timestamp) -> Result<Reconciliation, ReconcileError> {
    let until = begins.plus_seconds(DAY_S);
    let lines = state.payments.statement(begins, until).await?;
    crash_point!("server.reconciliation.told", sqlx::Error::WorkerCrashed.into());
    // What came through another door than a notice or our own asking: asked about now, then looked at again.
    if ask_about_unbooked(state, &lines).await? {
        run_due(state).await?;
    }
    crash_point!("server.reconciliation.asked", sqlx::Error::WorkerCrashed.into());
    let mut reader = state.db.read().acquire().await?;
    let mut differences = Vec::new();
    let mut matched = 0;
    for line in &lines {
        match differs(line, moved_here(&mut reader, line.order, line.direction).await?) {
            None => matched += 1,
            Some(difference) => differences.push(difference),
        }
    }
    let here = moved_between(&mut reader, begins, until).await?;
    drop(reader);
    let told: HashSet<PaymentId> = lines.iter().map(|line| line.order).collect();
    for booked in here.iter().filter(|booked| !told.contains(&booked.order)) {
        // Paid on one day and booked on the next is no difference: its own books tell.
        let status = state.payments.query(booked.order, booked.direction).await?;
        if status != Status::Paid(booked.amount) {
            differences.push(Difference {
                order: booked.order,
                kind: DifferenceKind::NotAtProvider,
                here: Some(booked.amount),
                there: if let Status::Paid(amount) = status { Some(amount) } else { None },
            });
        }
    }
    for difference in differences.iter().filter(|difference| difference.kind != DifferenceKind::OpenCase) {
        tracing::error!(order = %difference.order, kind = ?difference.kind, "the statement and the ledger differ");
    }
    let made = Reconciliation {
        day: begins.shanghai_day(),
        made_at: state.now(),
        lines: i64::try_from(lines.len()).unwrap_or(i64::MAX),
        matched,
        differences,
    };
    let mut tx = state.db.write().await?;
    keep_reconciliation(&mut tx, begins, &made).await?;
    crash_point!("server.reconciliation.written", sqlx::Error::WorkerCrashed.into());
    tx.commit().await?;
    crash_point!("server.reconciliation.kept", sqlx::Error::WorkerCrashed.into());
    Ok(made)
}

async fn ask_about_unbooked(state: &AppState, lines: &[Movement]) -> Result<bool, ReconcileError> {
    let mut tx = state.db.write().await?;
    let now = state.now();
    let mut any = false;
    for line in lines {
        let here = moved_here(&mut tx, line.order, line.direction).await?;
        if here != Some(MovedHere::Booked(line.amount)) && here != Some(MovedHere::Returned) {
            make_due(&mut tx, line.order, now).await?;
            any = true;
        }
    }
    tx.commit().await?;
    Ok(any)
}

fn differs(line: &Movement, here: Option<MovedHere>) -> Option<Difference> {
    let of = |kind, here| Some(Difference { order: line.order, kind, here, there: Some(line.amount) });
    match here {
        Some(MovedHere::Booked(amount)) if amount == line.amount => None,
        // Came and went: both lines are told of.
        Some(MovedHere::Returned) => None,
        Some(MovedHere::Booked(amount)) => of(DifferenceKind::AnotherSum, Some(amount)),
        Some(MovedHere::OpenCase(reported)) if reported == line.amount => of(DifferenceKind::OpenCase, None),
        Some(MovedHere::OpenCase(_) | MovedHere::NotBooked) => of(DifferenceKind::NotBooked, None),
        None => of(DifferenceKind::NoOrder, None),
    }
}
