//! Another key signs receipts: a device that pinned the first one follows the chain, and nothing else.

use circles_tests::Result;
use circles_tests::device::Device;
use circles_tests::program::built;
use circles_tests::server::Server;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::tips::{confirm, quoted, settled};

/// Adds a key with the server's own command.
async fn rotate(server: &Server) -> Result<String> {
    let told = Command::new(built("circles-server")?)
        .args(["rotate-receipt-key", "--data-dir"])
        .arg(server.folder())
        .output()
        .await?;
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    Ok(String::from_utf8(told.stdout)?.trim().to_owned())
}

/// Puts another key in the place of all, as whoever took the server over would: its chain is consistent, and the one
/// that devices pinned is not in it.
async fn replace_the_chain(server: &Server) -> Result {
    let keys = server.folder().join("keys");
    for entry in std::fs::read_dir(&keys)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("receipt-")) {
            std::fs::remove_file(path)?;
        }
    }
    let url = format!("sqlite://{}", server.folder().join("circles.db").display());
    let mut db = <sqlx::SqliteConnection as sqlx::Connection>::connect(&url).await?;
    sqlx::query("DELETE FROM receipt_key").execute(&mut db).await?;
    sqlx::Connection::close(db).await?;
    Ok(())
}

fn key(tip: &Value) -> &Value {
    &tip["receipt"]["receipt"]["key_id"]
}

/// Stops the server, changes its keys, starts it again, and waits until the device has noticed both.
async fn restarted<T>(
    server: &mut Server,
    device: &mut Device,
    change: impl AsyncFnOnce(&Server) -> Result<T>,
) -> Result<T> {
    server.stop().await?;
    device.until("session", json!({}), |s| s["connectivity"] == "offline").await?;
    let changed = change(server).await?;
    server.resume().await?;
    device.until("session", json!({}), |s| s["connectivity"] == "online").await?;
    Ok(changed)
}

/// Another tip for the same post, quoted.
async fn quoted_again(device: &mut Device, tip: &Value) -> Result<Value> {
    let opened = device.call("open_tip", json!({"post": tip["post"]})).await?;
    device.call("quote_tip", json!({"tip": opened["id"], "amount": "0.88"})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_follows_the_chain_of_keys_and_nothing_outside_it() -> Result {
    let mut server = Server::demo().await?;
    let (mut device, tip, _) = quoted(&server.url()).await?;
    confirm(&mut device, &tip).await?;
    let first = settled(&mut device, &tip).await?;
    assert!(key(&first).is_string(), "{first}");

    let second = restarted(&mut server, &mut device, rotate).await?;
    let again = quoted_again(&mut device, &tip).await?;
    confirm(&mut device, &again).await?;
    let followed = settled(&mut device, &again).await?;
    assert_eq!(*key(&followed), json!(second), "signed by the new key, and believed: {followed}");

    restarted(&mut server, &mut device, replace_the_chain).await?;
    let third = quoted_again(&mut device, &tip).await?;
    let told = confirm(&mut device, &third).await?;
    assert!(told["receipt"].is_null(), "{told}");
    assert!(
        !matches!(told["state"].as_str(), Some("held" | "released")),
        "paid on a stranger's word: {told}"
    );
    Ok(())
}
