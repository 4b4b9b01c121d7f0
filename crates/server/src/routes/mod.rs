//! The HTTP surface: one file a resource. A handler reads the request, asks `store`, commits, pokes, answers.

pub mod acting;
pub mod administer;
pub mod admissions;
pub mod circles;
pub mod comments;
pub mod counts;
pub mod devices;
pub mod extract;
pub mod finance;
pub mod gates;
pub mod govern;
pub mod invitations;
pub mod joining;
pub mod keys;
pub mod known;
pub mod lifecycle;
pub mod limits;
pub mod media;
pub mod members;
mod money_requests;
pub mod oauth;
mod paying;
pub mod payment_page;
mod payments;
pub mod people;
pub mod posts;
pub mod ranges;
pub mod relations;
pub mod rules;
pub mod signin;
pub mod step_up;
pub mod stream;
pub mod sync;
pub mod tips;
pub mod transfers;
pub mod uploads;
pub mod visible;
pub mod wallet;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use circles_wire::{ErrorCode, dpop, session};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::error::Error;
use crate::state::AppState;
use crate::{log, openapi};

/// The most bytes of an ordinary body; an upload's limit is `wire::media::CHUNK_MAX`.
const BODY_MAX: usize = 256 * 1024;

/// Routes whose answers end by themselves.
fn quick() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(circles::router())
        .merge(members::router())
        .merge(joining::router())
        .merge(gates::router())
        .merge(admissions::router())
        .merge(invitations::router())
        .merge(rules::router())
        .merge(govern::router())
        .merge(lifecycle::router())
        .merge(people::router())
        .merge(relations::router())
        .merge(devices::router())
        .merge(known::router())
        .merge(posts::router())
        .merge(comments::router())
        .merge(counts::router())
        .merge(sync::router())
        .merge(tips::router())
        .merge(transfers::router())
        .merge(money_requests::router())
        .merge(step_up::router())
        .merge(wallet::router())
        .merge(limits::router())
        .merge(payments::router())
        .merge(finance::router())
        .merge(payment_page::router())
        .merge(keys::router())
        .merge(oauth::router())
        .merge(OpenApiRouter::from(signin::router()))
}

/// Routes that may last: bytes, and streams that end with the device or the server.
fn lasting() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(uploads::router()).merge(media::router()).merge(stream::router())
}

/// Everything, described and protected.
pub fn app(state: AppState) -> Router {
    let limit = Duration::from_secs(state.config.limits.request_s.unsigned_abs());
    let quick = quick().layer(axum::middleware::from_fn(move |request, next| in_time(limit, request, next)));
    let (routes, mut api) =
        OpenApiRouter::with_openapi(openapi::base()).merge(quick).merge(lasting()).split_for_parts();
    openapi::complete(&mut api);
    let described = openapi::router(&api).unwrap_or_else(|error| {
        tracing::error!(%error, "the description has no JSON form");
        Router::new()
    });
    routes
        .merge(described)
        .route("/healthz", get(healthz))
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(axum::middleware::from_fn_with_state(state.clone(), give_nonce))
        .layer(axum::middleware::from_fn(log::requests))
        .layer(unless_set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(unless_set(header::X_FRAME_OPTIONS, "DENY"))
        .layer(unless_set(header::REFERRER_POLICY, "no-referrer"))
        .layer(unless_set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(unless_set(header::CACHE_CONTROL, "no-store"))
        .layer(unless_set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .with_state(state)
}

/// For every page that brings none of its own: what the server itself serves, nothing inline, no frame.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                                       base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

fn unless_set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

async fn healthz(axum::extract::State(state): axum::extract::State<AppState>) -> Response {
    let alive = sqlx::query("SELECT 1").execute(state.db.read()).await.is_ok();
    if alive { "ok".into_response() } else { StatusCode::SERVICE_UNAVAILABLE.into_response() }
}

async fn nothing_here() -> Error {
    Error::code(ErrorCode::NotFound)
}

async fn wrong_method() -> Response {
    let mut response = Error::code(ErrorCode::NotFound).into_response();
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

/// Gives the nonce for the next proof with each answer to whoever proves things (RFC 9449 section 8.2), refusals too.
async fn give_nonce(
    axum::extract::State(state): axum::extract::State<AppState>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let proving = request.headers().contains_key(dpop::PROOF)
        || request.headers().contains_key(header::AUTHORIZATION)
        || matches!(request.uri().path(), session::TOKEN | session::METADATA);
    let mut response = next.run(request).await;
    if proving && let Ok(nonce) = HeaderValue::try_from(state.nonces.newest(state.now())) {
        response.headers_mut().insert(HeaderName::from_static(dpop::NONCE), nonce);
    }
    response
}

async fn in_time(limit: Duration, request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::code(ErrorCode::Unavailable).retry_after(5).into_response(),
    }
}
