//! One claim with its issuer and its times, and what all of them together say at a time.

use std::fmt::Write as _;

use super::{CivilDate, ClaimKind, Claims, Gender};
use crate::Timestamp;

/// Something that an issuer said of a person, for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it speaks of.
    pub kind: ClaimKind,
    /// `1992-03-15`, `female`, `true`; of a legal name its keyed hash.
    pub value: String,
    /// Who said so.
    pub issuer: String,
    /// When.
    pub issued_at: Timestamp,
    /// From this moment on it proves nothing.
    pub expires_at: Timestamp,
}

impl Claim {
    /// Whether it proves anything at `now`.
    #[must_use]
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.issued_at <= now && now < self.expires_at
    }
}

impl Claims {
    /// What `claims` prove at `now`. The score is nobody's claim: whoever computes it adds it.
    #[must_use]
    pub fn valid_at<'a>(claims: impl IntoIterator<Item = &'a Claim>, now: Timestamp) -> Self {
        let mut all = Self::default();
        for claim in claims.into_iter().filter(|claim| claim.is_valid(now)) {
            let says = claim.value == "true";
            match claim.kind {
                ClaimKind::LegalName => {}
                ClaimKind::BirthDate => all.birth_date = CivilDate::parse(&claim.value),
                ClaimKind::Gender => all.gender = Gender::from_name(&claim.value),
                ClaimKind::Student => all.student = says.then_some(true),
                ClaimKind::Employed => all.employed = says.then_some(true),
                ClaimKind::Overseas => all.overseas = says.then_some(true),
            }
        }
        all
    }

    /// What an issuer has to say so that these hold. Nobody needs a statement that they are not something.
    #[must_use]
    pub fn values(&self) -> Vec<(ClaimKind, String)> {
        let flag = |kind, held: Option<bool>| (held == Some(true)).then(|| (kind, "true".to_owned()));
        [
            self.birth_date.map(|born| (ClaimKind::BirthDate, born.to_string())),
            self.gender.map(|gender| (ClaimKind::Gender, gender.as_str().to_owned())),
            flag(ClaimKind::Student, self.student),
            flag(ClaimKind::Employed, self.employed),
            flag(ClaimKind::Overseas, self.overseas),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The same without what `kind` proves.
    #[must_use]
    pub const fn without(mut self, kind: ClaimKind) -> Self {
        match kind {
            ClaimKind::LegalName => {}
            ClaimKind::BirthDate => self.birth_date = None,
            ClaimKind::Gender => self.gender = None,
            ClaimKind::Student => self.student = None,
            ClaimKind::Employed => self.employed = None,
            ClaimKind::Overseas => self.overseas = None,
        }
        self
    }
}

impl Gender {
    /// The name that databases and statements keep.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }
    /// The gender of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Female, Self::Male].into_iter().find(|gender| gender.as_str() == name)
    }
}

impl CivilDate {
    /// From `YYYY-MM-DD`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? })
    }
}

impl std::fmt::Display for CivilDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::with_capacity(10);
        write!(text, "{:04}-{:02}-{:02}", self.year, self.month, self.day)?;
        f.write_str(&text)
    }
}

/// An age as others may be told it: never the date, never the years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AgeBand {
    /// Under 18.
    Under18,
    /// 18 to 24.
    From18,
    /// 25 to 34.
    From25,
    /// 35 to 49.
    From35,
    /// 50 and over.
    From50,
}

impl AgeBand {
    /// The band of an age in whole years.
    #[must_use]
    pub const fn of(years: i64) -> Self {
        match years {
            ..18 => Self::Under18,
            18..25 => Self::From18,
            25..35 => Self::From25,
            35..50 => Self::From35,
            50.. => Self::From50,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_micros(day * 86_400_000_000)
    }

    fn issue(claims: &Claims, from: i64, until: i64) -> Vec<Claim> {
        let claim = |(kind, value)| Claim {
            kind,
            value,
            issuer: "test".into(),
            issued_at: at(from),
            expires_at: at(until),
        };
        claims.values().into_iter().map(claim).collect()
    }

    prop_compose! {
        fn some_claims()(year in 1900_i16..2020, month in 1_i8..=12, day in 1_i8..=28, born: bool,
                         female: Option<bool>, student: bool, employed: bool, overseas: bool) -> Claims {
            Claims {
                birth_date: born.then_some(CivilDate { year, month, day }),
                gender: female.map(|female| if female { Gender::Female } else { Gender::Male }),
                student: student.then_some(true),
                employed: employed.then_some(true),
                overseas: overseas.then_some(true),
                score: None,
            }
        }
    }

    proptest! {
        #[test]
        fn what_was_issued_holds_until_it_expires(claims in some_claims(), day in 0_i64..200) {
            let held = Claims::valid_at(&issue(&claims, 50, 150), at(day));
            let expected = if (50..150).contains(&day) { claims } else { Claims::default() };
            prop_assert_eq!(held, expected);
        }

        #[test]
        fn without_takes_one_kind_and_no_other(claims in some_claims(), n in 0_usize..6) {
            let kind = ClaimKind::ALL[n];
            let mut left = issue(&claims, 0, 9);
            left.retain(|claim| claim.kind != kind);
            prop_assert_eq!(claims.without(kind), Claims::valid_at(&left, at(1)));
        }
    }

    #[test]
    fn each_expires_by_itself() {
        let all = Claims { student: Some(true), overseas: Some(true), ..Claims::default() };
        let mut held = issue(&all, 0, 10);
        held[0].expires_at = at(5);
        let now = Claims::valid_at(&held, at(5));
        assert_eq!((now.student, now.overseas), (None, Some(true)));
        assert_eq!(
            Claims::valid_at(&held, Timestamp::from_micros(at(5).as_micros() - 1)).student,
            Some(true)
        );
    }

    #[test]
    fn an_age_is_told_as_a_band() {
        let bands = [17, 18, 24, 25, 34, 35, 49, 50, 99].map(AgeBand::of);
        use AgeBand::{From18, From25, From35, From50, Under18};
        assert_eq!(bands, [Under18, From18, From18, From25, From25, From35, From35, From50, From50]);
    }
}
