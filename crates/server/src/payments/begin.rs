//! The beginning of a top-up or a cash-out: one transaction, and a definite answer for ever.

use circles_domain::ledger::StepUpThresholds;
use circles_domain::payment::{PaymentFacts, PaymentKind, PaymentRefusal, decide_payment};
use circles_domain::{Money, PaymentId, PersonId, Timestamp};
use circles_faults::crash_point;
use sqlx::SqliteConnection;

use super::settle::hold_payout;
use crate::ledger::{
    LedgerError, OrderState, StoredOrder, balance, cash_out_needs_pin, find_order, has_moved, insert_order,
    is_frozen, pin,
};
use crate::store::people;

/// What a request came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// The answer, kept since now or since before; `moved` when the balance changed with it.
    Answer {
        /// Where it stands.
        order: StoredOrder,
        /// Whether it changed the balance just now.
        moved: bool,
    },
    /// The id holds another request of the same person.
    Conflict(StoredOrder),
    /// The id is somebody else's, or money moved under it for something else.
    Taken,
    /// The person locked their payments, and this one takes money out: nothing is kept.
    Locked,
    /// The payment password is needed to take this much out: nothing is kept.
    StepUpRequired,
}

/// The payment password, as far as a cash-out is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepUp {
    /// From where on it is asked for.
    pub above: StepUpThresholds,
    /// Whether it came along, and was right.
    pub given: bool,
}

/// Begins a payment: the refusal, or the order and, for a cash-out, the money that is held for it. The same request gets
/// the same answer.
///
/// # Errors
/// When the database fails; then nothing happened.
pub async fn begin(
    tx: &mut SqliteConnection,
    person: PersonId,
    id: PaymentId,
    (kind, amount): (PaymentKind, Money),
    step_up: StepUp,
    now: Timestamp,
) -> Result<Begun, LedgerError> {
    if let Some(kept) = kept(tx, person, id, (kind, amount)).await? {
        return Ok(kept);
    }
    let takes_out = kind == PaymentKind::CashOut;
    if takes_out && pin::is_locked(tx, person).await? {
        return Ok(Begun::Locked);
    }
    if takes_out && !step_up.given && cash_out_needs_pin(tx, person, amount, step_up.above, now).await? {
        return Ok(Begun::StepUpRequired);
    }
    if has_moved(tx, id.0).await? {
        return Ok(Begun::Taken);
    }
    let human = people::find(&mut *tx, person).await?.ok_or(LedgerError::Row("a person who is not there"))?;
    let facts = PaymentFacts {
        kind,
        amount,
        balance: balance(tx, person).await?,
        // A proof that expired proves nothing.
        is_adult: human.verified(now) && human.claims(now).is_at_least(18, now),
        is_leaving: human.delete_at.is_some(),
        is_frozen: is_frozen(tx, person).await?,
    };
    let placed = OrderState::Placed;
    let state = decide_payment(&facts).map_or_else(OrderState::Refused, |()| placed);
    let order = StoredOrder { with_pin: step_up.given, ..new_order(person, id, (kind, amount), state, now) };
    let begins = state == placed;
    insert_order(tx, &order, begins.then_some(now)).await?;
    crash_point!("server.payment.placed", sqlx::Error::WorkerCrashed.into());
    let moved = begins && takes_out;
    if moved {
        hold_payout(tx, &order, now).await?;
        crash_point!("server.payment.held", sqlx::Error::WorkerCrashed.into());
    }
    Ok(Begun::Answer { order, moved })
}

/// No further answer is wanted: the one that is kept, or `refused{abandoned}` from now on, which is what the late copy of
/// the request meets.
///
/// # Errors
/// When the database fails.
pub async fn abandon(
    tx: &mut SqliteConnection,
    person: PersonId,
    id: PaymentId,
    asked: (PaymentKind, Money),
    now: Timestamp,
) -> Result<Begun, LedgerError> {
    if let Some(kept) = kept(tx, person, id, asked).await? {
        return Ok(kept);
    }
    let order = new_order(person, id, asked, OrderState::Refused(PaymentRefusal::Abandoned), now);
    insert_order(tx, &order, None).await?;
    crash_point!("server.payment.abandoned", sqlx::Error::WorkerCrashed.into());
    Ok(Begun::Answer { order, moved: false })
}

async fn kept(
    tx: &mut SqliteConnection,
    person: PersonId,
    id: PaymentId,
    asked: (PaymentKind, Money),
) -> Result<Option<Begun>, LedgerError> {
    Ok(find_order(tx, id).await?.map(|order| {
        if order.person != person {
            Begun::Taken
        } else if (order.kind, order.amount) == asked {
            Begun::Answer { order, moved: false }
        } else {
            Begun::Conflict(order)
        }
    }))
}

const fn new_order(
    person: PersonId,
    id: PaymentId,
    (kind, amount): (PaymentKind, Money),
    state: OrderState,
    now: Timestamp,
) -> StoredOrder {
    let (created_at, changed_at) = (now, now);
    let (declined, unanswered, with_pin) = (false, 0, false);
    StoredOrder { id, person, kind, amount, state, declined, unanswered, with_pin, created_at, changed_at }
}
