//! Requests of money: a friend is asked for an amount. Asking never moves any; who was asked pays by an ordinary transfer.
//!
//! ```text
//!        ┌─ paid by a transfer ──► paid ── (the transfer came back) ──► open
//! open ──┼─ declined by who was asked
//!        ├─ withdrawn by who asked
//!        └─ its time is over ──► expired
//! ```
//!
//! Does not: time anything.

use serde::{Deserialize, Serialize};

use crate::TransferId;

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum MoneyRequestStanding {
    /// It can be paid, declined and withdrawn.
    Open,
    /// Money for it is on its way or has arrived.
    Paid {
        /// The transfer that pays it.
        transfer: TransferId,
    },
    /// Who was asked said no.
    Declined,
    /// Who asked took it back.
    Withdrawn,
    /// Nobody answered in time.
    Expired,
    /// A standing that this version does not know.
    #[serde(other)]
    Unknown,
}

/// Why nobody may be asked for money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAsked {
    /// Who asks is not proven to be 18 or older.
    Minor,
    /// Who is asked is oneself, cannot pay, or is no friend. It says no more: nobody learns who is a child.
    Forbidden,
    /// The two are no friends.
    FriendsOnly,
    /// As many were asked today as may be.
    TooMany,
}

/// All that the decision about a request depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoneyRequestFacts {
    /// Whether the two are one person.
    pub is_self: bool,
    /// Whether who asks is proven to be 18 or older, by a name that has not expired.
    pub asker_is_adult: bool,
    /// Whether who is asked is there, and proven to be 18 or older.
    pub asked_can_pay: bool,
    /// Whether the two are friends.
    pub friends: bool,
    /// Requests that who asks made on this Shanghai day, whatever became of them.
    pub asked_today: i64,
    /// The most of a day.
    pub most_a_day: i64,
}

/// Decides a request. Where several reasons apply, the first of this order is given: the asker's age, who is asked, the
/// friendship, the number of the day.
///
/// # Errors
/// Why not.
pub const fn decide_money_request(facts: &MoneyRequestFacts) -> Result<(), NotAsked> {
    if !facts.asker_is_adult {
        Err(NotAsked::Minor)
    } else if facts.is_self {
        Err(NotAsked::Forbidden)
    } else if !facts.friends {
        Err(NotAsked::FriendsOnly)
    } else if !facts.asked_can_pay {
        Err(NotAsked::Forbidden)
    } else if facts.asked_today >= facts.most_a_day {
        Err(NotAsked::TooMany)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_refuses_by_its_name() {
        let fine = MoneyRequestFacts {
            is_self: false,
            asker_is_adult: true,
            asked_can_pay: true,
            friends: true,
            asked_today: 9,
            most_a_day: 10,
        };
        assert_eq!(decide_money_request(&fine), Ok(()));
        for (facts, why) in [
            (MoneyRequestFacts { asker_is_adult: false, is_self: true, ..fine }, NotAsked::Minor),
            (MoneyRequestFacts { is_self: true, friends: false, ..fine }, NotAsked::Forbidden),
            (MoneyRequestFacts { asked_can_pay: false, friends: false, ..fine }, NotAsked::FriendsOnly),
            (MoneyRequestFacts { asked_can_pay: false, asked_today: 10, ..fine }, NotAsked::Forbidden),
            (MoneyRequestFacts { asked_today: 10, ..fine }, NotAsked::TooMany),
        ] {
            assert_eq!(decide_money_request(&facts), Err(why), "{facts:?}");
        }
    }
}
