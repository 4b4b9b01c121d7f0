//! Photographs and videos on the device.

mod cache;
pub mod prepare;
mod storage;

pub(crate) use cache::{Cache, adopt};
pub(crate) use storage::MEDIA_CAP_BYTES;
pub use cache::MediaFile;
