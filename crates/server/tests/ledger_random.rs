//! Random lives of a ledger: whatever people do in whatever order, every invariant holds, the answers stay what they
//! were, and the balances are those of a model that knows only "who had what".
#![expect(clippy::unwrap_used, reason = "a test ends where it is wrong")]

#[expect(dead_code, reason = "other tests use the rest")]
mod money;

use std::collections::{HashMap, HashSet};

use circles_domain::tip::{TipOutcome, TipRefusal};
use circles_domain::{ActId, Money, ProposalId, QuoteId, TipId, TransferId};
use circles_server::ledger::release::release_due;
use circles_server::ledger::transfer::expire_due;
use circles_wire::tip::{QuoteResponse, TipResponse};
use money::{Answer, Someone, World};
use proptest::prelude::*;
use reqwest::Method;
use serde_json::json;

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
    /// A transfer, quoted and confirmed.
    Send { payer: usize, payee: usize, fen: i64 },
    /// Its payee accepts or declines some transfer ever sent.
    Answer(prop::sample::Index, bool),
    /// Its payer takes some transfer ever sent back.
    TakeBack(prop::sample::Index),
    /// Two operators give somebody so much, or take it.
    Adjust { who: usize, fen: i64 },
    /// An operator freezes somebody's wallet, or lifts that.
    Freeze { who: usize, frozen: bool },
    /// Time passes.
    Pass(i64),
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
        3 => (0..PEOPLE, 1..PEOPLE, 1_i64..=300)
            .prop_map(|(payer, by, fen)| Step::Send { payer, payee: (payer + by) % PEOPLE, fen }),
        3 => any::<(prop::sample::Index, bool)>().prop_map(|(at, accept)| Step::Answer(at, accept)),
        1 => any::<prop::sample::Index>().prop_map(Step::TakeBack),
        1 => (0..PEOPLE, prop_oneof![-1_500_i64..0, 1_i64..500]).prop_map(|(who, fen)| Step::Adjust { who, fen }),
        1 => (0..PEOPLE, any::<bool>()).prop_map(|(who, frozen)| Step::Freeze { who, frozen }),
        2 => prop_oneof![1_i64..400, 1_000_i64..200_000, Just(86_400_000)].prop_map(Step::Pass),
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

