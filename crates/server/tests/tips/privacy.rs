//! Who learns who gave a tip, and the words that go with it.

use circles_domain::{Money, PersonId, PostId, TipId};
use circles_server::ledger::return_held_on;
use circles_wire::tip::{QuoteResponse, TippersResponse};
use circles_wire::wallet::{Entry, EntryKind};
use reqwest::Method;
use serde_json::json;

use crate::money::{Answer, Someone, World};

async fn ask(world: &World, who: &Someone, tip: TipId, post: PostId, privacy: &str, message: &str) -> Answer {
    let body = json!({ "post": post, "amount": Money::fen(10), "privacy": privacy, "message": message });
    world.call(who, Method::POST, &format!("/v1/tips/{tip}/quote"), Some(&body)).await
}

async fn tip(world: &World, who: &Someone, post: PostId, privacy: &str, message: &str) -> TipId {
    let tip = TipId::mint();
    let quote: QuoteResponse = ask(world, who, tip, post, privacy, message).await.read();
    assert_eq!(
        (serde_json::to_value(quote.privacy).unwrap(), quote.message),
        (json!(privacy), message.trim().to_owned())
    );
    world.pass_ms(500);
    assert_ne!(world.confirm(who, tip, quote.quote).await.state().0, "refused");
    tip
}

async fn tippers(world: &World, who: &Someone, post: PostId) -> TippersResponse {
    world.call(who, Method::GET, &format!("/v1/posts/{post}/tippers"), None).await.read()
}

async fn received(world: &World, who: &Someone) -> Vec<Entry> {
    let kept = |entry: &Entry| entry.kind == EntryKind::TipReceived;
    world.wallet(who).await.entries.into_iter().filter(kept).collect()
}

fn names(told: &TippersResponse) -> Vec<PersonId> {
    told.tips.iter().map(|tip| tip.person.id).collect()
}

#[tokio::test]
async fn each_choice_is_respected_by_every_read() {
    let world = World::start(|_| {}).await;
    let author = world.member(40).await;
    let (open, quiet, hidden) = (world.member(30).await, world.member(31).await, world.member(32).await);
    let reader = world.member(33).await;
    let post = world.post_by(&author).await;
    tip(&world, &open, post, "public", "Thank you").await;
    tip(&world, &quiet, post, "author_only", "For you alone").await;
    let secret = tip(&world, &hidden, post, "anonymous", "From nobody").await;

    for asker in [&reader, &author, &hidden] {
        let told = tippers(&world, asker, post).await;
        assert_eq!((names(&told), told.others), (vec![open.id], 2));
        assert_eq!(told.tips[0].message, "Thank you");
    }
    let got = received(&world, &author).await;
    let from: Vec<_> = got.iter().map(|entry| entry.counterparty.as_ref().map(|one| one.id)).collect();
    assert_eq!(from, [None, Some(quiet.id), Some(open.id)], "newest first");
    assert!(got.iter().all(|entry| entry.counterparty_masked_name.is_none()));
    let words: Vec<_> = got.iter().map(|entry| entry.message.as_str()).collect();
    assert_eq!(words, ["From nobody", "For you alone", "Thank you"]);
    // Nothing that the author can ask names the anonymous payer.
    for path in ["/v1/wallet".to_owned(), format!("/v1/posts/{post}/tippers"), format!("/v1/posts/{post}")] {
        let answer = world.call(&author, Method::GET, &path, None).await;
        assert!(!answer.body.to_string().contains(&hidden.id.to_string()), "{path}");
    }
    world.call(&author, Method::GET, &format!("/v1/tips/{secret}"), None).await.refused(404, "not_found");
    // The payer still sees to whom it went, and a tip that is sent back tells no more than before.
    let sent = &world.wallet(&hidden).await.entries[0];
    assert_eq!(sent.counterparty.as_ref().map(|one| one.id), Some(author.id));
    let back = world.call(&author, Method::POST, &format!("/v1/tips/{secret}/return"), None).await;
    assert_eq!(back.status, 204);
    let entry = world.wallet(&author).await.entries[0].clone();
    assert_eq!((entry.kind, entry.counterparty), (EntryKind::TipSentBack, None));
    assert_eq!(tippers(&world, &reader, post).await.others, 1);
    world.is_sound().await;
}

#[tokio::test]
async fn a_person_counts_once_and_what_came_back_is_gone() {
    let world = World::start(|limits| limits.escrow_s = 60).await;
    let (author, giver, reader) = (world.member(40).await, world.member(30).await, world.member(33).await);
    let post = world.post_by(&author).await;
    tip(&world, &giver, post, "public", "").await;
    tip(&world, &giver, post, "anonymous", "").await;
    let told = tippers(&world, &reader, post).await;
    assert_eq!((names(&told), told.others), (vec![giver.id], 0));
    let mut tx = world.server.state.db.write().await.unwrap();
    return_held_on(&mut tx, post, circles_domain::tip::TipReturn::Breach, world.now()).await.unwrap();
    tx.commit().await.unwrap();
    let told = tippers(&world, &reader, post).await;
    assert_eq!((told.tips.len(), told.others), (0, 0));
}

