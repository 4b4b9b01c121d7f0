//! Ways to misbehave, through HTTP: each payment ends as it does with the embedded sandbox. Others each time, for want of time
//! for all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use circles_domain::ledger::StepUpThresholds;
use circles_domain::payment::PaymentKind;
use circles_domain::{Clock, Money, PaymentId, PersonId, SystemClock, Timestamp};
use circles_server::audit::{Audit, audit};
use circles_server::ledger::find_order;
use circles_server::payments::{Begun, Conduct, Sandbox, StepUp, begin, reconcile_due, run_due};
use circles_server::sandbox_provider::{Running, SandboxProvider};
use circles_server::{Config, Limits, Server};
use circles_tests::dice::Dice;
use circles_tests::network::FaultyNetwork;
use circles_tests::{Result, stage};
use url::Url;

const PAYS_S: i64 = 2;
/// Longer than the latest end, and than the day after which the statement is read.
const WATCHED_S: i64 = 28 * 3_600;
/// How many are tried.
const TRIED: usize = 18;

/// A clock that moves when it is told to.
#[derive(Debug)]
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Where each kind of payment ended, by the conduct that it met.
type Ends = BTreeMap<(&'static str, &'static str), String>;

#[tokio::test(flavor = "multi_thread")]
async fn every_conduct_ends_as_it_does_with_the_embedded_one() -> Result {
    let seed = uuid::Uuid::new_v4().as_u64_pair().0;
    println!("seed {seed}");
    let (mut dice, mut left) = (Dice::new(seed), Conduct::all(PAYS_S));
    let tried: Vec<_> = (0..TRIED).map(|_| left.swap_remove(dice.below(left.len()))).collect();
    let (here, elsewhere) = (World::open(false).await?, World::open(true).await?);
    let (here, elsewhere) = tokio::try_join!(here.live(&tried), elsewhere.live(&tried))?;
    assert_eq!(here.len(), 2 * TRIED);
    assert_eq!(elsewhere, here);
    Ok(())
}

struct World {
    clock: Arc<Hands>,
    server: Server,
    provider: Option<Running>,
    folder: tempfile::TempDir,
    _books: tempfile::TempDir,
    _network: FaultyNetwork,
}

impl World {
    async fn open(elsewhere: bool) -> Result<Self> {
        let clock = Arc::new(Hands(AtomicI64::new(SystemClock.now().as_micros())));
        let as_clock = || Arc::clone(&clock) as Arc<dyn Clock>;
        let (folder, books) = (tempfile::tempdir()?, tempfile::tempdir()?);
        // Each has to know the other's address before it starts.
        let network = FaultyNetwork::open().await?;
        let mut config = Config::at(folder.path());
        let mut provider = None;
        if elsewhere {
            let notify_url = Url::parse(&format!("{}/v1/payments/notices", network.url()))?;
            let listen = "127.0.0.1:0".parse()?;
            let asked =
                SandboxProvider { data_dir: books.path().to_owned(), listen, notify_url, conduct: None };
            let running = Running::start(&asked, PAYS_S, as_clock()).await?;
            config.sandbox_url = Some(format!("http://{}", running.addr));
            provider = Some(running);
        }
        let server = Server::start(config, as_clock()).await?;
        network.lead_to(server.addr);
        Ok(Self { clock, server, provider, folder, _books: books, _network: network })
    }

    fn sandbox(&self) -> &Sandbox {
        self.provider.as_ref().map_or(&self.server.sandbox, |provider| &provider.sandbox)
    }

    /// One payment of each kind meets each conduct, all at once.
    async fn live(self, tried: &[(&'static str, Conduct)]) -> Result<Ends> {
        let mut tx = self.server.state.db.write().await?;
        let circle = stage::add_circle(&mut tx, self.clock.now()).await?;
        let rich = stage::add_member(&mut tx, circle, self.clock.now()).await?;
        tx.commit().await?;
        // What is cashed out has to be topped up first.
        self.ask(rich, PaymentId::mint(), PaymentKind::TopUp, 400_000).await?;
        self.pass(60).await?;
        let mut lives = Vec::new();
        for (name, conduct) in tried {
            for kind in PaymentKind::ALL {
                let id = PaymentId::mint();
                self.sandbox().treat(id, conduct.clone());
                self.ask(rich, id, kind, 1_000).await?;
                lives.push((*name, kind, id));
            }
        }
        self.pass(WATCHED_S).await?;
        // What was paid after all, and in silence, is in the statement.
        reconcile_due(&self.server.state).await?;
        self.pass(60).await?;
        let mut ends = Ends::new();
        let mut reader = self.server.state.db.read().acquire().await?;
        for (name, kind, id) in lives {
            let outcome = find_order(&mut reader, id).await?.ok_or("no such payment")?.outcome();
            ends.insert((name, kind.as_str()), serde_json::to_string(&outcome)?);
        }
        drop(reader);
        self.audited().await?;
        self.server.stop().await;
        if let Some(provider) = self.provider {
            provider.stop().await;
        }
        Ok(ends)
    }

    async fn ask(&self, person: PersonId, id: PaymentId, kind: PaymentKind, fen: i64) -> Result {
        let mut tx = self.server.state.db.write().await?;
        let step_up = StepUp { above: StepUpThresholds::default(), given: true };
        let begun = begin(&mut tx, person, id, (kind, Money::fen(fen)), step_up, self.clock.now()).await?;
        tx.commit().await?;
        assert!(matches!(begun, Begun::Answer { .. }), "{begun:?}");
        Ok(())
    }

    /// So many seconds pass, and whoever has something to do then does it.
    async fn pass(&self, seconds: i64) -> Result {
        let until = self.clock.now().plus_seconds(seconds);
        loop {
            let letters = match &self.provider {
                Some(provider) => provider.sandbox.deliver().await?,
                None => None,
            };
            let orders = run_due(&self.server.state).await?;
            let now = self.clock.now();
            if now >= until {
                return Ok(());
            }
            let next = [letters, orders].into_iter().flatten().min().unwrap_or(until);
            self.clock.0.store(next.max(now.plus_seconds(1)).min(until).as_micros(), Ordering::SeqCst);
        }
    }

    /// The ledger is sound, and says what the provider's statement says.
    async fn audited(&self) -> Result {
        let (from, until) = (Timestamp::from_micros(0), self.clock.now().plus_seconds(1));
        let lines = self.server.state.payments.statement(from, until).await?;
        let lines: Vec<String> =
            lines.iter().map(serde_json::to_string).collect::<std::result::Result<_, _>>()?;
        let file = self.folder.path().join("statement.jsonl");
        std::fs::write(&file, lines.join("\n"))?;
        let data_dir = self.folder.path().to_owned();
        let asked = Audit { data_dir, histories: None, statement: Some(file), checkpoints: None };
        let report = audit(&asked, &Limits::default()).await?;
        assert!(report.holds, "{}", serde_json::to_string_pretty(&report)?);
        Ok(())
    }
}
