//! Friendships, friend requests and blocks. Who may see whom is decided by `store::reading` alone; here is what is kept.
//!
//! Promises: each write notes its changes for both sides; whoever is blocked is told nothing that names a block.

mod ask;
mod blocks;
mod ending;
mod friendships;
mod read;
mod requests;

use circles_domain::Timestamp;

use crate::config::Limits;

pub use ask::{Asking, Meeting, may_ask, meeting};
pub use blocks::{block, unblock};
pub use ending::end_all;
pub use friendships::{are_friends, befriend, friends_of, part, tell_friends};
pub use read::{find, list};
pub use requests::{Held, NewRequest, State, expire, find_held, find_open, insert, set_state};

/// The durations that decide what a request comes to.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// How long a request waits, in seconds.
    pub waits_s: i64,
    /// How long a refused request cannot be repeated, in seconds.
    pub refusal_s: i64,
    /// Requests of one person in a day.
    pub per_day: i64,
}

impl Terms {
    /// As the server was started.
    #[must_use]
    pub const fn of(limits: &Limits) -> Self {
        Self {
            waits_s: limits.friend_request_s,
            refusal_s: limits.friend_refusal_s,
            per_day: limits.friend_requests_per_day,
        }
    }
    /// Requests from before this have run out.
    #[must_use]
    pub const fn oldest(self, now: Timestamp) -> Timestamp {
        now.plus_seconds(-self.waits_s)
    }
}
