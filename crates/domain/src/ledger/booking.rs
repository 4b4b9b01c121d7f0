//! The journals that there are: each moves one sum between two accounts.

use uuid::Uuid;

use super::{Journal, JournalFault, JournalKind, Legs, Posting};
use crate::{JournalId, LedgerAccountId, Money, Timestamp, TipAmount, TipId, TransferId};

/// What every journal has, whatever it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: JournalId,
    /// Its place in the ledger: 1, 2, 3, without gaps.
    pub seq: i64,
    /// When it was booked, by the server's clock.
    pub booked_at: Timestamp,
}

impl Journal {
    /// `amount` comes in for the provider's order `order`.
    ///
    /// # Errors
    /// [`JournalFault::NotPositive`]; [`JournalFault::AccountTwice`] when both accounts are one.
    pub fn top_up(
        entry: Entry,
        order: Uuid,
        sandbox: LedgerAccountId,
        person: LedgerAccountId,
        amount: Money,
    ) -> Result<Self, JournalFault> {
        Self::between(entry, JournalKind::TopUp, order, Legs { from: sandbox, to: person, amount })
    }

    /// `amount` leaves the payer and waits in escrow.
    ///
    /// # Errors
    /// [`JournalFault::AccountTwice`] when both accounts are one.
    pub fn tip_hold(
        entry: Entry,
        tip: TipId,
        payer: LedgerAccountId,
        escrow: LedgerAccountId,
        amount: TipAmount,
    ) -> Result<Self, JournalFault> {
        let legs = Legs { from: payer, to: escrow, amount: amount.money() };
        Self::between(entry, JournalKind::TipHold, tip.0, legs)
    }

    /// The held `amount` reaches the payee.
    ///
    /// # Errors
    /// [`JournalFault::AccountTwice`] when both accounts are one.
    pub fn tip_release(
        entry: Entry,
        tip: TipId,
        escrow: LedgerAccountId,
        payee: LedgerAccountId,
        amount: TipAmount,
    ) -> Result<Self, JournalFault> {
        let legs = Legs { from: escrow, to: payee, amount: amount.money() };
        Self::between(entry, JournalKind::TipRelease, tip.0, legs)
    }

    /// The held `amount` goes back to the payer.
    ///
    /// # Errors
    /// [`JournalFault::AccountTwice`] when both accounts are one.
    pub fn tip_return(
        entry: Entry,
        tip: TipId,
        escrow: LedgerAccountId,
        payer: LedgerAccountId,
        amount: TipAmount,
    ) -> Result<Self, JournalFault> {
        let legs = Legs { from: escrow, to: payer, amount: amount.money() };
        Self::between(entry, JournalKind::TipReturn, tip.0, legs)
    }

    /// The released `amount` goes back from the payee to the payer.
    ///
    /// # Errors
    /// [`JournalFault::AccountTwice`] when both accounts are one.
    pub fn tip_refund(
        entry: Entry,
        tip: TipId,
        payee: LedgerAccountId,
        payer: LedgerAccountId,
        amount: TipAmount,
    ) -> Result<Self, JournalFault> {
        let legs = Legs { from: payee, to: payer, amount: amount.money() };
        Self::between(entry, JournalKind::TipRefund, tip.0, legs)
    }

    /// `amount` that a person lacks for what is taken from them, a tip that is refunded or a proposal of operators, is
    /// owed from here on.
    ///
    /// # Errors
    /// [`JournalFault::NotPositive`]; [`JournalFault::AccountTwice`] when both accounts are one.
    pub fn advance(
        entry: Entry,
        subject: Uuid,
        receivable: LedgerAccountId,
        person: LedgerAccountId,
        amount: Money,
    ) -> Result<Self, JournalFault> {
        Self::between(entry, JournalKind::Advance, subject, Legs { from: receivable, to: person, amount })
    }

    /// What two operators agreed on in `proposal`: above zero the person gets so much, below zero it is taken from them.
    ///
    /// # Errors
    /// [`JournalFault::NotPositive`] for nothing; [`JournalFault::Overflow`]; [`JournalFault::AccountTwice`] when both
    /// accounts are one.
    pub fn adjustment(
        entry: Entry,
        proposal: Uuid,
        house: LedgerAccountId,
        person: LedgerAccountId,
        amount: Money,
    ) -> Result<Self, JournalFault> {
        if amount.minor.is_positive() {
            let legs = Legs { from: house, to: person, amount };
            return Self::between(entry, JournalKind::AdjustmentCredit, proposal, legs);
        }
        let minor = amount.minor.checked_neg().ok_or(JournalFault::Overflow)?;
        let legs = Legs { from: person, to: house, amount: Money { minor, ..amount } };
        Self::between(entry, JournalKind::AdjustmentDebit, proposal, legs)
    }

