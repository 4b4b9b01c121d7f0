//! Joining: at once, by asking, with a code; the rules that one accepts with it; and what one sees before.

use circles_domain::circle::{Gates, Joining, Preview};
use circles_domain::claim::Gender;
use circles_domain::gate::{Clause, Gate};
use circles_domain::{CircleId, Clock, CommentId, InvitationId, PostId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, whole, words};

impl Town {
    async fn asks(&self, who: &Somebody, circle: CircleId, request: Value) -> (StatusCode, Value) {
        whole(self.put(who, &format!("/v1/circles/{circle}/membership"), request).await).await
    }

    async fn seen(&self, who: &Somebody, circle: CircleId) -> Value {
        body(self.get(who, &format!("/v1/circles/{circle}")).await).await
    }
}

fn by(joining: Joining) -> Gates {
    Gates { joining, ..Gates::open() }
}

#[tokio::test]
async fn who_asks_waits_is_let_in_or_told_why_not() {
    let town = Town::found().await;
    let circle = town.circle_with(by(Joining::Request)).await;
    // The first one comes in before the door is watched.
    let admin = town.person().await;
    let mut tx = town.server.state.db.write().await.unwrap();
    let now = town.watch.now();
    circles_server::store::members::set_joined(&mut tx, admin.id, circle, true, now).await.unwrap();
    circles_server::store::members::set_moderator(&mut tx, admin.id, circle, true, now).await.unwrap();
    tx.commit().await.unwrap();
    let (hopeful, unlucky) = (town.person().await, town.person().await);

    let (_, asked) =
        town.asks(&hopeful, circle, json!({ "note": "I read a lot.", "rules_version": 1 })).await;
    assert_eq!((&asked["standing"], &asked["admission"]["state"]), (&json!("none"), &json!("pending")));
    town.asks(&unlucky, circle, json!({ "note": "" })).await;
    // Whoever only asked reads, posts and comments nothing.
    assert_eq!(
        town.get(&hopeful, &format!("/v1/circles/{circle}/posts")).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(town.seen(&admin, circle).await["waiting"], 2);
    let list = format!("/v1/circles/{circle}/admissions");
    let waiting = body(town.get(&admin, &list).await).await;
    assert_eq!(waiting["candidates"][0]["note"], "I read a lot.");

    let decide = |who: &Somebody| format!("{list}/{}", who.id);
    for _ in 0..2 {
        let left =
            body(town.put(&admin, &decide(&hopeful), json!({ "admit": true, "reason": "" })).await).await;
        assert_eq!(left["candidates"].as_array().unwrap().len(), 1);
    }
    let inside = town.seen(&hopeful, circle).await;
    assert_eq!((&inside["standing"], &inside["admission"]), (&json!("member"), &Value::Null));
    assert_eq!(inside["acceptance"], json!({ "current": 1, "needed": 1, "accepted": 1 }));

    let (status, refused) =
        whole(town.put(&admin, &decide(&unlucky), json!({ "admit": false, "reason": " " })).await).await;
    assert_eq!((status, &refused["fields"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("note")));
    town.put(&admin, &decide(&unlucky), json!({ "admit": false, "reason": "We are full." })).await;
    let told = town.seen(&unlucky, circle).await;
    assert_eq!(
        (&told["admission"]["state"], &told["admission"]["reason"]),
        (&json!("refused"), &json!("We are full."))
    );
    let (status, wait) = town.asks(&unlucky, circle, Value::Null).await;
    assert_eq!((status, &wait["retry_after"]), (StatusCode::TOO_MANY_REQUESTS, &json!(86_400)));
    town.watch.turn(86_400);
    assert_eq!(town.asks(&unlucky, circle, Value::Null).await.1["admission"]["state"], "pending");
    town.send(Method::DELETE, &unlucky, &format!("/v1/circles/{circle}/membership"), Value::Null).await;
    assert_eq!(town.seen(&unlucky, circle).await["admission"], Value::Null);
}

#[tokio::test]
async fn the_gate_is_asked_again_when_somebody_is_let_in() {
    let town = Town::found().await;
    let adults = Gates { join: Gate::Is(Clause::Student), ..by(Joining::Request) };
    let circle = town.circle_with(adults).await;
    let claims = circles_domain::claim::Claims { student: Some(true), ..Default::default() };
    let (admin, student, other) =
        (town.person_with(claims).await, town.person_with(claims).await, town.person().await);
    assert_eq!(town.asks(&other, circle, Value::Null).await.1["code"], "gate_closed");
    let mut tx = town.server.state.db.write().await.unwrap();
    let now = town.watch.now();
    circles_server::store::members::set_joined(&mut tx, admin.id, circle, true, now).await.unwrap();
    circles_server::store::members::set_moderator(&mut tx, admin.id, circle, true, now).await.unwrap();
    tx.commit().await.unwrap();
    town.asks(&student, circle, Value::Null).await;
    let mut tx = town.server.state.db.write().await.unwrap();
    sqlx::query("DELETE FROM claim WHERE person_id = $1 AND kind = 'student'")
        .bind(student.id.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let path = format!("/v1/circles/{circle}/admissions/{}", student.id);
    let (status, refused) =
        whole(town.put(&admin, &path, json!({ "admit": true, "reason": "" })).await).await;
    assert_eq!((status, &refused["code"]), (StatusCode::FORBIDDEN, &json!("gate_closed")));
    // What is known of the person is not the business of who decides.
    assert_eq!(refused["gate"]["clauses"], json!([]));
    // Nor does the gate answer about somebody who never asked: fitting or not, they are not there.
    let fits = town.person_with(claims).await;
    for never in [&fits, &other] {
        let path = format!("/v1/circles/{circle}/admissions/{}", never.id);
        for admit in [true, false] {
            let said = json!({ "admit": admit, "reason": "No." });
            assert_eq!(town.put(&admin, &path, said).await.status(), StatusCode::NOT_FOUND);
        }
    }
}

#[tokio::test]
async fn moving_the_gate_or_a_list_while_somebody_waits_tells_nothing_of_them() {
    let town = Town::found().await;
    let either = Gate::Any(vec![Gate::Is(Clause::Student), Gate::Is(Clause::AllowListed)]);
    for (first, then, listed) in [
        (Gate::open(), Gate::Is(Clause::Student), false),
        (Gate::open(), Gate::Not(Box::new(Gate::Is(Clause::Gender { is: Gender::Female }))), false),
        (either.clone(), either, true),
    ] {
        let circle = town.circle_with(Gates { join: first, ..by(Joining::Request) }).await;
        let claims = circles_domain::claim::Claims { student: Some(true), ..Default::default() };
        let (owner, student, other) =
            (town.person().await, town.person_with(claims).await, town.person().await);
        let mut tx = town.server.state.db.write().await.unwrap();
        circles_server::store::members::set_joined(&mut tx, owner.id, circle, true, town.watch.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        town.role(&owner, circle, circles_domain::circle::Role::Owner).await;
        let list = |who: &Somebody| format!("/v1/circles/{circle}/gates/lists/allow/{}", who.id);
        for who in [&student, &other] {
            if listed {
                body(town.put(&owner, &list(who), Value::Null).await).await;
            }
            assert_eq!(town.asks(who, circle, Value::Null).await.1["admission"]["state"], "pending");
            if listed {
                body(town.send(Method::DELETE, &owner, &list(who), Value::Null).await).await;
            }
        }
        let moved = json!({ "version": 1, "gates": Gates { join: then, ..by(Joining::Request) } });
        let path = format!("/v1/circles/{circle}/gates/proposals/{}", InvitationId::mint());
        body(town.put(&owner, &path, moved).await).await;
        let waiting = body(town.get(&owner, &format!("/v1/circles/{circle}/admissions")).await).await;
        let both = waiting["candidates"].as_array().unwrap();
        assert_eq!(both.len(), 2);
        assert!(both.iter().all(|one| one["earlier_gate"] == json!(!listed)), "{both:?}");
        for who in [&student, &other] {
            let path = format!("/v1/circles/{circle}/admissions/{}", who.id);
            let (status, said) =
                whole(town.put(&owner, &path, json!({ "admit": true, "reason": "" })).await).await;
            assert_eq!(status, StatusCode::OK, "{said}");
            assert_eq!(town.seen(who, circle).await["standing"], "member");
        }
    }
}

#[tokio::test]
async fn a_code_lets_in_as_many_as_it_says_for_as_long_as_it_says() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (admin, elsewhere) = (town.admin(circle).await, town.circle_with(by(Joining::Invitation)).await);
    let gates = format!("/v1/circles/{circle}/gates/proposals/{}", InvitationId::mint());
    body(town.put(&admin, &gates, json!({ "version": 1, "gates": by(Joining::Invitation) })).await).await;
    let made = format!("/v1/circles/{circle}/invitations/{}", InvitationId::mint());
    let request = json!({ "uses": 1, "days": 3 });
    let invitation = body(town.put(&admin, &made, request.clone()).await).await;
    assert_eq!(body(town.put(&admin, &made, request).await).await, invitation, "the same code again");
    let (status, conflict) = whole(town.put(&admin, &made, json!({ "uses": 2, "days": 3 })).await).await;
    assert_eq!((status, &conflict["code"]), (StatusCode::CONFLICT, &json!("id_conflict")));
    let code = invitation["code"].as_str().unwrap().to_owned();

    let (guest, late) = (town.person().await, town.person().await);
    let shown = body(town.get(&guest, &format!("/v1/invitations/{}", code.to_lowercase())).await).await;
    assert_eq!(shown["id"], json!(circle));
    let refused = async |who: &Somebody, circle: CircleId, code: &str| {
        let (status, refused) = town.asks(who, circle, json!({ "invitation": code })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
        assert_eq!(refused["fields"][0]["field"], "invitation");
        refused["fields"][0]["rule"].as_str().unwrap().to_owned()
    };
    assert_eq!(refused(&guest, circle, "").await, "required");
    assert_eq!(refused(&guest, circle, "hello").await, "malformed");
    assert_eq!(refused(&guest, circle, "0000-0000-0000").await, "not_found");
    assert_eq!(refused(&guest, elsewhere, &code).await, "not_found");
    assert_eq!(town.asks(&guest, circle, json!({ "invitation": code })).await.1["standing"], "member");
    // Joining twice is joining once, and uses no code twice.
    assert_eq!(town.asks(&guest, circle, json!({ "invitation": code })).await.0, StatusCode::OK);
    assert_eq!(refused(&late, circle, &code).await, "expired");
    let all = body(town.get(&admin, &format!("/v1/circles/{circle}/invitations")).await).await;
    assert_eq!(all["invitations"][0]["used"], 1);

    for (turn, revoke) in [(3 * 86_400, false), (0, true)] {
        let id = InvitationId::mint();
        let path = format!("/v1/circles/{circle}/invitations/{id}");
        let next = body(town.put(&admin, &path, json!({ "uses": 9, "days": 3 })).await).await;
        town.watch.turn(turn);
        if revoke {
            let all = body(town.send(Method::DELETE, &admin, &path, Value::Null).await).await;
            assert_eq!(all["invitations"][0]["revoked"], true);
        }
        let code = next["code"].as_str().unwrap();
        assert_eq!(refused(&late, circle, code).await, "expired");
        assert_eq!(town.get(&late, &format!("/v1/invitations/{code}")).await.status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn rules_are_accepted_with_joining_and_again_after_a_material_change() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (admin, member) = (town.admin(circle).await, town.member(circle).await);
    let post = town.post(&member, circle, "hello").await;
    let stranger = town.person().await;
    let (status, stale) = town.asks(&stranger, circle, json!({ "rules_version": 7 })).await;
    assert_eq!((status, &stale["code"]), (StatusCode::CONFLICT, &json!("stale")));
    let edit = |version: i64, material: bool| json!({ "version": version, "rules": "Be kind.\nBe brief.", "rules_zh": "", "material": material });
    let path = format!("/v1/circles/{circle}/rules");
    // A comma asks nobody again; what members agreed to does, the one who changed it included.
    body(town.put(&admin, &path, edit(1, false)).await).await;
    assert_eq!(town.put(&admin, &path, edit(1, false)).await.status(), StatusCode::CONFLICT);
    town.post(&member, circle, "still").await;
    body(town.put(&admin, &path, edit(2, true)).await).await;
    for who in [&admin, &member] {
        let (status, due) =
            whole(town.put(who, &format!("/v1/posts/{}", PostId::mint()), words(circle, "x")).await).await;
        assert_eq!((status, &due["code"]), (StatusCode::FORBIDDEN, &json!("rules_due")));
        let comment = json!({ "post": post, "text": "nice" });
        let (status, due) =
            whole(town.put(who, &format!("/v1/comments/{}", CommentId::mint()), comment).await).await;
        assert_eq!((status, &due["code"]), (StatusCode::FORBIDDEN, &json!("rules_due")));
        assert_eq!(
            town.get(who, &format!("/v1/posts/{post}")).await.status(),
            StatusCode::OK,
            "reading goes on"
        );
        assert_eq!(
            town.seen(who, circle).await["acceptance"],
            json!({ "current": 3, "needed": 3, "accepted": 1 })
        );
        let accept = format!("{path}/acceptance");
        assert_eq!(town.put(who, &accept, json!({ "version": 2 })).await.status(), StatusCode::CONFLICT);
        for _ in 0..2 {
            assert_eq!(
                body(town.put(who, &accept, json!({ "version": 3 })).await).await["acceptance"]["accepted"],
                3
            );
        }
        town.post(who, circle, "again").await;
    }
    assert_eq!(
        town.put(&stranger, &format!("{path}/acceptance"), json!({ "version": 3 })).await.status(),
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn who_has_not_joined_sees_what_is_pinned_and_nothing_else() {
    let town = Town::found().await;
    let circle = town.circle_with(Gates { preview: Preview::Pinned, ..Gates::open() }).await;
    let author = town.member(circle).await;
    let (pinned, other) =
        (town.post(&author, circle, "read this first").await, town.post(&author, circle, "hm").await);
    let guest = town.person().await;
    let page = format!("/v1/circles/{circle}/posts");
    assert_eq!(body(town.get(&guest, &page).await).await["posts"], json!([]));
    let mut tx = town.server.state.db.write().await.unwrap();
    sqlx::query("INSERT INTO pinned_post (circle_id, post_id, ordinal, pinned_at_us) VALUES ($1, $2, 1, 0)")
        .bind(circle.0)
        .bind(pinned.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let seen = body(town.get(&guest, &page).await).await;
    assert_eq!((&seen["posts"][0]["id"], &seen["more"]), (&json!(pinned), &json!(false)));
    assert_eq!(seen["posts"].as_array().unwrap().len(), 1);
    assert_eq!(town.get(&guest, &format!("/v1/posts/{pinned}")).await.status(), StatusCode::OK);
    assert_eq!(town.get(&guest, &format!("/v1/posts/{other}")).await.status(), StatusCode::NOT_FOUND);
    // Read-only, and gone with the post.
    let comment = json!({ "post": pinned, "text": "nice" });
    assert_eq!(
        town.put(&guest, &format!("/v1/comments/{}", CommentId::mint()), comment).await.status(),
        StatusCode::FORBIDDEN
    );
    town.send(Method::DELETE, &author, &format!("/v1/posts/{pinned}"), Value::Null).await;
    assert_eq!(body(town.get(&guest, &page).await).await["posts"], json!([]));
}
