//! Writing once, however often the request comes.

use circles_domain::circle::Gates;
use circles_domain::gate::{Clause, Gate};
use circles_domain::{CommentId, EditId, PostId};
use circles_server::store::reading::Sanction;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{Town, body, whole, words};

#[tokio::test]
async fn the_same_id_and_body_publish_once_and_another_body_conflicts() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (me, you) = (town.member(circle).await, town.member(circle).await);
    let path = format!("/v1/posts/{}", PostId::mint());
    let first = body(town.put(&me, &path, words(circle, "hello")).await).await;
    town.watch.turn(5);
    assert_eq!(body(town.put(&me, &path, words(circle, "hello")).await).await, first);
    let (status, conflict) = whole(town.put(&me, &path, words(circle, "other")).await).await;
    assert_eq!(
        (status, &conflict["code"], &conflict["stored"]),
        (StatusCode::CONFLICT, &json!("id_conflict"), &first)
    );
    // Somebody else's id tells nothing of what it holds.
    let (status, conflict) = whole(town.put(&you, &path, words(circle, "hello")).await).await;
    assert_eq!((status, conflict.get("stored")), (StatusCode::CONFLICT, None));
    let page = body(town.get(&you, &format!("/v1/circles/{circle}/posts")).await).await;
    assert_eq!(page["posts"].as_array().unwrap().len(), 1);
    assert_eq!(body(town.get(&me, &format!("/v1/circles/{circle}")).await).await["post_count"], 1);
}

