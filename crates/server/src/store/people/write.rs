//! Changes of a person: what they say of themselves, and what is proven of their name.

use circles_domain::person::DisplayName;
use circles_domain::relation::WhoMayAsk;
use circles_domain::{AttachmentId, PersonId, Timestamp};
use sqlx::SqliteConnection;

/// Notes until when the name of a person is proven.
///
/// # Errors
/// When the database fails.
pub async fn set_verified_until(
    db: &mut SqliteConnection,
    id: PersonId,
    until: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE person SET verified_until_us = $2, version = version + 1 WHERE id = $1")
        .bind(id.0)
        .bind(until.as_micros())
        .execute(db)
        .await?;
    Ok(())
}

/// Puts another legal name, sealed, in the place of the one that is kept.
///
/// # Errors
/// When the database fails.
pub async fn rename(
    db: &mut SqliteConnection,
    id: PersonId,
    masked_name: &str,
    name_sealed: &[u8],
) -> sqlx::Result<()> {
    sqlx::query("UPDATE person SET masked_name = $2, name_sealed = $3, version = version + 1 WHERE id = $1")
        .bind(id.0)
        .bind(masked_name)
        .bind(name_sealed)
        .execute(db)
        .await?;
    Ok(())
}

/// Changes what a person says of themselves; `None` leaves a part as it is. `false` when that is what they said before.
///
/// # Errors
/// When the database fails.
pub async fn edit(
    db: &mut SqliteConnection,
    id: PersonId,
    display_name: Option<&DisplayName>,
    bio: Option<&str>,
    (who_may_ask, tips_off, transfers_from_others): (Option<WhoMayAsk>, Option<bool>, Option<bool>),
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE person SET display_name = coalesce($2, display_name), bio = coalesce($3, bio),
                           who_may_ask = coalesce($4, who_may_ask), tips_off = coalesce($5, tips_off),
                           transfers_from_others = coalesce($6, transfers_from_others), version = version + 1
         WHERE id = $1 AND (display_name <> coalesce($2, display_name) OR bio <> coalesce($3, bio)
                            OR who_may_ask <> coalesce($4, who_may_ask) OR tips_off <> coalesce($5, tips_off)
                            OR transfers_from_others <> coalesce($6, transfers_from_others))",
    )
    .bind(id.0)
    .bind(display_name.map(DisplayName::as_str))
    .bind(bio)
    .bind(who_may_ask.map(WhoMayAsk::as_str))
    .bind(tips_off)
    .bind(transfers_from_others)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Sets somebody's picture, or takes it away. Whether that changed anything.
///
/// # Errors
/// When the database fails.
pub async fn set_avatar(
    db: &mut SqliteConnection,
    id: PersonId,
    avatar: Option<AttachmentId>,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE person SET avatar_id = $2, version = version + 1 WHERE id = $1 AND avatar_id IS DISTINCT FROM $2",
    )
    .bind(id.0)
    .bind(avatar.map(|avatar| avatar.0))
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
