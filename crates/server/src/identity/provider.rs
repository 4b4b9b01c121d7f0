//! The seam between "who are you" and the rest of the server.

use circles_domain::claim::Claims;
use circles_domain::identity_number::IdentityNumber;
use circles_domain::person::LegalName;
use circles_domain::{Invalid, Timestamp};
use futures::future::BoxFuture;

use super::Keys;

/// Who says who people are. Both ways end in the same [`Proven`].
pub trait IdentityProvider: Send + Sync + std::fmt::Debug {
    /// How a person proves who they are.
    fn way(&self) -> Way<'_>;

    /// By whose word: its name as an issuer of claims. An account belongs to one.
    fn issuer(&self) -> &str;
}

/// How a person proves who they are.
#[derive(Clone, Copy, Debug)]
pub enum Way<'a> {
    /// On our own pages: a name, a number, a one-time code.
    Form(&'a dyn Register),
    /// At a provider of its own: the browser goes there and comes back.
    Redirect(&'a dyn Referral),
}

/// A register of people with a way to reach them.
pub trait Register: Send + Sync + std::fmt::Debug {
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

/// A provider that is asked in the browser.
pub trait Referral: Send + Sync + std::fmt::Debug {
    /// What people call it.
    fn name(&self) -> &str;

    /// Where the browser goes; the answer comes back to `back`.
    fn leave<'a>(&'a self, back: &'a str) -> BoxFuture<'a, Result<(String, Departure), Unproven>>;

    /// What the provider says of whoever came back to `back` with `answer`.
    fn arrive<'a>(
        &'a self,
        back: &'a str,
        departure: Departure,
        answer: Answer<'a>,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Proven, Unproven>>;
}

/// What a person typed about themselves; nothing of it is checked yet.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// The legal name.
    pub legal_name: &'a str,
    /// The identity number.
    pub identity_number: &'a str,
}

/// What is remembered while the browser is away. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Departure {
    /// Binds the answer to this browser's question (RFC 6749 section 10.12).
    pub state: String,
    /// Binds the ID token to it (OpenID Connect Core section 3.1.2.1).
    pub nonce: String,
    /// The secret of PKCE (RFC 7636).
    pub verifier: String,
}

impl std::fmt::Debug for Departure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Departure(..)")
    }
}

/// The query that the browser came back with; nothing of it is checked yet.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// The authorization code.
    pub code: &'a str,
    /// Who answers, where the provider says so (RFC 9207).
    pub issuer: &'a str,
    /// Why there is no code.
    pub error: &'a str,
}

/// Whom a provider speaks of; becomes a keyed hash.
#[derive(Clone, Debug)]
pub enum Subject {
    /// The holder of an identity number.
    Number(IdentityNumber),
    /// An account of an OpenID provider: issuer and `sub` together never change hands (OpenID Connect Core section 5.7).
    Account {
        /// The issuer.
        issuer: String,
        /// Its `sub`.
        subject: String,
    },
}

/// What a provider says of one human.
#[derive(Clone, Debug)]
pub struct Proven {
    /// Whom it speaks of.
    pub subject: Subject,
    /// Their legal name; becomes a sealed text and a mask.
    pub legal_name: LegalName,
    /// What gates may ask.
    pub claims: Claims,
}

/// Why a referral proved nothing.
#[derive(Debug, thiserror::Error)]
pub enum Unproven {
    /// The person turned back.
    #[error("the person turned back")]
    Cancelled,
    /// The provider holds no verified name or birth date of the person.
    #[error("{0} is not verified")]
    Missing(&'static str),
    /// Under 14.
    #[error("under 14")]
    TooYoung,
    /// The answer is another issuer's, or not to this question.
    #[error("the answer is not to this question")]
    Mismatched,
    /// The answer breaks the protocol.
    #[error("the provider's answer cannot be used")]
    Unusable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No answer.
    #[error("the provider does not answer")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
}
