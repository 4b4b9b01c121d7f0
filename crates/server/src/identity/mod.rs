//! Who a person *is*: the keys that guard it, and the provider that proves it.
//!
//! Promises: an identity number leaves this module only as a keyed hash, a legal name only encrypted; the keys live
//! outside the database and every dump of it. [`IdentityProvider`] is the seam for another register; the embedded
//! [`Sandbox`] plays one and says so on every page.
//! Does not: know HTTP, SQL or sessions; rotate keys (the form of what is sealed names its version, so that it can).

mod key_file;
mod keys;
mod provider;
mod samples;
mod sandbox;
mod seal;

pub use keys::{IdentityHash, Keys, Purpose};
pub use provider::{IdentityProvider, Proven, Typed};
pub use samples::{Role, Sample, find_sample, samples};
pub use sandbox::Sandbox;
pub use seal::Unreadable;
