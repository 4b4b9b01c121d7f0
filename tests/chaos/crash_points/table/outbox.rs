//! In the order of an attempt to send.

use super::super::point::Story::Posted;
use super::super::point::{Point, at};

pub const TABLE: &[Point] = &[
    at("device.outbox.read", Posted),
    at("device.outbox.counted", Posted),
    at("device.outbox.answered", Posted),
];
