//! What waits for who keeps order, and what was decided about oneself: told wherever one is, on whichever device.

use circles_domain::circle::Role;
use circles_domain::{ActId, AppealId, ApplicationId, CircleId, PostId, ReportId};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body};

struct Order {
    town: Town,
    circle: CircleId,
    owner: Somebody,
    moderator: Somebody,
    author: Somebody,
    member: Somebody,
    post: PostId,
}

impl Order {
    async fn set() -> Self {
        let town = Town::found().await;
        let circle = town.circle().await;
        let [owner, moderator, author, member] = [
            town.member(circle).await,
            town.member(circle).await,
            town.member(circle).await,
            town.member(circle).await,
        ];
        town.role(&owner, circle, Role::Owner).await;
        town.role(&moderator, circle, Role::Moderator).await;
        let post = town.post(&author, circle, "Praise this and I add you.").await;
        Self { town, circle, owner, moderator, author, member, post }
    }

    /// What the circle says waits, as each of them is told at the next pull.
    async fn waits(&self, who: &Somebody, since: &str) -> Option<i64> {
        let page = body(self.town.get(who, &format!("/v1/sync?since={since}")).await).await;
        let changes = page["changes"].as_array().unwrap();
        let newest = changes.iter().rev().find(|one| one["circle"]["id"] == json!(self.circle))?;
        newest["circle"]["order_waiting"].as_i64()
    }

