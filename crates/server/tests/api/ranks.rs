//! Who stands above whom: nobody undoes what they could not have done, and a circle is never without an owner.

use circles_domain::circle::Role;
use circles_domain::{ActId, CircleId, PostId, ReportId};
use circles_server::store::reading::Sanction;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, whole};

/// A circle with an owner, an admin, two moderators and a member.
struct Ladder {
    town: Town,
    circle: CircleId,
    owner: Somebody,
    admin: Somebody,
    one: Somebody,
    other: Somebody,
    member: Somebody,
}

impl Ladder {
    async fn set() -> Self {
        let town = Town::found().await;
        let circle = town.circle().await;
        let mut steps = Vec::new();
        for role in [Role::Owner, Role::Admin, Role::Moderator, Role::Moderator, Role::Member] {
            town.watch.turn(60);
            let who = town.member(circle).await;
            town.role(&who, circle, role).await;
            steps.push(who);
        }
        let [owner, admin, one, other, member] = steps.try_into().unwrap();
        Self { town, circle, owner, admin, one, other, member }
    }

    async fn act(&self, who: &Somebody, id: ActId, deed: Value) -> (StatusCode, Value) {
        let path = format!("/v1/circles/{}/acts/{id}", self.circle);
        whole(self.town.put(who, &path, json!({ "deed": deed })).await).await
    }

    async fn second(&self, who: &Somebody, id: ActId) -> (StatusCode, Value) {
        let path = format!("/v1/circles/{}/acts/{id}/second", self.circle);
        whole(self.town.put(who, &path, json!({ "agree": true })).await).await
    }

    fn sanction(&self, kind: &str, seconds: Value) -> Value {
        json!({ "kind": kind, "person": self.member.id, "rule": 1, "reason": "Threats.", "seconds": seconds })
    }

    /// A sanction that two people decide.
    async fn decided(&self, kind: &str, seconds: Value) {
        let id = ActId::mint();
        let (status, proposed) = self.act(&self.one, id, self.sanction(kind, seconds)).await;
        assert_eq!((status, &proposed["kind"]), (StatusCode::OK, &json!("propose")), "{proposed}");
        let (status, said) = self.second(&self.other, id).await;
        assert_eq!(status, StatusCode::OK, "{said}");
    }

    async fn remove(&self, who: &Somebody, post: PostId) {
        let deed =
            json!({ "kind": "remove", "subject": about("post", post), "rule": 1, "reason": "Insults." });
        let (status, said) = self.act(who, ActId::mint(), deed).await;
        assert_eq!(status, StatusCode::OK, "{said}");
    }

    async fn restore(&self, who: &Somebody, post: PostId) -> StatusCode {
        let deed = json!({ "kind": "restore", "subject": about("post", post), "reason": "A mistake." });
        self.act(who, ActId::mint(), deed).await.0
    }

    async fn report(&self, who: &Somebody, subject: &Value) {
        let said = json!({ "circle": self.circle, "subject": subject, "reason": "spam", "note": "" });
        body(self.town.put(who, &format!("/v1/reports/{}", ReportId::mint()), said).await).await;
    }

    async fn dismiss(&self, who: &Somebody, subject: &Value) -> StatusCode {
        self.act(who, ActId::mint(), json!({ "kind": "dismiss", "subject": subject })).await.0
    }

    async fn standing(&self) -> Value {
        let told = body(self.town.get(&self.member, "/v1/me/standings").await).await;
        told["standings"][0].clone()
    }

    async fn role_of(&self, who: &Somebody) -> Value {
        let path = format!("/v1/circles/{}/members", self.circle);
        let listed = body(self.town.get(&self.member, &path).await).await;
        let listed = listed["members"].as_array().unwrap();
        let found = listed.iter().find(|one| one["person"]["id"] == json!(who.id));
        found.map_or(Value::Null, |one| one["role"].clone())
    }

    async fn leave(&self, who: &Somebody) -> (StatusCode, Value) {
        let path = format!("/v1/circles/{}/membership", self.circle);
        whole(self.town.send(Method::DELETE, who, &path, Value::Null).await).await
    }
}

fn about(kind: &str, id: impl serde::Serialize) -> Value {
    json!({ "kind": kind, "id": id })
}

