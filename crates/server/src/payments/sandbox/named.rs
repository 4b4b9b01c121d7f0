//! The ways to misbehave, by name: for `--sandbox-conduct`, and for whoever tries all of them.

use super::conduct::{BadConduct, Conduct, Ends, Fault, Note, Says, When};

const HOUR: i64 = 3_600;

/// A name and what it stands for.
type Named = (&'static str, Conduct);

impl Conduct {
    /// The conduct of that name, of a provider that pays after `after_s` seconds when nothing else is said.
    #[must_use]
    pub fn named(name: &str, after_s: i64) -> Option<Self> {
        Self::all(after_s).into_iter().find(|(of, _)| *of == name).map(|(_, conduct)| conduct)
    }

    /// The conduct of that name, or the good one when none is named.
    ///
    /// # Errors
    /// [`BadConduct`] for a name that there is none of.
    pub fn chosen(name: Option<&str>, after_s: i64) -> Result<Self, BadConduct> {
        match name {
            None => Ok(Self::good(after_s)),
            Some(name) => Self::named(name, after_s).ok_or_else(|| BadConduct(name.to_owned())),
        }
    }

    /// Every one, its name first.
    #[must_use]
    pub fn all(after_s: i64) -> Vec<Named> {
        let good = Self::good(after_s);
        [notices(&good), calls(&good), answers(&good), ends(&good)].concat()
    }

    fn told(&self, notes: &[(When, Says)]) -> Self {
        let notes = notes.iter().map(|(when, says)| Note { when: *when, says: *says }).collect();
        Self { notes, ..self.clone() }
    }

    fn placed(&self, order: &[Fault]) -> Self {
        Self { order: order.to_vec(), ..self.clone() }
    }

    fn asked(&self, query: &[Fault]) -> Self {
        Self { query: query.to_vec(), ..self.clone() }
    }

    fn ending(&self, ends: Ends) -> Self {
        Self { ends, ..self.clone() }
    }
}

/// Notices that come too often, too late, never, in disorder, or lie.
fn notices(good: &Conduct) -> Vec<Named> {
    use Says as S;
    use When::{AfterEnd, AfterOrder, BeforeReply};
    let end = AfterEnd(0);
    vec![
        ("good", good.clone()),
        ("notice_twice", good.told(&[(end, S::Truth); 2])),
        ("notice_ten_times", good.told(&[(end, S::Truth); 10])),
        (
            "notice_for_three_days",
            good.told(&[(end, S::Truth), (AfterEnd(24 * HOUR), S::Truth), (AfterEnd(72 * HOUR), S::Truth)]),
        ),
        ("notice_25_h_late", good.told(&[(AfterEnd(25 * HOUR), S::Truth)])),
        ("notice_never", good.told(&[])),
        ("notice_before_the_reply", good.told(&[(BeforeReply, S::Truth)])),
        ("notice_before_the_money", good.told(&[(AfterOrder(0), S::Paid), (end, S::Truth)])),
        ("notice_out_of_order", good.told(&[(end, S::Truth), (AfterEnd(1), S::Failed)])),
        ("notice_failed_then_paid", good.told(&[(AfterOrder(0), S::Failed), (end, S::Truth)])),
        ("notice_only_failed", good.told(&[(end, S::Failed)])),
        ("notice_one_fen_more", good.told(&[(end, S::Sum(1))])),
        ("notice_one_fen_less", good.told(&[(end, S::Sum(-1))])),
        ("notice_a_thousand_yuan_more", good.told(&[(end, S::Sum(100_000)), (end, S::Truth)])),
        ("notice_wrong_signature", good.told(&[(end, S::BadSignature)])),
        ("notice_no_signature", good.told(&[(end, S::NoSignature)])),
        ("notice_forged_then_true", good.told(&[(AfterOrder(0), S::BadSignature), (end, S::Truth)])),
        ("notice_of_another_order", good.told(&[(end, S::OtherOrder)])),
        ("notice_garbage", good.told(&[(end, S::Garbage)])),
        ("notice_paid_and_never_is", good.ending(Ends::Never).told(&[(AfterOrder(1), S::Paid)])),
        ("notice_forged_and_never_is", good.ending(Ends::Never).told(&[(AfterOrder(1), S::BadSignature)])),
        (
            "notice_paid_and_it_failed",
            good.ending(Ends::Failed(2)).told(&[(AfterOrder(0), S::Paid), (end, S::Paid)]),
        ),
    ]
}

/// Orders that do not arrive, or whose answers do not.
fn calls(good: &Conduct) -> Vec<Named> {
    use Fault::{AnswerLost, Declines, DeclinesYetTakes, Garbled, Lost, SaysNotFound};
    let before = |faults| good.placed(faults).told(&[(When::BeforeReply, Says::Truth)]);
    vec![
        ("order_lost", good.placed(&[Lost])),
        ("order_lost_five_times", good.placed(&[Lost; 5])),
        ("order_answer_lost", good.placed(&[AnswerLost])),
        ("order_answer_lost_five_times", good.placed(&[AnswerLost; 5]).asked(&[SaysNotFound; 4])),
        ("order_answer_lost_after_its_notice", before(&[AnswerLost])),
        ("order_answer_garbled", good.placed(&[Garbled, Garbled])),
        ("order_declined", good.placed(&[Declines; 50]).told(&[])),
        ("order_declined_after_it_was_lost", good.placed(&[&[Lost][..], &[Declines; 50]].concat()).told(&[])),
        ("order_declined_yet_taken", good.placed(&[DeclinesYetTakes])),
        ("order_declined_yet_taken_in_silence", good.placed(&[DeclinesYetTakes]).told(&[])),
    ]
}

/// Queries that fail, and that lie for a while.
fn answers(good: &Conduct) -> Vec<Named> {
    use Fault::{AnswerLost, Garbled, Lost, SaysAnotherSum, SaysNotFound, SaysWaiting};
    let silent = good.told(&[]);
    vec![
        ("query_lost_ten_times", good.asked(&[Lost; 10])),
        ("query_lost_ten_times_in_silence", silent.asked(&[AnswerLost; 10])),
        ("query_garbled", good.asked(&[Garbled; 3])),
        ("query_says_not_found", good.asked(&[SaysNotFound; 2])),
        ("query_says_not_found_in_silence", silent.asked(&[SaysNotFound, Lost, SaysNotFound])),
        ("query_says_waiting", silent.asked(&[SaysWaiting; 6])),
        ("query_says_another_sum_once", good.asked(&[SaysAnotherSum])),
        (
            "all_at_once",
            good.placed(&[AnswerLost, Garbled]).asked(&[Lost, SaysNotFound, SaysWaiting, Garbled]).told(&[
                (When::BeforeReply, Says::Sum(1)),
                (When::AfterOrder(0), Says::BadSignature),
                (When::AfterOrder(1), Says::Failed),
                (When::AfterEnd(0), Says::Garbage),
                (When::AfterEnd(0), Says::Truth),
                (When::AfterEnd(HOUR), Says::Truth),
                (When::AfterEnd(25 * HOUR), Says::OtherOrder),
            ]),
        ),
    ]
}

/// Orders that end late, badly, after they were closed, or with another sum.
fn ends(good: &Conduct) -> Vec<Named> {
    use Fault::{AnswerLost, Lost};
    let late = |after_s| Ends::Paid(after_s);
    let closing = |close: &[Fault], ends| Conduct { close: close.to_vec(), ..good.ending(ends) };
    let moving = |moves_by| Conduct { moves_by, ..good.clone() };
    vec![
        ("paid_after_an_hour", good.ending(late(HOUR - 60))),
        ("paid_after_25_h", good.ending(late(25 * HOUR))),
        ("paid_at_the_last_moment", good.ending(late(1_700))),
        ("failed_at_once", good.ending(Ends::Failed(0))),
        ("failed_after_a_minute_in_silence", good.ending(Ends::Failed(60)).told(&[])),
        ("failed_after_25_h", good.ending(Ends::Failed(25 * HOUR))),
        ("never", good.ending(Ends::Never)),
        ("never_and_the_close_is_lost", closing(&[Lost, Lost, AnswerLost], Ends::Never)),
        (
            "paid_after_the_close",
            good.ending(Ends::PaidAfterClose(5)).told(&[(When::AfterOrder(2 * HOUR), Says::Truth)]),
        ),
        ("paid_after_the_close_in_silence", good.ending(Ends::PaidAfterClose(600)).told(&[])),
        ("paid_as_it_is_closed", closing(&[AnswerLost], Ends::PaidAfterClose(0))),
        ("one_fen_more_moves", moving(1)),
        ("one_fen_less_moves", moving(-1)),
        ("a_thousand_yuan_more_move", moving(100_000)),
    ]
}
