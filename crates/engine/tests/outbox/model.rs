//! Whatever a person does, in whatever order, and whatever the network and the process do meanwhile: in the end the
//! server has what the person last wanted, once.

use circles_domain::PostId;
use circles_engine::args::{EditPostArgs, OutboxArgs, PostArgs, PraiseArgs};
use proptest::prelude::*;

use crate::network::Fault;
use crate::world::World;
use crate::writer::{drained, feed, items, publish, read_elsewhere};

#[derive(Clone, Debug)]
enum Step {
    Publish,
    Edit(usize),
    Delete(usize),
    Praise(bool),
    Retry(usize),
    Cut(usize),
    Down,
    Up,
    Restart,
    Breathe,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => Just(Step::Publish),
        4 => (0_usize..8).prop_map(Step::Edit),
        2 => (0_usize..8).prop_map(Step::Delete),
        2 => any::<bool>().prop_map(Step::Praise),
        1 => (0_usize..4).prop_map(Step::Retry),
        3 => (0_usize..4).prop_map(Step::Cut),
        1 => Just(Step::Down),
        1 => Just(Step::Up),
        1 => Just(Step::Restart),
        2 => Just(Step::Breathe),
    ];
    prop::collection::vec(step, 1..24)
}

async fn play(steps: Vec<Step>) {
    let world = World::start().await;
    let mut device = world.device().await;
    device.engine.refresh().await.unwrap();
    crate::world::eventually("the post to praise is here", || async {
        feed(&world, &device.engine).await.iter().any(|post| post.id == world.post)
    })
    .await;
    let mut wanted: Vec<(PostId, Option<String>)> = Vec::new();
    let mut praised = false;
    for (turn, step) in steps.into_iter().enumerate() {
        let text = format!("words of turn {turn}");
        match step {
            Step::Publish => wanted.push((publish(&world, &device.engine, &text).await, Some(text))),
            Step::Edit(which) => {
                if let Some((post, now)) = wanted.get_mut(which) {
                    let edited =
                        device.engine.edit_post(EditPostArgs { post: *post, text: text.clone() }).await;
                    if edited.is_ok() && now.is_some() {
                        *now = Some(text);
                    }
                }
            }
            Step::Delete(which) => {
                if let Some((post, now)) = wanted.get_mut(which) {
                    let deleted = device.engine.delete_post(PostArgs { post: *post }).await;
                    if deleted.is_ok() {
                        *now = None;
                    }
                }
            }
            Step::Praise(on) => {
                device.engine.praise(PraiseArgs { post: world.post, on }).await.unwrap();
                praised = on;
            }
            Step::Retry(which) => {
                if let Some(item) = items(&device.engine).await.get(which) {
                    // It may have gone meanwhile.
                    let _ = device.engine.retry(OutboxArgs { item: item.id }).await;
                }
            }
            Step::Cut(how) => {
                let fault = [Fault::CutBefore, Fault::CutDuring, Fault::CutAfter, Fault::Portal][how].clone();
                world.network.fail("PUT", "/v1/posts/", fault.clone(), 1);
                world.network.fail("DELETE", "/v1/posts/", fault, 1);
            }
            Step::Down => world.network.down(),
            Step::Up => world.network.up(),
            Step::Restart => device.restart(&world).await,
            Step::Breathe => tokio::time::sleep(std::time::Duration::from_millis(15)).await,
        }
        // Each post shows at most once at every moment.
        let shown = feed(&world, &device.engine).await;
        for (post, _) in &wanted {
            assert!(shown.iter().filter(|shown| shown.id == *post).count() <= 1);
        }
    }
    world.network.heal();
    world.network.up();
    device.restart(&world).await;
    drained(&device.engine).await;
    let ids: Vec<PostId> = wanted.iter().map(|(post, _)| *post).collect();
    let texts: Vec<Option<String>> = wanted.into_iter().map(|(_, text)| text).collect();
    assert_eq!(read_elsewhere(&world, &ids).await, texts);
    assert_eq!(world.number("SELECT count(*) FROM praise").await, i64::from(praised));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_server_ends_with_what_was_wanted(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(play(steps));
    }
}

/// What the model found: words given to a post whose removal waited were sent after it, and failed for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_for_a_post_that_is_being_removed_go_nowhere() {
    for _ in 0..8 {
        play(vec![Step::Publish, Step::Publish, Step::Cut(3), Step::Delete(1), Step::Breathe, Step::Edit(1)])
            .await;
    }
}
