//! A circle that is read-only.

use circles_domain::circle::{Gates, Joining, Role};
use circles_domain::claim::Gender;
use circles_domain::gate::{Clause, Gate};
use circles_domain::{ActId, CommentId, EditId, PostId, TipId};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{status, step};
use crate::support::{Town, body, whole, words};

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
async fn how_a_frozen_circle_is_run_stays_as_it_is() {
    let town = Town::found().await;
    let gates = Gates { joining: Joining::Request, ..Gates::open() };
    let circle = town.circle_with(Gates::open()).await;
    let (owner, member) = (town.member(circle).await, town.member(circle).await);
    town.role(&owner, circle, Role::Owner).await;
    let operator = town.operator().await;
    let base = format!("/v1/circles/{circle}");
    let change = format!("{base}/gates/proposals/{}", PostId::mint());
    let codes = format!("{base}/invitations/{}", PostId::mint());
    let open_code = json!({ "uses": 5, "days": 3 });
    body(town.put(&owner, &codes, open_code.clone()).await).await;
    // One gender is paid: that waits for a second.
    let women = Gates { post: Gate::Is(Clause::Gender { is: Gender::Female }), ..Gates::open() };
    let risky = format!("{base}/gates/proposals/{}", PostId::mint());
    let waiting = body(town.put(&owner, &risky, json!({ "version": 1, "gates": women })).await).await;
    assert!(waiting["proposal"]["risks"].is_array(), "{waiting}");
    let asker = town.person().await;
    let freeze = json!({ "kind": "freeze", "reason": "Too many reports." });
    assert_eq!(step(&town, &operator, circle, freeze).await.0, StatusCode::OK);
    let said = json!({ "version": 1, "gates": gates });
    let rules = json!({ "rules": "Two.", "rules_zh": "", "version": 1, "material": true });
    for (method, path, said) in [
        (Method::PUT, change.clone(), said.clone()),
        (Method::PUT, format!("{base}/rules"), rules),
        (Method::PATCH, base.clone(), json!({ "introduction": "changed" })),
        (Method::PUT, format!("{base}/invitations/{}", PostId::mint()), open_code),
        (Method::PUT, format!("{base}/gates/lists/deny/{}", member.id), json!(null)),
        (Method::DELETE, format!("{base}/gates/lists/deny/{}", member.id), json!(null)),
    ] {
        let (status, refused) = whole(town.send(method, &owner, &path, said).await).await;
        assert_eq!((status, &refused["code"]), (StatusCode::FORBIDDEN, &json!("frozen")), "{path}");
    }
    // Whoever froze it opens it again before they change it.
    assert_eq!(whole(town.put(&operator, &change, said.clone()).await).await.1["code"], "frozen");
    // It is read on, and what waits is taken back.
    assert_eq!(status(&town, &owner, &format!("{base}/gates")).await, StatusCode::OK);
    let taken = town.send(Method::DELETE, &owner, &codes, json!(null)).await;
    assert_eq!(taken.status(), StatusCode::OK);
    let approved = town.put(&operator, &format!("{risky}/approval"), json!(null)).await;
    assert_eq!(whole(approved).await.1["code"], "frozen");
    let taken = town.send(Method::DELETE, &owner, &risky, json!(null)).await;
    assert_eq!(taken.status(), StatusCode::OK);
    let asked = town.put(&asker, &format!("{base}/membership"), json!(null)).await;
    assert_eq!(whole(asked).await.1["code"], "frozen");
    let thaw = json!({ "kind": "thaw", "reason": "It is calm again." });
    assert_eq!(step(&town, &operator, circle, thaw).await.0, StatusCode::OK);
    assert_eq!(town.put(&owner, &change, said).await.status(), StatusCode::OK);
}
