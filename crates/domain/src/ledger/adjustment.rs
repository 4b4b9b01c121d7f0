//! Receipts of adjustments: what the server signs when two operators gave somebody money, or took it.

use serde::{Deserialize, Serialize};

use super::canonical::Canonical;
use super::chain::code;
use crate::{JournalId, Money, PersonId, ProposalId, Timestamp};

/// Proof that a balance was adjusted: whose, by how much, why, when. Names no person but by id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdjustmentReceipt {
    /// The journal that moved the money.
    pub journal: JournalId,
    /// What two operators agreed on.
    pub proposal: ProposalId,
    /// Whose balance.
    pub person: PersonId,
    /// How much; below zero was taken.
    pub amount: Money,
    /// What it rests on.
    pub reference: String,
    /// Why.
    pub reason: String,
    /// When, by the server's clock.
    pub booked_at: Timestamp,
    /// Which of the server's keys signed it.
    pub key_id: String,
}

impl AdjustmentReceipt {
    /// The bytes that are signed.
    ///
    /// Fields, each after its length as a big-endian `u64`: the text `circles.adjustment.v1`; journal, proposal, person (16
    /// bytes each); amount in minor units; currency code; reference; reason; booked-at in Unix µs; key id. Numbers are
    /// big-endian `i64`.
    #[must_use]
    pub fn signing_bytes(&self) -> Vec<u8> {
        Canonical::begin("circles.adjustment.v1")
            .bytes(self.journal.as_bytes())
            .bytes(self.proposal.as_bytes())
            .bytes(self.person.as_bytes())
            .int(self.amount.minor)
            .text(code(self.amount.currency))
            .text(&self.reference)
            .text(&self.reason)
            .int(self.booked_at.as_micros())
            .text(&self.key_id)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;

    fn receipt() -> AdjustmentReceipt {
        AdjustmentReceipt {
            journal: JournalId(Uuid::from_u128(1)),
            proposal: ProposalId(Uuid::from_u128(2)),
            person: PersonId(Uuid::from_u128(3)),
            amount: Money::fen(-500),
            reference: "case 7".into(),
            reason: "paid twice".into(),
            booked_at: Timestamp::from_micros(4),
            key_id: "k".into(),
        }
    }

    #[test]
    fn every_field_is_signed_and_none_runs_into_the_next() {
        let one = receipt();
        let others = [
            AdjustmentReceipt { journal: JournalId(Uuid::from_u128(9)), ..one.clone() },
            AdjustmentReceipt { proposal: ProposalId(Uuid::from_u128(9)), ..one.clone() },
            AdjustmentReceipt { person: PersonId(Uuid::from_u128(9)), ..one.clone() },
            AdjustmentReceipt { amount: Money::fen(500), ..one.clone() },
            AdjustmentReceipt { reference: "case 7p".into(), reason: "aid twice".into(), ..one.clone() },
            AdjustmentReceipt { reason: "paid once".into(), ..one.clone() },
            AdjustmentReceipt { booked_at: Timestamp::from_micros(5), ..one.clone() },
            AdjustmentReceipt { key_id: "l".into(), ..one.clone() },
        ];
        let all: BTreeSet<_> = others.iter().chain([&one]).map(AdjustmentReceipt::signing_bytes).collect();
        assert_eq!(all.len(), others.len() + 1);
    }
}
