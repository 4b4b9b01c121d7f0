//! Who may do what: every route, asked by nobody, a stranger, a member and somebody banned. The answers are written by
//! hand; a route without a row fails.

use std::collections::BTreeSet;

use circles_domain::{AttachmentId, CircleId, CommentId, EditId, PostId};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Somebody, Town, body, nobody, whole, words};
use crate::uploads;

/// Method, path as described, what stands for each part of the path, body, and the status for
/// [anonymous, stranger, member, banned]. The thing asked for is somebody else's, in a circle without a preview.
type Row = (&'static str, &'static str, &'static [&'static str], &'static str, [u16; 4]);

const PUBLISH: &str = r#"{"circle":"CIRCLE","text":"hello","attachments":[]}"#;
const COMMENT: &str = r#"{"post":"POST","text":"nice"}"#;
const SAY: &str = r#"{"text":"changed"}"#;
const POSTS: &str = r#"{"posts":["POST"]}"#;
const TRY: &str =
    r#"{"gates":{"join":{"all":[]},"post":{"all":[]},"comment":{"all":[]},"preview":{"kind":"nothing"}}}"#;
const PROPOSE: &str = r#"{"version":1,"gates":{"join":{"all":[]},"post":{"all":[]},"comment":{"all":[]},"preview":{"kind":"nothing"}}}"#;
const ADMIT: &str = r#"{"admit":true,"reason":""}"#;
const INVITE: &str = r#"{"uses":1,"days":1}"#;
const RULES: &str = r#"{"version":1,"rules":"Be kind.","rules_zh":"","material":false}"#;
const ACCEPT: &str = r#"{"version":1}"#;
const QUOTE: &str = r#"{"post":"POST","amount":{"amount":"88","currency":"CNY"}}"#;
const CONFIRM: &str = r#"{"quote_id":"NEW"}"#;
const PIN: &str = r#"{"deed":{"kind":"pin","post":"POST"}}"#;
const AGREE: &str = r#"{"agree":true}"#;
const TRUST: &str = r#"{"role":"trusted"}"#;
const REPORT: &str = r#"{"circle":"CIRCLE","subject":{"kind":"post","id":"POST"},"reason":"spam","note":""}"#;
const APPEAL: &str = r#"{"act":"NEW","text":"It was a quotation."}"#;
const DECIDE: &str = r#"{"accept":true,"answer":"I read both sides."}"#;
const STEP_UP: &str = r#"{"quote_id":"NEW","pin":"271828"}"#;
const UPLOAD: &str = r#"{"kind":"photo","size_bytes":10,"sha256":"0000000000000000000000000000000000000000000000000000000000000000"}"#;

