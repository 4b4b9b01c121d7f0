//! One server and two signed-in devices of friends, which end where it is ordered and are started again.

use std::path::{Path, PathBuf};
use std::time::Duration;

use circles_domain::{CircleId, Clock as _, PaymentId, PersonId, PostId, SystemClock, TipId, TransferId};
use circles_faults::ORDERS;
use circles_server::store::relations;
use circles_tests::device::Device;
use circles_tests::program::built;
use circles_tests::server::Server;
use circles_tests::{Result, stage};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::orders::Orders;
use super::point::{CRASHES, Order};
use super::story::payment::Paid;
use super::table;
use crate::tips::client::{Client, Told};
use crate::tips::history::History;

/// How long a tip or a transfer may be taken back, and when a tip is released or a transfer offered.
pub const GRACE: Duration = Duration::from_secs(4);

pub struct Lane {
    orders: Orders,
    payees_orders: Orders,
    pub client: Client,
    payee: Client,
    /// Who pays, and who has the other device.
    pub payer_id: PersonId,
    pub payee_id: PersonId,
    /// What was ordered, and whether it was carried out.
    pub tried: Vec<(String, bool)>,
    /// Every tip, and what was ordered meanwhile.
    pub tips: Vec<(TipId, String)>,
    /// Every transfer, likewise.
    pub transfers: Vec<(TransferId, String)>,
    /// Every payment, and how it ended.
    pub payments: Vec<Paid>,
    /// Every post that was written.
    pub posted: Vec<PostId>,
    /// Where.
    pub circle: CircleId,
    /// How long a person waits for what is being checked.
    pub patience: Duration,
    posts: Vec<PostId>,
    payees: Vec<PersonId>,
    server: Server,
    environment: Vec<(&'static str, String)>,
    histories: tempfile::TempDir,
}

impl Lane {
    pub async fn open(patience: Duration) -> Result<Self> {
        let (orders, payees_orders) = (Orders::open()?, Orders::open()?);
        let most = 2 * table::all().len() * CRASHES.len();
        let made = stage::with_posts(most, most).await?;
        let limits = limits();
        let folder = orders.folder().to_string_lossy().into_owned();
        let environment: Vec<(&str, String)> = limits
            .iter()
            .cloned()
            .chain([(ORDERS, folder.clone()), ("RUST_LOG", "warn,sqlx=error".into())])
            .collect();
        let server = Server::over(made.folder, false, &as_given(&environment)).await?;
        let (device, payer_id) = join(&server, &folder, "lin", &json!(made.circle)).await?;
        let theirs = payees_orders.folder().to_string_lossy().into_owned();
        let (payee, payee_id) = join(&server, &theirs, "mei", &json!(made.circle)).await?;
        befriend(&server.folder(), payer_id, payee_id).await?;
        let histories = tempfile::tempdir()?;
        let client = Client::new(device, History::begin(histories.path(), 0)?);
        let payee = Client::new(payee, History::begin(histories.path(), 1)?);
        Ok(Self {
            orders,
            payees_orders,
            client,
            payee,
            payer_id,
            payee_id,
            tried: Vec::new(),
            tips: Vec::new(),
            transfers: Vec::new(),
            payments: Vec::new(),
            posted: Vec::new(),
            circle: made.circle,
            patience,
            posts: made.posts,
            payees: made.payees,
            server,
            environment,
            histories,
        })
    }

    pub fn next_post(&mut self) -> Result<PostId> {
        self.posts.pop().ok_or_else(|| "no posts".into())
    }

    /// Somebody who takes money from everybody, and never looks.
    pub fn next_payee(&mut self) -> Result<PersonId> {
        self.payees.pop().ok_or_else(|| "no payees".into())
    }

    /// Orders it of whom it is about.
    pub fn give(&self, order: &Order) -> Result {
        self.told(order).give(&order.lines)
    }

    /// Whether it was carried out.
    pub fn is_done(&self, order: &Order) -> Result<bool> {
        self.told(order).is_done(&order.target)
    }

    /// Nothing is ordered any more.
    pub fn withdraw(&self) -> Result {
        self.orders.withdraw()?;
        self.payees_orders.withdraw()
    }

    fn told(&self, order: &Order) -> &Orders {
        if order.at_payee { &self.payees_orders } else { &self.orders }
    }

    /// Runs a command on what is up, or was ended and is up again; `None` when it came to nothing.
    pub async fn call(&mut self, command: &str, args: Value) -> Result<Option<Value>> {
        self.resume().await?;
        call(&self.client, command, args).await
    }

    /// The same on the other device.
    pub async fn call_payee(&mut self, command: &str, args: Value) -> Result<Option<Value>> {
        self.resume().await?;
        call(&self.payee, command, args).await
    }

