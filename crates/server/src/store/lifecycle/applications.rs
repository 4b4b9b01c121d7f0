//! Applications for circles.

use circles_domain::gate::risk::risks;
use circles_domain::{ApplicationId, AttachmentId, PersonId, Timestamp};
use circles_wire::lifecycle::{ApplicationRequest, ApplicationResponse, ApplicationState};
use circles_wire::person::Byline;
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use crate::store::gates;

/// What is left of the words of somebody who deleted their account.
const FORGOTTEN: &str = "{}";

#[derive(FromRow)]
struct ApplicationRow {
    id: Uuid,
    applicant_id: Uuid,
    body: String,
    state: String,
    answer: String,
    at_us: i64,
    display_name: String,
    verified_until_us: i64,
    avatar_id: Option<Uuid>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.applicant_id, a.body, a.state, a.answer, a.at_us, p.display_name, p.verified_until_us, p.avatar_id
             FROM application a JOIN person p ON p.id = a.applicant_id ",
            $rest
        )
    };
}

impl ApplicationRow {
    fn told(self, asker: PersonId, now: Timestamp) -> sqlx::Result<ApplicationResponse> {
        let asks: Option<ApplicationRequest> = match self.body.as_str() {
            FORGOTTEN => None,
            body => serde_json::from_str(body).map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        };
        Ok(ApplicationResponse {
            id: ApplicationId(self.id),
            own: self.applicant_id == asker.0,
            applicant: Byline {
                id: PersonId(self.applicant_id),
                display_name: self.display_name,
                verified: now.as_micros() < self.verified_until_us,
                avatar: self.avatar_id.map(AttachmentId),
            },
            risks: asks.as_ref().map(|asks| risks(&asks.gates, &[], gates::AROUND)).unwrap_or_default(),
            asks,
            state: match self.state.as_str() {
                "approved" => ApplicationState::Approved,
                "refused" => ApplicationState::Refused,
                _ => ApplicationState::Open,
            },
            answer: self.answer,
            at: Timestamp::from_micros(self.at_us),
        })
    }
}

/// Adds an application.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    db: &mut SqliteConnection,
    id: ApplicationId,
    applicant: PersonId,
    asks: &ApplicationRequest,
    now: Timestamp,
) -> sqlx::Result<()> {
    let body = serde_json::to_string(asks).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    sqlx::query("INSERT INTO application (id, applicant_id, body, at_us) VALUES ($1, $2, $3, $4)")
        .bind(id.0)
        .bind(applicant.0)
        .bind(body)
        .bind(now.as_micros())
        .execute(db)
        .await?;
    Ok(())
}

/// One application, whoever asks.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    id: ApplicationId,
    now: Timestamp,
) -> sqlx::Result<Option<ApplicationResponse>> {
    let row: Option<ApplicationRow> =
        sqlx::query_as(select!("WHERE a.id = $1")).bind(id.0).fetch_optional(db).await?;
    row.map(|row| row.told(asker, now)).transpose()
}

/// What somebody applied for, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_person(
    db: impl SqliteExecutor<'_>,
    person: PersonId,
    now: Timestamp,
) -> sqlx::Result<Vec<ApplicationResponse>> {
    let rows: Vec<ApplicationRow> =
        sqlx::query_as(select!("WHERE a.applicant_id = $1 ORDER BY a.at_us DESC, a.id LIMIT 50"))
            .bind(person.0)
            .fetch_all(db)
            .await?;
    rows.into_iter().map(|row| row.told(person, now)).collect()
}

/// How many applications of somebody wait.
///
/// # Errors
/// When the database fails.
pub async fn count_waiting(db: impl SqliteExecutor<'_>, person: PersonId) -> sqlx::Result<i64> {
    let (count,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM application WHERE applicant_id = $1 AND state = 'open'")
            .bind(person.0)
            .fetch_one(db)
            .await?;
    Ok(count)
}

/// What waits, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn waiting(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    now: Timestamp,
) -> sqlx::Result<Vec<ApplicationResponse>> {
    let rows: Vec<ApplicationRow> =
        sqlx::query_as(select!("WHERE a.state = 'open' ORDER BY a.at_us, a.id LIMIT 100"))
            .fetch_all(db)
            .await?;
    rows.into_iter().map(|row| row.told(asker, now)).collect()
}

/// Writes the decision down.
///
/// # Errors
/// When the database fails.
pub async fn decide(
    db: &mut SqliteConnection,
    id: ApplicationId,
    approve: bool,
    answer: &str,
    by: PersonId,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE application SET state = $2, answer = $3, decided_by = $4, decided_at_us = $5 WHERE id = $1 AND state = 'open'",
    )
    .bind(id.0)
    .bind(if approve { "approved" } else { "refused" })
    .bind(answer)
    .bind(by.0)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}
