//! Which provider holds the money: the sandbox, here or in a process of its own, unless a real one is configured. Never
//! two over the same data.

use std::sync::Arc;

use circles_domain::Clock;

use super::alipay::{Alipay, AlipayConfig, BadAlipay};
use super::{BadSandbox, PaymentProvider, Sandbox, SandboxElsewhere};
use crate::config::Config;
use crate::store::{Db, payees};

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum BadProvider {
    /// The flags.
    #[error(transparent)]
    Alipay(#[from] BadAlipay),
    /// The sandbox elsewhere.
    #[error(transparent)]
    Sandbox(#[from] BadSandbox),
    /// Two at once.
    #[error("--sandbox-url and --alipay-app-id cannot be together: one provider holds the money")]
    Two,
    /// Test money that would be paid out in real money, or the other way round.
    #[error("this data speaks of the money of another payment provider; start with a new --data-dir")]
    OthersMoney,
    /// The demo gives test money away.
    #[error(
        "--demo lays out the embedded sandbox's money and cannot be together with another payment provider"
    )]
    Demo,
    /// TLS.
    #[error("cannot reach the payment provider")]
    Io(#[from] std::io::Error),
    /// The database.
    #[error("cannot read whose money this data speaks of")]
    Sql(#[from] sqlx::Error),
}

/// The provider of this configuration.
///
/// # Errors
/// See [`BadProvider`].
pub async fn choose(
    config: &Config,
    db: &Db,
    clock: &Arc<dyn Clock>,
    sandbox: &Arc<Sandbox>,
) -> Result<Arc<dyn PaymentProvider>, BadProvider> {
    let alipay = AlipayConfig::from_args(&config.alipay)?;
    let provider: Arc<dyn PaymentProvider> = match (alipay, &config.sandbox_url) {
        (None, None) => Arc::clone(sandbox) as Arc<dyn PaymentProvider>,
        (Some(_), Some(_)) => return Err(BadProvider::Two),
        (Some(_), None) | (None, Some(_)) if config.demo => return Err(BadProvider::Demo),
        (Some(alipay), None) => Arc::new(Alipay::new(alipay, Arc::clone(clock))?),
        (None, Some(url)) => Arc::new(SandboxElsewhere::at(url)?),
    };
    let mut tx = db.write().await?;
    let ours = payees::is_of(&mut tx, provider.name()).await?;
    tx.commit().await?;
    if ours { Ok(provider) } else { Err(BadProvider::OthersMoney) }
}
