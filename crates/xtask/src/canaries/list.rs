//! The mistakes, each of which somebody has made before, and the tests that must catch them.

/// A mistake in the sources: `canary!("name")` is where it is made.
pub struct Canary {
    pub name: &'static str,
    /// What is wrong then.
    pub what: &'static str,
    /// At least one of these must fail.
    pub tests: &'static [&'static str],
}

/// What the tests are built with. The workspace as a whole: a choice of packages is built with other features, and all
/// anew.
pub const BUILD: &[&str] = &[
    "test",
    "--workspace",
    "--features",
    "circles-faults/canaries",
    "--test",
    "tips",
    "--test",
    "ledger",
    "--test",
    "money",
];

const fn canary(name: &'static str, what: &'static str, tests: &'static [&'static str]) -> Canary {
    Canary { name, what, tests }
}

pub const LIST: &[Canary] = &[
    canary(
        "id_minted_on_tap",
        "each opening of the page mints another id",
        &["once::openings_at_once_find_one_id", "restart::every_step_survives_a_restart_under_the_same_id"],
    ),
    canary(
        "unknown_is_over",
        "what is being checked is offered to be paid again, under a new id",
        &["cut::a_confirmation_that_never_arrived_ends_without_moving_money"],
    ),
    canary(
        "page_is_success",
        "a portal's 200 text/html is taken as the server's word",
        &["cancelled::a_page_of_a_portal_is_no_success"],
    ),
    canary(
        "any_key_signs",
        "a receipt is not held against the pinned keys",
        &["cut::nothing_shows_as_tipped_without_a_receipt_that_holds"],
    ),
    canary(
        "statement_not_added_up",
        "the entries of a statement are not added up",
        &["statement::a_missing_fen_is_seen_wherever_it_is_missing"],
    ),
    canary(
        "hash_not_compared",
        "an id that comes with another body is answered as if it were the same",
        &["fifty_copies_of_one_confirmation_are_one_tip"],
    ),
    canary("refusal_not_kept", "a refusal is answered and not stored", &["refusals_are_final_and_say_why"]),
    canary("quote_never_expires", "a quote is taken after it expired", &["refusals_are_final_and_say_why"]),
    canary(
        "day_checked_outside",
        "the limit of the day is checked before the transaction that posts",
        &["parallel_tips_never_pass_the_limit_of_the_day"],
    ),
    canary(
        "balance_checked_outside",
        "the balance is read before the transaction that posts",
        &["parallel_tips_never_spend_more_than_there_is"],
    ),
    canary(
        "escrow_skipped",
        "what should be held for a day is released at once",
        &["returned::what_is_held_on_a_removed_post_goes_back_once"],
    ),
    canary(
        "removal_keeps_the_money",
        "a post is removed for a breach, and its held tips are released all the same",
        &["returned::what_is_held_on_a_removed_post_goes_back_once"],
    ),
    canary(
        "settled_twice",
        "a tip that was given back can be given back, or released, again",
        &[
            "cancelled::twenty_taking_back_at_once_is_one_return",
            "returned::what_is_held_on_a_removed_post_goes_back_once",
        ],
    ),
    canary(
        "grace_not_over",
        "a tip can be taken back as long as it is held",
        &["cancelled::a_tip_can_be_taken_back_for_ten_seconds"],
    ),
    canary(
        "refunded_twice",
        "a refund is made again when it is asked for again",
        &["refunded::twenty_refunds_at_once_are_one"],
    ),
    canary(
        "event_before_commit",
        "others are woken before there is something to read",
        &["woken::nobody_is_woken_before_there_is_something_to_read"],
    ),
    canary(
        "link_not_chained",
        "a journal's link does not hold that of the journal before it",
        &["a_tip_reaches_the_author_with_a_receipt"],
    ),
    canary(
        "receipt_without_payee",
        "the payee is not part of what a receipt signs",
        &["receipts_cannot_be_forged_or_moved"],
    ),
    canary(
        "audit_blind_to_returns",
        "the audit does not look at returned tips",
        &["the_audit_finds_what_was_planted"],
    ),
];
