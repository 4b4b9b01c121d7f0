//! Who may administer a circle: change its gates, its rules and its lists, let people in. Asked here and nowhere else.

use circles_domain::circle::Standing;
use circles_domain::{CircleId, PersonId, Timestamp};
use sqlx::{SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::changes::{self, Change};
use super::people::Person;
use super::reading;

/// Whether somebody of this standing may administer the circle; operators of the platform may everywhere.
#[must_use]
pub const fn may_administer(standing: Standing, operator: bool) -> bool {
    operator || matches!(standing, Standing::Moderator)
}

/// What somebody may do to how a circle is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Administers {
    /// Read and change it.
    Yes,
    /// Read it and take back what waits; the circle is read-only for now.
    Frozen,
    /// Nothing.
    No,
}

/// What `person` may do to how `circle` is run; `None` when there is no such circle, and for who is banned from it.
///
/// # Errors
/// When the database fails.
pub async fn administers(
    db: impl SqliteExecutor<'_>,
    person: &Person,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Option<Administers>> {
    let stands = reading::stands(db, person.id, circle, now).await?;
    let found = stands.filter(|stands| person.operator || stands.standing(now) != Standing::Banned);
    Ok(found.map(|stands| match (may_administer(stands.standing(now), person.operator), stands.frozen) {
        (false, _) => Administers::No,
        (true, true) => Administers::Frozen,
        (true, false) => Administers::Yes,
    }))
}

/// Tells those of the circle who administer it that something waits for them. Notes the changes; gives whom to poke.
///
/// # Errors
/// When the database fails.
pub async fn tell(
    db: &mut SqliteConnection,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Vec<PersonId>> {
    let people: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT person_id FROM membership WHERE circle_id = $1 AND joined = 1 AND moderator = 1
           AND NOT (sanction = 'banned' AND sanction_until_us > $2) LIMIT 100",
    )
    .bind(circle.0)
    .bind(now.as_micros())
    .fetch_all(&mut *db)
    .await?;
    let people: Vec<PersonId> = people.into_iter().map(|(id,)| PersonId(id)).collect();
    for person in &people {
        changes::note(db, Change::CircleFor(*person, circle), now).await?;
    }
    Ok(people)
}
