//! How many people find a circle that begins, and how often it is looked at.

use circles_domain::{ApplicationId, CircleId, PostId};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{apply, asks, decide, finds_it, somebody_who, status, step};
use crate::support::{Town, body};

#[tokio::test]
async fn a_launch_is_found_by_its_share_and_by_who_is_inside_or_invited() {
    let town = Town::found().await;
    let (owner, operator) = (town.person().await, town.operator().await);
    let id = ApplicationId::mint();
    apply(&town, &owner, id, asks("Slow Tea")).await;
    decide(&town, &operator, id, true).await;
    let circle = CircleId(id.0);
    // A tenth of the people finds what was just approved.
    let (one, other) =
        (somebody_who(&town, circle, 10, true).await, somebody_who(&town, circle, 50, false).await);
    let post = town.post(&owner, circle, "first leaf").await;
    assert!(finds_it(&town, &owner, circle).await && finds_it(&town, &operator, circle).await);
    assert!(finds_it(&town, &one, circle).await && !finds_it(&town, &other, circle).await);
    for (path, found) in [(format!("/v1/circles/{circle}/posts"), 200), (format!("/v1/posts/{post}"), 200)] {
        assert_eq!(status(&town, &one, &path).await.as_u16(), found, "{path}");
        assert_eq!(status(&town, &other, &path).await, StatusCode::NOT_FOUND, "{path}");
    }
    // With a code in hand it is found by anybody.
    let invitation = format!("/v1/circles/{circle}/invitations/{}", PostId::mint());
    let made = body(town.put(&owner, &invitation, json!({ "uses": 1, "days": 1 })).await).await;
    let code = made["code"].as_str().unwrap();
    assert_eq!(status(&town, &other, &format!("/v1/invitations/{code}")).await, StatusCode::OK);
    // Nobody else comes in by knowing its id; with the code they do, and know it from then on.
    let membership = format!("/v1/circles/{circle}/membership");
    for (said, want) in [
        (json!(null), StatusCode::NOT_FOUND),
        (json!({ "invitation": "7K3M-Q8RT-ZW2X" }), StatusCode::NOT_FOUND),
        (json!({ "invitation": code }), StatusCode::OK),
    ] {
        assert_eq!(town.put(&other, &membership, said).await.status(), want);
    }
    assert_eq!(town.send(Method::DELETE, &other, &membership, json!(null)).await.status(), StatusCode::OK);
    assert!(finds_it(&town, &other, circle).await, "whoever was inside knows it");
    let other = somebody_who(&town, circle, 50, false).await;
    let launch = |percent: i64| json!({ "kind": "launch", "find_percent": percent, "views_per_hour": 0 });
    let cursor = body(town.get(&other, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned();
    assert_eq!(step(&town, &owner, circle, launch(100)).await.0, StatusCode::NOT_FOUND, "operators only");
    assert_eq!(step(&town, &operator, circle, launch(101)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(step(&town, &operator, circle, launch(100)).await.0, StatusCode::OK);
    assert!(finds_it(&town, &other, circle).await);
    let told = body(town.get(&other, &format!("/v1/sync?since={cursor}")).await).await;
    assert_eq!(told["changes"][0]["circle"]["id"], json!(circle));
    let (status, refused) = step(&town, &operator, circle, launch(40)).await;
    assert_eq!(
        (status, &refused["fields"][0]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!({ "field": "launch", "rule": "too_small" })),
        "whoever found it goes on finding it"
    );
    let log = body(town.get(&owner, &format!("/v1/circles/{circle}/log")).await).await;
    assert_eq!(
        (&log["lines"][0]["kind"], &log["lines"][0]["actor_role"]),
        (&json!("launch"), &json!("operator"))
    );
}

/// Of a circle outside whose share they are, somebody knows by their asking alone: taking it back forgets the circle.
#[tokio::test]
async fn an_asking_is_taken_back_also_where_nothing_else_makes_the_circle_known() {
    let town = Town::found().await;
    let (owner, operator) = (town.person().await, town.operator().await);
    let id = ApplicationId::mint();
    let mut asked = asks("Slow Tea");
    asked["gates"]["joining"] = json!("request");
    apply(&town, &owner, id, asked).await;
    decide(&town, &operator, id, true).await;
    let circle = CircleId(id.0);
    let other = somebody_who(&town, circle, 50, false).await;
    let invitation = format!("/v1/circles/{circle}/invitations/{}", PostId::mint());
    let made = body(town.put(&owner, &invitation, json!({ "uses": 1, "days": 1 })).await).await;
    let membership = format!("/v1/circles/{circle}/membership");
    let answer = town.put(&other, &membership, json!({ "invitation": made["code"] })).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(finds_it(&town, &other, circle).await);
    assert_eq!(body(answer).await["admission"]["state"], "pending");
    let taken_back = town.send(Method::DELETE, &other, &membership, json!(null)).await;
    assert_eq!(taken_back.status(), StatusCode::OK);
    assert!(body(taken_back).await["admission"].is_null());
    assert!(!finds_it(&town, &other, circle).await);
    let waiting = body(town.get(&owner, &format!("/v1/circles/{circle}/admissions")).await).await;
    assert_eq!(waiting["candidates"], json!([]));
}
