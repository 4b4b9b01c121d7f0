//! Impatience: twice, at once, too fast, too much.

use std::time::Duration;

use circles_domain::tip::TipState;
use circles_domain::{Field, Invalid, QuoteId, Rule};
use circles_engine::Error;
use circles_engine::args::{CommandCode, ConfirmTipArgs, PostArgs, WalletArgs};

use crate::network::Fault;
use crate::world::{World, code};

#[tokio::test(flavor = "multi_thread")]
async fn two_taps_are_one_confirmation() {
    let world = World::start().await;
    let device = world.device().await;
    let quoted = device.quoted(&world, "0.88").await;
    world.network.fail("PUT", "/v1/tips/", Fault::Delay(Duration::from_secs(3)), usize::MAX);
    let second = async {
        while device.get(quoted.id).await.state != TipState::Confirming {
            tokio::task::yield_now().await;
        }
        device.confirm(&quoted).await.unwrap()
    };
    let (first, second) = tokio::join!(device.confirm(&quoted), second);
    assert_eq!((first.unwrap().state, second.state), (TipState::Released, TipState::Confirming));
    assert_eq!(device.confirm(&quoted).await.unwrap().state, TipState::Released);
    assert_eq!((world.holds().await, world.network.count("PUT", "/v1/tips/")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn openings_at_once_find_one_id() {
    let world = World::start().await;
    let device = world.device().await;
    let opened = futures::future::join_all((0..50).map(|_| device.open_tip(&world))).await;
    assert!(opened.iter().all(|view| view.id == opened[0].id && view.state == TipState::Draft));
    assert_eq!(opened[0].amount.minor, 88);
    let other = world.post_by(world.author).await;
    assert_ne!(device.engine.open_tip(PostArgs { post: other }).await.unwrap().id, opened[0].id);
    assert_eq!(world.network.count("POST", "/v1/tips/"), 0, "opening sends nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_is_confirmed_as_shown_or_not_at_all() {
    let world = World::start().await;
    let device = world.device().await;
    let opened = device.open_tip(&world).await;
    let first = device.quote(opened.id, "0.88").await.unwrap();
    assert_eq!(first.confirm_after_ms, 500);
    assert_eq!(code(device.confirm(&first).await), CommandCode::TooFast);
    world.clock.pass_ms(499);
    assert_eq!(device.get(first.id).await.confirm_after_ms, 1);
    assert_eq!(code(device.confirm(&first).await), CommandCode::TooFast);
    world.clock.pass_ms(1);

    let second = device.quote(opened.id, "1.00").await.unwrap();
    world.clock.pass_ms(500);
    assert_eq!(code(device.confirm(&first).await), CommandCode::QuoteExpired, "a newer one is shown");
    let invented = ConfirmTipArgs { tip: first.id, quote: QuoteId::mint(), pin: None };
    assert_eq!(code(device.engine.confirm_tip(invented).await), CommandCode::QuoteExpired);
    world.clock.pass_ms(300_000);
    assert_eq!(code(device.confirm(&second).await), CommandCode::QuoteExpired, "five minutes are over");
    assert_eq!(world.network.count("PUT", "/v1/tips/"), 0);

    let third = device.quoted(&world, "1.00").await;
    assert_eq!(third.id, opened.id, "an expired quote is no outcome");
    let view = device.confirm(&third).await.unwrap();
    assert_eq!((view.state, view.receipt.unwrap().receipt.amount.minor), (TipState::Released, 100));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_amount_is_refused_where_it_is_typed() {
    let world = World::start().await;
    let device = world.device().await;
    let opened = device.open_tip(&world).await;
    for (typed, rule) in [
        ("0", Rule::TooSmall),
        ("200.01", Rule::TooLarge),
        ("1e2", Rule::Malformed),
        ("１", Rule::Malformed),
        ("-1", Rule::Malformed),
        ("", Rule::Required),
        ("a", Rule::Malformed),
    ] {
        let Err(Error::Invalid(fields)) = device.quote(opened.id, typed).await else { panic!("{typed:?}") };
        assert_eq!(fields, [Invalid::new(Field::Amount, rule)], "{typed:?}");
    }
    assert_eq!(world.network.count("POST", "/v1/tips/"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_for_something_else_is_not_shown() {
    let world = World::start().await;
    let device = world.device().await;
    let opened = device.open_tip(&world).await;
    let forge = |body: Vec<u8>| {
        let mut quote: serde_json::Value = serde_json::from_slice(&body).unwrap();
        quote["amount"]["amount"] = "8800".into();
        quote.to_string().into_bytes()
    };
    world.network.fail("POST", "/quote", Fault::Forge(std::sync::Arc::new(forge)), 1);
    assert_eq!(code(device.quote(opened.id, "0.88").await), CommandCode::Protocol);
    let view = device.get(opened.id).await;
    assert_eq!((view.state, view.quote), (TipState::Draft, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_quote_voids_the_one_that_was_shown() {
    let world = World::start().await;
    let device = world.device().await;
    let first = device.quoted(&world, "0.88").await;
    world.network.fail("POST", "/quote", Fault::CutAfter, 1);
    assert_eq!(code(device.quote(first.id, "1.00").await), CommandCode::Timeout);
    assert_eq!(code(device.confirm(&first).await), CommandCode::QuoteExpired);
    let again = device.quoted(&world, "1.00").await;
    assert_eq!(device.confirm(&again).await.unwrap().state, TipState::Released);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wallet_follows_what_moved_and_is_there_offline() {
    let world = World::start().await;
    let device = world.device().await;
    let first = WalletArgs { before: None };
    let before = device.engine.wallet(first.clone()).await.unwrap();
    assert_eq!((before.balance.unwrap().minor, before.sandbox), (20_000, true));
    let quoted = device.quoted(&world, "0.88").await;
    device.confirm(&quoted).await.unwrap();
    let after = device.engine.wallet(first.clone()).await.unwrap();
    assert_eq!((after.balance.unwrap().minor, after.spent_today.minor), (19_912, 88));
    assert_eq!((after.entries[0].tip, after.entries[0].amount.minor), (Some(quoted.id), -88));
    world.network.down();
    assert_eq!(device.engine.wallet(first).await.unwrap(), after);
    assert_eq!(code(device.engine.wallet(WalletArgs { before: Some(1) }).await), CommandCode::Offline);
}