/// A transfer, as somebody who only watches knows it.
struct Sent {
    id: TransferId,
    payer: usize,
    payee: usize,
    fen: i64,
    day: (usize, i64),
    offered_us: i64,
    expires_us: i64,
    stands: &'static str,
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

/// Waits that a transfer of this world has: before it is offered, and then to be accepted.
const WAIT_S: i64 = 40;
const ACCEPT_S: i64 = 100;

async fn live(steps: Vec<Step>, escrow_s: i64) {
    let world = World::start(|limits| {
        (limits.sandbox_grant_fen, limits.tip_day_fen, limits.escrow_s) = (GRANT, DAY, escrow_s);
        (limits.transfer_day_fen, limits.transfer_wait_s, limits.transfer_accept_s) = (DAY, WAIT_S, ACCEPT_S);
        (limits.pin_tip_fen, limits.pin_day_fen) = (20_000, 1_000_000);
        // Nothing goes back for having waited: the model does not know it.
        limits.frozen_tip_s = 1_000_000_000;
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
    for (one, other) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
        let befriend =
            "INSERT INTO friendship (person_id, friend_id, since_us) VALUES ($1, $2, 9000000000000000)";
        world.run(befriend, &people[one].id.0, &people[other].id.0).await;
    }
    let operators = [world.operator().await, world.operator().await];
    let mut wallets = Wallets::new();
    let mut sent = Vec::<Sent>::new();
    let mut sent_of_day = HashMap::<(usize, i64), i64>::new();
    let mut accepted = HashSet::<(usize, usize)>::new();
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
                } else if wallets.frozen[payer] {
                    answer.refused(403, "wallet_frozen");
                } else if wallets.frozen[payee] {
                    answer.refused(403, "forbidden");
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
                } else if wallets.frozen[of.payer] {
                    Some(TipRefusal::WalletFrozen)
                } else if wallets.frozen[of.payee] {
                    Some(TipRefusal::PayeeCannotReceive)
                } else if today + of.fen > DAY {
                    Some(TipRefusal::DailyLimit)
                } else if of.fen > wallets.has[of.payer] {
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
                    wallets.has[of.payer] -= of.fen;
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
            Step::Send { payer, payee, fen } => {
                let id = TransferId::mint();
                let body = json!({ "payee": people[payee].id, "amount": Money::fen(fen) });
                let path = format!("/v1/transfers/{id}");
                let quoted =
                    world.call(&people[payer], Method::POST, &format!("{path}/quote"), Some(&body)).await;
                if wallets.frozen[payer] {
                    quoted.refused(403, "wallet_frozen");
                    continue;
                }
                if wallets.frozen[payee] {
                    quoted.refused(403, "forbidden");
                    continue;
                }
                world.pass_ms(world.limits.confirm_delay_ms);
                world.settle_due().await;
                let now_us = world.now().as_micros();
                arrive(&mut coming, &mut wallets, now_us);
                over_in_time(&mut sent, &mut wallets, &mut sent_of_day, now_us);
                let body = json!({ "quote_id": quoted.body["quote"] });
                let answer = world.call(&people[payer], Method::PUT, &path, Some(&body)).await;
                let day = (payer, world.now().shanghai_day());
                let today = sent_of_day.get(&day).copied().unwrap_or_default();
                if today + fen > DAY {
                    assert_eq!(answer.state(), ("refused", "daily_limit"));
                } else if fen > wallets.has[payer] {
                    assert_eq!(answer.state(), ("refused", "insufficient_balance"));
                } else {
                    assert_eq!(answer.state(), ("held", ""));
                    wallets.has[payer] -= fen;
                    *sent_of_day.entry(day).or_default() += fen;
                    let wait_s = if accepted.contains(&(payer, payee)) { 0 } else { WAIT_S };
                    let offered_us = now_us + wait_s * 1_000_000;
                    let expires_us = offered_us + ACCEPT_S * 1_000_000;
                    sent.push(Sent { id, payer, payee, fen, day, offered_us, expires_us, stands: "held" });
                }
            }
            Step::Answer(at, accept) if !sent.is_empty() => {
                let at = at.index(sent.len());
                let of = &mut sent[at];
                let path = format!("/v1/transfers/{}/answer", of.id);
                let body = json!({ "accept": accept });
                let answer = world.call(&people[of.payee], Method::POST, &path, Some(&body)).await;
                if of.stands == "held" && now_us < of.offered_us {
                    answer.refused(404, "not_found");
                    continue;
                }
                let in_time = of.stands == "held" && now_us < of.expires_us;
                if in_time && accept && wallets.frozen[of.payee] {
                    answer.refused(403, "wallet_frozen");
                    continue;
                }
                assert_eq!(answer.status, 200, "{}", answer.body);
                if of.stands == "held" {
                    let to = if accept && now_us < of.expires_us { of.payee } else { of.payer };
                    wallets.gets(to, of.fen);
                    of.stands = if to == of.payee { "accepted" } else { "returned" };
                    if to == of.payee {
                        accepted.insert((of.payer, of.payee));
                    } else {
                        *sent_of_day.entry(of.day).or_default() -= of.fen;
                    }
                }
                stands(&world, &people, of).await;
            }
            Step::TakeBack(at) if !sent.is_empty() => {
                let at = at.index(sent.len());
                let of = &mut sent[at];
                let path = format!("/v1/transfers/{}/take-back", of.id);
                world.call(&people[of.payer], Method::POST, &path, None).await;
                if of.stands == "held" && now_us < of.offered_us {
                    wallets.gets(of.payer, of.fen);
                    *sent_of_day.entry(of.day).or_default() -= of.fen;
                    of.stands = "returned";
                }
                stands(&world, &people, of).await;
            }
            Step::Confirm(_) | Step::Abandon(_) | Step::Answer(..) | Step::TakeBack(_) => {}
            Step::Adjust { who, fen } => {
                adjust(&world, &operators, &people[who], fen).await;
                wallets.adjust(who, fen);
            }
            Step::Freeze { who, frozen: becomes } => {
                let answer = freeze(&world, &operators[0], &people[who], becomes).await;
                if wallets.frozen[who] == becomes {
                    answer.refused(409, "stale");
                } else {
                    assert_eq!(answer.status, 200, "{}", answer.body);
                }
                wallets.frozen[who] = becomes;
            }
            Step::Pass(ms) => world.pass_ms(ms),
        }
        // The server's own jobs may have run by now or not; nobody looks before they have.
        world.settle_due().await;
        let now_us = world.now().as_micros();
        arrive(&mut coming, &mut wallets, now_us);
        over_in_time(&mut sent, &mut wallets, &mut sent_of_day, now_us);
    }
    for who in (0..PEOPLE).filter(|who| wallets.frozen[*who]) {
        assert_eq!(freeze(&world, &operators[1], &people[who], false).await.status, 200);
    }
    world.pass_ms((escrow_s + WAIT_S + ACCEPT_S) * 1_000);
    world.settle_due().await;
    over_in_time(&mut sent, &mut wallets, &mut sent_of_day, world.now().as_micros());
    for of in &sent {
        stands(&world, &people, of).await;
    }
    for (_, payee, fen) in &coming {
        wallets.gets(*payee, *fen);
    }
    for (person, has) in people.iter().zip(wallets.has) {
        assert_eq!(world.wallet(person).await.balance.minor, has);
    }
    world.is_sound().await;
}

