//! Who asked to be let in, and what was said to it. One a person and circle: the last.

use circles_domain::circle::AdmissionState;
use circles_domain::{CircleId, PersonId, Timestamp};
use circles_wire::admission::{Admission, Candidate};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};

use super::changes::{self, Change};
use super::gates;
use super::people::{BylineRow, byline_columns};

/// Of a `LEFT JOIN`: all absent for who never asked.
#[derive(FromRow)]
pub(super) struct AdmissionRow {
    asked_state: Option<String>,
    asked_note: Option<String>,
    asked_reason: Option<String>,
    asked_at_us: Option<i64>,
    decided_at_us: Option<i64>,
    again_at_us: Option<i64>,
}

impl AdmissionRow {
    /// What is left to say of it: who was let in and left again has asked for nothing.
    pub(super) fn admission(self) -> Option<Admission> {
        let state = match self.asked_state?.as_str() {
            "pending" => AdmissionState::Pending,
            "refused" => AdmissionState::Refused,
            _ => return None,
        };
        Some(Admission {
            state,
            note: self.asked_note.unwrap_or_default(),
            reason: self.asked_reason.unwrap_or_default(),
            asked_at: Timestamp::from_micros(self.asked_at_us.unwrap_or_default()),
            decided_at: self.decided_at_us.map(Timestamp::from_micros),
            again_at: self.again_at_us.map(Timestamp::from_micros),
        })
    }
}

/// How far the asking of `person` has got.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
    person: PersonId,
) -> sqlx::Result<Option<Admission>> {
    let row: Option<AdmissionRow> = sqlx::query_as(
        "SELECT state AS asked_state, note AS asked_note, reason AS asked_reason, asked_at_us, decided_at_us, again_at_us
         FROM admission WHERE circle_id = $1 AND person_id = $2",
    )
    .bind(circle.0)
    .bind(person.0)
    .fetch_optional(db)
    .await?;
    Ok(row.and_then(AdmissionRow::admission))
}

/// How the last asking of `person` stands; `None` for who never asked, or took it back.
///
/// # Errors
/// When the database fails.
pub async fn state(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
    person: PersonId,
) -> sqlx::Result<Option<AdmissionState>> {
    let state: Option<String> =
        sqlx::query_scalar("SELECT state FROM admission WHERE circle_id = $1 AND person_id = $2")
            .bind(circle.0)
            .bind(person.0)
            .fetch_optional(db)
            .await?;
    Ok(state.map(|state| match state.as_str() {
        "pending" => AdmissionState::Pending,
        "admitted" => AdmissionState::Admitted,
        _ => AdmissionState::Refused,
    }))
}

/// Asks to be let in, under the rules, gates and lists of now; asking again while it is pending changes the note. Notes the
/// change.
///
/// # Errors
/// When the database fails.
pub async fn ask(
    db: &mut SqliteConnection,
    circle: CircleId,
    person: PersonId,
    note: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO admission (circle_id, person_id, state, note, rules_version, gate_version, allow_listed, deny_listed,
                                asked_at_us)
         VALUES ($1, $2, 'pending', $3, (SELECT rules_version FROM circle WHERE id = $1),
                 (SELECT gate_version FROM circle WHERE id = $1),
                 (SELECT count(*) FROM gate_person WHERE circle_id = $1 AND person_id = $2 AND list = 'allow'),
                 (SELECT count(*) FROM gate_person WHERE circle_id = $1 AND person_id = $2 AND list = 'deny'), $4)
         ON CONFLICT (circle_id, person_id) DO UPDATE
         SET asked_at_us = CASE WHEN admission.state = 'pending' THEN admission.asked_at_us ELSE excluded.asked_at_us END,
             state = 'pending', note = excluded.note, reason = '', rules_version = excluded.rules_version,
             gate_version = excluded.gate_version, allow_listed = excluded.allow_listed,
             deny_listed = excluded.deny_listed, decided_by = NULL, decided_at_us = NULL, again_at_us = NULL",
    )
    .bind(circle.0)
    .bind(person.0)
    .bind(note)
    .bind(now.as_micros())
    .execute(&mut *db)
    .await?;
    changes::note(db, Change::CircleFor(person, circle), now).await
}

/// Takes an asking back that nobody decided yet. Notes the change; `true` when there was one.
///
/// # Errors
/// When the database fails.
pub async fn withdraw(
    db: &mut SqliteConnection,
    circle: CircleId,
    person: PersonId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let done =
        sqlx::query("DELETE FROM admission WHERE circle_id = $1 AND person_id = $2 AND state = 'pending'")
            .bind(circle.0)
            .bind(person.0)
            .execute(&mut *db)
            .await?;
    let there_was = done.rows_affected() > 0;
    if there_was {
        changes::note(db, Change::CircleFor(person, circle), now).await?;
    }
    Ok(there_was)
}

/// A decision about somebody who asks.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// Let in, or not.
    pub admit: bool,
    /// Why not.
    pub reason: &'a str,
    /// By whom.
    pub by: PersonId,
    /// From when on one may ask again, after a refusal.
    pub again_at: Timestamp,
}

/// Decides, and gives the version of the rules that was accepted with the asking; `None` when nothing was pending.
/// Whoever admits also joins them. Notes the change.
///
/// # Errors
/// When the database fails.
pub async fn decide(
    db: &mut SqliteConnection,
    circle: CircleId,
    person: PersonId,
    decision: Decision<'_>,
    now: Timestamp,
) -> sqlx::Result<Option<i64>> {
    let rules: Option<i64> = sqlx::query_scalar(
        "UPDATE admission SET state = $3, reason = $4, decided_by = $5, decided_at_us = $6, again_at_us = $7
         WHERE circle_id = $1 AND person_id = $2 AND state = 'pending' RETURNING rules_version",
    )
    .bind(circle.0)
    .bind(person.0)
    .bind(if decision.admit { "admitted" } else { "refused" })
    .bind(decision.reason)
    .bind(decision.by.0)
    .bind(now.as_micros())
    .bind((!decision.admit).then_some(decision.again_at.as_micros()))
    .fetch_optional(&mut *db)
    .await?;
    if rules.is_some() {
        changes::note(db, Change::CircleFor(person, circle), now).await?;
    }
    Ok(rules)
}

#[derive(FromRow)]
struct CandidateRow {
    note: String,
    asked_at_us: i64,
    gates: String,
    asked_under: String,
    #[sqlx(flatten)]
    byline: BylineRow,
}

/// Who asks, the longest waiting first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Vec<Candidate>> {
    let rows: Vec<CandidateRow> = sqlx::query_as(concat!(
        "SELECT a.note, a.asked_at_us, c.gates, g.gates AS asked_under, ",
        byline_columns!(),
        " FROM admission a JOIN person p ON p.id = a.person_id JOIN circle c ON c.id = a.circle_id
                           JOIN gate_version g ON g.circle_id = a.circle_id AND g.version = a.gate_version
          WHERE a.circle_id = $1 AND a.state = 'pending' ORDER BY a.asked_at_us, p.id LIMIT 200"
    ))
    .bind(circle.0)
    .fetch_all(db)
    .await?;
    let candidate = |row: CandidateRow| {
        Ok(Candidate {
            person: row.byline.byline(now),
            note: row.note,
            asked_at: Timestamp::from_micros(row.asked_at_us),
            earlier_gate: row.gates != row.asked_under
                && gates::read(&row.gates)?.join != gates::read(&row.asked_under)?.join,
        })
    };
    rows.into_iter().map(candidate).collect()
}
