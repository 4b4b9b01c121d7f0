//! What lies around a window of a timeline: whether anything waits, where posts are missing, how many are newer.
//!
//! All of it in one statement of a few index probes: most windows have nothing around them, and a statement each to
//! learn that would cost as much as the window.

use circles_domain::page::Position;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Row, Sqlite, SqliteConnection};

use super::timeline::Feed;
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
    /// Whether a gap stands within the window.
    pub(super) gaps: bool,
    /// Cached posts that are younger than the window's beginning, counted to a hundred.
    pub(super) newer: i64,
}

/// The statements of a feed. `?1, ?2` is where the window begins, `?3, ?4` where it ends, `?5` whose feed it is.
struct Statements {
    around: &'static str,
    gaps: &'static str,
}

macro_rules! statements {
    ($pulled:literal, $posts:literal, $gaps:literal) => {
        Statements {
            around: concat!(
                "SELECT EXISTS (SELECT 1 FROM main.outbox_item),
                        EXISTS (SELECT 1 FROM ",
                $pulled,
                "),
                        EXISTS (SELECT 1 FROM ",
                $gaps,
                " AND g.upper_us = 9223372036854775807),
                        EXISTS (SELECT 1 FROM ",
                $gaps,
                " AND (g.upper_us, g.upper_id) <= (?1, ?2) AND (g.upper_us, g.upper_id) >= (?3, ?4)),
                        (SELECT count(*) FROM (
                             SELECT 1 FROM cache.post p WHERE ",
                $posts,
                " AND (p.accepted_at_us, p.post_id) > (?1, ?2) LIMIT 100))"
            ),
            gaps: concat!(
                "SELECT g.gap_id, g.circle_id, g.upper_us, g.upper_id, g.lower_us, g.lower_id FROM ",
                $gaps,
                " AND (g.upper_us, g.upper_id) <= (?1, ?2) AND (g.upper_us, g.upper_id) >= (?3, ?4)
                 ORDER BY g.upper_us DESC, g.upper_id DESC"
            ),
        }
    };
}

const HOME: Statements = statements!(
    "cache.meta WHERE name = 'synced_at_us'",
    "p.home = 1",
    "cache.gap g JOIN cache.standing s ON s.circle_id = g.circle_id
     WHERE s.standing IN ('member', 'muted', 'moderator')"
);
const CIRCLE: Statements = statements!(
    "cache.meta WHERE name = 'synced_at_us'",
    "p.gone = 0 AND p.circle_id = ?5",
    "cache.gap g WHERE g.circle_id = ?5"
);
// A person's page says itself whether there is more.
const PERSON: Statements = statements!(
    "cache.person_page WHERE person_id = ?5",
    "p.gone = 0 AND p.author_id = ?5",
    "cache.gap g WHERE 0"
);

/// The statements that every window pays beside its own, whose plans are under snapshot too.
pub const AROUND: [(&str, &str); 3] =
    [("around home", HOME.around), ("around circle", CIRCLE.around), ("around person", PERSON.around)];

/// From where to where a window reaches, both included; `None` is the end of the feed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// The younger end.
    pub(super) from: Option<Position>,
    /// The older end.
    pub(super) to: Option<Position>,
}

impl Reach {
    fn bind(
        self,
        feed: Feed,
        pick: fn(&Statements) -> &'static str,
    ) -> Query<'static, Sqlite, SqliteArguments> {
        let (statements, of) = match feed {
            Feed::Home => (&HOME, None),
            Feed::Circle(circle) => (&CIRCLE, Some(*circle.as_bytes())),
            Feed::Person(person) => (&PERSON, Some(*person.as_bytes())),
        };
        let end = |at: Option<Position>, us, id| {
            let (us, id) = at.map_or((us, id), |at| (at.accepted_at.as_micros(), *at.id.as_bytes()));
            (us, id.to_vec())
        };
        let (from_us, from_id) = end(self.from, i64::MAX, [0xff; 16]);
        let (to_us, to_id) = end(self.to, i64::MIN, [0; 16]);
        let query = sqlx::query(pick(statements)).bind(from_us).bind(from_id).bind(to_us).bind(to_id);
        match of {
            Some(id) => query.bind(id.to_vec()),
            None => query,
        }
    }
}

/// What is around a window, as its reader sees it.
pub(super) async fn around(connection: &mut SqliteConnection, feed: Feed, reach: Reach) -> Result<Around> {
    let row = reach.bind(feed, |statements| statements.around).fetch_one(connection).await?;
    Ok(Around {
        waits: row.try_get(0)?,
        pulled: row.try_get(1)?,
        whole: row.try_get(2)?,
        gaps: row.try_get(3)?,
        newer: row.try_get(4)?,
    })
}

/// The gaps within a window, youngest first.
pub(super) async fn list_gaps(
    connection: &mut SqliteConnection,
    feed: Feed,
    reach: Reach,
) -> Result<Vec<Gap>> {
    let rows = reach.bind(feed, |statements| statements.gaps).fetch_all(connection).await?;
    rows.iter().map(Gap::read).collect()
}
