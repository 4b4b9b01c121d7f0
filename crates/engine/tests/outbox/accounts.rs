//! Several accounts on one device: one in use, the others as they were left.

use circles_engine::args::{AccountArgs, CommandCode, SignOutArgs, WalletArgs};
use circles_engine::view::{AccountView, SessionState};

use crate::network::Fault;
use crate::world::{Device, World, code, eventually};
use crate::writer::{drained, items, publish};

const KEEP: SignOutArgs = SignOutArgs { discard: false };
const OLDER: WalletArgs = WalletArgs { before: Some(i64::MAX) };

/// A device that two people are signed in on; the second is in use. Gives the first.
async fn shared(world: &World) -> (Device, circles_domain::PersonId) {
    let mut device = world.device().await;
    let first = add_account(world, &mut device).await;
    (device, first)
}

/// Somebody else's browser answers from now on, and signs in.
async fn add_account(world: &World, device: &mut Device) -> circles_domain::PersonId {
    let first = std::mem::replace(&mut device.person, world.person().await);
    device.engine.close().await;
    device.engine = world.open(device.dir.path(), device.person, &device.keychain).await;
    assert_eq!(device.engine.sign_in().await.unwrap().me.unwrap().byline.id, device.person);
    first
}

async fn accounts(device: &Device) -> Vec<AccountView> {
    device.engine.list_accounts().await.unwrap().accounts
}

async fn using(device: &Device, person: circles_domain::PersonId) {
    eventually("the account is in use", || async {
        let view = device.engine.session().await.unwrap();
        view.state == SessionState::SignedIn && view.me.is_some_and(|me| me.byline.id == person)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn switching_asks_nobody_to_sign_in_again() {
    let world = World::start().await;
    let (mut device, first) = shared(&world).await;
    let second = device.person;
    let listed = accounts(&device).await;
    let shape: Vec<_> = listed.iter().map(|account| (account.person.id, account.active)).collect();
    assert_eq!(shape, [(first, false), (second, true)]);
    assert_ne!(listed[0].colour, listed[1].colour);
    let sessions = world.number("SELECT count(*) FROM device").await;
    for person in [first, second, first] {
        let view = device.engine.switch_account(AccountArgs { person }).await.unwrap();
        assert_eq!((view.me.unwrap().byline.id, view.accounts), (person, 2));
        device.engine.wallet(OLDER).await.unwrap();
    }
    device.restart(&world).await;
    using(&device, first).await;
    assert_eq!(world.number("SELECT count(*) FROM device").await, sessions, "nobody signed in again");
    let stranger = AccountArgs { person: world.author };
    assert_eq!(code(device.engine.switch_account(stranger).await), CommandCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_account_did_not_send_waits_for_it_and_is_counted() {
    let world = World::start().await;
    let mut device = world.device().await;
    world.network.fail("PUT", "/v1/posts/", Fault::CutBefore, usize::MAX);
    publish(&world, &device.engine, "waits").await;
    let first = add_account(&world, &mut device).await;
    world.network.heal();
    let waiting = |listed: Vec<AccountView>| listed.iter().map(|account| account.waiting).collect::<Vec<_>>();
    assert_eq!(waiting(accounts(&device).await), [1, 0]);
    assert!(items(&device.engine).await.is_empty(), "it is not the second one's");
    publish(&world, &device.engine, "the second one's").await;
    drained(&device.engine).await;
    let posts = "SELECT count(*) FROM post WHERE text = 'waits'";
    assert_eq!(world.number(posts).await, 0, "nothing is sent in the wrong name");
    device.engine.switch_account(AccountArgs { person: first }).await.unwrap();
    drained(&device.engine).await;
    assert_eq!(world.number(posts).await, 1);
    assert_eq!(waiting(accounts(&device).await), [0, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_one_out_leaves_the_other_signed_in() {
    let world = World::start().await;
    let (device, first) = shared(&world).await;
    let second = device.person;
    let view = device.engine.sign_out(KEEP).await.unwrap();
    assert_eq!((view.me.unwrap().byline.id, view.accounts), (first, 1));
    using(&device, first).await;
    device.engine.wallet(OLDER).await.unwrap();
    assert_eq!(device.keychain.read(second).await, Ok(None));
    assert!(device.keychain.read(first).await.unwrap().is_some());
    assert_eq!(
        code(device.engine.switch_account(AccountArgs { person: second }).await),
        CommandCode::NotFound
    );
    let view = device.engine.sign_out(KEEP).await.unwrap();
    assert_eq!((view.state, view.accounts), (SessionState::SignedOut, 0));
    assert_eq!(device.keychain.read(first).await, Ok(None));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_with_a_payment_that_may_have_moved_stays_in_use() {
    let world = World::start().await;
    let (device, first) = shared(&world).await;
    let quoted = device.quoted(&world, "0.88").await;
    world.network.fail("PUT", "/v1/tips/", Fault::CutAfter, 1);
    world.network.fail("GET", "/v1/tips/", Fault::CutBefore, usize::MAX);
    device.confirm(&quoted).await.unwrap();
    let other = || AccountArgs { person: first };
    assert_eq!(code(device.engine.switch_account(other()).await), CommandCode::UnsettledPayment);
    assert_eq!(
        code(device.engine.sign_in().await),
        CommandCode::UnsettledPayment,
        "nor does another one come in"
    );
    world.network.heal();
    device.settled(quoted.id).await;
    device.engine.switch_account(other()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_listed_signed_out_and_told_of_a_theft() {
    let world = World::start().await;
    let device = world.device().await;
    let other = world.new_device(device.person).await;
    other.engine.sign_in().await.unwrap();
    let listed = device.engine.devices().await.unwrap().devices;
    assert_eq!(listed.iter().map(|device| device.this).collect::<Vec<_>>(), [true, false]);
    device.engine.sign_out_device(circles_engine::args::DeviceArgs { device: listed[1].id }).await.unwrap();
    eventually("the other device knows", || async {
        other.engine.session().await.unwrap().state == SessionState::Expired
    })
    .await;
    assert_eq!(device.engine.devices().await.unwrap().devices.len(), 1);

    other.engine.sign_in().await.unwrap();
    let stolen = device.engine.devices().await.unwrap().devices[1].id;
    let mut tx = world.server.state.db.write().await.unwrap();
    let (reason, now) = (circles_wire::device::SessionEnd::Stolen, world.server.state.now());
    circles_server::store::sessions::revoke(&mut tx, stolen, reason, now).await.unwrap();
    tx.commit().await.unwrap();
    world.server.state.poke(circles_server::state::Poke::Person(device.person));
    let notice = || async { device.engine.session().await.unwrap().notice };
    let told = Some(circles_engine::view::Notice::LookAtDevices);
    eventually("the person is told", || async { notice().await == told }).await;
    let ended = device.engine.devices().await.unwrap().devices[1].ended.clone().unwrap();
    assert_eq!(ended.reason, reason);
    eventually("they have seen it", || async {
        world.number("SELECT count(*) FROM device WHERE end_unseen = 1").await == 0
    })
    .await;
    device.engine.refresh().await.unwrap();
    eventually("they are not told again", || async { notice().await.is_none() }).await;
}
