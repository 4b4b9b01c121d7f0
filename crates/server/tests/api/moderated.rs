//! What keeping order stands on elsewhere: who keeps it is kept from nothing by a block, and a removal sends held tips
//! back.

use circles_domain::circle::Role;
use circles_domain::{ActId, CircleId, CommentId, PostId, TipId};
use circles_server::store::reading::Sanction;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::stream::{listen, next};
use crate::support::{Somebody, Town, body, whole};

/// Somebody who writes in two circles, and somebody who keeps order in the first and is a member of the second.
struct Two {
    town: Town,
    kept: CircleId,
    other: CircleId,
    keeper: Somebody,
    author: Somebody,
    in_kept: PostId,
    in_other: PostId,
    under: PostId,
    comment: CommentId,
}

impl Two {
    async fn set() -> Self {
        let town = Town::found().await;
        let (kept, other) = (town.circle().await, town.circle().await);
        let (keeper, author, third) =
            (town.member(kept).await, town.member(kept).await, town.member(kept).await);
        town.join(&keeper, other).await;
        town.join(&author, other).await;
        let in_kept = town.post(&author, kept, "sour cherries").await;
        let in_other = town.post(&author, other, "sweet cherries").await;
        let (under, comment) = (town.post(&third, kept, "of the third").await, CommentId::mint());
        let said = json!({ "post": under, "text": "with cream" });
        body(town.put(&author, &format!("/v1/comments/{comment}"), said).await).await;
        town.put(&author, &format!("/v1/posts/{under}/praise"), json!(null)).await;
        town.role(&keeper, kept, Role::Moderator).await;
        Self { town, kept, other, keeper, author, in_kept, in_other, under, comment }
    }

    async fn block(&self) {
        let path = format!("/v1/people/{}/block", self.keeper.id);
        assert_eq!(self.town.put(&self.author, &path, json!(null)).await.status(), StatusCode::NO_CONTENT);
    }

    async fn reads(&self, path: &str) -> (StatusCode, String) {
        let answer = self.town.get(&self.keeper, path).await;
        (answer.status(), answer.text().await.unwrap())
    }

