//! A window of a timeline: posts of the cache, newest first, with echoes of what waits in the outbox above them and
//! gaps where posts are missing.
//!
//! One walk along one index of the cache, together with one small statement about what lies around it
//! ([`super::around`]): each statement sent by itself is a way to the connection's thread and back. The outbox (read
//! whole: it is short) and the gaps are only asked for when that one says that there are any; then all of them must see
//! what the reader saw when its view began. Where nothing waits and nothing is missing, no view is needed at all
//! ([`plain_timeline`]).

use circles_domain::page::Position;
use circles_domain::{CircleId, PersonId};
use circles_wire::person::Byline;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::around::{Around, around, list_gaps, posts};
use super::overlay::Overlay;
use super::post::{Post, echo, list_echoes, select_posts};
use crate::table::gap::Gap;
use crate::table::outbox_item;
use crate::{Error, ReadTx, Result, Store};

/// Whose posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// All joined circles.
    Home,
    /// One circle.
    Circle(CircleId),
    /// One person, wherever they wrote.
    Person(PersonId),
}

/// A window of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// Posts that wait, newest first; only in a window that begins at the newest.
    pub echoes: Vec<Post>,
    /// Posts of the cache, newest first.
    pub posts: Vec<Post>,
    /// Gaps between and around them, youngest first. One stands above every post that is not younger than its upper end.
    pub gaps: Vec<Gap>,
    /// Whether older posts are cached beyond the window.
    pub older: bool,
    /// Cached posts that are younger than the window's beginning, counted to a hundred.
    pub newer_count: i64,
    /// Whether this timeline was ever read from the server.
    pub loaded: bool,
}

/// Reads a window that begins at `from` (included), or at the newest post. `me` is who the echoes are by.
///
/// # Errors
/// What SQLite says.
pub async fn timeline(
    reader: &mut ReadTx,
    feed: Feed,
    from: Option<Position>,
    limit: u32,
    me: &Byline,
) -> Result<Timeline> {
    let mut seen = see(reader, feed, from, limit).await?;
    let bottom = seen.bottom();
    let gaps = if seen.around.may_have_gaps(bottom) {
        list_gaps(reader, feed, from, bottom).await?
    } else {
        Vec::new()
    };
    let echoes =
        if seen.around.waits { lay_outbox(reader, feed, me, &mut seen.posts).await? } else { Vec::new() };
    Ok(seen.window(feed, echoes, gaps))
}

/// The same without a view, when nothing waits and no gap may be in the window; else `None`. The outbox is asked before
/// the cache, so a post that is sent meanwhile shows once, or makes this `None`.
///
/// # Errors
/// What SQLite says.
pub async fn plain_timeline(
    store: &Store,
    feed: Feed,
    from: Option<Position>,
    limit: u32,
) -> Result<Option<Timeline>> {
    let mut reader = store.readers().acquire().await?;
    let seen = see(&mut reader, feed, from, limit).await?;
    let plain = !seen.around.waits && !seen.around.may_have_gaps(seen.bottom());
    Ok(plain.then(|| seen.window(feed, Vec::new(), Vec::new())))
}

/// What the statements of a window say.
struct Seen {
    around: Around,
    posts: Vec<Post>,
    older: bool,
}

impl Seen {
    /// The last post, unless the feed ends with it.
    fn bottom(&self) -> Option<Position> {
        let bottom = self.posts.last().filter(|_| self.older);
        bottom.map(|post| Position { accepted_at: post.accepted_at, id: post.id })
    }

    fn window(self, feed: Feed, mut echoes: Vec<Post>, gaps: Vec<Gap>) -> Timeline {
        let Self { around, posts, older } = self;
        let loaded = match feed {
            Feed::Home => around.pulled && (!posts.is_empty() || !around.whole),
            Feed::Circle(_) => around.pulled && !around.whole,
            Feed::Person(_) => around.pulled,
        };
        let mut newer_count = around.newer;
        // A window that begins further down does not hold what waits, which stands above everything: it counts it.
        if newer_count > 0 {
            newer_count += i64::try_from(echoes.len()).unwrap_or(0);
            echoes.clear();
        }
        Timeline { echoes, posts, gaps, older, newer_count, loaded }
    }
}

