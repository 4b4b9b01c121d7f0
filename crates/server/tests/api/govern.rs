//! Keeping order: removal with its statement, mutes and bans, reports heard once, appeals decided by somebody else.

use circles_domain::circle::Role;
use circles_domain::{ActId, AppealId, CircleId, CommentId, PostId, ReportId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, whole};

/// A circle with two moderators, an admin, and somebody who will be in the wrong.
struct Place {
    circle: CircleId,
    one: Somebody,
    other: Somebody,
    admin: Somebody,
    sinner: Somebody,
}

impl Place {
    async fn set(town: &Town) -> Self {
        let circle = town.circle().await;
        let (one, other, admin, sinner) = (
            town.member(circle).await,
            town.member(circle).await,
            town.member(circle).await,
            town.member(circle).await,
        );
        town.role(&one, circle, Role::Moderator).await;
        town.role(&other, circle, Role::Moderator).await;
        town.role(&admin, circle, Role::Admin).await;
        Self { circle, one, other, admin, sinner }
    }

    async fn act(&self, town: &Town, who: &Somebody, id: ActId, deed: Value) -> (StatusCode, Value) {
        whole(town.put(who, &format!("/v1/circles/{}/acts/{id}", self.circle), json!({ "deed": deed })).await)
            .await
    }

    async fn second(&self, town: &Town, who: &Somebody, id: ActId, agree: bool) -> (StatusCode, Value) {
        let path = format!("/v1/circles/{}/acts/{id}/second", self.circle);
        whole(town.put(who, &path, json!({ "agree": agree })).await).await
    }

    fn ban(&self, seconds: Value) -> Value {
        json!({ "kind": "ban", "person": self.sinner.id, "rule": 1, "reason": "Threats.", "seconds": seconds })
    }

    fn mute(&self, seconds: i64) -> Value {
        json!({ "kind": "mute", "person": self.sinner.id, "rule": 1, "reason": "Insults.", "seconds": seconds })
    }
}

fn remove(kind: &str, id: impl serde::Serialize) -> Value {
    let subject = json!({ "kind": kind, "id": id });
    json!({ "kind": "remove", "subject": subject, "rule": 1, "reason": "It insults a member." })
}

async fn standings(town: &Town, who: &Somebody) -> Value {
    body(town.get(who, "/v1/me/standings").await).await
}

async fn appeal(town: &Town, who: &Somebody, act: &Value, text: &str) -> (AppealId, StatusCode, Value) {
    let id = AppealId::mint();
    let answer = town.put(who, &format!("/v1/appeals/{id}"), json!({ "act": act, "text": text })).await;
    let (status, said) = whole(answer).await;
    (id, status, said)
}

async fn decide(town: &Town, who: &Somebody, id: AppealId, accept: bool) -> (StatusCode, Value) {
    let said = json!({ "accept": accept, "answer": "I read both sides." });
    whole(town.put(who, &format!("/v1/appeals/{id}/decision"), said).await).await
}

#[tokio::test]
async fn a_removal_tells_its_author_everything_and_others_the_rule() {
    let town = Town::found().await;
    let place = Place::set(&town).await;
    let post = town.post(&place.sinner, place.circle, "You are all fools").await;
    let cursor = body(town.get(&place.other, "/v1/sync").await).await["cursor"].clone();
    let (status, done) = place.act(&town, &place.one, ActId::mint(), remove("post", post)).await;
    assert_eq!((status, &done["kind"]), (StatusCode::OK, &json!("remove")));
    assert_eq!(town.get(&place.other, &format!("/v1/posts/{post}")).await.status(), StatusCode::NOT_FOUND);
    let since = cursor.as_str().unwrap();
    let pulled = body(town.get(&place.other, &format!("/v1/sync?since={since}")).await).await;
    let gone = &pulled["changes"][0];
    assert_eq!((&gone["kind"], &gone["removed"]), (&json!("post_gone"), &json!(true)));
    assert_eq!(gone["rule"], json!({ "number": 1, "text": "Be kind.", "text_zh": "" }));
    let told = standings(&town, &place.sinner).await["statements"][0].clone();
    for (field, want) in [
        ("kind", json!("remove")),
        ("subject", json!({ "kind": "post", "id": post })),
        ("words", json!("You are all fools")),
        ("rule", json!({ "number": 1, "text": "Be kind.", "text_zh": "" })),
        ("reason", json!("It insults a member.")),
        ("holds", json!(true)),
        ("appeal", json!(null)),
    ] {
        assert_eq!(told[field], want, "{field}");
    }
    assert!(told["appeal_until"].is_string());
    // Nobody else reads the statement.
    assert_eq!(standings(&town, &place.other).await["statements"], json!([]));
}

