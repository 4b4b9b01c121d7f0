//! One step of an order: keep that it is taken, take it, keep what came of it.

use circles_domain::payment::{PaymentFailure, PaymentKind};
use circles_domain::{Money, PaymentId, PersonId, Timestamp};
use circles_faults::crash_point;
use sqlx::SqliteConnection;

use super::ask::{Heard, ask};
use super::settle::{Settled, ended, return_payout, settle, settle_payout};
use super::{Direction, Movement, Status, Taken, payee};
use crate::ledger::{LedgerError, OrderState, StoredOrder, count_call, find_order, set_order};
use crate::state::{AppState, Poke};
use crate::store::changes::{self, Change};

/// How soon a sum that is not the one that was ordered is asked about again, in seconds.
pub(super) const LOOK_AGAIN_S: i64 = 3_600;
/// The longest wait after calls without an answer, in seconds.
const LONGEST_WAIT_S: i64 = 300;

/// Takes the next step of the order `id`.
///
/// # Errors
/// When our database fails. That the provider does not answer is no error: it is asked again.
pub(super) async fn step(state: &AppState, id: PaymentId) -> Result<(), LedgerError> {
    let mut tx = state.db.write().await?;
    let now = state.now();
    let Some(order) = find_order(&mut tx, id).await? else { return Ok(()) };
    let wait_s = LONGEST_WAIT_S.min(1 << order.unanswered.clamp(0, 10));
    count_call(&mut tx, id, now.plus_seconds(wait_s)).await?;
    let payee = payee::of(state, &mut tx, &order).await?;
    tx.commit().await?;
    crash_point!("server.payment.counted", sqlx::Error::WorkerCrashed.into());
    let heard = match ask(&*state.payments, &order, payee).await {
        Ok(heard) => heard,
        Err(error) => {
            tracing::warn!(order = %id, %error, "the provider is asked again");
            return Ok(());
        }
    };
    crash_point!("server.payment.answered", sqlx::Error::WorkerCrashed.into());
    let mut tx = state.db.write().await?;
    let now = state.now();
    // A notice or a person may have come in between: only what is kept now counts.
    let Some(order) = find_order(&mut tx, id).await? else { return Ok(()) };
    let told = hear(&mut tx, order, &heard, state.config.limits.top_up_s, now).await?;
    if let Some(person) = told {
        changes::note(&mut tx, Change::Wallet(person), now).await?;
        crash_point!("server.payment.heard", sqlx::Error::WorkerCrashed.into());
    }
    tx.commit().await?;
    if let Some(person) = told {
        crash_point!("server.payment.kept", sqlx::Error::WorkerCrashed.into());
        state.poke(Poke::Person(person));
        crash_point!("server.payment.told", sqlx::Error::WorkerCrashed.into());
    }
    Ok(())
}

/// Keeps what an answer means; the person, if it means something to them.
async fn hear(
    tx: &mut SqliteConnection,
    order: StoredOrder,
    heard: &Heard,
    top_up_s: i64,
    now: Timestamp,
) -> Result<Option<PersonId>, LedgerError> {
    if matches!(order.state, OrderState::Booked | OrderState::Refused(_)) {
        return Ok(None);
    }
    let answered = StoredOrder { unanswered: 0, ..order };
    match *heard {
        Heard::Taken(Taken::Yes) => {
            let taken =
                StoredOrder { state: OrderState::Ordered, declined: false, changed_at: now, ..answered };
            set_order(tx, &taken, Some(now.plus_seconds(1))).await?;
            crash_point!("server.payment.ordered", sqlx::Error::WorkerCrashed.into());
            Ok(None)
        }
        // Its books have to agree before anything is given back.
        Heard::Taken(Taken::Declined) => {
            set_order(tx, &StoredOrder { declined: true, ..answered }, Some(now)).await?;
            Ok(None)
        }
        Heard::Status(Status::Paid(amount)) => paid(tx, order, amount, now).await,
        Heard::Status(Status::NotFound | Status::Unopened) if order.state == OrderState::Closing => {
            failed(tx, answered, PaymentFailure::Expired, now).await
        }
        Heard::Status(Status::Waiting | Status::Unopened) => {
            waits(tx, answered, top_up_s, now).await?;
            Ok(None)
        }
        Heard::Status(Status::NotFound) => failed(tx, answered, PaymentFailure::Declined, now).await,
        Heard::Status(Status::Failed) => failed(tx, answered, PaymentFailure::Failed, now).await,
        Heard::Status(Status::Closed) => failed(tx, answered, PaymentFailure::Expired, now).await,
        // What was wrong with it is over, and both of its words are one.
        Heard::Status(Status::Returned) if matches!(order.state, OrderState::Mismatched(_)) => {
            set_order(tx, &ended(order, OrderState::Failed(PaymentFailure::Returned), now), None).await?;
            Ok(Some(order.person))
        }
        Heard::Status(Status::Returned) => failed(tx, answered, PaymentFailure::Returned, now).await,
    }
}

