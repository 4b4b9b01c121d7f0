//! The devices that a person is signed in on.

use circles_domain::{DeviceId, Timestamp};
use serde::{Deserialize, Serialize};

/// `GET`: the devices that are signed in, and those whose sessions ended lately. `DELETE`: signs all others out.
pub const DEVICES: &str = "/v1/me/devices";
/// `DELETE`: signs this one out.
pub const DEVICE: &str = "/v1/me/devices/{id}";
/// `POST`: the person has seen, on this device, who signed in and why sessions ended.
pub const SEEN: &str = "/v1/me/devices/seen";

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SessionEnd {
    /// Signed out there.
    SignedOut,
    /// Signed out from another device.
    Remote,
    /// Its tokens came with another device's key: somebody has a copy of them.
    Stolen,
    /// The code that it signed in with came a second time.
    CodeReused,
    /// The server's own doing, for a reason of its time.
    #[serde(other)]
    Other,
}

/// One device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceResponse {
    /// Which.
    pub id: DeviceId,
    /// What it calls itself.
    pub name: String,
    /// When it signed in.
    pub signed_in_at: Timestamp,
    /// When it was last heard of, give or take the life of an access token.
    pub last_seen_at: Timestamp,
    /// Whether this is the one that asks.
    pub this: bool,
    /// Why and when its session ended, when it did.
    pub ended: Option<DeviceEnd>,
}

/// Another device of the person that signed in, of which the one that asks has not told them yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewDevice {
    /// Which.
    pub id: DeviceId,
    /// What it calls itself.
    pub name: String,
    /// When it signed in.
    pub signed_in_at: Timestamp,
}

/// Why and when a session ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceEnd {
    /// Why.
    pub reason: SessionEnd,
    /// When.
    pub at: Timestamp,
}

/// The devices of a person: those signed in first, this one before the others, each group newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DevicesResponse {
    /// One each.
    pub devices: Vec<DeviceResponse>,
}
