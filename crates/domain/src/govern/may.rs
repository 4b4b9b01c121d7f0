//! The one decision about rights in a circle: from role and standing to a permit, with its reason.

use serde::{Deserialize, Serialize};

use crate::circle::{Role, Standing};

/// How somebody who is signed in stands towards a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stance {
    /// Membership and sanctions.
    pub standing: Standing,
    /// What they are trusted with, while they are a member.
    pub role: Role,
    /// Whether they operate the platform.
    pub operator: bool,
    /// Whether the circle is read-only for now.
    pub frozen: bool,
}

/// What can be done in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Find it; read its name and introduction.
    Find,
    /// Become a member.
    Join,
    /// Read its posts.
    SeePosts,
    /// Read who its members are.
    ListMembers,
    /// Praise a post.
    Praise,
    /// Tip a post.
    Tip,
    /// Comment on a post.
    Comment,
    /// Post.
    Post,
    /// Report a post, a comment or a person.
    Report,
    /// Read what was done to keep order, without names.
    ReadLog,
    /// Remove a post or a comment with rule and reason, or restore it.
    Remove,
    /// Keep a post in front, or no longer.
    Pin,
    /// Mute somebody until a time.
    Mute,
    /// Propose that somebody is shut out, or be the second who says so.
    Ban,
    /// Read and decide reports.
    DecideReports,
    /// Decide appeals.
    DecideAppeals,
    /// Read what was done with the names of who did it.
    ReadNames,
    /// Give roles.
    GiveRoles,
    /// Offer the circle to somebody else.
    HandOver,
    /// Change cover, introduction and the standing modules.
    EditCircle,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// Yes.
    Yes,
    /// As far as the circle shows itself to guests.
    Preview,
    /// If the circle's gate for it opens.
    Gate,
    /// No, and why.
    No(Cannot),
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cannot {
    /// Shut out: the circle answers as if it were not there.
    Banned,
    /// Not a member.
    NotMember,
    /// Muted, until the time that the standing tells.
    Muted,
    /// The circle is read-only for now.
    Frozen,
    /// It takes this role.
    Role {
        /// The least that does.
        least: Role,
    },
}

/// Decides. Gates and previews are asked by whoever gets [`Permit::Gate`] or [`Permit::Preview`].
#[must_use]
pub fn may(stance: Stance, action: Action) -> Permit {
    let Stance { standing, role, operator, frozen } = stance;
    let least = match action {
        Action::Remove | Action::Pin | Action::Mute | Action::Ban | Action::DecideReports => {
            Some(Role::Moderator)
        }
        Action::DecideAppeals | Action::ReadNames | Action::GiveRoles | Action::EditCircle => {
            Some(Role::Admin)
        }
        Action::HandOver => Some(Role::Owner),
        Action::Find
        | Action::Join
        | Action::SeePosts
        | Action::ListMembers
        | Action::Praise
        | Action::Tip
        | Action::Comment
        | Action::Post
        | Action::Report
        | Action::ReadLog => None,
    };
    // Appeals need somebody who did not act: where a circle has nobody left, the platform's operators are there.
    if operator && matches!(action, Action::DecideAppeals | Action::ReadNames | Action::ReadLog) {
        return Permit::Yes;
    }
    match (standing, least) {
        (Standing::Banned, _) => Permit::No(Cannot::Banned),
        (Standing::None, Some(_)) => Permit::No(Cannot::NotMember),
        (Standing::Muted, Some(_)) => Permit::No(Cannot::Muted),
        (Standing::Member | Standing::Moderator, Some(least)) if role >= least => {
            // Order is kept on in what is frozen; its page stays as it is.
            if frozen && action == Action::EditCircle { Permit::No(Cannot::Frozen) } else { Permit::Yes }
        }
        (Standing::Member | Standing::Moderator, Some(least)) => Permit::No(Cannot::Role { least }),
        (standing, None) => take_part(standing, action, frozen),
    }
}

