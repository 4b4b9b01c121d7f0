//! Starting and stopping.
//!
//! A stop lets requests finish, ends open streams, waits for background work, closes the database; after
//! `Limits::stop_s` it goes anyway, which is as safe as losing power.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use circles_domain::Clock;
use tokio::net::TcpSocket;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accept::accept;
use crate::config::Config;
use crate::identity::{BadOpenId, IdentityProvider, Keys, OpenId, OpenIdConfig, Sandbox};
use crate::payments::{
    self, BadConduct, BadProvider, Conduct, PaymentProvider as _, Sandbox as SandboxPayments,
};
use crate::state::AppState;
use crate::store::files::Uploading;
use crate::store::{Db, OpenError, files, key_check};
use crate::{jobs, routes};

/// Connections that wait to be accepted.
const BACKLOG: u32 = 1_024;

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database.
    #[error("cannot open the database")]
    Database(#[from] OpenError),
    /// The key directory belongs to other data, or is new while the data is not.
    #[error("these are not the keys that the data was made with; point --keys-dir at those")]
    OtherKeys,
    /// The provider of identities.
    #[error(transparent)]
    OpenId(#[from] BadOpenId),
    /// The provider of payments.
    #[error(transparent)]
    Payments(#[from] BadProvider),
    /// A way to misbehave that the sandbox does not know.
    #[error(transparent)]
    BadConduct(#[from] BadConduct),
    /// An address under which no device can reach a server.
    #[error("--public-url must be an http or https address without query: {0}")]
    BadPublicUrl(String),
    /// A directory, the keys or the port.
    #[error("cannot start: {0}")]
    Io(#[from] std::io::Error),
    /// Claims that are to be signed.
    #[error("cannot sign claims")]
    Claims(#[from] crate::Error),
    /// The ledger.
    #[error("cannot start the ledger")]
    Ledger(#[from] crate::ledger::LedgerError),
    /// The demo.
    #[error("cannot lay out the demo")]
    Demo(#[from] crate::demo::DemoError),
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub addr: SocketAddr,
    /// What its handlers reach.
    pub state: AppState,
    /// The embedded payment provider, for whoever wants it to misbehave.
    pub sandbox: Arc<SandboxPayments>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Opens the data directory and listens.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(mut config: Config, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        files::make_directories(&config.data_dir)?;
        let keys = Keys::open_or_create(&config.keys_dir())?;
        let db = Db::open(&config.data_dir.join("circles.db")).await?;
        check_keys(&db, &keys).await?;
        // The address is needed now; who connects before the data is ready is refused at once, not left waiting.
        let socket = bind(config.listen)?;
        let addr = socket.local_addr()?;
        config.listen = addr;
        if config.public_urls.is_empty() {
            config.public_urls.push(format!("http://{addr}"));
        }
        let provider: Arc<dyn IdentityProvider> = match OpenIdConfig::from_args(&config.openid)? {
            Some(openid) => Arc::new(OpenId::new(openid)?),
            None => Arc::new(Sandbox),
        };
        let addresses =
            crate::auth::Addresses::parse(&config.public_urls).map_err(StartError::BadPublicUrl)?;
        let (life, most, now) = (config.limits.nonce_s, config.limits.proofs_per_nonce, clock.now());
        let nonces = crate::auth::Nonces::new(life, most, now).map_err(std::io::Error::other)?;
        let conduct = Conduct::chosen(config.sandbox_conduct.as_deref(), config.limits.sandbox_pays_s)?;
        let sandbox = Arc::new(SandboxPayments::new(db.clone(), Arc::clone(&clock), conduct));
        let payments = payments::choose(&config, &db, &clock, &sandbox).await?;
        // Only the embedded one gives test money to whoever comes.
        if payments.name() != sandbox.name() {
            config.limits.sandbox_grant_fen = 0;
        }
        let state = AppState {
            payments,
            paying: Arc::default(),
            stepping: Arc::default(),
            ending: Arc::default(),
            addresses,
            nonces,
            db,
            clock,
            config: Arc::new(config),
            keys: Arc::new(keys),
            provider,
            pokes: tokio::sync::broadcast::channel(1_024).0,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            sessions: crate::auth::Sessions::default(),
            standings: crate::store::reading::Standings::default(),
            uploading: Uploading::default(),
            streams: crate::auth::Streams::default(),
            rates: crate::auth::Rates::default(),
        };
        crate::ledger::start(&state).await?;
        if state.config.demo {
            crate::demo::fill(&state).await?;
        }
        crate::claims::sign_all(&state).await?;
        crate::payments::start(&state);
        crate::ledger::checkpoint::start(&state);
        jobs::start(&state);
        let listener = socket.listen(BACKLOG)?;
        let most = usize::try_from(state.config.limits.connections).unwrap_or(usize::MAX);
        let (tasks, stop) = (state.tasks.clone(), state.stop.clone());
        let accepting = state.tasks.spawn(accept(listener, routes::app(state.clone()), most, tasks, stop));
        Ok(Self { addr, state, sandbox, accepting })
    }

    /// Stops; returns once everything is closed, or the time for it is over.
    pub async fn stop(self) {
        self.state.stop.cancel();
        self.state.tasks.close();
        let limit = Duration::from_secs(self.state.config.limits.stop_s.unsigned_abs());
        if tokio::time::timeout(limit, self.state.tasks.wait()).await.is_err() {
            tracing::warn!("stopping with requests still open");
            self.accepting.abort();
        }
        // A connection that is still in use by an aborted request must not hold up the end.
        if tokio::time::timeout(Duration::from_secs(2), self.state.db.close()).await.is_err() {
            tracing::warn!("the database was closed without a checkpoint");
        }
    }
}

/// Takes the port, and does not listen yet.
fn bind(addr: SocketAddr) -> std::io::Result<TcpSocket> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // On Windows the same option would let two programs have one port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    Ok(socket)
}

/// Refuses to start with other keys than those that the data was made with.
async fn check_keys(db: &Db, keys: &Keys) -> Result<(), StartError> {
    let mut tx = db.write().await.map_err(OpenError::Sql)?;
    let known = key_check::is_known(&mut tx, &keys.fingerprint()?).await.map_err(OpenError::Sql)?;
    tx.commit().await.map_err(OpenError::Sql)?;
    if known { Ok(()) } else { Err(StartError::OtherKeys) }
}

/// Runs until `ended`, then stops.
///
/// # Errors
/// See [`StartError`].
pub async fn serve(
    config: Config,
    clock: Arc<dyn Clock>,
    started: impl FnOnce(SocketAddr),
    ended: impl Future<Output = ()>,
) -> Result<(), StartError> {
    let server = Server::start(config, clock).await?;
    started(server.addr);
    ended.await;
    tracing::info!("stopping");
    server.stop().await;
    Ok(())
}