impl World {
    /// The jobs run.
    async fn settle_due(&self) {
        release_due(&self.server.state).await.unwrap();
        expire_due(&self.server.state).await.unwrap();
    }
}

/// What each has and owes, and whose wallet is frozen.
struct Wallets {
    has: [i64; PEOPLE],
    owed: [i64; PEOPLE],
    frozen: [bool; PEOPLE],
}

impl Wallets {
    const fn new() -> Self {
        Self { has: [GRANT; PEOPLE], owed: [0; PEOPLE], frozen: [false; PEOPLE] }
    }

    /// What somebody owes is paid from whatever comes in.
    fn gets(&mut self, who: usize, fen: i64) {
        self.has[who] += fen;
        let pays = self.has[who].min(self.owed[who]);
        self.has[who] -= pays;
        self.owed[who] -= pays;
    }

    /// What is taken beyond what there is, is owed.
    fn adjust(&mut self, who: usize, fen: i64) {
        let short = (-fen - self.has[who]).max(0);
        self.owed[who] += short;
        self.gets(who, fen + short);
    }
}

/// What is due has reached who was tipped.
fn arrive(coming: &mut Vec<(i64, usize, i64)>, wallets: &mut Wallets, now_us: i64) {
    coming.retain(|(at_us, payee, fen)| {
        let due = *at_us <= now_us && !wallets.frozen[*payee];
        if due {
            wallets.gets(*payee, *fen);
        }
        !due
    });
}

/// What nobody accepted in time is back with who sent it.
fn over_in_time(
    sent: &mut [Sent],
    wallets: &mut Wallets,
    sent_of_day: &mut HashMap<(usize, i64), i64>,
    now_us: i64,
) {
    for of in sent.iter_mut().filter(|of| of.stands == "held" && of.expires_us <= now_us) {
        wallets.gets(of.payer, of.fen);
        *sent_of_day.entry(of.day).or_default() -= of.fen;
        of.stands = "returned";
    }
}

async fn stands(world: &World, people: &[Someone], of: &Sent) {
    let answer = world.call(&people[of.payer], Method::GET, &format!("/v1/transfers/{}", of.id), None).await;
    assert_eq!(answer.state().0, of.stands);
}

async fn adjust(world: &World, [one, two]: &[Someone; 2], who: &Someone, fen: i64) {
    let path = format!("/v1/operator/proposals/{}", ProposalId::mint());
    let asks = json!({ "kind": "adjustment", "amount": Money::fen(fen) });
    let body =
        json!({ "person": who.id, "asks": asks, "reference": "chance", "reason": "chance wanted it so" });
    assert_eq!(world.call(one, Method::PUT, &path, Some(&body)).await.status, 200);
    let decision = json!({ "approve": true, "answer": "chance wanted it so" });
    let decided = world.call(two, Method::PUT, &format!("{path}/decision"), Some(&decision)).await;
    assert_eq!(decided.status, 200, "{}", decided.body);
}

async fn freeze(world: &World, operator: &Someone, who: &Someone, frozen: bool) -> Answer {
    let body = json!({ "frozen": frozen, "reason": "chance wanted it so" });
    let path = format!("/v1/operator/people/{}/wallet/freezes/{}", who.id, ActId::mint());
    world.call(operator, Method::PUT, &path, Some(&body)).await
}
