//! A person's place in a circle, as far as gates ask for it.

use circles_domain::Timestamp;
use circles_domain::circle::{Acceptance, Place, Role};
use sqlx::FromRow;

/// Of circle `c`, membership `m` and person `$1`.
macro_rules! place_columns {
    () => {
        "coalesce(m.joined, 0) AS joined, coalesce(m.role, 'member') AS role, coalesce(m.joined_at_us, 0) AS joined_at_us,
         c.rules_version, c.rules_needed, coalesce(m.rules_version, 0) AS rules_accepted,
         EXISTS (SELECT 1 FROM gate_person g WHERE g.circle_id = c.id AND g.person_id = $1 AND g.list = 'allow') AS allow_listed,
         EXISTS (SELECT 1 FROM gate_person g WHERE g.circle_id = c.id AND g.person_id = $1 AND g.list = 'deny') AS deny_listed"
    };
}
pub(in crate::store) use place_columns;

#[derive(FromRow)]
pub(in crate::store) struct PlaceRow {
    pub(in crate::store) joined: bool,
    role: String,
    joined_at_us: i64,
    rules_version: i64,
    rules_needed: i64,
    rules_accepted: i64,
    allow_listed: bool,
    deny_listed: bool,
}

impl PlaceRow {
    pub(in crate::store) fn place(&self) -> Place {
        Place {
            role: role(self.joined, &self.role),
            joined_at: self.joined.then(|| Timestamp::from_micros(self.joined_at_us)),
            allow_listed: self.allow_listed,
            deny_listed: self.deny_listed,
        }
    }

    pub(in crate::store) fn acceptance(&self) -> Acceptance {
        // Who left has accepted nothing: coming back accepts the rules of then.
        let accepted = if self.joined { self.rules_accepted } else { 0 };
        Acceptance { current: self.rules_version, needed: self.rules_needed, accepted }
    }
}

/// As what somebody is a member.
pub(super) fn role(joined: bool, name: &str) -> Option<Role> {
    joined.then(|| Role::from_name(name).unwrap_or_default())
}
