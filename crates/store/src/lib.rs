//! What a Circles device remembers: `outbox.db` (what a person made and nobody else has) and `cache.db` (what the
//! server can give again); beside them `device.db` (which installation this is, and whose data it shows).
//!
//! Promises: a write is announced as [`Change`]s after its COMMIT and never before; a reader sees both files in an
//! order that shows each post exactly once; damage is told apart by SQLite's codes, and the outbox is never deleted.
//! Does not: speak to the network, decide what is sent, or know screens.

pub mod change;
mod connect;
mod damage;
mod device;
mod error;
mod open;
pub mod read;
pub mod table;
mod write;

pub use change::{Change, Changes};
pub use connect::assert_sqlite_version;
pub use device::{Account, COLOURS, Device, KnownAccount};
pub use error::{DbFile, Error, Result};
pub use open::{Mended, Paths, Store};
pub use write::{CacheWrite, OutboxWrite, ReadTx};
