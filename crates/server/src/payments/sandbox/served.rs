//! SANDBOX. The same sandbox over HTTP on the loopback, for `circles-server sandbox-provider`.
//!
//! | | |
//! |---|---|
//! | `PUT /orders/{in,out}/{id}` with an amount | places an order: `"yes"`, `"declined"` |
//! | `GET /orders/{id}` | what its books say |
//! | `POST /orders/{id}/close`, `/refund` with an amount | closes, gives back |
//! | `GET /statement?from_us=&until_us=` | every movement |
//!
//! What does not arrive, or whose answer is lost, is a 503 without a body; an answer that cannot be read is a page.
//! Request and answer carry [`TEST_MONEY`]; a request without it is refused, so that neither a server that means real
//! money nor a page in somebody's browser orders anything. Does not: ask who asks; there is nothing here to steal.

use std::sync::Arc;

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use circles_domain::{Money, PaymentId, Timestamp};
use serde::{Deserialize, Serialize};

use super::super::{Direction, Order, PaymentProvider as _, ProviderError};
use super::{ONLY, Sandbox, TEST_MONEY};

/// Its routes.
pub fn router(sandbox: Arc<Sandbox>) -> Router {
    Router::new()
        .route("/orders/in/{id}", put(collect))
        .route("/orders/out/{id}", put(pay_out))
        .route("/orders/{id}", get(query))
        .route("/orders/{id}/close", post(close))
        .route("/orders/{id}/refund", post(refund))
        .route("/statement", get(statement))
        .layer(middleware::from_fn(test_money_only))
        .with_state(sandbox)
}

/// Refuses whoever does not say that it means test money, and says so itself.
async fn test_money_only(request: Request, next: Next) -> Response {
    let meant = request.headers().get(TEST_MONEY).is_some_and(|value| value == ONLY);
    let mut answer = if meant {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "SANDBOX: test money only; a request has to say that it means test money\n")
            .into_response()
    };
    answer.headers_mut().insert(TEST_MONEY, HeaderValue::from_static(ONLY));
    answer
}

type Asked = State<Arc<Sandbox>>;

async fn collect(State(sandbox): Asked, Path(id): Path<PaymentId>, Json(amount): Json<Money>) -> Response {
    told(sandbox.order(Order { id, amount }).await)
}

async fn pay_out(State(sandbox): Asked, Path(id): Path<PaymentId>, Json(amount): Json<Money>) -> Response {
    told(sandbox.payout(Order { id, amount }, None).await)
}

async fn query(State(sandbox): Asked, Path(id): Path<PaymentId>) -> Response {
    // It knows its orders by their id alone.
    told(sandbox.query(id, Direction::In).await)
}

async fn close(State(sandbox): Asked, Path(id): Path<PaymentId>) -> Response {
    told(sandbox.close(id).await)
}

async fn refund(State(sandbox): Asked, Path(id): Path<PaymentId>, Json(amount): Json<Money>) -> Response {
    told(sandbox.refund(Order { id, amount }).await)
}

#[derive(Debug, Deserialize)]
struct Span {
    from_us: i64,
    until_us: i64,
}

async fn statement(State(sandbox): Asked, Query(span): Query<Span>) -> Response {
    let (from, until) = (Timestamp::from_micros(span.from_us), Timestamp::from_micros(span.until_us));
    told(sandbox.statement(from, until).await)
}

fn told<T: Serialize>(answer: Result<T, ProviderError>) -> Response {
    match answer {
        Ok(answer) => Json(answer).into_response(),
        Err(ProviderError::Malformed) => Html("<html>please try again later</html>").into_response(),
        Err(ProviderError::Unanswered | ProviderError::Forged) => {
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Err(error @ ProviderError::Books(_)) => {
            tracing::error!(cause = ?error, "the sandbox's books");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