fn take_part(standing: Standing, action: Action, frozen: bool) -> Permit {
    if action == Action::Find {
        return Permit::Yes;
    }
    if standing == Standing::None {
        return match action {
            Action::SeePosts | Action::Report => Permit::Preview,
            Action::Join if frozen => Permit::No(Cannot::Frozen),
            Action::Join => Permit::Gate,
            Action::Find
            | Action::ListMembers
            | Action::Praise
            | Action::Tip
            | Action::Comment
            | Action::Post
            | Action::ReadLog
            | Action::Remove
            | Action::Pin
            | Action::Mute
            | Action::Ban
            | Action::DecideReports
            | Action::DecideAppeals
            | Action::ReadNames
            | Action::GiveRoles
            | Action::HandOver
            | Action::EditCircle => Permit::No(Cannot::NotMember),
        };
    }
    let writes = matches!(action, Action::Comment | Action::Post);
    if !writes && !matches!(action, Action::Praise | Action::Tip) {
        return Permit::Yes;
    }
    if frozen {
        return Permit::No(Cannot::Frozen);
    }
    if !writes {
        return Permit::Yes;
    }
    if standing == Standing::Muted {
        return Permit::No(Cannot::Muted);
    }
    let keeps_order = standing == Standing::Moderator;
    if keeps_order && action == Action::Comment { Permit::Yes } else { Permit::Gate }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Action::*;
    use Cannot::{Banned, Frozen, Muted, NotMember};
    use Permit::{Gate, No, Preview, Yes};

    fn stance(standing: Standing, role: Role) -> Stance {
        Stance { standing, role, operator: false, frozen: false }
    }

    /// Guest, member, muted, banned, moderator.
    #[test]
    fn the_matrix_holds() {
        let lacks = No(Cannot::Role { least: Role::Moderator });
        let table = [
            (Find, [Yes, Yes, Yes, No(Banned), Yes]),
            (SeePosts, [Preview, Yes, Yes, No(Banned), Yes]),
            (ListMembers, [No(NotMember), Yes, Yes, No(Banned), Yes]),
            (Praise, [No(NotMember), Yes, Yes, No(Banned), Yes]),
            (Tip, [No(NotMember), Yes, Yes, No(Banned), Yes]),
            (Comment, [No(NotMember), Gate, No(Muted), No(Banned), Yes]),
            (Post, [No(NotMember), Gate, No(Muted), No(Banned), Gate]),
            (Report, [Preview, Yes, Yes, No(Banned), Yes]),
            (Remove, [No(NotMember), lacks, No(Muted), No(Banned), Yes]),
            (Pin, [No(NotMember), lacks, No(Muted), No(Banned), Yes]),
            (Mute, [No(NotMember), lacks, No(Muted), No(Banned), Yes]),
            (Ban, [No(NotMember), lacks, No(Muted), No(Banned), Yes]),
        ];
        let people = [
            stance(Standing::None, Role::Member),
            stance(Standing::Member, Role::Member),
            stance(Standing::Muted, Role::Moderator),
            stance(Standing::Banned, Role::Owner),
            stance(Standing::Moderator, Role::Moderator),
        ];
        for (action, want) in table {
            assert_eq!(people.map(|who| may(who, action)), want, "{action:?}");
        }
    }

    #[test]
    fn admins_decide_what_moderators_do_not() {
        for action in [DecideAppeals, ReadNames, GiveRoles, EditCircle] {
            let moderator = may(stance(Standing::Moderator, Role::Moderator), action);
            assert_eq!(moderator, No(Cannot::Role { least: Role::Admin }), "{action:?}");
            assert_eq!(may(stance(Standing::Moderator, Role::Admin), action), Yes, "{action:?}");
            assert_eq!(may(stance(Standing::Moderator, Role::Owner), action), Yes, "{action:?}");
        }
        let lacks = No(Cannot::Role { least: Role::Owner });
        assert_eq!(may(stance(Standing::Moderator, Role::Admin), HandOver), lacks);
        assert_eq!(may(stance(Standing::Moderator, Role::Owner), HandOver), Yes);
        let operator = Stance { operator: true, ..stance(Standing::None, Role::Member) };
        assert_eq!((may(operator, DecideAppeals), may(operator, Remove)), (Yes, No(NotMember)));
        assert_eq!(may(operator, HandOver), No(NotMember));
    }

    #[test]
    fn a_frozen_circle_is_read_and_reported_and_kept_in_order() {
        let frozen = |standing, role| Stance { frozen: true, ..stance(standing, role) };
        let member = frozen(Standing::Member, Role::Member);
        for action in [Praise, Tip, Comment, Post] {
            assert_eq!(may(member, action), No(Frozen), "{action:?}");
            assert_eq!(may(frozen(Standing::Moderator, Role::Owner), action), No(Frozen), "{action:?}");
        }
        assert_eq!(may(frozen(Standing::None, Role::Member), Join), No(Frozen));
        assert_eq!((may(member, SeePosts), may(member, Report)), (Yes, Yes));
        assert_eq!(may(frozen(Standing::Moderator, Role::Moderator), Remove), Yes);
        assert_eq!(may(frozen(Standing::Moderator, Role::Owner), EditCircle), No(Frozen));
        assert_eq!(may(frozen(Standing::Moderator, Role::Owner), GiveRoles), Yes);
    }
}
