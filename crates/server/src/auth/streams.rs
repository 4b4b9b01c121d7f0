//! Open streams, counted a person.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use circles_domain::PersonId;

/// How many streams each person has open.
#[derive(Clone, Debug, Default)]
pub struct Streams(Arc<Mutex<HashMap<PersonId, usize>>>);

/// One open stream; dropped, it is closed.
#[derive(Debug)]
pub struct Place {
    of: Streams,
    person: PersonId,
}

impl Streams {
    /// A place for one more stream, unless `person` has `most` open.
    #[must_use]
    pub fn take(&self, person: PersonId, most: usize) -> Option<Place> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(person).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place { of: self.clone(), person })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.of.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.person);
            }
        }
    }
}
