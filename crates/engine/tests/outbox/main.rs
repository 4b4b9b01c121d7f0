//! What is written on real devices, on its way to the real server through a network that fails on command.
#![expect(clippy::unwrap_used, reason = "what a test cannot do without ends it")]

#[path = "../../../../tests/support/network.rs"]
#[expect(dead_code, reason = "these tests need only some of its faults")]
mod network;
#[path = "../money/world.rs"]
#[expect(dead_code, reason = "these tests need only some of it")]
mod world;

mod accounts;
mod minds;
mod model;
mod refused;
mod writer;
