//! A circle that is offered to one of its members, and who could own it.

use circles_domain::circle::Role;
use circles_domain::{CircleId, PersonId, Timestamp};
use circles_wire::handover::{Handover, Heir};
use circles_wire::person::Byline;
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use crate::store::changes::{self, Change};
use crate::store::people::{BylineRow, byline_columns};

/// Of circle `c`: the offer that `$1` made or was made; all absent for everyone else.
macro_rules! handover_columns {
    () => {
        "h.at_us AS offered_at_us, t.id AS offered_id, t.display_name AS offered_name,
         t.verified_until_us AS offered_until_us, t.avatar_id AS offered_avatar"
    };
}
pub(in crate::store) use handover_columns;

macro_rules! handover_join {
    () => {
        "LEFT JOIN handover h ON h.circle_id = c.id AND (h.from_id = $1 OR h.to_id = $1)
         LEFT JOIN person t ON t.id = h.to_id "
    };
}
pub(in crate::store) use handover_join;

#[derive(FromRow)]
pub(in crate::store) struct HandoverRow {
    offered_at_us: Option<i64>,
    offered_id: Option<Uuid>,
    offered_name: Option<String>,
    offered_until_us: Option<i64>,
    offered_avatar: Option<Uuid>,
}

impl HandoverRow {
    pub(in crate::store) fn handover(self, now: Timestamp) -> Option<Handover> {
        Some(Handover {
            to: Byline {
                id: PersonId(self.offered_id?),
                display_name: self.offered_name?,
                verified: now.as_micros() < self.offered_until_us?,
                avatar: self.offered_avatar.map(circles_domain::AttachmentId),
            },
            at: Timestamp::from_micros(self.offered_at_us?),
        })
    }
}

/// Who offers `circle` to whom; `None` when nobody does.
///
/// # Errors
/// When the database fails.
pub async fn find_handover(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
) -> sqlx::Result<Option<(PersonId, PersonId)>> {
    let row: Option<(Uuid, Uuid)> =
        sqlx::query_as("SELECT from_id, to_id FROM handover WHERE circle_id = $1")
            .bind(circle.0)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(from, to)| (PersonId(from), PersonId(to))))
}

/// Offers `circle`, and notes the change for both; an offer of before is over.
///
/// # Errors
/// When the database fails.
pub async fn offer(
    db: &mut SqliteConnection,
    circle: CircleId,
    (from, to): (PersonId, PersonId),
    now: Timestamp,
) -> sqlx::Result<()> {
    end_handover(db, circle, now).await?;
    sqlx::query("INSERT INTO handover (circle_id, from_id, to_id, at_us) VALUES ($1, $2, $3, $4)")
        .bind(circle.0)
        .bind(from.0)
        .bind(to.0)
        .bind(now.as_micros())
        .execute(&mut *db)
        .await?;
    changes::note(db, Change::CircleFor(from, circle), now).await?;
    changes::note(db, Change::CircleFor(to, circle), now).await
}

/// The offer of `circle` is over: taken back, declined, accepted, or one of the two is not there any more. Notes the change
/// for both; says who they were.
///
/// # Errors
/// When the database fails.
pub async fn end_handover(
    db: &mut SqliteConnection,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Vec<PersonId>> {
    let ended: Option<(Uuid, Uuid)> =
        sqlx::query_as("DELETE FROM handover WHERE circle_id = $1 RETURNING from_id, to_id")
            .bind(circle.0)
            .fetch_optional(&mut *db)
            .await?;
    let Some((from, to)) = ended else { return Ok(Vec::new()) };
    let both = vec![PersonId(from), PersonId(to)];
    for person in &both {
        changes::note(db, Change::CircleFor(*person, circle), now).await?;
    }
    Ok(both)
}

/// An offer that `person` made or was made is over: they are not in `circle` any more.
///
/// # Errors
/// When the database fails.
pub(super) async fn end_handover_of(
    db: &mut SqliteConnection,
    person: PersonId,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<()> {
    let between = find_handover(&mut *db, circle).await?;
    if between.is_some_and(|(from, to)| from == person || to == person) {
        end_handover(db, circle, now).await?;
    }
    Ok(())
}

#[derive(FromRow)]
struct HeirRow {
    role: String,
    #[sqlx(flatten)]
    byline: BylineRow,
}

/// Who could own `circle`: members in good standing with a proven name who do not, those who are trusted with most first.
///
/// # Errors
/// When the database fails.
pub async fn heirs(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
    asker: PersonId,
    now: Timestamp,
) -> sqlx::Result<Vec<Heir>> {
    let rows: Vec<HeirRow> = sqlx::query_as(concat!(
        "SELECT m.role, ",
        byline_columns!(),
        " FROM membership m JOIN person p ON p.id = m.person_id
          WHERE m.circle_id = $1 AND m.joined = 1 AND m.role <> 'owner' AND m.person_id <> $2
            AND (m.sanction = 'none' OR m.sanction_until_us <= $3) AND p.verified_until_us > $3
          ORDER BY CASE m.role WHEN 'admin' THEN 0 WHEN 'moderator' THEN 1 WHEN 'trusted' THEN 2 ELSE 3 END,
                   m.joined_at_us, p.id LIMIT 200"
    ))
    .bind(circle.0)
    .bind(asker.0)
    .bind(now.as_micros())
    .fetch_all(db)
    .await?;
    let heir = |row: HeirRow| Heir {
        person: row.byline.byline(now),
        role: Role::from_name(&row.role).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(heir).collect())
}
