//! Removing and restoring what was written.

use circles_domain::CircleId;
use circles_domain::govern::{ActKind, Subject, check_reason};
use circles_domain::tip::TipReturn;
use circles_wire::ErrorCode;

use super::{Doing, done};
use crate::error::{Error, Result};
use crate::ledger;
use crate::routes::acting::Acting;
use crate::store::govern::{self, Act, pins};
use crate::store::posts::State as Kept;
use crate::store::{circles, comments, posts};

pub(super) async fn remove(doing: &mut Doing, subject: Subject, rule: i64, reason: &str) -> Result<ActKind> {
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
pub(in crate::routes::govern) async fn restore(
    acting: &mut Acting,
    circle: CircleId,
    subject: Subject,
) -> Result<()> {
    let now = acting.now;
    let back = match subject {
        Subject::Post(id) => posts::set_removed(&mut acting.tx, circle, id, false, now).await?,
        Subject::Comment(id) => comments::set_removed(&mut acting.tx, circle, id, false, now).await?,
        Subject::Person(_) => false,
    };
    if back { Ok(()) } else { Err(Error::code(ErrorCode::Stale).subject(govern::columns(subject).1)) }
}
