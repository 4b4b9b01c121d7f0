//! What tips brought: read whole from the server, kept, shown with its age.

use std::sync::Arc;
use std::time::Duration;

use circles_domain::TipId;
use circles_store::table::{circle, sheet, wallet_entry};
use circles_wire::earnings::{EarningsResponse, MOST_DAYS};

use crate::account::Account;
use crate::args::{EarningsArgs, TipArgs};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::view::{Connectivity, EarningCircleView, EarningsView};

/// What was read this long ago is read again when somebody looks.
const FRESH_S: i64 = 30;
/// How long somebody who looks waits for the server before they see what was read earlier.
const PATIENCE: Duration = Duration::from_secs(3);

impl Engine {
    /// What tips brought in the last days. From this device when the server is out of reach.
    ///
    /// # Errors
    /// [`Error::Malformed`] for days out of bounds; [`Error::Remote`] when nothing was read earlier.
    pub async fn earnings(&self, args: EarningsArgs) -> Result<EarningsView> {
        if !(1..=MOST_DAYS).contains(&args.days) {
            return Err(Error::Malformed);
        }
        let account = self.account()?;
        let name = format!("earnings/{}", args.days);
        let mut kept = find(&account, &name).await?;
        let fresh = kept.as_ref().is_some_and(|(_, at)| account.clock.now() < at.plus_seconds(FRESH_S));
        if !fresh && (kept.is_none() || account.connectivity.now() != Connectivity::Offline) {
            match tokio::time::timeout(PATIENCE, read(&account, args.days, &name)).await {
                Ok(Ok(())) => kept = find(&account, &name).await?,
                Ok(Err(error)) if kept.is_none() => return Err(error),
                Err(_) if kept.is_none() => return Err(Error::Remote(crate::remote::Error::Timeout)),
                Ok(Err(_)) | Err(_) => {}
            }
        }
        let (read, as_of) = kept.ok_or(Error::NotFound)?;
        let mut tx = account.store.read().await?;
        let mut circles = Vec::with_capacity(read.circles.len());
        for one in &read.circles {
            let known = match one.circle {
                Some(id) => circle::find(&mut tx, id).await?,
                None => None,
            };
            let (name, name_zh) = known.map(|circle| (circle.name, circle.name_zh)).unzip();
            circles.push(EarningCircleView { circle: one.circle, name, name_zh, earned: one.earned });
        }
        Ok(EarningsView {
            from: read.from,
            total: read.total,
            days: read.days,
            posts: read.posts,
            circles,
            as_of,
        })
    }

    /// Thanks whoever sent a tip that arrived. Only they see it.
    ///
    /// # Errors
    /// [`Error::Remote`].
    pub async fn thank(&self, args: TipArgs) -> Result<()> {
        let account = self.account()?;
        self.resumed().await;
        account.remote()?.thank(args.tip).await?;
        thanked(&account, args.tip).await
    }
}

async fn thanked(account: &Arc<Account>, tip: TipId) -> Result<()> {
    let mut write = account.store.write_cache().await?;
    wallet_entry::thank(&mut write, tip, account.clock.now()).await?;
    Ok(write.commit().await?)
}

async fn read(account: &Arc<Account>, days: i64, name: &str) -> Result<()> {
    let read = account.remote()?.earnings(days).await?;
    let mut write = account.store.write_cache().await?;
    sheet::save(&mut write, name, &read, account.clock.now()).await?;
    Ok(write.commit().await?)
}

async fn find(
    account: &Arc<Account>,
    name: &str,
) -> Result<Option<(EarningsResponse, circles_domain::Timestamp)>> {
    Ok(sheet::find(&mut *account.store.read().await?, name).await?)
}
