//! `circles-server sandbox-provider`: the sandbox of payments in a process of its own, with books of its own.
//!
//! Promises: what the embedded one does, with the same conducts, over HTTP on this machine; its books are on the disk
//! before it answers, so that killing it loses nothing; notices are posted, signed, until they are taken. Does not: hold a
//! fen of real money, listen to a network, write to one, or keep books where a server keeps its own.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use circles_domain::{Clock, Timestamp};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::accept::accept;
use crate::payments::{BadConduct, BadPost, Conduct, Post, Sandbox, sandbox_router};
use crate::store::{Db, OpenError};

/// Connections at once; a server needs a few.
const CONNECTIONS: usize = 64;
/// So that a clock that was set does not hold a notice up.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// After a failure of its books.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Where its books are and where it listens.
#[derive(Clone, Debug, clap::Args)]
pub struct SandboxProvider {
    /// Directory of its own books; never that of a server.
    #[arg(long, env = "CIRCLES_SANDBOX_DATA_DIR")]
    pub data_dir: PathBuf,
    /// Address to listen on, on the loopback; port 0 takes a free one.
    #[arg(long, env = "CIRCLES_SANDBOX_LISTEN", default_value = "127.0.0.1:7421")]
    pub listen: SocketAddr,
    /// Where it posts its notices: `/v1/payments/notices` of the server, on this machine.
    #[arg(long, env = "CIRCLES_SANDBOX_NOTIFY_URL")]
    pub notify_url: Url,
    /// How it misbehaves; by default not at all.
    #[arg(long, env = "CIRCLES_SANDBOX_PROVIDER_CONDUCT")]
    pub conduct: Option<String>,
}

/// Why it did not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Its books.
    #[error("cannot open the sandbox's books")]
    Books(#[from] OpenError),
    /// A conduct that there is none of.
    #[error(transparent)]
    Conduct(#[from] BadConduct),
    /// Notices to somewhere else.
    #[error(transparent)]
    Post(#[from] BadPost),
    /// Others could order test money.
    #[error("--listen must be on the loopback: this is test money, and nothing for a network")]
    Network,
    /// Its books would lie beside a ledger.
    #[error("--data-dir is that of a server; the sandbox of payments keeps books of its own")]
    ServersData,
    /// The port, or a directory.
    #[error("cannot start: {0}")]
    Io(#[from] std::io::Error),
}

/// A running one.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    /// The sandbox itself, for whoever wants one order treated otherwise.
    pub sandbox: Arc<Sandbox>,
    clock: Arc<dyn Clock>,
    db: Db,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Running {
    /// Opens its books and listens. `pays_s`: how long it takes to pay, in seconds.
    ///
    /// # Errors
    /// See [`SandboxError`].
    pub async fn start(
        asked: &SandboxProvider,
        pays_s: i64,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SandboxError> {
        if !asked.listen.ip().is_loopback() {
            return Err(SandboxError::Network);
        }
        if asked.data_dir.join("circles.db").exists() {
            return Err(SandboxError::ServersData);
        }
        let conduct = Conduct::chosen(asked.conduct.as_deref(), pays_s)?;
        let post = Post::to(asked.notify_url.clone())?;
        std::fs::create_dir_all(&asked.data_dir)?;
        let db = Db::open(&asked.data_dir.join("sandbox.db")).await?;
        let listener = TcpListener::bind(asked.listen).await?;
        let addr = listener.local_addr()?;
        let sandbox = Arc::new(Sandbox::new(db.clone(), Arc::clone(&clock), conduct).posting(post));
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let router = sandbox_router(Arc::clone(&sandbox));
        tasks.spawn(accept(listener, router, CONNECTIONS, tasks.clone(), stop.clone()));
        tracing::warn!(%addr, "SANDBOX of payments: test money only");
        Ok(Self { addr, sandbox, clock, db, stop, tasks })
    }

    /// Posts notices until `ended`, then stops.
    pub async fn run(self, ended: impl Future<Output = ()>) {
        let mut ended = std::pin::pin!(ended);
        loop {
            let sleep = match self.sandbox.deliver().await {
                Ok(next) => self.until(next),
                Err(error) => {
                    tracing::error!(cause = ?error, "the sandbox's books");
                    AFTER_FAILURE
                }
            };
            tokio::select! {
                () = &mut ended => break,
                () = tokio::time::sleep(sleep) => {}
                () = self.sandbox.ordered() => {}
            }
        }
        self.stop().await;
    }

    fn until(&self, next: Option<Timestamp>) -> Duration {
        let Some(next) = next else { return LONGEST_SLEEP };
        let us = next.as_micros().saturating_sub(self.clock.now().as_micros());
        Duration::from_micros(us.max(0).unsigned_abs()).min(LONGEST_SLEEP)
    }

    /// Stops; what is under way is finished.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.db.close().await;
    }
}
