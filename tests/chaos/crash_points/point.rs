//! A point, the story in which it is reached, and what happens there.

use std::collections::BTreeSet;
use std::path::Path;

use circles_tests::Result;
use circles_tests::program::root;

use super::table::TABLE;

/// What happens at a point.
pub const CRASHES: [&str; 3] = ["panic", "abort", "error"];

/// What a person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// Tips.
    Tipped,
    /// Tips, hears nothing, and gives up.
    GivenUp,
    /// Tips, and takes it back.
    TakenBack,
    /// Tips, and waits until the payee has it.
    Released,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    pub name: &'static str,
    pub story: Story,
    /// What must fail before, as it is ordered.
    pub before: Option<&'static str>,
}

/// The server fails when the money has moved.
pub const UNANSWERED: &str = "server.event.committed error";
/// The server fails before it has done anything.
pub const UNTAKEN: &str = "server.intent.taken error";

pub const fn at(name: &'static str, story: Story) -> Point {
    Point { name, story, before: None }
}

pub const fn after(before: &'static str, name: &'static str, story: Story) -> Point {
    Point { name, story, before: Some(before) }
}

/// Names that are only in the sources, or only in the table.
pub fn strays() -> Result<Vec<String>> {
    let mut found = BTreeSet::new();
    for side in ["domain", "engine", "server", "store"] {
        read(&root().join("crates").join(side).join("src"), &mut found)?;
    }
    let listed: BTreeSet<String> = TABLE.iter().map(|point| point.name.to_owned()).collect();
    Ok(found.symmetric_difference(&listed).cloned().collect())
}

fn read(folder: &Path, found: &mut BTreeSet<String>) -> Result {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(&path, found)?;
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(&path)?;
            let points = text.split("crash_point!(").skip(1);
            found.extend(points.filter_map(|rest| rest.split('"').nth(1)).map(str::to_owned));
        }
    }
    Ok(())
}
