use circles_domain::circle::{Gates, Standing};
use circles_domain::{AttachmentId, CircleId, Timestamp};
use circles_wire::circle::Rights;
use serde::Serialize;
use ts_rs::TS;

/// A circle in a list.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CircleCardView {
    /// Which.
    pub id: CircleId,
    /// Its name.
    pub name: String,
    /// Its name in Simplified Chinese; empty when it has one name only.
    pub name_zh: String,
    /// One or two sentences.
    pub introduction: String,
    /// The same in Simplified Chinese.
    pub introduction_zh: String,
    /// Interest.
    pub category: String,
    /// Round picture.
    pub icon: Option<AttachmentId>,
    /// Wide picture.
    pub cover: Option<AttachmentId>,
    /// How oneself stands.
    pub standing: Standing,
    /// Members.
    pub member_count: i64,
    /// Views.
    pub view_count: i64,
    /// Posts.
    pub post_count: i64,
    /// Posts that came since the circle was last opened.
    pub unread: i64,
    /// Who may.
    pub gates: Gates,
    /// What the gates say to oneself.
    pub rights: Rights,
}

/// Circles.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CirclesView {
    /// Joined ones first, by name.
    pub circles: Vec<CircleCardView>,
    /// Whether a pull has ever ended well.
    pub loaded: bool,
}

/// A circle's page.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CircleView {
    /// As in lists.
    pub card: CircleCardView,
    /// Rules that moderators cite, one a line.
    pub rules: String,
    /// The same in Simplified Chinese.
    pub rules_zh: String,
    /// Until when a mute lasts.
    pub standing_until: Option<Timestamp>,
}
