//! The real server in this process, spoken to over HTTP.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it is")]

mod authorization;
mod errors;
mod gates;
mod govern;
mod joining;
mod matrix;
mod posting;
mod reading;
mod schema;
mod stopping;
mod stream;
mod support;
mod sync;
mod uploads;
