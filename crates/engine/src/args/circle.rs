//! What circles, their gates and who comes in take.

use circles_domain::circle::{Gates, PersonList};
use circles_domain::{CircleId, InvitationId, PersonId, ProposalId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

args! {
    /// `list_circles`.
    ListCirclesArgs {
        /// Only joined ones.
        joined: bool,
        /// Words in name or introduction; empty for all.
        query: String,
    }
    /// `get_circle`, `leave`, `open_circle`, `get_gates`, `admissions`, `invitations`, `members`.
    CircleArgs {
        /// Which.
        circle: CircleId,
    }
    /// `join`.
    JoinArgs {
        /// Which.
        circle: CircleId,
        /// The version of the rules that was shown; joining accepts it.
        rules_version: Option<i64>,
        /// Words for who decides, where joining is by asking.
        note: Option<String>,
        /// The code of an invitation, where one is needed.
        invitation: Option<String>,
    }
    /// `accept_rules`.
    AcceptRulesArgs {
        /// Whose.
        circle: CircleId,
        /// The version that was shown.
        version: i64,
    }
    /// `edit_rules`.
    EditRulesArgs {
        /// Whose.
        circle: CircleId,
        /// The version that they change.
        version: i64,
        /// One rule a line.
        rules: String,
        /// The same in Simplified Chinese.
        rules_zh: String,
        /// Whether everyone is asked again before they write.
        material: bool,
    }
    /// `simulate_gates`.
    SimulateGatesArgs {
        /// Whose.
        circle: CircleId,
        /// What is tried.
        gates: Gates,
    }
    /// `propose_gates`.
    ProposeGatesArgs {
        /// Whose.
        circle: CircleId,
        /// The version that it changes.
        version: i64,
        /// As they shall be.
        gates: Gates,
    }
    /// `decide_gates`.
    DecideGatesArgs {
        /// Whose.
        circle: CircleId,
        /// Which.
        proposal: ProposalId,
        /// Approve; else refuse it or take it back.
        approve: bool,
    }
    /// `list_person`: names a person on one of the circle's lists, or takes them off.
    ListPersonArgs {
        /// Whose.
        circle: CircleId,
        /// Which list.
        list: PersonList,
        /// Who.
        person: PersonId,
        /// On or off.
        on: bool,
    }
    /// `decide_admission`.
    DecideAdmissionArgs {
        /// Where.
        circle: CircleId,
        /// Who asked.
        person: PersonId,
        /// Let in, or not.
        admit: bool,
        /// Why not.
        reason: String,
    }
    /// `invite`.
    InviteArgs {
        /// Where to.
        circle: CircleId,
        /// How many people may come in with it.
        uses: i64,
        /// For how many days.
        days: i64,
    }
    /// `revoke_invitation`.
    RevokeInvitationArgs {
        /// Where to.
        circle: CircleId,
        /// Which.
        invitation: InvitationId,
    }
    /// `find_invited`.
    InvitedArgs {
        /// As typed or pasted.
        code: String,
    }
}
