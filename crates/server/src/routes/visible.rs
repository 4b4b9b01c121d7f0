//! What one person sees of another, in one place: for others, and for oneself who wants to know.

use circles_domain::{CircleId, PersonId, Timestamp};
use circles_wire::person::{Level, PersonResponse};

use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::people::Person;
use crate::store::{names, posts, reading};

/// What is known of somebody, before it is decided who sees it.
#[derive(Clone, Debug)]
pub struct Known {
    /// Who.
    pub person: Person,
    /// Circles that both are members of.
    pub shared_circles: Vec<CircleId>,
    /// Their posts that the asker may read.
    pub post_count: i64,
    /// The legal name, opened only when its owner shows it to friends.
    pub legal_name: Option<String>,
}

/// The one rule.
///
/// | level | sees |
/// |---|---|
/// | stranger | display name, picture, own words, the badge of a verified name |
/// | member | also the circles in common |
/// | friend | also the masked name, and the legal one if its owner switched that on |
#[must_use]
pub fn visible(level: Level, known: Known, now: Timestamp) -> PersonResponse {
    let Known { person, shared_circles, post_count, legal_name } = known;
    let friend = level == Level::Friend;
    PersonResponse {
        byline: person.byline(now),
        joined_at: person.created_at,
        shared_circles: if level >= Level::Member { shared_circles } else { Vec::new() },
        post_count,
        level,
        masked_name: friend.then_some(person.masked_name),
        legal_name: legal_name.filter(|_| friend && person.shows_name),
        bio: person.bio,
    }
}

/// How near `asker` is to `person`.
///
/// # Errors
/// When the database fails.
pub async fn level_of(state: &AppState, asker: PersonId, person: PersonId) -> Result<Level> {
    let shared = shared_circles(state, asker, person).await?;
    Ok(if shared.is_empty() { Level::Stranger } else { Level::Member })
}

/// What there is to see of `person`, for `asker` at `level`.
///
/// # Errors
/// When the database fails, or a name cannot be opened.
pub async fn know(state: &AppState, asker: PersonId, person: Person, level: Level) -> Result<Known> {
    let (now, db) = (state.now(), state.db.read());
    let shared_circles = shared_circles(state, asker, person.id).await?;
    // A stranger reads nothing of theirs; oneself would count everything.
    let post_count = match level {
        Level::Stranger if asker == person.id => 0,
        Level::Stranger | Level::Member | Level::Friend => {
            posts::count_of_person(db, asker, person.id, now).await?
        }
    };
    let legal_name = if level == Level::Friend && person.shows_name {
        let sealed = names::find_sealed(db, person.id).await?.ok_or_else(|| Error::not_found(person.id))?;
        let name = state.keys.open_name(&sealed, person.id.as_bytes()).map_err(Error::internal)?;
        Some(name.reveal().to_owned())
    } else {
        None
    };
    Ok(Known { person, shared_circles, post_count, legal_name })
}

async fn shared_circles(state: &AppState, asker: PersonId, person: PersonId) -> Result<Vec<CircleId>> {
    let (now, db) = (state.now(), state.db.read());
    let mine = reading::circles_of(db, asker, now).await?;
    let mut shared = reading::circles_of(db, person, now).await?;
    shared.retain(|circle| mine.contains(circle));
    Ok(shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(shows_name: bool) -> Known {
        let at = Timestamp::from_micros(0);
        let person = Person {
            id: PersonId::mint(),
            display_name: "Momo".to_owned(),
            bio: "Tea.".to_owned(),
            masked_name: "张*".to_owned(),
            held: Vec::new(),
            score: Some(700),
            verified_until: at.plus_seconds(9),
            avatar: None,
            created_at: at,
            operator: false,
            shows_name,
            delete_at: None,
        };
        Known {
            person,
            shared_circles: vec![CircleId::mint()],
            post_count: 3,
            legal_name: Some("张小满".to_owned()),
        }
    }

    #[test]
    fn each_level_adds_what_the_table_says() {
        let now = Timestamp::from_micros(1);
        let seen = |level, shows| {
            let seen = visible(level, known(shows), now);
            (seen.shared_circles.len(), seen.masked_name.is_some(), seen.legal_name.is_some())
        };
        for (level, shows, expected) in [
            (Level::Stranger, true, (0, false, false)),
            (Level::Member, true, (1, false, false)),
            (Level::Friend, false, (1, true, false)),
            (Level::Friend, true, (1, true, true)),
        ] {
            assert_eq!(seen(level, shows), expected, "{level:?} {shows}");
        }
        let stranger = visible(Level::Stranger, known(true), now);
        assert_eq!((stranger.byline.display_name.as_str(), stranger.byline.verified), ("Momo", true));
    }
}
