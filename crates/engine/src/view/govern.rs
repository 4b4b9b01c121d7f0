use circles_domain::Timestamp;
use circles_domain::govern::ActKind;
use circles_wire::circle::MembersResponse;
use circles_wire::finance::FinanceResponse;
use circles_wire::govern::{AppealsResponse, LogResponse, QueueResponse};
use circles_wire::lifecycle::{ApplicationsResponse, ConsoleResponse};
use circles_wire::person::StandingsResponse;
use serde::Serialize;
use ts_rs::TS;

/// An id for what a form will send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct NewIdView {
    /// A UUIDv7.
    pub id: String,
}

/// What an act led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ActView {
    /// As the log says it: `propose` when a second person is needed.
    pub kind: ActKind,
}

macro_rules! sheets {
    ($($(#[$doc:meta])* $name:ident($read:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
        pub struct $name {
            /// As the server answered; absent until it was read.
            pub read: Option<$read>,
            /// When.
            pub as_of: Option<Timestamp>,
        }
    )*};
}

sheets! {
    /// One's own standings.
    StandingsView(StandingsResponse);
    /// What waits for a moderator.
    QueueView(QueueResponse);
    /// Appeals that wait.
    AppealsView(AppealsResponse);
    /// What was done.
    LogView(LogResponse);
    /// Who is there.
    MembersView(MembersResponse);
    /// Applications for circles.
    ApplicationsView(ApplicationsResponse);
    /// Every circle, for operators.
    ConsoleView(ConsoleResponse);
    /// The books, for operators.
    FinanceView(FinanceResponse);
}

/// What was taken along from a circle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TakenView {
    /// Where it lies now.
    pub folder: String,
    /// Posts.
    pub posts: i64,
    /// Pictures and videos that came along.
    pub files: i64,
    /// Those that were nowhere any more.
    pub missed: i64,
}
