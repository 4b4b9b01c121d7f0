//! What a change of gates would do to the people it concerns: counts, and a few examples that name nobody.
//!
//! ```text
//! each member ──► Simulation::member ──┐
//! everyone else ─► Simulation::outsider ┴─► Simulation::outcome: who gains, who loses, examples in bands
//! ```
//!
//! Promises: an example says only what the gates ask about, in bands, with how many people it stands for; nothing is
//! allocated for people of whom nothing changes. Does not: know who the people are.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::band::{Band, bands};
use super::{Asker, Clause};
use crate::circle::Gates;

/// The most examples of an outcome.
pub const EXAMPLES_MAX: usize = 10;

/// What a gate grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Joining.
    Join,
    /// Posting.
    Post,
    /// Commenting.
    Comment,
}

/// How many people have a right before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shift {
    /// How many have it now.
    pub before: i64,
    /// How many would have it.
    pub after: i64,
    /// How many would get it.
    pub gain: i64,
    /// How many would lose it.
    pub lose: i64,
}

impl Shift {
    fn count(&mut self, before: bool, after: bool) {
        self.before += i64::from(before);
        self.after += i64::from(after);
        self.gain += i64::from(!before && after);
        self.lose += i64::from(before && !after);
    }
}

/// People alike, of whom a right would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Example {
    /// Which right.
    pub right: Right,
    /// Whether they would get it; else they would lose it.
    pub gains: bool,
    /// How many they are.
    pub people: i64,
    /// What is known of all of them, as far as the gates ask.
    pub bands: Vec<Band>,
}

/// What a change would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outcome {
    /// Members who were asked.
    pub members: i64,
    /// People who have not joined and were asked; 0 when joining does not change.
    pub outsiders: i64,
    /// Joining, of those who have not.
    pub join: Shift,
    /// Posting, of members.
    pub post: Shift,
    /// Commenting, of members.
    pub comment: Shift,
    /// At most ten, the most people first.
    pub examples: Vec<Example>,
}

type Group = (Right, bool, Vec<Band>);

/// A change being tried on people, one after the other.
#[derive(Debug)]
pub struct Simulation<'a> {
    before: &'a Gates,
    after: &'a Gates,
    /// What the gates of each right ask about, before or after.
    asked: [Vec<Clause>; 3],
    outcome: Outcome,
    groups: HashMap<Group, i64>,
}

impl<'a> Simulation<'a> {
    /// From the gates of now to others.
    #[must_use]
    pub fn new(before: &'a Gates, after: &'a Gates) -> Self {
        let asked = [
            before.join.clauses().chain(after.join.clauses()).collect(),
            before.post.clauses().chain(after.post.clauses()).collect(),
            before.comment.clauses().chain(after.comment.clauses()).collect(),
        ];
        Self { before, after, asked, outcome: Outcome::default(), groups: HashMap::new() }
    }

    /// Whether people who have not joined need to be asked.
    #[must_use]
    pub fn concerns_outsiders(&self) -> bool {
        self.before.join != self.after.join
    }

    /// Tries it on a member.
    pub fn member(&mut self, asker: &Asker) {
        self.outcome.members += 1;
        let post = (self.before.post.allows(asker), self.after.post.allows(asker));
        let comment = (self.before.comment.allows(asker), self.after.comment.allows(asker));
        self.outcome.post.count(post.0, post.1);
        self.outcome.comment.count(comment.0, comment.1);
        self.note(Right::Post, post, asker);
        self.note(Right::Comment, comment, asker);
    }

    /// Tries it on somebody who has not joined.
    pub fn outsider(&mut self, asker: &Asker) {
        self.outcome.outsiders += 1;
        let join = (self.before.join.allows(asker), self.after.join.allows(asker));
        self.outcome.join.count(join.0, join.1);
        self.note(Right::Join, join, asker);
    }

    fn note(&mut self, right: Right, (before, after): (bool, bool), asker: &Asker) {
        if before == after {
            return;
        }
        let [join, post, comment] = &self.asked;
        let asked = match right {
            Right::Join => join,
            Right::Post => post,
            Right::Comment => comment,
        };
        *self.groups.entry((right, after, bands(asker, asked))).or_default() += 1;
    }

    /// What it came to.
    #[must_use]
    pub fn outcome(self) -> Outcome {
        let mut examples: Vec<Example> = self
            .groups
            .into_iter()
            .map(|((right, gains, bands), people)| Example { right, gains, people, bands })
            .collect();
        examples.sort_by(|a, b| {
            (b.people, a.right, a.gains, &a.bands).cmp(&(a.people, b.right, b.gains, &b.bands))
        });
        examples.truncate(EXAMPLES_MAX);
        Outcome { examples, ..self.outcome }
    }
}