    async fn cursor(&self) -> String {
        body(self.town.get(&self.keeper, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned()
    }

    async fn pull(&self, cursor: &str) -> Vec<Value> {
        let page = body(self.town.get(&self.keeper, &format!("/v1/sync?since={cursor}")).await).await;
        page["changes"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn a_block_hides_nothing_from_who_keeps_order_in_their_circle() {
    let two = Two::set().await;
    two.block().await;
    let Two { kept, other, in_kept, in_other, under, comment, author, .. } = &two;
    let id = author.id.to_string();
    for (path, told) in [
        (format!("/v1/posts/{in_kept}"), "sour cherries"),
        (format!("/v1/circles/{kept}/posts"), "sour cherries"),
        (format!("/v1/posts/{under}/comments"), "with cream"),
        (format!("/v1/circles/{kept}/members"), id.as_str()),
    ] {
        let (status, text) = two.reads(&path).await;
        assert!(status == StatusCode::OK && text.contains(told), "{path}: {status} {text}");
    }
    let one: Value = serde_json::from_str(&two.reads(&format!("/v1/posts/{under}")).await.1).unwrap();
    assert_eq!((&one["counts"]["praise"], &one["counts"]["comments"]), (&json!(1), &json!(1)));
    // And acts on it.
    let remove = json!({ "deed": { "kind": "remove", "subject": { "kind": "comment", "id": comment }, "rule": 1,
                                   "reason": "It insults a member." } });
    let path = format!("/v1/circles/{kept}/acts/{}", ActId::mint());
    assert_eq!(two.town.put(&two.keeper, &path, remove).await.status(), StatusCode::OK);
    // Elsewhere they are a member like any other.
    assert_eq!(two.reads(&format!("/v1/posts/{in_other}")).await.0, StatusCode::NOT_FOUND);
    for path in [format!("/v1/circles/{other}/posts"), format!("/v1/circles/{other}/members")] {
        let (_, text) = two.reads(&path).await;
        assert!(!text.contains(&id), "{path}: {text}");
    }
    // The other way nothing changed: who blocked does not meet who keeps order.
    let theirs = two.town.post(&two.keeper, *kept, "of the keeper").await;
    assert_eq!(two.town.get(author, &format!("/v1/posts/{theirs}")).await.status(), StatusCode::NOT_FOUND);
    // Who is muted keeps no order.
    two.town.sentence(&two.keeper, *kept, Sanction::Muted, Some(3_600)).await;
    assert_eq!(two.reads(&format!("/v1/posts/{in_kept}")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_keeps_order_opens_the_profile_of_a_member_who_blocked_them() {
    let two = Two::set().await;
    let Two { town, kept, in_kept, author, keeper, .. } = &two;
    let (profile, posts) = (format!("/v1/people/{}", author.id), format!("/v1/people/{}/posts", author.id));
    let said = json!({ "bio": "Cherries." });
    body(town.send(Method::PATCH, author, "/v1/me", said).await).await;
    let before = body(town.get(keeper, &profile).await).await;
    assert_eq!(
        (&before["bio"], before["shared_circles"].as_array().unwrap().len()),
        (&json!("Cherries."), 2)
    );
    two.block().await;
    // What moderation needs: who it is, and what they do where one keeps order.
    let seen = body(town.get(keeper, &profile).await).await;
    assert_eq!(seen["byline"], before["byline"]);
    assert_eq!((&seen["shared_circles"], &seen["post_count"]), (&json!([kept]), &json!(1)));
    assert_eq!((&seen["bio"], &seen["may_ask"]["kind"]), (&json!(""), &json!("not_among_those")));
    assert_eq!((&seen["relation"]["kind"], &seen["masked_name"]), (&json!("none"), &json!(null)));
    let shown = body(town.get(keeper, &posts).await).await;
    let ids: Vec<&Value> = shown["posts"].as_array().unwrap().iter().map(|post| &post["id"]).collect();
    assert_eq!(ids, [&json!(in_kept)]);
    // For nothing else: they are asked for nothing, and see nothing of who keeps order.
    let ask = json!({ "person": author.id, "note": "hello" });
    let asked = town.put(keeper, &format!("/v1/friend-requests/{}", PostId::mint()), ask).await;
    assert_eq!(asked.status(), StatusCode::NOT_FOUND);
    assert_eq!(town.get(author, &format!("/v1/people/{}", keeper.id)).await.status(), StatusCode::NOT_FOUND);
    // Who keeps order no more meets nobody.
    town.role(keeper, *kept, Role::Trusted).await;
    for path in [profile, posts] {
        assert_eq!(two.reads(&path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_pull_brings_what_a_block_does_not_hide() {
    let two = Two::set().await;
    let cursor = two.cursor().await;
    let mut stream = listen(&two.town, &two.keeper).await;
    two.block().await;
    assert_eq!(next(&mut stream).await.as_deref(), Some("poke"));
    let told = two.pull(&cursor).await;
    let scope = json!({ "kind": "person", "id": two.author.id });
    // Read anew, not taken away.
    assert_eq!(told[0], json!({ "kind": "scope_reset", "scope": scope }));
    let cursor = two.cursor().await;
    let seen = two.town.post(&two.author, two.kept, "plums").await;
    assert_eq!(next(&mut stream).await.as_deref(), Some("poke"));
    two.town.post(&two.author, two.other, "pears").await;
    two.town.send(Method::DELETE, &two.author, &format!("/v1/posts/{}", two.in_kept), json!(null)).await;
    two.town.send(Method::DELETE, &two.author, &format!("/v1/posts/{}", two.in_other), json!(null)).await;
    let told = two.pull(&cursor).await;
    let ids: Vec<(&Value, &Value)> = told
        .iter()
        .map(|one| (&one["kind"], if one["kind"] == "post" { &one["post"]["id"] } else { &one["id"] }))
        .collect();
    assert_eq!(ids, [(&json!("post"), &json!(seen)), (&json!("post_gone"), &json!(two.in_kept))]);
}

#[tokio::test]
async fn a_role_that_keeps_order_has_the_circle_read_anew() {
    let two = Two::set().await;
    let reset = json!({ "kind": "scope_reset", "scope": { "kind": "circle", "id": two.kept } });
    for (role, again) in [(Role::Admin, false), (Role::Trusted, true), (Role::Moderator, true)] {
        let cursor = two.cursor().await;
        two.town.role(&two.keeper, two.kept, role).await;
        assert_eq!(two.pull(&cursor).await.contains(&reset), again, "{role:?}");
    }
}

#[tokio::test]
async fn a_report_hides_a_post_from_the_reporter_alone_until_it_is_dismissed() {
    let two = Two::set().await;
    let Two { town, kept, under, author, keeper, .. } = &two;
    let subject = json!({ "kind": "post", "id": under });
    let said = json!({ "circle": kept, "subject": subject, "reason": "spam", "note": "" });
    let cursor = body(town.get(author, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned();
    town.put(author, &format!("/v1/reports/{}", circles_domain::ReportId::mint()), said).await;
    assert_eq!(town.get(author, &format!("/v1/posts/{under}")).await.status(), StatusCode::NOT_FOUND);
    let told = body(town.get(author, &format!("/v1/sync?since={cursor}")).await).await["changes"].clone();
    assert_eq!(told[0], json!({ "kind": "post_hidden", "id": under }));
    assert_eq!(two.reads(&format!("/v1/posts/{under}")).await.0, StatusCode::OK);
    let dismiss = json!({ "deed": { "kind": "dismiss", "subject": subject } });
    town.put(keeper, &format!("/v1/circles/{kept}/acts/{}", ActId::mint()), dismiss).await;
    assert_eq!(town.get(author, &format!("/v1/posts/{under}")).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_removal_for_a_breach_sends_held_tips_back_and_leaves_released_ones() {
    let town = Town::with(|config| config.limits.escrow_s = 3_600).await;
    let circle = town.circle().await;
    let (keeper, author, payer, other) = (
        town.member(circle).await,
        town.member(circle).await,
        town.member(circle).await,
        town.member(circle).await,
    );
    town.role(&keeper, circle, Role::Moderator).await;
    let (post, spared) =
        (town.post(&author, circle, "buy me").await, town.post(&author, circle, "kind").await);
    let wallet = async |who: &Somebody| body(town.get(who, "/v1/wallet").await).await;
    let before = wallet(&payer).await["balance"].clone();
    let early = tip(&town, &other, post).await;
    town.watch.turn(3_601);
    circles_server::ledger::release::release_due(&town.server.state).await.unwrap();
    let (held, kept) = (tip(&town, &payer, post).await, tip(&town, &payer, spared).await);
    let act = ActId::mint();
    let deed =
        json!({ "kind": "remove", "subject": { "kind": "post", "id": post }, "rule": 1, "reason": "Spam." });
    let path = format!("/v1/circles/{circle}/acts/{act}");
    let (status, removed) = whole(town.put(&keeper, &path, json!({ "deed": deed })).await).await;
    assert_eq!(status, StatusCode::OK, "{removed}");
    let outcome =
        async |who: &Somebody, tip: TipId| body(town.get(who, &format!("/v1/tips/{tip}")).await).await;
    let back = outcome(&payer, held).await;
    assert_eq!((&back["state"], &back["reason"]), (&json!("returned"), &json!("breach")), "{back}");
    assert_eq!(outcome(&other, early).await["state"], "released");
    assert_eq!(outcome(&payer, kept).await["state"], "held");
    let now = wallet(&payer).await;
    let fen = |money: &Value| money["amount"].as_str().unwrap().parse::<i64>().unwrap();
    assert_eq!(fen(&now["balance"]), fen(&before) - 88, "only what is held on the other post is away");
    assert_eq!(fen(&now["held"]), 88);
    // Given back, the post does not take the money with it.
    let restore =
        json!({ "kind": "restore", "subject": { "kind": "post", "id": post }, "reason": "A mistake." });
    let path = format!("/v1/circles/{circle}/acts/{}", ActId::mint());
    assert_eq!(town.put(&keeper, &path, json!({ "deed": restore })).await.status(), StatusCode::OK);
    assert_eq!(outcome(&payer, held).await["state"], "returned");
    let shown = body(town.get(&author, &format!("/v1/posts/{post}")).await).await;
    assert_eq!(shown["counts"]["tippers"], 1, "the released one counts on");
    town.watch.turn(7_200);
    circles_server::ledger::release::release_due(&town.server.state).await.unwrap();
    assert_eq!(outcome(&payer, held).await["state"], "returned");
}

async fn tip(town: &Town, who: &Somebody, post: PostId) -> TipId {
    let id = TipId::mint();
    let quote = json!({ "post": post, "amount": { "amount": "88", "currency": "CNY" } });
    let quoted = body(town.send(Method::POST, who, &format!("/v1/tips/{id}/quote"), quote).await).await;
    town.watch.turn(1);
    let tipped =
        body(town.put(who, &format!("/v1/tips/{id}"), json!({ "quote_id": quoted["quote"] })).await).await;
    assert_eq!(tipped["state"], "held", "{tipped}");
    id
}
