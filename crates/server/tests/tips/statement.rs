//! What a statement tells of posts and people, and of what is on its way.

use circles_domain::Money;
use circles_wire::wallet::{EntryKind, WalletResponse};
use reqwest::Method;

use crate::money::{Someone, World};

/// Words and circle of the newest entry.
async fn told(world: &World, who: &Someone) -> (Option<String>, bool) {
    let wallet = world.wallet(who).await;
    let entry = &wallet.entries[0];
    (entry.words.clone(), entry.circle == Some(world.circle))
}

#[tokio::test]
async fn an_entry_tells_of_a_post_what_may_be_read_now() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    // A wallet begins with the sandbox's grant.
    world.wallet(&author).await;
    world.tip(&payer, post, 88).await;
    for who in [&payer, &author] {
        assert_eq!(told(&world, who).await, (Some("hello".into()), true));
    }

    world
        .run(
            "UPDATE post SET text = char(10) || '  ' || printf('%.300c', 'x') WHERE id = $1 OR id = $2",
            &post.0,
            &post.0,
        )
        .await;
    let (words, _) = told(&world, &payer).await;
    assert_eq!(words.map(|words| (words.chars().count(), words.ends_with('…'))), Some((80, true)));

    // Whoever left does not read on; the entry stays.
    world
        .run(
            "UPDATE membership SET joined = 0 WHERE person_id = $1 AND circle_id = $2",
            &payer.id.0,
            &world.circle.0,
        )
        .await;
    assert_eq!(told(&world, &payer).await, (None, false));
    world
        .run(
            "UPDATE membership SET joined = 1 WHERE person_id = $1 AND circle_id = $2",
            &payer.id.0,
            &world.circle.0,
        )
        .await;

    world
        .run(
            "INSERT INTO block (blocker_id, blocked_id, created_at_us, listed) VALUES ($1, $2, 0, 1)",
            &author.id.0,
            &payer.id.0,
        )
        .await;
    let wallet = world.wallet(&payer).await;
    let entry = &wallet.entries[0];
    assert_eq!(
        (entry.kind, &entry.words, &entry.counterparty, entry.post),
        (EntryKind::TipSent, &None, &None, None)
    );
    world.run("DELETE FROM block WHERE blocker_id = $1 AND blocked_id = $2", &author.id.0, &payer.id.0).await;

    world.run("UPDATE post SET state = 'removed' WHERE id = $1 OR id = $2", &post.0, &post.0).await;
    for who in [&payer, &author] {
        assert_eq!(told(&world, who).await, (None, true), "a removed post has no words");
    }
}

#[tokio::test]
async fn what_is_on_its_way_is_told_to_whom_it_goes() {
    let world = World::start(|limits| limits.escrow_s = 3_600).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    world.tip(&payer, post, 88).await;
    world.tip(&payer, post, 12).await;
    let (sent, due) = (world.wallet(&payer).await, world.wallet(&author).await);
    assert_eq!((sent.held, sent.incoming), (Money::fen(100), Money::fen(0)));
    assert_eq!((due.held, due.incoming, due.balance), (Money::fen(0), Money::fen(100), Money::fen(20_000)));
    assert_eq!(due.entries.len(), 1, "what is on its way is no entry yet");

    let page: WalletResponse = world.call(&payer, Method::GET, "/v1/wallet?limit=1", None).await.read();
    assert_eq!((page.entries.len(), page.more), (1, true));
    let page: WalletResponse = world.call(&payer, Method::GET, "/v1/wallet?limit=100000", None).await.read();
    assert_eq!((page.entries.len(), page.more), (3, false));
}
