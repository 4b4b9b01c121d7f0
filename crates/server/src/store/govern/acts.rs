//! Lines of the log: added, and found again.

use circles_domain::circle::Role;
use circles_domain::govern::{ActKind, CitedRule, Subject};
use circles_domain::{ActId, CircleId, CommentId, PersonId, PostId, Timestamp};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use crate::store::FOREVER_US;

/// A line to be added.
#[derive(Clone, Debug)]
pub struct Act {
    /// Which.
    pub id: ActId,
    /// Where.
    pub circle: CircleId,
    /// What.
    pub kind: ActKind,
    /// Who.
    pub actor: PersonId,
    /// As what: a role's name, or `operator`.
    pub actor_role: String,
    /// Who agreed.
    pub second: Option<PersonId>,
    /// Whom it concerns.
    pub person: Option<PersonId>,
    /// What it concerns.
    pub subject: Option<Subject>,
    /// The rule that is cited.
    pub rule: Option<CitedRule>,
    /// Why.
    pub reason: String,
    /// Until when; `Some(None)` for a sanction without end.
    pub until: Option<Option<Timestamp>>,
    /// A role, a sanction, a step.
    pub detail: String,
    /// The act that this one undoes or answers.
    pub of: Option<ActId>,
    /// By which a repeated request is known.
    pub request_hash: [u8; 32],
    /// When.
    pub at: Timestamp,
}

/// What an id holds, whoever asks.
#[derive(Clone, Debug)]
pub struct Held {
    /// Where.
    pub circle: CircleId,
    /// What.
    pub kind: ActKind,
    /// Who.
    pub actor: PersonId,
    /// As what: a role's name, or `operator`.
    pub actor_role: String,
    /// Who agreed.
    pub second: Option<PersonId>,
    /// Whom it concerns.
    pub person: Option<PersonId>,
    /// What it concerns.
    pub subject: Option<Subject>,
    /// The rule that was cited.
    pub rule: Option<CitedRule>,
    /// Why.
    pub reason: String,
    /// By which a repeated request is known.
    pub request_hash: [u8; 32],
    /// When.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct ActRow {
    circle_id: Uuid,
    kind: String,
    actor_id: Uuid,
    actor_role: String,
    second_id: Option<Uuid>,
    person_id: Option<Uuid>,
    post_id: Option<Uuid>,
    comment_id: Option<Uuid>,
    rule_number: i64,
    rule_text: String,
    rule_text_zh: String,
    reason: String,
    request_hash: Vec<u8>,
    at_us: i64,
}

/// What a line is about, from its columns.
#[must_use]
pub fn about(post: Option<Uuid>, comment: Option<Uuid>) -> Option<Subject> {
    let comment = comment.map(|id| Subject::Comment(CommentId(id)));
    comment.or_else(|| post.map(|id| Subject::Post(PostId(id))))
}

impl From<ActRow> for Held {
    fn from(row: ActRow) -> Self {
        let cited = (row.rule_number > 0).then_some(CitedRule {
            number: row.rule_number,
            text: row.rule_text,
            text_zh: row.rule_text_zh,
        });
        Self {
            circle: CircleId(row.circle_id),
            kind: ActKind::from_name(&row.kind),
            actor: PersonId(row.actor_id),
            actor_role: row.actor_role,
            second: row.second_id.map(PersonId),
            person: row.person_id.map(PersonId),
            subject: about(row.post_id, row.comment_id),
            rule: cited,
            reason: row.reason,
            request_hash: row.request_hash.try_into().unwrap_or_default(),
            at: Timestamp::from_micros(row.at_us),
        }
    }
}

