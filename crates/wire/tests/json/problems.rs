//! Errors, and what an older device makes of a newer server.

use circles_domain::relation::MayAsk;
use circles_domain::{Field, Invalid, Money, Rule};
use circles_wire::relation::Relation;
use circles_wire::sync::SyncChange;
use circles_wire::tip::ConfirmRequest;
use circles_wire::wallet::EntryKind;
use circles_wire::{ErrorBody, ErrorCode};

use crate::made::{both_ways, circle, id};

#[test]
fn problems() {
    let body = ErrorBody {
        code: ErrorCode::IdConflict,
        title: "the id is taken by another request".into(),
        status: 409,
        subject: Some(id(4).to_string()),
        fields: vec![Invalid::new(Field::Text, Rule::TooLarge)],
        retry_after: Some(30),
        tries_left: Some(4),
        gate: Some(circle().rights.post),
        stored: Some(serde_json::json!({ "id": id(4) })),
    };
    insta::assert_json_snapshot!(both_ways(&body));
}

#[test]
fn what_a_newer_side_says_degrades_and_what_nobody_says_is_refused() {
    let newer = |json: &str| serde_json::from_str::<SyncChange>(json).unwrap();
    assert_eq!(newer(r#"{"kind":"friend","id":1}"#), SyncChange::Unknown);
    let knighted = serde_json::from_str::<Relation>(r#"{"kind":"knighted","by":1}"#);
    assert_eq!(knighted.unwrap(), Relation::Unknown);
    assert_eq!(serde_json::from_str::<MayAsk>(r#"{"kind":"on_sundays"}"#).unwrap(), MayAsk::Unknown);
    assert_eq!(serde_json::from_str::<ErrorCode>(r#""too_sunny""#).unwrap(), ErrorCode::Unknown);
    assert_eq!(serde_json::from_str::<EntryKind>(r#""red_packet""#).unwrap(), EntryKind::Unknown);
    assert!(
        serde_json::from_str::<ConfirmRequest>(&format!(r#"{{"quote_id":"{}","amount":1}}"#, id(9))).is_err()
    );
    for amount in [
        r#"{"amount":88,"currency":"CNY"}"#,
        r#"{"amount":"0.88","currency":"CNY"}"#,
        r#"{"amount":"1e2","currency":"CNY"}"#,
        r#"{"amount":"88","currency":"XXX"}"#,
    ] {
        assert!(serde_json::from_str::<Money>(amount).is_err(), "{amount}");
    }
}
