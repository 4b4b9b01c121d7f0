//! What could be learned from beside: numbers, pins, answers that differ, pictures of what was removed, streams that go on.

use circles_domain::circle::Role;
use circles_domain::{ActId, AppealId, AttachmentId, CircleId, PostId, ReportId, TipId};
use circles_server::store::reading::Sanction;
use circles_server::store::{bans, deletion};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::stream::{listen, next};
use crate::support::{Somebody, Town, body, whole, words};
use crate::uploads;

async fn circle(town: &Town, who: &Somebody, circle: CircleId) -> Value {
    body(town.get(who, &format!("/v1/circles/{circle}")).await).await
}

async fn listed(town: &Town, who: &Somebody, circle: CircleId) -> i64 {
    let read = body(town.get(who, &format!("/v1/circles/{circle}/members")).await).await;
    let inside = read["members"].as_array().unwrap().iter().filter(|one| one["standing"] != "banned").count();
    i64::try_from(inside).unwrap()
}

async fn block(town: &Town, who: &Somebody, whom: &Somebody) {
    let path = format!("/v1/people/{}/block", whom.id);
    assert_eq!(town.put(who, &path, Value::Null).await.status(), StatusCode::NO_CONTENT);
}

async fn keeper(town: &Town, circle: CircleId, role: Role) -> Somebody {
    let who = town.member(circle).await;
    town.role(&who, circle, role).await;
    who
}

async fn act(town: &Town, who: &Somebody, circle: CircleId, deed: Value) -> ActId {
    let id = ActId::mint();
    body(town.put(who, &format!("/v1/circles/{circle}/acts/{id}"), json!({ "deed": deed })).await).await;
    id
}

#[tokio::test]
async fn a_circle_counts_as_many_members_as_it_lists() {
    let town = Town::found().await;
    let place = town.circle().await;
    let (one, other, keeper) =
        (town.member(place).await, town.member(place).await, keeper(&town, place, Role::Moderator).await);
    let sinner = town.member(place).await;
    town.post(&one, place, "hello").await;
    let agree = async |want: i64, who: &Somebody| {
        assert_eq!(
            (circle(&town, who, place).await["member_count"].as_i64(), listed(&town, who, place).await),
            (Some(want), want)
        );
    };
    agree(4, &one).await;
    // Who is shut out is not told by a difference, to members and to who keeps order.
    town.ban(&sinner, place).await;
    for who in [&one, &other, &keeper] {
        agree(3, who).await;
    }
    // Nor is a block; from who keeps order it hides nobody.
    block(&town, &one, &other).await;
    block(&town, &one, &keeper).await;
    agree(2, &other).await;
    agree(3, &keeper).await;
    assert_eq!(circle(&town, &keeper, place).await["post_count"], 1);
    assert_eq!(circle(&town, &other, place).await["post_count"], 0);
}

#[tokio::test]
async fn a_pin_names_no_post_that_one_does_not_see() {
    let town = Town::found().await;
    let place = town.circle().await;
    let (author, reader, keeper) =
        (town.member(place).await, town.member(place).await, keeper(&town, place, Role::Moderator).await);
    let (behind, reported) = (town.post(&author, place, "one").await, town.post(&keeper, place, "two").await);
    for post in [behind, reported] {
        act(&town, &keeper, place, json!({ "kind": "pin", "post": post })).await;
        town.watch.turn(1);
    }
    assert_eq!(circle(&town, &reader, place).await["pins"], json!([reported, behind]));
    block(&town, &author, &reader).await;
    assert_eq!(circle(&town, &reader, place).await["pins"], json!([reported]));
    let about = json!({ "kind": "post", "id": reported });
    let report = json!({ "circle": place, "subject": about, "reason": "spam", "note": "" });
    body(town.put(&reader, &format!("/v1/reports/{}", ReportId::mint()), report).await).await;
    assert_eq!(circle(&town, &reader, place).await["pins"], json!([]));
    // From who keeps order a block hides nothing.
    block(&town, &author, &keeper).await;
    assert_eq!(circle(&town, &keeper, place).await["pins"], json!([reported, behind]));
}

