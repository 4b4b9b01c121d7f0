//! An edit is writing: what was let in once is not rewritten behind a gate that has closed, or past rules that changed.

use circles_domain::circle::Gates;
use circles_domain::claim::Claims;
use circles_domain::gate::{Clause, Gate};
use circles_domain::{CircleId, CommentId, EditId, PostId, ProposalId};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, whole};

/// A post and a comment of one member, whose score is 712.
struct Written {
    town: Town,
    circle: CircleId,
    admin: Somebody,
    author: Somebody,
    things: [String; 2],
}

impl Written {
    async fn set() -> Self {
        let town = Town::found().await;
        let circle = town.circle().await;
        let admin = town.admin(circle).await;
        let author = town.person_with(Claims { score: Some(712), ..Claims::default() }).await;
        town.join(&author, circle).await;
        let post = town.post(&author, circle, "first").await;
        let comment = CommentId::mint();
        let said = json!({ "post": post, "text": "first" });
        body(town.put(&author, &format!("/v1/comments/{comment}"), said).await).await;
        let things = [format!("/v1/posts/{post}"), format!("/v1/comments/{comment}")];
        Self { town, circle, admin, author, things }
    }

    async fn edit(&self, thing: &str, id: EditId) -> (StatusCode, Value) {
        let path = format!("{thing}/edits/{id}");
        whole(self.town.put(&self.author, &path, json!({ "text": "other words" })).await).await
    }

    async fn gates(&self, version: i64, gates: Gates) {
        let path = format!("/v1/circles/{}/gates/proposals/{}", self.circle, ProposalId::mint());
        let changed = json!({ "version": version, "gates": gates });
        body(self.town.put(&self.admin, &path, changed).await).await;
    }

    async fn text(&self, thing: &str) -> Value {
        // A comment is read among those of its post.
        let shown = if thing.contains("comments") {
            let page = format!("{}/comments", self.things[0]);
            body(self.town.get(&self.author, &page).await).await["comments"][0].clone()
        } else {
            body(self.town.get(&self.author, thing).await).await
        };
        shown["text"].clone()
    }
}

#[tokio::test]
async fn an_edit_passes_the_gate_of_now_or_is_told_which_clause_closed_it() {
    let written = Written::set().await;
    let strict = Gate::Is(Clause::ScoreAtLeast { score: 750 });
    let closed =
        [Gates { post: strict.clone(), ..Gates::open() }, Gates { comment: strict.clone(), ..Gates::open() }];
    let mut version = 1;
    for (thing, gates) in written.things.iter().zip(closed) {
        let landed = EditId::mint();
        assert_eq!(written.edit(thing, landed).await.0, StatusCode::OK, "{thing}");
        written.gates(version, gates).await;
        let (status, refused) = written.edit(thing, EditId::mint()).await;
        assert_eq!((status, &refused["code"]), (StatusCode::FORBIDDEN, &json!("gate_closed")), "{thing}");
        assert_eq!(refused["gate"]["clauses"][0]["yours"], 712, "{thing}: {refused}");
        assert_eq!(refused["subject"], json!(written.circle), "as for what is new");
        // What was taken before is answered as before; nothing changes by it.
        assert_eq!(written.edit(thing, landed).await.0, StatusCode::OK, "{thing}");
        assert_eq!(written.text(thing).await, "other words");
        // The other gate is open: each asks its own.
        for other in written.things.iter().filter(|other| *other != thing) {
            assert_eq!(written.edit(other, EditId::mint()).await.0, StatusCode::OK, "{other}");
        }
        written.gates(version + 1, Gates::open()).await;
        version += 2;
        assert_eq!(written.edit(thing, EditId::mint()).await.0, StatusCode::OK, "{thing}");
    }
    // Taking back stays possible, the comment first.
    written.gates(version, Gates { post: strict.clone(), comment: strict, ..Gates::open() }).await;
    for thing in written.things.iter().rev() {
        let gone = written.town.send(Method::DELETE, &written.author, thing, Value::Null).await;
        assert_eq!(gone.status(), StatusCode::NO_CONTENT, "{thing}");
    }
}

#[tokio::test]
async fn an_edit_waits_for_rules_that_changed_materially() {
    let written = Written::set().await;
    let rules = format!("/v1/circles/{}/rules", written.circle);
    let changed = json!({ "version": 1, "rules": "Be kind.", "rules_zh": "", "material": true });
    body(written.town.put(&written.admin, &rules, changed).await).await;
    for thing in &written.things {
        let (status, due) = written.edit(thing, EditId::mint()).await;
        assert_eq!((status, &due["code"]), (StatusCode::FORBIDDEN, &json!("rules_due")), "{thing}");
        assert_eq!(written.text(thing).await, "first");
    }
    let accepted = format!("{rules}/acceptance");
    body(written.town.put(&written.author, &accepted, json!({ "version": 2 })).await).await;
    for thing in &written.things {
        assert_eq!(written.edit(thing, EditId::mint()).await.0, StatusCode::OK, "{thing}");
    }
}

#[tokio::test]
async fn whoever_keeps_order_rewrites_a_comment_as_they_write_one() {
    let written = Written::set().await;
    let comment = CommentId::mint();
    let post: PostId = written.things[0].rsplit('/').next().unwrap().parse().unwrap();
    let path = format!("/v1/comments/{comment}");
    let strict = Gate::Is(Clause::ScoreAtLeast { score: 750 });
    written.gates(1, Gates { comment: strict, ..Gates::open() }).await;
    body(written.town.put(&written.admin, &path, json!({ "post": post, "text": "order" })).await).await;
    let edit = format!("{path}/edits/{}", EditId::mint());
    body(written.town.put(&written.admin, &edit, json!({ "text": "order, please" })).await).await;
}
