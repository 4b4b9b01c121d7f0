//! What a person does who writes.

use circles_domain::PostId;
use circles_engine::Engine;
use circles_engine::args::{EditPostArgs, Feed, NewDraftArgs, PostArgs, SaveDraftArgs, TimelineArgs};
use circles_engine::view::{OutboxItemView, PostView, TimelineItem};

use crate::world::{Device, World, eventually};

/// Writes and queues a post.
pub async fn publish(world: &World, engine: &Engine, text: &str) -> PostId {
    let post = engine.new_draft(NewDraftArgs { circle: Some(world.circle) }).await.unwrap().id;
    let draft = SaveDraftArgs { post, circle: Some(world.circle), text: text.into() };
    engine.save_draft(draft).await.unwrap();
    engine.publish_post(PostArgs { post }).await.unwrap();
    post
}

pub async fn edit(engine: &Engine, post: PostId, text: &str) {
    engine.edit_post(EditPostArgs { post, text: text.into() }).await.unwrap();
}

/// The circle's feed, without gaps.
pub async fn feed(world: &World, engine: &Engine) -> Vec<PostView> {
    let args = TimelineArgs { feed: Feed::Circle { circle: world.circle }, from: None, limit: 200 };
    let items = engine.timeline(args).await.unwrap().items;
    items
        .into_iter()
        .filter_map(|item| match item {
            TimelineItem::Post { post } => Some(*post),
            TimelineItem::Gap { .. } => None,
        })
        .collect()
}

pub async fn items(engine: &Engine) -> Vec<OutboxItemView> {
    engine.outbox().await.unwrap().items
}

pub async fn drained(engine: &Engine) {
    let empty = async || items(engine).await.is_empty();
    for _ in 0..1_200 {
        if empty().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the outbox still holds {:#?}", items(engine).await);
}

/// What somebody else reads: the words of one's posts, by id.
pub async fn read_elsewhere(world: &World, posts: &[PostId]) -> Vec<Option<String>> {
    let reader: Device = world.device().await;
    reader.engine.refresh().await.unwrap();
    eventually("the feed is there", || async { !feed(world, &reader.engine).await.is_empty() }).await;
    let shown = feed(world, &reader.engine).await;
    posts.iter().map(|id| shown.iter().find(|post| post.id == *id).map(|post| post.text.clone())).collect()
}