    async fn cursor(&self, who: &Somebody) -> String {
        body(self.town.get(who, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned()
    }

    async fn report(&self, subject: Value) {
        let said = json!({ "circle": self.circle, "subject": subject, "reason": "spam", "note": "" });
        body(self.town.put(&self.member, &format!("/v1/reports/{}", ReportId::mint()), said).await).await;
    }

    async fn act(&self, who: &Somebody, deed: Value) -> ActId {
        let id = ActId::mint();
        let path = format!("/v1/circles/{}/acts/{id}", self.circle);
        body(self.town.put(who, &path, json!({ "deed": deed })).await).await;
        id
    }

    async fn statements(&self) -> Vec<Value> {
        let told = body(self.town.get(&self.author, "/v1/me/standings").await).await;
        told["statements"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn who_keeps_order_is_told_what_waits_and_nobody_else() {
    let order = Order::set().await;
    let Order { town, circle, owner, moderator, author, member, post } = &order;
    let mut cursors = Vec::new();
    for who in [owner, moderator, author, member] {
        cursors.push(order.cursor(who).await);
    }
    let post = json!({ "kind": "post", "id": post });
    order.report(post.clone()).await;
    order.report(json!({ "kind": "person", "id": author.id })).await;
    assert_eq!(order.waits(owner, &cursors[0]).await, Some(2));
    assert_eq!(order.waits(moderator, &cursors[1]).await, Some(2));
    assert_eq!(
        (order.waits(author, &cursors[2]).await, order.waits(member, &cursors[3]).await),
        (None, None)
    );
    let seen = body(town.get(member, &format!("/v1/circles/{circle}")).await).await;
    assert_eq!(seen["order_waiting"], 0);

    // Decided, it waits no more; what one proposed waits for the other.
    let before = order.cursor(owner).await;
    order.act(moderator, json!({ "kind": "remove", "subject": post, "rule": 1, "reason": "Spam." })).await;
    order
        .act(moderator, json!({ "kind": "dismiss", "subject": { "kind": "person", "id": author.id } }))
        .await;
    assert_eq!(order.waits(owner, &before).await, Some(0));
    let deed =
        json!({ "kind": "ban", "person": author.id, "rule": 1, "reason": "Threats.", "seconds": null });
    let before = (order.cursor(owner).await, order.cursor(moderator).await);
    order.act(moderator, deed).await;
    assert_eq!(order.waits(owner, &before.0).await, Some(1));
    assert_eq!(order.waits(moderator, &before.1).await, Some(0));

    // An appeal waits for who decides them and took no part.
    let before = order.cursor(owner).await;
    let act = order.statements().await[0]["act"].clone();
    let said = json!({ "act": act, "text": "A joke." });
    body(town.put(author, &format!("/v1/appeals/{}", AppealId::mint()), said).await).await;
    assert_eq!(order.waits(owner, &before).await, Some(2));
    let seen = body(town.get(moderator, &format!("/v1/circles/{circle}")).await).await;
    assert_eq!(seen["order_waiting"], 0, "moderators decide no appeals");
}

#[tokio::test]
async fn an_operator_is_told_of_applications_and_of_appeals_that_nobody_inside_may_decide() {
    let order = Order::set().await;
    let Order { town, circle, owner, author, post, .. } = &order;
    let operator = town.operator().await;
    let myself = async |since: &str| {
        let page = body(town.get(&operator, &format!("/v1/sync?since={since}")).await).await;
        page["changes"].as_array().unwrap().iter().any(|one| one["person"]["id"] == json!(operator.id))
    };
    let stuck = async || {
        let read = body(town.get(&operator, "/v1/console").await).await;
        let lines = read["circles"].as_array().unwrap().clone();
        lines.iter().find(|one| one["circle"] == json!(circle)).unwrap().clone()
    };
    let line = stuck().await;
    assert_eq!((&line["owner"]["id"], &line["appeals"]), (&json!(owner.id), &json!(0)));
    // Its only admin removed the post: nobody is left there who took no part.
    let subject = json!({ "kind": "post", "id": post });
    order.act(owner, json!({ "kind": "remove", "subject": subject, "rule": 1, "reason": "Spam." })).await;
    let act = order.statements().await[0]["act"].clone();
    let (appeal, since) = (AppealId::mint(), order.cursor(&operator).await);
    body(town.put(author, &format!("/v1/appeals/{appeal}"), json!({ "act": act, "text": "A joke." })).await)
        .await;
    assert!(myself(&since).await, "their devices read again what waits");
    assert_eq!(stuck().await["appeals"], 1);
    let other = town.member(*circle).await;
    town.role(&other, *circle, Role::Admin).await;
    assert_eq!(stuck().await["appeals"], 0, "another admin may decide it");
    town.ban(&other, *circle).await;
    assert_eq!(stuck().await["appeals"], 1, "not one who is shut out");
    let since = order.cursor(&operator).await;
    let said = json!({ "accept": true, "answer": "I read both sides." });
    body(town.put(&operator, &format!("/v1/appeals/{appeal}/decision"), said).await).await;
    assert_eq!((myself(&since).await, stuck().await["appeals"].clone()), (true, json!(0)));

    let since = order.cursor(&operator).await;
    let open = json!({ "all": [] });
    let asks = json!({
        "name": "Slow Tea", "name_zh": "", "category": "food", "introduction": "Tea.", "introduction_zh": "",
        "rules": "Be kind.", "rules_zh": "", "why": "There is none yet.",
        "gates": { "join": open, "post": open, "comment": open, "preview": { "kind": "nothing" } }
    });
    body(town.put(author, &format!("/v1/applications/{}", ApplicationId::mint()), asks).await).await;
    assert!(myself(&since).await);
}

#[tokio::test]
async fn a_circle_without_an_owner_says_so_to_operators() {
    let order = Order::set().await;
    let Order { town, circle, owner, .. } = &order;
    town.role(owner, *circle, Role::Admin).await;
    let read = body(town.get(&town.operator().await, "/v1/console").await).await;
    let line = read["circles"].as_array().unwrap().iter().find(|one| one["circle"] == json!(circle)).unwrap();
    assert_eq!(line["owner"], Value::Null);
}

#[tokio::test]
async fn a_decision_about_oneself_is_news_until_it_was_shown_and_again_when_the_appeal_is_decided() {
    let order = Order::set().await;
    let Order { town, owner, moderator, author, member, post, .. } = &order;
    let subject = json!({ "kind": "post", "id": post });
    let act = order
        .act(moderator, json!({ "kind": "remove", "subject": subject, "rule": 1, "reason": "Spam." }))
        .await;
    let heard = async |who: &Somebody| {
        town.put(who, &format!("/v1/statements/{act}/heard"), Value::Null).await.status()
    };
    assert_eq!(order.statements().await[0]["heard"], false);
    for who in [member, moderator] {
        assert_eq!(heard(who).await, StatusCode::NOT_FOUND, "it is about somebody else");
    }
    let since = order.cursor(author).await;
    for _ in 0..2 {
        assert_eq!(heard(author).await, StatusCode::NO_CONTENT);
    }
    assert_eq!(order.statements().await[0]["heard"], true);
    let page = body(town.get(author, &format!("/v1/sync?since={since}")).await).await;
    assert!(page.to_string().contains("standing"), "the other devices tell it no more: {page}");
    let appeal = AppealId::mint();
    body(town.put(author, &format!("/v1/appeals/{appeal}"), json!({ "act": act, "text": "A joke." })).await)
        .await;
    assert_eq!(order.statements().await[0]["heard"], true);
    town.watch.turn(60);
    let said = json!({ "accept": false, "answer": "It stays." });
    body(town.put(owner, &format!("/v1/appeals/{appeal}/decision"), said).await).await;
    assert_eq!(order.statements().await[0]["heard"], false, "what became of it is news");
    assert_eq!(heard(author).await, StatusCode::NO_CONTENT);
    assert_eq!(order.statements().await[0]["heard"], true);
    // Who is shut out learns why, and that they have.
    town.ban(author, order.circle).await;
    assert_eq!(heard(author).await, StatusCode::NO_CONTENT);
}
