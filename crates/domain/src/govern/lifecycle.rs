//! The life of a circle, who keeps up with it, and what stands on its page for good.

use serde::{Deserialize, Serialize};

use crate::post::check_text;
use crate::{CircleId, Field, Invalid, PersonId, Rule, Timestamp};

/// Longest name of a circle, in characters.
pub const NAME_MAX: usize = 40;
/// Longest introduction, in characters.
pub const INTRODUCTION_MAX: usize = 300;
/// Longest module, in characters.
pub const MODULE_MAX: usize = 4_000;
/// Most looks an hour that a cap can name.
pub const VIEWS_MAX: i64 = 1_000_000_000;
/// How many have to keep order before it can be kept at all: a ban takes two.
pub const KEEPERS_MIN: i64 = 2;
/// The interests that a circle belongs to.
pub const CATEGORIES: [&str; 8] = ["life", "study", "work", "family", "culture", "tech", "food", "outdoors"];

/// Where in its life a circle is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CircleState {
    /// Lived in.
    #[default]
    Open,
    /// Read-only, until it is opened again.
    Frozen,
    /// Read-only, while members take their posts along.
    Dissolving,
    /// Gone: from lists, from search, from every device.
    Dissolved,
}

impl CircleState {
    /// Its name in databases and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Frozen => "frozen",
            Self::Dissolving => "dissolving",
            Self::Dissolved => "dissolved",
        }
    }
    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        [Self::Frozen, Self::Dissolving, Self::Dissolved]
            .into_iter()
            .find(|state| state.as_str() == name)
            .unwrap_or_default()
    }
    /// The same at `now`: what is dissolving is dissolved once members had their time, whether or not it was swept yet.
    #[must_use]
    pub fn at(self, export_until: Timestamp, now: Timestamp) -> Self {
        if self == Self::Dissolving && export_until <= now { Self::Dissolved } else { self }
    }
    /// Whether nothing is added.
    #[must_use]
    pub const fn read_only(self) -> bool {
        !matches!(self, Self::Open)
    }
}

/// The standing modules of a circle's page, each in both languages; an empty one is not shown. The fourth, sharing, is
/// made of the circle's id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Modules {
    /// Read this first.
    pub read_first: String,
    /// The same in Simplified Chinese.
    pub read_first_zh: String,
    /// How this circle works.
    pub how_it_works: String,
    /// The same in Simplified Chinese.
    pub how_it_works_zh: String,
    /// What happens to who breaks a rule.
    pub penalties: String,
    /// The same in Simplified Chinese.
    pub penalties_zh: String,
}

impl Modules {
    /// Checks all of them.
    ///
    /// # Errors
    /// [`Invalid`] of `modules`.
    pub fn check(self) -> Result<Self, Invalid> {
        let text = |typed: &str| check_text(typed, Field::Modules, MODULE_MAX);
        Ok(Self {
            read_first: text(&self.read_first)?,
            read_first_zh: text(&self.read_first_zh)?,
            how_it_works: text(&self.how_it_works)?,
            how_it_works_zh: text(&self.how_it_works_zh)?,
            penalties: text(&self.penalties)?,
            penalties_zh: text(&self.penalties_zh)?,
        })
    }
}

/// Checks the name of a circle: one line, said in either language; `required` for the first.
///
/// # Errors
/// [`Invalid`] of `circle`.
pub fn check_name(typed: &str, required: bool) -> Result<String, Invalid> {
    let name = check_text(typed, Field::Circle, NAME_MAX)?.trim().to_owned();
    if name.contains('\n') {
        return Err(Invalid::new(Field::Circle, Rule::ForbiddenCharacters));
    }
    if required && name.is_empty() { Err(Invalid::new(Field::Circle, Rule::Required)) } else { Ok(name) }
}

/// Checks the introduction of a circle; `required` for the first language.
///
/// # Errors
/// [`Invalid`] of `introduction`.
pub fn check_introduction(typed: &str, required: bool) -> Result<String, Invalid> {
    let text = check_text(typed, Field::Introduction, INTRODUCTION_MAX)?.trim().to_owned();
    if required && text.is_empty() {
        Err(Invalid::new(Field::Introduction, Rule::Required))
    } else {
        Ok(text)
    }
}

