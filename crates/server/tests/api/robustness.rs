//! Bodies that no device of ours sends: each is answered with a code, and none is a fault of the server.

use circles_wire::{ErrorBody, ErrorCode};
use reqwest::{Method, StatusCode};

use crate::authorization::{Row, Scene, TABLE};
use crate::support::{Somebody, Town};

const JSON: &str = "application/json";

/// What becomes of a right body, and whether it must be refused (else it may be taken).
struct Bent {
    what: &'static str,
    content_type: Option<&'static str>,
    bend: fn(&str) -> Vec<u8>,
    refused: bool,
}

const fn bent(what: &'static str, bend: fn(&str) -> Vec<u8>) -> Bent {
    Bent { what, content_type: Some(JSON), bend, refused: true }
}

/// `right` with `member` put in front of its first one.
fn with(right: &str, member: &str) -> Vec<u8> {
    let rest = right.trim_start_matches('{');
    let comma = if rest.starts_with('}') { "" } else { "," };
    format!("{{{member}{comma}{rest}").into_bytes()
}

/// The first member of an object, as text.
fn first_member(right: &str) -> &str {
    let inside = right.trim_start_matches('{');
    let (mut depth, mut quoted) = (0, false);
    for (at, sign) in inside.char_indices() {
        match sign {
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => depth += 1,
            '}' | ']' if !quoted && depth > 0 => depth -= 1,
            ',' | '}' if !quoted && depth == 0 => return &inside[..at],
            _ => {}
        }
    }
    inside
}

#[rustfmt::skip]
const BENT: &[Bent] = &[
    Bent { what: "called plain text", content_type: Some("text/plain"), bend: |right| right.into(), refused: true },
    Bent { what: "called a form", content_type: Some("application/x-www-form-urlencoded"), bend: |right| right.into(), refused: true },
    Bent { what: "called nothing", content_type: None, bend: |right| right.into(), refused: true },
    bent("nothing", |_| Vec::new()),
    bent("cut off", |right| right.as_bytes()[..right.len() - 1].to_vec()),
    bent("twice", |right| format!("{right}{right}").into_bytes()),
    bent("no object", |_| b"[1]".to_vec()),
    bent("null", |_| b"null".to_vec()),
    bent("a number", |_| b"1e999999".to_vec()),
    bent("not UTF-8", |right| [right.as_bytes(), b"\xff\xfe"].concat()),
    bent("behind a byte order mark", |right| [b"\xef\xbb\xbf", right.as_bytes()].concat()),
    bent("too long", |right| with(right, &format!("\"surprise\":\"{}\"", "a".repeat(300_000)))),
    Bent { refused: false, ..bent("nested deeply in what nobody knows", |right| with(right, &format!("\"surprise\":{}1{}", "[".repeat(10_000), "]".repeat(10_000)))) },
    Bent { refused: false, ..bent("with a member that nobody knows", |right| with(right, "\"surprise\":{\"a\":[1,2]}")) },
];

async fn problem(answer: reqwest::Response) -> (StatusCode, Option<ErrorBody>) {
    let (status, of) = (answer.status(), answer.headers().get("content-type").cloned());
    let text = answer.text().await.unwrap();
    let body =
        of.is_some_and(|of| of == "application/problem+json").then(|| serde_json::from_str(&text).unwrap());
    (status, body)
}

fn send(
    town: &Town,
    who: &Somebody,
    method: &str,
    path: &str,
    bent: (Option<&str>, Vec<u8>),
) -> reqwest::RequestBuilder {
    let request = town.request(Method::from_bytes(method.as_bytes()).unwrap(), who, path).body(bent.1);
    match bent.0 {
        Some(content_type) => request.header("content-type", content_type),
        None => request,
    }
}

