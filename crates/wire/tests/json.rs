//! The JSON of every resource, as devices and servers of this version agree on it. Each value also survives the way
//! back, and what a newer server says degrades to `Unknown`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it is")]

use circles_domain::attachment::{AttachmentDraft, AttachmentKind};
use circles_domain::circle::{Acceptance, AdmissionState, Gates, Joining, Place, Preview, Role, Standing};
use circles_domain::claim::{AgeBand, ClaimKind, Claims, Gender};
use circles_domain::gate::band::Band;
use circles_domain::gate::risk::Risk;
use circles_domain::gate::simulation::{Example, Outcome, Right, Shift};
use circles_domain::gate::{Asker, Clause, Gate};
use circles_domain::govern::{ActKind, CircleState, CitedRule, Deed, Modules, ReportReason, Subject};
use circles_domain::ledger::{AdjustmentReceipt, LimitKind, Raise, Receipt};
use circles_domain::payment::{PaymentFailure, PaymentKind, PaymentOutcome, PaymentRefusal};
use circles_domain::relation::{MayAsk, WhoMayAsk};
use circles_domain::score::Part;
use circles_domain::tip::{TipOutcome, TipPrivacy, TipRefusal, TipReturn};
use circles_domain::{
    ActId, AppealId, ApplicationId, AttachmentId, CircleId, CommentId, DeviceId, Field, FriendRequestId,
    Invalid, InvitationId, JournalId, Money, PaymentId, PersonId, PostId, ProposalId, QuoteId, ReportId,
    Rule, Timestamp, TipId,
};
use circles_wire::admission::{
    Admission, AdmissionsResponse, AdmitRequest, Candidate, InvitationResponse, InvitationsResponse,
    InviteRequest,
};
use circles_wire::circle::{
    CircleResponse, CirclesResponse, JoinRequest, Member, MembersResponse, PostsResponse, Rights,
};
use circles_wire::comment::{CommentRequest, CommentResponse, CommentsResponse};
use circles_wire::device::NewDevice;
use circles_wire::earnings::{Earned, EarnedCircle, EarnedDay, EarnedPost, EarningsResponse};
use circles_wire::finance::{
    Debtor, EscrowKind, EscrowLine, FinanceAct, FinanceActKind, FinanceResponse, FreezeRequest, FrozenWallet,
    LastCheckpoint, PersonFinanceResponse, TrialKind, TrialLine,
};
use circles_wire::gates::{
    GateVersion, GatesResponse, Proposal, ProposeRequest, SimulateRequest, SimulationResponse,
};
use circles_wire::govern::{
    ActRequest, ActResponse, AppealRequest, AppealResponse, AppealState, AppealsResponse, Case,
    DecisionRequest, LogLine, LogResponse, QueueResponse, ReasonCount, ReportRequest, ReportResponse,
    ReportState, RoleRequest, SanctionProposal, SecondRequest, Statement, Thing, WaitingAppeal,
};
use circles_wire::handover::{Handover, HandoverRequest, Heir, HeirsResponse};
use circles_wire::known::{
    Ban, BanRequest, BanResponse, ClaimResponse, ClaimState, ClaimUse, ClaimsResponse, DeletionRequest,
    LegalNameRequest, LegalNameResponse, LiftRequest, NameAccess, NameAccessResponse, OperatorAct,
    OperatorActKind, ScorePart, ScoreResponse, ShowNameRequest,
};
use circles_wire::lifecycle::{
    ApplicationDecisionRequest, ApplicationRequest, ApplicationResponse, ApplicationState,
    ApplicationsResponse, ConsoleLine, ConsoleResponse, EditCircleRequest, ExportResponse, ExportedPost,
    Step, StepRequest, StepResponse,
};
use circles_wire::media::{UploadRequest, UploadResponse};
use circles_wire::payment::{
    Difference, DifferenceKind, PaymentPageResponse, PaymentRequest, PaymentResponse, PaymentsResponse,
    Reconciliation, ReconciliationsResponse,
};
use circles_wire::person::{
    Byline, EditMeRequest, Level, MeResponse, PersonResponse, StandingResponse, StandingsResponse,
};
use circles_wire::post::{
    Counts, CountsResponse, EditRequest, PostCounts, PostIdsRequest, PostResponse, PublishRequest,
};
use circles_wire::proposal::{
    Asks, DecideFinanceRequest, EntryNote, FinanceProposal, FinanceProposalKind, FinanceProposalState,
    Ground, LookRequest, MadeTip, MadeTipsResponse, ProposeFinanceRequest, SignedAdjustment,
};
use circles_wire::relation::{Answer, AnswerRequest, FriendRequest, Relation, RelationResponse, Waiting};
use circles_wire::rules::{AcceptRulesRequest, EditRulesRequest};
use circles_wire::sync::{Scope, SyncChange, SyncResponse};
use circles_wire::tip::{
    ConfirmRequest, KeysResponse, PublicTip, QuoteRequest, QuoteResponse, ReceiptKey, SignedReceipt,
    TipResponse, TippersResponse,
};
use circles_wire::wallet::{
    Entry, EntryKind, LimitState, LimitsResponse, SetLimitRequest, Thanks, WalletFreeze, WalletResponse,
};
use circles_wire::{ErrorBody, ErrorCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

fn id(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + n)
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_795_305_600_000_000 + seconds * 1_000_000)
}

