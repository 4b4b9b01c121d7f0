//! Applying, and deciding that.

use circles_domain::ApplicationId;
use reqwest::StatusCode;
use serde_json::json;

use super::{apply, asks, decide};
use crate::support::{Town, body};

#[tokio::test]
async fn an_application_is_decided_once_by_somebody_else_and_makes_its_applicant_the_owner() {
    let town = Town::found().await;
    let (applicant, operator) = (town.person().await, town.operator().await);
    let id = ApplicationId::mint();
    let (status, made) = apply(&town, &applicant, id, asks("Slow Tea")).await;
    assert_eq!((status, &made["state"], &made["own"]), (StatusCode::OK, &json!("open"), &json!(true)));
    assert_eq!(apply(&town, &applicant, id, asks("Slow Tea")).await.0, StatusCode::OK);
    assert_eq!(apply(&town, &applicant, id, asks("Fast Tea")).await.0, StatusCode::CONFLICT);
    let taken = ApplicationId(town.circle().await.0);
    assert_eq!(
        apply(&town, &applicant, taken, asks("Slow Tea")).await.0,
        StatusCode::CONFLICT,
        "a circle's id"
    );
    let waiting = body(town.get(&operator, "/v1/applications").await).await;
    assert_eq!(waiting["applications"][0]["asks"]["name"], "Slow Tea");
    let others = body(town.get(&town.person().await, "/v1/applications").await).await;
    assert_eq!(others["applications"], json!([]), "nobody else reads it");
    assert_eq!(decide(&town, &applicant, id, true).await.0, StatusCode::NOT_FOUND);
    assert_eq!(decide(&town, &operator, id, true).await.0, StatusCode::OK);
    assert_eq!(decide(&town, &operator, id, true).await.0, StatusCode::OK);
    assert_eq!(decide(&town, &operator, id, false).await.0, StatusCode::CONFLICT);
    let circle = body(town.get(&applicant, &format!("/v1/circles/{id}")).await).await;
    assert_eq!(
        (&circle["standing"], &circle["place"]["role"], &circle["rules"]),
        (&json!("moderator"), &json!("owner"), &json!("Be kind.\nNo advertising."))
    );
    let told = body(town.get(&applicant, "/v1/applications").await).await;
    assert_eq!(
        (&told["applications"][0]["state"], &told["applications"][0]["answer"]),
        (&json!("approved"), &json!("We read it."))
    );
    // Nobody decides their own, also not an operator.
    let own = ApplicationId::mint();
    apply(&town, &operator, own, asks("Mine")).await;
    assert_eq!(decide(&town, &operator, own, true).await.0, StatusCode::FORBIDDEN);
    assert_eq!(decide(&town, &town.operator().await, own, false).await.0, StatusCode::OK);
    assert_eq!(super::status(&town, &operator, &format!("/v1/circles/{own}")).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_applied_for_is_refused_with_its_field() {
    let town = Town::found().await;
    let who = town.person().await;
    for (field, value, said, rule) in [
        ("name", json!(" "), "circle", "required"),
        ("name", json!("a\nb"), "circle", "forbidden_characters"),
        ("name_zh", json!("圈".repeat(41)), "circle", "too_large"),
        ("category", json!("war"), "category", "not_found"),
        ("introduction", json!(""), "introduction", "required"),
        ("introduction_zh", json!("x".repeat(301)), "introduction", "too_large"),
        ("rules", json!(" \n "), "rules", "required"),
        ("why", json!(""), "note", "required"),
        (
            "gates",
            json!({ "join": { "any": [] }, "post": { "all": [] }, "comment": { "all": [] },
                          "preview": { "kind": "nothing" } }),
            "join_gate",
            "contradiction",
        ),
    ] {
        let mut asked = asks("Tea");
        asked[field] = value;
        let (status, refused) = apply(&town, &who, ApplicationId::mint(), asked).await;
        let want = json!({ "field": said, "rule": rule });
        assert_eq!((status, &refused["fields"][0]), (StatusCode::UNPROCESSABLE_ENTITY, &want), "{field}");
    }
    for _ in 0..3 {
        assert_eq!(apply(&town, &who, ApplicationId::mint(), asks("Tea")).await.0, StatusCode::OK);
    }
    let (status, refused) = apply(&town, &who, ApplicationId::mint(), asks("Tea")).await;
    assert_eq!(
        (status, &refused["fields"][0]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!({ "field": "circle", "rule": "too_many" }))
    );
}
