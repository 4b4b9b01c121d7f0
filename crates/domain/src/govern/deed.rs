//! What is done to keep order, and how it is put in words that bind: a rule by its number, a reason, an end.

use serde::{Deserialize, Serialize};

use crate::{CommentId, Field, Invalid, PersonId, PostId, Rule};

/// Longest mute that one moderator imposes alone, in seconds: seven days.
pub const MUTE_ALONE_S: i64 = 7 * 86_400;
/// Longest sanction with an end, in seconds: two years. What should last longer is said to be without end.
pub const SANCTION_MAX_S: i64 = 730 * 86_400;
/// Most characters of a reason, of a report's text and of an appeal.
pub const REASON_MAX: usize = 2_000;

/// What a report or an act is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Subject {
    /// A post.
    Post(PostId),
    /// A comment.
    Comment(CommentId),
    /// A person, as they act in this circle.
    Person(PersonId),
}

/// Why something is reported, in the order in which a person is offered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReportReason {
    /// Asks for tips, praise or contact in return for something.
    TipSoliciting,
    /// Insults, threatens, pursues.
    Harassment,
    /// Shows contact details, or leads off to another place.
    ContactDetails,
    /// Somebody else's picture or words.
    Stolen,
    /// Advertising, or the same over and over.
    Spam,
    /// Sexual, or of a minor.
    Sexual,
    /// May hurt themselves: please look after them.
    Wellbeing,
    /// None of these.
    Other,
}

impl ReportReason {
    /// Every reason.
    pub const ALL: [Self; 8] = [
        Self::TipSoliciting,
        Self::Harassment,
        Self::ContactDetails,
        Self::Stolen,
        Self::Spam,
        Self::Sexual,
        Self::Wellbeing,
        Self::Other,
    ];

    /// Its name in databases and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TipSoliciting => "tip_soliciting",
            Self::Harassment => "harassment",
            Self::ContactDetails => "contact_details",
            Self::Stolen => "stolen",
            Self::Spam => "spam",
            Self::Sexual => "sexual",
            Self::Wellbeing => "wellbeing",
            Self::Other => "other",
        }
    }

    /// The reason of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

/// A rule of the circle, as it stood when it was cited.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CitedRule {
    /// Its place among the rules, from 1.
    pub number: i64,
    /// Its words.
    pub text: String,
    /// Its words in Simplified Chinese; empty when there are none.
    pub text_zh: String,
}

impl CitedRule {
    /// Rule `number` of rules that are written one a line.
    #[must_use]
    pub fn find(rules: &str, rules_zh: &str, number: i64) -> Option<Self> {
        let line = |rules: &str| {
            let at = usize::try_from(number).ok()?.checked_sub(1)?;
            rules.lines().map(str::trim).filter(|line| !line.is_empty()).nth(at).map(str::to_owned)
        };
        Some(Self { number, text: line(rules)?, text_zh: line(rules_zh).unwrap_or_default() })
    }
}

/// One thing that a moderator does. Its id is minted when the form opens, and makes it happen once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Deed {
    /// Takes a post or a comment away; its author is told why and may appeal.
    Remove {
        /// What.
        subject: Subject,
        /// Under which rule, from 1.
        rule: i64,
        /// As the author will read it.
        reason: String,
    },
    /// Gives back what was removed.
    Restore {
        /// What.
        subject: Subject,
        /// Why.
        reason: String,
    },
    /// Finds nothing wrong with what was reported, and tells the reporters.
    Dismiss {
        /// What.
        subject: Subject,
    },
    /// Keeps a post in front.
    Pin {
        /// Which.
        post: PostId,
    },
    /// No longer keeps it in front.
    Unpin {
        /// Which.
        post: PostId,
    },
    /// Mutes. Above [`MUTE_ALONE_S`] it waits for a second moderator.
    Mute {
        /// Whom.
        person: PersonId,
        /// Under which rule, from 1.
        rule: i64,
        /// As the person will read it.
        reason: String,
        /// For how long.
        seconds: i64,
    },
    /// Shuts out. It always waits for a second moderator.
    Ban {
        /// Whom.
        person: PersonId,
        /// Under which rule, from 1.
        rule: i64,
        /// As the person will read it.
        reason: String,
        /// For how long; none for one without end.
        seconds: Option<i64>,
    },
    /// Lifts a mute or a ban before its end.
    Lift {
        /// Whose.
        person: PersonId,
        /// Why.
        reason: String,
    },
}

