//! Which provider holds the money: the sandbox, unless a real one is configured. Never both over the same data.

use std::sync::Arc;

use circles_domain::Clock;

use super::alipay::{Alipay, AlipayConfig, BadAlipay};
use super::{PaymentProvider, Sandbox};
use crate::config::Config;
use crate::store::{Db, payees};

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum BadProvider {
    /// The flags.
    #[error(transparent)]
    Alipay(#[from] BadAlipay),
    /// Test money that would be paid out in real money, or the other way round.
    #[error("this data speaks of the money of another payment provider; start with a new --data-dir")]
    OthersMoney,
    /// The demo gives test money away.
    #[error("--demo lays out test money and cannot be together with a real payment provider")]
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
    let provider: Arc<dyn PaymentProvider> = match AlipayConfig::from_args(&config.alipay)? {
        Some(_) if config.demo => return Err(BadProvider::Demo),
        Some(alipay) => Arc::new(Alipay::new(alipay, Arc::clone(clock))?),
        None => Arc::clone(sandbox) as Arc<dyn PaymentProvider>,
    };
    let mut tx = db.write().await?;
    let ours = payees::is_of(&mut tx, provider.name()).await?;
    tx.commit().await?;
    if ours { Ok(provider) } else { Err(BadProvider::OthersMoney) }
}