#[tokio::test]
async fn what_two_decided_is_not_undone_by_something_milder() {
    let ladder = Ladder::set().await;
    ladder.decided("ban", Value::Null).await;
    let day = 86_400;
    // Not by one, nor by who is above, nor by two: lifting is the way.
    for (who, kind, seconds) in [
        (&ladder.one, "mute", json!(60)),
        (&ladder.owner, "mute", json!(60)),
        (&ladder.one, "mute", json!(30 * day)),
        (&ladder.one, "ban", json!(60)),
    ] {
        let (status, refused) = ladder.act(who, ActId::mint(), ladder.sanction(kind, seconds)).await;
        assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("stronger_holds")), "{kind}");
    }
    let held = ladder.standing().await;
    assert_eq!((&held["standing"], &held["until"]), (&json!("banned"), &Value::Null));
    let lift = json!({ "kind": "lift", "person": ladder.member.id, "reason": "They wrote to us." });
    assert_eq!(ladder.act(&ladder.one, ActId::mint(), lift).await.0, StatusCode::OK);
    let log = body(ladder.town.get(&ladder.owner, &format!("/v1/circles/{}/log", ladder.circle)).await).await;
    assert_eq!(log["lines"][0]["kind"], "lift");

    // The same of a mute that two decided: one alone does not shorten it. A longer one or a ban may take its place.
    ladder.decided("mute", json!(30 * day)).await;
    let (_, refused) = ladder.act(&ladder.one, ActId::mint(), ladder.sanction("mute", json!(60))).await;
    assert_eq!(refused["code"], "stronger_holds");
    ladder.decided("mute", json!(40 * day)).await;
    ladder.decided("ban", json!(50 * day)).await;
    assert_eq!(ladder.standing().await["standing"], "banned");
}

#[tokio::test]
async fn a_proposal_that_was_overtaken_by_more_is_not_seconded() {
    let ladder = Ladder::set().await;
    let (short, day) = (ActId::mint(), 86_400);
    // A long mute is proposed; meanwhile they are shut out for good.
    ladder.act(&ladder.one, short, ladder.sanction("mute", json!(30 * day))).await;
    ladder.town.ban(&ladder.member, ladder.circle).await;
    let (status, refused) = ladder.second(&ladder.other, short).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("stronger_holds")));
    assert_eq!(ladder.standing().await["standing"], "banned");
}

