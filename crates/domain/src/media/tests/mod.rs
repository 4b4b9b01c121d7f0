mod hostile;
mod photos;
mod samples;
mod videos;

use super::*;

/// What `rule` of a photograph was broken, as the functions say it.
fn refused<T>(rule: Rule) -> Result<T, Invalid> {
    Err(Invalid::new(Field::Photo, rule))
}

/// The same for a video.
fn refused_video<T>(rule: Rule) -> Result<T, Invalid> {
    Err(Invalid::new(Field::Video, rule))
}
