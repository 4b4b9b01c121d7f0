//! Who keeps order in a circle, by what right, and what is done: roles, permits, deeds and reasons for reports.
//!
//! The server decides with [`may`]; a device shows by the same code what a person can do. Sanctions and gates are facts
//! that come in; nothing here knows where they are kept.

mod deed;
mod lifecycle;
mod may;
mod role;

pub use deed::{
    ActKind, CitedRule, Deed, MUTE_ALONE_S, REASON_MAX, ReportReason, SANCTION_MAX_S, Subject, check_reason,
};
pub use lifecycle::{
    CATEGORIES, CircleState, INTRODUCTION_MAX, KEEPERS_MIN, Keeping, MODULE_MAX, Modules, NAME_MAX,
    VIEWS_MAX, check_introduction, check_launch, check_name, finds,
};
pub use may::{Action, Cannot, Permit, Stance, may};
