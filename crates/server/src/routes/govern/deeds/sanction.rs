//! Muting, banning and lifting either.

use circles_domain::govern::{ActKind, MUTE_ALONE_S, SANCTION_MAX_S, Subject, check_reason};
use circles_domain::{ActId, CircleId, Field, Invalid, PersonId, Rule, Timestamp};
use circles_faults::canary;
use circles_wire::ErrorCode;

use super::{Doing, done};
use crate::error::{Error, Result};
use crate::routes::acting::Acting;
use crate::store::govern::{self, Act};
use crate::store::members;
use crate::store::reading::{self, Sanction};

pub(super) async fn sanction(
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
pub(in crate::routes::govern) async fn impose(
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

pub(super) async fn lift(doing: &mut Doing, person: PersonId, reason: &str) -> Result<ActKind> {
    let reason = check_reason(reason)?;
    doing.below(person).await?;
    let of = members::sanctioned_by(&mut *doing.acting.tx, person, doing.circle, doing.acting.now).await?;
    let Some(of) = of else { return Err(Error::code(ErrorCode::Stale).subject(person)) };
    unsentence(&mut doing.acting, doing.circle, person).await?;
    let line = doing.line(ActKind::Lift);
    done(doing, Act { person: Some(person), reason, of, ..line }).await
}

/// Ends a sanction now.
pub(in crate::routes::govern) async fn unsentence(
    acting: &mut Acting,
    circle: CircleId,
    person: PersonId,
) -> Result<()> {
    let until = Some(acting.now);
    let free = members::Sentence { sanction: Sanction::None, until, reason: String::new(), act: None };
    members::sentence(&mut acting.tx, person, circle, &free, acting.now).await?;
    Ok(())
}