    async fn resume(&mut self) -> Result {
        if self.server.has_ended()? { self.server.resume_ordered().await } else { Ok(()) }
    }

    /// Starts the server anew, with a provider of that conduct.
    pub async fn provider(&mut self, conduct: &str) -> Result {
        self.serve_with(&[("CIRCLES_SANDBOX_CONDUCT", conduct)]).await
    }

    /// Starts the server anew, with settings of its own beside those of the lane.
    pub async fn serve_with(&mut self, settings: &[(&str, &str)]) -> Result {
        let environment = [as_given(&self.environment).as_slice(), settings].concat();
        self.server.replace_with(&environment).await
    }

    /// What the server keeps of a payment.
    pub async fn order_state(&self, id: PaymentId) -> Result<Option<String>> {
        let file = self.server.folder().join("circles.db");
        let mut db = SqliteConnectOptions::new().filename(file).pragma("query_only", "1").connect().await?;
        let state = sqlx::query_scalar("SELECT state FROM payment_order WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut db)
            .await?;
        db.close().await?;
        Ok(state)
    }

    /// What whoever runs the server does beside it, which ends where it is ordered; what it printed, if it came so far.
    pub async fn beside(&self, args: &[&str]) -> Result<Option<Value>> {
        let mut command = tokio::process::Command::new(built("circles-server")?);
        command.args(args).arg("--data-dir").arg(self.server.folder()).env(ORDERS, self.orders.folder());
        Ok(serde_json::from_slice(&command.output().await?.stdout).ok())
    }

    /// Where crashes are ordered of whoever is not one of the two devices.
    pub fn orders_folder(&self) -> String {
        self.orders.folder().to_string_lossy().into_owned()
    }

    /// Stops the server as an operator would; gives its data and the folder of histories.
    pub async fn stop(&mut self) -> Result<(PathBuf, PathBuf)> {
        self.resume().await?;
        self.server.stop().await?;
        Ok((self.server.folder(), self.histories.path().to_owned()))
    }
}

async fn call(client: &Client, command: &str, args: Value) -> Result<Option<Value>> {
    match client.call(command, args).await? {
        Told::Ok(value) => Ok(Some(value)),
        Told::Refused(_) => Ok(None),
        Told::Gone => {
            client.kill().await?;
            Ok(None)
        }
    }
}

fn as_given<'a>(environment: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    environment.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// A new device, whose orders lie in `orders`, of a sample person who joins the circle.
async fn join(server: &Server, orders: &str, sample: &str, circle: &Value) -> Result<(Device, PersonId)> {
    let mut device = Device::with(&server.url(), &[(ORDERS, orders)])?;
    device.sign_in(sample).await?;
    device.call("join", json!({ "circle": circle })).await?;
    let session = device.call("session", json!({})).await?;
    Ok((device, serde_json::from_value(session["me"]["byline"]["id"].clone())?))
}

/// What two screens would take ten steps for.
async fn befriend(folder: &Path, one: PersonId, other: PersonId) -> Result {
    let mut db = SqliteConnectOptions::new().filename(folder.join("circles.db")).connect().await?;
    let mut tx = db.begin_with("BEGIN IMMEDIATE").await?;
    relations::befriend(&mut tx, one, other, SystemClock.now()).await?;
    tx.commit().await?;
    Ok(db.close().await?)
}

/// Rates out of the way, much money, and times in which a story can be told to its end.
pub fn limits() -> Vec<(&'static str, String)> {
    let much = "1000000".to_owned();
    let grace = GRACE.as_secs().to_string();
    vec![
        ("CIRCLES_LIMIT_SANDBOX_GRANT_FEN", much.clone()),
        ("CIRCLES_LIMIT_PIN_DAY_FEN", much.clone()),
        ("CIRCLES_LIMIT_TIPS_PER_MINUTE", much.clone()),
        ("CIRCLES_LIMIT_TIPS_PER_DAY", much.clone()),
        ("CIRCLES_LIMIT_MONEY_REQUESTS_PER_DAY", much.clone()),
        ("CIRCLES_LIMIT_WRITES_PER_MINUTE", much),
        ("CIRCLES_TTL_GRACE_S", grace.clone()),
        ("CIRCLES_TTL_ESCROW_S", grace.clone()),
        ("CIRCLES_TTL_TRANSFER_WAIT_S", grace),
        // Long enough to accept on a slow machine, short enough to wait for.
        ("CIRCLES_TTL_TRANSFER_ACCEPT_S", "10".into()),
        ("CIRCLES_TTL_SANDBOX_PAYS_S", "1".into()),
    ]
}