async fn paid(
    tx: &mut SqliteConnection,
    order: StoredOrder,
    amount: Money,
    now: Timestamp,
) -> Result<Option<PersonId>, LedgerError> {
    match order.kind {
        PaymentKind::TopUp => {
            let movement = Movement { order: order.id, direction: Direction::In, amount, paid_at: now };
            let settled = settle(tx, &movement, now).await?;
            let new = order.state != OrderState::Mismatched(amount);
            Ok((new && settled != Settled::Again).then_some(order.person))
        }
        // Given back already: the provider's last word contradicts the one before, and somebody has to look.
        PaymentKind::CashOut if matches!(order.state, OrderState::Failed(_)) => {
            tracing::error!(order = %order.id, "paid out after it had failed");
            set_order(tx, &StoredOrder { unanswered: 0, ..order }, None).await?;
            Ok(None)
        }
        PaymentKind::CashOut if amount == order.amount => {
            settle_payout(tx, order, now).await?;
            Ok(Some(order.person))
        }
        PaymentKind::CashOut => {
            tracing::error!(order = %order.id, "another sum was paid out than was asked for");
            let again = Some(now.plus_seconds(LOOK_AGAIN_S));
            set_order(tx, &ended(order, OrderState::Mismatched(amount), now), again).await?;
            Ok((order.state != OrderState::Mismatched(amount)).then_some(order.person))
        }
    }
}

/// Nothing moved yet.
async fn waits(
    tx: &mut SqliteConnection,
    order: StoredOrder,
    top_up_s: i64,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let age_s = now.seconds_since(order.created_at);
    let next = Some(now.plus_seconds(pause_s(age_s)));
    match order.state {
        OrderState::Placed | OrderState::Ordered if order.kind == PaymentKind::TopUp && age_s >= top_up_s => {
            let closing = StoredOrder { state: OrderState::Closing, changed_at: now, ..order };
            set_order(tx, &closing, Some(now)).await?;
            crash_point!("server.top_up.closing", sqlx::Error::WorkerCrashed.into());
            Ok(())
        }
        OrderState::Placed => {
            let ordered =
                StoredOrder { state: OrderState::Ordered, declined: false, changed_at: now, ..order };
            set_order(tx, &ordered, next).await
        }
        OrderState::Failed(_) => set_order(tx, &order, None).await,
        OrderState::Ordered
        | OrderState::Closing
        | OrderState::Mismatched(_)
        | OrderState::Booked
        | OrderState::Refused(_) => set_order(tx, &order, next).await,
    }
}

/// How long until it is asked again, by how long it has waited.
const fn pause_s(age_s: i64) -> i64 {
    match age_s {
        ..10 => 1,
        10..60 => 5,
        60..600 => 30,
        600..7_200 => 300,
        _ => 1_800,
    }
}

/// Nothing moved, and nothing will.
async fn failed(
    tx: &mut SqliteConnection,
    order: StoredOrder,
    reason: PaymentFailure,
    now: Timestamp,
) -> Result<Option<PersonId>, LedgerError> {
    match (order.kind, order.state) {
        (_, OrderState::Booked | OrderState::Refused(_)) => Ok(None),
        (_, OrderState::Failed(_)) => {
            set_order(tx, &order, None).await?;
            Ok(None)
        }
        // It said that another sum had moved. One of the two is wrong, and not for us to choose.
        (_, OrderState::Mismatched(_)) => {
            set_order(tx, &order, Some(now.plus_seconds(LOOK_AGAIN_S))).await?;
            Ok(None)
        }
        (PaymentKind::TopUp, OrderState::Placed | OrderState::Ordered | OrderState::Closing) => {
            set_order(tx, &ended(order, OrderState::Failed(reason), now), None).await?;
            crash_point!("server.top_up.failed", sqlx::Error::WorkerCrashed.into());
            Ok(Some(order.person))
        }
        (PaymentKind::CashOut, OrderState::Placed | OrderState::Ordered | OrderState::Closing) => {
            return_payout(tx, order, reason, now).await?;
            Ok(Some(order.person))
        }
    }
}
