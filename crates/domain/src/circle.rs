//! Circles: an interest, its members, and the four gates.

use serde::{Deserialize, Serialize};

use crate::gate::Gate;

/// What somebody sees of a circle before joining.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Preview {
    /// Name and introduction only.
    Nothing,
    /// The newest posts, read-only.
    Latest {
        /// How many.
        count: i64,
    },
}

/// The four gates of a circle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Gates {
    /// Who may join.
    pub join: Gate,
    /// Which members may post.
    pub post: Gate,
    /// Which members may comment.
    pub comment: Gate,
    /// What everyone else sees.
    pub preview: Preview,
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
