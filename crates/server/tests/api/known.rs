//! What is known of a person: claims at a time, the score, who sees what, and who opened a name.

use circles_domain::circle::Gates;
use circles_domain::claim::{Claim, ClaimKind, Claims};
use circles_domain::gate::{Clause, Gate};
use circles_server::store::{claims, scores};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::relations::{befriend, cursor, pulled};
use crate::support::{LEGAL_NAME, Somebody, Town, body, whole, words};

fn for_students() -> Gates {
    let students = Gate::Is(Clause::Student);
    Gates { post: students.clone(), comment: students, ..Gates::open() }
}

fn student() -> Claims {
    Claims { student: Some(true), ..Claims::default() }
}

async fn claims_of(town: &Town, who: &Somebody) -> Vec<Value> {
    body(town.get(who, "/v1/me/claims").await).await["claims"].as_array().unwrap().clone()
}

fn of_kind<'v>(claims: &'v [Value], kind: &str) -> &'v Value {
    claims.iter().find(|claim| claim["kind"] == kind).unwrap_or_else(|| panic!("no {kind} in {claims:?}"))
}

#[tokio::test]
async fn a_claim_that_expires_while_somebody_writes_closes_the_gate_with_its_clause() {
    let town = Town::found().await;
    let circle = town.circle_with(for_students()).await;
    let who = town.person_with(student()).await;
    town.join(&who, circle).await;
    let (state, now) = (&town.server.state, town.server.state.now());
    let claim = Claim {
        kind: ClaimKind::Student,
        value: "true".into(),
        issuer: "sandbox.university".into(),
        issued_at: now,
        expires_at: now.plus_seconds(60),
    };
    let mut tx = state.db.write().await.unwrap();
    claims::put(&mut tx, who.id, &claim, "").await.unwrap();
    tx.commit().await.unwrap();

    town.post(&who, circle, "in time").await;
    assert_eq!(of_kind(&claims_of(&town, &who).await, "student")["state"], "valid");
    town.watch.turn(60);
    let late = circles_domain::PostId::mint();
    let (status, refused) =
        whole(town.put(&who, &format!("/v1/posts/{late}"), words(circle, "too late")).await).await;
    assert_eq!((status, refused["code"].as_str()), (StatusCode::FORBIDDEN, Some("gate_closed")));
    let clause = &refused["gate"]["clauses"][0];
    assert_eq!((clause["clause"]["kind"].as_str(), clause["met"].as_bool()), (Some("student"), Some(false)));
    let known = claims_of(&town, &who).await;
    assert_eq!(of_kind(&known, "student")["state"], "expired");
    assert_eq!(body(town.get(&who, "/v1/me").await).await["student"], Value::Null);
}

