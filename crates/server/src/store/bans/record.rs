//! What operators of the platform did about somebody's access: who, why, when. Only ever added to.

use circles_domain::{PersonId, Timestamp};
use circles_wire::known::{OperatorAct, OperatorActKind};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};

use crate::store::FOREVER_US;
use crate::store::people::{BylineRow, byline_columns};

/// A line to be added.
#[derive(Clone, Debug)]
pub struct NewAct {
    /// What.
    pub kind: OperatorActKind,
    /// About whom.
    pub about: PersonId,
    /// Who did it.
    pub operator: PersonId,
    /// Why.
    pub reason: String,
    /// Until when somebody is shut out.
    pub until: Option<Timestamp>,
    /// When.
    pub at: Timestamp,
}

const fn name(kind: OperatorActKind) -> &'static str {
    match kind {
        OperatorActKind::ShutOut => "shut_out",
        OperatorActKind::LetIn => "let_in",
    }
}

/// Adds a line.
///
/// # Errors
/// When the database fails.
pub async fn insert_act(db: &mut SqliteConnection, act: &NewAct) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO operator_act (kind, person_id, operator_id, reason, until_us, at_us) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(name(act.kind))
    .bind(act.about.0)
    .bind(act.operator.0)
    .bind(&act.reason)
    .bind(act.until.map_or(0, Timestamp::as_micros))
    .bind(act.at.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

#[derive(FromRow)]
struct ActRow {
    kind: String,
    reason: String,
    until_us: i64,
    at_us: i64,
    #[sqlx(flatten)]
    operator: BylineRow,
}

/// The lines about somebody, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_acts(
    db: impl SqliteExecutor<'_>,
    about: PersonId,
    now: Timestamp,
) -> sqlx::Result<Vec<OperatorAct>> {
    let rows: Vec<ActRow> = sqlx::query_as(concat!(
        "SELECT a.kind, a.reason, a.until_us, a.at_us, ",
        byline_columns!(),
        " FROM operator_act a JOIN person p ON p.id = a.operator_id WHERE a.person_id = $1 ORDER BY a.seq DESC LIMIT 100"
    ))
    .bind(about.0)
    .fetch_all(db)
    .await?;
    let told = |row: ActRow| OperatorAct {
        kind: if row.kind == name(OperatorActKind::LetIn) {
            OperatorActKind::LetIn
        } else {
            OperatorActKind::ShutOut
        },
        operator: row.operator.byline(now),
        reason: row.reason,
        until: (row.until_us != 0 && row.until_us != FOREVER_US)
            .then(|| Timestamp::from_micros(row.until_us)),
        at: Timestamp::from_micros(row.at_us),
    };
    Ok(rows.into_iter().map(told).collect())
}
