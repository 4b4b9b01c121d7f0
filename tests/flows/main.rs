//! Stories of whole devices and a whole server, each in a file.
//!
//! Real programs on the loopback; a network that cuts where the story says; no story waits by sleeping.

mod damage;
mod editing;
mod gates;
mod offline;
mod openid;
mod order;
mod resync;
mod story;
mod tips;
mod two_devices;
