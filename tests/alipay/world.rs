//! A server in this process whose provider is the stand-in, a person, and a clock that moves when it is told to.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use circles_domain::claim::{CivilDate, Claims};
use circles_domain::person::{DisplayName, LegalName};
use circles_domain::{Clock, Money, PaymentId, PersonId, SystemClock, Timestamp};
use circles_server::audit::{Audit, audit};
use circles_server::ledger::{balance, find_order};
use circles_server::payments::run_due;
use circles_server::return_payment::{Done, ReturnPayment, return_payment};
use circles_server::store::people::{self, NewPerson};
use circles_server::{Config, Limits, Server};
use circles_tests::Result;
use circles_tests::alipay::Platform;
use circles_tests::caller::{Answer, Caller};
use circles_tests::network::FaultyNetwork;
use circles_tests::stage;
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

/// The person's verified name.
pub const NAME: &str = "林示例";
/// Their account.
pub const ACCOUNT: &str = "13800138000";

#[derive(Debug)]
pub struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

pub struct World {
    folder: tempfile::TempDir,
    pub server: Server,
    pub platform: Platform,
    pub network: FaultyNetwork,
    clock: Arc<Hands>,
    person: PersonId,
    caller: Caller,
}

impl World {
    /// Noon of today in Asia/Shanghai, and nobody has any money.
    pub async fn start() -> Result<Self> {
        let tonight = SystemClock.now().end_of_shanghai_day();
        let clock = Arc::new(Hands(AtomicI64::new(tonight.plus_seconds(-43_200).as_micros())));
        let platform = Platform::start(Arc::clone(&clock) as Arc<dyn Clock>).await?;
        let network = FaultyNetwork::open().await?;
        let folder = tempfile::tempdir()?;
        let server = serve(&folder, &platform, &network, &clock).await?;
        let (person, caller) = add_person(&server, &clock).await?;
        Ok(Self { folder, server, platform, network, clock, person, caller })
    }