#[tokio::test]
async fn an_edit_counts_once_and_a_deleted_post_stays_deleted() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (me, you) = (town.member(circle).await, town.member(circle).await);
    let post = town.post(&me, circle, "hello").await;
    let edit = format!("/v1/posts/{post}/edits/{}", EditId::mint());
    let (path, said) = (format!("/v1/posts/{post}"), json!({ "text": "hello, all" }));
    let edited = body(town.put(&me, &edit, said.clone()).await).await;
    assert_eq!((&edited["version"], &edited["text"]), (&json!(2), &json!("hello, all")));
    assert_eq!(body(town.put(&me, &edit, said.clone()).await).await, edited);
    let (status, conflict) = whole(town.put(&me, &edit, json!({ "text": "x" })).await).await;
    assert_eq!((status, &conflict["stored"]), (StatusCode::CONFLICT, &edited));
    assert_eq!(
        town.put(&you, &format!("/v1/posts/{post}/edits/{}", EditId::mint()), said).await.status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(town.send(Method::DELETE, &you, &path, json!(null)).await.status(), StatusCode::FORBIDDEN);
    for _ in 0..2 {
        assert_eq!(town.send(Method::DELETE, &me, &path, json!(null)).await.status(), StatusCode::NO_CONTENT);
    }
    assert_eq!(town.get(&you, &path).await.status(), StatusCode::NOT_FOUND);
    // A late copy of the publishing must not bring it back.
    assert_eq!(town.put(&me, &path, words(circle, "hello")).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(town.send(Method::DELETE, &you, &path, json!(null)).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn comments_praise_and_views_count_once() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (me, you) = (town.member(circle).await, town.member(circle).await);
    let post = town.post(&me, circle, "hello").await;
    let comment = format!("/v1/comments/{}", CommentId::mint());
    let said = json!({ "post": post, "text": "nice" });
    let first = body(town.put(&you, &comment, said.clone()).await).await;
    assert_eq!(body(town.put(&you, &comment, said).await).await, first);
    assert_eq!(
        town.put(&you, &comment, json!({ "post": post, "text": "not nice" })).await.status(),
        StatusCode::CONFLICT
    );
    for _ in 0..2 {
        assert_eq!(
            town.put(&you, &format!("/v1/posts/{post}/praise"), json!(null)).await.status(),
            StatusCode::NO_CONTENT
        );
        assert_eq!(
            town.send(Method::POST, &you, "/v1/views", json!({ "posts": [post, post] })).await.status(),
            StatusCode::NO_CONTENT
        );
    }
    let counts = json!({ "praise": 1, "comments": 1, "tippers": 0, "views": 1, "praised": true, "tipped": false, "tips_off": false });
    assert_eq!(body(town.get(&you, &format!("/v1/posts/{post}")).await).await["counts"], counts);
    let asked =
        body(town.send(Method::POST, &you, "/v1/counts", json!({ "posts": [post, PostId::mint()] })).await)
            .await;
    assert_eq!(asked["posts"], json!([{ "id": post, "counts": counts }]));
    for _ in 0..2 {
        let path = format!("/v1/posts/{post}/praise");
        assert_eq!(
            town.send(Method::DELETE, &you, &path, json!(null)).await.status(),
            StatusCode::NO_CONTENT
        );
        assert_eq!(
            town.send(Method::DELETE, &you, &comment, json!(null)).await.status(),
            StatusCode::NO_CONTENT
        );
    }
    let after = body(town.get(&you, &format!("/v1/posts/{post}")).await).await;
    assert_eq!((&after["counts"]["praise"], &after["counts"]["comments"]), (&json!(0), &json!(0)));
    assert_eq!(
        body(town.get(&you, &format!("/v1/posts/{post}/comments")).await).await["comments"],
        json!([])
    );
}

#[tokio::test]
async fn a_closed_gate_says_why_and_a_mute_ends_by_itself() {
    let town = Town::found().await;
    let score = Gate::Is(Clause::ScoreAtLeast { score: 750 });
    let gates = Gates { post: score.clone(), comment: score, ..Gates::open() };
    let (strict, open) = (town.circle_with(gates).await, town.circle().await);
    let me = town.member(strict).await;
    town.join(&me, open).await;
    let (status, refused) =
        whole(town.put(&me, &format!("/v1/posts/{}", PostId::mint()), words(strict, "hello")).await).await;
    assert_eq!((status, &refused["code"]), (StatusCode::FORBIDDEN, &json!("gate_closed")));
    assert_eq!(refused["gate"]["clauses"][0]["clause"], json!({ "kind": "score_at_least", "score": 750 }));
    assert_eq!(
        body(town.get(&me, &format!("/v1/circles/{strict}")).await).await["rights"]["post"]["allowed"],
        false
    );

    town.sentence(&me, open, Sanction::Muted, Some(3_600)).await;
    let path = format!("/v1/posts/{}", PostId::mint());
    let (status, refused) = whole(town.put(&me, &path, words(open, "hello")).await).await;
    assert_eq!((status, &refused["code"]), (StatusCode::FORBIDDEN, &json!("muted")));
    let standings = body(town.get(&me, "/v1/me/standings").await).await;
    assert_eq!(
        (&standings["standings"][0]["standing"], &standings["standings"][0]["reason"]),
        (&json!("muted"), &json!("rule 1"))
    );
    town.watch.turn(3_600);
    assert_eq!(town.put(&me, &path, words(open, "hello")).await.status(), StatusCode::OK);
    assert_eq!(body(town.get(&me, "/v1/me/standings").await).await["standings"], json!([]));
}

#[tokio::test]
async fn an_expired_proof_only_reads_and_a_flood_is_slowed_down() {
    let town = Town::with(|config| config.limits.writes_per_minute = 3).await;
    let circle = town.circle().await;
    let me = town.member(circle).await;
    let praise = format!("/v1/posts/{}/praise", PostId::mint());
    for _ in 0..2 {
        assert_eq!(town.put(&me, &praise, json!(null)).await.status(), StatusCode::NOT_FOUND);
    }
    let answer = town.put(&me, &praise, json!(null)).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers().contains_key("retry-after"));
    let mut tx = town.server.state.db.write().await.unwrap();
    sqlx::query("UPDATE person SET verified_until_us = 0").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    town.watch.turn(60);
    let late = format!("/v1/posts/{}", PostId::mint());
    let (status, refused) = whole(town.put(&me, &late, words(circle, "x")).await).await;
    assert_eq!((status, refused["code"].as_str()), (StatusCode::FORBIDDEN, Some("name_expired")));
    let mine = body(town.get(&me, "/v1/me").await).await;
    assert_eq!(mine["byline"]["verified"], false);
}
