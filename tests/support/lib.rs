//! What whole-system tests are made of: the real server, real headless devices, the real app, a person's browser.
//!
//! Promises: everything runs as programs of their own, on the loopback, in folders that go with the test; what is
//! dropped is killed.

pub mod alipay;
pub mod app;
pub mod browser;
pub mod caller;
pub mod device;
pub mod dice;
pub mod network;
pub mod official;
pub mod openssl;
pub mod program;
pub mod server;
pub mod stage;
pub mod storm;

/// What a test answers.
pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;
