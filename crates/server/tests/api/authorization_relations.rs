//! The same routes asked across relations: by a friend of the author, by somebody whom the author blocked, by somebody who
//! blocked them, and by a moderator whom they blocked. The answers are written by hand: those that a relation changes stand
//! here, the others are those of the table of standings.

use reqwest::Method;
use serde_json::Value;

use crate::authorization::{ASK, BEFRIEND, COMMENT, QUOTE, REPORT, Row, SAY, SEND, Scene, TABLE};
use crate::relations::befriend;
use crate::support::{Somebody, Town};

/// [a member who is a friend, a member whom the author blocked, a member who blocked the author, a moderator whom the
/// author blocked].
type Differs = (&'static str, &'static str, &'static [&'static str], &'static str, [u16; 4]);

#[rustfmt::skip]
const DIFFERS: &[Differs] = &[
    // What the author wrote is not there across a block, in both directions; who keeps order sees it all the same.
    ("GET",    "/v1/posts/{id}",                    &["POST"],            "",       [200, 404, 404, 200]),
    ("DELETE", "/v1/posts/{id}",                    &["POST"],            "",       [403, 404, 404, 403]),
    ("PUT",    "/v1/posts/{id}/edits/{edit_id}",    &["POST", "NEW"],     SAY,      [403, 404, 404, 403]),
    ("PUT",    "/v1/posts/{id}/praise",             &["POST"],            "",       [204, 404, 404, 204]),
    ("DELETE", "/v1/posts/{id}/praise",             &["POST"],            "",       [204, 404, 404, 204]),
    ("GET",    "/v1/posts/{id}/comments",           &["POST"],            "",       [200, 404, 404, 200]),
    ("GET",    "/v1/posts/{id}/tippers",            &["POST"],            "",       [200, 404, 404, 200]),
    ("PUT",    "/v1/comments/{id}",                 &["NEW"],             COMMENT,  [200, 404, 404, 200]),
    ("DELETE", "/v1/comments/{id}",                 &["COMMENT"],         "",       [403, 404, 404, 403]),
    ("PUT",    "/v1/comments/{id}/edits/{edit_id}", &["COMMENT", "NEW"],  SAY,      [403, 404, 404, 403]),
    ("GET",    "/v1/media/{id}/{rendition}",        &["PHOTO", "small"],  "",       [200, 404, 404, 200]),
    ("PUT",    "/v1/reports/{id}",                  &["NEW"],             REPORT,   [200, 404, 404, 200]),
    ("GET",    "/v1/people/{id}",                   &["AUTHOR"],          "",       [200, 404, 404, 200]),
    ("GET",    "/v1/people/{id}/posts",             &["AUTHOR"],          "",       [200, 404, 404, 200]),
    // Between two people nothing passes, whatever one of them is trusted with.
    ("DELETE", "/v1/people/{id}/friendship",        &["AUTHOR"],          "",       [204, 404, 404, 404]),
    ("PUT",    "/v1/friend-requests/{id}",          &["NEW"],             BEFRIEND, [200, 404, 404, 404]),
    ("PUT",    "/v1/friend-requests/{id}",          &["REQUEST"],         BEFRIEND, [409, 404, 404, 404]),
    ("POST",   "/v1/tips/{id}/quote",               &["NEW"],             QUOTE,    [200, 404, 404, 403]),
    // Friends ask each other for money and send it; strangers do neither.
    ("PUT",    "/v1/money-requests/{id}",           &["NEW"],             ASK,      [200, 404, 404, 404]),
    ("POST",   "/v1/transfers/{id}/quote",          &["NEW"],             SEND,     [200, 404, 404, 404]),
];

const RELATIONS: [&str; 4] = ["friend", "blocked", "blocking", "blocked moderator"];

/// What the table of standings says of a member, and of a moderator.
fn wanted(row: &Row) -> [u16; 4] {
    let same = |one: &&Differs| (one.0, one.1, one.2, one.3) == (row.0, row.1, row.2, row.3);
    let (member, moderator) = (row.4[2], row.4[5]);
    DIFFERS.iter().find(same).map_or([member, member, member, moderator], |differs| differs.4)
}

async fn somebody(town: &Town, scene: &Scene, relation: &str) -> Somebody {
    let moderates = relation == "blocked moderator";
    let who = scene.somebody(town, if moderates { "moderator" } else { "member" }).await;
    let block = async |one: &Somebody, other: &Somebody| {
        let path = format!("/v1/people/{}/block", other.id);
        let answer = town.put(one, &path, Value::Null).await;
        assert!(answer.status().is_success());
    };
    match relation {
        "friend" => befriend(town, &who, &scene.author).await,
        "blocking" => block(&who, &scene.author).await,
        _ => block(&scene.author, &who).await,
    }
    who
}

#[tokio::test]
async fn every_route_answers_across_every_relation_as_is_written_here() {
    let town = Town::found().await;
    let mut wrong = Vec::new();
    for row in TABLE {
        let (method, template, parts, said, _) = row;
        let (mut scene, mut changed) = (Scene::set(&town).await, false);
        for (relation, want) in RELATIONS.iter().zip(wanted(row)) {
            if changed {
                (scene, changed) = (Scene::set(&town).await, false);
            }
            let who = somebody(&town, &scene, relation).await;
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let mut request = town.request(method.clone(), &who, &scene.path(template, parts));
            if !said.is_empty() {
                request = request.json(&serde_json::from_str::<Value>(&scene.fill(said)).unwrap());
            }
            let answer = request.send().await.unwrap();
            let got = answer.status().as_u16();
            changed |= method != Method::GET && got < 300;
            if got != want {
                let said = if got == 200 { String::new() } else { answer.text().await.unwrap() };
                wrong.push(format!("{method} {template} {parts:?}, {relation}: {got}, not {want} {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_answer_here_is_of_a_row() {
    for one in DIFFERS {
        assert!(
            TABLE.iter().any(|row| (row.0, row.1, row.2, row.3) == (one.0, one.1, one.2, one.3)),
            "{one:?}"
        );
    }
}
