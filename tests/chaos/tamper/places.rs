//! Where is planted: tables, which of their rows, the columns that say what money did, and what a report calls a row.

use serde_json::{Value, json};

/// Rows of a table.
#[derive(Debug)]
pub struct Place {
    pub table: &'static str,
    /// Which rows.
    pub rows: &'static str,
    /// Their primary key.
    pub key: &'static [&'static str],
    /// Where is planted.
    pub columns: &'static [&'static str],
    /// Columns whose values may stand in a report.
    pub names: &'static [&'static str],
    pub names_are_text: bool,
    /// Queries of places in the ledger that speak of `ROW`.
    pub seqs: &'static [&'static str],
}

const OF_ACCOUNT: &[&str] =
    &["SELECT journal_seq AS seq FROM posting WHERE account_id IN (SELECT id FROM ledger_account WHERE ROW)"];
const OF_TIP: &[&str] = &[
    "SELECT hold_seq AS seq FROM tip WHERE ROW",
    "SELECT settled_seq AS seq FROM tip WHERE ROW",
    "SELECT refund_seq AS seq FROM tip WHERE ROW",
];
const OF_KEY: &[&str] = &[];

#[rustfmt::skip]
pub const PLACES: &[Place] = &[
    Place {
        table: "journal", rows: "1", key: &["seq"], names: &["id"], names_are_text: false,
        columns: &["seq", "id", "kind", "subject_id", "booked_at_us", "prev_hash", "hash"],
        seqs: &["SELECT seq FROM journal WHERE ROW"],
    },
    Place {
        table: "posting", rows: "1", key: &["account_id", "journal_seq"], names: &["account_id"], names_are_text: false,
        columns: &["account_id", "journal_seq", "amount_minor", "currency", "balance_minor"],
        seqs: &["SELECT journal_seq AS seq FROM posting WHERE ROW"],
    },
    Place {
        table: "ledger_account", rows: "id IN (SELECT account_id FROM posting)", key: &["id"], names: &["id"], names_are_text: false,
        columns: &["id", "kind", "balance_minor"], seqs: OF_ACCOUNT,
    },
    Place {
        table: "ledger_account", rows: "person_id IS NOT NULL AND id IN (SELECT account_id FROM posting)", key: &["id"],
        names: &["id"], names_are_text: false, columns: &["person_id"], seqs: OF_ACCOUNT,
    },
    Place {
        table: "tip", rows: "state <> 'refused'", key: &["payer_id", "id"], names: &["id"], names_are_text: false,
        columns: &["payer_id", "id", "post_id", "payee_id", "amount_minor", "state", "spent_day", "receipt", "signature", "hold_seq", "answered_at_us"],
        seqs: OF_TIP,
    },
    Place {
        table: "tip", rows: "state = 'released'", key: &["payer_id", "id"], names: &["id"], names_are_text: false,
        columns: &["settled_seq", "release_at_us"], seqs: OF_TIP,
    },
    Place {
        table: "tip", rows: "state = 'returned'", key: &["payer_id", "id"], names: &["id"], names_are_text: false,
        columns: &["settled_seq", "reason"], seqs: OF_TIP,
    },
    Place {
        table: "tip", rows: "refund_seq IS NOT NULL", key: &["payer_id", "id"], names: &["id"], names_are_text: false,
        columns: &["refund_seq"], seqs: OF_TIP,
    },
    Place {
        table: "tipper", rows: "1", key: &["post_id", "person_id"], names: &["post_id"], names_are_text: false,
        columns: &["post_id", "person_id", "tip_count"], seqs: &[],
    },
    Place {
        table: "post", rows: "tipper_count > 0", key: &["id"], names: &["id"], names_are_text: false,
        columns: &["tipper_count"], seqs: &[],
    },
    Place {
        table: "payment_order", rows: "1", key: &["id"], names: &["id"], names_are_text: false,
        columns: &["id", "person_id", "amount_minor", "state"],
        seqs: &["SELECT seq FROM journal WHERE subject_id IN (SELECT id FROM payment_order WHERE ROW)"],
    },
    Place {
        table: "receipt_key", rows: "1", key: &["ordinal"], names: &["id"], names_are_text: true,
        columns: &["id", "public"], seqs: OF_KEY,
    },
    Place {
        table: "receipt_key", rows: "signed_by IS NOT NULL", key: &["ordinal"], names: &["id"], names_are_text: true,
        columns: &["signed_by", "signature"], seqs: OF_KEY,
    },
    Place {
        table: "checkpoint", rows: "1", key: &["seq"], names: &[], names_are_text: false,
        columns: &["seq", "hash", "made_at_us", "key_id", "signature"],
        seqs: &["SELECT seq FROM checkpoint WHERE ROW"],
    },
];

/// What is not planted in, and why: printed with every run.
pub fn left_out() -> Value {
    json!({
        "quote, step_up_token, pin, and refused tips": "no money moved because of them",
        "tip.request_hash": "a later copy of the request would be a conflict; what was hashed is kept nowhere",
        "tip.with_pin, tip.cancellable_until_us, tip.release_at_us of held ones": "what they were is said nowhere else",
        "ledger_account.opened_at_us, payment_order.purpose, payment_order.created_at_us, payment_order.changed_at_us, receipt_key.ordinal, receipt_key.since_us":
            "say nothing of money",
        "payment_order.reason, reported_minor, declined, unanswered, next_at_us; payment_notice": "what the provider said, and when it is asked again; its statement tells",
        "sandbox_payment, sandbox_order, sandbox_notice": "the provider's own books; its statement is checked against the ledger",
    })
}
