//! What a circle that is gone leaves behind, and who is told.

use circles_domain::circle::{Gates, Joining, Role};
use circles_domain::{ActId, AppealId, ApplicationId, AttachmentId, CircleId, Clock as _, PostId};
use circles_server::jobs::sweep;
use circles_server::store::deletion;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{apply, asks, decide, somebody_who, status, step};
use crate::support::{Somebody, Town, body, whole, words};
use crate::uploads;

const HOUR: i64 = 3_600;

async fn dissolve(town: &Town, operator: &Somebody, circle: CircleId) {
    let said = json!({ "kind": "dissolve", "reason": "Nobody keeps order." });
    assert_eq!(step(town, operator, circle, said).await.1["state"], "dissolving");
}

async fn end(town: &Town) {
    town.watch.turn(HOUR);
    sweep(&town.server.state).await.unwrap();
}

#[tokio::test]
async fn every_device_that_knew_a_circle_is_told_that_it_is_gone_and_no_other() {
    let town = Town::with(|config| config.limits.export_s = HOUR).await;
    let (owner, operator) = (town.person().await, town.operator().await);
    let id = ApplicationId::mint();
    let mut asked = asks("Slow Tea");
    asked["gates"]["joining"] = json!("request");
    apply(&town, &owner, id, asked).await;
    decide(&town, &operator, id, true).await;
    let circle = CircleId(id.0);
    let invitation = format!("/v1/circles/{circle}/invitations/{}", PostId::mint());
    let made = body(town.put(&owner, &invitation, json!({ "uses": 3, "days": 1 })).await).await;
    let code = made["code"].as_str().unwrap();
    let (asking, shown, stranger) = (
        somebody_who(&town, circle, 50, false).await,
        somebody_who(&town, circle, 50, false).await,
        somebody_who(&town, circle, 50, false).await,
    );
    let membership = format!("/v1/circles/{circle}/membership");
    assert_eq!(town.put(&asking, &membership, json!({ "invitation": code })).await.status(), StatusCode::OK);
    assert_eq!(status(&town, &shown, &format!("/v1/invitations/{code}")).await, StatusCode::OK);
    dissolve(&town, &operator, circle).await;
    let everybody = [(&asking, true), (&shown, true), (&operator, true), (&owner, true), (&stranger, false)];
    let mut cursors = Vec::new();
    for (who, _) in everybody {
        cursors.push(body(town.get(who, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned());
    }
    end(&town).await;
    let gone = json!({ "kind": "circle_gone", "id": circle });
    for ((who, told), cursor) in everybody.into_iter().zip(cursors) {
        let page = body(town.get(who, &format!("/v1/sync?since={cursor}")).await).await;
        assert_eq!(page["changes"].as_array().unwrap().contains(&gone), told, "{page}");
    }
}

#[tokio::test]
async fn words_of_who_asked_and_who_appealed_do_not_outlive_the_circle() {
    let town = Town::with(|config| config.limits.export_s = HOUR).await;
    let circle = town.circle_with(Gates { joining: Joining::Request, ..Gates::open() }).await;
    let (owner, operator, refused, muted) =
        (town.person().await, town.operator().await, town.person().await, town.person().await);
    for who in [&owner, &muted, &refused] {
        let membership = format!("/v1/circles/{circle}/membership");
        body(town.put(who, &membership, json!({ "note": "I live by the lake" })).await).await;
    }
    for (who, admit) in [(&owner, true), (&muted, true), (&refused, false)] {
        let path = format!("/v1/circles/{circle}/admissions/{}", who.id);
        let said = json!({ "admit": admit, "reason": if admit { "" } else { "by the lake is not enough" } });
        body(town.put(&operator, &path, said).await).await;
    }
    town.role(&owner, circle, Role::Owner).await;
    let (act, appeal) = (ActId::mint(), AppealId::mint());
    let deed = json!({ "kind": "mute", "person": muted.id, "rule": 1, "reason": "Three insults.", "seconds": 86_400 });
    body(town.put(&owner, &format!("/v1/circles/{circle}/acts/{act}"), json!({ "deed": deed })).await).await;
    let said = json!({ "act": act, "text": "It was about the lake" });
    body(town.put(&muted, &format!("/v1/appeals/{appeal}"), said).await).await;
    let second = ActId::mint();
    let deed = json!({ "kind": "mute", "person": muted.id, "rule": 1, "reason": "And a fourth.", "seconds": 86_400 });
    body(town.put(&owner, &format!("/v1/circles/{circle}/acts/{second}"), json!({ "deed": deed })).await)
        .await;
    dissolve(&town, &operator, circle).await;
    town.watch.turn(HOUR);
    // Nobody is left to decide: nothing is appealed, before the sweep and after it.
    for swept in [false, true] {
        if swept {
            sweep(&town.server.state).await.unwrap();
        }
        let said = json!({ "act": second, "text": "Nor was that" });
        let late = town.put(&muted, &format!("/v1/appeals/{}", AppealId::mint()), said).await;
        assert_eq!(late.status(), StatusCode::NOT_FOUND);
        let mine = body(town.get(&muted, "/v1/me/standings").await).await;
        assert_eq!(mine["standings"], json!([]));
        for statement in mine["statements"].as_array().unwrap() {
            assert_eq!((&statement["circle_gone"], &statement["holds"]), (&json!(true), &json!(false)));
        }
    }
    for sql in [
        "SELECT count(*) FROM admission WHERE note <> '' OR reason <> ''",
        "SELECT count(*) FROM appeal WHERE text <> ''",
    ] {
        let kept: i64 = sqlx::query_scalar(sql).fetch_one(town.server.state.db.read()).await.unwrap();
        assert_eq!(kept, 0, "{sql}");
    }
}

#[tokio::test]
async fn whoever_left_before_takes_their_posts_along_and_not_too_often() {
    let town = Town::with(|config| config.limits.export_s = HOUR).await;
    let circle = town.circle().await;
    let (left, banned, operator) =
        (town.member(circle).await, town.member(circle).await, town.operator().await);
    let (post, photo) = (PostId::mint(), AttachmentId::mint());
    uploads::upload_photo(&town, &left, photo).await;
    let mut mine = words(circle, "mine");
    mine["attachments"] = json!([uploads::draft(photo, 600, 400)]);
    body(town.put(&left, &format!("/v1/posts/{post}"), mine).await).await;
    let membership = format!("/v1/circles/{circle}/membership");
    assert_eq!(town.send(Method::DELETE, &left, &membership, json!(null)).await.status(), StatusCode::OK);
    town.ban(&banned, circle).await;
    let (export, picture) = (format!("/v1/circles/{circle}/export"), format!("/v1/media/{photo}/large"));
    // As long as the circle lives, it is for its members.
    for path in [&export, &picture] {
        assert_eq!(status(&town, &left, path).await, StatusCode::NOT_FOUND, "{path}");
    }
    dissolve(&town, &operator, circle).await;
    town.watch.turn(60);
    let taken = body(town.get(&left, &export).await).await;
    assert_eq!(taken["posts"][0]["text"], "mine");
    assert_eq!(status(&town, &left, &picture).await, StatusCode::OK, "and its pictures");
    let shown = body(town.get(&left, &format!("/v1/circles/{circle}")).await).await;
    assert!(shown["export_until"].is_string());
    let outside = town.person().await;
    let shown = body(town.get(&outside, &format!("/v1/circles/{circle}")).await).await;
    assert_eq!(shown["export_until"], json!(null), "there is nothing of theirs");
    for who in [&outside, &banned] {
        assert_eq!(status(&town, who, &export).await, StatusCode::NOT_FOUND);
        assert_eq!(status(&town, who, &picture).await, StatusCode::NOT_FOUND);
    }
    for _ in 1..6 {
        assert_eq!(status(&town, &left, &export).await, StatusCode::OK);
    }
    let (refused, said) = whole(town.get(&left, &export).await).await;
    assert_eq!((refused, &said["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("rate_limited")));
    town.watch.turn(HOUR);
    for path in [&export, &picture] {
        assert_eq!(status(&town, &left, path).await, StatusCode::NOT_FOUND, "the time is over: {path}");
    }
}

#[tokio::test]
async fn an_application_of_who_is_gone_is_answered_without_its_words() {
    let town = Town::found().await;
    let (applicant, operator) = (town.person().await, town.operator().await);
    let (decided, open) = (ApplicationId::mint(), ApplicationId::mint());
    for id in [decided, open] {
        apply(&town, &applicant, id, asks("Slow Tea")).await;
    }
    assert_eq!(decide(&town, &operator, decided, false).await.0, StatusCode::OK);
    let mut tx = town.server.state.db.write().await.unwrap();
    deletion::erase(&mut tx, applicant.id, town.watch.now()).await.unwrap();
    tx.commit().await.unwrap();
    let (status, again) = decide(&town, &operator, decided, false).await;
    assert_eq!((status, &again["asks"], &again["state"]), (StatusCode::OK, &Value::Null, &json!("refused")));
    assert_eq!(decide(&town, &operator, decided, true).await.0, StatusCode::CONFLICT);
    assert_eq!(decide(&town, &operator, open, true).await.0, StatusCode::NOT_FOUND);
    assert_eq!(apply(&town, &operator, decided, asks("Fast Tea")).await.0, StatusCode::CONFLICT);
    let waiting = body(town.get(&operator, "/v1/applications").await).await;
    assert_eq!(waiting["applications"], json!([]));
}

#[tokio::test]
async fn whoever_approves_is_told_what_is_dangerous_in_the_gates() {
    let town = Town::found().await;
    let (applicant, operator) = (town.person().await, town.operator().await);
    let id = ApplicationId::mint();
    let mut asked = asks("Slow Tea");
    asked["gates"]["post"] = json!({ "is": { "kind": "gender", "is": "female" } });
    let (status, made) = apply(&town, &applicant, id, asked).await;
    assert_eq!((status, &made["risks"]), (StatusCode::OK, &json!(["one_gender_is_paid"])), "{made}");
    let waiting = body(town.get(&operator, "/v1/applications").await).await;
    assert_eq!(waiting["applications"][0]["risks"], json!(["one_gender_is_paid"]));
    assert_eq!(decide(&town, &operator, id, true).await.0, StatusCode::OK);
    let circle = body(town.get(&applicant, &format!("/v1/circles/{id}")).await).await;
    assert!(circle["escrow_hours"].as_i64().unwrap() > 0, "{circle}");
}
