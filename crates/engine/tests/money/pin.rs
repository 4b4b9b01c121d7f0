//! The payment password: a wrong one never touches the tip.

use circles_domain::tip::TipState;
use circles_engine::args::{CommandCode, SetPinArgs, WalletArgs};
use circles_server::Limits;
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
    // The wrong one above counted as well.
    for left in [Some(3), Some(2), Some(1), Some(0), None] {
        let view = device.confirm_with(&quoted, Some(WRONG)).await.unwrap();
        assert_eq!((view.state, view.id), (TipState::Quoted, quoted.id));
        last = view.problem;
        assert_eq!(last.unwrap().tries_left, left);
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
async fn a_session_alone_sets_none_and_signing_in_again_does() {
    let world = World::start().await;
    let device = world.device().await;
    let set = || device.engine.set_pin(SetPinArgs { current: None, pin: RIGHT.into() });
    let quoted = device.quoted(&world, "10.00").await;
    world.clock.pass_ms(Limits::default().fresh_sign_in_s * 1_000);
    assert_eq!(code(set().await), CommandCode::SignInAgain);
    assert_eq!(
        code(device.engine.set_pin(SetPinArgs { current: Some(WRONG.into()), pin: RIGHT.into() }).await),
        CommandCode::PinNotSet
    );
    // The browser opens; the tip stays where it was.
    let mut changes = device.engine.changes();
    device.engine.sign_in().await.unwrap();
    assert_eq!(device.get(quoted.id).await.state, TipState::Quoted);
    while let Ok(changed) = changes.try_recv() {
        assert!(!changed.contains(&circles_store::Change::All), "nothing was closed");
    }
    set().await.unwrap();
    // The session before it is over.
    let open = "SELECT count(*) FROM device WHERE revoked_at_us IS NULL";
    eventually("the earlier session is ended", || async { world.number(open).await == 1 }).await;
    let again = device.quoted(&world, "10.00").await;
    let view = device.confirm_with(&again, Some(RIGHT)).await.unwrap();
    assert_eq!((view.id, view.state), (quoted.id, TipState::Released));
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
