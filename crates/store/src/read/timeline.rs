//! A window of a timeline: posts of the cache, newest first, with echoes of what waits in the outbox above them and
//! gaps where posts are missing.
//!
//! The outbox is read first and whole (it is short), then one walk along one index of the cache. A statement with
//! `UNION ALL` over both would say the same; in two, each walk stays in index order whatever the outbox holds.

use circles_domain::page::Position;
use circles_domain::{CircleId, PersonId, Timestamp};
use circles_wire::person::Byline;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::overlay::Overlay;
use super::post::{Post, echo, list_echoes};
use crate::Result;
use crate::table::gap::Gap;
use crate::table::{meta, outbox_item, person_page};

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
    /// Cached posts that are younger than the window's beginning, counted to a thousand.
    pub newer_count: i64,
    /// Whether this timeline was ever read from the server.
    pub loaded: bool,
}

/// Reads a window that begins at `from` (included), or at the newest post. `me` is who the echoes are by.
///
/// # Errors
/// What SQLite says.
pub async fn timeline(
    connection: &mut SqliteConnection,
    feed: Feed,
    from: Option<Position>,
    limit: u32,
    me: &Byline,
) -> Result<Timeline> {
    let items = outbox_item::list(connection).await?;
    let overlay = Overlay::of(&items);
    let mut posts = list_posts(connection, feed, from, limit).await?;
    let older = posts.len() > limit as usize;
    posts.truncate(limit as usize);
    for post in &mut posts {
        overlay.lay_over(post);
    }

    let mut echoes = Vec::new();
    if !overlay.published.is_empty() {
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
    }

    let all_gaps = list_gaps(connection, feed).await?;
    let whole = all_gaps.iter().any(|gap| gap.upper.is_none());
    let bottom = if older {
        posts.last().map(|post| Position { accepted_at: post.accepted_at, id: post.id })
    } else {
        None
    };
    let gaps = all_gaps
        .into_iter()
        .filter(|gap| from.is_none_or(|from| gap.upper.is_some_and(|upper| upper <= from)))
        .filter(|gap| bottom.is_none_or(|bottom| gap.upper.is_none_or(|upper| upper >= bottom)))
        .collect();

    let pulled = meta::synced_at(connection).await?.is_some();
    let loaded = match feed {
        Feed::Home => pulled && (!posts.is_empty() || !whole),
        Feed::Circle(_) => pulled && !whole,
        Feed::Person(person) => person_page::find(connection, person).await?.is_some(),
    };
    let mut newer_count = match from {
        Some(from) => count_newer(connection, feed, from).await?,
        None => 0,
    };
    // A window that begins further down does not hold what waits, which stands above everything: it counts it.
    if newer_count > 0 {
        newer_count += i64::try_from(echoes.len()).unwrap_or(0);
        echoes.clear();
    }
    Ok(Timeline { echoes, posts, gaps, older, newer_count, loaded })
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

macro_rules! posts {
    ($where:literal) => {
        concat!(
            "SELECT p.post_id, p.circle_id, p.author_id, p.text, p.attachments, p.accepted_at_us, p.edited_at_us,
                    p.praise_count, p.comment_count, p.tipper_count, p.view_count, p.praised, p.tipped, p.removed_rule,
                    a.display_name, a.verified, a.avatar, c.name, c.name_zh, c.may_comment, s.standing
             FROM cache.post p
             LEFT JOIN cache.person a ON a.person_id = p.author_id
             LEFT JOIN cache.circle c ON c.circle_id = p.circle_id
             LEFT JOIN cache.standing s ON s.circle_id = p.circle_id
             WHERE ",
            $where,
            " AND (p.accepted_at_us, p.post_id) <= (?, ?)
             ORDER BY p.accepted_at_us DESC, p.post_id DESC LIMIT ?"
        )
    };
}

const HOME: &str = posts!("p.home = 1");
const CIRCLE: &str = posts!("p.gone = 0 AND p.circle_id = ?");
const PERSON: &str = posts!("p.gone = 0 AND p.author_id = ?");

/// The statements of the hot read, whose plans are under snapshot and whose bare speed the bench compares with.
pub const HOT: [(&str, &str); 3] = [("home", HOME), ("circle", CIRCLE), ("person", PERSON)];

async fn list_gaps(connection: &mut SqliteConnection, feed: Feed) -> Result<Vec<Gap>> {
    let query = match feed {
        Feed::Home => sqlx::query(
            "SELECT g.gap_id, g.circle_id, g.upper_us, g.upper_id, g.lower_us, g.lower_id
             FROM cache.gap g JOIN cache.standing s ON s.circle_id = g.circle_id
             WHERE s.standing IN ('member', 'muted', 'moderator')
             ORDER BY g.upper_us DESC, g.upper_id DESC",
        ),
        Feed::Circle(circle) => sqlx::query(
            "SELECT gap_id, circle_id, upper_us, upper_id, lower_us, lower_id FROM cache.gap WHERE circle_id = ?
             ORDER BY upper_us DESC, upper_id DESC",
        )
        .bind(circle.as_bytes().to_vec()),
        // A person's page says itself whether there is more.
        Feed::Person(_) => return Ok(Vec::new()),
    };
    query.fetch_all(connection).await?.iter().map(Gap::read).collect()
}

async fn count_newer(connection: &mut SqliteConnection, feed: Feed, from: Position) -> Result<i64> {
    let query = match feed {
        Feed::Home => sqlx::query(
            "SELECT count(*) AS newer FROM (
                 SELECT 1 FROM cache.post WHERE home = 1 AND (accepted_at_us, post_id) > (?, ?) LIMIT 1000)",
        ),
        Feed::Circle(circle) => sqlx::query(
            "SELECT count(*) AS newer FROM (
                 SELECT 1 FROM cache.post
                 WHERE gone = 0 AND circle_id = ? AND (accepted_at_us, post_id) > (?, ?) LIMIT 1000)",
        )
        .bind(circle.as_bytes().to_vec()),
        Feed::Person(person) => sqlx::query(
            "SELECT count(*) AS newer FROM (
                 SELECT 1 FROM cache.post
                 WHERE gone = 0 AND author_id = ? AND (accepted_at_us, post_id) > (?, ?) LIMIT 1000)",
        )
        .bind(person.as_bytes().to_vec()),
    };
    let row = query
        .bind(Timestamp::as_micros(from.accepted_at))
        .bind(from.id.as_bytes().to_vec())
        .fetch_one(connection)
        .await?;
    Ok(row.try_get("newer")?)
}
