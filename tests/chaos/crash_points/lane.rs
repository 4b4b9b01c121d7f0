//! One server and one signed-in device, which end where it is ordered and are started again.

use std::path::PathBuf;
use std::time::Duration;

use circles_domain::{PostId, TipId};
use circles_faults::ORDERS;
use circles_tests::device::Device;
use circles_tests::server::Server;
use circles_tests::{Result, stage};
use serde_json::{Value, json};

use super::orders::Orders;
use super::point::CRASHES;
use super::table::TABLE;
use crate::race;
use crate::tips::client::{Client, Told};
use crate::tips::history::History;

/// How long a tip may be taken back, and when it is released.
pub const GRACE: Duration = Duration::from_secs(4);

pub struct Lane {
    pub orders: Orders,
    pub client: Client,
    /// What was ordered, and whether it was carried out.
    pub tried: Vec<(String, bool)>,
    /// Every tip, and what was ordered meanwhile.
    pub tips: Vec<(TipId, String)>,
    /// How long a person waits for a tip that is being checked.
    pub patience: Duration,
    posts: Vec<PostId>,
    server: Server,
    histories: tempfile::TempDir,
}

impl Lane {
    pub async fn open(patience: Duration) -> Result<Self> {
        let orders = Orders::open()?;
        let made = stage::with_posts(2 * TABLE.len() * CRASHES.len()).await?;
        let limits = limits();
        let mut environment = race::environment(&limits);
        let folder = orders.folder().to_string_lossy().into_owned();
        environment.push((ORDERS, &folder));
        let server = Server::over(made.folder, false, &environment).await?;
        let mut device = Device::with(&server.url(), &[(ORDERS, &folder)])?;
        device.sign_in("lin").await?;
        device.call("join", json!({ "circle": made.circle })).await?;
        let histories = tempfile::tempdir()?;
        let client = Client::new(device, History::begin(histories.path(), 0)?);
        Ok(Self {
            orders,
            client,
            tried: Vec::new(),
            tips: Vec::new(),
            patience,
            posts: made.posts,
            server,
            histories,
        })
    }

    pub fn next_post(&mut self) -> Result<PostId> {
        self.posts.pop().ok_or_else(|| "no posts".into())
    }

    /// Runs a command on what is up, or was ended and is up again; `None` when it came to nothing.
    pub async fn call(&mut self, command: &str, args: Value) -> Result<Option<Value>> {
        if self.server.has_ended()? {
            self.server.resume().await?;
        }
        match self.client.call(command, args).await? {
            Told::Ok(value) => Ok(Some(value)),
            Told::Refused(_) => Ok(None),
            Told::Gone => {
                self.client.kill().await?;
                Ok(None)
            }
        }
    }

    /// Stops the server as an operator would; gives its data and the folder of histories.
    pub async fn stop(&mut self) -> Result<(PathBuf, PathBuf)> {
        if self.server.has_ended()? {
            self.server.resume().await?;
        }
        self.server.stop().await?;
        Ok((self.server.folder(), self.histories.path().to_owned()))
    }
}

/// Rates out of the way, much money, and times in which a story can be told to its end.
pub fn limits() -> Vec<(&'static str, String)> {
    let much = "1000000".to_owned();
    vec![
        ("CIRCLES_LIMIT_SANDBOX_GRANT_FEN", much.clone()),
        ("CIRCLES_LIMIT_PIN_DAY_FEN", much.clone()),
        ("CIRCLES_LIMIT_TIPS_PER_MINUTE", much.clone()),
        ("CIRCLES_LIMIT_TIPS_PER_DAY", much.clone()),
        ("CIRCLES_LIMIT_WRITES_PER_MINUTE", much),
        ("CIRCLES_TTL_GRACE_S", GRACE.as_secs().to_string()),
        ("CIRCLES_TTL_ESCROW_S", GRACE.as_secs().to_string()),
    ]
}
