//! A point, the story in which it is reached, and what happens there.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use circles_tests::Result;
use circles_tests::program::root;

use super::table;

/// What happens at a point.
pub const CRASHES: [&str; 3] = ["panic", "abort", "error"];

/// What people do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Story {
    /// Tips.
    Tipped,
    /// Tips, hears nothing, and gives up.
    GivenUp,
    /// Tips, and takes it back.
    TakenBack,
    /// Tips, and waits until the payee has it.
    Released,
    /// Sends somebody money.
    Sent,
    /// Sends, hears nothing, and gives up.
    SendGivenUp,
    /// Sends, and takes it back.
    SentTakenBack,
    /// Sends, and waits until it is offered.
    Offered,
    /// The payee accepts.
    Accepted,
    /// The payee sends it back.
    Declined,
    /// Nobody accepts.
    Expired,
    /// A friend asks for money, and gets it.
    RequestPaid,
    /// Tops up.
    ToppedUp,
    /// Tops up, hears nothing, and looks until it is given up.
    PaymentGivenUp,
    /// Cashes out.
    CashedOut,
    /// Cashes out, and the provider does not pay.
    CashOutFailed,
    /// Tops up, and pays too late.
    TopUpClosed,
    /// Another sum than was ordered comes in, and whoever runs the server gives it back.
    TopUpReturned,
    /// A day is over, and the provider's statement of it is looked at.
    Reconciled,
    /// Writes a post.
    Posted,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    pub name: &'static str,
    pub story: Story,
    /// What must fail before, as it is ordered.
    pub before: Option<&'static str>,
    /// Whether it is the payee's device that ends.
    pub at_payee: bool,
}

/// The server fails when the money has moved.
pub const UNANSWERED: &str = "server.event.committed error";
/// The server fails before it has done anything.
pub const UNTAKEN: &str = "server.intent.taken error";
/// As [`UNANSWERED`], of a transfer.
pub const UNANSWERED_TRANSFER: &str = "server.transfer.event.committed error";
/// As [`UNTAKEN`], of a transfer.
pub const UNTAKEN_TRANSFER: &str = "server.transfer.intent.taken error";
/// The server fails when the payment is kept.
pub const UNANSWERED_PAYMENT: &str = "server.payment.committed error";
/// As [`UNTAKEN`], of a payment.
pub const UNTAKEN_PAYMENT: &str = "server.payment.taken error";

pub const fn at(name: &'static str, story: Story) -> Point {
    Point { name, story, before: None, at_payee: false }
}

pub const fn after(before: &'static str, name: &'static str, story: Story) -> Point {
    Point { name, story, before: Some(before), at_payee: false }
}

pub const fn at_payee(name: &'static str, story: Story) -> Point {
    Point { name, story, before: None, at_payee: true }
}

/// What is ordered so that a program ends at a point.
pub struct Order {
    /// What has to be done, one after the other; the last one is it.
    pub lines: Vec<String>,
    /// The last one.
    pub target: String,
    /// Whether it is the payee's device that is told.
    pub at_payee: bool,
}

impl Point {
    /// The order that `crash` happens here.
    pub fn order(&self, crash: &str) -> Order {
        let target = format!("{} {crash}", self.name);
        let lines = self.before.map(str::to_owned).into_iter().chain([target.clone()]).collect();
        Order { lines, target, at_payee: self.at_payee }
    }
}

/// Names that are only in the sources, or only in the table, and rows that are in the table twice.
pub fn strays() -> Result<Vec<String>> {
    let mut found = BTreeSet::new();
    for side in ["domain", "engine", "server", "store"] {
        read(&root().join("crates").join(side).join("src"), &mut found)?;
    }
    let all = table::all();
    let mut rows = HashSet::new();
    let twice = all.iter().filter(|point| !rows.insert((point.name, point.story)));
    let twice: Vec<String> = twice.map(|point| point.name.to_owned()).collect();
    let listed: BTreeSet<String> = all.iter().map(|point| point.name.to_owned()).collect();
    Ok(found.symmetric_difference(&listed).cloned().chain(twice).collect())
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
