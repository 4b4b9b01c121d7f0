//! What a change of gates would do to the people it concerns: counts, and a few examples that name nobody.
//!
//! ```text
//! each member ──► Simulation::member ──┐
//! everyone else ─► Simulation::outsider ┴─► Simulation::outcome: who gains, who loses, examples in bands
//! ```
//!
//! Promises: an example says only what the gates ask about, in bands, with how many people it stands for; nothing is
//! allocated for people of whom nothing changes. Groups of fewer than [`PEOPLE_MIN`] are told as none, and a list of
//! names is left out where the gates of the same right ask for what is proven of a person: otherwise whoever writes the
//! list could put one name on it and read claim by claim. Does not: know who the people are.

use std::collections::HashMap;

use super::band::{Band, bands};
pub use super::outcome::{EXAMPLES_MAX, Example, Outcome, PEOPLE_MIN, Right, Shift};
use super::{Asker, Clause};
use crate::circle::Gates;

type Group = (Right, bool, Vec<Band>);

/// A change being tried on people, one after the other.
#[derive(Debug)]
pub struct Simulation<'a> {
    before: &'a Gates,
    after: &'a Gates,
    /// What the gates of each right ask about, before or after.
    asked: [Vec<Clause>; 3],
    /// Whether the lists of names are left out of each right.
    unlisted: [bool; 3],
    outcome: Outcome,
    groups: HashMap<Group, i64>,
}

impl<'a> Simulation<'a> {
    /// From the gates of now to others.
    #[must_use]
    pub fn new(before: &'a Gates, after: &'a Gates) -> Self {
        let asked: [Vec<Clause>; 3] = [
            before.join.clauses().chain(after.join.clauses()).collect(),
            before.post.clauses().chain(after.post.clauses()).collect(),
            before.comment.clauses().chain(after.comment.clauses()).collect(),
        ];
        let unlisted =
            [0, 1, 2].map(|right: usize| asked.get(right).is_some_and(|asked| names_and_proofs(asked)));
        Self { before, after, asked, unlisted, outcome: Outcome::default(), groups: HashMap::new() }
    }

    /// Whether people who have not joined need to be asked.
    #[must_use]
    pub fn concerns_outsiders(&self) -> bool {
        self.before.join != self.after.join
    }

    /// Tries it on a member.
    pub fn member(&mut self, asker: &Asker) {
        self.outcome.members += 1;
        let [_, post, comment] = self.unlisted.map(|without| unlisted(asker, without));
        let post = (self.before.post.allows(&post), self.after.post.allows(&post));
        let comment = (self.before.comment.allows(&comment), self.after.comment.allows(&comment));
        self.outcome.post.count(post.0, post.1);
        self.outcome.comment.count(comment.0, comment.1);
        self.note(Right::Post, post, asker);
        self.note(Right::Comment, comment, asker);
    }

    /// Tries it on somebody who has not joined.
    pub fn outsider(&mut self, asker: &Asker) {
        self.outcome.outsiders += 1;
        let [join, ..] = self.unlisted.map(|without| unlisted(asker, without));
        let join = (self.before.join.allows(&join), self.after.join.allows(&join));
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
            .filter(|(_, people)| *people >= PEOPLE_MIN)
            .map(|((right, gains, bands), people)| Example { right, gains, people, bands })
            .collect();
        examples.sort_by(|a, b| {
            (b.people, a.right, a.gains, &a.bands).cmp(&(a.people, b.right, b.gains, &b.bands))
        });
        examples.truncate(EXAMPLES_MAX);
        let outcome = self.outcome;
        Outcome {
            examples,
            join: outcome.join.told(),
            post: outcome.post.told(),
            comment: outcome.comment.told(),
            ..outcome
        }
    }
}

/// Whether some clause asks for a list of names and another for what is proven of a person.
fn names_and_proofs(clauses: &[Clause]) -> bool {
    let names = |clause: &Clause| matches!(clause, Clause::AllowListed | Clause::DenyListed);
    let proof = |clause: &Clause| {
        matches!(
            clause,
            Clause::Gender { .. }
                | Clause::Student
                | Clause::Employed
                | Clause::Overseas
                | Clause::AgeAtLeast { .. }
                | Clause::AgeAtMost { .. }
                | Clause::ScoreAtLeast { .. }
        )
    };
    clauses.iter().any(names) && clauses.iter().any(proof)
}

/// The same person; `without`: as if on no list.
fn unlisted(asker: &Asker, without: bool) -> Asker {
    Asker {
        allow_listed: asker.allow_listed && !without,
        deny_listed: asker.deny_listed && !without,
        ..*asker
    }
}
