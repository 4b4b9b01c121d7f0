//! How each payment must end, written by hand: whatever is said, what moved at the provider is what is booked.

use circles_domain::payment::PaymentKind;
use circles_tests::Result;

/// The end of a payment of that kind at a provider of that conduct.
pub fn end(conduct: &str, kind: PaymentKind) -> Result<&'static str> {
    let top_up = kind == PaymentKind::TopUp;
    let end = match conduct {
        "good"
        | "notice_twice"
        | "notice_ten_times"
        | "notice_for_three_days"
        | "notice_25_h_late"
        | "notice_never"
        | "notice_before_the_reply"
        | "notice_before_the_money"
        | "notice_out_of_order"
        | "notice_failed_then_paid"
        | "notice_only_failed"
        | "notice_one_fen_more"
        | "notice_one_fen_less"
        | "notice_a_thousand_yuan_more"
        | "notice_wrong_signature"
        | "notice_no_signature"
        | "notice_forged_then_true"
        | "notice_of_another_order"
        | "notice_garbage"
        | "order_lost"
        | "order_lost_five_times"
        | "order_answer_lost"
        | "order_answer_lost_five_times"
        | "order_answer_lost_after_its_notice"
        | "order_answer_garbled"
        | "order_declined_yet_taken"
        | "order_declined_yet_taken_in_silence"
        | "query_lost_ten_times"
        | "query_lost_ten_times_in_silence"
        | "query_garbled"
        | "query_says_not_found"
        | "query_says_not_found_in_silence"
        | "query_says_waiting"
        | "query_says_another_sum_once"
        | "all_at_once"
        | "paid_at_the_last_moment" => "arrived",
        "order_declined" | "order_declined_after_it_was_lost" => "failed declined",
        "failed_at_once" | "failed_after_a_minute_in_silence" | "notice_paid_and_it_failed" => {
            "failed failed"
        }
        // A top-up is closed after half an hour; a cash-out is never given up, for it may yet be paid.
        "failed_after_25_h" => {
            if top_up {
                "failed expired"
            } else {
                "failed failed"
            }
        }
        "paid_after_an_hour" | "paid_after_25_h" => {
            if top_up {
                "failed expired"
            } else {
                "arrived"
            }
        }
        "never"
        | "never_and_the_close_is_lost"
        | "notice_paid_and_never_is"
        | "notice_forged_and_never_is" => {
            if top_up {
                "failed expired"
            } else {
                "waiting"
            }
        }
        // What was paid after all arrives after all, by notice or by the statement of the day.
        "paid_after_the_close" | "paid_after_the_close_in_silence" | "paid_as_it_is_closed" => {
            if top_up {
                "arrived"
            } else {
                "waiting"
            }
        }
        "one_fen_more_moves" | "one_fen_less_moves" | "a_thousand_yuan_more_move" => "checking",
        _ => return Err(format!("nobody wrote down how {conduct} must end").into()),
    };
    Ok(end)
}
