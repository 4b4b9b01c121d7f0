//! Photographs and videos on the device.

mod cache;
mod evict;
mod fetch;
pub mod prepare;
mod storage;

pub(crate) use cache::Cache;
pub use cache::MediaFile;
pub(crate) use fetch::adopt;
pub(crate) use storage::MEDIA_CAP_BYTES;
