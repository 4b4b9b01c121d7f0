//! The life of a circle, and keeping order in it.

use circles_domain::circle::{Gates, Role, Standing};
use circles_domain::gate::risk::Risk;
use circles_domain::govern::{ActKind, CircleState, Deed, Modules, ReportReason, Subject};
use circles_domain::{
    ActId, AppealId, ApplicationId, AttachmentId, CircleId, CommentId, PersonId, PostId, ReportId,
};
use circles_wire::govern::{
    ActRequest, ActResponse, AppealRequest, AppealResponse, AppealState, AppealsResponse, Case,
    DecisionRequest, LogLine, LogResponse, QueueResponse, ReasonCount, ReportRequest, ReportResponse,
    ReportState, RoleRequest, SanctionProposal, SecondRequest, Statement, Thing, WaitingAppeal,
};
use circles_wire::handover::{HandoverRequest, Heir, HeirsResponse};
use circles_wire::lifecycle::{
    ApplicationDecisionRequest, ApplicationRequest, ApplicationResponse, ApplicationState,
    ApplicationsResponse, ConsoleLine, ConsoleResponse, EditCircleRequest, ExportResponse, ExportedPost,
    Step, StepRequest, StepResponse,
};

use crate::made::{at, both_ways, byline, cited, id};

#[test]
fn the_life_of_a_circle() {
    let asks = ApplicationRequest {
        name: "Slow Tea".into(),
        name_zh: "慢茶".into(),
        category: "food".into(),
        introduction: "Tea, and no hurry.".into(),
        introduction_zh: String::new(),
        rules: "Be kind.".into(),
        rules_zh: String::new(),
        why: "There is none yet.".into(),
        gates: Gates::open(),
    };
    let application = ApplicationResponse {
        id: ApplicationId(id(20)),
        applicant: byline(),
        own: true,
        asks: Some(asks.clone()),
        risks: vec![Risk::OneGenderIsPaid],
        state: ApplicationState::Refused,
        answer: "There is one already.".into(),
        at: at(0),
    };
    let line = ConsoleLine {
        circle: CircleId(id(5)),
        name: "Slow Tea".into(),
        name_zh: "慢茶".into(),
        state: CircleState::Frozen,
        reason: "Too many reports.".into(),
        export_until: None,
        find_percent: 10,
        views_per_hour: 2_000,
        members: 12,
        keepers: 1,
        owner: Some(byline()),
        appeals: 2,
        open_reports: 3,
        late_reports: 1,
        keeps_up: false,
    };
    let reason = || "Too many reports.".to_owned();
    let steps = [
        Step::Launch { find_percent: 40, views_per_hour: 0 },
        Step::Freeze { reason: reason() },
        Step::Thaw { reason: reason() },
        Step::Dissolve { reason: reason() },
    ]
    .map(|step| StepRequest { step });
    let edit = EditCircleRequest {
        introduction: Some("Tea.".into()),
        introduction_zh: None,
        cover: Some(AttachmentId(id(2))),
        modules: Some(Modules { penalties: "A mute, then a ban.".into(), ..Modules::default() }),
    };
    let taken = ExportResponse {
        circle: CircleId(id(5)),
        circle_name: "Slow Tea".into(),
        posts: vec![ExportedPost {
            id: PostId(id(4)),
            text: "First leaf.".into(),
            attachments: Vec::new(),
            accepted_at: at(0),
        }],
    };
    insta::assert_json_snapshot!((
        both_ways(&asks),
        both_ways(&ApplicationsResponse { applications: vec![application] }),
        both_ways(&ApplicationDecisionRequest { approve: false, answer: "There is one already.".into() }),
        both_ways(&ConsoleResponse { circles: vec![line], members_per_keeper: 2_000, export_s: 2_592_000 }),
        steps.map(|step| both_ways(&step)),
        both_ways(&StepResponse { id: ActId(id(12)), state: CircleState::Frozen }),
        both_ways(&edit),
        both_ways(&taken),
    ));
}

