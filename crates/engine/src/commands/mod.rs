//! Writes: checked, written in one transaction, and the worker woken. What needs the server's word at once (joining, a
//! profile) asks it and says so when it cannot.

mod accounts;
mod attach;
pub(crate) mod circles;
mod comments;
mod compose;
mod devices;
mod known;
mod operator;
mod outbox;
mod posts;
mod praise;
pub(crate) mod profile;
mod pulls;
mod relations;
mod running;
