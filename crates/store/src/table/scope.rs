//! Taking away all of a circle or of a person: what leaving, bans and blocks do to what is cached.

use circles_domain::{CircleId, PersonId};
use circles_wire::sync::Scope;
use sqlx::{Row, SqliteConnection};

use super::{gap, id, relation, wallet_entry};
use crate::{CacheWrite, Change, Result};

/// Drops everything of a scope: it may not be read any more.
///
/// # Errors
/// What SQLite says.
pub async fn remove(write: &mut CacheWrite, scope: Scope) -> Result<()> {
    match scope {
        Scope::Circle(circle) => {
            drop_circle(write, circle).await?;
            wallet_entry::forget_circle(write, circle).await?;
            gap::delete_all(write, circle).await?;
            write.changed(Change::Timeline(circle));
        }
        Scope::Person(person) => drop_person(write, person).await?,
    }
    Ok(())
}

/// Drops everything of a scope, and opens gaps to read it anew.
///
/// # Errors
/// What SQLite says.
pub async fn reset(write: &mut CacheWrite, scope: Scope) -> Result<()> {
    match scope {
        Scope::Circle(circle) => {
            drop_circle(write, circle).await?;
            gap::open_whole(write, circle).await
        }
        Scope::Person(person) => {
            drop_person(write, person).await?;
            // Their posts lie scattered among all others: every circle that is held may lack some.
            for circle in list_held(write).await? {
                gap::open_whole(write, circle).await?;
            }
            // So do their comments: how far those of a post were read no longer says what is here.
            sqlx::query("DELETE FROM comment_page").execute(&mut **write).await?;
            Ok(())
        }
    }
}

async fn drop_circle(write: &mut CacheWrite, circle: CircleId) -> Result<()> {
    for sql in [
        "DELETE FROM comment WHERE post_id IN (SELECT post_id FROM post WHERE circle_id = ? AND gone = 0)",
        "DELETE FROM comment_page WHERE post_id IN (SELECT post_id FROM post WHERE circle_id = ? AND gone = 0)",
        "DELETE FROM post WHERE circle_id = ? AND gone = 0",
    ] {
        sqlx::query(sql).bind(circle.as_bytes().as_slice()).execute(&mut **write).await?;
    }
    Ok(())
}

async fn drop_person(write: &mut CacheWrite, person: PersonId) -> Result<()> {
    for sql in [
        "DELETE FROM comment WHERE post_id IN (SELECT post_id FROM post WHERE author_id = ? AND gone = 0)",
        "DELETE FROM comment_page WHERE post_id IN (SELECT post_id FROM post WHERE author_id = ? AND gone = 0)",
        "DELETE FROM post WHERE author_id = ? AND gone = 0",
        "DELETE FROM comment WHERE author_id = ? AND gone = 0",
        "DELETE FROM person_page WHERE person_id = ?",
        "UPDATE person SET profile = NULL WHERE person_id = ?",
    ] {
        sqlx::query(sql).bind(person.as_bytes().as_slice()).execute(&mut **write).await?;
    }
    relation::forget(write, person).await?;
    wallet_entry::forget_person(write, person).await?;
    write.changed(Change::All);
    Ok(())
}

async fn list_held(connection: &mut SqliteConnection) -> Result<Vec<CircleId>> {
    let rows = sqlx::query(
        "SELECT circle_id FROM standing WHERE standing IN ('member', 'muted', 'moderator')
         UNION SELECT circle_id FROM gap",
    )
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok(id!(CircleId, row, "circle_id"))).collect()
}
