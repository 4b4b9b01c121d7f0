//! How many people look at a circle that begins, from outside and in an hour.

use circles_domain::circle::{Gates, Preview, Role};
use circles_domain::{AttachmentId, CircleId, CommentId, PostId};
use reqwest::StatusCode;
use serde_json::json;

use super::{status, step};
use crate::support::{Somebody, Town, body, whole, words};
use crate::uploads;

/// A circle at which `most` people look in an hour, with somebody who posted in it and an operator.
async fn capped(town: &Town, most: i64) -> (CircleId, Somebody, Somebody) {
    let gates = Gates { preview: Preview::Latest { count: 3 }, ..Gates::open() };
    let circle = town.circle_with(gates).await;
    let owner = town.member(circle).await;
    town.role(&owner, circle, Role::Owner).await;
    let operator = town.operator().await;
    let launch = json!({ "kind": "launch", "find_percent": 100, "views_per_hour": most });
    assert_eq!(step(town, &operator, circle, launch).await.0, StatusCode::OK);
    (circle, owner, operator)
}

#[tokio::test]
async fn people_outside_are_capped_until_order_is_kept_up_with() {
    let town = Town::found().await;
    let (circle, owner, operator) = capped(&town, 2).await;
    let second = town.member(circle).await;
    let (one, other, late) = (town.person().await, town.person().await, town.person().await);
    let post = town.post(&owner, circle, "leaf").await;
    let path = format!("/v1/circles/{circle}/posts");
    // A post that is looked at alone counts like the page of them.
    for (who, path, want) in
        [(&one, &path, 200), (&other, &format!("/v1/posts/{post}"), 200), (&late, &path, 429)]
    {
        assert_eq!(status(&town, who, path).await.as_u16(), want);
    }
    let refused = town.get(&late, &path).await;
    let wait: i64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=3_600).contains(&wait), "{wait}");
    assert_eq!(whole(refused).await.1["code"], "crowded");
    // Members are not counted.
    assert_eq!(status(&town, &second, &path).await, StatusCode::OK);
    town.watch.turn(wait);
    for (who, want) in [(&late, 200), (&one, 200), (&other, 429)] {
        assert_eq!(status(&town, who, &path).await.as_u16(), want, "the next hour");
    }
    // Two keep order: the cap rests, until a report waits for longer than a day.
    town.role(&second, circle, Role::Moderator).await;
    assert_eq!(status(&town, &other, &path).await, StatusCode::OK);
    let said =
        json!({ "circle": circle, "subject": { "kind": "post", "id": post }, "reason": "spam", "note": "" });
    town.put(&second, &format!("/v1/reports/{}", PostId::mint()), said).await;
    assert_eq!(status(&town, &other, &path).await, StatusCode::OK);
    town.watch.turn(86_401);
    for (who, want) in [(&late, 200), (&one, 200), (&other, 429)] {
        assert_eq!(status(&town, who, &path).await.as_u16(), want);
    }
    let console = body(town.get(&operator, "/v1/console").await).await;
    let line =
        console["circles"].as_array().unwrap().iter().find(|one| one["circle"] == json!(circle)).unwrap();
    assert_eq!(
        (&line["keepers"], &line["open_reports"], &line["late_reports"], &line["keeps_up"]),
        (&json!(2), &json!(1), &json!(1), &json!(false))
    );
    assert_eq!(status(&town, &one, "/v1/console").await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_uses_up_the_hour_of_everybody() {
    let town = Town::found().await;
    let (circle, owner, _) = capped(&town, 2).await;
    let post = town.post(&owner, circle, "leaf").await;
    let (eager, other, late) = (town.person().await, town.person().await, town.person().await);
    let (path, alone) = (format!("/v1/circles/{circle}/posts"), format!("/v1/posts/{post}"));
    for _ in 0..5 {
        assert_eq!(status(&town, &eager, &path).await, StatusCode::OK);
        assert_eq!(status(&town, &eager, &alone).await, StatusCode::OK);
    }
    assert_eq!(status(&town, &other, &path).await, StatusCode::OK, "one person counts once");
    // While the one writer is busy, who is refused and who was counted is answered all the same.
    let writer = town.server.state.db.write().await.unwrap();
    assert_eq!(status(&town, &late, &path).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(status(&town, &eager, &path).await, StatusCode::OK);
    drop(writer);
    // What was looked at in hours that are over is nobody's business.
    town.watch.turn(3_600);
    circles_server::jobs::sweep(&town.server.state).await.unwrap();
    let (kept,): (i64,) = sqlx::query_as("SELECT count(*) FROM circle_look")
        .fetch_one(town.server.state.db.read())
        .await
        .unwrap();
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn what_hangs_on_a_post_is_capped_with_it_and_counts_nobody() {
    let town = Town::found().await;
    let (circle, owner, _) = capped(&town, 1).await;
    let (post, photo, comment) = (PostId::mint(), AttachmentId::mint(), CommentId::mint());
    uploads::upload_photo(&town, &owner, photo).await;
    let mut shown = words(circle, "leaf");
    shown["attachments"] = json!([uploads::draft(photo, 600, 400)]);
    body(town.put(&owner, &format!("/v1/posts/{post}"), shown).await).await;
    let said = json!({ "post": post, "text": "first" });
    assert_eq!(town.put(&owner, &format!("/v1/comments/{comment}"), said).await.status(), StatusCode::OK);
    let hanging = [
        format!("/v1/posts/{post}/comments"),
        format!("/v1/media/{photo}/large"),
        format!("/v1/posts/{post}/tippers"),
    ];
    let (one, late) = (town.person().await, town.person().await);
    for path in &hanging {
        assert_eq!(status(&town, &late, path).await, StatusCode::OK, "there is room: {path}");
    }
    assert_eq!(status(&town, &one, &format!("/v1/posts/{post}")).await, StatusCode::OK, "it took none");
    for path in &hanging {
        assert_eq!(status(&town, &one, path).await, StatusCode::OK, "who was counted reads on: {path}");
        let (status, refused) = whole(town.get(&late, path).await).await;
        assert_eq!((status, &refused["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("crowded")), "{path}");
        assert_eq!(super::status(&town, &owner, path).await, StatusCode::OK, "{path}");
    }
}
