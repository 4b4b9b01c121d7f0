//! `post`: posts as the server last gave them. Reading them for a screen is [`crate::read`]'s.

use circles_domain::govern::CitedRule;
use circles_domain::{CircleId, PostId};
use circles_wire::post::{PostCounts, PostResponse};
use sqlx::{Row, SqliteConnection};

use super::{id, person, standing, to_json, wallet_entry};
use crate::{CacheWrite, Change, Result};

/// Keeps a post, unless a newer version, or its end, is known. Counts are not part of the version: at the same version
/// the later answer holds. Returns whether it was kept.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut CacheWrite, post: &PostResponse) -> Result<bool> {
    person::remember(write, &post.author).await?;
    let home = standing::is_joined(write, post.circle).await?;
    let attachments =
        if post.attachments.is_empty() { String::new() } else { to_json(&post.attachments, "attachments")? };
    let done = sqlx::query(
        "INSERT INTO post (post_id, version, gone, home, circle_id, author_id, text, attachments, accepted_at_us,
                           edited_at_us, praise_count, comment_count, tipper_count, view_count, praised, tipped,
                           tips_off)
         VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (post_id) DO UPDATE
         SET version = excluded.version, gone = 0, removed_rule = '', home = excluded.home, circle_id = excluded.circle_id,
             author_id = excluded.author_id, text = excluded.text, attachments = excluded.attachments,
             accepted_at_us = excluded.accepted_at_us, edited_at_us = excluded.edited_at_us,
             praise_count = excluded.praise_count, comment_count = excluded.comment_count,
             tipper_count = excluded.tipper_count, view_count = excluded.view_count,
             praised = excluded.praised, tipped = excluded.tipped, tips_off = excluded.tips_off
         WHERE excluded.version > post.version
            OR (excluded.version = post.version AND post.gone = 0 AND post.removed_rule = '')",
    )
    .bind(post.id.as_bytes().as_slice())
    .bind(post.version)
    .bind(home)
    .bind(post.circle.as_bytes().as_slice())
    .bind(post.author.id.as_bytes().as_slice())
    .bind(&post.text)
    .bind(attachments)
    .bind(post.accepted_at.as_micros())
    .bind(post.edited_at.map(|at| at.as_micros()))
    .bind(post.counts.praise)
    .bind(post.counts.comments)
    .bind(post.counts.tippers)
    .bind(post.counts.views)
    .bind(post.counts.praised)
    .bind(post.counts.tipped)
    .bind(post.counts.tips_off)
    .execute(&mut **write)
    .await?;
    let kept = done.rows_affected() > 0;
    if kept {
        write.changed(Change::Timeline(post.circle));
        write.changed(Change::Post(post.id));
    }
    Ok(kept)
}

/// A post is gone. Its row stays, empty, at its version and place; one that was never held leaves a row as well, so
/// that a page read before cannot bring it back.
///
/// # Errors
/// What SQLite says.
pub async fn mark_gone(write: &mut CacheWrite, post: PostId, version: i64) -> Result<()> {
    wallet_entry::forget_words(write, post).await?;
    let row = sqlx::query(
        "INSERT INTO post (post_id, version, gone, home, circle_id, author_id, text, attachments, accepted_at_us,
                           edited_at_us, praise_count, comment_count, tipper_count, view_count, praised, tipped)
         VALUES (?, ?, 1, 0, zeroblob(16), zeroblob(16), '', '', 0, NULL, 0, 0, 0, 0, 0, 0)
         ON CONFLICT (post_id) DO UPDATE
         SET version = excluded.version, gone = 1, home = 0, text = '', attachments = '', removed_rule = ''
         WHERE excluded.version >= post.version
         RETURNING circle_id",
    )
    .bind(post.as_bytes().as_slice())
    .bind(version)
    .fetch_optional(&mut **write)
    .await?;
    if let Some(row) = row {
        write.changed(Change::Timeline(id!(CircleId, row, "circle_id")));
        write.changed(Change::Post(post));
    }
    Ok(())
}

