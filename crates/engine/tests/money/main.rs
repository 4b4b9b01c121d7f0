//! Money and sessions of real engines, against the real server in this process, through a network that fails on
//! command. Nobody here sleeps for time to pass: server and devices share one clock, which moves when it is told to.
#![expect(clippy::unwrap_used, reason = "what a test cannot do without ends it")]

mod cancelled;
mod cut;
mod export;
mod history;
mod limits;
#[path = "../../../../tests/support/network.rs"]
mod network;
mod once;
mod payments;
mod pin;
mod restart;
mod session;
mod statement;
mod token;
mod world;
