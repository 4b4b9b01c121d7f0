//! What the server refuses, and the files that belong to what was written.

use std::collections::BTreeSet;
use std::path::PathBuf;

use circles_domain::CircleId;
use circles_engine::args::{AttachArgs, CommandCode, NewDraftArgs, OutboxArgs, PostArgs, SaveDraftArgs};
use circles_engine::view::Delivery;
use circles_server::store::members::{self, Sentence};
use circles_server::store::reading::Sanction;
use circles_wire::ErrorCode;

use crate::world::{Device, World, code, eventually};
use crate::writer::{drained, feed, items, publish, read_elsewhere};

async fn sentence(world: &World, device: &Device, sanction: Sanction) {
    let mut tx = world.server.state.db.write().await.unwrap();
    let until = Some(world.server.state.now().plus_seconds(3_600));
    let sentence = Sentence { sanction, until, reason: "a test".into(), act: None };
    members::sentence(&mut tx, device.person, world.circle, &sentence, world.server.state.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn attachments(device: &Device) -> PathBuf {
    device.dir.path().join("accounts").join(device.person.to_string()).join("attachments")
}

fn files(device: &Device) -> BTreeSet<String> {
    let entries = std::fs::read_dir(attachments(device)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_post_says_why_and_stops_its_circle_until_somebody_decides() {
    let world = World::start().await;
    let mut device = world.device().await;
    sentence(&world, &device, Sanction::Muted).await;
    let first = publish(&world, &device.engine, "one").await;
    let second = publish(&world, &device.engine, "two").await;
    eventually("it is refused", || async {
        items(&device.engine)
            .await
            .first()
            .is_some_and(|item| matches!(item.delivery, Delivery::Failed { .. }))
    })
    .await;
    // What was refused stays refused over a restart, and nothing after it in its lane is tried.
    device.restart(&world).await;
    device.engine.refresh().await.unwrap();
    let waiting = items(&device.engine).await;
    assert!(matches!(waiting[0].delivery, Delivery::Failed { code: ErrorCode::Muted, .. }), "{waiting:?}");
    assert!(
        matches!(waiting[1].delivery, Delivery::Queued { .. }) && waiting[1].attempts == 0,
        "{waiting:?}"
    );
    let shown = feed(&world, &device.engine).await;
    assert!(matches!(shown.iter().find(|post| post.id == first).unwrap().delivery, Delivery::Failed { .. }));

    sentence(&world, &device, Sanction::None).await;
    device.engine.retry(OutboxArgs { item: waiting[0].id }).await.unwrap();
    drained(&device.engine).await;
    let read = read_elsewhere(&world, &[first, second]).await;
    assert_eq!(read, [Some("one".to_owned()), Some("two".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_circle_that_is_not_there_fails_alone() {
    let world = World::start().await;
    let device = world.device().await;
    let nowhere = CircleId::mint();
    let engine = &device.engine;
    let lost = engine.new_draft(NewDraftArgs { circle: Some(nowhere) }).await.unwrap().id;
    let draft = SaveDraftArgs { post: lost, circle: Some(nowhere), text: "to nobody".into() };
    engine.save_draft(draft).await.unwrap();
    engine.publish_post(PostArgs { post: lost }).await.unwrap();
    let found = publish(&world, engine, "to somebody").await;
    eventually("the other one is sent", || async {
        let waiting = items(engine).await;
        waiting.len() == 1
            && matches!(waiting[0].delivery, Delivery::Failed { code: ErrorCode::NotFound, .. })
    })
    .await;
    assert_eq!(read_elsewhere(&world, &[lost, found]).await, [None, Some("to somebody".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_come_and_go_with_what_speaks_of_them() {
    let world = World::start().await;
    let mut device = world.device().await;
    let photo = |name: &str| format!("{}/../../tests/fixtures/photos/{name}", env!("CARGO_MANIFEST_DIR"));
    let new = device.engine.new_draft(NewDraftArgs { circle: Some(world.circle) }).await.unwrap();
    let attach = |name: &str| AttachArgs { post: new.id, path: photo(name), name: name.into() };
    device.engine.attach(attach("gps.jpg")).await.unwrap();
    let draft = device.engine.attach(attach("sideways.jpg")).await.unwrap();
    assert!(draft.attachments[0].removed_metadata && draft.attachments.len() == 2);
    let refused = device.engine.attach(attach("CREDITS.md")).await;
    assert_eq!(code(refused), CommandCode::Invalid);
    let four = files(&device);
    assert_eq!(four.len(), 4, "two renditions each");

    std::fs::write(attachments(&device).join("0000"), "a file whose row never came").unwrap();
    std::fs::write(attachments(&device).join("0000.part"), "half a file").unwrap();
    device.restart(&world).await;
    assert_eq!(files(&device), four, "orphans are swept at start");

    let gone = draft.attachments[0].id;
    let detach = circles_engine::args::DetachArgs { post: new.id, attachment: gone };
    let draft = device.engine.detach(detach).await.unwrap();
    assert_eq!((draft.attachments.len(), files(&device).len()), (1, 2));

    device.engine.publish_post(PostArgs { post: new.id }).await.unwrap();
    drained(&device.engine).await;
    eventually("the copies are gone", || async { files(&device).is_empty() }).await;
    let shown = device.engine.get_post(PostArgs { post: new.id }).await.unwrap().post.unwrap();
    assert_eq!((shown.delivery, shown.attachments.len()), (Delivery::Sent, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_file_fails_its_post_and_says_so() {
    let world = World::start().await;
    let device = world.device().await;
    let photo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/photos/gps.jpg");
    let post = device.engine.new_draft(NewDraftArgs { circle: Some(world.circle) }).await.unwrap().id;
    device.engine.attach(AttachArgs { post, path: photo.into(), name: "a".into() }).await.unwrap();
    world.network.down();
    device.engine.publish_post(PostArgs { post }).await.unwrap();
    for file in files(&device) {
        std::fs::remove_file(attachments(&device).join(file)).unwrap();
    }
    world.network.up();
    eventually("it fails", || async {
        let waiting = items(&device.engine).await;
        matches!(waiting[0].delivery, Delivery::Failed { code: ErrorCode::HashMismatch, .. })
    })
    .await;
}
