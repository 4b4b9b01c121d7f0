//! The statement as it is looked through: from this device alone.

use circles_domain::{PersonId, Timestamp};
use circles_store::ReadTx;
use circles_store::read::{Filter, Listed, Sums, list_entries, sum_by, sum_entries};
use circles_store::table::statement::{self, Statement};
use circles_wire::proposal::EntryNote;
use circles_wire::tip::ReceiptKey;

use super::{Kept, terms};
use crate::args::StatementArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::money::{receipt, wallet};
use crate::view::{EntryView, MonthView, ReceiptWorth, StatementFault, StatementView, SumsView};

/// Entries that are shown at once, at most.
const MOST_SHOWN: i64 = 2_000;
/// Stretches of time that sums are made of, at most.
const MOST_MONTHS: usize = 240;

impl Engine {
    /// The entries that match, with their sums. From this device, as far as it has them; they are read again when they
    /// are old.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a limit or months out of bounds; what the store says.
    pub async fn statement(&self, args: StatementArgs) -> Result<StatementView> {
        let account = self.account()?;
        if !(1..=MOST_SHOWN).contains(&args.limit) || args.months.len() > MOST_MONTHS {
            return Err(Error::Malformed);
        }
        // Who types does not wait for the network; who sees it for the first time has nothing else to see.
        if statement::find::<StatementFault>(&mut *account.store.read().await?).await?.is_some() {
            wallet::look(&account);
        } else {
            wallet::refresh_if_old(&account).await;
        }
        let mut tx = account.store.read().await?;
        let held: Option<Statement<StatementFault>> = statement::find(&mut tx).await?;
        let ever = Filter {
            from: Timestamp::from_micros(i64::MIN),
            until: Timestamp::from_micros(i64::MAX),
            kinds: args.kinds,
            terms: terms::read(&args.words),
        };
        let months = sum_by(&mut tx, &ever, &args.months).await?;
        let filter =
            Filter { from: args.from.unwrap_or(ever.from), until: args.until.unwrap_or(ever.until), ..ever };
        let sums = sum_entries(&mut tx, &filter).await?;
        let entries = list_entries(&mut tx, &filter, args.limit).await?;
        drop(tx);
        let (person, pinned) = (account.person, account.receipt_keys());
        Ok(StatementView {
            entries: entries.into_iter().map(|listed| judged(listed, person, &pinned)).collect(),
            sums: sums.into(),
            months: months.into_iter().map(|(from, sums)| MonthView { from, sums: sums.into() }).collect(),
            complete: held.is_some_and(|held| held.complete),
            checked_at: held.map(|held| held.checked_at),
            fault: held.and_then(|held| held.fault),
        })
    }

    /// Forgets the entries that are kept here and reads all of them anew: after a finding, when somebody wants to know
    /// whether it was this device's.
    ///
    /// # Errors
    /// [`Error::Remote`]; nothing is forgotten before the server has answered.
    pub async fn read_statement_again(&self) -> Result<()> {
        let account = self.account()?;
        self.resumed().await;
        wallet::read_with(&account, Kept::Goes).await
    }
}

impl From<Sums> for SumsView {
    fn from(sums: Sums) -> Self {
        Self { count: sums.count, came: sums.came, went: sums.went }
    }
}

impl From<Listed> for EntryView {
    fn from(listed: Listed) -> Self {
        let (circle_name, circle_name_zh) = listed.circle.unzip();
        Self { entry: listed.entry, circle_name, circle_name_zh, worth: None }
    }
}

/// As it is shown: the receipt of an adjustment is judged each time.
fn judged(listed: Listed, person: PersonId, pinned: &[ReceiptKey]) -> EntryView {
    let view = EntryView::from(listed);
    let worth = match &view.entry.note {
        Some(EntryNote::Adjusted { signed }) => {
            Some(ReceiptWorth::from(receipt::adjusts(signed, &view.entry, person, pinned)))
        }
        Some(EntryNote::Refunded { .. } | EntryNote::TakenBack | EntryNote::Unknown) | None => None,
    };
    EntryView { worth, ..view }
}

/// Whether the last check found nothing.
///
/// # Errors
/// What the store says.
pub(crate) async fn adds_up_here(tx: &mut ReadTx) -> Result<bool> {
    let held: Option<Statement<StatementFault>> = statement::find(tx).await?;
    Ok(held.is_some_and(|held| held.fault.is_none()))
}
