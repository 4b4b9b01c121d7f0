//! The payment password: a wrong one never touches the tip.

use circles_domain::tip::TipState;
use circles_engine::args::{CommandCode, SetPinArgs, WalletArgs};
use circles_wire::ErrorCode;

use crate::world::{World, code, eventually};

const RIGHT: &str = "274913";
const WRONG: &str = "274914";

#[tokio::test(flavor = "multi_thread")]
async fn a_large_tip_asks_for_it_and_a_wrong_one_changes_nothing() {
    let world = World::start().await;
    let device = world.device().await;
    let set = |current: Option<&str>, pin: &str| SetPinArgs {
        current: current.map(str::to_owned),
        pin: pin.into(),
    };
    assert_eq!(code(device.engine.set_pin(set(None, "1234")).await), CommandCode::Invalid);
    device.engine.set_pin(set(None, RIGHT)).await.unwrap();
    assert_eq!(code(device.engine.set_pin(set(Some(WRONG), "580316")).await), CommandCode::PinWrong);
    eventually("the wallet says that it is set", || async {
        device.engine.wallet(WalletArgs { before: None }).await.unwrap().pin_set
    })
    .await;

    let quoted = device.quoted(&world, "10.00").await;
    assert!(quoted.quote.as_ref().unwrap().step_up);
    assert_eq!(code(device.confirm(&quoted).await), CommandCode::StepUpRequired);
    assert_eq!(
        code(device.confirm_with(&quoted, Some("12345")).await),
        CommandCode::Invalid,
        "no try is spent on it"
    );
    let mut last = None;
    for _ in 0..6 {
        let view = device.confirm_with(&quoted, Some(WRONG)).await.unwrap();
        assert_eq!((view.state, view.id), (TipState::Quoted, quoted.id));
        last = view.problem;
        if last.unwrap().code == CommandCode::PinPaused {
            break;
        }
    }
    let paused = last.unwrap();
    assert_eq!((paused.code, paused.server), (CommandCode::PinPaused, Some(ErrorCode::PinPaused)));
    assert!(paused.retry_after.unwrap() > 0);
    let view = device.confirm_with(&quoted, Some(RIGHT)).await.unwrap();
    assert_eq!(view.problem.unwrap().code, CommandCode::PinPaused, "paused is paused, for the right one too");
    assert_eq!((world.network.count("PUT", "/v1/tips/"), world.holds().await), (0, 0));

    world.clock.pass_ms(901_000);
    // The quote has expired meanwhile, the access token too; the tip is the same.
    let again = device.quoted(&world, "10.00").await;
    assert_eq!((again.id, again.problem), (quoted.id, None));
    let view = device.confirm_with(&again, Some(RIGHT)).await.unwrap();
    assert_eq!((view.state, world.holds().await), (TipState::Released, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn small_tips_ask_for_it_once_the_day_has_many() {
    let world = World::with(|limits| limits.pin_day_fen = 100).await;
    let device = world.device().await;
    device.engine.set_pin(SetPinArgs { current: None, pin: RIGHT.into() }).await.unwrap();
    let first = device.quoted(&world, "0.88").await;
    assert!(!first.quote.as_ref().unwrap().step_up);
    // Another post is tipped from the same quote's time: the day is full when the first one is confirmed.
    let other = world.post_by(world.author).await;
    let second = device.engine.open_tip(circles_engine::args::PostArgs { post: other }).await.unwrap();
    let second = device.quote(second.id, "0.88").await.unwrap();
    world.clock.pass_ms(500);
    assert_eq!(device.confirm(&first).await.unwrap().state, TipState::Released);
    let view = device.confirm(&second).await.unwrap();
    assert_eq!((view.state, view.problem.unwrap().code), (TipState::Quoted, CommandCode::StepUpRequired));
    let view = device.confirm_with(&second, Some(RIGHT)).await.unwrap();
    assert_eq!((view.state, view.id, world.holds().await), (TipState::Released, second.id, 2));
}
