//! A post that is sent shows exactly once at every moment, whatever is committed between two reads of a reader.

use crate::support::{at, byline, circle as new_circle, open, post as new_post};
use circles_store::read::{Delivery, Feed, PendingKind, find_post, timeline};
use circles_store::table::outbox_item::{self, Body};
use circles_store::table::{circle, post};
use circles_wire::ErrorCode;
use circles_wire::post::PublishRequest;

/// As the outbox does it: the server's row, committed, then the item. The reader opens its view of the outbox before,
/// between or after, and its view of the cache later still.
#[tokio::test]
async fn an_ack_between_the_two_opens_shows_the_post_once() {
    const TIMES: usize = 10_000;
    const BATCH: usize = 20;
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let me = byline("me");
    let here = new_circle("Reading", "member");
    let mut write = store.write_cache().await.unwrap();
    circle::save(&mut write, &here).await.unwrap();
    write.commit().await.unwrap();
    let mut seen_as = [0_usize; 2];
    for batch in 0..TIMES / BATCH {
        let mut waiting = Vec::new();
        let mut write = store.write_outbox().await.unwrap();
        for turn in 0..BATCH {
            let sent = new_post(here.id, &me, "hello", i64::try_from(batch * BATCH + turn).unwrap());
            let body =
                Body::Publish(PublishRequest { circle: here.id, text: "hello".into(), attachments: vec![] });
            let item = outbox_item::insert(&mut write, &body, sent.id, Some(here.id), at(0)).await.unwrap();
            waiting.push((outbox_item::find(&mut write, item).await.unwrap().unwrap(), sent));
        }
        write.commit().await.unwrap();
        for (turn, (item, sent)) in waiting.iter().enumerate() {
            // The outbox's snapshot is taken here; the cache's only when the timeline is read.
            let before = if turn % 3 == 0 { Some(store.read().await.unwrap()) } else { None };
            let mut write = store.write_cache().await.unwrap();
            post::save(&mut write, sent).await.unwrap();
            write.commit().await.unwrap();
            let between = if turn % 3 == 1 { Some(store.read().await.unwrap()) } else { None };
            let mut write = store.write_outbox().await.unwrap();
            assert!(outbox_item::settle(&mut write, item).await.unwrap());
            write.commit().await.unwrap();
            let mut reader = match before.or(between) {
                Some(reader) => reader,
                None => store.read().await.unwrap(),
            };

            let shown = timeline(&mut reader, Feed::Home, None, 3, &me).await.unwrap();
            let posts = shown.posts.iter().filter(|shown| shown.id == sent.id).count();
            let echoes = shown.echoes.iter().filter(|shown| shown.id == sent.id).count();
            assert_eq!(posts + echoes, 1, "turn {turn} of {batch}: {posts} posts, {echoes} echoes");
            seen_as[echoes] += 1;
            reader.end().await.unwrap();
        }
    }
    assert_eq!(seen_as[0] + seen_as[1], TIMES);
}

/// Between the item's insert and the cache's row, the post is an echo; the other order of files would lose it.
#[tokio::test]
async fn a_post_that_waits_is_an_echo_at_the_top() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let (me, other) = (byline("me"), byline("other"));
    let here = new_circle("Reading", "member");
    let mut write = store.write_cache().await.unwrap();
    circle::save(&mut write, &here).await.unwrap();
    post::save(&mut write, &new_post(here.id, &other, "older", 5)).await.unwrap();
    write.commit().await.unwrap();
    let mine = new_post(here.id, &me, "mine", 9);
    let body = Body::Publish(PublishRequest { circle: here.id, text: "mine".into(), attachments: vec![] });
    let mut write = store.write_outbox().await.unwrap();
    let id = outbox_item::insert(&mut write, &body, mine.id, Some(here.id), at(7)).await.unwrap();
    write.commit().await.unwrap();

    let mut reader = store.read().await.unwrap();
    for feed in [Feed::Home, Feed::Circle(here.id), Feed::Person(me.id)] {
        let shown = timeline(&mut reader, feed, None, 10, &me).await.unwrap();
        let [echo] = shown.echoes.as_slice() else { panic!("{feed:?}: {:?}", shown.echoes) };
        assert_eq!(
            (echo.text.as_str(), echo.delivery, echo.accepted_at),
            ("mine", Delivery::Queued(id), at(7))
        );
        assert_eq!((echo.circle_name.as_str(), echo.author.clone()), ("Reading", me.clone()));
    }
    let theirs = timeline(&mut reader, Feed::Person(other.id), None, 10, &me).await.unwrap();
    assert!(theirs.echoes.is_empty() && theirs.posts.len() == 1);
    reader.end().await.unwrap();

    let mut write = store.write_outbox().await.unwrap();
    let item = outbox_item::find(&mut write, id).await.unwrap().unwrap();
    assert!(outbox_item::begin_attempt(&mut write, &item).await.unwrap());
    outbox_item::fail(&mut write, &item, ErrorCode::GateClosed, None).await.unwrap();
    write.commit().await.unwrap();
    let shown = find_post(&mut store.read().await.unwrap(), mine.id, &me).await.unwrap().unwrap();
    assert_eq!(shown.delivery, Delivery::Failed(id, ErrorCode::GateClosed));
}

