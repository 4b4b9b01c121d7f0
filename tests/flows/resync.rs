//! A device that was away for too long starts anew, and loses nothing of its own.

use circles_tests::Result;
use serde_json::json;

use crate::story::{self, feed, publish, sent, with_text};

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_cursor_pulls_everything_again_and_keeps_the_outbox() -> Result {
    let (mut server, mut device, circle) = story::demo("lin").await?;
    device.until("timeline", feed(&circle), |t| t["items"].as_array().is_some_and(|i| i.len() > 3)).await?;
    server.stop().await?;
    publish(&mut device, &circle, "Written before the long absence.").await?;
    let draft = device.call("new_draft", json!({"circle": circle})).await?;
    device.call("save_draft", json!({"post": draft["id"], "circle": circle, "text": "Unfinished."})).await?;
    // The same data under a server that keeps no history: whatever the cursor, it is too old.
    server.restart_with(&[("CIRCLES_TTL_CHANGES_S", "0")]).await?;
    device.call("refresh", json!({})).await.ok();
    assert_eq!(sent(&mut device, &circle, "Written before the long absence.").await?, 1);
    let shown = device
        .until("timeline", feed(&circle), |t| t["items"].as_array().is_some_and(|i| i.len() > 3))
        .await?;
    assert_eq!(with_text(&shown, "Written before the long absence.").len(), 1);
    let drafts = device.call("list_drafts", json!({})).await?;
    assert_eq!(drafts["drafts"][0]["text"], "Unfinished.", "{drafts}");
    Ok(())
}
