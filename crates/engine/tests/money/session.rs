//! Signing in and out, and what each keeps.

use circles_domain::tip::TipState;
use circles_engine::args::{CommandCode, SignOutArgs, WalletArgs};
use circles_engine::view::SessionState;

use crate::network::Fault;
use crate::world::{World, code, eventually};

const KEEP: SignOutArgs = SignOutArgs { discard: false };
const DISCARD: SignOutArgs = SignOutArgs { discard: true };

#[tokio::test(flavor = "multi_thread")]
async fn a_session_survives_a_restart_without_network() {
    let world = World::start().await;
    let mut device = world.device().await;
    let view = device.engine.session().await.unwrap();
    assert_eq!((view.state, view.me.as_ref().unwrap().byline.id), (SessionState::SignedIn, device.person));
    assert!(!view.persistent, "these tests have no keychain, and say so");
    world.network.down();
    device.restart(&world).await;
    let back = device.engine.session().await.unwrap();
    assert_eq!((back.state, back.me), (SessionState::SignedIn, view.me));
    assert_eq!(device.open_tip(&world).await.state, TipState::Draft);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_the_server_ended_loses_nothing() {
    let world = World::start().await;
    let device = world.device().await;
    let opened = device.open_tip(&world).await;
    let mut tx = world.server.state.db.write().await.unwrap();
    let signed: Vec<u8> = sqlx::query_scalar("SELECT id FROM device WHERE person_id = $1")
        .bind(device.person.0)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    let signed = circles_domain::DeviceId::from_slice(&signed).unwrap();
    let (reason, now) = (circles_wire::device::SessionEnd::Remote, world.server.state.now());
    circles_server::store::sessions::revoke(&mut tx, signed, reason, now).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(code(device.engine.wallet(WalletArgs { before: Some(9) }).await), CommandCode::SessionExpired);
    eventually("it shows", || async {
        device.engine.session().await.unwrap().state == SessionState::Expired
    })
    .await;
    assert!(device.engine.session().await.unwrap().me.is_some());
    eventually("its secret is gone", || async {
        device.keychain.read(device.person).await.unwrap().is_none()
    })
    .await;
    assert_eq!(device.open_tip(&world).await.id, opened.id);
    assert_eq!(code(device.quote(opened.id, "1").await), CommandCode::SessionExpired);

    device.engine.sign_in().await.unwrap();
    assert_eq!(device.open_tip(&world).await.id, opened.id, "the same person finds it again");
    assert_eq!(device.quote(opened.id, "1").await.unwrap().state, TipState::Quoted);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_takes_the_session_away_here_and_there() {
    let world = World::start().await;
    let mut device = world.device().await;
    let quoted = device.quoted(&world, "0.88").await;
    device.confirm(&quoted).await.unwrap();
    let view = device.engine.sign_out(KEEP).await.unwrap();
    assert_eq!((view.state, view.me), (SessionState::SignedOut, None));
    assert_eq!(device.keychain.read(device.person).await, Ok(None));
    assert_eq!(code(device.engine.wallet(WalletArgs { before: None }).await), CommandCode::SignedOut);
    let revoked = "SELECT count(*) FROM device WHERE revoked_at_us IS NOT NULL";
    eventually("the server knows", || async { world.number(revoked).await == 1 }).await;
    assert_eq!(world.number("SELECT count(*) FROM refresh_token").await, 0);
    device.engine.close().await;
    device.engine = world.open(device.dir.path(), device.person, &device.keychain).await;
    assert_eq!(device.engine.session().await.unwrap().state, SessionState::SignedOut);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_may_have_moved_is_not_left_behind() {
    let world = World::start().await;
    let device = world.device().await;
    let quoted = device.quoted(&world, "0.88").await;
    world.network.fail("PUT", "/v1/tips/", Fault::CutAfter, 1);
    world.network.fail("GET", "/v1/tips/", Fault::CutBefore, usize::MAX);
    assert_eq!(device.confirm(&quoted).await.unwrap().state, TipState::Unknown);
    for args in [KEEP, DISCARD] {
        assert_eq!(code(device.engine.sign_out(args).await), CommandCode::UnsettledPayment);
    }
    assert_eq!(device.engine.session().await.unwrap().state, SessionState::SignedIn);
    world.network.heal();
    device.settled(quoted.id).await;
    device.engine.sign_out(KEEP).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_person_on_the_device_has_their_own_data() {
    let world = World::start().await;
    let mut device = world.device().await;
    let theirs = device.open_tip(&world).await;
    device.engine.sign_out(KEEP).await.unwrap();
    let first = std::mem::replace(&mut device.person, world.person().await);
    device.engine.close().await;
    device.engine = world.open(device.dir.path(), device.person, &device.keychain).await;
    device.engine.sign_in().await.unwrap();
    assert_eq!(device.engine.session().await.unwrap().me.unwrap().byline.id, device.person);
    assert_ne!(device.open_tip(&world).await.id, theirs.id);
    device.engine.sign_out(KEEP).await.unwrap();
    device.engine.close().await;
    device.engine = world.open(device.dir.path(), first, &device.keychain).await;
    device.engine.sign_in().await.unwrap();
    assert_eq!(device.open_tip(&world).await.id, theirs.id, "the record of tips stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_can_be_given_up_and_begun_anew() {
    let world = World::start().await;
    let device = world.new_device(world.person().await).await;
    world.network.fail("POST", "/oauth/token", Fault::Delay(std::time::Duration::from_secs(30)), 1);
    let cancelling = async {
        eventually("the code is on its way", || async { world.network.count("POST", "/oauth/token") == 1 })
            .await;
        assert_eq!(device.engine.session().await.unwrap().state, SessionState::SigningIn);
        device.engine.cancel_sign_in().await.unwrap();
    };
    let (given_up, ()) = tokio::join!(device.engine.sign_in(), cancelling);
    assert_eq!(code(given_up), CommandCode::SignInCancelled);
    assert_eq!(device.engine.session().await.unwrap().state, SessionState::SignedOut);
    assert_eq!(device.engine.sign_in().await.unwrap().state, SessionState::SignedIn);
}
