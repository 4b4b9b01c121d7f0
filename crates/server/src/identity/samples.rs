//! The sample people of the sandbox: nobody real. Their legal names say "example" (示例); their numbers use a place
//! code that is not assigned (99), so that no living person has them.

use circles_domain::Timestamp;
use circles_domain::claim::{CivilDate, Claims, Gender};
use circles_domain::identity_number::check_character;

/// What a sample person may do in the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Reads, posts, tips.
    Member,
    /// Also keeps order in circles.
    Moderator,
}

/// When a sample person was born.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Born {
    On(CivilDate),
    /// On the first of January, that many years ago: the age stays, the number changes with the year.
    YearsAgo(i16),
}

/// A person that a newcomer can enter as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Names them in forms and test ids.
    pub key: &'static str,
    /// As their (invented) document says.
    pub legal_name: &'static str,
    /// As the demo calls them.
    pub display_name: &'static str,
    /// Enrolled as a student.
    pub student: bool,
    /// Employed.
    pub employed: bool,
    /// Lives overseas.
    pub overseas: bool,
    /// Reputation.
    pub score: i64,
    /// What they may do in the demo.
    pub role: Role,
    /// As their number states.
    pub gender: Gender,
    born: Born,
    sequence: i16,
}

const SAMPLES: [Sample; 4] = [
    Sample {
        key: "lin",
        legal_name: "林示例",
        display_name: "Lin at the window",
        student: false,
        employed: true,
        overseas: false,
        score: 712,
        role: Role::Member,
        gender: Gender::Male,
        born: Born::On(CivilDate { year: 1992, month: 3, day: 15 }),
        sequence: 17,
    },
    Sample {
        key: "mei",
        legal_name: "梅示例",
        display_name: "Mei on campus",
        student: true,
        employed: false,
        overseas: false,
        score: 768,
        role: Role::Member,
        gender: Gender::Female,
        born: Born::On(CivilDate { year: 2005, month: 9, day: 8 }),
        sequence: 28,
    },
    Sample {
        key: "chen",
        legal_name: "陈示例",
        display_name: "Chen by the gate",
        student: false,
        employed: true,
        overseas: true,
        score: 845,
        role: Role::Moderator,
        gender: Gender::Female,
        born: Born::On(CivilDate { year: 1988, month: 11, day: 2 }),
        sequence: 36,
    },
    Sample {
        key: "xiao",
        legal_name: "萧示例",
        display_name: "Xiao after school",
        student: true,
        employed: false,
        overseas: false,
        score: 640,
        role: Role::Member,
        gender: Gender::Male,
        born: Born::YearsAgo(16),
        sequence: 41,
    },
];

/// All sample people, in the order that the sign-in page offers them.
#[must_use]
pub const fn samples() -> &'static [Sample] {
    &SAMPLES
}

/// The sample person called `key`.
#[must_use]
pub fn find_sample(key: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|sample| sample.key == key)
}

impl Sample {
    /// Their identity number at `now`.
    #[must_use]
    pub fn identity_number(&self, now: Timestamp) -> String {
        let CivilDate { year, month, day } = self.birth_date(now);
        let body = format!("990000{year:04}{month:02}{day:02}{:03}", self.sequence);
        let check = char::from(check_character(&body));
        format!("{body}{check}")
    }

    /// Their birth date at `now`.
    #[must_use]
    pub fn birth_date(&self, now: Timestamp) -> CivilDate {
        match self.born {
            Born::On(date) => date,
            Born::YearsAgo(years) => {
                let this_year = i16::try_from(now.shanghai_day() / 10_000).unwrap_or(i16::MAX);
                CivilDate { year: this_year.saturating_sub(years), month: 1, day: 1 }
            }
        }
    }

    /// What the sandbox proves of them.
    #[must_use]
    pub fn claims(&self, now: Timestamp) -> Claims {
        Claims {
            birth_date: Some(self.birth_date(now)),
            gender: Some(self.gender),
            student: Some(self.student),
            employed: Some(self.employed),
            overseas: Some(self.overseas),
            score: Some(self.score),
        }
    }
}

#[cfg(test)]
mod tests {
    use circles_domain::identity_number::IdentityNumber;
    use circles_domain::person::{DisplayName, LegalName};

    use super::*;

    #[test]
    fn sample_people_pass_every_check_in_any_year() {
        for now in
            ["2026-11-22T00:00:00Z", "2026-12-31T15:59:59Z", "2026-12-31T16:00:00Z", "2028-02-29T12:00:00Z"]
        {
            let now: Timestamp = now.parse().unwrap();
            for sample in samples() {
                let number = IdentityNumber::parse(&sample.identity_number(now), now).unwrap();
                assert_eq!(
                    (number.gender, number.birth_date),
                    (sample.gender, sample.birth_date(now)),
                    "{}",
                    sample.key
                );
                assert!(
                    LegalName::parse(sample.legal_name).is_ok()
                        && DisplayName::parse(sample.display_name).is_ok()
                );
            }
            let age = |key| find_sample(key).unwrap().birth_date(now).age_at(now);
            assert_eq!(age("xiao"), 16);
            assert!(["lin", "mei", "chen"].iter().all(|key| age(key) >= 18));
        }
    }
}
