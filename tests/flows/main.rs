//! Stories of whole devices and a whole server, each in a file.
//!
//! Real programs on the loopback; a network that cuts where the story says; no story waits by sleeping.

mod broken;
mod damage;
mod editing;
mod finance;
mod first_visit;
mod gates;
mod known;
mod lifecycle;
mod offline;
mod openid;
mod order;
mod profile;
mod provider;
mod relations;
mod requests;
mod resync;
mod rotation;
mod story;
mod tips;
mod transfers;
mod two;
mod two_devices;