/// Lays what waits over the posts, and gives the echoes of what will be a post of the feed.
async fn lay_outbox(
    connection: &mut SqliteConnection,
    feed: Feed,
    me: &Byline,
    posts: &mut [Post],
) -> Result<Vec<Post>> {
    let items = outbox_item::list(connection).await?;
    let overlay = Overlay::of(&items);
    for post in posts {
        overlay.lay_over(post);
    }
    let mut echoes = Vec::new();
    if overlay.published.is_empty() {
        return Ok(echoes);
    }
    for (id, circle) in list_echoes(connection).await? {
        let Some((item, request)) = overlay.published.iter().find(|(item, _)| item.id == id) else {
            continue;
        };
        let shown = match feed {
            Feed::Home => true,
            Feed::Circle(wanted) => wanted == request.circle,
            Feed::Person(person) => person == me.id,
        };
        if shown {
            echoes.push(echo(item, request, circle, me));
        }
    }
    Ok(echoes)
}

/// Reads one post more than asked, to know whether there are older ones.
async fn see(
    connection: &mut SqliteConnection,
    feed: Feed,
    from: Option<Position>,
    limit: u32,
) -> Result<Seen> {
    let (whose, sql) = of(feed, [HOME, CIRCLE, PERSON]);
    let (from_us, from_id) = begin(from);
    let rows: Vec<SqliteRow> = sqlx::query(sql)
        .bind(whose)
        .bind(from_us)
        .bind(from_id)
        .bind(i64::from(limit) + 1)
        .fetch_all(connection)
        .await?;
    let (around, posts) = rows.split_first().ok_or(Error::Row("timeline"))?;
    let older = posts.len() > limit as usize;
    let posts = posts.iter().take(limit as usize).map(Post::read).collect::<Result<_>>()?;
    Ok(Seen { around: Around::read(around)?, posts, older })
}

/// What `?1` is in the statements of a feed, and which of them is the feed's.
pub(super) fn of(feed: Feed, [home, circle, person]: [&'static str; 3]) -> (Option<Vec<u8>>, &'static str) {
    match feed {
        Feed::Home => (None, home),
        Feed::Circle(id) => (Some(id.as_bytes().to_vec()), circle),
        Feed::Person(id) => (Some(id.as_bytes().to_vec()), person),
    }
}

/// What `?2, ?3` are: where a window begins.
pub(super) fn begin(from: Option<Position>) -> (i64, Vec<u8>) {
    from.map_or((i64::MAX, vec![0xff; 16]), |from| {
        (from.accepted_at.as_micros(), from.id.as_bytes().to_vec())
    })
}

/// The window's own statement: `?4` is how many.
macro_rules! window {
    ($feed:tt) => {
        select_posts!(
            posts!($feed),
            " AND (p.accepted_at_us, p.post_id) <= (?2, ?3) ORDER BY p.accepted_at_us DESC, p.post_id DESC LIMIT ?4 + 0"
        )
    };
}

/// What is around it, which is one row, then the window.
macro_rules! both {
    ($feed:tt) => {
        concat!(around!($feed), "; ", window!($feed))
    };
}

const HOME: &str = both!(home);
const CIRCLE: &str = both!(circle);
const PERSON: &str = both!(person);

/// The statements of the hot read, whose plans are under snapshot; with the first's bare speed the bench compares.
pub const HOT: [(&str, &str); 6] = [
    ("home", window!(home)),
    ("circle", window!(circle)),
    ("person", window!(person)),
    ("around home", around!(home)),
    ("around circle", around!(circle)),
    ("around person", around!(person)),
];