#[tokio::test]
async fn a_block_hides_whom_one_would_see_and_counts_the_rest() {
    let world = World::start(|_| {}).await;
    let (author, open, quiet) = (world.member(40).await, world.member(30).await, world.member(31).await);
    let reader = world.member(33).await;
    let post = world.post_by(&author).await;
    tip(&world, &open, post, "public", "hello").await;
    tip(&world, &quiet, post, "author_only", "").await;
    for other in [&open, &quiet] {
        let blocked = world.call(&reader, Method::PUT, &format!("/v1/people/{}/block", other.id), None).await;
        assert!(blocked.status.is_success(), "{}", blocked.body);
    }
    let told = tippers(&world, &reader, post).await;
    assert_eq!((told.tips.len(), told.others), (0, 1));
}

#[tokio::test]
async fn words_follow_the_rules_of_comments() {
    let world = World::start(|_| {}).await;
    let (author, payer) = (world.member(40).await, world.member(30).await);
    let post = world.post_by(&author).await;
    ask(&world, &payer, TipId::mint(), post, "public", &"a".repeat(501)).await.refused(422, "invalid");
    ask(&world, &payer, TipId::mint(), post, "loudly", "").await.refused(422, "invalid");
    tip(&world, &payer, post, "public", "   ").await;
    // Muted, one may still thank, but not speak.
    world
        .run(
            "UPDATE membership SET sanction = 'muted', sanction_until_us = 9000000000000000 WHERE person_id = $1 AND circle_id = $2",
            &payer.id.0,
            &world.circle.0,
        )
        .await;
    ask(&world, &payer, TipId::mint(), post, "public", "hello").await.refused(403, "muted");
    tip(&world, &payer, post, "public", "").await;
}

#[tokio::test]
async fn a_block_names_nobody_who_gave_without_their_name() {
    let world = World::start(|_| {}).await;
    let (author, reader) = (world.member(40).await, world.member(33).await);
    let (open, quiet, hidden) = (world.member(30).await, world.member(31).await, world.member(32).await);
    let post = world.post_by(&author).await;
    tip(&world, &open, post, "public", "").await;
    tip(&world, &quiet, post, "author_only", "").await;
    tip(&world, &hidden, post, "anonymous", "").await;
    let seen = async |asker: &Someone| {
        let told = tippers(&world, asker, post).await;
        let body = world.call(asker, Method::GET, &format!("/v1/posts/{post}"), None).await.body;
        let counts =
            world.call(asker, Method::POST, "/v1/counts", Some(&json!({ "posts": [post] }))).await.body;
        let (inside, alone) = (&body["counts"]["tippers"], &counts["counts"][0]["tippers"]);
        assert!(alone.is_null() || alone == inside, "{counts} {body}");
        (names(&told).len(), told.others, inside.as_i64())
    };
    for asker in [&author, &reader] {
        assert_eq!(seen(asker).await, (1, 2, Some(3)));
        for (who, left) in [(&quiet, (1, 2, Some(3))), (&hidden, (1, 2, Some(3))), (&open, (0, 2, Some(2)))] {
            let block = format!("/v1/people/{}/block", who.id);
            world.call(asker, Method::PUT, &block, None).await;
            assert_eq!(seen(asker).await, left);
            world.call(asker, Method::DELETE, &block, None).await;
        }
    }
}

#[tokio::test]
async fn no_tip_passes_a_block_that_keeping_order_sees_through() {
    let world = World::start(|_| {}).await;
    let (author, keeper) = (world.member(40).await, world.member(33).await);
    let post = world.post_by(&author).await;
    let keeps = "UPDATE membership SET moderator = 1 WHERE person_id = $1 AND $2 IS NOT NULL";
    world.run(keeps, &keeper.id.0, &post.0).await;
    world.call(&author, Method::PUT, &format!("/v1/people/{}/block", keeper.id), None).await;
    let sees = world.call(&keeper, Method::GET, &format!("/v1/posts/{post}"), None).await;
    assert_eq!(sees.status, 200, "who keeps order sees it");
    let asked = ask(&world, &keeper, TipId::mint(), post, "author_only", "ACROSS").await;
    assert_ne!(asked.status, 200, "{}", asked.body);
    assert_eq!(world.number("SELECT COUNT(*) FROM tip WHERE state IN ('held', 'released')").await, 0);
}
