//! Circles, their members, gates and ways in.

use circles_domain::circle::{Role, Standing};
use circles_domain::claim::Gender;
use circles_domain::gate::band::Band;
use circles_domain::gate::risk::Risk;
use circles_domain::gate::simulation::{Example, Outcome, Right, Shift};
use circles_domain::{CircleId, InvitationId, ProposalId};
use circles_wire::admission::{
    AdmissionsResponse, AdmitRequest, Candidate, InvitationResponse, InvitationsResponse, InviteRequest,
};
use circles_wire::circle::{CirclesResponse, JoinRequest, Member, MembersResponse};
use circles_wire::gates::{
    GateVersion, GatesResponse, Proposal, ProposeRequest, SimulateRequest, SimulationResponse,
};
use circles_wire::rules::{AcceptRulesRequest, EditRulesRequest};

use crate::made::{at, both_ways, byline, circle, id};

#[test]
fn circles_and_members() {
    let members = MembersResponse {
        members: vec![Member {
            person: byline(),
            standing: Standing::Moderator,
            role: Role::Admin,
            until: None,
        }],
    };
    insta::assert_json_snapshot!((
        both_ways(&CirclesResponse { circles: vec![circle()] }),
        both_ways(&members)
    ));
}

#[test]
fn gates_and_joining() {
    let gates = circle().gates;
    let proposal = Proposal {
        id: ProposalId(id(30)),
        gates: gates.clone(),
        risks: vec![Risk::OneGenderIsPaid],
        by: byline(),
        at: at(0),
        may_approve: true,
    };
    let version =
        GateVersion { version: 3, gates: gates.clone(), by: Some(byline()), approved_by: None, at: at(0) };
    let shift = Shift { before: 12, after: 9, gain: 1, lose: 4 };
    let bands = vec![Band::Gender { is: Some(Gender::Male) }, Band::Score { from: Some(700), to: Some(749) }];
    let outcome = Outcome {
        members: 12,
        outsiders: 3,
        join: Shift::default(),
        post: shift,
        comment: shift,
        examples: vec![Example { right: Right::Post, gains: false, people: 4, bands }],
    };
    let invitation = InvitationResponse {
        id: InvitationId(id(31)),
        circle: CircleId(id(5)),
        code: "7K3M-Q8RT-ZW2X".into(),
        made_by: byline(),
        made_at: at(0),
        expires_at: at(86_400),
        uses: 10,
        used: 1,
        revoked: false,
    };
    let candidate =
        Candidate { person: byline(), note: "I teach there.".into(), asked_at: at(0), earlier_gate: true };
    let join = JoinRequest {
        rules_version: Some(3),
        note: Some("I teach there.".into()),
        invitation: Some("7K3M-Q8RT-ZW2X".into()),
    };
    let rules =
        EditRulesRequest {
            version: 1, rules: "Be kind.".into(), rules_zh: "友善。".into(), material: true
        };
    insta::assert_json_snapshot!([
        both_ways(&join),
        both_ways(&JoinRequest::default()),
        both_ways(&SimulateRequest { gates: gates.clone() }),
        both_ways(&SimulationResponse { outcome, risks: vec![Risk::OneAgeGroupIsPaid], escrow_hours: 72 }),
        both_ways(&ProposeRequest { version: 3, gates: gates.clone() }),
        both_ways(&GatesResponse {
            circle: CircleId(id(5)),
            version: 3,
            gates,
            risks: Vec::new(),
            escrow_hours: 0,
            decides: true,
            proposal: Some(proposal),
            allow: vec![byline()],
            deny: Vec::new(),
            history: vec![version],
        }),
        both_ways(&AdmissionsResponse { candidates: vec![candidate] }),
        both_ways(&AdmitRequest { admit: false, reason: "For students of now.".into() }),
        both_ways(&InviteRequest { uses: 10, days: 7 }),
        both_ways(&InvitationsResponse { invitations: vec![invitation] }),
        both_ways(&rules),
        both_ways(&AcceptRulesRequest { version: 3 }),
    ]);
}
