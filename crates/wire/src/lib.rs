//! What goes over HTTP: one module a resource, each with its paths, requests and responses.
//!
//! Promises: both sides are compiled against these types; their JSON is under snapshot (`tests/json`).
//! Unknown codes and change kinds of a newer server degrade to `Unknown`, never to an error.
//! Does not: speak HTTP, decide anything.

pub mod admission;
pub mod canonical;
pub mod circle;
pub mod comment;
pub mod device;
pub mod dpop;
pub mod earnings;
pub mod error;
pub mod finance;
pub mod gates;
pub mod govern;
pub mod handover;
pub mod known;
pub mod lifecycle;
pub mod media;
pub mod money_request;
pub mod payment;
pub mod person;
pub mod post;
pub mod proposal;
pub mod relation;
pub mod rules;
pub mod session;
pub mod sync;
pub mod tip;
pub mod transfer;
pub mod wallet;

pub use error::{ErrorBody, ErrorCode};
