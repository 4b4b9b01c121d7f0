//! What was read lately and holds until the next commit.
//!
//! Promises: a value is given back only in the epoch of the database that it was read in, and for two seconds at most
//! (which bounds a commit whose announcement was lost). Does not: replace a check inside a write.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

const TRUST: Duration = Duration::from_secs(2);
const MOST: usize = 10_000;

#[derive(Clone, Copy, Debug)]
struct Read<V> {
    value: V,
    epoch: u64,
    at: Instant,
}

/// Values by key.
#[derive(Clone, Debug)]
pub struct Recent<K, V>(Arc<Mutex<HashMap<K, Read<V>>>>);

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Eq + Hash, V: Copy> Recent<K, V> {
    /// The value, when it was read in `epoch`.
    #[must_use]
    pub fn find(&self, key: &K, epoch: u64) -> Option<V> {
        let read = *self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key)?;
        (read.epoch == epoch && read.at.elapsed() < TRUST).then_some(read.value)
    }
    /// Remembers a value whose reading began in `epoch`.
    pub fn keep(&self, key: K, epoch: u64, value: V) {
        let mut reads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if reads.len() >= MOST {
            reads.clear();
        }
        reads.insert(key, Read { value, epoch, at: Instant::now() });
    }
}