#[tokio::test]
async fn nobody_gives_their_own_back_or_what_somebody_above_removed() {
    let ladder = Ladder::set().await;
    let Ladder { town, circle, owner, admin, one, other, member, .. } = &ladder;
    let theirs = town.post(one, *circle, "mine").await;
    ladder.remove(owner, theirs).await;
    // Not by its author, whatever they are trusted with, nor while an appeal waits; not by an equal of the author.
    assert_eq!(ladder.restore(one, theirs).await, StatusCode::FORBIDDEN);
    let told = body(town.get(one, "/v1/me/standings").await).await;
    let appeal = json!({ "act": told["statements"][0]["act"], "text": "It was meant well." });
    body(town.put(one, &format!("/v1/appeals/{}", PostId::mint()), appeal).await).await;
    for who in [one, other, admin] {
        assert_eq!(ladder.restore(who, theirs).await, StatusCode::FORBIDDEN);
    }
    assert_eq!(town.get(member, &format!("/v1/posts/{theirs}")).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(ladder.restore(owner, theirs).await, StatusCode::OK);
    // What a member wrote and an equal removed may be given back.
    let plain = town.post(member, *circle, "plain").await;
    ladder.remove(one, plain).await;
    assert_eq!(ladder.restore(other, plain).await, StatusCode::OK);
    ladder.remove(admin, plain).await;
    assert_eq!(ladder.restore(other, plain).await, StatusCode::FORBIDDEN);
    assert_eq!(ladder.restore(owner, plain).await, StatusCode::OK);
    // Nor does somebody give their own back once they stand above who removed it.
    ladder.remove(one, plain).await;
    town.role(member, *circle, Role::Admin).await;
    assert_eq!(ladder.restore(member, plain).await, StatusCode::FORBIDDEN);
    assert_eq!(ladder.restore(owner, plain).await, StatusCode::OK);
}

#[tokio::test]
async fn nobody_finds_nothing_wrong_with_themselves_or_who_is_not_below() {
    let ladder = Ladder::set().await;
    let Ladder { town, circle, owner, admin, one, other, member, .. } = &ladder;
    let theirs = town.post(one, *circle, "mine").await;
    for subject in [about("person", one.id), about("post", theirs)] {
        ladder.report(member, &subject).await;
        assert_eq!(ladder.dismiss(one, &subject).await, StatusCode::FORBIDDEN);
        assert_eq!(ladder.dismiss(other, &subject).await, StatusCode::FORBIDDEN);
        assert_eq!(ladder.dismiss(admin, &subject).await, StatusCode::OK);
    }
    // Nobody is above the owner: those next to them say so, and not the owner.
    let subject = about("person", owner.id);
    ladder.report(member, &subject).await;
    for who in [owner, one] {
        assert_eq!(ladder.dismiss(who, &subject).await, StatusCode::FORBIDDEN);
    }
    assert_eq!(ladder.dismiss(admin, &subject).await, StatusCode::OK);
}

#[tokio::test]
async fn when_the_owner_leaves_the_longest_serving_admin_owns_the_circle() {
    let ladder = Ladder::set().await;
    let Ladder { town, circle, owner, admin, one, .. } = &ladder;
    town.watch.turn(60);
    town.role(one, *circle, Role::Admin).await;
    let cursor = body(town.get(admin, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned();
    assert_eq!(ladder.leave(owner).await.0, StatusCode::OK);
    assert_eq!((ladder.role_of(owner).await, ladder.role_of(admin).await), (Value::Null, json!("owner")));
    let told = body(town.get(admin, &format!("/v1/sync?since={cursor}")).await).await.to_string();
    assert!(told.contains(&circle.to_string()), "the new owner's devices hear of it: {told}");
    let log = body(town.get(admin, &format!("/v1/circles/{circle}/log")).await).await;
    let line = &log["lines"][0];
    assert_eq!(
        (&line["kind"], &line["detail"], &line["person"]["id"], &line["actor_role"]),
        (&json!("role"), &json!("owner"), &json!(admin.id), &json!("owner"))
    );
    // Once nobody could take over, the owner stays, and is told why.
    town.role(one, *circle, Role::Moderator).await;
    let (status, refused) = ladder.leave(admin).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("owner_leaves")));
    // An admin who is shut out takes nothing over.
    town.role(one, *circle, Role::Admin).await;
    town.ban(one, *circle).await;
    assert_eq!(ladder.leave(admin).await.0, StatusCode::CONFLICT);
    assert_eq!(ladder.role_of(admin).await, json!("owner"));
}

#[tokio::test]
async fn an_operator_names_the_owner_of_a_circle() {
    let ladder = Ladder::set().await;
    let Ladder { town, circle, owner, admin, one, member, .. } = &ladder;
    let operator = town.operator().await;
    let name = async |who: &Somebody, whom: &Somebody, role: &str| {
        let path = format!("/v1/circles/{circle}/members/{}/role", whom.id);
        let said = json!({ "role": role, "reason": "Its owner wrote to us." });
        town.send(Method::PUT, who, &path, said).await.status()
    };
    assert_eq!(name(admin, one, "owner").await, StatusCode::FORBIDDEN);
    assert_eq!(name(owner, one, "owner").await, StatusCode::FORBIDDEN);
    // That is all that an operator gives, and not to strangers.
    assert_eq!(name(&operator, member, "admin").await, StatusCode::FORBIDDEN);
    assert_eq!(name(&operator, &operator, "owner").await, StatusCode::FORBIDDEN);
    assert_eq!(name(&operator, &town.person().await, "owner").await, StatusCode::NOT_FOUND);
    // Not somebody whom something was imposed on, and not without a reason.
    town.sentence(admin, *circle, Sanction::Muted, Some(3_600)).await;
    assert_eq!(name(&operator, admin, "owner").await, StatusCode::FORBIDDEN);
    town.watch.turn(3_601);
    let path = format!("/v1/circles/{circle}/members/{}/role", admin.id);
    for said in [json!({ "role": "owner" }), json!({ "role": "owner", "reason": " " })] {
        let (status, refused) = whole(town.put(&operator, &path, said).await).await;
        assert_eq!(
            (status, &refused["fields"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("note")),
            "{refused}"
        );
    }
    assert_eq!(name(&operator, admin, "owner").await, StatusCode::NO_CONTENT);
    assert_eq!((ladder.role_of(owner).await, ladder.role_of(admin).await), (json!("admin"), json!("owner")));
    let log = body(town.get(admin, &format!("/v1/circles/{circle}/log")).await).await;
    assert_eq!(
        (&log["lines"][1]["actor_role"], &log["lines"][1]["detail"], &log["lines"][1]["reason"]),
        (&json!("operator"), &json!("owner"), &json!("Its owner wrote to us."))
    );
}

#[tokio::test]
async fn the_log_names_who_proposed_by_their_role_and_who_agreed() {
    let ladder = Ladder::set().await;
    let Ladder { town, circle, admin, one, .. } = &ladder;
    let id = ActId::mint();
    ladder.act(one, id, ladder.sanction("ban", Value::Null)).await;
    assert_eq!(ladder.second(admin, id).await.0, StatusCode::OK);
    let log = body(town.get(admin, &format!("/v1/circles/{circle}/log")).await).await;
    let line = &log["lines"][0];
    assert_eq!(
        (&line["kind"], &line["actor"]["id"], &line["actor_role"], &line["second"]["id"]),
        (&json!("ban"), &json!(one.id), &json!("moderator"), &json!(admin.id))
    );
}
