//! Two friends at two devices, one of whom pays the other.

use circles_tests::Result;
use circles_tests::device::Device;
use circles_tests::network::FaultyNetwork;
use circles_tests::server::Server;
use serde_json::{Value, json};

use crate::relations::befriend;
use crate::story;

/// Who pays and who is paid; and the payee's id.
pub struct Two {
    pub server: Server,
    pub payer: Device,
    pub payee: Device,
    pub to: Value,
    /// What the payer had before any of it, in fen: the demo's people have a past.
    pub had: i64,
}

/// Offered at once; what nobody accepts goes back after `accept_s`.
pub fn times(accept_s: &str) -> [(&str, &str); 3] {
    [
        ("CIRCLES_TTL_TRANSFER_WAIT_S", "0"),
        ("CIRCLES_TTL_GRACE_S", "0"),
        ("CIRCLES_TTL_TRANSFER_ACCEPT_S", accept_s),
    ]
}

async fn befriended(server: Server, mut payer: Device) -> Result<Two> {
    let (mut payee, _) = story::member(&server.url(), "mei").await?;
    befriend(&mut payer, &mut payee).await?;
    let to = payee.call("session", json!({})).await?["me"]["byline"]["id"].clone();
    let had = has(&mut payer).await?;
    Ok(Two { server, payer, payee, to, had })
}

/// Two friends at a server with settings of its own.
pub async fn friends(environment: &[(&str, &str)]) -> Result<Two> {
    let server = Server::with(true, environment).await?;
    let (payer, _) = story::member(&server.url(), "lin").await?;
    befriended(server, payer).await
}

/// Two friends of whom the payer reaches the server through a network that fails on command.
pub async fn behind_network() -> Result<(Two, FaultyNetwork)> {
    let (mut server, network) = Server::behind_network().await?;
    let both = format!("{},{}", server.url(), network.url());
    let mut environment = times("3600").to_vec();
    environment.push(("CIRCLES_PUBLIC_URL", &both));
    server.restart_with(&environment).await?;
    let (payer, _) = story::member(&network.url().parse()?, "lin").await?;
    Ok((befriended(server, payer).await?, network))
}

pub fn fen(amount: &Value) -> Option<i64> {
    amount["amount"].as_str().and_then(|fen| fen.parse().ok())
}

async fn has(device: &mut Device) -> Result<i64> {
    let wallet = device.until("wallet", json!({"before": null}), |w| !w["balance"].is_null()).await?;
    fen(&wallet["balance"]).ok_or_else(|| "no balance".into())
}

/// Until a device has so much, in fen.
pub async fn balance(device: &mut Device, wanted: i64) -> Result {
    let all_told = |wallet: &Value| fen(&wallet["balance"]) == Some(wanted);
    device.until("wallet", json!({"before": null}), all_told).await.map(|_| ())
}

/// The arguments that confirm what was quoted.
pub fn confirmation(quoted: &Value) -> Value {
    json!({"transfer": quoted["id"], "quote": quoted["quote"]["quote"], "pin": null})
}

/// Confirms what was quoted, as soon as half a second has passed since it was shown.
pub async fn confirm(payer: &mut Device, quoted: &Value) -> Result<Value> {
    for _ in 0..200 {
        match payer.call("confirm_transfer", confirmation(quoted)).await {
            Err(error) if error.to_string().contains("too_fast") => {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            answer => return answer,
        }
    }
    Err("never slow enough".into())
}

/// Until a transfer of this device stands so.
pub async fn stands(device: &mut Device, transfer: &Value, state: &str) -> Result<Value> {
    device.until("get_transfer", json!({"transfer": transfer}), |one| one["state"] == state).await
}
