//! The devices that a person is signed in on.

use circles_domain::{DeviceId, PersonId, Timestamp};
use circles_wire::device::{DeviceEnd, DeviceResponse, NewDevice, SessionEnd};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::{sessions, under_way};
use crate::auth::Signed;

#[derive(FromRow)]
struct DeviceRow {
    id: Uuid,
    name: String,
    signed_in_at_us: i64,
    last_seen_at_us: i64,
    revoked_at_us: Option<i64>,
    end_reason: String,
}

/// The devices that signed in after `since`, and those whose sessions ended after `ended_since` for a reason that their
/// person did not choose. This one first, then those signed in, each newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: impl SqliteExecutor<'_>,
    signed: Signed,
    since: Timestamp,
    ended_since: Timestamp,
) -> sqlx::Result<Vec<DeviceResponse>> {
    let rows: Vec<DeviceRow> = sqlx::query_as(
        "SELECT id, name, signed_in_at_us, last_seen_at_us, revoked_at_us, end_reason
         FROM device
         WHERE person_id = $1
           AND ((revoked_at_us IS NULL AND signed_in_at_us > $3)
                OR (revoked_at_us > $4 AND end_reason IN ('stolen', 'code_reused')))
         ORDER BY revoked_at_us IS NOT NULL, id <> $2, signed_in_at_us DESC, id DESC",
    )
    .bind(signed.person.0)
    .bind(signed.device.0)
    .bind(since.as_micros())
    .bind(ended_since.as_micros())
    .fetch_all(db)
    .await?;
    let response = |row: DeviceRow| DeviceResponse {
        id: DeviceId(row.id),
        name: row.name,
        signed_in_at: Timestamp::from_micros(row.signed_in_at_us),
        last_seen_at: Timestamp::from_micros(row.last_seen_at_us),
        this: row.id == signed.device.0,
        ended: row
            .revoked_at_us
            .map(|at| DeviceEnd { reason: reason(&row.end_reason), at: Timestamp::from_micros(at) }),
    };
    Ok(rows.into_iter().map(response).collect())
}

fn reason(stored: &str) -> SessionEnd {
    match stored {
        "signed_out" => SessionEnd::SignedOut,
        "remote" => SessionEnd::Remote,
        "stolen" => SessionEnd::Stolen,
        "code_reused" => SessionEnd::CodeReused,
        _ => SessionEnd::Other,
    }
}

/// Signs one of the person's devices out; `false` when they have no such device that is signed in.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(
    db: &mut SqliteConnection,
    person: PersonId,
    device: DeviceId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let (found,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM device WHERE id = $1 AND person_id = $2 AND revoked_at_us IS NULL)",
    )
    .bind(device.0)
    .bind(person.0)
    .fetch_one(&mut *db)
    .await?;
    if found {
        sessions::revoke(db, device, SessionEnd::Remote, now).await?;
    }
    Ok(found)
}

/// Signs all devices of a person out but this one, and voids what would sign another one in.
///
/// # Errors
/// When the database fails.
pub async fn sign_out_others(db: &mut SqliteConnection, signed: Signed, now: Timestamp) -> sqlx::Result<()> {
    for device in signed_in(db, signed.person).await?.into_iter().filter(|device| *device != signed.device) {
        sessions::revoke(db, device, SessionEnd::Remote, now).await?;
    }
    under_way::void_elsewhere(db, signed).await
}

/// Signs all devices of a person out, and voids what would sign one in.
///
/// # Errors
/// When the database fails.
pub async fn sign_out_all(db: &mut SqliteConnection, person: PersonId, now: Timestamp) -> sqlx::Result<()> {
    for device in signed_in(db, person).await? {
        sessions::revoke(db, device, SessionEnd::SignedOut, now).await?;
    }
    under_way::void(db, person).await
}

async fn signed_in(db: &mut SqliteConnection, person: PersonId) -> sqlx::Result<Vec<DeviceId>> {
    let rows: Vec<(Uuid,)> =
        sqlx::query_as("SELECT id FROM device WHERE person_id = $1 AND revoked_at_us IS NULL")
            .bind(person.0)
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().map(|(id,)| DeviceId(id)).collect())
}

/// Whether a session of the person ended for a reason that they should know and have not seen.
///
/// # Errors
/// When the database fails.
pub async fn has_unseen_end(db: impl SqliteExecutor<'_>, person: PersonId) -> sqlx::Result<bool> {
    let (unseen,): (bool,) =
        sqlx::query_as("SELECT EXISTS (SELECT 1 FROM device WHERE person_id = $1 AND end_unseen = 1)")
            .bind(person.0)
            .fetch_one(db)
            .await?;
    Ok(unseen)
}

/// The newest other device that signed in after `signed`'s own, is signed in, and was not looked at there.
///
/// # Errors
/// When the database fails.
pub async fn find_new(db: impl SqliteExecutor<'_>, signed: Signed) -> sqlx::Result<Option<NewDevice>> {
    let row: Option<(Uuid, String, i64)> = sqlx::query_as(
        "SELECT o.id, o.name, o.signed_in_at_us FROM device d JOIN device o ON o.person_id = d.person_id AND o.id <> d.id
         WHERE d.id = $1 AND o.revoked_at_us IS NULL AND o.signed_in_at_us > d.signed_in_at_us AND o.signed_in_at_us > d.met_us
         ORDER BY o.signed_in_at_us DESC, o.id DESC LIMIT 1",
    )
    .bind(signed.device.0)
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(id, name, at)| NewDevice {
        id: DeviceId(id),
        name,
        signed_in_at: Timestamp::from_micros(at),
    }))
}

/// Notes that the person has seen, on this device, who signed in until now.
///
/// # Errors
/// When the database fails.
pub async fn meet(db: &mut SqliteConnection, device: DeviceId, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query("UPDATE device SET met_us = $2 WHERE id = $1")
        .bind(device.0)
        .bind(now.as_micros())
        .execute(db)
        .await?;
    Ok(())
}

/// Notes that the person has seen why their sessions ended.
///
/// # Errors
/// When the database fails.
pub async fn mark_ends_seen(db: &mut SqliteConnection, person: PersonId) -> sqlx::Result<()> {
    sqlx::query("UPDATE device SET end_unseen = 0 WHERE person_id = $1 AND end_unseen = 1")
        .bind(person.0)
        .execute(db)
        .await?;
    Ok(())
}
