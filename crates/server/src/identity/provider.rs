//! The seam between "who are you" and the rest of the server.

use circles_domain::claim::Claims;
use circles_domain::identity_number::IdentityNumber;
use circles_domain::person::LegalName;
use circles_domain::{Invalid, Timestamp};

use super::Keys;

/// What a person typed about themselves; nothing of it is checked yet.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// The legal name.
    pub legal_name: &'a str,
    /// The identity number.
    pub identity_number: &'a str,
}

/// What a register says of one human.
#[derive(Clone, Debug)]
pub struct Proven {
    /// Whom it speaks of; becomes a keyed hash.
    pub number: IdentityNumber,
    /// Their legal name; becomes a sealed text and a mask.
    pub legal_name: LegalName,
    /// What gates may ask.
    pub claims: Claims,
}

/// A register of people with a way to reach them.
///
/// A provider that speaks OpenID takes the place of the pages for name, number and code by a redirect of its own, and
/// ends in the same [`Proven`].
pub trait IdentityProvider: Send + Sync + std::fmt::Debug {
    /// What the register says of `typed`.
    ///
    /// # Errors
    /// Every input that is wrong, the name first.
    fn prove(&self, typed: Typed<'_>, now: Timestamp) -> Result<Proven, Vec<Invalid>>;

    /// The one-time code for the challenge `challenge` (an id that is used once).
    fn one_time_code(&self, keys: &Keys, challenge: &[u8; 16]) -> String;

    /// Whether the page shows the code because nothing delivers it.
    fn shows_code(&self) -> bool;
}
