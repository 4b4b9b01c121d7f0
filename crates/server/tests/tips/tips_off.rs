//! Authors who take no tips, and tips that their author sends back.

use circles_domain::tip::{TipOutcome, TipReturn};
use circles_domain::{Money, TipId};
use circles_server::ledger::release::release_due;
use circles_wire::tip::QuoteResponse;
use circles_wire::wallet::EntryKind;
use reqwest::Method;
use serde_json::json;

use crate::money::{Answer, Someone, World};

async fn take_tips(world: &World, who: &Someone, on: bool) {
    let body = json!({ "tips_off": !on });
    let me = world.call(who, Method::PATCH, "/v1/me", Some(&body)).await;
    assert_eq!(me.body["tips_off"], !on, "{}", me.body);
}

async fn send_back(world: &World, who: &Someone, tip: TipId) -> Answer {
    world.call(who, Method::POST, &format!("/v1/tips/{tip}/return"), None).await
}

#[tokio::test]
async fn who_takes_no_tips_gets_none_and_readers_are_told() {
    let world = World::start(|limits| limits.escrow_s = 60).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let on_its_way = world.tip(&payer, post, 88).await;
    let tip = TipId::mint();
    let quote = world.quote(&payer, tip, post, 12).await;
    take_tips(&world, &author, false).await;

    world.ask_quote(&payer, TipId::mint(), post, 12).await.refused(403, "tips_off");
    let refused = world.confirm(&payer, tip, quote.quote).await;
    assert_eq!(refused.state(), ("refused", "tips_off"), "quoted before it was switched off");
    let read = world.call(&payer, Method::GET, &format!("/v1/posts/{post}"), None).await;
    assert_eq!(read.body["counts"]["tips_off"], true);
    let counts = world.call(&payer, Method::POST, "/v1/counts", Some(&json!({ "posts": [post] }))).await;
    assert_eq!(counts.body["posts"][0]["counts"]["tips_off"], true, "{}", counts.body);

    // What was paid before still arrives, and the answer stays when tips are taken again.
    world.pass_ms(60_000);
    release_due(&world.server.state).await.unwrap();
    assert_eq!(world.outcome(&payer, on_its_way.id).await.state(), ("released", ""));
    take_tips(&world, &author, true).await;
    assert_eq!(world.confirm(&payer, tip, quote.quote).await.state(), ("refused", "tips_off"));
    assert_eq!(world.tip(&payer, post, 12).await.outcome, TipOutcome::Held);
    world.is_sound().await;
}

#[tokio::test]
async fn the_quote_says_how_often_this_person_was_tipped_today() {
    let world = World::start(|_| {}).await;
    let (payer, author, other) = (world.member(30).await, world.member(40).await, world.member(41).await);
    let (post, another, elsewhere) =
        (world.post_by(&author).await, world.post_by(&author).await, world.post_by(&other).await);
    let times = async |post| {
        let quote: QuoteResponse = world.ask_quote(&payer, TipId::mint(), post, 1).await.read();
        quote.tips_to_payee_today
    };
    world.tip(&payer, post, 1).await;
    world.tip(&payer, another, 1).await;
    world.tip(&payer, elsewhere, 1).await;
    assert_eq!((times(post).await, times(elsewhere).await), (2, 1));
    world.pass_ms(86_400_000);
    assert_eq!(times(post).await, 0, "another day");
}

#[tokio::test]
async fn an_author_sends_a_tip_back_whole_and_once() {
    let world = World::start(|limits| limits.escrow_s = 60).await;
    let (payer, author, other) = (world.member(30).await, world.member(40).await, world.member(41).await);
    let post = world.post_by(&author).await;
    let tip = world.tip(&payer, post, 88).await;
    send_back(&world, &author, tip.id).await.refused(404, "not_found");
    world.pass_ms(60_000);
    release_due(&world.server.state).await.unwrap();
    for stranger in [&payer, &other] {
        send_back(&world, stranger, tip.id).await.refused(404, "not_found");
    }
    let can_return =
        async || world.wallet(&author).await.entries.iter().filter(|entry| entry.can_return).count();
    assert_eq!(can_return().await, 1);
    for _ in 0..3 {
        assert_eq!(send_back(&world, &author, tip.id).await.status, 204);
    }
    let outcome = world.outcome(&payer, tip.id).await.read::<circles_wire::tip::TipResponse>().outcome;
    assert_eq!(outcome, TipOutcome::Returned { reason: TipReturn::ByPayee });
    let (paid, got) = (world.wallet(&payer).await, world.wallet(&author).await);
    assert_eq!((paid.balance, got.balance), (Money::fen(20_000), Money::fen(20_000)));
    assert_eq!((paid.entries[0].kind, got.entries[0].kind), (EntryKind::TipReturned, EntryKind::TipSentBack));
    assert_eq!(can_return().await, 0);
    assert_eq!(world.number("SELECT COUNT(*) FROM journal WHERE kind = 'tip_refund'").await, 1);
    world.is_sound().await;
}

#[tokio::test]
async fn who_spent_a_tip_cannot_send_it_back_and_owes_nothing() {
    let world = World::start(|limits| limits.sandbox_grant_fen = 100).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let (post, mine) = (world.post_by(&author).await, world.post_by(&payer).await);
    let tip = world.tip(&payer, post, 60).await;
    world.tip(&author, mine, 150).await;
    send_back(&world, &author, tip.id).await.refused(409, "balance_short");
    assert_eq!(world.outcome(&payer, tip.id).await.state(), ("released", ""));
    assert_eq!(world.number("SELECT COUNT(*) FROM journal WHERE kind = 'advance'").await, 0);
    world.is_sound().await;
}
