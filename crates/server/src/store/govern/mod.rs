//! Keeping order: the log and what hangs on it. All that an act changes is changed in its transaction.

mod acts;
mod appeals;
mod cases;
mod heard;
mod log;
mod proposals;
mod reports;
mod statements;
mod waiting;

pub use acts::{Act, Held, Removed, about, find_act, find_removal, held, insert, rule_of};
pub use appeals::{Appeal, NewAppeal, count_waiting, decide, find_appeal, insert_appeal, waiting};
pub use cases::cases;
pub use heard::hear;
pub use log::{Line, line_of, lines};
pub use proposals::{OpenProposal, close, find_proposal, has_open, proposals, propose};
pub use reports::{NewReport, find_report, heard, insert_report, of_reporter, open_report, resolve};
pub use statements::statements;
pub(super) use waiting::{stuck_appeals, waiting_for};

pub mod pins;

use circles_domain::govern::Subject;
use circles_domain::{CommentId, PersonId, PostId};
use uuid::Uuid;

/// The kind and the id of a subject, as columns.
pub(crate) fn columns(subject: Subject) -> (&'static str, Uuid) {
    match subject {
        Subject::Post(id) => ("post", id.0),
        Subject::Comment(id) => ("comment", id.0),
        Subject::Person(id) => ("person", id.0),
    }
}

/// A subject from its columns.
pub(crate) fn subject(kind: &str, id: Uuid) -> Subject {
    match kind {
        "post" => Subject::Post(PostId(id)),
        "comment" => Subject::Comment(CommentId(id)),
        _ => Subject::Person(PersonId(id)),
    }
}
