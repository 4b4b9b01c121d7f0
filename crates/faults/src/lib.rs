//! Places where a test may end a program, and mistakes that it may plant in one.
//!
//! [`crash_point!`] marks a moment at which a process may die or an operation may fail; `cargo xtask chaos crash-points`
//! reaches each of them. [`canary!`] is a mistake that a test must catch; `cargo xtask canaries` plants each of them.
//!
//! Promises: without the feature of the same name, and in every build without debug assertions, both are nothing: no
//! code, no environment variable, no name in the program. Does not: know what either is for.

#[cfg(all(feature = "crash-points", debug_assertions))]
mod crash;
#[cfg(all(feature = "crash-points", debug_assertions))]
pub use crash::is_due;

#[cfg(all(feature = "canaries", debug_assertions))]
mod canary;
#[cfg(all(feature = "canaries", debug_assertions))]
pub use canary::sings;

/// The environment variable with the folder in which crashes are ordered: a file `order` in it, a line each of a
/// point's name and `panic`, `abort` or `error`. Whoever reaches the point of the first line takes that line away, notes
/// it in `done` and does what it says, so that each happens once, whatever is started again.
pub const ORDERS: &str = "CIRCLES_CRASH_ORDERS";

/// The environment variable with the name of the one mistake that is planted.
pub const CANARY: &str = "CIRCLES_CANARY";

/// A moment at which the process may end, or the operation fail with the error that is given.
#[cfg(all(feature = "crash-points", debug_assertions))]
#[macro_export]
macro_rules! crash_point {
    ($name:literal, $error:expr) => {
        if $crate::is_due($name) {
            return Err($error);
        }
    };
}

/// A moment at which the process may end, or the operation fail with the error that is given: not in this build.
#[cfg(not(all(feature = "crash-points", debug_assertions)))]
#[macro_export]
macro_rules! crash_point {
    ($name:literal, $error:expr) => {};
}

/// Whether a mistake of this name is planted.
#[cfg(all(feature = "canaries", debug_assertions))]
#[macro_export]
macro_rules! canary {
    ($name:literal) => {
        $crate::sings($name)
    };
}

/// Whether a mistake of this name is planted: not in this build.
#[cfg(not(all(feature = "canaries", debug_assertions)))]
#[macro_export]
macro_rules! canary {
    ($name:literal) => {
        false
    };
}
