//! Who sees what; what one may not see answers like what is not there.

use circles_domain::circle::{Gates, Preview};
use circles_domain::{CircleId, PostId};
use circles_wire::device::SessionEnd;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, whole};

/// The answer with the id that it was asked for taken out.
async fn refusal(town: &Town, who: &Somebody, path: &str, id: impl ToString) -> (StatusCode, Value) {
    let (status, body) = whole(town.get(who, path).await).await;
    (status, serde_json::from_str(&body.to_string().replace(&id.to_string(), "ID")).unwrap())
}

#[tokio::test]
async fn hidden_and_absent_answer_alike() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (author, member, stranger, banned) = (
        town.member(circle).await,
        town.member(circle).await,
        town.person().await,
        town.member(circle).await,
    );
    town.ban(&banned, circle).await;
    let (post, absent, nowhere) =
        (town.post(&author, circle, "hello").await, PostId::mint(), CircleId::mint());
    assert_eq!(town.get(&member, &format!("/v1/posts/{post}")).await.status(), StatusCode::OK);
    for who in [&stranger, &banned] {
        for rest in ["", "/comments"] {
            let hidden = refusal(&town, who, &format!("/v1/posts/{post}{rest}"), post).await;
            assert_eq!(hidden, refusal(&town, who, &format!("/v1/posts/{absent}{rest}"), absent).await);
            assert_eq!(hidden.0, StatusCode::NOT_FOUND);
        }
        for rest in ["posts", "members"] {
            let hidden = refusal(&town, who, &format!("/v1/circles/{circle}/{rest}"), circle).await;
            assert_eq!(hidden, refusal(&town, who, &format!("/v1/circles/{nowhere}/{rest}"), nowhere).await);
        }
        let asked = town.send(reqwest::Method::POST, who, "/v1/counts", json!({ "posts": [post] })).await;
        assert_eq!(body(asked).await["posts"], json!([]));
        assert_eq!(
            body(town.get(who, &format!("/v1/people/{}/posts", author.id)).await).await["posts"],
            json!([])
        );
        assert_eq!(body(town.get(who, &format!("/v1/people/{}", author.id)).await).await["post_count"], 0);
    }
    assert_eq!(
        body(town.get(&member, &format!("/v1/people/{}/posts", author.id)).await).await["posts"][0]["id"],
        json!(post)
    );
    assert_eq!(town.get(&banned, &format!("/v1/circles/{circle}")).await.status(), StatusCode::NOT_FOUND);
    let told = body(town.get(&banned, "/v1/me/standings").await).await;
    assert_eq!(told["standings"][0]["standing"], "banned");
    // Leaving and coming back does not lift a ban.
    assert_eq!(
        town.put(&banned, &format!("/v1/circles/{circle}/membership"), json!(null)).await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_preview_shows_the_newest_posts_and_lets_nothing_be_done() {
    let town = Town::found().await;
    let gates = Gates { preview: Preview::Latest { count: 2 }, ..Gates::open() };
    let circle = town.circle_with(gates).await;
    let (author, guest, banned) = (town.member(circle).await, town.person().await, town.member(circle).await);
    town.ban(&banned, circle).await;
    let mut posts = Vec::new();
    for n in 0..4 {
        posts.push(town.post(&author, circle, &format!("post {n}")).await);
    }
    let page = body(town.get(&guest, &format!("/v1/circles/{circle}/posts")).await).await;
    let shown: Vec<&Value> = page["posts"].as_array().unwrap().iter().map(|post| &post["id"]).collect();
    assert_eq!((shown, &page["more"]), (vec![&json!(posts[3]), &json!(posts[2])], &json!(false)));
    for (post, status) in
        posts.iter().zip([StatusCode::NOT_FOUND, StatusCode::NOT_FOUND, StatusCode::OK, StatusCode::OK])
    {
        assert_eq!(town.get(&guest, &format!("/v1/posts/{post}")).await.status(), status);
    }
    let behind = format!(
        "/v1/circles/{circle}/posts?before_at={}&before_id={}",
        page["posts"][1]["accepted_at"].as_str().unwrap(),
        posts[2]
    );
    assert_eq!(town.get(&guest, &behind).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        town.put(&guest, &format!("/v1/posts/{}/praise", posts[3]), json!(null)).await.status(),
        StatusCode::FORBIDDEN
    );
    let comment = format!("/v1/comments/{}", circles_domain::CommentId::mint());
    assert_eq!(
        town.put(&guest, &comment, json!({ "post": posts[3], "text": "hi" })).await.status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(town.get(&banned, &format!("/v1/posts/{}", posts[3])).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_overlap() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let me = town.member(circle).await;
    let mut newest_first = Vec::new();
    for n in 0..7 {
        newest_first.insert(0, json!(town.post(&me, circle, &format!("post {n}")).await));
    }
    let (mut seen, mut query) = (Vec::new(), "limit=3".to_owned());
    loop {
        let page = body(town.get(&me, &format!("/v1/circles/{circle}/posts?{query}")).await).await;
        let posts = page["posts"].as_array().unwrap().clone();
        seen.extend(posts.iter().map(|post| post["id"].clone()));
        if page["more"] == json!(false) {
            break;
        }
        let last = posts.last().unwrap();
        query = format!(
            "limit=3&before_at={}&before_id={}",
            last["accepted_at"].as_str().unwrap(),
            last["id"].as_str().unwrap()
        );
    }
    assert_eq!(seen, newest_first);
}

#[tokio::test]
async fn a_signed_out_device_is_told_and_a_stale_token_is_not_taken() {
    let town = Town::found().await;
    let (me, you) = (town.person().await, town.person().await);
    assert_eq!(town.get(&me, "/v1/me").await.status(), StatusCode::OK);
    let mut tx = town.server.state.db.write().await.unwrap();
    let (reason, now) = (SessionEnd::SignedOut, circles_domain::Clock::now(&*town.watch));
    circles_server::store::sessions::revoke(&mut tx, me.device, reason, now).await.unwrap();
    tx.commit().await.unwrap();
    let (status, refused) = whole(town.get(&me, "/v1/me").await).await;
    assert_eq!((status, &refused["code"]), (StatusCode::UNAUTHORIZED, &json!("session_revoked")));
    assert_eq!(town.get(&you, "/v1/me").await.status(), StatusCode::OK);
    town.watch.turn(30 * 86_400);
    let (status, refused) = whole(town.get(&you, "/v1/me").await).await;
    assert_eq!((status, &refused["code"]), (StatusCode::UNAUTHORIZED, &json!("unauthenticated")));
}

#[tokio::test]
async fn one_says_of_oneself_what_the_rules_allow() {
    let town = Town::found().await;
    let me = town.person().await;
    let edit = |said: Value| town.send(reqwest::Method::PATCH, &me, "/v1/me", said);
    let mine = body(edit(json!({ "display_name": " Momo ", "bio": "reads" })).await).await;
    assert_eq!(
        (&mine["byline"]["display_name"], &mine["bio"], &mine["adult"]),
        (&json!("Momo"), &json!("reads"), &json!(true))
    );
    assert_eq!(body(edit(json!({ "bio": "" })).await).await["byline"]["display_name"], "Momo");
    let (status, refused) = whole(edit(json!({ "display_name": "\u{202E}x" })).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused["fields"], json!([{ "field": "display_name", "rule": "forbidden_characters" }]));
}
