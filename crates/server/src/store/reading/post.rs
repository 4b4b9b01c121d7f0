//! Whether one post may be read.

use circles_domain::circle::{Preview, Standing};
use circles_domain::govern::Stance;
use circles_domain::{CircleId, PersonId, PostId, Timestamp};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use super::stands::StandsRow;
use super::{known_circle, unblocked_in, unreported};

/// A post that the asker may read.
#[derive(Clone, Copy, Debug)]
pub struct ReadablePost {
    /// Its circle.
    pub circle: CircleId,
    /// Its author.
    pub author: PersonId,
    /// How the asker stands in that circle; `None` for a preview.
    pub standing: Standing,
    /// The same with role and office.
    pub stance: Stance,
}

#[derive(FromRow)]
struct PostRow {
    circle_id: Uuid,
    author_id: Uuid,
    #[sqlx(flatten)]
    stands: StandsRow,
}

/// The post, when `person` may read it.
///
/// # Errors
/// When the database fails.
pub async fn post(
    db: &mut SqliteConnection,
    person: PersonId,
    id: PostId,
    now: Timestamp,
) -> sqlx::Result<Option<ReadablePost>> {
    let row: Option<PostRow> = sqlx::query_as(concat!(
        "SELECT p.circle_id, p.author_id, coalesce(m.joined, 0) AS joined, coalesce(m.role, 'member') AS role,
                coalesce(m.sanction, 'none') AS sanction, coalesce(m.sanction_until_us, 0) AS sanction_until_us, c.preview_count,
                c.preview_pinned, c.state AS circle_state, c.export_until_us, c.find_percent, ",
        known_circle!(),
        " AS known
         FROM post p JOIN circle c ON c.id = p.circle_id
                     LEFT JOIN membership m ON m.circle_id = p.circle_id AND m.person_id = $1
         WHERE p.id = $2 AND p.state = 'kept' AND c.state <> 'dissolved' AND ",
        unblocked_in!("p.author_id", "p.circle_id"),
        " AND ",
        unreported!("p.id")
    ))
    .bind(person.0)
    .bind(id.0)
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (circle, author) = (CircleId(row.circle_id), PersonId(row.author_id));
    let stands = row.stands.stands(person, circle);
    if stands.ends <= now {
        return Ok(None);
    }
    let standing = stands.standing(now);
    let readable = match standing {
        Standing::Member | Standing::Muted | Standing::Moderator => true,
        Standing::Banned => false,
        Standing::None => stands.found && previewed(db, circle, id, stands.preview).await?,
    };
    Ok(readable.then_some(ReadablePost { circle, author, standing, stance: stands.stance(false, now) }))
}

/// Whether a post is among those that the circle shows to everyone.
async fn previewed(
    db: &mut SqliteConnection,
    circle: CircleId,
    id: PostId,
    preview: Preview,
) -> sqlx::Result<bool> {
    let (shown,): (bool,) = match preview {
        Preview::Nothing => return Ok(false),
        Preview::Pinned => {
            sqlx::query_as("SELECT EXISTS (SELECT 1 FROM pinned_post WHERE circle_id = $1 AND post_id = $2)")
                .bind(circle.0)
                .bind(id.0)
                .fetch_one(db)
                .await?
        }
        Preview::Latest { count } => {
            sqlx::query_as(
                "SELECT EXISTS (
                   SELECT 1 FROM (SELECT id FROM post WHERE circle_id = $1 AND state = 'kept'
                                  ORDER BY accepted_at_us DESC, id DESC LIMIT $3 + 0) newest
                   WHERE newest.id = $2)",
            )
            .bind(circle.0)
            .bind(id.0)
            .bind(count)
            .fetch_one(db)
            .await?
        }
    };
    Ok(shown)
}
