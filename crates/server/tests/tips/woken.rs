//! Who is woken finds what there is to read.

use circles_domain::TipId;
use circles_server::state::Poke;

use crate::money::World;

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_woken_before_there_is_something_to_read() {
    let world = World::start(|_| {}).await;
    let (payer, author) = (world.member(30).await, world.member(40).await);
    let post = world.post_by(&author).await;
    let tip = TipId::mint();
    let quote = world.quote(&payer, tip, post, 88).await;
    let mut pokes = world.server.state.pokes.subscribe();
    let woken = async {
        while pokes.recv().await.unwrap() != Poke::Person(author.id) {}
        world.outcome(&payer, tip).await
    };
    let (answer, seen) = tokio::join!(world.confirm(&payer, tip, quote.quote), woken);
    assert_eq!((seen.status, seen.body), (answer.status, answer.body));
}
