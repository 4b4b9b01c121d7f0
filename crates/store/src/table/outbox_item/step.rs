use circles_domain::gate::Verdict;
use circles_domain::{CircleId, OutboxItemId, PostId, Timestamp};
use circles_wire::ErrorCode;

use super::{Body, Item, Lane};
use crate::table::{to_json, to_name};
use crate::{Change, OutboxWrite, Result};

fn announce(write: &mut OutboxWrite, post: PostId, circle: Option<CircleId>) {
    write.changed(Change::Outbox);
    write.changed(Change::Post(post));
    if let Some(circle) = circle {
        write.changed(Change::Timeline(circle));
    }
}

/// Queues something new, at the end of its lane.
///
/// # Errors
/// What SQLite says.
pub async fn insert(
    write: &mut OutboxWrite,
    body: &Body,
    post: PostId,
    circle: Option<CircleId>,
    now: Timestamp,
) -> Result<OutboxItemId> {
    let id = OutboxItemId::mint();
    sqlx::query(
        "INSERT INTO outbox_item (item_id, kind, lane, state, code, attempts, revision, post_id, circle_id, subject_id,
                                  body, created_at_us, next_attempt_at_us)
         VALUES (?, ?, ?, 'queued', '', 0, 0, ?, ?, ?, ?, ?, 0)",
    )
    .bind(id.as_bytes().as_slice())
    .bind(body.kind())
    .bind(Lane::of(body, post).0.as_slice())
    .bind(post.as_bytes().as_slice())
    .bind(circle.map(|circle| circle.as_bytes().to_vec()))
    .bind(body.subject(post).as_slice())
    .bind(to_json(body, "item")?)
    .bind(now.as_micros())
    .execute(&mut **write)
    .await?;
    announce(write, post, circle);
    Ok(id)
}

/// The person changed what the item does: a new revision, to be tried at once. One that is being sent stays so; the
/// answer to the older revision will find that it is old.
///
/// # Errors
/// What SQLite says.
pub async fn revise(write: &mut OutboxWrite, item: &Item, body: &Body) -> Result<()> {
    sqlx::query(
        "UPDATE outbox_item
         SET kind = ?, lane = ?, subject_id = ?, body = ?, revision = revision + 1, code = '', gate = '', next_attempt_at_us = 0,
             state = CASE state WHEN 'sending' THEN 'sending' ELSE 'queued' END
         WHERE item_id = ?",
    )
    .bind(body.kind())
    .bind(Lane::of(body, item.post).0.as_slice())
    .bind(body.subject(item.post).as_slice())
    .bind(to_json(body, "item")?)
    .bind(item.id.as_bytes().as_slice())
    .execute(&mut **write)
    .await?;
    announce(write, item.post, item.circle);
    Ok(())
}

/// Counts a try before it is made. Returns whether the item is still there, queued, and at that revision.
///
/// # Errors
/// What SQLite says.
pub async fn begin_attempt(write: &mut OutboxWrite, item: &Item) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE outbox_item SET state = 'sending', attempts = attempts + 1
         WHERE item_id = ? AND revision = ? AND state = 'queued'",
    )
    .bind(item.id.as_bytes().as_slice())
    .bind(item.revision)
    .execute(&mut **write)
    .await?;
    announce(write, item.post, item.circle);
    Ok(done.rows_affected() > 0)
}

/// The try came to nothing; another is due at `next`.
///
/// # Errors
/// What SQLite says.
pub async fn requeue(write: &mut OutboxWrite, item: &Item, next: Timestamp) -> Result<()> {
    sqlx::query(
        "UPDATE outbox_item
         SET state = 'queued', next_attempt_at_us = CASE revision WHEN ?1 THEN ?2 ELSE 0 END
         WHERE item_id = ?3",
    )
    .bind(item.revision)
    .bind(next.as_micros())
    .bind(item.id.as_bytes().as_slice())
    .execute(&mut **write)
    .await?;
    announce(write, item.post, item.circle);
    Ok(())
}

/// The server refused, perhaps with the clauses of a gate. What was changed meanwhile is tried instead.
///
/// # Errors
/// What SQLite says.
pub async fn fail(
    write: &mut OutboxWrite,
    item: &Item,
    code: ErrorCode,
    gate: Option<&Verdict>,
) -> Result<()> {
    sqlx::query(
        "UPDATE outbox_item
         SET state = CASE revision WHEN ?1 THEN 'failed' ELSE 'queued' END,
             code = CASE revision WHEN ?1 THEN ?2 ELSE '' END,
             gate = CASE revision WHEN ?1 THEN ?4 ELSE '' END
         WHERE item_id = ?3",
    )
    .bind(item.revision)
    .bind(to_name(&code, "code")?)
    .bind(item.id.as_bytes().as_slice())
    .bind(gate.map_or(Ok(String::new()), |gate| to_json(gate, "gate"))?)
    .execute(&mut **write)
    .await?;
    announce(write, item.post, item.circle);
    Ok(())
}

/// The server has it: the item goes, unless it was changed meanwhile. Returns whether it went.
///
/// # Errors
/// What SQLite says.
pub async fn settle(write: &mut OutboxWrite, item: &Item) -> Result<bool> {
    let done = sqlx::query("DELETE FROM outbox_item WHERE item_id = ? AND revision = ?")
        .bind(item.id.as_bytes().as_slice())
        .bind(item.revision)
        .execute(&mut **write)
        .await?;
    announce(write, item.post, item.circle);
    Ok(done.rows_affected() > 0)
}

/// The person gave it up.
///
/// # Errors
/// What SQLite says.
pub async fn remove(write: &mut OutboxWrite, item: &Item) -> Result<()> {
    sqlx::query("DELETE FROM outbox_item WHERE item_id = ?")
        .bind(item.id.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    announce(write, item.post, item.circle);
    Ok(())
}

/// The person wants another try, now.
///
/// # Errors
/// What SQLite says.
pub async fn retry(write: &mut OutboxWrite, item: &Item) -> Result<()> {
    sqlx::query(
        "UPDATE outbox_item SET state = 'queued', code = '', gate = '', next_attempt_at_us = 0
         WHERE item_id = ? AND state IN ('queued', 'failed')",
    )
    .bind(item.id.as_bytes().as_slice())
    .execute(&mut **write)
    .await?;
    announce(write, item.post, item.circle);
    Ok(())
}

/// At start: whatever was on its way when the process ended waits again.
///
/// # Errors
/// What SQLite says.
pub async fn recover(write: &mut OutboxWrite) -> Result<()> {
    sqlx::query("UPDATE outbox_item SET state = 'queued' WHERE state = 'sending'")
        .execute(&mut **write)
        .await?;
    write.changed(Change::Outbox);
    Ok(())
}
