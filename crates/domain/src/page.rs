//! Pages by keyset: a page ends at a position, the next one starts behind it.

use serde::{Deserialize, Serialize};

use crate::{PostId, Timestamp};

/// Where a post stands in a timeline: newest first by the server's time of acceptance, ties by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Position {
    /// When the server accepted it.
    pub accepted_at: Timestamp,
    /// The tie breaker.
    pub id: PostId,
}
