//! Reads: from the store to what a screen shows. None of them waits for the network; what is missing is read in the
//! background and announced as a change. (A post that is not here at all is the exception: there is nothing to show.)

mod accounts;
mod circles;
mod drafts;
mod known;
mod outbox;
mod post;
mod profile;
mod relations;
mod settings;
mod shape;
mod timeline;

pub(crate) use circles::circle_view;
pub(crate) use drafts::draft_view;
pub(crate) use profile::profile_view;
pub(crate) use shape::{comment_view, post_view};
