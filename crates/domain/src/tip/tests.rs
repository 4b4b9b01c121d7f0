use proptest::prelude::*;

use super::*;

const STATES: [TipState; 8] = [
    TipState::Draft,
    TipState::Quoted,
    TipState::Confirming,
    TipState::Unknown,
    TipState::Held,
    TipState::Released,
    TipState::Returned,
    TipState::Refused,
];
const EVENTS: [TipEvent; 8] = [
    TipEvent::Quoted,
    TipEvent::Confirmed,
    TipEvent::AnswerLost,
    TipEvent::Held,
    TipEvent::Released,
    TipEvent::Returned,
    TipEvent::Refused,
    TipEvent::Abandoned,
];

#[test]
fn the_steps_are_those_of_the_diagram() {
    use TipState as S;
    let mut steps = Vec::new();
    for from in STATES {
        for event in EVENTS {
            match from.next(event) {
                Ok(to) if to != from => steps.push((from, to)),
                Ok(_) | Err(_) => {}
            }
        }
    }
    steps.sort_unstable();
    steps.dedup();
    let mut drawn = vec![
        (S::Draft, S::Quoted),
        (S::Draft, S::Refused),
        (S::Quoted, S::Confirming),
        (S::Quoted, S::Refused),
        (S::Confirming, S::Unknown),
        (S::Confirming, S::Held),
        (S::Confirming, S::Refused),
        (S::Unknown, S::Held),
        (S::Unknown, S::Refused),
        (S::Held, S::Released),
        (S::Held, S::Returned),
        (S::Released, S::Returned),
    ];
    drawn.sort_unstable();
    assert_eq!(steps, drawn);
}

#[test]
fn a_confirmed_tip_is_not_abandoned_before_its_answer_is_lost() {
    assert!(TipState::Confirming.next(TipEvent::Abandoned).is_err());
    assert!(TipState::Held.next(TipEvent::Abandoned).is_err());
    assert!(TipState::Confirming.next(TipEvent::Confirmed).is_err());
}

#[test]
fn an_answer_after_a_long_time_counts_as_both_steps() {
    let back = TipOutcome::Returned { reason: TipReturn::Breach };
    assert_eq!(TipState::Unknown.hear(TipOutcome::Released), Ok(TipState::Released));
    assert_eq!(TipState::Unknown.hear(back), Ok(TipState::Returned));
    assert_eq!(TipState::Released.hear(TipOutcome::Held), Ok(TipState::Released));
    assert_eq!(TipState::Released.hear(back), Ok(TipState::Returned), "refunded");
    assert_eq!(
        TipState::Returned.hear(TipOutcome::Released),
        Ok(TipState::Returned),
        "an answer that was overtaken"
    );
    assert!(TipState::Released.hear(TipOutcome::Refused { reason: TipRefusal::Minor }).is_err());
    assert!(TipState::Refused.hear(TipOutcome::Held).is_err());
    assert!(TipState::Quoted.hear(TipOutcome::Held).is_err());
}

proptest! {
    #[test]
    fn every_history_keeps_the_promises(events in prop::collection::vec(prop::sample::select(&EVENTS[..]), 0..40)) {
        let (mut state, mut confirmed) = (TipState::Draft, false);
        for event in events {
            let Ok(next) = state.next(event) else { continue };
            if state.is_terminal() {
                prop_assert_eq!(next, state);
            }
            if next == TipState::Confirming {
                prop_assert!(state == TipState::Quoted && !confirmed, "confirmed once, and what was quoted");
                confirmed = true;
            }
            if confirmed {
                prop_assert!(!matches!(next, TipState::Draft | TipState::Quoted), "{:?} to {:?}", state, next);
            }
            if state == TipState::Unknown {
                prop_assert!(matches!(next, TipState::Unknown | TipState::Held | TipState::Refused));
            }
            if matches!(next, TipState::Held | TipState::Released | TipState::Returned) {
                prop_assert!(confirmed, "money moved that nobody confirmed");
            }
            state = next;
        }
    }
}
