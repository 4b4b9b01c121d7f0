//! Held tips whose post is removed for a breach: the money goes back, once, and the payer is told why.

use circles_domain::tip::{TipOutcome, TipReturn};
use circles_domain::{Money, PersonId, PostId, TipId};
use circles_server::ledger::release::release_due;
use circles_server::ledger::return_held_on;
use circles_wire::tip::QuoteResponse;
use circles_wire::wallet::EntryKind;
use reqwest::Method;
use serde_json::json;

use crate::money::World;

async fn give_back(world: &World, post: PostId) -> Vec<PersonId> {
    let mut tx = world.server.state.db.write().await.unwrap();
    let payers = return_held_on(&mut tx, post, TipReturn::Breach, world.now()).await.unwrap();
    tx.commit().await.unwrap();
    payers
}

#[tokio::test]
async fn what_is_held_on_a_removed_post_goes_back_once() {
    let world = World::start(|limits| (limits.grace_s, limits.escrow_s) = (10, 3_600)).await;
    let (payer, other, author) = (world.member(30).await, world.member(35).await, world.member(40).await);
    let (removed, kept) = (world.post_by(&author).await, world.post_by(&author).await);
    let first = world.tip(&payer, removed, 88).await;
    let second = world.tip(&payer, removed, 12).await;
    world.tip(&other, removed, 5).await;
    let stays = world.tip(&payer, kept, 7).await;
    assert_eq!(world.number("SELECT SUM(tipper_count) FROM post").await, 3);

    let mut told = vec![payer.id, other.id];
    told.sort_unstable();
    assert_eq!(give_back(&world, removed).await, told);
    assert_eq!(give_back(&world, removed).await, [], "the second time there is nothing");
    for tip in [&first, &second] {
        let now = world.outcome(&payer, tip.id).await;
        assert_eq!(now.state(), ("returned", "breach"));
        assert_eq!(now.body["receipt"], serde_json::to_value(&tip.receipt).unwrap());
    }
    assert_eq!(world.number("SELECT SUM(tipper_count) FROM post").await, 1, "a returned tip is none");
    assert_eq!(world.number("SELECT COUNT(*) FROM tipper").await, 1);
    let wallet = world.wallet(&payer).await;
    assert_eq!(
        (wallet.balance, wallet.held, wallet.spent_today),
        (Money::fen(19_993), Money::fen(7), Money::fen(7))
    );
    let back = &wallet.entries[0];
    assert_eq!((back.kind, back.amount, back.tip), (EntryKind::TipReturned, Money::fen(12), Some(second.id)));
    assert_eq!(back.returned, Some(TipReturn::Breach), "and says why");
    world.is_sound().await;

    world.pass_ms(3_600_000);
    release_due(&world.server.state).await.unwrap();
    assert_eq!(world.outcome(&payer, first.id).await.state(), ("returned", "breach"), "and never released");
    assert_eq!(world.outcome(&payer, stays.id).await.state(), ("released", ""));
    assert_eq!(world.wallet(&author).await.balance, Money::fen(20_007));
    assert_eq!(give_back(&world, kept).await, [], "what the author has is not taken");
    world.is_sound().await;
}

#[tokio::test]
async fn a_return_and_a_release_at_once_are_one_of_the_two() {
    let world = World::start(|limits| limits.escrow_s = 60).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    for _ in 0..20 {
        let post = world.post_by(&author).await;
        let tip = world.tip(&payer, post, 1).await;
        world.pass_ms(60_000);
        let (released, payers) = tokio::join!(release_due(&world.server.state), give_back(&world, post));
        released.unwrap();
        let outcome = world.outcome(&payer, tip.id).await.read::<circles_wire::tip::TipResponse>().outcome;
        let returned = TipOutcome::Returned { reason: TipReturn::Breach };
        assert_eq!(outcome, if payers.is_empty() { TipOutcome::Released } else { returned });
    }
    assert_eq!(
        world.number("SELECT COUNT(*) FROM journal WHERE kind IN ('tip_release', 'tip_return')").await,
        20
    );
    world.is_sound().await;
}

#[tokio::test]
async fn who_deletes_a_post_keeps_nothing_that_was_on_its_way_for_it() {
    let world = World::start(|limits| (limits.grace_s, limits.escrow_s) = (10, 3_600)).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let early = world.tip(&payer, post, 5).await;
    world.pass_ms(3_600_000);
    release_due(&world.server.state).await.unwrap();
    let tip = world.tip(&payer, post, 88).await;
    for _ in 0..2 {
        let gone = world.call(&author, Method::DELETE, &format!("/v1/posts/{post}"), None).await;
        assert_eq!(gone.status, 204);
    }
    assert_eq!(world.outcome(&payer, tip.id).await.state(), ("returned", "deleted"));
    assert_eq!(world.outcome(&payer, early.id).await.state(), ("released", ""), "what arrived is theirs");
    world.pass_ms(3_600_000);
    release_due(&world.server.state).await.unwrap();
    assert_eq!(world.wallet(&author).await.balance, Money::fen(20_005));
    assert_eq!(world.wallet(&payer).await.balance, Money::fen(19_995));
    world.is_sound().await;
}

#[tokio::test]
async fn nothing_is_sent_back_to_somebody_who_leaves() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let words =
        json!({ "post": post, "amount": Money::fen(88), "privacy": "public", "message": "WORDS OF MINE" });
    let tip = TipId::mint();
    let quote: QuoteResponse =
        world.call(&payer, Method::POST, &format!("/v1/tips/{tip}/quote"), Some(&words)).await.read();
    world.pass_ms(500);
    assert_eq!(world.confirm(&payer, tip, quote.quote).await.state(), ("released", ""));
    let give_up = json!({ "give_up": world.wallet(&payer).await.balance });
    assert_eq!(world.call(&payer, Method::PUT, "/v1/me/deletion", Some(&give_up)).await.status, 200);
    let back = async || world.call(&author, Method::POST, &format!("/v1/tips/{tip}/return"), None).await;
    back().await.refused(409, "account_leaving");
    world.pass_ms(world.limits.deletion_s * 1_000);
    circles_server::jobs::sweep(&world.server.state).await.unwrap();
    back().await.refused(409, "account_leaving");
    assert_eq!(world.wallet(&author).await.balance, Money::fen(20_088));
    // The payer's words go with them.
    for path in [format!("/v1/posts/{post}/tippers"), "/v1/wallet".to_owned()] {
        let told = world.call(&author, Method::GET, &path, None).await;
        assert!(!told.body.to_string().contains("WORDS OF MINE"), "{path}: {}", told.body);
    }
    world.is_sound().await;
}

#[tokio::test]
async fn nothing_is_sent_back_from_a_wallet_that_is_locked() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let tip = world.tip(&payer, post, 88).await;
    world.set_pin(&author, None, "271828").await;
    let lock = json!({ "locked": true });
    assert_eq!(world.call(&author, Method::PUT, "/v1/wallet/lock", Some(&lock)).await.status, 204);
    let back = async || world.call(&author, Method::POST, &format!("/v1/tips/{}/return", tip.id), None).await;
    back().await.refused(403, "payments_locked");
    assert_eq!(world.wallet(&author).await.balance, Money::fen(20_088));
    world.is_sound().await;
}
