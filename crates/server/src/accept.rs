//! Connections, each with a task of its own.
//!
//! Promises: who says nothing holds no connection for long; there are never more than so many; a stop lets each finish
//! the request that it is about. Does not: speak HTTP/2; a proxy in front that does talks HTTP/1.1 to us.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// For a whole head to come, and until the next one begins. Clients give up an idle connection sooner.
const HEAD: Duration = Duration::from_secs(30);
/// Bytes of a head, and of what is read ahead.
const BUFFER: usize = 64 * 1024;
/// After an accept that failed, for want of file descriptors as a rule: some come free meanwhile.
const PAUSE: Duration = Duration::from_millis(200);

/// Accepts until `stop`; each connection is a task of `tasks`.
pub async fn accept(
    listener: TcpListener,
    app: Router,
    most: usize,
    tasks: TaskTracker,
    stop: CancellationToken,
) {
    let room = Arc::new(Semaphore::new(most));
    loop {
        let next = async {
            // A permit first: what has no room waits in the queue of the system.
            let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return None };
            Some((permit, listener.accept().await))
        };
        let (permit, accepted) = tokio::select! {
            () = stop.cancelled() => return,
            Some(accepted) = next => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let serving = serve(stream, peer, app.clone(), stop.clone());
                tasks.spawn(async move {
                    serving.await;
                    drop(permit);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, app: Router, stop: CancellationToken) {
    // Answers are written whole; waiting to fill a packet only delays them.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        answer(app.clone(), request)
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(BUFFER)
            .serve_connection(TokioIo::new(stream), service)
    );
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // They go away in the middle, or say nothing: nothing of ours.
        tracing::debug!(%error, "a connection broke");
    }
}

async fn answer(app: Router, request: Request) -> Result<Response, Infallible> {
    app.oneshot(request).await
}
