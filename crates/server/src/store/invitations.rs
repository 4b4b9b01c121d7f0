//! Codes that let people in.

use circles_domain::invitation::InvitationCode;
use circles_domain::{CircleId, InvitationId, PersonId, Timestamp};
use circles_wire::admission::InvitationResponse;
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::people::{BylineRow, byline_columns};

/// An invitation to be added.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// Which.
    pub id: InvitationId,
    /// To which circle.
    pub circle: CircleId,
    /// What is passed on.
    pub code: InvitationCode,
    /// By which a repeated request is known.
    pub request_hash: [u8; 32],
    /// Who makes it.
    pub made_by: PersonId,
    /// Until when it lets in.
    pub expires_at: Timestamp,
    /// How many people.
    pub uses: i64,
}

/// Adds an invitation.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &mut SqliteConnection, new: &NewInvitation, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO invitation (id, circle_id, code, request_hash, made_by, made_at_us, expires_at_us, uses)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new.id.0)
    .bind(new.circle.0)
    .bind(new.code.as_str())
    .bind(new.request_hash.as_slice())
    .bind(new.made_by.0)
    .bind(now.as_micros())
    .bind(new.expires_at.as_micros())
    .bind(new.uses)
    .execute(db)
    .await?;
    Ok(())
}

/// What a code is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It lets in, here.
    Good(CircleId),
    /// It did once.
    Over,
    /// There is no such code.
    None,
}

/// What `code` is worth at `now`.
///
/// # Errors
/// When the database fails.
pub async fn worth(
    db: impl SqliteExecutor<'_>,
    code: &InvitationCode,
    now: Timestamp,
) -> sqlx::Result<Worth> {
    let row: Option<(Uuid, bool)> = sqlx::query_as(
        "SELECT circle_id, used < uses AND expires_at_us > $2 AND revoked_at_us IS NULL FROM invitation WHERE code = $1",
    )
    .bind(code.as_str())
    .bind(now.as_micros())
    .fetch_optional(db)
    .await?;
    Ok(match row {
        Some((circle, true)) => Worth::Good(CircleId(circle)),
        Some((_, false)) => Worth::Over,
        None => Worth::None,
    })
}

/// Counts one use. Whether it is good was asked in this transaction.
///
/// # Errors
/// When the database fails.
pub async fn count_use(db: &mut SqliteConnection, code: &InvitationCode) -> sqlx::Result<()> {
    sqlx::query("UPDATE invitation SET used = used + 1 WHERE code = $1 AND used < uses")
        .bind(code.as_str())
        .execute(db)
        .await?;
    Ok(())
}

/// Ends an invitation of `circle`; `false` when there is none of that id.
///
/// # Errors
/// When the database fails.
pub async fn revoke(
    db: &mut SqliteConnection,
    circle: CircleId,
    id: InvitationId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE invitation SET revoked_at_us = coalesce(revoked_at_us, $3) WHERE id = $1 AND circle_id = $2",
    )
    .bind(id.0)
    .bind(circle.0)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

#[derive(FromRow)]
struct InvitationRow {
    id: Uuid,
    circle_id: Uuid,
    code: String,
    request_hash: Vec<u8>,
    made_at_us: i64,
    expires_at_us: i64,
    uses: i64,
    used: i64,
    revoked: bool,
    #[sqlx(flatten)]
    byline: BylineRow,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.circle_id, i.code, i.request_hash, i.made_at_us, i.expires_at_us, i.uses, i.used,
                    i.revoked_at_us IS NOT NULL AS revoked, ",
            byline_columns!(),
            " FROM invitation i JOIN person p ON p.id = i.made_by ",
            $rest
        )
    };
}

impl InvitationRow {
    fn response(self, now: Timestamp) -> InvitationResponse {
        let code = InvitationCode::parse(&self.code).map_or(self.code, |code| code.to_string());
        InvitationResponse {
            id: InvitationId(self.id),
            circle: CircleId(self.circle_id),
            code,
            made_by: self.byline.byline(now),
            made_at: Timestamp::from_micros(self.made_at_us),
            expires_at: Timestamp::from_micros(self.expires_at_us),
            uses: self.uses,
            used: self.used,
            revoked: self.revoked,
        }
    }
}

/// The invitation of that id with the hash of its request, whoever asks.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: impl SqliteExecutor<'_>,
    id: InvitationId,
    now: Timestamp,
) -> sqlx::Result<Option<(InvitationResponse, [u8; 32])>> {
    let row: Option<InvitationRow> =
        sqlx::query_as(select!("WHERE i.id = $1")).bind(id.0).fetch_optional(db).await?;
    Ok(row.map(|mut row| {
        let hash = std::mem::take(&mut row.request_hash).try_into().unwrap_or_default();
        (row.response(now), hash)
    }))
}

/// The circle's invitations, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Vec<InvitationResponse>> {
    let rows: Vec<InvitationRow> =
        sqlx::query_as(select!("WHERE i.circle_id = $1 ORDER BY i.made_at_us DESC, i.id LIMIT 100"))
            .bind(circle.0)
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().map(|row| row.response(now)).collect())
}
