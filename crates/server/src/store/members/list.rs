//! Who is in a circle.

use circles_domain::circle::{Preview, Role};
use circles_domain::{AttachmentId, CircleId, PersonId, Timestamp};
use circles_wire::circle::Member;
use circles_wire::person::Byline;
use sqlx::{FromRow, SqliteExecutor};
use uuid::Uuid;

use crate::store::FOREVER_US;
use crate::store::reading::{Sanction, Stands, unblocked_in};

#[derive(FromRow)]
struct MemberRow {
    id: Uuid,
    display_name: String,
    verified_until_us: i64,
    avatar_id: Option<Uuid>,
    joined: bool,
    role: String,
    sanction: String,
    sanction_until_us: i64,
}

impl MemberRow {
    fn member(self, sanctions: bool, now: Timestamp) -> Member {
        let role = Role::from_name(&self.role).unwrap_or_default();
        let sanction = if sanctions { Sanction::from_name(&self.sanction) } else { Sanction::None };
        let until = Timestamp::from_micros(self.sanction_until_us);
        let stands = Stands {
            joined: self.joined,
            role,
            sanction,
            until,
            preview: Preview::Nothing,
            frozen: false,
            ends: Timestamp::from_micros(FOREVER_US),
            found: true,
        };
        Member {
            person: Byline {
                id: PersonId(self.id),
                display_name: self.display_name,
                verified: now.as_micros() < self.verified_until_us,
                avatar: self.avatar_id.map(AttachmentId),
            },
            standing: stands.standing(now),
            role: stands.role(),
            until: stands.until(now),
        }
    }
}

/// The first members, those who keep order first. Sanctions of others are nobody's business but the moderators', who
/// with `sanctions` also see who is banned.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    circle: CircleId,
    sanctions: bool,
    now: Timestamp,
) -> sqlx::Result<Vec<Member>> {
    let rows: Vec<MemberRow> = sqlx::query_as(concat!(
        "SELECT p.id, p.display_name, p.verified_until_us, p.avatar_id, m.joined, m.role, m.sanction, m.sanction_until_us
         FROM membership m JOIN person p ON p.id = m.person_id
         WHERE m.circle_id = $2
           AND CASE WHEN m.sanction = 'banned' AND m.sanction_until_us > $3 THEN $4 ELSE m.joined END = 1 AND ",
        unblocked_in!("p.id", "m.circle_id"),
        " ORDER BY m.moderator DESC, m.joined_at_us, p.id LIMIT 200"
    ))
    .bind(asker.0)
    .bind(circle.0)
    .bind(now.as_micros())
    .bind(i64::from(sanctions))
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| row.member(sanctions, now)).collect())
}