/// The JSON, after it came back as what it was.
fn both_ways<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) -> serde_json::Value {
    let json = serde_json::to_value(value).unwrap();
    assert_eq!(&serde_json::from_value::<T>(json.clone()).unwrap(), value);
    json
}

fn byline() -> Byline {
    Byline {
        id: PersonId(id(1)),
        display_name: "Momo".into(),
        verified: true,
        avatar: Some(AttachmentId(id(2))),
    }
}

fn draft() -> AttachmentDraft {
    AttachmentDraft {
        id: AttachmentId(id(3)),
        kind: AttachmentKind::Video,
        width: 1280,
        height: 720,
        thumbhash: "3OcRJYB4d3h/iIeHeEh3eIhw+j2w".into(),
        alt: "a rabbit".into(),
        duration_ms: 5_000,
        has_poster: true,
    }
}

fn counts() -> Counts {
    Counts { praise: 3, comments: 2, tippers: 1, views: 40, praised: true, tipped: false, tips_off: true }
}

fn post() -> PostResponse {
    PostResponse {
        id: PostId(id(4)),
        version: 2,
        circle: CircleId(id(5)),
        author: byline(),
        text: "hello\nthere".into(),
        attachments: vec![draft()],
        accepted_at: at(0),
        edited_at: Some(at(60)),
        counts: counts(),
    }
}

fn comment() -> CommentResponse {
    let (author, text) = (byline(), "nice".into());
    CommentResponse {
        id: CommentId(id(6)),
        version: 1,
        post: PostId(id(4)),
        author,
        text,
        accepted_at: at(5),
        edited_at: None,
    }
}

fn circle() -> CircleResponse {
    let woman_student =
        Gate::All(vec![Gate::Is(Clause::Gender { is: Gender::Female }), Gate::Is(Clause::Student)]);
    let comment = Gate::Any(vec![
        Gate::Is(Clause::ScoreAtLeast { score: 750 }),
        Gate::Not(Box::new(Gate::Is(Clause::Role { at_least: Role::Moderator }))),
    ]);
    let gates = Gates {
        joining: Joining::Request,
        join: Gate::Is(Clause::AgeAtLeast { years: 18 }),
        post: woman_student,
        comment,
        preview: Preview::Latest { count: 10 },
    };
    let claims = Claims { gender: Some(Gender::Female), score: Some(712), ..Claims::default() };
    let place = Place { role: Some(Role::Member), joined_at: Some(at(-90_000)), ..Place::default() };
    let asker = Asker::new(&claims, at(-900_000), at(0)).at(place, at(0));
    CircleResponse {
        id: CircleId(id(5)),
        version: 1,
        slug: "campus-diary".into(),
        name: "Campus Diary".into(),
        name_zh: "校园日记".into(),
        introduction: "Days on campus.".into(),
        introduction_zh: "校园里的日子。".into(),
        rules: "Be kind.\nNo advertising.".into(),
        rules_zh: "友善。\n不发广告。".into(),
        category: "study".into(),
        cover: Some(AttachmentId(id(7))),
        icon: None,
        rights: Rights::of(&gates, asker),
        gates,
        gate_version: 3,
        escrow_hours: 72,
        place,
        acceptance: Acceptance { current: 3, needed: 2, accepted: 1 },
        admission: Some(Admission {
            state: AdmissionState::Refused,
            note: "I teach there.".into(),
            reason: "For students of now.".into(),
            asked_at: at(0),
            decided_at: Some(at(60)),
            again_at: Some(at(86_460)),
        }),
        administers: true,
        waiting: 2,
        order_waiting: 4,
        handover: Some(Handover { to: byline(), at: at(0) }),
        standing: Standing::Muted,
        standing_until: Some(at(3_600)),
        pins: vec![PostId(id(4))],
        state: CircleState::Dissolving,
        state_reason: "Nobody keeps order.".into(),
        export_until: Some(at(86_400)),
        find_percent: 40,
        views_per_hour: 200,
        modules: Modules { read_first: "Say hello.".into(), ..Modules::default() },
        member_count: 12,
        view_count: 340,
        post_count: 56,
    }
}

