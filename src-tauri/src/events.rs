//! Changes, told to the page: gathered for 50 ms, each once.

use std::collections::BTreeSet;
use std::time::Duration;

use circles_engine::{Change, Engine};
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// How long changes are gathered.
const GATHER: Duration = Duration::from_millis(50);

/// Tells the page of every change until the engine closes.
pub async fn forward(app: AppHandle, engine: Engine) {
    let mut changes = engine.changes();
    while let Some(first) = next(&mut changes).await {
        let mut batch: BTreeSet<Change> = first.into_iter().collect();
        let end = tokio::time::Instant::now() + GATHER;
        while let Ok(Some(more)) = tokio::time::timeout_at(end, next(&mut changes)).await {
            batch.extend(more);
        }
        if let Err(error) = app.emit("changed", batch) {
            tracing::warn!(%error, "the page was not told of a change");
        }
    }
}

/// The next changes; a listener that fell behind is told to read everything again.
async fn next(changes: &mut Receiver<Vec<Change>>) -> Option<Vec<Change>> {
    match changes.recv().await {
        Ok(changes) => Some(changes),
        Err(RecvError::Lagged(_)) => Some(vec![Change::All]),
        Err(RecvError::Closed) => None,
    }
}
