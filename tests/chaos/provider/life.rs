//! One server, and the lives of payments on it: time passes as fast as something is due, calls are cut short, the server
//! is stopped and started, and the same request comes again.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use circles_domain::ledger::StepUpThresholds;
use circles_domain::payment::{PaymentKind, PaymentOutcome};
use circles_domain::{Clock, Money, PaymentId, PersonId, SystemClock, Timestamp};
use circles_server::audit::{Audit, audit};
use circles_server::ledger::{balance, find_order, open_wallet};
use circles_server::payments::{Begun, Conduct, StepUp, begin, reconcile_due, run_due};
use circles_server::{Config, Limits, Server};
use circles_tests::Result;
use circles_tests::dice::Dice;
use serde_json::Value;

use crate::stage;

/// How long the provider takes when nothing else is said, in seconds.
pub const PAYS_S: i64 = 2;
/// How long a payment is watched: longer than the latest notice.
const DAYS: i64 = 4;
/// A top-up is closed when it has waited for so long, in seconds: what reaches the provider later has no time to be paid.
const CLOSES_S: i64 = 1_800;
const GRANT: Money = Money::fen(20_000);

/// A clock that moves when it is told to.
#[derive(Debug)]
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

pub struct Life {
    folder: tempfile::TempDir,
    server: Server,
    clock: Arc<Hands>,
    circle: circles_domain::CircleId,
    pub cut: usize,
    pub restarts: usize,
    pub steps: usize,
}

/// How a payment went.
pub struct Lived {
    pub kind: PaymentKind,
    /// `arrived`, `failed expired`, ...
    pub end: String,
    /// It reached the provider too late to be paid in time, or never: calls are cut short, and kills renew their faults.
    pub late: bool,
    /// What an audit found, if anything.
    pub breach: Option<Value>,
}

