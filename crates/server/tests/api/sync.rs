//! What a device pulls.

use circles_domain::{CircleId, CommentId, EditId};
use circles_server::store::reading::Sanction;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, whole};

async fn pull(town: &Town, who: &Somebody, cursor: Option<&str>) -> (Vec<Value>, String, bool) {
    let path = cursor.map_or("/v1/sync".to_owned(), |cursor| format!("/v1/sync?since={cursor}"));
    let page = body(town.get(who, &path).await).await;
    (
        page["changes"].as_array().unwrap().clone(),
        page["cursor"].as_str().unwrap().to_owned(),
        page["more"] == json!(true),
    )
}

fn kinds(changes: &[Value]) -> Vec<&str> {
    changes.iter().map(|change| change["kind"].as_str().unwrap()).collect()
}

fn scope(kind: &str, circle: CircleId) -> Value {
    json!({ "kind": kind, "scope": { "kind": "circle", "id": circle } })
}

#[tokio::test]
async fn the_first_pull_tells_circles_standings_and_what_may_be_read() {
    let town = Town::found().await;
    let (mine, other) = (town.circle().await, town.circle().await);
    let me = town.member(mine).await;
    let (changes, cursor, more) = pull(&town, &me, None).await;
    assert_eq!((kinds(&changes), more), (vec!["circle", "circle", "standing", "scope_reset"], false));
    assert_eq!(changes[2], json!({ "kind": "standing", "circle": mine, "standing": "member" }));
    assert_eq!(changes[3], scope("scope_reset", mine));
    assert!(changes[..2].iter().any(|change| change["circle"]["id"] == json!(other)));
    assert_eq!(pull(&town, &me, Some(&cursor)).await.0, Vec::<Value>::new());
}

#[tokio::test]
async fn posts_and_comments_come_in_their_newest_form_to_those_who_may_read() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (me, you, stranger) = (town.member(circle).await, town.member(circle).await, town.person().await);
    let (_, mine, _) = pull(&town, &me, None).await;
    let (_, theirs, _) = pull(&town, &stranger, None).await;
    let (kept, gone) = (town.post(&you, circle, "kept").await, town.post(&you, circle, "gone").await);
    let comment = CommentId::mint();
    body(town.put(&you, &format!("/v1/comments/{comment}"), json!({ "post": kept, "text": "first" })).await)
        .await;
    body(
        town.put(
            &you,
            &format!("/v1/posts/{kept}/edits/{}", EditId::mint()),
            json!({ "text": "kept, edited" }),
        )
        .await,
    )
    .await;
    town.send(Method::DELETE, &you, &format!("/v1/posts/{gone}"), json!(null)).await;
    let (changes, cursor, _) = pull(&town, &me, Some(&mine)).await;
    assert_eq!(kinds(&changes), ["comment", "post", "post_gone"]);
    assert_eq!(
        (&changes[1]["post"]["text"], &changes[1]["post"]["version"]),
        (&json!("kept, edited"), &json!(2))
    );
    assert_eq!(changes[2], json!({ "kind": "post_gone", "id": gone, "version": 2, "removed": false }));
    assert_eq!(pull(&town, &stranger, Some(&theirs)).await.0, Vec::<Value>::new());
    town.send(Method::DELETE, &you, &format!("/v1/comments/{comment}"), json!(null)).await;
    let (changes, _, _) = pull(&town, &me, Some(&cursor)).await;
    assert_eq!(changes, [json!({ "kind": "comment_gone", "id": comment, "post": kept, "version": 2 })]);
}

#[tokio::test]
async fn a_new_name_is_told_to_those_who_may_hold_what_its_person_wrote() {
    let town = Town::found().await;
    let (circle, other) = (town.circle().await, town.circle().await);
    let (me, you, left) = (town.member(circle).await, town.member(circle).await, town.member(circle).await);
    let (elsewhere, banned, blocked) =
        (town.member(other).await, town.member(circle).await, town.member(circle).await);
    town.ban(&banned, circle).await;
    let mut tx = town.server.state.db.write().await.unwrap();
    sqlx::query("INSERT INTO block (blocker_id, blocked_id, created_at_us) VALUES ($1, $2, 0)")
        .bind(you.id.0)
        .bind(blocked.id.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // What one wrote stays when one leaves.
    town.post(&left, circle, "before leaving").await;
    town.send(Method::DELETE, &left, &format!("/v1/circles/{circle}/membership"), json!(null)).await;
    let mut cursors = Vec::new();
    for who in [&me, &you, &elsewhere, &banned, &blocked] {
        cursors.push(pull(&town, who, None).await.1);
    }
    let renamed = |who: &Somebody, name: &str| json!({ "kind": "person", "person": { "id": who.id, "display_name": name, "verified": true, "avatar": null } });
    let rename = |who: Somebody, name: &'static str| {
        let town = &town;
        async move { body(town.send(Method::PATCH, &who, "/v1/me", json!({ "display_name": name })).await).await }
    };
    rename(you.clone(), "Before").await;
    assert_eq!(rename(you.clone(), "After").await["byline"]["display_name"], "After");
    rename(left.clone(), "Away").await;
    for (who, cursor, told) in [
        (&me, &cursors[0], vec![renamed(&you, "After"), renamed(&left, "Away")]),
        (&you, &cursors[1], vec![renamed(&you, "After"), renamed(&left, "Away")]),
        (&elsewhere, &cursors[2], vec![]),
        (&banned, &cursors[3], vec![]),
        (&blocked, &cursors[4], vec![renamed(&left, "Away")]),
    ] {
        assert_eq!(pull(&town, who, Some(cursor)).await.0, told);
    }
    // Saying the same again is no news.
    let (_, cursor, _) = pull(&town, &me, None).await;
    rename(you.clone(), "After").await;
    assert_eq!(pull(&town, &me, Some(&cursor)).await.0, Vec::<Value>::new());
}

