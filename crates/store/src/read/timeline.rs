//! A window of a timeline: posts of the cache, newest first, with echoes of what waits in the outbox above them and
//! gaps where posts are missing.
//!
//! One walk along one index of the cache, then one small statement about what lies around it ([`super::around`]). The
//! outbox (read whole: it is short) and the gaps are only asked for when that one says that there are any: each
//! statement is a way to the connection's thread and back. All of them see what the reader saw when its view began.
//! A statement with `UNION ALL` over both files would say the same; apart, each walk stays in index order whatever the
//! outbox holds.

use circles_domain::page::Position;
use circles_domain::{CircleId, PersonId};
use circles_wire::person::Byline;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::around::{Reach, around, list_gaps};
use super::overlay::Overlay;
use super::post::{Post, echo, list_echoes, select_posts};
use crate::table::gap::Gap;
use crate::table::outbox_item;
use crate::{ReadTx, Result};

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
    let mut posts = list_posts(reader, feed, from, limit).await?;
    let older = posts.len() > limit as usize;
    posts.truncate(limit as usize);
    let bottom = posts.last().filter(|_| older);
    let to = bottom.map(|post| Position { accepted_at: post.accepted_at, id: post.id });
    let reach = Reach { from, to };
    let around = around(reader, feed, reach).await?;
    let gaps = if around.gaps { list_gaps(reader, feed, reach).await? } else { Vec::new() };
    let mut echoes = if around.waits { lay_outbox(reader, feed, me, &mut posts).await? } else { Vec::new() };
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
    Ok(Timeline { echoes, posts, gaps, older, newer_count, loaded })
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

/// One more than asked, to know whether there are older ones.
async fn list_posts(
    connection: &mut SqliteConnection,
    feed: Feed,
    from: Option<Position>,
    limit: u32,
) -> Result<Vec<Post>> {
    let (from_us, from_id) =
        from.map_or((i64::MAX, [0xff; 16]), |from| (from.accepted_at.as_micros(), *from.id.as_bytes()));
    let limit = i64::from(limit) + 1;
    let query = match feed {
        Feed::Home => sqlx::query(HOME),
        Feed::Circle(circle) => sqlx::query(CIRCLE).bind(circle.as_bytes().to_vec()),
        Feed::Person(person) => sqlx::query(PERSON).bind(person.as_bytes().to_vec()),
    };
    let rows: Vec<SqliteRow> =
        query.bind(from_us).bind(from_id.to_vec()).bind(limit).fetch_all(connection).await?;
    rows.iter().map(Post::read).collect()
}

macro_rules! window {
    ($whose:literal) => {
        select_posts!(
            $whose,
            " AND (p.accepted_at_us, p.post_id) <= (?, ?) ORDER BY p.accepted_at_us DESC, p.post_id DESC LIMIT ?"
        )
    };
}

const HOME: &str = window!("p.home = 1");
const CIRCLE: &str = window!("p.gone = 0 AND p.circle_id = ?");
const PERSON: &str = window!("p.gone = 0 AND p.author_id = ?");

/// The statements of the hot read, whose plans are under snapshot and whose bare speed the bench compares with.
pub const HOT: [(&str, &str); 3] = [("home", HOME), ("circle", CIRCLE), ("person", PERSON)];
