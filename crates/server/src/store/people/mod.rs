//! People: their profile and what is proven of them.

mod byline;
mod insert;

use circles_domain::claim::{CivilDate, Claims, Gender};
use circles_domain::gate::Asker;
use circles_domain::person::DisplayName;
use circles_domain::{AttachmentId, PersonId, Timestamp};
use circles_wire::person::{Byline, MeResponse};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

pub(in crate::store) use byline::{BylineRow, byline_columns};
pub use insert::{NewPerson, insert};

/// A person as the server knows them.
#[derive(Clone, Debug)]
pub struct Person {
    /// Which.
    pub id: PersonId,
    /// '' until chosen.
    pub display_name: String,
    /// Own words.
    pub bio: String,
    /// First character of the legal name and `*`.
    pub masked_name: String,
    /// What is proven.
    pub claims: Claims,
    /// Until when; afterwards the account is read-only.
    pub verified_until: Timestamp,
    /// Picture.
    pub avatar: Option<AttachmentId>,
    /// When they joined.
    pub created_at: Timestamp,
    /// Whether they operate the platform.
    pub operator: bool,
}

#[derive(FromRow)]
struct PersonRow {
    id: Uuid,
    display_name: String,
    bio: String,
    masked_name: String,
    birth_date: Option<i64>,
    gender: Option<String>,
    student: Option<bool>,
    employed: Option<bool>,
    overseas: Option<bool>,
    score: Option<i64>,
    verified_until_us: i64,
    avatar_id: Option<Uuid>,
    created_at_us: i64,
    role: String,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        let claims = Claims {
            birth_date: row.birth_date.and_then(civil_date),
            gender: row.gender.as_deref().and_then(gender),
            student: row.student,
            employed: row.employed,
            overseas: row.overseas,
            score: row.score,
        };
        Self {
            id: PersonId(row.id),
            display_name: row.display_name,
            bio: row.bio,
            masked_name: row.masked_name,
            claims,
            verified_until: Timestamp::from_micros(row.verified_until_us),
            avatar: row.avatar_id.map(AttachmentId),
            created_at: Timestamp::from_micros(row.created_at_us),
            operator: row.role == "operator",
        }
    }
}

pub(in crate::store) fn civil_date(yyyymmdd: i64) -> Option<CivilDate> {
    let (year, month, day) = (yyyymmdd / 10_000, yyyymmdd / 100 % 100, yyyymmdd % 100);
    Some(CivilDate { year: year.try_into().ok()?, month: month.try_into().ok()?, day: day.try_into().ok()? })
}

pub(in crate::store) fn gender(name: &str) -> Option<Gender> {
    [Gender::Female, Gender::Male].into_iter().find(|gender| gender_name(*gender) == name)
}

const fn gender_name(gender: Gender) -> &'static str {
    match gender {
        Gender::Female => "female",
        Gender::Male => "male",
    }
}

impl Person {
    /// As gates see them, where they have no place yet.
    #[must_use]
    pub fn asker(&self, now: Timestamp) -> Asker {
        Asker::new(&self.claims, self.created_at, now)
    }
    /// As beside posts.
    #[must_use]
    pub fn byline(&self, now: Timestamp) -> Byline {
        Byline {
            id: self.id,
            display_name: self.display_name.clone(),
            verified: self.verified(now),
            avatar: self.avatar,
        }
    }
    /// Whether a real name is proven and not expired.
    #[must_use]
    pub fn verified(&self, now: Timestamp) -> bool {
        now < self.verified_until
    }
    /// As they see themselves.
    #[must_use]
    pub fn me(&self, now: Timestamp) -> MeResponse {
        MeResponse {
            byline: self.byline(now),
            bio: self.bio.clone(),
            masked_name: self.masked_name.clone(),
            gender: self.claims.gender,
            adult: self.claims.is_at_least(18, now),
            student: self.claims.student,
            employed: self.claims.employed,
            overseas: self.claims.overseas,
            score: self.claims.score,
            age: self.claims.birth_date.map(|born| born.age_at(now)),
            joined_at: self.created_at,
        }
    }
}

/// A person by id.
///
/// # Errors
/// When the database fails.
pub async fn find(db: impl SqliteExecutor<'_>, id: PersonId) -> sqlx::Result<Option<Person>> {
    let row: Option<PersonRow> = sqlx::query_as(
        "SELECT id, display_name, bio, masked_name, birth_date, gender, student, employed, overseas, score,
                verified_until_us, avatar_id, created_at_us, role
         FROM person WHERE id = $1",
    )
    .bind(id.0)
    .fetch_optional(db)
    .await?;
    Ok(row.map(Person::from))
}

/// The person of a known identity.
///
/// # Errors
/// When the database fails.
pub async fn find_by_identity(
    db: impl SqliteExecutor<'_>,
    identity_hash: &[u8; 32],
) -> sqlx::Result<Option<PersonId>> {
    let row: Option<(Uuid,)> = sqlx::query_as("SELECT id FROM person WHERE identity_hash = $1")
        .bind(identity_hash.as_slice())
        .fetch_optional(db)
        .await?;
    Ok(row.map(|(id,)| PersonId(id)))
}

/// Changes what a person says of themselves; `None` leaves a part as it is.
///
/// # Errors
/// When the database fails.
pub async fn edit(
    db: &mut SqliteConnection,
    id: PersonId,
    display_name: Option<&DisplayName>,
    bio: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE person SET display_name = coalesce($2, display_name), bio = coalesce($3, bio), version = version + 1 WHERE id = $1",
    )
    .bind(id.0)
    .bind(display_name.map(DisplayName::as_str))
    .bind(bio)
    .execute(db)
    .await?;
    Ok(())
}

/// Makes somebody an operator of the platform, or no longer.
///
/// # Errors
/// When the database fails.
pub async fn set_operator(db: &mut SqliteConnection, id: PersonId, operator: bool) -> sqlx::Result<()> {
    sqlx::query("UPDATE person SET role = $2 WHERE id = $1")
        .bind(id.0)
        .bind(if operator { "operator" } else { "person" })
        .execute(db)
        .await?;
    Ok(())
}

/// Whether one of the two blocks the other.
///
/// # Errors
/// When the database fails.
pub async fn blocked_between(db: impl SqliteExecutor<'_>, a: PersonId, b: PersonId) -> sqlx::Result<bool> {
    let (blocked,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM block WHERE (blocker_id = $1 AND blocked_id = $2) OR (blocker_id = $2 AND blocked_id = $1))",
    )
    .bind(a.0)
    .bind(b.0)
    .fetch_one(db)
    .await?;
    Ok(blocked)
}
