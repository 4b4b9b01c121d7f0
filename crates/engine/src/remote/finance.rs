//! The money of the platform, for its operators.

use circles_domain::{ActId, PersonId, ProposalId};
use circles_wire::finance::{
    FINANCE, FREEZE, FinanceAct, FinanceResponse, FreezeRequest, PERSON_FINANCE, PersonFinanceResponse,
};
use circles_wire::proposal::{
    DECISION, DecideFinanceRequest, FinanceProposal, LOOK, LookRequest, MadeTipsResponse, PROPOSAL,
    ProposeFinanceRequest,
};

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    /// The books as they stand.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn finance(&self) -> Result<FinanceResponse, Error> {
        self.get(FINANCE).await
    }

    /// How the money of a person stands.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn person_finance(&self, person: PersonId) -> Result<PersonFinanceResponse, Error> {
        self.get(&path(PERSON_FINANCE, &[("id", &person.to_string())])).await
    }

    /// Freezes a wallet, or lifts that, once an id.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn freeze_wallet(
        &self,
        person: PersonId,
        id: ActId,
        request: &FreezeRequest,
    ) -> Result<FinanceAct, Error> {
        let path = path(FREEZE, &[("id", &person.to_string()), ("act_id", &id.to_string())]);
        self.put(&path, request).await
    }

    /// The tips that a person made, on the record.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn look_at_tips(
        &self,
        person: PersonId,
        id: ActId,
        reason: String,
    ) -> Result<MadeTipsResponse, Error> {
        let path = path(LOOK, &[("id", &person.to_string()), ("act_id", &id.to_string())]);
        self.put(&path, &LookRequest { reason }).await
    }

    /// Proposes, once an id.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn propose_finance(
        &self,
        id: ProposalId,
        request: &ProposeFinanceRequest,
    ) -> Result<FinanceProposal, Error> {
        self.put(&path(PROPOSAL, &[("id", &id.to_string())]), request).await
    }

    /// Decides what somebody else proposed, once.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn decide_finance(
        &self,
        id: ProposalId,
        request: &DecideFinanceRequest,
    ) -> Result<FinanceProposal, Error> {
        self.put(&path(DECISION, &[("id", &id.to_string())]), request).await
    }
}
