//! Values that several tests tell of.

use circles_domain::attachment::{AttachmentDraft, AttachmentKind};
use circles_domain::circle::{Acceptance, AdmissionState, Gates, Joining, Place, Preview, Role, Standing};
use circles_domain::claim::{Claims, Gender};
use circles_domain::gate::{Asker, Clause, Gate};
use circles_domain::govern::{CircleState, CitedRule, Modules};
use circles_domain::{AttachmentId, CircleId, CommentId, FriendRequestId, PersonId, PostId, Timestamp};
use circles_wire::admission::Admission;
use circles_wire::circle::{CircleResponse, Rights};
use circles_wire::comment::CommentResponse;
use circles_wire::handover::Handover;
use circles_wire::person::Byline;
use circles_wire::post::{Counts, PostResponse};
use circles_wire::relation::{Relation, RelationResponse, Waiting};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub fn id(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + n)
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_795_305_600_000_000 + seconds * 1_000_000)
}

/// The JSON, after it came back as what it was.
pub fn both_ways<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    value: &T,
) -> serde_json::Value {
    let json = serde_json::to_value(value).unwrap();
    assert_eq!(&serde_json::from_value::<T>(json.clone()).unwrap(), value);
    json
}

pub fn byline() -> Byline {
    Byline {
        id: PersonId(id(1)),
        display_name: "Momo".into(),
        verified: true,
        avatar: Some(AttachmentId(id(2))),
    }
}

pub fn draft() -> AttachmentDraft {
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

pub fn counts() -> Counts {
    Counts { praise: 3, comments: 2, tippers: 1, views: 40, praised: true, tipped: false, tips_off: true }
}

pub fn post() -> PostResponse {
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

pub fn comment() -> CommentResponse {
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

pub fn circle() -> CircleResponse {
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

pub fn cited() -> CitedRule {
    CitedRule { number: 2, text: "No advertising.".into(), text_zh: "不发广告。".into() }
}

pub fn waiting() -> Waiting {
    let (request, note) = (FriendRequestId(id(12)), "We met at the lake.".into());
    Waiting { request, note, asked_at: at(0), expires_at: at(2_592_000) }
}

pub fn standing_to(relation: Relation) -> RelationResponse {
    RelationResponse { person: byline(), relation }
}
