//! Who a person *is*: the keys that guard it, and the provider that proves it.
//!
//! Promises: an identity number leaves this module only as a keyed hash, a legal name only encrypted; the keys live
//! outside the database and every dump of it. [`IdentityProvider`] is the seam: the embedded [`Sandbox`] plays a register
//! and says so on every page; [`OpenId`] asks a provider with verified claims.
//! Does not: know our HTTP, SQL or sessions; rotate the key of identity numbers.

mod accounts;
mod attest;
mod key_file;
mod keys;
mod name_keys;
mod openid;
mod provider;
mod receipt_keys;
mod samples;
mod sandbox;
mod seal;

pub use attest::{Attested, Attester, SANDBOX, Terms, Unsigned, attest, name_value, provider_of, read, sign};
pub use keys::{IdentityHash, Keys, Purpose};
pub use openid::{BadOpenId, OpenId, OpenIdArgs, OpenIdConfig};
pub use provider::{
    Answer, Departure, IdentityProvider, Proven, Referral, Register, Subject, Typed, Unproven, Way,
};
pub use receipt_keys::rotate as rotate_receipt_key;
pub use samples::{Role, Sample, find_sample, samples};
pub use sandbox::Sandbox;
pub use seal::Unreadable;
