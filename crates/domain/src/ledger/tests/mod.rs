//! A small bank that books what chance asks for, and what is planted in its books afterwards.

mod adjustments;
mod cash_outs;
mod corners;
mod frozen;
mod honest;
mod limits_over_time;
mod planted;
mod refunds;
mod transfers;

use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::transfer::{TransferFacts, decide_transfer};
use crate::{JournalId, LedgerAccountId, Money, PersonId, Timestamp, TipAmount, TipId, TransferId};

const SANDBOX: LedgerAccountId = LedgerAccountId(Uuid::from_u128(1));
const ESCROW: LedgerAccountId = LedgerAccountId(Uuid::from_u128(2));
const PEOPLE: usize = 4;

fn person(n: usize) -> LedgerAccountId {
    LedgerAccountId(Uuid::from_u128(10 + n as u128))
}

/// What chance may ask for. Numbers of people and of what is held are taken modulo how many there are.
#[derive(Clone, Debug)]
enum Wish {
    TopUp(usize, i64),
    Hold(usize, usize, i64),
    Send(usize, usize, i64),
    Release(usize),
    Return(usize),
    Wait(i64),
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let one = prop_oneof![
        2 => (0..PEOPLE, 1_i64..=60_000).prop_map(|(who, fen)| Wish::TopUp(who, fen)),
        6 => (0..PEOPLE, 0..PEOPLE, 1_i64..=20_000).prop_map(|(from, to, fen)| Wish::Hold(from, to, fen)),
        3 => (0..PEOPLE, 0..PEOPLE, 1_i64..=60_000).prop_map(|(from, to, fen)| Wish::Send(from, to, fen)),
        4 => any::<usize>().prop_map(Wish::Release),
        2 => any::<usize>().prop_map(Wish::Return),
        1 => (0_i64..40_000).prop_map(Wish::Wait),
    ];
    prop::collection::vec(one, 0..80)
}

/// A tip or a transfer.
#[derive(Clone, Copy, Debug)]
struct Tip {
    id: Uuid,
    is_transfer: bool,
    payer: usize,
    payee: usize,
    amount: Money,
    day: i64,
    open: bool,
    returned: bool,
}

#[derive(Debug)]
struct Bank {
    accounts: BTreeMap<LedgerAccountId, AccountKind>,
    booked: Vec<BookedJournal>,
    tips: Vec<Tip>,
    balance: [i64; PEOPLE],
    now: Timestamp,
}

impl Bank {
    fn new() -> Self {
        let people = (0..PEOPLE).map(|n| (person(n), AccountKind::Person));
        let own = [(SANDBOX, AccountKind::Sandbox), (ESCROW, AccountKind::Escrow)];
        let now = Timestamp::from_micros(1_795_305_600_000_000);
        let accounts = people.chain(own).collect();
        Self { accounts, booked: Vec::new(), tips: Vec::new(), balance: [0; PEOPLE], now }
    }

    /// One of every kind of journal, and then what chance asked for.
    fn after(wishes: &[Wish]) -> Self {
        let first = [
            Wish::TopUp(0, 50_000),
            Wish::Hold(0, 1, 88),
            Wish::Release(0),
            Wish::Hold(0, 2, 500),
            Wish::Return(0),
            Wish::Send(0, 1, 900),
            Wish::Release(0),
            Wish::Send(0, 2, 700),
            Wish::Return(0),
        ];
        let mut bank = Self::new();
        first.iter().chain(wishes).for_each(|wish| bank.grant(wish));
        bank
    }

    fn entry(&self) -> Entry {
        let seq = self.booked.len() as i64 + 1;
        Entry { id: JournalId(Uuid::from_u128(1_000 + seq as u128)), seq, booked_at: self.now }
    }

    fn book(&mut self, journal: Result<Journal, JournalFault>) {
        let prev = self.booked.last().map_or(GENESIS, |last| last.hash);
        self.booked.push(BookedJournal::after(&prev, journal.unwrap()));
    }

    fn grant(&mut self, wish: &Wish) {
        match *wish {
            Wish::TopUp(who, fen) => {
                let order = Uuid::from_u128(9_000_000 + self.booked.len() as u128);
                self.book(Journal::top_up(self.entry(), order, SANDBOX, person(who), Money::fen(fen)));
                self.balance[who] += fen;
            }
            Wish::Hold(payer, payee, fen) => self.hold(payer, payee, TipAmount::from_fen(fen).unwrap()),
            Wish::Send(payer, payee, fen) => self.send(payer, payee, Money::fen(fen)),
            Wish::Release(n) => self.settle(n, false),
            Wish::Return(n) => self.settle(n, true),
            Wish::Wait(seconds) => self.now = self.now.plus_seconds(seconds),
        }
    }

