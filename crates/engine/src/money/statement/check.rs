//! Whether entries add up. Pure, but for the sums that the store makes over all of them.

use circles_domain::{Money, Timestamp};
use circles_store::CacheWrite;
use circles_store::table::wallet_entry::{self, Line};
use circles_wire::wallet::WalletResponse;

use crate::error::Result;
use crate::view::{FaultKind, StatementFault};

const NOTHING: Money = Money::fen(0);

/// What a page says of itself: each balance follows from the one before it; on the first page the newest is the balance,
/// on the last the oldest begins at nothing.
pub(super) fn page(wallet: &WalletResponse, first: bool, now: Timestamp) -> Option<StatementFault> {
    let lines: Vec<Line> = wallet.entries.iter().map(Line::of).collect();
    if first {
        let newest = lines.first().map_or(NOTHING, |line| line.balance);
        if newest != wallet.balance {
            return Some(of_all(newest, wallet.balance, now));
        }
    }
    run(&lines, now).or_else(|| if wallet.more { None } else { begins(lines.last(), now) })
}

/// Whether a page can be believed by itself.
pub(in crate::money) fn adds_up(wallet: &WalletResponse, first: bool) -> bool {
    page(wallet, first, Timestamp::from_micros(0)).is_none()
}

/// Lines in a row, newest first.
pub(super) fn run(lines: &[Line], now: Timestamp) -> Option<StatementFault> {
    lines.windows(2).find_map(|pair| match pair {
        [newer, older] => {
            let wanted = older.balance.checked_add(newer.amount);
            let fits = newer.seq > older.seq && wanted == Some(newer.balance);
            (!fits).then(|| at(FaultKind::Chain, newer, wanted.unwrap_or(NOTHING), newer.balance, now))
        }
        _ => None,
    })
}

/// The first entry there is begins at nothing.
pub(super) fn begins(oldest: Option<&Line>, now: Timestamp) -> Option<StatementFault> {
    let line = oldest?;
    (line.balance != line.amount).then(|| at(FaultKind::Chain, line, line.amount, line.balance, now))
}

/// What was told now against what is kept, both newest first and both from the oldest of `told` on: an entry stays what it
/// was, and stays.
pub(super) fn compare(told: &[Line], kept: &[Line], now: Timestamp) -> Option<StatementFault> {
    kept.iter().find_map(|was| {
        let is = told.iter().find(|line| line.seq == was.seq);
        (is != Some(was)).then(|| {
            let (counted, told) = is.map_or((was.amount, NOTHING), |is| {
                if is.amount == was.amount { (was.balance, is.balance) } else { (was.amount, is.amount) }
            });
            at(FaultKind::Changed, was, counted, told, now)
        })
    })
}

/// All that is kept against `balance`; `complete` when it reaches back to the first entry.
pub(super) async fn all(
    write: &mut CacheWrite,
    balance: Money,
    complete: bool,
    now: Timestamp,
) -> Result<Option<StatementFault>> {
    if let Some((line, wanted)) = wallet_entry::find_break(write).await? {
        return Ok(Some(at(FaultKind::Chain, &line, wanted, line.balance, now)));
    }
    let Some((_, oldest)) = wallet_entry::ends(write).await? else {
        return Ok((balance != NOTHING).then(|| of_all(NOTHING, balance, now)));
    };
    if complete && let Some(fault) = begins(Some(&oldest), now) {
        return Ok(Some(fault));
    }
    let before = oldest.balance.checked_sub(oldest.amount);
    let counted =
        before.zip(Some(wallet_entry::sum(write).await?)).and_then(|(before, sum)| before.checked_add(sum));
    Ok((counted != Some(balance)).then(|| of_all(counted.unwrap_or(NOTHING), balance, now)))
}

const fn of_all(counted: Money, told: Money, found_at: Timestamp) -> StatementFault {
    StatementFault { kind: FaultKind::Balance, seq: None, booked_at: None, counted, told, found_at }
}

const fn at(
    kind: FaultKind,
    line: &Line,
    counted: Money,
    told: Money,
    found_at: Timestamp,
) -> StatementFault {
    StatementFault { kind, seq: Some(line.seq), booked_at: Some(line.booked_at), counted, told, found_at }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(0);

    fn lines(amounts: &[i64]) -> Vec<Line> {
        let mut balance = 0;
        let mut lines: Vec<Line> = (1_i64..)
            .zip(amounts)
            .map(|(seq, amount)| {
                balance += amount;
                let booked_at = Timestamp::from_micros(seq);
                Line { seq, amount: Money::fen(*amount), balance: Money::fen(balance), booked_at }
            })
            .collect();
        lines.reverse();
        lines
    }

    #[test]
    fn what_is_kept_stays_what_it_was() {
        let told = lines(&[100, -30, 5, -7]);
        assert_eq!(compare(&told, &told[1..], NOW), None, "new entries are no change");
        for at in 0..told.len() {
            let mut gone = told.clone();
            let line = gone.remove(at);
            let fault = compare(&gone, &told, NOW).expect("an entry is gone");
            assert_eq!((fault.kind, fault.seq, fault.told), (FaultKind::Changed, Some(line.seq), NOTHING));
            for change in [
                |line: &mut Line| line.amount.minor += 1,
                |line: &mut Line| line.balance.minor -= 1,
                |line: &mut Line| line.booked_at = Timestamp::from_micros(99),
            ] {
                let mut other = told.clone();
                change(&mut other[at]);
                assert_eq!(compare(&other, &told, NOW).map(|fault| fault.seq), Some(Some(line.seq)));
            }
        }
    }

    #[test]
    fn a_finding_names_the_sums_that_differ() {
        let mut told = lines(&[100, -30, 5]);
        told[1].balance.minor -= 1;
        let fault = run(&told, NOW).expect("the chain is broken");
        assert_eq!((fault.seq, fault.counted, fault.told), (Some(3), Money::fen(74), Money::fen(75)));
        assert_eq!(begins(lines(&[100]).last(), NOW), None);
        assert!(begins(lines(&[100, -30]).first(), NOW).is_some(), "it begins at nothing");
    }
}
