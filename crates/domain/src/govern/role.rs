//! What roles in a circle are good for. A role is given; a standing follows from membership, role and sanctions.

use crate::circle::Role;

impl Role {
    /// Every role, from the least.
    pub const ALL: [Self; 5] = [Self::Member, Self::Trusted, Self::Moderator, Self::Admin, Self::Owner];

    /// Its name in databases and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Trusted => "trusted",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Whether it keeps order.
    #[must_use]
    pub const fn keeps_order(self) -> bool {
        matches!(self, Self::Moderator | Self::Admin | Self::Owner)
    }

    /// Whether its holder may give `role` to somebody who has `present` now: both must be below their own, and only
    /// who decides appeals gives roles at all.
    #[must_use]
    pub fn may_give(self, role: Self, present: Self) -> bool {
        self >= Self::Admin && role < self && present < self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gives_what_is_not_below_them() {
        assert!(Role::Owner.may_give(Role::Admin, Role::Member));
        assert!(Role::Admin.may_give(Role::Moderator, Role::Trusted));
        assert!(!Role::Admin.may_give(Role::Admin, Role::Member));
        assert!(!Role::Admin.may_give(Role::Member, Role::Owner));
        assert!(!Role::Owner.may_give(Role::Owner, Role::Admin));
        assert!(!Role::Moderator.may_give(Role::Member, Role::Trusted));
    }

    #[test]
    fn names_come_back_as_roles() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.as_str()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
        }
    }
}
