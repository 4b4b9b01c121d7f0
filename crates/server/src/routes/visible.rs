//! What one person sees of another, in one place: for others, and for oneself who wants to know.

use circles_domain::relation::MayAsk;
use circles_domain::{CircleId, PersonId, Timestamp};
use circles_wire::ErrorCode;
use circles_wire::person::{Level, PersonResponse};
use circles_wire::relation::Relation;
use sqlx::SqliteConnection;

use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::people::Person;
use crate::store::{names, people, posts, reading, relations};

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
    /// How they stand to the asker.
    pub relation: Relation,
    /// Whether the asker may ask them to be friends.
    pub may_ask: MayAsk,
}

/// The one rule of what is shown of a person. Whether they are shown at all is `store::reading`'s.
///
/// | level | sees |
/// |---|---|
/// | stranger | display name, picture, the badge of a verified name |
/// | member | also own words, the circles in common, how many posts are read there, and since when they are here |
/// | friend | also the masked name, and the legal one if its owner switched that on |
#[must_use]
pub fn visible(level: Level, known: Known, now: Timestamp) -> PersonResponse {
    let Known { person, shared_circles, post_count, legal_name, relation, may_ask } = known;
    let (friend, near) = (level == Level::Friend, level != Level::Stranger);
    PersonResponse {
        byline: person.byline(now),
        joined_at: near.then_some(person.created_at),
        shared_circles: if near { shared_circles } else { Vec::new() },
        post_count: if near { post_count } else { 0 },
        relation,
        may_ask,
        may_send: friend || person.transfers_from_others,
        level,
        masked_name: friend.then_some(person.masked_name),
        legal_name: legal_name.filter(|_| friend && person.shows_name),
        bio: if near { person.bio } else { String::new() },
    }
}

/// What who keeps order sees of a member whom a block hides from them: who it is, and what they do in the circles that
/// `asker` keeps. Nothing of it is for getting to know somebody.
#[must_use]
pub fn in_order(person: &Person, kept: Vec<CircleId>, post_count: i64, now: Timestamp) -> PersonResponse {
    PersonResponse {
        byline: person.byline(now),
        bio: String::new(),
        joined_at: Some(person.created_at),
        shared_circles: kept,
        post_count,
        relation: Relation::None,
        may_ask: MayAsk::NotAmongThose,
        may_send: false,
        level: Level::Member,
        masked_name: None,
        legal_name: None,
    }
}

/// How near `asker` is to `person`; everyone is a member of their own circles.
///
/// # Errors
/// When the database fails.
pub async fn level_of(
    state: &AppState,
    db: &mut SqliteConnection,
    asker: PersonId,
    person: PersonId,
) -> Result<Level> {
    if relations::are_friends(&mut *db, asker, person).await? {
        return Ok(Level::Friend);
    }
    let shared = shared_circles(state, db, asker, person).await?;
    Ok(if shared.is_empty() { Level::Stranger } else { Level::Member })
}

/// What there is to see of `person`, for `asker` at `level`.
///
/// # Errors
/// When the database fails, or a name cannot be opened.
pub async fn know(
    state: &AppState,
    db: &mut SqliteConnection,
    asker: PersonId,
    person: Person,
    level: Level,
) -> Result<Known> {
    let now = state.now();
    let shared_circles = shared_circles(state, db, asker, person.id).await?;
    // A stranger reads nothing of theirs; oneself would count everything.
    let post_count = match level {
        Level::Stranger if asker == person.id => 0,
        Level::Stranger | Level::Member | Level::Friend => {
            posts::count_of_person(&mut *db, asker, person.id, now).await?
        }
    };
    let legal_name = if level == Level::Friend && person.shows_name {
        let sealed =
            names::find_sealed(&mut *db, person.id).await?.ok_or_else(|| Error::not_found(person.id))?;
        let name = state.keys.open_name(&sealed, person.id.as_bytes()).map_err(Error::internal)?;
        Some(name.reveal().to_owned())
    } else {
        None
    };
    let (relation, may_ask) = stand(state, db, asker, &person).await?;
    Ok(Known { person, shared_circles, post_count, legal_name, relation, may_ask })
}

/// How `person` stands to `asker`, and whether those may ask; nobody stands to themselves.
async fn stand(
    state: &AppState,
    db: &mut SqliteConnection,
    asker: PersonId,
    person: &Person,
) -> Result<(Relation, MayAsk)> {
    if asker == person.id {
        return Ok((Relation::None, MayAsk::NotAmongThose));
    }
    let (now, terms) = (state.now(), relations::Terms::of(&state.config.limits));
    let asking =
        people::find(&mut *db, asker).await?.ok_or_else(|| Error::code(ErrorCode::SessionRevoked))?;
    let asking = relations::Asking { asker: &asking, asked: person };
    let may_ask = relations::may_ask(db, asking, terms, now).await?;
    let found = relations::find(db, asker, person.id, terms, now).await?;
    Ok((found.map_or(Relation::None, |found| found.relation), may_ask))
}

async fn shared_circles(
    state: &AppState,
    db: &mut SqliteConnection,
    asker: PersonId,
    person: PersonId,
) -> Result<Vec<CircleId>> {
    let now = state.now();
    let mine = reading::circles_of(&mut *db, asker, now).await?;
    let mut shared = reading::circles_of(&mut *db, person, now).await?;
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
            who_may_ask: Default::default(),
            shows_name,
            delete_at: None,
            tips_off: false,
            transfers_from_others: false,
        };
        Known {
            person,
            shared_circles: vec![CircleId::mint()],
            post_count: 3,
            legal_name: Some("张小满".to_owned()),
            relation: Relation::None,
            may_ask: MayAsk::Yes,
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
        assert_eq!((stranger.bio.as_str(), stranger.post_count, stranger.joined_at), ("", 0, None));
        let member = visible(Level::Member, known(true), now);
        assert_eq!((member.bio.as_str(), member.post_count, member.joined_at.is_some()), ("Tea.", 3, true));
    }
}