#[test]
fn keeping_order() {
    let (post, person, act) = (Subject::Post(PostId(id(4))), PersonId(id(1)), ActId(id(12)));
    let reason = || "It advertises.".to_owned();
    let deeds = [
        Deed::Remove { subject: post, rule: 2, reason: reason() },
        Deed::Restore { subject: Subject::Comment(CommentId(id(6))), reason: reason() },
        Deed::Dismiss { subject: Subject::Person(person) },
        Deed::Pin { post: PostId(id(4)) },
        Deed::Unpin { post: PostId(id(4)) },
        Deed::Mute { person, rule: 2, reason: reason(), seconds: 3_600 },
        Deed::Ban { person, rule: 2, reason: reason(), seconds: None },
        Deed::Lift { person, reason: reason() },
    ];
    let acts: Vec<_> = deeds.into_iter().map(|deed| both_ways(&ActRequest { deed })).collect();
    let line = LogLine {
        seq: 7,
        id: act,
        kind: ActKind::Ban,
        actor_role: "moderator".into(),
        actor: Some(byline()),
        second: None,
        seconded: true,
        person: None,
        thing: Some(Thing::Post),
        subject: Some(post),
        rule: Some(cited()),
        reason: Some(reason()),
        until: None,
        detail: String::new(),
        at: at(0),
    };
    let appeal = AppealResponse {
        id: AppealId(id(13)),
        act,
        text: "It was a quotation.".into(),
        state: AppealState::Refused,
        answer: "It was not.".into(),
        at: at(60),
    };
    let statement = Statement {
        act,
        circle: CircleId(id(5)),
        circle_name: "Campus Diary".into(),
        circle_name_zh: "校园日记".into(),
        kind: ActKind::Remove,
        subject: Some(post),
        words: "Buy this.".into(),
        rule: cited(),
        reason: reason(),
        at: at(0),
        until: None,
        holds: true,
        circle_gone: false,
        appeal_until: at(15_552_000),
        appeal: Some(appeal.clone()),
        heard: false,
    };
    let report = ReportResponse {
        id: ReportId(id(14)),
        circle: CircleId(id(5)),
        circle_name: "Campus Diary".into(),
        subject: post,
        reason: ReportReason::TipSoliciting,
        state: ReportState::Upheld,
        at: at(0),
        decided_at: Some(at(60)),
        heard: false,
    };
    let case = Case {
        subject: post,
        person: byline(),
        role: Role::Trusted,
        joined_at: at(-86_400),
        past_acts: 1,
        text: "Buy this.".into(),
        post: Some(PostId(id(4))),
        picture: None,
        accepted_at: Some(at(0)),
        reasons: vec![ReasonCount { reason: ReportReason::Spam, count: 2 }],
        notes: vec!["Again.".into()],
        trusted: true,
        first_at: at(1),
    };
    let proposal = SanctionProposal {
        id: act,
        person: byline(),
        sanction: Standing::Banned,
        seconds: Some(86_400),
        rule: cited(),
        reason: reason(),
        proposer: byline(),
        own: false,
        at: at(2),
    };
    let waiting = WaitingAppeal {
        appeal: appeal.clone(),
        person: byline(),
        against: line.clone(),
        words: "Buy this.".into(),
        pictures: vec![AttachmentId(id(6))],
        own: false,
    };
    let request = ReportRequest {
        circle: CircleId(id(5)),
        subject: post,
        reason: ReportReason::Spam,
        note: String::new(),
    };
    insta::assert_json_snapshot!((
        acts,
        both_ways(&ActResponse { id: act, kind: ActKind::Propose, at: at(0) }),
        both_ways(&SecondRequest { agree: true }),
        both_ways(&LogResponse { lines: vec![line], more: false }),
        both_ways(&request),
        both_ways(&report),
        both_ways(&QueueResponse { cases: vec![case], proposals: vec![proposal], appeals: 1 }),
        both_ways(&AppealRequest { act, text: "It was a quotation.".into() }),
        both_ways(&appeal),
        both_ways(&AppealsResponse { appeals: vec![waiting] }),
        both_ways(&DecisionRequest { accept: true, answer: "You are right.".into() }),
        both_ways(&RoleRequest { role: Role::Moderator, reason: None }),
        both_ways(&RoleRequest { role: Role::Owner, reason: Some("Its owner wrote to us.".into()) }),
        both_ways(&HandoverRequest { person: PersonId(id(1)) }),
        both_ways(&HeirsResponse { heirs: vec![Heir { person: byline(), role: Role::Admin }] }),
        both_ways(&statement),
    ));
}
