//! The server, seen from here: one method an endpoint, typed by `circles_wire`.
//!
//! Promises: every answer is a value or an [`Error`] that says whether and when to try again; a captive portal's page
//! is [`Error::Protocol`], never success; the access token is renewed once, by one caller, however many wait for it; each
//! request carries a proof that this device sent it, made anew when the server asks for a newer nonce.
//! Does not: retry (the outbox, the pull and money each know better when), or write anything down.

mod circles;
mod client;
mod devices;
mod error;
mod finance;
mod govern;
mod handover;
mod known;
mod lifecycle;
mod media;
mod money_requests;
mod operator;
mod payments;
mod posts;
mod prover;
mod relations;
mod running;
mod stream;
mod sync;
mod tips;
mod token;
mod transfers;

pub use client::{Remote, http};
pub use error::{Error, Retry};
pub use prover::Prover;
pub use token::{Credentials, TokenRefusal, exchange_code, find_issuer, revoke};
