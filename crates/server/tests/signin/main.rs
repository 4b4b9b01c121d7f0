//! Signing in, driven as a browser and an app drive it, against a real server.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod browser;
mod ended;
mod forge;
mod known;
mod limits;
mod negative;
mod openid;
mod pages;
#[path = "../proof/mod.rs"]
mod proof;
mod protocol;
mod refusals;
mod rotation;
mod secrets;
mod site;
