//! The backend of Circles: one process over one data directory.
//!
//! Promises: every write is one transaction on one connection and announces itself after its commit; what a person may
//! not read answers exactly like what is not there; a stop waits for what is under way, at most ten seconds.
//! Does not: know screens, decode media, keep a secret inside the data directory's database.

mod accept;
pub mod audit;
pub mod auth;
pub mod claims;
pub mod config;
pub mod demo;
pub mod error;
pub mod export_ledger;
pub mod identity;
pub mod jobs;
pub mod ledger;
pub mod log;
pub mod name_operator;
pub mod openapi;
pub mod payments;
pub mod refund_tip;
pub mod return_payment;
pub mod rewrap_names;
pub mod routes;
pub mod sandbox_provider;
pub mod serve;
pub mod state;
pub mod store;

pub use config::{Config, Limits};
pub use error::Error;
pub use serve::{Server, StartError};
pub use state::AppState;
