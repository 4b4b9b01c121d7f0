//! Tips that are durable when they are answered, over HTTP with a proof each, as devices send them.
//!
//! ```text
//! quote, unmeasured ──half a second──► confirm, measured: posting, receipt, events and stored answer in one commit
//! ```
//!
//! Client and server share this process and its two workers; what devices sign is part of what is measured.

mod bare;
mod steady;

use std::time::{Duration, Instant};

use circles_domain::{Money, PostId, TipId};
use circles_server::{Limits, Server};
use circles_tests::Result;
use circles_tests::caller::Caller;
use circles_tests::stage;
use futures::future::try_join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::report::{Measured, Row};

pub const ROWS: &[Row] = &[
    Row {
        name: "tips_durable",
        unit: "tips/s",
        peer: "bare SQLite transactions of the same writes on the same file, one after the other on one \
               connection with the same pragmas",
        aim: "at least 0.5",
    },
    Row {
        name: "tips_one_author_p99",
        unit: "ms",
        peer: "",
        aim: "at most 250 ms: 17 tips a second to one author, beside four readers of the feed",
    },
    Row {
        name: "tips_64_to_one_author",
        unit: "tips/s",
        peer: "the same 64 clients, each to an author of their own",
        aim: "printed",
    },
];
/// Devices that pay.
pub(crate) const PAYERS: usize = 64;
/// Tips of each in one run.
const EACH: usize = 12;
/// Small enough that all of a payer's tips stay below what asks for a payment password.
const FEN: i64 = 30;

/// A server with 64 payers, and as many posts by as many authors.
pub(crate) struct Scene {
    folder: tempfile::TempDir,
    pub(crate) server: Server,
    pub(crate) callers: Vec<Caller>,
    pub(crate) posts: Vec<PostId>,
    pub(crate) circle: circles_domain::CircleId,
}

impl Scene {
    async fn set() -> Result<Self> {
        let (folder, server) = stage::server(limits()).await?;
        let now = server.state.now();
        let mut tx = server.state.db.write().await?;
        let circle = stage::add_circle(&mut tx, now).await?;
        let (mut callers, mut posts) = (Vec::new(), Vec::new());
        for _ in 0..PAYERS {
            let author = stage::add_member(&mut tx, circle, now).await?;
            posts.push(stage::add_post(&mut tx, circle, author, now).await?);
            let payer = stage::add_member(&mut tx, circle, now).await?;
            callers.push(stage::sign_in(&mut tx, payer, now).await?);
        }
        tx.commit().await?;
        Ok(Self { folder, server, callers, posts, circle })
    }

    pub(crate) fn address(&self) -> String {
        format!("http://{}", self.server.addr)
    }

    /// Tips per second, when all payers confirm what they were quoted for; `post` is whom each pays.
    async fn rate(&self, post: impl Fn(usize) -> PostId) -> Result<f64> {
        let mut quoted = Vec::new();
        for (place, caller) in self.callers.iter().enumerate() {
            let mut own = Vec::new();
            for _ in 0..EACH {
                own.push(quote(caller, &self.address(), post(place)).await?);
            }
            quoted.push(own);
        }
        read_for_long_enough().await;
        let address = self.address();
        let pay = |(caller, own): (_, Vec<_>)| {
            let address = &address;
            async move {
                for (tip, quote) in own {
                    confirm(caller, address, tip, &quote).await?;
                }
                Result::Ok(())
            }
        };
        let began = Instant::now();
        try_join_all(self.callers.iter().zip(quoted).map(pay)).await?;
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^53")]
        Ok((PAYERS * EACH) as f64 / began.elapsed().as_secs_f64())
    }
}

pub async fn measure() -> Result<Vec<Measured>> {
    let scene = Scene::set().await?;
    let apart = scene.rate(|place| scene.posts[place]).await?;
    let together = scene.rate(|_| scene.posts[0]).await?;
    let slow = steady::p99(&scene).await?;
    let Scene { folder, server, .. } = scene;
    server.stop().await;
    let bare = bare::rate(&folder.path().join("circles.db")).await?;
    Ok(vec![
        Measured::beside(apart, bare, |ratio| ratio >= 0.5),
        Measured { value: slow, peer: None, pass: slow <= 250.0 },
        Measured::beside(together, apart, |_| true),
    ])
}

/// Rates out of the way; all else as people get it.
fn limits() -> Limits {
    Limits { tips_per_minute: 10_000, tips_per_day: 10_000, writes_per_minute: 10_000, ..Limits::default() }
}

pub(crate) async fn quote(caller: &Caller, address: &str, post: PostId) -> Result<(TipId, Value)> {
    let tip = TipId::mint();
    let body = json!({ "post": post, "amount": Money::fen(FEN) });
    let answer = caller.send(address, Method::POST, &format!("/v1/tips/{tip}/quote"), Some(&body)).await?;
    match answer.body.get("quote") {
        Some(quote) => Ok((tip, quote.clone())),
        None => Err(format!("no quote: {} {}", answer.status, answer.body).into()),
    }
}

pub(crate) async fn confirm(caller: &Caller, address: &str, tip: TipId, quote: &Value) -> Result {
    let body = json!({ "quote_id": quote });
    let answer = caller.send(address, Method::PUT, &format!("/v1/tips/{tip}"), Some(&body)).await?;
    if answer.word() == "held" { Ok(()) } else { Err(format!("{}: {}", answer.status, answer.body).into()) }
}

/// The half second that a person must have had to read a quote.
pub(crate) async fn read_for_long_enough() {
    let ms = Limits::default().confirm_delay_ms.unsigned_abs();
    tokio::time::sleep(Duration::from_millis(ms)).await;
}
