//! The store on real files.
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

mod echo;
mod files;
mod plain;
mod snapshots;
mod support;
