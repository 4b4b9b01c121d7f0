//! Who lives in the demo: the sample people, and twenty more whose documents are invented likewise.

use circles_domain::circle::{Place, Role as Rank};
use circles_domain::claim::{CivilDate, Claims, Gender};
use circles_domain::gate::Asker;
use circles_domain::identity_number::{IdentityNumber, check_character};
use circles_domain::person::{DisplayName, LegalName};
use circles_domain::{PersonId, Timestamp};
use sqlx::SqliteConnection;

use super::{DemoError, Stage, person_id};
use crate::identity::{Role, Subject, samples};
use crate::payments::open_wallet;
use crate::store::members;
use crate::store::people::{self, NewPerson};

/// A person of the demo.
pub(super) struct Resident {
    pub(super) id: PersonId,
    pub(super) claims: Claims,
    pub(super) moderator: bool,
    pub(super) joined_at: Timestamp,
}

impl Resident {
    /// As gates see them at `now`, at the place that they have or will have in a circle.
    pub(super) fn asker(&self, now: Timestamp) -> Asker {
        let role = if self.moderator { Rank::Moderator } else { Rank::Member };
        let place = Place { role: Some(role), joined_at: Some(self.joined_at), ..Place::default() };
        Asker::new(&self.claims, self.joined_at, now).at(place, now)
    }
}

struct Document {
    key: String,
    legal_name: String,
    number: String,
    display_name: String,
    bio: String,
    claims: Claims,
    moderator: bool,
}

impl Stage<'_> {
    pub(super) async fn settle_people(&mut self, tx: &mut SqliteConnection) -> Result<(), DemoError> {
        let mut documents: Vec<Document> = samples().iter().map(|s| sample(s, self.now)).collect();
        documents.extend(std::mem::take(&mut self.content.people).into_iter().enumerate().map(invented));
        let grant = crate::ledger::Terms::of(&self.state.config.limits).sandbox_grant;
        for (n, document) in documents.into_iter().enumerate() {
            let joined_at = self.days_ago(60 + i64::try_from(n).unwrap_or(0) * 7);
            let resident = self.settle(tx, n, document, joined_at).await?;
            open_wallet(tx, resident.id, grant, self.days_ago(45)).await?;
            self.people.push(resident);
        }
        Ok(())
    }

    async fn settle(
        &self,
        tx: &mut SqliteConnection,
        n: usize,
        document: Document,
        joined_at: Timestamp,
    ) -> Result<Resident, DemoError> {
        let broken = |invalid| DemoError::Content(format!("{}: {invalid}", document.key));
        let id = person_id(&document.key);
        let legal_name = LegalName::parse(&document.legal_name).map_err(broken)?;
        let number = IdentityNumber::parse(&document.number, self.now).map_err(broken)?;
        let person = NewPerson {
            id,
            display_name: Some(DisplayName::parse(&document.display_name).map_err(broken)?),
            masked_name: legal_name.masked(),
            name_sealed: self.state.keys.seal_name(&legal_name, id.as_bytes())?,
            identity_hash: self.state.keys.identity_hash(&Subject::Number(number)),
            claims: document.claims,
            verified_until: self.now.plus_seconds(5 * 365 * 86_400),
            created_at: joined_at,
        };
        people::insert(tx, &person).await?;
        let avatar = self.library.avatar(self.state, tx, id, n, joined_at).await?;
        sqlx::query("UPDATE person SET avatar_id = $2, bio = $3 WHERE id = $1")
            .bind(id.0)
            .bind(avatar.0)
            .bind(&document.bio)
            .execute(tx)
            .await?;
        Ok(Resident { id, claims: document.claims, moderator: document.moderator, joined_at })
    }

    /// Everyone joins what suits them and lets them in; the samples join enough to have a feed.
    pub(super) async fn gather_members(&mut self, tx: &mut SqliteConnection) -> Result<(), DemoError> {
        for circle in 0..self.circles.len() {
            for person in 0..self.people.len() {
                let Some((resident, there)) = self.people.get(person).zip(self.circles.get(circle)) else {
                    continue;
                };
                let asker = resident.asker(self.now);
                let fits = there.gates.join.allows(&asker);
                let posts = there.gates.post.allows(&asker);
                let helps = resident.moderator || there.moderators.contains(&resident.id);
                let sample = person < 4;
                let chosen = helps || (sample && (circle % 2 == person % 2 || circle == 0));
                let lot = !chosen && self.dice.chance(if posts { 70 } else { 35 });
                // Half of the circles are left for a newcomer to find and join.
                let wants = chosen || (lot && !sample);
                if !fits || !wants {
                    continue;
                }
                let (id, at) = (resident.id, resident.joined_at);
                let circle_id = there.id;
                members::set_joined(tx, id, circle_id, true, at).await?;
                if helps {
                    let role = if resident.moderator { Rank::Owner } else { Rank::Moderator };
                    members::set_role(tx, id, circle_id, role, at).await?;
                }
                if let Some(there) = self.circles.get_mut(circle) {
                    there.members.push(person);
                }
            }
        }
        Ok(())
    }
}

fn sample(sample: &crate::identity::Sample, now: Timestamp) -> Document {
    Document {
        key: sample.key.to_owned(),
        legal_name: sample.legal_name.to_owned(),
        number: sample.identity_number(now),
        display_name: sample.display_name.to_owned(),
        bio: String::new(),
        claims: sample.claims(now),
        moderator: sample.role == Role::Moderator,
    }
}

/// Place code 99 is assigned to no place, so no living person has these numbers.
fn invented((n, written): (usize, super::content::WrittenPerson)) -> Document {
    let (year, month, day) = written.born;
    let parity = if written.gender == Gender::Male { 1 } else { 0 };
    let body = format!("990000{year:04}{month:02}{day:02}{:03}", 100 + 2 * n + parity);
    Document {
        number: format!("{body}{}", char::from(check_character(&body))),
        claims: Claims {
            birth_date: Some(CivilDate { year, month, day }),
            gender: Some(written.gender),
            student: Some(written.student),
            employed: Some(written.employed),
            overseas: Some(written.overseas),
            score: Some(written.score),
        },
        key: written.key,
        legal_name: written.legal_name,
        display_name: written.display_name,
        bio: written.bio,
        moderator: false,
    }
}
