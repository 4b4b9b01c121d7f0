//! Opening the page of a transfer: the id is minted, or the one that is still open is found.

use circles_domain::{PersonId, TransferId};
use circles_faults::crash_point;
use circles_store::table::transfer_intent::{self, Addressee, Transfer, TransferIntent};

use crate::account::Account;
use crate::args::{OtherArgs, TransferArgs};
use crate::engine::Engine;
use crate::error::Result;
use crate::money::intent::row;
use crate::view::TransferView;

impl Engine {
    /// The transfer to a person whose outcome is not definite, or a new one. Works offline: nothing is sent.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`]; what the store says.
    pub async fn open_transfer(&self, args: OtherArgs) -> Result<TransferView> {
        let account = self.account()?;
        let id = open(&account, args.person).await?;
        row::show::<Transfer>(&account, id).await
    }

    /// A transfer as it stands.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when it was not opened here.
    pub async fn get_transfer(&self, args: TransferArgs) -> Result<TransferView> {
        let account = self.account()?;
        row::show::<Transfer>(&account, args.transfer).await
    }
}

/// Finds and mints in one transaction, so that two openings at once get one id.
async fn open(account: &Account, payee: PersonId) -> Result<TransferId> {
    let mut tx = account.store.write_outbox().await?;
    let newest = transfer_intent::find_newest(&mut tx, payee).await?;
    if let Some(open) = newest.as_ref().filter(|intent| row::is_open(intent.state)) {
        return Ok(open.id);
    }
    let now = account.clock.now();
    // The newest is found by this, also after a clock was set back.
    let opened_at = newest.map_or(now, |newest| now.max(newest.created_at.plus_seconds(1)));
    let cause = Addressee { payee, note: String::new() };
    let intent = TransferIntent::draft(TransferId::mint(), cause, 0, opened_at);
    transfer_intent::save(&mut tx, &intent).await?;
    crash_point!("device.transfer.intent.written", crate::Error::Internal("ordered"));
    tx.commit().await?;
    crash_point!("device.transfer.intent.kept", crate::Error::Internal("ordered"));
    Ok(intent.id)
}
