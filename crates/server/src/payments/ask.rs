//! One call to the provider: what there is to ask of it about an order, and what was heard.

use circles_domain::payment::PaymentKind;
use circles_faults::crash_point;

use super::{Direction, Order, Payee, PaymentProvider, ProviderError, Status, Taken};
use crate::ledger::{OrderState, StoredOrder};

/// What was heard.
pub(super) enum Heard {
    Taken(Taken),
    Status(Status),
}

/// Asks what the state of `order` asks for.
///
/// # Errors
/// When no answer came that can be used.
pub(super) async fn ask(
    provider: &dyn PaymentProvider,
    order: &StoredOrder,
    payee: Option<Payee>,
) -> Result<Heard, ProviderError> {
    if order.state == OrderState::Closing {
        provider.close(order.id).await?;
        crash_point!("server.top_up.closed", ProviderError::Unanswered);
    }
    // Nothing was asked for yet, so there is nothing to ask about.
    if order.state == OrderState::Placed && order.unanswered == 0 && !order.declined {
        return send(provider, order, payee).await;
    }
    let direction = match order.kind {
        PaymentKind::TopUp => Direction::In,
        PaymentKind::CashOut => Direction::Out,
    };
    let status = provider.query(order.id, direction).await?;
    let lost = matches!(order.state, OrderState::Placed | OrderState::Ordered) && !order.declined;
    if status == Status::NotFound && lost {
        // It never arrived. The same id again is the same order, should it arrive yet.
        return send(provider, order, payee).await;
    }
    Ok(Heard::Status(status))
}

async fn send(
    provider: &dyn PaymentProvider,
    order: &StoredOrder,
    payee: Option<Payee>,
) -> Result<Heard, ProviderError> {
    let asked = Order { id: order.id, amount: order.amount };
    let taken = match order.kind {
        PaymentKind::TopUp => provider.order(asked).await?,
        PaymentKind::CashOut => provider.payout(asked, payee).await?,
    };
    Ok(Heard::Taken(taken))
}
