//! Pictures and videos for the page: a scheme for pictures, a loopback server for videos.
//!
//! WebKitGTK plays no video from a custom scheme, whatever ranges it answers; HTTP from the loopback it plays. So
//! one small server listens on 127.0.0.1 before the window opens, and the page's policy names its exact port.
//! Promises: answers only paths below a random token and only with its own address as `Host`; GET and HEAD alone;
//! files are named by attachment id, never by path. The same server tells a second start to bring the window up.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use circles_domain::AttachmentId;
use circles_domain::attachment::Rendition;
use circles_engine::Engine;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;
use tower_http::services::ServeFile;

/// The name of the picture scheme.
pub const SCHEME: &str = "circles-media";

type Focus = Arc<dyn Fn() + Send + Sync>;

/// The loopback server, listening.
#[derive(Clone, Debug)]
pub struct Loopback {
    /// `http://127.0.0.1:PORT`, for the page's policy.
    pub origin: String,
    /// `http://127.0.0.1:PORT/TOKEN`, for the page's videos.
    pub base: String,
}

#[derive(Clone)]
struct Shared {
    engine: Engine,
    focus: Focus,
    host: HeaderValue,
}

/// Binds and serves until the process ends. `focus` brings the window to the front.
///
/// # Errors
/// When no port of the loopback can be bound or no random bytes are to be had.
pub async fn listen(engine: Engine, tasks: &TaskTracker, focus: Focus) -> std::io::Result<Loopback> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let mut token = [0_u8; 16];
    getrandom::fill(&mut token).map_err(std::io::Error::other)?;
    let token = hex::encode(token);
    let host = HeaderValue::from_str(&address.to_string()).map_err(std::io::Error::other)?;
    let shared = Shared { engine, focus, host };
    let routes = Router::new()
        .route("/{id}/{rendition}", any(serve))
        .route("/focus", post(focus_window))
        .with_state(shared.clone());
    let app = Router::new()
        .nest(&format!("/{token}"), routes)
        .layer(middleware::from_fn_with_state(shared, only_our_host));
    tasks.spawn(async move {
        if let Err(error) = axum::serve(listener, app).await {
            tracing::error!(%error, "the media server stopped");
        }
    });
    let origin = format!("http://{address}");
    Ok(Loopback { base: format!("{origin}/{token}"), origin })
}

/// A page elsewhere that points its own name at 127.0.0.1 carries that name as `Host`.
async fn only_our_host(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    if request.headers().get(header::HOST) == Some(&shared.host) {
        next.run(request).await
    } else {
        StatusCode::MISDIRECTED_REQUEST.into_response()
    }
}

async fn focus_window(State(shared): State<Shared>) -> StatusCode {
    (shared.focus)();
    StatusCode::NO_CONTENT
}

async fn serve(
    State(shared): State<Shared>,
    Path((id, rendition)): Path<(String, String)>,
    request: Request,
) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let Some((id, rendition)) = parse(&id, &rendition) else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(file) = shared.engine.media_file(id, rendition).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut forwarded = Request::new(axum::body::Body::empty());
    *forwarded.method_mut() = request.method().clone();
    for name in [header::RANGE, header::IF_RANGE] {
        if let Some(value) = request.headers().get(&name) {
            forwarded.headers_mut().insert(name, value.clone());
        }
    }
    match ServeFile::new(file.path).oneshot(forwarded).await {
        Ok(response) => {
            let mut response = response.map(axum::body::Body::new);
            describe(response.headers_mut(), file.media_type);
            response.into_response()
        }
        Err(never) => match never {},
    }
}

fn describe(headers: &mut HeaderMap, media_type: &'static str) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    // The page draws a poster from the first frame; a canvas may only be read back from an origin that allows it.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("tauri://localhost"));
}

fn parse(id: &str, rendition: &str) -> Option<(AttachmentId, Rendition)> {
    Some((id.parse().ok()?, Rendition::from_name(rendition)?))
}

/// Answers one request of the picture scheme: `circles-media://localhost/<attachment id>/<rendition>`.
pub async fn picture(engine: &Engine, path: &str) -> tauri::http::Response<Vec<u8>> {
    let found =
        match path.trim_start_matches('/').split_once('/').and_then(|(id, rendition)| parse(id, rendition)) {
            Some((id, rendition)) => match engine.media_file(id, rendition).await {
                Ok(file) => tokio::fs::read(&file.path).await.ok().map(|bytes| (bytes, file.media_type)),
                Err(_) => None,
            },
            None => None,
        };
    let builder = tauri::http::Response::builder().header(header::X_CONTENT_TYPE_OPTIONS.as_str(), "nosniff");
    let response = match found {
        // A rendition never changes under its id.
        Some((bytes, media_type)) => builder
            .header(header::CONTENT_TYPE.as_str(), media_type)
            .header(header::CACHE_CONTROL.as_str(), "private, max-age=31536000, immutable")
            .body(bytes),
        None => builder.status(404).body(Vec::new()),
    };
    response.unwrap_or_default()
}
