//! Pulling what changed since a cursor.

use circles_domain::circle::Standing;
use circles_domain::govern::CitedRule;
use circles_domain::{CircleId, CommentId, PersonId, PostId};
use serde::{Deserialize, Serialize};

use crate::circle::CircleResponse;
use crate::comment::CommentResponse;
use crate::device::NewDevice;
use crate::person::Byline;
use crate::post::PostResponse;
use crate::relation::RelationResponse;

/// `GET`. Query: [`SyncQuery`]. 410 `cursor_expired` when the cursor is too old.
pub const SYNC: &str = "/v1/sync";
/// `GET`, `text/event-stream`: events named `poke` that say "pull now" and nothing else.
pub const STREAM: &str = "/v1/stream";

/// From where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct SyncQuery {
    /// The cursor of the last page that was applied; absent the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

/// Whose things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Scope {
    /// A circle's posts and comments.
    Circle(CircleId),
    /// A person's posts and comments, everywhere.
    Person(PersonId),
}

/// One thing that changed, in its newest form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SyncChange {
    /// A circle as this person sees it (its gates, their standing).
    Circle {
        /// Its newest form.
        circle: Box<CircleResponse>,
    },
    /// A post that this person may read.
    Post {
        /// Its newest form.
        post: Box<PostResponse>,
    },
    /// A post that is gone. Its place stays known to those who hold it.
    PostGone {
        /// Which.
        id: PostId,
        /// Counts up with each change, like a post's version.
        version: i64,
        /// Whether a moderator removed it (else its author deleted it).
        removed: bool,
        /// Under which rule.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<CitedRule>,
    },
    /// A post that is there, but not for this person (they reported it): forget it.
    PostHidden {
        /// Which.
        id: PostId,
    },
    /// A comment under a post that this person may read.
    Comment {
        /// Its newest form.
        comment: Box<CommentResponse>,
    },
    /// A comment that is gone.
    CommentGone {
        /// Which.
        id: CommentId,
        /// Under which post.
        post: PostId,
        /// Counts up with each change, like a comment's version.
        version: i64,
    },
    /// Somebody changed what they say of themselves. It has no version: the last word holds.
    Person {
        /// As beside their posts now.
        person: Byline,
    },
    /// A comment that is there, but not for this person: forget it.
    CommentHidden {
        /// Which.
        id: CommentId,
        /// Under which post.
        post: PostId,
    },
    /// A circle that this person finds no more: forget it.
    CircleGone {
        /// Which.
        id: CircleId,
    },
    /// How this person stands somewhere.
    Standing {
        /// Where.
        circle: CircleId,
        /// How.
        standing: Standing,
    },
    /// Drop everything of this scope: it may not be read any more.
    ScopeRemoved {
        /// Whose things.
        scope: Scope,
    },
    /// Everything of this scope may be read anew: drop it and read pages on demand.
    ScopeReset {
        /// Whose things.
        scope: Scope,
    },
    /// How somebody stands to this person now.
    Relation {
        /// Who, and how.
        relation: Box<RelationResponse>,
    },
    /// The wallet moved: read it again.
    Wallet,
    /// A change that this version does not know.
    #[serde(other)]
    Unknown,
}

/// A page of changes, oldest first. Without a cursor: every circle, standing and relation, a `scope_reset` for each
/// circle that may be read, and the cursor of now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncResponse {
    /// To be applied in order, with the cursor, in one transaction.
    pub changes: Vec<SyncChange>,
    /// Where to go on.
    pub cursor: String,
    /// Whether more is waiting now.
    pub more: bool,
    /// Whether a session of this person ended for a reason that they should know and have not seen: their devices say
    /// which and why.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub look_at_devices: bool,
    /// The newest device of this person that signed in after the one that asks and is signed in, until the person has
    /// seen that here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_device: Option<NewDevice>,
}
