//! What each deed does, inside the transaction of its act.

use circles_domain::circle::{PINS_MAX, Role};
use circles_domain::govern::{
    ActKind, CitedRule, Deed, MUTE_ALONE_S, SANCTION_MAX_S, Stance, Subject, check_reason,
};
use circles_domain::tip::TipReturn;
use circles_domain::{ActId, CircleId, Field, Invalid, PersonId, PostId, Rule, Timestamp};
use circles_faults::canary;
use circles_wire::ErrorCode;

use crate::error::{Error, Result};
use crate::ledger;
use crate::routes::acting::Acting;
use crate::store::changes::Change;
use crate::store::govern::{self, Act, pins};
use crate::store::posts::State as Kept;
use crate::store::reading::{self, Sanction};
use crate::store::{circles, comments, members, posts};

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

async fn remove(doing: &mut Doing, subject: Subject, rule: i64, reason: &str) -> Result<ActKind> {
    let reason = check_reason(reason)?;
    let (author, state) = doing.whose(subject).await?;
    doing.below(author).await?;
    let rule = doing.rule(rule).await?;
    if state != Kept::Kept {
        return Err(Error::code(ErrorCode::Stale).subject(govern::columns(subject).1));
    }
    // The line is written first: whoever is told that it is gone is told by which rule.
    let line = doing.line(ActKind::Remove);
    let act = Act { person: Some(author), subject: Some(subject), rule: Some(rule), reason, ..line };
    let kind = done(doing, act).await?;
    let now = doing.acting.now;
    match subject {
        Subject::Post(id) => {
            if pins::unpin(&mut doing.acting.tx, doing.circle, id).await? {
                circles::touch(&mut doing.acting.tx, doing.circle, now).await?;
            }
            posts::set_removed(&mut doing.acting.tx, doing.circle, id, true, now).await?;
            // What is on its way to the author does not reach them; what has arrived is theirs.
            let payers = ledger::return_held_on(&mut doing.acting.tx, id, TipReturn::Breach, now).await?;
            doing.concerned.extend(payers);
        }
        Subject::Comment(id) => {
            comments::set_removed(&mut doing.acting.tx, doing.circle, id, true, now).await?;
        }
        Subject::Person(_) => {}
    }
    let reporters = govern::resolve(&mut doing.acting.tx, doing.circle, subject, true, now).await?;
    doing.concerned.extend(reporters);
    Ok(kind)
}

