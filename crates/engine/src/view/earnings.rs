use circles_domain::{CircleId, Timestamp};
use circles_wire::earnings::{Earned, EarnedDay, EarnedPost};
use serde::Serialize;
use ts_rs::TS;

/// What tips brought.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct EarningsView {
    /// Where the first day begins, in Beijing.
    pub from: Timestamp,
    /// All of it.
    pub total: Earned,
    /// By day of Beijing, oldest first; only days that earned.
    pub days: Vec<EarnedDay>,
    /// By post, those that earned most first.
    pub posts: Vec<EarnedPost>,
    /// By circle, those that earned most first.
    pub circles: Vec<EarningCircleView>,
    /// When this was read from the server.
    pub as_of: Timestamp,
}

/// What a circle brought.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct EarningCircleView {
    /// Which; absent for all that one is no longer in.
    pub circle: Option<CircleId>,
    /// Its name, where it is known here.
    pub name: Option<String>,
    /// Its Chinese name; may be empty.
    pub name_zh: Option<String>,
    /// What it brought.
    pub earned: Earned,
}
