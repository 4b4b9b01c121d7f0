//! Tips through a storm: devices that are killed, a server that is killed, a network at its worst, people who try again.
//! Afterwards every tip is exactly once or never, its payer's device knows which, and the books are whole.

pub mod client;
mod cluster;
pub mod history;
mod person;
mod verdict;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use circles_domain::TipId;
use circles_tests::Result;
use circles_tests::dice::Dice;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::flags::Flags;
use crate::report::Report;
use cluster::Cluster;

/// How many tips each device has under way at once: one a post.
const LANES: usize = 3;
/// Mean time between two kills.
const CLIENT_KILL_S: f64 = 2.0;
const SERVER_KILL_S: f64 = 4.0;
/// How long an unknown tip may stay so once the network is back.
const RESOLVED_WITHIN: Duration = Duration::from_secs(120);

pub async fn run(flags: &Flags) -> Result<Report> {
    flags.only(&["attempts", "clients", "seed", "late", "copies"])?;
    let plan = Plan {
        attempts: flags.number("attempts", 10_000)?,
        clients: flags.number("clients", 20)?,
        late: Duration::from_secs(flags.number("late", 30)?.try_into()?),
        copies: Duration::from_secs(flags.number("copies", 60)?.try_into()?),
        seed: flags.seed()?,
    };
    let mut report = Report::of("tips");
    report.tell("seed", plan.seed);
    eprintln!("seed {}; signing {} devices in", plan.seed, plan.clients);
    let mut dice = Dice::new(plan.seed);
    let cluster = Arc::new(Cluster::start(&plan, &mut dice).await?);
    let began = Instant::now();
    cluster.storm.rage();
    let over = CancellationToken::new();
    let mut trouble = JoinSet::new();
    trouble.spawn(kill_devices(cluster.clone(), dice.fork(), over.clone()));
    trouble.spawn(kill_server(cluster.clone(), dice.fork(), over.clone()));
    let tips = attempts(&cluster, plan.attempts, &mut dice).await?;
    over.cancel();
    while let Some(ended) = trouble.join_next().await {
        ended??;
    }
    cluster.storm.calm();
    report.tell("storm_seconds", began.elapsed().as_secs());
    verdict::judge(report, &plan, cluster, tips).await
}

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub attempts: usize,
    pub clients: usize,
    pub late: Duration,
    pub copies: Duration,
    pub seed: u64,
}

/// All attempts, shared by all lanes of all devices. Gives each tip and the number of its device.
async fn attempts(cluster: &Arc<Cluster>, count: usize, dice: &mut Dice) -> Result<Vec<(TipId, usize)>> {
    let begun = Arc::new(AtomicUsize::new(0));
    let mut lanes = JoinSet::new();
    for number in 0..cluster.clients.len() {
        for lane in 0..LANES {
            let (cluster, begun, mut dice) = (cluster.clone(), begun.clone(), dice.fork());
            lanes.spawn(async move {
                let mut tips = Vec::new();
                let mut post = lane;
                loop {
                    let at = begun.fetch_add(1, Ordering::Relaxed);
                    if at >= count {
                        return Ok::<_, Box<dyn std::error::Error + Send + Sync>>(tips);
                    }
                    if at % 250 == 0 {
                        eprintln!("{at} of {count} attempts");
                    }
                    tips.push((person::tip(&cluster, number, post, &mut dice).await?, number));
                    // Another post each time: what is still unknown on the last one waits there.
                    post += LANES;
                }
            });
        }
    }
    let mut tips = Vec::new();
    while let Some(lane) = lanes.join_next().await {
        tips.extend(lane??);
    }
    Ok(tips)
}

async fn pause(mean_s: f64, dice: &mut Dice, over: &CancellationToken) -> bool {
    // Exponential, so that a kill says nothing about the next.
    let chance = (dice.below(1_000_000) as f64 + 1.0) / 1_000_001.0;
    let wait = tokio::time::sleep(Duration::from_secs_f64(-mean_s * chance.ln()));
    over.run_until_cancelled(wait).await.is_some()
}

async fn kill_devices(cluster: Arc<Cluster>, mut dice: Dice, over: CancellationToken) -> Result {
    while pause(CLIENT_KILL_S, &mut dice, &over).await {
        if let Some(client) = dice.pick(&cluster.clients) {
            client.kill().await?;
        }
    }
    Ok(())
}

async fn kill_server(cluster: Arc<Cluster>, mut dice: Dice, over: CancellationToken) -> Result {
    while pause(SERVER_KILL_S, &mut dice, &over).await {
        cluster.kill_server().await?;
    }
    Ok(())
}
