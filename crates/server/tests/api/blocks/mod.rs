//! A block, in every read that exists and in both directions. The answers are written by hand; a route that reads and
//! has no row fails.

mod gone;
mod scene;

use std::collections::BTreeSet;

use circles_domain::{CommentId, EditId, PersonId, PostId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use Says::{Missing, Nothing};
use scene::{Scene, Side};

use crate::relations::{ask, befriend, stands};
use crate::stream::{listen, next, quiet};
use crate::support::{Somebody, Town, body, nobody, whole};

/// What a read says of somebody who is hidden.
#[derive(Clone, Copy, PartialEq)]
pub enum Says {
    /// What it says of what is not there: the same status and body.
    Missing,
    /// Nothing: neither their id, name, words nor pictures.
    Nothing,
}

/// Method, path, its parts, body, and what it says. `OTHER…` is of who is hidden, `THIRD…` of somebody both see.
pub type Row = (&'static str, &'static str, &'static [&'static str], &'static str, Says);

const COUNTS: &str = r#"{"posts":["OTHERPOST","THIRDPOST"]}"#;
const QUOTE: &str = r#"{"post":"OTHERPOST","amount":{"amount":"88","currency":"CNY"}}"#;
const SEND: &str = r#"{"payee":"OTHER","amount":{"amount":"88","currency":"CNY"}}"#;
const COMMENT: &str = r#"{"post":"OTHERPOST","text":"nice"}"#;
const BEFRIEND: &str = r#"{"person":"OTHER","note":""}"#;
const SAY: &str = r#"{"text":"changed"}"#;

#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("GET",    "/v1/circles/{id}/posts",            &["CIRCLE"],               "",       Nothing),
    ("GET",    "/v1/circles/{id}/posts",            &["OTHERPREVIEW"],         "",       Nothing),
    ("GET",    "/v1/circles/{id}/members",          &["CIRCLE"],               "",       Nothing),
    ("GET",    "/v1/posts/{id}",                    &["OTHERPOST"],            "",       Missing),
    ("GET",    "/v1/posts/{id}",                    &["OTHERPREVIEWED"],       "",       Missing),
    ("GET",    "/v1/posts/{id}/comments",           &["OTHERPOST"],            "",       Missing),
    ("GET",    "/v1/posts/{id}/comments",           &["THIRDPOST"],            "",       Nothing),
    ("GET",    "/v1/posts/{id}/tippers",            &["OTHERPOST"],            "",       Missing),
    ("GET",    "/v1/people/{id}",                   &["OTHER"],                "",       Missing),
    ("GET",    "/v1/people/{id}/posts",             &["OTHER"],                "",       Missing),
    ("GET",    "/v1/people/{id}/posts",             &["THIRD"],                "",       Nothing),
    ("GET",    "/v1/media/{id}/{rendition}",        &["OTHERPHOTO", "small"],  "",       Missing),
    ("GET",    "/v1/media/{id}/{rendition}",        &["OTHERFACE", "small"],   "",       Missing),
    ("GET",    "/v1/sync",                          &[],                       "",       Nothing),
    ("GET",    "/v1/wallet",                        &[],                       "",       Nothing),
    ("GET",    "/v1/transfers",                     &[],                       "",       Nothing),
    ("GET",    "/v1/money-requests",                &[],                       "",       Nothing),
    ("POST",   "/v1/counts",                        &[],                       COUNTS,   Nothing),
    ("POST",   "/v1/tips/{id}/quote",               &["NEW"],                  QUOTE,    Missing),
    ("POST",   "/v1/transfers/{id}/quote",          &["NEW"],                  SEND,     Missing),
    ("PUT",    "/v1/posts/{id}/praise",             &["OTHERPOST"],            "",       Missing),
    ("PUT",    "/v1/comments/{id}",                 &["NEW"],                  COMMENT,  Missing),
    ("DELETE", "/v1/comments/{id}",                 &["OTHERCOMMENT"],         "",       Missing),
    ("PUT",    "/v1/comments/{id}/edits/{edit_id}", &["OTHERCOMMENT", "NEW"],  SAY,      Missing),
    ("PUT",    "/v1/friend-requests/{id}",          &["NEW"],                  BEFRIEND, Missing),
    ("PUT",    "/v1/friend-requests/{id}/answer",   &["OTHERREQUEST"],         r#"{"answer":"accept"}"#, Missing),
    ("DELETE", "/v1/friend-requests/{id}",          &["OWNREQUEST"],           "",       Missing),
    ("DELETE", "/v1/people/{id}/friendship",        &["OTHER"],                "",       Missing),
];

/// Routes that read and speak of no other person: circles, oneself, keys, one's own tip or transfer; the stream has a test of its own.
/// Of those who ask to come in only whoever runs the circle reads, and a block must not keep them from doing so; the same
/// holds for reports and appeals, and the log names nobody to members (see `moderated`). What operators did about somebody
/// is read by operators alone.
const OF_NOBODY: &[&str] = &[
    "/.well-known/oauth-authorization-server",
    "/oauth/authorize",
    "/v1/applications",
    "/v1/circles",
    "/v1/circles/{id}",
    "/v1/circles/{id}/admissions",
    "/v1/circles/{id}/appeals",
    "/v1/circles/{id}/export",
    "/v1/circles/{id}/gates",
    "/v1/circles/{id}/heirs",
    "/v1/circles/{id}/invitations",
    "/v1/circles/{id}/log",
    "/v1/circles/{id}/queue",
    "/v1/console",
    "/v1/invitations/{code}",
    "/v1/keys",
    "/v1/operator/people/{id}/ban",
    "/v1/operator/finance",
    "/v1/operator/people/{id}/wallet",
    "/v1/operator/reconciliations",
    "/v1/wallet/earnings",
    "/v1/wallet/payments",
    "/v1/wallet/payments/{id}",
    "/v1/me",
    "/v1/me/claims",
    "/v1/me/devices",
    "/v1/me/name-access",
    "/v1/me/score",
    "/v1/me/seen-as/{level}",
    "/v1/me/standings",
    "/v1/stream",
    "/v1/tips/{id}",
    "/v1/transfers/{id}",
    "/v1/wallet/payments/{id}/page",
];

/// Whether a text tells of somebody: any id of theirs was turned to `ID`.
fn tells(text: &str, of: &Side) -> bool {
    text.contains("ID") || text.contains(&of.words) || text.contains(&format!("\"{}\"", of.name))
}

#[tokio::test]
async fn neither_side_meets_the_other_in_any_read() {
    let scene = Scene::set().await;
    for sides in scene.directions() {
        for row in TABLE.iter().filter(|row| row.0 == "GET" || row.0 == "POST") {
            let (status, text) = scene.call(row, sides, None).await;
            assert_eq!(status, StatusCode::OK, "before the block: {row:?} {text}", row = row.1);
            assert!(row.4 == Missing || row.2 == ["THIRD"] || tells(&text, sides.1), "{} {text}", row.1);
        }
    }
    scene.block(&scene.sides[0].who, &scene.sides[1].who, false).await;
    let mut wrong = Vec::new();
    for sides in scene.directions() {
        for row in TABLE {
            let (status, text) = scene.call(row, sides, None).await;
            let (method, path, parts, _, says) = row;
            let right = match says {
                Missing => {
                    let absent = scene.call(row, sides, Some(EditId::mint().0)).await;
                    status == StatusCode::NOT_FOUND && absent == (status, text.clone())
                }
                Nothing => {
                    // The list of blocked people, told to the one who made it, is the one place that names them.
                    let own_list = *path == "/v1/sync" && sides.0.who.id == scene.sides[0].who.id;
                    let text = if own_list { without_blocks(&text) } else { text.clone() };
                    status == StatusCode::OK && !tells(&text, sides.1)
                }
            };
            if !right {
                wrong.push(format!("{method} {path} {parts:?} by {}: {status} {text}", sides.0.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn without_blocks(text: &str) -> String {
    let mut page: Value = serde_json::from_str(text).unwrap();
    let changes = page["changes"].as_array_mut().unwrap();
    let before = changes.len();
    changes.retain(|change| change["relation"]["relation"]["kind"] != "blocked");
    assert_eq!(changes.len(), before - 1, "one's own list has the one that was blocked");
    page.to_string()
}

#[tokio::test]
async fn no_route_that_reads_is_without_a_row() {
    let town = Town::found().await;
    let (_, api) = whole(town.get(&nobody(), "/openapi.json").await).await;
    let reads = api["paths"].as_object().unwrap().iter().filter(|(_, item)| item.get("get").is_some());
    let rows: BTreeSet<&str> =
        TABLE.iter().filter(|row| row.0 == "GET").map(|row| row.1).chain(OF_NOBODY.iter().copied()).collect();
    let missing: Vec<&String> =
        reads.map(|(path, _)| path).filter(|path| !rows.contains(path.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

#[tokio::test]
async fn one_takes_back_ones_own_comment_behind_a_block() {
    let scene = Scene::set().await;
    let (town, [one, other]) = (&scene.town, &scene.sides);
    let comment = format!("/v1/comments/{}", CommentId::mint());
    let said = json!({ "post": other.post, "text": "nice" });
    body(town.put(&one.who, &comment, said).await).await;
    scene.block(&other.who, &one.who, false).await;
    for _ in 0..2 {
        let gone = town.send(Method::DELETE, &one.who, &comment, json!(null)).await;
        assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    }
    scene.block(&other.who, &one.who, true).await;
    let left = body(town.get(&scene.third, &format!("/v1/posts/{}/comments", other.post)).await).await;
    assert!(!left.to_string().contains("nice"), "{left}");
}

#[tokio::test]
async fn a_circle_counts_whom_one_sees() {
    let scene = Scene::set().await;
    let (town, [one, other]) = (&scene.town, &scene.sides);
    let numbers = async |who: &Somebody| {
        let of = |circle: &Value| ["member_count", "post_count"].map(|name| circle[name].as_i64().unwrap());
        let shown = of(&body(town.get(who, &format!("/v1/circles/{}", scene.circle)).await).await);
        let all = body(town.get(who, "/v1/circles").await).await;
        let all = all["circles"].as_array().unwrap().clone();
        assert_eq!(of(all.iter().find(|one| one["id"] == json!(scene.circle)).unwrap()), shown);
        shown
    };
    let before = numbers(&one.who).await;
    let posts = async |who: &Somebody| {
        let page = body(town.get(who, &format!("/v1/circles/{}/posts", scene.circle)).await).await;
        page["posts"].as_array().unwrap().len() as i64
    };
    assert_eq!(posts(&one.who).await, before[1]);
    scene.block(&other.who, &one.who, false).await;
    for who in [&one.who, &other.who] {
        assert_eq!(numbers(who).await, [before[0] - 1, posts(who).await]);
    }
    assert_eq!(numbers(&scene.third).await, before);
}

#[tokio::test]
async fn a_block_shields_nobody_from_a_list() {
    let scene = Scene::set().await;
    let (town, [one, other]) = (&scene.town, &scene.sides);
    let admin = town.admin(scene.circle).await;
    let outside = town.person().await;
    for list in ["allow", "deny"] {
        let listed = |who: &Somebody| format!("/v1/circles/{}/gates/lists/{list}/{}", scene.circle, who.id);
        // The first blocks nobody: the answer must not tell the others apart.
        for (who, blocks) in [(&one.who, false), (&other.who, true), (&outside, true)] {
            if blocks {
                scene.block(who, &admin, false).await;
            }
            let shown = body(town.put(&admin, &listed(who), json!(null)).await).await;
            let shown = shown[list].as_array().unwrap();
            assert!(shown.iter().any(|one| one["id"] == json!(who.id)), "{list}: {shown:?}");
        }
        // The same from the other side: whom an admin blocks is still theirs to keep in order.
        scene.block(&admin, &one.who, false).await;
        body(town.put(&admin, &listed(&one.who), json!(null)).await).await;
        scene.block(&admin, &one.who, true).await;
    }
    // Nobody is nobody.
    let nobody = format!("/v1/circles/{}/gates/lists/deny/{}", scene.circle, PostId::mint());
    assert_eq!(town.put(&admin, &nobody, json!(null)).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn numbers_count_whom_one_sees() {
    let scene = Scene::set().await;
    let [one, other] = &scene.sides;
    // Comments by both and by the third; praise and a tip by both.
    for who in [&one.who, &other.who, &scene.third] {
        assert_eq!(scene.numbers(who).await, [3, 2, 2]);
    }
    scene.block(&other.who, &one.who, false).await;
    for who in [&one.who, &other.who] {
        // The tips were given without a name: a number that fell would name who gave them.
        assert_eq!(scene.numbers(who).await, [2, 1, 2]);
    }
    assert_eq!(scene.numbers(&scene.third).await, [3, 2, 2]);
    // Looking at what one may not see counts nothing.
    let views = json!({ "posts": [one.post] });
    scene.town.send(Method::POST, &other.who, "/v1/views", views).await;
    let seen = body(scene.town.get(&scene.third, &format!("/v1/posts/{}", one.post)).await).await;
    assert_eq!(seen["counts"]["views"], 0);
}

#[tokio::test]
async fn a_pull_takes_the_other_away_and_brings_them_back_and_nobody_is_told_who_blocked() {
    let scene = Scene::set().await;
    let (town, [one, other]) = (&scene.town, &scene.sides);
    let cursor = async |who: &Somebody| {
        body(town.get(who, "/v1/sync").await).await["cursor"].as_str().unwrap().to_owned()
    };
    let pull = async |who: &Somebody, cursor: &str| {
        body(town.get(who, &format!("/v1/sync?since={cursor}")).await).await["changes"].clone()
    };
    let scope = |kind: &str, of: PersonId| json!({ "kind": kind, "scope": { "kind": "person", "id": of } });
    let (mine, theirs) = (cursor(&one.who).await, cursor(&other.who).await);
    scene.block(&one.who, &other.who, false).await;
    town.post(&other.who, scene.circle, "unseen").await;
    town.send(Method::DELETE, &other.who, &format!("/v1/posts/{}", other.post), json!(null)).await;
    let told = pull(&one.who, &mine).await;
    assert_eq!(told[0], scope("scope_removed", other.who.id));
    assert_eq!(
        (&told[1]["kind"], &told[2]["relation"]["relation"]["kind"]),
        (&json!("wallet"), &json!("blocked"))
    );
    assert_eq!(told.as_array().unwrap().len(), 3, "no post, and no end of a post: {told}");
    let told = pull(&other.who, &theirs).await;
    let kept: Vec<&Value> = told
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change["kind"] != "post" && change["kind"] != "post_gone")
        .collect();
    assert_eq!(kept, [&scope("scope_removed", one.who.id), &json!({ "kind": "wallet" })]);

    let (mine, theirs) = (cursor(&one.who).await, cursor(&other.who).await);
    scene.block(&one.who, &other.who, true).await;
    for (who, of, cursor) in [(one, other, mine), (other, one, theirs)] {
        let told = pull(&who.who, &cursor).await;
        assert_eq!(told[0], scope("scope_reset", of.who.id));
        assert_eq!(told[1]["relation"]["relation"], json!({ "kind": "none" }));
    }
    let page = body(town.get(&one.who, &format!("/v1/circles/{}/posts", scene.circle)).await).await;
    assert!(page.to_string().contains("unseen"));
}

#[tokio::test]
async fn a_block_ends_the_friendship_and_what_was_asked_and_lifting_it_brings_neither_back() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (one, other, third) =
        (town.member(circle).await, town.member(circle).await, town.member(circle).await);
    befriend(&town, &one, &other).await;
    ask(&town, &third, &one).await;
    let block = |of: &Somebody| format!("/v1/people/{}/block", of.id);
    for of in [&other, &third] {
        town.put(&one, &block(of), json!(null)).await;
        town.send(Method::DELETE, &one, &block(of), json!(null)).await;
    }
    for of in [&other, &third] {
        assert_eq!(stands(&town, &one, of).await, json!({ "kind": "none" }));
        assert_eq!(stands(&town, of, &one).await, json!({ "kind": "none" }));
    }
    // An end by a block is no refusal.
    assert_eq!(ask(&town, &third, &one).await.1, StatusCode::OK);
}

async fn blocked(town: &Town, who: &Somebody) -> Vec<Value> {
    let first = body(town.get(who, "/v1/sync").await).await;
    let blocked = |change: &&Value| change["relation"]["relation"]["kind"] == "blocked";
    first["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(blocked)
        .map(|c| c["relation"]["person"]["id"].clone())
        .collect()
}

#[tokio::test]
async fn blocking_tells_nobody_whether_somebody_is_there() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (one, other) = (town.member(circle).await, town.member(circle).await);
    let act = async |method: Method, who: &Somebody, of: PersonId| {
        whole(town.send(method, who, &format!("/v1/people/{of}/block"), json!(null)).await).await
    };
    act(Method::PUT, &other, one.id).await;
    // Somebody who blocked one, and somebody who never was, answer alike and are listed alike.
    let (hidden, absent) =
        (act(Method::PUT, &one, other.id).await, act(Method::PUT, &one, PersonId::mint()).await);
    assert_eq!(hidden, absent);
    assert_eq!(blocked(&town, &one).await, Vec::<Value>::new());
    // Their own list does not show that they are blocked in turn, and lifting theirs leaves the other.
    assert_eq!(blocked(&town, &other).await, [json!(one.id)]);
    act(Method::DELETE, &other, one.id).await;
    assert_eq!(blocked(&town, &other).await, Vec::<Value>::new());
    assert_eq!(town.get(&other, &format!("/v1/people/{}", one.id)).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(blocked(&town, &one).await, [json!(other.id)]);
    act(Method::DELETE, &one, other.id).await;
    assert_eq!(town.get(&other, &format!("/v1/people/{}", one.id)).await.status(), StatusCode::OK);
    let myself = act(Method::PUT, &one, one.id).await;
    assert_eq!(myself.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_the_other_does_pokes_nobody_across_a_block() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (one, other, third) =
        (town.member(circle).await, town.member(circle).await, town.member(circle).await);
    let (mut mine, mut theirs) = (listen(&town, &one).await, listen(&town, &third).await);
    town.put(&one, &format!("/v1/people/{}/block", other.id), json!(null)).await;
    assert_eq!(next(&mut mine).await.as_deref(), Some("poke"));
    town.post(&other, circle, "unseen").await;
    assert_eq!(next(&mut theirs).await.as_deref(), Some("poke"));
    assert!(quiet(&mut mine).await);
    town.post(&third, circle, "seen").await;
    assert_eq!(next(&mut mine).await.as_deref(), Some("poke"));
}

#[tokio::test]
async fn who_may_only_read_may_still_block_and_say_no() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (one, other, third) =
        (town.member(circle).await, town.member(circle).await, town.member(circle).await);
    let (request, ..) = ask(&town, &other, &one).await;
    let mut tx = town.server.state.db.write().await.unwrap();
    sqlx::query("UPDATE person SET verified_until_us = 0 WHERE id = $1")
        .bind(one.id.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let (status, refused) = crate::relations::answer(&town, &one, request, "accept").await;
    assert_eq!((status, &refused["code"]), (StatusCode::FORBIDDEN, &json!("name_expired")));
    assert_eq!(crate::relations::answer(&town, &one, request, "refuse").await.0, StatusCode::OK);
    let block = town.put(&one, &format!("/v1/people/{}/block", third.id), json!(null)).await;
    assert_eq!(block.status(), StatusCode::NO_CONTENT);
}
