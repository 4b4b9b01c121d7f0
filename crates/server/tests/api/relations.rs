//! Friend requests and friendships.

use circles_domain::claim::{CivilDate, Claims};
use circles_domain::{FriendRequestId, PersonId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, whole};

/// Asks, and gives the request's id with status and body of the answer.
pub async fn ask(town: &Town, who: &Somebody, whom: &Somebody) -> (FriendRequestId, StatusCode, Value) {
    let id = FriendRequestId::mint();
    let asked = json!({ "person": whom.id, "note": "We met at the lake." });
    let (status, said) = whole(town.put(who, &format!("/v1/friend-requests/{id}"), asked).await).await;
    (id, status, said)
}

pub async fn answer(town: &Town, who: &Somebody, id: FriendRequestId, answer: &str) -> (StatusCode, Value) {
    let path = format!("/v1/friend-requests/{id}/answer");
    whole(town.put(who, &path, json!({ "answer": answer })).await).await
}

async fn profile(town: &Town, who: &Somebody, of: &Somebody) -> Value {
    body(town.get(who, &format!("/v1/people/{}", of.id)).await).await
}

/// How `of` stands to `who`, on their profile page and to a device that starts from nothing: both say the same.
pub async fn stands(town: &Town, who: &Somebody, of: &Somebody) -> Value {
    let relation = profile(town, who, of).await["relation"].clone();
    let first = body(town.get(who, "/v1/sync").await).await;
    let told =
        first["changes"].as_array().unwrap().iter().find(|change| {
            change["kind"] == "relation" && change["relation"]["person"]["id"] == json!(of.id)
        });
    let told = told.map_or(json!({ "kind": "none" }), |told| told["relation"]["relation"].clone());
    assert_eq!(told, relation);
    relation
}

/// Makes two people friends.
pub async fn befriend(town: &Town, one: &Somebody, other: &Somebody) {
    let (id, status, said) = ask(town, one, other).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let (status, said) = answer(town, other, id, "accept").await;
    assert_eq!(status, StatusCode::OK, "{said}");
}

pub async fn cursor(town: &Town, who: &Somebody) -> String {
    body(town.get(who, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned()
}

pub async fn pulled(town: &Town, who: &Somebody, cursor: &str) -> Vec<Value> {
    let page = body(town.get(who, &format!("/v1/sync?since={cursor}")).await).await;
    page["changes"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_request_is_made_once_answered_once_and_told_to_both() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (one, other) = (town.member(circle).await, town.member(circle).await);
    let (mine, theirs) = (cursor(&town, &one).await, cursor(&town, &other).await);
    let (id, status, said) = ask(&town, &one, &other).await;
    assert_eq!((status, &said["relation"]["kind"]), (StatusCode::OK, &json!("asked")));
    assert_eq!(said["relation"]["note"], "We met at the lake.");
    let path = format!("/v1/friend-requests/{id}");
    let again = json!({ "person": other.id, "note": "We met at the lake." });
    assert_eq!(whole(town.put(&one, &path, again).await).await, (StatusCode::OK, said.clone()));
    let else_ = json!({ "person": other.id, "note": "Something else." });
    let (status, refused) = whole(town.put(&one, &path, else_).await).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("id_conflict")));
    assert_eq!(refused["stored"], said);
    // A second one while the first waits is the first.
    let (_, status, second) = ask(&town, &one, &other).await;
    assert_eq!((status, &second), (StatusCode::OK, &said));

    assert_eq!(stands(&town, &other, &one).await["kind"], "asks");
    let told = pulled(&town, &other, &theirs).await;
    assert_eq!((told.len(), &told[0]["relation"]["relation"]["request"]), (1, &json!(id)));
    assert_eq!(pulled(&town, &one, &mine).await[0]["relation"], said);

    let (status, friends) = answer(&town, &other, id, "accept").await;
    assert_eq!((status, &friends["relation"]["kind"]), (StatusCode::OK, &json!("friend")));
    assert_eq!(answer(&town, &other, id, "accept").await, (StatusCode::OK, friends));
    assert_eq!(answer(&town, &other, id, "refuse").await.1["code"], "stale");
    for (who, of) in [(&one, &other), (&other, &one)] {
        let relation = stands(&town, who, of).await;
        assert_eq!((&relation["kind"], &relation["masked_name"]), (&json!("friend"), &json!("P*")));
    }
    let withdrawn = town.send(Method::DELETE, &one, &path, json!(null)).await;
    assert_eq!(withdrawn.status(), StatusCode::CONFLICT);

    let end = format!("/v1/people/{}/friendship", one.id);
    for _ in 0..2 {
        let ended = town.send(Method::DELETE, &other, &end, json!(null)).await;
        assert_eq!(ended.status(), StatusCode::NO_CONTENT);
    }
    for (who, of) in [(&one, &other), (&other, &one)] {
        assert_eq!(stands(&town, who, of).await, json!({ "kind": "none" }));
    }
}

#[tokio::test]
async fn a_refused_asker_learns_not_accepted_and_no_more_and_asks_again_in_thirty_days() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (one, other) = (town.member(circle).await, town.member(circle).await);
    let (id, ..) = ask(&town, &one, &other).await;
    let (_, said) = answer(&town, &other, id, "refuse").await;
    assert_eq!(said["relation"], json!({ "kind": "none" }));
    let relation = stands(&town, &one, &other).await;
    assert_eq!(relation, json!({ "kind": "not_accepted", "again_at": "2026-12-22T00:00:00.000000Z" }));
    let (_, status, refused) = ask(&town, &one, &other).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("not_accepted")));
    assert_eq!(refused["retry_after"], 30 * 86_400 + 1);
    // Who refused may ask.
    let (theirs, status, _) = ask(&town, &other, &one).await;
    assert_eq!(status, StatusCode::OK);
    town.send(Method::DELETE, &other, &format!("/v1/friend-requests/{theirs}"), json!(null)).await;
    town.watch.turn(30 * 86_400 - 1);
    let one = renewed(&town, &one).await;
    assert_eq!(ask(&town, &one, &other).await.1, StatusCode::CONFLICT);
    town.watch.turn(1);
    assert_eq!(ask(&town, &one, &other).await.1, StatusCode::OK);
}

