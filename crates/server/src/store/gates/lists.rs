//! The circle's lists of people, for the clauses that ask for them.

use circles_domain::circle::PersonList;
use circles_domain::{CircleId, PersonId, Timestamp};
use circles_wire::person::Byline;
use sqlx::{SqliteConnection, SqliteExecutor};

use crate::store::changes::{self, Change};
use crate::store::people::{BylineRow, byline_columns};

/// The most people of one list: what is longer wants a clause, not names.
pub const LISTED_MAX: i64 = 500;

const fn name(list: PersonList) -> &'static str {
    match list {
        PersonList::Allow => "allow",
        PersonList::Deny => "deny",
    }
}

/// Who is on a list, by name.
///
/// # Errors
/// When the database fails.
pub async fn list_people(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
    list: PersonList,
    now: Timestamp,
) -> sqlx::Result<Vec<Byline>> {
    let rows: Vec<BylineRow> = sqlx::query_as(concat!(
        "SELECT ",
        byline_columns!(),
        " FROM gate_person g JOIN person p ON p.id = g.person_id WHERE g.circle_id = $1 AND g.list = $2
          ORDER BY p.display_name, p.id LIMIT 500"
    ))
    .bind(circle.0)
    .bind(name(list))
    .fetch_all(db)
    .await?;
    Ok(rows.iter().map(|row| row.byline(now)).collect())
}

/// Puts somebody on a list or takes them off, and notes that the circle says something else to them now. `false` when
/// the list is full.
///
/// # Errors
/// When the database fails.
pub async fn set_listed(
    db: &mut SqliteConnection,
    (circle, list, person): (CircleId, PersonList, PersonId),
    listed: bool,
    by: PersonId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    if listed {
        let (count,): (i64,) = sqlx::query_as(
            "SELECT count(*) FROM gate_person WHERE circle_id = $1 AND list = $2 AND person_id <> $3",
        )
        .bind(circle.0)
        .bind(name(list))
        .bind(person.0)
        .fetch_one(&mut *db)
        .await?;
        if count >= LISTED_MAX {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO gate_person (circle_id, person_id, list, added_by, added_at_us) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (circle_id, person_id, list) DO NOTHING",
        )
        .bind(circle.0)
        .bind(person.0)
        .bind(name(list))
        .bind(by.0)
        .bind(now.as_micros())
        .execute(&mut *db)
        .await?;
    } else {
        sqlx::query("DELETE FROM gate_person WHERE circle_id = $1 AND person_id = $2 AND list = $3")
            .bind(circle.0)
            .bind(person.0)
            .bind(name(list))
            .execute(&mut *db)
            .await?;
    }
    changes::note(db, Change::CircleFor(person, circle), now).await?;
    Ok(true)
}
