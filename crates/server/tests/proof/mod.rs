//! Signs requests as a device does, with the newest nonce of a server in this process.

use circles_server::Server;
use circles_wire::dpop::{DeviceKey, PROOF, SCHEME};
use reqwest::{Method, RequestBuilder};

/// `request` of `method` to `path` of `server`, with a proof of `key`, and with `token` where there is one.
pub fn signed(
    request: RequestBuilder,
    server: &Server,
    key: &DeviceKey,
    method: &Method,
    path: &str,
    token: Option<&str>,
) -> RequestBuilder {
    let (state, now) = (&server.state, server.state.clock.now());
    let address = format!("{}{path}", state.addresses.issuer());
    let nonce = state.nonces.newest(now);
    let seconds = now.as_micros() / 1_000_000;
    let proof = key.prove_request(method.as_str(), &address, seconds, Some(&nonce), token).unwrap();
    let request = request.header(PROOF, proof);
    match token {
        Some(token) => request.header("authorization", format!("{SCHEME} {token}")),
        None => request,
    }
}
