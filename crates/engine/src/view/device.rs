use circles_domain::{DeviceId, Timestamp};
use circles_wire::device::SessionEnd;
use circles_wire::person::Byline;
use serde::Serialize;
use ts_rs::TS;

/// Where the person is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DevicesView {
    /// This one first, then the others that are signed in, then those whose sessions ended for the person's safety.
    pub devices: Vec<DeviceView>,
}

/// One device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DeviceView {
    /// Which.
    pub id: DeviceId,
    /// What it calls itself.
    pub name: String,
    /// When it signed in.
    pub signed_in_at: Timestamp,
    /// When it was last heard of, give or take a quarter of an hour.
    pub last_seen_at: Timestamp,
    /// Whether it is this one.
    pub this: bool,
    /// Why and when its session ended, when it did.
    pub ended: Option<DeviceEndView>,
}

/// Another device that signed in, of which the person has to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct NewDeviceView {
    /// Which.
    pub id: DeviceId,
    /// What it calls itself; may be empty.
    pub name: String,
    /// When it signed in.
    pub signed_in_at: Timestamp,
}

/// Why and when a session ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DeviceEndView {
    /// Why.
    pub reason: SessionEnd,
    /// When.
    pub at: Timestamp,
}

/// The accounts that are signed in on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AccountsView {
    /// In the order in which they signed in.
    pub accounts: Vec<AccountView>,
}

/// One account on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AccountView {
    /// As beside posts.
    pub person: Byline,
    /// First character of the legal name and `*`.
    pub masked_name: String,
    /// Which of eight colours it is told apart by, from 0.
    pub colour: i64,
    /// Whether it is the one in use.
    pub active: bool,
    /// What waits to be sent until it is in use.
    pub waiting: i64,
}
