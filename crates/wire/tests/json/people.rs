//! People, what they are to each other, and what is known of oneself.

use circles_domain::circle::Standing;
use circles_domain::claim::{AgeBand, ClaimKind, Gender};
use circles_domain::gate::simulation::Right;
use circles_domain::relation::{MayAsk, WhoMayAsk};
use circles_domain::score::Part;
use circles_domain::{CircleId, Money, PersonId};
use circles_wire::known::{
    Ban, BanRequest, BanResponse, ClaimResponse, ClaimState, ClaimUse, ClaimsResponse, DeletionRequest,
    LegalNameRequest, LegalNameResponse, LiftRequest, NameAccess, NameAccessResponse, OperatorAct,
    OperatorActKind, ScorePart, ScoreResponse, ShowNameRequest,
};
use circles_wire::person::{
    EditMeRequest, Level, MeResponse, PersonResponse, StandingResponse, StandingsResponse,
};
use circles_wire::relation::{Answer, AnswerRequest, FriendRequest, Relation};

use crate::made::{at, both_ways, byline, id, standing_to, waiting};

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
        joined_at: Some(at(0)),
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
