//! A window that is read without a view: the same as with one, or none at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use circles_domain::page::Position;
use circles_store::Store;
use circles_store::read::{Feed, plain_timeline, timeline};
use circles_store::table::outbox_item::{self, Body};
use circles_store::table::{circle, gap, post};
use circles_wire::circle::PostsResponse;
use circles_wire::person::Byline;
use circles_wire::post::{PostResponse, PublishRequest};

use crate::support::{at, byline, circle as new_circle, open, post as new_post};

/// Every window of five posts, from each beginning: how many could be read plainly.
async fn compare(store: &Store, me: &Byline, posts: &[PostResponse]) -> usize {
    let circle = posts[0].circle;
    let begins = posts.iter().map(|post| Some(Position { accepted_at: post.accepted_at, id: post.id }));
    let mut plain = 0;
    for from in begins.chain([None]) {
        for feed in [Feed::Home, Feed::Circle(circle), Feed::Person(posts[0].author.id)] {
            for limit in [1, 3, 9] {
                let mut view = store.read().await.unwrap();
                let full = timeline(&mut view, feed, from, limit, me).await.unwrap();
                view.end().await.unwrap();
                if let Some(found) = plain_timeline(store, feed, from, limit).await.unwrap() {
                    assert_eq!(found, full, "{feed:?} {from:?} {limit}");
                    plain += 1;
                }
            }
        }
    }
    plain
}

#[tokio::test]
async fn plain_or_not_a_window_is_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let (me, other) = (byline("me"), byline("other"));
    let here = new_circle("Reading", "member");
    let posts: Vec<_> = (1..=5).map(|us| new_post(here.id, &other, "words", us)).collect();
    let mut write = store.write_cache().await.unwrap();
    circle::save(&mut write, &here).await.unwrap();
    for one in &posts {
        post::save(&mut write, one).await.unwrap();
    }
    gap::open_whole(&mut write, here.id).await.unwrap();
    write.commit().await.unwrap();
    let all = (posts.len() + 1) * 9;

    // The newest may be missing: only in windows that begin there. A person's page has no gaps.
    let some = compare(&store, &me, &posts).await;
    assert!((all / 3..all).contains(&some), "{some} of {all}");

    let mut write = store.write_cache().await.unwrap();
    let whole = gap::list(&mut write, here.id).await.unwrap()[0];
    let newest = PostsResponse { posts: vec![posts[4].clone(), posts[2].clone()], more: true };
    assert!(gap::fill(&mut write, &whole, &newest).await.unwrap());
    write.commit().await.unwrap();
    let fewer = compare(&store, &me, &posts).await;
    assert!((all / 3..all).contains(&fewer), "{fewer} of {all}");

    let mut write = store.write_cache().await.unwrap();
    gap::delete_all(&mut write, here.id).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(compare(&store, &me, &posts).await, all, "nothing is around");

    let body = Body::Publish(PublishRequest { circle: here.id, text: "mine".into(), attachments: vec![] });
    let mine = new_post(here.id, &me, "mine", 9);
    let mut write = store.write_outbox().await.unwrap();
    outbox_item::insert(&mut write, &body, mine.id, Some(here.id), at(7)).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(compare(&store, &me, &posts).await, 0, "something waits");
}

/// A post that was acknowledged before a plain read began is in it, once, whatever is committed while it reads.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ack_during_a_plain_read_loses_nothing() {
    const TIMES: usize = 500;
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let me = byline("me");
    let here = new_circle("Reading", "member");
    let mut write = store.write_cache().await.unwrap();
    circle::save(&mut write, &here).await.unwrap();
    gap::delete_all(&mut write, here.id).await.unwrap();
    write.commit().await.unwrap();
    let sent: Vec<_> =
        (0..TIMES).map(|turn| new_post(here.id, &me, "hello", i64::try_from(turn).unwrap())).collect();

    // How many were queued before now; the last of them is an item or a post, or both.
    let queued = Arc::new(AtomicUsize::new(0));
    let mut writer = tokio::task::JoinSet::new();
    writer.spawn({
        let (store, sent, queued) = (store.clone(), sent.clone(), Arc::clone(&queued));
        async move {
            for one in &sent {
                let body = Body::Publish(PublishRequest {
                    circle: one.circle,
                    text: "hello".into(),
                    attachments: vec![],
                });
                let mut write = store.write_outbox().await.unwrap();
                let id =
                    outbox_item::insert(&mut write, &body, one.id, Some(one.circle), at(0)).await.unwrap();
                let item = outbox_item::find(&mut write, id).await.unwrap().unwrap();
                write.commit().await.unwrap();
                queued.fetch_add(1, Ordering::SeqCst);
                let mut write = store.write_cache().await.unwrap();
                post::save(&mut write, one).await.unwrap();
                write.commit().await.unwrap();
                let mut write = store.write_outbox().await.unwrap();
                assert!(outbox_item::settle(&mut write, &item).await.unwrap());
                write.commit().await.unwrap();
            }
        }
    });
    let mut plain = 0;
    let ended = loop {
        if let Some(ended) = writer.try_join_next() {
            break ended;
        }
        let before = queued.load(Ordering::SeqCst);
        let Some(shown) = plain_timeline(&store, Feed::Home, None, 3).await.unwrap() else { continue };
        plain += 1;
        if let Some(last) = before.checked_sub(1) {
            let found = shown.posts.iter().filter(|post| post.id == sent[last].id).count();
            let behind = queued.load(Ordering::SeqCst) > before + 2;
            assert!(found == 1 || behind && found == 0, "post {last} shows {found} times");
        }
    };
    ended.unwrap();
    assert!(plain > 0, "no read met a moment in which nothing waited");
}
