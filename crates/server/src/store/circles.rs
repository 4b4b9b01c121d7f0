//! Circles, as one person sees them.

use circles_domain::circle::{Gates, Preview, Standing};
use circles_domain::gate::Asker;
use circles_domain::{AttachmentId, CircleId, Timestamp};
use circles_wire::circle::{CircleResponse, Rights};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::people::Person;
use super::reading::{Sanction, Stands};

/// A circle to be added.
#[derive(Clone, Debug)]
pub struct NewCircle {
    /// Which.
    pub id: CircleId,
    /// Stable name in links.
    pub slug: String,
    /// Name, and in Simplified Chinese.
    pub name: [String; 2],
    /// What it is about, in both languages.
    pub introduction: [String; 2],
    /// Rules, one a line, in both languages.
    pub rules: [String; 2],
    /// The interest it belongs to.
    pub category: String,
    /// Wide picture.
    pub cover: Option<AttachmentId>,
    /// Round picture.
    pub icon: Option<AttachmentId>,
    /// Who may.
    pub gates: Gates,
    /// When it was founded.
    pub created_at: Timestamp,
}

#[derive(FromRow)]
struct CircleRow {
    id: Uuid,
    version: i64,
    slug: String,
    name: String,
    name_zh: String,
    introduction: String,
    introduction_zh: String,
    rules: String,
    rules_zh: String,
    category: String,
    cover_id: Option<Uuid>,
    icon_id: Option<Uuid>,
    gates: String,
    preview_count: i64,
    member_count: i64,
    view_count: i64,
    post_count: i64,
    joined: bool,
    moderator: bool,
    sanction: String,
    sanction_until_us: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.version, c.slug, c.name, c.name_zh, c.introduction, c.introduction_zh, c.rules, c.rules_zh, c.category,
                    c.cover_id, c.icon_id, c.gates, c.preview_count, c.member_count, c.view_count, c.post_count,
                    coalesce(m.joined, 0) AS joined, coalesce(m.moderator, 0) AS moderator,
                    coalesce(m.sanction, 'none') AS sanction, coalesce(m.sanction_until_us, 0) AS sanction_until_us
             FROM circle c LEFT JOIN membership m ON m.circle_id = c.id AND m.person_id = $1 ",
            $rest
        )
    };
}

impl CircleRow {
    fn seen_by(self, asker: &Person, now: Timestamp) -> sqlx::Result<CircleResponse> {
        let gates = read_gates(&self.gates)?;
        let stands = Stands {
            joined: self.joined,
            moderator: self.moderator,
            sanction: Sanction::from_name(&self.sanction),
            until: Timestamp::from_micros(self.sanction_until_us),
            preview: self.preview_count,
        };
        let standing = stands.standing(now);
        let asks = Asker { claims: &asker.claims, moderator: standing == Standing::Moderator, now };
        Ok(CircleResponse {
            id: CircleId(self.id),
            version: self.version,
            slug: self.slug,
            name: self.name,
            name_zh: self.name_zh,
            introduction: self.introduction,
            introduction_zh: self.introduction_zh,
            rules: self.rules,
            rules_zh: self.rules_zh,
            category: self.category,
            cover: self.cover_id.map(AttachmentId),
            icon: self.icon_id.map(AttachmentId),
            rights: Rights {
                join: gates.join.check(asks),
                post: gates.post.check(asks),
                comment: gates.comment.check(asks),
            },
            gates,
            standing,
            standing_until: stands.until(now),
            member_count: self.member_count,
            view_count: self.view_count,
            post_count: self.post_count,
        })
    }
}

fn read_gates(json: &str) -> sqlx::Result<Gates> {
    serde_json::from_str(json).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// Every circle.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: impl SqliteExecutor<'_>,
    asker: &Person,
    now: Timestamp,
) -> sqlx::Result<Vec<CircleResponse>> {
    let rows: Vec<CircleRow> =
        sqlx::query_as(select!("ORDER BY c.created_at_us, c.id")).bind(asker.id.0).fetch_all(db).await?;
    rows.into_iter().map(|row| row.seen_by(asker, now)).collect()
}

/// One circle.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: impl SqliteExecutor<'_>,
    asker: &Person,
    id: CircleId,
    now: Timestamp,
) -> sqlx::Result<Option<CircleResponse>> {
    let row: Option<CircleRow> =
        sqlx::query_as(select!("WHERE c.id = $2")).bind(asker.id.0).bind(id.0).fetch_optional(db).await?;
    row.map(|row| row.seen_by(asker, now)).transpose()
}

/// The gates of a circle.
///
/// # Errors
/// When the database fails.
pub async fn find_gates(db: impl SqliteExecutor<'_>, id: CircleId) -> sqlx::Result<Option<Gates>> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT gates FROM circle WHERE id = $1").bind(id.0).fetch_optional(db).await?;
    row.map(|(gates,)| read_gates(&gates)).transpose()
}

/// Adds a circle. Whoever adds it notes the change and pokes.
///
/// # Errors
/// When the database fails, or the slug is taken.
pub async fn insert(db: &mut SqliteConnection, circle: &NewCircle) -> sqlx::Result<()> {
    let preview_count = match circle.gates.preview {
        Preview::Nothing => 0,
        Preview::Latest { count } => count,
    };
    let gates = serde_json::to_string(&circle.gates).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    sqlx::query(
        "INSERT INTO circle (id, slug, name, name_zh, introduction, introduction_zh, rules, rules_zh, category, cover_id, icon_id,
                             gates, preview_count, created_at_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(circle.id.0)
    .bind(&circle.slug)
    .bind(&circle.name[0])
    .bind(&circle.name[1])
    .bind(&circle.introduction[0])
    .bind(&circle.introduction[1])
    .bind(&circle.rules[0])
    .bind(&circle.rules[1])
    .bind(&circle.category)
    .bind(circle.cover.map(|id| id.0))
    .bind(circle.icon.map(|id| id.0))
    .bind(gates)
    .bind(preview_count)
    .bind(circle.created_at.as_micros())
    .execute(db)
    .await?;
    Ok(())
}
