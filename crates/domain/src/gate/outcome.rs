//! What a change of gates would do, as it is told: never of fewer than [`PEOPLE_MIN`] people.

use serde::{Deserialize, Serialize};

use super::band::Band;

/// The most examples of an outcome.
pub const EXAMPLES_MAX: usize = 10;
/// The smallest number of people that is told; fewer count as none.
pub const PEOPLE_MIN: i64 = 5;

/// None where there are too few to tell.
const fn told(people: i64) -> i64 {
    if people < PEOPLE_MIN { 0 } else { people }
}

/// What a gate grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Joining.
    Join,
    /// Posting.
    Post,
    /// Commenting.
    Comment,
}

/// How many people have a right before and after; 0 stands for all numbers below five.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shift {
    /// How many have it now.
    pub before: i64,
    /// How many would have it, as far as `before`, `gain` and `lose` tell.
    pub after: i64,
    /// How many would get it.
    pub gain: i64,
    /// How many would lose it.
    pub lose: i64,
}

impl Shift {
    pub(super) fn count(&mut self, before: bool, after: bool) {
        self.before += i64::from(before);
        self.after += i64::from(after);
        self.gain += i64::from(!before && after);
        self.lose += i64::from(before && !after);
    }

    /// Without groups too small to tell, be it as a difference: `after` follows from what the others tell.
    pub(super) const fn told(self) -> Self {
        let (before, gain, lose) = (told(self.before), told(self.gain), told(self.lose));
        let after = before + gain - lose;
        Self { before, after: if after < PEOPLE_MIN { 0 } else { after }, gain, lose }
    }
}

/// People alike, of whom a right would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Example {
    /// Which right.
    pub right: Right,
    /// Whether they would get it; else they would lose it.
    pub gains: bool,
    /// How many they are: five or more.
    pub people: i64,
    /// What is known of all of them, as far as the gates ask.
    pub bands: Vec<Band>,
}

/// What a change would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outcome {
    /// Members who were asked.
    pub members: i64,
    /// People who have not joined and were asked; 0 when joining does not change.
    pub outsiders: i64,
    /// Joining, of those who have not.
    pub join: Shift,
    /// Posting, of members.
    pub post: Shift,
    /// Commenting, of members.
    pub comment: Shift,
    /// At most ten, the most people first.
    pub examples: Vec<Example>,
}
