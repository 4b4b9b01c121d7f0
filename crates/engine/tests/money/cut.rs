//! The network fails at the worst moments of a confirmation.

use std::sync::Arc;

use circles_domain::tip::{TipRefusal, TipState};
use circles_engine::args::CommandCode;
use circles_engine::view::SessionState;

use crate::network::Fault;
use crate::world::{World, code, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_lost_after_the_commit_is_found_again() {
    let world = World::start().await;
    let device = world.device().await;
    let quoted = device.quoted(&world, "0.88").await;
    world.network.fail("PUT", "/v1/tips/", Fault::CutAfter, 1);
    let view = device.confirm(&quoted).await.unwrap();
    assert_ne!(view.state, TipState::Refused, "{view:?}");
    let view = device.settled(quoted.id).await;
    assert_eq!((view.state, view.id), (TipState::Released, quoted.id));
    assert!(view.receipt.is_some() && view.problem.is_none());
    assert_eq!((world.holds().await, world.network.count("PUT", "/v1/tips/")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_that_never_arrived_ends_without_moving_money() {
    for fault in [Fault::CutBefore, Fault::CutDuring, Fault::Portal] {
        let world = World::start().await;
        let device = world.device().await;
        let quoted = device.quoted(&world, "0.88").await;
        world.network.fail("PUT", "/v1/tips/", fault, 1);
        let view = device.confirm(&quoted).await.unwrap();
        assert_eq!(view.state, TipState::Unknown);
        assert!(view.problem.is_some());
        // "Pay again" is not on offer: whatever is opened, quoted or confirmed is this one.
        assert_eq!(device.open_tip(&world).await.id, quoted.id);
        assert_eq!(device.quote(quoted.id, "1.00").await.unwrap().state, TipState::Unknown);
        assert_eq!(device.confirm(&quoted).await.unwrap().state, TipState::Unknown);

        world.clock.pass_ms(60_000);
        let view = device.settled(quoted.id).await;
        assert_eq!((view.state, view.refusal), (TipState::Refused, Some(TipRefusal::Abandoned)));
        assert_eq!((world.holds().await, world.network.count("PUT", "/v1/tips/")), (0, 1));
        // Now it is definite, and the next one is another.
        assert_ne!(device.open_tip(&world).await.id, quoted.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_giving_up_a_late_copy_of_the_confirmation_moves_nothing() {
    let world = World::start().await;
    let device = world.device().await;
    let quoted = device.quoted(&world, "0.88").await;
    world.network.fail("PUT", "/v1/tips/", Fault::HoldBack, 1);
    assert_eq!(device.confirm(&quoted).await.unwrap().state, TipState::Unknown);
    let view = device.abandon(quoted.id).await.unwrap();
    assert_eq!((view.state, view.refusal), (TipState::Refused, Some(TipRefusal::Abandoned)));
    assert_eq!(world.network.deliver_late().await.unwrap(), ["HTTP/1.1 200 OK"]);
    assert_eq!(world.holds().await, 0);
    assert_eq!(device.get(quoted.id).await.state, TipState::Refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_confirmation_that_worked_moves_nothing_more() {
    let world = World::start().await;
    let device = world.device().await;
    let quoted = device.quoted(&world, "0.88").await;
    world.network.fail("PUT", "/v1/tips/", Fault::Copy, 1);
    assert_eq!(device.confirm(&quoted).await.unwrap().state, TipState::Released);
    assert_eq!(world.network.deliver_late().await.unwrap(), ["HTTP/1.1 401 Unauthorized"]);
    // Its proof was used up; the device did nothing wrong and stays signed in.
    assert_eq!(device.engine.session().await.unwrap().state, SessionState::SignedIn);
    assert_eq!(world.holds().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_nothing_is_sent_and_the_quote_stays() {
    let world = World::start().await;
    let device = world.device().await;
    let quoted = device.quoted(&world, "0.88").await;
    world.network.down();
    for _ in 0..2 {
        assert_eq!(code(device.confirm(&quoted).await), CommandCode::Offline);
        let view = device.get(quoted.id).await;
        assert_eq!((view.state, view.problem.unwrap().code), (TipState::Quoted, CommandCode::Offline));
    }
    // Opening works without a network, quoting does not; what was typed is kept.
    assert_eq!(code(device.quote(quoted.id, "1.23").await), CommandCode::Offline);
    assert_eq!(device.open_tip(&world).await.amount.minor, 123);
    assert_eq!((world.network.count("PUT", "/v1/tips/"), world.holds().await), (0, 0));

    world.network.up();
    eventually("the port is back", || async { device.confirm(&quoted).await.is_ok() }).await;
    assert_eq!(device.settled(quoted.id).await.state, TipState::Released);
    assert_eq!(world.holds().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_tip_is_decided_when_the_network_returns() {
    let world = World::start().await;
    let device = world.device().await;
    let quoted = device.quoted(&world, "0.88").await;
    world.network.fail("PUT", "/v1/tips/", Fault::CutAfter, 1);
    world.network.fail("GET", "/v1/tips/", Fault::Portal, usize::MAX);
    assert_eq!(device.confirm(&quoted).await.unwrap().state, TipState::Unknown);
    world.network.down();
    world.clock.pass_ms(3_600_000);
    assert_eq!(code(device.abandon(quoted.id).await), CommandCode::Offline);
    assert_eq!(
        device.get(quoted.id).await.state,
        TipState::Unknown,
        "an hour without a network decides nothing"
    );
    world.network.heal();
    world.network.up();
    assert_eq!(device.settled(quoted.id).await.state, TipState::Released);
    assert_eq!(world.holds().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_shows_as_tipped_without_a_receipt_that_holds() {
    type Change = fn(&mut serde_json::Value);
    let forgeries: [Change; 5] = [
        |answer| answer["receipt"]["receipt"]["amount"]["amount"] = "8800".into(),
        |answer| answer["receipt"]["receipt"]["journal"] = answer["id"].clone(),
        |answer| answer["receipt"]["receipt"]["key_id"] = "0123456789abcdef".into(),
        |answer| answer["receipt"] = serde_json::Value::Null,
        |answer| answer["id"] = answer["post"].clone(),
    ];
    for change in forgeries {
        let world = World::start().await;
        let device = world.device().await;
        let quoted = device.quoted(&world, "0.88").await;
        let forge: Arc<dyn Fn(Vec<u8>) -> Vec<u8> + Send + Sync> = Arc::new(move |body| {
            let Ok(mut answer) = serde_json::from_slice::<serde_json::Value>(&body) else { return body };
            change(&mut answer);
            answer.to_string().into_bytes()
        });
        world.network.fail("PUT", "/v1/tips/", Fault::Forge(forge.clone()), 1);
        world.network.fail("GET", "/v1/tips/", Fault::Forge(forge), usize::MAX);
        let view = device.confirm(&quoted).await.unwrap();
        assert_eq!((view.state, view.problem.unwrap().code), (TipState::Unknown, CommandCode::Protocol));
        assert!(view.receipt.is_none());
        eventually("it was asked again", || async { world.network.count("GET", "/v1/tips/") > 0 }).await;
        assert_eq!(device.get(quoted.id).await.state, TipState::Unknown);
        world.network.heal();
        assert_eq!(device.settled(quoted.id).await.state, TipState::Released);
    }
}
