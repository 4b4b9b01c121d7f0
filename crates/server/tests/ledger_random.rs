//! Random lives of a ledger: whatever people do in whatever order, every invariant holds, the answers stay what they
//! were, and the balances are those of a model that knows only "who had what".
#![expect(clippy::unwrap_used, reason = "a test ends where it is wrong")]

#[expect(dead_code, reason = "other tests use the rest")]
mod money;

use std::collections::HashMap;

use circles_domain::tip::{TipOutcome, TipRefusal};
use circles_domain::{QuoteId, TipId};
use circles_server::ledger::release::release_due;
use circles_wire::tip::{QuoteResponse, TipResponse};
use money::World;
use proptest::prelude::*;

const PEOPLE: usize = 3;
const GRANT: i64 = 600;
const DAY: i64 = 900;

#[derive(Clone, Debug)]
enum Step {
    /// A quote: for a new tip, or anew for one that has a quote.
    Quote { payer: usize, payee: usize, fen: i64, again: Option<prop::sample::Index> },
    /// A confirmation of some quote ever given.
    Confirm(prop::sample::Index),
    /// Giving up on some tip ever quoted.
    Abandon(prop::sample::Index),
    /// Time passes.
    Pass(i64),
    /// The job runs.
    Release,
}

fn step() -> impl Strategy<Value = Step> {
    let quote =
        (0..PEOPLE, 1..PEOPLE, 1_i64..=300, proptest::option::weighted(0.2, any::<prop::sample::Index>()))
            .prop_map(|(payer, by, fen, again)| Step::Quote {
                payer,
                payee: (payer + by) % PEOPLE,
                fen,
                again,
            });
    prop_oneof![
        4 => quote,
        6 => any::<prop::sample::Index>().prop_map(Step::Confirm),
        1 => any::<prop::sample::Index>().prop_map(Step::Abandon),
        2 => prop_oneof![1_i64..400, 1_000_i64..200_000, Just(86_400_000)].prop_map(Step::Pass),
        1 => Just(Step::Release),
    ]
}

struct Asked {
    tip: TipId,
    payer: usize,
    payee: usize,
    fen: i64,
    quote: QuoteId,
    at_us: i64,
}

/// What a tip was answered, under which quote (`None`: abandoned).
type Answers = HashMap<TipId, (Option<QuoteId>, TipResponse)>;

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_ledger_stays_sound(steps in proptest::collection::vec(step(), 1..50), escrow_s in prop_oneof![Just(0_i64), Just(90)]) {
        tokio::runtime::Runtime::new().unwrap().block_on(live(steps, escrow_s));
    }
}

async fn live(steps: Vec<Step>, escrow_s: i64) {
    let world = World::start(|limits| {
        (limits.sandbox_grant_fen, limits.tip_day_fen, limits.escrow_s) = (GRANT, DAY, escrow_s);
        (limits.pin_tip_fen, limits.pin_day_fen) = (20_000, 1_000_000);
    })
    .await;
    let mut people = Vec::new();
    let mut posts = Vec::new();
    for _ in 0..PEOPLE {
        let person = world.member(30).await;
        world.wallet(&person).await;
        posts.push(world.post_by(&person).await);
        people.push(person);
    }
    let mut has = [GRANT; PEOPLE];
    let mut spent = HashMap::<(usize, i64), i64>::new();
    let mut coming = Vec::<(i64, usize, i64)>::new();
    let mut asked = Vec::<Asked>::new();
    let mut answers = Answers::new();
    for step in steps {
        let now_us = world.now().as_micros();
        match step {
            Step::Quote { payer, payee, fen, again } => {
                let old = again.filter(|_| !asked.is_empty()).map(|at| &asked[at.index(asked.len())]);
                let (tip, payer, payee) =
                    old.map_or((TipId::mint(), payer, payee), |old| (old.tip, old.payer, old.payee));
                let answer = world.ask_quote(&people[payer], tip, posts[payee], fen).await;
                if answers.contains_key(&tip) {
                    answer.refused(409, "id_conflict");
                } else {
                    let quote: QuoteResponse = answer.read();
                    asked.push(Asked { tip, payer, payee, fen, quote: quote.quote, at_us: now_us });
                }
            }
            Step::Confirm(at) if !asked.is_empty() => {
                let of = &asked[at.index(asked.len())];
                let answer = world.confirm(&people[of.payer], of.tip, of.quote).await;
                if let Some((quote, kept)) = answers.get(&of.tip) {
                    if quote.is_none_or(|quote| quote == of.quote) {
                        let again: TipResponse = answer.read();
                        assert_eq!((again.receipt, again.amount), (kept.receipt.clone(), kept.amount));
                    } else {
                        answer.refused(409, "id_conflict");
                    }
                    continue;
                }
                let newest = asked.iter().rfind(|other| other.tip == of.tip).unwrap();
                let day = (of.payer, world.now().shanghai_day());
                let today = spent.get(&day).copied().unwrap_or_default();
                let refusal = if newest.quote != of.quote || now_us - of.at_us >= 300_000_000 {
                    Some(TipRefusal::QuoteExpired)
                } else if now_us - of.at_us < 500_000 {
                    answer.refused(425, "too_fast");
                    continue;
                } else if today + of.fen > DAY {
                    Some(TipRefusal::DailyLimit)
                } else if of.fen > has[of.payer] {
                    Some(TipRefusal::InsufficientBalance)
                } else {
                    None
                };
                let answer: TipResponse = answer.read();
                let expected = match refusal {
                    Some(reason) => TipOutcome::Refused { reason },
                    None if escrow_s == 0 => TipOutcome::Released,
                    None => TipOutcome::Held,
                };
                assert_eq!(answer.outcome, expected);
                if refusal.is_none() {
                    has[of.payer] -= of.fen;
                    *spent.entry(day).or_default() += of.fen;
                    coming.push((now_us + escrow_s * 1_000_000, of.payee, of.fen));
                }
                answers.insert(of.tip, (Some(of.quote), answer));
            }
            Step::Abandon(at) if !asked.is_empty() => {
                let of = &asked[at.index(asked.len())];
                let answer: TipResponse = world.abandon(&people[of.payer], of.tip).await.read();
                match answers.get(&of.tip) {
                    Some((_, kept)) => {
                        assert_eq!((answer.receipt, answer.amount), (kept.receipt.clone(), kept.amount))
                    }
                    None => {
                        assert_eq!(answer.outcome, TipOutcome::Refused { reason: TipRefusal::Abandoned });
                        answers.insert(of.tip, (None, answer));
                    }
                }
            }
            Step::Confirm(_) | Step::Abandon(_) => {}
            Step::Pass(ms) => world.pass_ms(ms),
            Step::Release => {
                release_due(&world.server.state).await.unwrap();
            }
        }
        // What is due arrives at once without escrow, with the job otherwise; balances are looked at after it ran.
        if escrow_s == 0 || matches!(step, Step::Release) {
            let now_us = world.now().as_micros();
            coming.retain(|(at_us, payee, fen)| {
                let due = *at_us <= now_us;
                has[*payee] += if due { *fen } else { 0 };
                !due
            });
        }
    }
    world.pass_ms(escrow_s * 1_000);
    release_due(&world.server.state).await.unwrap();
    coming.iter().for_each(|(_, payee, fen)| has[*payee] += fen);
    for (person, has) in people.iter().zip(has) {
        assert_eq!(world.wallet(person).await.balance.minor, has);
    }
    world.is_sound().await;
}
