use circles_domain::{JournalId, Timestamp};
use circles_wire::wallet::EntryKind;
use proptest::prelude::*;

use super::*;

/// A wallet whose entries, oldest first, have these amounts.
fn wallet(amounts: &[i64]) -> WalletResponse {
    let mut balance = 0;
    let mut entries = Vec::new();
    for (seq, amount) in (1_i64..).zip(amounts) {
        balance += amount;
        entries.push(Entry {
            journal: JournalId::mint(),
            seq,
            kind: EntryKind::TopUp,
            amount: Money::fen(*amount),
            balance: Money::fen(balance),
            counterparty: None,
            counterparty_masked_name: None,
            tip: None,
            transfer: None,
            post: None,
            circle: None,
            words: None,
            booked_at: Timestamp::from_micros(seq),
            message: String::new(),
            can_return: false,
            thanked_at: None,
            note: None,
            returned: None,
        });
    }
    entries.reverse();
    WalletResponse {
        balance: Money::fen(balance),
        held: Money::fen(0),
        incoming: Money::fen(0),
        spent_today: Money::fen(0),
        day_limit: Money::fen(0),
        own_limits: Vec::new(),
        locked: false,
        frozen: None,
        owed: None,
        pin_set: false,
        step_up_above: Money::fen(0),
        step_up_day_above: Money::fen(0),
        sandbox: true,
        entries,
        more: false,
        thanks: Vec::new(),
    }
}

proptest! {
    #[test]
    fn an_honest_wallet_adds_up_on_every_page_and_a_changed_one_does_not(
        amounts in prop::collection::vec((-20_000_i64..20_000).prop_filter("moves", |fen| *fen != 0), 1..60),
        page in 1_usize..20, at in any::<prop::sample::Index>(), by in prop::sample::select(&[-1_i64, 1][..]),
    ) {
        let whole = wallet(&amounts);
        prop_assert!(adds_up(&whole, true));
        let pages = whole.entries.chunks(page).count();
        for (number, entries) in whole.entries.chunks(page).enumerate() {
            let part = WalletResponse { entries: entries.to_vec(), more: number + 1 < pages, ..whole.clone() };
            prop_assert!(adds_up(&part, number == 0));
        }
        let at = at.index(whole.entries.len());
        let mut amount = whole.clone();
        amount.entries[at].amount.minor += by;
        prop_assert!(!adds_up(&amount, true));
        let mut balance = whole.clone();
        balance.entries[at].balance.minor += by;
        prop_assert!(!adds_up(&balance, true));
        let mut gone = whole.clone();
        gone.entries.remove(at);
        prop_assert!(!adds_up(&gone, true));
        let claimed = WalletResponse { balance: Money::fen(whole.balance.minor + by), ..whole };
        prop_assert!(!adds_up(&claimed, true));
    }
}