fn cited() -> CitedRule {
    CitedRule { number: 2, text: "No advertising.".into(), text_zh: "不发广告。".into() }
}

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

#[test]
fn posts_and_comments() {
    let publish =
        PublishRequest { circle: CircleId(id(5)), text: "hello".into(), attachments: vec![draft()] };
    insta::assert_json_snapshot!([
        both_ways(&publish),
        both_ways(&EditRequest { text: "hello, all".into() }),
        both_ways(&PostsResponse { posts: vec![post()], more: true }),
        both_ways(&PostIdsRequest { posts: vec![PostId(id(4))] }),
        both_ways(&CountsResponse { posts: vec![PostCounts { id: PostId(id(4)), counts: counts() }] }),
        both_ways(&CommentRequest { post: PostId(id(4)), text: "nice".into() }),
        both_ways(&CommentsResponse { comments: vec![comment()], more: false }),
    ]);
}

#[test]
fn people() {
    let me = MeResponse {
        byline: byline(),
        bio: "reads".into(),
        masked_name: "张*".into(),
        gender: Some(Gender::Female),
        adult: true,
        student: Some(true),
        employed: None,
        overseas: None,
        score: Some(712),
        age: Some(20),
        joined_at: at(-86_400),
        who_may_ask: WhoMayAsk::FriendsOfFriends,
        operator: false,
        shows_name: false,
        delete_at: Some(at(604_800)),
        tips_off: true,
        transfers_from_others: true,
    };
    let other = PersonResponse {
        byline: byline(),
        bio: String::new(),
        joined_at: at(0),
        shared_circles: vec![CircleId(id(5))],
        post_count: 3,
        relation: Relation::None,
        may_ask: MayAsk::NotAccepted { again_at: at(86_400) },
        may_send: true,
        level: Level::Friend,
        masked_name: Some("张*".into()),
        legal_name: None,
    };
    let standing = StandingResponse {
        circle: CircleId(id(5)),
        circle_name: "Campus Diary".into(),
        standing: Standing::Banned,
        until: None,
        reason: Some("rule 2".into()),
    };
    let edit = EditMeRequest { bio: Some("reads".into()), ..EditMeRequest::default() };
    let standings =
        StandingsResponse { standings: vec![standing], statements: Vec::new(), reports: Vec::new() };
    insta::assert_json_snapshot!([
        both_ways(&me),
        both_ways(&other),
        both_ways(&standings),
        both_ways(&edit)
    ]);
}

fn waiting() -> Waiting {
    let (request, note) = (FriendRequestId(id(12)), "We met at the lake.".into());
    Waiting { request, note, asked_at: at(0), expires_at: at(2_592_000) }
}

fn standing_to(relation: Relation) -> RelationResponse {
    RelationResponse { person: byline(), relation }
}

