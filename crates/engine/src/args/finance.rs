//! What operators of the platform do about people's money.

use circles_domain::{ActId, PersonId, ProposalId, TipId};
use circles_wire::proposal::Ground;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

args! {
    /// `freeze_wallet`: the id was minted when the form opened.
    FreezeWalletArgs {
        /// Of the act.
        id: ActId,
        /// Whose wallet.
        person: PersonId,
        /// Frozen from now on, or not.
        frozen: bool,
        /// Why; the person reads it.
        reason: String,
    }
    /// `look_at_tips`: the id was minted when the form opened.
    LookAtTipsArgs {
        /// Of the act.
        id: ActId,
        /// Whose tips.
        person: PersonId,
        /// Why; it stands in the record.
        reason: String,
    }
    /// `propose_adjustment`: the id was minted when the form opened.
    ProposeAdjustmentArgs {
        /// Of the proposal.
        id: ProposalId,
        /// Whose balance.
        person: PersonId,
        /// How much, as typed.
        amount: String,
        /// Given, or taken.
        give: bool,
        /// What it rests on.
        reference: String,
        /// Why; the person reads it.
        reason: String,
    }
    /// `propose_refund`: the id was minted when the form opened.
    ProposeRefundArgs {
        /// Of the proposal.
        id: ProposalId,
        /// Who made the tips.
        person: PersonId,
        /// Which.
        tips: Vec<TipId>,
        /// Why they may go back.
        ground: Ground,
        /// What it rests on.
        reference: String,
        /// Why; the person reads it.
        reason: String,
    }
    /// `decide_finance`.
    DecideFinanceArgs {
        /// Which proposal.
        id: ProposalId,
        /// Yes, or no.
        approve: bool,
        /// Why; operators read it.
        answer: String,
    }
}
