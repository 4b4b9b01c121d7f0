//! Appeals: one an act, decided once.

use circles_domain::{ActId, AppealId, AttachmentId, CircleId, PersonId, Timestamp};
use circles_faults::canary;
use circles_wire::govern::{AppealResponse, AppealState, WaitingAppeal};
use circles_wire::person::Byline;
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

/// An appeal to be added.
#[derive(Clone, Debug)]
pub struct NewAppeal {
    /// Which.
    pub id: AppealId,
    /// Against which act.
    pub act: ActId,
    /// Where that was.
    pub circle: CircleId,
    /// Whose it is.
    pub person: PersonId,
    /// What is said.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// An appeal, whoever asks.
#[derive(Clone, Debug)]
pub struct Appeal {
    /// As its author sees it.
    pub told: AppealResponse,
    /// Where.
    pub circle: CircleId,
    /// Whose it is.
    pub person: PersonId,
    /// Who decided it.
    pub decided_by: Option<PersonId>,
}

#[derive(FromRow)]
struct AppealRow {
    id: Uuid,
    act_id: Uuid,
    circle_id: Uuid,
    person_id: Uuid,
    text: String,
    state: String,
    answer: String,
    decided_by: Option<Uuid>,
    at_us: i64,
}

/// The state of that name.
pub(super) fn state(name: &str) -> AppealState {
    match name {
        "accepted" => AppealState::Accepted,
        "refused" => AppealState::Refused,
        _ => AppealState::Open,
    }
}

impl From<AppealRow> for Appeal {
    fn from(row: AppealRow) -> Self {
        Self {
            told: AppealResponse {
                id: AppealId(row.id),
                act: ActId(row.act_id),
                text: row.text,
                state: state(&row.state),
                answer: row.answer,
                at: Timestamp::from_micros(row.at_us),
            },
            circle: CircleId(row.circle_id),
            person: PersonId(row.person_id),
            decided_by: row.decided_by.map(PersonId),
        }
    }
}

/// Adds an appeal.
///
/// # Errors
/// When the database fails, or there is one against this act.
pub async fn insert_appeal(db: &mut SqliteConnection, appeal: &NewAppeal) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO appeal (id, act_id, circle_id, person_id, text, at_us) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(appeal.id.0)
    .bind(appeal.act.0)
    .bind(appeal.circle.0)
    .bind(appeal.person.0)
    .bind(&appeal.text)
    .bind(appeal.at.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// The appeal of this id, or the one against this act.
///
/// # Errors
/// When the database fails.
pub async fn find_appeal(
    db: impl SqliteExecutor<'_>,
    id: AppealId,
    act: Option<ActId>,
) -> sqlx::Result<Option<Appeal>> {
    let row: Option<AppealRow> = sqlx::query_as(
        "SELECT id, act_id, circle_id, person_id, text, state, answer, decided_by, at_us FROM appeal
         WHERE id = $1 OR act_id = $2 ORDER BY id <> $1 LIMIT 1",
    )
    .bind(id.0)
    .bind(act.map(|act| act.0))
    .fetch_optional(db)
    .await?;
    Ok(row.map(Appeal::from))
}

/// Writes the decision down.
///
/// # Errors
/// When the database fails.
pub async fn decide(
    db: &mut SqliteConnection,
    id: AppealId,
    accept: bool,
    answer: &str,
    by: PersonId,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE appeal SET state = $2, answer = $3, decided_by = $4, decided_at_us = $5 WHERE id = $1 AND state = 'open'",
    )
    .bind(id.0)
    .bind(if accept { "accepted" } else { "refused" })
    .bind(answer)
    .bind(by.0)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// How many wait in a circle.
///
/// # Errors
/// When the database fails.
pub async fn count_waiting(db: impl SqliteExecutor<'_>, circle: CircleId) -> sqlx::Result<i64> {
    let (count,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM appeal WHERE circle_id = $1 AND state = 'open'")
            .bind(circle.0)
            .fetch_one(db)
            .await?;
    Ok(count)
}

#[derive(FromRow)]
struct WaitingRow {
    #[sqlx(flatten)]
    appeal: AppealRow,
    display_name: String,
    verified_until_us: i64,
    avatar_id: Option<Uuid>,
    words: String,
    post_id: Option<Uuid>,
    own: bool,
}

/// What waits in a circle, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn waiting(
    db: &mut SqliteConnection,
    asker: PersonId,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Vec<WaitingAppeal>> {
    let rows: Vec<WaitingRow> = sqlx::query_as(
        "SELECT e.id, e.act_id, e.circle_id, e.person_id, e.text, e.state, e.answer, e.decided_by, e.at_us,
                p.display_name, p.verified_until_us, p.avatar_id,
                coalesce((SELECT text FROM post WHERE id = a.post_id), (SELECT text FROM comment WHERE id = a.comment_id), '')
                  AS words, a.post_id,
                (a.actor_id = $1 OR coalesce(a.second_id = $1, 0) OR e.person_id = $1) AS own
         FROM appeal e JOIN act a ON a.id = e.act_id JOIN person p ON p.id = e.person_id
         WHERE e.circle_id = $2 AND e.state = 'open' ORDER BY e.at_us, e.id LIMIT 100",
    )
    .bind(asker.0)
    .bind(circle.0)
    .fetch_all(&mut *db)
    .await?;
    let mut waiting = Vec::with_capacity(rows.len());
    for row in rows {
        let Appeal { told, person, .. } = Appeal::from(row.appeal);
        let Some(line) = super::line_of(&mut *db, told.act).await? else { continue };
        waiting.push(WaitingAppeal {
            appeal: told,
            person: Byline {
                id: person,
                display_name: row.display_name,
                verified: now.as_micros() < row.verified_until_us,
                avatar: row.avatar_id.map(AttachmentId),
            },
            against: line.told(true, now),
            words: row.words,
            pictures: pictures_of(&mut *db, row.post_id).await?,
            own: row.own,
        });
    }
    Ok(waiting)
}

/// What a post showed, in its order: what has a small picture of it.
async fn pictures_of(db: &mut SqliteConnection, post: Option<Uuid>) -> sqlx::Result<Vec<AttachmentId>> {
    let Some(post) = post.filter(|_| !canary!("decided_unseen")) else { return Ok(Vec::new()) };
    let shown: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT a.attachment_id FROM post_attachment a
         WHERE a.post_id = $1 AND EXISTS (SELECT 1 FROM upload u WHERE u.attachment_id = a.attachment_id AND u.rendition = 'small')
         ORDER BY a.attachment_id",
    )
    .bind(post)
    .fetch_all(db)
    .await?;
    Ok(shown.into_iter().map(|(id,)| AttachmentId(id)).collect())
}