    /// `amount` of what `person` owed is taken from what came in with the journal `with`.
    ///
    /// # Errors
    /// [`JournalFault::NotPositive`]; [`JournalFault::AccountTwice`] when both accounts are one.
    pub fn repayment(
        entry: Entry,
        with: JournalId,
        person: LedgerAccountId,
        receivable: LedgerAccountId,
        amount: Money,
    ) -> Result<Self, JournalFault> {
        Self::between(entry, JournalKind::Repayment, with.0, Legs { from: person, to: receivable, amount })
    }

    /// `amount` that is cashed out with the provider's order `order` leaves the person and waits in escrow.
    ///
    /// # Errors
    /// [`JournalFault::NotPositive`]; [`JournalFault::AccountTwice`] when both accounts are one.
    pub fn cash_out_hold(
        entry: Entry,
        order: Uuid,
        person: LedgerAccountId,
        escrow: LedgerAccountId,
        amount: Money,
    ) -> Result<Self, JournalFault> {
        Self::between(entry, JournalKind::CashOutHold, order, Legs { from: person, to: escrow, amount })
    }

    /// The provider paid `amount` out for the order `order`.
    ///
    /// # Errors
    /// [`JournalFault::NotPositive`]; [`JournalFault::AccountTwice`] when both accounts are one.
    pub fn cash_out(
        entry: Entry,
        order: Uuid,
        escrow: LedgerAccountId,
        sandbox: LedgerAccountId,
        amount: Money,
    ) -> Result<Self, JournalFault> {
        Self::between(entry, JournalKind::CashOut, order, Legs { from: escrow, to: sandbox, amount })
    }

    /// The provider paid nothing out for the order `order`: `amount` goes back to the person.
    ///
    /// # Errors
    /// [`JournalFault::NotPositive`]; [`JournalFault::AccountTwice`] when both accounts are one.
    pub fn cash_out_return(
        entry: Entry,
        order: Uuid,
        escrow: LedgerAccountId,
        person: LedgerAccountId,
        amount: Money,
    ) -> Result<Self, JournalFault> {
        Self::between(entry, JournalKind::CashOutReturn, order, Legs { from: escrow, to: person, amount })
    }

    /// `amount` leaves the payer and waits in escrow.
    ///
    /// # Errors
    /// [`JournalFault::NotPositive`]; [`JournalFault::AccountTwice`] when both accounts are one.
    pub fn transfer_hold(
        entry: Entry,
        transfer: TransferId,
        payer: LedgerAccountId,
        escrow: LedgerAccountId,
        amount: Money,
    ) -> Result<Self, JournalFault> {
        Self::between(entry, JournalKind::TransferHold, transfer.0, Legs { from: payer, to: escrow, amount })
    }

    /// The held `amount` reaches the payee.
    ///
    /// # Errors
    /// [`JournalFault::NotPositive`]; [`JournalFault::AccountTwice`] when both accounts are one.
    pub fn transfer_release(
        entry: Entry,
        transfer: TransferId,
        escrow: LedgerAccountId,
        payee: LedgerAccountId,
        amount: Money,
    ) -> Result<Self, JournalFault> {
        Self::between(
            entry,
            JournalKind::TransferRelease,
            transfer.0,
            Legs { from: escrow, to: payee, amount },
        )
    }

    /// The held `amount` goes back to the payer.
    ///
    /// # Errors
    /// [`JournalFault::NotPositive`]; [`JournalFault::AccountTwice`] when both accounts are one.
    pub fn transfer_return(
        entry: Entry,
        transfer: TransferId,
        escrow: LedgerAccountId,
        payer: LedgerAccountId,
        amount: Money,
    ) -> Result<Self, JournalFault> {
        Self::between(
            entry,
            JournalKind::TransferReturn,
            transfer.0,
            Legs { from: escrow, to: payer, amount },
        )
    }

    fn between(entry: Entry, kind: JournalKind, subject: Uuid, legs: Legs) -> Result<Self, JournalFault> {
        let Money { minor, currency } = legs.amount;
        if minor <= 0 {
            return Err(JournalFault::NotPositive);
        }
        // A positive number always has a negative one.
        let postings = vec![
            Posting { account: legs.from, amount_minor: -minor, currency },
            Posting { account: legs.to, amount_minor: minor, currency },
        ];
        let Entry { id, seq, booked_at } = entry;
        let journal = Self { id, seq, kind, subject, postings, booked_at };
        journal.check()?;
        Ok(journal)
    }
}
