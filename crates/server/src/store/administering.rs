//! Who may administer a circle: let people in, and propose how its gates should be. Its gates, rules and lists are decided
//! by fewer. Asked here and nowhere else.

use circles_domain::circle::{Role, Standing};
use circles_domain::{CircleId, PersonId, Timestamp};
use circles_faults::canary;
use sqlx::{SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::changes::{self, Change};
use super::people::{self, Person};
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

/// What `person` may do to how `circle` is run; `None` when there is no such circle, and for who is banned from it or
/// does not find it.
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
    let found =
        stands.filter(|stands| person.operator || (stands.found && stands.standing(now) != Standing::Banned));
    Ok(found.map(|stands| match (may_administer(stands.standing(now), person.operator), stands.frozen) {
        (false, _) => Administers::No,
        (true, true) => Administers::Frozen,
        (true, false) => Administers::Yes,
    }))
}

/// Whether `person` decides how `circle` is run: its gates, its rules, its lists. That takes an admin, as its page does, or
/// an operator of the platform.
///
/// # Errors
/// When the database fails.
pub async fn decides(
    db: &mut SqliteConnection,
    person: PersonId,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    if people::find(&mut *db, person).await?.is_some_and(|person| person.operator) {
        return Ok(true);
    }
    let stands = reading::stands(db, person, circle, now).await?;
    let admin = |stands: reading::Stands| {
        stands.standing(now) == Standing::Moderator
            && (stands.role() >= Role::Admin || canary!("moderators_decide"))
    };
    Ok(stands.is_some_and(admin))
}

/// Tells the operators of the platform that something waits for them. Notes the changes; gives whom to poke.
///
/// # Errors
/// When the database fails.
pub async fn tell_operators(db: &mut SqliteConnection, now: Timestamp) -> sqlx::Result<Vec<PersonId>> {
    let people: Vec<(Uuid,)> =
        sqlx::query_as("SELECT id FROM person WHERE role = 'operator' LIMIT 100").fetch_all(&mut *db).await?;
    let people: Vec<PersonId> = people.into_iter().map(|(id,)| PersonId(id)).collect();
    for person in &people {
        changes::note(db, Change::Myself(*person), now).await?;
    }
    Ok(people)
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
