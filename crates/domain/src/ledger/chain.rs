//! The chain: each journal's hash holds that of the journal before it, so nothing can change behind a checkpoint.
//!
//! `hash(n) = SHA-256(hash(n - 1) ‖ canonical bytes of journal n)`, and `hash(0)` is [`GENESIS`].

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Journal;
use super::canonical::Canonical;
use crate::Currency;

/// What stands before the first journal.
pub const GENESIS: [u8; 32] = [0; 32];

/// The bytes of a journal that are hashed.
///
/// Fields, each after its length as a big-endian `u64`: the text `circles.journal.v1`; id (16 bytes); seq; name of
/// the kind; subject (16 bytes); booked-at in Unix µs; number of postings; then of every posting account (16 bytes),
/// amount and currency code. Numbers are big-endian `i64`. Postings are sorted by account, amount and currency, so
/// that the order in which a database returns them does not matter.
#[must_use]
pub fn canonical_bytes(journal: &Journal) -> Vec<u8> {
    let mut postings = journal.postings.clone();
    postings.sort_unstable();
    let head = Canonical::begin("circles.journal.v1")
        .bytes(journal.id.as_bytes())
        .int(journal.seq)
        .text(journal.kind.as_str())
        .bytes(journal.subject.as_bytes())
        .int(journal.booked_at.as_micros())
        .int(postings.len() as i64);
    let whole = postings.iter().fold(head, |bytes, leg| {
        bytes.bytes(leg.account.as_bytes()).int(leg.amount_minor).text(code(leg.currency))
    });
    whole.finish()
}

/// The ISO 4217 code, as it is hashed and signed.
pub(super) const fn code(currency: Currency) -> &'static str {
    match currency {
        Currency::CNY => "CNY",
    }
}

/// The link that `journal`, in its [`canonical_bytes`], makes behind the link `prev`.
#[must_use]
pub fn chain_hash(prev: &[u8; 32], journal: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(prev).chain_update(journal).finalize().into()
}

/// A journal and its link of the chain, as the ledger keeps and exports them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedJournal {
    /// The journal.
    #[serde(flatten)]
    pub journal: Journal,
    /// Its link; 64 hexadecimal digits in JSON.
    #[serde(with = "hex32")]
    pub hash: [u8; 32],
}

impl BookedJournal {
    /// Books `journal` behind the link `prev`.
    #[must_use]
    pub fn after(prev: &[u8; 32], journal: Journal) -> Self {
        let hash = chain_hash(prev, &canonical_bytes(&journal));
        Self { journal, hash }
    }
}

/// 32 bytes as 64 lower-case hexadecimal digits.
pub(super) mod hex32 {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in crate::ledger) fn serialize<S: Serializer>(
        bytes: &[u8; 32],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let digit = |nibble: u8| char::from_digit(nibble.into(), 16);
        let text: String =
            bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten().collect();
        serializer.serialize_str(&text)
    }

    pub(in crate::ledger) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits: Option<Vec<u8>> = text.chars().map(digit).collect();
        let pairs = digits
            .filter(|digits| digits.len() == 64)
            .ok_or_else(|| D::Error::custom("not 64 hex digits"))?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(pairs.chunks_exact(2)) {
            *byte = pair[0] * 16 + pair[1];
        }
        Ok(bytes)
    }

    fn digit(c: char) -> Option<u8> {
        if c.is_ascii_uppercase() { None } else { c.to_digit(16).and_then(|digit| digit.try_into().ok()) }
    }
}
