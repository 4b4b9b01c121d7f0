//! What a device pulls: the changes behind its cursor that its person may know of, each thing in its newest form.
//!
//! Promises: one snapshot a page; a bounded number of rows looked at; a post or comment only to who may read it.
//! A thing that changed several times within a page is told once, at its last place.

mod cursor;
mod newest;

use circles_domain::circle::Standing;
use circles_domain::{CircleId, CommentId, PersonId, PostId, Timestamp};
use circles_wire::sync::{Scope, SyncChange, SyncResponse};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use super::people::Person;
use super::{circles, reading, relations};

pub use cursor::{Cursors, set_floor};

/// Most changes of a page.
const PAGE: usize = 200;
/// Most rows that one page looks at; what is not for this person is skipped.
const LOOK: i64 = 2_000;

/// A row of `changes` that concerns the asker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Told {
    Circle(CircleId),
    Post(PostId),
    Comment(CommentId),
    Person(PersonId),
    Standing(CircleId),
    ScopeRemoved(Scope),
    ScopeReset(Scope),
    Relation(PersonId),
    Wallet,
}

#[derive(FromRow)]
struct ChangeRow {
    seq: i64,
    kind: String,
    person_id: Option<Uuid>,
    circle_id: Option<Uuid>,
    subject_id: Option<Uuid>,
}

impl ChangeRow {
    /// What this row says to somebody who is a member of `circles`.
    fn told(&self, person: PersonId, circles: &[CircleId]) -> Option<Told> {
        if self.person_id.is_some_and(|id| id != person.0) {
            return None;
        }
        let circle = self.circle_id.map(CircleId);
        let other = self.subject_id.map(PersonId);
        let scope = circle.map(Scope::Circle).or(other.map(Scope::Person));
        let read = circle.filter(|circle| circles.contains(circle));
        match self.kind.as_str() {
            "circle" => circle.map(Told::Circle),
            "post" => read.and(self.subject_id).map(|id| Told::Post(PostId(id))),
            "comment" => read.and(self.subject_id).map(|id| Told::Comment(CommentId(id))),
            // Whether the asker knows this person is looked up when the page is put together.
            "person" => self.subject_id.map(|id| Told::Person(PersonId(id))),
            "standing" => circle.map(Told::Standing),
            "scope_removed" => scope.map(Told::ScopeRemoved),
            "scope_reset" => scope.map(Told::ScopeReset),
            "relation" => other.map(Told::Relation),
            "wallet" => Some(Told::Wallet),
            _ => None,
        }
    }
}

/// The changes behind `since`; `None` when that is too long ago, or no place this database has been at.
///
/// # Errors
/// When the database fails.
pub async fn page(
    db: &mut SqliteConnection,
    asker: &Person,
    (since, oldest): (i64, Timestamp),
    terms: relations::Terms,
    now: Timestamp,
) -> sqlx::Result<Option<(SyncResponse, i64)>> {
    if !cursor::is_known(db, since, oldest).await? {
        return Ok(None);
    }
    let rows: Vec<ChangeRow> =
        sqlx::query_as("SELECT seq, kind, person_id, circle_id, subject_id FROM changes WHERE seq > $1 ORDER BY seq LIMIT $2 + 0")
            .bind(since)
            .bind(LOOK)
            .fetch_all(&mut *db)
            .await?;
    let looked_at_all = i64::try_from(rows.len()).unwrap_or(i64::MAX) < LOOK;
    let circles = reading::circles_of(&mut *db, asker.id, now).await?;
    let mut told: Vec<Told> = Vec::new();
    let (mut end, mut full) = (since, false);
    for row in &rows {
        if let Some(this) = row.told(asker.id, &circles) {
            if told.len() == PAGE {
                full = true;
                break;
            }
            told.push(this);
        }
        end = row.seq;
    }
    let changes = newest::of(db, asker, &last_of_each(told), terms, now).await?;
    Ok(Some((
        SyncResponse {
            changes,
            cursor: String::new(),
            more: full || !looked_at_all,
            look_at_devices: false,
            new_device: None,
        },
        end,
    )))
}

/// Keeps each at its last place. Scopes and standings stay in order among themselves, for they undo each other.
fn last_of_each(told: Vec<Told>) -> Vec<Told> {
    let mut seen = std::collections::HashSet::new();
    let mut last: Vec<Told> = told.into_iter().rev().filter(|this| seen.insert(*this)).collect();
    last.reverse();
    last
}

/// What a device without a cursor is told: every circle, standing and relation, a reset of each circle it may read, and
/// now.
///
/// # Errors
/// When the database fails.
pub async fn first(
    db: &mut SqliteConnection,
    asker: &Person,
    terms: relations::Terms,
    now: Timestamp,
) -> sqlx::Result<(SyncResponse, i64)> {
    let end = cursor::end(db).await?;
    let circles = circles::list(&mut *db, asker, now).await?;
    let mut changes = Vec::with_capacity(circles.len() * 2);
    let mut later = Vec::new();
    for circle in circles {
        let (id, standing) = (circle.id, circle.standing);
        changes.push(SyncChange::Circle { circle: Box::new(circle) });
        if standing != Standing::None {
            later.push(SyncChange::Standing { circle: id, standing });
        }
        if standing.reads() {
            later.push(SyncChange::ScopeReset { scope: Scope::Circle(id) });
        }
    }
    // Who is banned finds the circle no more, but is told how they stand.
    for circle in reading::banned_from(&mut *db, asker.id, now).await? {
        later.push(SyncChange::Standing { circle, standing: Standing::Banned });
    }
    changes.append(&mut later);
    let relations = relations::list(&mut *db, asker.id, terms, now).await?;
    changes.extend(relations.into_iter().map(|one| SyncChange::Relation { relation: Box::new(one) }));
    Ok((
        SyncResponse {
            changes,
            cursor: String::new(),
            more: false,
            look_at_devices: false,
            new_device: None,
        },
        end,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_told_once_at_its_last_place() {
        let (a, b) = (PostId::mint(), PostId::mint());
        let circle = Scope::Circle(CircleId::mint());
        let told = vec![
            Told::Post(a),
            Told::ScopeReset(circle),
            Told::Post(b),
            Told::ScopeRemoved(circle),
            Told::Post(a),
            Told::ScopeReset(circle),
        ];
        assert_eq!(
            last_of_each(told),
            [Told::Post(b), Told::ScopeRemoved(circle), Told::Post(a), Told::ScopeReset(circle)]
        );
    }
}
