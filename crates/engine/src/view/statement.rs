use circles_domain::{Money, Timestamp};
use circles_wire::wallet::Entry;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ReceiptWorth;

/// The entries that somebody looks for, and what they add up to.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct StatementView {
    /// Newest first.
    pub entries: Vec<EntryView>,
    /// Of all that match within the time asked for, also of those that `limit` left out.
    pub sums: SumsView,
    /// By the stretches asked for, newest first: of all that match at any time. Only those with an entry.
    pub months: Vec<MonthView>,
    /// Whether this device holds every entry there is; else older ones are still being read.
    pub complete: bool,
    /// When the entries were last checked against the balance; absent before the first time.
    pub checked_at: Option<Timestamp>,
    /// What does not add up.
    pub fault: Option<StatementFault>,
}

/// One line of the statement.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct EntryView {
    /// As the server told it, with the balance after it.
    pub entry: Entry,
    /// The name of the post's circle.
    pub circle_name: Option<String>,
    /// Its Chinese name; may be empty.
    pub circle_name_zh: Option<String>,
    /// What the receipt of an adjustment is worth; absent for everything else.
    pub worth: Option<ReceiptWorth>,
}

/// What came and went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SumsView {
    /// Entries.
    pub count: i64,
    /// Sum of what came.
    pub came: Money,
    /// Sum of what went: negative.
    pub went: Money,
}

/// The sums of one stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MonthView {
    /// Where it begins, as it was asked for.
    pub from: Timestamp,
    /// What came and went in it.
    pub sums: SumsView,
}

/// Why the statement is not to be believed as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StatementFault {
    /// What kind of difference.
    pub kind: FaultKind,
    /// At which entry; absent where it is of all of them.
    pub seq: Option<i64>,
    /// When that entry was booked.
    pub booked_at: Option<Timestamp>,
    /// What the entries come to.
    pub counted: Money,
    /// What was told instead.
    pub told: Money,
    /// When this device found it.
    pub found_at: Timestamp,
}

impl StatementFault {
    /// Whether it is what was found at another time.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Self { found_at: other.found_at, ..*self } == *other
    }
}

/// In what way a statement does not add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// All entries together are not the balance.
    Balance,
    /// The balance after an entry does not follow from the one before it.
    Chain,
    /// An entry is not what this device was told earlier.
    Changed,
}
