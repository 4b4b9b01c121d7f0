//! What to send next: a pure function of the items, of what they wait for, and of whether anything can be sent.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use circles_domain::{OutboxItemId, PostId};
use circles_store::table::outbox_item::{Body, Item, Lane, State};

/// Attempts that are under way at one time.
pub(super) const FLIGHTS_MAX: usize = 4;

/// What to do now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// To be sent now, in this order.
    pub(super) start: Vec<OutboxItemId>,
    /// When to look again, if nothing else happens before.
    pub(super) wake_in: Option<Duration>,
}

/// Plans over `items`, oldest first. `waits` says how long an item is not to be tried again; `ready`, whether there is a
/// session and perhaps a network.
pub(super) fn plan(items: &[Item], waits: &HashMap<OutboxItemId, Duration>, ready: bool) -> Plan {
    let mut plan = Plan::default();
    if !ready {
        return plan;
    }
    let mut room =
        FLIGHTS_MAX.saturating_sub(items.iter().filter(|item| item.state == State::Sending).count());
    let unpublished: HashSet<PostId> =
        items.iter().filter(|item| matches!(item.body, Body::Publish(_))).map(|item| item.post).collect();
    let mut lanes: HashSet<Lane> = HashSet::new();
    for item in items {
        let first_of_lane = lanes.insert(item.lane);
        // What is said about a post has to wait until the post is there.
        let after_its_post = matches!(item.body, Body::Publish(_)) || !unpublished.contains(&item.post);
        if !first_of_lane || !after_its_post {
            continue;
        }
        let wait = waits.get(&item.id).copied().unwrap_or_default();
        match item.state {
            // A failed item stops its lane; it is in plain sight, and the person decides.
            State::Sending | State::Failed(_) => {}
            State::Queued if !wait.is_zero() => {
                plan.wake_in = Some(plan.wake_in.map_or(wait, |earlier| earlier.min(wait)));
            }
            State::Queued if room > 0 => {
                room -= 1;
                plan.start.push(item.id);
            }
            State::Queued => {}
        }
    }
    plan
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
