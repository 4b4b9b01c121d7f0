//! What devices will be told of, in the order of commits.

use circles_domain::{CircleId, CommentId, PersonId, PostId, Timestamp};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::state::Poke;

/// One change, noted in the transaction that makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A circle itself.
    Circle(CircleId),
    /// A circle as one person sees it: their claims changed, and with them what its gates say.
    CircleFor(PersonId, CircleId),
    /// A post came, was edited or is gone.
    Post(CircleId, PostId),
    /// A comment came, was edited or is gone.
    Comment(CircleId, CommentId),
    /// What a person says of themselves, for all who hold what they wrote.
    Person(PersonId),
    /// A post is hidden from one person, or shown to them again.
    PostFor(PersonId, CircleId, PostId),
    /// A comment likewise.
    CommentFor(PersonId, CircleId, CommentId),
    /// What is known of a person, for their own devices.
    Myself(PersonId),
    /// How a person stands in a circle.
    Standing(PersonId, CircleId),
    /// A person may not read a circle any more.
    ScopeRemoved(PersonId, CircleId),
    /// A person may read a circle anew.
    ScopeReset(PersonId, CircleId),
    /// How another person, the second, stands to the first.
    Relation(PersonId, PersonId),
    /// The first may not read anything of the second any more.
    PersonRemoved(PersonId, PersonId),
    /// The first may read the second anew.
    PersonReset(PersonId, PersonId),
    /// Money of a person moved.
    Wallet(PersonId),
}

impl Change {
    /// Who should pull once it is committed.
    #[must_use]
    pub const fn poke(self) -> Poke {
        match self {
            Self::Circle(_) => Poke::Everyone,
            Self::Post(circle, _) | Self::Comment(circle, _) => Poke::Circle(circle),
            // Readers are woken by the circles that they share; see `routes::people`.
            Self::Person(person)
            | Self::Myself(person)
            | Self::CircleFor(person, _)
            | Self::PostFor(person, ..)
            | Self::CommentFor(person, ..)
            | Self::Standing(person, _)
            | Self::ScopeRemoved(person, _)
            | Self::ScopeReset(person, _)
            | Self::Relation(person, _)
            | Self::PersonRemoved(person, _)
            | Self::PersonReset(person, _)
            | Self::Wallet(person) => Poke::Person(person),
        }
    }

    fn columns(self) -> (&'static str, Option<PersonId>, Option<CircleId>, Option<Uuid>) {
        match self {
            Self::Circle(circle) => ("circle", None, Some(circle), None),
            Self::CircleFor(person, circle) => ("circle", Some(person), Some(circle), None),
            Self::Post(circle, post) => ("post", None, Some(circle), Some(post.0)),
            Self::Comment(circle, comment) => ("comment", None, Some(circle), Some(comment.0)),
            Self::Person(person) => ("person", None, None, Some(person.0)),
            Self::PostFor(person, circle, post) => ("post", Some(person), Some(circle), Some(post.0)),
            Self::CommentFor(person, circle, comment) => {
                ("comment", Some(person), Some(circle), Some(comment.0))
            }
            Self::Myself(person) => ("person", Some(person), None, Some(person.0)),
            Self::Standing(person, circle) => ("standing", Some(person), Some(circle), None),
            Self::ScopeRemoved(person, circle) => ("scope_removed", Some(person), Some(circle), None),
            Self::ScopeReset(person, circle) => ("scope_reset", Some(person), Some(circle), None),
            Self::Relation(person, other) => ("relation", Some(person), None, Some(other.0)),
            Self::PersonRemoved(person, other) => ("scope_removed", Some(person), None, Some(other.0)),
            Self::PersonReset(person, other) => ("scope_reset", Some(person), None, Some(other.0)),
            Self::Wallet(person) => ("wallet", Some(person), None, None),
        }
    }
}

/// Notes a change.
///
/// # Errors
/// When the database fails.
pub async fn note(db: &mut SqliteConnection, change: Change, now: Timestamp) -> sqlx::Result<()> {
    let (kind, person, circle, subject) = change.columns();
    sqlx::query(
        "INSERT INTO changes (kind, person_id, circle_id, subject_id, at_us) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(kind)
    .bind(person.map(|id| id.0))
    .bind(circle.map(|id| id.0))
    .bind(subject)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that money moved between two people.
///
/// # Errors
/// When the database fails.
pub async fn note_wallets(
    db: &mut SqliteConnection,
    [one, other]: [PersonId; 2],
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO changes (kind, person_id, at_us) VALUES ('wallet', $1, $3), ('wallet', $2, $3)")
        .bind(one.0)
        .bind(other.0)
        .bind(now.as_micros())
        .execute(db)
        .await?;
    Ok(())
}

/// Notes that a claim or the score of `person` changed, and that every circle with a gate may answer them otherwise. Poke
/// them afterwards.
///
/// # Errors
/// When the database fails.
pub async fn note_gates(db: &mut SqliteConnection, person: PersonId, now: Timestamp) -> sqlx::Result<()> {
    note(db, Change::Myself(person), now).await?;
    sqlx::query(
        "INSERT INTO changes (kind, person_id, circle_id, at_us)
         SELECT 'circle', $1, id, $2 FROM circle WHERE gates LIKE '%\"is\"%' ORDER BY created_at_us, id",
    )
    .bind(person.0)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets changes older than `before` and remembers how far, so that a cursor from there is refused.
///
/// # Errors
/// When the database fails.
pub async fn prune(db: &mut SqliteConnection, before: Timestamp) -> sqlx::Result<()> {
    let (floor,): (Option<i64>,) = sqlx::query_as("SELECT max(seq) FROM changes WHERE at_us < $1")
        .bind(before.as_micros())
        .fetch_one(&mut *db)
        .await?;
    let Some(floor) = floor else { return Ok(()) };
    sqlx::query("DELETE FROM changes WHERE seq <= $1").bind(floor).execute(&mut *db).await?;
    super::sync::set_floor(db, floor).await
}