#[test]
fn relations() {
    let stand = |relation| both_ways(&standing_to(relation));
    insta::assert_json_snapshot!([
        both_ways(&FriendRequest { person: PersonId(id(1)), note: "We met at the lake.".into() }),
        both_ways(&[Answer::Accept, Answer::Refuse, Answer::Ignore].map(|answer| AnswerRequest { answer })),
        stand(Relation::None),
        stand(Relation::Asked(waiting())),
        stand(Relation::Asks(waiting())),
        stand(Relation::NotAccepted { again_at: at(86_400) }),
        stand(Relation::Friend { since: at(0), masked_name: "张*".into() }),
        stand(Relation::Blocked { since: at(0) }),
    ]);
}

#[test]
fn what_is_known_of_oneself() {
    let claim = ClaimResponse {
        kind: ClaimKind::BirthDate,
        state: ClaimState::Valid,
        age_band: Some(AgeBand::From25),
        gender: None,
        issuer: "sandbox.register".into(),
        issued_at: at(0),
        expires_at: at(86_400),
        withdrawn_at: None,
        signed: true,
        used_by: vec![ClaimUse {
            circle: CircleId(id(5)),
            circle_name: "Campus Diary".into(),
            circle_name_zh: String::new(),
            right: Right::Post,
            closes: true,
        }],
        money: true,
    };
    let part = ScorePart { part: Part::Praise, points: 40, bound: 160, before: 36, changed_at: at(0) };
    let access = NameAccess { role: "operator".into(), reason: "a court has asked for it".into(), at: at(0) };
    insta::assert_json_snapshot!([
        both_ways(&ClaimsResponse { claims: vec![claim] }),
        both_ways(&ScoreResponse { score: 712, least: 350, most: 950, parts: vec![part] }),
        both_ways(&NameAccessResponse { entries: vec![access] }),
        both_ways(&ShowNameRequest { shown: true }),
        both_ways(&DeletionRequest { give_up: Money::fen(20_000) }),
        both_ways(&LegalNameRequest { reason: "a court has asked for it".into() }),
        both_ways(&LegalNameResponse { legal_name: "张小满".into() }),
    ]);
}

#[test]
fn being_shut_out() {
    let act = |kind, until| OperatorAct {
        kind,
        operator: byline(),
        reason: "sold contacts of members".into(),
        until,
        at: at(0),
    };
    insta::assert_json_snapshot!([
        both_ways(&BanRequest { reason: "sold contacts of members".into(), until: Some(at(86_400)) }),
        both_ways(&LiftRequest { reason: "the report was false".into() }),
        both_ways(&BanResponse {
            ban: Some(Ban { reason: "sold contacts of members".into(), until: None }),
            acts: vec![act(OperatorActKind::LetIn, None), act(OperatorActKind::ShutOut, Some(at(86_400))),],
        }),
    ]);
}

#[test]
fn uploads() {
    let request = UploadRequest { kind: AttachmentKind::Photo, size_bytes: 1_024, sha256: "ab".repeat(32) };
    insta::assert_json_snapshot!([
        both_ways(&request),
        both_ways(&UploadResponse { offset: 512, complete: false })
    ]);
}

#[test]
fn sync_pages() {
    let (circle_id, post_id) = (CircleId(id(5)), PostId(id(4)));
    let changes = vec![
        SyncChange::Circle { circle: Box::new(circle()) },
        SyncChange::Post { post: Box::new(post()) },
        SyncChange::PostGone { id: post_id, version: 3, removed: true, rule: Some(cited()) },
        SyncChange::PostHidden { id: post_id },
        SyncChange::Comment { comment: Box::new(comment()) },
        SyncChange::CommentGone { id: CommentId(id(6)), post: post_id, version: 2 },
        SyncChange::Person { person: byline() },
        SyncChange::CommentHidden { id: CommentId(id(6)), post: post_id },
        SyncChange::CircleGone { id: circle_id },
        SyncChange::Standing { circle: circle_id, standing: Standing::None },
        SyncChange::ScopeRemoved { scope: Scope::Circle(circle_id) },
        SyncChange::ScopeReset { scope: Scope::Person(PersonId(id(1))) },
        SyncChange::Relation { relation: Box::new(standing_to(Relation::Asks(waiting()))) },
        SyncChange::Wallet,
    ];
    insta::assert_json_snapshot!(both_ways(&SyncResponse {
        changes,
        cursor: "AAAAAAAAACk".into(),
        more: false,
        look_at_devices: true,
        new_device: Some(NewDevice { id: DeviceId(id(6)), name: "Tablet".into(), signed_in_at: at(60) }),
    }));
}

