//! Reputation: 350 to 950, the sum of listed parts, so that each point can be explained.
//!
//! Promises: more of what is good never lowers it, more of what is bad never raises it, and money is no part of it: not
//! balances, not tips, in neither direction. Does not: count anything; whoever knows the facts does.

use serde::{Deserialize, Serialize};

/// Where everybody begins.
pub const LEAST: i64 = 350;
/// Where it ends.
pub const MOST: i64 = 950;

/// What the score is made of. Its name is stored: it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A verified real name.
    Identity,
    /// How long the account exists.
    AccountAge,
    /// Posts that stood for a week.
    Posts,
    /// How many different people praised.
    Praise,
    /// Posts that moderators removed.
    Removed,
    /// Mutes and bans in force.
    Sanctions,
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether a real name is proven and not expired.
    pub verified: bool,
    /// Whole days since the account was made.
    pub age_days: i64,
    /// Posts that are a week old and still there.
    pub posts_kept: i64,
    /// Different people who praised one of those that are still there.
    pub praised_by: i64,
    /// Posts that moderators removed.
    pub removed: i64,
    /// Circles that muted them, now.
    pub muted: i64,
    /// Circles that banned them, now.
    pub banned: i64,
}

/// How much a part gives or takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    /// Which part.
    pub part: Part,
    /// Points; below zero for what takes.
    pub points: i64,
}

impl Part {
    /// Every part, in the order that people are shown them.
    pub const ALL: [Self; 6] =
        [Self::Identity, Self::AccountAge, Self::Posts, Self::Praise, Self::Removed, Self::Sanctions];

    /// The name that databases keep.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::AccountAge => "account_age",
            Self::Posts => "posts",
            Self::Praise => "praise",
            Self::Removed => "removed",
            Self::Sanctions => "sanctions",
        }
    }

    /// The part of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == name)
    }

    /// The farthest that this part can move the score: up for what gives, down (below zero) for what takes.
    #[must_use]
    pub const fn bound(self) -> i64 {
        match self {
            Self::Identity => 160,
            Self::AccountAge | Self::Posts => 140,
            Self::Praise => 160,
            Self::Removed => -200,
            Self::Sanctions => -300,
        }
    }

    const fn points(self, facts: &Facts) -> i64 {
        match self {
            Self::Identity => {
                if facts.verified {
                    self.bound()
                } else {
                    0
                }
            }
            // A year gives all of it.
            Self::AccountAge => capped(facts.age_days, 365) * self.bound() / 365,
            Self::Posts => capped(facts.posts_kept, 28) * 5,
            Self::Praise => capped(facts.praised_by, 40) * 4,
            Self::Removed => -40 * capped(facts.removed, 5),
            Self::Sanctions => {
                let taken = 30 * capped(facts.muted, 10) + 100 * capped(facts.banned, 3);
                if taken > -self.bound() { self.bound() } else { -taken }
            }
        }
    }
}

const fn capped(count: i64, most: i64) -> i64 {
    if count < 0 {
        0
    } else if count > most {
        most
    } else {
        count
    }
}

/// What each part gives or takes.
#[must_use]
pub fn parts(facts: &Facts) -> [Points; 6] {
    Part::ALL.map(|part| Points { part, points: part.points(facts) })
}

/// The score that `parts` make.
#[must_use]
pub fn score<'a>(parts: impl IntoIterator<Item = &'a Points>) -> i64 {
    let sum = parts.into_iter().fold(LEAST, |sum, part| sum.saturating_add(part.points));
    sum.clamp(LEAST, MOST)
}

/// Parts that make `score`, for people whose history is invented: each giving part has its share.
#[must_use]
pub fn parts_reaching(score: i64) -> [Points; 6] {
    let mut left = score.clamp(LEAST, MOST) - LEAST;
    let mut giving: i64 = Part::ALL.iter().map(|part| part.bound().max(0)).sum();
    Part::ALL.map(|part| {
        let bound = part.bound().max(0);
        // The identity first and whole, as with everybody; the rest by what is left to give.
        let points =
            match part {
                Part::Identity => bound.min(left),
                Part::AccountAge | Part::Posts | Part::Praise | Part::Removed | Part::Sanctions => {
                    if giving > 0 { left * bound / giving } else { 0 }
                }
            };
        giving -= bound;
        left -= points;
        Points { part, points }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        fn some_facts()(verified: bool, age_days in -5_i64..100_000, posts_kept in 0_i64..5_000, praised_by in 0_i64..5_000,
                        removed in 0_i64..200, muted in 0_i64..50, banned in 0_i64..50) -> Facts {
            Facts { verified, age_days, posts_kept, praised_by, removed, muted, banned }
        }
    }

    fn of(facts: &Facts) -> i64 {
        score(&parts(facts))
    }

    proptest! {
        #[test]
        fn it_stays_in_its_bounds(facts in some_facts()) {
            prop_assert!((LEAST..=MOST).contains(&of(&facts)));
            for Points { part, points } in parts(&facts) {
                let bound = part.bound();
                prop_assert!((bound.min(0)..=bound.max(0)).contains(&points), "{part:?} {points}");
            }
        }

        #[test]
        fn more_good_never_lowers_and_more_bad_never_raises(facts in some_facts(), more in 0_i64..500) {
            let good = [
                Facts { verified: true, ..facts },
                Facts { age_days: facts.age_days + more, ..facts },
                Facts { posts_kept: facts.posts_kept + more, ..facts },
                Facts { praised_by: facts.praised_by + more, ..facts },
            ];
            for better in good {
                prop_assert!(of(&better) >= of(&facts), "{better:?}");
            }
            let bad = [
                Facts { removed: facts.removed + more, ..facts },
                Facts { muted: facts.muted + more, ..facts },
                Facts { banned: facts.banned + more, ..facts },
            ];
            for worse in bad {
                prop_assert!(of(&worse) <= of(&facts), "{worse:?}");
            }
        }

        #[test]
        fn invented_histories_reach_their_score(wanted in LEAST..=MOST) {
            let parts = parts_reaching(wanted);
            prop_assert_eq!(score(&parts), wanted);
            prop_assert!(parts.iter().all(|p| p.points >= 0 && p.points <= p.part.bound().max(0)));
        }
    }

    #[test]
    fn the_best_is_reached_and_what_takes_is_felt() {
        let best =
            Facts { verified: true, age_days: 365, posts_kept: 28, praised_by: 40, ..Facts::default() };
        assert_eq!(of(&best), MOST);
        assert_eq!(of(&Facts { removed: 1, ..best }), MOST - 40);
        assert_eq!(of(&Facts { banned: 1, ..best }), MOST - 100);
        assert_eq!(of(&Facts::default()), LEAST);
    }
}
