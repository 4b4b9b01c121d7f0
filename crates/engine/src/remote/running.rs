//! Running a circle: its gates, its rules, who is let in. Nothing of it is kept on the device.

use circles_domain::circle::{Gates, PersonList};
use circles_domain::{CircleId, InvitationId, PersonId, ProposalId};
use circles_wire::admission::{
    ADMISSION, ADMISSIONS, AdmissionsResponse, AdmitRequest, INVITATION, INVITATIONS, INVITED,
    InvitationResponse, InvitationsResponse, InviteRequest,
};
use circles_wire::circle::{CircleResponse, MEMBERS, MembersResponse};
use circles_wire::gates::{
    GATES, GATES_APPROVAL, GATES_LISTED, GATES_PROPOSAL, GATES_SIMULATION, GatesResponse, ProposeRequest,
    SimulateRequest, SimulationResponse,
};
use circles_wire::rules::{AcceptRulesRequest, EditRulesRequest, RULES, RULES_ACCEPTANCE};
use reqwest::Method;
use serde::de::DeserializeOwned;

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    async fn read_of<T: DeserializeOwned>(&self, template: &str, id: CircleId) -> Result<T, Error> {
        self.get(&path(template, &[("id", &id.to_string())])).await
    }

    /// The members of a circle.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn members(&self, id: CircleId) -> Result<MembersResponse, Error> {
        self.read_of(MEMBERS, id).await
    }

    /// The gates with their history and what waits.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn gates(&self, id: CircleId) -> Result<GatesResponse, Error> {
        self.read_of(GATES, id).await
    }

    /// What a change of gates would do.
    ///
    /// # Errors
    /// [`Error`]; `invalid` with the field of the gate.
    pub async fn simulate_gates(&self, id: CircleId, gates: Gates) -> Result<SimulationResponse, Error> {
        let path = path(GATES_SIMULATION, &[("id", &id.to_string())]);
        self.json(self.request(Method::POST, &path).json(&SimulateRequest { gates })).await
    }

    /// Proposes a change of gates.
    ///
    /// # Errors
    /// [`Error`]; `stale` when they changed since.
    pub async fn propose_gates(
        &self,
        id: CircleId,
        proposal: ProposalId,
        request: &ProposeRequest,
    ) -> Result<GatesResponse, Error> {
        self.put(&path(GATES_PROPOSAL, &of_proposal(id, proposal).each()), request).await
    }

    /// Approves what somebody else proposed; else refuses it, or takes one's own back.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn decide_gates(
        &self,
        id: CircleId,
        proposal: ProposalId,
        approve: bool,
    ) -> Result<GatesResponse, Error> {
        let (method, template) =
            if approve { (Method::PUT, GATES_APPROVAL) } else { (Method::DELETE, GATES_PROPOSAL) };
        self.json(self.request(method, &path(template, &of_proposal(id, proposal).each()))).await
    }

    /// Names a person on one of the circle's lists, or takes them off.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_person(
        &self,
        id: CircleId,
        list: PersonList,
        person: PersonId,
        on: bool,
    ) -> Result<GatesResponse, Error> {
        let list = match list {
            PersonList::Allow => "allow",
            PersonList::Deny => "deny",
        };
        let parts = [("id", id.to_string()), ("list", list.to_owned()), ("person_id", person.to_string())];
        let parts = parts.each_ref().map(|(name, value)| (*name, value.as_str()));
        let method = if on { Method::PUT } else { Method::DELETE };
        self.json(self.request(method, &path(GATES_LISTED, &parts))).await
    }

    /// Who asks to be let in.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admissions(&self, id: CircleId) -> Result<AdmissionsResponse, Error> {
        self.read_of(ADMISSIONS, id).await
    }

    /// Lets somebody in, or says why not.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn decide_admission(
        &self,
        id: CircleId,
        person: PersonId,
        request: &AdmitRequest,
    ) -> Result<AdmissionsResponse, Error> {
        let parts = [("id", &*id.to_string()), ("person_id", &*person.to_string())];
        self.put(&path(ADMISSION, &parts), request).await
    }

    /// The circle's invitations.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn invitations(&self, id: CircleId) -> Result<InvitationsResponse, Error> {
        self.read_of(INVITATIONS, id).await
    }

    /// Makes an invitation.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn invite(
        &self,
        id: CircleId,
        invitation: InvitationId,
        request: InviteRequest,
    ) -> Result<InvitationResponse, Error> {
        let parts = [("id", &*id.to_string()), ("invitation_id", &*invitation.to_string())];
        self.put(&path(INVITATION, &parts), &request).await
    }

    /// Ends an invitation.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn revoke_invitation(
        &self,
        id: CircleId,
        invitation: InvitationId,
    ) -> Result<InvitationsResponse, Error> {
        let parts = [("id", &*id.to_string()), ("invitation_id", &*invitation.to_string())];
        self.json(self.request(Method::DELETE, &path(INVITATION, &parts))).await
    }

    /// The circle that a code invites to.
    ///
    /// # Errors
    /// [`Error`]; `not_found` for a code that lets nobody in.
    pub async fn invited(&self, code: &str) -> Result<CircleResponse, Error> {
        self.get(&path(INVITED, &[("code", code)])).await
    }

    /// Changes the rules.
    ///
    /// # Errors
    /// [`Error`]; `stale` when they changed since.
    pub async fn edit_rules(
        &self,
        id: CircleId,
        request: &EditRulesRequest,
    ) -> Result<CircleResponse, Error> {
        self.put(&path(RULES, &[("id", &id.to_string())]), request).await
    }

    /// Accepts the rules.
    ///
    /// # Errors
    /// [`Error`]; `stale` when they changed since.
    pub async fn accept_rules(&self, id: CircleId, version: i64) -> Result<CircleResponse, Error> {
        self.put(&path(RULES_ACCEPTANCE, &[("id", &id.to_string())]), &AcceptRulesRequest { version }).await
    }
}

/// The parts of a proposal's path.
struct OfProposal([(&'static str, String); 2]);

fn of_proposal(id: CircleId, proposal: ProposalId) -> OfProposal {
    OfProposal([("id", id.to_string()), ("proposal_id", proposal.to_string())])
}

impl OfProposal {
    fn each(&self) -> [(&'static str, &str); 2] {
        self.0.each_ref().map(|(name, value)| (*name, value.as_str()))
    }
}