#[test]
fn tips_and_the_wallet() {
    let (tip, quote, post) = (TipId(id(8)), QuoteId(id(9)), PostId(id(4)));
    let limit = LimitState {
        kind: LimitKind::Day,
        limit: Some(Money::fen(500)),
        spent: Money::fen(176),
        ends_at: Some(at(600)),
        raise: Some(Raise { to: None, at: at(700) }),
    };
    let quoted = QuoteResponse {
        tip,
        quote,
        post,
        payee: byline(),
        payee_masked_name: "张*".into(),
        amount: Money::fen(88),
        fee: Money::fen(0),
        balance: Money::fen(10_000),
        spent_today: Money::fen(176),
        day_limit: Money::fen(100_000),
        privacy: TipPrivacy::Public,
        message: "Thank you".into(),
        tips_to_payee_today: 2,
        own_limits: vec![limit],
        step_up: false,
        escrow_seconds: 0,
        quoted_at: at(0),
        expires_at: at(300),
    };
    let receipt = Receipt {
        journal: JournalId(id(10)),
        payer: PersonId(id(11)),
        payee: PersonId(id(1)),
        post,
        amount: Money::fen(88),
        tip,
        held_at: at(1),
        key_id: "0123456789abcdef".into(),
    };
    let signed = SignedReceipt { receipt, signature: "c2lnbmF0dXJl".into() };
    let answer = |outcome, receipt| TipResponse {
        id: tip,
        post: Some(post),
        amount: Some(Money::fen(88)),
        outcome,
        cancellable_until: None,
        release_at: None,
        receipt,
    };
    let entry = Entry {
        journal: JournalId(id(10)),
        seq: 7,
        kind: EntryKind::TipSent,
        amount: Money::fen(-88),
        balance: Money::fen(9_912),
        counterparty: Some(byline()),
        counterparty_masked_name: Some("张*".into()),
        tip: Some(tip),
        transfer: None,
        post: Some(post),
        circle: Some(CircleId(id(1))),
        words: Some("First light".into()),
        booked_at: at(1),
        message: "Thank you".into(),
        can_return: false,
        thanked_at: Some(at(2)),
        note: Some(EntryNote::Refunded { reason: "A parent asked.".into(), reference: "letter".into() }),
        returned: Some(TipReturn::Breach),
    };
    let wallet = WalletResponse {
        balance: Money::fen(9_912),
        held: Money::fen(0),
        incoming: Money::fen(188),
        spent_today: Money::fen(264),
        day_limit: Money::fen(100_000),
        own_limits: vec![limit],
        locked: true,
        frozen: Some(WalletFreeze { since: at(3), reason: "The bank asked.".into() }),
        owed: Some(Money::fen(12)),
        pin_set: true,
        step_up_above: Money::fen(500),
        step_up_day_above: Money::fen(2_000),
        sandbox: true,
        entries: vec![entry],
        more: false,
        thanks: vec![Thanks { tip, at: at(2) }],
    };
    let earned = Earned { amount: Money::fen(188), tips: 2, people: 1 };
    let earnings = EarningsResponse {
        from: at(0),
        total: earned,
        days: vec![EarnedDay { from: at(0), earned }],
        posts: vec![EarnedPost { post, words: Some("First light".into()), earned }],
        circles: vec![EarnedCircle { circle: Some(CircleId(id(1))), earned }],
    };
    let key = ReceiptKey {
        id: "0123456789abcdef".into(),
        public: "cHVibGlj".into(),
        signed_by: None,
        signature: None,
    };
    insta::assert_json_snapshot!([
        both_ways(&QuoteRequest {
            post,
            amount: Money::fen(88),
            privacy: TipPrivacy::Anonymous,
            message: "Thank you".into(),
        }),
        both_ways(&quoted),
        both_ways(&ConfirmRequest { quote_id: quote }),
        both_ways(&answer(TipOutcome::Held, Some(signed))),
        both_ways(&answer(TipOutcome::Released, None)),
        both_ways(&answer(TipOutcome::Returned { reason: TipReturn::Breach }, None)),
        both_ways(&answer(TipOutcome::Refused { reason: TipRefusal::InsufficientBalance }, None)),
        both_ways(&wallet),
        both_ways(&KeysResponse { keys: vec![key] }),
        both_ways(&TippersResponse {
            tips: vec![PublicTip { person: byline(), message: "Thank you".into(), tipped_at: at(1) }],
            others: 2,
        }),
        both_ways(&SetLimitRequest { kind: LimitKind::Month, amount: None }),
        both_ways(&LimitsResponse { limits: vec![limit] }),
        both_ways(&earnings),
    ]);
}

