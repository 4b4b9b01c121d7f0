//! The gate under which somebody asked to be let in. Whoever decides is answered by it and by the lists of then: a gate or
//! a list that is moved while somebody waits says nothing of them.

use circles_domain::circle::Place;
use circles_domain::gate::{Asker, Gate};
use circles_domain::{CircleId, Timestamp};
use sqlx::SqliteExecutor;

use crate::store::people::Person;

/// The join gate under which `person` last asked `circle`, with what is proven of them now; `None` for who never asked.
///
/// # Errors
/// When the database fails.
pub async fn find_under(
    db: impl SqliteExecutor<'_>,
    person: &Person,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Option<(Gate, Asker)>> {
    let row: Option<(String, bool, bool)> = sqlx::query_as(
        "SELECT g.gates, a.allow_listed, a.deny_listed
         FROM admission a JOIN gate_version g ON g.circle_id = a.circle_id AND g.version = a.gate_version
         WHERE a.circle_id = $1 AND a.person_id = $2",
    )
    .bind(circle.0)
    .bind(person.id.0)
    .fetch_optional(db)
    .await?;
    let Some((gates, allow_listed, deny_listed)) = row else { return Ok(None) };
    let place = Place { allow_listed, deny_listed, ..Place::default() };
    Ok(Some((super::read(&gates)?.join, person.asker(now).at(place, now))))
}
