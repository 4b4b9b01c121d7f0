//! Deleting an account: settled first, undone in time, then gone; and what a ban keeps.

use circles_domain::Timestamp;
use circles_server::store::bans;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::relations;
use crate::support::{Somebody, Town, body, whole};

async fn ask(town: &Town, who: &Somebody, fen: &str) -> (StatusCode, Value) {
    let give_up = json!({ "give_up": { "amount": fen, "currency": "CNY" } });
    whole(town.put(who, "/v1/me/deletion", give_up).await).await
}

async fn count(town: &Town, sql: &'static str, who: &Somebody) -> i64 {
    sqlx::query_scalar(sql).bind(who.id.0).fetch_one(town.server.state.db.read()).await.unwrap()
}

#[tokio::test]
async fn money_is_given_up_by_naming_it() {
    let town = Town::found().await;
    let who = town.person().await;
    town.get(&who, "/v1/wallet").await;
    let (status, refused) = ask(&town, &who, "0").await;
    assert_eq!((status, refused["code"].as_str()), (StatusCode::CONFLICT, Some("balance_left")));
    assert_eq!(refused["stored"], json!({ "amount": "20000", "currency": "CNY" }));
    assert_eq!(town.get(&who, "/v1/me").await.status(), StatusCode::OK, "nothing happened");
    let (status, me) = ask(&town, &who, "20000").await;
    assert_eq!(status, StatusCode::OK, "{me}");
    let at: Timestamp = me["delete_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(at, town.server.state.now().plus_seconds(7 * 86_400));
    assert_eq!(
        whole(town.get(&who, "/v1/me").await).await.1["code"],
        "session_revoked",
        "every device is out"
    );
}

#[tokio::test]
async fn after_seven_days_an_account_is_an_id_and_its_ledger() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (who, other) = (town.member(circle).await, town.member(circle).await);
    town.get(&who, "/v1/wallet").await;
    let post = town.post(&who, circle, "soon gone").await;
    let others = town.post(&other, circle, "stays").await;
    let comment = circles_domain::CommentId::mint();
    let said = json!({ "post": others, "text": "gone too" });
    body(town.put(&who, &format!("/v1/comments/{comment}"), said).await).await;
    town.put(&who, &format!("/v1/posts/{others}/praise"), json!(null)).await;
    let cursor = body(town.get(&other, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned();
    assert_eq!(ask(&town, &who, "20000").await.0, StatusCode::OK);

    town.watch.turn(7 * 86_400 - 1);
    circles_server::jobs::sweep(&town.server.state).await.unwrap();
    assert_eq!(
        town.get(&other, &format!("/v1/posts/{post}")).await.status(),
        StatusCode::OK,
        "one second left"
    );
    town.watch.turn(1);
    circles_server::jobs::sweep(&town.server.state).await.unwrap();

    assert_eq!(town.get(&other, &format!("/v1/posts/{post}")).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(town.get(&other, &format!("/v1/people/{}", who.id)).await.status(), StatusCode::NOT_FOUND);
    let left = body(town.get(&other, &format!("/v1/posts/{others}")).await).await;
    assert_eq!((left["counts"]["praise"].as_i64(), left["counts"]["comments"].as_i64()), (Some(0), Some(0)));
    let told = body(town.get(&other, &format!("/v1/sync?since={cursor}")).await).await;
    let kinds: Vec<&str> =
        told["changes"].as_array().unwrap().iter().map(|change| change["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"post_gone") && kinds.contains(&"comment_gone"), "devices hear of it: {told}");
    let members = body(town.get(&other, &format!("/v1/circles/{circle}/members")).await).await;
    assert_eq!(members["members"].as_array().unwrap().len(), 1);
    for sql in [
        "SELECT COUNT(*) FROM claim WHERE person_id = $1",
        "SELECT COUNT(*) FROM score_part WHERE person_id = $1",
        "SELECT COUNT(*) FROM device WHERE person_id = $1",
        "SELECT COUNT(*) FROM membership WHERE person_id = $1",
        "SELECT COUNT(*) FROM praise WHERE person_id = $1",
        "SELECT COUNT(*) FROM post WHERE author_id = $1 AND (state = 'kept' OR text <> '')",
        "SELECT COUNT(*) FROM comment WHERE author_id = $1 AND (state = 'kept' OR text <> '')",
        "SELECT COUNT(*) FROM person WHERE id = $1 AND (display_name <> '' OR name_sealed <> x'' OR masked_name <> '*' OR score IS NOT NULL)",
    ] {
        assert_eq!(count(&town, sql, &who).await, 0, "{sql}");
    }
    let kept = "SELECT balance_minor FROM ledger_account WHERE person_id = $1";
    assert_eq!(count(&town, kept, &who).await, 20_000, "the books stay, without a name");
}

#[tokio::test]
async fn whoever_stood_to_them_stands_to_nobody_afterwards() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let who = town.member(circle).await;
    let mut others = Vec::new();
    for _ in 0..5 {
        others.push(town.member(circle).await);
    }
    let [friend, asked, asks, blocker, blocked] = others.try_into().unwrap();
    relations::befriend(&town, &who, &friend).await;
    relations::ask(&town, &who, &asked).await;
    relations::ask(&town, &asks, &who).await;
    let block = |by: &Somebody, whom: &Somebody| {
        town.request(Method::PUT, by, &format!("/v1/people/{}/block", whom.id)).json(&json!(null)).send()
    };
    assert!(block(&blocker, &who).await.unwrap().status().is_success());
    assert!(block(&who, &blocked).await.unwrap().status().is_success());
    let mut since = Vec::new();
    for other in [&friend, &asked, &asks, &blocker, &blocked] {
        since.push(relations::cursor(&town, other).await);
    }
    assert_eq!(ask(&town, &who, "0").await.0, StatusCode::OK);
    town.watch.turn(7 * 86_400);
    circles_server::jobs::sweep(&town.server.state).await.unwrap();
    for ((other, kind), since) in
        [(&friend, "friend"), (&asked, "asks"), (&asks, "asked"), (&blocker, "blocked"), (&blocked, "none")]
            .into_iter()
            .zip(since)
    {
        let told = relations::pulled(&town, other, &since).await;
        let relations: Vec<&Value> = told
            .iter()
            .filter(|change| change["kind"] == "relation")
            .map(|change| &change["relation"]["relation"])
            .collect();
        let expected: &[Value] = if kind == "none" { &[] } else { &[json!({ "kind": "none" })] };
        assert_eq!(relations, expected.iter().collect::<Vec<_>>(), "whom they knew as {kind}");
        let first = body(town.get(other, "/v1/sync").await).await;
        assert!(!first.to_string().contains(&who.id.to_string()), "{kind}: {first}");
    }
    for sql in [
        "SELECT COUNT(*) FROM friendship WHERE person_id = $1 OR friend_id = $1",
        "SELECT COUNT(*) FROM friend_request WHERE asker_id = $1 OR asked_id = $1",
        "SELECT COUNT(*) FROM block WHERE blocker_id = $1 OR blocked_id = $1",
    ] {
        assert_eq!(count(&town, sql, &who).await, 0, "{sql}");
    }
}

#[tokio::test]
async fn a_sanction_waits_for_the_human_and_not_for_the_account() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let who = town.member(circle).await;
    let hash: Vec<u8> = sqlx::query_scalar("SELECT identity_hash FROM person WHERE id = $1")
        .bind(who.id.0)
        .fetch_one(town.server.state.db.read())
        .await
        .unwrap();
    town.ban(&who, circle).await;
    let elsewhere = town.circle().await;
    let admin = town.admin(elsewhere).await;
    let listed = format!("/v1/circles/{elsewhere}/gates/lists/deny/{}", who.id);
    assert_eq!(town.put(&admin, &listed, json!(null)).await.status(), StatusCode::OK);
    assert_eq!(ask(&town, &who, "0").await.0, StatusCode::OK);
    town.watch.turn(7 * 86_400);
    circles_server::jobs::sweep(&town.server.state).await.unwrap();
    let again = town.person().await;
    let hash: [u8; 32] = hash.try_into().unwrap();
    let (state, now) = (&town.server.state, town.server.state.now());
    let mut tx = state.db.write().await.unwrap();
    circles_server::store::deletion::restore_sanctions(&mut tx, again.id, &hash, now).await.unwrap();
    bans::put(&mut tx, &hash, "sold contacts", now.plus_seconds(60), now).await.unwrap();
    assert!(bans::find(&mut *tx, &hash, now).await.unwrap().is_some());
    assert!(bans::find(&mut *tx, &hash, now.plus_seconds(60)).await.unwrap().is_none());
    tx.commit().await.unwrap();
    assert_eq!(
        town.get(&again, &format!("/v1/circles/{circle}/posts")).await.status(),
        StatusCode::NOT_FOUND
    );
    let joined = town.put(&again, &format!("/v1/circles/{circle}/membership"), json!(null)).await;
    assert_eq!(joined.status(), StatusCode::NOT_FOUND, "still banned there");
    let gates = body(town.get(&admin, &format!("/v1/circles/{elsewhere}/gates")).await).await;
    assert!(gates.to_string().contains(&again.id.to_string()), "still on the list: {gates}");
}
