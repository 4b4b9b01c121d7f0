//! Versions of gates: the one of now stands in its circle, each has a row of its own.

use circles_domain::circle::{Gates, Preview};
use circles_domain::gate::Gate;
use circles_domain::gate::risk::{Risk, escrow_hours, risks};
use circles_domain::{CircleId, PersonId, Timestamp};
use circles_faults::canary;
use circles_wire::gates::GateVersion;
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::AROUND;
use crate::store::changes::{self, Change};
use crate::store::people::{BylineRow, byline_columns};

/// Gates as a circle's row keeps them.
#[derive(Clone, Debug)]
pub struct Columns {
    /// As JSON.
    pub gates: String,
    /// Newest posts that everyone sees.
    pub preview_count: i64,
    /// Whether everyone sees what is pinned.
    pub preview_pinned: bool,
    /// Hours that tips wait, at least.
    pub escrow_hours: i64,
}

impl Columns {
    /// Of `gates` in a circle into which people came through `doors`.
    ///
    /// # Errors
    /// Never: gates always have a JSON form.
    pub fn of(gates: &Gates, doors: &[Gate]) -> sqlx::Result<Self> {
        Ok(Self {
            gates: serde_json::to_string(gates).map_err(|error| sqlx::Error::Encode(Box::new(error)))?,
            preview_count: match gates.preview {
                Preview::Nothing | Preview::Pinned => 0,
                Preview::Latest { count } => count,
            },
            preview_pinned: gates.preview == Preview::Pinned,
            escrow_hours: escrow_hours(&risks(gates, doors, AROUND)),
        })
    }
}

/// The gates through which people came into `circle` since it was founded: whoever is inside stays there when one closes.
async fn doors(db: &mut SqliteConnection, circle: CircleId) -> sqlx::Result<Vec<Gate>> {
    let versions: Vec<(String,)> =
        sqlx::query_as("SELECT DISTINCT gates FROM gate_version WHERE circle_id = $1")
            .bind(circle.0)
            .fetch_all(db)
            .await?;
    let mut doors = Vec::new();
    for (gates,) in versions {
        let Gates { join, .. } = super::read(&gates)?;
        if !doors.contains(&join) {
            doors.push(join);
        }
    }
    Ok(doors)
}

/// What is dangerous about `gates`, in `circle` and with those who are inside.
///
/// # Errors
/// When the database fails.
pub async fn risks_in(db: &mut SqliteConnection, circle: CircleId, gates: &Gates) -> sqlx::Result<Vec<Risk>> {
    let doors = if canary!("lint_forgets_doors") { Vec::new() } else { doors(db, circle).await? };
    Ok(risks(gates, &doors, AROUND))
}

/// The version of now; `None` when there is no such circle.
///
/// # Errors
/// When the database fails.
pub async fn version(db: impl SqliteExecutor<'_>, circle: CircleId) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("SELECT gate_version FROM circle WHERE id = $1")
        .bind(circle.0)
        .fetch_optional(db)
        .await
}

/// Puts `gates` into effect as the next version and notes the change. Posts keep the version that let them in.
///
/// # Errors
/// When the database fails, or there is no such circle.
pub async fn set(
    db: &mut SqliteConnection,
    circle: CircleId,
    gates: &Gates,
    (made_by, approved_by): (PersonId, Option<PersonId>),
    now: Timestamp,
) -> sqlx::Result<i64> {
    let columns = Columns::of(gates, &doors(&mut *db, circle).await?)?;
    let version: i64 = sqlx::query_scalar(
        "UPDATE circle SET gates = $2, preview_count = $3, preview_pinned = $4, escrow_hours = $5,
                gate_version = gate_version + 1, version = version + 1
         WHERE id = $1 RETURNING gate_version",
    )
    .bind(circle.0)
    .bind(&columns.gates)
    .bind(columns.preview_count)
    .bind(columns.preview_pinned)
    .bind(columns.escrow_hours)
    .fetch_one(&mut *db)
    .await?;
    sqlx::query(
        "INSERT INTO gate_version (circle_id, version, gates, made_by, approved_by, made_at_us) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(circle.0)
    .bind(version)
    .bind(&columns.gates)
    .bind(made_by.0)
    .bind(approved_by.map(|id| id.0))
    .bind(now.as_micros())
    .execute(&mut *db)
    .await?;
    changes::note(db, Change::Circle(circle), now).await?;
    Ok(version)
}

#[derive(FromRow)]
struct VersionRow {
    version: i64,
    gates: String,
    made_at_us: i64,
    made_by: Option<Uuid>,
    approved_by: Option<Uuid>,
}

/// The last 20 versions, newest first.
///
/// # Errors
/// When the database fails.
pub async fn history(
    db: &mut SqliteConnection,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Vec<GateVersion>> {
    let rows: Vec<VersionRow> = sqlx::query_as(
        "SELECT version, gates, made_at_us, made_by, approved_by FROM gate_version
         WHERE circle_id = $1 ORDER BY version DESC LIMIT 20",
    )
    .bind(circle.0)
    .fetch_all(&mut *db)
    .await?;
    let people: Vec<BylineRow> = sqlx::query_as(concat!(
        "SELECT ",
        byline_columns!(),
        " FROM person p WHERE p.id IN (SELECT made_by FROM gate_version WHERE circle_id = $1
                                       UNION SELECT approved_by FROM gate_version WHERE circle_id = $1)"
    ))
    .bind(circle.0)
    .fetch_all(db)
    .await?;
    let who = |id: Option<Uuid>| people.iter().find(|row| Some(row.id()) == id).map(|row| row.byline(now));
    rows.into_iter()
        .map(|row| {
            Ok(GateVersion {
                version: row.version,
                gates: super::read(&row.gates)?,
                by: who(row.made_by),
                approved_by: who(row.approved_by),
                at: Timestamp::from_micros(row.made_at_us),
            })
        })
        .collect()
}
