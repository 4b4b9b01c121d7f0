//! What is known of a person, without their name: claims, each proven by an issuer, for a while.
//!
//! Gates see [`Claims`] alone: what is valid at one moment ([`Claims::valid_at`]).

#[expect(clippy::module_inception, reason = "the noun of this folder")]
mod claim;
mod kind;

pub use claim::{AgeBand, Claim};
pub use kind::ClaimKind;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// Gender as the identity document states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// A civil date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CivilDate {
    /// Year.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: i8,
    /// Day, 1 to 31.
    pub day: i8,
}

impl CivilDate {
    /// Whole years from this date to `now`, by the civil day of Asia/Shanghai.
    #[must_use]
    pub fn age_at(self, now: Timestamp) -> i64 {
        let today = now.shanghai_day();
        let born = i64::from(self.year) * 10_000 + i64::from(self.month) * 100 + i64::from(self.day);
        (today - born).div_euclid(10_000)
    }
}

/// Everything that a gate may ask about a person. `None` = not proven.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Birth date; others only ever learn whether an age is reached.
    pub birth_date: Option<CivilDate>,
    /// Gender.
    pub gender: Option<Gender>,
    /// Enrolled as a student.
    pub student: Option<bool>,
    /// Employed.
    pub employed: Option<bool>,
    /// Lives overseas.
    pub overseas: Option<bool>,
    /// Reputation, 350 to 950; never computed from money.
    pub score: Option<i64>,
}

impl Claims {
    /// Whether the person has reached `years` at `now`; `false` when the birth date is not proven.
    #[must_use]
    pub fn is_at_least(&self, years: i64, now: Timestamp) -> bool {
        self.birth_date.is_some_and(|born| born.age_at(now) >= years)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_reached_on_the_birthday_in_shanghai() {
        let born = CivilDate { year: 2008, month: 11, day: 22 };
        let eve: Timestamp = "2026-11-21T15:59:59Z".parse().unwrap();
        let day: Timestamp = "2026-11-21T16:00:00Z".parse().unwrap();
        assert_eq!((born.age_at(eve), born.age_at(day)), (17, 18));
    }
}
