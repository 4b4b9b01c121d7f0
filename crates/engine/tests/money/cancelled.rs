//! Tips that come back: taken back in the grace, or because the post was removed for a breach.

use circles_domain::tip::{TipReturn, TipState};
use circles_domain::{Money, TipId};
use circles_engine::args::{CommandCode, TipArgs, WalletArgs};
use circles_engine::view::TipView;
use circles_server::ledger::return_held_on;
use circles_server::state::Poke;

use crate::network::Fault;
use crate::world::{Device, World, code, eventually};

async fn held(world: &World, device: &Device) -> TipView {
    let quoted = device.quoted(world, "0.88").await;
    let view = device.confirm(&quoted).await.unwrap();
    assert_eq!(view.state, TipState::Held);
    view
}

async fn in_grace() -> World {
    World::with(|limits| (limits.grace_s, limits.escrow_s) = (10, 86_400)).await
}

async fn balance(device: &Device) -> Option<Money> {
    device.engine.wallet(WalletArgs { before: None }).await.unwrap().balance
}

async fn came_back(device: &Device, tip: TipId, why: TipReturn) {
    eventually("the tip says why it came back", || async {
        let view = device.get(tip).await;
        (view.state, view.returned) == (TipState::Returned, Some(why))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_is_taken_back_also_after_a_restart() {
    let world = in_grace().await;
    let mut device = world.device().await;
    let tip = held(&world, &device).await;
    assert!(tip.cancellable_until.is_some());
    device.restart(&world).await;
    let view = device.engine.cancel_tip(TipArgs { tip: tip.id }).await.unwrap();
    assert_eq!((view.state, view.returned), (TipState::Returned, Some(TipReturn::Cancelled)));
    assert_eq!(view.receipt, tip.receipt, "what was signed stays signed");
    eventually("the money is back", || async { balance(&device).await == Some(Money::fen(20_000)) }).await;
    let next = device.open_tip(&world).await;
    assert_ne!(next.id, tip.id, "tipping again is another tip");

    let late = held(&world, &device).await;
    world.clock.pass_ms(10_000);
    let view = device.engine.cancel_tip(TipArgs { tip: late.id }).await.unwrap();
    assert_eq!(view.state, TipState::Held, "the grace is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_taken_back_is_found_wherever_its_page_went() {
    let world = in_grace().await;
    let mut device = world.device().await;
    let listed = async |device: &Device| -> Vec<TipId> {
        let view = device.engine.cancellable_tips().await.unwrap();
        view.tips.into_iter().map(|tip| tip.id).collect()
    };
    assert_eq!(listed(&device).await, []);
    let first = held(&world, &device).await;
    world.clock.pass_ms(4_000);
    let second = held(&world, &device).await;
    assert_eq!(listed(&device).await, [second.id, first.id], "the latest first");
    device.restart(&world).await;
    assert_eq!(listed(&device).await, [second.id, first.id]);
    device.engine.cancel_tip(TipArgs { tip: second.id }).await.unwrap();
    assert_eq!(listed(&device).await, [first.id]);
    world.clock.pass_ms(10_000);
    assert_eq!(listed(&device).await, [], "the grace is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_learned_from_the_wallet() {
    let world = in_grace().await;
    let device = world.device().await;
    let tip = held(&world, &device).await;
    world.network.fail("POST", "/cancel", Fault::CutAfter, 1);
    assert!(device.engine.cancel_tip(TipArgs { tip: tip.id }).await.is_err());
    world.network.heal();
    world.server.state.poke(Poke::Person(device.person));
    came_back(&device, tip.id, TipReturn::Cancelled).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_post_gives_back_and_says_why() {
    let world = in_grace().await;
    let device = world.device().await;
    let tip = held(&world, &device).await;
    let state = &world.server.state;
    let mut tx = state.db.write().await.unwrap();
    let payers = return_held_on(&mut tx, world.post, TipReturn::Breach, state.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(payers, [device.person]);
    payers.into_iter().for_each(|payer| state.poke(Poke::Person(payer)));
    came_back(&device, tip.id, TipReturn::Breach).await;
    assert_eq!(balance(&device).await, Some(Money::fen(20_000)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_a_portal_is_no_success() {
    let world = World::start().await;
    let device = world.device().await;
    let tip = TipId::mint();
    world.network.fail("POST", "/v1/tips/", Fault::Portal, 1);
    let sent_back = device.engine.return_tip(TipArgs { tip }).await;
    assert_eq!(code(sent_back), CommandCode::Protocol, "where success has no body, a page is none");
    assert_eq!(world.network.count("POST", "/v1/tips/"), 1);
}
