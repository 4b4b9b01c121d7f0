//! From a picked file to what is uploaded: renditions without metadata, or the reason why not.
//!
//! ```text
//! photograph ── header within limits ── decode ──┬── large 2048: a JPEG that fits is only relieved of its metadata
//!                                                ├── small 640, from the large one
//!                                                └── thumbhash
//! video ─────── headers within limits ── places and times made unreadable in place
//! poster ────── header within limits ── decode ── 1280, thumbhash
//! ```
//!
//! Promises: what comes out passes `circles_domain::media::metadata`, the same judge that the server asks.
//! Does not: touch files, networks or the clock, or wait: these are tenths of a second of arithmetic on at most two
//! threads, to be called through `spawn_blocking`.

mod photo;
#[cfg(test)]
mod tests;
mod video;

pub use photo::{PreparedPhoto, prepare_photo};
pub use video::{PreparedPoster, PreparedVideo, prepare_poster, prepare_video};

use circles_domain::Invalid;

/// Why a file was not taken: the rule that it broke, by which the screen says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct PrepareError(#[from] pub Invalid);
