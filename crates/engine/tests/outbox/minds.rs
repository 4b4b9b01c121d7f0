//! Changes of mind while an answer is on its way.

use std::time::Duration;

use circles_engine::args::{OutboxArgs, PostArgs, PraiseArgs};
use circles_engine::view::Delivery;

use crate::network::Fault;
use crate::world::{World, eventually};
use crate::writer::{drained, edit, feed, items, publish, read_elsewhere};

const POSTS: &str = "/v1/posts/";

#[tokio::test(flavor = "multi_thread")]
async fn words_that_change_while_the_post_is_on_its_way_arrive_as_an_edit() {
    let world = World::start().await;
    let device = world.device().await;
    world.network.fail("PUT", POSTS, Fault::Delay(Duration::from_millis(300)), 1);
    let post = publish(&world, &device.engine, "as first written").await;
    eventually("it is on its way", || async { world.network.count("PUT", POSTS) == 1 }).await;
    edit(&device.engine, post, "as meant").await;
    let shown = feed(&world, &device.engine).await;
    assert_eq!(shown.iter().find(|shown| shown.id == post).unwrap().text, "as meant", "shown at once");
    drained(&device.engine).await;
    assert_eq!(read_elsewhere(&world, &[post]).await, [Some("as meant".to_owned())]);
    assert_eq!(world.network.count("PUT", POSTS), 2, "the post, and one edit");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_deleted_while_it_is_on_its_way_is_gone_in_the_end() {
    let world = World::start().await;
    let device = world.device().await;
    for fault in [Fault::Delay(Duration::from_millis(300)), Fault::CutAfter, Fault::CutBefore] {
        let before = world.network.count("PUT", POSTS);
        world.network.fail("PUT", POSTS, fault, 1);
        let post = publish(&world, &device.engine, "a mistake").await;
        eventually("it is on its way", || async { world.network.count("PUT", POSTS) > before }).await;
        device.engine.delete_post(PostArgs { post }).await.unwrap();
        drained(&device.engine).await;
        assert!(!feed(&world, &device.engine).await.iter().any(|shown| shown.id == post));
        assert_eq!(read_elsewhere(&world, &[post]).await, [None]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_was_never_tried_goes_without_a_word_to_the_server() {
    let world = World::start().await;
    let device = world.device().await;
    world.network.down();
    let kept = publish(&world, &device.engine, "kept").await;
    let post = publish(&world, &device.engine, "thought better of").await;
    edit(&device.engine, post, "thought better of, twice").await;
    device.engine.delete_post(PostArgs { post }).await.unwrap();
    world.network.up();
    drained(&device.engine).await;
    assert_eq!(read_elsewhere(&world, &[kept, post]).await, [Some("kept".to_owned()), None]);
    assert_eq!(world.network.count("DELETE", POSTS), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn praise_that_is_taken_back_before_it_was_sent_is_never_sent() {
    let world = World::start().await;
    let device = world.device().await;
    let praised = |on| PraiseArgs { post: world.post, on };
    eventually("the post is here", || async {
        feed(&world, &device.engine).await.iter().any(|post| post.id == world.post)
    })
    .await;
    world.network.down();
    for _ in 0..5 {
        device.engine.praise(praised(true)).await.unwrap();
        assert_eq!(items(&device.engine).await.len(), 1);
        device.engine.praise(praised(false)).await.unwrap();
        // A try may have been begun; then the end of the praise is sent to be sure.
        assert!(items(&device.engine).await.len() <= 1);
    }
    device.engine.praise(praised(true)).await.unwrap();
    let shown = feed(&world, &device.engine).await;
    let shown = shown.iter().find(|post| post.id == world.post).unwrap();
    assert_eq!((shown.counts.praise, shown.counts.praised), (1, true));
    world.network.up();
    drained(&device.engine).await;
    assert_eq!(world.number("SELECT count(*) FROM praise").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_given_up_is_a_draft_again_and_can_be_sent_again() {
    let world = World::start().await;
    let mut device = world.device().await;
    world.network.down();
    let post = publish(&world, &device.engine, "not yet").await;
    device.restart(&world).await;
    let waiting = items(&device.engine).await;
    assert_eq!(waiting.len(), 1);
    device.engine.discard(OutboxArgs { item: waiting[0].id }).await.unwrap();
    let draft = device.engine.get_draft(PostArgs { post }).await.unwrap();
    assert_eq!((draft.text.as_str(), draft.circle), ("not yet", Some(world.circle)));
    assert!(items(&device.engine).await.is_empty());
    assert!(!feed(&world, &device.engine).await.iter().any(|shown| shown.id == post));

    device.engine.publish_post(PostArgs { post }).await.unwrap();
    world.network.up();
    drained(&device.engine).await;
    // The first pull of this device may come after it, and drops the circle to read it anew.
    eventually("it shows as sent", || async {
        let shown = feed(&world, &device.engine).await;
        shown.iter().any(|shown| shown.id == post && shown.delivery == Delivery::Sent)
    })
    .await;
    assert_eq!(read_elsewhere(&world, &[post]).await, [Some("not yet".to_owned())]);
}
