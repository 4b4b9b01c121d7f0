//! Reads across tables, and across both files: what the server gave, with what waits in the outbox laid over it.
//!
//! Promises: a post shows exactly once, as a row of the cache or as an echo of its outbox item, never as both; a
//! failure to send is a state of what is shown. Does not: write anything.

mod around;
mod comments;
mod overlay;
mod post;
mod statement;
mod sums;
mod timeline;

pub use comments::{Comment, list_comments};
pub use overlay::{Delivery, Pending, PendingKind};
pub use post::{Post, find_post};
pub use statement::{
    Filter, Listed, Sums, Term, list_entries, list_of_tip, list_of_transfer, sum_by, sum_entries,
};
pub use sums::{Unsent, newest_in_circle, unread, unsent};
pub use timeline::{Feed, HOT, Timeline, plain_timeline, timeline};
