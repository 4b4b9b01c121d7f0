//! What each deed does, inside the transaction of its act.

mod remove;
mod sanction;

use circles_domain::circle::{PINS_MAX, Role};
use circles_domain::govern::{ActKind, CitedRule, Deed, Stance, Subject, check_reason};
use circles_domain::{ActId, CircleId, Field, Invalid, PersonId, PostId, Rule};
use circles_faults::canary;
use circles_wire::ErrorCode;

use self::remove::remove;
use self::sanction::{lift, sanction};
use crate::error::{Error, Result};
use crate::routes::acting::Acting;
use crate::store::changes::Change;
use crate::store::govern::{self, Act, pins};
use crate::store::posts::State as Kept;
use crate::store::reading::{self, Sanction};
use crate::store::{circles, comments, posts};

pub(super) use remove::restore;
pub(super) use sanction::{impose, unsentence};

/// An act under way.
pub(super) struct Doing {
    pub(super) acting: Acting,
    pub(super) circle: CircleId,
    pub(super) stance: Stance,
    pub(super) id: ActId,
    pub(super) request_hash: [u8; 32],
    /// Whose devices should hear of it.
    pub(super) concerned: Vec<PersonId>,
}

impl Doing {
    fn line(&self, kind: ActKind) -> Act {
        let line = super::act::line(&self.acting, self.stance, self.circle, self.id, kind);
        Act { request_hash: self.request_hash, ..line }
    }

    async fn rule(&mut self, number: i64) -> Result<CitedRule> {
        let rule = circles::find_rule(&mut *self.acting.tx, self.circle, number).await?;
        rule.ok_or_else(|| Error::invalid(Invalid::new(Field::CitedRule, Rule::NotFound)))
    }

    /// Nobody acts against who is their equal or above; against themselves they may.
    async fn below(&mut self, person: PersonId) -> Result<()> {
        if person == self.acting.person.id {
            return Ok(());
        }
        let stands = reading::stands(&mut *self.acting.tx, person, self.circle, self.acting.now).await?;
        let role = stands.map(|stands| stands.role()).unwrap_or_default();
        if role < self.stance.role { Ok(()) } else { Err(Error::code(ErrorCode::Forbidden).subject(person)) }
    }

    /// Whoever says that something is no breach stands above who is said to have done it, and is somebody else. Nobody
    /// stands above the owner: those next to them see to it.
    async fn judges(&mut self, person: PersonId) -> Result<()> {
        let forbidden = || Err(Error::code(ErrorCode::Forbidden).subject(person));
        if person == self.acting.person.id && !canary!("judges_themselves") {
            return forbidden();
        }
        let stands = reading::stands(&mut *self.acting.tx, person, self.circle, self.acting.now).await?;
        let (role, own) = (stands.map(|stands| stands.role()).unwrap_or_default(), self.stance.role);
        let next_to_owner = role == Role::Owner && own >= Role::Admin;
        if role < own || next_to_owner || canary!("judges_their_equals") { Ok(()) } else { forbidden() }
    }

    /// Whose a post or comment of this circle is, and in which state.
    async fn whose(&mut self, subject: Subject) -> Result<(PersonId, Kept)> {
        let missing = || Error::not_found(govern::columns(subject).1);
        match subject {
            Subject::Post(id) => {
                let held = posts::find_held(&mut *self.acting.tx, id).await?.ok_or_else(missing)?;
                if held.circle == self.circle { Ok((held.author, held.state)) } else { Err(missing()) }
            }
            Subject::Comment(id) => {
                let held = comments::find_held(&mut *self.acting.tx, id).await?.ok_or_else(missing)?;
                let post = posts::find_held(&mut *self.acting.tx, held.post).await?.ok_or_else(missing)?;
                if post.circle == self.circle { Ok((held.author, held.state)) } else { Err(missing()) }
            }
            Subject::Person(_) => Err(missing()),
        }
    }
}

/// Does it and says what the log says.
pub(super) async fn run(doing: &mut Doing, deed: Deed) -> Result<ActKind> {
    match deed {
        Deed::Remove { subject, rule, reason } => remove(doing, subject, rule, &reason).await,
        Deed::Restore { subject, reason } => {
            let reason = check_reason(&reason)?;
            let (author, _) = doing.whose(subject).await?;
            doing.judges(author).await?;
            let removed = govern::find_removal(&mut doing.acting.tx, subject).await?;
            // What somebody above removed is given back by them, or by an appeal. Operators are above everyone.
            if removed
                .as_ref()
                .is_some_and(|removed| removed.role.is_none_or(|role| role > doing.stance.role))
                && !canary!("restores_from_below")
            {
                return Err(Error::code(ErrorCode::Forbidden).subject(govern::columns(subject).1));
            }
            restore(&mut doing.acting, doing.circle, subject).await?;
            let of = removed.map(|removed| removed.act);
            let line = doing.line(ActKind::Restore);
            done(doing, Act { person: Some(author), subject: Some(subject), reason, of, ..line }).await
        }
        Deed::Dismiss { subject } => {
            let about = match subject {
                Subject::Person(person) => person,
                Subject::Post(_) | Subject::Comment(_) => doing.whose(subject).await?.0,
            };
            doing.judges(about).await?;
            let reporters =
                govern::resolve(&mut doing.acting.tx, doing.circle, subject, false, doing.acting.now).await?;
            if reporters.is_empty() {
                // Somebody else was quicker; the queue shows what is left.
                return Err(Error::code(ErrorCode::Stale).subject(govern::columns(subject).1));
            }
            doing.concerned.extend(reporters);
            let line = doing.line(ActKind::Dismiss);
            done(doing, Act { subject: Some(subject), ..line }).await
        }
        Deed::Pin { post } => pin(doing, post).await,
        Deed::Unpin { post } => {
            if pins::unpin(&mut doing.acting.tx, doing.circle, post).await? {
                circles::touch(&mut doing.acting.tx, doing.circle, doing.acting.now).await?;
            }
            let line = doing.line(ActKind::Unpin);
            done(doing, Act { subject: Some(Subject::Post(post)), ..line }).await
        }
        Deed::Mute { person, rule, reason, seconds } => {
            sanction(doing, Sanction::Muted, person, rule, &reason, Some(seconds)).await
        }
        Deed::Ban { person, rule, reason, seconds } => {
            sanction(doing, Sanction::Banned, person, rule, &reason, seconds).await
        }
        Deed::Lift { person, reason } => lift(doing, person, &reason).await,
    }
}

async fn done(doing: &mut Doing, act: Act) -> Result<ActKind> {
    govern::insert(&mut doing.acting.tx, &act).await?;
    if let Some(person) = act.person {
        doing.acting.note(Change::Standing(person, doing.circle)).await?;
        doing.concerned.push(person);
    }
    Ok(act.kind)
}

async fn pin(doing: &mut Doing, post: PostId) -> Result<ActKind> {
    let (_, state) = doing.whose(Subject::Post(post)).await?;
    if state != Kept::Kept {
        return Err(Error::not_found(post));
    }
    if pins::count_others(&mut *doing.acting.tx, doing.circle, post).await? >= PINS_MAX {
        return Err(Error::invalid(Invalid::new(Field::Pins, Rule::TooMany)).subject(post));
    }
    let now = doing.acting.now;
    if pins::pin(&mut doing.acting.tx, doing.circle, post, now).await? {
        circles::touch(&mut doing.acting.tx, doing.circle, now).await?;
    }
    let line = doing.line(ActKind::Pin);
    done(doing, Act { subject: Some(Subject::Post(post)), ..line }).await
}
