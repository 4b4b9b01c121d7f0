//! Damaged files on the device.

use std::path::Path;

use circles_tests::Result;
use serde_json::json;

use crate::story::{self, feed, publish, sent};

fn find(folder: &Path, name: &str) -> Option<std::path::PathBuf> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).ok()?.flatten() {
            if entry.file_name() == name {
                return Some(entry.path());
            }
            if entry.path().is_dir() {
                folders.push(entry.path());
            }
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_cache_is_pulled_again_and_the_outbox_is_kept() -> Result {
    let (mut server, mut device, circle) = story::demo("lin").await?;
    device.until("timeline", feed(&circle), |t| t["items"].as_array().is_some_and(|i| i.len() > 3)).await?;
    server.stop().await?;
    let text = "Older than the damage.";
    publish(&mut device, &circle, text).await?;
    let mut device = device
        .restarted_after(|data| {
            let cache = find(data, "cache.db").ok_or("no cache")?;
            for side in ["cache.db-wal", "cache.db-shm"] {
                if let Some(file) = find(data, side) {
                    std::fs::remove_file(file)?;
                }
            }
            Ok(std::fs::write(cache, b"this is no database any more, whatever it was before")?)
        })
        .await?;
    let session = device.call("session", json!({})).await?;
    assert_eq!(session["notice"], "cache_rebuilt", "{session}");
    let waiting = device.call("outbox", json!({})).await?;
    assert_eq!(waiting["items"][0]["excerpt"], text, "{waiting}");
    server.resume().await?;
    device.call("refresh", json!({})).await.ok();
    assert_eq!(sent(&mut device, &circle, text).await?, 1);
    device.until("timeline", feed(&circle), |t| t["items"].as_array().is_some_and(|i| i.len() > 3)).await?;
    Ok(())
}
