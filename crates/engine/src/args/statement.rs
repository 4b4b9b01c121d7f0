//! What the statement takes.

use circles_domain::Timestamp;
use circles_wire::wallet::EntryKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

args! {
    /// `statement`.
    StatementArgs {
        /// From here on; absent for the beginning.
        from: Option<Timestamp>,
        /// Before here; absent for now.
        until: Option<Timestamp>,
        /// Only these kinds; empty for all.
        kinds: Vec<EntryKind>,
        /// What was typed: names, circles, words of posts, amounts. Each word must be met.
        words: String,
        /// Where the months begin in the calendar of whoever looks, oldest first.
        months: Vec<Timestamp>,
        /// Entries at most.
        limit: i64,
    }
    /// `earnings`.
    EarningsArgs {
        /// How many, with today: 1 to 366.
        days: i64,
    }
}
