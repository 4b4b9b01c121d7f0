//! Sanctions that wait for a second person.

use circles_domain::circle::Standing;
use circles_domain::govern::CitedRule;
use circles_domain::{ActId, AttachmentId, CircleId, PersonId, Timestamp};
use circles_wire::govern::SanctionProposal;
use circles_wire::person::Byline;
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use crate::store::reading::Sanction;

/// A proposal as it is decided on.
#[derive(Clone, Copy, Debug)]
pub struct OpenProposal {
    /// Where.
    pub circle: CircleId,
    /// Whom.
    pub person: PersonId,
    /// What.
    pub sanction: Sanction,
    /// For how long from now; `None` for one without end.
    pub seconds: Option<i64>,
    /// Whether it still waits.
    pub open: bool,
}

/// Keeps a proposal under the id of the act that made it.
///
/// # Errors
/// When the database fails.
pub async fn propose(
    db: &mut SqliteConnection,
    id: ActId,
    circle: CircleId,
    person: PersonId,
    sanction: Sanction,
    seconds: Option<i64>,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO proposal (id, circle_id, person_id, sanction, seconds) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(id.0)
    .bind(circle.0)
    .bind(person.0)
    .bind(sanction.as_str())
    .bind(seconds.unwrap_or(0))
    .execute(db)
    .await?;
    Ok(())
}

/// Whether a proposal about `person` waits.
///
/// # Errors
/// When the database fails.
pub async fn has_open(db: impl SqliteExecutor<'_>, circle: CircleId, person: PersonId) -> sqlx::Result<bool> {
    let (open,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM proposal WHERE circle_id = $1 AND person_id = $2 AND state = 'open')",
    )
    .bind(circle.0)
    .bind(person.0)
    .fetch_one(db)
    .await?;
    Ok(open)
}

/// A proposal by its id.
///
/// # Errors
/// When the database fails.
pub async fn find_proposal(db: impl SqliteExecutor<'_>, id: ActId) -> sqlx::Result<Option<OpenProposal>> {
    let row: Option<(Uuid, Uuid, String, i64, String)> =
        sqlx::query_as("SELECT circle_id, person_id, sanction, seconds, state FROM proposal WHERE id = $1")
            .bind(id.0)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(circle, person, sanction, seconds, state)| OpenProposal {
        circle: CircleId(circle),
        person: PersonId(person),
        sanction: Sanction::from_name(&sanction),
        seconds: (seconds > 0).then_some(seconds),
        open: state == "open",
    }))
}

/// The second has spoken.
///
/// # Errors
/// When the database fails.
pub async fn close(db: &mut SqliteConnection, id: ActId, agreed: bool) -> sqlx::Result<()> {
    sqlx::query("UPDATE proposal SET state = $2 WHERE id = $1 AND state = 'open'")
        .bind(id.0)
        .bind(if agreed { "agreed" } else { "declined" })
        .execute(db)
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct ProposalRow {
    id: Uuid,
    sanction: String,
    seconds: i64,
    rule_number: i64,
    rule_text: String,
    rule_text_zh: String,
    reason: String,
    at_us: i64,
    person_id: Uuid,
    person_name: String,
    person_verified_until_us: i64,
    person_avatar: Option<Uuid>,
    actor_id: Uuid,
    actor_name: String,
    actor_verified_until_us: i64,
    actor_avatar: Option<Uuid>,
}

/// What waits for a second person in a circle, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn proposals(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Vec<SanctionProposal>> {
    let rows: Vec<ProposalRow> = sqlx::query_as(
        "SELECT o.id, o.sanction, o.seconds, a.rule_number, a.rule_text, a.rule_text_zh, a.reason, a.at_us,
                p.id AS person_id, p.display_name AS person_name, p.verified_until_us AS person_verified_until_us,
                p.avatar_id AS person_avatar, q.id AS actor_id, q.display_name AS actor_name,
                q.verified_until_us AS actor_verified_until_us, q.avatar_id AS actor_avatar
         FROM proposal o JOIN act a ON a.id = o.id JOIN person p ON p.id = o.person_id JOIN person q ON q.id = a.actor_id
         WHERE o.circle_id = $1 AND o.state = 'open' ORDER BY a.seq LIMIT 100",
    )
    .bind(circle.0)
    .fetch_all(db)
    .await?;
    let byline = |id: Uuid, display_name: String, until: i64, avatar: Option<Uuid>| Byline {
        id: PersonId(id),
        display_name,
        verified: now.as_micros() < until,
        avatar: avatar.map(AttachmentId),
    };
    let proposal = |row: ProposalRow| SanctionProposal {
        id: ActId(row.id),
        person: byline(row.person_id, row.person_name, row.person_verified_until_us, row.person_avatar),
        sanction: match Sanction::from_name(&row.sanction) {
            Sanction::Banned => Standing::Banned,
            Sanction::Muted | Sanction::None => Standing::Muted,
        },
        seconds: (row.seconds > 0).then_some(row.seconds),
        rule: CitedRule { number: row.rule_number, text: row.rule_text, text_zh: row.rule_text_zh },
        reason: row.reason,
        own: row.actor_id == asker.0,
        proposer: byline(row.actor_id, row.actor_name, row.actor_verified_until_us, row.actor_avatar),
        at: Timestamp::from_micros(row.at_us),
    };
    Ok(rows.into_iter().map(proposal).collect())
}
