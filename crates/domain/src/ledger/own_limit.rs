//! What people allow themselves: a limit a tip, a day and a month. Lowered at once, raised only after a wait, so that
//! the moment in which somebody wants to spend more is not the moment in which they may.

use serde::{Deserialize, Serialize};

use crate::{Money, Timestamp};

/// What a limit is counted over. Its name is stored: it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// One tip.
    Tip,
    /// A civil day of Asia/Shanghai.
    Day,
    /// A civil month of Asia/Shanghai.
    Month,
}

impl LimitKind {
    /// Every kind, from the narrowest.
    pub const ALL: [Self; 3] = [Self::Tip, Self::Day, Self::Month];

    /// The name that databases keep.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tip => "tip",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// When what was counted until `now` no longer counts; `None` for one tip, which counts nothing.
    #[must_use]
    pub fn ends(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Tip => None,
            Self::Day => Some(now.end_of_shanghai_day()),
            Self::Month => Some(now.end_of_shanghai_month()),
        }
    }
}

/// A raise that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Raise {
    /// To how much; `None`: no limit.
    pub to: Option<Money>,
    /// From when on.
    pub at: Timestamp,
}

/// One limit of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct OwnLimit {
    /// As much is allowed; `None`: no limit.
    pub amount: Option<Money>,
    /// What it becomes by itself.
    pub raise: Option<Raise>,
}

impl OwnLimit {
    /// As it stands at `now`: a raise whose time has come is the limit.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        match self.raise {
            Some(raise) if raise.at <= now => Self { amount: raise.to, raise: None },
            Some(_) | None => self,
        }
    }

    /// What it becomes when its person asks for `to` at `now`. Less, or the same, holds at once and takes back a raise
    /// that waits. More waits `wait_s` seconds; of a raise that waits already, less of it waits no longer than that.
    #[must_use]
    pub fn asked(self, to: Option<Money>, now: Timestamp, wait_s: i64) -> Self {
        let present = self.at(now);
        if !is_more(to, present.amount) {
            return Self { amount: to, raise: None };
        }
        let at = match present.raise {
            Some(waiting) if !is_more(to, waiting.to) => waiting.at,
            Some(_) | None => now.plus_seconds(wait_s),
        };
        Self { raise: Some(Raise { to, at }), ..present }.at(now)
    }
}

/// Whether `a` allows more than `b`; no limit allows most.
fn is_more(a: Option<Money>, b: Option<Money>) -> bool {
    match (a, b) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(a), Some(b)) => a > b,
    }
}

/// The limits of a person that are in force. Of none, nothing is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwnLimits {
    /// A tip.
    pub tip: Option<Money>,
    /// A day.
    pub day: Option<Money>,
    /// A month.
    pub month: Option<Money>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY_S: i64 = 86_400;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_795_305_600_000_000).plus_seconds(seconds)
    }

    fn fen(amount: i64) -> Option<Money> {
        Some(Money::fen(amount))
    }

    #[test]
    fn names_are_those_that_are_stored() {
        assert_eq!(LimitKind::ALL.map(LimitKind::as_str), ["tip", "day", "month"]);
        for kind in LimitKind::ALL {
            assert_eq!(LimitKind::from_name(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert_eq!(LimitKind::from_name("year"), None);
    }

    // 08:00 on 22 November 2026 in Shanghai.
    #[test]
    fn a_day_and_a_month_end_at_midnight_in_shanghai() {
        assert_eq!(
            LimitKind::ALL.map(|kind| kind.ends(at(0))),
            [None, Some(at(16 * 3_600)), Some(at(8 * DAY_S + 16 * 3_600))]
        );
    }

    #[test]
    fn less_holds_at_once_and_more_after_the_wait() {
        let none = OwnLimit::default();
        let set = none.asked(fen(500), at(0), DAY_S);
        assert_eq!(set, OwnLimit { amount: fen(500), raise: None }, "any limit is less than none");
        let raised = set.asked(fen(900), at(10), DAY_S);
        assert_eq!(raised.amount, fen(500));
        assert_eq!(raised.raise, Some(Raise { to: fen(900), at: at(10 + DAY_S) }));
        assert_eq!(raised.at(at(9 + DAY_S)), raised);
        assert_eq!(raised.at(at(10 + DAY_S)), OwnLimit { amount: fen(900), raise: None });
        let freed = set.asked(None, at(10), DAY_S);
        assert_eq!((freed.amount, freed.raise.map(|raise| raise.to)), (fen(500), Some(None)));
    }

    #[test]
    fn asking_for_what_holds_takes_a_raise_back() {
        let raised = OwnLimit::default().asked(fen(500), at(0), DAY_S).asked(None, at(1), DAY_S);
        assert_eq!(raised.asked(fen(500), at(2), DAY_S), OwnLimit { amount: fen(500), raise: None });
        assert_eq!(raised.asked(fen(3), at(2), DAY_S), OwnLimit { amount: fen(3), raise: None });
    }

    #[test]
    fn asking_again_neither_hurries_nor_delays() {
        let raised = OwnLimit::default().asked(fen(5), at(0), DAY_S).asked(fen(9), at(100), DAY_S);
        let due = Some(at(100 + DAY_S));
        assert_eq!(raised.asked(fen(9), at(200), DAY_S).raise.map(|raise| raise.at), due);
        assert_eq!(raised.asked(fen(7), at(200), DAY_S).raise.map(|raise| raise.at), due, "part of it");
        let more = raised.asked(fen(10), at(200), DAY_S);
        assert_eq!(more.raise.map(|raise| raise.at), Some(at(200 + DAY_S)), "more of it waits anew");
    }

    proptest! {
        /// However it is asked, nothing above what held (or what waited long enough) holds before the wait is over.
        #[test]
        fn no_raise_comes_early(asks in proptest::collection::vec((proptest::option::of(0_i64..50), 1_i64..200_000), 1..30)) {
            let mut limit = OwnLimit::default();
            let (mut now_s, mut asked) = (0, Vec::new());
            for (to, later_s) in asks {
                now_s += later_s;
                let (to, before) = (to.map(Money::fen), limit.at(at(now_s)));
                limit = limit.asked(to, at(now_s), DAY_S);
                asked.push((now_s, to));
                let after = limit.at(at(now_s));
                prop_assert!(!is_more(after.amount, before.amount), "{before:?} became {after:?} at once");
                if let Some(raise) = after.raise {
                    // Somebody asked for at least that much a whole wait before it comes.
                    let when = |(then_s, to): &(i64, Option<Money>)| {
                        !is_more(raise.to, *to) && at(*then_s + DAY_S) <= raise.at
                    };
                    prop_assert!(asked.iter().any(when));
                }
            }
        }
    }
}
