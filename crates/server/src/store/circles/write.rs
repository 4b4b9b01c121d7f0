//! Founding a circle.

use circles_domain::circle::Gates;
use circles_domain::{AttachmentId, CircleId, Timestamp};
use sqlx::SqliteConnection;

use crate::store::gates::Columns;

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

/// Adds a circle with the first version of its gates and rules. Whoever adds it notes the change and pokes.
///
/// # Errors
/// When the database fails, or the slug is taken.
pub async fn insert(db: &mut SqliteConnection, circle: &NewCircle) -> sqlx::Result<()> {
    let columns = Columns::of(&circle.gates, &[])?;
    let has_rules = circle.rules.iter().any(|rules| !rules.is_empty());
    sqlx::query(
        "INSERT INTO circle (id, slug, name, name_zh, introduction, introduction_zh, rules, rules_zh, category, cover_id, icon_id,
                             gates, preview_count, preview_pinned, escrow_hours, rules_version, rules_needed, created_at_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17)",
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
    .bind(&columns.gates)
    .bind(columns.preview_count)
    .bind(columns.preview_pinned)
    .bind(columns.escrow_hours)
    .bind(i64::from(has_rules))
    .bind(circle.created_at.as_micros())
    .execute(&mut *db)
    .await?;
    sqlx::query("INSERT INTO gate_version (circle_id, version, gates, made_at_us) VALUES ($1, 1, $2, $3)")
        .bind(circle.id.0)
        .bind(&columns.gates)
        .bind(circle.created_at.as_micros())
        .execute(db)
        .await?;
    Ok(())
}
