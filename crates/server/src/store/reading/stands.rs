//! How a person stands towards a circle, at a time.

use circles_domain::circle::{Preview, Role, Standing};
use circles_domain::govern::{CircleState, Stance, finds};
use circles_domain::{CircleId, PersonId, Timestamp};
use sqlx::{FromRow, SqliteExecutor};

use crate::state::AppState;
use crate::store::FOREVER_US;
use crate::store::reading::known_circle;
use crate::store::recent::Recent;

/// What a moderator imposed, from the mildest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sanction {
    /// Nothing.
    None,
    /// Reads only.
    Muted,
    /// Shut out.
    Banned,
}

impl Sanction {
    /// Its name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Muted => "muted",
            Self::Banned => "banned",
        }
    }
    pub(in crate::store) fn from_name(name: &str) -> Self {
        [Self::Muted, Self::Banned]
            .into_iter()
            .find(|sanction| sanction.as_str() == name)
            .unwrap_or(Self::None)
    }
}

/// How a person stands towards a circle; time decides the rest.
#[derive(Clone, Copy, Debug)]
pub struct Stands {
    pub(in crate::store) joined: bool,
    pub(in crate::store) role: Role,
    pub(in crate::store) sanction: Sanction,
    pub(in crate::store) until: Timestamp,
    pub(in crate::store) frozen: bool,
    /// When there is no such circle any more.
    pub(in crate::store) ends: Timestamp,
    /// Whether they know the circle, or are of the share of people whom it is launched to.
    pub found: bool,
    /// What everyone else sees.
    pub preview: Preview,
}

/// Standings looked up lately.
pub type Standings = Recent<(PersonId, CircleId), Stands>;

impl Stands {
    /// The standing at `now`: sanctions end by themselves.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        let sanction = if now < self.until { self.sanction } else { Sanction::None };
        match (sanction, self.joined, self.role.keeps_order()) {
            (Sanction::Banned, _, _) => Standing::Banned,
            (_, false, _) => Standing::None,
            (Sanction::Muted, true, _) => Standing::Muted,
            (Sanction::None, true, true) => Standing::Moderator,
            (Sanction::None, true, false) => Standing::Member,
        }
    }
    /// The same with role and office, as [`circles_domain::govern::may`] decides on it.
    #[must_use]
    pub fn stance(&self, operator: bool, now: Timestamp) -> Stance {
        let standing = self.standing(now);
        let role = if self.joined { self.role } else { Role::Member };
        Stance { standing, role, operator, frozen: self.frozen }
    }
    /// What they are trusted with, while they are a member.
    #[must_use]
    pub fn role(&self) -> Role {
        if self.joined { self.role } else { Role::Member }
    }
    /// Whether what holds at `now` is more than `sanction` until then, or lasts longer.
    #[must_use]
    pub fn outweighs(&self, sanction: Sanction, until: Option<Timestamp>, now: Timestamp) -> bool {
        let until = until.unwrap_or(Timestamp::from_micros(FOREVER_US));
        let holds = self.sanction != Sanction::None && now < self.until;
        holds && (self.sanction > sanction || self.until > until)
    }
    /// Until when a sanction lasts; `None` for no sanction, and for one without end.
    #[must_use]
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        let sanctioned = self.sanction != Sanction::None && now < self.until;
        (sanctioned && self.until.as_micros() != FOREVER_US).then_some(self.until)
    }
}

impl StandsRow {
    pub(super) fn stands(self, person: PersonId, circle: CircleId) -> Stands {
        let row = self;
        let state = CircleState::from_name(&row.circle_state);
        Stands {
            joined: row.joined,
            role: Role::from_name(&row.role).unwrap_or_default(),
            sanction: Sanction::from_name(&row.sanction),
            until: Timestamp::from_micros(row.sanction_until_us),
            preview: preview(row.preview_count, row.preview_pinned),
            frozen: state.read_only(),
            ends: if state == CircleState::Dissolving {
                Timestamp::from_micros(row.export_until_us)
            } else {
                Timestamp::from_micros(FOREVER_US)
            },
            found: row.known || finds(circle, person, row.find_percent),
        }
    }
}

/// A preview from its columns.
pub(in crate::store) const fn preview(count: i64, pinned: bool) -> Preview {
    if pinned {
        Preview::Pinned
    } else if count > 0 {
        Preview::Latest { count }
    } else {
        Preview::Nothing
    }
}

#[derive(FromRow)]
pub(super) struct StandsRow {
    joined: bool,
    role: String,
    sanction: String,
    sanction_until_us: i64,
    preview_count: i64,
    preview_pinned: bool,
    circle_state: String,
    export_until_us: i64,
    find_percent: i64,
    known: bool,
}

/// How `person` stands towards `circle`; `None` when there is no such circle, or no more.
///
/// # Errors
/// When the database fails.
pub async fn stands(
    db: impl SqliteExecutor<'_>,
    person: PersonId,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Option<Stands>> {
    let row: Option<StandsRow> = sqlx::query_as(concat!(
        "SELECT coalesce(m.joined, 0) AS joined, coalesce(m.role, 'member') AS role, coalesce(m.sanction, 'none') AS sanction,
                coalesce(m.sanction_until_us, 0) AS sanction_until_us, c.preview_count, c.preview_pinned, c.state AS circle_state,
                c.export_until_us, c.find_percent, ",
        known_circle!(),
        " AS known
         FROM circle c LEFT JOIN membership m ON m.circle_id = c.id AND m.person_id = $1
         WHERE c.id = $2 AND c.state <> 'dissolved'",
    ))
    .bind(person.0)
    .bind(circle.0)
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| row.stands(person, circle)).filter(|stands| now < stands.ends))
}

/// The same for a read outside a transaction; a burst of reads costs one look-up.
///
/// # Errors
/// When the database fails.
pub async fn stands_lately(
    state: &AppState,
    person: PersonId,
    circle: CircleId,
) -> sqlx::Result<Option<Stands>> {
    let epoch = state.db.epoch();
    if let Some(known) = state.standings.find(&(person, circle), epoch) {
        return Ok(Some(known).filter(|known| state.now() < known.ends));
    }
    let found = stands(state.db.read(), person, circle, state.now()).await?;
    if let Some(found) = found {
        state.standings.keep((person, circle), epoch, found);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sanctions_end_by_themselves_and_outlast_leaving() {
        let at = |s: i64| Timestamp::from_micros(s * 1_000_000);
        let stands = |joined, role, sanction| Stands {
            joined,
            role,
            sanction,
            until: at(100),
            preview: Preview::Nothing,
            frozen: false,
            ends: at(1_000),
            found: true,
        };
        let table = [
            (stands(true, Role::Member, Sanction::None), Standing::Member, Standing::Member),
            (stands(true, Role::Admin, Sanction::None), Standing::Moderator, Standing::Moderator),
            (stands(true, Role::Admin, Sanction::Muted), Standing::Muted, Standing::Moderator),
            (stands(true, Role::Member, Sanction::Banned), Standing::Banned, Standing::Member),
            (stands(false, Role::Member, Sanction::Banned), Standing::Banned, Standing::None),
            (stands(false, Role::Member, Sanction::Muted), Standing::None, Standing::None),
        ];
        for (stands, before, after) in table {
            assert_eq!((stands.standing(at(99)), stands.standing(at(100))), (before, after), "{stands:?}");
        }
    }
}
