//! Blocks: made and lifted. Neither side ever hears of one but its maker.

use circles_domain::{PersonId, Timestamp};
use sqlx::SqliteConnection;

use super::requests::State;
use super::{Terms, friendships, requests};
use crate::store::changes::{self, Change};
use crate::store::reading::{self, is_hidden};

/// Blocks: ends the friendship and open requests, and takes each from the other's devices. Blocking somebody who is
/// hidden already is kept for the day when they are not. Says whether anything changed.
///
/// # Errors
/// When the database fails, or there is no such person.
pub async fn block(
    db: &mut SqliteConnection,
    blocker: PersonId,
    blocked: PersonId,
    terms: Terms,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let hidden = is_hidden(&mut *db, blocker, blocked).await?;
    let made = sqlx::query(
        "INSERT INTO block (blocker_id, blocked_id, created_at_us, listed) VALUES ($1, $2, $3, $4)
         ON CONFLICT (blocker_id, blocked_id) DO NOTHING",
    )
    .bind(blocker.0)
    .bind(blocked.0)
    .bind(now.as_micros())
    .bind(!hidden)
    .execute(&mut *db)
    .await?;
    if made.rows_affected() == 0 || hidden {
        return Ok(false);
    }
    friendships::part(db, blocker, blocked, now).await?;
    for (asker, asked) in [(blocker, blocked), (blocked, blocker)] {
        if let Some(held) = requests::find_open(&mut *db, asker, asked, terms, now).await? {
            requests::set_state(db, &held, State::Ended, now).await?;
        }
    }
    for (person, other) in [(blocker, blocked), (blocked, blocker)] {
        // Who keeps order somewhere reads on what is written there.
        let keeps = !reading::kept_by(&mut *db, person).await?.is_empty();
        let gone =
            if keeps { Change::PersonReset(person, other) } else { Change::PersonRemoved(person, other) };
        changes::note(db, gone, now).await?;
        // Past entries no longer show the other's name and face.
        changes::note(db, Change::Wallet(person), now).await?;
    }
    // Behind the removal, which takes the relation away as well.
    changes::note(db, Change::Relation(blocker, blocked), now).await?;
    Ok(true)
}

/// Lifts one's own block. The other's block, if there is one, stays. Says whether there was one.
///
/// # Errors
/// When the database fails.
pub async fn unblock(
    db: &mut SqliteConnection,
    blocker: PersonId,
    blocked: PersonId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let lifted = sqlx::query("DELETE FROM block WHERE blocker_id = $1 AND blocked_id = $2")
        .bind(blocker.0)
        .bind(blocked.0)
        .execute(&mut *db)
        .await?;
    if lifted.rows_affected() == 0 {
        return Ok(false);
    }
    if is_hidden(&mut *db, blocker, blocked).await? {
        // What the other one blocked unseen is from now on theirs to lift.
        sqlx::query("UPDATE block SET listed = 1 WHERE blocker_id = $1 AND blocked_id = $2")
            .bind(blocked.0)
            .bind(blocker.0)
            .execute(&mut *db)
            .await?;
        changes::note(db, Change::Relation(blocked, blocker), now).await?;
        changes::note(db, Change::PersonRemoved(blocker, blocked), now).await?;
        return Ok(true);
    }
    for (person, other) in [(blocker, blocked), (blocked, blocker)] {
        changes::note(db, Change::PersonReset(person, other), now).await?;
        changes::note(db, Change::Relation(person, other), now).await?;
        changes::note(db, Change::Wallet(person), now).await?;
    }
    Ok(true)
}
