//! A circle that is read-only, and one that is gone.

use circles_domain::circle::Role;
use circles_domain::{ActId, AttachmentId, CommentId, EditId, PostId, TipId};
use circles_server::jobs::sweep;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{finds_it, status, step};
use crate::support::{Town, body, whole, words};
use crate::uploads;

#[tokio::test]
async fn a_frozen_circle_is_read_and_kept_in_order_and_nothing_is_added() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (member, keeper, outside) =
        (town.member(circle).await, town.member(circle).await, town.person().await);
    town.role(&keeper, circle, Role::Moderator).await;
    let post = town.post(&member, circle, "before").await;
    let comment = CommentId::mint();
    let said = json!({ "post": post, "text": "before" });
    assert_eq!(town.put(&member, &format!("/v1/comments/{comment}"), said).await.status(), StatusCode::OK);
    let operator = town.operator().await;
    let freeze = json!({ "kind": "freeze", "reason": "Too many reports." });
    assert_eq!(step(&town, &operator, circle, json!({ "kind": "freeze", "reason": "" })).await.0, 422);
    let (status, frozen) = step(&town, &operator, circle, freeze.clone()).await;
    assert_eq!((status, &frozen["state"]), (StatusCode::OK, &json!("frozen")));
    assert_eq!(step(&town, &operator, circle, freeze).await.0, StatusCode::CONFLICT);
    let shown = body(town.get(&member, &format!("/v1/circles/{circle}")).await).await;
    assert_eq!((&shown["state"], &shown["state_reason"]), (&json!("frozen"), &json!("Too many reports.")));
    assert_eq!(super::status(&town, &member, &format!("/v1/posts/{post}")).await, StatusCode::OK);
    let amount = json!({ "amount": "88", "currency": "CNY" });
    for (who, path, said) in [
        (&member, format!("/v1/posts/{}", PostId::mint()), words(circle, "after")),
        (&member, format!("/v1/comments/{}", PostId::mint()), json!({ "post": post, "text": "after" })),
        (&keeper, format!("/v1/posts/{post}/praise"), json!(null)),
        (&outside, format!("/v1/circles/{circle}/membership"), json!(null)),
        (&member, format!("/v1/posts/{post}/edits/{}", EditId::mint()), json!({ "text": "other" })),
        (&member, format!("/v1/comments/{comment}/edits/{}", EditId::mint()), json!({ "text": "other" })),
    ] {
        let (status, refused) = whole(town.put(who, &path, said).await).await;
        assert_eq!((status, &refused["code"]), (StatusCode::FORBIDDEN, &json!("frozen")), "{path}");
    }
    let quote = json!({ "post": post, "amount": amount });
    let path = format!("/v1/tips/{}/quote", TipId::mint());
    assert_eq!(town.send(Method::POST, &keeper, &path, quote).await.status(), StatusCode::FORBIDDEN);
    let subject = json!({ "kind": "post", "id": post });
    let deed =
        json!({ "kind": "remove", "subject": subject, "rule": 1, "reason": "It is what we froze for." });
    let path = format!("/v1/circles/{circle}/acts/{}", ActId::mint());
    assert_eq!(town.put(&keeper, &path, json!({ "deed": deed })).await.status(), StatusCode::OK);
    let thaw = json!({ "kind": "thaw", "reason": "It is calm again." });
    assert_eq!(step(&town, &operator, circle, thaw).await.1["state"], "open");
    town.post(&member, circle, "after").await;
}

#[tokio::test]
async fn a_dissolved_circle_gives_time_to_take_along_and_is_gone() {
    let town = Town::with(|config| (config.limits.export_s, config.limits.upload_s) = (600, 60)).await;
    let circle = town.circle().await;
    let (author, payer, operator) =
        (town.member(circle).await, town.member(circle).await, town.operator().await);
    let (post, photo) = (PostId::mint(), AttachmentId::mint());
    uploads::upload_photo(&town, &author, photo).await;
    let mut mine = words(circle, "mine");
    mine["attachments"] = json!([uploads::draft(photo, 600, 400)]);
    body(town.put(&author, &format!("/v1/posts/{post}"), mine).await).await;
    town.post(&payer, circle, "theirs").await;
    let tip = TipId::mint();
    let quote = json!({ "post": post, "amount": { "amount": "88", "currency": "CNY" } });
    let quoted = body(town.send(Method::POST, &payer, &format!("/v1/tips/{tip}/quote"), quote).await).await;
    town.watch.turn(1);
    body(town.put(&payer, &format!("/v1/tips/{tip}"), json!({ "quote_id": quoted["quote"] })).await).await;
    let dissolve = json!({ "kind": "dissolve", "reason": "Nobody keeps order." });
    assert_eq!(step(&town, &operator, circle, dissolve.clone()).await.1["state"], "dissolving");
    assert_eq!(step(&town, &operator, circle, dissolve).await.0, StatusCode::CONFLICT);
    let back = body(town.get(&payer, &format!("/v1/tips/{tip}")).await).await;
    assert_eq!((&back["state"], &back["reason"]), (&json!("returned"), &json!("dissolved")));
    let shown = body(town.get(&author, &format!("/v1/circles/{circle}")).await).await;
    assert_eq!((&shown["state"], shown["export_until"].is_string()), (&json!("dissolving"), true));
    let export = format!("/v1/circles/{circle}/export");
    let taken = body(town.get(&author, &export).await).await;
    assert_eq!(taken["posts"].as_array().unwrap().len(), 1, "one's own and nobody else's");
    assert_eq!((&taken["posts"][0]["id"], &taken["posts"][0]["text"]), (&json!(post), &json!("mine")));
    assert_eq!(status(&town, &town.person().await, &export).await, StatusCode::NOT_FOUND);
    assert_eq!(taken["posts"][0]["attachments"][0]["id"], json!(photo));
    let outside = town.person().await;
    let mut cursors = Vec::new();
    for who in [&author, &outside] {
        cursors.push(body(town.get(who, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned());
    }
    town.watch.turn(599);
    sweep(&town.server.state).await.unwrap();
    assert_eq!(status(&town, &author, &export).await, StatusCode::OK, "the time is not over");
    town.watch.turn(1);
    sweep(&town.server.state).await.unwrap();
    for path in [export, format!("/v1/circles/{circle}"), format!("/v1/posts/{post}")] {
        assert_eq!(status(&town, &author, &path).await, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!finds_it(&town, &author, circle).await);
    // Every device that held it is told, also of those who only found it.
    for (who, cursor) in [&author, &outside].into_iter().zip(cursors) {
        let told = body(town.get(who, &format!("/v1/sync?since={cursor}")).await).await;
        let gone = json!({ "kind": "circle_gone", "id": circle });
        assert!(told["changes"].as_array().unwrap().contains(&gone), "{told}");
    }
    // The archive is gone, not only out of reach: words and pictures.
    let words: Vec<(String, String)> =
        sqlx::query_as("SELECT text, attachments FROM post WHERE id = $1 AND state = 'deleted'")
            .bind(post.0)
            .fetch_all(town.server.state.db.read())
            .await
            .unwrap();
    assert_eq!(words, [(String::new(), "[]".to_owned())]);
    let (kept,): (i64,) = sqlx::query_as("SELECT count(*) FROM upload WHERE attachment_id = $1")
        .bind(photo.0)
        .fetch_one(town.server.state.db.read())
        .await
        .unwrap();
    assert_eq!(kept, 0);
}
