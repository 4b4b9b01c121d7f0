//! Taking a tip back within its grace, whose time the server keeps.

use circles_domain::tip::{TipOutcome, TipReturn};
use circles_domain::{Money, TipId};
use circles_server::Limits;
use circles_server::ledger::release::release_due;
use circles_wire::tip::TipResponse;
use futures::future::join_all;

use crate::money::World;

const BACK: TipOutcome = TipOutcome::Returned { reason: TipReturn::Cancelled };

#[tokio::test]
async fn a_tip_can_be_taken_back_for_ten_seconds() {
    let promised = Limits::default();
    let world =
        World::start(|limits| (limits.grace_s, limits.escrow_s) = (promised.grace_s, promised.escrow_s))
            .await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let (first, second) = (world.tip(&payer, post, 88).await, world.tip(&payer, post, 12).await);
    assert_eq!(first.outcome, TipOutcome::Held);
    let held_at = first.receipt.as_ref().unwrap().receipt.held_at;
    assert_eq!(first.cancellable_until, Some(held_at.plus_seconds(10)));
    assert_eq!(first.release_at, Some(held_at.plus_seconds(86_400)));

    // From another device: the one that paid may be closed.
    let elsewhere = world.signed_in_again(&payer).await;
    world.pass_ms(9_499);
    let taken = world.cancel(&elsewhere, first.id).await;
    assert_eq!(taken.read::<TipResponse>().outcome, BACK);
    assert_eq!(world.cancel(&payer, first.id).await.body, taken.body, "and once");
    assert_eq!(world.outcome(&payer, first.id).await.body, taken.body);
    let wallet = world.wallet(&payer).await;
    assert_eq!(
        (wallet.balance, wallet.held, wallet.spent_today),
        (Money::fen(19_988), Money::fen(12), Money::fen(12))
    );
    assert_eq!(world.number("SELECT tip_count FROM tipper").await, 1, "the other one still counts");
    world.is_sound().await;

    world.pass_ms(501);
    let late = world.cancel(&payer, second.id).await;
    assert_eq!(late.read::<TipResponse>().outcome, TipOutcome::Held, "the grace is over");
    world.pass_ms(86_400_000);
    release_due(&world.server.state).await.unwrap();
    let late = world.cancel(&payer, second.id).await;
    assert_eq!(late.read::<TipResponse>().outcome, TipOutcome::Released);
    assert_eq!(world.outcome(&payer, first.id).await.body, taken.body, "never released");
    world.is_sound().await;
}

#[tokio::test]
async fn only_the_payer_takes_back_and_only_what_there_is() {
    let world = World::start(|limits| (limits.grace_s, limits.escrow_s) = (10, 60)).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let tip = world.tip(&payer, post, 88).await;
    world.cancel(&author, tip.id).await.refused(404, "not_found");
    world.cancel(&payer, TipId::mint()).await.refused(404, "not_found");
    let refused = TipId::mint();
    let abandoned = world.abandon(&payer, refused).await;
    assert_eq!(world.cancel(&payer, refused).await.body, abandoned.body);
    assert_eq!(world.outcome(&payer, tip.id).await.state(), ("held", ""));
    world.is_sound().await;
}

#[tokio::test]
async fn twenty_taking_back_at_once_is_one_return() {
    let world = World::start(|limits| (limits.grace_s, limits.escrow_s) = (10, 10)).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let tip = world.tip(&payer, post, 88).await;
    let answers = join_all((0..20).map(|_| world.cancel(&payer, tip.id))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    assert_eq!(world.number("SELECT COUNT(*) FROM journal WHERE kind = 'tip_return'").await, 1);
    assert_eq!(world.wallet(&payer).await.balance, Money::fen(20_000));
    world.is_sound().await;
}