#[test]
fn payments() {
    let told = |kind, outcome| {
        let (begun_at, changed_at) = (at(0), at(2));
        PaymentResponse {
            id: PaymentId(id(12)),
            kind,
            amount: Money::fen(500),
            outcome,
            has_page: outcome == PaymentOutcome::Waiting,
            begun_at,
            changed_at,
        }
    };
    let arrived = told(PaymentKind::TopUp, PaymentOutcome::Arrived);
    let (here, there) = (None, Some(Money::fen(501)));
    let difference = Difference { order: PaymentId(id(13)), kind: DifferenceKind::OpenCase, here, there };
    let differences = vec![difference];
    let reconciliation =
        Reconciliation { day: 20_261_122, made_at: at(9), lines: 3, matched: 2, differences };
    insta::assert_json_snapshot!([
        both_ways(&PaymentRequest {
            kind: PaymentKind::TopUp,
            amount: Money::fen(500),
            payee: None,
            pin: None
        }),
        both_ways(&PaymentRequest {
            kind: PaymentKind::CashOut,
            amount: Money::fen(500),
            payee: Some("13800138000".into()),
            pin: Some("271828".into())
        }),
        both_ways(&PaymentPageResponse { url: "https://openapi.alipay.com/gateway.do?sign=x".into() }),
        both_ways(&told(PaymentKind::TopUp, PaymentOutcome::Waiting)),
        both_ways(&told(PaymentKind::CashOut, PaymentOutcome::Checking)),
        both_ways(&told(PaymentKind::CashOut, PaymentOutcome::Failed { reason: PaymentFailure::Declined })),
        both_ways(&told(
            PaymentKind::CashOut,
            PaymentOutcome::Refused { reason: PaymentRefusal::InsufficientBalance }
        )),
        both_ways(&PaymentsResponse {
            payments: vec![arrived],
            top_up_max: Money::fen(500_000),
            cash_out_max: Money::fen(5_000_000),
            cash_out_from: Some(at(86_400)),
            cash_out_without_pin: Some(Money::fen(500)),
            sandbox: true,
            asks_payee: true,
            last_payee: Some("13800138000".into()),
        }),
        both_ways(&ReconciliationsResponse { days: vec![reconciliation] }),
    ]);
}

