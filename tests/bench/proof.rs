//! A request with a proof of possession (RFC 9449) against one without.
//!
//! Both answer `GET /v1/me` in this process, on the same database, to the same client. The peer is what the server would
//! do for a bearer token: it looks up the same token and the same person, through the same caches, and writes the same
//! JSON. What a device does to make a proof is not measured: its requests are signed before.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::get;
use axum::{Json, Router};
use circles_domain::{DeviceId, PersonId, SystemClock};
use circles_server::auth::{Signed, token_hash};
use circles_server::store::{people, sessions};
use circles_server::{AppState, Config, Server};
use circles_tests::Result;
use circles_wire::dpop::DeviceKey;
use circles_wire::person::{Byline, ME, MeResponse};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::report::{Measured, Row, median};
use crate::server::{add_person, client};

pub const ROWS: &[Row] = &[Row {
    name: "request_with_proof",
    unit: "requests/s",
    peer: "the same request with a bearer token, answered by a handler that looks up the same token and person; same \
           client, 8 kept-alive connections, 2 threads for all, median of 5 by turns",
    aim: "at least 0.4",
}];
const TIMES: usize = 5;
const SPELL: Duration = Duration::from_secs(1);

pub async fn measure() -> Result<Vec<Measured>> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(Config::at(folder.path()), Arc::new(SystemClock)).await?;
    let (me, key, now) = (PersonId::mint(), DeviceKey::generate()?, server.state.now());
    let mut write = server.state.db.write().await?;
    let byline = Byline { id: me, display_name: "Bench".into(), verified: true, avatar: None };
    add_person(&mut write, &byline, now).await?;
    let signed = Signed { person: me, device: DeviceId::mint() };
    let token = sessions::issue(&mut write, signed, key.thumbprint(), now, 86_400).await?;
    write.commit().await?;

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let addr: SocketAddr = listener.local_addr()?;
    let app = Router::new().route(ME, get(with_bearer)).with_state(server.state.clone());
    let mut serving = JoinSet::new();
    serving.spawn(async move { axum::serve(listener, app).await });

    let path = || std::iter::once(ME.to_owned());
    let state = server.state.clone();
    let ours =
        client::Asked::new(server.addr, path(), Some(client::Device { key, token: token.clone(), state }));
    let theirs = client::Asked::with_bearer(addr, path(), token);
    if client::bodies(&ours).await? != client::bodies(&theirs).await? {
        return Err("the two answer differently".into());
    }
    let (mut our_rates, mut their_rates) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        our_rates.push(client::rate(&ours, SPELL).await?);
        their_rates.push(client::rate(&theirs, SPELL).await?);
    }
    serving.shutdown().await;
    server.stop().await;
    Ok(vec![Measured::beside(median(&our_rates)?, median(&their_rates)?, |ratio| ratio >= 0.4)])
}

async fn with_bearer(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> std::result::Result<Json<MeResponse>, StatusCode> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given.and_then(|text| text.strip_prefix("Bearer ")).ok_or(StatusCode::UNAUTHORIZED)?;
    let (hash, epoch, now) = (token_hash(token), state.db.epoch(), state.now());
    let broken = |_| StatusCode::INTERNAL_SERVER_ERROR;
    let session = match state.sessions.find(&hash, epoch) {
        Some(session) => session,
        None => {
            let found = sessions::find(state.db.read(), &hash).await.map_err(broken)?;
            let session = found.ok_or(StatusCode::UNAUTHORIZED)?;
            state.sessions.keep(hash, epoch, session);
            session
        }
    };
    if session.revoked || session.expires_at <= now {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let person = people::find(state.db.read(), session.signed.person).await.map_err(broken)?;
    Ok(Json(person.ok_or(StatusCode::UNAUTHORIZED)?.me(now)))
}