#[tokio::test]
async fn withdrawing_tells_first_what_it_closes_and_then_closes_it() {
    let town = Town::found().await;
    let (circle, other) = (town.circle_with(for_students()).await, town.circle_with(for_students()).await);
    let who = town.person_with(student()).await;
    town.join(&who, circle).await;

    let known = claims_of(&town, &who).await;
    let uses = of_kind(&known, "student")["used_by"].as_array().unwrap();
    let closes = |id: String, right: &str| {
        let found = uses.iter().find(|u| u["circle"] == id && u["right"] == right).unwrap();
        found["closes"].as_bool().unwrap()
    };
    assert_eq!(uses.len(), 4, "posting and commenting, in two circles: {uses:?}");
    assert!(closes(circle.to_string(), "post") && closes(circle.to_string(), "comment"));
    assert!(!closes(other.to_string(), "post"), "not a member there: nothing to lose");
    assert_eq!(of_kind(&known, "legal_name")["used_by"], json!([]), "no gate asks for the name");
    assert_eq!(of_kind(&known, "legal_name")["money"], true);

    let before = body(town.get(&who, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned();
    let path = "/v1/me/claims/student";
    let gone = town.request(Method::DELETE, &who, path).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    let told = body(town.get(&who, &format!("/v1/sync?since={before}")).await).await;
    let circles = told["changes"].as_array().unwrap().iter().filter(|change| change["kind"] == "circle");
    assert_eq!(circles.count(), 2, "the devices hear which circles answer otherwise: {told}");
    let late = circles_domain::PostId::mint();
    let refused = town.put(&who, &format!("/v1/posts/{late}"), words(circle, "no longer")).await;
    assert_eq!(whole(refused).await.1["code"], "gate_closed");
    let known = claims_of(&town, &who).await;
    let left = of_kind(&known, "student");
    assert_eq!((left["state"].as_str(), left["signed"].as_bool()), (Some("withdrawn"), Some(false)));

    // Proving it again does not bring it back before the person says so.
    let now = town.server.state.now();
    let again = Claim {
        kind: ClaimKind::Student,
        value: "true".into(),
        issuer: "sandbox.university".into(),
        issued_at: now,
        expires_at: now.plus_seconds(60),
    };
    let prove = || async {
        let mut tx = town.server.state.db.write().await.unwrap();
        claims::put(&mut tx, who.id, &again, "").await.unwrap();
        tx.commit().await.unwrap();
        of_kind(&claims_of(&town, &who).await, "student")["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(prove().await, "withdrawn");
    assert_eq!(town.put(&who, path, json!(null)).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(prove().await, "valid");
}

#[tokio::test]
async fn a_score_is_counted_from_what_happened_and_never_from_money() {
    let town = Town::with(|config| config.limits.score_post_s = 10).await;
    let circle = town.circle().await;
    let (who, reader) = (town.member(circle).await, town.member(circle).await);
    let score = || async {
        let answer = body(town.get(&who, "/v1/me/score").await).await;
        let sum: i64 =
            answer["parts"].as_array().unwrap().iter().map(|part| part["points"].as_i64().unwrap()).sum();
        assert_eq!(answer["score"].as_i64().unwrap(), 350 + sum, "the parts make the sum");
        (answer["score"].as_i64().unwrap(), answer)
    };
    assert_eq!(score().await.0, 350 + 160, "a proven name");
    let post = town.post(&who, circle, "kept").await;
    for praising in [&who, &reader] {
        let praised = town.put(praising, &format!("/v1/posts/{post}/praise"), json!(null)).await;
        assert_eq!(praised.status(), StatusCode::NO_CONTENT);
    }
    assert_eq!(score().await.0, 510 + 4, "one other person praised; oneself does not count");
    town.watch.turn(10);
    let (now, parts) = score().await;
    assert_eq!(now, 514 + 5, "the post has stood long enough");
    let posts = parts["parts"].as_array().unwrap().iter().find(|part| part["part"] == "posts").unwrap();
    assert_eq!((posts["before"].as_i64(), posts["points"].as_i64()), (Some(0), Some(5)));
    town.get(&who, "/v1/wallet").await;
    assert_eq!(score().await.0, 519, "200 yuan of test money later");
    town.ban(&who, circle).await;
    assert_eq!(score().await.0, 419);

    let invented = town.person_with(Claims { score: Some(712), ..Claims::default() }).await;
    let mut tx = town.server.state.db.write().await.unwrap();
    scores::recount(&mut tx, invented.id, 10, town.server.state.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        body(town.get(&invented, "/v1/me/score").await).await["score"],
        712,
        "invented people keep theirs"
    );
}

#[tokio::test]
async fn the_job_counts_scores_that_are_a_day_old() {
    let town = Town::found().await;
    let who = town.person().await;
    assert_eq!(body(town.get(&who, "/v1/me").await).await["score"], Value::Null);
    circles_server::jobs::sweep(&town.server.state).await.unwrap();
    assert_eq!(body(town.get(&who, "/v1/me").await).await["score"], 510);
    town.watch.turn(3 * 86_400);
    circles_server::jobs::sweep(&town.server.state).await.unwrap();
    assert_eq!(body(town.get(&who, "/v1/me").await).await["score"], 511);
}

#[tokio::test]
async fn others_and_oneself_are_answered_by_the_same_code() {
    let town = Town::found().await;
    let (circle, elsewhere) = (town.circle().await, town.circle().await);
    let (who, member, stranger) =
        (town.member(circle).await, town.member(circle).await, town.member(elsewhere).await);
    town.join(&who, elsewhere).await;
    let left =
        town.request(Method::DELETE, &who, &format!("/v1/circles/{elsewhere}/membership")).send().await;
    assert_eq!(left.unwrap().status(), StatusCode::OK);
    town.post(&who, circle, "hello").await;
    body(town.send(Method::PATCH, &who, "/v1/me", json!({ "bio": "Cherries." })).await).await;
    let path = format!("/v1/people/{}", who.id);
    for (asker, level) in [(&stranger, "stranger"), (&member, "member")] {
        let [seen, mirror] =
            [(asker, path.clone()), (&who, format!("/v1/me/seen-as/{level}"))].map(async |(who, path)| {
                let mut seen = body(town.get(who, &path).await).await;
                // Whether one may ask somebody depends on who asks; of oneself there is nothing to ask.
                seen.as_object_mut().unwrap().remove("may_ask");
                seen
            });
        let (seen, mirror) = (seen.await, mirror.await);
        assert_eq!(seen, mirror, "{level}");
        let told = json!([seen["bio"], seen["post_count"], seen.get("joined_at").is_some()]);
        let expected = if level == "member" { json!(["Cherries.", 1, true]) } else { json!(["", 0, false]) };
        assert_eq!(told, expected, "{level}");
        for hidden in ["masked_name", "legal_name", "gender", "age", "score", "student"] {
            assert!(seen.get(hidden).is_none(), "{hidden} at {level}");
        }
    }
    let shared = |seen: &Value| seen["shared_circles"].as_array().unwrap().len();
    assert_eq!(shared(&body(town.get(&stranger, &path).await).await), 0);
    assert_eq!(shared(&body(town.get(&member, &path).await).await), 1);
    let friend = body(town.get(&who, "/v1/me/seen-as/friend").await).await;
    assert_eq!((friend["masked_name"].as_str(), friend.get("legal_name")), (Some("P*"), None));
}

#[tokio::test]
async fn a_friend_sees_the_name_while_its_owner_shows_it_and_is_told_when_that_changes() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (who, friend, member) =
        (town.member(circle).await, town.member(circle).await, town.member(circle).await);
    befriend(&town, &who, &friend).await;
    let path = format!("/v1/people/{}", who.id);
    let seen = async |asker: &Somebody| {
        let seen = body(town.get(asker, &path).await).await;
        let text = |name: &str| seen.get(name).map(|name| name.as_str().unwrap().to_owned());
        (text("level").unwrap(), text("masked_name"), text("legal_name"))
    };
    let level = |level: &str, masked: Option<&str>, name: Option<&str>| {
        (level.to_owned(), masked.map(str::to_owned), name.map(str::to_owned))
    };
    assert_eq!(seen(&friend).await, level("friend", Some("P*"), None), "off by default");
    for (shown, name) in [(true, Some(LEGAL_NAME)), (false, None)] {
        let since = cursor(&town, &friend).await;
        body(town.put(&who, "/v1/me/show-name", json!({ "shown": shown })).await).await;
        assert_eq!(seen(&friend).await, level("friend", Some("P*"), name));
        assert_eq!(seen(&member).await, level("member", None, None));
        let mirror = body(town.get(&who, "/v1/me/seen-as/friend").await).await;
        assert_eq!(mirror.get("legal_name").and_then(Value::as_str), name);
        let told = pulled(&town, &friend, &since).await;
        assert_eq!((told.len(), &told[0]["relation"]["person"]["id"]), (1, &json!(who.id)), "{told:?}");
    }
    town.watch.turn(86_400);
    body(town.put(&who, "/v1/me/show-name", json!({ "shown": true })).await).await;
    let end = format!("/v1/people/{}/friendship", who.id);
    town.send(Method::DELETE, &friend, &end, json!(null)).await;
    assert_eq!(seen(&friend).await, level("member", None, None), "no friend, no name");
    let block = format!("/v1/people/{}/block", friend.id);
    assert!(town.put(&who, &block, json!(null)).await.status().is_success());
    assert_eq!(town.get(&friend, &path).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_name_switch_turns_twice_a_day() {
    let town = Town::found().await;
    let who = town.person().await;
    let set = |shown: bool| town.put(&who, "/v1/me/show-name", json!({ "shown": shown }));
    assert_eq!(body(town.get(&who, "/v1/me").await).await["shows_name"], false, "off by default");
    assert_eq!(body(set(true).await).await["shows_name"], true);
    assert_eq!(set(true).await.status(), StatusCode::OK, "no change, no count");
    assert_eq!(body(set(false).await).await["shows_name"], false);
    let third = set(true).await;
    assert_eq!(third.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: i64 = third.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    town.watch.turn(wait - 1);
    assert_eq!(set(true).await.status(), StatusCode::TOO_MANY_REQUESTS);
    town.watch.turn(1);
    assert_eq!(body(set(true).await).await["shows_name"], true);
}

#[tokio::test]
async fn the_log_of_opened_names_only_grows() {
    let town = Town::found().await;
    let who = town.person().await;
    let db = &town.server.state.db;
    let mut tx = db.write().await.unwrap();
    let note = circles_server::store::names::note_access;
    note(&mut tx, who.id, who.id, "operator", "a reason that is long", town.server.state.now())
        .await
        .unwrap();
    assert!(note(&mut tx, who.id, who.id, "operator", "short", town.server.state.now()).await.is_err());
    tx.commit().await.unwrap();
    for sql in [
        "UPDATE name_access SET reason = 'something else'",
        "DELETE FROM name_access",
        "INSERT OR REPLACE INTO name_access (seq, person_id, reader_id, reader_role, reason, at_us) VALUES (1, x'00', x'00', 'x', 'another reason', 1)",
    ] {
        let mut tx = db.write().await.unwrap();
        assert!(sqlx::query(sql).execute(&mut *tx).await.is_err(), "{sql}");
    }
    assert_eq!(
        body(town.get(&who, "/v1/me/name-access").await).await["entries"].as_array().unwrap().len(),
        1
    );
}
