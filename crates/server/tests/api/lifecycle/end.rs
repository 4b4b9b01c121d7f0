//! A circle that is gone.

use circles_domain::circle::{Gates, Preview, Role};
use circles_domain::{AttachmentId, PostId, TipId};
use circles_server::jobs::sweep;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{finds_it, status, step};
use crate::support::{Town, body, words};
use crate::uploads;

#[tokio::test]
async fn past_its_end_a_circle_is_gone_before_anything_sweeps_it() {
    let town = Town::with(|config| config.limits.export_s = 600).await;
    let circle = town.circle_with(Gates { preview: Preview::Latest { count: 3 }, ..Gates::open() }).await;
    let (author, keeper, operator) =
        (town.member(circle).await, town.member(circle).await, town.operator().await);
    town.role(&keeper, circle, Role::Owner).await;
    let post = town.post(&author, circle, "mine").await;
    let base = format!("/v1/circles/{circle}");
    let reads = [
        base.clone(),
        format!("{base}/posts"),
        format!("{base}/members"),
        format!("{base}/export"),
        format!("{base}/log"),
        format!("/v1/posts/{post}"),
        format!("/v1/posts/{post}/comments"),
    ];
    let dissolve = json!({ "kind": "dissolve", "reason": "Nobody keeps order." });
    let cursor = body(town.get(&author, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned();
    assert_eq!(step(&town, &operator, circle, dissolve).await.1["state"], "dissolving");
    for path in &reads {
        assert_eq!(status(&town, &author, path).await, StatusCode::OK, "{path}");
    }
    town.watch.turn(600);
    for path in &reads {
        assert_eq!(status(&town, &author, path).await, StatusCode::NOT_FOUND, "{path}");
    }
    for who in [&author, &keeper, &operator, &town.person().await] {
        assert!(!finds_it(&town, who, circle).await);
    }
    assert_eq!(status(&town, &keeper, &format!("{base}/gates")).await, StatusCode::NOT_FOUND);
    let theirs = body(town.get(&keeper, &format!("/v1/people/{}/posts", author.id)).await).await;
    assert_eq!(theirs["posts"], json!([]));
    let told = body(town.get(&author, &format!("/v1/sync?since={cursor}")).await).await;
    assert!(
        told["changes"].as_array().unwrap().contains(&json!({ "kind": "circle_gone", "id": circle })),
        "{told}"
    );
    let anew = body(town.get(&author, "/v1/sync").await).await;
    assert!(!anew.to_string().contains(&circle.to_string()), "{anew}");
    let console = body(town.get(&operator, "/v1/console").await).await;
    let line =
        console["circles"].as_array().unwrap().iter().find(|one| one["circle"] == json!(circle)).unwrap();
    assert_eq!(line["state"], "dissolved");
    assert_eq!(step(&town, &operator, circle, json!({ "kind": "thaw", "reason": "Back." })).await.0, 409);
}

#[tokio::test]
async fn a_circle_ends_at_its_own_time_and_not_at_the_next_sweep() {
    let town = Town::with(|config| config.limits.export_s = 1).await;
    let circle = town.circle().await;
    let (member, operator) = (town.member(circle).await, town.operator().await);
    town.post(&member, circle, "mine").await;
    let mut pokes = town.server.state.pokes.subscribe();
    let dissolve = json!({ "kind": "dissolve", "reason": "Nobody keeps order." });
    assert_eq!(step(&town, &operator, circle, dissolve).await.1["state"], "dissolving");
    town.watch.turn(1);
    let gone = async {
        loop {
            pokes.recv().await.unwrap();
            let (state,): (String,) = sqlx::query_as("SELECT state FROM circle WHERE id = $1")
                .bind(circle.0)
                .fetch_one(town.server.state.db.read())
                .await
                .unwrap();
            if state == "dissolved" {
                return;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), gone).await.unwrap();
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