#[tokio::test]
async fn who_is_shut_out_and_who_was_never_there_answer_alike() {
    let town = Town::found().await;
    let place = town.circle().await;
    let (reader, keeper, sinner) =
        (town.member(place).await, keeper(&town, place, Role::Moderator).await, town.member(place).await);
    town.ban(&sinner, place).await;
    let report = async |who: &Somebody, whom: &Somebody| {
        let about = json!({ "kind": "person", "id": whom.id });
        let said = json!({ "circle": place, "subject": about, "reason": "spam", "note": "" });
        town.put(who, &format!("/v1/reports/{}", ReportId::mint()), said).await.status()
    };
    assert_eq!(report(&reader, &sinner).await, StatusCode::NOT_FOUND);
    assert_eq!(report(&reader, &town.person().await).await, StatusCode::NOT_FOUND);
    assert_eq!(report(&keeper, &sinner).await, StatusCode::OK, "who keeps order has them on the list");
    let queue = body(town.get(&keeper, &format!("/v1/circles/{place}/queue")).await).await;
    assert_eq!(
        (&queue["cases"][0]["masked_name"], &queue["cases"][0]["role"]),
        (&Value::Null, &json!("member"))
    );
    // Whether somebody appealed is theirs to know.
    let post = town.post(&reader, place, "mine").await;
    let removal =
        json!({ "kind": "remove", "subject": { "kind": "post", "id": post }, "rule": 1, "reason": "x" });
    let removed = act(&town, &keeper, place, removal).await;
    let appeal = async |who: &Somebody| {
        let said = json!({ "act": removed, "text": "It was fine." });
        town.put(who, &format!("/v1/appeals/{}", AppealId::mint()), said).await.status()
    };
    assert_eq!(appeal(&keeper).await, StatusCode::NOT_FOUND);
    assert_eq!(appeal(&reader).await, StatusCode::OK);
    assert_eq!(appeal(&keeper).await, StatusCode::NOT_FOUND);
    assert_eq!(appeal(&reader).await, StatusCode::OK, "the same words again are the same appeal");
}

