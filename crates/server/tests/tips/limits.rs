//! What people allow themselves: refused above it, lowered at once, raised after a day; and the lock of payments.

use circles_domain::ledger::LimitKind;
use circles_domain::{Money, TipId};
use circles_wire::wallet::{LimitState, LimitsResponse};
use reqwest::Method;
use serde_json::json;

use crate::money::{Answer, Someone, World};

const DAY_MS: i64 = 86_400_000;
const PIN: &str = "274913";

async fn ask(world: &World, who: &Someone, kind: &str, fen: Option<i64>) -> Answer {
    let body = json!({ "kind": kind, "amount": fen.map(Money::fen) });
    world.call(who, Method::PUT, "/v1/wallet/limits", Some(&body)).await
}

async fn set(world: &World, who: &Someone, kind: &str, fen: Option<i64>) -> LimitsResponse {
    ask(world, who, kind, fen).await.read()
}

async fn lock(world: &World, who: &Someone, locked: bool, pin: Option<&str>) -> Answer {
    let body = json!({ "locked": locked, "pin": pin });
    world.call(who, Method::PUT, "/v1/wallet/lock", Some(&body)).await
}

fn of(limits: &[LimitState], kind: LimitKind) -> LimitState {
    *limits.iter().find(|limit| limit.kind == kind).unwrap()
}

#[tokio::test]
async fn each_limit_refuses_by_its_name_and_the_quote_told_it_before() {
    let world = World::start(|_| {}).await;
    if world.now().end_of_shanghai_day() == world.now().end_of_shanghai_month() {
        world.pass_ms(DAY_MS);
    }
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let none = world.wallet(&payer).await.own_limits;
    assert!(none.iter().all(|limit| limit.limit.is_none() && limit.raise.is_none()), "unset at first");

    set(&world, &payer, "month", Some(300)).await;
    set(&world, &payer, "day", Some(200)).await;
    set(&world, &payer, "tip", Some(100)).await;
    for (spend, refused, reason) in
        [(100, 101, "own_tip_limit"), (60, 41, "own_daily_limit"), (0, 41, "own_daily_limit")]
    {
        if spend > 0 {
            assert!(world.tip(&payer, post, spend).await.receipt.is_some());
        }
        let (tip, before) = (TipId::mint(), world.wallet(&payer).await.balance);
        let quote = world.quote(&payer, tip, post, refused).await;
        let day = of(&quote.own_limits, LimitKind::Day);
        assert_eq!(day.limit, Some(Money::fen(200)));
        assert_eq!(day.spent, quote.spent_today);
        assert_eq!(day.ends_at, Some(world.now().end_of_shanghai_day()));
        for _ in 0..2 {
            assert_eq!(world.confirm(&payer, tip, quote.quote).await.state(), ("refused", reason), "stored");
        }
        assert_eq!(world.wallet(&payer).await.balance, before);
    }
    // The next day has a sum of its own; the month goes on.
    let ends_before = world.now().end_of_shanghai_month();
    world.pass_ms(DAY_MS);
    assert!(world.tip(&payer, post, 100).await.receipt.is_some());
    let (tip, month) = (TipId::mint(), of(&world.wallet(&payer).await.own_limits, LimitKind::Month));
    assert_eq!((month.spent, month.ends_at), (Money::fen(260), Some(ends_before)));
    let quote = world.quote(&payer, tip, post, 41).await;
    assert_eq!(world.confirm(&payer, tip, quote.quote).await.state(), ("refused", "own_monthly_limit"));
    world.is_sound().await;
}