/// Checks a step of a launch that has come to `from_percent`: whoever found the circle goes on finding it.
///
/// # Errors
/// [`Invalid`] of `launch`.
pub const fn check_launch(from_percent: i64, find_percent: i64, views_per_hour: i64) -> Result<(), Invalid> {
    if find_percent < from_percent || views_per_hour < 0 {
        Err(Invalid::new(Field::Launch, Rule::TooSmall))
    } else if find_percent > 100 || views_per_hour > VIEWS_MAX {
        Err(Invalid::new(Field::Launch, Rule::TooLarge))
    } else {
        Ok(())
    }
}

/// Who keeps order in a circle, and what of it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// Members.
    pub members: i64,
    /// Those among them who keep order.
    pub keepers: i64,
    /// Reports that have waited for longer than they should.
    pub late_reports: i64,
}

impl Keeping {
    /// Whether those who keep order keep up: there are enough of them, and no report waits for too long. Until then the
    /// cap on looks holds.
    #[must_use]
    pub const fn keeps_up(self, members_per_keeper: i64) -> bool {
        self.keepers >= KEEPERS_MIN
            && self.members <= self.keepers.saturating_mul(members_per_keeper)
            && self.late_reports == 0
    }
}

/// Whether `person`, who is outside, finds a circle that `percent` of the people find: always the same people for the same
/// circle, and those who found it at a smaller share at every larger one.
#[must_use]
pub fn finds(circle: CircleId, person: PersonId, percent: i64) -> bool {
    use sha2::{Digest, Sha256};
    let hash = Sha256::new().chain_update(circle.as_bytes()).chain_update(person.as_bytes()).finalize();
    let [high, low, ..] = *hash.as_slice() else { return false };
    i64::from(u16::from_be_bytes([high, low])) * 100 < percent * 65_536
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_share_holds_the_smaller_one() {
        let circle = CircleId::mint();
        let people: Vec<PersonId> = (0..2_000).map(|_| PersonId::mint()).collect();
        assert!(people.iter().all(|person| !finds(circle, *person, 0) && finds(circle, *person, 100)));
        assert!(people.iter().all(|person| !finds(circle, *person, 10) || finds(circle, *person, 40)));
        let tenth = people.iter().filter(|person| finds(circle, **person, 10)).count();
        assert!((100..=310).contains(&tenth), "{tenth}");
    }

    #[test]
    fn keeping_up_takes_two_people_who_are_not_too_few_and_not_late() {
        let keeping = |members, keepers, late_reports| Keeping { members, keepers, late_reports };
        for (keeping, up) in [
            (keeping(1, 1, 0), false),
            (keeping(5, 2, 0), true),
            (keeping(5, 2, 1), false),
            (keeping(200, 2, 0), true),
            (keeping(201, 2, 0), false),
            (keeping(201, 3, 0), true),
        ] {
            assert_eq!(keeping.keeps_up(100), up, "{keeping:?}");
        }
    }

    #[test]
    fn a_launch_is_a_share_that_never_shrinks_and_a_number() {
        for (from, percent, views, rule) in [
            (0, 0, 0, None),
            (40, 100, VIEWS_MAX, None),
            (40, 40, 5, None),
            (0, 101, 0, Some(Rule::TooLarge)),
            (40, 39, 0, Some(Rule::TooSmall)),
            (0, 5, -1, Some(Rule::TooSmall)),
            (0, 5, VIEWS_MAX + 1, Some(Rule::TooLarge)),
        ] {
            let broken = check_launch(from, percent, views).err().map(|broken| broken.rule);
            assert_eq!(broken, rule, "{from} {percent} {views}");
        }
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(check_name(" Slow Tea ", true).unwrap(), "Slow Tea");
        assert_eq!(check_name("", true).unwrap_err().rule, Rule::Required);
        assert_eq!(check_name("", false).unwrap(), "");
        assert!(check_name("a\nb", true).is_err());
    }

    #[test]
    fn states_come_back() {
        for state in [CircleState::Open, CircleState::Frozen, CircleState::Dissolving, CircleState::Dissolved]
        {
            assert_eq!(CircleState::from_name(state.as_str()), state);
        }
    }
}
