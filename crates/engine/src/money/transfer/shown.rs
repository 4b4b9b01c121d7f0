//! The receipt of a transfer, to be looked at and kept: what was signed, and whether it holds on this device.

use circles_domain::TransferId;
use circles_store::read::{Listed, list_of_transfer};
use circles_store::table::{transfer_intent, transfer_receipt as table};
use circles_wire::transfer::SignedTransferReceipt;
use circles_wire::wallet::EntryKind;

use crate::account::Account;
use crate::args::TransferArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::money::keys;
use crate::money::receipt::{Worth, holds_transfer};
use crate::view::{EntryView, ReceiptWorth, TransferReceiptView};

impl Engine {
    /// A transfer with its signed receipt. The receipt is its payer's; a payee sees the entries alone.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a transfer that is not in the statement; what the store says. A receipt that cannot be
    /// read now is none: `missing` says why.
    pub async fn transfer_receipt(&self, args: TransferArgs) -> Result<TransferReceiptView> {
        let account = self.account()?;
        let mut tx = account.store.read().await?;
        let intent = transfer_intent::find(&mut tx, args.transfer).await?;
        let entries = list_of_transfer(&mut tx, args.transfer).await?;
        let mut kept = intent.and_then(|intent| intent.outcome).and_then(|outcome| outcome.receipt);
        if kept.is_none() {
            kept = table::find(&mut tx, args.transfer).await?;
        }
        drop(tx);
        if entries.is_empty() && kept.is_none() {
            return Err(Error::NotFound);
        }
        let paid = entries.iter().any(|listed| listed.entry.kind == EntryKind::TransferSent);
        let mut missing = None;
        if kept.is_none() && paid {
            self.resumed().await;
            match fetch(&account, args.transfer).await {
                Ok(receipt) => kept = receipt,
                Err(error) => missing = Some(error.code()),
            }
        }
        let worth = match &kept {
            Some(signed) => Some(judge(&account, signed, args.transfer, &entries).await),
            None => None,
        };
        let key_id = kept.as_ref().map(|signed| signed.receipt.key_id.clone());
        let keys = account.receipt_keys();
        Ok(TransferReceiptView {
            transfer: args.transfer,
            entries: entries.into_iter().map(EntryView::from).collect(),
            public_key: keys.into_iter().find(|key| Some(&key.id) == key_id.as_ref()).map(|key| key.public),
            receipt: kept,
            worth,
            missing,
        })
    }
}

/// From the server, for a transfer of another device.
async fn fetch(account: &Account, id: TransferId) -> Result<Option<SignedTransferReceipt>> {
    let answer = account.remote()?.transfer(id).await?;
    let Some(signed) = answer.receipt.filter(|_| answer.id == id) else { return Ok(None) };
    let mut write = account.store.write_cache().await?;
    table::save(&mut write, id, &signed).await?;
    write.commit().await?;
    Ok(Some(signed))
}

/// Signed by a pinned key, about this transfer, and in agreement with the statement.
async fn judge(
    account: &Account,
    signed: &SignedTransferReceipt,
    id: TransferId,
    entries: &[Listed],
) -> ReceiptWorth {
    if !agrees(account, signed, id, entries) {
        return ReceiptWorth::Forged;
    }
    let mut worth = holds_transfer(signed, &account.receipt_keys());
    if worth == Worth::UnknownKey && keys::learn(account).await.is_ok() {
        worth = holds_transfer(signed, &account.receipt_keys());
    }
    match worth {
        Worth::Good => ReceiptWorth::Verified,
        Worth::UnknownKey => ReceiptWorth::UnknownKey,
        Worth::Forged => ReceiptWorth::Forged,
    }
}

fn agrees(account: &Account, signed: &SignedTransferReceipt, id: TransferId, entries: &[Listed]) -> bool {
    let receipt = &signed.receipt;
    let sent = entries.iter().map(|listed| &listed.entry).find(|entry| entry.kind == EntryKind::TransferSent);
    receipt.transfer == id
        && receipt.payer == account.person
        && sent.is_none_or(|entry| {
            entry.journal == receipt.journal
                && entry.amount.minor.checked_neg() == Some(receipt.amount.minor)
                && entry.counterparty.as_ref().is_none_or(|other| other.id == receipt.payee)
        })
}