#[test]
fn the_books_of_operators() {
    let freeze = WalletFreeze { since: at(3), reason: "The bank asked.".into() };
    let act = FinanceAct {
        id: ActId(id(1)),
        kind: FinanceActKind::Freeze,
        operator: byline(),
        person: byline(),
        reason: "The bank asked.".into(),
        at: at(3),
    };
    let line = TrialLine {
        kind: TrialKind::Person,
        accounts: 3,
        arrived: Money::fen(500),
        left: Money::fen(300),
        balance: Money::fen(200),
        kept: Money::fen(200),
    };
    let proposal = FinanceProposal {
        id: ProposalId(id(2)),
        kind: FinanceProposalKind::Refund,
        person: byline(),
        amount: Money::fen(188),
        tips: 2,
        refunded: 1,
        ground: Some(Ground::Attested),
        reference: "letter of 3 March".into(),
        reason: "A parent asked.".into(),
        proposed_by: byline(),
        proposed_at: at(1),
        expires_at: at(9),
        state: FinanceProposalState::Approved,
        decided_by: Some(byline()),
        decided_at: Some(at(2)),
        answer: "I read the letter.".into(),
    };
    let receipt = AdjustmentReceipt {
        journal: JournalId(id(3)),
        proposal: ProposalId(id(2)),
        person: PersonId(id(4)),
        amount: Money::fen(-500),
        reference: "case 7".into(),
        reason: "Paid twice.".into(),
        booked_at: at(4),
        key_id: "0123456789abcdef".into(),
    };
    let signed = Box::new(SignedAdjustment { receipt, signature: "c2lnbmVk".into() });
    let made = MadeTip {
        tip: TipId(id(5)),
        post: PostId(id(6)),
        payee: byline(),
        amount: Money::fen(88),
        at: at(1),
        held: true,
    };
    let asks = Asks::Refund { tips: vec![TipId(id(5))], ground: Ground::Proven };
    let proposes = |asks| ProposeFinanceRequest {
        person: PersonId(id(4)),
        asks,
        reference: "case 7".into(),
        reason: "Paid twice.".into(),
    };
    let held = EscrowLine { kind: EscrowKind::Tip, count: 2, sum: Money::fen(100), oldest_at: at(1) };
    insta::assert_json_snapshot!([
        both_ways(&proposes(asks)),
        both_ways(&proposes(Asks::Adjustment { amount: Money::fen(-500) })),
        both_ways(&DecideFinanceRequest { approve: true, answer: "I read the letter.".into() }),
        both_ways(&LookRequest { reason: "A parent asked.".into() }),
        both_ways(&MadeTipsResponse { tips: vec![made], is_minor: true }),
        both_ways(&EntryNote::Adjusted { signed }),
        both_ways(&EntryNote::TakenBack),
        both_ways(&FreezeRequest { frozen: true, reason: "The bank asked.".into() }),
        both_ways(&FinanceResponse {
            trial: vec![line],
            sum: Money::fen(0),
            journals: 9,
            escrow: vec![held],
            debts: 1,
            owed: Money::fen(40),
            debtors: vec![Debtor { person: byline(), owed: Money::fen(40) }],
            checkpoint: Some(LastCheckpoint { seq: 8, made_at: at(2) }),
            frozen: vec![FrozenWallet { person: byline(), freeze: freeze.clone() }],
            proposals: vec![proposal],
            acts: vec![act.clone()],
            reconciliations: Vec::new(),
        }),
        both_ways(&PersonFinanceResponse { frozen: Some(freeze), owed: Money::fen(0), acts: vec![act] }),
    ]);
}

#[test]
fn problems() {
    let body = ErrorBody {
        code: ErrorCode::IdConflict,
        title: "the id is taken by another request".into(),
        status: 409,
        subject: Some(id(4).to_string()),
        fields: vec![Invalid::new(Field::Text, Rule::TooLarge)],
        retry_after: Some(30),
        tries_left: Some(4),
        gate: Some(circle().rights.post),
        stored: Some(serde_json::json!({ "id": id(4) })),
    };
    insta::assert_json_snapshot!(both_ways(&body));
}

#[test]
fn what_a_newer_side_says_degrades_and_what_nobody_says_is_refused() {
    let newer = |json: &str| serde_json::from_str::<SyncChange>(json).unwrap();
    assert_eq!(newer(r#"{"kind":"friend","id":1}"#), SyncChange::Unknown);
    let knighted = serde_json::from_str::<Relation>(r#"{"kind":"knighted","by":1}"#);
    assert_eq!(knighted.unwrap(), Relation::Unknown);
    assert_eq!(serde_json::from_str::<MayAsk>(r#"{"kind":"on_sundays"}"#).unwrap(), MayAsk::Unknown);
    assert_eq!(serde_json::from_str::<ErrorCode>(r#""too_sunny""#).unwrap(), ErrorCode::Unknown);
    assert_eq!(serde_json::from_str::<EntryKind>(r#""red_packet""#).unwrap(), EntryKind::Unknown);
    assert!(
        serde_json::from_str::<ConfirmRequest>(&format!(r#"{{"quote_id":"{}","amount":1}}"#, id(9))).is_err()
    );
    for amount in [
        r#"{"amount":88,"currency":"CNY"}"#,
        r#"{"amount":"0.88","currency":"CNY"}"#,
        r#"{"amount":"1e2","currency":"CNY"}"#,
        r#"{"amount":"88","currency":"XXX"}"#,
    ] {
        assert!(serde_json::from_str::<Money>(amount).is_err(), "{amount}");
    }
}