/// Adds a line.
///
/// # Errors
/// When the database fails, or the id is taken.
pub async fn insert(db: &mut SqliteConnection, act: &Act) -> sqlx::Result<()> {
    let (post, comment) = match act.subject {
        Some(Subject::Post(id)) => (Some(id.0), None),
        Some(Subject::Comment(id)) => (None, Some(id.0)),
        Some(Subject::Person(_)) | None => (None, None),
    };
    let until = act.until.map(|until| until.map_or(FOREVER_US, Timestamp::as_micros));
    let rule = act.rule.as_ref();
    sqlx::query(
        "INSERT INTO act (id, circle_id, kind, actor_id, actor_role, second_id, person_id, post_id, comment_id, rule_number,
                          rule_text, rule_text_zh, reason, until_us, detail, of_id, request_hash, at_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    )
    .bind(act.id.0)
    .bind(act.circle.0)
    .bind(act.kind.as_str())
    .bind(act.actor.0)
    .bind(&act.actor_role)
    .bind(act.second.map(|id| id.0))
    .bind(act.person.map(|id| id.0))
    .bind(post)
    .bind(comment)
    .bind(rule.map_or(0, |rule| rule.number))
    .bind(rule.map_or("", |rule| rule.text.as_str()))
    .bind(rule.map_or("", |rule| rule.text_zh.as_str()))
    .bind(&act.reason)
    .bind(until)
    .bind(&act.detail)
    .bind(act.of.map(|id| id.0))
    .bind(act.request_hash.as_slice())
    .bind(act.at.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// What `id` holds.
///
/// # Errors
/// When the database fails.
pub async fn find_act(db: impl SqliteExecutor<'_>, id: ActId) -> sqlx::Result<Option<Held>> {
    let row: Option<ActRow> = sqlx::query_as(
        "SELECT circle_id, kind, actor_id, actor_role, second_id, person_id, post_id, comment_id, rule_number, rule_text, rule_text_zh,
                reason, request_hash, at_us
         FROM act WHERE id = $1",
    )
    .bind(id.0)
    .fetch_optional(db)
    .await?;
    Ok(row.map(Held::from))
}

/// The act that answered `id` by agreeing to it, if any.
///
/// # Errors
/// When the database fails.
pub async fn held(
    db: impl SqliteExecutor<'_>,
    of: ActId,
) -> sqlx::Result<Option<(ActId, ActKind, Timestamp)>> {
    let row: Option<(Uuid, String, i64)> =
        sqlx::query_as("SELECT id, kind, at_us FROM act WHERE of_id = $1 ORDER BY seq LIMIT 1")
            .bind(of.0)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(id, kind, at)| (ActId(id), ActKind::from_name(&kind), Timestamp::from_micros(at))))
}

/// The last removal of something.
#[derive(Clone, Debug)]
pub struct Removed {
    /// The act.
    pub act: ActId,
    /// The rule that it cited.
    pub rule: CitedRule,
    /// As what its actor acted; `None` for an operator of the platform.
    pub role: Option<Role>,
}

/// The last removal of `subject`.
///
/// # Errors
/// When the database fails.
pub async fn find_removal(db: &mut SqliteConnection, subject: Subject) -> sqlx::Result<Option<Removed>> {
    match subject {
        Subject::Post(id) => last_removal(db, REMOVALS_OF_POST, id.0).await,
        Subject::Comment(id) => last_removal(db, REMOVALS_OF_COMMENT, id.0).await,
        Subject::Person(_) => Ok(None),
    }
}

const REMOVALS_OF_POST: &str = "SELECT id, actor_role, rule_number, rule_text, rule_text_zh FROM act
                                WHERE post_id = $1 AND kind = 'remove' ORDER BY seq DESC LIMIT 1";
const REMOVALS_OF_COMMENT: &str = "SELECT id, actor_role, rule_number, rule_text, rule_text_zh FROM act
                                   WHERE comment_id = $1 AND kind = 'remove' ORDER BY seq DESC LIMIT 1";

async fn last_removal(
    db: &mut SqliteConnection,
    sql: &'static str,
    id: Uuid,
) -> sqlx::Result<Option<Removed>> {
    let row: Option<(Uuid, String, i64, String, String)> =
        sqlx::query_as(sql).bind(id).fetch_optional(db).await?;
    Ok(row.map(|(id, role, number, text, text_zh)| Removed {
        act: ActId(id),
        rule: CitedRule { number, text, text_zh },
        role: Role::from_name(&role),
    }))
}

/// The rule under which `subject` was last removed.
///
/// # Errors
/// When the database fails.
pub async fn rule_of(db: &mut SqliteConnection, subject: Subject) -> sqlx::Result<Option<CitedRule>> {
    Ok(find_removal(db, subject).await?.map(|removed| removed.rule))
}
