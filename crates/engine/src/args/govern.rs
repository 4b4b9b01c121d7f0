//! What keeping order takes.

use circles_domain::circle::Role;
use circles_domain::govern::{Deed, ReportReason, Subject};
use circles_domain::{ActId, AppealId, CircleId, PersonId, PostId, ReportId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A page that the server answers whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    /// One's own standings.
    Standings,
    /// What waits for a moderator of a circle.
    Queue,
    /// Appeals that wait in a circle.
    Appeals,
    /// What was done in a circle.
    Log,
    /// Who is in a circle.
    Members,
    /// One's own applications for circles; for operators also those that wait.
    Applications,
    /// Every circle, for operators of the platform.
    Console,
    /// The books, for operators of the platform.
    Finance,
}

args! {
    /// `load_sheet`.
    LoadSheetArgs {
        /// Which.
        sheet: Sheet,
        /// Of which circle; `null` for what belongs to none.
        circle: Option<CircleId>,
    }
    /// `act`: the id was minted when the form opened.
    ActArgs {
        /// Where.
        circle: CircleId,
        /// Which.
        id: ActId,
        /// What.
        deed: Deed,
    }
    /// `second`.
    SecondArgs {
        /// Where.
        circle: CircleId,
        /// The act that proposed.
        id: ActId,
        /// Whether oneself agrees.
        agree: bool,
    }
    /// `report`: the id was minted when the form opened.
    ReportArgs {
        /// Which.
        id: ReportId,
        /// Where.
        circle: CircleId,
        /// What.
        subject: Subject,
        /// The post that a comment stands under.
        post: Option<PostId>,
        /// Why.
        reason: ReportReason,
        /// More; may be empty.
        note: String,
    }
    /// `hear_report`.
    ReportIdArgs {
        /// Which.
        report: ReportId,
    }
    /// `hear_statement`.
    StatementIdArgs {
        /// Which act.
        act: ActId,
    }
    /// `appeal`: the id was minted when the form opened.
    AppealArgs {
        /// Which.
        id: AppealId,
        /// Against which act.
        act: ActId,
        /// What oneself says.
        text: String,
    }
    /// `decide_appeal`.
    DecideAppealArgs {
        /// Where.
        circle: CircleId,
        /// Which.
        id: AppealId,
        /// Whether the act is undone.
        accept: bool,
        /// As the person will read it.
        answer: String,
    }
    /// `give_role`.
    GiveRoleArgs {
        /// Where.
        circle: CircleId,
        /// Whom.
        person: PersonId,
        /// Which.
        role: Role,
    }
    /// `offer_circle`.
    CircleMemberArgs {
        /// Which circle.
        circle: CircleId,
        /// To whom.
        person: PersonId,
    }
    /// `name_owner`.
    NameOwnerArgs {
        /// Of which circle.
        circle: CircleId,
        /// Whom.
        person: PersonId,
        /// As the circle's log will say it.
        reason: String,
    }
}