/// Puts a removed post or comment back; 409 `stale` when it is not removed.
pub(super) async fn restore(acting: &mut Acting, circle: CircleId, subject: Subject) -> Result<()> {
    let now = acting.now;
    let back = match subject {
        Subject::Post(id) => posts::set_removed(&mut acting.tx, circle, id, false, now).await?,
        Subject::Comment(id) => comments::set_removed(&mut acting.tx, circle, id, false, now).await?,
        Subject::Person(_) => false,
    };
    if back { Ok(()) } else { Err(Error::code(ErrorCode::Stale).subject(govern::columns(subject).1)) }
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

async fn sanction(
    doing: &mut Doing,
    sanction: Sanction,
    person: PersonId,
    rule: i64,
    reason: &str,
    seconds: Option<i64>,
) -> Result<ActKind> {
    let reason = check_reason(reason)?;
    if seconds.is_some_and(|seconds| !(60..=SANCTION_MAX_S).contains(&seconds)) {
        let rule = if seconds.is_some_and(|seconds| seconds < 60) { Rule::TooSmall } else { Rule::TooLarge };
        return Err(Error::invalid(Invalid::new(Field::Duration, rule)));
    }
    if person == doing.acting.person.id {
        return Err(Error::code(ErrorCode::Forbidden).subject(person));
    }
    doing.below(person).await?;
    let rule = doing.rule(rule).await?;
    let stands = reading::stands(&mut *doing.acting.tx, person, doing.circle, doing.acting.now).await?;
    let known = stands.is_some_and(|stands| stands.standing(doing.acting.now).reads());
    if !known && !members::was_here(&mut *doing.acting.tx, person, doing.circle).await? {
        return Err(Error::not_found(person));
    }
    let alone = sanction == Sanction::Muted && seconds.is_some_and(|seconds| seconds <= MUTE_ALONE_S);
    if alone {
        let until = seconds.map(|seconds| doing.acting.now.plus_seconds(seconds));
        impose(&mut doing.acting, doing.circle, doing.id, person, sanction, until, &reason).await?;
        let line = doing.line(ActKind::Mute);
        let act = Act { person: Some(person), rule: Some(rule), reason, until: Some(until), ..line };
        let kind = done(doing, act).await?;
        let reporters = govern::resolve(
            &mut doing.acting.tx,
            doing.circle,
            Subject::Person(person),
            true,
            doing.acting.now,
        );
        let reporters = reporters.await?;
        doing.concerned.extend(reporters);
        return Ok(kind);
    }
    let until = seconds.map(|seconds| doing.acting.now.plus_seconds(seconds));
    check_not_milder(&mut doing.acting, doing.circle, person, sanction, until).await?;
    if govern::has_open(&mut *doing.acting.tx, doing.circle, person).await? {
        return Err(Error::code(ErrorCode::Stale).subject(person));
    }
    let line = doing.line(ActKind::Propose);
    let detail = sanction.as_str().to_owned();
    // The person learns of it when it holds, not when it is thought of.
    let act = Act { person: Some(person), rule: Some(rule), reason, detail, ..line };
    govern::insert(&mut doing.acting.tx, &act).await?;
    govern::propose(&mut doing.acting.tx, doing.id, doing.circle, person, sanction, seconds).await?;
    Ok(ActKind::Propose)
}

/// What holds is not undone by imposing less: two people may have decided it. Lifting it is the way, and is logged.
async fn check_not_milder(
    acting: &mut Acting,
    circle: CircleId,
    person: PersonId,
    sanction: Sanction,
    until: Option<Timestamp>,
) -> Result<()> {
    let stands = reading::stands(&mut *acting.tx, person, circle, acting.now).await?;
    let outweighed = stands.is_some_and(|stands| stands.outweighs(sanction, until, acting.now));
    if outweighed && !canary!("milder_replaces") {
        return Err(Error::code(ErrorCode::StrongerHolds).subject(person));
    }
    Ok(())
}

/// Imposes a sanction under the act that an appeal will name; `stronger_holds` when more than that holds.
pub(super) async fn impose(
    acting: &mut Acting,
    circle: CircleId,
    act: ActId,
    person: PersonId,
    sanction: Sanction,
    until: Option<Timestamp>,
    reason: &str,
) -> Result<()> {
    check_not_milder(acting, circle, person, sanction, until).await?;
    let sentence = members::Sentence { sanction, until, reason: reason.to_owned(), act: Some(act) };
    members::sentence(&mut acting.tx, person, circle, &sentence, acting.now).await?;
    Ok(())
}

async fn lift(doing: &mut Doing, person: PersonId, reason: &str) -> Result<ActKind> {
    let reason = check_reason(reason)?;
    doing.below(person).await?;
    let of = members::sanctioned_by(&mut *doing.acting.tx, person, doing.circle, doing.acting.now).await?;
    let Some(of) = of else { return Err(Error::code(ErrorCode::Stale).subject(person)) };
    unsentence(&mut doing.acting, doing.circle, person).await?;
    let line = doing.line(ActKind::Lift);
    done(doing, Act { person: Some(person), reason, of, ..line }).await
}

/// Ends a sanction now.
pub(super) async fn unsentence(acting: &mut Acting, circle: CircleId, person: PersonId) -> Result<()> {
    let until = Some(acting.now);
    let free = members::Sentence { sanction: Sanction::None, until, reason: String::new(), act: None };
    members::sentence(&mut acting.tx, person, circle, &free, acting.now).await?;
    Ok(())
}
