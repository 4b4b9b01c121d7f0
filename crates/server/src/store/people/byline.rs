//! A person as beside what they wrote, out of any query that joins them as `p`.

use circles_domain::{AttachmentId, PersonId, Timestamp};
use circles_wire::person::Byline;
use sqlx::FromRow;
use uuid::Uuid;

/// Columns of person `p`, for [`BylineRow`].
macro_rules! byline_columns {
    () => {
        "p.id AS byline_id, p.display_name AS byline_name, p.verified_until_us AS byline_until_us, p.avatar_id AS byline_avatar"
    };
}
pub(crate) use byline_columns;

#[derive(Clone, FromRow)]
pub(crate) struct BylineRow {
    byline_id: Uuid,
    byline_name: String,
    byline_until_us: i64,
    byline_avatar: Option<Uuid>,
}

impl BylineRow {
    pub(crate) fn id(&self) -> Uuid {
        self.byline_id
    }

    pub(crate) fn byline(&self, now: Timestamp) -> Byline {
        Byline {
            id: PersonId(self.byline_id),
            display_name: self.byline_name.clone(),
            verified: now.as_micros() < self.byline_until_us,
            avatar: self.byline_avatar.map(AttachmentId),
        }
    }
}
