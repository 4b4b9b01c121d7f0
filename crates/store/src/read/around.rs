//! What lies around a window of a timeline: whether anything waits, where posts are missing, how many are newer.
//!
//! All of it in one statement of a few index probes, sent together with the window's own: most windows have nothing
//! around them, and a way to the connection's thread to learn that would cost as much as the window.

use circles_domain::Timestamp;
use circles_domain::page::Position;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::timeline::{Feed, begin, of};
use crate::Result;
use crate::table::gap::Gap;

/// What is around a window.
pub(super) struct Around {
    /// Whether the outbox holds anything.
    pub(super) waits: bool,
    /// Whether a pull ever ended well; for a person's feed, whether their page was ever read.
    pub(super) pulled: bool,
    /// Whether the newest posts of a circle of the feed may be missing.
    pub(super) whole: bool,
    /// Cached posts that are younger than the window's beginning, counted to a hundred.
    pub(super) newer: i64,
    /// Where the youngest gap begins that does not begin above the window.
    gap: Option<Timestamp>,
}

impl Around {
    pub(super) fn read(row: &SqliteRow) -> Result<Self> {
        Ok(Self {
            waits: row.try_get(0)?,
            pulled: row.try_get(1)?,
            whole: row.try_get(2)?,
            newer: row.try_get(3)?,
            gap: row.try_get::<Option<i64>, _>(4)?.map(Timestamp::from_micros),
        })
    }

    /// Whether a gap may stand above `bottom`, the end of the window; `None` is the end of the feed.
    pub(super) fn may_have_gaps(&self, bottom: Option<Position>) -> bool {
        self.gap.is_some_and(|gap| bottom.is_none_or(|bottom| gap >= bottom.accepted_at))
    }
}

/// The posts of a feed; `?1` is whose it is.
macro_rules! posts {
    (home) => {
        "p.home = 1"
    };
    (circle) => {
        "p.gone = 0 AND p.circle_id = ?1"
    };
    (person) => {
        "p.gone = 0 AND p.author_id = ?1"
    };
}
pub(super) use posts;

/// Where it stands that the feed was read.
macro_rules! pulled {
    (person) => {
        "cache.person_page WHERE person_id = ?1"
    };
    ($circles:tt) => {
        "cache.meta WHERE name = 'synced_at_us'"
    };
}
pub(super) use pulled;

/// The gaps of a feed, of which there are few. A person's page says itself whether there is more.
macro_rules! gaps {
    (home) => {
        "cache.gap g JOIN cache.standing s ON s.circle_id = g.circle_id
         WHERE s.standing IN ('member', 'muted', 'moderator')"
    };
    (circle) => {
        "cache.gap g WHERE g.circle_id = ?1"
    };
    (person) => {
        "cache.gap g WHERE 0"
    };
}
pub(super) use gaps;

/// The statement of what is around a window, which begins at `?2, ?3`.
macro_rules! around {
    ($feed:tt) => {
        concat!(
            "SELECT EXISTS (SELECT 1 FROM main.outbox_item),
                    EXISTS (SELECT 1 FROM ",
            $crate::read::around::pulled!($feed),
            "),
                    EXISTS (SELECT 1 FROM ",
            $crate::read::around::gaps!($feed),
            " AND g.upper_us = 9223372036854775807),
                    (SELECT count(*) FROM (
                         SELECT 1 FROM cache.post p WHERE ",
            $crate::read::around::posts!($feed),
            " AND (p.accepted_at_us, p.post_id) > (?2, ?3) LIMIT 100)),
                    (SELECT max(g.upper_us) FROM ",
            $crate::read::around::gaps!($feed),
            " AND g.upper_us <= ?2)"
        )
    };
}
pub(super) use around;

/// Those within a window. `?4, ?5` is where it ends.
macro_rules! within {
    ($feed:tt) => {
        concat!(
            "SELECT g.gap_id, g.circle_id, g.upper_us, g.upper_id, g.lower_us, g.lower_id FROM ",
            gaps!($feed),
            " AND (g.upper_us, g.upper_id) <= (?2, ?3) AND (g.upper_us, g.upper_id) >= (?4, ?5)
             ORDER BY g.upper_us DESC, g.upper_id DESC"
        )
    };
}

const HOME: &str = within!(home);
const CIRCLE: &str = within!(circle);
const PERSON: &str = within!(person);

/// The gaps within a window, youngest first. `None` is the end of the feed.
pub(super) async fn list_gaps(
    connection: &mut SqliteConnection,
    feed: Feed,
    from: Option<Position>,
    bottom: Option<Position>,
) -> Result<Vec<Gap>> {
    let (whose, sql) = of(feed, [HOME, CIRCLE, PERSON]);
    let (to_us, to_id) =
        bottom.map_or((i64::MIN, [0; 16]), |to| (to.accepted_at.as_micros(), *to.id.as_bytes()));
    let (from_us, from_id) = begin(from);
    let rows = sqlx::query(sql)
        .bind(whose)
        .bind(from_us)
        .bind(from_id)
        .bind(to_us)
        .bind(to_id.to_vec())
        .fetch_all(connection)
        .await?;
    rows.iter().map(Gap::read).collect()
}
