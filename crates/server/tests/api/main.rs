//! The real server in this process, spoken to over HTTP.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it is")]

mod authorization;
mod authorization_relations;
mod blocks;
mod devices;
mod errors;
mod floods;
mod gates;
mod glimpses;
mod govern;
mod handover;
mod joining;
mod known;
mod leaving;
mod lifecycle;
mod matrix;
mod moderated;
mod posting;
#[path = "../proof/mod.rs"]
mod proof;
mod ranks;
mod reading;
mod relations;
mod rewriting;
mod robustness;
mod schema;
mod statements;
mod stopping;
mod stream;
mod support;
mod sync;
mod upgrade;
mod uploads;
mod videos;
mod waiting;
