//! What the app does, without a window: the same engine runs in the shell, in `circles-device` and in tests.
//!
//! The way out is `commands -> outbox -> remote`; the way in is `remote -> sync -> store -> queries`.

mod account;
pub mod api;
pub mod args;
mod attachments;
pub mod bindings;
mod commands;
pub mod connectivity;
mod engine;
mod error;
mod export;
mod govern;
pub mod keychain;
pub mod media;
mod money;
mod outbox;
mod queries;
pub mod remote;
pub mod session;
mod switch;
mod sync;
pub mod view;

pub use circles_store::{Change, Changes};
pub use engine::{Engine, Options};
pub use error::{Error, Result};
