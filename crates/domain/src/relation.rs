//! How two people stand to each other: friends, asked, blocked. Who may ask whom is decided here.

use serde::{Deserialize, Serialize};

use crate::post::check_text;
use crate::{Field, Invalid, Timestamp};

/// The longest note of a friend request, in characters.
pub const NOTE_MAX: usize = 200;

/// Checks the words that go with a request: the rules of a comment, but they may be empty. Returns the text to keep.
///
/// # Errors
/// [`crate::Rule::ForbiddenCharacters`], [`crate::Rule::TooLarge`].
pub fn check_note(note: &str) -> Result<String, Invalid> {
    check_text(note.trim_start(), Field::Note, NOTE_MAX)
}

/// Whom a person lets ask to be their friend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhoMayAsk {
    /// Nobody.
    Nobody,
    /// People with a friend in common.
    FriendsOfFriends,
    /// People who are in a circle with them.
    #[default]
    CircleMembers,
}

impl WhoMayAsk {
    /// All of them, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Nobody, Self::FriendsOfFriends, Self::CircleMembers];

    /// Its name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::FriendsOfFriends => "friends_of_friends",
            Self::CircleMembers => "circle_members",
        }
    }
    /// By that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

/// What it depends on whether one person may ask another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskFacts {
    /// Whom the asked person lets ask.
    pub who_may_ask: WhoMayAsk,
    /// Whether the asker is proven to be under 18; who proves no age is not.
    pub asker_is_minor: bool,
    /// Whether the asked person is proven to be 18.
    pub asked_is_adult: bool,
    /// Whether both are members of one circle.
    pub share_a_circle: bool,
    /// Whether both have one friend.
    pub share_a_friend: bool,
    /// Until when a refusal of the asked person holds.
    pub refused_until: Option<Timestamp>,
    /// Requests of the asker today, by the civil day of Asia/Shanghai.
    pub asked_today: i64,
    /// The most of a day.
    pub day_limit: i64,
    /// Now.
    pub now: Timestamp,
}

/// Whether a person may ask another, and if not, why. More than this the asker is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MayAsk {
    /// Yes.
    Yes,
    /// They choose who may ask, and the asker is not among those.
    NotAmongThose,
    /// A request was not accepted; one may ask again later.
    NotAccepted {
        /// When.
        again_at: Timestamp,
    },
    /// As many requests as a day allows.
    DayIsFull,
    /// An answer that this version does not know.
    #[serde(other)]
    Unknown,
}

/// Decides whether a person may ask another.
///
/// A person under 18 is asked only by members of a shared circle who are under 18 too or have a friend in common with
/// them, whatever they chose: adults do not find minors outside of circles, and inside they need somebody who knows both.
/// Who is kept out by that is told what everybody is told who is not among those that
/// may ask, for any other answer would tell their age.
#[must_use]
pub fn may_ask(facts: &AskFacts) -> MayAsk {
    let chosen = match facts.who_may_ask {
        WhoMayAsk::Nobody => false,
        WhoMayAsk::FriendsOfFriends => facts.share_a_friend,
        WhoMayAsk::CircleMembers => facts.share_a_circle,
    };
    let near =
        facts.asked_is_adult || (facts.share_a_circle && (facts.asker_is_minor || facts.share_a_friend));
    match facts.refused_until.filter(|until| facts.now < *until) {
        _ if !chosen || !near => MayAsk::NotAmongThose,
        Some(again_at) => MayAsk::NotAccepted { again_at },
        None if facts.asked_today >= facts.day_limit => MayAsk::DayIsFull,
        None => MayAsk::Yes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rule;

    fn facts() -> AskFacts {
        AskFacts {
            who_may_ask: WhoMayAsk::CircleMembers,
            asker_is_minor: false,
            asked_is_adult: true,
            share_a_circle: true,
            share_a_friend: false,
            refused_until: None,
            asked_today: 9,
            day_limit: 10,
            now: Timestamp::from_micros(100),
        }
    }

    #[test]
    fn who_may_ask_is_the_asked_persons_choice() {
        // Shares a circle, shares a friend: nobody, friends of friends, circle members.
        let table = [
            (false, false, [false, false, false]),
            (true, false, [false, false, true]),
            (false, true, [false, true, false]),
            (true, true, [false, true, true]),
        ];
        for (share_a_circle, share_a_friend, want) in table {
            let got = WhoMayAsk::ALL.map(|who_may_ask| {
                may_ask(&AskFacts { who_may_ask, share_a_circle, share_a_friend, ..facts() }) == MayAsk::Yes
            });
            assert_eq!(got, want, "{share_a_circle} {share_a_friend}");
        }
    }

    #[test]
    fn a_minor_is_asked_by_minors_and_by_friends_of_friends_and_only_inside_a_circle() {
        // The asker is under 18, shares a circle, shares a friend: may ask.
        let table = [
            (false, true, false, false),
            (false, true, true, true),
            (false, false, true, false),
            (true, true, false, true),
            (true, false, true, false),
        ];
        for (asker_is_minor, share_a_circle, share_a_friend, want) in table {
            for who_may_ask in [WhoMayAsk::CircleMembers, WhoMayAsk::FriendsOfFriends] {
                let got = may_ask(&AskFacts {
                    who_may_ask,
                    asker_is_minor,
                    asked_is_adult: false,
                    share_a_circle,
                    share_a_friend,
                    ..facts()
                });
                let chosen = who_may_ask == WhoMayAsk::CircleMembers || share_a_friend;
                let want = if want && chosen { MayAsk::Yes } else { MayAsk::NotAmongThose };
                assert_eq!(got, want, "{asker_is_minor} {share_a_circle} {share_a_friend} {who_may_ask:?}");
            }
        }
    }

    #[test]
    fn a_refusal_holds_until_its_end_and_a_day_until_it_is_full() {
        let until = Timestamp::from_micros(101);
        let refused = AskFacts { refused_until: Some(until), ..facts() };
        assert_eq!(may_ask(&refused), MayAsk::NotAccepted { again_at: until });
        assert_eq!(may_ask(&AskFacts { now: until, ..refused }), MayAsk::Yes);
        assert_eq!(may_ask(&AskFacts { asked_today: 10, ..facts() }), MayAsk::DayIsFull);
        // Who may not ask at all learns nothing of an old refusal.
        let nobody = AskFacts { who_may_ask: WhoMayAsk::Nobody, ..refused };
        assert_eq!(may_ask(&nobody), MayAsk::NotAmongThose);
    }

    #[test]
    fn a_note_keeps_the_rules_of_a_comment_but_may_be_empty() {
        assert_eq!(check_note(" \n ").unwrap(), "");
        assert_eq!(check_note("  We met at the lake.\r\nYours \n").unwrap(), "We met at the lake.\nYours");
        assert!(check_note(&"长".repeat(200)).is_ok());
        assert_eq!(check_note(&"长".repeat(201)), Err(Invalid::new(Field::Note, Rule::TooLarge)));
        assert_eq!(check_note("\u{202E}evil"), Err(Invalid::new(Field::Note, Rule::ForbiddenCharacters)));
    }
}
