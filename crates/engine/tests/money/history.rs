//! Any history of taps, faults and restarts: one open id a post, and never more money than definite answers say.

use std::collections::HashSet;
use std::time::Duration;

use circles_domain::TipId;
use circles_domain::tip::TipState;
use circles_engine::args::WalletArgs;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::network::Fault;
use crate::world::{Device, World, is_definite};

#[derive(Clone, Copy, Debug)]
enum Act {
    Open,
    Quote,
    Confirm,
    Abandon,
    Pass(i64),
    Restart,
    Fail(&'static str, usize),
    Heal,
    Down,
    Up,
    Late,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        1 => Just(Act::Open),
        4 => Just(Act::Quote),
        5 => Just(Act::Confirm),
        1 => Just(Act::Abandon),
        3 => prop::sample::select(&[Act::Pass(500), Act::Pass(61_000), Act::Pass(301_000)][..]),
        1 => Just(Act::Restart),
        4 => (prop::sample::select(&["PUT", "PUT", "POST", "GET"][..]), 0..FAULTS.len()).prop_map(|(m, f)| Act::Fail(m, f)),
        1 => Just(Act::Heal),
        1 => Just(Act::Down),
        2 => Just(Act::Up),
        1 => Just(Act::Late),
    ];
    prop::collection::vec(act, 1..25)
}

const FAULTS: [Fault; 6] =
    [Fault::CutBefore, Fault::CutDuring, Fault::CutAfter, Fault::HoldBack, Fault::Copy, Fault::Portal];

#[test]
fn no_history_opens_two_tips_or_pays_one_twice() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    // Each case runs a server; more of them where somebody asks for more.
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = Config {
        cases: asked.unwrap_or(12),
        max_shrink_iters: 20,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    runner.run(&acts(), |acts| runtime.block_on(play(acts))).unwrap();
}

async fn play(acts: Vec<Act>) -> Result<(), TestCaseError> {
    let world = World::with(|limits| limits.tips_per_minute = 10_000).await;
    let mut device = world.device().await;
    let mut ids: HashSet<TipId> = HashSet::new();
    for act in acts {
        act_out(&world, &mut device, act).await?;
        let open = device.open_tip(&world).await;
        for earlier in &ids {
            prop_assert!(
                *earlier == open.id || is_definite(device.get(*earlier).await.state),
                "{:?} is open too",
                earlier
            );
        }
        ids.insert(open.id);
    }
    world.network.heal();
    world.network.up();
    world.clock.pass_ms(61_000);
    let last = device.open_tip(&world).await.id;
    if matches!(device.get(last).await.state, TipState::Confirming | TipState::Unknown) {
        // The next look may be half a minute away; the person need not wait for it.
        while device.abandon(last).await.is_err() {}
    }
    let _ = world.network.deliver_late().await;
    // Every hold is one that this device knows of, with its receipt; none is there twice.
    let mut paid = 0;
    for id in ids {
        let view = device.get(id).await;
        if view.state == TipState::Released {
            prop_assert!(view.receipt.is_some());
            paid += 1;
        }
    }
    let held_late = world.holds().await - paid;
    prop_assert!(held_late == 0, "{held_late} holds that the device does not show");
    prop_assert_eq!(world.number("SELECT count(*) FROM journal GROUP BY subject_id, kind HAVING count(*) > 1 UNION ALL SELECT 0 LIMIT 1").await, 0);
    device.engine.close().await;
    Ok(())
}

async fn act_out(world: &World, device: &mut Device, act: Act) -> Result<(), TestCaseError> {
    let open = device.open_tip(world).await;
    match act {
        Act::Open => {}
        Act::Quote => {
            let _ = device.quote(open.id, "0.88").await;
        }
        Act::Confirm => {
            if open.quote.is_some() {
                // With the newest nonce nothing has to be sent again for an old one.
                let _ = device.engine.wallet(WalletArgs { before: Some(i64::MAX) }).await;
                let before = world.network.count("PUT", "/v1/tips/");
                let _ = tokio::join!(device.confirm(&open), device.confirm(&open));
                prop_assert!(world.network.count("PUT", "/v1/tips/") <= before + 1, "two taps sent two");
            }
        }
        Act::Abandon => {
            let _ = device.abandon(open.id).await;
        }
        Act::Pass(ms) => world.clock.pass_ms(ms),
        Act::Restart => {
            device.engine.close().await;
            device.engine = world.open(device.dir.path(), device.person, &device.keychain).await;
            device.signed_in().await;
            prop_assert!(
                device.open_tip(world).await.id == open.id || is_definite(device.get(open.id).await.state)
            );
        }
        Act::Fail(method, fault) => world.network.fail(method, "/v1/tips/", FAULTS[fault].clone(), 1),
        Act::Heal => world.network.heal(),
        Act::Down => world.network.down(),
        Act::Up => {
            world.network.up();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Act::Late => {
            let _ = world.network.deliver_late().await;
        }
    }
    Ok(())
}
