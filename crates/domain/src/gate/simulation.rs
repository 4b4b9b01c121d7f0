//! What a change of gates would do to the people it concerns: counts, and a few examples that name nobody.
//!
//! ```text
//! panel of members ───────► Simulation::members ──┐
//! panel of everyone else ─► Simulation::outsiders ┴─► Simulation::outcome: who gains, who loses, examples in bands
//! ```
//!
//! Promises: only a [`Panel`] is asked, in which nobody's claims stand beside what they are known by; an example says
//! only what the gates ask about, in bands, with about how many people it stands for; nothing is allocated for people of
//! whom nothing changes. Numbers are round, and groups of fewer than [`PEOPLE_MIN`] are told as none. Does not: know who
//! the people are.

use std::collections::HashMap;

use super::band::{Band, bands};
use super::outcome::told;
pub use super::outcome::{EXAMPLES_MAX, Example, Outcome, PEOPLE_MIN, Right, Shift};
use super::{Asker, Clause, Panel};
use crate::circle::Gates;

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

    /// Tries it on those who stand for members.
    pub fn members(&mut self, panel: &Panel) {
        panel.iter().for_each(|asker| self.member(asker));
    }

    /// Tries it on those who stand for people who have not joined.
    pub fn outsiders(&mut self, panel: &Panel) {
        panel.iter().for_each(|asker| self.outsider(asker));
    }

    pub(super) fn member(&mut self, asker: &Asker) {
        self.outcome.members += 1;
        let post = (self.before.post.allows(asker), self.after.post.allows(asker));
        let comment = (self.before.comment.allows(asker), self.after.comment.allows(asker));
        self.outcome.post.count(post.0, post.1);
        self.outcome.comment.count(comment.0, comment.1);
        self.note(Right::Post, post, asker);
        self.note(Right::Comment, comment, asker);
    }

    pub(super) fn outsider(&mut self, asker: &Asker) {
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
        let Outcome { members, outsiders, .. } = self.outcome;
        let mut examples: Vec<Example> = self
            .groups
            .into_iter()
            .filter(|(_, people)| *people >= PEOPLE_MIN)
            .map(|((right, gains, bands), people)| {
                let all = if right == Right::Join { outsiders } else { members };
                Example { right, gains, people: told(people, all), bands }
            })
            .collect();
        examples.sort_by(|a, b| {
            (b.people, a.right, a.gains, &a.bands).cmp(&(a.people, b.right, b.gains, &b.bands))
        });
        examples.truncate(EXAMPLES_MAX);
        Outcome {
            examples,
            members,
            outsiders: told(outsiders, i64::MAX),
            join: self.outcome.join.told(outsiders),
            post: self.outcome.post.told(members),
            comment: self.outcome.comment.told(members),
        }
    }
}
