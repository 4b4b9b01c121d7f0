//! Circles as the platform's operators see them.

use circles_domain::govern::{CircleState, Keeping};
use circles_domain::{AttachmentId, CircleId, PersonId, Timestamp};
use circles_wire::lifecycle::ConsoleLine;
use circles_wire::person::Byline;
use sqlx::{FromRow, SqliteExecutor};
use uuid::Uuid;

use crate::store::govern::stuck_appeals;

#[derive(FromRow)]
struct ConsoleRow {
    id: Uuid,
    name: String,
    name_zh: String,
    state: String,
    state_reason: String,
    export_until_us: i64,
    find_percent: i64,
    views_per_hour: i64,
    member_count: i64,
    keepers: i64,
    appeals: i64,
    owner_id: Option<Uuid>,
    owner_name: Option<String>,
    owner_until_us: Option<i64>,
    owner_avatar: Option<Uuid>,
    open_reports: i64,
    late_reports: i64,
}

/// Every circle, by name, for the operator `asker`. A report is late that came before `late`.
///
/// # Errors
/// When the database fails.
pub async fn console(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    members_per_keeper: i64,
    late: Timestamp,
    now: Timestamp,
) -> sqlx::Result<Vec<ConsoleLine>> {
    let rows: Vec<ConsoleRow> = sqlx::query_as(concat!(
        "SELECT c.id, c.name, c.name_zh, c.state, c.state_reason, c.export_until_us, c.find_percent, c.views_per_hour,
                c.member_count,
                (SELECT count(*) FROM membership m WHERE m.circle_id = c.id AND m.joined = 1 AND m.moderator = 1) AS keepers,
                (SELECT count(*) FROM report r WHERE r.circle_id = c.id AND r.state = 'open') AS open_reports,
                (SELECT count(*) FROM report r WHERE r.circle_id = c.id AND r.state = 'open' AND r.at_us < $1) AS late_reports, ",
        stuck_appeals!(),
        ", o.id AS owner_id, o.display_name AS owner_name, o.verified_until_us AS owner_until_us, o.avatar_id AS owner_avatar
         FROM circle c LEFT JOIN person o ON o.id = (SELECT m.person_id FROM membership m
                                                     WHERE m.circle_id = c.id AND m.joined = 1 AND m.role = 'owner'
                                                     ORDER BY m.joined_at_us, m.person_id LIMIT 1)
         ORDER BY c.name, c.id LIMIT 1000"
    ))
    .bind(late.as_micros())
    .bind(now.as_micros())
    .bind(asker.0)
    .fetch_all(db)
    .await?;
    let owner = |id: Option<Uuid>, name: Option<String>, until: Option<i64>, avatar: Option<Uuid>| {
        Some(Byline {
            id: PersonId(id?),
            display_name: name?,
            verified: now.as_micros() < until?,
            avatar: avatar.map(AttachmentId),
        })
    };
    let line = |row: ConsoleRow| ConsoleLine {
        circle: CircleId(row.id),
        name: row.name,
        name_zh: row.name_zh,
        state: CircleState::from_name(&row.state).at(Timestamp::from_micros(row.export_until_us), now),
        reason: row.state_reason,
        export_until: (row.export_until_us > 0).then(|| Timestamp::from_micros(row.export_until_us)),
        find_percent: row.find_percent,
        views_per_hour: row.views_per_hour,
        members: row.member_count,
        keepers: row.keepers,
        appeals: row.appeals,
        owner: owner(row.owner_id, row.owner_name, row.owner_until_us, row.owner_avatar),
        open_reports: row.open_reports,
        late_reports: row.late_reports,
        keeps_up: Keeping { members: row.member_count, keepers: row.keepers, late_reports: row.late_reports }
            .keeps_up(members_per_keeper),
    };
    Ok(rows.into_iter().map(line).collect())
}
