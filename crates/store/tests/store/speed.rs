//! How fast the hot paths are, by hand: `cargo test -p circles-store --release --test speed -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use crate::support::{byline, circle as new_circle, open, post as new_post};
use circles_domain::page::Position;
use circles_store::read::{Feed, timeline};
use circles_store::table::{circle, post};

fn percentiles(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

#[tokio::test]
#[ignore = "a measurement, not a check"]
async fn pages_of_thirty_from_a_hundred_thousand_posts() {
    const POSTS: i64 = 100_000;
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let people: Vec<_> = (0..50).map(|n| byline(&format!("person {n}"))).collect();
    let circles: Vec<_> =
        (0..12).map(|n| new_circle(&format!("circle {n}"), if n < 6 { "member" } else { "none" })).collect();
    let mut write = store.write_cache().await.unwrap();
    for circle in &circles {
        circle::save(&mut write, circle).await.unwrap();
    }
    write.commit().await.unwrap();
    let posts: Vec<_> = (0..POSTS)
        .map(|n| {
            let at = usize::try_from(n).unwrap();
            new_post(circles[at % 12].id, &people[at % 50], &"a few words ".repeat(at % 20), n * 1_000_000)
        })
        .collect();
    let begun = Instant::now();
    for page in posts.chunks(500) {
        let mut write = store.write_cache().await.unwrap();
        for one in page {
            post::save(&mut write, one).await.unwrap();
        }
        write.commit().await.unwrap();
    }
    println!("applied {:.0} posts/s", 100_000.0 / begun.elapsed().as_secs_f64());
    for (name, feed) in [
        ("home", Feed::Home),
        ("circle", Feed::Circle(circles[0].id)),
        ("person", Feed::Person(people[0].id)),
    ] {
        let mut times = Vec::new();
        for turn in 0..1_000_usize {
            let from = posts[(turn * 7_919) % posts.len()].clone();
            let from = Position { accepted_at: from.accepted_at, id: from.id };
            let begun = Instant::now();
            let mut reader = store.read().await.unwrap();
            timeline(&mut reader, feed, Some(from), 30, &people[0]).await.unwrap();
            reader.end().await.unwrap();
            times.push(begun.elapsed());
        }
        let (p50, p99) = percentiles(times);
        println!("{name}: p50 {p50:?}, p99 {p99:?}");
    }
}
