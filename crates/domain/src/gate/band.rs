//! What is known of a person, so coarse that it fits many.

use serde::{Deserialize, Serialize};

use super::{Asker, Clause};
use crate::circle::Role;
use crate::claim::Gender;

/// One thing that is known of everyone in a group. Numbers lie in a band; `None` = not proven, or (`to`) no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Band {
    /// Proven gender.
    Gender {
        /// Which.
        is: Option<Gender>,
    },
    /// Whether they are proven students.
    Student {
        /// Yes or no.
        is: bool,
    },
    /// Whether they are proven to be employed.
    Employed {
        /// Yes or no.
        is: bool,
    },
    /// Whether they are proven to live overseas.
    Overseas {
        /// Yes or no.
        is: bool,
    },
    /// Age in years.
    Age {
        /// At least.
        from: Option<i64>,
        /// At most.
        to: Option<i64>,
    },
    /// Reputation.
    Score {
        /// At least.
        from: Option<i64>,
        /// At most.
        to: Option<i64>,
    },
    /// Days since joining Circles.
    AccountDays {
        /// At least.
        from: Option<i64>,
        /// At most.
        to: Option<i64>,
    },
    /// Days since joining the circle.
    MemberDays {
        /// At least.
        from: Option<i64>,
        /// At most.
        to: Option<i64>,
    },
    /// Role in the circle.
    Role {
        /// Which.
        is: Option<Role>,
    },
    /// Whether the list of people who are let in names them.
    AllowListed {
        /// Yes or no.
        is: bool,
    },
    /// Whether the list of people who are kept out names them.
    DenyListed {
        /// Yes or no.
        is: bool,
    },
}

/// Where bands of age begin.
pub(super) const AGES: [i64; 6] = [14, 18, 25, 35, 45, 60];
/// Where bands of the score begin.
pub(super) const SCORES: [i64; 12] = [350, 400, 450, 500, 550, 600, 650, 700, 750, 800, 850, 900];
/// Where bands of days begin.
const DAYS: [i64; 5] = [0, 7, 30, 90, 365];

/// What `asked` asks about, in bands.
pub(super) fn bands(asker: &Asker, asked: &[Clause]) -> Vec<Band> {
    let mut found: Vec<Band> = asked.iter().filter_map(|clause| band(asker, *clause)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn band(asker: &Asker, clause: Clause) -> Option<Band> {
    Some(match clause {
        Clause::Gender { .. } => Band::Gender { is: asker.gender },
        Clause::Student => Band::Student { is: asker.student },
        Clause::Employed => Band::Employed { is: asker.employed },
        Clause::Overseas => Band::Overseas { is: asker.overseas },
        Clause::AgeAtLeast { .. } | Clause::AgeAtMost { .. } => {
            let (from, to) = within(asker.age, &AGES);
            Band::Age { from, to }
        }
        Clause::ScoreAtLeast { .. } => {
            let (from, to) = within(asker.score, &SCORES);
            Band::Score { from, to }
        }
        Clause::AccountAgeAtLeast { .. } => {
            let (from, to) = within(Some(asker.account_days), &DAYS);
            Band::AccountDays { from, to }
        }
        Clause::MembershipAtLeast { .. } => {
            let (from, to) = within(asker.member_days, &DAYS);
            Band::MemberDays { from, to }
        }
        Clause::Role { .. } => Band::Role { is: asker.role },
        Clause::AllowListed => Band::AllowListed { is: asker.allow_listed },
        Clause::DenyListed => Band::DenyListed { is: asker.deny_listed },
        Clause::Unknown => return None,
    })
}

/// The band of a number: from where it begins to before the next one begins.
pub(super) fn within(number: Option<i64>, begins: &[i64]) -> (Option<i64>, Option<i64>) {
    let Some(number) = number else { return (None, None) };
    let from = begins.iter().rev().find(|begin| **begin <= number).copied();
    let to = begins.iter().find(|begin| **begin > number).map(|next| next - 1);
    (from, to)
}