    fn spent_today(&self, payer: usize, in_transfers: bool) -> Money {
        let day = self.now.shanghai_day();
        let counts = |tip: &&Tip| {
            tip.payer == payer && tip.day == day && !tip.returned && tip.is_transfer == in_transfers
        };
        Money::fen(self.tips.iter().filter(counts).map(|tip| tip.amount.minor).sum())
    }

    fn hold(&mut self, payer: usize, payee: usize, amount: TipAmount) {
        let facts = TipFacts {
            payer: PersonId(person(payer).0),
            payee: PersonId(person(payee).0),
            payer_is_adult: true,
            payer_is_frozen: false,
            payee_is_adult: true,
            post_is_open: true,
            payee_takes_tips: true,
            payee_can_receive: true,
            balance: Money::fen(self.balance[payer]),
            spent_today: self.spent_today(payer, false),
            spent_this_month: Money::fen(0),
            own_limits: OwnLimits::default(),
            platform_day_limit: PlatformLimits::default().day,
            amount,
        };
        if decide_tip(&facts).is_err() {
            return;
        }
        let id = self.fresh();
        self.book(Journal::tip_hold(self.entry(), TipId(id), person(payer), ESCROW, amount));
        self.note(id, false, (payer, payee), amount.money());
    }

    fn send(&mut self, payer: usize, payee: usize, amount: Money) {
        let facts = TransferFacts {
            payer: PersonId(person(payer).0),
            payee: PersonId(person(payee).0),
            payer_is_adult: true,
            payer_is_frozen: false,
            payee_can_receive: true,
            friends: true,
            takes_from_others: false,
            balance: Money::fen(self.balance[payer]),
            spent_today: self.spent_today(payer, true),
            day_limit: PlatformLimits::default().transfer_day,
            amount,
        };
        if decide_transfer(&facts).is_err() {
            return;
        }
        let id = self.fresh();
        self.book(Journal::transfer_hold(self.entry(), TransferId(id), person(payer), ESCROW, amount));
        self.note(id, true, (payer, payee), amount);
    }

    fn fresh(&self) -> Uuid {
        Uuid::from_u128(5_000_000 + self.tips.len() as u128)
    }

    fn note(&mut self, id: Uuid, is_transfer: bool, (payer, payee): (usize, usize), amount: Money) {
        self.balance[payer] -= amount.minor;
        let day = self.now.shanghai_day();
        self.tips.push(Tip { id, is_transfer, payer, payee, amount, day, open: true, returned: false });
    }

    fn settle(&mut self, n: usize, back: bool) {
        let open: Vec<usize> = (0..self.tips.len()).filter(|at| self.tips[*at].open).collect();
        if open.is_empty() {
            return;
        }
        let at = open[n % open.len()];
        let Tip { id, is_transfer, payer, payee, amount, .. } = self.tips[at];
        let to = if back { payer } else { payee };
        let journal = if is_transfer {
            let settle = if back { Journal::transfer_return } else { Journal::transfer_release };
            settle(self.entry(), TransferId(id), ESCROW, person(to), amount)
        } else {
            let settle = if back { Journal::tip_return } else { Journal::tip_release };
            settle(self.entry(), TipId(id), ESCROW, person(to), TipAmount::from_fen(amount.minor).unwrap())
        };
        self.book(journal);
        self.balance[to] += amount.minor;
        (self.tips[at].open, self.tips[at].returned) = (false, back);
    }

    fn journals(&self) -> Vec<Journal> {
        self.booked.iter().map(|booked| booked.journal.clone()).collect()
    }

    fn findings(&self, journals: &[BookedJournal], checkpoints: &[Checkpoint]) -> Vec<Finding> {
        let limits = PlatformLimits::default();
        audit(&Books { accounts: &self.accounts, journals, checkpoints, limits })
    }
}

/// The chain of `journals` made anew, as somebody would who can write the whole database.
fn rechained(journals: Vec<Journal>) -> Vec<BookedJournal> {
    let mut prev = GENESIS;
    let book = |(seq, journal): (i64, Journal)| {
        let booked = BookedJournal::after(&prev, Journal { seq, ..journal });
        prev = booked.hash;
        booked
    };
    (1..).zip(journals).map(book).collect()
}

/// Which invariants are broken, and by which journal first.
fn breaches(findings: &[Finding]) -> BTreeMap<Invariant, i64> {
    let broken = findings.iter().filter(|finding| finding.is_breach());
    broken.map(|finding| (finding.invariant, finding.first_offence.as_ref().unwrap().seq)).collect()
}