#[tokio::test]
async fn what_is_removed_can_be_given_back_whole() {
    let town = Town::found().await;
    let place = Place::set(&town).await;
    let post = town.post(&place.sinner, place.circle, "Read this").await;
    let comment = CommentId::mint();
    let said = json!({ "post": post, "text": "I did" });
    body(town.put(&place.sinner, &format!("/v1/comments/{comment}"), said).await).await;
    for (kind, id) in [("comment", comment.0), ("post", post.0)] {
        let act = ActId::mint();
        assert_eq!(place.act(&town, &place.one, act, remove(kind, id)).await.0, StatusCode::OK);
        // The same act again is the same answer; another one meets that it is done.
        assert_eq!(place.act(&town, &place.one, act, remove(kind, id)).await.0, StatusCode::OK);
        let (status, again) = place.act(&town, &place.one, ActId::mint(), remove(kind, id)).await;
        assert_eq!((status, &again["code"]), (StatusCode::CONFLICT, &json!("stale")));
    }
    for (kind, id) in [("post", post.0), ("comment", comment.0)] {
        let subject = json!({ "kind": kind, "id": id });
        let back = json!({ "kind": "restore", "subject": subject, "reason": "A mistake." });
        assert_eq!(place.act(&town, &place.other, ActId::mint(), back).await.0, StatusCode::OK);
    }
    let shown = body(town.get(&place.other, &format!("/v1/posts/{post}")).await).await;
    assert_eq!((&shown["text"], &shown["counts"]["comments"]), (&json!("Read this"), &json!(1)));
    let told = standings(&town, &place.sinner).await;
    assert!(told["statements"].as_array().unwrap().iter().all(|one| one["holds"] == json!(false)));
}

