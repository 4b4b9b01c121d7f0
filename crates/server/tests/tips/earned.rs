//! What tips brought, and thanks for them.

use circles_domain::tip::TipReturn;
use circles_domain::{Money, PostId, Timestamp, TipId};
use circles_server::ledger::release::release_due;
use circles_server::ledger::{refund_tip, return_held_on};
use circles_wire::earnings::{Earned, EarningsResponse};
use reqwest::Method;

use crate::money::{Someone, World};

async fn earnings(world: &World, who: &Someone, days: i64) -> EarningsResponse {
    world.call(who, Method::GET, &format!("/v1/wallet/earnings?days={days}"), None).await.read()
}

const fn earned(fen: i64, tips: i64, people: i64) -> Earned {
    Earned { amount: Money::fen(fen), tips, people }
}

async fn thank(world: &World, who: &Someone, tip: TipId) -> u16 {
    world.call(who, Method::PUT, &format!("/v1/tips/{tip}/thanks"), None).await.status.as_u16()
}

async fn thanked_at(world: &World, who: &Someone, tip: TipId) -> Option<Timestamp> {
    let wallet = world.wallet(who).await;
    wallet.entries.iter().find(|entry| entry.tip == Some(tip)).unwrap().thanked_at
}

#[tokio::test]
async fn earnings_are_what_arrived_and_stayed_and_ones_own_alone() {
    let world = World::start(|limits| limits.escrow_s = 3_600).await;
    let (payer, other, author) = (world.member(30).await, world.member(35).await, world.member(40).await);
    let (first, second) = (world.post_by(&author).await, world.post_by(&author).await);
    world.tip(&payer, first, 88).await;
    world.tip(&payer, first, 12).await;
    world.tip(&other, second, 5).await;
    assert_eq!(earnings(&world, &author, 30).await.total, earned(0, 0, 0), "what is held is not earned yet");
    world.pass_ms(3_600_000);
    release_due(&world.server.state).await.unwrap();

    let month = earnings(&world, &author, 30).await;
    assert_eq!(month.total, earned(105, 3, 2));
    assert_eq!(month.days.iter().map(|day| day.earned).collect::<Vec<_>>(), [earned(105, 3, 2)]);
    assert_eq!(month.days[0].from.shanghai_day(), world.now().shanghai_day());
    let posts: Vec<(PostId, Earned)> = month.posts.iter().map(|post| (post.post, post.earned)).collect();
    assert_eq!(posts, [(first, earned(100, 2, 1)), (second, earned(5, 1, 1))]);
    assert_eq!(month.posts[0].words.as_deref(), Some("hello"));
    assert_eq!(
        month.circles.iter().map(|one| (one.circle, one.earned)).collect::<Vec<_>>(),
        [(Some(world.circle), earned(105, 3, 2))]
    );
    for who in [&payer, &other] {
        assert_eq!(earnings(&world, who, 366).await.total, earned(0, 0, 0), "nobody else's");
    }

    // The next day of Beijing is another one, and one day back is only it.
    world.pass_ms(86_400_000);
    let third = world.tip(&other, second, 7).await;
    world.pass_ms(3_600_000);
    release_due(&world.server.state).await.unwrap();
    assert_eq!(earnings(&world, &author, 1).await.total, earned(7, 1, 1));
    let week = earnings(&world, &author, 7).await;
    assert_eq!(week.days.iter().map(|day| day.earned.amount.minor).collect::<Vec<_>>(), [105, 7]);
    assert_eq!(week.days[1].from.as_micros() - week.days[0].from.as_micros(), 86_400_000_000);

    // What went back, and what may not be read any more.
    let id = third.id;
    let mut tx = world.server.state.db.write().await.unwrap();
    refund_tip(&mut tx, id, (TipReturn::Refunded, true), world.now()).await.unwrap();
    tx.commit().await.unwrap();
    world
        .run("UPDATE post SET state = 'removed', text = '' WHERE id = $1 OR id = $2", &first.0, &first.0)
        .await;
    world
        .run(
            "UPDATE membership SET joined = 0 WHERE person_id = $1 AND circle_id = $2",
            &author.id.0,
            &world.circle.0,
        )
        .await;
    let after = earnings(&world, &author, 7).await;
    assert_eq!(after.total, earned(105, 3, 2));
    assert!(after.posts.iter().all(|post| post.words.is_none()));
    assert_eq!(after.circles[0].circle, None, "a circle that one left has no name");
    world.call(&author, Method::GET, "/v1/wallet/earnings?days=x", None).await.refused(422, "invalid");
}

#[tokio::test]
async fn a_payee_thanks_once_for_what_arrived_and_the_payer_alone_hears() {
    let world = World::start(|limits| limits.escrow_s = 3_600).await;
    let (payer, other, author) = (world.member(30).await, world.member(35).await, world.member(40).await);
    let post = world.post_by(&author).await;
    world.wallet(&author).await;
    let tip = world.tip(&payer, post, 88).await.id;
    assert_eq!(thank(&world, &author, tip).await, 404, "it is on its way still");
    world.pass_ms(3_600_000);
    release_due(&world.server.state).await.unwrap();
    for who in [&payer, &other] {
        assert_eq!(thank(&world, who, tip).await, 404, "it was not paid to them");
    }
    assert_eq!(thank(&world, &author, tip).await, 204);
    let at = Some(world.now());
    world.pass_ms(1_000);
    assert_eq!(thank(&world, &author, tip).await, 204, "again is the same");
    assert_eq!((thanked_at(&world, &payer, tip).await, thanked_at(&world, &author, tip).await), (at, at));
    assert_eq!(world.wallet(&payer).await.thanks.iter().map(|one| one.tip).collect::<Vec<_>>(), [tip]);
    assert!(world.wallet(&author).await.thanks.is_empty());

    world
        .run(
            "INSERT INTO block (blocker_id, blocked_id, created_at_us, listed) VALUES ($1, $2, 0, 1)",
            &payer.id.0,
            &author.id.0,
        )
        .await;
    assert_eq!(thanked_at(&world, &payer, tip).await, None, "nothing comes across a block");
    assert!(world.wallet(&payer).await.thanks.is_empty());

    let returned = world.tip(&other, post, 5).await.id;
    let mut tx = world.server.state.db.write().await.unwrap();
    return_held_on(&mut tx, post, TipReturn::Breach, world.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(thank(&world, &author, returned).await, 404, "it went back");
}
