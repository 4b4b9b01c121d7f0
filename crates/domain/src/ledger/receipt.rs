//! Receipts: what the server signs when it holds a tip.

use circles_faults::canary;
use serde::{Deserialize, Serialize};

use super::canonical::Canonical;
use super::chain::code;
use crate::{JournalId, Money, PersonId, PostId, Timestamp, TipId, TransferId};

/// Proof that a tip was held: who, to whom, for what, how much, when. Names no person but by id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// The journal that moved the money into escrow.
    pub journal: JournalId,
    /// Who paid.
    pub payer: PersonId,
    /// Who gets it.
    pub payee: PersonId,
    /// For which post.
    pub post: PostId,
    /// How much.
    pub amount: Money,
    /// The tip, which is also the key that it can be paid under only once.
    pub tip: TipId,
    /// When it was held, by the server's clock.
    pub held_at: Timestamp,
    /// Which of the server's keys signed it.
    pub key_id: String,
}

impl Receipt {
    /// The bytes that are signed.
    ///
    /// Fields, each after its length as a big-endian `u64`: the text `circles.receipt.v1`; journal, payer, payee, post
    /// (16 bytes each); amount in minor units; currency code; tip (16 bytes); held-at in Unix µs; key id. Numbers are
    /// big-endian `i64`. The key's id is signed too, so that a receipt cannot be moved under another key.
    #[must_use]
    pub fn signing_bytes(&self) -> Vec<u8> {
        let payee = if canary!("receipt_without_payee") { self.payer } else { self.payee };
        Canonical::begin("circles.receipt.v1")
            .bytes(self.journal.as_bytes())
            .bytes(self.payer.as_bytes())
            .bytes(payee.as_bytes())
            .bytes(self.post.as_bytes())
            .int(self.amount.minor)
            .text(code(self.amount.currency))
            .bytes(self.tip.as_bytes())
            .int(self.held_at.as_micros())
            .text(&self.key_id)
            .finish()
    }
}

/// Proof that a transfer was held: who, to whom, how much, when. Names no person but by id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransferReceipt {
    /// The journal that moved the money into escrow.
    pub journal: JournalId,
    /// Who paid.
    pub payer: PersonId,
    /// Who gets it.
    pub payee: PersonId,
    /// How much.
    pub amount: Money,
    /// The transfer, which is also the key that it can be paid under only once.
    pub transfer: TransferId,
    /// When it was held, by the server's clock.
    pub held_at: Timestamp,
    /// Which of the server's keys signed it.
    pub key_id: String,
}

impl TransferReceipt {
    /// The bytes that are signed: as those of [`Receipt`], begun by `circles.transfer-receipt.v1` and without a post.
    #[must_use]
    pub fn signing_bytes(&self) -> Vec<u8> {
        Canonical::begin("circles.transfer-receipt.v1")
            .bytes(self.journal.as_bytes())
            .bytes(self.payer.as_bytes())
            .bytes(self.payee.as_bytes())
            .int(self.amount.minor)
            .text(code(self.amount.currency))
            .bytes(self.transfer.as_bytes())
            .int(self.held_at.as_micros())
            .text(&self.key_id)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sha2::{Digest, Sha256};
    use uuid::Uuid;

    use super::*;

    fn receipt() -> Receipt {
        Receipt {
            journal: JournalId(Uuid::from_u128(1)),
            payer: PersonId(Uuid::from_u128(2)),
            payee: PersonId(Uuid::from_u128(3)),
            post: PostId(Uuid::from_u128(4)),
            amount: Money::fen(88),
            tip: TipId(Uuid::from_u128(5)),
            held_at: Timestamp::from_micros(1_795_305_600_000_000),
            key_id: "k1".into(),
        }
    }

    #[test]
    fn every_field_changes_what_is_signed() {
        let other = Uuid::from_u128(9);
        let kept = receipt();
        let all = [
            kept.clone(),
            Receipt { journal: JournalId(other), ..kept.clone() },
            Receipt { payer: PersonId(other), ..kept.clone() },
            Receipt { payee: PersonId(other), ..kept.clone() },
            Receipt { post: PostId(other), ..kept.clone() },
            Receipt { amount: Money::fen(89), ..kept.clone() },
            Receipt { tip: TipId(other), ..kept.clone() },
            Receipt { held_at: kept.held_at.plus_seconds(1), ..kept.clone() },
            Receipt { key_id: "k2".into(), ..kept.clone() },
            Receipt { payer: kept.payee, payee: kept.payer, ..kept.clone() },
        ];
        let bytes: BTreeSet<_> = all.iter().map(Receipt::signing_bytes).collect();
        assert_eq!(bytes.len(), all.len());
    }

    #[test]
    fn every_field_of_a_transfer_changes_what_is_signed() {
        let other = Uuid::from_u128(9);
        let kept = TransferReceipt {
            journal: JournalId(Uuid::from_u128(1)),
            payer: PersonId(Uuid::from_u128(2)),
            payee: PersonId(Uuid::from_u128(3)),
            amount: Money::fen(88),
            transfer: TransferId(Uuid::from_u128(5)),
            held_at: Timestamp::from_micros(1_795_305_600_000_000),
            key_id: "k1".into(),
        };
        let all = [
            kept.clone(),
            TransferReceipt { journal: JournalId(other), ..kept.clone() },
            TransferReceipt { payer: PersonId(other), ..kept.clone() },
            TransferReceipt { payee: PersonId(other), ..kept.clone() },
            TransferReceipt { amount: Money::fen(89), ..kept.clone() },
            TransferReceipt { transfer: TransferId(other), ..kept.clone() },
            TransferReceipt { held_at: kept.held_at.plus_seconds(1), ..kept.clone() },
            TransferReceipt { key_id: "k2".into(), ..kept.clone() },
            TransferReceipt { payer: kept.payee, payee: kept.payer, ..kept.clone() },
        ];
        let bytes: BTreeSet<_> = all.iter().map(TransferReceipt::signing_bytes).collect();
        assert_eq!(bytes.len(), all.len());
        let mut expected = b"\0\0\0\0\0\0\0\x1bcircles.transfer-receipt.v1\0\0\0\0\0\0\0\x10".to_vec();
        expected.extend(kept.journal.as_bytes());
        assert!(kept.signing_bytes().starts_with(&expected));
    }

    #[test]
    fn the_signed_form_is_frozen() {
        let bytes = receipt().signing_bytes();
        assert_eq!(&bytes[..26], b"\0\0\0\0\0\0\0\x12circles.receipt.v1");
        // Computed by another program, from what `signing_bytes` says it does.
        let hash = "ba4e0be359a7b9b37765cc5919d2fc986b53edf2f4e17b199ded87a83308c791";
        assert_eq!(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>(), hash);
    }

    #[test]
    fn json_and_back() {
        let text = serde_json::to_string(&receipt()).unwrap();
        assert!(text.contains(r#""amount":{"amount":"88","currency":"CNY"}"#), "{text}");
        assert_eq!(serde_json::from_str::<Receipt>(&text).unwrap(), receipt());
    }
}
