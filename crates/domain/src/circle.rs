//! Circles: an interest, its members, and the four gates.

use serde::{Deserialize, Serialize};

use crate::gate::{Askers, Gate};
use crate::{Field, Invalid, Rule, Timestamp};

/// The most newest posts that a circle shows to everyone.
pub const PREVIEW_MAX: i64 = 50;
/// The most posts that a circle pins.
pub const PINS_MAX: i64 = 3;

/// What somebody sees of a circle before joining.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Preview {
    /// Name and introduction only.
    Nothing,
    /// What the circle pinned, read-only.
    Pinned,
    /// The newest posts, read-only.
    Latest {
        /// How many, 1 to 50.
        count: i64,
    },
}

/// How one comes in. The join gate is asked in every case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Joining {
    /// At once, for whom the gate lets in.
    #[default]
    Open,
    /// By asking; somebody of the circle decides.
    Request,
    /// With a code that somebody of the circle gave.
    Invitation,
}

/// The four gates of a circle, and how one joins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Gates {
    /// How one comes in.
    #[serde(default)]
    pub joining: Joining,
    /// Who may join.
    pub join: Gate,
    /// Which members may post.
    pub post: Gate,
    /// Which members may comment.
    pub comment: Gate,
    /// What everyone else sees.
    pub preview: Preview,
}

impl Gates {
    /// Gates that let everyone with a verified name do everything, and show nothing before.
    #[must_use]
    pub const fn open() -> Self {
        Self {
            joining: Joining::Open,
            join: Gate::open(),
            post: Gate::open(),
            comment: Gate::open(),
            preview: Preview::Nothing,
        }
    }

    /// Checks gates that somebody wants to save.
    ///
    /// # Errors
    /// What [`Gate::check_shape`] says, with the field of the gate; [`Rule::TooSmall`] or [`Rule::TooLarge`] for a
    /// preview of a number of posts that is none.
    pub fn check_shape(&self) -> Result<(), Invalid> {
        self.join.check_shape(Field::JoinGate, Askers::Outside)?;
        self.post.check_shape(Field::PostGate, Askers::Inside)?;
        self.comment.check_shape(Field::CommentGate, Askers::Inside)?;
        match self.preview {
            Preview::Latest { count } if count < 1 => Err(Invalid::new(Field::Preview, Rule::TooSmall)),
            Preview::Latest { count } if count > PREVIEW_MAX => {
                Err(Invalid::new(Field::Preview, Rule::TooLarge))
            }
            Preview::Nothing | Preview::Pinned | Preview::Latest { .. } => Ok(()),
        }
    }
}

/// What somebody is in a circle that they joined, from the least to the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Joined.
    #[default]
    Member,
    /// Known to the circle.
    Trusted,
    /// Keeps order.
    Moderator,
    /// Decides how the circle is run.
    Admin,
    /// Answers for it.
    Owner,
}

/// Somebody's place in a circle, as far as gates ask for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// As what; `None` for who has not joined.
    pub role: Option<Role>,
    /// Since when.
    pub joined_at: Option<Timestamp>,
    /// Whether the list of people who are let in names them.
    pub allow_listed: bool,
    /// Whether the list of people who are kept out names them.
    pub deny_listed: bool,
}

/// Which version of a circle's rules somebody accepted, and which they have to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Acceptance {
    /// The version of now.
    pub current: i64,
    /// The version of the last material change: whoever accepted an older one is asked again.
    pub needed: i64,
    /// What was accepted; 0 for nothing.
    pub accepted: i64,
}

impl Acceptance {
    /// Whether the rules have to be accepted before writing.
    #[must_use]
    pub const fn is_due(self) -> bool {
        self.accepted < self.needed
    }
}

/// How far somebody who asked to be let in has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AdmissionState {
    /// Nobody decided yet.
    Pending,
    /// Let in.
    Admitted,
    /// Not let in; the reason says why.
    Refused,
}

/// The longest note that goes with asking to be let in, and the longest reason of a refusal, in characters.
pub const NOTE_MAX: usize = 200;
/// The longest rules of a circle, in characters.
pub const RULES_MAX: usize = 4_000;

/// A circle's lists of people, for the clauses that ask for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PersonList {
    /// People who are let in.
    Allow,
    /// People who are kept out.
    Deny,
}

/// How a person stands in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Never joined, or left.
    None,
    /// A member.
    Member,
    /// Reads, but neither posts nor comments for a time.
    Muted,
    /// A member who moderates.
    Moderator,
    /// Shut out; content answers as if it were not there.
    Banned,
}

impl Standing {
    /// Whether they may read the circle's posts.
    #[must_use]
    pub const fn reads(self) -> bool {
        matches!(self, Self::Member | Self::Muted | Self::Moderator)
    }
    /// Whether they may take part beyond reading (muted people still praise and tip).
    #[must_use]
    pub const fn writes(self) -> bool {
        matches!(self, Self::Member | Self::Moderator)
    }
}
