//! Running a circle, each with the server's word: its gates, its lists, its rules, who is let in.

use circles_domain::gate::Gate;
use circles_domain::invitation::{self, InvitationCode};
use circles_domain::{InvitationId, ProposalId};
use circles_wire::admission::{AdmissionsResponse, AdmitRequest, InvitationsResponse, InviteRequest};
use circles_wire::circle::MembersResponse;
use circles_wire::gates::{GatesResponse, ProposeRequest, SimulationResponse};
use circles_wire::rules::EditRulesRequest;

use super::circles::{keep, page};
use crate::args::{
    AcceptRulesArgs, CircleArgs, DecideAdmissionArgs, DecideGatesArgs, EditRulesArgs, InviteArgs,
    InvitedArgs, ListPersonArgs, ProposeGatesArgs, RevokeInvitationArgs, SimulateGatesArgs,
};
use crate::engine::Engine;
use crate::error::Result;
use crate::view::CircleView;

impl Engine {
    /// The first members of a circle.
    ///
    /// # Errors
    /// The server.
    pub async fn members(&self, args: CircleArgs) -> Result<MembersResponse> {
        Ok(self.connected_account().await?.remote()?.members(args.circle).await?)
    }

    /// The gates of a circle with their history, for those who administer it.
    ///
    /// # Errors
    /// The server; `forbidden`.
    pub async fn get_gates(&self, args: CircleArgs) -> Result<GatesResponse> {
        Ok(self.connected_account().await?.remote()?.gates(args.circle).await?)
    }

    /// What a change of gates would do. What cannot be saved is refused before anything is sent.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with the field of the gate; the server.
    pub async fn simulate_gates(&self, args: SimulateGatesArgs) -> Result<SimulationResponse> {
        let account = self.connected_account().await?;
        args.gates.check_shape()?;
        Ok(account.remote()?.simulate_gates(args.circle, args.gates).await?)
    }

    /// Changes the gates, or proposes it where a second approver is needed.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with the field of the gate; the server; `stale`.
    pub async fn propose_gates(&self, args: ProposeGatesArgs) -> Result<GatesResponse> {
        let account = self.connected_account().await?;
        args.gates.check_shape()?;
        let request = ProposeRequest { version: args.version, gates: simplified(args.gates) };
        let answer = account.remote()?.propose_gates(args.circle, ProposalId::mint(), &request).await?;
        account.sync.wake.notify_one();
        Ok(answer)
    }

    /// Approves what somebody else proposed; else refuses it, or takes one's own back.
    ///
    /// # Errors
    /// The server; `stale`, `forbidden`.
    pub async fn decide_gates(&self, args: DecideGatesArgs) -> Result<GatesResponse> {
        let account = self.connected_account().await?;
        let answer = account.remote()?.decide_gates(args.circle, args.proposal, args.approve).await?;
        account.sync.wake.notify_one();
        Ok(answer)
    }

    /// Names a person on one of the circle's lists, or takes them off.
    ///
    /// # Errors
    /// The server.
    pub async fn list_person(&self, args: ListPersonArgs) -> Result<GatesResponse> {
        let account = self.connected_account().await?;
        Ok(account.remote()?.list_person(args.circle, args.list, args.person, args.on).await?)
    }

    /// Who asks to be let in.
    ///
    /// # Errors
    /// The server; `forbidden`.
    pub async fn admissions(&self, args: CircleArgs) -> Result<AdmissionsResponse> {
        Ok(self.connected_account().await?.remote()?.admissions(args.circle).await?)
    }

    /// Lets somebody in, or says why not.
    ///
    /// # Errors
    /// The server; `gate_closed` when they do not fit any more.
    pub async fn decide_admission(&self, args: DecideAdmissionArgs) -> Result<AdmissionsResponse> {
        let account = self.connected_account().await?;
        let request = AdmitRequest { admit: args.admit, reason: args.reason };
        Ok(account.remote()?.decide_admission(args.circle, args.person, &request).await?)
    }

    /// The circle's invitations.
    ///
    /// # Errors
    /// The server; `forbidden`.
    pub async fn invitations(&self, args: CircleArgs) -> Result<InvitationsResponse> {
        Ok(self.connected_account().await?.remote()?.invitations(args.circle).await?)
    }

    /// Makes an invitation, and gives them all.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`]; the server.
    pub async fn invite(&self, args: InviteArgs) -> Result<InvitationsResponse> {
        invitation::check(args.uses, args.days)?;
        let account = self.connected_account().await?;
        let request = InviteRequest { uses: args.uses, days: args.days };
        account.remote()?.invite(args.circle, InvitationId::mint(), request).await?;
        Ok(account.remote()?.invitations(args.circle).await?)
    }

    /// Ends an invitation.
    ///
    /// # Errors
    /// The server.
    pub async fn revoke_invitation(&self, args: RevokeInvitationArgs) -> Result<InvitationsResponse> {
        let account = self.connected_account().await?;
        Ok(account.remote()?.revoke_invitation(args.circle, args.invitation).await?)
    }

    /// The circle that a code invites to.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for what is no code; `not_found` for one that lets nobody in.
    pub async fn find_invited(&self, args: InvitedArgs) -> Result<CircleView> {
        let code = InvitationCode::parse(&args.code)?;
        let account = self.connected_account().await?;
        let circle = account.remote()?.invited(code.as_str()).await?;
        keep(&account, &circle).await?;
        page(&account, circle.id).await
    }

    /// Changes a circle's rules.
    ///
    /// # Errors
    /// The server; `stale`.
    pub async fn edit_rules(&self, args: EditRulesArgs) -> Result<CircleView> {
        let account = self.connected_account().await?;
        let EditRulesArgs { circle, version, rules, rules_zh, material } = args;
        let request = EditRulesRequest { version, rules, rules_zh, material };
        let edited = account.remote()?.edit_rules(circle, &request).await?;
        keep(&account, &edited).await?;
        page(&account, circle).await
    }

    /// Accepts a circle's rules.
    ///
    /// # Errors
    /// The server; `stale` when they changed since they were shown.
    pub async fn accept_rules(&self, args: AcceptRulesArgs) -> Result<CircleView> {
        let account = self.connected_account().await?;
        let accepted = account.remote()?.accept_rules(args.circle, args.version).await?;
        keep(&account, &accepted).await?;
        page(&account, args.circle).await
    }
}

/// Without what adds nothing: an editor leaves groups of one behind.
fn simplified(gates: circles_domain::circle::Gates) -> circles_domain::circle::Gates {
    let simple = |gate: Gate| gate.simplified();
    circles_domain::circle::Gates {
        join: simple(gates.join),
        post: simple(gates.post),
        comment: simple(gates.comment),
        ..gates
    }
}
