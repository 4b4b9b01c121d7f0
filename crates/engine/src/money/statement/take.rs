//! Taking the statement from the server.

use std::sync::Arc;

use circles_faults::{canary, crash_point};
use circles_store::table::statement::{self, Statement};
use circles_store::table::wallet as table;
use circles_store::table::wallet_entry::{self, Line};
use circles_wire::wallet::{Entry, MOST_ENTRIES, WalletResponse};

use super::check;
use crate::account::Account;
use crate::error::{Error, Result};
use crate::money::wallet;
use crate::remote;
use crate::view::StatementFault;

/// Pages read at once to meet what is kept. Somebody with more new entries than these hold begins a new run.
const MOST_PAGES: usize = 25;

/// What becomes of the entries that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::money) enum Kept {
    /// The new ones follow them.
    Stays,
    /// They are forgotten once the first page is here, and all is read anew.
    Goes,
}

/// Reads the wallet and what is new in its statement; tells the newest entries.
///
/// # Errors
/// [`Error::Remote`]; a statement that does not add up is one, and is kept as a finding first.
pub(in crate::money) async fn take(account: &Arc<Account>, kept: Kept) -> Result<Vec<Entry>> {
    let first = account.remote()?.wallet(None, None).await?;
    crash_point!("device.event.heard", Error::Internal("ordered"));
    let fault = match check::page(&first, true, account.clock.now()) {
        Some(fault) => Some(fault),
        None => keep(account, &first, kept).await?,
    };
    if let Some(fault) = fault.filter(|_| !canary!("statement_not_added_up")) {
        return Err(found(account, fault).await?);
    }
    fill(account);
    Ok(first.entries)
}

/// Keeps a wallet whose first page is sound, with the entries down to those that are kept already.
async fn keep(account: &Arc<Account>, first: &WalletResponse, kept: Kept) -> Result<Option<StatementFault>> {
    let now = account.clock.now();
    let ends = match kept {
        Kept::Stays => wallet_entry::ends(&mut *account.store.read().await?).await?,
        Kept::Goes => None,
    };
    let mut entries = first.entries.clone();
    let (mut more, mut pages) = (first.more, 1);
    let meets = |entries: &[Entry]| {
        let lowest = entries.last().map(|entry| entry.seq);
        ends.is_none_or(|(newest, _)| lowest.is_some_and(|lowest| lowest <= newest.seq))
    };
    while more && !meets(&entries) && pages < MOST_PAGES {
        let before = entries.last().map(|entry| entry.seq);
        let page = account.remote()?.wallet(before, Some(MOST_ENTRIES)).await?;
        entries.extend(page.entries);
        (more, pages) = (page.more, pages + 1);
    }
    let lines: Vec<Line> = entries.iter().map(Line::of).collect();
    if let Some(fault) = check::run(&lines, now) {
        return Ok(Some(fault));
    }
    let follows = kept == Kept::Stays && (meets(&entries) || !more);
    let mut write = account.store.write_cache().await?;
    let earlier: Option<Statement<StatementFault>> = statement::find(&mut write).await?;
    if follows {
        let lowest = if more { lines.last().map_or(i64::MAX, |line| line.seq) } else { i64::MIN };
        let known = wallet_entry::list_since(&mut write, lowest).await?;
        if let Some(fault) = check::compare(&lines, &known, now) {
            return Ok(Some(fault));
        }
    } else {
        wallet_entry::delete_all(&mut write).await?;
    }
    let complete = !more || (follows && earlier.is_some_and(|earlier| earlier.complete));
    wallet_entry::save(&mut write, &entries).await?;
    for thanks in &first.thanks {
        wallet_entry::thank(&mut write, thanks.tip, thanks.at).await?;
    }
    let fault = check::all(&mut write, first.balance, complete, now).await?;
    if fault.is_none() {
        table::save(&mut write, first, now).await?;
        statement::save(&mut write, &Statement { complete, checked_at: now, fault }).await?;
        crash_point!("device.event.written", Error::Internal("ordered"));
        write.commit().await?;
        crash_point!("device.event.kept", Error::Internal("ordered"));
    }
    Ok(fault)
}

/// Keeps a finding, beside the entries as they were.
async fn found(account: &Arc<Account>, fault: StatementFault) -> Result<Error> {
    tracing::error!(kind = ?fault.kind, seq = ?fault.seq, "the entries of the wallet do not add up");
    let mut write = account.store.write_cache().await?;
    let earlier: Option<Statement<StatementFault>> = statement::find(&mut write).await?;
    // What was known already is not told again: whoever shows it would read, and read, and read.
    if earlier.as_ref().and_then(|earlier| earlier.fault).is_some_and(|was| was.is_same(&fault)) {
        return Ok(Error::Remote(remote::Error::Protocol("entries that do not add up")));
    }
    let complete = earlier.is_some_and(|earlier| earlier.complete);
    let checked_at = account.clock.now();
    statement::save(&mut write, &Statement { complete, checked_at, fault: Some(fault) }).await?;
    write.commit().await?;
    Ok(Error::Remote(remote::Error::Protocol("entries that do not add up")))
}

/// Reads older pages in the background until the first entry is here. What is cut off goes on at the next reading.
fn fill(account: &Arc<Account>) {
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        let Ok(_filling) = account.purse.statement_fill.try_lock() else { return };
        let filled = account.stop.run_until_cancelled(async {
            while fill_page(&account).await? {}
            Ok::<_, Error>(())
        });
        if let Some(Err(error)) = filled.await {
            tracing::debug!(code = ?error.code(), "older entries could not be read");
        }
    });
}

/// Reads on until the first entry is here, for whoever needs all of them.
///
/// # Errors
/// [`Error::Remote`] when there are older ones and they cannot be read.
pub(crate) async fn complete(account: &Arc<Account>) -> Result<()> {
    if statement::find::<StatementFault>(&mut *account.store.read().await?).await?.is_some() {
        wallet::refresh_if_old(account).await;
    } else {
        wallet::read_with(account, Kept::Stays).await?;
    }
    let _filling = account.purse.statement_fill.lock().await;
    while fill_page(account).await? {}
    Ok(())
}

/// One older page; whether there may be another.
async fn fill_page(account: &Arc<Account>) -> Result<bool> {
    let mut tx = account.store.read().await?;
    let held: Option<Statement<StatementFault>> = statement::find(&mut tx).await?;
    let ends = wallet_entry::ends(&mut tx).await?;
    drop(tx);
    let (Some(held), Some((_, oldest))) = (held, ends) else { return Ok(false) };
    if held.complete || held.fault.is_some() {
        return Ok(false);
    }
    let page = account.remote()?.wallet(Some(oldest.seq), Some(MOST_ENTRIES)).await?;
    let now = account.clock.now();
    let joined: Vec<Line> = std::iter::once(oldest).chain(page.entries.iter().map(Line::of)).collect();
    let complete = !page.more;
    let first = if complete { joined.last() } else { None };
    let fault = check::run(&joined, now).or_else(|| check::begins(first, now));
    if let Some(fault) = fault {
        return Err(found(account, fault).await?);
    }
    let mut write = account.store.write_cache().await?;
    // Read anew meanwhile: this page belongs to another run.
    if wallet_entry::ends(&mut write).await?.map(|(_, line)| line) != Some(oldest) {
        return Ok(true);
    }
    let held = statement::find(&mut write).await?.unwrap_or(held);
    wallet_entry::save(&mut write, &page.entries).await?;
    statement::save(&mut write, &Statement { complete, ..held }).await?;
    write.commit().await?;
    Ok(!complete)
}
