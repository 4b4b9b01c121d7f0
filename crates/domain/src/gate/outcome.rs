//! What a change of gates would do, as it is told: in round numbers, and never of fewer than [`PEOPLE_MIN`] people.

use serde::{Deserialize, Serialize};

use super::band::Band;

/// The most examples of an outcome.
pub const EXAMPLES_MAX: usize = 10;
/// The smallest number of people that is told; fewer count as none.
pub const PEOPLE_MIN: i64 = 5;

/// How many people of `all`, in round numbers; none where there are too few to tell, and all where they are all.
pub(super) fn told(people: i64, all: i64) -> i64 {
    let step = match people {
        i64::MIN..PEOPLE_MIN => return 0,
        _ if people == all => return all,
        PEOPLE_MIN..100 => PEOPLE_MIN,
        100..1_000 => 10,
        1_000..10_000 => 100,
        10_000.. => 1_000,
    };
    ((people + step / 2) / step * step).min(all)
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

/// About how many people have a right before and after; 0 stands for all numbers below five.
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

    /// Of `all` people, without groups too small to tell, be it as a difference: `after` follows from what the others
    /// tell.
    pub(super) fn told(self, all: i64) -> Self {
        let (before, gain, lose) = (told(self.before, all), told(self.gain, all), told(self.lose, all));
        let after = (before + gain - lose).min(all);
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
    /// About how many they are: five or more.
    pub people: i64,
    /// What is known of all of them, as far as the gates ask.
    pub bands: Vec<Band>,
}

/// What a change would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outcome {
    /// How many members stand behind the numbers.
    pub members: i64,
    /// About how many people who have not joined do; 0 when joining does not change.
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