/// The circle removed a post. Where it is held it keeps its place, with the rule and nothing else.
///
/// # Errors
/// What SQLite says.
pub async fn mark_removed(
    write: &mut CacheWrite,
    post: PostId,
    version: i64,
    rule: &CitedRule,
) -> Result<()> {
    wallet_entry::forget_words(write, post).await?;
    let row = sqlx::query(
        "UPDATE post SET version = ?1, text = '', attachments = '', removed_rule = ?2, praise_count = 0, comment_count = 0,
                         tipper_count = 0, view_count = 0, praised = 0, tipped = 0
         WHERE post_id = ?3 AND gone = 0 AND version <= ?1
         RETURNING circle_id",
    )
    .bind(version)
    .bind(to_json(rule, "removed_rule")?)
    .bind(post.as_bytes().as_slice())
    .fetch_optional(&mut **write)
    .await?;
    let Some(row) = row else { return mark_gone(write, post, version).await };
    write.changed(Change::Timeline(id!(CircleId, row, "circle_id")));
    write.changed(Change::Post(post));
    Ok(())
}

/// A post is there, but not for oneself: it is forgotten, and comes back if the server gives it again.
///
/// # Errors
/// What SQLite says.
pub async fn hide(write: &mut CacheWrite, post: PostId) -> Result<()> {
    wallet_entry::forget_words(write, post).await?;
    let row = sqlx::query("DELETE FROM post WHERE post_id = ? AND gone = 0 RETURNING circle_id")
        .bind(post.as_bytes().as_slice())
        .fetch_optional(&mut **write)
        .await?;
    if let Some(row) = row {
        write.changed(Change::Timeline(id!(CircleId, row, "circle_id")));
        write.changed(Change::Post(post));
    }
    Ok(())
}

/// Oneself deleted a post: the server has no version to tell, and whatever it knew is over.
///
/// # Errors
/// What SQLite says.
pub async fn mark_deleted(write: &mut CacheWrite, post: PostId) -> Result<()> {
    let known: Option<i64> = sqlx::query_scalar("SELECT version FROM post WHERE post_id = ?")
        .bind(post.as_bytes().as_slice())
        .fetch_optional(&mut **write)
        .await?;
    mark_gone(write, post, known.map_or(1, |version| version.saturating_add(1))).await
}

/// Keeps fresh numbers of posts that are held.
///
/// # Errors
/// What SQLite says.
pub async fn save_counts(write: &mut CacheWrite, posts: &[PostCounts]) -> Result<()> {
    for PostCounts { id, counts } in posts {
        let done = sqlx::query(
            "UPDATE post SET praise_count = ?1, comment_count = ?2, tipper_count = ?3, view_count = ?4, praised = ?5,
                             tipped = ?6, tips_off = ?7
             WHERE post_id = ?8 AND gone = 0
               AND (praise_count, comment_count, tipper_count, view_count, praised, tipped, tips_off)
                   IS NOT (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .bind(counts.praise)
        .bind(counts.comments)
        .bind(counts.tippers)
        .bind(counts.views)
        .bind(counts.praised)
        .bind(counts.tipped)
        .bind(counts.tips_off)
        .bind(id.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
        if done.rows_affected() > 0 {
            write.changed(Change::Post(*id));
        }
    }
    Ok(())
}

/// The server took oneself's praise, or its end; the numbers follow until they are read again.
///
/// # Errors
/// What SQLite says.
pub async fn set_praised(write: &mut CacheWrite, post: PostId, on: bool) -> Result<()> {
    sqlx::query(
        "UPDATE post SET praise_count = max(0, praise_count + ?1 - praised), praised = ?1
         WHERE post_id = ?2 AND gone = 0",
    )
    .bind(i64::from(on))
    .bind(post.as_bytes().as_slice())
    .execute(&mut **write)
    .await?;
    write.changed(Change::Post(post));
    Ok(())
}

/// The circle of a post that is held.
///
/// # Errors
/// What SQLite says.
pub async fn find_circle(connection: &mut SqliteConnection, post: PostId) -> Result<Option<CircleId>> {
    let row = sqlx::query("SELECT circle_id FROM post WHERE post_id = ? AND gone = 0")
        .bind(post.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    row.map(|row| Ok(id!(CircleId, row, "circle_id"))).transpose()
}

/// How many posts are held.
///
/// # Errors
/// What SQLite says.
pub async fn count(connection: &mut SqliteConnection) -> Result<i64> {
    let row = sqlx::query("SELECT count(*) AS posts FROM post WHERE gone = 0").fetch_one(connection).await?;
    Ok(row.try_get("posts")?)
}
