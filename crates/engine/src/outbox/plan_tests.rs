use circles_domain::{CircleId, CommentId, EditId, Timestamp};
use circles_wire::ErrorCode;
use circles_wire::post::PublishRequest;
use proptest::prelude::*;

use super::*;

fn item(position: i64, post: PostId, body: Body, state: State) -> Item {
    Item {
        id: OutboxItemId::mint(),
        position,
        lane: Lane::of(&body, post),
        state,
        attempts: 0,
        revision: 0,
        post,
        circle: None,
        body,
        created_at: Timestamp::from_micros(position),
        next_attempt_at: Timestamp::from_micros(0),
        gate: None,
    }
}

fn publish(circle: CircleId) -> Body {
    Body::Publish(PublishRequest { circle, text: "hello".into(), attachments: vec![] })
}

fn comment() -> Body {
    Body::Comment { comment: CommentId::mint(), text: "well said".into() }
}

fn at_once(items: &[Item]) -> Vec<OutboxItemId> {
    plan(items, &HashMap::new(), true).start
}

#[test]
fn a_failed_post_stops_its_circle_and_no_other() {
    let (here, there) = (CircleId::mint(), CircleId::mint());
    let items = [
        item(1, PostId::mint(), publish(here), State::Failed(ErrorCode::GateClosed)),
        item(2, PostId::mint(), publish(here), State::Queued),
        item(3, PostId::mint(), publish(there), State::Queued),
    ];
    assert_eq!(at_once(&items), [items[2].id]);
}

#[test]
fn a_comment_waits_for_its_post() {
    let post = PostId::mint();
    let items =
        [item(1, post, publish(CircleId::mint()), State::Queued), item(2, post, comment(), State::Queued)];
    assert_eq!(at_once(&items), [items[0].id]);
    assert_eq!(at_once(&items[1..]), [items[1].id]);
}

#[test]
fn nothing_goes_without_a_session_or_a_network() {
    let items = [item(1, PostId::mint(), comment(), State::Queued)];
    assert_eq!(plan(&items, &HashMap::new(), false), Plan::default());
}

#[test]
fn a_wait_holds_its_lane_and_sets_the_alarm() {
    let post = PostId::mint();
    let items = [
        item(1, post, comment(), State::Queued),
        item(2, post, comment(), State::Queued),
        item(3, PostId::mint(), comment(), State::Queued),
    ];
    let waits = HashMap::from([(items[0].id, Duration::from_secs(9)), (items[2].id, Duration::from_secs(4))]);
    let planned = plan(&items, &waits, true);
    assert_eq!(planned, Plan { start: vec![], wake_in: Some(Duration::from_secs(4)) });
}

fn states() -> impl Strategy<Value = State> {
    prop_oneof![3 => Just(State::Queued), 1 => Just(State::Sending), 1 => Just(State::Failed(ErrorCode::Muted))]
}

prop_compose! {
    fn outboxes()(
        rows in prop::collection::vec((0_usize..4, 0_usize..3, 0_u8..4, states(), 0_u64..3), 0..24),
    ) -> (Vec<Item>, HashMap<OutboxItemId, Duration>) {
        let posts: Vec<PostId> = (0..4).map(|_| PostId::mint()).collect();
        let circles: Vec<CircleId> = (0..3).map(|_| CircleId::mint()).collect();
        let mut waits = HashMap::new();
        let mut published = HashSet::new();
        let items = rows.into_iter().enumerate().map(|(position, (post, circle, kind, state, wait))| {
            let body = match kind {
                // A post is published once.
                0 if published.insert(post) => publish(circles[circle]),
                0 | 1 => comment(),
                2 => Body::EditPost { edit: EditId::mint(), text: "better".into() },
                _ => Body::Praise { on: true },
            };
            let item = item(i64::try_from(position).unwrap(), posts[post], body, state);
            if wait > 0 {
                waits.insert(item.id, Duration::from_secs(wait));
            }
            item
        }).collect();
        (items, waits)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lanes_keep_their_order_and_never_overlap((items, waits) in outboxes()) {
        let planned = plan(&items, &waits, true);
        for id in &planned.start {
            let chosen = items.iter().find(|item| item.id == *id).unwrap();
            prop_assert_eq!(chosen.state, State::Queued);
            prop_assert!(!waits.contains_key(id));
            prop_assert!(!items.iter().any(|other| other.lane == chosen.lane && other.position < chosen.position));
            let unpublished = items.iter().any(|other| {
                other.post == chosen.post && other.id != chosen.id && matches!(other.body, Body::Publish(_))
            });
            prop_assert!(!unpublished || matches!(chosen.body, Body::Publish(_)));
        }
        let under_way = items.iter().filter(|item| item.state == State::Sending).count();
        prop_assert!(planned.start.len() + under_way.min(FLIGHTS_MAX) <= FLIGHTS_MAX);
    }

    /// Whoever plays the worker, with an outbox in which nothing fails, empties it.
    #[test]
    fn every_item_is_sent_in_the_end((items, _) in outboxes()) {
        let mut left: Vec<Item> = items.into_iter().map(|item| Item { state: State::Queued, ..item }).collect();
        while !left.is_empty() {
            let started = at_once(&left);
            prop_assert!(!started.is_empty());
            left.retain(|item| !started.contains(&item.id));
        }
    }
}
