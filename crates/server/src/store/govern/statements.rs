//! What was decided about a person, as they read it themselves.

use circles_domain::govern::{ActKind, CircleState, CitedRule};
use circles_domain::{ActId, AppealId, CircleId, PersonId, Timestamp};
use circles_wire::govern::{AppealResponse, Statement};
use sqlx::{FromRow, SqliteExecutor};
use uuid::Uuid;

use super::about;
use super::appeals::state;
use crate::store::FOREVER_US;

#[derive(FromRow)]
struct StatementRow {
    id: Uuid,
    circle_id: Uuid,
    circle_name: String,
    circle_name_zh: String,
    kind: String,
    post_id: Option<Uuid>,
    comment_id: Option<Uuid>,
    words: String,
    rule_number: i64,
    rule_text: String,
    rule_text_zh: String,
    reason: String,
    at_us: i64,
    until_us: Option<i64>,
    holds: bool,
    state: String,
    export_until_us: i64,
    appeal_id: Option<Uuid>,
    appeal_text: Option<String>,
    appeal_state: Option<String>,
    appeal_answer: Option<String>,
    appeal_at_us: Option<i64>,
    appeal_decided_at_us: Option<i64>,
    heard_at_us: Option<i64>,
}

/// Removals, mutes and bans of `person`, newest first, with those that hold on from an account they had before. `appeal_s` is how long each may be appealed.
///
/// # Errors
/// When the database fails.
pub async fn statements(
    db: impl SqliteExecutor<'_>,
    person: PersonId,
    appeal_s: i64,
    now: Timestamp,
) -> sqlx::Result<Vec<Statement>> {
    let rows: Vec<StatementRow> = sqlx::query_as(
        "SELECT a.id, a.circle_id, c.name AS circle_name, c.name_zh AS circle_name_zh, a.kind, a.post_id, a.comment_id,
                coalesce(p.text, k.text, '') AS words, a.rule_number, a.rule_text, a.rule_text_zh, a.reason, a.at_us, a.until_us,
                (coalesce(p.state = 'removed', 0) OR coalesce(k.state = 'removed', 0)
                   OR coalesce(m.act_id = a.id AND m.sanction <> 'none' AND m.sanction_until_us > $2, 0)) AS holds,
                c.state, c.export_until_us, e.id AS appeal_id, e.text AS appeal_text, e.state AS appeal_state, e.answer AS appeal_answer,
                e.at_us AS appeal_at_us, e.decided_at_us AS appeal_decided_at_us, h.at_us AS heard_at_us
         FROM act a JOIN circle c ON c.id = a.circle_id
                    LEFT JOIN post p ON p.id = a.post_id LEFT JOIN comment k ON k.id = a.comment_id
                    LEFT JOIN membership m ON m.circle_id = a.circle_id AND m.person_id = $1
                    LEFT JOIN appeal e ON e.act_id = a.id LEFT JOIN heard_act h ON h.act_id = a.id
         WHERE a.kind IN ('remove', 'mute', 'ban')
           AND (a.person_id = $1 OR a.id IN (SELECT act_id FROM membership WHERE person_id = $1 AND act_id IS NOT NULL))
         ORDER BY a.seq DESC LIMIT 100",
    )
    .bind(person.0)
    .bind(now.as_micros())
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| row.statement(appeal_s, now)).collect())
}

impl StatementRow {
    fn statement(self, appeal_s: i64, now: Timestamp) -> Statement {
        let until = Timestamp::from_micros(self.export_until_us);
        let gone = CircleState::from_name(&self.state).at(until, now) == CircleState::Dissolved;
        let (act, at) = (ActId(self.id), Timestamp::from_micros(self.at_us));
        let appeal = match (self.appeal_id, self.appeal_text, self.appeal_state, self.appeal_answer) {
            (Some(id), Some(text), Some(name), Some(answer)) => Some(AppealResponse {
                id: AppealId(id),
                act,
                text,
                state: state(&name),
                answer,
                at: Timestamp::from_micros(self.appeal_at_us.unwrap_or_default()),
            }),
            _ => None,
        };
        Statement {
            act,
            circle: CircleId(self.circle_id),
            circle_name: self.circle_name,
            circle_name_zh: self.circle_name_zh,
            kind: ActKind::from_name(&self.kind),
            subject: about(self.post_id, self.comment_id),
            words: self.words,
            rule: CitedRule { number: self.rule_number, text: self.rule_text, text_zh: self.rule_text_zh },
            reason: self.reason,
            at,
            until: self.until_us.filter(|until| *until != FOREVER_US).map(Timestamp::from_micros),
            holds: self.holds && !gone,
            circle_gone: gone,
            appeal_until: at.plus_seconds(appeal_s),
            appeal,
            heard: self.heard_at_us.is_some_and(|at| at >= self.appeal_decided_at_us.unwrap_or_default()),
        }
    }
}
