use circles_domain::circle::{Acceptance, Gates, Role, Standing};
use circles_domain::govern::{CircleState, Modules};
use circles_domain::{AttachmentId, CircleId, Timestamp};
use circles_wire::admission::Admission;
use circles_wire::circle::Rights;
use circles_wire::handover::Handover;
use serde::Serialize;
use ts_rs::TS;

use super::PostView;

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
    /// What the gates say to oneself, as this device predicts it; the server decides.
    pub rights: Rights,
    /// Which version of the rules oneself accepted, and which one has to.
    pub acceptance: Acceptance,
    /// How far one's asking to be let in has got.
    pub admission: Option<Admission>,
    /// Whether oneself may administer it.
    pub administers: bool,
    /// What waits for those who administer it; 0 for everyone else.
    pub waiting: i64,
    /// What waits for those who keep order in it, and that oneself may decide; 0 for everyone else.
    pub order_waiting: i64,
    /// It is offered to somebody, who may be oneself.
    pub handover: Option<Handover>,
    /// Hours that a tip stays in escrow here, at least.
    pub escrow_hours: i64,
    /// Where in its life it is.
    pub state: CircleState,
    /// Why it is read-only; empty when it is not.
    pub state_reason: String,
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
    /// Until when one's posts can be taken along, while it is being dissolved.
    pub export_until: Option<Timestamp>,
    /// Share of people who find it, in percent.
    pub find_percent: i64,
    /// Looks an hour from outside, while order is not kept up with; 0 for no cap.
    pub views_per_hour: i64,
    /// What stands on its page for good.
    pub modules: Modules,
    /// What oneself is trusted with.
    pub role: Role,
    /// Posts that are kept in front, as far as they are here.
    pub pins: Vec<PostView>,
}
