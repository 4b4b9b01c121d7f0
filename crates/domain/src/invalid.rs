//! Which rule an input broke. Codes, not sentences: the sentence is the language's business.

use serde::{Deserialize, Serialize};

/// The input that was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// A sum of money.
    Amount,
    /// The words of a post, a comment or a message.
    Text,
    /// The name that a person chose.
    DisplayName,
    /// The name on the identity document.
    LegalName,
    /// The number of the identity document.
    IdentityNumber,
    /// A code that was sent and is used once.
    OneTimeCode,
    /// The payment password.
    Pin,
    /// The photographs and videos of a post, together.
    Attachments,
    /// One photograph.
    Photo,
    /// One video.
    Video,
    /// The description of a picture for those who do not see it.
    AltText,
    /// A circle, or its name.
    Circle,
    /// Who may: an expression of clauses.
    Gate,
    /// Who may join a circle.
    JoinGate,
    /// Which members may post.
    PostGate,
    /// Which members may comment.
    CommentGate,
    /// What those who have not joined see.
    Preview,
    /// The rules of a circle.
    Rules,
    /// The code of an invitation.
    Invitation,
    /// Words that go with a request.
    Note,
    /// A person's words about themselves.
    Bio,
    /// What is searched for.
    Query,
    /// The place where a page begins.
    Cursor,
    /// The rule that a moderator cites.
    CitedRule,
    /// How long something lasts.
    Duration,
    /// The posts that a circle keeps in front.
    Pins,
    /// What a circle is about.
    Introduction,
    /// The interest that a circle belongs to.
    Category,
    /// What stands on a circle's page for good.
    Modules,
    /// A step of a circle's launch.
    Launch,
    /// The account at the payment provider that a cash-out goes to.
    PayoutAccount,
    /// What an act about money rests on.
    Reference,
    /// Tips that are to be refunded, together.
    Tips,
    /// A field that this version does not know.
    #[serde(other)]
    Unknown,
}

/// The rule that it broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Nothing was given.
    Required,
    /// Not in the form that this field has.
    Malformed,
    /// Below the smallest value.
    TooSmall,
    /// Above the largest value, or too long.
    TooLarge,
    /// More items than allowed.
    TooMany,
    /// Control, bidirectional or invisible characters.
    ForbiddenCharacters,
    /// The check digit does not match.
    CheckDigit,
    /// Not a date of the calendar.
    NotADate,
    /// A date that has not come yet.
    InFuture,
    /// Younger than the rule allows.
    TooYoung,
    /// Not one of the accepted formats.
    UnsupportedFormat,
    /// HEIC: named apart, because every iPhone makes them and the way out is a setting.
    Heic,
    /// The bytes are damaged or cut short.
    Damaged,
    /// More pixels than allowed.
    TooManyPixels,
    /// More bytes than allowed.
    TooManyBytes,
    /// Longer than a video may be.
    TooLong,
    /// Metadata that must not leave a device (place, camera, serial number).
    CarriesMetadata,
    /// The file holds something else than it says.
    Mismatch,
    /// No such thing.
    NotFound,
    /// Wrong secret.
    Wrong,
    /// Proven by another provider before.
    OtherProvider,
    /// A secret that is too easy to guess.
    TooSimple,
    /// More groups within each other than allowed.
    TooDeep,
    /// Parts that exclude each other, so that it can be met by nobody.
    Contradiction,
    /// It asks for what nobody can prove.
    Unprovable,
    /// It was good once, and is over or used up.
    Expired,
    /// A rule that this version does not know.
    #[serde(other)]
    Unknown,
}

/// An input that broke a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[error("{field:?} broke the rule {rule:?}")]
pub struct Invalid {
    /// Which input.
    pub field: Field,
    /// Which rule.
    pub rule: Rule,
}

impl Invalid {
    /// `field` broke `rule`.
    #[must_use]
    pub const fn new(field: Field, rule: Rule) -> Self {
        Self { field, rule }
    }
}