async fn renewed(town: &Town, who: &Somebody) -> Somebody {
    Somebody { token: crate::sync::renewed(town, who).await, ..who.clone() }
}

#[tokio::test]
async fn an_ignored_request_looks_unanswered_to_its_asker_and_runs_out_with_the_rest() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (one, other, third) =
        (town.member(circle).await, town.member(circle).await, town.member(circle).await);
    let (ignored, ..) = ask(&town, &one, &other).await;
    ask(&town, &third, &other).await;
    let before = stands(&town, &one, &other).await;
    let mine = cursor(&town, &one).await;
    assert_eq!(answer(&town, &other, ignored, "ignore").await.1["relation"], json!({ "kind": "none" }));
    assert_eq!(stands(&town, &one, &other).await, before);
    assert_eq!(pulled(&town, &one, &mine).await, Vec::<Value>::new());
    town.watch.turn(30 * 86_400);
    let (one, other, third) =
        (renewed(&town, &one).await, renewed(&town, &other).await, renewed(&town, &third).await);
    let mine = cursor(&town, &one).await;
    for who in [&one, &third] {
        assert_eq!(stands(&town, who, &other).await, json!({ "kind": "none" }));
        assert_eq!(stands(&town, &other, who).await, json!({ "kind": "none" }));
    }
    assert_eq!(answer(&town, &other, ignored, "accept").await.1["code"], "stale");
    circles_server::jobs::sweep(&town.server.state).await.unwrap();
    assert_eq!(pulled(&town, &one, &mine).await[0]["relation"]["relation"], json!({ "kind": "none" }));
    assert_eq!(ask(&town, &one, &other).await.1, StatusCode::OK);
}

#[tokio::test]
async fn a_request_is_withdrawn_and_two_that_cross_make_friends() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (one, other) = (town.member(circle).await, town.member(circle).await);
    let (id, ..) = ask(&town, &one, &other).await;
    for _ in 0..2 {
        let path = format!("/v1/friend-requests/{id}");
        let withdrawn = town.send(Method::DELETE, &one, &path, json!(null)).await;
        assert_eq!(withdrawn.status(), StatusCode::NO_CONTENT);
    }
    assert_eq!(stands(&town, &other, &one).await, json!({ "kind": "none" }));
    assert_eq!(answer(&town, &other, id, "accept").await.1["code"], "stale");
    ask(&town, &one, &other).await;
    // The asked person chose that nobody may ask them; who was asked may still say yes by asking.
    town.send(Method::PATCH, &one, "/v1/me", json!({ "who_may_ask": "nobody" })).await;
    let (crossing, status, said) = ask(&town, &other, &one).await;
    assert_eq!((status, &said["relation"]["kind"]), (StatusCode::OK, &json!("friend")));
    assert_eq!(stands(&town, &one, &other).await["kind"], "friend");
    let again = json!({ "person": one.id, "note": "We met at the lake." });
    let again = body(town.put(&other, &format!("/v1/friend-requests/{crossing}"), again).await).await;
    assert_eq!(again, said);
}

