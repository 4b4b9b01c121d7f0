//! The JSON of every resource, as devices and servers of this version agree on it. Each value also survives the way
//! back, and what a newer server says degrades to `Unknown`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it is")]

mod circles;
mod finance;
mod govern;
mod made;
mod money;
mod people;
mod posts;
mod problems;