#[tokio::test]
async fn a_body_that_is_none_is_refused_with_a_code() {
    let town = Town::with(|config| config.limits.writes_per_minute = 100_000).await;
    let scene = Scene::set(&town).await;
    let member = town.member(scene.circle).await;
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (method, template, parts, right, _) in TABLE.iter().filter(|row| !row.3.is_empty()) {
        let twice = Bent {
            refused: *right != "{}",
            ..bent("with a member twice", |right| with(right, first_member(right)))
        };
        for Bent { what, content_type, bend, refused } in BENT.iter().chain([&twice]) {
            tried += 1;
            let path = scene.path(template, parts);
            let request = send(&town, &member, method, &path, (*content_type, bend(&scene.fill(right))));
            let (status, body) = problem(request.send().await.unwrap()).await;
            let coded = body
                .as_ref()
                .is_some_and(|body| body.code != ErrorCode::Unknown && body.status == status.as_u16());
            let fine = match status.as_u16() {
                200..=204 => !refused,
                400..=499 if *refused => coded && body.is_some_and(|body| body.code == ErrorCode::Invalid),
                400..=499 => coded,
                _ => false,
            };
            if !fine {
                wrong.push(format!("{method} {template}, {what}: {status}"));
            }
        }
    }
    assert!(tried > 150, "only {tried} bodies");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_body_that_nobody_asked_for_does_no_harm() {
    let town = Town::with(|config| config.limits.writes_per_minute = 100_000).await;
    let scene = Scene::set(&town).await;
    let mut wrong = Vec::new();
    // Joining may bring words with it: there, noise is a bad request.
    let takes_none = |row: &&Row| row.3.is_empty() && row.1 != "/v1/circles/{id}/membership";
    for (method, template, parts, _, [_, _, as_member, ..]) in TABLE.iter().filter(takes_none) {
        for noise in [b"{\"a\":1,\"a\":2}".to_vec(), vec![0xff; 1_000]] {
            let (path, member) = (scene.path(template, parts), town.member(scene.circle).await);
            let answer = send(&town, &member, method, &path, (Some(JSON), noise)).send().await.unwrap();
            let status = answer.status().as_u16();
            if status >= 500 || (*as_member < 300) != (status < 300) {
                wrong.push(format!("{method} {template}: {status}, not like {as_member}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn odd_paths_queries_and_headers_are_answered_with_a_code() {
    let town = Town::found().await;
    let me = town.person().await;
    let long = "a".repeat(20_000);
    for path in [
        "/v1/sync?since=%00".to_owned(),
        "/v1/sync?since=a&since=b".to_owned(),
        format!("/v1/sync?since={long}"),
        "/v1/wallet?before=-9223372036854775809".to_owned(),
        "/v1/wallet?before=1e3".to_owned(),
        "/v1/posts/%00".to_owned(),
        "/v1/posts/%ff%fe".to_owned(),
        "/v1/posts/..%2f..%2fme".to_owned(),
        format!("/v1/posts/{long}"),
        format!("/v1/media/{}/%00", me.id),
        format!("/v1/people/{}/posts?limit=-1", me.id),
        format!("/v1/people/{}/posts?before_at=yesterday", me.id),
    ] {
        let (status, body) = problem(town.get(&me, &path).await).await;
        let code = body.map(|body| body.code);
        assert!(
            status.is_client_error() && code.is_some_and(|code| code != ErrorCode::Unknown),
            "{}: {status} {code:?}",
            &path[..path.len().min(60)]
        );
    }
    for token in ["", "Bearer", "Bearer ", "Bearer \u{7f}", "Basic YTpi", &long] {
        let request = town.request(Method::GET, &crate::support::nobody(), "/v1/me");
        let answer = request.header("authorization", token.as_bytes()).send().await;
        // What is no header value does not leave the client.
        if let Ok(answer) = answer {
            let (status, body) = problem(answer).await;
            assert_eq!(
                (status, body.map(|body| body.code)),
                (StatusCode::UNAUTHORIZED, Some(ErrorCode::Unauthenticated))
            );
        }
    }
}
