//! A change of gates, tried on a panel that stands for everyone whom it concerns.
//!
//! ```text
//! key of the server, circle, week, who is there with which claims ──► key of the panel
//! ```
//!
//! Whoever asks twice in a week is told the same. Who joins, leaves or proves something else has the whole panel drawn
//! anew, so that what is told before and after differs by chance and not by them. The score changes too often for that:
//! the panel knows it by its band.

use std::collections::HashSet;

use circles_domain::circle::Gates;
use circles_domain::claim::{CivilDate, Claims, Gender};
use circles_domain::gate::simulation::{Outcome, Simulation};
use circles_domain::gate::{Asker, Panel};
use circles_domain::{CircleId, Timestamp};
use futures::TryStreamExt as _;
use sha2::{Digest as _, Sha256};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};
use uuid::Uuid;

use super::place::role;
use crate::identity::{Keys, Purpose};

const WEEK_US: i64 = 7 * 86_400 * 1_000_000;

/// What a claim of person `p` says at `$2`; withdrawn ones say nothing.
macro_rules! valid {
    ($kind:literal) => {
        concat!(
            "(SELECT c.value FROM claim c WHERE c.person_id = p.id AND c.kind = '",
            $kind,
            "' AND c.issued_at_us <= $2 AND c.expires_at_us > $2)"
        )
    };
}

/// What gates ask about of person `p`, in the order of [`asker`].
macro_rules! facts {
    () => {
        concat!(
            "p.id, ",
            valid!("birth_date"),
            ", ",
            valid!("gender"),
            ", ",
            valid!("student"),
            ", ",
            valid!("employed"),
            ", ",
            valid!("overseas"),
            ", p.score, p.created_at_us"
        )
    };
}

/// Members who could use what the gates grant: joined, not banned, with a name that is proven.
const MEMBERS: &str = concat!(
    "SELECT ",
    facts!(),
    ", m.role, m.joined_at_us FROM membership m JOIN person p ON p.id = m.person_id
     WHERE m.circle_id = $1 AND m.joined = 1 AND p.verified_until_us > $2
       AND NOT (m.sanction = 'banned' AND m.sanction_until_us > $2)
     ORDER BY p.id"
);
/// People who could join: not members, not banned here, with a name that is proven.
const OUTSIDERS: &str = concat!(
    "SELECT ",
    facts!(),
    " FROM person p WHERE p.verified_until_us > $2 AND NOT EXISTS (
       SELECT 1 FROM membership m WHERE m.person_id = p.id AND m.circle_id = $1
         AND (m.joined = 1 OR (m.sanction = 'banned' AND m.sanction_until_us > $2)))
     ORDER BY p.id"
);

/// What changing the gates of `circle` from `before` to `after` would do at `now`.
///
/// # Errors
/// When the database fails.
pub async fn simulate(
    db: &mut SqliteConnection,
    keys: &Keys,
    circle: CircleId,
    (before, after): (&Gates, &Gates),
    now: Timestamp,
) -> sqlx::Result<Outcome> {
    let listed = Listed::read(db, circle).await?;
    let mut simulation = Simulation::new(before, after);
    let mut members = People::default();
    {
        let mut rows = sqlx::query(MEMBERS).bind(circle.0).bind(now.as_micros()).fetch(&mut *db);
        while let Some(row) = rows.try_next().await? {
            let joined = Timestamp::from_micros(row.try_get(9)?);
            members.add(&row, &listed, now)?;
            if let Some(member) = members.askers.last_mut() {
                member.role = role(true, row.try_get(8)?);
                member.member_days = Some((now.seconds_since(joined) / 86_400).max(0));
            }
        }
    }
    simulation.members(&members.panel(keys, circle, now));
    if simulation.concerns_outsiders() {
        let mut others = People::default();
        let mut rows = sqlx::query(OUTSIDERS).bind(circle.0).bind(now.as_micros()).fetch(db);
        while let Some(row) = rows.try_next().await? {
            others.add(&row, &listed, now)?;
        }
        simulation.outsiders(&others.panel(keys, circle, now));
    }
    Ok(simulation.outcome())
}

/// Those whom a panel will stand for, and a hash over who they are and what they prove.
#[derive(Default)]
struct People {
    askers: Vec<Asker>,
    who: Sha256,
}

impl People {
    fn add(&mut self, row: &SqliteRow, listed: &Listed, now: Timestamp) -> sqlx::Result<()> {
        self.who.update(row.try_get::<Uuid, _>(0)?);
        for claim in 1..6 {
            self.who.update(row.try_get::<Option<&str>, _>(claim)?.unwrap_or_default());
            self.who.update([0]);
        }
        self.askers.push(asker(row, listed, now)?);
        Ok(())
    }

    fn panel(self, keys: &Keys, circle: CircleId, now: Timestamp) -> Panel {
        let week = now.as_micros().div_euclid(WEEK_US).to_be_bytes();
        let who: [u8; 32] = self.who.finalize().into();
        let message = [circle.0.as_bytes().as_slice(), &week, &who].concat();
        Panel::draw(&self.askers, keys.keyed_hash(Purpose::Panel, &message))
    }
}

fn asker(row: &SqliteRow, listed: &Listed, now: Timestamp) -> sqlx::Result<Asker> {
    let id: Uuid = row.try_get(0)?;
    let text = |column: usize| row.try_get::<Option<&str>, _>(column);
    let claims = Claims {
        birth_date: text(1)?.and_then(CivilDate::parse),
        gender: text(2)?.and_then(Gender::from_name),
        student: text(3)?.map(|value| value == "true"),
        employed: text(4)?.map(|value| value == "true"),
        overseas: text(5)?.map(|value| value == "true"),
        score: row.try_get(6)?,
    };
    let created = Timestamp::from_micros(row.try_get(7)?);
    Ok(Asker {
        allow_listed: listed.allow.contains(&id),
        deny_listed: listed.deny.contains(&id),
        ..Asker::new(&claims, created, now)
    })
}

/// Who stands on the circle's lists: short enough to know them all.
#[derive(Default)]
struct Listed {
    allow: HashSet<Uuid>,
    deny: HashSet<Uuid>,
}

impl Listed {
    async fn read(db: &mut SqliteConnection, circle: CircleId) -> sqlx::Result<Self> {
        let rows: Vec<(Uuid, String)> =
            sqlx::query_as("SELECT person_id, list FROM gate_person WHERE circle_id = $1")
                .bind(circle.0)
                .fetch_all(db)
                .await?;
        let mut listed = Self::default();
        for (person, list) in rows {
            if list == "allow" {
                listed.allow.insert(person)
            } else {
                listed.deny.insert(person)
            };
        }
        Ok(listed)
    }
}
