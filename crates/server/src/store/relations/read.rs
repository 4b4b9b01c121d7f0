//! How people stand to one person: one of them, or all.

use std::collections::HashMap;

use circles_domain::{AttachmentId, FriendRequestId, PersonId, Timestamp};
use circles_wire::person::Byline;
use circles_wire::relation::{Relation, RelationResponse, Waiting};
use sqlx::{FromRow, SqliteConnection};
use uuid::Uuid;

use super::Terms;
use crate::store::people;
use crate::store::reading::{is_hidden, unblocked};

#[derive(FromRow)]
struct RelationRow {
    id: Uuid,
    display_name: String,
    verified_until_us: i64,
    avatar_id: Option<Uuid>,
    masked_name: String,
    request_id: Option<Uuid>,
    note: String,
    at_us: i64,
}

/// `$1` is whose relations, `$2` the one other that is asked for or NULL.
macro_rules! select {
    ($request:literal, $note:literal, $at:literal, $from:literal, $other:literal) => {
        concat!(
            "SELECT p.id, p.display_name, p.verified_until_us, p.avatar_id, p.masked_name, ",
            $request,
            " AS request_id, ",
            $note,
            " AS note, ",
            $at,
            " AS at_us FROM ",
            $from,
            " JOIN person p ON p.id = ",
            $other,
            " WHERE ($2 IS NULL OR ",
            $other,
            " = $2) AND "
        )
    };
}

const REFUSED: &str = concat!(
    select!("NULL", "''", "r.answered_at_us", "friend_request r", "r.asked_id"),
    unblocked!("p.id"),
    " AND r.asker_id = $1 AND r.state = 'refused' AND r.answered_at_us > $3 ORDER BY r.answered_at_us"
);
const ASKED: &str = concat!(
    select!("r.id", "r.note", "r.asked_at_us", "friend_request r", "r.asked_id"),
    unblocked!("p.id"),
    " AND r.asker_id = $1 AND r.state IN ('waiting', 'ignored') AND r.asked_at_us > $3 ORDER BY r.asked_at_us"
);
const ASKS: &str = concat!(
    select!("r.id", "r.note", "r.asked_at_us", "friend_request r", "r.asker_id"),
    unblocked!("p.id"),
    " AND r.asked_id = $1 AND r.state = 'waiting' AND r.asked_at_us > $3 ORDER BY r.asked_at_us"
);
const FRIENDS: &str = concat!(
    select!("NULL", "''", "f.since_us", "friendship f", "f.friend_id"),
    unblocked!("p.id"),
    " AND f.person_id = $1 AND $3 = $3 ORDER BY f.since_us"
);
/// The one list that names people across a block: to the one who made it.
const BLOCKED: &str = concat!(
    select!("NULL", "''", "b.created_at_us", "block b", "b.blocked_id"),
    "b.blocker_id = $1 AND b.listed = 1 AND $3 = $3 ORDER BY b.created_at_us"
);

impl RelationRow {
    fn relation(&self, sql: &'static str, terms: Terms) -> Relation {
        let at = Timestamp::from_micros(self.at_us);
        let waiting = |request| Waiting {
            request: FriendRequestId(request),
            note: self.note.clone(),
            asked_at: at,
            expires_at: at.plus_seconds(terms.waits_s),
        };
        match (sql, self.request_id) {
            (ASKED, Some(request)) => Relation::Asked(waiting(request)),
            (ASKS, Some(request)) => Relation::Asks(waiting(request)),
            (REFUSED, _) => Relation::NotAccepted { again_at: at.plus_seconds(terms.refusal_s) },
            (FRIENDS, _) => Relation::Friend { since: at, masked_name: self.masked_name.clone() },
            (BLOCKED, _) => Relation::Blocked { since: at },
            (_, _) => Relation::None,
        }
    }
}

async fn read(
    db: &mut SqliteConnection,
    person: PersonId,
    other: Option<PersonId>,
    terms: Terms,
    now: Timestamp,
) -> sqlx::Result<Vec<RelationResponse>> {
    let (oldest, refused) = (terms.oldest(now), now.plus_seconds(-terms.refusal_s));
    let mut found: HashMap<PersonId, RelationResponse> = HashMap::new();
    // Later ones outdo: whoever was refused once may have been accepted since.
    for (sql, after) in
        [(REFUSED, refused), (ASKED, oldest), (ASKS, oldest), (FRIENDS, oldest), (BLOCKED, oldest)]
    {
        let rows: Vec<RelationRow> = sqlx::query_as(sql)
            .bind(person.0)
            .bind(other.map(|id| id.0))
            .bind(after.as_micros())
            .fetch_all(&mut *db)
            .await?;
        for row in rows {
            let relation = row.relation(sql, terms);
            let byline = Byline {
                id: PersonId(row.id),
                display_name: row.display_name,
                verified: now.as_micros() < row.verified_until_us,
                avatar: row.avatar_id.map(AttachmentId),
            };
            found.insert(byline.id, RelationResponse { person: byline, relation });
        }
    }
    Ok(found.into_values().collect())
}

/// Everyone who stands to `person` in some way.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &mut SqliteConnection,
    person: PersonId,
    terms: Terms,
    now: Timestamp,
) -> sqlx::Result<Vec<RelationResponse>> {
    let mut all = read(db, person, None, terms, now).await?;
    all.sort_by_key(|one| one.person.id);
    Ok(all)
}

/// How `other` stands to `person`; `None` for somebody whom they may not see.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: &mut SqliteConnection,
    person: PersonId,
    other: PersonId,
    terms: Terms,
    now: Timestamp,
) -> sqlx::Result<Option<RelationResponse>> {
    if let Some(found) = read(db, person, Some(other), terms, now).await?.pop() {
        return Ok(Some(found));
    }
    if is_hidden(&mut *db, person, other).await? {
        return Ok(None);
    }
    let known = people::find(db, other).await?;
    Ok(known.map(|known| RelationResponse { person: known.byline(now), relation: Relation::None }))
}