#[tokio::test]
async fn ten_requests_a_day_and_a_restart_forgives_nobody() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let one = town.member(circle).await;
    for n in 0..10 {
        let other = town.member(circle).await;
        let (id, status, said) = ask(&town, &one, &other).await;
        assert_eq!(status, StatusCode::OK, "{n} {said}");
        // What was taken back was asked all the same.
        town.send(Method::DELETE, &one, &format!("/v1/friend-requests/{id}"), json!(null)).await;
    }
    let other = town.member(circle).await;
    let town = town.restarted().await;
    let (_, status, refused) = ask(&town, &one, &other).await;
    assert_eq!((status, &refused["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("rate_limited")));
    // It is 08:00 in Shanghai.
    assert_eq!(refused["retry_after"], 16 * 3_600);
    assert_eq!(profile(&town, &one, &other).await["may_ask"], json!({ "kind": "day_is_full" }));
    town.watch.turn(16 * 3_600);
    let one = renewed(&town, &one).await;
    assert_eq!(ask(&town, &one, &other).await.1, StatusCode::OK);
}

#[tokio::test]
async fn who_may_ask_is_chosen_and_told_to_oneself_alone() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (one, inside, outside, friend) = (
        town.member(circle).await,
        town.member(circle).await,
        town.person().await,
        town.member(circle).await,
    );
    assert_eq!(body(town.get(&one, "/v1/me").await).await["who_may_ask"], "circle_members");
    // Who shares nothing may not; a banned member shares nothing.
    let banned = town.member(circle).await;
    town.ban(&banned, circle).await;
    for who in [&outside, &banned] {
        let (_, status, refused) = ask(&town, who, &one).await;
        assert_eq!((status, &refused["code"]), (StatusCode::FORBIDDEN, &json!("not_among_those")));
        assert_eq!(profile(&town, who, &one).await["may_ask"], json!({ "kind": "not_among_those" }));
    }
    befriend(&town, &one, &friend).await;
    let second = town.circle().await;
    for who in [&outside, &friend] {
        town.join(who, second).await;
    }
    befriend(&town, &outside, &friend).await;
    let chosen = |who: &str| json!({ "who_may_ask": who });
    body(town.send(Method::PATCH, &one, "/v1/me", chosen("friends_of_friends")).await).await;
    assert_eq!(ask(&town, &inside, &one).await.1, StatusCode::FORBIDDEN);
    assert_eq!(profile(&town, &outside, &one).await["may_ask"], json!({ "kind": "yes" }));
    let mine = body(town.send(Method::PATCH, &one, "/v1/me", chosen("nobody")).await).await;
    assert_eq!(mine["who_may_ask"], "nobody");
    assert_eq!(ask(&town, &outside, &one).await.1, StatusCode::FORBIDDEN);
    assert!(!profile(&town, &inside, &one).await.to_string().contains("nobody"));
}

#[tokio::test]
async fn a_minor_is_asked_by_minors_of_a_shared_circle_and_the_refusal_tells_no_age() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let young = Claims { birth_date: Some(CivilDate { year: 2010, month: 1, day: 1 }), ..Claims::default() };
    let (minor, peer, far) =
        (town.person_with(young).await, town.person_with(young).await, town.person_with(young).await);
    let (adult, ageless) = (town.member(circle).await, town.person_with(Claims::default()).await);
    for who in [&minor, &peer, &ageless] {
        town.join(who, circle).await;
    }
    let stranger = town.person().await;
    let (_, _, plain) = ask(&town, &stranger, &adult).await;
    for who in [&adult, &ageless, &far] {
        let (_, status, refused) = ask(&town, who, &minor).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let without = |mut said: Value| {
            said["subject"] = json!(null);
            said
        };
        assert_eq!(without(refused), without(plain.clone()), "told as anyone is who may not ask");
    }
    befriend(&town, &peer, &minor).await;
    // A friend in common opens the way, inside the circle.
    let (id, ..) = ask(&town, &peer, &adult).await;
    assert_eq!(answer(&town, &adult, id, "accept").await.0, StatusCode::OK);
    assert_eq!(ask(&town, &adult, &minor).await.1, StatusCode::OK);
}

#[tokio::test]
async fn odd_requests_are_refused_with_the_field_or_like_what_is_not_there() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (one, other) = (town.member(circle).await, town.member(circle).await);
    let id = FriendRequestId::mint();
    let path = format!("/v1/friend-requests/{id}");
    let put = |note: String, whom: PersonId| town.put(&one, &path, json!({ "person": whom, "note": note }));
    for (note, rule) in [("x".repeat(201), "too_large"), ("\u{202E}x".to_owned(), "forbidden_characters")] {
        let (status, refused) = whole(put(note, other.id).await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused["fields"], json!([{ "field": "note", "rule": rule }]));
    }
    assert_eq!(put(String::new(), one.id).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(put(String::new(), PersonId::mint()).await.status(), StatusCode::NOT_FOUND);
    let (status, absent) = answer(&town, &one, id, "accept").await;
    let (theirs, ..) = ask(&town, &other, &one).await;
    let third = town.member(circle).await;
    let (hidden_status, hidden) = answer(&town, &third, theirs, "accept").await;
    let plain = |said: Value, id: FriendRequestId| said.to_string().replace(&id.to_string(), "ID");
    assert_eq!((status, plain(absent, id)), (hidden_status, plain(hidden, theirs)));
}
