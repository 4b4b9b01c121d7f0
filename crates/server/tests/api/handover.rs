//! Handing a circle over: offered by who owns it, changed hands when the other accepts, undone by either until then.

use circles_domain::circle::Role;
use circles_domain::{CircleId, PersonId};
use circles_server::store::reading::Sanction;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, whole};

struct Offer {
    town: Town,
    circle: CircleId,
    owner: Somebody,
    heir: Somebody,
    other: Somebody,
}

impl Offer {
    async fn set() -> Self {
        let town = Town::found().await;
        let circle = town.circle().await;
        let (owner, heir, other) =
            (town.member(circle).await, town.member(circle).await, town.member(circle).await);
        town.role(&owner, circle, Role::Owner).await;
        Self { town, circle, owner, heir, other }
    }

    fn path(&self) -> String {
        format!("/v1/circles/{}/handover", self.circle)
    }

    async fn offer(&self, who: &Somebody, to: PersonId) -> (StatusCode, Value) {
        whole(self.town.put(who, &self.path(), json!({ "person": to })).await).await
    }

    async fn end(&self, who: &Somebody) -> StatusCode {
        self.town.send(Method::DELETE, who, &self.path(), Value::Null).await.status()
    }

    async fn accept(&self, who: &Somebody) -> (StatusCode, Value) {
        whole(self.town.put(who, &format!("{}/acceptance", self.path()), Value::Null).await).await
    }

    async fn seen(&self, who: &Somebody) -> Value {
        body(self.town.get(who, &format!("/v1/circles/{}", self.circle)).await).await
    }

    async fn offered(&self, who: &Somebody) -> Value {
        self.seen(who).await["handover"]["to"]["id"].clone()
    }

    async fn cursor(&self, who: &Somebody) -> String {
        body(self.town.get(who, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned()
    }

    async fn told(&self, who: &Somebody, since: &str) -> bool {
        let page = body(self.town.get(who, &format!("/v1/sync?since={since}")).await).await;
        page["changes"].as_array().unwrap().iter().any(|one| one["circle"]["id"] == json!(self.circle))
    }
}

#[tokio::test]
async fn a_circle_changes_hands_when_the_other_accepts() {
    let offer = Offer::set().await;
    let Offer { town, circle, owner, heir, other } = &offer;
    let cursor = offer.cursor(heir).await;
    for _ in 0..2 {
        assert_eq!(offer.offer(owner, heir.id).await.0, StatusCode::OK);
    }
    // Both know, and nobody else; nothing has changed yet.
    assert!(offer.told(heir, &cursor).await, "the devices of who is asked hear of it");
    assert_eq!((offer.offered(owner).await, offer.offered(heir).await), (json!(heir.id), json!(heir.id)));
    assert_eq!(offer.offered(other).await, Value::Null);
    assert_eq!(offer.seen(heir).await["place"]["role"], "member");
    assert_eq!(offer.accept(other).await.0, StatusCode::NOT_FOUND);
    for _ in 0..2 {
        let (status, seen) = offer.accept(heir).await;
        assert_eq!(
            (status, &seen["place"]["role"], &seen["handover"]),
            (StatusCode::OK, &json!("owner"), &Value::Null)
        );
    }
    assert_eq!(offer.seen(owner).await["place"]["role"], "admin");
    // Who offered and who accepted stand in the log, once.
    let log = body(town.get(heir, &format!("/v1/circles/{circle}/log")).await).await;
    let lines = log["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(
        (
            &lines[1]["detail"],
            &lines[1]["person"]["id"],
            &lines[1]["actor"]["id"],
            &lines[1]["actor_role"],
            &lines[1]["second"]["id"]
        ),
        (&json!("owner"), &json!(heir.id), &json!(owner.id), &json!("owner"), &json!(heir.id))
    );
    assert_eq!((&lines[0]["detail"], &lines[0]["person"]["id"]), (&json!("admin"), &json!(owner.id)));
}

#[tokio::test]
async fn an_offer_is_taken_back_declined_replaced_and_ends_with_who_made_it() {
    let offer = Offer::set().await;
    let Offer { town, circle, owner, heir, other } = &offer;
    for ends in [owner, heir] {
        offer.offer(owner, heir.id).await;
        assert_eq!(offer.end(other).await, StatusCode::NOT_FOUND, "it is between the two");
        let cursor = offer.cursor(if ends.id == owner.id { heir } else { owner }).await;
        for _ in 0..2 {
            assert_eq!(offer.end(ends).await, StatusCode::OK);
        }
        assert!(offer.told(if ends.id == owner.id { heir } else { owner }, &cursor).await);
        assert_eq!(offer.accept(heir).await.0, StatusCode::NOT_FOUND);
    }
    offer.offer(owner, heir.id).await;
    offer.offer(owner, other.id).await;
    assert_eq!((offer.offered(heir).await, offer.offered(other).await), (Value::Null, json!(other.id)));
    // Who leaves and comes back finds nothing.
    let membership = format!("/v1/circles/{circle}/membership");
    town.send(Method::DELETE, other, &membership, Value::Null).await;
    town.join(other, *circle).await;
    assert_eq!(offer.accept(other).await.0, StatusCode::NOT_FOUND);
    assert_eq!(offer.offered(owner).await, Value::Null);
    // Nor does an offer outlive the owner who made it.
    offer.offer(owner, heir.id).await;
    let operator = town.operator().await;
    let named = json!({ "role": "owner", "reason": "Its owner wrote to us." });
    let path = format!("/v1/circles/{circle}/members/{}/role", other.id);
    assert_eq!(town.put(&operator, &path, named).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(offer.accept(heir).await.0, StatusCode::NOT_FOUND);
    assert_eq!(offer.seen(other).await["place"]["role"], "owner");
}

#[tokio::test]
async fn only_its_owner_offers_a_circle_and_only_to_members_in_good_standing() {
    let offer = Offer::set().await;
    let Offer { town, circle, owner, heir, other } = &offer;
    town.role(other, *circle, Role::Admin).await;
    for who in [heir, other] {
        assert_eq!(offer.offer(who, owner.id).await.0, StatusCode::FORBIDDEN);
    }
    assert_eq!(offer.offer(owner, owner.id).await.0, StatusCode::FORBIDDEN);
    assert_eq!(offer.offer(owner, town.person().await.id).await.0, StatusCode::NOT_FOUND);
    town.sentence(heir, *circle, Sanction::Muted, Some(3_600)).await;
    assert_eq!(offer.offer(owner, heir.id).await.0, StatusCode::FORBIDDEN);
    // What is imposed after the offer holds too: a muted person does not take over, and may once it has ended.
    town.watch.turn(3_601);
    offer.offer(owner, heir.id).await;
    town.sentence(heir, *circle, Sanction::Muted, Some(3_600)).await;
    assert_eq!(offer.accept(heir).await.0, StatusCode::FORBIDDEN);
    town.watch.turn(3_601);
    assert_eq!(offer.accept(heir).await.0, StatusCode::OK);
    // Operators read who could own it; of those who are shut out, and of the owner, there is nothing to choose.
    let (operator, shut_out) = (town.operator().await, town.member(*circle).await);
    town.ban(&shut_out, *circle).await;
    let heirs = body(town.get(&operator, &format!("/v1/circles/{circle}/heirs")).await).await;
    let ids: Vec<&Value> =
        heirs["heirs"].as_array().unwrap().iter().map(|one| &one["person"]["id"]).collect();
    assert_eq!(ids.len(), 2, "{heirs}");
    assert!(ids.contains(&&json!(owner.id)) && ids.contains(&&json!(other.id)), "{heirs}");
}
