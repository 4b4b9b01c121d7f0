//! The mistake that is planted.

use std::sync::OnceLock;

static PLANTED: OnceLock<Option<String>> = OnceLock::new();

/// Whether it is this one.
#[must_use]
pub fn sings(name: &str) -> bool {
    PLANTED.get_or_init(|| std::env::var(crate::CANARY).ok()).as_deref() == Some(name)
}
