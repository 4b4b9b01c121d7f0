//! Rows for tests: a store on a real file, and posts as a server would give them.

use circles_domain::{CircleId, PersonId, PostId, Timestamp};
use circles_store::{Changes, Paths, Store};
use circles_wire::circle::CircleResponse;
use circles_wire::person::Byline;
use circles_wire::post::{Counts, PostResponse};

pub fn at(us: i64) -> Timestamp {
    Timestamp::from_micros(us)
}

pub async fn open(dir: &tempfile::TempDir) -> Store {
    let (store, mended) =
        Store::open(Paths::new(dir.path().to_owned()), Changes::default(), at(1)).await.unwrap();
    assert_eq!(mended, circles_store::Mended::default());
    store
}

pub fn byline(name: &str) -> Byline {
    Byline { id: PersonId::mint(), display_name: name.into(), verified: true, avatar: None }
}

pub fn post(circle: CircleId, author: &Byline, text: &str, us: i64) -> PostResponse {
    PostResponse {
        id: PostId::mint(),
        version: 1,
        circle,
        author: author.clone(),
        text: text.into(),
        attachments: vec![],
        accepted_at: at(us),
        edited_at: None,
        counts: Counts::default(),
    }
}

pub fn circle(name: &str, standing: &str) -> CircleResponse {
    let open = serde_json::json!({ "allowed": true, "clauses": [] });
    serde_json::from_value(serde_json::json!({
        "id": CircleId::mint(), "version": 1, "slug": "c", "name": name, "name_zh": "", "introduction": "",
        "introduction_zh": "", "rules": "", "rules_zh": "", "category": "life", "cover": null, "icon": null,
        "gates": { "join": { "all": [] }, "post": { "all": [] }, "comment": { "all": [] },
                   "preview": { "kind": "nothing" } },
        "standing": standing, "standing_until": null,
        "rights": { "join": open, "post": open, "comment": open },
        "member_count": 1, "view_count": 0, "post_count": 0
    }))
    .unwrap()
}
