//! Reading the log.

use circles_domain::govern::{ActKind, CitedRule, Subject};
use circles_domain::{ActId, AttachmentId, CircleId, PersonId, Timestamp};
use circles_wire::govern::{LogLine, Thing};
use circles_wire::person::Byline;
use sqlx::{FromRow, SqliteExecutor};
use uuid::Uuid;

use super::about;
use crate::store::FOREVER_US;

/// A line as the database holds it.
#[derive(Debug, FromRow)]
pub struct Line {
    seq: i64,
    id: Uuid,
    kind: String,
    actor_role: String,
    post_id: Option<Uuid>,
    comment_id: Option<Uuid>,
    rule_number: i64,
    rule_text: String,
    rule_text_zh: String,
    reason: String,
    until_us: Option<i64>,
    detail: String,
    at_us: i64,
    actor_id: Uuid,
    actor_name: String,
    actor_verified_until_us: i64,
    actor_avatar: Option<Uuid>,
    second_id: Option<Uuid>,
    second_name: Option<String>,
    second_verified_until_us: Option<i64>,
    second_avatar: Option<Uuid>,
    person_id: Option<Uuid>,
    person_name: Option<String>,
    person_verified_until_us: Option<i64>,
    person_avatar: Option<Uuid>,
}

macro_rules! select {
    ($where:literal) => {
        concat!(
            "SELECT a.seq, a.id, a.kind, a.actor_role, a.post_id, a.comment_id, a.rule_number, a.rule_text, a.rule_text_zh,
                    a.reason, a.until_us, a.detail, a.at_us,
                    p.id AS actor_id, p.display_name AS actor_name, p.verified_until_us AS actor_verified_until_us,
                    p.avatar_id AS actor_avatar, s.id AS second_id, s.display_name AS second_name,
                    s.verified_until_us AS second_verified_until_us, s.avatar_id AS second_avatar,
                    q.id AS person_id, q.display_name AS person_name, q.verified_until_us AS person_verified_until_us,
                    q.avatar_id AS person_avatar
             FROM act a JOIN person p ON p.id = a.actor_id LEFT JOIN person s ON s.id = a.second_id
                        LEFT JOIN person q ON q.id = a.person_id ",
            $where
        )
    };
}

impl Line {
    /// The line as it is told: with names to those who may read them, else roles alone, and no word about a person.
    #[must_use]
    pub fn told(self, names: bool, now: Timestamp) -> LogLine {
        let byline = |id: Option<Uuid>, name: Option<String>, until: Option<i64>, avatar: Option<Uuid>| {
            names.then_some(())?;
            Some(Byline {
                id: PersonId(id?),
                display_name: name?,
                verified: now.as_micros() < until?,
                avatar: avatar.map(AttachmentId),
            })
        };
        LogLine {
            seq: self.seq,
            id: ActId(self.id),
            kind: ActKind::from_name(&self.kind),
            actor_role: self.actor_role,
            actor: byline(
                Some(self.actor_id),
                Some(self.actor_name),
                Some(self.actor_verified_until_us),
                self.actor_avatar,
            ),
            seconded: self.second_id.is_some(),
            second: byline(
                self.second_id,
                self.second_name,
                self.second_verified_until_us,
                self.second_avatar,
            ),
            person: byline(
                self.person_id,
                self.person_name,
                self.person_verified_until_us,
                self.person_avatar,
            ),
            thing: match about(self.post_id, self.comment_id) {
                Some(Subject::Post(_)) => Some(Thing::Post),
                Some(Subject::Comment(_)) => Some(Thing::Comment),
                Some(Subject::Person(_)) | None => self.person_id.map(|_| Thing::Person),
            },
            subject: about(self.post_id, self.comment_id).filter(|_| names),
            rule: (self.rule_number > 0).then_some(CitedRule {
                number: self.rule_number,
                text: self.rule_text,
                text_zh: self.rule_text_zh,
            }),
            reason: names.then_some(self.reason),
            until: self.until_us.filter(|until| *until != FOREVER_US).map(Timestamp::from_micros),
            detail: self.detail,
            at: Timestamp::from_micros(self.at_us),
        }
    }
}

/// Lines before `before`, newest first.
///
/// # Errors
/// When the database fails.
pub async fn lines(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
    before: Option<i64>,
    limit: i64,
) -> sqlx::Result<Vec<Line>> {
    sqlx::query_as(select!("WHERE a.circle_id = $1 AND a.seq < $2 ORDER BY a.seq DESC LIMIT $3 + 0"))
        .bind(circle.0)
        .bind(before.unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(db)
        .await
}

/// One line.
///
/// # Errors
/// When the database fails.
pub async fn line_of(db: impl SqliteExecutor<'_>, id: ActId) -> sqlx::Result<Option<Line>> {
    sqlx::query_as(select!("WHERE a.id = $1")).bind(id.0).fetch_optional(db).await
}
