//! Reports: made, decided all at once, heard once.

use circles_domain::govern::{ReportReason, Subject};
use circles_domain::{CircleId, PersonId, ReportId, Timestamp};
use circles_wire::govern::{ReportResponse, ReportState};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::{columns, subject};
use crate::store::changes::{self, Change};

/// A report to be added.
#[derive(Clone, Debug)]
pub struct NewReport {
    /// Which.
    pub id: ReportId,
    /// Where.
    pub circle: CircleId,
    /// Who.
    pub reporter: PersonId,
    /// What.
    pub subject: Subject,
    /// Why.
    pub reason: ReportReason,
    /// More; may be empty.
    pub note: String,
    /// Whether the reporter is trusted in this circle.
    pub trusted: bool,
    /// When.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct ReportRow {
    id: Uuid,
    circle_id: Uuid,
    circle_name: String,
    kind: String,
    subject_id: Uuid,
    reason: String,
    state: String,
    at_us: i64,
    decided_at_us: Option<i64>,
    told_at_us: Option<i64>,
}

macro_rules! select {
    ($where:literal) => {
        concat!(
            "SELECT r.id, r.circle_id, c.name AS circle_name, r.kind, r.subject_id, r.reason, r.state, r.at_us, r.decided_at_us,
                    r.told_at_us
             FROM report r JOIN circle c ON c.id = r.circle_id WHERE r.reporter_id = $1 ",
            $where
        )
    };
}

impl From<ReportRow> for ReportResponse {
    fn from(row: ReportRow) -> Self {
        Self {
            id: ReportId(row.id),
            circle: CircleId(row.circle_id),
            circle_name: row.circle_name,
            subject: subject(&row.kind, row.subject_id),
            reason: ReportReason::from_name(&row.reason).unwrap_or(ReportReason::Other),
            state: match row.state.as_str() {
                "open" => ReportState::Open,
                "dismissed" => ReportState::Dismissed,
                _ => ReportState::Upheld,
            },
            at: Timestamp::from_micros(row.at_us),
            decided_at: row.decided_at_us.map(Timestamp::from_micros),
            heard: row.told_at_us.is_some(),
        }
    }
}

/// Adds a report and hides what it is about from the reporter.
///
/// # Errors
/// When the database fails, or one by the same person about the same thing is open.
pub async fn insert_report(db: &mut SqliteConnection, report: &NewReport) -> sqlx::Result<()> {
    let (kind, id) = columns(report.subject);
    sqlx::query(
        "INSERT INTO report (id, circle_id, reporter_id, kind, subject_id, reason, note, trusted, at_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(report.id.0)
    .bind(report.circle.0)
    .bind(report.reporter.0)
    .bind(kind)
    .bind(id)
    .bind(report.reason.as_str())
    .bind(&report.note)
    .bind(report.trusted)
    .bind(report.at.as_micros())
    .execute(&mut *db)
    .await?;
    show_or_hide(db, report.circle, report.reporter, report.subject, report.at).await
}

async fn show_or_hide(
    db: &mut SqliteConnection,
    circle: CircleId,
    reporter: PersonId,
    subject: Subject,
    now: Timestamp,
) -> sqlx::Result<()> {
    match subject {
        Subject::Post(id) => changes::note(db, Change::PostFor(reporter, circle, id), now).await,
        Subject::Comment(id) => changes::note(db, Change::CommentFor(reporter, circle, id), now).await,
        Subject::Person(_) => Ok(()),
    }
}

/// A report of `reporter` by its id.
///
/// # Errors
/// When the database fails.
pub async fn find_report(
    db: impl SqliteExecutor<'_>,
    reporter: PersonId,
    id: ReportId,
) -> sqlx::Result<Option<ReportResponse>> {
    let row: Option<ReportRow> =
        sqlx::query_as(select!("AND r.id = $2")).bind(reporter.0).bind(id.0).fetch_optional(db).await?;
    Ok(row.map(ReportResponse::from))
}

/// The report of `reporter` about `about` that is open.
///
/// # Errors
/// When the database fails.
pub async fn open_report(
    db: impl SqliteExecutor<'_>,
    reporter: PersonId,
    about: Subject,
) -> sqlx::Result<Option<ReportResponse>> {
    let row: Option<ReportRow> = sqlx::query_as(select!("AND r.subject_id = $2 AND r.state = 'open'"))
        .bind(reporter.0)
        .bind(columns(about).1)
        .fetch_optional(db)
        .await?;
    Ok(row.map(ReportResponse::from))
}

/// What somebody reported, newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_reporter(
    db: impl SqliteExecutor<'_>,
    reporter: PersonId,
) -> sqlx::Result<Vec<ReportResponse>> {
    let rows: Vec<ReportRow> = sqlx::query_as(select!("ORDER BY r.at_us DESC, r.id LIMIT 50"))
        .bind(reporter.0)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(ReportResponse::from).collect())
}

/// The outcome was shown; `false` when there is no outcome, or it was shown already.
///
/// # Errors
/// When the database fails.
pub async fn heard(
    db: &mut SqliteConnection,
    reporter: PersonId,
    id: ReportId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE report SET told_at_us = $3 WHERE id = $1 AND reporter_id = $2 AND state <> 'open' AND told_at_us IS NULL",
    )
    .bind(id.0)
    .bind(reporter.0)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Decides every open report about `about` and says whose they were. What was found to be no breach is shown to them
/// again.
///
/// # Errors
/// When the database fails.
pub async fn resolve(
    db: &mut SqliteConnection,
    circle: CircleId,
    about: Subject,
    upheld: bool,
    now: Timestamp,
) -> sqlx::Result<Vec<PersonId>> {
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "UPDATE report SET state = $3, decided_at_us = $4 WHERE circle_id = $1 AND subject_id = $2 AND state = 'open'
         RETURNING reporter_id",
    )
    .bind(circle.0)
    .bind(columns(about).1)
    .bind(if upheld { "upheld" } else { "dismissed" })
    .bind(now.as_micros())
    .fetch_all(&mut *db)
    .await?;
    let mut reporters = Vec::with_capacity(rows.len());
    for (reporter,) in rows {
        let reporter = PersonId(reporter);
        if !upheld {
            show_or_hide(db, circle, reporter, about, now).await?;
        }
        changes::note(db, Change::Standing(reporter, circle), now).await?;
        reporters.push(reporter);
    }
    Ok(reporters)
}
