//! What moderators impose, and its end.

use circles_domain::circle::{Preview, Role, Standing};
use circles_domain::{ActId, CircleId, PersonId, Timestamp};
use circles_wire::person::StandingResponse;
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use crate::store::FOREVER_US;
use crate::store::changes::{self, Change};
use crate::store::reading::{self, Sanction, Stands};

/// A sanction with its reason.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Which; `None` lifts.
    pub sanction: Sanction,
    /// Until when; `None` for one without end.
    pub until: Option<Timestamp>,
    /// As the person will read it.
    pub reason: String,
    /// The act that imposed it; an appeal names it.
    pub act: Option<ActId>,
}

/// Imposes or lifts a sanction, also on people who never joined. Notes what that takes away or gives back.
///
/// # Errors
/// When the database fails.
pub async fn sentence(
    db: &mut SqliteConnection,
    person: PersonId,
    circle: CircleId,
    sentence: &Sentence,
    now: Timestamp,
) -> sqlx::Result<()> {
    let reads = |stands: Option<Stands>| stands.is_some_and(|stands| stands.standing(now).reads());
    let before = reads(reading::stands(&mut *db, person, circle, now).await?);
    let until_us = sentence.until.map_or(FOREVER_US, Timestamp::as_micros);
    sqlx::query(
        "INSERT INTO membership (person_id, circle_id, joined, sanction, sanction_until_us, reason, joined_at_us, act_id)
         VALUES ($1, $2, 0, $3, $4, $5, $6, $7)
         ON CONFLICT (person_id, circle_id) DO UPDATE
         SET sanction = excluded.sanction, sanction_until_us = excluded.sanction_until_us, reason = excluded.reason,
             act_id = excluded.act_id",
    )
    .bind(person.0)
    .bind(circle.0)
    .bind(sentence.sanction.as_str())
    .bind(until_us)
    .bind(&sentence.reason)
    .bind(now.as_micros())
    .bind(sentence.act.map(|act| act.0))
    .execute(&mut *db)
    .await?;
    if sentence.sanction != Sanction::None {
        hush(db, person, circle, now).await?;
    }
    changes::note(db, Change::Standing(person, circle), now).await?;
    let after = reads(reading::stands(&mut *db, person, circle, now).await?);
    match (before, after) {
        (true, false) => changes::note(db, Change::ScopeRemoved(person, circle), now).await,
        (false, true) => changes::note(db, Change::ScopeReset(person, circle), now).await,
        (true, true) | (false, false) => Ok(()),
    }
}

/// Words that were quoted with a tip and not confirmed are words not yet said: who says nothing any more quotes anew.
async fn hush(
    db: &mut SqliteConnection,
    person: PersonId,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE quote SET expires_at_us = $3 WHERE payer_id = $1 AND replaced = 0 AND message <> '' AND expires_at_us > $3
           AND post_id IN (SELECT id FROM post WHERE circle_id = $2)",
    )
    .bind(person.0)
    .bind(circle.0)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// People whose sanction ended, and where.
///
/// # Errors
/// When the database fails.
pub async fn ended_sanctions(
    db: impl SqliteExecutor<'_>,
    now: Timestamp,
) -> sqlx::Result<Vec<(PersonId, CircleId)>> {
    let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT person_id, circle_id FROM membership WHERE sanction <> 'none' AND sanction_until_us <= $1",
    )
    .bind(now.as_micros())
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(person, circle)| (PersonId(person), CircleId(circle))).collect())
}

/// Forgets a sanction that ended and tells the person's devices; whoever may read again reads anew.
///
/// # Errors
/// When the database fails.
pub async fn lift_ended(
    db: &mut SqliteConnection,
    person: PersonId,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<()> {
    let stands = reading::stands(&mut *db, person, circle, now).await?;
    let Some(ended) = stands.filter(|stands| stands.sanction != Sanction::None && stands.until <= now) else {
        return Ok(());
    };
    sqlx::query("UPDATE membership SET sanction = 'none', sanction_until_us = 0, reason = '', act_id = NULL WHERE person_id = $1 AND circle_id = $2")
        .bind(person.0)
        .bind(circle.0)
        .execute(&mut *db)
        .await?;
    changes::note(db, Change::Standing(person, circle), now).await?;
    match ended.sanction {
        Sanction::Banned if ended.joined => changes::note(db, Change::ScopeReset(person, circle), now).await,
        Sanction::Banned | Sanction::Muted | Sanction::None => Ok(()),
    }
}

/// Whether `person` is, or ever was, a member of `circle`.
///
/// # Errors
/// When the database fails.
pub async fn was_here(db: impl SqliteExecutor<'_>, person: PersonId, circle: CircleId) -> sqlx::Result<bool> {
    let (known,): (bool,) =
        sqlx::query_as("SELECT EXISTS (SELECT 1 FROM membership WHERE person_id = $1 AND circle_id = $2)")
            .bind(person.0)
            .bind(circle.0)
            .fetch_one(db)
            .await?;
    Ok(known)
}

/// The act that imposed the sanction that holds now: `Some(None)` for one from before acts were kept.
///
/// # Errors
/// When the database fails.
pub async fn sanctioned_by(
    db: impl SqliteExecutor<'_>,
    person: PersonId,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Option<Option<ActId>>> {
    let row: Option<(Option<Uuid>,)> = sqlx::query_as(
        "SELECT act_id FROM membership WHERE person_id = $1 AND circle_id = $2 AND sanction <> 'none' AND sanction_until_us > $3",
    )
    .bind(person.0)
    .bind(circle.0)
    .bind(now.as_micros())
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(act,)| act.map(ActId)))
}

#[derive(FromRow)]
struct StandingRow {
    circle_id: Uuid,
    circle_name: String,
    joined: bool,
    role: String,
    sanction: String,
    sanction_until_us: i64,
    reason: String,
}

/// A person's standings that are not plain membership.
///
/// # Errors
/// When the database fails.
pub async fn standings(
    db: impl SqliteExecutor<'_>,
    person: PersonId,
    now: Timestamp,
) -> sqlx::Result<Vec<StandingResponse>> {
    let rows: Vec<StandingRow> = sqlx::query_as(
        "SELECT m.circle_id, c.name AS circle_name, m.joined, m.role, m.sanction, m.sanction_until_us, m.reason
         FROM membership m JOIN circle c ON c.id = m.circle_id
         WHERE m.person_id = $1 AND NOT (c.state = 'dissolved' OR (c.state = 'dissolving' AND c.export_until_us <= $2))
         ORDER BY c.name, c.id",
    )
    .bind(person.0)
    .bind(now.as_micros())
    .fetch_all(db)
    .await?;
    let shown = rows.into_iter().map(|row| {
        let (sanction, until) =
            (Sanction::from_name(&row.sanction), Timestamp::from_micros(row.sanction_until_us));
        let role = Role::from_name(&row.role).unwrap_or_default();
        let stands = Stands {
            joined: row.joined,
            role,
            sanction,
            until,
            preview: Preview::Nothing,
            frozen: false,
            ends: Timestamp::from_micros(FOREVER_US),
            found: true,
        };
        let standing = stands.standing(now);
        let reason = matches!(standing, Standing::Muted | Standing::Banned).then_some(row.reason);
        StandingResponse {
            circle: CircleId(row.circle_id),
            circle_name: row.circle_name,
            standing,
            until: stands.until(now),
            reason,
        }
    });
    Ok(shown.filter(|shown| !matches!(shown.standing, Standing::None | Standing::Member)).collect())
}
