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
    "--test",
    "api",
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
    canary(
        "milder_replaces",
        "a short mute by one takes the place of a ban that two decided",
        &[
            "ranks::what_two_decided_is_not_undone_by_something_milder",
            "ranks::a_proposal_that_was_overtaken_by_more_is_not_seconded",
        ],
    ),
    canary(
        "judges_themselves",
        "somebody finds nothing wrong with themselves",
        &[
            "ranks::nobody_finds_nothing_wrong_with_themselves_or_who_is_not_below",
            "ranks::nobody_gives_their_own_back_or_what_somebody_above_removed",
        ],
    ),
    canary(
        "judges_their_equals",
        "somebody finds nothing wrong with their equal",
        &["ranks::nobody_finds_nothing_wrong_with_themselves_or_who_is_not_below"],
    ),
    canary(
        "restores_from_below",
        "what an admin removed is given back by a moderator",
        &["ranks::nobody_gives_their_own_back_or_what_somebody_above_removed"],
    ),
    canary(
        "judges_own_act",
        "who removed something decides the appeal against it",
        &["govern::a_refused_appeal_leaves_it_and_says_why"],
    ),
    canary(
        "moderators_decide",
        "gates, rules and lists are decided by who only keeps order",
        &["gates::a_moderator_proposes_and_an_admin_decides"],
    ),
    canary(
        "keepers_are_denied",
        "who runs the circle is put on the list of who is kept out",
        &["gates::a_moderator_proposes_and_an_admin_decides"],
    ),
    canary(
        "rules_are_blank",
        "a circle is left without a rule to cite",
        &["gates::a_moderator_proposes_and_an_admin_decides"],
    ),
    canary(
        "nobody_owns_it",
        "the last owner leaves, and nobody owns the circle",
        &["ranks::when_the_owner_leaves_the_longest_serving_admin_owns_the_circle"],
    ),
    canary(
        "heir_is_shut_out",
        "somebody who is banned inherits a circle",
        &["ranks::when_the_owner_leaves_the_longest_serving_admin_owns_the_circle"],
    ),
    canary(
        "anybody_takes_over",
        "a circle that is offered to one is taken over by another",
        &["handover::a_circle_changes_hands_when_the_other_accepts"],
    ),
    canary(
        "lint_forgets_doors",
        "the risk of gates is judged by who may join now, not by who is inside",
        &["gates::closing_the_door_behind_those_who_pay_is_the_same_danger"],
    ),
    canary(
        "panel_is_everyone",
        "a change of gates is tried on the people themselves",
        &["gates::no_difference_between_two_simulations_tells_a_claim_of_one_person"],
    ),
    canary(
        "gate_of_now_decides",
        "who waits to be let in is held against a gate that whoever decides may have moved meanwhile",
        &["joining::moving_the_gate_or_a_list_while_somebody_waits_tells_nothing_of_them"],
    ),
    canary(
        "removed_is_shown",
        "everybody sees what a removed post showed",
        &["glimpses::what_a_removed_post_showed_is_seen_by_who_decides"],
    ),
    canary(
        "decided_unseen",
        "an appeal is decided without what the post showed",
        &["glimpses::what_a_removed_post_showed_is_seen_by_who_decides"],
    ),
];