#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("GET",    "/.well-known/oauth-authorization-server", &[],     "", [200, 200, 200, 200]),
    ("GET",    "/oauth/authorize",                  &[],                  "",      [400, 400, 400, 400]),
    ("POST",   "/oauth/token",                      &[],                  "",      [400, 400, 400, 400]),
    ("POST",   "/oauth/revoke",                     &[],                  "",      [400, 400, 400, 400]),
    ("GET",    "/v1/circles",                       &[],                  "",      [401, 200, 200, 200]),
    ("GET",    "/v1/circles/{id}",                  &["CIRCLE"],          "",      [401, 200, 200, 404]),
    ("GET",    "/v1/circles/{id}",                  &["NEW"],             "",      [401, 404, 404, 404]),
    ("GET",    "/v1/circles/{id}/members",          &["CIRCLE"],          "",      [401, 404, 200, 404]),
    ("PUT",    "/v1/circles/{id}/membership",       &["CIRCLE"],          "",      [401, 200, 200, 404]),
    ("DELETE", "/v1/circles/{id}/membership",       &["CIRCLE"],          "",      [401, 200, 200, 404]),
    ("GET",    "/v1/circles/{id}/gates",            &["CIRCLE"],          "",      [401, 403, 403, 403]),
    ("GET",    "/v1/circles/{id}/gates",            &["NEW"],             "",      [401, 404, 404, 404]),
    ("POST",   "/v1/circles/{id}/gates/simulate",   &["CIRCLE"],          TRY,     [401, 403, 403, 403]),
    ("PUT",    "/v1/circles/{id}/gates/proposals/{proposal_id}", &["CIRCLE", "NEW"], PROPOSE, [401, 403, 403, 403]),
    ("DELETE", "/v1/circles/{id}/gates/proposals/{proposal_id}", &["CIRCLE", "NEW"], "", [401, 403, 403, 403]),
    ("PUT",    "/v1/circles/{id}/gates/proposals/{proposal_id}/approval", &["CIRCLE", "NEW"], "", [401, 403, 403, 403]),
    ("PUT",    "/v1/circles/{id}/gates/lists/{list}/{person_id}", &["CIRCLE", "deny", "AUTHOR"], "", [401, 403, 403, 403]),
    ("DELETE", "/v1/circles/{id}/gates/lists/{list}/{person_id}", &["CIRCLE", "deny", "AUTHOR"], "", [401, 403, 403, 403]),
    ("GET",    "/v1/circles/{id}/admissions",       &["CIRCLE"],          "",      [401, 403, 403, 403]),
    ("PUT",    "/v1/circles/{id}/admissions/{person_id}", &["CIRCLE", "AUTHOR"], ADMIT, [401, 403, 403, 403]),
    ("GET",    "/v1/circles/{id}/invitations",      &["CIRCLE"],          "",      [401, 403, 403, 403]),
    ("PUT",    "/v1/circles/{id}/invitations/{invitation_id}", &["CIRCLE", "NEW"], INVITE, [401, 403, 403, 403]),
    ("DELETE", "/v1/circles/{id}/invitations/{invitation_id}", &["CIRCLE", "NEW"], "", [401, 403, 403, 403]),
    ("GET",    "/v1/invitations/{code}",            &["7K3MQ8RTZW2X"],    "",      [401, 404, 404, 404]),
    ("PUT",    "/v1/circles/{id}/rules",            &["CIRCLE"],          RULES,   [401, 403, 403, 403]),
    ("PUT",    "/v1/circles/{id}/rules/acceptance", &["CIRCLE"],          ACCEPT,  [401, 403, 200, 404]),
    ("GET",    "/v1/circles/{id}/posts",            &["CIRCLE"],          "",      [401, 404, 200, 404]),
    ("GET",    "/v1/posts/{id}",                    &["POST"],            "",      [401, 404, 200, 404]),
    ("PUT",    "/v1/posts/{id}",                    &["NEW"],             PUBLISH, [401, 403, 200, 404]),
    ("PUT",    "/v1/posts/{id}",                    &["POST"],            PUBLISH, [401, 409, 409, 409]),
    ("DELETE", "/v1/posts/{id}",                    &["POST"],            "",      [401, 404, 403, 404]),
    ("PUT",    "/v1/posts/{id}/edits/{edit_id}",    &["POST", "NEW"],     SAY,     [401, 404, 403, 404]),
    ("PUT",    "/v1/posts/{id}/praise",             &["POST"],            "",      [401, 404, 204, 404]),
    ("DELETE", "/v1/posts/{id}/praise",             &["POST"],            "",      [401, 404, 204, 404]),
    ("GET",    "/v1/posts/{id}/comments",           &["POST"],            "",      [401, 404, 200, 404]),
    ("PUT",    "/v1/comments/{id}",                 &["NEW"],             COMMENT, [401, 404, 200, 404]),
    ("PUT",    "/v1/comments/{id}",                 &["COMMENT"],         COMMENT, [401, 409, 409, 409]),
    ("DELETE", "/v1/comments/{id}",                 &["COMMENT"],         "",      [401, 404, 403, 404]),
    ("PUT",    "/v1/comments/{id}/edits/{edit_id}", &["COMMENT", "NEW"],  SAY,     [401, 404, 403, 404]),
    ("POST",   "/v1/counts",                        &[],                  POSTS,   [401, 200, 200, 200]),
    ("POST",   "/v1/views",                         &[],                  POSTS,   [401, 204, 204, 204]),
    ("GET",    "/v1/me",                            &[],                  "",      [401, 200, 200, 200]),
    ("PATCH",  "/v1/me",                            &[],                  "{}",    [401, 200, 200, 200]),
    ("GET",    "/v1/me/standings",                  &[],                  "",      [401, 200, 200, 200]),
    ("GET",    "/v1/people/{id}",                   &["AUTHOR"],          "",      [401, 200, 200, 200]),
    ("GET",    "/v1/people/{id}/posts",             &["AUTHOR"],          "",      [401, 200, 200, 200]),
    ("PUT",    "/v1/uploads/{id}/{rendition}",      &["NEW", "large"],    UPLOAD,  [401, 200, 200, 200]),
    ("PUT",    "/v1/uploads/{id}/{rendition}",      &["PHOTO", "large"],  UPLOAD,  [401, 409, 409, 409]),
    ("HEAD",   "/v1/uploads/{id}/{rendition}",      &["PHOTO", "large"],  "",      [401, 404, 404, 404]),
    ("PATCH",  "/v1/uploads/{id}/{rendition}",      &["PHOTO", "large"],  "",      [401, 404, 404, 404]),
    ("DELETE", "/v1/uploads/{id}/{rendition}",      &["PHOTO", "large"],  "",      [401, 404, 404, 404]),
    ("GET",    "/v1/media/{id}/{rendition}",        &["PHOTO", "small"],  "",      [401, 404, 200, 404]),
    ("GET",    "/v1/stream",                        &[],                  "",      [401, 200, 200, 200]),
    ("GET",    "/v1/sync",                          &[],                  "",      [401, 200, 200, 200]),
    ("GET",    "/v1/keys",                          &[],                  "",      [200, 200, 200, 200]),
    ("GET",    "/v1/wallet",                        &[],                  "",      [401, 200, 200, 200]),
    ("PUT",    "/v1/wallet/pin",                    &[],                  r#"{"pin":"271828"}"#, [401, 204, 204, 204]),
    ("POST",   "/v1/step-up",                       &[],                  STEP_UP, [401, 409, 409, 409]),
    ("POST",   "/v1/tips/{id}/quote",               &["NEW"],             QUOTE,   [401, 404, 200, 404]),
    ("PUT",    "/v1/tips/{id}",                     &["NEW"],             CONFIRM, [401, 200, 200, 200]),
    ("GET",    "/v1/tips/{id}",                     &["NEW"],             "",      [401, 404, 404, 404]),
    ("POST",   "/v1/tips/{id}/abandon",             &["NEW"],             "",      [401, 200, 200, 200]),
    ("PUT",    "/v1/circles/{id}/acts/{act_id}",    &["CIRCLE", "NEW"],   PIN,     [401, 403, 403, 404]),
    ("PUT",    "/v1/circles/{id}/acts/{act_id}/second", &["CIRCLE", "NEW"], AGREE, [401, 403, 403, 404]),
    ("GET",    "/v1/circles/{id}/log",              &["CIRCLE"],          "",      [401, 404, 200, 404]),
    ("GET",    "/v1/circles/{id}/queue",            &["CIRCLE"],          "",      [401, 404, 404, 404]),
    ("GET",    "/v1/circles/{id}/appeals",          &["CIRCLE"],          "",      [401, 404, 404, 404]),
    ("PUT",    "/v1/circles/{id}/members/{person_id}/role", &["CIRCLE", "AUTHOR"], TRUST, [401, 403, 403, 404]),
    ("PUT",    "/v1/reports/{id}",                  &["NEW"],             REPORT,  [401, 404, 200, 404]),
    ("PUT",    "/v1/reports/{id}/heard",            &["NEW"],             "",      [401, 404, 404, 404]),
    ("PUT",    "/v1/appeals/{id}",                  &["NEW"],             APPEAL,  [401, 404, 404, 404]),
    ("PUT",    "/v1/appeals/{id}/decision",         &["NEW"],             DECIDE,  [401, 404, 404, 404]),
];