#[tokio::test]
async fn joining_leaving_and_bans_reset_and_remove_the_scope() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (me, you) = (town.person().await, town.member(circle).await);
    let (_, cursor, _) = pull(&town, &me, None).await;
    town.post(&you, circle, "before").await;
    town.join(&me, circle).await;
    town.post(&you, circle, "after").await;
    let standing = |standing: &str| json!({ "kind": "standing", "circle": circle, "standing": standing });
    let (changes, cursor, _) = pull(&town, &me, Some(&cursor)).await;
    // What came before joining is told again under the reset; the reset comes before what follows it.
    let at = changes.iter().position(|change| *change == scope("scope_reset", circle)).unwrap();
    assert_eq!(changes.last().unwrap()["post"]["text"], "after");
    assert!(changes.contains(&standing("member")) && at < changes.len() - 1);

    town.send(Method::DELETE, &me, &format!("/v1/circles/{circle}/membership"), json!(null)).await;
    town.post(&you, circle, "unseen").await;
    let (changes, cursor, _) = pull(&town, &me, Some(&cursor)).await;
    assert_eq!(changes, [standing("none"), scope("scope_removed", circle)]);

    town.join(&me, circle).await;
    let (_, cursor, _) = pull(&town, &me, Some(&cursor)).await;
    town.sentence(&me, circle, Sanction::Banned, Some(60)).await;
    town.post(&you, circle, "unseen too").await;
    let (changes, cursor, _) = pull(&town, &me, Some(&cursor)).await;
    assert_eq!(changes, [standing("banned"), scope("scope_removed", circle)]);

    town.watch.turn(60);
    circles_server::jobs::sweep(&town.server.state).await.unwrap();
    let (changes, _, _) = pull(&town, &me, Some(&cursor)).await;
    assert!(
        changes.contains(&standing("member")) && changes.contains(&scope("scope_reset", circle)),
        "{changes:?}"
    );
}

#[tokio::test]
async fn long_absences_come_in_pages_and_longer_ones_expire() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let (me, you) = (town.member(circle).await, town.member(circle).await);
    let (_, begin, _) = pull(&town, &me, None).await;
    let mut posts = Vec::new();
    for n in 0..230 {
        posts.push(json!(town.post(&you, circle, &format!("post {n}")).await));
    }
    let (first, cursor, more) = pull(&town, &me, Some(&begin)).await;
    assert_eq!((first.len(), more), (200, true));
    let (rest, _, more) = pull(&town, &me, Some(&cursor)).await;
    assert_eq!((rest.len(), more), (30, false));
    let told: Vec<Value> = first.iter().chain(&rest).map(|change| change["post"]["id"].clone()).collect();
    assert_eq!(told, posts);

    for bad in ["x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let (status, refused) = whole(town.get(&me, &format!("/v1/sync?since={bad}")).await).await;
        assert_eq!((status, &refused["code"]), (StatusCode::GONE, &json!("cursor_expired")));
    }
    let (_, foreign, _) = pull(&town, &you, None).await;
    assert_eq!(town.get(&me, &format!("/v1/sync?since={foreign}")).await.status(), StatusCode::GONE);
    town.watch.turn(town.server.state.config.limits.changes_s + 1);
    let me = Somebody { token: renewed(&town, &me).await, ..me };
    assert_eq!(town.get(&me, &format!("/v1/sync?since={begin}")).await.status(), StatusCode::GONE);
    circles_server::jobs::sweep(&town.server.state).await.unwrap();
    assert_eq!(town.get(&me, &format!("/v1/sync?since={begin}")).await.status(), StatusCode::GONE);
    let (_, now, _) = pull(&town, &me, None).await;
    assert_eq!(pull(&town, &me, Some(&now)).await.0, Vec::<Value>::new());
}

pub async fn renewed(town: &Town, who: &Somebody) -> String {
    let signed = circles_server::auth::Signed { person: who.id, device: who.device };
    let mut tx = town.server.state.db.write().await.unwrap();
    let token = circles_server::store::sessions::issue(
        &mut tx,
        signed,
        who.key.thumbprint(),
        circles_domain::Clock::now(&*town.watch),
        900,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    token
}
