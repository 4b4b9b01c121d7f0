//! Posts, comments, uploads, and how they arrive.

use circles_domain::attachment::AttachmentKind;
use circles_domain::circle::Standing;
use circles_domain::{CircleId, CommentId, DeviceId, PersonId, PostId};
use circles_wire::circle::PostsResponse;
use circles_wire::comment::{CommentRequest, CommentsResponse};
use circles_wire::device::NewDevice;
use circles_wire::media::{UploadRequest, UploadResponse};
use circles_wire::post::{CountsResponse, EditRequest, PostCounts, PostIdsRequest, PublishRequest};
use circles_wire::relation::Relation;
use circles_wire::sync::{Scope, SyncChange, SyncResponse};

use crate::made::{
    at, both_ways, byline, circle, cited, comment, counts, draft, id, post, standing_to, waiting,
};

#[test]
fn posts_and_comments() {
    let publish =
        PublishRequest { circle: CircleId(id(5)), text: "hello".into(), attachments: vec![draft()] };
    insta::assert_json_snapshot!([
        both_ways(&publish),
        both_ways(&EditRequest { text: "hello, all".into() }),
        both_ways(&PostsResponse { posts: vec![post()], more: true }),
        both_ways(&PostIdsRequest { posts: vec![PostId(id(4))] }),
        both_ways(&CountsResponse { posts: vec![PostCounts { id: PostId(id(4)), counts: counts() }] }),
        both_ways(&CommentRequest { post: PostId(id(4)), text: "nice".into() }),
        both_ways(&CommentsResponse { comments: vec![comment()], more: false }),
    ]);
}

#[test]
fn uploads() {
    let request = UploadRequest { kind: AttachmentKind::Photo, size_bytes: 1_024, sha256: "ab".repeat(32) };
    insta::assert_json_snapshot!([
        both_ways(&request),
        both_ways(&UploadResponse { offset: 512, complete: false })
    ]);
}

#[test]
fn sync_pages() {
    let (circle_id, post_id) = (CircleId(id(5)), PostId(id(4)));
    let changes = vec![
        SyncChange::Circle { circle: Box::new(circle()) },
        SyncChange::Post { post: Box::new(post()) },
        SyncChange::PostGone { id: post_id, version: 3, removed: true, rule: Some(cited()) },
        SyncChange::PostHidden { id: post_id },
        SyncChange::Comment { comment: Box::new(comment()) },
        SyncChange::CommentGone { id: CommentId(id(6)), post: post_id, version: 2 },
        SyncChange::Person { person: byline() },
        SyncChange::CommentHidden { id: CommentId(id(6)), post: post_id },
        SyncChange::CircleGone { id: circle_id },
        SyncChange::Standing { circle: circle_id, standing: Standing::None },
        SyncChange::ScopeRemoved { scope: Scope::Circle(circle_id) },
        SyncChange::ScopeReset { scope: Scope::Person(PersonId(id(1))) },
        SyncChange::Relation { relation: Box::new(standing_to(Relation::Asks(waiting()))) },
        SyncChange::Wallet,
    ];
    insta::assert_json_snapshot!(both_ways(&SyncResponse {
        changes,
        cursor: "AAAAAAAAACk".into(),
        more: false,
        look_at_devices: true,
        new_device: Some(NewDevice { id: DeviceId(id(6)), name: "Tablet".into(), signed_in_at: at(60) }),
    }));
}