/// Somebody else's things, in a circle without a preview.
struct Scene {
    circle: CircleId,
    post: PostId,
    comment: CommentId,
    photo: AttachmentId,
    author: Somebody,
}

impl Scene {
    async fn set(town: &Town) -> Self {
        let circle = town.circle().await;
        let author = town.member(circle).await;
        let (post, comment, photo) = (PostId::mint(), CommentId::mint(), AttachmentId::mint());
        uploads::upload_photo(town, &author, photo).await;
        let mut publish = words(circle, "hello");
        publish["attachments"] = json!([uploads::draft(photo, 600, 400)]);
        body(town.put(&author, &format!("/v1/posts/{post}"), publish).await).await;
        body(
            town.put(&author, &format!("/v1/comments/{comment}"), json!({ "post": post, "text": "mine" }))
                .await,
        )
        .await;
        Self { circle, post, comment, photo, author }
    }

    fn fill(&self, text: &str) -> String {
        text.replace("CIRCLE", &self.circle.to_string())
            .replace("POST", &self.post.to_string())
            .replace("COMMENT", &self.comment.to_string())
            .replace("PHOTO", &self.photo.to_string())
            .replace("AUTHOR", &self.author.id.to_string())
            .replace("NEW", &EditId::mint().to_string())
    }

