//! Pokes.

use circles_wire::device::SessionEnd;
use std::pin::Pin;
use std::time::Duration;

use eventsource_stream::Eventsource;
use futures::{Stream, StreamExt};
use reqwest::StatusCode;

use crate::support::{Somebody, Town};

type Events = Pin<Box<dyn Stream<Item = String> + Send>>;

pub async fn listen(town: &Town, who: &Somebody) -> Events {
    let answer = town.get(who, "/v1/stream").await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut events: Events = Box::pin(
        answer.bytes_stream().eventsource().filter_map(|event| async { event.ok().map(|event| event.event) }),
    );
    assert_eq!(next(&mut events).await.as_deref(), Some("poke"), "the first poke comes at once");
    events
}

pub async fn next(events: &mut Events) -> Option<String> {
    tokio::time::timeout(Duration::from_secs(5), events.next()).await.expect("an event or the end, in time")
}

pub async fn quiet(events: &mut Events) -> bool {
    tokio::time::timeout(Duration::from_millis(150), events.next()).await.is_err()
}

#[tokio::test]
async fn a_poke_comes_after_the_commit_and_only_to_those_it_concerns() {
    let town = Town::found().await;
    let (circle, other) = (town.circle().await, town.circle().await);
    let (me, you, stranger) =
        (town.member(circle).await, town.member(circle).await, town.member(other).await);
    let (mut mine, mut theirs) = (listen(&town, &me).await, listen(&town, &stranger).await);
    town.post(&you, circle, "hello").await;
    assert_eq!(next(&mut mine).await.as_deref(), Some("poke"));
    assert!(quiet(&mut theirs).await);
    // Joining widens what one hears.
    town.join(&stranger, circle).await;
    assert_eq!(next(&mut theirs).await.as_deref(), Some("poke"));
    town.post(&you, circle, "again").await;
    assert_eq!(next(&mut theirs).await.as_deref(), Some("poke"));
}

#[tokio::test]
async fn a_listener_that_lagged_is_poked_and_a_signed_out_one_is_cut_off() {
    let town = Town::found().await;
    let me = town.person().await;
    let mut mine = listen(&town, &me).await;
    for _ in 0..5_000 {
        town.server.state.poke(circles_server::state::Poke::Circle(circles_domain::CircleId::mint()));
    }
    assert_eq!(next(&mut mine).await.as_deref(), Some("poke"));
    let mut tx = town.server.state.db.write().await.unwrap();
    let (reason, now) = (SessionEnd::SignedOut, circles_domain::Clock::now(&*town.watch));
    circles_server::store::sessions::revoke(&mut tx, me.device, reason, now).await.unwrap();
    tx.commit().await.unwrap();
    town.server.state.poke(circles_server::state::Poke::Person(me.id));
    while let Some(event) = next(&mut mine).await {
        assert_eq!(event, "poke");
    }
}

#[tokio::test]
async fn one_person_opens_so_many_streams_and_closing_one_gives_its_place_back() {
    let town = Town::with(|config| config.limits.streams = 2).await;
    let me = town.person().await;
    let (_first, second) = (listen(&town, &me).await, listen(&town, &me).await);
    assert_eq!(town.get(&me, "/v1/stream").await.status(), StatusCode::TOO_MANY_REQUESTS);
    drop(second);
    let begun = std::time::Instant::now();
    while town.get(&me, "/v1/stream").await.status() != StatusCode::OK {
        assert!(begun.elapsed() < Duration::from_secs(5));
        // Closing is noticed at the next write to the connection.
        town.server.state.poke(circles_server::state::Poke::Person(me.id));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
