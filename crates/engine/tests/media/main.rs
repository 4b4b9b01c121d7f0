//! Files of attachments on real devices: one's own first, then what was fetched, then the server.
#![expect(clippy::unwrap_used, reason = "what a test cannot do without ends it")]

#[path = "../../../../tests/support/network.rs"]
#[expect(dead_code, reason = "these tests need only some of its faults")]
mod network;
#[path = "../money/world.rs"]
#[expect(dead_code, reason = "these tests need only some of it")]
mod world;

use circles_domain::attachment::Rendition;
use circles_domain::{AttachmentId, PostId};
use circles_engine::args::{
    AttachArgs, CommandCode, NewDraftArgs, PostArgs, SaveDraftArgs, SaveSettingsArgs,
};
use circles_engine::view::Delivery;

use crate::network::Fault;
use crate::world::{Device, World, code, eventually};

const FETCH: &str = "/v1/media/";

/// A post with `count` photographs, written and published on `device`.
async fn publish(world: &World, device: &Device, count: usize) -> (PostId, Vec<AttachmentId>) {
    let photo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/photos/sideways.jpg");
    let engine = &device.engine;
    let post = engine.new_draft(NewDraftArgs { circle: Some(world.circle) }).await.unwrap().id;
    let text = "with photographs".to_owned();
    engine.save_draft(SaveDraftArgs { post, circle: Some(world.circle), text }).await.unwrap();
    for _ in 0..count {
        engine.attach(AttachArgs { post, path: photo.into(), name: "a.jpg".into() }).await.unwrap();
    }
    let draft = engine.get_draft(PostArgs { post }).await.unwrap();
    let attachments: Vec<_> = draft.attachments.iter().map(|attachment| attachment.id).collect();
    for attachment in &attachments {
        let own = engine.media_file(*attachment, Rendition::Small).await.unwrap();
        assert_eq!(own.media_type, "image/jpeg");
    }
    engine.publish_post(PostArgs { post }).await.unwrap();
    eventually("the post is sent", || async {
        let view = engine.get_post(PostArgs { post }).await.unwrap();
        view.post.is_some_and(|post| post.delivery == Delivery::Sent)
    })
    .await;
    // Two renditions each, every one announced once: nothing had to be tried again.
    assert_eq!(world.network.count("PUT", "/v1/uploads/"), count * 2);
    (post, attachments)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_is_fetched_once_and_kept() {
    let world = World::start().await;
    let (author, reader) = (world.device().await, world.device().await);
    let (_, attachments) = publish(&world, &author, 1).await;
    let (photo, large) = (attachments[0], Rendition::Large);
    assert!(author.engine.media_file(photo, large).await.is_ok());
    assert_eq!(world.network.count("GET", FETCH), 0, "one's own files are not fetched");

    world.network.fail("GET", FETCH, Fault::Delay(std::time::Duration::from_millis(200)), usize::MAX);
    let all = futures::future::join_all((0..20).map(|_| reader.engine.media_file(photo, large))).await;
    let first = all[0].as_ref().unwrap().clone();
    assert!(all.iter().all(|file| *file.as_ref().unwrap() == first));
    assert_eq!((first.media_type, world.network.count("GET", FETCH)), ("image/jpeg", 1));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&first.path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let sent = author.engine.media_file(photo, large).await.unwrap();
    assert_eq!(std::fs::read(&first.path).unwrap(), std::fs::read(&sent.path).unwrap());

    world.network.down();
    assert_eq!(reader.engine.media_file(photo, large).await.unwrap(), first);
    let small = reader.engine.media_file(photo, Rendition::Small).await.unwrap();
    assert_eq!(small, first, "another size is better than none");
    assert_eq!(code(reader.engine.media_file(AttachmentId::mint(), large).await), CommandCode::Offline);

    world.network.heal();
    world.network.up();
    assert!(reader.engine.storage().await.unwrap().media_bytes > 0);
    assert_eq!(reader.engine.clear_media().await.unwrap().media_bytes, 0);
    assert!(!first.path.exists());
    eventually("it is fetched again", || async { reader.engine.media_file(photo, large).await.is_ok() })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_broke_off_or_is_no_picture_is_not_kept() {
    let world = World::start().await;
    let (author, reader) = (world.device().await, world.device().await);
    let (_, attachments) = publish(&world, &author, 1).await;
    let forged: std::sync::Arc<dyn Fn(Vec<u8>) -> Vec<u8> + Send + Sync> =
        std::sync::Arc::new(|_| b"<script>".to_vec());
    for fault in [Fault::CutAfter, Fault::Portal, Fault::Forge(forged)] {
        world.network.fail("GET", FETCH, fault, 1);
        let refused = code(reader.engine.media_file(attachments[0], Rendition::Small).await);
        assert!(matches!(refused, CommandCode::Timeout | CommandCode::Protocol), "{refused:?}");
    }
    assert_eq!(reader.engine.storage().await.unwrap().media_bytes, 0);
    assert!(reader.engine.media_file(attachments[0], Rendition::Small).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_shown_for_longest_goes_first() {
    let world = World::start().await;
    let (author, reader) = (world.device().await, world.device().await);
    let (_, photos) = publish(&world, &author, 4).await;
    let show = async |photo: AttachmentId| {
        world.clock.pass_ms(1_000);
        reader.engine.media_file(photo, Rendition::Small).await.unwrap().path
    };
    let first = show(photos[0]).await;
    let size = i64::try_from(std::fs::metadata(&first).unwrap().len()).unwrap();
    let mut settings = reader.engine.settings().await.unwrap();
    settings.media_cap_bytes = size * 2 + size / 2;
    reader.engine.save_settings(SaveSettingsArgs { settings }).await.unwrap();
    let second = show(photos[1]).await;
    show(photos[0]).await;
    let third = show(photos[2]).await;
    assert_eq!((first.exists(), second.exists(), third.exists()), (true, false, true));
    let fourth = show(photos[3]).await;
    assert_eq!((first.exists(), third.exists(), fourth.exists()), (false, true, true));
    let storage = reader.engine.storage().await.unwrap();
    assert_eq!(storage.media_bytes, size * 2);
    assert!(storage.cache_bytes > 0 && storage.outbox_bytes > 0);
}
