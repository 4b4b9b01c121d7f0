//! Access tokens: renewed by one for all; neither a lost reply nor a wrong clock ends a session.

use std::sync::Arc;

use circles_domain::{Clock, Timestamp};
use circles_engine::args::{CommandCode, WalletArgs};
use circles_engine::view::SessionState;

use crate::network::Fault;
use crate::world::{Hands, World};

const OLDER: WalletArgs = WalletArgs { before: Some(i64::MAX) };

#[tokio::test(flavor = "multi_thread")]
async fn fifty_requests_renew_an_expired_token_once() {
    let world = World::start().await;
    let device = world.device().await;
    for round in 1..=3 {
        world.clock.pass_ms(901_000);
        let all = futures::future::join_all((0..50).map(|_| device.engine.wallet(OLDER))).await;
        assert!(all.iter().all(Result::is_ok));
        assert_eq!(world.network.count("POST", "/oauth/token"), 1 + round);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_reply_to_a_renewal_keeps_the_session() {
    let world = World::start().await;
    let device = world.device().await;
    for fault in [Fault::CutAfter, Fault::CutBefore, Fault::CutDuring, Fault::Portal] {
        world.clock.pass_ms(901_000);
        world.network.fail("POST", "/oauth/token", fault.clone(), 1);
        let before = world.network.count("POST", "/oauth/token");
        // The engine itself may have met the fault first.
        if let Err(lost) = device.engine.wallet(OLDER).await {
            assert!(matches!(lost.code(), CommandCode::Timeout | CommandCode::Protocol), "{lost:?}");
        }
        device.engine.wallet(OLDER).await.unwrap();
        assert!(world.network.count("POST", "/oauth/token") > before + 1, "one was lost, one was not");
        assert_eq!(device.engine.session().await.unwrap().state, SessionState::SignedIn);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_requests_around_a_lost_renewal_all_end_and_the_session_lives() {
    let world = World::start().await;
    let device = world.device().await;
    world.clock.pass_ms(901_000);
    world.network.fail("POST", "/oauth/token", Fault::CutAfter, 1);
    let all = futures::future::join_all((0..50).map(|_| device.engine.wallet(OLDER))).await;
    // Whoever asked first pays for it, which may have been the engine itself.
    assert!(all.iter().filter(|answer| answer.is_err()).count() <= 1);
    assert_eq!(device.engine.session().await.unwrap().state, SessionState::SignedIn);
}

/// The time, wrong by so many seconds.
#[derive(Debug)]
struct Wrong(Arc<Hands>, i64);

impl Clock for Wrong {
    fn now(&self) -> Timestamp {
        self.0.now().plus_seconds(self.1)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_wrong_by_two_days_signs_in_and_stays_signed_in() {
    let world = World::start().await;
    for seconds in [-172_800, 172_800] {
        let mut device = world.new_device(world.person().await).await;
        device.engine.close().await;
        let clock = || Arc::new(Wrong(world.clock.clone(), seconds));
        device.engine = world.open_at(device.dir.path(), device.person, &device.keychain, clock()).await;
        assert_eq!(device.engine.sign_in().await.unwrap().state, SessionState::SignedIn);
        device.engine.wallet(OLDER).await.unwrap();
        world.clock.pass_ms(901_000);
        device.engine.wallet(OLDER).await.unwrap();
        device.engine.close().await;
        device.engine = world.open_at(device.dir.path(), device.person, &device.keychain, clock()).await;
        device.engine.wallet(OLDER).await.unwrap();
        assert_eq!(device.engine.session().await.unwrap().state, SessionState::SignedIn, "{seconds}");
        device.engine.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nonce_that_ran_out_costs_one_more_try_and_nothing_else() {
    let world = World::start().await;
    let device = world.device().await;
    device.engine.wallet(OLDER).await.unwrap();
    let before = world.network.count("POST", "/oauth/token");
    world.clock.pass_ms(301_000);
    device.engine.wallet(OLDER).await.unwrap();
    assert_eq!(world.network.count("POST", "/oauth/token"), before, "the tokens are as good as before");
}
