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

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_oneself_reaches_others_without_what_it_told() -> Result {
    let (server, mut one, circle) = story::demo("lin").await?;
    let (mut two, _) = story::member(&server.url(), "mei").await?;
    let text = "Written with another face.";
    publish(&mut one, &circle, text).await?;
    assert_eq!(sent(&mut two, &circle, text).await?, 1);
    let before = one.call("session", json!({})).await?["me"]["byline"]["avatar"].clone();
    let photo = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/photos/gps.jpg");

    let changed = one.call("set_avatar", json!({"path": photo})).await?;
    let avatar = changed["byline"]["avatar"].clone();
    assert!(avatar.is_string() && avatar != before, "{changed}");
    let face = |wanted: serde_json::Value| {
        move |t: &serde_json::Value| with_text(t, text).iter().all(|post| post["author"]["avatar"] == wanted)
    };
    two.until("timeline", feed(&circle), face(avatar)).await?;
    let removed = one.call("remove_avatar", json!(null)).await?;
    assert!(removed["byline"]["avatar"].is_null(), "{removed}");
    two.until("timeline", feed(&circle), face(serde_json::Value::Null)).await?;
    // What is no photograph is refused with its reason, and changes nothing.
    let none = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    assert_eq!(one.refused("set_avatar", json!({"path": none})).await?, "invalid");
    assert!(one.call("session", json!({})).await?["me"]["byline"]["avatar"].is_null());
    Ok(())
}