#[tokio::test]
async fn a_short_mute_needs_one_and_ends_by_itself_and_a_long_one_needs_two() {
    let town = Town::found().await;
    let place = Place::set(&town).await;
    let (status, done) = place.act(&town, &place.one, ActId::mint(), place.mute(7 * 86_400)).await;
    assert_eq!((status, &done["kind"]), (StatusCode::OK, &json!("mute")));
    let told = standings(&town, &place.sinner).await;
    assert_eq!(
        (&told["standings"][0]["standing"], &told["standings"][0]["reason"]),
        (&json!("muted"), &json!("Insults."))
    );
    assert_eq!(told["statements"][0]["until"], told["standings"][0]["until"]);
    town.watch.turn(7 * 86_400);
    let told = standings(&town, &place.sinner).await;
    assert_eq!((&told["standings"], &told["statements"][0]["holds"]), (&json!([]), &json!(false)));
    town.post(&place.sinner, place.circle, "I am back").await;
    let (_, done) = place.act(&town, &place.one, ActId::mint(), place.mute(7 * 86_400 + 60)).await;
    assert_eq!(done["kind"], "propose");
    town.post(&place.sinner, place.circle, "Not yet").await;
    for seconds in [0, 59, 800 * 86_400] {
        let (status, refused) = place.act(&town, &place.one, ActId::mint(), place.mute(seconds)).await;
        assert_eq!(
            (status, &refused["fields"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("duration"))
        );
    }
}

#[tokio::test]
async fn a_ban_needs_two_people() {
    let town = Town::found().await;
    let place = Place::set(&town).await;
    let post = town.post(&place.one, place.circle, "hello").await;
    let act = ActId::mint();
    let (_, done) = place.act(&town, &place.one, act, place.ban(json!(null))).await;
    assert_eq!(done["kind"], "propose");
    // Thought of is not done: the person reads on, and is not told.
    let path = format!("/v1/posts/{post}");
    assert_eq!(town.get(&place.sinner, &path).await.status(), StatusCode::OK);
    assert_eq!(standings(&town, &place.sinner).await["statements"], json!([]));
    let queue = body(town.get(&place.other, &format!("/v1/circles/{}/queue", place.circle)).await).await;
    assert_eq!((&queue["proposals"][0]["id"], &queue["proposals"][0]["own"]), (&json!(act), &json!(false)));
    assert_eq!(place.second(&town, &place.one, act, true).await.0, StatusCode::FORBIDDEN);
    assert_eq!(place.second(&town, &place.sinner, act, true).await.0, StatusCode::FORBIDDEN);
    // Another proposal about the same person waits until this one is decided.
    assert_eq!(
        place.act(&town, &place.other, ActId::mint(), place.ban(json!(60))).await.0,
        StatusCode::CONFLICT
    );
    let (status, banned) = place.second(&town, &place.other, act, true).await;
    assert_eq!((status, &banned["kind"]), (StatusCode::OK, &json!("ban")));
    assert_eq!(place.second(&town, &place.other, act, true).await.1["id"], banned["id"]);
    assert_eq!(place.second(&town, &place.other, act, false).await.0, StatusCode::CONFLICT);
    assert_eq!(town.get(&place.sinner, &path).await.status(), StatusCode::NOT_FOUND);
    let circle = format!("/v1/circles/{}", place.circle);
    assert_eq!(town.get(&place.sinner, &circle).await.status(), StatusCode::NOT_FOUND);
    let told = standings(&town, &place.sinner).await;
    assert_eq!(told["statements"][0]["act"], banned["id"]);
    assert_eq!(
        (&told["statements"][0]["reason"], &told["statements"][0]["until"]),
        (&json!("Threats."), &json!(null))
    );
    let log = body(town.get(&place.other, &format!("{circle}/log")).await).await;
    assert_eq!((&log["lines"][0]["kind"], &log["lines"][0]["seconded"]), (&json!("ban"), &json!(true)));
}

#[tokio::test]
async fn nobody_acts_against_an_equal_or_above_or_themselves() {
    let town = Town::found().await;
    let place = Place::set(&town).await;
    for whom in [&place.other, &place.admin, &place.one] {
        let mute = json!({ "kind": "mute", "person": whom.id, "rule": 1, "reason": "x", "seconds": 3600 });
        assert_eq!(place.act(&town, &place.one, ActId::mint(), mute).await.0, StatusCode::FORBIDDEN);
    }
    let theirs = town.post(&place.admin, place.circle, "mine").await;
    assert_eq!(
        place.act(&town, &place.one, ActId::mint(), remove("post", theirs)).await.0,
        StatusCode::FORBIDDEN
    );
    // What breaks no rule of this circle cannot be cited, and what is elsewhere cannot be touched.
    let mut uncited = remove("post", town.post(&place.sinner, place.circle, "fine").await);
    uncited["rule"] = json!(2);
    let (status, refused) = place.act(&town, &place.one, ActId::mint(), uncited).await;
    assert_eq!(
        (status, &refused["fields"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("cited_rule"))
    );
    let elsewhere = town.circle().await;
    town.join(&place.sinner, elsewhere).await;
    let there = town.post(&place.sinner, elsewhere, "far").await;
    assert_eq!(
        place.act(&town, &place.one, ActId::mint(), remove("post", there)).await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_report_hides_at_once_and_its_outcome_is_told_once() {
    let town = Town::found().await;
    let place = Place::set(&town).await;
    let (reader, second) = (town.member(place.circle).await, town.member(place.circle).await);
    town.role(&second, place.circle, Role::Trusted).await;
    let first = town.post(&place.sinner, place.circle, "Tip me and I add you").await;
    let post = town.post(&place.sinner, place.circle, "Tip me again").await;
    let report = |who: &Somebody, about: PostId, reason: &str| {
        let subject = json!({ "kind": "post", "id": about });
        let said = json!({ "circle": place.circle, "subject": subject, "reason": reason, "note": "twice" });
        let (town, who) = (&town, who.clone());
        async move { body(town.put(&who, &format!("/v1/reports/{}", ReportId::mint()), said).await).await }
    };
    let since = body(town.get(&reader, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned();
    let made = report(&reader, post, "tip_soliciting").await;
    assert_eq!(town.get(&reader, &format!("/v1/posts/{post}")).await.status(), StatusCode::NOT_FOUND);
    let pulled = body(town.get(&reader, &format!("/v1/sync?since={since}")).await).await;
    assert_eq!(pulled["changes"][0], json!({ "kind": "post_hidden", "id": post }));
    // One open report a person and thing: another id answers the first.
    assert_eq!(report(&reader, post, "spam").await["id"], made["id"]);
    report(&reader, first, "spam").await;
    report(&second, post, "spam").await;
    let queue = body(town.get(&place.one, &format!("/v1/circles/{}/queue", place.circle)).await).await;
    let cases = queue["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 2, "grouped by what they are about");
    assert_eq!((&cases[0]["subject"]["id"], &cases[0]["trusted"]), (&json!(post), &json!(true)));
    assert_eq!(cases[0]["reasons"].as_array().unwrap().len(), 2);
    let said = queue.to_string();
    assert!(
        !said.contains(&reader.id.to_string()) && !said.contains(&second.id.to_string()),
        "reporters are not named"
    );
    assert_eq!(place.act(&town, &place.one, ActId::mint(), remove("post", post)).await.0, StatusCode::OK);
    let dismiss = json!({ "kind": "dismiss", "subject": { "kind": "post", "id": first } });
    assert_eq!(place.act(&town, &place.one, ActId::mint(), dismiss.clone()).await.0, StatusCode::OK);
    assert_eq!(place.act(&town, &place.other, ActId::mint(), dismiss).await.0, StatusCode::CONFLICT);
    let told = standings(&town, &reader).await;
    let outcome = |post: PostId| {
        let reports = told["reports"].as_array().unwrap();
        reports.iter().filter(|one| one["subject"]["id"] == json!(post)).collect::<Vec<_>>()
    };
    assert_eq!(outcome(post).len(), 1);
    assert_eq!((&outcome(post)[0]["state"], &outcome(post)[0]["heard"]), (&json!("upheld"), &json!(false)));
    assert_eq!(outcome(first)[0]["state"], "dismissed");
    // No breach: it is shown again.
    assert_eq!(town.get(&reader, &format!("/v1/posts/{first}")).await.status(), StatusCode::OK);
    let heard = format!("/v1/reports/{}/heard", made["id"].as_str().unwrap());
    assert_eq!(town.put(&reader, &heard, json!(null)).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(town.put(&second, &heard, json!(null)).await.status(), StatusCode::NOT_FOUND);
    let told = standings(&town, &reader).await;
    let reports = told["reports"].as_array().unwrap();
    assert!(reports.iter().any(|one| one["id"] == made["id"] && one["heard"] == json!(true)));
}

#[tokio::test]
async fn an_accepted_appeal_gives_everything_back() {
    let town = Town::found().await;
    let place = Place::set(&town).await;
    let theirs = town.post(&place.one, place.circle, "hello").await;
    let act = ActId::mint();
    place.act(&town, &place.one, act, place.ban(json!(null))).await;
    let (_, banned) = place.second(&town, &place.other, act, true).await;
    let (id, status, said) = appeal(&town, &place.sinner, &banned["id"], "It was a quotation.").await;
    assert_eq!((status, &said["state"]), (StatusCode::OK, &json!("open")));
    assert_eq!(appeal(&town, &place.sinner, &banned["id"], "Again.").await.1, StatusCode::CONFLICT);
    // Neither who acted, nor who agreed, nor who is no admin, nor the person.
    for who in [&place.one, &place.other, &place.sinner] {
        assert_eq!(decide(&town, who, id, true).await.0, StatusCode::NOT_FOUND, "{}", who.id);
    }
    let waiting = body(town.get(&place.admin, &format!("/v1/circles/{}/appeals", place.circle)).await).await;
    assert_eq!(
        (&waiting["appeals"][0]["appeal"]["id"], &waiting["appeals"][0]["own"]),
        (&json!(id), &json!(false))
    );
    assert_eq!(decide(&town, &place.admin, id, true).await.0, StatusCode::OK);
    assert_eq!(decide(&town, &place.admin, id, true).await.0, StatusCode::OK);
    assert_eq!(decide(&town, &place.admin, id, false).await.0, StatusCode::CONFLICT);
    assert_eq!(town.get(&place.sinner, &format!("/v1/posts/{theirs}")).await.status(), StatusCode::OK);
    let told = standings(&town, &place.sinner).await;
    let statement = &told["statements"][0];
    assert_eq!((&statement["holds"], &statement["appeal"]["state"]), (&json!(false), &json!("accepted")));
    assert_eq!(statement["appeal"]["answer"], "I read both sides.");
}

#[tokio::test]
async fn a_refused_appeal_leaves_it_and_says_why() {
    let town = Town::found().await;
    let place = Place::set(&town).await;
    let post = town.post(&place.sinner, place.circle, "buy this").await;
    let (_, done) = place.act(&town, &place.admin, ActId::mint(), remove("post", post)).await;
    let (id, ..) = appeal(&town, &place.sinner, &done["id"], "It is no advertising.").await;
    // The only admin acted: an operator of the platform decides.
    assert_eq!(decide(&town, &place.admin, id, false).await.0, StatusCode::FORBIDDEN);
    let operator = town.operator().await;
    assert_eq!(decide(&town, &operator, id, false).await.0, StatusCode::OK);
    assert_eq!(town.get(&place.other, &format!("/v1/posts/{post}")).await.status(), StatusCode::NOT_FOUND);
    let told = standings(&town, &place.sinner).await;
    let statement = &told["statements"][0];
    assert_eq!((&statement["holds"], &statement["appeal"]["state"]), (&json!(true), &json!("refused")));
    let log = body(town.get(&place.admin, &format!("/v1/circles/{}/log", place.circle)).await).await;
    assert_eq!(
        (&log["lines"][0]["kind"], &log["lines"][0]["actor_role"]),
        (&json!("appeal_refused"), &json!("operator"))
    );
    // Nobody appeals for another, nor after half a year.
    let (_, late) = place.act(&town, &place.one, ActId::mint(), place.mute(3_600)).await;
    assert_eq!(appeal(&town, &place.other, &late["id"], "For them.").await.1, StatusCode::NOT_FOUND);
    town.keep_signed_in(&place.sinner, 180 * 86_400).await;
    assert_eq!(appeal(&town, &place.sinner, &late["id"], "Too late.").await.1, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_log_names_roles_to_members_and_people_to_admins() {
    let town = Town::found().await;
    let place = Place::set(&town).await;
    place.act(&town, &place.one, ActId::mint(), place.mute(3_600)).await;
    place.act(&town, &place.one, ActId::mint(), place.ban(json!(null))).await;
    let log = |who: &Somebody| {
        let (town, who, circle) = (&town, who.clone(), place.circle);
        async move { body(town.get(&who, &format!("/v1/circles/{circle}/log")).await).await }
    };
    let public = log(&place.sinner).await;
    assert_eq!(public["lines"].as_array().unwrap().len(), 1, "a ban that is only thought of is not told");
    assert_eq!(
        (&public["lines"][0]["kind"], &public["lines"][0]["actor_role"]),
        (&json!("mute"), &json!("moderator"))
    );
    let said = public.to_string();
    for hidden in [place.one.id.to_string(), place.sinner.id.to_string(), "Insults".to_owned()] {
        assert!(!said.contains(&hidden), "{hidden}");
    }
    let whole = log(&place.admin).await;
    assert_eq!(whole["lines"][1]["actor"]["id"], json!(place.one.id));
    assert_eq!(whole["lines"][1]["person"]["id"], json!(place.sinner.id));
    // It is only ever added to.
    let mut tx = town.server.state.db.write().await.unwrap();
    for sql in ["DELETE FROM act", "UPDATE act SET reason = ''"] {
        assert!(
            sqlx::query(sql).execute(&mut *tx).await.unwrap_err().to_string().contains("only ever added")
        );
    }
}

#[tokio::test]
async fn three_pins_and_no_more() {
    let town = Town::found().await;
    let place = Place::set(&town).await;
    let mut posts = Vec::new();
    for n in 0..4 {
        posts.push(town.post(&place.sinner, place.circle, &format!("post {n}")).await);
    }
    let pin = |kind: &'static str, post: PostId| {
        let (town, place) = (&town, &place);
        async move { place.act(town, &place.one, ActId::mint(), json!({ "kind": kind, "post": post })).await }
    };
    for post in &posts[..3] {
        assert_eq!(pin("pin", *post).await.0, StatusCode::OK);
        town.watch.turn(1);
    }
    let (status, refused) = pin("pin", posts[3]).await;
    assert_eq!(
        (status, &refused["fields"][0]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!({ "field": "pins", "rule": "too_many" }))
    );
    assert_eq!(pin("unpin", posts[0]).await.0, StatusCode::OK);
    assert_eq!(pin("pin", posts[3]).await.0, StatusCode::OK);
    place.act(&town, &place.one, ActId::mint(), remove("post", posts[1])).await;
    let shown = body(town.get(&place.sinner, &format!("/v1/circles/{}", place.circle)).await).await;
    assert_eq!(
        shown["pins"],
        json!([posts[3], posts[2]]),
        "the newest pin first; what was removed is not in front"
    );
    // Nor does what its author deleted take a place.
    assert_eq!(pin("pin", posts[0]).await.0, StatusCode::OK);
    town.send(Method::DELETE, &place.sinner, &format!("/v1/posts/{}", posts[2]), json!(null)).await;
    let another = town.post(&place.sinner, place.circle, "another").await;
    assert_eq!(pin("pin", another).await.0, StatusCode::OK);
}

#[tokio::test]
async fn roles_are_given_from_above() {
    let town = Town::found().await;
    let place = Place::set(&town).await;
    let owner = town.member(place.circle).await;
    town.role(&owner, place.circle, Role::Owner).await;
    let give = |who: &Somebody, whom: &Somebody, role: &str| {
        let path = format!("/v1/circles/{}/members/{}/role", place.circle, whom.id);
        let (town, who, said) = (&town, who.clone(), json!({ "role": role }));
        async move { town.send(Method::PUT, &who, &path, said).await.status() }
    };
    assert_eq!(give(&place.admin, &place.sinner, "moderator").await, StatusCode::NO_CONTENT);
    assert_eq!(give(&place.admin, &place.sinner, "admin").await, StatusCode::FORBIDDEN);
    assert_eq!(give(&place.admin, &owner, "member").await, StatusCode::FORBIDDEN);
    assert_eq!(give(&owner, &place.sinner, "admin").await, StatusCode::NO_CONTENT);
    let members = body(town.get(&place.other, &format!("/v1/circles/{}/members", place.circle)).await).await;
    let listed = members["members"].as_array().unwrap();
    assert!(listed.iter().any(|one| one["person"]["id"] == json!(place.sinner.id) && one["role"] == "admin"));
}
