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

use serde::{Deserialize, Serialize};

use super::band::{Band, bands};
use super::{Asker, Clause};
use crate::circle::Gates;

/// The most examples of an outcome.
pub const EXAMPLES_MAX: usize = 10;
/// The smallest number of people that is told; fewer count as none.
pub const PEOPLE_MIN: i64 = 5;

/// None where there are too few to tell.
const fn told(people: i64) -> i64 {
    if people < PEOPLE_MIN { 0 } else { people }
}

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

/// How many people have a right before and after; 0 stands for all numbers below five.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shift {
    /// How many have it now.
    pub before: i64,
    /// How many would have it, as far as `before`, `gain` and `lose` tell.
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

    /// Without groups too small to tell, be it as a difference: `after` follows from what the others tell.
    const fn told(self) -> Self {
        let (before, gain, lose) = (told(self.before), told(self.gain), told(self.lose));
        let after = before + gain - lose;
        Self { before, after: if after < PEOPLE_MIN { 0 } else { after }, gain, lose }
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
    /// How many they are: five or more.
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
