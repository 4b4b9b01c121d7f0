//! Sheets: read whole from the server, kept, shown.

use std::sync::Arc;

use circles_domain::CircleId;
use circles_store::table::sheet;
use circles_wire::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::account::Account;
use crate::args::{CircleArgs, LoadSheetArgs, Sheet};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::remote;
use crate::view::{
    AppealsView, ApplicationsView, ConsoleView, FinanceView, LogView, MembersView, QueueView, StandingsView,
};

/// Under which name a sheet is kept.
fn name(sheet: Sheet, circle: Option<CircleId>) -> Result<String> {
    match (sheet, circle) {
        (Sheet::Standings, _) => Ok("standings".to_owned()),
        (Sheet::Applications, _) => Ok("applications".to_owned()),
        (Sheet::Console, _) => Ok("console".to_owned()),
        (Sheet::Finance, _) => Ok("finance".to_owned()),
        (Sheet::Queue, Some(circle)) => Ok(format!("queue/{circle}")),
        (Sheet::Appeals, Some(circle)) => Ok(format!("appeals/{circle}")),
        (Sheet::Log, Some(circle)) => Ok(format!("log/{circle}")),
        (Sheet::Members, Some(circle)) => Ok(format!("members/{circle}")),
        (Sheet::Queue | Sheet::Appeals | Sheet::Log | Sheet::Members, None) => Err(Error::Malformed),
    }
}

impl Engine {
    /// Reads a sheet from the server.
    ///
    /// # Errors
    /// The server; what the store says.
    pub async fn load_sheet(&self, args: LoadSheetArgs) -> Result<()> {
        load(&self.connected_account().await?, args.sheet, args.circle).await
    }

    /// One's own standings, what was decided about oneself, and what came of one's reports, as last read.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; what the store says.
    pub async fn standings(&self) -> Result<StandingsView> {
        let (read, as_of) = self.sheet(Sheet::Standings, None).await?;
        Ok(StandingsView { read, as_of })
    }

    /// What waits for a moderator, as last read.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; what the store says.
    pub async fn queue(&self, args: CircleArgs) -> Result<QueueView> {
        let (read, as_of) = self.sheet(Sheet::Queue, Some(args.circle)).await?;
        Ok(QueueView { read, as_of })
    }

    /// Appeals that wait, as last read.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; what the store says.
    pub async fn appeals(&self, args: CircleArgs) -> Result<AppealsView> {
        let (read, as_of) = self.sheet(Sheet::Appeals, Some(args.circle)).await?;
        Ok(AppealsView { read, as_of })
    }

    /// What was done, as last read.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; what the store says.
    pub async fn moderation_log(&self, args: CircleArgs) -> Result<LogView> {
        let (read, as_of) = self.sheet(Sheet::Log, Some(args.circle)).await?;
        Ok(LogView { read, as_of })
    }

    /// Who is there, as last read.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; what the store says.
    pub async fn member_list(&self, args: CircleArgs) -> Result<MembersView> {
        let (read, as_of) = self.sheet(Sheet::Members, Some(args.circle)).await?;
        Ok(MembersView { read, as_of })
    }

    /// One's own applications for circles, and for operators those that wait, as last read.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; what the store says.
    pub async fn applications(&self) -> Result<ApplicationsView> {
        let (read, as_of) = self.sheet(Sheet::Applications, None).await?;
        Ok(ApplicationsView { read, as_of })
    }

    /// Every circle as operators see it, as last read.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; what the store says.
    pub async fn console(&self) -> Result<ConsoleView> {
        let (read, as_of) = self.sheet(Sheet::Console, None).await?;
        Ok(ConsoleView { read, as_of })
    }

    /// The books as operators see them, as last read.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; what the store says.
    pub async fn finance(&self) -> Result<FinanceView> {
        let (read, as_of) = self.sheet(Sheet::Finance, None).await?;
        Ok(FinanceView { read, as_of })
    }

    async fn sheet<T: DeserializeOwned>(
        &self,
        sheet: Sheet,
        circle: Option<CircleId>,
    ) -> Result<(Option<T>, Option<circles_domain::Timestamp>)> {
        let account = self.account()?;
        let mut tx = account.store.read().await?;
        let found = sheet::find(&mut tx, &name(sheet, circle)?).await?;
        tx.end().await?;
        Ok(found.map_or((None, None), |(read, as_of)| (Some(read), Some(as_of))))
    }
}

/// Reads a sheet and keeps it. One that may not be read any more is forgotten.
pub(super) async fn load(account: &Arc<Account>, sheet: Sheet, circle: Option<CircleId>) -> Result<()> {
    let name = name(sheet, circle)?;
    let done = fetch(account, sheet, circle, &name).await;
    if let Err(Error::Remote(remote::Error::Rejected(body))) = &done
        && matches!(body.code, ErrorCode::NotFound | ErrorCode::Forbidden)
    {
        let mut write = account.store.write_cache().await?;
        sheet::forget(&mut write, &name).await?;
        write.commit().await?;
    }
    done
}

async fn fetch(account: &Account, sheet: Sheet, circle: Option<CircleId>, name: &str) -> Result<()> {
    let remote = account.remote()?;
    let circle = || circle.ok_or(Error::Malformed);
    match sheet {
        Sheet::Standings => keep(account, name, &remote.standings().await?).await,
        Sheet::Applications => keep(account, name, &remote.applications().await?).await,
        Sheet::Finance => keep(account, name, &remote.finance().await?).await,
        Sheet::Console => keep(account, name, &remote.console().await?).await,
        Sheet::Queue => keep(account, name, &remote.queue(circle()?).await?).await,
        Sheet::Appeals => keep(account, name, &remote.appeals(circle()?).await?).await,
        Sheet::Log => keep(account, name, &remote.log(circle()?).await?).await,
        Sheet::Members => keep(account, name, &remote.members(circle()?).await?).await,
    }
}

async fn keep<T: Serialize + Sync>(account: &Account, name: &str, body: &T) -> Result<()> {
    let mut write = account.store.write_cache().await?;
    sheet::save(&mut write, name, body, account.clock.now()).await?;
    Ok(write.commit().await?)
}

/// Reads sheets again in the background.
pub(super) fn load_soon(account: &Arc<Account>, sheets: &'static [Sheet], circle: Option<CircleId>) {
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        for sheet in sheets {
            let done = account.stop.run_until_cancelled(load(&account, *sheet, circle)).await;
            if let Some(Err(error)) = done {
                tracing::debug!(code = ?error.code(), "a sheet could not be read");
            }
        }
    });
}

/// What was decided about oneself, and what waits for somebody who operates the platform, is told wherever one is: it is
/// read in the background when the server said that it moved, and when it was never read.
///
/// # Errors
/// What the store says.
pub(crate) async fn after_pull(account: &Arc<Account>, standing: bool, myself: bool) -> Result<()> {
    if standing || is_unread(account, Sheet::Standings).await? {
        load_soon(account, &[Sheet::Standings], None);
    }
    if account.me().operator && (myself || is_unread(account, Sheet::Applications).await?) {
        load_soon(account, &[Sheet::Applications, Sheet::Console], None);
    }
    Ok(())
}

async fn is_unread(account: &Account, sheet: Sheet) -> Result<bool> {
    let mut tx = account.store.read().await?;
    let read = sheet::is_there(&mut tx, &name(sheet, None)?).await?;
    tx.end().await?;
    Ok(!read)
}
