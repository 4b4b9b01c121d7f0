//! Checkpoints: links of the chain that are signed and kept outside the ledger. Whoever has one can tell whether the
//! ledger before it was changed, or cut off behind it.

use serde::{Deserialize, Serialize};

use super::canonical::Canonical;
use crate::Timestamp;

/// A link of the chain, kept outside the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Of which journal.
    pub seq: i64,
    /// Its link; 64 hexadecimal digits in JSON.
    #[serde(with = "super::chain::hex32")]
    pub hash: [u8; 32],
}

/// A checkpoint with the server's word for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedCheckpoint {
    /// The link.
    #[serde(flatten)]
    pub checkpoint: Checkpoint,
    /// When it was the newest, by the server's clock.
    pub made_at: Timestamp,
    /// Which of the keys of receipts signed it.
    pub key_id: String,
    /// 64 bytes of Ed25519 (RFC 8032), base64url without padding.
    pub signature: String,
}

impl SignedCheckpoint {
    /// The bytes that are signed.
    ///
    /// Fields, each after its length as a big-endian `u64`: the text `circles.checkpoint.v1`; seq; link (32 bytes);
    /// made-at in Unix µs; key id. Numbers are big-endian `i64`.
    #[must_use]
    pub fn signing_bytes(&self) -> Vec<u8> {
        Canonical::begin("circles.checkpoint.v1")
            .int(self.checkpoint.seq)
            .bytes(&self.checkpoint.hash)
            .int(self.made_at.as_micros())
            .text(&self.key_id)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sha2::{Digest, Sha256};

    use super::*;

    fn kept() -> SignedCheckpoint {
        SignedCheckpoint {
            checkpoint: Checkpoint { seq: 7, hash: [9; 32] },
            made_at: Timestamp::from_micros(1_795_305_600_000_000),
            key_id: "k1".into(),
            signature: "s".into(),
        }
    }

    #[test]
    fn every_field_changes_what_is_signed() {
        let kept = kept();
        let all = [
            kept.clone(),
            SignedCheckpoint { checkpoint: Checkpoint { seq: 8, ..kept.checkpoint }, ..kept.clone() },
            SignedCheckpoint { checkpoint: Checkpoint { hash: [8; 32], ..kept.checkpoint }, ..kept.clone() },
            SignedCheckpoint { made_at: kept.made_at.plus_seconds(1), ..kept.clone() },
            SignedCheckpoint { key_id: "k2".into(), ..kept.clone() },
        ];
        let bytes: BTreeSet<_> = all.iter().map(SignedCheckpoint::signing_bytes).collect();
        assert_eq!(bytes.len(), all.len());
    }

    #[test]
    fn the_signed_form_and_the_exported_line_are_frozen() {
        // Computed by another program, from what `signing_bytes` says it does.
        let hash = "9465c7dd328b5fe41c7a1fc62c74086fa232cbc5cc9b3415182bd53089b060f9";
        let digest = Sha256::digest(kept().signing_bytes());
        assert_eq!(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), hash);
        let line = serde_json::to_string(&kept()).unwrap();
        let nines = "09".repeat(32);
        assert_eq!(
            line,
            format!(
                r#"{{"seq":7,"hash":"{nines}","made_at":"2026-11-22T00:00:00.000000Z","key_id":"k1","signature":"s"}}"#
            )
        );
        assert_eq!(serde_json::from_str::<SignedCheckpoint>(&line).unwrap(), kept());
    }
}
