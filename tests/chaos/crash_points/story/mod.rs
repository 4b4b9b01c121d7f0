//! What people do while a program ends under them: look, wait, and try again.

pub mod payment;
mod reconciliation;
mod tip;
mod transfer;
pub mod word;

use std::time::Duration;

use circles_domain::{TipId, TransferId};
use circles_tests::Result;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::lane::Lane;
use super::point::{Order, Point, Story};

/// How long a story may take to come to its point: much longer than it does on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often somebody looks.
const BLINK: Duration = Duration::from_millis(50);

/// Plays the story of `point`, which ends with `crash`.
pub async fn play(lane: &mut Lane, point: Point, crash: &'static str) -> Result {
    let order = point.order(crash);
    let deadline = Instant::now() + PATIENCE;
    let mut reached = false;
    // Once, unless this machine was so slow that its time was over before it was taken back or accepted.
    while !reached && Instant::now() < deadline {
        reached = match point.story {
            Story::Tipped | Story::GivenUp | Story::TakenBack | Story::Released => {
                tip::play(lane, point.story, &order).await?
            }
            Story::Sent
            | Story::SendGivenUp
            | Story::SentTakenBack
            | Story::Offered
            | Story::Accepted
            | Story::Declined
            | Story::Expired
            | Story::RequestPaid => transfer::play(lane, point.story, &order).await?,
            Story::ToppedUp
            | Story::PaymentGivenUp
            | Story::CashedOut
            | Story::CashOutFailed
            | Story::TopUpClosed => payment::play(lane, point.story, &order).await?,
            Story::TopUpReturned => payment::give_back(lane, &order).await?,
            Story::Reconciled => reconciliation::play(lane, &order).await?,
            Story::Posted => word::play(lane, &order).await?,
        };
    }
    lane.withdraw()?;
    lane.tried.push((order.target, reached));
    Ok(())
}

/// What moves between people.
#[derive(Clone, Copy, Debug)]
pub enum Moved {
    Tip(TipId),
    Transfer(TransferId),
}

impl Moved {
    fn args(self) -> Value {
        match self {
            Self::Tip(tip) => json!({ "tip": tip }),
            Self::Transfer(transfer) => json!({ "transfer": transfer }),
        }
    }

    /// As its payer's device shows it.
    pub async fn view(self, lane: &mut Lane) -> Result<Option<Value>> {
        let command = match self {
            Self::Tip(_) => "get_tip",
            Self::Transfer(_) => "get_transfer",
        };
        lane.call(command, self.args()).await
    }

    /// Its payer gives it up; whatever comes of it, the device remembers.
    pub async fn give_up(self, lane: &mut Lane) -> Result {
        let command = match self {
            Self::Tip(_) => "abandon_tip",
            Self::Transfer(_) => "abandon_transfer",
        };
        lane.call(command, self.args()).await.map(|_| ())
    }
}

/// What somebody waits for.
#[derive(Clone, Copy)]
enum Awaited<'a> {
    /// That it is held.
    Held,
    /// That an order was carried out.
    Done(&'a Order),
}

/// Looks at it until it is so; whether it came true in time.
async fn until(lane: &mut Lane, moved: Moved, awaited: Awaited<'_>, patience: Duration) -> Result<bool> {
    let deadline = Instant::now() + patience;
    while Instant::now() < deadline {
        let view = moved.view(lane).await?;
        let is_so = match awaited {
            Awaited::Held => view.is_some_and(|view| view["state"] == "held"),
            Awaited::Done(order) => lane.is_done(order)?,
        };
        if is_so {
            return Ok(true);
        }
        tokio::time::sleep(BLINK).await;
    }
    Ok(false)
}

/// A person reads, and the page waits as long.
async fn read(quoted: &Value) {
    let wait = quoted["confirm_after_ms"].as_u64().unwrap_or_default();
    tokio::time::sleep(Duration::from_millis(wait)).await;
}
