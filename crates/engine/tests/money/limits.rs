//! One's own limits and the lock of payments, as a device meets them.

use circles_domain::ledger::LimitKind;
use circles_domain::tip::{TipRefusal, TipState};
use circles_domain::{Money, PostId};
use circles_engine::args::{CommandCode, LockPaymentsArgs, PostArgs, SetLimitArgs, SetPinArgs, WalletArgs};
use circles_engine::view::{TipView, WalletView};

use crate::world::{Device, World, code};

const PIN: &str = "274913";

async fn limit(device: &Device, kind: LimitKind, amount: Option<&str>) -> Result<(), circles_engine::Error> {
    device.engine.set_limit(SetLimitArgs { kind, amount: amount.map(str::to_owned) }).await
}

async fn wallet(device: &Device) -> WalletView {
    device.engine.wallet(WalletArgs { before: None }).await.unwrap()
}

async fn lock(device: &Device, locked: bool, pin: Option<&str>) -> Result<(), circles_engine::Error> {
    device.engine.lock_payments(LockPaymentsArgs { locked, pin: pin.map(str::to_owned) }).await
}

async fn quoted(device: &Device, world: &World, post: PostId) -> TipView {
    let opened = device.engine.open_tip(PostArgs { post }).await.unwrap();
    let view = device.quote(opened.id, "0.88").await.unwrap();
    world.clock.pass_ms(500);
    view
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_shows_at_once_refuses_for_good_and_leaves_the_money_where_it_is() {
    let world = World::start().await;
    let device = world.device().await;
    for (bad, kind) in [("1e2", LimitKind::Tip), ("", LimitKind::Day), ("１", LimitKind::Month)] {
        assert_eq!(code(limit(&device, kind, Some(bad)).await), CommandCode::Invalid);
    }
    assert_eq!(
        code(limit(&device, LimitKind::Tip, Some("200.01")).await),
        CommandCode::Invalid,
        "the server's"
    );
    limit(&device, LimitKind::Day, Some("1.00")).await.unwrap();
    let seen = wallet(&device).await;
    let day = seen.own_limits.iter().find(|own| own.kind == LimitKind::Day).unwrap();
    assert_eq!(
        (day.limit, day.spent),
        (Some(Money::fen(100)), Money::fen(0)),
        "no waiting for the next read"
    );

    let first = quoted(&device, &world, world.post).await;
    assert_eq!(device.confirm(&first).await.unwrap().state, TipState::Released);
    let other = world.post_by(world.author).await;
    let second = quoted(&device, &world, other).await;
    let told = &second.quote.as_ref().unwrap().own_limits;
    assert!(told.iter().any(|own| own.kind == LimitKind::Day && own.spent == Money::fen(88)));
    let view = device.confirm(&second).await.unwrap();
    assert_eq!((view.state, view.refusal), (TipState::Refused, Some(TipRefusal::OwnDailyLimit)));
    assert_eq!(world.holds().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn locked_nothing_is_paid_and_the_tip_waits_where_it_was() {
    let world = World::start().await;
    let device = world.device().await;
    assert_eq!(code(lock(&device, true, None).await), CommandCode::PinNotSet);
    device.engine.set_pin(SetPinArgs { current: None, pin: PIN.into() }).await.unwrap();
    let view = quoted(&device, &world, world.post).await;
    lock(&device, true, None).await.unwrap();
    assert!(wallet(&device).await.locked);
    let after = device.confirm(&view).await.unwrap();
    assert_eq!((after.state, after.id), (TipState::Quoted, view.id));
    assert_eq!(after.problem.unwrap().code, CommandCode::PaymentsLocked);
    assert_eq!(code(device.quote(view.id, "0.88").await), CommandCode::PaymentsLocked);
    assert_eq!(code(lock(&device, false, Some("274914")).await), CommandCode::PinWrong);
    lock(&device, false, Some(PIN)).await.unwrap();
    assert!(!wallet(&device).await.locked);
    let again = quoted(&device, &world, world.post).await;
    assert_eq!(device.confirm(&again).await.unwrap().state, TipState::Released);
    assert_eq!((again.id, world.holds().await), (view.id, 1));
}
