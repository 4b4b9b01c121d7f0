//! The queue: what open reports are about, each thing once.

use std::collections::HashMap;

use circles_domain::govern::{ReportReason, Subject};
use circles_domain::{AttachmentId, CircleId, PersonId, PostId, Timestamp};
use circles_wire::govern::{Case, ReasonCount};
use circles_wire::person::Byline;
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use super::subject;
use crate::store::reading;

const CASES: usize = 100;

#[derive(FromRow)]
struct OpenRow {
    kind: String,
    subject_id: Uuid,
    reason: String,
    note: String,
    trusted: bool,
    at_us: i64,
}

/// Cases of a circle: trusted reporters' first, then the oldest.
///
/// # Errors
/// When the database fails.
pub async fn cases(db: &mut SqliteConnection, circle: CircleId, now: Timestamp) -> sqlx::Result<Vec<Case>> {
    let rows: Vec<OpenRow> = sqlx::query_as(
        "SELECT kind, subject_id, reason, note, trusted, at_us FROM report WHERE circle_id = $1 AND state = 'open'
         ORDER BY at_us, id LIMIT 10000",
    )
    .bind(circle.0)
    .fetch_all(&mut *db)
    .await?;
    let mut order: Vec<Subject> = Vec::new();
    let mut by: HashMap<Subject, Vec<OpenRow>> = HashMap::new();
    for row in rows {
        let about = subject(&row.kind, row.subject_id);
        let reports = by.entry(about).or_default();
        if reports.is_empty() {
            order.push(about);
        }
        reports.push(row);
    }
    // Stable: the oldest stays first within.
    order.sort_by_key(|about| !by.get(about).is_some_and(|reports| reports.iter().any(|one| one.trusted)));
    let mut cases = Vec::new();
    for about in order.into_iter().take(CASES) {
        let Some(reports) = by.remove(&about) else { continue };
        cases.extend(case(db, circle, about, reports, now).await?);
    }
    Ok(cases)
}

#[derive(FromRow)]
struct ThingRow {
    person_id: Uuid,
    display_name: String,
    verified_until_us: i64,
    avatar_id: Option<Uuid>,
    created_at_us: i64,
    text: String,
    post_id: Option<Uuid>,
    accepted_at_us: Option<i64>,
}

const PERSON: &str =
    "SELECT a.id AS person_id, a.display_name, a.verified_until_us, a.avatar_id, a.created_at_us,
                             '' AS text, NULL AS post_id, NULL AS accepted_at_us
                      FROM person a WHERE a.id = $1";
const POST: &str =
    "SELECT a.id AS person_id, a.display_name, a.verified_until_us, a.avatar_id, a.created_at_us,
                           p.text, p.id AS post_id, p.accepted_at_us
                    FROM post p JOIN person a ON a.id = p.author_id WHERE p.id = $1";
const COMMENT: &str =
    "SELECT a.id AS person_id, a.display_name, a.verified_until_us, a.avatar_id, a.created_at_us,
                              k.text, k.post_id, k.accepted_at_us
                       FROM comment k JOIN person a ON a.id = k.author_id WHERE k.id = $1";

async fn find_thing(
    db: &mut SqliteConnection,
    sql: &'static str,
    id: Uuid,
) -> sqlx::Result<Option<ThingRow>> {
    sqlx::query_as(sql).bind(id).fetch_optional(db).await
}

async fn case(
    db: &mut SqliteConnection,
    circle: CircleId,
    about: Subject,
    reports: Vec<OpenRow>,
    now: Timestamp,
) -> sqlx::Result<Option<Case>> {
    let thing = match about {
        Subject::Post(id) => find_thing(db, POST, id.0).await?,
        Subject::Comment(id) => find_thing(db, COMMENT, id.0).await?,
        Subject::Person(id) => find_thing(db, PERSON, id.0).await?,
    };
    let Some(thing) = thing else { return Ok(None) };
    let picture: Option<(Uuid,)> = match about {
        Subject::Post(id) => {
            sqlx::query_as(
                "SELECT a.attachment_id FROM post_attachment a JOIN upload u ON u.attachment_id = a.attachment_id AND u.rendition = 'small'
                 WHERE a.post_id = $1 LIMIT 1",
            )
            .bind(id.0)
            .fetch_optional(&mut *db)
            .await?
        }
        Subject::Comment(_) | Subject::Person(_) => None,
    };
    let (past_acts,): (i64,) = sqlx::query_as(
        "SELECT count(*) FROM act WHERE person_id = $1 AND circle_id = $2 AND kind IN ('remove', 'mute', 'ban')",
    )
    .bind(thing.person_id)
    .bind(circle.0)
    .fetch_one(&mut *db)
    .await?;
    let stands = reading::stands(&mut *db, PersonId(thing.person_id), circle, now).await?;
    let role = stands.map(|stands| stands.role()).unwrap_or_default();
    Ok(Some(Case {
        subject: about,
        person: Byline {
            id: PersonId(thing.person_id),
            display_name: thing.display_name,
            verified: now.as_micros() < thing.verified_until_us,
            avatar: thing.avatar_id.map(AttachmentId),
        },
        role,
        joined_at: Timestamp::from_micros(thing.created_at_us),
        past_acts,
        text: thing.text,
        post: thing.post_id.map(PostId),
        picture: picture.map(|(id,)| AttachmentId(id)),
        accepted_at: thing.accepted_at_us.map(Timestamp::from_micros),
        reasons: count(&reports),
        notes: reports
            .iter()
            .filter(|one| !one.note.is_empty())
            .map(|one| one.note.clone())
            .take(20)
            .collect(),
        trusted: reports.iter().any(|one| one.trusted),
        first_at: Timestamp::from_micros(reports.first().map_or(0, |one| one.at_us)),
    }))
}

fn count(reports: &[OpenRow]) -> Vec<ReasonCount> {
    let times = |reason: ReportReason| reports.iter().filter(|one| one.reason == reason.as_str()).count();
    let mut reasons: Vec<ReasonCount> = ReportReason::ALL
        .into_iter()
        .map(|reason| ReasonCount { reason, count: i64::try_from(times(reason)).unwrap_or(i64::MAX) })
        .filter(|one| one.count > 0)
        .collect();
    reasons.sort_by_key(|one| std::cmp::Reverse(one.count));
    reasons
}