#[tokio::test]
async fn a_circle_that_one_does_not_find_answers_like_none() {
    let town = Town::found().await;
    let hidden = town.circle().await;
    let mut tx = town.server.state.db.write().await.unwrap();
    sqlx::query("UPDATE circle SET find_percent = 0 WHERE id = $1")
        .bind(hidden.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let (stranger, none) = (town.person().await, CircleId::mint());
    let deed = json!({ "deed": { "kind": "pin", "post": PostId::mint() } });
    let gates = json!({ "gates": circles_domain::circle::Gates::open() });
    let rules = json!({ "version": 1, "rules": "One.", "rules_zh": "", "material": false });
    let answer = async |circle: CircleId, at: usize| {
        let base = format!("/v1/circles/{circle}");
        let (method, path, said) = match at {
            0 => (Method::GET, format!("{base}/gates"), Value::Null),
            1 => (Method::POST, format!("{base}/gates/simulate"), gates.clone()),
            2 => (Method::PUT, format!("{base}/rules"), rules.clone()),
            3 => (Method::PUT, format!("{base}/rules/acceptance"), json!({ "version": 1 })),
            4 => (Method::PUT, format!("{base}/acts/{}", ActId::mint()), deed.clone()),
            5 => (Method::PATCH, base.clone(), json!({ "introduction": "x" })),
            6 => (Method::PUT, format!("{base}/members/{}/role", stranger.id), json!({ "role": "member" })),
            7 => (Method::GET, format!("{base}/admissions"), Value::Null),
            8 => (Method::GET, format!("{base}/invitations"), Value::Null),
            _ => (Method::PUT, format!("/v1/posts/{}", PostId::mint()), words(circle, "hello")),
        };
        let (status, mut told) = whole(town.send(method, &stranger, &path, said).await).await;
        told["subject"] = Value::Null;
        (status, told)
    };
    for at in 0..10 {
        let (hidden, none) = (answer(hidden, at).await, answer(none, at).await);
        assert_eq!(hidden, none, "{at}");
        assert_eq!(hidden.0, StatusCode::NOT_FOUND, "{at}");
    }
}

#[tokio::test]
async fn what_a_removed_post_showed_is_seen_by_who_decides() {
    let town = Town::found().await;
    let place = town.circle().await;
    let (author, reader) = (town.member(place).await, town.member(place).await);
    let (one, admin) = (keeper(&town, place, Role::Moderator).await, keeper(&town, place, Role::Admin).await);
    let operator = town.operator().await;
    let photo = AttachmentId::mint();
    uploads::upload_photo(&town, &author, photo).await;
    let post = PostId::mint();
    let mut publish = words(place, "hello");
    publish["attachments"] = json!([uploads::draft(photo, 600, 400)]);
    body(town.put(&author, &format!("/v1/posts/{post}"), publish).await).await;
    let sees = async |who: &Somebody| town.get(who, &format!("/v1/media/{photo}/small")).await.status();
    assert_eq!(sees(&reader).await, StatusCode::OK);
    let removal =
        json!({ "kind": "remove", "subject": { "kind": "post", "id": post }, "rule": 1, "reason": "x" });
    let removed = act(&town, &one, place, removal).await;
    assert_eq!((sees(&reader).await, sees(&operator).await), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    for who in [&author, &one, &admin] {
        assert_eq!(sees(who).await, StatusCode::OK);
    }
    let said = json!({ "act": removed, "text": "It is my cat." });
    body(town.put(&author, &format!("/v1/appeals/{}", AppealId::mint()), said).await).await;
    assert_eq!((sees(&operator).await, sees(&reader).await), (StatusCode::OK, StatusCode::NOT_FOUND));
    let waiting = body(town.get(&admin, &format!("/v1/circles/{place}/appeals")).await).await;
    assert_eq!(waiting["appeals"][0]["pictures"], json!([photo]));
    // The log says what kind of thing it was to everybody, and which one to who reads names.
    let log = async |who: &Somebody| {
        body(town.get(who, &format!("/v1/circles/{place}/log")).await).await["lines"][0].clone()
    };
    let (theirs, ours) = (log(&reader).await, log(&admin).await);
    assert_eq!((&theirs["thing"], &theirs["subject"]), (&json!("post"), &Value::Null));
    assert_eq!((&ours["thing"], &ours["subject"]["id"]), (&json!("post"), &json!(post)));
    // Whose standing there ended sees nothing of it any more.
    town.ban(&one, place).await;
    assert_eq!(sees(&one).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_ban_that_outlives_the_account_is_appealed_under_the_next_one() {
    let town = Town::found().await;
    let place = town.circle().await;
    let (one, other, admin) = (
        keeper(&town, place, Role::Moderator).await,
        keeper(&town, place, Role::Moderator).await,
        keeper(&town, place, Role::Admin).await,
    );
    let who = town.member(place).await;
    let proposed = act(
        &town,
        &one,
        place,
        json!({ "kind": "ban", "person": who.id, "rule": 1, "reason": "Threats.", "seconds": null }),
    )
    .await;
    let second = format!("/v1/circles/{place}/acts/{proposed}/second");
    let banned = body(town.put(&other, &second, json!({ "agree": true })).await).await["id"].clone();
    let hash = bans::identity_of(town.server.state.db.read(), who.id).await.unwrap().unwrap();
    let now = town.server.state.now();
    let again = town.person().await;
    let mut tx = town.server.state.db.write().await.unwrap();
    deletion::erase(&mut tx, who.id, now).await.unwrap();
    deletion::restore_sanctions(&mut tx, again.id, &hash, now).await.unwrap();
    tx.commit().await.unwrap();
    let told = body(town.get(&again, "/v1/me/standings").await).await;
    let statement = &told["statements"][0];
    assert_eq!(
        (&statement["act"], &statement["holds"], &statement["reason"]),
        (&banned, &json!(true), &json!("Threats."))
    );
    let appeal = format!("/v1/appeals/{}", AppealId::mint());
    let said = json!({ "act": banned, "text": "That was years ago." });
    body(town.put(&again, &appeal, said.clone()).await).await;
    // Nobody else under that act.
    assert_eq!(
        town.put(&town.person().await, &format!("/v1/appeals/{}", AppealId::mint()), said).await.status(),
        StatusCode::NOT_FOUND
    );
    let decision = json!({ "accept": true, "answer": "So it was." });
    body(town.put(&admin, &format!("{appeal}/decision"), decision).await).await;
    assert_eq!(
        town.put(&again, &format!("/v1/circles/{place}/membership"), Value::Null).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn words_that_wait_for_a_confirmation_are_not_said_by_who_is_muted_meanwhile() {
    let town = Town::found().await;
    let place = town.circle().await;
    let (author, payer) = (town.member(place).await, town.member(place).await);
    let post = town.post(&author, place, "hello").await;
    for (message, state) in [("a planted word", "refused"), ("", "held")] {
        let tip = format!("/v1/tips/{}", TipId::mint());
        let quote =
            json!({ "post": post, "amount": { "amount": "88", "currency": "CNY" }, "message": message });
        let (status, quoted) =
            whole(town.send(Method::POST, &payer, &format!("{tip}/quote"), quote).await).await;
        assert_eq!(status, StatusCode::OK, "{quoted}");
        town.sentence(&payer, place, Sanction::Muted, Some(3_600)).await;
        town.watch.turn(1);
        let told = body(town.put(&payer, &tip, json!({ "quote_id": quoted["quote"] })).await).await;
        assert_eq!(told["state"], state, "{told}");
        town.sentence(&payer, place, Sanction::None, Some(0)).await;
    }
    let under = body(town.get(&author, &format!("/v1/posts/{post}/comments")).await).await;
    assert!(!under.to_string().contains("planted"), "{under}");
}

#[tokio::test]
async fn the_stream_of_somebody_whom_an_operator_shuts_out_ends() {
    let town = Town::found().await;
    let (who, operator) = (town.person().await, town.operator().await);
    let mut theirs = listen(&town, &who).await;
    let ban = json!({ "reason": "Sold contacts.", "until": null });
    let path = format!("/v1/operator/people/{}/ban", who.id);
    let (status, said) = whole(town.put(&operator, &path, ban).await).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{said}");
    assert_eq!(next(&mut theirs).await, None);
}
