//! Every point at which a test may end a program. One that is in the sources and not here, or here and not in the sources,
//! is a breach.

mod outbox;
mod payments;
mod tips;
mod transfers;

use super::point::Point;

/// All of them.
pub fn all() -> Vec<Point> {
    [tips::TABLE, transfers::TABLE, payments::TABLE, outbox::TABLE].concat()
}