    fn path(&self, template: &str, parts: &[&str]) -> String {
        let mut pieces = template.split('{');
        let mut path = pieces.next().unwrap().to_owned();
        for (piece, part) in pieces.zip(parts) {
            path.push_str(&self.fill(part));
            path.push_str(piece.split_once('}').unwrap().1);
        }
        path
    }
}

#[tokio::test]
async fn every_route_answers_everyone_as_the_table_says() {
    let town = Town::found().await;
    let mut wrong = Vec::new();
    for (method, template, parts, said, want) in TABLE {
        let scene = Scene::set(&town).await;
        let (stranger, member, banned) =
            (town.person().await, town.member(scene.circle).await, town.member(scene.circle).await);
        town.ban(&banned, scene.circle).await;
        for ((role, who), want) in
            [("anonymous", nobody()), ("stranger", stranger), ("member", member), ("banned", banned)]
                .iter()
                .zip(want)
        {
            let mut request = town.request(
                Method::from_bytes(method.as_bytes()).unwrap(),
                who,
                &scene.path(template, parts),
            );
            if !said.is_empty() {
                request = request.json(&serde_json::from_str::<Value>(&scene.fill(said)).unwrap());
            }
            let answer = request.send().await.unwrap();
            let got = answer.status().as_u16();
            if got != *want {
                let said = if got == 200 { String::new() } else { answer.text().await.unwrap() };
                wrong.push(format!("{method} {template} {parts:?}, {role}: {got}, not {want} {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn no_route_is_without_a_row() {
    let town = Town::found().await;
    let (_, api) = whole(town.get(&nobody(), "/openapi.json").await).await;
    let methods = ["get", "put", "post", "patch", "delete", "head"];
    let described: BTreeSet<(String, String)> = api["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            methods.iter().filter(|m| item.get(**m).is_some()).map(|m| (m.to_uppercase(), path.clone()))
        })
        .collect();
    let rows: BTreeSet<(String, String)> =
        TABLE.iter().map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(
        described.difference(&rows).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new(),
        "routes without a row"
    );
    assert_eq!(
        rows.difference(&described).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new(),
        "rows without a route"
    );
}
