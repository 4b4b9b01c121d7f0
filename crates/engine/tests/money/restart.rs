//! A tip keeps its id whatever happens to the process, and no restart pays twice.

use std::time::Duration;

use circles_domain::tip::TipState;

use crate::network::Fault;
use crate::world::{World, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn every_step_survives_a_restart_under_the_same_id() {
    let world = World::start().await;
    let mut device = world.device().await;
    let opened = device.open_tip(&world).await;
    device.restart(&world).await;
    assert_eq!((device.open_tip(&world).await.id, opened.state), (opened.id, TipState::Draft));

    let quoted = device.quoted(&world, "0.88").await;
    device.restart(&world).await;
    let view = device.open_tip(&world).await;
    assert_eq!((view.id, view.state, &view.quote), (opened.id, TipState::Quoted, &quoted.quote));

    world.network.fail("PUT", "/v1/tips/", Fault::CutAfter, 1);
    world.network.fail("GET", "/v1/tips/", Fault::CutBefore, usize::MAX);
    assert_eq!(device.confirm(&quoted).await.unwrap().state, TipState::Unknown);
    device.restart(&world).await;
    let view = device.open_tip(&world).await;
    assert_eq!((view.id, view.state), (opened.id, TipState::Unknown));

    world.network.heal();
    let view = device.settled(opened.id).await;
    device.restart(&world).await;
    assert_eq!(device.get(opened.id).await, view);
    assert_eq!((view.state, world.holds().await), (TipState::Released, 1));
    assert_eq!(world.network.count("PUT", "/v1/tips/"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_while_confirming_pays_once() {
    for (fault, holds) in [(Fault::Hang, 0), (Fault::CutAfter, 1)] {
        let world = World::start().await;
        let mut device = world.device().await;
        let quoted = device.quoted(&world, "0.88").await;
        world.network.fail("PUT", "/v1/tips/", fault, 1);
        world.network.fail("GET", "/v1/tips/", Fault::CutBefore, usize::MAX);
        let engine = device.engine.clone();
        let args = circles_engine::args::ConfirmTipArgs {
            tip: quoted.id,
            quote: quoted.quote.as_ref().unwrap().quote,
            pin: None,
        };
        let mut confirming = tokio::task::JoinSet::new();
        confirming.spawn(async move { engine.confirm_tip(args).await });
        eventually("it is on its way", || async { world.network.count("PUT", "/v1/tips/") == 1 }).await;
        device.lose_power(&world).await;
        let view = device.open_tip(&world).await;
        assert_eq!(view.id, quoted.id);
        assert!(matches!(view.state, TipState::Confirming | TipState::Unknown), "{view:?}");

        world.network.heal();
        world.clock.pass_ms(60_000);
        let view = device.settled(quoted.id).await;
        let expected = if holds == 0 { TipState::Refused } else { TipState::Released };
        assert_eq!((view.state, world.holds().await), (expected, holds));
        assert_eq!(world.network.count("PUT", "/v1/tips/"), 1, "a start confirms nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_while_confirming_leaves_it_unknown_and_loses_nothing() {
    let world = World::start().await;
    let mut device = world.device().await;
    let quoted = device.quoted(&world, "0.88").await;
    world.network.fail("PUT", "/v1/tips/", Fault::Hang, 1);
    let engine = device.engine.clone();
    let args = circles_engine::args::ConfirmTipArgs {
        tip: quoted.id,
        quote: quoted.quote.as_ref().unwrap().quote,
        pin: None,
    };
    let mut confirming = tokio::task::JoinSet::new();
    confirming.spawn(async move { engine.confirm_tip(args).await });
    eventually("it is on its way", || async { world.network.count("PUT", "/v1/tips/") == 1 }).await;
    let closing = std::time::Instant::now();
    device.restart(&world).await;
    assert!(closing.elapsed() < Duration::from_secs(2), "closing does not wait for the answer");
    // The request is still on its way in the network, and arrives.
    assert_eq!(device.open_tip(&world).await.id, quoted.id);
    assert_eq!(world.network.deliver_late().await.unwrap(), ["HTTP/1.1 200 OK"]);
    let view = device.settled(quoted.id).await;
    assert_eq!((view.state, world.holds().await), (TipState::Released, 1));
}
