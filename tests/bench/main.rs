//! Measurements against a peer of the same run: one JSON object a line on standard output, progress on standard error.
//!
//! ```text
//! bench [ROW ...] [--size POSTS]
//! ```
//!
//! A row is chosen by its name or its group (`start`, `timeline`, ...); without one, all are measured. Every chosen row
//! is printed, whatever its value; one that could not be measured says why in `error`. Does not: fail because a number
//! is bad. Whoever reads the lines judges.

mod apply;
mod content;
mod gates;
mod memory;
mod photo;
mod proof;
mod report;
mod server;
mod size;
mod start;
mod timeline;
mod tips;

use std::path::PathBuf;
use std::time::Instant;

use circles_tests::Result;
use report::{Measured, Row};

/// Posts that the rows are about, unless `--size` says otherwise.
const POSTS: usize = 100_000;

/// One file here: rows that are measured together.
#[derive(Clone, Copy, Debug)]
enum Group {
    Start,
    Timeline,
    Apply,
    Photo,
    Memory,
    Server,
    Proof,
    Gates,
    Tips,
    Size,
}

impl Group {
    const ALL: [Self; 10] = [
        Self::Start,
        Self::Timeline,
        Self::Apply,
        Self::Photo,
        Self::Memory,
        Self::Server,
        Self::Proof,
        Self::Gates,
        Self::Tips,
        Self::Size,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Timeline => "timeline",
            Self::Apply => "apply",
            Self::Photo => "photo",
            Self::Memory => "memory",
            Self::Server => "server",
            Self::Proof => "proof",
            Self::Gates => "gates",
            Self::Tips => "tips",
            Self::Size => "size",
        }
    }

    const fn rows(self) -> &'static [Row] {
        match self {
            Self::Start => start::ROWS,
            Self::Timeline => timeline::ROWS,
            Self::Apply => apply::ROWS,
            Self::Photo => photo::ROWS,
            Self::Memory => memory::ROWS,
            Self::Server => server::ROWS,
            Self::Proof => proof::ROWS,
            Self::Gates => gates::ROWS,
            Self::Tips => tips::ROWS,
            Self::Size => size::ROWS,
        }
    }

    fn is_called(self, name: &str) -> bool {
        self.name() == name || self.rows().iter().any(|row| row.name == name)
    }

    async fn measure(self, posts: usize) -> Result<Vec<Measured>> {
        match self {
            Self::Start => start::measure(posts).await,
            Self::Timeline => timeline::measure(posts).await,
            Self::Apply => apply::measure(posts).await,
            Self::Photo => photo::measure().await,
            Self::Memory => memory::measure().await,
            Self::Server => server::measure(posts).await,
            Self::Proof => proof::measure().await,
            Self::Gates => gates::measure().await,
            Self::Tips => tips::measure().await,
            Self::Size => size::measure(),
        }
    }
}

// Two workers on every machine: the rows are about two cores.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, files @ ..] = arguments.as_slice() {
        let files = || files.iter().map(PathBuf::from).collect::<Vec<_>>();
        match first.as_str() {
            photo::ALONE => return photo::prepare_alone(&files()),
            memory::ALONE => return memory::prepare_alone(&files()),
            _ => {}
        }
    }
    let (groups, posts) = chosen(arguments)?;
    for group in groups {
        eprintln!("· {}", group.name());
        let began = Instant::now();
        let measured = group.measure(posts).await;
        report::print(group.rows(), &measured)?;
        eprintln!("  {}: {:.0} s", group.name(), began.elapsed().as_secs_f64());
    }
    Ok(())
}

/// Which groups, and with how many posts.
fn chosen(arguments: Vec<String>) -> Result<(Vec<Group>, usize)> {
    let (mut names, mut posts) = (Vec::new(), POSTS);
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        if argument == "--size" {
            posts = arguments
                .next()
                .and_then(|text| text.parse().ok())
                .ok_or("--size needs a number of posts")?;
        } else {
            names.push(argument);
        }
    }
    if posts < content::FEWEST {
        return Err(format!("--size is at least {}", content::FEWEST).into());
    }
    if let Some(unknown) = names.iter().find(|name| !Group::ALL.iter().any(|group| group.is_called(name))) {
        let known = Group::ALL.map(Group::name).join(", ");
        return Err(format!("there is no row {unknown}; groups are {known}").into());
    }
    let wanted = |group: &Group| names.is_empty() || names.iter().any(|name| group.is_called(name));
    Ok((Group::ALL.into_iter().filter(wanted).collect(), posts))
}
