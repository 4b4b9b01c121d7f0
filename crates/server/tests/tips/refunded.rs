//! Refunds of released tips: once, whole, and what the payee no longer has is owed and paid from what comes in.

use circles_domain::tip::{TipOutcome, TipReturn};
use circles_domain::{Money, TipId};
use circles_server::jobs::sweep;
use circles_server::ledger::{Refunded, refund_tip};
use circles_server::payments::{Direction, Movement, place_order, settle};
use circles_wire::proposal::EntryNote;
use circles_wire::tip::TipResponse;
use circles_wire::wallet::EntryKind;
use futures::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::money::{Someone, World};

async fn refund(world: &World, tip: TipId) -> Refunded {
    let mut tx = world.server.state.db.write().await.unwrap();
    let done = refund_tip(&mut tx, tip, (TipReturn::Refunded, true), world.now()).await.unwrap();
    tx.commit().await.unwrap();
    done
}

async fn top_up(world: &World, person: &Someone, fen: i64) {
    let mut tx = world.server.state.db.write().await.unwrap();
    let order = place_order(&mut tx, person.id, "top_up", Money::fen(fen), world.now()).await.unwrap();
    let (id, amount) = (order.id, order.amount);
    let paid = Movement { order: id, direction: Direction::In, amount, paid_at: world.now() };
    settle(&mut tx, &paid, world.now()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn owed(world: &World) -> i64 {
    world
        .number("SELECT -COALESCE(SUM(balance_minor), 0) FROM ledger_account WHERE kind = 'receivable'")
        .await
}

#[tokio::test]
async fn twenty_refunds_at_once_are_one() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let tip = world.tip(&payer, post, 88).await;
    let done = join_all((0..20).map(|_| refund(&world, tip.id))).await;
    let (payer_id, payee) = (payer.id, author.id);
    let first = Refunded::Done { payer: payer_id, payee, owed: Money::fen(0) };
    assert_eq!(done.iter().filter(|done| **done == first).count(), 1);
    assert_eq!(done.iter().filter(|done| **done == Refunded::NotReleased).count(), 19);
    let kept: TipResponse = world.outcome(&payer, tip.id).await.read();
    assert_eq!(kept.outcome, TipOutcome::Returned { reason: TipReturn::Refunded });
    assert_eq!(kept.receipt, tip.receipt);
    assert_eq!(world.number("SELECT SUM(tipper_count) FROM post").await, 0);
    let wallet = world.wallet(&payer).await;
    assert_eq!((wallet.balance, wallet.spent_today), (Money::fen(20_000), Money::fen(0)));
    assert_eq!(wallet.entries[0].kind, EntryKind::TipReturned);
    let entries = world.wallet(&author).await.entries;
    let sent_back = entries.iter().find(|entry| entry.kind == EntryKind::TipSentBack).unwrap();
    assert_eq!((sent_back.amount, &sent_back.note), (Money::fen(-88), &Some(EntryNote::TakenBack)));
    assert_eq!(sent_back.counterparty.as_ref().unwrap().id, payer.id);
    world.is_sound().await;
}

#[tokio::test]
async fn what_is_not_with_the_payee_is_not_refunded() {
    let world = World::start(|limits| limits.escrow_s = 60).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let held = world.tip(&payer, post, 88).await;
    assert_eq!(refund(&world, held.id).await, Refunded::NotReleased);
    assert_eq!(refund(&world, TipId::mint()).await, Refunded::NotReleased);
    let refused = TipId::mint();
    world.abandon(&payer, refused).await;
    assert_eq!(refund(&world, refused).await, Refunded::NotReleased);
    world.is_sound().await;
}

#[tokio::test]
async fn an_account_that_came_to_owe_while_it_was_leaving_stays_until_that_is_paid() {
    let world = World::start(|limits| limits.sandbox_grant_fen = 500).await;
    let (payer, friend) = (world.member(30).await, world.member(50).await);
    let (leaving, forgiven, clear) = (world.member(40).await, world.member(41).await, world.member(42).await);
    let other = world.post_by(&friend).await;
    let mut tips = Vec::new();
    for who in [&leaving, &forgiven, &clear] {
        let post = world.post_by(who).await;
        world.wallet(who).await;
        // All that they had, and what the tip brings, is given away before they go.
        tips.push(world.tip(&payer, post, 100).await.id);
        world.tip(who, other, 500).await;
        world.tip(who, other, 100).await;
        let leave = json!({ "give_up": Money::fen(0) });
        assert_eq!(world.call(who, Method::PUT, "/v1/me/deletion", Some(&leave)).await.status, 200);
    }
    let is_gone = async |who: &Someone| {
        let sql = "SELECT deleted_at_us IS NOT NULL FROM person WHERE id = $1";
        let gone: bool =
            sqlx::query_scalar(sql).bind(who.id.0).fetch_one(world.server.state.db.read()).await.unwrap();
        gone
    };
    for tip in &tips[..2] {
        refund(&world, *tip).await;
    }
    assert_eq!(owed(&world).await, 200);
    for _ in 0..2 {
        world.pass_ms(7 * 86_400_000);
        sweep(&world.server.state).await.unwrap();
        assert_eq!((is_gone(&leaving).await, is_gone(&forgiven).await), (false, false));
        assert!(is_gone(&clear).await, "nobody waits behind them");
    }
    // Paid, be it by operators who let it go, and the account goes: not before all of it is.
    top_up(&world, &leaving, 99).await;
    top_up(&world, &forgiven, 100).await;
    sweep(&world.server.state).await.unwrap();
    assert_eq!((is_gone(&leaving).await, is_gone(&forgiven).await), (false, true));
    top_up(&world, &leaving, 1).await;
    sweep(&world.server.state).await.unwrap();
    assert!(is_gone(&leaving).await);
    assert_eq!(owed(&world).await, 0);
    world.is_sound().await;
}

#[tokio::test]
async fn a_shortfall_is_owed_until_money_comes_in() {
    let world = World::start(|limits| limits.sandbox_grant_fen = 500).await;
    let (payer, author, friend) = (world.member(30).await, world.member(40).await, world.member(50).await);
    let (post, other) = (world.post_by(&author).await, world.post_by(&friend).await);
    for who in [&payer, &author, &friend] {
        world.wallet(who).await;
    }
    let tip = world.tip(&payer, post, 400).await;
    world.tip(&author, other, 500).await;
    world.tip(&author, other, 300).await;
    assert_eq!(world.wallet(&author).await.balance, Money::fen(100));
    let done = Refunded::Done { payer: payer.id, payee: author.id, owed: Money::fen(300) };
    assert_eq!(refund(&world, tip.id).await, done);
    assert_eq!(world.wallet(&payer).await.balance, Money::fen(500), "the payer is whole");
    assert_eq!((world.wallet(&author).await.balance, owed(&world).await), (Money::fen(0), 300));
    assert_eq!(world.wallet(&author).await.owed, Some(Money::fen(300)));
    world.is_sound().await;
    // Whoever owes does not leave it behind.
    let leave = json!({ "give_up": Money::fen(0) });
    let kept = world.call(&author, Method::PUT, "/v1/me/deletion", Some(&leave)).await;
    kept.refused(409, "debt_left");
    assert_eq!(kept.body["stored"], json!(Money::fen(300)));

    top_up(&world, &author, 120).await;
    assert_eq!((world.wallet(&author).await.balance, owed(&world).await), (Money::fen(0), 180));
    let repaid = &world.wallet(&author).await.entries[0];
    assert_eq!((repaid.kind, repaid.amount), (EntryKind::Repaid, Money::fen(-120)));
    world.tip(&payer, post, 200).await;
    assert_eq!((world.wallet(&author).await.balance, owed(&world).await), (Money::fen(20), 0));
    top_up(&world, &author, 7).await;
    let wallet = world.wallet(&author).await;
    assert_eq!((wallet.balance, wallet.owed), (Money::fen(27), None), "nothing is owed any more");
    world.is_sound().await;
}

#[tokio::test]
async fn a_refund_and_a_spend_at_once_never_take_more_than_there_is() {
    let world = World::start(|limits| limits.sandbox_grant_fen = 10).await;
    let (payer, author, friend) = (world.member(30).await, world.member(40).await, world.member(50).await);
    let (post, other) = (world.post_by(&author).await, world.post_by(&friend).await);
    for who in [&payer, &author, &friend] {
        world.wallet(who).await;
    }
    for _ in 0..10 {
        top_up(&world, &payer, 10).await;
        let tip = world.tip(&payer, post, 10).await;
        let spend = TipId::mint();
        let quote = world.quote(&author, spend, other, 10).await;
        tokio::join!(refund(&world, tip.id), world.confirm(&author, spend, quote.quote));
        world.is_sound().await;
    }
    let balances = "SELECT COUNT(*) FROM posting JOIN ledger_account ON id = account_id
                    WHERE kind = 'person' AND posting.balance_minor < 0";
    assert_eq!(world.number(balances).await, 0);
}