#[tokio::test]
async fn edits_removals_and_praise_that_wait_lie_over_the_post() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let me = byline("me");
    let here = new_circle("Reading", "member");
    let mine = new_post(here.id, &me, "first words", 5);
    let mut write = store.write_cache().await.unwrap();
    circle::save(&mut write, &here).await.unwrap();
    post::save(&mut write, &mine).await.unwrap();
    write.commit().await.unwrap();

    let mut write = store.write_outbox().await.unwrap();
    let edit = Body::EditPost { edit: circles_domain::EditId::mint(), text: "better words".into() };
    outbox_item::insert(&mut write, &edit, mine.id, Some(here.id), at(7)).await.unwrap();
    outbox_item::insert(&mut write, &Body::Praise { on: true }, mine.id, Some(here.id), at(7)).await.unwrap();
    write.commit().await.unwrap();
    let mut reader = store.read().await.unwrap();
    let shown = timeline(&mut reader, Feed::Home, None, 10, &me).await.unwrap();
    assert_eq!(shown.posts[0].text, "better words");
    assert_eq!((shown.posts[0].counts.praise, shown.posts[0].counts.praised), (1, true));
    assert_eq!(shown.posts[0].pending.unwrap().kind, PendingKind::Edit);
    assert_eq!(shown.posts[0].delivery, Delivery::Sent);
    reader.end().await.unwrap();

    let mut write = store.write_outbox().await.unwrap();
    outbox_item::insert(&mut write, &Body::DeletePost, mine.id, Some(here.id), at(8)).await.unwrap();
    write.commit().await.unwrap();
    let shown = find_post(&mut store.read().await.unwrap(), mine.id, &me).await.unwrap().unwrap();
    assert_eq!(shown.pending.unwrap().kind, PendingKind::Delete);
}

/// An answer to older words settles nothing.
#[tokio::test]
async fn an_item_that_changed_meanwhile_is_not_settled() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let circle = circles_domain::CircleId::mint();
    let post = circles_domain::PostId::mint();
    let body = |text: &str| Body::Publish(PublishRequest { circle, text: text.into(), attachments: vec![] });
    let mut write = store.write_outbox().await.unwrap();
    let id = outbox_item::insert(&mut write, &body("one"), post, Some(circle), at(1)).await.unwrap();
    let sent = outbox_item::find(&mut write, id).await.unwrap().unwrap();
    assert!(outbox_item::begin_attempt(&mut write, &sent).await.unwrap());
    assert!(!outbox_item::begin_attempt(&mut write, &sent).await.unwrap(), "one attempt at a time");
    outbox_item::revise(&mut write, &sent, &body("two")).await.unwrap();
    assert!(!outbox_item::settle(&mut write, &sent).await.unwrap());
    outbox_item::fail(&mut write, &sent, ErrorCode::Muted, None).await.unwrap();
    let now = outbox_item::find(&mut write, id).await.unwrap().unwrap();
    assert_eq!((now.state, now.revision, now.attempts), (outbox_item::State::Queued, 1, 1));
    assert_eq!(now.body, body("two"));
}
