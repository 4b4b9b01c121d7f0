//! The words and the picture on a page.

use circles_domain::PostId;
use circles_domain::circle::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Town, body, whole};

#[tokio::test]
async fn a_circles_page_is_changed_by_its_admins() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (admin, keeper) = (town.member(circle).await, town.member(circle).await);
    town.role(&admin, circle, Role::Admin).await;
    town.role(&keeper, circle, Role::Moderator).await;
    let path = format!("/v1/circles/{circle}");
    let edit = |said: Value| {
        let (town, admin, path) = (&town, &admin, path.clone());
        async move { whole(town.send(Method::PATCH, admin, &path, said).await).await }
    };
    let (status, edited) =
        edit(json!({ "introduction": "Books, slowly.", "modules": { "read_first": "Say hello." } })).await;
    assert_eq!(status, StatusCode::OK, "{edited}");
    assert_eq!(
        (&edited["introduction"], &edited["modules"]["read_first"], &edited["modules"]["penalties"]),
        (&json!("Books, slowly."), &json!("Say hello."), &json!(""))
    );
    for (said, field, rule) in [
        (json!({ "introduction": " " }), "introduction", "required"),
        (json!({ "modules": { "penalties": "x".repeat(4_001) } }), "modules", "too_large"),
        (json!({ "cover": PostId::mint() }), "photo", "not_found"),
    ] {
        let (status, refused) = edit(said).await;
        let want = json!({ "field": field, "rule": rule });
        assert_eq!((status, &refused["fields"][0]), (StatusCode::UNPROCESSABLE_ENTITY, &want));
    }
    let photo = circles_domain::AttachmentId::mint();
    crate::uploads::upload_photo(&town, &keeper, photo).await;
    assert_eq!(edit(json!({ "cover": photo })).await.0, 422, "somebody else's photograph");
    let said = json!({ "introduction": "No." });
    assert_eq!(town.send(Method::PATCH, &keeper, &path, said).await.status(), StatusCode::FORBIDDEN);
    let log = body(town.get(&admin, &format!("{path}/log")).await).await;
    assert_eq!(log["lines"].as_array().unwrap().len(), 1);
    assert_eq!(log["lines"][0]["kind"], "edit");
}
