//! The matrix of rights in a circle: what can be done × how one stands. The answers are written by hand, as HTTP
//! statuses of the real routes; none is computed from the code that decides.

use circles_domain::circle::{Gates, Preview, Role};
use circles_domain::gate::{Clause, Gate};
use circles_domain::{CommentId, PostId, ReportId};
use circles_server::store::reading::Sanction;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, nobody, words};

/// nobody signed in, non-member, member, member failing the comment gate, muted, banned, moderator
type Row = (&'static str, [u16; 7]);

#[rustfmt::skip]
const MATRIX: &[Row] = &[
    ("find: name and introduction",  [401, 200, 200, 200, 200, 404, 200]),
    ("see a post of the preview",    [401, 200, 200, 200, 200, 404, 200]),
    ("see a post behind it",         [401, 404, 200, 200, 200, 404, 200]),
    ("see the page of posts",        [401, 200, 200, 200, 200, 404, 200]),
    ("list members",                 [401, 404, 200, 200, 200, 404, 200]),
    ("praise",                       [401, 403, 204, 204, 204, 404, 204]),
    ("tip",                          [401, 403, 200, 200, 200, 404, 200]),
    ("comment",                      [401, 403, 200, 403, 403, 404, 200]),
    ("post",                         [401, 403, 200, 200, 403, 404, 200]),
    ("report a post of the preview", [401, 200, 200, 200, 200, 404, 200]),
    ("report a post behind it",      [401, 404, 200, 200, 200, 404, 200]),
    ("report a comment",             [401, 404, 200, 200, 200, 404, 200]),
    ("report a person",              [401, 404, 200, 200, 200, 404, 200]),
    ("remove a post",                [401, 403, 403, 403, 403, 404, 200]),
    ("remove a comment",             [401, 403, 403, 403, 403, 404, 200]),
    ("pin",                          [401, 403, 403, 403, 403, 404, 200]),
    ("mute",                         [401, 403, 403, 403, 403, 404, 200]),
    ("propose a ban",                [401, 403, 403, 403, 403, 404, 200]),
    ("lift what was imposed",        [401, 403, 403, 403, 403, 404, 200]),
    ("read the queue",               [401, 404, 404, 404, 404, 404, 200]),
    ("read the log",                 [401, 404, 200, 200, 200, 404, 200]),
    ("read appeals",                 [401, 404, 404, 404, 404, 404, 404]),
    ("give a role",                  [401, 403, 403, 403, 403, 404, 403]),
    ("read one's own standings",     [401, 200, 200, 200, 200, 200, 200]),
];

/// A circle that previews its newest post, with somebody of each standing, and things of somebody else to act on.
struct Scene {
    circle: circles_domain::CircleId,
    author: Somebody,
    sinner: Somebody,
    old: PostId,
    newest: PostId,
    comment: CommentId,
    people: [Somebody; 7],
}

impl Scene {
    async fn set(town: &Town) -> Self {
        let gates = Gates {
            comment: Gate::Is(Clause::ScoreAtLeast { score: 700 }),
            preview: Preview::Latest { count: 1 },
            ..Gates::open()
        };
        let circle = town.circle_with(gates).await;
        let author = town.scored(800).await;
        town.join(&author, circle).await;
        let old = town.post(&author, circle, "old").await;
        let comment = CommentId::mint();
        let said = json!({ "post": old, "text": "mine" });
        body(town.put(&author, &format!("/v1/comments/{comment}"), said).await).await;
        let newest = town.post(&author, circle, "new").await;
        let sinner = town.member(circle).await;
        town.sentence(&sinner, circle, Sanction::Muted, None).await;
        let mut people = [nobody(), town.scored(800).await, nobody(), nobody(), nobody(), nobody(), nobody()];
        for (at, who) in people.iter_mut().enumerate().skip(2) {
            *who = town.scored(if at == 3 { 600 } else { 800 }).await;
            town.join(who, circle).await;
        }
        town.sentence(&people[4], circle, Sanction::Muted, Some(3_600)).await;
        town.ban(&people[5], circle).await;
        town.role(&people[6], circle, Role::Moderator).await;
        Self { circle, author, sinner, old, newest, comment, people }
    }

    fn act(&self, deed: Value) -> (Method, String, Value) {
        let path = format!("/v1/circles/{}/acts/{}", self.circle, PostId::mint());
        (Method::PUT, path, json!({ "deed": deed }))
    }

    fn report(&self, subject: Value) -> (Method, String, Value) {
        let said = json!({ "circle": self.circle, "subject": subject, "reason": "spam", "note": "" });
        (Method::PUT, format!("/v1/reports/{}", ReportId::mint()), said)
    }

    fn request(&self, what: &str) -> (Method, String, Value) {
        let Self { circle, old, newest, comment, .. } = self;
        let (author, sinner) = (self.author.id, self.sinner.id);
        let new = PostId::mint();
        let get = |path: String| (Method::GET, path, Value::Null);
        let of_post = |id: &PostId| json!({ "kind": "post", "id": id });
        let of_comment = json!({ "kind": "comment", "id": comment });
        let cited = |mut deed: Value| {
            deed["rule"] = json!(1);
            deed["reason"] = json!("It breaks rule 1.");
            deed
        };
        match what {
            "find: name and introduction" => get(format!("/v1/circles/{circle}")),
            "see a post of the preview" => get(format!("/v1/posts/{newest}")),
            "see a post behind it" => get(format!("/v1/posts/{old}")),
            "see the page of posts" => get(format!("/v1/circles/{circle}/posts")),
            "list members" => get(format!("/v1/circles/{circle}/members")),
            "praise" => (Method::PUT, format!("/v1/posts/{newest}/praise"), Value::Null),
            "tip" => {
                let amount = json!({ "amount": "88", "currency": "CNY" });
                let said = json!({ "post": newest, "amount": amount });
                (Method::POST, format!("/v1/tips/{new}/quote"), said)
            }
            "comment" => {
                (Method::PUT, format!("/v1/comments/{new}"), json!({ "post": newest, "text": "nice" }))
            }
            "post" => (Method::PUT, format!("/v1/posts/{new}"), words(*circle, "hello")),
            "report a post of the preview" => self.report(of_post(newest)),
            "report a post behind it" => self.report(of_post(old)),
            "report a comment" => self.report(of_comment),
            "report a person" => self.report(json!({ "kind": "person", "id": author })),
            "remove a post" => self.act(cited(json!({ "kind": "remove", "subject": of_post(newest) }))),
            "remove a comment" => self.act(cited(json!({ "kind": "remove", "subject": of_comment }))),
            "pin" => self.act(json!({ "kind": "pin", "post": newest })),
            "mute" => self.act(cited(json!({ "kind": "mute", "person": author, "seconds": 86_400 }))),
            "propose a ban" => self.act(cited(json!({ "kind": "ban", "person": author, "seconds": null }))),
            "lift what was imposed" => {
                self.act(json!({ "kind": "lift", "person": sinner, "reason": "Enough." }))
            }
            "read the queue" => get(format!("/v1/circles/{circle}/queue")),
            "read the log" => get(format!("/v1/circles/{circle}/log")),
            "read appeals" => get(format!("/v1/circles/{circle}/appeals")),
            "give a role" => {
                let path = format!("/v1/circles/{circle}/members/{author}/role");
                (Method::PUT, path, json!({ "role": "trusted" }))
            }
            "read one's own standings" => get("/v1/me/standings".to_owned()),
            other => panic!("no request for {other}"),
        }
    }
}

#[tokio::test]
async fn the_matrix_of_rights_holds() {
    let town = Town::found().await;
    let mut wrong = Vec::new();
    for (what, want) in MATRIX {
        let (mut scene, mut changed) = (Scene::set(&town).await, false);
        for (at, want) in want.iter().enumerate() {
            if changed {
                // What one of them did must not be what the next one meets.
                scene = Scene::set(&town).await;
            }
            let (method, path, said) = scene.request(what);
            changed = method != Method::GET;
            let mut request = town.request(method, &scene.people[at], &path);
            if !said.is_null() {
                request = request.json(&said);
            }
            let answer = request.send().await.unwrap();
            let got = answer.status().as_u16();
            changed &= got < 300;
            if got != *want {
                wrong.push(format!("{what}, {at}: {got}, not {want} {}", answer.text().await.unwrap()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn who_is_banned_does_not_even_find_the_circle_in_the_list() {
    let town = Town::found().await;
    let scene = Scene::set(&town).await;
    let found = async |at: usize| {
        let list = body(town.get(&scene.people[at], "/v1/circles").await).await;
        list["circles"].as_array().unwrap().iter().any(|one| one["id"] == json!(scene.circle))
    };
    for (at, want) in [(1, true), (2, true), (3, true), (4, true), (5, false), (6, true)] {
        assert_eq!(found(at).await, want, "{at}");
    }
}

#[tokio::test]
async fn a_refusal_says_why() {
    let town = Town::found().await;
    let scene = Scene::set(&town).await;
    let said = |at: usize, what: &'static str| {
        let (town, scene) = (&town, &scene);
        async move {
            let (method, path, said) = scene.request(what);
            let answer = town.request(method, &scene.people[at], &path).json(&said).send().await.unwrap();
            serde_json::from_str::<Value>(&answer.text().await.unwrap()).unwrap()
        }
    };
    let gate = said(3, "comment").await;
    assert_eq!((&gate["code"], &gate["gate"]["clauses"][0]["yours"]), (&json!("gate_closed"), &json!(600)));
    assert_eq!(said(4, "comment").await["code"], "muted");
    assert_eq!(said(5, "comment").await["code"], "not_found");
    assert_eq!(said(2, "pin").await["code"], "forbidden");
    let shown = body(town.get(&scene.people[4], &format!("/v1/circles/{}", scene.circle)).await).await;
    assert_eq!((&shown["standing"], shown["standing_until"].is_string()), (&json!("muted"), true));
}
