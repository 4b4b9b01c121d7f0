//! What somebody says of themselves, on the devices of others.

use circles_tests::Result;
use circles_tests::device::Device;
use serde_json::json;

use crate::story::{self, feed, publish, sent, with_text};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_name_reaches_old_posts_on_other_devices_by_poke() -> Result {
    let (server, mut one, circle) = story::demo("lin").await?;
    let (mut two, _) = story::member(&server.url(), "mei").await?;
    let text = "Written under the old name.";
    publish(&mut one, &circle, text).await?;
    assert_eq!(sent(&mut two, &circle, text).await?, 1);
    let shown = two.call("timeline", feed(&circle)).await?;
    let author = with_text(&shown, text).remove(0)["author"]["id"].clone();
    // Their page was looked at, so it is kept here as well.
    let page = json!({"person": author});
    two.until("profile", page.clone(), |p| !p["joined_at"].is_null()).await?;

    one.call("edit_profile", json!({"display_name": "Another name", "bio": "Other words."})).await?;
    two.until("timeline", feed(&circle), |t| {
        with_text(t, text).iter().all(|post| post["author"]["display_name"] == "Another name")
    })
    .await?;
    two.until("profile", page, |p| p["bio"] == "Other words.").await?;
    // And the person's own other device, on its posts and in its own profile.
    let mut three = Device::start(&server.url())?;
    three.sign_in("lin").await?;
    assert_eq!(sent(&mut three, &circle, text).await?, 1);
    one.call("edit_profile", json!({"display_name": "A third name", "bio": ""})).await?;
    three.until("session", json!({}), |s| s["me"]["byline"]["display_name"] == "A third name").await?;
    three
        .until("timeline", feed(&circle), |t| {
            with_text(t, text).iter().all(|post| post["author"]["display_name"] == "A third name")
        })
        .await?;
    Ok(())
}
