//! What others compute too, or what is already stored: it may not change without a new name.

use super::*;

#[test]
fn names() {
    let kinds: Vec<_> = JournalKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "top_up",
            "tip_hold",
            "tip_release",
            "tip_return",
            "tip_refund",
            "advance",
            "repayment",
            "cash_out_hold",
            "cash_out",
            "cash_out_return",
            "transfer_hold",
            "transfer_release",
            "transfer_return",
            "adjustment_credit",
            "adjustment_debit"
        ]
    );
    let accounts: Vec<_> = AccountKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(accounts, ["person", "escrow", "sandbox", "platform", "receivable", "adjustment"]);
    for kind in JournalKind::ALL {
        assert_eq!(JournalKind::from_name(kind.as_str()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
    for kind in AccountKind::ALL {
        assert_eq!(AccountKind::from_name(kind.as_str()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        let below = matches!(kind, AccountKind::Sandbox | AccountKind::Receivable | AccountKind::Adjustment);
        assert_eq!(
            (kind.may_go_negative(), kind.may_go_positive()),
            (below, kind != AccountKind::Receivable)
        );
    }
    assert_eq!(JournalKind::from_name("tip_gone"), None);
}

// The hash was computed by another program, from what `canonical_bytes` and `chain_hash` say they do.
#[test]
fn the_chain() {
    let bank = Bank::after(&[]);
    let line = serde_json::to_value(&bank.booked[1]).unwrap();
    let expected = serde_json::json!({
        "id": "00000000-0000-0000-0000-0000000003ea",
        "seq": 2,
        "kind": "tip_hold",
        "subject": "00000000-0000-0000-0000-0000004c4b40",
        "postings": [
            {"account": "00000000-0000-0000-0000-00000000000a", "amount": "-88", "currency": "CNY"},
            {"account": "00000000-0000-0000-0000-000000000002", "amount": "88", "currency": "CNY"},
        ],
        "booked_at": "2026-11-22T00:00:00.000000Z",
        "hash": "7a8d32a960b48966b35310d5bc71f92e4b275058ba08624fa2a5d35b0661d7e9",
    });
    assert_eq!(line, expected);
}

#[test]
fn exports_are_read_strictly() {
    let line = serde_json::to_string(&Bank::after(&[]).booked[1]).unwrap();
    for (good, bad) in
        [("\"-88\"", "-88"), ("\"88\"", "\"088\""), ("\"88\"", "\"+88\""), ("\"hash\":\"", "\"hash\":\"0")]
    {
        assert!(line.contains(good));
        assert!(serde_json::from_str::<BookedJournal>(&line.replacen(good, bad, 1)).is_err(), "{bad}");
    }
    assert!(serde_json::from_str::<BookedJournal>(&line.replacen("7a8d", "7A8D", 1)).is_err());
}

#[test]
fn findings_say_what_was_not_looked_at() {
    let unchecked = serde_json::to_value(Finding::unchecked(Invariant::I14)).unwrap();
    assert_eq!((&unchecked["invariant"], &unchecked["checked"]), (&"I14".into(), &false.into()));
    assert!(unchecked["holds"].is_null() && unchecked["first_offence"].is_null());
    let bank = Bank::after(&[]);
    for finding in bank.findings(&bank.booked[1..], &[]) {
        let json = serde_json::to_value(&finding).unwrap();
        assert_eq!(json["checked"], true);
        assert_eq!(json["statement"], finding.invariant.statement());
        assert_eq!(serde_json::from_value::<Finding>(json).unwrap(), finding);
    }
    for (at, invariant) in (1..).zip(Invariant::ALL) {
        assert_eq!(serde_json::to_value(invariant).unwrap(), format!("I{at}"));
    }
}