impl Life {
    pub async fn begin() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let clock = Arc::new(Hands(AtomicI64::new(SystemClock.now().as_micros())));
        let server = Server::start(Config::at(folder.path()), Arc::clone(&clock) as Arc<dyn Clock>).await?;
        let mut tx = server.state.db.write().await?;
        let circle = stage::add_circle(&mut tx, clock.now()).await?;
        tx.commit().await?;
        Ok(Self { folder, server, clock, circle, cut: 0, restarts: 0, steps: 0 })
    }

    pub async fn end(self) {
        self.server.stop().await;
    }

    /// The life of one payment.
    pub async fn live(&mut self, conduct: &Conduct, dice: &mut Dice) -> Result<Lived> {
        let kind = if dice.below(2) == 0 { PaymentKind::TopUp } else { PaymentKind::CashOut };
        let amount = Money::fen(i64::try_from(2 + dice.below(19_990))?);
        let (id, person) = (PaymentId::mint(), self.person().await?);
        self.server.sandbox.treat(id, conduct.clone());
        self.ask(person, id, (kind, amount)).await?;
        let asked_at = self.clock.now();
        let until = asked_at.plus_seconds(DAYS * 86_400);
        let mut late = true;
        while self.clock.now() < until {
            let in_time = self.clock.now().seconds_since(asked_at) < CLOSES_S - PAYS_S;
            let next = self.step(dice).await?;
            late = late && !(in_time && self.server.sandbox.has(id).await?);
            if dice.below(12) == 0 {
                // A device that never got its answer asks again.
                self.ask(person, id, (kind, amount)).await?;
            }
            if dice.below(40) == 0 {
                self.restart(id, conduct).await?;
            }
            let now = self.clock.now();
            let jitter_us = i64::try_from(dice.below(400_000))?;
            let next = next.unwrap_or(until).max(now).min(until);
            self.clock.0.store(next.as_micros() + jitter_us, Ordering::SeqCst);
        }
        reconcile_due(&self.server.state).await?;
        run_due(&self.server.state).await?;
        let end = self.told(person, id, (kind, amount)).await?;
        Ok(Lived { kind, end, late, breach: self.audited().await? })
    }

    async fn person(&self) -> Result<PersonId> {
        let now = self.clock.now();
        let mut tx = self.server.state.db.write().await?;
        let person = stage::add_member(&mut tx, self.circle, now).await?;
        open_wallet(&mut tx, person, GRANT, now).await?;
        tx.commit().await?;
        Ok(person)
    }

    async fn ask(&self, person: PersonId, id: PaymentId, asked: (PaymentKind, Money)) -> Result {
        let mut tx = self.server.state.db.write().await?;
        let step_up = StepUp { above: StepUpThresholds::default(), given: true };
        let begun = begin(&mut tx, person, id, asked, step_up, self.clock.now()).await?;
        tx.commit().await?;
        match begun {
            Begun::Answer { .. } => Ok(()),
            Begun::Conflict(_) | Begun::Taken | Begun::Locked | Begun::StepUpRequired => {
                Err("the same request is another".into())
            }
        }
    }

    /// The job runs, sometimes only until it is killed somewhere on its way.
    async fn step(&mut self, dice: &mut Dice) -> Result<Option<Timestamp>> {
        self.steps += 1;
        if dice.below(5) == 0 {
            let patience = Duration::from_micros(dice.below(4_000) as u64);
            if tokio::time::timeout(patience, run_due(&self.server.state)).await.is_err() {
                self.cut += 1;
                // What was begun is due again a moment later.
                return Ok(Some(self.clock.now().plus_seconds(1)));
            }
        }
        Ok(run_due(&self.server.state).await?)
    }

    async fn restart(&mut self, id: PaymentId, conduct: &Conduct) -> Result {
        let config = Config { limits: Limits::default(), ..Config::at(self.folder.path()) };
        let new = {
            // Two servers never share a directory: the old one has to be gone first.
            let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
            self.stop_this().await;
            Server::start(config, clock).await?
        };
        self.server = new;
        self.server.sandbox.treat(id, conduct.clone());
        self.restarts += 1;
        Ok(())
    }

    async fn stop_this(&self) {
        let state = &self.server.state;
        state.stop.cancel();
        state.tasks.close();
        state.tasks.wait().await;
        state.db.close().await;
    }

    /// How it stands, and that the balance says the same.
    async fn told(
        &self,
        person: PersonId,
        id: PaymentId,
        (kind, amount): (PaymentKind, Money),
    ) -> Result<String> {
        let mut reader = self.server.state.db.read().acquire().await?;
        let order = find_order(&mut reader, id).await?.ok_or("the payment is gone")?;
        let has = balance(&mut reader, person).await?.minor;
        let moved = match (kind, order.outcome()) {
            (PaymentKind::TopUp, PaymentOutcome::Arrived) => amount.minor,
            (PaymentKind::CashOut, PaymentOutcome::Failed { .. }) | (PaymentKind::TopUp, _) => 0,
            (PaymentKind::CashOut, _) => -amount.minor,
        };
        if has != GRANT.minor + moved {
            return Err(format!(
                "a balance of {has} after {kind:?} of {} that {:?}",
                amount.minor,
                order.outcome()
            )
            .into());
        }
        let told = serde_json::to_value(order.outcome())?;
        let word = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
        Ok(format!("{} {}", word("state"), word("reason")).trim().to_owned())
    }

    async fn audited(&self) -> Result<Option<Value>> {
        let (from, until) = (Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX));
        let lines = self.server.state.payments.statement(from, until).await?;
        let lines = lines.iter().map(serde_json::to_string).collect::<std::result::Result<Vec<_>, _>>()?;
        let file = self.folder.path().join("statement.jsonl");
        tokio::fs::write(&file, lines.join("\n")).await?;
        let data_dir = self.folder.path().to_owned();
        let asked = Audit { data_dir, histories: None, statement: Some(file), checkpoints: None };
        let report = audit(&asked, &Limits::default()).await?;
        if report.holds { Ok(None) } else { Ok(Some(serde_json::to_value(report)?)) }
    }
}
