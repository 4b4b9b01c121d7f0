//! Whether a receipt says what was quoted, and one of the pinned keys signed it. Pure.
//!
//! Keys form a chain: the first was pinned at the first sign-in, each later one is signed by the one before it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use circles_domain::PersonId;
use circles_faults::canary;
use circles_store::table::tip_intent::TipIntent;
use circles_store::table::transfer_intent::TransferIntent;
use circles_wire::proposal::SignedAdjustment;
use circles_wire::tip::{ReceiptKey, SignedReceipt};
use circles_wire::transfer::SignedTransferReceipt;
use circles_wire::wallet::Entry;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

/// What a receipt is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// It speaks of this tip, and a pinned key signed it.
    Good,
    /// It speaks of this tip; its key is not pinned yet.
    UnknownKey,
    /// It speaks of something else, or its signature does not hold.
    Forged,
}

/// Judges a receipt for `intent`, paid by `payer`.
pub(super) fn judge(
    signed: &SignedReceipt,
    intent: &TipIntent,
    payer: PersonId,
    pinned: &[ReceiptKey],
) -> Worth {
    let receipt = &signed.receipt;
    let as_quoted = intent.quote.as_ref().is_some_and(|quote| {
        receipt.tip == intent.id
            && receipt.payer == payer
            && receipt.payee == quote.payee.id
            && receipt.post == quote.post
            && receipt.amount == quote.amount
    });
    if !as_quoted {
        return Worth::Forged;
    }
    holds(signed, pinned)
}

/// Whether a pinned key signed it, whatever it speaks of.
pub(super) fn holds(signed: &SignedReceipt, pinned: &[ReceiptKey]) -> Worth {
    if canary!("any_key_signs") {
        return Worth::Good;
    }
    signed_by(&signed.receipt.key_id, &signed.receipt.signing_bytes(), &signed.signature, pinned)
}

/// Judges a receipt for the transfer `intent`, paid by `payer`.
pub(super) fn judge_transfer(
    signed: &SignedTransferReceipt,
    intent: &TransferIntent,
    payer: PersonId,
    pinned: &[ReceiptKey],
) -> Worth {
    let receipt = &signed.receipt;
    let as_quoted = intent.quote.as_ref().is_some_and(|quote| {
        receipt.transfer == intent.id
            && receipt.payer == payer
            && receipt.payee == quote.payee.id
            && receipt.amount == quote.amount
    });
    if !as_quoted {
        return Worth::Forged;
    }
    holds_transfer(signed, pinned)
}

/// Whether a pinned key signed it, whatever it speaks of.
pub(super) fn holds_transfer(signed: &SignedTransferReceipt, pinned: &[ReceiptKey]) -> Worth {
    signed_by(&signed.receipt.key_id, &signed.receipt.signing_bytes(), &signed.signature, pinned)
}

/// What the receipt of an adjustment is worth beside the entry that it came with, in the wallet of `person`.
pub(super) fn adjusts(
    signed: &SignedAdjustment,
    entry: &Entry,
    person: PersonId,
    pinned: &[ReceiptKey],
) -> Worth {
    let receipt = &signed.receipt;
    let told = (receipt.journal, receipt.person, receipt.amount, receipt.booked_at);
    if told != (entry.journal, person, entry.amount, entry.booked_at) {
        return Worth::Forged;
    }
    signed_by(&receipt.key_id, &receipt.signing_bytes(), &signed.signature, pinned)
}

fn signed_by(key_id: &str, bytes: &[u8], text: &str, pinned: &[ReceiptKey]) -> Worth {
    let Some(key) = pinned.iter().find(|key| key.id == key_id) else { return Worth::UnknownKey };
    let verified = || {
        let signature = signature(text)?;
        public(key)?.verify_strict(bytes, &signature).ok()
    };
    if verified().is_some() { Worth::Good } else { Worth::Forged }
}

/// The pinned keys with those of `told` that continue their chain; `None` when `told` contradicts what is pinned.
pub(crate) fn extend(pinned: &[ReceiptKey], told: &[ReceiptKey]) -> Option<Vec<ReceiptKey>> {
    let newest = pinned.last()?;
    let start = told.iter().position(|key| key == newest)? + 1;
    let mut keys = pinned.to_vec();
    for key in told.get(start..)? {
        let older = keys.last()?;
        let vouched = signature(key.signature.as_deref()?)?;
        public(older)?.verify_strict(public(key)?.as_bytes(), &vouched).ok()?;
        if key.signed_by.as_deref() != Some(older.id.as_str()) {
            return None;
        }
        keys.push(key.clone());
    }
    Some(keys)
}

/// The public key, if its id is the one that it must have.
fn public(key: &ReceiptKey) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(&key.public).ok()?.try_into().ok()?;
    let id: String = hex::encode(Sha256::digest(bytes)).chars().take(16).collect();
    (id == key.id).then(|| VerifyingKey::from_bytes(&bytes).ok()).flatten()
}

fn signature(text: &str) -> Option<Signature> {
    Signature::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

#[cfg(test)]
mod tests;
