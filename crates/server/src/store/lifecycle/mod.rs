//! The life of circles: applications, steps, what operators see, what members take along.

mod applications;
mod console;
mod end;
mod looks;
mod steps;

pub use applications::{count_waiting, decide, find, insert, of_person, waiting};
pub use console::console;
pub use end::{begin_end, ended, export, finish, next_end, show, takes_along, was_found};
pub use looks::{Cap, cap, count_look, forget_looks};
pub use steps::{edit_page, find_percent, launch, set_state, state_of};
