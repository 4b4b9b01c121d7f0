//! One author at 17 tips a second, ten times what Campus Diary had in 2016, beside ordinary reads.

use std::time::{Duration, Instant};

use circles_tests::Result;
use futures::future::try_join_all;
use reqwest::Method;

use super::{PAYERS, Scene, confirm, quote, read_for_long_enough};
use crate::report::percentile;

const TIPS: usize = 255;
const EVERY: Duration = Duration::from_nanos(1_000_000_000 / 17);
const READERS: usize = 4;

/// Milliseconds from when a tip was due to its answer, for the slowest hundredth. Whoever is late is not waited for: the
/// next tip is due all the same.
pub(super) async fn p99(scene: &Scene) -> Result<f64> {
    let (address, post) = (scene.address(), scene.posts[0]);
    let mut quoted = Vec::new();
    for place in 0..TIPS {
        quoted.push(quote(&scene.callers[place % PAYERS], &address, post).await?);
    }
    read_for_long_enough().await;
    let began = tokio::time::Instant::now();
    let pay = |(place, (tip, quote)): (usize, _)| {
        let (address, caller) = (&address, &scene.callers[place % PAYERS]);
        async move {
            let due = began + EVERY * u32::try_from(place)?;
            tokio::time::sleep_until(due).await;
            confirm(caller, address, tip, &quote).await?;
            Result::Ok(due.elapsed().as_secs_f64() * 1_000.0)
        }
    };
    let read = |reader: usize| {
        let (address, caller) = (&address, &scene.callers[reader]);
        let path = format!("/v1/circles/{}/posts?limit=30", scene.circle);
        async move {
            let until = Instant::now() + EVERY * u32::try_from(TIPS)?;
            while Instant::now() < until {
                let page = caller.send(address, Method::GET, &path, None).await?;
                if page.status != 200 {
                    return Err(format!("a page: {}", page.status).into());
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Result::Ok(())
        }
    };
    let (took, _) = tokio::try_join!(
        try_join_all(quoted.into_iter().enumerate().map(pay)),
        try_join_all((0..READERS).map(read)),
    )?;
    percentile(&took, 99)
}
