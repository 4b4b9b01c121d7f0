//! Steps in the life of a circle, and the words on its page. Each notes that the circle changed.

use circles_domain::govern::{CircleState, Modules};
use circles_domain::{AttachmentId, CircleId, Timestamp};
use sqlx::{SqliteConnection, SqliteExecutor};

use crate::store::circles;

/// Where in its life a circle is; `None` when there is none.
///
/// # Errors
/// When the database fails.
pub async fn state_of(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Option<CircleState>> {
    let row: Option<(String, i64)> =
        sqlx::query_as("SELECT state, export_until_us FROM circle WHERE id = $1")
            .bind(circle.0)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(state, until)| CircleState::from_name(&state).at(Timestamp::from_micros(until), now)))
}

/// The share of people who find a circle, in percent.
///
/// # Errors
/// When the database fails.
pub async fn find_percent(db: impl SqliteExecutor<'_>, circle: CircleId) -> sqlx::Result<i64> {
    let (percent,): (i64,) =
        sqlx::query_as("SELECT find_percent FROM circle WHERE id = $1").bind(circle.0).fetch_one(db).await?;
    Ok(percent)
}

/// Sets how many people find it and how often it is looked at from outside.
///
/// # Errors
/// When the database fails.
pub async fn launch(
    db: &mut SqliteConnection,
    circle: CircleId,
    find_percent: i64,
    views_per_hour: i64,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE circle SET find_percent = $2, views_per_hour = $3 WHERE id = $1")
        .bind(circle.0)
        .bind(find_percent)
        .bind(views_per_hour)
        .execute(&mut *db)
        .await?;
    circles::touch(db, circle, now).await
}

/// Freezes, or opens again.
///
/// # Errors
/// When the database fails.
pub async fn set_state(
    db: &mut SqliteConnection,
    circle: CircleId,
    state: CircleState,
    reason: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE circle SET state = $2, state_reason = $3 WHERE id = $1")
        .bind(circle.0)
        .bind(state.as_str())
        .bind(reason)
        .execute(&mut *db)
        .await?;
    circles::touch(db, circle, now).await
}

/// Changes the page; `None` leaves a part as it is.
///
/// # Errors
/// When the database fails.
pub async fn edit_page(
    db: &mut SqliteConnection,
    circle: CircleId,
    introduction: [Option<&str>; 2],
    cover: Option<AttachmentId>,
    modules: Option<&Modules>,
    now: Timestamp,
) -> sqlx::Result<()> {
    let modules = modules
        .map(serde_json::to_string)
        .transpose()
        .map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    let [english, chinese] = introduction;
    sqlx::query(
        "UPDATE circle SET introduction = coalesce($2, introduction), introduction_zh = coalesce($3, introduction_zh),
                           cover_id = coalesce($4, cover_id), modules = coalesce($5, modules)
         WHERE id = $1",
    )
    .bind(circle.0)
    .bind(english)
    .bind(chinese)
    .bind(cover.map(|id| id.0))
    .bind(modules)
    .execute(&mut *db)
    .await?;
    circles::touch(db, circle, now).await
}
