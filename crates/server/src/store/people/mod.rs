//! People: their profile and what is proven of them.

mod byline;
mod insert;
mod known;
mod write;

use circles_domain::claim::{Claim, ClaimKind, Claims};
use circles_domain::gate::Asker;
use circles_domain::relation::WhoMayAsk;
use circles_domain::{AttachmentId, PersonId, Timestamp};
use circles_wire::person::{Byline, MeResponse};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

pub(crate) use byline::{BylineRow, byline_columns};
pub use insert::{NewPerson, insert};
pub use known::list_known;
pub use write::{edit, rename, set_avatar, set_verified_until};

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
    /// What was proven and not withdrawn, valid or not; see [`Person::claims`].
    pub held: Vec<Claim>,
    /// Reputation.
    pub score: Option<i64>,
    /// Until when; afterwards the account is read-only.
    pub verified_until: Timestamp,
    /// Picture.
    pub avatar: Option<AttachmentId>,
    /// When they joined.
    pub created_at: Timestamp,
    /// Whether they run the platform.
    pub operator: bool,
    /// Whom they let ask to be their friend.
    pub who_may_ask: WhoMayAsk,
    /// Whether friends see the real name.
    pub shows_name: bool,
    /// When the account goes, if that was asked for.
    pub delete_at: Option<Timestamp>,
    /// Whether they take no tips.
    pub tips_off: bool,
    /// Whether they take transfers from others than friends.
    pub transfers_from_others: bool,
}

#[derive(FromRow)]
struct PersonRow {
    id: Uuid,
    display_name: String,
    bio: String,
    masked_name: String,
    score: Option<i64>,
    verified_until_us: i64,
    avatar_id: Option<Uuid>,
    created_at_us: i64,
    role: String,
    who_may_ask: String,
    show_name_to_friends: bool,
    delete_at_us: Option<i64>,
    tips_off: bool,
    transfers_from_others: bool,
    kind: Option<String>,
    value: Option<String>,
    issuer: Option<String>,
    issued_at_us: Option<i64>,
    expires_at_us: Option<i64>,
}

impl PersonRow {
    fn claim(&self) -> Option<Claim> {
        Some(Claim {
            kind: ClaimKind::from_name(self.kind.as_deref()?)?,
            value: self.value.clone()?,
            issuer: self.issuer.clone()?,
            issued_at: Timestamp::from_micros(self.issued_at_us?),
            expires_at: Timestamp::from_micros(self.expires_at_us?),
        })
    }

    fn person(self, held: Vec<Claim>) -> Person {
        Person {
            id: PersonId(self.id),
            display_name: self.display_name,
            bio: self.bio,
            masked_name: self.masked_name,
            held,
            score: self.score,
            verified_until: Timestamp::from_micros(self.verified_until_us),
            avatar: self.avatar_id.map(AttachmentId),
            created_at: Timestamp::from_micros(self.created_at_us),
            operator: self.role == "operator",
            who_may_ask: WhoMayAsk::from_name(&self.who_may_ask).unwrap_or(WhoMayAsk::Nobody),
            shows_name: self.show_name_to_friends,
            delete_at: self.delete_at_us.map(Timestamp::from_micros),
            tips_off: self.tips_off,
            transfers_from_others: self.transfers_from_others,
        }
    }
}

impl Person {
    /// As gates see them, where they have no place yet.
    #[must_use]
    pub fn asker(&self, now: Timestamp) -> Asker {
        Asker::new(&self.claims(now), self.created_at, now)
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
    /// What gates may ask at `now`: valid claims and the score.
    #[must_use]
    pub fn claims(&self, now: Timestamp) -> Claims {
        Claims { score: self.score, ..Claims::valid_at(&self.held, now) }
    }
    /// As they see themselves.
    #[must_use]
    pub fn me(&self, now: Timestamp) -> MeResponse {
        let claims = self.claims(now);
        MeResponse {
            byline: self.byline(now),
            bio: self.bio.clone(),
            masked_name: self.masked_name.clone(),
            gender: claims.gender,
            adult: claims.is_at_least(18, now),
            student: claims.student,
            employed: claims.employed,
            overseas: claims.overseas,
            score: claims.score,
            age: claims.birth_date.map(|born| born.age_at(now)),
            joined_at: self.created_at,
            who_may_ask: self.who_may_ask,
            operator: self.operator,
            shows_name: self.shows_name,
            delete_at: self.delete_at,
            tips_off: self.tips_off,
            transfers_from_others: self.transfers_from_others,
        }
    }
}

/// A person by id.
///
/// # Errors
/// When the database fails.
pub async fn find(db: impl SqliteExecutor<'_>, id: PersonId) -> sqlx::Result<Option<Person>> {
    // A row a claim: one statement, because a reader outside a transaction must not mix two states.
    let rows: Vec<PersonRow> = sqlx::query_as(
        "SELECT p.id, p.display_name, p.bio, p.masked_name, p.score, p.verified_until_us, p.avatar_id, p.created_at_us, p.role,
                p.who_may_ask, p.show_name_to_friends, p.delete_at_us, p.tips_off, p.transfers_from_others, c.kind, c.value, c.issuer, c.issued_at_us, c.expires_at_us
         FROM person p LEFT JOIN claim c ON c.person_id = p.id AND c.withdrawn_at_us IS NULL
         WHERE p.id = $1",
    )
    .bind(id.0)
    .fetch_all(db)
    .await?;
    let held = rows.iter().filter_map(PersonRow::claim).collect();
    Ok(rows.into_iter().next().map(|row| row.person(held)))
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