    /// Stops the server, and starts it again on the same data.
    pub async fn restarted(self) -> Result<Self> {
        let Self { folder, server, platform, network, clock, person, caller } = self;
        server.stop().await;
        let server = serve(&folder, &platform, &network, &clock).await?;
        Ok(Self { folder, server, platform, network, clock, person, caller })
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Answer> {
        self.caller.send(&format!("http://{}", self.server.addr), method, path, body).await
    }

    pub async fn top_up(&self, fen: i64) -> Result<(PaymentId, Answer)> {
        let id = PaymentId::mint();
        let asked = json!({ "kind": "top_up", "amount": Money::fen(fen) });
        Ok((id, self.call(Method::PUT, &format!("/v1/wallet/payments/{id}"), Some(&asked)).await?))
    }

    pub async fn cash_out(&self, id: PaymentId, fen: i64, payee: Option<&str>) -> Result<Answer> {
        let mut asked = json!({ "kind": "cash_out", "amount": Money::fen(fen) });
        if let Some(payee) = payee {
            asked["payee"] = payee.into();
        }
        self.call(Method::PUT, &format!("/v1/wallet/payments/{id}"), Some(&asked)).await
    }

    /// The page of a payment, opened as the person's browser does.
    pub async fn open_page(&self, id: PaymentId) -> Result<String> {
        let answer = self.call(Method::GET, &format!("/v1/wallet/payments/{id}/page"), None).await?;
        let url = Url::parse(answer.body["url"].as_str().ok_or("no page")?)?;
        let shown = reqwest::Client::builder().build()?.get(url).send().await?;
        if shown.status().is_success() { Ok(shown.text().await?) } else { Err(shown.text().await?.into()) }
    }

    /// A top-up, paid.
    pub async fn paid(&self, fen: i64) -> Result<PaymentId> {
        let (id, _) = self.top_up(fen).await?;
        self.open_page(id).await?;
        self.platform.pay(&number(id))?;
        self.pass(20).await?;
        Ok(id)
    }

    /// `circles-server return-payment`, while the server runs.
    pub async fn give_back(&self, id: PaymentId) -> Result<Done> {
        let alipay = self.platform.args(&format!("{}/v1/payments/notices", self.network.url()));
        let asked = ReturnPayment {
            data_dir: self.folder.path().to_owned(),
            payment: id.0,
            alipay,
            sandbox_url: None,
        };
        Ok(return_payment(&asked, Arc::clone(&self.clock) as Arc<dyn Clock>).await?)
    }

    /// Where it stands: `waiting`, `arrived`, `failed expired`, ...
    pub async fn stands(&self, id: PaymentId) -> Result<String> {
        let order = find_order(&mut *self.server.state.db.read().acquire().await?, id).await?;
        let outcome = serde_json::to_value(order.ok_or("no such payment")?.outcome())?;
        let word = |name: &str| outcome[name].as_str().unwrap_or_default().to_owned();
        Ok([word("state"), word("reason")].join(" ").trim_end().to_owned())
    }

    pub async fn balance(&self) -> Result<Money> {
        Ok(balance(&mut *self.server.state.db.read().acquire().await?, self.person).await?)
    }

    /// So many seconds pass, and the job runs whenever something is due.
    pub async fn pass(&self, seconds: i64) -> Result {
        let until = self.now().plus_seconds(seconds);
        loop {
            let next = run_due(&self.server.state).await?;
            let Some(next) = next.filter(|next| *next < until) else { break };
            self.clock.0.store(next.max(self.now().plus_seconds(1)).min(until).as_micros(), Ordering::SeqCst);
        }
        self.clock.0.store(until.as_micros(), Ordering::SeqCst);
        run_due(&self.server.state).await?;
        Ok(())
    }

    /// The ledger is sound, and says the same as what the platform moved from the beginning.
    pub async fn agrees(&self, begin: Timestamp, until: Timestamp) -> Result {
        let lines = self.server.state.payments.statement(begin, until).await?;
        let lines: Vec<String> =
            lines.iter().map(serde_json::to_string).collect::<std::result::Result<_, _>>()?;
        let file = self.folder.path().join("statement.jsonl");
        std::fs::write(&file, lines.join("\n"))?;
        let data_dir = self.folder.path().to_owned();
        let asked = Audit { data_dir, histories: None, statement: Some(file), checkpoints: None };
        let report = audit(&asked, &self.server.state.config.limits).await?;
        assert!(report.holds, "{}", serde_json::to_string_pretty(&report)?);
        Ok(())
    }
}

/// An id as the platform has it.
pub fn number(id: PaymentId) -> String {
    id.0.simple().to_string()
}

async fn serve(
    folder: &tempfile::TempDir,
    platform: &Platform,
    network: &FaultyNetwork,
    clock: &Arc<Hands>,
) -> Result<Server> {
    let notices = format!("{}/v1/payments/notices", network.url());
    // The payment password is tried elsewhere.
    let limits = Limits { pin_tip_fen: 20_000, pin_day_fen: 1_000_000, ..Limits::default() };
    let config = Config { alipay: platform.args(&notices), limits, ..Config::at(folder.path()) };
    let server = Server::start(config, Arc::clone(clock) as Arc<dyn Clock>).await?;
    network.lead_to(server.addr);
    Ok(server)
}

async fn add_person(server: &Server, clock: &Arc<Hands>) -> Result<(PersonId, Caller)> {
    let (id, now) = (PersonId::mint(), clock.now());
    let name = LegalName::parse(NAME)?;
    let person = NewPerson {
        id,
        display_name: Some(DisplayName::parse("Lin")?),
        masked_name: name.masked(),
        name_sealed: server.state.keys.seal_name(&name, id.as_bytes())?,
        identity_hash: [7; 32],
        claims: Claims { birth_date: Some(CivilDate { year: 1990, month: 1, day: 1 }), ..Claims::default() },
        verified_until: now.plus_seconds(365 * 86_400),
        created_at: now,
    };
    let mut tx = server.state.db.write().await?;
    people::insert(&mut tx, &person).await?;
    let caller = stage::sign_in(&mut tx, id, now).await?;
    tx.commit().await?;
    Ok((id, caller))
}