/// What a line of the log says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// Something was removed.
    Remove,
    /// It was given back.
    Restore,
    /// Reports were found to be about no breach.
    Dismiss,
    /// A post was pinned.
    Pin,
    /// It was unpinned.
    Unpin,
    /// Somebody was muted.
    Mute,
    /// A sanction was proposed and waits for a second.
    Propose,
    /// The second said no.
    Decline,
    /// Somebody was shut out.
    Ban,
    /// A sanction was lifted.
    Lift,
    /// An appeal was accepted.
    AppealAccepted,
    /// An appeal was refused.
    AppealRefused,
    /// A role was given.
    Role,
    /// The circle's page was changed.
    Edit,
    /// The circle was frozen.
    Freeze,
    /// It was opened again.
    Thaw,
    /// It took a step of its launch.
    Launch,
    /// It was dissolved.
    Dissolve,
    /// A kind that this version does not know.
    #[serde(other)]
    Unknown,
}

impl ActKind {
    /// Every kind that is stored.
    pub const ALL: [Self; 18] = [
        Self::Remove,
        Self::Restore,
        Self::Dismiss,
        Self::Pin,
        Self::Unpin,
        Self::Mute,
        Self::Propose,
        Self::Decline,
        Self::Ban,
        Self::Lift,
        Self::AppealAccepted,
        Self::AppealRefused,
        Self::Role,
        Self::Edit,
        Self::Freeze,
        Self::Thaw,
        Self::Launch,
        Self::Dissolve,
    ];

    /// Its name in databases and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::Restore => "restore",
            Self::Dismiss => "dismiss",
            Self::Pin => "pin",
            Self::Unpin => "unpin",
            Self::Mute => "mute",
            Self::Propose => "propose",
            Self::Decline => "decline",
            Self::Ban => "ban",
            Self::Lift => "lift",
            Self::AppealAccepted => "appeal_accepted",
            Self::AppealRefused => "appeal_refused",
            Self::Role => "role",
            Self::Edit => "edit",
            Self::Freeze => "freeze",
            Self::Thaw => "thaw",
            Self::Launch => "launch",
            Self::Dissolve => "dissolve",
            Self::Unknown => "unknown",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name).unwrap_or(Self::Unknown)
    }
}

/// A reason, trimmed: not empty, not endless, nothing invisible in it.
///
/// # Errors
/// [`Invalid`] of `note`.
pub fn check_reason(text: &str) -> Result<String, Invalid> {
    let text = crate::post::check_text(text, Field::Note, REASON_MAX)?.trim().to_owned();
    if text.is_empty() { Err(Invalid::new(Field::Note, Rule::Required)) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_cited_by_its_place_in_both_languages() {
        let (en, zh) = ("Be kind.\n\n  No advertising.", "友善待人。\n不发广告。");
        let cited = CitedRule::find(en, zh, 2).unwrap();
        assert_eq!((cited.text.as_str(), cited.text_zh.as_str()), ("No advertising.", "不发广告。"));
        assert_eq!(CitedRule::find(en, "", 1).unwrap().text_zh, "");
        for number in [-1, 0, 3] {
            assert_eq!(CitedRule::find(en, zh, number), None);
        }
    }

    #[test]
    fn a_reason_says_something() {
        assert_eq!(check_reason("  It names a person. ").unwrap(), "It names a person.");
        assert_eq!(check_reason(" \n ").unwrap_err(), Invalid::new(Field::Note, Rule::Required));
        assert_eq!(check_reason(&"x".repeat(REASON_MAX + 1)).unwrap_err().rule, Rule::TooLarge);
    }

    #[test]
    fn names_come_back() {
        for kind in ActKind::ALL {
            assert_eq!(
                (ActKind::from_name(kind.as_str()), serde_json::to_value(kind).unwrap()),
                (kind, kind.as_str().into())
            );
        }
        for reason in ReportReason::ALL {
            assert_eq!(ReportReason::from_name(reason.as_str()), Some(reason));
        }
    }
}