#[tokio::test]
async fn less_holds_at_once_and_more_a_day_later_unless_it_is_taken_back() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let quote_then_lower = TipId::mint();
    let quote = world.quote(&payer, quote_then_lower, post, 88).await;
    set(&world, &payer, "tip", Some(50)).await;
    let answer = world.confirm(&payer, quote_then_lower, quote.quote).await;
    assert_eq!(answer.state(), ("refused", "own_tip_limit"), "in the posting transaction, not at the quote");

    let asked = set(&world, &payer, "tip", Some(100)).await;
    let waits = of(&asked.limits, LimitKind::Tip);
    assert_eq!(waits.limit, Some(Money::fen(50)));
    let raise = waits.raise.unwrap();
    assert_eq!((raise.to, raise.at), (Some(Money::fen(100)), world.now().plus_seconds(86_400)));
    world.pass_ms(DAY_MS - 1);
    assert_eq!(of(&world.wallet(&payer).await.own_limits, LimitKind::Tip), waits, "not a moment early");
    let early = TipId::mint();
    let quote = world.ask_quote(&payer, early, post, 88).await.read::<circles_wire::tip::QuoteResponse>();
    assert_eq!(of(&quote.own_limits, LimitKind::Tip).limit, Some(Money::fen(50)));
    world.pass_ms(1);
    let now = of(&world.wallet(&payer).await.own_limits, LimitKind::Tip);
    assert_eq!((now.limit, now.raise), (Some(Money::fen(100)), None));
    assert!(world.tip(&payer, post, 88).await.receipt.is_some());

    set(&world, &payer, "tip", None).await;
    let back = of(&set(&world, &payer, "tip", Some(100)).await.limits, LimitKind::Tip);
    assert_eq!((back.limit, back.raise), (Some(Money::fen(100)), None));
    world.pass_ms(2 * DAY_MS);
    assert_eq!(of(&world.wallet(&payer).await.own_limits, LimitKind::Tip), back, "taken back is gone");
    ask(&world, &payer, "tip", Some(-1)).await.refused(422, "invalid");
    ask(&world, &payer, "tip", Some(20_001)).await.refused(422, "invalid");
    ask(&world, &payer, "week", Some(1)).await.refused(422, "invalid");
}

#[tokio::test]
async fn many_at_once_never_pass_the_limit_of_a_day() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    set(&world, &payer, "day", Some(55)).await;
    let mut asked = Vec::new();
    for _ in 0..12 {
        let (tip, post) = (TipId::mint(), world.post_by(&author).await);
        asked.push((tip, world.quote(&payer, tip, post, 10).await.quote));
    }
    let answers =
        futures::future::join_all(asked.iter().map(|(tip, quote)| world.confirm(&payer, *tip, *quote))).await;
    let paid = answers.iter().filter(|answer| answer.state().0 == "released").count();
    let refused = answers.iter().filter(|answer| answer.state().1 == "own_daily_limit").count();
    assert_eq!((paid, refused), (5, 7));
    assert_eq!(world.wallet(&payer).await.spent_today, Money::fen(50));
    world.is_sound().await;
}

#[tokio::test]
async fn locked_payments_pay_nothing_and_the_password_opens_them() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    lock(&world, &payer, true, None).await.refused(409, "pin_not_set");
    assert_eq!(world.set_pin(&payer, None, PIN).await.status, 204);
    let tip = TipId::mint();
    let quote = world.quote(&payer, tip, post, 88).await;
    assert_eq!(lock(&world, &payer, true, None).await.status, 204, "one tap, no password");
    assert!(world.wallet(&payer).await.locked);
    world.confirm(&payer, tip, quote.quote).await.refused(403, "payments_locked");
    world.outcome(&payer, tip).await.refused(404, "not_found");
    world.ask_quote(&payer, TipId::mint(), post, 88).await.refused(403, "payments_locked");
    // Another device of the same person is as locked, and what comes in still arrives.
    let other = world.signed_in_again(&payer).await;
    world.ask_quote(&other, TipId::mint(), post, 88).await.refused(403, "payments_locked");
    let mine = world.post_by(&payer).await;
    assert!(world.tip(&author, mine, 5).await.receipt.is_some());
    // A new password alone opens nothing.
    assert_eq!(world.set_pin(&payer, Some(PIN), "580316").await.status, 204);
    lock(&world, &payer, false, None).await.refused(403, "step_up_required");
    lock(&world, &payer, false, Some(PIN)).await.refused(403, "pin_wrong");
    assert!(world.wallet(&payer).await.locked);
    assert_eq!(lock(&world, &payer, false, Some("580316")).await.status, 204);
    assert_eq!(
        world.confirm(&payer, tip, quote.quote).await.state(),
        ("released", ""),
        "it was never refused"
    );
    world.is_sound().await;
}
