//! What a page of changes comes to: a pure function. Changes that a later one of the same page outdoes are left out, so
//! that a post that was edited five times while the device was off is written once.

use std::collections::{BTreeSet, HashMap};

use circles_domain::{CircleId, CommentId, PersonId, PostId};
use circles_wire::sync::{Scope, SyncChange};

/// What to write, in this order, and what to do when it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// To be applied in order, in one transaction.
    pub(super) changes: Vec<SyncChange>,
    /// Posts whose numbers are no longer what was last read.
    pub(super) commented: BTreeSet<PostId>,
    /// People who stand to oneself otherwise than before.
    pub(super) people: BTreeSet<PersonId>,
    /// Whether the wallet moved.
    pub(super) wallet: bool,
    /// Whether one's own standings are no longer what was last read.
    pub(super) standing: bool,
}

#[derive(PartialEq, Eq, Hash)]
enum Subject {
    Circle(CircleId),
    Post(PostId),
    Comment(CommentId),
    Person(PersonId),
    Standing(CircleId),
    Relation(PersonId),
}

/// What was met later in the page, by subject.
#[derive(Default)]
struct Later(HashMap<Subject, i64>);

impl Later {
    /// Whether nothing later outdoes this. An end outdoes the words of its own version.
    fn allows(&mut self, subject: Subject, version: i64, gone: bool) -> bool {
        let rank = version.saturating_mul(2).saturating_add(i64::from(gone));
        match self.0.get_mut(&subject) {
            Some(later) if *later >= rank => false,
            Some(later) => {
                *later = rank;
                true
            }
            None => self.0.insert(subject, rank).is_none(),
        }
    }
}

/// Plans a page, oldest first.
pub(super) fn plan(page: Vec<SyncChange>) -> Plan {
    let mut plan = Plan::default();
    let mut later = Later::default();
    // Backwards: what comes later is met first.
    for change in page.into_iter().rev() {
        let kept = match &change {
            SyncChange::Circle { circle } => later.allows(Subject::Circle(circle.id), circle.version, false),
            SyncChange::Post { post } => later.allows(Subject::Post(post.id), post.version, false),
            SyncChange::PostGone { id, version, .. } => later.allows(Subject::Post(*id), *version, true),
            SyncChange::Comment { comment } => {
                plan.commented.insert(comment.post);
                later.allows(Subject::Comment(comment.id), comment.version, false)
            }
            SyncChange::CommentGone { id, post, version } => {
                plan.commented.insert(*post);
                later.allows(Subject::Comment(*id), *version, true)
            }
            // What comes later gives it back, at whatever version.
            SyncChange::PostHidden { .. } | SyncChange::CircleGone { .. } => true,
            SyncChange::CommentHidden { post, .. } => {
                plan.commented.insert(*post);
                true
            }
            // None of these has a version: the last word holds.
            SyncChange::Person { person } => {
                plan.people.insert(person.id);
                later.allows(Subject::Person(person.id), 0, false)
            }
            SyncChange::Standing { circle, .. } => {
                plan.standing = true;
                later.allows(Subject::Standing(*circle), 0, false)
            }
            SyncChange::Relation { relation } => {
                plan.people.insert(relation.person.id);
                later.allows(Subject::Relation(relation.person.id), 0, false)
            }
            SyncChange::ScopeRemoved { scope } | SyncChange::ScopeReset { scope } => {
                if let Scope::Person(person) = scope {
                    plan.people.insert(*person);
                }
                // It takes away what hangs on what came before it, so that has to be there: nothing is left out across it.
                later = Later::default();
                true
            }
            SyncChange::Wallet => {
                plan.wallet = true;
                false
            }
            SyncChange::Unknown => false,
        };
        if kept {
            plan.changes.push(change);
        }
    }
    plan.changes.reverse();
    plan
}
