//! The receipt of a payment, to be looked at and kept: what was signed, and whether it holds on this device.

use circles_domain::TipId;
use circles_store::read::{Listed, list_of_tip};
use circles_store::table::{receipt as table, tip_intent};
use circles_wire::tip::SignedReceipt;
use circles_wire::wallet::EntryKind;

use crate::account::Account;
use crate::args::TipArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::money::keys;
use crate::money::receipt::{Worth, holds};
use crate::view::{EntryView, ReceiptView, ReceiptWorth};

impl Engine {
    /// A payment with its signed receipt. The receipt is its payer's; a payee sees the entries alone.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a payment that is not in the statement; what the store says. A receipt that cannot be read
    /// now is none: `missing` says why.
    pub async fn receipt(&self, args: TipArgs) -> Result<ReceiptView> {
        let account = self.account()?;
        let mut tx = account.store.read().await?;
        let intent = tip_intent::find(&mut tx, args.tip).await?;
        let entries = list_of_tip(&mut tx, args.tip).await?;
        let mut kept = intent.and_then(|intent| intent.outcome).and_then(|outcome| outcome.receipt);
        if kept.is_none() {
            kept = table::find(&mut tx, args.tip).await?;
        }
        drop(tx);
        if entries.is_empty() && kept.is_none() {
            return Err(Error::NotFound);
        }
        let paid = entries.iter().any(|listed| listed.entry.kind == EntryKind::TipSent);
        let mut missing = None;
        if kept.is_none() && paid {
            self.resumed().await;
            match fetch(&account, args.tip).await {
                Ok(receipt) => kept = receipt,
                Err(error) => missing = Some(error.code()),
            }
        }
        let worth = match &kept {
            Some(signed) => Some(judge(&account, signed, args.tip, &entries).await),
            None => None,
        };
        let key_id = kept.as_ref().map(|signed| signed.receipt.key_id.clone());
        let keys = account.receipt_keys();
        Ok(ReceiptView {
            tip: args.tip,
            entries: entries.into_iter().map(EntryView::from).collect(),
            public_key: keys.into_iter().find(|key| Some(&key.id) == key_id.as_ref()).map(|key| key.public),
            receipt: kept,
            worth,
            missing,
        })
    }
}

/// From the server, for a payment of another device.
async fn fetch(account: &Account, tip: TipId) -> Result<Option<SignedReceipt>> {
    let answer = account.remote()?.tip(tip).await?;
    let Some(signed) = answer.receipt.filter(|_| answer.id == tip) else { return Ok(None) };
    let mut write = account.store.write_cache().await?;
    table::save(&mut write, tip, &signed).await?;
    write.commit().await?;
    Ok(Some(signed))
}

/// Signed by a pinned key, about this payment, and in agreement with the statement.
async fn judge(account: &Account, signed: &SignedReceipt, tip: TipId, entries: &[Listed]) -> ReceiptWorth {
    if !agrees(account, signed, tip, entries) {
        return ReceiptWorth::Forged;
    }
    let mut worth = holds(signed, &account.receipt_keys());
    if worth == Worth::UnknownKey && keys::learn(account).await.is_ok() {
        worth = holds(signed, &account.receipt_keys());
    }
    worth.into()
}

impl From<Worth> for ReceiptWorth {
    fn from(worth: Worth) -> Self {
        match worth {
            Worth::Good => Self::Verified,
            Worth::UnknownKey => Self::UnknownKey,
            Worth::Forged => Self::Forged,
        }
    }
}

fn agrees(account: &Account, signed: &SignedReceipt, tip: TipId, entries: &[Listed]) -> bool {
    let receipt = &signed.receipt;
    let sent = entries.iter().map(|listed| &listed.entry).find(|entry| entry.kind == EntryKind::TipSent);
    receipt.tip == tip
        && receipt.payer == account.person
        && sent.is_none_or(|entry| {
            entry.journal == receipt.journal
                && entry.amount.minor.checked_neg() == Some(receipt.amount.minor)
                && entry.post.is_none_or(|post| post == receipt.post)
                && entry.counterparty.as_ref().is_none_or(|other| other.id == receipt.payee)
        })
}
